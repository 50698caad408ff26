"""A large collection's index, built into arrays and kept in memory; imported only for those.

It gives what ``records.RecordIndex`` gives, and the records that make one of those when written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .counting import Counter, TermNumbers, WordNumbers, tokens
from .errors import UnknownPassageError
from .index import Field, Postings
from .models import Passage
from .passages import BLOCK, MOST_QUESTIONS, Texts, block_records, id_records
from .records import FORMAT, NUMBERED, numbered, pack_json, pack_postings
from .vectorised import Columns, merge_columns, weigh_counts

# Passages that are cut into words at once: their words take 50 MB or so until they are counted.
_BATCH = 20_000


class ArrayIndex:
    """An index over arrays.

    Args:
        passages: the collection; it is kept and must not change.
        fields: weight and constants of each field.
        with_pairs: whether pairs of neighbouring terms are indexed.
    """

    def __init__(
        self, passages: Sequence[Passage], fields: Mapping[str, Field], with_pairs: bool
    ) -> None:
        self._passages = passages if isinstance(passages, Texts) else tuple(passages)
        self._numbers: dict[str, int] | None = None
        self.count = len(passages)
        self.fields = {name: field.weight for name, field in fields.items()}
        self.has_pairs = with_pairs
        self._terms, counters = _count(self._passages, with_pairs)
        self._columns = {
            name: weigh_counts(counters.pop(name).counts(len(self._terms)), field.k1, field.b)
            for name, field in fields.items()
            if counters.get(name)
        }
        self._merged = self._merge()

    def _merge(self) -> Columns | None:
        if self._only:
            return self._columns[self._only]
        weighted = [(columns, self.fields[name]) for name, columns in self._columns.items()]
        return merge_columns(weighted) if weighted else None

    @property
    def _only(self) -> str:
        """The one field that holds anything and counts once: it needs no second set of postings."""
        names = list(self._columns)
        return names[0] if len(names) == 1 and self.fields[names[0]] == 1.0 else ""

    def postings(self, term: str) -> Postings | None:
        """A term's postings, all fields together."""
        return self._postings(self._merged, term)

    def field_postings(self, field: str, term: str) -> Postings | None:
        """A term's postings in one field, before the field's weight."""
        return self._postings(self._columns.get(field), term)

    def _postings(self, columns: Columns | None, term: str) -> Postings | None:
        number = self._terms.get(term)
        return None if columns is None or number is None else columns.postings(number)

    def passage(self, number: int) -> Passage:
        """The passage of a number, from 0.

        Raises:
            UnknownPassageError: there are not that many, or the number is negative.
        """
        if not 0 <= number < self.count:
            raise UnknownPassageError(f"no passage of number {number}")
        passage = self._passages[number]
        if len(passage.questions) <= MOST_QUESTIONS:
            return passage
        return passage._replace(questions=passage.questions[:MOST_QUESTIONS])

    def number(self, passage_id: str) -> int | None:
        """The number of a passage id; None for an unknown one."""
        if isinstance(self._passages, Texts):
            return numbered(passage_id, self.count)
        if self._numbers is None:
            self._numbers = {one.id: number for number, one in enumerate(self._passages)}
        return self._numbers.get(passage_id)

    def items(self) -> Iterator[tuple[bytes, bytes]]:
        """The index as records."""
        yield b"index", pack_json(self._about())
        for term in self._terms:
            postings = self.postings(term)
            if postings is not None:
                yield f"term/{term}".encode(), pack_postings(postings)
        if not self._only:
            yield from self._field_items()
        yield from block_records(self._passages)
        if not isinstance(self._passages, Texts):
            yield from id_records(self._passages)

    def _field_items(self) -> Iterator[tuple[bytes, bytes]]:
        for name, columns in self._columns.items():
            for term, number in self._terms.items():
                postings = columns.postings(number)
                if postings is not None:
                    yield f"field/{name}/{term}".encode(), pack_postings(postings)

    def _about(self) -> dict[str, object]:
        about: dict[str, object] = {"format": FORMAT, "passages": self.count}
        about |= {"fields": self.fields, "pairs": self.has_pairs, "block": BLOCK}
        if self._only:
            about["only"] = self._only
        if isinstance(self._passages, Texts):
            about["ids"] = NUMBERED
        return about


def _count(
    passages: Sequence[Passage], with_pairs: bool
) -> tuple[dict[str, int], dict[str, Counter]]:
    terms = TermNumbers()
    telling, all_words = WordNumbers(terms), WordNumbers(terms, frozenset())
    names = ("heading", "body", "questions", "pairs", "question pairs")
    counters = {name: Counter(len(passages)) for name in names}
    for start in range(0, len(passages), _BATCH):
        batch = list(enumerate(passages[start : start + _BATCH], start))
        titled = [(n, (p.title,)) for n, p in batch if p.title]
        asked = [(n, (question,)) for n, p in batch for question in p.questions]
        counters["heading"].add(tokens(titled, telling))
        body = tokens(((n, (p.title, p.text)) for n, p in batch), telling)
        counters["body"].add(body)
        counters["questions"].add(tokens(asked, telling))
        if with_pairs:
            counters["pairs"].add(body.pairs(terms))
            counters["question pairs"].add(tokens(asked, all_words).pairs(terms))
    return dict(terms), counters
