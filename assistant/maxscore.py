"""The best k passages of a large collection, without reading all postings of all terms.

MaxScore (Turtle and Flood 1995), a term at a time: the passages of the term that can add most are
looked up in the others first, and show how high the best k score. Of the next term's passages only
those are looked up that could still get there, and once all terms that are left could not do it
together, the rest is not read. Where too many could, all postings are added up instead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isqrt

import numpy as np

from .columns import Column, Columns, Numbers, Scores
from .index import Postings
from .typed import NamedTuple

# Each of these numbers: python tests/benchmarks/run.py --sizes 20000,100000,1000000
PRUNED_FROM = 100_000  # postings of a question; fewer are added up before any can be left out
DOUBLE_UP_TO = 131_072  # passages whose sums in double precision fit in a processor's fast memory
FEW = 100  # so few passages are looked up in all terms: dropping some takes longer
WORTH = 0.6  # more than this part of the cost of adding up is not spent to get round it
LOOKUP_COST = 16  # finding one passage in a term's postings takes as long as adding this many
PASSAGE_COST = 0.2  # going over all sums takes as long, for each passage, as adding this many
# Sums in single precision and in another order may differ by this part of them; nothing that is so
# near to the best is thrown away early.
_SLACK = 1 - 1e-4
_SHORTEST_ROW = 64  # passages in a row: where rows are shorter, all are looked at
_CLOSER_FROM = 50_000  # passages: among fewer, all are compared sooner than some rows are picked


class Ranked(NamedTuple):
    """Passage numbers with their scores, best first, and how many postings were read for them."""

    best: list[tuple[int, float]]
    touched: int


Asked = list[tuple[Column, float]]  # terms of a question: postings, and how much the term counts


class Ranker:
    """Ranks the passages of one index; threads may share it.

    Args:
        passages: how many there are.
        postings: gives a term's postings.
    """

    def __init__(self, passages: int, postings: Callable[[str], Postings | None]) -> None:
        self._passages = passages
        self._columns = Columns(passages, postings, _kind(passages))
        self._idle: list[Scores] = []  # rooms for scores: one for each thread at work

    def rank(self, terms: Sequence[tuple[str, float]], k: int) -> Ranked:
        """The best passages.

        Args:
            terms: each term of the question with how much it counts, above 0.
            k: how many passages at most.
        """
        asked = [
            (column, factor)
            for term, factor in terms
            if (column := self._columns.column(term)) is not None
        ]
        if not asked:
            return Ranked([], 0)
        try:
            scores = self._idle.pop()
        except IndexError:
            scores = np.empty(self._passages, _kind(self._passages))
        ranked = rank(asked, k, scores)
        self._idle.append(scores)
        return ranked


def _kind(passages: int) -> np.dtype[np.floating]:
    return np.dtype(np.float64 if passages <= DOUBLE_UP_TO else np.float32)


def rank(asked: Asked, k: int, scores: Scores) -> Ranked:
    """The best k passages by the sum of their terms' weights, ties in the order of the passages.

    Args:
        asked: the terms, in the order in which a passage's sum is made; factors above 0.
        k: how many.
        scores: room for a score for each passage.
    """
    total = sum([len(column.numbers) for column, _ in asked])
    if total < PRUNED_FROM and scores.dtype == np.float64:
        passages, sums = _add_up(asked, k, 0.0, scores)
        return Ranked(_best(passages, sums, k), total)
    passages, touched = _pruned(asked, k, scores)
    sums = np.zeros(len(passages))
    for column, factor in asked:  # in double precision and in the order of the question
        sums += column.of(passages, factor)
    return Ranked(_best(passages, sums, k), touched)


def _pruned(asked: Asked, k: int, scores: Scores) -> tuple[Numbers, int]:
    """Passages with the best k among them, and the number of postings touched.

    Each term in turn, the one that can add most first: of the passages that hold it, those are kept
    that could be among the best even if they held all terms after it, and none before.
    """
    left = sorted(asked, key=_most)
    adding = sum([len(one.numbers) for one, _ in left]) + len(scores) * PASSAGE_COST
    found: list[Numbers] = []
    least, touched, spent = 0.0, 0, 0.0
    while left and least <= sum(map(_most, left)):
        could, sums = _hopeful(left, least)
        spent += len(could) * len(left) * LOOKUP_COST
        if spent > adding * WORTH:
            found.append(_add_up(left, k, least, scores)[0])
            touched += sum([len(one.numbers) for one, _ in left])
            break
        touched += len(left.pop()[0].numbers) + len(could) * len(left)
        passages, least = _look_up(left, could, sums, k, least)
        found.append(passages)
    return np.unique(np.concatenate(found)), touched


def _hopeful(left: Asked, least: float) -> tuple[Numbers, Scores]:
    """Passages of the last term which, with all others, could reach a score; their weights."""
    column, factor = left[-1]
    needed = least - sum(map(_most, left[:-1]))
    if needed <= 0.0:
        return column.numbers, column.times(factor)
    kept = np.flatnonzero(column.weights >= np.float32(needed / factor * _SLACK))
    return column.numbers[kept], column.weights[kept].astype(np.float64) * factor


def _look_up(
    left: Asked, passages: Numbers, sums: Scores, k: int, least: float
) -> tuple[Numbers, float]:
    """Add the terms that are left to some passages' sums, dropping those that fall behind."""
    rest = sum(map(_most, left))
    for one in reversed(left):
        sums = sums + one[0].of(passages, one[1])
        rest -= _most(one)
        if len(passages) > FEW:
            least = max(least, kth_at_least(sums, k) * _SLACK)
            kept = np.flatnonzero(sums >= least - rest)
            passages, sums = passages[kept], sums[kept]
    least = max(least, kth_at_least(sums, k) * _SLACK)
    return passages[sums >= least], least


