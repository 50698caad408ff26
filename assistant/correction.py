"""Correction: a word that neither the library nor English knows -> the library's nearest word."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assistant.typed import Any

_SHORTEST = 4  # letters; shorter words have too many neighbours to guess
_SHORTEST_PART = 3  # letters of each of two words that were typed as one
# Edits allowed by length of the word: "bakc" one, "postrue" two, "hernaiated" three.
_ONE_EDIT_UP_TO = 5
_TWO_EDITS_UP_TO = 9


class Speller:
    """Corrects words; RapidFuzz is imported when the first unknown word turns up.

    Args:
        read: gives the record of a name, None where there is none.
    """

    def __init__(self, read: Callable[[str], Any]) -> None:
        self._read = read

    def correct(self, word: str) -> str | None:
        """The library's word that was most likely meant.

        Args:
            word: a lower-case word that the library does not hold.

        Returns:
            The word, or None where ``word`` is English, too short, a number, or like nothing.
        """
        if len(word) < _SHORTEST or not word.isascii() or not word.isalpha():
            return None
        if self.is_english(word):
            return None
        frequencies: Mapping[str, int] = self._read("spelling") or {}
        if not frequencies:
            return None
        near, edits = _nearest(word, frequencies)
        if edits > 1:  # a lost space is one slip: "backpain" is no "backpack"
            return _parted(word, frequencies) or near
        return near

    def is_english(self, word: str) -> bool:
        """Whether the list of English words holds a word, whatever the library says."""
        known = self._read(f"english/{word[:2]}")
        return bool(known) and f"\n{word}\n" in known


def _allowed(word: str) -> int:
    return 1 if len(word) <= _ONE_EDIT_UP_TO else 2 if len(word) <= _TWO_EDITS_UP_TO else 3


def _nearest(word: str, frequencies: Mapping[str, int]) -> tuple[str | None, int]:
    """The nearest word that is near enough, and how many edits away it is."""
    from rapidfuzz import process  # 14 ms, which only a misspelt question pays
    from rapidfuzz.distance import OSA  # a swap of neighbours, the commonest slip, is one edit

    near = process.extract(
        word, frequencies.keys(), scorer=OSA.distance, score_cutoff=_allowed(word), limit=None
    )
    if not near:
        return None, len(word)
    # People get the first letter right: a candidate with another one is a step further away.
    ranked = [(edits + (one[0] != word[0]), -frequencies[one], place) for one, edits, place in near]
    chosen, edits, _ = near[ranked.index(min(ranked))]
    return chosen, int(edits)


def _parted(word: str, frequencies: Mapping[str, int]) -> str | None:
    """Two words of the library that were typed as one ("archsupport"); the commonest two."""
    parts = [
        (word[:place], word[place:])
        for place in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
    ]
    known = [pair for pair in parts if pair[0] in frequencies and pair[1] in frequencies]
    if not known:
        return None
    return " ".join(max(known, key=lambda pair: min(map(frequencies.__getitem__, pair))))


def compile_spelling(texts: list[str], split: Callable[[str], list[str]]) -> dict[str, int]:
    """How often each word of the library occurs: what misspelt words are corrected to."""
    from collections import Counter
    from itertools import chain

    counts = Counter(chain.from_iterable(map(split, texts)))
    return {
        word: count
        for word, count in counts.items()
        if len(word) >= _SHORTEST - 1 and word.isascii() and word.isalpha()
    }


def compile_english(words: list[str]) -> dict[str, str]:
    """The English words as records by their first two letters, each word between line breaks."""
    by_start: dict[str, list[str]] = {}
    for word in words:
        by_start.setdefault(word[:2], []).append(word)
    return {f"english/{start}": "\n" + "\n".join(group) + "\n" for start, group in by_start.items()}
