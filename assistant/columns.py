"""Postings of a large index as numpy arrays, ready to be added up."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .index import Postings
from .typed import NamedTuple

# These numbers: python tests/benchmarks/run.py --sizes 20000,100000,1000000
SPREAD_FROM = 6  # one passage in so many holds a term: adding its weight to every passage is faster
SPREAD_BYTES = 128  # memory for such terms, for each passage; the others are added like all
KEPT = 4_096  # terms whose columns are kept once they were read

Scores = NDArray[np.floating]
Numbers = NDArray[np.integer]


class Column(NamedTuple):
    """A term's postings as arrays, and the greatest weight.

    They share the index's memory, but for weights that are added up in double precision.
    ``spread`` is, for some of the most frequent terms, the weight in every passage.
    """

    numbers: NDArray[np.uint32]
    weights: Scores
    most: float
    spread: Scores | None = None

    def times(self, factor: float) -> Scores:
        """The weights, each times a factor, in double precision."""
        weights = self.weights.astype(np.float64)
        if factor != 1.0:
            weights *= factor
        return weights

    def put(self, scores: Scores, factor: float) -> None:
        """Make the scores of passages the weights, each times a factor: for a ``spread`` column."""
        assert self.spread is not None
        if factor == 1.0:
            scores[:] = self.spread
        else:
            np.multiply(self.spread, scores.dtype.type(factor), out=scores)

    def add(self, scores: Scores, factor: float) -> None:
        """Add the weights, each times a factor, to passages' scores."""
        if self.spread is not None:
            scores += self.spread if factor == 1.0 else self.spread * scores.dtype.type(factor)
        elif factor == 1.0:
            np.add.at(scores, self.numbers, self.weights.astype(scores.dtype, copy=False))
        else:
            np.add.at(scores, self.numbers, self.times(factor).astype(scores.dtype, copy=False))

    def of(self, passages: Numbers, factor: float) -> Scores:
        """The weights in some passages, each times a factor; 0 where a passage lacks the term."""
        if self.spread is not None:
            found = self.spread[passages].astype(np.float64)
        else:
            places = self.numbers.searchsorted(passages)
            np.minimum(places, len(self.numbers) - 1, out=places)
            found = self.weights[places].astype(np.float64)
            found[self.numbers[places] != passages] = 0.0
        if factor != 1.0:
            found *= factor
        return found


class Columns:
    """The columns of an index, made when they are asked for.

    Args:
        passages: how many there are.
        postings: gives a term's postings.
        kind: the precision of scores.
    """

    def __init__(
        self,
        passages: int,
        postings: Callable[[str], Postings | None],
        kind: np.dtype[np.floating],
    ) -> None:
        self._passages = passages
        self._postings = postings
        self._kind = kind
        self._known: dict[str, Column] = {}
        self._room = SPREAD_BYTES * passages

    def column(self, term: str) -> Column | None:
        """A term's column; None for an unknown term."""
        known = self._known.get(term)
        if known is not None:
            return known
        postings = self._postings(term)
        if postings is None:
            return None
        if len(self._known) >= KEPT:
            self._known.clear()
            self._room = SPREAD_BYTES * self._passages
        numbers = np.frombuffer(memoryview(postings.numbers).cast("B"), np.uint32)
        single = np.frombuffer(memoryview(postings.weights).cast("B"), np.float32)
        weights: Scores = single.astype(self._kind, copy=False)
        column = Column(numbers, weights, float(weights.max()), self._spread(numbers, weights))
        self._known[term] = column
        return column

    def _spread(self, numbers: NDArray[np.uint32], weights: NDArray[np.float32]) -> Scores | None:
        needed = self._passages * self._kind.itemsize
        if len(numbers) * SPREAD_FROM < self._passages or needed > self._room:
            return None
        self._room -= needed
        spread = np.zeros(self._passages, self._kind)
        spread[numbers] = weights
        return spread
