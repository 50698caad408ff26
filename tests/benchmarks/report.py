"""Measurements as a table of ratios, as JSON and as a plot."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from math import log10
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from .engines import OURS, PEERS

_COLOURS = ("#1b6ca8", "#8e44ad", "#c0392b", "#e67e22", "#27ae60", "#7f8c8d")
_WIDTH, _HEIGHT, _MARGIN = 640, 400, 70


class Ratio(NamedTuple):
    """How one thing compares with another, over the rounds."""

    what: str
    beside: str
    low: float
    middle: float
    high: float
    goal: str = ""


def ratio(what: str, beside: str, ours: Any, theirs: Any, goal: str = "") -> Ratio:
    """The ratios of each round of one to each of the other: least, median, greatest."""
    one, other = (v if isinstance(v, list) else [v] for v in (ours, theirs))
    rounds = [x / y for x in one for y in other if y > 0] or [float("nan")]
    return Ratio(what, beside, min(rounds), median(one) / median(other), max(rounds), goal)


def speed_ratios(name: str, found: dict[str, Any]) -> Iterator[Ratio]:
    """This retriever beside each other engine on one collection."""
    ours = found[OURS]
    for engine, theirs in found.items():
        if engine not in PEERS:
            continue
        naive = engine == "rank-bm25"
        goal = "<= 0.01" if naive else "<= 1"
        yield ratio(f"{name}: latency", engine, ours["median"], theirs["median"], goal)
        yield ratio(f"{name}: latency p99", engine, ours["p99"], theirs["p99"])
        size = "" if naive or engine == "tantivy" else "<= 1.5"
        yield ratio(f"{name}: index time", engine, ours["index"], theirs["index"], size and "<= 3")
        yield ratio(f"{name}: peak memory", engine, ours["peak"], theirs["peak"], size)
        if "opened" in theirs:
            mine, other = ours["opened"], theirs["opened"]
            what = f"{name}: opened index"
            yield ratio(f"{what}, latency", engine, mine["median"], other["median"], "<= 1")
            yield ratio(f"{what}, memory", engine, mine["resident"], other["resident"], "<= 1.5")
            yield ratio(f"{what}, opening", engine, mine["open"], other["open"])


def table(ratios: Sequence[Ratio]) -> str:
    """The ratios as a table of Markdown."""
    lines = ["| what | beside | min | median | max | goal |", "|---|---|---|---|---|---|"]
    for one in ratios:
        numbers = " | ".join(f"{value:.3g}" for value in (one.low, one.middle, one.high))
        lines.append(f"| {one.what} | {one.beside} | {numbers} | {one.goal} |")
    return "\n".join(lines)


def growth(by_size: dict[int, dict[str, Any]]) -> str:
    """How cost grows with size, as a table of Markdown."""
    lines = ["| passages | engine | index s | ms a question | peak MB |", "|---|---|---|---|---|"]
    for size, found in by_size.items():
        for engine, one in found.items():
            cells = f"{one['index']:.2f} | {median(one['median']):.3f} | {one['peak']:.0f}"
            lines.append(f"| {size:,} | {engine} | {cells} |")
    return "\n".join(lines)


def plot(by_size: dict[int, dict[str, Any]], path: Path) -> None:
    """Latency against the number of passages, both on logarithmic scales, as SVG."""
    lines: dict[str, list[tuple[float, float]]] = {}
    for size, found in by_size.items():
        for engine, one in found.items():
            lines.setdefault(engine, []).append((log10(size), log10(median(one["median"]))))
    points = [point for line in lines.values() for point in line]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    low, high = min(y for _, y in points), max(y for _, y in points)

    def place(x: float, y: float) -> tuple[float, float]:
        across = (x - left) / ((right - left) or 1) * (_WIDTH - 3 * _MARGIN)
        up = (y - low) / ((high - low) or 1) * (_HEIGHT - 2 * _MARGIN)
        return _MARGIN + across, _HEIGHT - _MARGIN - up

    parts = [_text(_MARGIN, 30, "milliseconds a question, by passages")]
    parts += [_text(place(log10(n), low)[0] - 20, _HEIGHT - 30, f"{n:,}") for n in by_size]
    parts += [_text(5, place(left, y)[1], f"{10**y:.3g}") for y in (low, (low + high) / 2, high)]
    for colour, (engine, line) in zip(_COLOURS, lines.items(), strict=False):
        drawn = [place(x, y) for x, y in line]
        joined = " ".join(f"{x:.0f},{y:.0f}" for x, y in drawn)
        parts.append(f'<polyline points="{joined}" fill="none" stroke="{colour}"/>')
        parts += [f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3" fill="{colour}"/>' for x, y in drawn]
        parts.append(_text(drawn[-1][0] + 8, drawn[-1][1], engine, colour))
    size = f'width="{_WIDTH}" height="{_HEIGHT}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif">'
    path.write_text("\n".join([head, *parts, "</svg>\n"]), encoding="utf-8")


def _text(x: float, y: float, text: str, colour: str = "#333") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" font-size="12" fill="{colour}">{text}</text>'


def write_json(path: Path, **found: Any) -> None:
    """All that was measured."""
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
