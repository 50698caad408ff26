"""Build phase: the fields of passages, and the records of a small collection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .index import Field, Postings, merge, weigh
from .models import Passage
from .passages import passage_records
from .records import FORMAT, pack_json, pack_postings
from .text import pairs, stems, terms, words


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
    asked = [[terms(question) for question in passage.questions] for passage in passages]
    documents = {"heading": heading, "body": body, "questions": [_flat(one) for one in asked]}
    if with_pairs:
        documents["pairs"] = [pairs(sequence) for sequence in body]
        # How people ask is telling too ("how do I know", "is it worth"): all words, none left out.
        documents["question pairs"] = [
            _flat([pairs(stems(words(question))) for question in passage.questions])
            for passage in passages
        ]
    return documents


def _flat(sequences: Sequence[Sequence[str]]) -> list[str]:
    return [term for sequence in sequences for term in sequence]
