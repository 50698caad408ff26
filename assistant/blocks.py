"""Blocks: what an article's file is made of, whether it is Markdown or plain text.

Both readers give the same blocks (heading, paragraph, list, note), so that an article gives the
same passages in either form. No word of a file is lost on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from .errors import KnowledgeError
from .files import visible
from .text import words
from .typed import Any, NamedTuple

# A heading of plain text is one short line; longer ones are sentences without a full stop.
HEADING_WORDS = 12
HEADING_CHARACTERS = 90
_BYLINE_CHARACTERS = 200
# CommonMark's reader drops what is nested deeper than this; no article needs half of it.
_DEEPEST = 20
_NOT_A_HEADING_END = (".", ":", ",", ";", "!")
_BULLET = re.compile(r"\s*(?:[•‣◦▪*–·-]|\d{1,2}[.)])\s+(?=\S)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_HEADING_ID = re.compile(r"\s?\{#([^\s{}]+)\}$")
_HTML = re.compile(r"<!--.*?(?:-->|\Z)|<[^<>]*>", re.DOTALL)
_SETS_APART = ("<br", "<p", "</p", "<li", "<div", "</div", "<td", "<hr")
_TEXT_TOKENS = ("inline", "code_block", "fence", "html_block")


class Part(NamedTuple):
    """A piece of an article: ``kind`` is "heading", "paragraph", "list" or "note"."""

    kind: str
    text: str
    line: int
    level: int = 0
    id: str = ""


def _lines(text: str) -> list[str]:
    """The lines of a text, whatever ends them; no-break spaces are spaces."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    return visible(text).split("\n")


def with_next(blocks: Sequence[Part]) -> Iterator[tuple[Part, Part | None]]:
    """Each block with the one after it; None after the last."""
    return zip(blocks, chain(blocks[1:], (None,)), strict=False)


# -- plain text ---------------------------------------------------------------------------------


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
    title, rest = lines[0], lines[1:]
    chunks[:1] = [(first_line + 1, rest)] if rest else []
    byline = ""
    if chunks and len(chunks[0][1]) == 1 and _is_byline(chunks[0][1][0]):
        byline = chunks.pop(0)[1][0]
    made = [block for line, chunk in chunks for block in _chunk_blocks(line, chunk)]
    blocks = [block for block in made if words(block.text)]  # a row of dashes says nothing
    return title.strip(), byline.strip(), _with_headings(blocks)


def _chunks(text: str) -> list[tuple[int, list[str]]]:
    """Runs of lines without an empty line between, with the number of their first line."""
    chunks: list[tuple[int, list[str]]] = []
    fresh = True
    for number, line in enumerate(_lines(text), 1):
        if not line.strip():
            fresh = True
            continue
        if fresh:
            chunks.append((number, []))
            fresh = False
        chunks[-1][1].append(line)
    return chunks


def _is_byline(line: str) -> bool:
    dated = bool(_YEAR.search(line)) and not line.rstrip().endswith(".")
    return dated and len(line) < _BYLINE_CHARACTERS


def _chunk_blocks(first: int, lines: list[str]) -> Iterable[Part]:
    """Paragraphs and lists of one chunk; a line that is no bullet goes on with what is before."""
    kind, start = "", first
    rows: list[list[str]] = []
    for number, line in enumerate(lines, first):
        bullet = _BULLET.match(line)
        if not kind or (bullet and kind != "list"):
            if rows:
                yield _made(kind, rows, start)
            kind, start, rows = "list" if bullet else "paragraph", number, []
        if bullet:
            rows.append(["-", *line[bullet.end() :].split()])
        elif rows:
            rows[-1] += line.split()
        else:
            rows.append(line.split())
    if rows:
        alone = kind == "paragraph" and len(lines) == 1
        yield _made(kind, rows, start, level=1 if alone else 0)


def _made(kind: str, rows: list[list[str]], line: int, level: int = 0) -> Part:
    return Part(kind, "\n".join(" ".join(row) for row in rows), line, level)


def _with_headings(blocks: list[Part]) -> list[Part]:
    """Blocks whose headings are known by their shape; ``level`` 1 marked a line of its own."""
    result = []
    for block, after in with_next(blocks):
        followed = after is not None and (after.kind == "list" or not _heading_shape(after))
        if followed and _heading_shape(block):
            result.append(Part("heading", block.text, block.line, level=1))
        else:
            result.append(block._replace(level=0))
    return result


