"""Scope: do a question's words sound like those that the library answers, or like others?

A linear model, fitted by ``tests/fit_scope.py`` on the library's own questions and on many that it
does not cover. Retrieval finds the nearest passage to any question; that "how long does a tattoo on
the lower back hurt" shares all its words with passages does not make it one of theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from zlib import crc32

from .errors import KnowledgeError
from .text import stems
from .typed import Any
from .weights import filed, looked_up

RECORD = "scope:"
# A long story adds up more than it tells; beyond this a sum says no more.
MOST = 6.0


def features(said: Sequence[str]) -> set[str]:
    """What is counted of a question: its stems, and pairs of neighbours.

    >>> sorted(features(["lower", "back", "tattoo"]))
    ['back', 'back tattoo', 'lower', 'lower back', 'tattoo']
    """
    stemmed = stems(said)
    return {*stemmed, *(f"{one} {other}" for one, other in pairwise(stemmed))}


def scope(said: Sequence[str], part: Callable[[str], Any]) -> float:
    """How much a question sounds like those of the library: log odds, cut at ``MOST`` both ways.

    Args:
        said: the words of the question, with slips mended.
        part: gives the record of a name, or None.

    Returns:
        Above 0 where it sounds like one of them; 0 where nothing was fitted.
    """
    base = part(RECORD)
    if base is None:
        return 0.0
    total = sum(looked_up(part, RECORD, features(said)).values(), float(base))
    return max(-MOST, min(MOST, total))


def fitted_for(passage_ids: Iterable[str]) -> int:
    """A number that tells for which passages weights were fitted."""
    return crc32("\n".join(sorted(passage_ids)).encode("utf-8", "surrogatepass"))


def compile_scope(document: Any, passage_ids: Iterable[str], file: str) -> dict[str, Any]:
    """Turn ``scope-weights.json`` into records, by the first word of each feature.

    Args:
        document: the file's data, or None where there is none.
        passage_ids: those of the library.
        file: what to call it in errors.

    Returns:
        The records; none where the weights were fitted for other passages, as in a folder to which
        an article was added: its questions would sound like those of nobody.

    Raises:
        KnowledgeError: the file has not the form that its head describes.
    """
    if document is None:
        return {}
    try:
        if document["fitted_for"] != fitted_for(passage_ids):
            return {}
        records: dict[str, Any] = {RECORD: float(document["base"])}
        weights = {feature: float(weight) for feature, weight in document["weights"].items()}
        records.update(filed(RECORD, weights))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        message = "expected 'fitted_for', 'base' and 'weights'; make it with tests/fit_scope.py"
        raise KnowledgeError(message, file) from error
    return records