def _add_up(asked: Asked, k: int, least: float, scores: Scores) -> tuple[Numbers, Scores]:
    """Add up all postings: ascending numbers of the best k passages and some more, and the sums."""
    start = next((place for place, one in enumerate(asked) if one[0].spread is not None), None)
    if start is None:
        scores.fill(0.0)
    else:  # it has a score for every passage, whatever stood there
        column, factor = asked[start]
        column.put(scores, factor)
    for place, (column, factor) in enumerate(asked):
        if place != start:
            column.add(scores, factor)
    passages = _highest(scores, k, least)
    return passages, scores[passages]


def _highest(scores: Scores, k: int, least: float) -> Numbers:
    """Ascending numbers of the best k passages, all that tie with them, and some more.

    The passages are cut into rows. If k rows have a passage that reaches a score, that score is no
    more than the k-th best, and only rows that have one need a closer look.
    """
    row = len(scores) // max(4 * k, isqrt(len(scores)) // 3)
    if row < _SHORTEST_ROW:
        return (scores >= least if least > 0.0 else scores).nonzero()[0]
    whole = len(scores) // row * row
    rows = scores[:whole].reshape(-1, row)
    highest = rows.max(axis=1)
    ordered = highest.copy()
    ordered.partition(len(ordered) - k)
    least = max(least, float(ordered[len(ordered) - k]) * _SLACK)
    if least <= 0.0:
        return scores.nonzero()[0]
    if len(scores) < _CLOSER_FROM:
        return (scores >= least).nonzero()[0]
    high = np.flatnonzero(highest >= least)
    if len(high) * 4 > len(rows):
        return np.flatnonzero(scores >= least)
    found = np.flatnonzero(rows[high] >= least)
    rest = np.flatnonzero(scores[whole:] >= least) + whole
    return np.concatenate((high[found // row] * row + found % row, rest))


def _most(one: tuple[Column, float]) -> float:
    return one[0].most * one[1]


def kth_at_least(values: Scores, k: int) -> float:
    """A number that at least k of the values reach, close to the greatest such number.

    The values are dealt into groups, of which k have a maximum that reaches the k-th greatest one.

    Args:
        values: the values, none negative.
        k: how many are to reach it; without that many values the number is 0.
    """
    if len(values) < k:
        return 0.0
    groups = max(8 * k, isqrt(len(values)))
    rows = len(values) // groups
    if rows > 2:
        values = values[: rows * groups].reshape(rows, groups).max(axis=0)
    return float(np.partition(values, len(values) - k)[len(values) - k])


def _best(passages: Numbers, scores: Scores, k: int) -> list[tuple[int, float]]:
    order = (-scores).argsort(kind="stable")[:k]
    return list(zip(passages[order].tolist(), scores[order].tolist(), strict=True))
