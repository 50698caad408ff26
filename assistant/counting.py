"""Bulk reading: many passages -> how often each term stands in each, as arrays.

Words are cut as everywhere (``text.words``), but each distinct word is stemmed once and then known
by number, and terms are counted by sorting numbers, a batch of passages at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from .text import STOP_WORDS, stems, words
from .typed import NamedTuple

_DROPPED = -1  # the number of a word that is no term
_HIGH = np.uint64(32)  # a term's number stands above a passage's in a sorting key


class TermNumbers(dict[str, int]):
    """Terms and their numbers; a new term gets the next."""

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self)
        return number


class WordNumbers(dict[str, int]):
    """Words and the numbers of their terms; each word is stemmed once.

    Args:
        terms: gives the numbers.
        stop: words that are left out.
    """

    def __init__(self, terms: TermNumbers, stop: frozenset[str] = STOP_WORDS) -> None:
        super().__init__(dict.fromkeys(stop, _DROPPED))
        self._terms = terms

    def __missing__(self, word: str) -> int:
        number = self[word] = self._terms[stems([word])[0]]
        return number


class Tokens(NamedTuple):
    """The terms of some texts, in order: each one's number, its passage, and its text's place."""

    terms: NDArray[np.int64]
    passages: NDArray[np.int64]
    sequences: NDArray[np.int64]

    def pairs(self, terms: TermNumbers) -> Tokens:
        """Each two neighbours in a text as a term of its own (``text.pairs``)."""
        both = np.flatnonzero(self.sequences[1:] == self.sequences[:-1])
        first, second = self.terms[both], self.terms[both + 1]
        distinct, places = np.unique(first << 32 | second, return_inverse=True)
        names = list(terms)
        of_pair = [
            terms[f"{names[pair >> 32]} {names[pair & 0xFFFFFFFF]}"] for pair in distinct.tolist()
        ]
        numbers = np.array(of_pair, np.int64)[places.reshape(-1)]
        return Tokens(numbers, self.passages[both], self.sequences[both])


def tokens(parts: Iterable[tuple[int, Sequence[str]]], numbers: WordNumbers) -> Tokens:
    """Cut texts into terms.

    Args:
        parts: pairs of a passage's number and texts that belong together; a passage may come in
            several pairs.
        numbers: gives each word the number of its term.
    """
    found: list[int] = []
    owners: list[int] = []
    ends: list[int] = [0]
    number_of = numbers.__getitem__
    for passage, texts in parts:
        for text in texts:
            found.extend(map(number_of, words(text)))
        owners.append(passage)
        ends.append(len(found))
    terms = np.array(found, np.int64)
    sequences = np.repeat(np.arange(len(owners)), np.diff(ends))
    kept = terms != _DROPPED
    terms, sequences = terms[kept], sequences[kept]
    return Tokens(terms, np.array(owners, np.int64)[sequences], sequences)


class Counts(NamedTuple):
    """Postings by term, with how many times the term stands in each passage; passages' lengths."""

    offsets: NDArray[np.int64]
    numbers: NDArray[np.uint32]
    times: NDArray[np.unsignedinteger]
    lengths: NDArray[np.int64]


class _Batch(NamedTuple):
    terms: NDArray[np.uint32]
    numbers: NDArray[np.uint32]
    times: NDArray[np.unsignedinteger]  # as small as they fit, mostly one byte


class Counter:
    """Counts the terms of one field; batches come in the order of their passages.

    Args:
        passages: how many there are.
    """

    def __init__(self, passages: int) -> None:
        self._lengths = np.zeros(passages, np.int64)
        self._batches: list[_Batch] = []

    def add(self, batch: Tokens) -> None:
        """Count the terms of some whole passages, none of which was counted before."""
        if not len(batch.terms):
            return
        lengths = np.bincount(batch.passages)
        self._lengths[: len(lengths)] += lengths
        keys = batch.terms.astype(np.uint64) << _HIGH | batch.passages.astype(np.uint64)
        keys.sort()
        starts = run_starts(keys)
        times = np.diff(starts, append=len(keys))
        keys = keys[starts]
        small = times.astype(np.min_scalar_type(int(times.max())))
        high = (keys >> _HIGH).astype(np.uint32)
        self._batches.append(_Batch(high, keys.astype(np.uint32), small))

    def __bool__(self) -> bool:
        return bool(self._batches)

    def counts(self, terms: int) -> Counts:
        """All that was counted, by term; the counter is empty afterwards.

        Args:
            terms: how many terms there are, of all fields.
        """
        holders = np.zeros(terms, np.int64)
        for batch in self._batches:
            found = np.bincount(batch.terms)
            holders[: len(found)] += found
        offsets = np.concatenate(([0], np.cumsum(holders)))
        size = max((batch.times.dtype for batch in self._batches), key=lambda kind: kind.itemsize)
        numbers, times = np.empty(offsets[-1], np.uint32), np.empty(offsets[-1], size)
        free = offsets[:-1].copy()  # where each term's next posting goes
        self._batches.reverse()
        while self._batches:  # each batch is let go of as soon as it is placed
            batch = self._batches.pop()
            found = np.bincount(batch.terms, minlength=terms)
            within = np.arange(len(batch.terms)) - np.repeat(np.cumsum(found) - found, found)
            places = free[batch.terms] + within
            numbers[places], times[places] = batch.numbers, batch.times
            free += found
        return Counts(offsets, numbers, times, self._lengths)


def count_documents(documents: Sequence[Sequence[str]]) -> tuple[TermNumbers, Counts]:
    """Count documents that are cut into terms already."""
    terms = TermNumbers()
    number_of: Callable[[str], int] = terms.__getitem__
    flat = np.array([number_of(term) for term in chain.from_iterable(documents)], np.int64)
    owners = np.repeat(np.arange(len(documents)), [len(document) for document in documents])
    counter = Counter(len(documents))
    counter.add(Tokens(flat, owners, owners))
    return terms, counter.counts(len(terms))


def run_starts(keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Where each run of equal keys starts, in sorted keys."""
    return np.flatnonzero(np.concatenate((np.ones(len(keys[:1]), bool), keys[1:] != keys[:-1])))
