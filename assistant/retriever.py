"""The retriever: passages in, an inverted index of BM25 weights, the best passages out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence

from .errors import UnknownPassageError
from .index import Field, Postings, inverse_document_frequency
from .models import Contribution, Hit, Passage
from .query import Query, plain_query
from .records import MemoryRecords, RecordIndex, Records
from .text import query_terms
from .typed import TYPE_CHECKING

if TYPE_CHECKING:
    from .arrays import ArrayIndex
    from .maxscore import Ranker

# Headings say what a passage is about, the body at length. A passage with many questions is not a
# long passage but a well-described one, so length hardly counts there. Measured on collections
# with titles (python tests/benchmarks/collections.py --sweep) and on the development questions
# (python tests/evaluate.py --sweep fields).
FIELDS = {
    "heading": Field(0.5),
    "body": Field(1.0),
    "questions": Field(4.0, k1=2.0, b=0.3),
    "pairs": Field(0.2),
    "question pairs": Field(2.2, k1=2.0, b=0.3),
}
# Pairs of neighbouring terms pay on small collections; on large ones they cost more memory than
# everything else together.
PAIRS_UP_TO = 15_000
# Up to here a search in plain Python beats the time that importing numpy takes (tests/benchmarks).
SMALL = 5_000
# Terms that count less, or more, than these are added up in Python: single precision ends there.
_LEAST, _MOST = 1e-6, 1e6
COMMON = 3
# The postings of this many terms, and this many passages, are kept once they were read.
KEPT = 4_096


class Retriever:
    """Searches passages by the BM25 weight of the words they share with a question.

    Args:
        passages: what to search; their order breaks ties.

    Example:
        >>> retriever = Retriever.from_texts(["a cat sat", "the dog ran far"])
        >>> [hit.passage.text for hit in retriever.search("dog")]
        ['the dog ran far']
        >>> retriever.search("a zebra")
        []
    """

    def __init__(self, passages: Sequence[Passage]) -> None:
        if len(passages) <= SMALL:
            self._open(RecordIndex(MemoryRecords(dict(index_records(passages)))))
            return
        from .arrays import ArrayIndex

        self._open(ArrayIndex(passages, FIELDS, len(passages) <= PAIRS_UP_TO))

    def _open(self, index: RecordIndex | ArrayIndex) -> None:
        self._index = index
        self._count = index.count
        self._postings: dict[str, Postings] = {}
        self._passages: dict[int, Passage] = {}
        self._numbers: dict[str, int] = {}
        self._ranker: Ranker | None = None

    @classmethod
    def from_records(cls, records: Records) -> Retriever:
        """A retriever over records that are already compiled.

        Raises:
            IndexFileError: they are no index, or one of another version.
        """
        retriever = cls.__new__(cls)
        retriever._open(RecordIndex(records))
        return retriever

    @classmethod
    def from_texts(cls, texts: Iterable[str]) -> Retriever:
        """A retriever over plain texts; their ids are "0", "1", ...

        Raises:
            TypeError: a single string was given, which would be taken letter by letter.
        """
        if isinstance(texts, str):
            raise TypeError("from_texts takes a list of texts, not one string")
        from .passages import Texts

        return cls(Texts(texts))

    @classmethod
    def load(cls, path: str | os.PathLike[str] | None = None) -> Retriever:
        """A retriever over a knowledge folder or one article; without a path the shipped library.

        Raises:
            KnowledgeError: the folder or file cannot be used.
        """
        from .knowledge import load_library

        return load_library(path).retriever

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Retriever:
        """Open an index that ``save`` wrote: memory-mapped, only what a search needs is read.

        Raises:
            IndexFileError: the file is damaged, of another version, or no index.
            OSError: it cannot be read.
        """
        from .store import Store

        return cls.from_records(Store(path))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the index to one file, whole or not at all.

        Raises:
            OSError: the file cannot be written.
        """
        from .store import write

        write(path, self._index.items())

    def __len__(self) -> int:
        return self._count

    def search(self, query: str | Query, k: int = 10) -> list[Hit]:
        """The passages that share a term with the question, best first.

        Args:
            query: any text; or a ``Query`` whose terms are weighted already.
            k: how many passages at most, 1 or more.

        Returns:
            Hits by falling score, ties in the order of the passages; [] where nothing matches.

        Raises:
            ValueError: k is below 1.
        """
        if k < 1:
            raise ValueError(f"k is {k}; ask for 1 passage or more")
        return [Hit(self.passage(number), score) for number, score in self.top(query, k)]

    def top(self, query: str | Query, k: int) -> list[tuple[int, float]]:
        """Like ``search``, as numbers of passages with their scores."""
        if isinstance(query, Query):
            return self._top(self._terms(query), k)
        if self._index.has_pairs:
            return self._top(self._terms(plain_query(query)), k)
        return self._top([(term, 1.0) for term in query_terms(query)], k)

    def _top(self, terms: list[tuple[str, float]], k: int) -> list[tuple[int, float]]:
        if self._count <= SMALL or not all(_LEAST < weight < _MOST for _, weight in terms):
            return sorted(self._scores(terms).items(), key=_by_score)[:k]
        if self._ranker is None:
            from .maxscore import Ranker

            self._ranker = Ranker(self._count, self._index.postings)
        return self._ranker.rank(terms, k).best

    def scores(self, query: Query) -> dict[int, float]:
        """The score of every passage that shares a term with the question, by passage number."""
        return self._scores(self._terms(query))

    def _terms(self, query: Query) -> list[tuple[str, float]]:
        """Terms with their weights; pairs only where pairs are indexed."""
        with_pairs = self._index.has_pairs
        return [(one.term, one.weight) for one in query.terms if with_pairs or one.via != "pair"]

    def _scores(self, terms: list[tuple[str, float]]) -> dict[int, float]:
        scores: dict[int, float] = {}
        known = scores.get
        for term, factor in terms:
            postings = self.postings(term)
            if postings is None:
                continue
            for number, weight in zip(postings.numbers, postings.weights):  # noqa: B905  (hot loop)
                scores[number] = known(number, 0.0) + factor * weight
        return scores

    def postings(self, term: str) -> Postings | None:
        """The passages that hold a term with its weight in each; None for an unknown term."""
        found = self._postings.get(term)
        if found is None:
            found = self._index.postings(term)
            if found is not None:
                if len(self._postings) >= KEPT:
                    self._postings.clear()
                self._postings[term] = found
        return found

    def holders(self, term: str, field: str) -> Sequence[int]:
        """The numbers of the passages that hold a term in one field, ascending."""
        found = self._index.field_postings(field, term)
        return found.numbers if found else ()

    def tells(self, term: str) -> bool:
        """Whether a term tells passages apart: it is in the body of one in ``COMMON``, or fewer."""
        return 0 < len(self.holders(term, "body")) * COMMON < self._count

    def inverse_document_frequency(self, term: str) -> float:
        """How telling a term is here; one that no passage holds tells most."""
        postings = self.postings(term)
        return inverse_document_frequency(self._count, len(postings.numbers) if postings else 0)

    def passage(self, number: int) -> Passage:
        """The passage of a number (its place in the collection, from 0).

        Raises:
            UnknownPassageError: there is no such place.
        """
        found = self._passages.get(number)
        if found is None:
            if len(self._passages) >= KEPT:
                self._passages.clear()
            found = self._passages[number] = self._index.passage(number)
        return found

    def number(self, passage_id: str) -> int:
        """The number of a passage.

        Raises:
            UnknownPassageError: no passage has that id.
        """
        number = self._numbers.get(passage_id)
        if number is None:
            number = self._index.number(passage_id)
            if number is None:
                raise UnknownPassageError(f"no passage {passage_id!r} in this library")
            if len(self._numbers) >= KEPT:
                self._numbers.clear()
            self._numbers[passage_id] = number
        return number

    def find(self, passage_id: str) -> Passage:
        """The passage of an id.

        Raises:
            UnknownPassageError: no passage has that id.
        """
        return self.passage(self.number(passage_id))

    def explain(self, query: str | Query, passage_id: str) -> list[Contribution]:
        """What each term of the question adds to one passage's score, in each field.

        Args:
            query: the question, as for ``search``.
            passage_id: the passage.

        Returns:
            Contributions, largest first; they add up to the score of the hit.

        Raises:
            UnknownPassageError: no passage has that id.
        """
        from .fields import explain

        asked = plain_query(query) if isinstance(query, str) else query
        return explain(self._index, asked, self.number(passage_id))


def _by_score(item: tuple[int, float]) -> tuple[float, int]:
    return -item[1], item[0]


# -- build --------------------------------------------------------------------------------------


def index_records(
    passages: Sequence[Passage], fields: Mapping[str, Field] | None = None
) -> Iterator[tuple[bytes, bytes]]:
    """Compile passages into records.

    Args:
        passages: the collection, ids unique.
        fields: weight and constants of each field; ``FIELDS`` where none are given.

    Yields:
        Pairs of key and value for a ``MemoryRecords`` or ``store.write``.
    """
    with_pairs = len(passages) <= PAIRS_UP_TO
    if len(passages) <= SMALL:
        from .fields import small_records

        return small_records(passages, fields or FIELDS, with_pairs)
    from .arrays import ArrayIndex

    return ArrayIndex(passages, fields or FIELDS, with_pairs).items()
