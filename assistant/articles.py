"""Articles: blocks -> sections -> passages, by one set of rules for Markdown and plain text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from .blocks import Part, with_next
from .errors import KnowledgeError
from .models import Article, Note, Passage, Section, Source
from .text import words
from .typed import NamedTuple

_CITATION = re.compile(r"\s?\[@([^\][]{1,300})\]")
# A paragraph after a list that opens like this speaks of the list: they stay together.
_REFERS_BACK = frozenset(("this", "these", "that", "those", "they", "it", "such", "doing"))
_OPENING = 40  # characters of a block that show how it begins

SourceLookup = Callable[[str], Source | None]


class _Draft(NamedTuple):
    """A passage while it is put together; ``written`` tells whether the file gives its id."""

    id: str
    path: tuple[str, ...]
    blocks: list[Part]
    written: bool


def slug(text: str) -> str:
    """A heading as an id: lower-case words joined by hyphens.

    >>> slug("Proper Warm-Up & Stretching")
    'proper-warm-up-stretching'
    """
    return "-".join(words(text)) or "passage"


# -- rules: blocks -> passages ------------------------------------------------------------------


def split(blocks: Sequence[Part], title: str) -> tuple[list[_Draft], list[Section]]:
    """Turn blocks into passages and sections.

    Under a heading whose id is written, all text up to the next heading is one passage. Elsewhere
    each paragraph is a passage, but a list stays with the sentence that introduces it and the one
    that refers back to it, and a lead-in that introduces nothing joins the passage before.
    """
    drafts: list[_Draft] = []
    path: list[Part] = []
    heads: list[tuple[Part, int]] = []  # a heading, and the drafts before it
    fresh = True  # nothing yet under the heading
    for block, after in with_next(blocks):
        if block.kind == "heading":
            while path and path[-1].level >= block.level:
                path.pop()
            path.append(block)
            heads.append((block, len(drafts)))
            fresh = True
            continue
        if drafts and _stays(block, drafts[-1], after, fresh):
            drafts[-1].blocks.append(block)
            continue
        written = path[-1].id if path else ""
        name = written or slug(path[-1].text if path else title)
        headings = tuple(heading.text for heading in path)
        drafts.append(_Draft(name, headings, [block], bool(written)))
        fresh = False
    return drafts, _sections(heads, drafts)


def _stays(block: Part, before: _Draft, after: Part | None, fresh: bool) -> bool:
    """Whether a block belongs to the passage before it."""
    if fresh:  # the first under a heading, which would be lost without it
        return False
    lead_in = block.kind == "paragraph" and block.text.endswith(":")
    introduces_nothing = lead_in and (after is None or after.kind != "list")
    return before.written or introduces_nothing or _joins(before, block)


def _joins(before: _Draft, block: Part) -> bool:
    last = before.blocks[-1]
    if block.kind in ("list", "note"):
        return True
    if len(before.blocks) == 1 and last.kind == "paragraph" and last.text.endswith(":"):
        return True  # a lead-in that opens its heading, and introduces this
    opening = words(block.text[:_OPENING])[:1]
    return last.kind == "list" and bool(opening) and opening[0] in _REFERS_BACK


def _sections(heads: Sequence[tuple[Part, int]], drafts: Sequence[_Draft]) -> list[Section]:
    """Headings that hold two passages and more, with the numbers of the passages as ids."""
    ends: list[int] = []
    waiting: list[tuple[int, int]] = []  # level and end of the nearest later headings
    for block, start in reversed(heads):
        while waiting and waiting[-1][0] > block.level:
            waiting.pop()
        ends.append(waiting[-1][1] if waiting else len(drafts))
        waiting.append((block.level, start))
    sections = []
    for (block, start), end in zip(heads, reversed(ends), strict=True):
        if end - start > 1:
            members = tuple(str(number) for number in range(start, end))
            sections.append(Section(block.id or slug(block.text), block.text, members))
    return sections


# -- citations ----------------------------------------------------------------------------------


def citations(text: str) -> list[str]:
    """The source keys cited in a text, Pandoc's form: ``[@KEY]`` or ``[@KEY1; @KEY2]``."""
    keys = [
        key.strip().lstrip("@") for group in _CITATION.findall(text) for key in group.split(";")
    ]
    return list(dict.fromkeys(key for key in keys if key))


def without_citations(text: str) -> str:
    """The text as a person reads it."""
    return _CITATION.sub("", text)


