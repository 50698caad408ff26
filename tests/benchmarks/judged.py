"""Collections with judged questions, and how good a ranking is by their judgements."""

from __future__ import annotations

import json
from collections.abc import Sequence
from math import log2
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

K = 10


class Document(NamedTuple):
    """One document of a collection."""

    id: str
    title: str
    text: str


class Judged(NamedTuple):
    """Documents, questions by id, and the grade of each document that answers a question."""

    name: str
    documents: list[Document]
    questions: dict[str, str]
    grades: dict[str, dict[str, int]]

    def quality(self, rankings: dict[str, Sequence[str]]) -> float:
        """The mean nDCG@10 over the questions that have an answer; the gain is the grade."""
        return fmean(
            _ndcg(rankings[question], grades)
            for question, grades in self.grades.items()
            if question in rankings and any(grade > 0 for grade in grades.values())
        )


def read(folder: Path) -> Judged:
    """A collection from its folder."""
    documents = [
        Document(one["id"], one.get("title", ""), one["text"])
        for one in _lines(folder / "corpus.jsonl")
    ]
    questions = {one["id"]: one["text"] for one in _lines(folder / "queries.jsonl")}
    grades: dict[str, dict[str, int]] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines():
        question, document, grade = line.split("\t")
        grades.setdefault(question, {})[document] = int(grade)
    return Judged(folder.name, documents, questions, grades)


def _lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _ndcg(ranking: Sequence[str], grades: dict[str, int]) -> float:
    ideal = sorted((grade for grade in grades.values() if grade > 0), reverse=True)
    return _gain([grades.get(document, 0) for document in ranking]) / _gain(ideal)


def _gain(grades: Sequence[int]) -> float:
    return sum(max(0, grade) / log2(place + 2) for place, grade in enumerate(grades[:K]))
