"""The best k passages of a large collection, without reading all postings of all terms.

MaxScore (Turtle and Flood 1995), a term at a time: the passages of the term that can add most are
looked up in the others first, and show how high the best k score. Of the next term's passages only
those are looked up that could still get there, and once all terms that are left could not do it
together, the rest is not read. Where too many could, all postings are added up instead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .index import Postings

# Each of these: python tests/benchmarks/run.py --sizes 20000,100000,1000000
PRUNED_FROM = 100_000  # postings of a question; fewer are added up sooner than it is found which not
DOUBLE_UP_TO = 131_072  # passages whose sums in double precision fit in a processor's fast memory
LOOKUP_COST = 16  # finding one passage in a term's postings takes as long as adding this many
PASSAGE_COST = 0.2  # going over all sums takes as long, for each passage, as adding this many
RARE = 2  # a term that this many times k passages hold shows how high the best scores are
# Sums in single precision and in another order may differ by this part of them; nothing that is so
# near to the best is thrown away early.
_SLACK = 1 - 1e-5
_ROW, _MANY_ROWS = 4_096, 64
_KEPT_COLUMNS = 4_096

Scores = NDArray[np.floating]
Numbers = NDArray[np.integer]


class Column(NamedTuple):
    """A term's postings as arrays that share the index's memory, and the greatest weight."""

    numbers: NDArray[np.uint32]
    weights: NDArray[np.float32]
    most: float

    def times(self, factor: float) -> Scores:
        """The weights, each times a factor, in double precision."""
        weights = self.weights.astype(np.float64)
        if factor != 1.0:
            weights *= factor
        return weights

    def of(self, passages: Numbers, factor: float) -> Scores:
        """The weights in some passages, each times a factor; 0 where a passage lacks the term."""
        places = self.numbers.searchsorted(passages)
        np.minimum(places, len(self.numbers) - 1, out=places)
        found = self.weights[places].astype(np.float64)
        found[self.numbers[places] != passages] = 0.0
        return found * factor


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
        self._postings = postings
        self._columns: dict[str, Column] = {}
        self._idle: list[Scores] = []  # rooms for scores, all zero: one for each thread at work

    def rank(self, terms: Sequence[tuple[str, float]], k: int) -> Ranked:
        """The best passages.

        Args:
            terms: each term of the question with how much it counts, above 0.
            k: how many passages at most.
        """
        asked = [
            (column, factor)
            for term, factor in terms
            if (column := self._columns.get(term) or self._column(term)) is not None
        ]
        if not asked:
            return Ranked([], 0)
        try:
            scores = self._idle.pop()
        except IndexError:
            double = self._passages <= DOUBLE_UP_TO
            scores = np.zeros(self._passages, np.float64 if double else np.float32)
        ranked = rank(asked, k, scores)
        self._idle.append(scores)
        return ranked

    def _column(self, term: str) -> Column | None:
        postings = self._postings(term)
        if postings is None:
            return None
        numbers = np.frombuffer(postings.numbers, np.uint32)
        weights = np.frombuffer(postings.weights, np.float32)
        if len(self._columns) >= _KEPT_COLUMNS:
            self._columns.clear()
        column = self._columns[term] = Column(numbers, weights, float(weights.max()))
        return column


def rank(asked: Asked, k: int, scores: Scores) -> Ranked:
    """The best k passages by the sum of their terms' weights, ties in the order of the passages.

    Args:
        asked: the terms, in the order in which a passage's sum is made; factors above 0.
        k: how many.
        scores: a zero for each passage; all zero again afterwards.
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

    Each term in turn, the one that can add most first: of the passages that hold it and no term
    before, those are kept that could be among the best even if they held all terms after it.
    """
    left = sorted(asked, key=_most)
    found: list[Numbers] = []
    least, touched = 0.0, 0
    while left and least <= (bound := sum(map(_most, left))):
        column, factor = left[-1]
        could = column.numbers, column.times(factor)
        if least > 0.0:
            kept = could[1] >= least - bound + _most(left[-1])
            could = could[0][kept], could[1][kept]
        postings = sum([len(one.numbers) for one, _ in left])
        adding = postings + len(scores) * PASSAGE_COST
        if len(could[0]) * (len(left) - 1) * LOOKUP_COST > adding:
            found.append(_add_up(left, k, least, scores)[0])
            return np.unique(np.concatenate(found)), touched + postings
        touched += len(column.numbers) + len(could[0]) * (len(left) - 1)
        left.pop()
        passages, least = _look_up(left, *could, k, least)
        found.append(passages)
    return np.unique(np.concatenate(found)), touched


def _look_up(
    left: Asked, passages: Numbers, sums: Scores, k: int, least: float
) -> tuple[Numbers, float]:
    """Add the terms that are left to some passages' sums, dropping those that fall behind."""
    rest = sum(map(_most, left))
    for one in reversed(left):
        if not len(passages):
            break
        sums = sums + one[0].of(passages, one[1])
        rest -= _most(one)
        least = max(least, kth_at_least(sums, k) * _SLACK)
        kept = sums >= least - rest
        passages, sums = passages[kept], sums[kept]
    return passages, max(least, kth_at_least(sums, k) * _SLACK)


