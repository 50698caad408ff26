"""Whose body a message speaks of, word by word: the writer's, another person's, an animal's.

The experiencer of ConText (Harkema et al. 2009): a person, once named, stays the subject until
somebody else is. "My wife says it is nothing" keeps the writer; "from carrying my toddler" too.
"""

from __future__ import annotations

from assistant.mentions import Message

SELF = "self"
PET = "pet"

# A word for a person within so many words makes "my" theirs: "my six year old son".
OWNER_REACH = 5


def people_of(message: Message) -> list[str]:
    """For each word the person spoken of: SELF, PET, or the word for the other person.

    The word lists named here (<self>, <relation>, <they>, <pet>...) are in red-flags.yaml.
    """
    people: list[str] = []
    person, other = SELF, ""
    words = message.words
    for index in range(len(words.tokens)):
        new_sentence = bool(index) and words.sentences[index] != words.sentences[index - 1]
        if new_sentence and person == PET:
            person = SELF
        named = _person_named(message, index, person, other)
        if named:
            person = named
            other = person if person not in (SELF, PET) else other
        people.append(person)
    return people


def _person_named(message: Message, index: int, person: str, other: str) -> str:
    token = message.words.tokens[index]
    if message.has(index, "<relation>"):
        speaks = message.has(index + 1, "<says>")
        return "" if speaks or message.has(index - 1, "<towards>") else token
    if message.has(index, "<pet>"):
        owned = message.has(index - 1, "<my>") or message.has(index - 2, "<my>")
        return PET if owned and _is_subject(message, index) else ""
    if message.has(index, "<self>"):
        possessive = token in ("my", "our")
        return "" if possessive and _owner_follows(message, index) else SELF
    if message.has(index, "<they>"):
        if person == PET:
            return PET
        return other or ("" if token in ("they", "their", "them", "theyre", "theyve") else "other")
    return ""


def _owner_follows(message: Message, index: int) -> bool:
    return any(
        message.has(near, "<relation>") or message.has(near, "<pet>")
        for near in range(index + 1, index + 1 + OWNER_REACH)
        if near < len(message.words.clauses)
        and message.words.clauses[near] == message.words.clauses[index]
        and not any(
            message.has(step, "<part>") or message.has(step, "<verb>")
            for step in range(index + 1, near)
        )
    )


def _is_subject(message: Message, index: int) -> bool:
    """Whether the clause begins with the animal: "my dog drags a leg", not "I walk my dog"."""
    clause = message.words.clauses[index]
    before = index - 1
    first = max(0, index - OWNER_REACH)
    while before >= first and message.words.clauses[before] == clause:
        if message.has(before, "<subject>") or message.has(before, "<verb>"):
            return False
        before -= 1
    return True
