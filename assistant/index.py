"""Build phase of the retriever: passages' terms -> the BM25 weight of every term in every passage.

The arithmetic is done once, when the index is built (eager scoring, as in BM25S, Lù 2024,
arXiv:2407.03618), so that a search only adds up weights.

Formula: BM25+ (Lv and Zhai, CIKM 2011) as ``rank_bm25.BM25Plus`` computes it, less the constant
``idf * delta`` that it gives to every passage whether the term is in it or not. Of the classes of
rank_bm25 it is the one whose inverse document frequency is positive for every term, also for one
that half of a small collection holds.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from assistant.typed import NamedTuple

# How soon a repeated term stops counting, and how much length counts: the best plain pair on three
# public collections (python tests/benchmarks/collections.py --sweep).
K1 = 1.2
B = 0.6
DELTA = 1.0  # rank_bm25's default; subtracted again, so its value changes no score
# From this many passages on the same formula is computed for whole columns: asking rank_bm25 term
# by term grows with the number of postings in pure Python (a test holds the two equal).
VECTORISED_FROM = 2_000


class Field(NamedTuple):
    """A field of a passage: its weight, and the two constants of BM25 within it."""

    weight: float
    k1: float = K1
    b: float = B


class Postings(NamedTuple):
    """The passages that hold a term: their numbers, ascending, and the term's weight in each.

    Arrays, or views of memory that a large index shares: 32-bit unsigned and 32-bit floats.
    """

    numbers: array[int] | memoryview[int]
    weights: array[float] | memoryview[float]

    def weight(self, number: int) -> float | None:
        """The term's weight in one passage; None where the passage does not hold it."""
        place = bisect_left(self.numbers, number)
        if place == len(self.numbers) or self.numbers[place] != number:
            return None
        return self.weights[place]


def weigh(
    documents: Sequence[Sequence[str]], k1: float = K1, b: float = B
) -> Iterator[tuple[str, Postings]]:
    """The BM25 weight of each term in each document.

    Args:
        documents: the terms of each document, in order; a document may be empty.
        k1: how soon a repeated term stops counting, 0 or more.
        b: how much a document's length counts, 0 to 1.

    Yields:
        Each term once, in order of first sight, with its postings.
    """
    if not any(documents):
        return iter(())  # rank_bm25 divides by zero here
    if len(documents) < VECTORISED_FROM:
        return _weigh_by_rank_bm25(documents, k1, b)
    from .vectorised import weigh_vectorised

    return weigh_vectorised(documents, k1, b)


def _weigh_by_rank_bm25(
    documents: Sequence[Sequence[str]], k1: float, b: float
) -> Iterator[tuple[str, Postings]]:
    """All that depends on the collection comes from rank_bm25; the sum per posting is the class's.

    Asking its ``get_scores`` for one term after the other gives the same weights (a test
    holds them equal), but costs four arrays a term: two seconds for the shipped library.
    """
    from rank_bm25 import BM25Plus  # build only: it brings numpy, 70 ms

    model = BM25Plus([list(document) for document in documents], k1=k1, b=b, delta=DELTA)
    lengths = [k1 * (1 - b + b * length / model.avgdl) for length in model.doc_len]
    idf = model.idf
    found: dict[str, tuple[list[int], list[float]]] = {}
    for number, times_of in enumerate(model.doc_freqs):
        length = lengths[number]
        for term, times in times_of.items():
            weight = idf[term] * (times * (k1 + 1) / (length + times))
            postings = found.get(term)
            if postings is None:
                found[term] = [number], [weight]
            else:
                postings[0].append(number)
                postings[1].append(weight)
    for term, (numbers, weights) in found.items():
        yield term, Postings(array("I", numbers), array("f", weights))


def merge(fields: Mapping[str, Postings], field_weights: Mapping[str, float]) -> Postings:
    """One term's postings over all fields: weights summed, each times its field's weight."""
    if len(fields) == 1:  # most terms are in one field only
        ((field, postings),) = fields.items()
        factor = field_weights[field]
        return Postings(postings.numbers, array("f", [factor * one for one in postings.weights]))
    total: dict[int, float] = {}
    for field, postings in fields.items():
        factor = field_weights[field]
        for number, weight in zip(postings.numbers, postings.weights, strict=True):
            total[number] = total.get(number, 0.0) + factor * weight
    numbers = sorted(total)
    return Postings(array("I", numbers), array("f", [total[number] for number in numbers]))


def inverse_document_frequency(passages: int, holders: int) -> float:
    """How telling a term is: log((N + 1) / n), BM25+'s; for a term that no passage holds, n is 1.

    Args:
        passages: N, the passages of the collection.
        holders: n, those that hold the term.
    """
    return math.log((passages + 1) / max(holders, 1))
