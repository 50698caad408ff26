"""This retriever and the others, each as it is used for English, behind the same two calls."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

Search = Callable[[str, int], Any]  # a question and how many -> whatever the engine gives


class Engine(NamedTuple):
    """How an engine indexes texts, and how it keeps an index in a file and opens it."""

    index: Callable[[Sequence[str]], Any]
    search: Callable[[Any], Search]
    save: Callable[[Any, Path], None] | None = None
    open: Callable[[Path], Any] | None = None


def _ours(with_passages: bool) -> Engine:
    import assistant.maxscore
    import assistant.store  # noqa: F401  (what the others import is counted as little)
    from assistant import Retriever

    return Engine(
        Retriever.from_texts,
        (lambda index: index.search) if with_passages else (lambda index: index.top),
        lambda index, path: index.save(path),
        Retriever.open,
    )


def _bm25s(backend: str) -> Engine:
    import bm25s
    import Stemmer

    stemmer = Stemmer.Stemmer("english")

    def tokens(texts: Sequence[str], ids: bool) -> Any:
        return bm25s.tokenize(
            texts, stopwords="en", stemmer=stemmer, show_progress=False, return_ids=ids
        )

    def index(texts: Sequence[str]) -> Any:
        model = bm25s.BM25(backend=backend)
        model.index(tokens(texts, True), show_progress=False)
        return model

    def search(model: Any) -> Search:
        return lambda question, k: model.retrieve(
            tokens([question], False), k=k, show_progress=False
        )

    def opened(path: Path) -> Any:
        model = bm25s.BM25.load(str(path), mmap=True)
        if backend == "numba":
            model.backend = "numba"
            model.activate_numba_scorer()
        return model

    return Engine(index, search, lambda model, path: model.save(str(path)), opened)


def _tantivy() -> Engine:
    import tantivy

    def schema() -> Any:
        return (
            tantivy.SchemaBuilder().add_text_field("text", True, tokenizer_name="en_stem").build()
        )

    def index(texts: Sequence[str]) -> Any:
        made = tantivy.Index(schema())
        writer = made.writer(200_000_000, 1)
        for text in texts:
            writer.add_document(tantivy.Document(text=text))
        writer.commit()
        writer.wait_merging_threads()
        made.reload()
        return made

    def search(made: Any) -> Search:
        searcher = made.searcher()

        def run(question: str, k: int) -> Any:
            query = made.parse_query(" ".join(re.findall(r"\w+", question)), ["text"])
            return searcher.search(query, k, count=False).hits

        return run

    return Engine(index, search)


def _rank_bm25() -> Engine:
    import numpy as np
    from rank_bm25 import BM25Plus

    from assistant.text import query_terms, terms

    def search(model: Any) -> Search:
        return lambda question, k: np.argsort(-model.get_scores(query_terms(question)))[:k]

    return Engine(lambda texts: BM25Plus([terms(text) for text in texts]), search)


OURS = "this retriever"  # the numbers of the passages, as the others give them
ENGINES: dict[str, Callable[[], Engine]] = {
    OURS: lambda: _ours(with_passages=False),
    "with passages": lambda: _ours(with_passages=True),
    "bm25s": lambda: _bm25s("numpy"),
    "bm25s numba": lambda: _bm25s("numba"),
    "tantivy": _tantivy,
    "rank-bm25": _rank_bm25,
}
PEERS = ("bm25s", "bm25s numba", "tantivy", "rank-bm25")
