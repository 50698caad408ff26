"""Transcript: a chat as Markdown, with the sources of what was said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from .models import Answer, Block
from .render import shown_safely
from .typed import Any, NamedTuple

_SPECIAL = "\\`*_<>[]#|"


class Turn(NamedTuple):
    """What a person typed or chose, and what they were shown."""

    message: str
    answer: Answer


def transcript(turns: Sequence[Turn], words: Mapping[str, Any], day: str) -> str:
    """A chat as Markdown.

    Args:
        turns: its turns.
        words: the words around them: ``chat.transcript`` of responses.yaml.
        day: the day of the chat.
    """
    lines = [f"# {words['title']}", "", f"{words['day']}: {day}"]
    for turn in turns:
        message = _one_line(turn.message)
        lines += ["", f"## {_escaped(message)}"]
        for block in turn.answer.blocks:
            if block.role != "disclaimer" and block != ("title", message):
                lines += _markdown(block)
    lines += _disclaimers(turns)
    kept = [line for before, line in pairwise(["", *lines]) if line or before]
    return shown_safely("\n".join(kept)) + "\n"


def _disclaimers(turns: Sequence[Turn]) -> Iterator[str]:
    """What holds for all the answers, once; after an urgent card, what stood below that."""
    urgent = [turn for turn in turns if turn.answer.kind == "urgent"]
    blocks = [block for turn in urgent or turns for block in turn.answer.blocks]
    texts = dict.fromkeys(block.text for block in blocks if block.role == "disclaimer")
    if texts:
        yield from ("", "---")
    for text in texts:
        yield from ("", text)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _escaped(text: str) -> str:
    return "".join("\\" + sign if sign in _SPECIAL else sign for sign in text)


def _markdown(block: Block) -> Iterator[str]:
    role = block.role.split(" ", 1)[0]
    if role in ("card", "item") or block.role == "source item":
        yield f"- {block.text}"
        return
    if role == "related":
        yield block.text
        return
    yield ""
    if role in ("title", "level", "action", "danger", "safety"):
        yield f"**{block.text}**"
    elif role == "origin":
        yield f"*{block.text}*"
    elif role == "note":
        yield from (f"> {line}" for line in block.text.split("\n"))
    else:
        yield block.text
    if role in ("label", "source", "action", "body"):
        yield ""
