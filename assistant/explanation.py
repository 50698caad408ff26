"""Explanation: which words led to an answer, as a bar chart and as data, in numbers that add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .models import Contribution
from .render import shown_safely, styled, width_of, wrap
from .typed import Any

_LONGEST_BAR = 14  # columns
_LONGEST_LABEL = 28  # columns; longer ones are cut
_NUMBERS = 15  # columns of a score and a share
_NARROW = 70  # columns; below, each bar has a line of its own
_DECIMALS = 2
_DATA_DECIMALS = 4  # as the scores of the answer's own JSON


def apportioned(values: Sequence[float], decimals: int, total: float | None = None) -> list[float]:
    """Round numbers so that the rounded ones still add up to their rounded sum.

    By largest remainder: each is rounded down, and the units that are missing go to those which
    lost most.

    Args:
        values: numbers of 0 or more.
        decimals: digits after the point.
        total: what they are to add up to; their own sum where it is None.

    >>> apportioned([0.335, 0.335, 0.33], 2)
    [0.34, 0.33, 0.33]
    """
    unit = 10**decimals
    scaled = [value * unit for value in values]
    whole = [int(value) for value in scaled]
    missing = round((sum(values) if total is None else total) * unit) - sum(whole)
    by_loss = sorted(range(len(whole)), key=lambda place: whole[place] - scaled[place])
    for place in by_loss[: max(0, missing)]:
        whole[place] += 1
    return [value / unit for value in whole]


def explanation_data(parts: Sequence[Contribution]) -> list[dict[str, Any]]:
    """Contributions as JSON-able data; ``share`` is the part of the whole score."""
    total = sum(part.score for part in parts)
    scores = apportioned([part.score for part in parts], _DATA_DECIMALS)
    return [
        {**part._asdict(), "score": score, "share": round(part.score / total, _DATA_DECIMALS)}
        for part, score in zip(parts, scores, strict=True)
    ]


def explanation_lines(
    parts: Sequence[Contribution],
    words: Mapping[str, Any],
    width: int,
    color: bool,
    corrections: Mapping[str, str],
) -> Iterator[str]:
    """A bar chart, a row for each term and field, largest first.

    Args:
        parts: what ``explain`` gave; not empty.
        words: the words around it: ``chat.explain`` of responses.yaml.
        width: columns.
        color: whether to use colour.
        corrections: typed words and what they were read as.
    """
    scores = apportioned([part.score for part in parts], _DECIMALS)
    total = sum(part.score for part in parts)
    shares = apportioned([100 * part.score / total for part in parts], 0, 100)
    labels = [_cut(_label(part, words, corrections)) for part in parts]
    fields = [str(words["fields"].get(part.field, part.field)) for part in parts]
    room, beside = max(map(width_of, labels)), max(map(width_of, fields))
    title = str(words["title"]).format(score=f"{sum(scores):.{_DECIMALS}f}")
    yield from wrap(title, width)
    for label, field, score, share in zip(labels, fields, scores, shares, strict=True):
        bar = "#" * max(1, round(_LONGEST_BAR * score / (max(scores) or 1.0)))
        drawn = styled("bar", bar, color) + " " * (_LONGEST_BAR - len(bar))
        numbers = f"{score:8.{_DECIMALS}f} {share:3.0f} %"
        if width < _NARROW:
            yield f"  {label}, {field}"
            yield f"    {drawn}{numbers}"
        else:
            yield f"  {label}{' ' * (room - width_of(label))}  {field:{beside}}  {drawn}{numbers}"


def _cut(label: str) -> str:
    """A label that fits its column."""
    if width_of(label) <= _LONGEST_LABEL:
        return label
    while width_of(label) > _LONGEST_LABEL - 3:
        label = label[:-1]
    return label + "..."


def _label(part: Contribution, words: Mapping[str, Any], corrections: Mapping[str, str]) -> str:
    """What was typed, and what it was read as where that is another word."""
    typed = {meant: typed for typed, meant in corrections.items()}.get(part.typed, "")
    read_as = part.typed if typed else part.term if part.via == "expansion" else ""
    label = shown_safely(typed or part.typed)
    return f"{label} {words['read_as']} {read_as}" if read_as else label
