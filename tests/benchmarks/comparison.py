"""The whole comparison: each engine and size in a process of its own, then the start-up."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import startup
from .engines import ENGINES
from .environment import OUTPUT, TESTS
from .report import Ratio, growth, plot, ratio, speed_ratios, table, write_json

SIZES = "20000,100000,1000000"
_NAIVE_UP_TO = 20_000  # passages: beyond, rank-bm25 takes minutes
_GOALS = {
    "--version": "<= 2",
    "--help": "<= 3",
    "answer, warm": "<= 3.5",
    "answer with a correction, warm": "<= 5",
}


def main() -> int:
    """Measure what is asked for, print the tables, and write them down."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", default=SIZES, help=f"passages, with commas ({SIZES})")
    options.add_argument("--collection", type=Path, help="a real collection, to be repeated")
    options.add_argument("--skip-startup", action="store_true", help="the retriever alone")
    asked = options.parse_args()
    folder = asked.collection.resolve() if asked.collection else None
    OUTPUT.mkdir(exist_ok=True)
    sizes = [int(size) for size in asked.sizes.split(",") if size]
    by_size = {size: _engines(size, folder) for size in sizes}
    name = folder.name if folder else "made up"
    ratios = [one for n, found in by_size.items() for one in speed_ratios(f"{name} {n:,}", found)]
    started: dict[str, Any] = {} if asked.skip_startup else _startup()
    ratios += _startup_ratios(started) if started else []
    print(table(ratios), growth(by_size), sep="\n\n")
    kept = name.replace(" ", "-")
    write_json(OUTPUT / f"{kept}.json", engines=by_size, startup=started, ratios=ratios)
    if by_size:
        plot(by_size, OUTPUT / f"{kept}.svg")
    print(f"\nWritten to {OUTPUT.relative_to(TESTS.parent)}", file=sys.stderr)
    return 0


def _engines(size: int, folder: Path | None) -> dict[str, Any]:
    found = {}
    for name in ENGINES:
        if name == "rank-bm25" and size > _NAIVE_UP_TO:
            continue
        print(f"{size:,} passages: {name} ...", file=sys.stderr)
        with tempfile.TemporaryDirectory(dir=OUTPUT) as work:
            what = [sys.executable, "-m", "benchmarks.speed", name, str(size), work]
            what += [str(folder)] if folder else []
            found[name] = json.loads(_output(what))
    return found


def _output(what: list[str]) -> str:
    surroundings = {**os.environ, "PYTHONPATH": str(TESTS)}
    done = subprocess.run(what, env=surroundings, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.splitlines()[-1]


def _startup() -> dict[str, Any]:
    print("starting the program ...", file=sys.stderr)
    with tempfile.TemporaryDirectory(dir=OUTPUT) as work:
        return {"commands": startup.measure(Path(work)), "ask": startup.measure_ask()}


def _startup_ratios(found: dict[str, Any]) -> Iterator[Ratio]:
    taken = found["commands"]
    for name, times in taken.items():
        if name != startup.BARE:
            yield _paired(name, startup.BARE, times, taken[startup.BARE], _GOALS.get(name, ""))
    for name, beside, goal in (
        ("answer, warm", "import rank_bm25", "< 0.4"),
        (startup.AS_SHIPPED, "imports of a build", "< 1.5"),
        (startup.ARTICLE_COLD, "imports of a build", "< 1.5"),
        (startup.COLD, "imports of a build", "< 1.5"),
        (startup.PROMPT, "import prompt_toolkit", "<= 1.3"),
    ):
        yield _paired(name, beside, taken[name], taken[beside], goal)
    asked, scored = found["ask"]["ask"], found["ask"]["get_scores"]
    middle, last = len(asked) // 2, len(asked) * 99 // 100
    yield ratio("ask in a warm process, median", "get_scores", asked[middle], scored[middle], "< 1")
    yield ratio("ask in a warm process, p99", "get_scores", asked[last], scored[last])


def _paired(name: str, beside: str, one: list[float], other: list[float], goal: str) -> Ratio:
    """Ratios within each round, so that a busy moment of the machine touches both."""
    rounds = sorted(x / y for x, y in zip(one, other, strict=False))
    return Ratio(name, beside, rounds[0], rounds[len(rounds) // 2], rounds[-1], goal)
