"""Picking: which passage a number or an ordinal means, of what was shown or offered."""

from __future__ import annotations

from collections.abc import Sequence

from .followup import OTHER, alternatives
from .models import Answer
from .text import words
from .typed import TYPE_CHECKING

if TYPE_CHECKING:
    from .assistant import Assistant


def picked(
    message: str, place: int, last: Answer, basis: Answer, assistant: Assistant
) -> str | None:
    """The id of the passage that a message picks, or None where it picks nothing.

    Args:
        message: what was typed: a bare number counts the offers of the last answer.
        place: which one, from 1; -1 is the last.
        last: the answer before.
        basis: the last answer that was not picked itself: what "the second one" counts in.
        assistant: finds the alternatives of a question ("heat or ice?").
    """
    offered = last.related if message.strip().isdigit() else _counted(basis, assistant)
    if not offered or not -1 <= place <= len(offered) or place == 0:
        return None
    if OTHER in words(message):  # the one that is not on the screen
        shown = last.passages[0].id if last.passages else ""
        other = next((one for one in offered if one != shown), None)
        if other is not None:
            return other
    return offered[place - 1] if place > 0 else offered[-1]


def _counted(basis: Answer, assistant: Assistant) -> Sequence[str]:
    """What an ordinal counts: items of a list, alternatives of a question, or offers."""
    if basis.kind == "overview" or not basis.passages:
        return basis.related
    parts = alternatives(basis.question)
    found = [assistant.finder.find(assistant.read(part)).top for part in parts]
    keys = [assistant.finder.passage(top[0][0]).id for top in found if top]
    if len(set(keys)) == len(parts) > 1:
        return keys
    return basis.related or [passage.id for passage in basis.passages]
