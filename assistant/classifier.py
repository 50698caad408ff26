"""A second reader of danger signs: a linear classifier, for phrasings that no rule foresaw.

Rules know combinations; people find words for them that nobody has written down. The classifier was
fitted on many phrasings of danger signs and many ordinary questions (``tests/fit_danger.py`` makes
``knowledge/danger-weights.json``); it sees each word with its context, so that a denied sign counts
as another word, and each concept of the rules that the message mentions.

It is a logistic model (sum of weights of what was said), so every alarm can be traced to words.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from .clauses import Words
from .context import NEGATED, SUPPOSED, UNREAL, Context
from .errors import KnowledgeError
from .mentions import Mention
from .text import stems
from .typed import Any, NamedTuple
from .weights import filed, looked_up

# A window is what a sign is told in; a longer text would add up chance.
WINDOW = 40  # words
_STEP = 20
_TURNED = NEGATED | SUPPOSED | UNREAL  # a word in such a context counts as another word
TURN = "-"
CONCEPT = "#"
_GAP = "_"
RECORD = "danger:"


class Reading(NamedTuple):
    """What the classifier makes of a message.

    ``chance`` is the estimated probability that a danger sign is reported, of the window that says
    most; ``level`` and ``group`` are the likeliest, "" below ``LEAST_CHANCE``. ``soon`` and
    ``soon_group`` are the same for signs that belong with a doctor soon. ``severe`` is the highest
    chance that a sign which is more likely there than not is an emergency.
    """

    chance: float
    level: str
    group: str
    soon: float = 0.0
    soon_group: str = ""
    severe: float = 0.0


LIKELY = 0.5
# Of a smaller chance nobody asks which level and group it is the chance of.
LEAST_CHANCE = 0.01


class Classifier:
    """The fitted classifier.

    Args:
        read: gives the record of a name, None where there is none.
    """

    def __init__(self, read: Callable[[str], Any]) -> None:
        self._read = read

    def weigh(
        self, words: Words, mentions: Iterable[Mention], context: Context | None
    ) -> Reading | None:
        """Read a message.

        Args:
            words: the message, cut.
            mentions: of concepts.
            context: what holds at each word; None where nothing was mentioned.

        Returns:
            None where no classifier was fitted.
        """
        about = self._read(RECORD)
        if not about:
            return None
        found = sorted(mentions, key=_start)
        read = [
            self._one(features(words, found, context, start, end), about)
            for start, end in windows(words)
        ]
        if not read:
            return Reading(0.0, "", "")
        most = max(read, key=lambda one: one.chance)
        soonest = max(read, key=lambda one: one.soon)
        severe = max([one.severe for one in read if one.chance >= LIKELY], default=0.0)
        return most._replace(soon=soonest.soon, soon_group=soonest.soon_group, severe=severe)

    def _one(self, said: Iterable[str], about: Mapping[str, Any]) -> Reading:
        entries = list(looked_up(self._read, RECORD, said).values())
        chance = _chance(_total(entries, 0, about["alarm"]))
        soon = _chance(_total(entries, 3, about["soon"]))
        level = group = soon_group = ""
        severe = 0.0
        if chance >= LEAST_CHANCE:
            severe = _chance(_total(entries, 1, about["emergency"]))
            level = "emergency" if severe > LIKELY else "urgent"
            group = _likeliest(entries, 2, about["groups"])
        if soon >= LEAST_CHANCE:
            soon_group = _likeliest(entries, 4, about["soon_groups"])
        return Reading(chance, level, group, soon, soon_group, severe)


Entries = Sequence[Sequence[Any]]
"""What features add: to the alarm, the emergency, each group; to "soon", each group of that."""


def _total(entries: Entries, place: int, base: float) -> float:
    return float(sum((entry[place] for entry in entries), base))


def _likeliest(entries: Entries, place: int, bases: Mapping[str, float]) -> str:
    totals = dict(bases)
    for entry in entries:
        for group, weight in entry[place].items():
            totals[group] += weight
    return max(totals, key=lambda name: totals[name], default="")


def _chance(total: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def windows(words: Words) -> Iterator[tuple[int, int]]:
    """Where windows of a message start and end: all of a short one, else sentence by sentence."""
    total = len(words.tokens)
    if total <= WINDOW:
        yield 0, total
        return
    start = 0
    while start < total:
        end = start
        while end < total and words.sentences[end] == words.sentences[start]:
            end += 1
        for place in range(start, end, _STEP):
            yield place, min(end, place + WINDOW)
            if place + WINDOW >= end:
                break
        start = end


def _start(mention: Mention) -> int:
    return mention.start


def features(
    words: Words,
    mentions: Sequence[Mention],
    context: Context | None,
    start: int = 0,
    end: int | None = None,
) -> set[str]:
    """What is counted of a stretch of words: stems, pairs, pairs with a gap, and concepts.

    The mentions are in the order of their places. What stands in a denied, supposed or unreal
    context carries ``TURN``.
    """
    last = len(words.tokens) if end is None else end
    marks = context.marks[start:last] if context is not None else [0] * (last - start)
    tagged = [
        (TURN if mark & _TURNED else "") + stem
        for stem, mark in zip(stems(words.tokens[start:last]), marks, strict=True)
    ]
    found = set(tagged)
    sentences = words.sentences[start:last]
    for place in range(len(tagged)):
        for reach, mark in ((1, " "), (2, f" {_GAP} ")):
            other = place + reach
            if other < len(tagged) and sentences[other] == sentences[place]:
                found.add(tagged[place] + mark + tagged[other])
    first, after = bisect_left(mentions, start, key=_start), bisect_left(mentions, last, key=_start)
    for mention in mentions[first:after]:
        if mention.concept[0] != "@":
            turned = bool(marks[mention.start - start] & _TURNED)
            found.add(CONCEPT + (TURN if turned else "") + mention.concept)
    return found


def compile_weights(document: Any, file: str) -> dict[str, Any]:
    """Turn ``danger-weights.json`` into records, by the first word of each feature.

    Raises:
        KnowledgeError: the file has not the form that its head describes.
    """
    try:
        base = document["base"]
        records: dict[str, Any] = {RECORD: base}
        groups, soon_groups = set(base["groups"]), set(base["soon_groups"])
        strange = []
        weights = {}
        for feature, values in document["weights"].items():
            alarm, emergency, by_group, soon, soon_by_group = values
            if not (set(by_group) <= groups and set(soon_by_group) <= soon_groups):
                strange.append(feature)
            weights[feature] = [
                float(alarm), float(emergency), by_group, float(soon), soon_by_group
            ]  # fmt: skip
        records.update(filed(RECORD, weights))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        message = "expected 'base' and 'weights'; make it again with tests/fit_danger.py"
        raise KnowledgeError(message, file) from error
    if strange:
        raise KnowledgeError(f"{strange[0]!r} names a group that is not in 'base'", file)
    return records
