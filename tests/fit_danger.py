"""Fit the second reader of danger signs and write ``knowledge/danger-weights.json``.

    python tests/fit_danger.py [FILE ...]

Learns from phrasings of danger signs and look-alikes (``tests/data/danger-*.jsonl``, or the
files given; those whose name ends in "-apart" are never learnt from) and, as calm examples, from
the questions of the library and of ``tests/data/questions*.jsonl``. Logistic regression with an L1
penalty, which keeps the few thousand features that matter, by FISTA (Beck and Teboulle 2009).
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from assistant.classifier import features, windows
from assistant.clauses import cut
from assistant.context import context_of
from assistant.mentions import Lexicon, Matcher, respelt
from assistant.places import shipped_knowledge
from assistant.reading import read_knowledge
from assistant.redflags import compile_red_flags
from assistant.triage import Triage

DATA = Path(__file__).parent / "data"
TUNED_ON = [DATA / f"questions{name}.jsonl" for name in ("", "-fresh", "-outside", "-second")]
TARGET = Path(shipped_knowledge()) / "danger-weights.json"
ALARMS = ("emergency", "urgent", "crisis")
# Chosen on a fifth of the phrasings held out: smaller finds more, larger stays calmer.
PENALTY = 0.2
GROUP_PENALTY = 0.3
SOON_PENALTY = 0.5
_ITERATIONS = 800
_SMALLEST = 0.02
_ABOUT = (
    "The second reader of danger signs: what each word, pair of words or concept (#) adds to the "
    "chance that a message reports a danger sign, to its being an emergency, and to each group; "
    "then to its being a sign for a doctor soon, and to each group of those. '-' marks a word that "
    "is denied or only supposed. Made by tests/fit_danger.py: correct the phrasings that it learns "
    "from, not this file."
)


class Example(NamedTuple):
    text: str
    level: str
    group: str


def examples(paths: list[Path]) -> Iterator[Example]:
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            if row["group"] or row["level"] not in ALARMS:  # an alarm of no group teaches no card
                yield Example(row["text"], row["level"] or "none", row["group"] or "none")


def calm(knowledge: Any) -> Iterator[Example]:
    for passage in knowledge.passages:
        for question in passage.questions:
            yield Example(question, "none", "none")
    for path in TUNED_ON:
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            if row["kind"] not in ("dialog", "red_flag"):
                yield Example(row["question"], "none", "none")


def seen(text: str, records: dict[str, Any]) -> list[set[str]]:
    """The features of each window of a text, as triage sees it."""
    lexicon = Lexicon(records.get)
    words = respelt(cut(text), lexicon)
    matcher = Matcher(words, lexicon)
    mentions = sorted(matcher.mentions(), key=lambda one: one.start)
    context = context_of(words, matcher, mentions) if mentions else None
    return [features(words, mentions, context, *ends) for ends in windows(words)]


class Matrix(NamedTuple):
    """Which example has which feature, as two arrays of the same length."""

    rows: np.ndarray
    columns: np.ndarray
    height: int
    width: int

    def times(self, weights: np.ndarray) -> np.ndarray:
        return np.bincount(self.rows, weights[self.columns], self.height)

    def transposed_times(self, values: np.ndarray) -> np.ndarray:
        return np.bincount(self.columns, values[self.rows], self.width)


def matrix(all_features: list[set[str]], known: dict[str, int]) -> Matrix:
    rows, columns = [], []
    for row, found in enumerate(all_features):
        for feature in found:
            if feature in known:
                rows.append(row)
                columns.append(known[feature])
    return Matrix(np.array(rows), np.array(columns), len(all_features), len(known))


def _largest_square(data: Matrix) -> float:
    """The largest singular value squared, with a column of ones, by power iteration."""
    vector, base = np.ones(data.width), 1.0
    size = 1.0
    for _ in range(30):
        image = data.times(vector) + base
        vector, base = data.transposed_times(image), image.sum()
        size = float(np.sqrt(vector @ vector + base * base))
        vector, base = vector / size, base / size
    return size


Fitted = tuple[float, np.ndarray]  # intercept and weights


def lasso(data: Matrix, truth: np.ndarray, penalty: float) -> Fitted:
    """Logistic regression with an L1 penalty: intercept and weights."""
    weights = np.zeros(data.width)
    ahead = weights.copy()
    base = base_ahead = 0.0
    momentum = 1.0
    step = 4.0 / _largest_square(data)  # a logistic curve bends by a quarter at most
    for _ in range(_ITERATIONS):
        chance = 1 / (1 + np.exp(-(data.times(ahead) + base_ahead)))
        miss = chance - truth
        moved = ahead - step * data.transposed_times(miss)
        new = np.sign(moved) * np.maximum(np.abs(moved) - step * penalty, 0)
        new_base = base_ahead - step * miss.sum()
        new_momentum = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        pull = (momentum - 1) / new_momentum
        ahead = new + pull * (new - weights)
        base_ahead = new_base + pull * (new_base - base)
        weights, base, momentum = new, new_base, new_momentum
    return base, weights


def fit(training: list[Example], records: dict[str, Any]) -> dict[str, Any]:
    """All weights: ``base`` values and ``weights`` by feature."""
    kept, said = [], []
    for one in training:
        found = seen(one.text, records)
        if one.level in (*ALARMS, "soon") and len(found) > 1:
            continue  # which sentence of a story tells the sign is not marked
        kept += [one] * len(found)
        said += found
    names, known = names_of(said)
    alarm = np.array([one.level in ALARMS for one in kept], float)
    base, weights = lasso(matrix(said, known), alarm, PENALTY)
    inside = [place for place, one in enumerate(kept) if one.level in ALARMS]
    dangers = matrix([said[place] for place in inside], known)
    severe = np.array([kept[place].level == "emergency" for place in inside], float)
    severe_base, severe_weights = lasso(dangers, severe, GROUP_PENALTY)
    groups = sorted({kept[place].group for place in inside})
    by_group = {}
    for group in groups:
        truth = np.array([kept[place].group == group for place in inside], float)
        by_group[group] = lasso(dangers, truth, GROUP_PENALTY)
    soon = _fit_soon(kept, said, known)
    table = {}
    for place, feature in enumerate(names):
        entry = [
            rounded(weights[place]),
            rounded(severe_weights[place]),
            _parts(by_group, place),
            rounded(soon.weights[place]),
            _parts(soon.by_group, place),
        ]
        if any(entry):
            table[feature] = entry
    bases = {
        "alarm": round(base, 2),
        "emergency": round(severe_base, 2),
        "groups": {group: round(found[0], 2) for group, found in by_group.items()},
        "soon": round(soon.base, 2),
        "soon_groups": {group: round(found[0], 2) for group, found in soon.by_group.items()},
    }
    return {"base": bases, "weights": table}


def names_of(said: list[set[str]]) -> tuple[list[str], dict[str, int]]:
    """The features that occur more than once, and the place of each."""
    counts = Counter(feature for found in said for feature in found)
    names = sorted(feature for feature, count in counts.items() if count > 1)
    return names, {feature: place for place, feature in enumerate(names)}


def rounded(weight: float) -> float:
    return round(float(weight), 2) if abs(weight) > _SMALLEST else 0.0


def _parts(by_group: dict[str, Fitted], place: int) -> dict[str, float]:
    parts = {group: rounded(found[1][place]) for group, found in by_group.items()}
    return {group: weight for group, weight in parts.items() if weight}


class Soon(NamedTuple):
    """What tells a sign that belongs with a doctor soon from a calm message, and its group."""

    base: float
    weights: np.ndarray
    by_group: dict[str, Fitted]


def _fit_soon(kept: list[Example], said: list[set[str]], known: dict[str, int]) -> Soon:
    calmer = [place for place, one in enumerate(kept) if one.level not in ALARMS]
    truth = np.array([kept[place].level == "soon" for place in calmer], float)
    base, weights = lasso(matrix([said[place] for place in calmer], known), truth, SOON_PENALTY)
    inside = [place for place in calmer if kept[place].level == "soon"]
    data = matrix([said[place] for place in inside], known)
    by_group = {}
    for group in sorted({kept[place].group for place in inside}):
        of_group = np.array([kept[place].group == group for place in inside], float)
        by_group[group] = lasso(data, of_group, GROUP_PENALTY)
    return Soon(base, weights, by_group)


def written(about: str, fitted: dict[str, Any]) -> str:
    """Fitted weights as the text of a file: a line a feature, so that changes can be read."""
    base = {name: value for name, value in fitted.items() if name != "weights"}
    lines = [f"{json.dumps(name)}: {json.dumps(value)}," for name, value in base.items()]
    weights = [f"{json.dumps(name)}: {json.dumps(v)}" for name, v in fitted["weights"].items()]
    head = f'{{\n"about": {json.dumps(about)},\n' + "\n".join(lines)
    return head + '\n"weights": {\n' + ",\n".join(weights) + "\n}\n}\n"


def main(arguments: list[str]) -> int:
    paths = [Path(name) for name in arguments] or sorted(DATA.glob("danger-*.jsonl"))
    paths = [path for path in paths if not path.stem.endswith("-apart")]
    knowledge = read_knowledge(shipped_knowledge())
    records = json.loads(
        json.dumps(compile_red_flags(knowledge.red_flags.data, knowledge.red_flags.file))
    )
    # A question of the library on which a rule fires may report a sign: it is no calm example.
    rules = Triage(records.get)
    quiet = [one for one in calm(knowledge) if rules.check(one.text).level not in ALARMS]
    training = [*examples(paths), *quiet]
    fitted = fit(training, records)
    TARGET.write_text(written(_ABOUT, fitted), "utf-8")
    print(f"{len(training)} examples, {len(fitted['weights'])} weights -> {TARGET.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
