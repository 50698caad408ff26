"""Small talk: greetings, thanks, who are you; recognised only when nothing else is said."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Collection, Mapping
from itertools import pairwise

from .errors import KnowledgeError
from .text import IN_HASTE, words
from .typed import Any
from .weights import filed, looked_up

FILLER = "filler"
PICTURES = "acknowledge"  # the kind of a message of pictures alone, such as a thumb that points up
_PICTURE = "So"  # a category of characters; what stands for bytes that are no text is in it too
_NO_TEXT = "\ufffd"
_CLAUSE_ENDS = ".,;!?\n"
LONGEST = 20  # words; a longer message is about something
# Short forms are spelt out, so that "whats", "what's" and "what is" are one.
_SPELT_OUT = {
    "whats": "what is", "its": "it is", "thats": "that is", "im": "i am", "youre": "you are",
    "hows": "how is", "whos": "who is", "wheres": "where is", "theyre": "they are", "ive": "i have",
    "youve": "you have", "ill": "i will", "thx": "thanks", "dont": "do not", "cant": "can not",
    "cannot": "can not", "isnt": "is not", "arent": "are not", "favorite": "favourite",
    "color": "colour",
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
                said = spelt_out(str(phrase))
                for first in said[:1]:  # punctuation alone has no words
                    phrases.setdefault(first, []).append([kind, *said[1:]])
    filler = sorted({word for entry in table.get(FILLER, ()) for word in spelt_out(str(entry))})
    return {FILLER: filler, "phrases": phrases, PICTURES: PICTURES in table}


def small_talk(message: str, compiled: Mapping[str, Any]) -> str | None:
    """The kind of small talk that a message is.

    A message is small talk when phrases and filler words cover all of it, so "hi, thanks!" is and
    "hi, my back hurts" is not. The kind whose phrases cover most wins, a later one over an earlier.

    Args:
        message: what a person typed.
        compiled: what ``compile_small_talk`` made.

    Returns:
        The kind, or None.
    """
    said = spelt_out(message)
    if not said and any(map(_is_picture, message)):
        return PICTURES if compiled[PICTURES] else None
    if not said or len(said) > LONGEST:
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
        for kind, *rest in compiled["phrases"].get(word, ()):
            end = start + 1 + len(rest)
            if said[start + 1 : end] == rest:
                _extend(reach, end, {**before, kind: before.get(kind, 0) + 1 + len(rest)})
    covered = reach[-1]
    return max(reversed(covered), key=covered.__getitem__) if covered else None


def without_talk(message: str, compiled: Mapping[str, Any]) -> str:
    """A message without the clauses that are small talk; as it is where nothing else is said.

    "Thanks, love. Will I need an operation?" asks "Will I need an operation?"
    """
    clauses = _clauses(message)
    kept = [clause for clause in clauses if small_talk(clause, compiled) is None]
    said = "".join(kept).strip()
    return said if said and len(kept) < len(clauses) else message


def _clauses(message: str) -> list[str]:
    """The parts of a message up to and with each mark that ends one."""
    parts, start = [], 0
    for place, character in enumerate(message, 1):
        if character in _CLAUSE_ENDS:
            parts.append(message[start:place])
            start = place
    return [*parts, message[start:]] if start < len(message) else parts


def _is_picture(sign: str) -> bool:
    return unicodedata.category(sign) == _PICTURE and sign != _NO_TEXT


def spelt_out(text: str) -> list[str]:
    """The words of a message, short forms written in full.

    >>> spelt_out("wots ur name")
    ['what', 'is', 'your', 'name']
    """
    said = [IN_HASTE.get(word, word) for word in words(text)]
    return " ".join([_SPELT_OUT.get(word, word) for word in said]).split()


def _extend(reach: list[dict[str, int] | None], end: int, cover: dict[str, int]) -> None:
    known = reach[end]
    if known is None or sum(known.values()) < sum(cover.values()):
        reach[end] = cover


# -- a second reader, for small talk that no phrase foresaw ---------------------------------------

WEIGHTS = "talk:"
# Fitted small talk is believed from this chance on where nothing else is an answer; where a word
# points to another subject; and before an answer that is none too sure. Picked by what models find
# that were fitted without one file of questions after the other: python tests/fit_small_talk.py
CHANCE = 0.2
CHANCE_ELSEWHERE = 0.5
CHANCE_BEFORE_AN_ANSWER = 0.9
_START, _END = "<", ">"  # how a message begins and ends is telling


def features(message: str) -> set[str]:
    """What is counted of a message: its words and pairs of neighbours, with start and end.

    >>> sorted(features("thank you"))
    ['< thank', 'thank', 'thank you', 'you', 'you >']
    """
    said = spelt_out(message)
    framed = [_START, *said, _END]
    return {*said, *(f"{one} {other}" for one, other in pairwise(framed) if said)}


def likely_small_talk(
    message: str, part: Callable[[str], Any], chance: float = CHANCE
) -> str | None:
    """The kind of small talk that a message most likely is; None where it is likely none.

    Args:
        message: what a person typed.
        part: gives the record of a name, or None: what ``compile_talk_weights`` made, a logistic
            model, each weight with those of the kinds.
        chance: how likely it must be.
    """
    said = spelt_out(message)
    fitted = part(WEIGHTS) if 0 < len(said) <= LONGEST else None
    if not fitted:
        return None
    found = looked_up(part, WEIGHTS, features(message))
    if 2 * sum(word in found for word in said) < len(said):
        return None  # too little of it was ever seen
    if not any(map(str.isalpha, said)):
        return None  # a number picks something, or nothing
    added = sum(weight for weight, _ in found.values())
    if fitted["base"] + added <= math.log(chance / (1 - chance)):
        return None
    if len(said) == 1 and added <= 0.0:
        return None  # "osteopath": a single word must speak for it itself
    kinds = dict(fitted["kinds"])
    for _, parts in found.values():
        for kind, weight in parts.items():
            kinds[kind] += weight
    return str(max(kinds, key=lambda kind: kinds[kind]))


def compile_talk_weights(document: Any, kinds: Collection[str], file: str) -> dict[str, Any]:
    """Turn ``small-talk-weights.json`` into records, by the first word of each feature.

    Raises:
        KnowledgeError: it has not the form that its head describes, or names an unknown kind.
    """
    try:
        weights = document["weights"]
        records: dict[str, Any] = {WEIGHTS: {key: document[key] for key in ("base", "kinds")}}
        named = set(document["kinds"]).union(*(parts for _, parts in weights.values()))
        records.update(filed(WEIGHTS, weights))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        message = "expected 'base', 'kinds' and 'weights'; make it with tests/fit_small_talk.py"
        raise KnowledgeError(message, file) from error
    unknown = sorted(named - set(kinds))
    if unknown:
        raise KnowledgeError(f"{unknown[0]!r} is no kind of small talk", file)
    return records
