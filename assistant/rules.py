"""Rules: which combination of signs, how near to each other, raises which level."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping

from assistant.clauses import Words
from assistant.context import NEGATED, OLD, PAST, SUPPOSED, UNREAL, Context
from assistant.mentions import Mention
from assistant.people import SELF
from assistant.typed import NamedTuple, cast

Rule = Mapping[str, object]
"""A compiled rule: see ``assistant.redflags`` for its keys."""

# What each mark after a concept in a rule lets pass: "cancer:past" may be past.
PASSES = {
    "": 0,
    "past": PAST,
    "asked": SUPPOSED,
    "maybe": SUPPOSED | PAST,
    "any": NEGATED | PAST | SUPPOSED,
}
_BARRED = NEGATED | PAST | SUPPOSED | UNREAL

# An excuse in the next sentence still counts when it is this close: "Numb bum. Hard bench."
UNLESS_REACH = 10

# How many mentions on each side of a sign are looked at: they may overlap.
NEIGHBOURS = 3

BACK = "back"
"""The concept that a chat about back pain supplies by itself."""


class Fired(NamedTuple):
    """A rule that holds for a message, and whose body it speaks of."""

    rule: Rule
    other_person: bool


class _Part(NamedTuple):
    """The mentions that can stand for one part of a rule, and whose they are.

    ``anywhere``: they may stand far off; that it is about a back is said once in a message.
    """

    mentions: list[Mention]
    people: set[str]
    anywhere: bool


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

    def people(self, mention: Mention) -> set[str]:
        """Whose body a mention may speak of; the next word counts: "79 year | old mum"."""
        after = self.words.tokens[mention.end + 1 : mention.end + 2]
        reach = 3 if after == ["old"] else 2
        return set(self.context.people[mention.start : mention.end + reach])

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
    people = {person for mention in found for person in scene.people(mention)}
    return _Part(found, people, concepts == [BACK])


def _start(mention: Mention) -> int:
    return mention.start


def _holds(
    rule: Rule, anchor: Mention, parts: list[_Part], excuses: list[list[Mention]], scene: Scene
) -> bool:
    near = cast(int, rule["near"])
    people = scene.people(anchor)
    chosen = [anchor]
    for part in parts:
        if not part.mentions:
            continue
        if rule.get("same_person") and not people & part.people:
            return False
        mention = _nearest(anchor, part.mentions, scene)
        if near and not part.anywhere and scene.distance(anchor, mention) > near:
            return False
        chosen.append(mention)
    return not any(_speaks_against(chosen, one, scene) for one in excuses)


def _nearest(anchor: Mention, mentions: list[Mention], scene: Scene) -> Mention:
    """The mention nearest to the anchor; of a few neighbours, as they may overlap."""
    near = _around(anchor, mentions)
    return min(near, key=lambda mention: scene.distance(anchor, mention))


def _around(anchor: Mention, mentions: list[Mention]) -> list[Mention]:
    """The few mentions just before and after an anchor."""
    at = bisect_left(mentions, anchor.start, key=_start)
    return mentions[max(0, at - NEIGHBOURS) : at + NEIGHBOURS]


def _inside(one: Mention, other: Mention) -> bool:
    """Whether a mention is a part of another: the "running" of "running a temperature"."""
    shorter = one.end - one.start < other.end - other.start
    return shorter and other.start <= one.start and one.end <= other.end


def _speaks_against(signs: list[Mention], excuses: list[Mention], scene: Scene) -> bool:
    """Whether an excuse stands in the sentence of a sign, or close by, and is no part of a sign."""
    sentences = scene.words.sentences
    for sign in signs:
        near = _around(sign, excuses)
        outside = [one for one in near if not any(_inside(one, other) for other in signs)]
        for excuse in outside:
            same = sentences[excuse.start] == sentences[sign.start]
            if same or scene.distance(sign, excuse) <= UNLESS_REACH:
                return True
    return False
