"""Engines side by side on judged collections, and a sweep over this retriever's numbers."""

from __future__ import annotations

import argparse
import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from assistant import Retriever
from assistant.models import Passage
from assistant.records import MemoryRecords
from assistant.retriever import FIELDS, Field, index_records
from assistant.text import STOP_WORDS, terms

from .judged import Document, Judged, K, read

Rank = Callable[[str], Sequence[str]]  # a question -> ids, best first
_BOOST = 2.0  # a title counts this much in the engines that know fields
_SWEEP = {
    "k1": (0.9, 1.2, 1.5, 2.0),
    "b": (0.4, 0.5, 0.6, 0.75),
    "heading": (0.0, 0.25, 0.5, 1.0),
    "pairs": (0.0, 0.1, 0.2, 0.3),
}


def main() -> int:
    """Print nDCG@10 of each engine, or of each setting, on each collection and on average."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path, help="a folder of collections")
    options.add_argument("--sweep", action="store_true", help="try other numbers of this retriever")
    asked = options.parse_args()
    folders = sorted(asked.folder.glob("*/corpus.jsonl"))
    collections = [read(corpus.parent) for corpus in folders]
    if not collections:
        options.error(f"{asked.folder} holds no collections")
    print(f"{'nDCG@10':26}", *(f"{one.name:>10}" for one in collections), f"{'average':>10}")
    makers = dict(_settings()) if asked.sweep else ENGINES
    for name, make in makers.items():
        found = [_quality(one, make) for one in collections]
        print(f"{name:26}", *(f"{value:10.3f}" for value in (*found, fmean(found))), flush=True)
    return 0


def _quality(collection: Judged, make: Callable[[list[Document]], Rank]) -> float:
    rank = make(collection.documents)
    return collection.quality({key: rank(text) for key, text in collection.questions.items()})


# -- this retriever -----------------------------------------------------------------------------


def _ours(documents: list[Document], fields: Mapping[str, Field] | None = None) -> Rank:
    passages = [Passage(one.id, one.text, one.title) for one in documents]
    records = MemoryRecords(dict(index_records(passages, fields)))
    searched = Retriever.from_records(records)
    return lambda question: [hit.passage.id for hit in searched.search(question, K)]


def _settings() -> list[tuple[str, Callable[[list[Document]], Rank]]]:
    made = [("as it is", _ours)]
    for name, values in _SWEEP.items():
        for value in values:
            fields = _changed(name, value)
            made.append((f"{name} {value}", lambda documents, f=fields: _ours(documents, f)))
    return made


def _changed(name: str, value: float) -> dict[str, Field]:
    if name in FIELDS:
        return {**FIELDS, name: FIELDS[name]._replace(weight=value)}
    questions = ("questions", "question pairs")
    return {
        field: one if field in questions else one._replace(**{name: value})
        for field, one in FIELDS.items()
    }


# -- the others, with their defaults ------------------------------------------------------------


def _joined(documents: list[Document]) -> list[str]:
    return [f"{one.title} {one.text}".strip() for one in documents]


def _bm25s(documents: list[Document]) -> Rank:
    import bm25s
    import Stemmer

    stemmer = Stemmer.Stemmer("english")

    def tokens(texts: list[str]) -> Any:
        return bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False)

    model = bm25s.BM25()
    model.index(tokens(_joined(documents)), show_progress=False)

    def rank(question: str) -> list[str]:
        found, scores = model.retrieve(tokens([question]), k=K, show_progress=False)
        best = zip(found[0], scores[0], strict=True)
        return [documents[int(number)].id for number, score in best if score > 0]

    return rank


def _tantivy(documents: list[Document]) -> Rank:
    import tantivy

    builder = tantivy.SchemaBuilder().add_text_field("id", True, tokenizer_name="raw")
    for field in ("title", "text"):
        builder = builder.add_text_field(field, tokenizer_name="english")
    index = tantivy.Index(builder.build())
    index.register_tokenizer("english", _english(tantivy))
    writer = index.writer(50_000_000, 1)
    for one in documents:
        writer.add_document(tantivy.Document(**one._asdict()))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def rank(question: str) -> list[str]:
        asked = " ".join(re.findall(r"\w+", question.lower()))
        query = index.parse_query(asked, ["title", "text"], field_boosts={"title": _BOOST})
        return [searcher.doc(place)["id"][0] for _, place in searcher.search(query, K).hits]

    return rank


def _english(tantivy: Any) -> Any:
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for used in ("lowercase", "stopword", "stemmer"):
        make = getattr(tantivy.Filter, used)
        analyzer = analyzer.filter(make() if used == "lowercase" else make("english"))
    return analyzer.build()


def _sqlite(documents: list[Document]) -> Rank:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE d USING fts5(id UNINDEXED, title, text, tokenize='porter')")
    base.executemany("INSERT INTO d VALUES (?, ?, ?)", documents)
    best = f"SELECT id FROM d WHERE d MATCH ? ORDER BY bm25(d, 0, {_BOOST}, 1.0) LIMIT {K}"

    def rank(question: str) -> list[str]:
        asked = [word for word in re.findall(r"\w+", question.lower()) if word not in STOP_WORDS]
        words = " OR ".join(f'"{word}"' for word in asked)
        return [row[0] for row in base.execute(best, (words,))] if words else []

    return rank


def _rank_bm25(documents: list[Document]) -> Rank:
    import numpy as np
    from rank_bm25 import BM25Okapi

    model = BM25Okapi([terms(text) for text in _joined(documents)])

    def rank(question: str) -> list[str]:
        scores = model.get_scores(terms(question))
        return [documents[number].id for number in np.argsort(-scores, kind="stable")[:K]]

    return rank


ENGINES: dict[str, Callable[[list[Document]], Rank]] = {
    "this retriever": _ours,
    "bm25s": _bm25s,
    "tantivy, title x 2": _tantivy,
    "SQLite FTS5, title x 2": _sqlite,
    "rank-bm25": _rank_bm25,
}
