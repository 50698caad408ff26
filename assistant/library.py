"""A compiled library, opened for answering: passages, sections, sources, words people read."""

from __future__ import annotations

from .models import Section, Source
from .records import Records, read_json, shelf_of
from .retriever import Retriever
from .typed import Any, NamedTuple

_ABSENT_KEPT = 4_096  # names of records that are known not to be there


class ArticleEntry(NamedTuple):
    """An article of the table of contents: ``passages`` are pairs of id and title, in order."""

    id: str
    title: str
    byline: str
    reviewed: str
    passages: tuple[tuple[str, str], ...]


class Library:
    """What answering needs of the knowledge; each part is read when it is first asked for.

    Args:
        records: the compiled records.
        faults: what was left out of the library while it was built, one line each.
    """

    def __init__(self, records: Records, faults: tuple[str, ...] = ()) -> None:
        self.records = records
        self.faults = faults
        self.retriever = Retriever.from_records(records)
        self._parts: dict[str, Any] = {}
        self._absent: set[str] = set()

    def part(self, name: str) -> Any:
        """A record of JSON by name, kept once it is read; None where there is none."""
        found = self._parts.get(name)
        if found is None and name not in self._absent:
            found = self._read(name)
            if found is not None:
                self._parts[name] = found
            else:  # such names come from typed words: without end, but for this bound
                if len(self._absent) >= _ABSENT_KEPT:
                    self._absent.clear()
                self._absent.add(name)
        return found

    def _read(self, name: str) -> Any:
        shelf = shelf_of(name)
        if shelf is None:
            return read_json(self.records, name)
        return (self.part(shelf[0]) or {}).get(shelf[1])

    def words(self, name: str) -> Any:
        """A template or table of ``responses.yaml``."""
        return self.part(f"response/{name}")

    @property
    def sections(self) -> list[Section]:
        """Headings that hold several passages."""
        return [Section(key, title, tuple(ids)) for key, title, ids, _ in self.part("sections")]

    @property
    def sources(self) -> list[Source]:
        """The register of sources that the library cites."""
        return [Source(*row) for row in self.part("sources")]

    @property
    def articles(self) -> list[ArticleEntry]:
        """The table of contents."""
        return [
            ArticleEntry(key, title, byline, reviewed, tuple((one, name) for one, name in passages))
            for key, title, byline, reviewed, passages in self.part("articles")
        ]
