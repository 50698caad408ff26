"""Wording: questions, key sentences, sources and blocks as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .models import Block, Source
from .text import unique

GENERAL = "GENERAL"  # the key of sources.yaml for what rests on general knowledge
# What a question opens with; to anything else no question mark is added.
_OPENERS = frozenset(
    """
    what which who where when why how is are am do does did can could should would will was has have
    """.split()
)


def as_question(text: str) -> str:
    """A question as people type it, written out.

    >>> as_question("can i fly with back pain"), as_question("ice for a sore back")
    ('Can I fly with back pain?', 'Ice for a sore back')
    """
    said = text.replace(" i ", " I ")
    asks = said.split(" ", 1)[0].lower() in _OPENERS and said[-1:].isalnum()
    return said[:1].upper() + said[1:] + ("?" if asks else "")


def key_sentence(text: str) -> str:
    """The first sentence of a passage: it says in short what the passage says."""
    first = text.split("\n", 1)[0]
    for mark in (". ", "? ", "! "):
        head, found, _ = first.partition(mark)
        if found:
            first = head + mark.strip()
    return first


def short_source(source: Source) -> str:
    """A source in brackets: who and when."""
    name = source.organisation or source.title
    return f"{name}, {source.year}" if source.year else name


def published(sources: Iterable[Source]) -> list[str]:
    """The short names of sources; general advice, which nobody published, is left out."""
    return unique(short_source(one) for one in sources if one.key != GENERAL)


def long_source(source: Source) -> str:
    """A source in full: title, organisation, year, address."""
    parts = [f"“{source.title}”", source.organisation, str(source.year or "")]
    line = ", ".join(part for part in parts if part)
    return f"{line}. {source.url}" if source.url else f"{line}."


_TIGHT = {
    ("title", "origin"), ("card", "card"), ("action", "card"), ("level", "action"),
    ("item", "item"), ("related", "related"), ("label", "related"), ("label", "item"),
    ("source", "source"), ("body", "related"),
}  # fmt: skip


def plain_text(blocks: Sequence[Block]) -> str:
    """Blocks as plain text: an empty line between different things, none inside one thing."""
    text = ""
    before = ""
    for block in blocks:
        role = block.role.split(" ", 1)[0]
        if text:
            text += "\n" if tight(before, role) else "\n\n"
        text += _mark(block.role) + block.text
        before = role
    return text


def tight(before: str, role: str) -> bool:
    """Whether two blocks, one after the other, stand without an empty line between."""
    return (before, role) in _TIGHT


def _mark(role: str) -> str:
    return "- " if role in ("item", "card", "source item") else ""
