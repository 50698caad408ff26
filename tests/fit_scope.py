"""Fit what tells questions of the library from others and write ``knowledge/scope-weights.json``.

    python tests/fit_scope.py

Learns from the questions of the library, and from those of ``tests/data/questions*.jsonl`` that it
covers and that it does not (those kept apart are never learnt from).

Needs ``pip install -e ".[fit]"``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from evaluate import TUNED_ON
from logistic import Fitted, counted, dense, rounded, written

from assistant.assistant import Assistant
from assistant.places import shipped_knowledge
from assistant.reading import read_knowledge
from assistant.scope import features, fitted_for

TARGET = Path(shipped_knowledge()) / "scope-weights.json"
COVERED = ("in_scope", "topic")
BEYOND = ("out_of_scope_near", "out_of_scope_far", "chitchat")
STRENGTH = 0.5
LEAST_OFTEN = 2  # how often a feature occurs that is learnt from
SMALLEST = 0.05  # smaller weights are left out
_ABOUT = (
    "What each word or pair of words adds to the chance that a question is one of those that the "
    "library covers. Made by tests/fit_scope.py for the passages of which 'fitted_for' is the "
    "checksum: correct the questions that it learns from, not this file."
)


class Example(NamedTuple):
    said: set[str]
    covered: bool


def labelled(row: dict[str, Any]) -> bool | None:
    """Whether the library covers a question of a file; None where its label does not say."""
    if row["kind"] in COVERED:
        return True
    return False if row["kind"] in BEYOND and not row.get("also") else None


def of_library(assistant: Assistant, knowledge: Any) -> Iterator[Example]:
    for passage in knowledge.passages:
        for question in passage.questions:
            yield Example(features(assistant.read(question).words), True)


def of_rows(assistant: Assistant, rows: Sequence[dict[str, Any]]) -> Iterator[Example]:
    for row in rows:
        covered = labelled(row)
        if covered is not None:
            yield Example(features(assistant.read(row["question"]).words), covered)


def fit(training: Sequence[Example]) -> tuple[list[str], Fitted]:
    """The features and the model; each of the two classes counts as much as the other."""
    data = counted([one.said for one in training], LEAST_OFTEN)
    truth = np.array([int(one.covered) for one in training])
    return data.names, dense(data, truth, STRENGTH, balanced=True)


def main() -> int:
    knowledge = read_knowledge(shipped_knowledge(), shared=False)
    assistant = Assistant.load()
    rows = [json.loads(line) for path in TUNED_ON for line in path.read_text("utf-8").splitlines()]
    training = [*of_library(assistant, knowledge), *of_rows(assistant, rows)]
    names, model = fit(training)
    weights = {
        name: rounded(weight, SMALLEST) for name, weight in zip(names, model.weights, strict=True)
    }
    head = {
        "fitted_for": fitted_for(passage.id for passage in knowledge.passages),
        "base": round(model.base, 2),
    }
    kept = [(name, weight) for name, weight in weights.items() if weight]
    TARGET.write_text(written(_ABOUT, head, kept), "utf-8")
    print(f"{len(training)} examples, {len(kept)} weights -> {TARGET.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
