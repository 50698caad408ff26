"""Front matter: what the head of a Markdown article says, and where statements come from."""

from __future__ import annotations

from .documents import Yaml, parse_yaml
from .errors import KnowledgeError
from .models import Source
from .typed import Any, NamedTuple

_MARK = "---"
_KEYS = ("byline", "id", "reviewed", "source", "title")
_SOURCE_KEYS = ("title", "organisation", "year", "url")


class FrontMatter(NamedTuple):
    """The head of an article, checked: known keys, and text where text is meant."""

    document: Yaml

    def text(self, key: str) -> str:
        """A value as text; "" where there is none."""
        value = self.document.data.get(key)
        return "" if value is None else str(value)

    @property
    def source(self) -> Any:
        """The source as written: a key, a mapping, or None."""
        return self.document.data.get("source")


def front_matter(text: str, path: str) -> tuple[FrontMatter, str, int]:
    """Take an article's head off.

    Args:
        text: the whole file.
        path: its name in errors.

    Returns:
        The head, empty where there is none; the body; and the line on which the body starts.

    Raises:
        KnowledgeError: the head is not closed, no YAML, or has keys that nobody knows.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines[0].rstrip() != _MARK:
        return FrontMatter(Yaml({}, {}, path)), "\n".join(lines), 1
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == _MARK), 0)
    if not end:
        raise KnowledgeError("the front matter that '---' opens is not closed by '---'", path, 1)
    # The empty line stands for the mark and keeps the line numbers right.
    document = parse_yaml("\n".join(["", *lines[1:end]]), path)
    data = {} if document.data is None else document.data
    if not isinstance(data, dict):
        raise KnowledgeError("the front matter must be 'key: value' lines", path, 2)
    for key, value in data.items():
        if key not in _KEYS:
            raise document.fault(f"unknown key {key!r}; expected {', '.join(_KEYS)}", key)
        if key != "source" and isinstance(value, (dict, list)):
            raise document.fault(f"{key!r} must be text", key)
    return FrontMatter(document._replace(data=data)), "\n".join(lines[end + 1 :]), end + 2


def article_source(front: FrontMatter, sources: dict[str, Source], key: str) -> Source | None:
    """Where a whole article comes from, if its head says so.

    Args:
        front: the article's head.
        sources: the register.
        key: the key of a source that the head describes itself.

    Raises:
        KnowledgeError: the register has no such source, or the description is faulty.
    """
    written = front.source
    if written is None:
        return None
    if isinstance(written, dict):
        return _source(front.document, key, written, "source")
    if not isinstance(written, str) or written not in sources:
        message = f"unknown source {written!r}; add it to sources.yaml"
        raise front.document.fault(message, "source")
    return sources[written]


def sources_of(document: Yaml) -> dict[str, Source]:
    """The register of sources.

    Raises:
        KnowledgeError: an entry lacks a title, or has something that is not understood.
    """
    if not isinstance(document.data, dict):
        raise document.fault("expected a key for each source")
    return {key: _source(document, key, entry, key) for key, entry in document.data.items()}


def _source(document: Yaml, key: str, entry: Any, *path: str) -> Source:
    if not isinstance(entry, dict) or not entry.get("title"):
        raise document.fault("a source needs at least a title", *path)
    for name, value in entry.items():
        if name not in _SOURCE_KEYS:
            message = f"unknown key {name!r}; expected {', '.join(_SOURCE_KEYS)}"
            raise document.fault(message, *path, name)
        if isinstance(value, (dict, list)):
            raise document.fault(f"{name!r} must be text", *path, name)
    year, url = entry.get("year"), entry.get("url")
    if year is not None and (isinstance(year, bool) or not isinstance(year, int)):
        raise document.fault(f"year {year!r} must be a number or null", *path, "year")
    if url is not None and not str(url).startswith(("https://", "http://")):
        raise document.fault(f"url {url!r} must start with https://", *path, "url")
    title, organisation = str(entry["title"]), str(entry.get("organisation") or "")
    return Source(key, title, organisation, year, None if url is None else str(url))
