"""Articles: Markdown or plain text -> sections -> passages.

Both readers turn a file into the same blocks (heading, paragraph, list, note), and one set of rules
turns blocks into passages, so that an article gives the same passages in either form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from .errors import KnowledgeError
from .models import Article, Note, Passage, Section, Source
from .text import words

# A heading of plain text is one short line; longer ones are sentences without a full stop.
HEADING_WORDS = 12
HEADING_CHARACTERS = 90
_NOT_A_HEADING_END = (".", ":", ",", ";", "!")
_BULLET = re.compile(r"\s*(?:[•‣◦▪*–·-]|\d{1,2}[.)])\s+(?=\S)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_HEADING_ID = re.compile(r"\s*\{#([^\s{}]+)\}\s*$")
_CITATION = re.compile(r"\s*\[@([^\][]{1,300})\]")
# A paragraph after a list that opens like this speaks of the list: they stay together.
_REFERS_BACK = frozenset("this these that those they it such doing".split())

SourceLookup = Callable[[str], Source | None]


class Part(NamedTuple):
    """A piece of an article: ``kind`` is "heading", "paragraph", "list" or "note"."""

    kind: str
    text: str
    line: int
    level: int = 0
    id: str = ""


class _Draft(NamedTuple):
    """A passage while it is put together."""

    id: str
    path: tuple[str, ...]
    blocks: list[Part]


def slug(text: str) -> str:
    """A heading as an id: lower-case words joined by hyphens.

    >>> slug("Proper Warm-Up & Stretching")
    'proper-warm-up-stretching'
    """
    return "-".join(words(text)) or "passage"


# -- readers: a file's text -> blocks -----------------------------------------------------------


def plain_blocks(text: str) -> tuple[str, str, list[Part]]:
    """Read a plain text article by the shape of its lines.

    The first line is the title, a dated line under it the byline. A heading is a short line with no
    full stop or colon at its end, an empty line on each side, followed by prose or a list.

    Args:
        text: the file's text.

    Returns:
        Title, byline ("" where there is none) and the blocks after them.
    """
    chunks = _chunks(text)
    if not chunks:
        return "", "", []
    first_line, lines = chunks[0]
    title, rest = lines[0].strip(), lines[1:]
    chunks[:1] = [(first_line + 1, rest)] if rest else []
    byline = ""
    if chunks and len(chunks[0][1]) == 1 and _is_byline(chunks[0][1][0]):
        byline = chunks.pop(0)[1][0].strip()
    blocks = [block for line, chunk in chunks for block in _chunk_blocks(line, chunk)]
    return title, byline, _with_headings(blocks)


def _chunks(text: str) -> list[tuple[int, list[str]]]:
    """Runs of lines without an empty line between, with the number of their first line."""
    chunks: list[tuple[int, list[str]]] = []
    fresh = True
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").split("\n")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            fresh = True
            continue
        if fresh:
            chunks.append((number, []))
            fresh = False
        chunks[-1][1].append(line)
    return chunks


def _is_byline(line: str) -> bool:
    return bool(_YEAR.search(line)) and not line.rstrip().endswith(".") and len(line) < 200


def _chunk_blocks(first: int, lines: list[str]) -> Iterable[Part]:
    """Paragraphs and lists of one chunk; a line that is no bullet goes on with what is before."""
    kind, start, parts = "", first, list[str]()
    for number, line in enumerate(lines, first):
        bullet = _BULLET.match(line)
        if bullet and kind != "list" or not kind:
            if parts:
                yield Part(kind, "\n".join(parts), start)
            kind, start, parts = "list" if bullet else "paragraph", number, []
        if bullet:
            parts.append("- " + line[bullet.end() :].strip())
        elif parts:
            parts[-1] += " " + line.strip()
        else:
            parts.append(line.strip())
    if parts:
        single = kind == "paragraph" and len(lines) == 1
        yield Part(kind, "\n".join(parts), start, level=1 if single else 0)


def _with_headings(blocks: list[Part]) -> list[Part]:
    result = []
    for index, block in enumerate(blocks):
        after = blocks[index + 1] if index + 1 < len(blocks) else None
        followed = after is not None and (after.kind == "list" or not _heading_shape(after))
        if followed and _heading_shape(block):
            block = Part("heading", block.text, block.line, level=1)
        elif block.kind == "paragraph":
            block = block._replace(level=0)
        result.append(block)
    return result


def _heading_shape(block: Part) -> bool:
    return (
        block.kind == "paragraph"
        and block.level == 1  # a line of its own
        and not block.text.endswith(_NOT_A_HEADING_END)
        and len(block.text) <= HEADING_CHARACTERS
        and len(block.text.split()) <= HEADING_WORDS
    )


def markdown_blocks(text: str, first_line: int = 1) -> list[Part]:
    """Read Markdown (CommonMark) into blocks.

    Args:
        text: Markdown without its front matter.
        first_line: the file's line on which ``text`` starts.
    """
    from markdown_it import MarkdownIt  # build only: an answer never needs it

    tokens = MarkdownIt("commonmark").parse(text.replace("\u00a0", " "))
    blocks: list[Part] = []
    quote = depth = 0
    for position, token in enumerate(tokens):
        line = first_line + (token.map[0] if token.map else 0)
        if token.type == "blockquote_open":
            quote += 1
            if quote == 1:
                blocks.append(Part("note", "", line))
        elif token.type == "blockquote_close":
            quote -= 1
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            depth += 1
            if depth == 1 and not quote:
                blocks.append(Part("list", "", line))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
        elif token.type in ("inline", "code_block", "fence", "html_block"):
            content = _inline_text(token)
            if not content:
                continue
            opener = tokens[position - 1]
            if quote or depth:
                mark = "- " if depth and opener.type == "paragraph_open" else ""
                joiner = "\n" if blocks[-1].text else ""
                blocks[-1] = blocks[-1]._replace(text=blocks[-1].text + joiner + mark + content)
            elif opener.type == "heading_open":
                blocks.append(_heading(content, line, int(opener.tag[1])))
            else:
                blocks.append(Part("paragraph", content, line))
    return _without_bare_headings([block for block in blocks if block.text])


def _without_bare_headings(blocks: list[Part]) -> list[Part]:
    """A heading with nothing below it, not even a lower heading, is text: no word is lost."""
    result = []
    for block, after in zip(blocks, [*blocks[1:], None], strict=True):
        bare = after is None or (after.kind == "heading" and after.level <= block.level)
        if block.kind == "heading" and bare:
            block = Part("paragraph", block.text, block.line)
        result.append(block)
    return result


def _inline_text(token: object) -> str:
    children = getattr(token, "children", None)
    if children is None:
        return " ".join(str(getattr(token, "content", "")).split())
    parts = [
        " " if child.type in ("softbreak", "hardbreak") else str(child.content)
        for child in children
        if child.type != "html_inline"
    ]
    return " ".join("".join(parts).split())


def _heading(content: str, line: int, level: int) -> Part:
    written = _HEADING_ID.search(content)
    if not written:
        return Part("heading", content, line, level)
    return Part("heading", content[: written.start()], line, level, written.group(1))


# -- rules: blocks -> passages ------------------------------------------------------------------


def split(blocks: list[Part], title: str) -> tuple[list[_Draft], list[Section]]:
    """Turn blocks into passages and sections.

    Under a heading whose id is written, all text up to the next heading is one passage. Elsewhere
    each paragraph is a passage, but a list stays with the sentence that introduces it and the one
    that refers back to it, and a lead-in that introduces nothing joins the passage before.
    """
    drafts: list[_Draft] = []
    path: list[tuple[int, str]] = []
    heads: list[tuple[Part, int, int]] = []  # heading, its level, drafts before it
    written = ""
    fresh = True
    for index, block in enumerate(blocks):
        if block.kind == "heading":
            while path and path[-1][0] >= block.level:
                path.pop()
            path.append((block.level, block.text))
            heads.append((block, block.level, len(drafts)))
            written, fresh = block.id, True
            continue
        before = drafts[-1] if drafts else None
        joins = before is not None and not fresh and (bool(written) or _joins(before, block))
        if not joins and before is not None and _introduces_nothing(block, blocks[index + 1 :]):
            joins = True
        if joins and before is not None:
            before.blocks.append(block)
        else:
            headings = tuple(text for _, text in path)
            drafts.append(_Draft(written or slug(headings[-1] if headings else title),
                                 headings, [block]))
            fresh = False
    return drafts, _sections(heads, drafts)


def _joins(before: _Draft, block: Part) -> bool:
    last = before.blocks[-1]
    if block.kind in ("list", "note"):
        return True
    opening = words(block.text[:40])[:1]
    return last.kind == "list" and bool(opening) and opening[0] in _REFERS_BACK


def _introduces_nothing(block: Part, rest: list[Part]) -> bool:
    return (
        block.kind == "paragraph"
        and block.text.endswith(":")
        and not (rest and rest[0].kind == "list")
    )


def _sections(heads: list[tuple[Part, int, int]], drafts: list[_Draft]) -> list[Section]:
    """Headings that hold two passages and more, with the ids of the passages, filled in later."""
    sections = []
    for index, (block, level, start) in enumerate(heads):
        later = heads[index + 1 :]
        end = next((place for _, other, place in later if other <= level), len(drafts))
        if end - start > 1:
            members = tuple(str(number) for number in range(start, end))
            sections.append(Section(block.id or slug(block.text), block.text, members))
    return sections


# -- citations ----------------------------------------------------------------------------------


def citations(text: str) -> list[str]:
    """The source keys cited in a text, Pandoc's form: ``[@KEY]`` or ``[@KEY1; @KEY2]``."""
    keys = [key.strip().lstrip("@") for group in _CITATION.findall(text) for key in group.split(";")]
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
    blocks: list[Part],
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
        lookup: gives the source of a key, None for an unknown one.

    Raises:
        KnowledgeError: a citation names no known source, or there is no text at all.
    """
    drafts, sections = split(blocks, title)
    if not drafts:
        raise KnowledgeError("no text to answer from; write a title and paragraphs under it", file)
    ids = _numbered([draft.id for draft in drafts])
    passages = []
    for draft, passage_id in zip(drafts, ids, strict=True):
        passages.append(
            _passage(draft, passage_id, title, article_id, source, file, lookup)
        )
    named = [
        section._replace(passages=tuple(ids[int(place)] for place in section.passages))
        for section in sections
    ]
    return Article(
        article_id,
        title,
        byline,
        tuple(passages),
        tuple(named),
        source,
        reviewed,
        file,
        tuple(_uncited(blocks, source)),
    )


def _uncited(blocks: list[Part], source: Source | None) -> Iterator[tuple[int, str]]:
    """Statements without a source: notes, and paragraphs of an article that has none as a whole."""
    for block, after in zip(blocks, [*blocks[1:], None], strict=True):
        led = after is not None and after.kind == "list" and bool(citations(after.text))
        covered = block.kind == "heading" or bool(citations(block.text)) or led
        if covered or (source is not None and block.kind != "note"):
            continue
        if block.kind == "list" and _led_by_cited(blocks, block):
            continue
        yield block.line, block.text[:40]


def _led_by_cited(blocks: list[Part], block: Part) -> bool:
    place = blocks.index(block)
    return place > 0 and bool(citations(blocks[place - 1].text))


def _numbered(ids: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    result = []
    for name in ids:
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name}/{seen[name]}")
    return result


def _passage(
    draft: _Draft,
    passage_id: str,
    title: str,
    article_id: str,
    source: Source | None,
    file: str,
    lookup: SourceLookup,
) -> Passage:
    notes = []
    parts: list[str] = []
    cited: list[Source] = []
    for block in draft.blocks:
        sources = _cited(block.text, lookup, file, block.line)
        text = without_citations(block.text)
        if block.kind == "note":
            notes.append(Note(text, sources))
            continue
        cited.extend(sources)
        parts.append(text)
    if source is not None:
        cited.append(source)
    return Passage(
        id=passage_id,
        text=_joined(parts),
        title=draft.path[-1] if draft.path else title,
        article=article_id,
        article_title=title,
        heading_path=draft.path,
        sources=tuple(dict.fromkeys(cited)),
        notes=tuple(notes),
        line=draft.blocks[0].line,
    )


def _joined(parts: list[str]) -> str:
    """Paragraphs parted by an empty line; a list follows its lead-in without one."""
    text = ""
    for part in parts:
        text += part if not text else ("\n" if part.startswith("- ") else "\n\n") + part
    return text
