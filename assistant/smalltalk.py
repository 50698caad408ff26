"""Small talk: greetings, thanks, who are you; recognised only when nothing else is said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .text import words

FILLER = "filler"
_LONGEST = 12  # words; a longer message is about something
# Short forms are spelt out, so that "whats", "what's" and "what is" are one.
_SPELT_OUT = {
    "whats": "what is", "its": "it is", "thats": "that is", "im": "i am", "youre": "you are",
    "hows": "how is", "whos": "who is", "wheres": "where is", "theyre": "they are", "ive": "i have",
    "youve": "you have", "ill": "i will", "u": "you", "r": "are", "ur": "your", "thx": "thanks",
    "pls": "please", "plz": "please", "dont": "do not", "cant": "can not", "cannot": "can not",
    "isnt": "is not", "arent": "are not", "favorite": "favourite", "color": "colour",
}  # fmt: skip


def compile_small_talk(table: Mapping[str, Any]) -> dict[str, Any]:
    """Turn the table of ``responses.yaml`` into one record that needs no more reading.

    Args:
        table: kinds, each with what people ``say`` and the ``reply``; and the filler words.

    Returns:
        ``filler``, a list of words; and ``phrases``, first word -> [kind, further words ...].
    """
    phrases: dict[str, list[list[str]]] = {}
    for kind, entry in table.items():
        if kind != FILLER:
            for phrase in entry["say"]:
                said = _said(str(phrase))
                for first in said[:1]:  # punctuation alone has no words
                    phrases.setdefault(first, []).append([kind, *said[1:]])
    filler = sorted({word for entry in table.get(FILLER, ()) for word in _said(str(entry))})
    return {FILLER: filler, "phrases": phrases}


def small_talk(message: str, compiled: Mapping[str, Any], loose: bool = False) -> str | None:
    """The kind of small talk that a message is.

    A message is small talk when phrases and filler words cover all of it, so "hi, thanks!" is and
    "hi, my back hurts" is not. The kind whose phrases cover most wins, a later one over an earlier.

    Args:
        message: what a person typed.
        compiled: what ``compile_small_talk`` made.
        loose: whether half of the message is enough; for messages that nothing else answers.

    Returns:
        The kind, or None.
    """
    said = _said(message)
    if not said or len(said) > _LONGEST:
        return None
    filler = compiled[FILLER]
    # reach[n]: the best cover of the first n words, as words covered by each kind
    reach: list[dict[str, int] | None] = [{}, *[None] * len(said)]
    for start, word in enumerate(said):
        before = reach[start]
        if before is None:
            continue
        if word in filler:
            _extend(reach, start + 1, before)
        elif loose:
            _extend(reach, start + 1, {**before, _OTHER: before.get(_OTHER, 0) - 1})
        for kind, *rest in compiled["phrases"].get(word, ()):
            end = start + 1 + len(rest)
            if said[start + 1 : end] == rest:
                _extend(reach, end, {**before, kind: before.get(kind, 0) + 1 + len(rest)})
    return _winner(reach[-1], len(said))


def _said(text: str) -> list[str]:
    return " ".join([_SPELT_OUT.get(word, word) for word in words(text)]).split()


_OTHER = ""  # words that no phrase and no filler covers count against the cover


def _extend(reach: list[dict[str, int] | None], end: int, cover: dict[str, int]) -> None:
    known = reach[end]
    if known is None or sum(known.values()) < sum(cover.values()):
        reach[end] = cover


def _winner(cover: dict[str, int] | None, size: int) -> str | None:
    if not cover:
        return None
    other = -cover.pop(_OTHER, 0)
    if not cover or 2 * other > size:
        return None
    return max(reversed(cover), key=lambda kind: cover[kind])
