"""Lists: topics, sources and danger signs, as lines to read and as data."""

from __future__ import annotations

from collections.abc import Iterator

from .cards import Cards
from .library import ArticleEntry, Library
from .models import SCHEMA_VERSION, Block
from .render import lines_of, styled
from .typed import Any
from .wording import long_source


def by_title(library: Library) -> list[ArticleEntry]:
    """The articles as a reader looks them up."""
    return sorted(library.articles, key=lambda article: article.title.casefold())


def topic_lines(library: Library, width: int, color: bool) -> Iterator[str]:
    """Each article, and under it its passages with their ids."""
    for article in by_title(library):
        yield from list_lines("label", article.title, width, color)
        for key, title in article.passages:
            yield from list_lines("item", f"{title} ({key})", width, color)


def topic_data(library: Library) -> dict[str, Any]:
    """The same as JSON-able data."""
    articles = [
        {
            "id": article.id,
            "title": article.title,
            "reviewed": article.reviewed or None,
            "passages": [{"id": key, "title": title} for key, title in article.passages],
        }
        for article in library.articles
    ]
    return {"schema": SCHEMA_VERSION, "topics": articles}


def source_lines(library: Library, width: int, color: bool) -> Iterator[str]:
    """Each source that the library cites, after its key."""
    for source in library.sources:
        yield from list_lines("source item", f"{source.key}: {long_source(source)}", width, False)


def source_data(library: Library) -> dict[str, Any]:
    """The same as JSON-able data."""
    return {
        "schema": SCHEMA_VERSION,
        "sources": [source.to_dict() for source in library.sources],
    }


def danger_lines(library: Library, cards: Cards, width: int, color: bool) -> Iterator[str]:
    """The danger signs by urgency, whom to call, and where the list comes from."""
    data = danger_data(library, cards)
    yield from list_lines("danger", data["intro"], width, color)
    for level in data["levels"]:
        yield from _level_lines(level, width, color)
    yield ""
    for source in data["sources"]:
        yield from list_lines("source item", source["shown"], width, color)
    yield ""
    yield from list_lines("disclaimer", data["disclaimer"], width, color)
    yield ""  # the list is longer than many a window: what to do stands at both ends
    yield from list_lines("danger", data["closing"], width, color)


def short_danger_lines(
    library: Library, cards: Cards, width: int, color: bool, heard: bool = False
) -> Iterator[str]:
    """The danger signs for a chat: the emergency stands last, where a small window still shows it.

    Args:
        library: where they are read.
        cards: whose numbers are shown.
        width: columns.
        color: whether to use colour.
        heard: whether they are read aloud from the start: then the emergency stands first.
    """
    data = danger_data(library, cards)
    words = library.words("chat")["danger"]
    closing = cards.fill(str(words["last"]))
    yield from list_lines("danger", data["intro"] if heard else str(words["first"]), width, color)
    for level in data["levels"] if heard else reversed(data["levels"]):
        yield from _level_lines(level, width, color)
    yield ""
    yield from list_lines("danger", data["closing"] if heard else closing, width, color)


def _level_lines(level: dict[str, Any], width: int, color: bool) -> Iterator[str]:
    yield ""
    yield from list_lines("level", level["name"], width, color)
    yield from list_lines("action", level["action"], width, color)
    for sign in level["signs"]:
        yield from list_lines("item", sign, width, color)


def danger_data(library: Library, cards: Cards) -> dict[str, Any]:
    """The same as JSON-able data; ``region`` is "" where no country's numbers are shown."""
    signs = library.part("flag:danger-list") or {}
    levels = library.part("flag:levels") or {}
    whom = library.words("chat")["danger"]
    listed = {source.key: source for source in library.sources}
    return {
        "schema": SCHEMA_VERSION,
        "region": cards.region,
        "intro": cards.fill(str(signs.get("intro", ""))),
        "closing": cards.fill(str(signs.get("closing", ""))),
        "levels": [
            _level(name, signs.get(name) or (), str(whom[name]), cards)
            for name in _level_order(levels)
            if signs.get(name)
        ],
        "sources": [
            {**listed[key].to_dict(), "shown": long_source(listed[key])}
            for key in signs.get("sources") or ()
            if key in listed
        ],
        "disclaimer": str(library.words("disclaimer")),
    }


def _level_order(levels: dict[str, Any]) -> list[str]:
    return [name for name in ("emergency", "crisis", "urgent", "soon") if name in levels]


def _level(name: str, signs: Any, whom: str, cards: Cards) -> dict[str, Any]:
    return {
        "level": name,
        "name": cards.level_name(name),
        "action": cards.fill(whom),
        "signs": [cards.fill(str(sign)) for sign in signs],
    }


def list_lines(role: str, text: str, width: int, color: bool = False) -> Iterator[str]:
    """One entry of a list, wrapped, in the style of a role; nothing for an empty text."""
    if text:
        for line in lines_of(Block(role, text), width):
            yield styled(role, line, color)
