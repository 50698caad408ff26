"""Fit what tells small talk from a question and write ``knowledge/small-talk-weights.json``.

    python tests/fit_small_talk.py

Learns from the phrases of ``responses.yaml`` and the small talk of ``tests/data/questions*.jsonl``
(those kept apart are never learnt from), against the questions of the library and all others there.

Needs ``pip install -e ".[fit]"``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from evaluate import TUNED_ON
from logistic import bases, counted, dense, lasso, parts, rounded, written

from assistant.places import shipped_knowledge
from assistant.reading import read_knowledge
from assistant.smalltalk import FILLER, LONGEST, features, spelt_out

TARGET = Path(shipped_knowledge()) / "small-talk-weights.json"
# Not tuned: as good as a sparse model on files of questions whose small talk was left out.
STRENGTH = 1.0  # of the model that tells small talk from questions
SPARSE = 3.0  # of those that tell its kinds
LEAST_OFTEN = 2  # how often a feature occurs that is learnt from
SMALLEST = 0.02
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
            for turn in row.get("turns", ()):
                if turn["expect"]:  # a short question on what was said before is no small talk
                    yield Example(turn["question"], "")
            if row["kind"] != "dialog":
                noted = row.get("talk", "?") if row["kind"] == "chitchat" else ""
                yield Example(row["question"], NEUTRAL.get(noted, noted))


def fit(training: list[Example]) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """The intercepts, and the weights by feature."""
    kept = [one for one in training if 0 < len(spelt_out(one.text)) <= LONGEST]
    data = counted([features(one.text) for one in kept], LEAST_OFTEN)
    kind = np.array([one.kind for one in kept])
    talk = dense(data, (kind != "").astype(int), STRENGTH)
    noted = ~np.isin(kind, ("", "?"))
    inside = data.only(noted)
    kinds = {
        one: lasso(inside, (kind[noted] == one).astype(int), SPARSE)
        for one in dict.fromkeys(kind[noted].tolist())
    }
    table = {}
    for place, feature in enumerate(data.names):
        entry = [rounded(talk.weights[place], SMALLEST), parts(kinds, place, SMALLEST)]
        if any(entry):
            table[feature] = entry
    return {"base": round(talk.base, 2), "kinds": bases(kinds)}, table


def main() -> int:
    knowledge = read_knowledge(shipped_knowledge(), shared=False)
    training = list(examples(knowledge, TUNED_ON))
    base, table = fit(training)
    TARGET.write_text(written(_ABOUT, base, table.items()), "utf-8")
    print(f"{len(training)} examples, {len(table)} weights -> {TARGET.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
