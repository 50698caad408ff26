"""Follow-ups: does a message lean on the turn before, and what does it pick from it?

"What about shoes?", "why?", "tell me more", "and the second one?", a bare number. A message that
stands by itself is left alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from .text import ASKING_WORDS, STOP_WORDS, words
from .typed import NamedTuple

_CONNECTORS = (
    "and", "also", "what about", "how about", "ok and", "okay and", "ok but", "but what", "or",
    "then", "so", "ok so", "ok how", "ok what", "ok then", "same for", "anything about",
    "any other",
)  # fmt: skip
_MORE = (
    "more", "tell me more", "more please", "go on", "continue", "say more", "more info",
    "more information", "more detail", "more details", "keep going", "elaborate", "what else",
    "anything else", "and", "tell me more about it", "tell me more about that",
    "can you explain more",
    "explain more", "explain that", "explain", "give me more", "and then", "next", "read more",
    "can you say more", "could you say more", "i want to know more", "more about that",
    "more on that",
)  # fmt: skip
_PRONOUNS = frozenset(
    """
    it its that this they them those these one ones he she his her their there either both each
    same
    """.split()
)
_DENIALS = ("no", "not")
_ORDINALS = {
    "first": 1, "1st": 1, "one": 1, "second": 2, "2nd": 2, "two": 2, "third": 3, "3rd": 3,
    "three": 3, "last": -1, "former": 1, "latter": 2, "other": 2, "fourth": 4, "4th": 4, "four": 4,
    "fifth": 5, "5th": 5, "five": 5, "sixth": 6, "6th": 6, "six": 6,
}  # fmt: skip
_ORDINAL_COMPANY = frozenset(
    """
    the one and about what how tell me more of option number please a bit on ok so show explain
    describe it is can you go to i want read thing said no
    """.split()
)
OTHER = "other"  # "and the other?" asks for the one that was not shown
# What opens a question; of those that may also open a remark ("is fine") two words are asked for.
_ASKS = frozenset(
    """
    what whats which who where when why how is are am do does did can could should would will was
    were has have shall may
    """.split()
)
_MOST_ALTERNATIVES = 4
# A message with this many telling words, or fewer, may be too short to stand by itself.
_FEW = 2
_PRONOUN_REACH = 9  # words; in a longer message a pronoun mostly points inside it


class FollowUp(NamedTuple):
    """How a message leans on the turn before.

    ``kind`` is "" (stands alone), "more", "pick" or "lean"; ``place`` is what was picked, from 1,
    or -1 for the last; ``bare`` tells that it says too little to be understood by itself, ``short``
    that nothing but its shortness speaks for leaning.
    """

    kind: str
    place: int = 0
    bare: bool = False
    short: bool = False


def follow_up(message: str) -> FollowUp:
    """How a message leans on the turn before, by its form alone.

    >>> follow_up("2").place, follow_up("and the second one?").place
    (2, 2)
    >>> follow_up("tell me more").kind, follow_up("what about shoes?").kind
    ('more', 'lean')
    >>> follow_up("which shoes should I choose for walking?").kind
    ''
    """
    said = words(message)
    if not said:
        return FollowUp("")
    place = _picked(said)
    if place:
        return FollowUp("pick", place)
    text = " ".join(word for word in said if word not in ("please", "ok", "okay", "yes", "thanks"))
    if text in _MORE:
        return FollowUp("more")
    telling = [word for word in said if word not in STOP_WORDS and word not in ASKING_WORDS]
    joined = any(text == opener or text.startswith(opener + " ") for opener in _CONNECTORS)
    pronoun = len(said) <= _PRONOUN_REACH and any(word in _PRONOUNS for word in said)
    short = len(telling) <= _FEW and len(said) <= 2 * _FEW + 2
    if not (joined or pronoun or short):
        return FollowUp("")
    told = [word for word in telling if word not in _PRONOUNS and word not in _DENIALS]
    return FollowUp("lean", bare=len(told) <= int(pronoun), short=not (joined or pronoun))


def asks(message: str) -> bool:
    """Whether a message has the form of a question.

    >>> asks("does that go away"), asks("really?"), asks("ok thanks")
    (True, True, False)
    """
    said = words(message)
    return message.rstrip().endswith("?") or (len(said) > 1 and said[0] in _ASKS)


def alternatives(message: str) -> list[str]:
    """The parts of a question that leaves a choice; [] where it leaves none.

    >>> alternatives("is it a narrow canal or a burst disc?")
    ['is it a narrow canal', 'a burst disc']
    """
    parts: list[list[str]] = [[]]
    for word in words(message):
        if word == "or":
            parts.append([])
        else:
            parts[-1].append(word)
    if not 1 < len(parts) <= _MOST_ALTERNATIVES:
        return []
    return [" ".join(part) for part in parts if part]


def _picked(said: Sequence[str]) -> int:
    """The place that a bare number or an ordinal among small words names; 0 for none."""
    if len(said) == 1 and said[0].isascii() and said[0].isdigit() and len(said[0]) <= 2:
        return int(said[0])
    ordinals = [word for word in said if word in _ORDINALS and word != "one"]
    digits = [word for word in said if word.isascii() and word.isdigit() and len(word) == 1]
    counted = [*ordinals, *digits]
    others = [word for word in said if word not in counted and word not in _ORDINAL_COMPANY]
    if len(counted) != 1 or others:
        return 0
    return int(digits[0]) if digits else _ORDINALS[ordinals[0]]


# What is asked for with "how ...", and the words of which a passage needs one to answer it.
_AMOUNTS = {
    "often": "often daily day days week weeks weekly times every regularly now",
    "minutes": "minute minutes hour hours",
    "long": "minute minutes hour hours day days week weeks month months year years time",
    "times": "often daily day days week weeks times every once twice",
    "sets": "set sets",
    "reps": "rep reps",
}


def gives_amount(asked: Sequence[str], text: str) -> bool:
    """Whether a passage speaks of the amount that a follow-up asks for; True when it asks for none.

    "How often?" is not answered by a passage that says nothing of days or weeks, however well the
    rest fits.
    """
    wanted = [_AMOUNTS[word] for word in asked if word in _AMOUNTS] if "how" in asked else []
    said = set(words(text)) if wanted else set()
    return all(said.intersection(one.split()) for one in wanted)


def only_amount(asked: Sequence[str]) -> bool:
    """Whether nothing but an amount is asked for: of what was talked about last, then.

    >>> only_amount(["how", "often"]), only_amount(["how", "often", "should", "i", "stretch"])
    (True, False)
    """
    small = STOP_WORDS | ASKING_WORDS | _PRONOUNS
    told = [word for word in asked if word not in small]
    return "how" in asked and bool(told) and all(word in _AMOUNTS for word in told)


def yes_or_no(message: str) -> bool | None:
    """Whether a message is a plain yes or a plain no; None for anything else.

    >>> yes_or_no("Yes, I do"), yes_or_no("nope, nothing like that"), yes_or_no("my shoes")
    (True, False, None)
    """
    said = words(message)
    if not said or len(said) > _LONGEST_YES:
        return None
    if said[0] in _YES:
        return True
    if said[0] in _NO or said[:2] in (["not", "really"], ["none", "of"], ["not", "that"]):
        return False
    return None


_LONGEST_YES = 8
_YES = frozenset("yes y yeah yep yup ya aye si definitely yess yea affirmative correct".split())
_NO = frozenset("no n nope nah none never neither nothing negative".split())
