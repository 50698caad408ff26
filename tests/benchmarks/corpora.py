"""Collections for the benchmarks: made-up ones of any size, and real ones repeated to any size."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple

import numpy as np

# A vocabulary as English has it without its stop words: word r of it has a share of 1 / (r + 15)
# (Zipf and Mandelbrot), so that the most frequent word stands in about a third of the passages.
VOCABULARY = 200_000
_SHIFT = 15.0
_SYLLABLES = [a + b for a in "bdfgklmnprtvz" for b in ("a", "e", "i", "o", "u")]
_SHORTEST, _LONGEST = 40, 60  # words of a passage
_FEWEST, _MOST = 2, 8  # words of a question
_QUERIES = 300
_AT_ONCE = 10_000


class Corpus(NamedTuple):
    """Texts to index and questions to ask them."""

    name: str
    texts: list[str]
    queries: list[str]


def made_up(size: int, seed: int = 1) -> Corpus:
    """Passages of Zipf-distributed words; each question is made of the words of one passage."""
    texts = list(islice(_passages(seed), size))
    chance = random.Random(seed)
    queries = []
    for text in chance.choices(texts, k=_QUERIES):
        queries.append(" ".join(chance.sample(text.split(), chance.randint(_FEWEST, _MOST))))
    return Corpus(f"zipf {size}", texts, queries)


def repeated(folder: Path, size: int) -> Corpus:
    """A real collection, repeated until it is large enough, with its own questions."""
    documents = [json.loads(line) for line in (folder / "corpus.jsonl").open(encoding="utf-8")]
    asked = [json.loads(line)["text"] for line in (folder / "queries.jsonl").open(encoding="utf-8")]
    texts = [f"{one['title']} {one['text']}".strip() for one in documents]
    return Corpus(f"{folder.name} {size}", list(islice(cycle(texts), size)), asked[:_QUERIES])


def _passages(seed: int) -> Iterator[str]:
    chance = np.random.default_rng(seed)
    words = np.array([_word(number) for number in range(VOCABULARY)], dtype=object)
    shares = 1.0 / (np.arange(VOCABULARY) + 1 + _SHIFT)
    steps = np.cumsum(shares / shares.sum())
    while True:
        lengths = chance.integers(_SHORTEST, _LONGEST + 1, _AT_ONCE)
        drawn = words[
            np.minimum(np.searchsorted(steps, chance.random(lengths.sum())), VOCABULARY - 1)
        ]
        start = 0
        for length in lengths.tolist():
            yield " ".join(drawn[start : start + length])
            start += length


def _word(number: int) -> str:
    """A word that can be spoken, unlike those of other numbers, that stemming leaves alone."""
    parts = []
    for _ in range(3):
        number, syllable = divmod(number, len(_SYLLABLES))
        parts.append(_SYLLABLES[syllable])
    return "".join(parts) + "k"
