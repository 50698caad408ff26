"""Rules: which combination of signs, how near to each other, raises which level."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from typing import NamedTuple, cast

from assistant.clauses import Words
from assistant.context import NEGATED, OLD, PAST, SELF, SUPPOSED, UNREAL, Context
from assistant.mentions import Mention

Rule = Mapping[str, object]
"""A compiled rule: see ``assistant.redflags`` for its keys."""

# What each mark after a concept in a rule lets pass: "cancer:past" may be past.
PASSES = {"": 0, "past": PAST, "maybe": SUPPOSED | PAST, "any": NEGATED | PAST | SUPPOSED}
_BARRED = NEGATED | PAST | SUPPOSED | UNREAL

# An excuse in the next sentence still counts when it is this close: "Numb bum. Hard bench."
UNLESS_REACH = 10

BACK = "back"
"""The concept that a chat about back pain supplies by itself."""


class Fired(NamedTuple):
    """A rule that holds for a message, and whose body it speaks of."""

    rule: Rule
    other_person: bool


class _Part(NamedTuple):
    """The mentions that can stand for one part of a rule, and whose they are."""

    mentions: list[Mention]
    people: set[str]


class Scene(NamedTuple):
    """One message, ready for rules."""

    words: Words
    context: Context
    mentions: Mapping[str, list[Mention]]
    back_context: bool

    def valid(self, concept: str) -> list[Mention]:
        """Mentions of an excuse that are not denied ("not after the gym")."""
        found = self.mentions.get(concept, [])
        return [one for one in found if not self.context.of(one) & NEGATED]

    def distance(self, one: Mention, two: Mention) -> int:
        """Words (and punctuation) between two mentions; overlapping ones touch."""
        places = self.words.places
        if one.start > two.start:
            one, two = two, one
        return max(0, places[two.start] - places[min(one.end, two.start)] - 1)


def fires(rule: Rule, scene: Scene) -> Fired | None:
    """Whether a rule holds: all its parts are there, near enough, and nothing speaks against it."""
    at_least = cast(int, rule.get("at_least", 0))
    parts = [_candidates(part, scene, rule) for part in cast("list[list[object]]", rule["all"])]
    if at_least:
        there = [part for part in parts if part.mentions]
        if len(there) < at_least:
            return None
        parts = there
    elif not _complete(rule, parts, scene):
        return None
    excuses = [scene.valid(concept) for concept in cast("list[str]", rule.get("unless", ()))]
    for anchor in next((part.mentions for part in parts if part.mentions), []):
        if _holds(rule, anchor, parts, excuses, scene):
            return Fired(rule, scene.context.people[anchor.start] != SELF)
    return None


def _complete(rule: Rule, parts: list[_Part], scene: Scene) -> bool:
    for part, found in zip(cast("list[list[object]]", rule["all"]), parts, strict=True):
        if not found.mentions and not (scene.back_context and BACK in cast("list[str]", part[0])):
            return False
    return True


def _candidates(part: list[object], scene: Scene, rule: Rule) -> _Part:
    concepts, passes = cast("list[str]", part[0]), cast(int, part[1])
    barred = _BARRED & ~passes
    if rule.get("new"):
        barred |= OLD
    found = [
        mention
        for concept in concepts
        for mention in scene.mentions.get(concept, ())
        if not scene.context.of(mention) & barred
    ]
    if len(concepts) > 1:
        found.sort(key=_start)
    return _Part(found, {scene.context.people[mention.start] for mention in found})


def _start(mention: Mention) -> int:
    return mention.start


def _holds(
    rule: Rule, anchor: Mention, parts: list[_Part], excuses: list[list[Mention]], scene: Scene
) -> bool:
    near = cast(int, rule["near"])
    person = scene.context.people[anchor.start]
    chosen = [anchor]
    for part in parts:
        if not part.mentions:
            continue
        if rule.get("same_person") and person not in part.people:
            return False
        mention = _nearest(anchor, part.mentions, scene)
        if near and scene.distance(anchor, mention) > near:
            return False
        chosen.append(mention)
    return not any(_speaks_against(sign, one, scene) for one in excuses for sign in chosen)


def _nearest(anchor: Mention, mentions: list[Mention], scene: Scene) -> Mention:
    """The mention nearest to the anchor; of a few neighbours, as they may overlap."""
    at = bisect_left(mentions, anchor.start, key=_start)
    near = mentions[max(0, at - 2) : at + 2]
    return min(near, key=lambda mention: scene.distance(anchor, mention))


def _speaks_against(sign: Mention, excuses: list[Mention], scene: Scene) -> bool:
    """Whether an excuse stands in the sentence of a sign, or close by."""
    if not excuses:
        return False
    sentences = scene.words.sentences
    excuse = _nearest(sign, excuses, scene)
    same = sentences[excuse.start] == sentences[sign.start]
    return same or scene.distance(sign, excuse) <= UNLESS_REACH
