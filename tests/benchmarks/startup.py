"""How long the program takes from start to end, beside a bare interpreter and the imports."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from .environment import TESTS, command

ROUNDS = 15
_COLD_ROUNDS = 5
BARE = "python -c pass"
_QUESTION = "which shoes should I wear for walking?"
_MISSPELT = "which shoes help my spinall stenosiss?"
_FROM_FOLDER = "answer from a folder, warm"
_ARTICLE = "lower-back-pain-after-walking.md"
_PROMPT_MARK = b"\x1b[?2004h"  # bracketed paste is turned on: the chat reads
AS_SHIPPED = "answer, nothing in the cache"
ARTICLE_COLD = "answer from an article, cold"
COLD = "answer from a folder, cold"
PROMPT = "first prompt of a chat"
_BUILD = "import yaml, markdown_it, numpy, rank_bm25, Stemmer, hashlib"


def commands(folder: Path) -> dict[str, list[str]]:
    """What is started, by the name under which it is reported.

    Args:
        folder: knowledge that does not come compiled with the package: it is kept in the cache.
    """
    python = [sys.executable, "-c"]
    return {
        BARE: [*python, "pass"],
        "import rank_bm25": [*python, "import rank_bm25"],
        "import prompt_toolkit": [*python, "import prompt_toolkit"],
        "imports of a build": [*python, _BUILD],
        "--version": [command(), "--version"],
        "--help": [command(), "--help"],
        "answer, warm": [command(), "--ask", _QUESTION],
        "answer with a correction, warm": [command(), "--ask", _MISSPELT],
        _FROM_FOLDER: [command(), "--knowledge", str(folder), "--ask", _QUESTION],
    }


def measure(work: Path) -> dict[str, list[float]]:
    """Milliseconds of each command in each round; a round runs all of them once."""
    cache = work / "cache"
    surroundings = {**os.environ, "XDG_CACHE_HOME": str(cache), "XDG_CONFIG_HOME": str(work)}
    surroundings.pop("PYTHONPATH", None)  # what is installed is measured
    shutil.copytree(TESTS.parent / "knowledge", work / "knowledge")
    asked = commands(work / "knowledge")
    for one in asked.values():
        _run(one, surroundings)
    taken: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(ROUNDS):
        for name, one in asked.items():
            taken[name].append(_run(one, surroundings))
    for _ in range(ROUNDS):
        taken.setdefault(PROMPT, []).append(_until_prompt(surroundings))
    article = str(work / "knowledge" / "articles" / _ARTICLE)
    cold = {
        AS_SHIPPED: asked["answer, warm"],
        ARTICLE_COLD: [command(), "--knowledge", article, "--ask", _QUESTION],
        COLD: asked[_FROM_FOLDER],
    }
    for name in list(cold) * _COLD_ROUNDS:
        shutil.rmtree(cache, ignore_errors=True)
        taken.setdefault(name, []).append(_run(cold[name], surroundings))
    return taken


def _until_prompt(surroundings: dict[str, str]) -> float:
    """Milliseconds until the chat waits for its first question, on a terminal of its own."""
    ours, theirs = pty.openpty()
    start = time.perf_counter()
    chat = subprocess.Popen(
        [command()],
        env={**surroundings, "TERM": "xterm"},
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(theirs)
    shown = b""
    while _PROMPT_MARK not in shown:
        shown += os.read(ours, 4096)
    taken = (time.perf_counter() - start) * 1000
    chat.kill()
    chat.wait()
    os.close(ours)
    return taken


def _run(what: list[str], surroundings: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run(
        what,
        env=surroundings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return (time.perf_counter() - start) * 1000


def measure_ask() -> dict[str, Any]:
    """``Assistant.ask`` over the development questions, and rank_bm25 on the same passages."""
    from rank_bm25 import BM25Plus

    from assistant import Assistant
    from assistant.text import query_terms, terms

    assistant = Assistant.load()
    rows = (TESTS / "data" / "questions.jsonl").read_text("utf-8").splitlines()
    questions = [row["question"] for row in map(json.loads, rows) if "question" in row]
    passages = [assistant.retriever.passage(n) for n in range(len(assistant.retriever))]
    model = BM25Plus([terms(f"{one.title} {one.text}") for one in passages])
    asked, scored = [], []
    for _ in range(3):
        for question in questions:
            start = time.perf_counter()
            assistant.ask(question)
            middle = time.perf_counter()
            model.get_scores(query_terms(question))
            asked.append((middle - start) * 1000)
            scored.append((time.perf_counter() - middle) * 1000)
    return {"ask": sorted(asked), "get_scores": sorted(scored), "passages": len(passages)}
