"""One engine on one collection, in a process of its own: how long, and how much memory.

python -m benchmarks.speed ENGINE SIZE WORK_FOLDER [COLLECTION_FOLDER]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .corpora import made_up, repeated
from .engines import ENGINES, Engine, Search

K = 10
ROUNDS = 5
_WARM_UP = 30  # questions
_MEGABYTE = 1_000_000


def resident() -> float:
    """Megabytes of memory in use now (Linux)."""
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / _MEGABYTE


def peak() -> float:
    """Megabytes of memory in use at most so far."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / _MEGABYTE


def latencies(search: Search, questions: Sequence[str]) -> dict[str, list[float]]:
    """Milliseconds a question: the median and the 99th percentile of each round."""
    for question in questions[:_WARM_UP]:
        search(question, K)
    medians, slow = [], []
    for _ in range(ROUNDS):
        taken = []
        for question in questions:
            start = time.perf_counter()
            search(question, K)
            taken.append((time.perf_counter() - start) * 1000)
        taken.sort()
        medians.append(taken[len(taken) // 2])
        slow.append(taken[len(taken) * 99 // 100])
    return {"median": medians, "p99": slow}


def measure(name: str, size: int, work: Path, folder: Path | None) -> dict[str, Any]:
    """Index, search, and, where the engine can, save; the saved index is measured apart."""
    corpus = repeated(folder, size) if folder else made_up(size)
    engine = ENGINES[name]()
    before = resident()
    start = time.perf_counter()
    index = engine.index(corpus.texts)
    found = {"index": time.perf_counter() - start}
    found["peak"], found["resident"] = peak() - before, resident() - before
    found |= latencies(engine.search(index), corpus.queries)
    if engine.save is not None:
        engine.save(index, work / "index")
        (work / "questions.json").write_text(json.dumps(corpus.queries), encoding="utf-8")
        found["opened"] = _elsewhere(name, work)
    return found


def measure_opened(name: str, work: Path) -> dict[str, Any]:
    """The saved index: opened several times, then searched, with the memory that this takes."""
    engine = ENGINES[name]()
    questions = json.loads((work / "questions.json").read_text(encoding="utf-8"))
    opening = _opening(engine, work)
    before = resident()
    assert engine.open is not None
    index = engine.open(work / "index")
    found = latencies(engine.search(index), questions)
    return {"open": opening, "resident": resident() - before, **found}


def _opening(engine: Engine, work: Path) -> list[float]:
    assert engine.open is not None
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        engine.open(work / "index")
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def _elsewhere(name: str, work: Path) -> dict[str, Any]:
    again = [sys.executable, "-m", "benchmarks.speed", name, "opened", str(work)]
    done = subprocess.run(again, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


if __name__ == "__main__":
    asked, size, work = sys.argv[1:4]
    collection = Path(sys.argv[4]) if len(sys.argv) > 4 else None
    if size == "opened":
        print(json.dumps(measure_opened(asked, Path(work))))
    else:
        print(json.dumps(measure(asked, int(size), Path(work), collection)))