def _add_up(asked: Asked, k: int, least: float, scores: Scores) -> tuple[Numbers, Scores]:
    """Add up all postings: ascending numbers of the best k passages and some more, and the sums."""
    single = scores.dtype == np.float32
    for column, factor in asked:
        weights = column.weights if single and factor == 1.0 else column.times(factor)
        np.add.at(scores, column.numbers, weights.astype(scores.dtype, copy=False))
    least = max(least, _least(asked, k, scores) * _SLACK)
    passages = _reaching(scores, least) if least > 0.0 else np.flatnonzero(scores)
    sums = scores[passages]
    scores.fill(0.0)
    return passages, sums


def _least(asked: Asked, k: int, scores: Scores) -> float:
    """A score that k passages reach: for a start that of the k-th best that holds a rare term."""
    rare = min(
        [column for column, _ in asked if len(column.numbers) >= RARE * k],
        key=lambda column: len(column.numbers),
        default=None,
    )
    if rare is None or len(rare.numbers) * 2 > len(scores):
        return kth_at_least(scores, k)
    return kth_at_least(scores.take(rare.numbers), k)


def _reaching(scores: Scores, least: float) -> Numbers:
    """Where a score is reached: rows of passages are passed over by their greatest score."""
    whole = len(scores) // _ROW * _ROW
    if whole < _MANY_ROWS * _ROW:
        return np.flatnonzero(scores >= least)
    rows = scores[:whole].reshape(-1, _ROW)
    high = np.flatnonzero(rows.max(axis=1) >= least)
    row, column = np.nonzero(rows[high] >= least)
    rest = np.flatnonzero(scores[whole:] >= least) + whole
    return np.concatenate((high[row] * _ROW + column, rest))


def _most(one: tuple[Column, float]) -> float:
    return one[0].most * one[1]


def kth_at_least(values: Scores, k: int) -> float:
    """A number that at least k of the values reach, close to the greatest such; 0 without k values.

    The values are dealt into groups: k groups have a maximum that reaches the k-th greatest maximum.
    """
    if len(values) < k:
        return 0.0
    groups = max(8 * k, isqrt(len(values)))
    rows = len(values) // groups
    if rows > 2:
        values = values[: rows * groups].reshape(rows, groups).max(axis=0)
    return float(np.partition(values, len(values) - k)[len(values) - k])


def _best(passages: Numbers, scores: Scores, k: int) -> list[tuple[int, float]]:
    order = np.argsort(-scores, kind="stable")[:k]
    return list(zip(passages[order].tolist(), scores[order].tolist(), strict=True))
