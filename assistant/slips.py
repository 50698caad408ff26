"""Slips of the finger in critical words: "bladdar", "nubm", "feever", "numbbb".

A word is taken for a critical one only if it is one edit away (two for long words) and is no word
itself; two neighbouring letters that changed places count as one edit (Damerau 1964).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

# Shorter words have too many neighbours: "pee" is one edit from fifteen common words.
SHORTEST = 4
LONGEST = 24
# Long words carry more slips, and few other words are near them.
LONG = 9

Nearby = Mapping[str, object]
"""Words under one first letter: {"5": [words of five letters], ..., "real": " other words "}."""


def one_edit(typed: str, word: str) -> bool:
    """Whether one insertion, deletion, substitution or swap makes one word of the other.

    >>> one_edit("nubm", "numb"), one_edit("bladdar", "bladder"), one_edit("dumb", "bombs")
    (True, True, False)
    """
    if abs(len(typed) - len(word)) > 1:
        return False
    typed, word = _without_common_ends(typed, word)
    if len(typed) <= 1 and len(word) <= 1:
        return True
    return len(typed) == len(word) == 2 and typed == word[::-1]


def few_edits(typed: str, word: str) -> bool:
    """Whether the words are two edits apart at most.

    >>> few_edits("incontanant", "incontinent"), few_edits("temperate", "temperature")
    (True, True)
    """
    if abs(len(typed) - len(word)) > 2:
        return False
    typed, word = _without_common_ends(typed, word)
    if len(typed) <= 2 and len(word) <= 2:
        return True
    heads = ((typed[1:], word[1:]), (typed[1:], word), (typed, word[1:]))
    return any(one_edit(left, right) for left, right in heads)


def _without_common_ends(left: str, right: str) -> tuple[str, str]:
    start, longest = 0, min(len(left), len(right))
    while start < longest and left[start] == right[start]:
        start += 1
    left, right = left[start:], right[start:]
    end, longest = 0, min(len(left), len(right))
    while end < longest and left[-1 - end] == right[-1 - end]:
        end += 1
    return left[: len(left) - end], right[: len(right) - end]


def critical_word(typed: str, nearby: Callable[[str], Nearby | None]) -> str | None:
    """The critical word that was meant, or None.

    Args:
        typed: a word that no pattern knows.
        nearby: reads the words under a first letter.
    """
    if not SHORTEST <= len(typed) <= LONGEST or not typed.isalpha():
        return None
    bucket = nearby(typed[0])
    if bucket is None or f" {typed} " in str(bucket["real"]):
        return None
    for length in (len(typed), len(typed) + 1, len(typed) - 1):
        for word in _of_length(bucket, length):
            if one_edit(typed, word):
                return word
    if len(typed) < LONG - 1:
        return None
    for length in range(max(LONG, len(typed) - 2), len(typed) + 3):
        for word in _of_length(bucket, length):
            if few_edits(typed, word):
                return word
    return None


def _of_length(bucket: Nearby, length: int) -> list[str]:
    found = bucket.get(str(length))
    return found if isinstance(found, list) else []


def squeezed(typed: str) -> list[str]:
    """A word without drawn-out letters, as it may have been meant; none if there are none.

    >>> squeezed("heeelp")
    ['heelp', 'help']
    """
    if not any(a == b == c for a, b, c in zip(typed, typed[1:], typed[2:], strict=False)):
        return []
    return [_runs_cut(typed, 2), _runs_cut(typed, 1)]


def _runs_cut(typed: str, longest: int) -> str:
    """The word with each run of three or more letters cut to ``longest``."""
    kept: list[str] = []
    start = 0
    while start < len(typed):
        end = start + 1
        while end < len(typed) and typed[end] == typed[start]:
            end += 1
        run = end - start
        kept.append(typed[start] * (run if run < 3 else longest))
        start = end
    return "".join(kept)
