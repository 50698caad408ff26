"""Complaints: a message that says no more than "my back hurts when I walk", in whatever words.

Every passage fits such a message a little, so that which one wins is chance. ``vocabulary.yaml``
lists the words of a plain complaint and says which section or passage it gets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from .text import ASKING_WORDS, STOP_WORDS, stems, words
from .typed import TYPE_CHECKING, Any
from .vocabulary import texts_of

if TYPE_CHECKING:  # answering needs no YAML
    from .documents import Yaml

RECORD = "complaint"
ASIDE = "aside"  # words that change nothing: "every evening", "after a mile"
# Aspects that a complaint may name: whoever asks why complains as well, and "after twenty minutes"
# tells of an amount.
_TOLD = {"cause", "amount", "afterwards", "old_age"}
_REQUESTS = frozenset(
    """
    is are am do does did can could should shall would will was were has have may how which what who
    when where whats
    """.split()
)


def complaint(said: Sequence[str], part: Callable[[str], Any]) -> str | None:
    """The id of the section or passage for a plain complaint, or None where it is none.

    Args:
        said: the words of the message, with slips mended.
        part: gives the record of a name, or None.
    """
    table = part(RECORD)
    if table is None or not said or (said[0] in _REQUESTS and "why" not in said):
        return None
    stemmed = stems(said)
    kinds = set()
    for word, stem in zip(said, stemmed, strict=True):
        kind = table["words"].get(stem)
        if kind is None and word not in STOP_WORDS and word not in ASKING_WORDS:
            if not word.isdecimal():
                return None
        elif kind is not None:
            kinds.add(kind)
    shown: str | None = table["shows"].get(" ".join(sorted(kinds - {ASIDE})))
    if shown is None:
        return None
    from .aspects import PHRASES, aspects  # few messages come so far

    return shown if aspects(stemmed, part(PHRASES) or {}) <= _TOLD else None


def compile_complaint(document: Yaml, known: Callable[[str], bool]) -> dict[str, Any]:
    """Turn the ``complaint`` of ``vocabulary.yaml`` into a record.

    Args:
        document: the file, read.
        known: whether a section or passage of an id is in the library; what is shown for a
            complaint and is not there is left out.

    Raises:
        KnowledgeError: it has not the form that the file's head describes.
    """
    found = (document.data or {}).get("complaint")
    if found is None:
        return {}
    if not isinstance(found, dict) or set(found) != {"words", "shows"}:
        raise document.fault("expected 'words' and 'shows'", "complaint")
    table = dict(_words(document, found["words"]))
    shows = found["shows"]
    if not isinstance(shows, dict):
        raise document.fault("expected kinds of words, each with an id", "complaint", "shows")
    ids = {" ".join(sorted(str(kinds).split())): str(shown) for kinds, shown in shows.items()}
    return {
        RECORD: {
            "words": table,
            "shows": {kinds: shown for kinds, shown in ids.items() if known(shown)},
        }
    }


def _words(document: Yaml, kinds: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(kinds, dict):
        raise document.fault("expected kinds, each with a list of words", "complaint", "words")
    for kind, listed in kinds.items():
        for text in texts_of(document, listed, "complaint", "words", kind):
            for stem in stems(words(text)):
                yield stem, str(kind)
