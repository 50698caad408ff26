"""Aspects: what is asked of a subject (how long, how dangerous, what helps), whatever the subject.

In a chat people name a subject once and then ask for one aspect after the other: "is it risky?",
"and at night?". The passages whose own questions ask for the same aspect are the likely answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from .models import Passage
from .text import stems, words, words_once
from .typed import TYPE_CHECKING, Any
from .vocabulary import phrase_of, texts_of

if TYPE_CHECKING:  # answering needs no YAML
    from .documents import Yaml

PHRASES = "aspects"
PASSAGES = "aspects of passages"
# An aspect that a heading names counts as much as one that half of the questions ask for.
HEADING_SHARE = 0.5

Table = dict[str, list[Any]]


def aspects(stemmed: Sequence[str], table: Table) -> set[str]:
    """The aspects that the stems of a question's words ask for.

    Args:
        stemmed: the stems, small words included.
        table: first stem -> pairs of further stems and an aspect, as compiled.
    """
    return {
        aspect
        for place, stem in enumerate(stemmed)
        for rest, aspect in table.get(stem, ())
        if list(stemmed[place + 1 : place + 1 + len(rest)]) == rest
    }


def asked_aspects(said: Sequence[str], part: Callable[[str], Any]) -> dict[int, float]:
    """How far each passage is asked for the aspects of a question: by number, from 0 to 1.

    Args:
        said: the words of the question.
        part: gives the record of a name, or None.

    Returns:
        The largest share of a passage's questions that ask for one of them; passages without are
        left out.
    """
    shares = part(PASSAGES) or {}
    found: dict[int, float] = {}
    for aspect in aspects(stems(said), part(PHRASES) or {}):
        for number, share in shares.get(aspect, ()):
            found[number] = max(share, found.get(number, 0.0))
    return found


def compile_aspects(document: Yaml, passages: Iterable[Passage]) -> dict[str, Any]:
    """Turn the ``aspects`` of ``vocabulary.yaml`` into records.

    Args:
        document: the file, read.
        passages: the passages in their order.

    Returns:
        The phrases, and for each aspect the passages with the share of their questions that ask
        for it; nothing where the file names no aspects.

    Raises:
        KnowledgeError: an aspect is no list of words and phrases.
    """
    table: Table = {}
    for aspect, phrase in _entries(document):
        table.setdefault(phrase[0], []).append([phrase[1:], aspect])
    if not table:
        return {}
    shares: dict[str, list[list[float]]] = {}
    for number, passage in enumerate(passages):
        for aspect, share in sorted(_shares(passage, table).items()):
            shares.setdefault(aspect, []).append([number, round(share, 2)])
    return {PHRASES: table, PASSAGES: shares}


def _shares(passage: Passage, table: Table) -> dict[str, float]:
    found = dict.fromkeys(aspects(stems(words(passage.title)), table), HEADING_SHARE)
    counts: dict[str, int] = {}
    for question in passage.questions:
        for aspect in aspects(stems(words_once(question)), table):
            counts[aspect] = counts.get(aspect, 0) + 1
    for aspect, count in counts.items():
        found[aspect] = max(count / len(passage.questions), found.get(aspect, 0.0))
    return found


def _entries(document: Yaml) -> Iterator[tuple[str, list[str]]]:
    named = (document.data or {}).get("aspects") or {}
    if not isinstance(named, dict):
        raise document.fault("expected names of aspects, each with a list", "aspects")
    for aspect, said in named.items():
        for place, text in enumerate(texts_of(document, said, "aspects", aspect)):
            yield str(aspect), list(phrase_of(document, text, "aspects", aspect, place))
