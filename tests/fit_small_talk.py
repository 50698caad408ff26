"""Fit what tells small talk from a question and write ``knowledge/small-talk-weights.json``.

    python tests/fit_small_talk.py

Learns from the phrases of ``responses.yaml`` and the small talk of ``tests/data/questions*.jsonl``
(those kept apart are never learnt from), against the questions of the library and all others there.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from fit_danger import TUNED_ON, Matrix, lasso, matrix, names_of, rounded, written

from assistant.places import shipped_knowledge
from assistant.reading import read_knowledge
from assistant.smalltalk import FILLER, LONGEST, features, spelt_out

TARGET = Path(shipped_knowledge()) / "small-talk-weights.json"
# Chosen on each file of questions in turn, fitted without its small talk.
PENALTY = 0.3
# A compliment that is answered like an insult hurts more than an insult that is answered calmly.
NEUTRAL = {"insult": "acknowledge"}
_ABOUT = (
    "What each word or pair of words adds to the chance that a message is small talk, and to each "
    "kind of it. Made by tests/fit_small_talk.py: correct the phrases in responses.yaml, not this "
    "file."
)


class Example(NamedTuple):
    text: str
    kind: str  # "" is no small talk; "?" is small talk of a kind that nobody noted


def examples(knowledge: Any, paths: list[Path]) -> Iterator[Example]:
    for kind, entry in knowledge.responses.data["small_talk"].items():
        if kind != FILLER:
            noted = NEUTRAL.get(kind, kind)
            yield from (Example(str(phrase), noted) for phrase in entry["say"])
    for passage in knowledge.passages:
        yield from (Example(question, "") for question in passage.questions)
    for path in paths:
        for row in map(json.loads, path.read_text("utf-8").splitlines()):
            if row["kind"] != "dialog":
                yield Example(row["question"], "?" if row["kind"] == "chitchat" else "")


def fit(training: list[Example]) -> dict[str, Any]:
    """All weights: ``base``, ``kinds`` and ``weights`` by feature."""
    kept = [one for one in training if 0 < len(spelt_out(one.text)) <= LONGEST]
    said = [features(one.text) for one in kept]
    names, known = names_of(said)
    truth = np.array([bool(one.kind) for one in kept], float)
    base, weights = lasso(matrix(said, known), truth, PENALTY)
    inside = [place for place, one in enumerate(kept) if one.kind not in ("", "?")]
    data: Matrix = matrix([said[place] for place in inside], known)
    by_kind = {}
    for kind in dict.fromkeys(kept[place].kind for place in inside):
        of_kind = np.array([kept[place].kind == kind for place in inside], float)
        by_kind[kind] = lasso(data, of_kind, PENALTY)
    table = {}
    for place, feature in enumerate(names):
        parts = {kind: rounded(found[1][place]) for kind, found in by_kind.items()}
        parts = {kind: weight for kind, weight in parts.items() if weight}
        if rounded(weights[place]) or parts:
            table[feature] = (rounded(weights[place]), parts)
    kinds = {kind: round(float(found[0]), 2) for kind, found in by_kind.items()}
    return {"base": round(float(base), 2), "kinds": kinds, "weights": table}


def main() -> int:
    knowledge = read_knowledge(shipped_knowledge(), shared=False)
    training = list(examples(knowledge, TUNED_ON))
    fitted = fit(training)
    TARGET.write_text(written(_ABOUT, fitted), "utf-8")
    print(f"{len(training)} examples, {len(fitted['weights'])} weights -> {TARGET.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
