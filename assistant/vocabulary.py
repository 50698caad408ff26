"""Vocabulary: lay words and variants -> the library's words, and words that point elsewhere.

``compile_vocabulary`` turns ``vocabulary.yaml`` into one small record per first word, at build;
``Vocabulary`` finds the longest known phrases in a question, left to right, when it is answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from .text import stems, terms, unique, words
from .typed import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:  # answering needs no YAML
    from .documents import Yaml

ELSEWHERE_KINDS = ("other_body", "other_illness", "cost", "medicine", "animal", "far")
_KEYS = ("lay_words", "same_words", "elsewhere", "home", "aspects", "complaint")
_MAX_PHRASE = 8  # words; people's phrases are shorter


class Phrase(NamedTuple):
    """A lay phrase found in a question.

    ``start`` and ``end`` are places in the question's words; ``means`` are terms of the library;
    ``elsewhere`` is the kind of other subject that it points to, or "".
    """

    start: int
    end: int
    means: tuple[str, ...]
    elsewhere: str


class Vocabulary:
    """The compiled vocabulary.

    Args:
        read: gives the record of a name, None where there is none.
    """

    def __init__(self, read: Callable[[str], Any]) -> None:
        self._read = read

    def phrases(self, stemmed: Sequence[str]) -> list[Phrase]:
        """The known phrases in the stems of a question's words, in order.

        At each place the longest lay phrase and the longest phrase that points elsewhere are found;
        shorter ones inside a longer one of the same sort are left out.
        """
        found: list[Phrase] = []
        covered = {"": 0, "elsewhere": 0}
        for start, stem in enumerate(stemmed):
            for sort, phrase in self._at(stemmed, start, stem):
                if phrase.end > covered[sort]:
                    found.append(phrase)
                    covered[sort] = phrase.end
        return found

    def home(self) -> list[str]:
        """Stems of words that show that a question is about backs and walking."""
        found: list[str] = self._read("home") or []
        return found

    def opens(self, stem: str) -> bool:
        """Whether any phrase starts with a stem."""
        return self._read(f"vocabulary/{stem}") is not None

    def _at(self, stemmed: Sequence[str], start: int, stem: str) -> Iterator[tuple[str, Phrase]]:
        entries = self._read(f"vocabulary/{stem}")
        after = stemmed[start + 1] if start + 1 < len(stemmed) else None
        done: set[str] = set()
        for rest, means, elsewhere in entries or ():  # longest first
            if rest and rest[0] != after:
                continue
            sort = "elsewhere" if elsewhere else ""
            end = start + 1 + len(rest)
            if sort not in done and list(stemmed[start + 1 : end]) == rest:
                done.add(sort)
                yield sort, Phrase(start, end, tuple(means), elsewhere)


def compile_vocabulary(document: Yaml, known: Callable[[str], bool]) -> dict[str, Any]:
    """Turn ``vocabulary.yaml`` into records.

    Args:
        document: the file, read.
        known: tells whether a term is in the index; others are of no use and left out.

    Returns:
        Record name -> JSON-able list of [further stems, meanings, elsewhere].

    Raises:
        KnowledgeError: an entry has not the form that the file's head describes.
    """
    means: dict[tuple[str, ...], list[str]] = {}
    for phrase, meanings in _lay_entries(document):
        library_terms = [term for meaning in meanings for term in terms(meaning) if known(term)]
        means.setdefault(phrase, []).extend(library_terms)
    table: dict[str, list[list[Any]]] = {}
    for phrase, found in means.items():
        own = set(phrase)
        useful = [term for term in unique(found) if term not in own]
        if useful:
            table.setdefault(phrase[0], []).append([list(phrase[1:]), useful, ""])
    for phrase, kind in _elsewhere_entries(document):
        table.setdefault(phrase[0], []).append([list(phrase[1:]), [], kind])
    for entries in table.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    records: dict[str, Any] = {f"vocabulary/{stem}": found for stem, found in table.items()}
    home = texts_of(document, _list(document, "home") or [""], "home")
    return {**records, "home": unique(stem for text in home for stem in stems(words(text)))}


def lay_phrases(document: Yaml) -> list[str]:
    """All lay words and variants of ``vocabulary.yaml``, as people write them."""
    data = document.data or {}
    said = [say for entry in data.get("lay_words") or [] for say in entry["say"]]
    said += [member for group in data.get("same_words") or [] for member in group]
    return [str(text) for text in said]


def _lay_entries(document: Yaml) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    data = document.data or {}
    for place, entry in enumerate(_list(document, "lay_words")):
        if not isinstance(entry, dict) or set(entry) != {"say", "mean"}:
            raise document.fault("expected 'say' and 'mean', each a list", "lay_words", place)
        meanings = texts_of(document, entry["mean"], "lay_words", place, "mean")
        for number, say in enumerate(texts_of(document, entry["say"], "lay_words", place, "say")):
            yield phrase_of(document, say, "lay_words", place, "say", number), meanings
    for place, group in enumerate(_list(document, "same_words")):
        members = texts_of(document, group, "same_words", place)
        for number, member in enumerate(members):
            others = [other for other in members if other != member]
            yield phrase_of(document, member, "same_words", place, number), others
    for key in data:
        if key not in _KEYS:
            raise document.fault(f"unknown key {key!r}; expected {', '.join(_KEYS)}", key)


def _elsewhere_entries(document: Yaml) -> Iterator[tuple[tuple[str, ...], str]]:
    kinds = (document.data or {}).get("elsewhere") or {}
    if not isinstance(kinds, dict):
        raise document.fault(f"expected {', '.join(ELSEWHERE_KINDS)}, each a list", "elsewhere")
    for kind, entries in kinds.items():
        if kind not in ELSEWHERE_KINDS:
            expected = ", ".join(ELSEWHERE_KINDS)
            raise document.fault(f"unknown kind {kind!r}; expected {expected}", "elsewhere", kind)
        for number, text in enumerate(texts_of(document, entries, "elsewhere", kind)):
            yield phrase_of(document, text, "elsewhere", kind, number), kind


def _list(document: Yaml, key: str) -> list[Any]:
    if document.data is not None and not isinstance(document.data, dict):
        raise document.fault(f"expected keys {', '.join(_KEYS)}")
    value = (document.data or {}).get(key) or []
    if not isinstance(value, list):
        raise document.fault(f"{key!r} must be a list", key)
    return value


def texts_of(document: Yaml, value: Any, *path: str | int) -> list[str]:
    """The words and phrases of a list of the file.

    Raises:
        KnowledgeError: it is none, or empty, or a member is no text.
    """
    if not isinstance(value, list) or not value:
        raise document.fault("expected a list of words or phrases", *path)
    for place, item in enumerate(value):
        if item is None or isinstance(item, (bool, list, dict)):
            raise document.fault("expected a word or phrase; put it in quotes", *path, place)
    return [str(item) for item in value]


def phrase_of(document: Yaml, text: str, *path: str | int) -> tuple[str, ...]:
    """The stems of a phrase.

    Raises:
        KnowledgeError: it has no word, or too many.
    """
    phrase = tuple(stems(words(text)))
    if not phrase or len(phrase) > _MAX_PHRASE:
        raise document.fault(f"{text!r}: expected 1 to {_MAX_PHRASE} words", *path)
    return phrase
