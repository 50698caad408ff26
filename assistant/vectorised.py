"""BM25 weights over numpy arrays, for large collections; imported only for those.

The postings of all terms lie in two arrays, one term after the other, as in a sparse matrix of
compressed columns: those of term t are at ``offsets[t]`` to ``offsets[t + 1]``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from .counting import Counts, count_documents, run_starts
from .index import Postings
from .typed import NamedTuple

# Arrays are worked through in pieces of about this many postings: what is needed besides the
# result then stays small, 100 MB at most.
_PIECE = 2_000_000


class Columns(NamedTuple):
    """Weighted postings of every term, by the term's number."""

    offsets: NDArray[np.int64]
    numbers: NDArray[np.uint32]
    weights: NDArray[np.float32]

    def postings(self, term: int) -> Postings | None:
        """One term's postings, as views; None where it has none."""
        start, end = self.offsets[term : term + 2].tolist()
        if start == end:
            return None
        weights = self.weights[start:end].data.cast("B").cast("f")
        return Postings(self.numbers[start:end].data, weights)


def weigh_vectorised(
    documents: Sequence[Sequence[str]], k1: float, b: float
) -> Iterator[tuple[str, Postings]]:
    """Like ``index.weigh``: the formula of BM25Plus less its constant, all columns at once."""
    terms, counts = count_documents(documents)
    columns = weigh_counts(counts, k1, b)
    for term, number in terms.items():
        postings = columns.postings(number)
        if postings is not None:
            yield term, postings


def weigh_counts(counts: Counts, k1: float, b: float) -> Columns:
    """The weight of each posting from how often the term stands there.

    Args:
        counts: postings with the number of times, and the length of each passage.
        k1: as for ``index.weigh``.
        b: as for ``index.weigh``.
    """
    total = len(counts.lengths)
    lengths = counts.lengths.astype(np.float64)
    norm = k1 * (1 - b + b * lengths / lengths.mean())
    holders = np.diff(counts.offsets)
    idf = np.log((total + 1) / np.maximum(holders, 1))
    weights = np.empty(len(counts.numbers), np.float32)
    for first, last in _pieces(counts.offsets):
        start, end = counts.offsets[first], counts.offsets[last]
        often = counts.times[start:end].astype(np.float64)
        factor = np.repeat(idf[first:last], holders[first:last]) * (k1 + 1)
        weights[start:end] = factor * often / (norm[counts.numbers[start:end]] + often)
    return Columns(counts.offsets, counts.numbers, weights)


def merge_columns(fields: Sequence[tuple[Columns, float]]) -> Columns:
    """All fields together: weights of a term in a passage summed, each times its field's weight."""
    bounds = np.sum([columns.offsets for columns, _ in fields], axis=0)
    pieces = [_merge_piece(fields, first, last) for first, last in _pieces(bounds)]
    holders, numbers, weights = (np.concatenate(part) for part in zip(*pieces, strict=True))
    return Columns(np.concatenate(([0], np.cumsum(holders))), numbers, weights)


def _merge_piece(
    fields: Sequence[tuple[Columns, float]], first: int, last: int
) -> tuple[NDArray[np.int64], NDArray[np.uint32], NDArray[np.float32]]:
    keys, values = [], []
    for columns, factor in fields:
        offsets = columns.offsets[first : last + 1]
        here = slice(offsets[0], offsets[-1])
        terms = np.repeat(np.arange(last - first, dtype=np.uint64), np.diff(offsets))
        keys.append(terms << np.uint64(32) | columns.numbers[here])
        values.append(columns.weights[here].astype(np.float64) * factor)
    key = np.concatenate(keys)
    order = np.argsort(key, kind="stable")  # fields stay in order, so that sums are the same
    key = key[order]
    starts = run_starts(key)
    summed = np.add.reduceat(np.concatenate(values)[order], starts) if len(key) else np.zeros(0)
    key = key[starts]
    holders = np.bincount((key >> np.uint64(32)).astype(np.int64), minlength=last - first)
    return holders, key.astype(np.uint32), summed.astype(np.float32)


def _pieces(offsets: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Cut the terms into runs of about ``_PIECE`` postings each."""
    first, terms = 0, len(offsets) - 1
    while first < terms:
        beyond = offsets[first] + _PIECE
        last = max(first + 1, int(np.searchsorted(offsets, beyond, side="right")) - 1)
        yield first, last
        first = last