def _cited(text: str, lookup: SourceLookup, file: str, line: int) -> tuple[Source, ...]:
    found = []
    for key in citations(text):
        source = lookup(key)
        if source is None:
            raise KnowledgeError(f"unknown source {key!r}; add it to sources.yaml", file, line)
        found.append(source)
    return tuple(found)


# -- whole articles -----------------------------------------------------------------------------


def build_article(
    *,
    blocks: Sequence[Part],
    title: str,
    article_id: str,
    byline: str = "",
    source: Source | None = None,
    reviewed: str = "",
    file: str = "",
    lookup: SourceLookup = lambda key: None,
) -> Article:
    """Put an article together from its blocks.

    Args:
        blocks: what ``plain_blocks`` or ``markdown_blocks`` gave.
        title: the article's title.
        article_id: its id.
        byline: who wrote it and when, or "".
        source: where all of it comes from; None where each statement names its own.
        reviewed: the date of its last review (ISO), or "".
        file: what to call the file in errors.
        lookup: gives the source of a key, None for an unknown one.

    Raises:
        KnowledgeError: a citation names no known source, an id is there twice, or there is no text
            at all.
    """
    drafts, sections = split(blocks, title)
    if not drafts:
        raise KnowledgeError("no text to answer from; write a title and paragraphs under it", file)
    ids = _ids(drafts, file)
    made = [
        _passage(draft, source, file, lookup)._replace(
            id=passage_id,
            title=draft.path[-1] if draft.path else title,
            article=article_id,
            article_title=title,
        )
        for draft, passage_id in zip(drafts, ids, strict=True)
    ]
    named = [
        section._replace(passages=tuple(ids[int(place)] for place in section.passages))
        for section in sections
    ]
    return Article(
        article_id,
        title,
        byline,
        tuple(made),
        tuple(named),
        source,
        reviewed,
        file,
        tuple(_uncited(blocks, source)),
    )


def _ids(drafts: Sequence[_Draft], file: str) -> list[str]:
    """An id for each passage: as written, else slug, slug/2, slug/3."""
    written: dict[str, int] = {}
    for draft in drafts:
        if draft.written and draft.id in written:
            message = f"the id {draft.id!r} is already on line {written[draft.id]}"
            raise KnowledgeError(message + "; give it another {#id}", file, draft.blocks[0].line)
        if draft.written:
            written[draft.id] = draft.blocks[0].line
    taken = set(written)
    counts: dict[str, int] = {}
    result = []
    for draft in drafts:
        name = draft.id
        while not draft.written and name in taken:
            counts[draft.id] = counts.get(draft.id, 1) + 1
            name = f"{draft.id}/{counts[draft.id]}"
        taken.add(name)
        result.append(name)
    return result


def _uncited(blocks: Sequence[Part], source: Source | None) -> Iterator[tuple[int, str]]:
    """Statements without a source: notes, and paragraphs of an article that has none as a whole."""
    before: Part | None = None
    for block, after in with_next(blocks):
        lead_in_of_cited = after is not None and after.kind == "list" and _is_cited(after)
        led_by_cited = block.kind == "list" and before is not None and _is_cited(before)
        needs = block.kind == "note" if source is not None else block.kind != "heading"
        if needs and not (_is_cited(block) or lead_in_of_cited or led_by_cited):
            yield block.line, block.text[:_OPENING]
        before = block


def _is_cited(block: Part) -> bool:
    return bool(citations(block.text))


def _passage(draft: _Draft, source: Source | None, file: str, lookup: SourceLookup) -> Passage:
    """A draft as a passage that has no name yet."""
    whole = (source,) if source is not None else ()
    notes: list[Note] = []
    parts: list[str] = []
    cited: list[Source] = []
    remarks = any(block.kind != "note" for block in draft.blocks)  # beside a statement
    for block in draft.blocks:
        sources = _cited(block.text, lookup, file, block.line)
        text = without_citations(block.text)
        if block.kind == "note" and remarks:
            notes.append(Note(text, sources or whole))
        else:
            cited.extend(sources)
            parts.append(text)
    return Passage(
        id="",
        text=_joined(parts),
        heading_path=draft.path,
        sources=tuple(dict.fromkeys((*cited, *whole))),
        notes=tuple(notes),
        line=draft.blocks[0].line,
    )


def _joined(parts: Sequence[str]) -> str:
    """Paragraphs parted by an empty line; a list follows its lead-in without one."""
    pieces: list[str] = []
    for part in parts:
        if pieces:
            pieces.append("\n" if part.startswith("- ") else "\n\n")
        pieces.append(part)
    return "".join(pieces)