def _heading_shape(block: Part) -> bool:
    return (
        block.kind == "paragraph"
        and block.level == 1  # a line of its own
        and not block.text.endswith(_NOT_A_HEADING_END)
        and len(block.text) <= HEADING_CHARACTERS
        and len(block.text.split()) <= HEADING_WORDS
    )


# -- Markdown -----------------------------------------------------------------------------------


def markdown_blocks(text: str, first_line: int = 1, file: str = "") -> list[Part]:
    """Read Markdown (CommonMark) into blocks.

    Args:
        text: Markdown without its front matter.
        first_line: the file's line on which ``text`` starts.
        file: what to call the file in errors.

    Raises:
        KnowledgeError: lists or quotes are nested so deeply that text would be lost.
    """
    from markdown_it import MarkdownIt  # build only: an answer never needs it

    tokens = MarkdownIt("commonmark").parse("\n".join(_lines(text)))
    reader = _MarkdownReader(first_line, file)
    for position, token in enumerate(tokens):
        reader.take(token, tokens, position)
    return list(_without_bare_headings(reader.blocks()))


class _MarkdownReader:
    """Turns markdown-it's tokens into blocks; a list or note grows until it is closed."""

    def __init__(self, first_line: int, file: str) -> None:
        self._first_line = first_line
        self._file = file
        self._parts: list[tuple[Part, list[str]]] = []
        self._quotes = self._lists = 0

    def blocks(self) -> list[Part]:
        """What was read: blocks that hold text."""
        made = [part._replace(text="\n".join(rows)) for part, rows in self._parts]
        return [part for part in made if words(part.text)]

    def take(self, token: Any, tokens: Sequence[Any], position: int) -> None:
        """One token."""
        line = self._first_line + (token.map[0] if token.map else 0)
        if token.level >= _DEEPEST - 1:
            raise KnowledgeError("lists or quotes nested too deeply", self._file, line)
        outside = not self._quotes and not self._lists
        if token.type == "blockquote_open":
            if outside:
                self._parts.append((Part("note", "", line), []))
            self._quotes += 1
        elif token.type == "blockquote_close":
            self._quotes -= 1
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            if outside:
                self._parts.append((Part("list", "", line), []))
            self._lists += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self._lists -= 1
        elif token.type in _TEXT_TOKENS and (content := _content(token)):
            self._text(content, line, tokens, position)

    def _text(self, content: str, line: int, tokens: Sequence[Any], position: int) -> None:
        opener = tokens[position - 1]
        if self._quotes or self._lists:
            rows = self._parts[-1][1]
            if not self._lists:
                rows.append(content)
            elif _opens_item(tokens, position) or not rows:
                rows.append("- " + content)
            else:  # a further paragraph of an item
                rows[-1] += " " + content
        elif opener.type == "heading_open":
            self._parts.append((_heading(content, line, int(opener.tag[1])), []))
            part, rows = self._parts[-1]
            rows.append(part.text)
        else:
            self._parts.append((Part("paragraph", "", line), [content]))


def _opens_item(tokens: Sequence[Any], position: int) -> bool:
    """Whether a piece of text is the first of its list item."""
    before = [token.type for token in tokens[max(0, position - 2) : position]]
    return "list_item_open" in before


def _content(token: Any) -> str:
    """The words of a token, without marks, tags and comments."""
    if token.children is None:
        text = str(token.content)
        if token.type == "html_block":
            text = _HTML.sub(" ", text)
    else:
        text = "".join(_inline(child) for child in token.children)
    return " ".join(visible(text).split())


def _inline(child: Any) -> str:
    if child.type in ("softbreak", "hardbreak"):
        return " "
    if child.type == "html_inline":
        return " " if child.content.lower().startswith(_SETS_APART) else ""
    return str(child.content)


def _heading(content: str, line: int, level: int) -> Part:
    written = _HEADING_ID.search(content)
    if not written:
        return Part("heading", content, line, level)
    return Part("heading", content[: written.start()], line, level, written.group(1))


def _without_bare_headings(blocks: Sequence[Part]) -> Iterator[Part]:
    """A heading with nothing below it, not even a lower heading, is text: no word is lost."""
    for block, after in with_next(blocks):
        bare = after is None or (after.kind == "heading" and after.level <= block.level)
        if block.kind == "heading" and bare:
            yield Part("paragraph", block.text, block.line)
        else:
            yield block
