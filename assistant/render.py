"""Render: an Answer for a terminal, wrapped and coloured, or as plain text.

Named ANSI colours only and no background, so that a light and a dark terminal both show them; what
matters is said in words, never by colour alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from .models import Answer, Block
from .wording import plain_text, tight

WIDEST = 88  # columns; longer lines are hard to follow
NARROWEST = 20
# Marks above and below one letter; more than the scripts of the world need can climb over lines.
MOST_MARKS = 4

# Of the named colours only red and magenta are readable on white and on black in the themes that
# terminals come with; yellow and cyan vanish on white, blue on black.
_RESET = "\x1b[0m"
_STYLES = {
    "title": "\x1b[1m",
    "origin": "\x1b[2m",
    "note": "\x1b[35m",
    "source": "\x1b[2m",
    "label": "\x1b[1m",
    "level": "\x1b[1;31m",
    "action": "\x1b[1m",
    "danger": "\x1b[31m",
    "safety": "\x1b[1;31m",
    "correction": "\x1b[2m",
    "hint": "\x1b[2m",
    "frame": "\x1b[31m",
    "bar": "\x1b[35m",
    "prompt": "\x1b[1m",
}
_FRAMED = ("level", "action", "card")
_BULLETS = {"item": "- ", "card": "- ", "source item": "- "}
_MARGINS = {"note": "  | "}

_RIGHT_TO_LEFT = ("R", "AL", "AN")
_LEFT_TO_RIGHT_MARK = "\u200e"  # takes no column; keeps what stands after it on its right
_SELECTORS = frozenset("\ufe0e\ufe0f")  # ask for a picture or a letter, of a width nobody agrees on


def shown_safely(text: str) -> str:
    """A text without anything that could steer a terminal: it is shown, never obeyed.

    Control characters, the first bytes of escape sequences (7- and 8-bit), bidirectional overrides
    and other invisible formatting become a space or nothing; line breaks and tabs stay.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_safe_characters(text))


def _safe_characters(text: str) -> Iterator[str]:
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if character in "\n\t":
            yield character
        elif category in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp"):
            yield " "
        elif category != "Cf" and character not in _SELECTORS and marks <= MOST_MARKS:
            yield character


def width_of(text: str) -> int:
    """How many columns a text takes: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    if "\u1160" <= character <= "\u11ff":  # vowels and ends of Korean syllables join the start
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrap(text: str, width: int, first: str = "", then: str = "") -> Iterator[str]:
    """Lines of at most ``width`` columns; an address stays whole, another long word is cut.

    Args:
        text: one paragraph.
        width: columns.
        first: what the first line starts with.
        then: what the others start with.
    """
    line, used, empty = first, width_of(first), True
    for word in _short_words(text, max(1, width - max(width_of(first), width_of(then)))):
        size = width_of(word)
        if not empty and used + 1 + size > width:
            yield line
            line, used, empty = then, width_of(then), True
        line += word if empty else " " + word
        used += size if empty else 1 + size
        empty = False
    yield line


def _short_words(text: str, room: int) -> Iterator[str]:
    for word in text.split():
        if width_of(word) <= room or "://" in word:
            yield word
        else:
            yield from _pieces(word, room)


def _pieces(word: str, room: int) -> Iterator[str]:
    """A word without a space to break at, such as a line of Chinese, cut to fit."""
    piece, used = "", 0
    for character in word:
        size = _columns(character)
        if piece and used + size > room:
            yield piece
            piece, used = "", 0
        piece += character
        used += size
    yield piece


def lines_of(block: Block, width: int) -> Iterator[str]:
    """A block's lines, without colour."""
    bullet = _BULLETS.get(block.role, "")
    margin = _MARGINS.get(block.role, "")
    for paragraph in shown_safely(block.text).split("\n"):
        if not paragraph.strip():
            yield margin.rstrip()
        elif paragraph.startswith("- "):
            yield from wrap(paragraph[2:], width, margin + "  - ", margin + "    ")
        elif block.role == "related":
            number, dot, title = paragraph.partition(". ")
            first = f"  {number}{dot}"
            yield from wrap(title, width, first, " " * len(first))
        else:
            yield from wrap(paragraph, width, margin + bullet, margin + " " * len(bullet))


def terminal_text(answer: Answer, width: int, color: bool, short: str = "") -> str:
    """An answer as a terminal shows it.

    Args:
        answer: what to show.
        width: the terminal's columns; lines are wrapped to it, at most ``WIDEST``.
        color: whether to use colour.
        short: what to show in place of the full disclaimer, once the person has read it.

    Returns:
        Text without a line break at its end.
    """
    width = max(NARROWEST, min(WIDEST, width))
    pieces: list[str] = []
    framed: list[tuple[str, str]] = []
    before = ""
    for block in _shortened(answer.blocks, short):
        role = block.role.split(" ", 1)[0]
        if role in _FRAMED:
            framed += [(role, line) for line in lines_of(block, width - 4)]
        else:
            pieces += _frame(framed, width, color)
            framed = []
            if pieces and not tight(before, role):
                pieces.append("")
            pieces += [styled(role, line, color) for line in lines_of(block, width)]
        before = role
    pieces += _frame(framed, width, color)
    return "\n".join(pieces)


def linear_text(answer: Answer, short: str = "") -> str:
    """An answer as plain text, a line a paragraph, as ``--plain`` prints it."""
    if not short:
        return shown_safely(answer.text)
    return shown_safely(plain_text(_shortened(answer.blocks, short)))


def _shortened(blocks: Sequence[Block], short: str) -> list[Block]:
    return [
        Block(block.role, short) if short and block.role == "disclaimer" else block
        for block in blocks
    ]


def styled(role: str, line: str, color: bool) -> str:
    """A line in the style of a role, or as it is where there is no colour."""
    style = _STYLES.get(role, "")
    return f"{style}{line}{_RESET}" if color and style and line else line


def _frame(lines: Sequence[tuple[str, str]], width: int, color: bool) -> list[str]:
    """Lines inside a frame of plain ASCII, which every terminal and locale can draw."""
    if not lines:
        return []
    edge = styled("frame", "+" + "-" * (width - 2) + "+", color)
    side = styled("frame", "|", color)
    return [edge, *(_row(role, line, width, side, color) for role, line in lines), edge]


def _row(role: str, line: str, width: int, side: str, color: bool) -> str:
    room = width - 4 - width_of(line)
    shown = styled(role, line, color)
    if room < 0:  # an address that is wider than the frame stays whole, and the row stays open
        return f"{side} {shown}"
    if any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in line):
        mark = _LEFT_TO_RIGHT_MARK
        return f"{mark}{side} {shown}{mark}{' ' * room} {side}"
    return f"{side} {shown}{' ' * room} {side}"
