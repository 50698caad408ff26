"""Fields of passages: compiled for a small collection, and told apart to explain a score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .index import Field, Postings, merge, weigh
from .models import Contribution, Passage
from .passages import passage_records
from .query import Query, QueryTerm
from .records import FORMAT, RecordIndex, pack_json, pack_postings
from .text import STOP_WORDS, pairs, stems, terms, words_once
from .typed import TYPE_CHECKING

if TYPE_CHECKING:
    from .arrays import ArrayIndex


def small_records(
    passages: Sequence[Passage], fields: Mapping[str, Field], with_pairs: bool
) -> Iterator[tuple[bytes, bytes]]:
    """Compile a small collection: one record for each term, field of a term, passage and id."""
    weights = {name: field.weight for name, field in fields.items()}
    found: dict[str, dict[str, Postings]] = {}
    for name, documents in _documents(passages, with_pairs).items():
        for term, postings in weigh(documents, fields[name].k1, fields[name].b):
            found.setdefault(term, {})[name] = postings
    about = {"format": FORMAT, "passages": len(passages), "fields": weights, "pairs": with_pairs}
    yield b"index", pack_json(about)
    for term, by_field in found.items():
        yield f"term/{term}".encode(), pack_postings(merge(by_field, weights))
        for name, postings in by_field.items():
            yield f"field/{name}/{term}".encode(), pack_postings(postings)
    yield from passage_records(passages)


def _documents(passages: Sequence[Passage], with_pairs: bool) -> dict[str, list[list[str]]]:
    heading = [terms(passage.title) for passage in passages]
    body = [title + terms(passage.text) for title, passage in zip(heading, passages, strict=True)]
    asked = [[_terms(question) for question in passage.questions] for passage in passages]
    documents = {"heading": heading, "body": body, "questions": [_flat(one) for one in asked]}
    if with_pairs:
        documents["pairs"] = [pairs(sequence) for sequence in body]
        # How people ask is telling too ("how do I know", "is it worth"): all words, none left out.
        documents["question pairs"] = [
            _flat([pairs(stems(words_once(question))) for question in passage.questions])
            for passage in passages
        ]
    return documents


def _terms(question: str) -> list[str]:
    return stems([word for word in words_once(question) if word not in STOP_WORDS])


def _flat(sequences: Sequence[Sequence[str]]) -> list[str]:
    return [term for sequence in sequences for term in sequence]


def explain(index: RecordIndex | ArrayIndex, query: Query, number: int) -> list[Contribution]:
    """What each term of a question adds to one passage's score, largest first.

    Args:
        index: where the terms are looked up.
        query: the question's terms.
        number: the passage's number.
    """
    parts = [
        Contribution(looked_up.term, looked_up.typed, looked_up.via, field, score)
        for looked_up in query.terms
        for field, score in _by_field(index, looked_up, number)
    ]
    return sorted(parts, key=lambda part: -part.score)


def _by_field(
    index: RecordIndex | ArrayIndex, looked_up: QueryTerm, number: int
) -> Iterator[tuple[str, float]]:
    for field, field_weight in index.fields.items():
        postings = index.field_postings(field, looked_up.term)
        weight = postings.weight(number) if postings is not None else None
        if weight is not None:
            yield field, looked_up.weight * field_weight * weight
