"""A message as words with their places: which sentence and clause each belongs to.

No regular expressions: one translation table and one pass, so that the time grows with the length
of the message and with nothing else.
"""

from __future__ import annotations

from itertools import pairwise

from assistant.text import normalise
from assistant.typed import NamedTuple

# How far apart words count when punctuation stands between them: a comma is as good as one more
# word, the end of a sentence as three ("My crotch. It has gone numb." is still one report).
COMMA_STEP = 1
STOP_STEP = 3

_STOP = "."
_BREAKS = {_STOP: STOP_STEP, ",": COMMA_STEP}
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
# "2nd", "20s" (a decade) and "10k" (a race) are words of their own.
_WHOLE = ("st", "nd", "rd", "th", "s", "k")
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
    for before, part in pairwise(parts):
        inside = before[-1:].isdigit() and part[:1].isdigit()
        pieces.append((_DECIMAL if inside else ".") + part)
    return "".join(pieces)


def _placed(raw: list[str]) -> Words:
    words = Words([], [], [], [])
    place = clause = sentence = 0
    fresh = True  # no word since the last break: breaks in a row count once
    for index, word in enumerate(raw):
        if word in _BREAKS:
            if _is_age(raw, index):
                continue  # "my son, 8, wakes up" is one clause
            if not fresh:
                place += _BREAKS[word]
                clause += 1
                sentence += word == _STOP
            fresh = True
            continue
        fresh = False
        for part in _unit_parted(word):
            words.tokens.append(part)
            words.places.append(place)
            words.clauses.append(clause)
            words.sentences.append(sentence)
            place += 1
    return words


def _is_age(raw: list[str], index: int) -> bool:
    """Whether a comma or bracket only sets off a number."""
    after = raw[index + 1 : index + 3]
    return raw[index] == "," and len(after) > 1 and after[0].isdigit() and after[1] == ","


def _unit_parted(token: str) -> list[str]:
    """A number and its unit as two words: "10kg" -> "10", "kg"; "2nd" stays."""
    if not token[0].isdigit() or not token[-1].isalpha():
        return [token]
    number = token.rstrip(_LETTERS)
    unit = token[len(number) :]
    return [token] if not unit or unit in _WHOLE else [number, unit]
