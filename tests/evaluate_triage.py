"""How well triage tells danger signs from look-alikes: one command, any file of phrasings.

    python tests/evaluate_triage.py                    # the project's own phrasings
    python tests/evaluate_triage.py FILE ... [--misses]
    python tests/evaluate_triage.py --rules-only       # without the second reader
    python tests/evaluate_triage.py --ordinary FILE    # questions, of which none may alarm

A file holds one JSON object a line: ``text``, ``group``, ``level`` ("emergency", "crisis",
"urgent", "soon"; "none", "ask" or "info" for look-alikes) and ``type``.
Ordinary questions stand one a line, or in a ``.jsonl`` file as tests/evaluate.py reads it, of which
those about health, the library or far subjects are taken.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import yaml

from assistant.places import shipped_knowledge
from assistant.redflags import compile_red_flags
from assistant.triage import Triage, Verdict

DATA = Path(__file__).parent / "data"
OWN = DATA / "danger-signs.jsonl"
APART = DATA / "danger-signs-apart.jsonl"  # never read, and never used to choose anything
REPLACING = ("emergency", "urgent", "crisis")
CALM = ("none", "ask", "info")
ORDINARY = ("in_scope", "topic", "out_of_scope_near", "out_of_scope_far")  # kinds of questions


class Row(NamedTuple):
    """One phrasing, and what a careful reader says of it."""

    text: str
    group: str
    level: str
    type: str


class Score(NamedTuple):
    """Right and all of one kind."""

    right: int
    total: int

    @property
    def share(self) -> float:
        return self.right / self.total if self.total else 1.0


def read_rows(path: Path) -> list[Row]:
    """The rows of a file."""
    lines = path.read_text("utf-8").splitlines()
    return [Row(**json.loads(line)) for line in lines if line.strip()]


def rules_only() -> Triage:
    """Triage with the rules of red-flags.yaml and nothing else."""
    file = Path(shipped_knowledge()) / "red-flags.yaml"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document = yaml.load(file.read_text("utf-8"), Loader=loader)
    return Triage(compile_red_flags(document, file.name).get)


def whole() -> Triage:
    """Triage as the assistant runs it."""
    from assistant import Assistant

    return Assistant.load().triage


def is_right(row: Row, verdict: Verdict) -> bool:
    """Whether a verdict gives a phrasing what it needs.

    A sign of level emergency, crisis or urgent needs a card that takes the place of the answer; of
    level soon, any card. A look-alike must not lose its answer, nor be sent to a doctor.
    """
    if row.level in REPLACING:
        return verdict.level in REPLACING
    if row.level == "soon":
        return verdict.level is not None
    return verdict.level is None or (row.level != "none" and verdict.level == "soon")


def scores(
    rows: Iterable[Row], triage: Triage
) -> tuple[dict[str, Score], list[tuple[Row, Verdict]]]:
    """Scores by level, by group and by type, and the rows that went wrong."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    wrong = []
    for row in rows:
        verdict = triage.check(row.text)
        right = is_right(row, verdict)
        kind = "look-alikes" if row.level in CALM else "signs"
        keys = [f"all {kind}", f"level {row.level}", f"type {row.type}"]
        keys += [f"group {row.group}"] if kind == "signs" else []
        for key in keys:
            counts[key][0] += right
            counts[key][1] += 1
        if not right:
            wrong.append((row, verdict))
    return {key: Score(*count) for key, count in sorted(counts.items())}, wrong


def main(arguments: list[str] | None = None) -> int:
    """Print the scores of files; the exit status is 0."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("files", nargs="*", type=Path, default=[OWN, APART])
    parser.add_argument("--misses", action="store_true", help="print what went wrong")
    parser.add_argument("--rules-only", action="store_true", help="without the second reader")
    parser.add_argument("--ordinary", type=Path, help="ordinary questions")
    options = parser.parse_args(arguments)
    triage = rules_only() if options.rules_only else whole()
    if options.ordinary:
        return _ordinary(options.ordinary, triage, options.misses)
    for path in options.files:
        table, wrong = scores(read_rows(path), triage)
        print(f"{path}")
        for key, score in table.items():
            print(f"  {key:28} {score.right:4} of {score.total:4}  {score.share:6.1%}")
        for row, verdict in wrong if options.misses else ():
            print(f"  {row.level} ({row.group}) but {verdict.level} {verdict.rules}: {row.text}")
    return 0


def _ordinary(path: Path, triage: Triage, misses: bool) -> int:
    questions = [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]
    if path.suffix == ".jsonl":
        rows = map(json.loads, questions)
        questions = [row["question"] for row in rows if row["kind"] in ORDINARY]
    alarms = [(one, triage.check(one)) for one in questions]
    alarms = [(one, verdict) for one, verdict in alarms if verdict.level in REPLACING]
    for question, verdict in alarms if misses else ():
        print(f"  {verdict.level} {verdict.rules}: {question}")
    print(f"{len(alarms)} alarms in {len(questions)} questions")
    return 0


if __name__ == "__main__":
    sys.exit(main())
