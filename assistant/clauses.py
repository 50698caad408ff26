"""A message as words with their places: which sentence and clause each belongs to.

No regular expressions: one translation table and one pass, so that the time grows with the length
of the message and with nothing else.
"""

from __future__ import annotations

from typing import NamedTuple

from assistant.text import normalise

# How far apart words count when punctuation stands between them: a comma is as good as one more
# word, the end of a sentence as three ("My crotch. It has gone numb." is still one report).
COMMA_STEP = 1
STOP_STEP = 3

_DECIMAL = "\x01"  # stands in for the point of "39.5" while text is cut; normalise() removed others


class Words(NamedTuple):
    """A message cut up. All lists have one entry a word.

    Attributes:
        tokens: the words, lower case, without apostrophes.
        places: where each stands, counting punctuation as distance.
        clauses: number of the clause (commas and stops part clauses).
        sentences: number of the sentence.
    """

    tokens: list[str]
    places: list[int]
    clauses: list[int]
    sentences: list[int]


class _Cuts(dict[int, str]):
    """Letters and digits stay; stops and commas become words of their own; the rest is space."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        kept = character if character.isalnum() else " "
        if len(self) < 4096:  # a bound, so that hostile text cannot grow it
            self[code] = kept
        return kept


_CUTS = _Cuts(
    {
        **dict.fromkeys(map(ord, ".!?;\n\u2026\u3002\uff01\uff1f"), " . "),
        **dict.fromkeys(map(ord, ",:()[]\u3001\uff0c"), " , "),
        ord("'"): "",
        ord(_DECIMAL): ".",
    }
)


def cut(message: str) -> Words:
    """Cut a message into words, clauses and sentences.

    >>> cut("No fever, but I can't feel my crotch.").tokens
    ['no', 'fever', 'but', 'i', 'cant', 'feel', 'my', 'crotch']
    """
    text = _with_decimals(normalise(message))
    if "'" in text:
        text = text.replace("'s ", " ")
    if " - " in text:
        text = text.replace(" - ", " , ")
    if ".." in text:
        text = _with_pauses(text)
    return _placed(text.translate(_CUTS).split())


def tokens_of(text: str) -> list[str]:
    """The words alone, for patterns and lists."""
    return cut(text).tokens


def _with_pauses(text: str) -> str:
    """Dots in a row are a pause, not the end of a sentence."""
    return " , ".join(part for part in text.split("..")).replace(", .", ", ")


def _with_decimals(text: str) -> str:
    if "." not in text:
        return text
    parts = text.split(".")
    pieces = [parts[0]]
    for before, part in zip(parts, parts[1:], strict=False):
        inside = before[-1:].isdigit() and part[:1].isdigit()
        pieces.append((_DECIMAL if inside else ".") + part)
    return "".join(pieces)


def _placed(raw: list[str]) -> Words:
    words = Words([], [], [], [])
    place = clause = sentence = 0
    fresh = True  # no word since the last break: breaks in a row count once
    for token in raw:
        if token == "." or token == ",":
            if not fresh:
                place += STOP_STEP if token == "." else COMMA_STEP
                clause += 1
                sentence += token == "."
            fresh = True
            continue
        fresh = False
        words.tokens.append(token)
        words.places.append(place)
        words.clauses.append(clause)
        words.sentences.append(sentence)
        place += 1
    return words
