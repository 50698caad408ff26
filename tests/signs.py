"""A few danger signs, so that a test holds one edge of how they are read and nothing of what is
written in the library.

Words that stand on no list and in no concept ("x", "y") are what a message says besides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from assistant.clauses import Words, cut
from assistant.context import Context, context_of
from assistant.mentions import Lexicon, Matcher, Mention, respelt
from assistant.redflags import compile_red_flags
from assistant.triage import Triage

LISTS = {
    "self": "i my im", "they": "he she his her they their", "relation": "mum son friend",
    "pet": "dog", "my": "my his her a", "subject": "i im he she they",
    "preposition": "in between", "end_of_denial": "but just", "says": "says",
    "sign_noun": "numbness", "turns_to_now": "now", "contrast": "though", "fresh": "today",
    "towards": "carrying", "part": "leg", "verb": "walk drags", "foreign": "dolor espalda",
    "anyone": "friend someone",
}  # fmt: skip
CUES = {
    "denial": ["no", "not"], "not_a_denial": ["not only"], "denied_after": ["none", "ruled out"],
    "long_ago": ["years ago", "2019"], "since": ["since"], "over_now": ["better"],
    "for_years": ["always"], "change": ["worse"], "supposed": ["what if"],
    "opens_question": ["can"], "people_in_general": ["people"], "topic": ["surgery"],
    "in_a_story": ["film"], "idiom": ["dying for"],
}  # fmt: skip
CONCEPTS = {"numb": ["numb", "no feeling"], "crotch": ["crotch"], "back": ["back"]}
CARD = {"lines": ["Call."]}
GROUPS = {
    "nerve": {"name": "Nerves", "cards": {"emergency": CARD, "soon": CARD}},
    "heart": {"name": "Heart", "cards": {"urgent": CARD}},
}


def document(rules: Iterable[Mapping[str, Any]] = (), **sections: Any) -> dict[str, Any]:
    """A file of danger signs with these rules; sections are laid over what is always there."""
    whole: dict[str, Any] = {
        "words": LISTS, "context": CUES, "concepts": CONCEPTS, "groups": GROUPS, "same_as": {},
        "levels": {}, "regions": {}, "danger_list": {}, "foreign": {},
        "safety_questions": {"saddle": {}},
        "order": ["nerve/urgent", "crisis", "emergency", "urgent", "soon", "ask", "info"],
    }  # fmt: skip
    for name, section in sections.items():
        laid_over = isinstance(section, dict) and name in whole
        whole[name] = {**whole[name], **section} if laid_over else section
    return {**whole, "rules": [{"group": "nerve", "level": "emergency", **one} for one in rules]}


def compiled(rules: Iterable[Mapping[str, Any]] = (), **sections: Any) -> dict[str, Any]:
    return compile_red_flags(document(rules, **sections), "signs.yaml")


def triage(rules: Iterable[Mapping[str, Any]] = (), **sections: Any) -> Triage:
    return Triage(compiled(rules, **sections).get)


def read(
    text: str, excuses: Mapping[str, list[str]] | None = None, **sections: Any
) -> tuple[Words, list[Mention], Context]:
    """The words of a message, what is mentioned, and the context of each word.

    Every concept is a sign here, as one rule asks for all of them, but for those of ``excuses``.
    """
    concepts = {**CONCEPTS, **sections.pop("concepts", {})}
    rule = {"id": "all", "all": ["|".join(concepts)]}
    records = compiled([rule], concepts={**concepts, **(excuses or {})}, **sections)
    lexicon = Lexicon(records.get)
    words = respelt(cut(text), lexicon)
    matcher = Matcher(words, lexicon)
    mentions = matcher.mentions()
    return words, mentions, context_of(words, matcher, mentions)


def marked(text: str, mark: int, **sections: Any) -> str:
    """The words of a message that carry a mark."""
    words, _, context = read(text, **sections)
    pairs = zip(words.tokens, context.marks, strict=True)
    return " ".join(token for token, marks in pairs if marks & mark)
