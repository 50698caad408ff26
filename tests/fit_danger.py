"""Fit the second reader of danger signs and write ``knowledge/danger-weights.json``.

    python tests/fit_danger.py [FILE ...]

Learns from phrasings of danger signs and look-alikes (``tests/data/danger-*.jsonl``, or the
files given; those whose name ends in "-apart" are never learnt from) and, as calm examples, from
the questions of the library and of ``tests/data/questions*.jsonl``.

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
from logistic import Examples, Fitted, bases, counted, dense, lasso, parts, rounded, written

from assistant.classifier import features, windows
from assistant.clauses import cut
from assistant.context import context_of
from assistant.followup import asks
from assistant.mentions import Lexicon, Matcher, respelt
from assistant.places import shipped_knowledge
from assistant.reading import read_knowledge
from assistant.redflags import compile_red_flags
from assistant.triage import Triage

DATA = Path(__file__).parent / "data"
ABOUT_SIGNS = (
    "danger-signs/", "cauda-equina/", "children/check", "pregnancy/when-to-phone",
    "kidney-or-back/infection", "kidney-or-back/stone", "sciatica/urgent", "surgery/urgent",
    "osteoporosis/signs", "stenosis-care/get-checked",
)  # fmt: skip
TARGET = Path(shipped_knowledge()) / "danger-weights.json"
ALARMS = ("emergency", "urgent", "crisis")
# With one writer's phrasings after the other left out, 0.1 found less and 1 no more.
STRENGTH = 0.3  # of the models that tell signs from calm messages
SPARSE = 3.0  # of those that tell levels and groups of signs from each other; others not tried
ROUNDS = (
    2  # of guessing which window of a story tells its sign: 8 of 427 emergencies missed, not 12
)
# These two change next to no verdict, and keep the table small.
LEAST_OFTEN = 3  # how often a feature occurs that is learnt from
SMALLEST = 0.05  # smaller weights are left out

Table = dict[str, list[Any]]
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
            # What is said of a passage about signs may be a report of one, but for a question.
            if asks(question) or not passage.id.startswith(ABOUT_SIGNS):
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


def fit(training: list[Example], records: dict[str, Any]) -> tuple[dict[str, Any], Table]:
    """The intercepts, and the weights by feature."""
    kept, said, stories = [], [], []
    for one in training:
        found = seen(one.text, records)
        if one.level in (*ALARMS, "soon") and len(found) > 1:
            stories.append((one, found))
            continue
        kept += [one] * len(found)
        said += found
    for one, found in told(kept, said, stories):
        kept.append(one)
        said.append(found)
    data = counted(said, LEAST_OFTEN)
    level = np.array([one.level for one in kept])
    group = np.array([one.group for one in kept])
    danger = np.isin(level, ALARMS)
    alarm = dense(data, danger.astype(int), STRENGTH)
    severe = lasso(data.only(danger), (level[danger] == "emergency").astype(int), SPARSE)
    groups = by_group(data.only(danger), group[danger])
    later = level == "soon"
    soon = dense(data.only(~danger), later[~danger].astype(int), STRENGTH)
    soon_groups = by_group(data.only(later), group[later])
    table = {}
    for place, feature in enumerate(data.names):
        entry = [
            rounded(alarm.weights[place], SMALLEST),
            rounded(severe.weights[place], SMALLEST),
            parts(groups, place, SMALLEST),
            rounded(soon.weights[place], SMALLEST),
            parts(soon_groups, place, SMALLEST),
        ]
        if any(entry):
            table[feature] = entry
    base = {
        "alarm": round(alarm.base, 2),
        "emergency": round(severe.base, 2),
        "groups": bases(groups),
        "soon": round(soon.base, 2),
        "soon_groups": bases(soon_groups),
    }
    return base, table


def told(
    kept: list[Example], said: list[set[str]], stories: list[tuple[Example, list[set[str]]]]
) -> list[tuple[Example, set[str]]]:
    """For each story the window that tells its sign, which nobody marked.

    It is the one that a model fitted so far finds likeliest, twice over: learning from bags of
    instances (MI-SVM; Andrews, Tsochantaridis and Hofmann, NIPS 2002).
    """
    chosen: list[tuple[Example, set[str]]] = []
    for _ in range(ROUNDS):
        data = counted([*said, *(found for _, found in chosen)], LEAST_OFTEN)
        levels = [*kept, *(one for one, _ in chosen)]
        fitted = {
            soon: dense(data, np.array([int(_tells(one, soon)) for one in levels]), STRENGTH)
            for soon in (False, True)
        }
        weights = {
            soon: dict(zip(data.names, model.weights, strict=True))
            for soon, model in fitted.items()
        }
        chosen = [
            (one, max(found, key=lambda window: _total(window, weights[one.level == "soon"])))
            for one, found in stories
        ]
    return chosen


def _tells(one: Example, soon: bool) -> bool:
    return one.level == "soon" if soon else one.level in ALARMS


def _total(window: set[str], weights: dict[str, float]) -> float:
    return sum(weights.get(feature, 0.0) for feature in window)


def by_group(data: Examples, group: np.ndarray) -> dict[str, Fitted]:
    """For each group, what tells it from the others."""
    return {one: lasso(data, (group == one).astype(int), SPARSE) for one in sorted(set(group))}


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
    base, table = fit(training, records)
    TARGET.write_text(written(_ABOUT, {"base": base}, table.items()), "utf-8")
    print(f"{len(training)} examples, {len(table)} weights -> {TARGET.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
