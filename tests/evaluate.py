"""How well the assistant answers: one command, any file of questions.

    python tests/evaluate.py                        # the project's own questions
    python tests/evaluate.py FILE ... [--misses]    # files of the same format
    python tests/evaluate.py --fit                  # fit the confidence model
    python tests/evaluate.py --sweep                # try weights of fields and terms

A file holds one JSON object a line: ``kind``, ``style``, ``question`` and ``expect`` (ids of
passages that a fair reader accepts, best first); a dialog has ``turns``.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from rank_bm25 import BM25Okapi

from assistant import Assistant
from assistant.models import Answer

DATA = Path(__file__).parent / "data"
_TUNED = " -fresh -outside -second -third -fourth -fifth -sixth -more -beyond -talk -chats".split(
    " "
)
TUNED_ON = [DATA / f"questions{name}.jsonl" for name in _TUNED]
# Never read, and never used to choose anything.
APART = DATA / "questions-apart.jsonl"
CHATS_APART = DATA / "questions-chats-apart.jsonl"
OWN = [*TUNED_ON, APART, CHATS_APART]
BINS = 5
_REFUSED = ("not_covered", "small_talk", "urgent")

Row = dict[str, Any]


class Judged(NamedTuple):
    """A question with its answer; ``right`` is None where confidence has no meaning."""

    row: Row
    question: str
    answer: Answer
    right: bool


def read(paths: Iterable[Path]) -> list[Row]:
    """The questions of some files."""
    return [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]


def judge(row: Row, question: str, expect: list[str], answer: Answer) -> Judged:
    """Whether an answer is right: a passage that is expected, or an honest no."""
    first = answer.passages[0].id if answer.passages else ""
    if expect and expect[0].startswith("red:"):
        right = answer.kind == "urgent"
    elif expect:
        right = first in expect
    elif row["kind"] == "chitchat":
        right = answer.kind == "small_talk"
    else:
        right = answer.kind in _REFUSED or first in row.get("also", ())
    return Judged(row, question, answer, right)


def ask_all(assistant: Assistant, rows: Iterable[Row]) -> Iterator[Judged]:
    """Ask every question; a dialog is asked turn by turn."""
    for row in rows:
        if row["kind"] == "dialog":
            chat = assistant.conversation()
            for turn in row["turns"]:
                answer = chat.ask(turn["question"])
                yield judge(row, turn["question"], turn["expect"], answer)
        elif row["kind"] == "topic" and not row.get("expect"):
            continue  # labelled by topic and not by passage: see topic_share
        else:
            yield judge(row, row["question"], row["expect"], assistant.ask(row["question"]))


class Report(NamedTuple):
    """The figures of one run; all shares between 0 and 1."""

    first: dict[str, float]
    in_three: dict[str, float]
    reciprocal_rank: float
    refused_answerable: float
    right: dict[str, float]
    calibration_error: float
    bins: list[tuple[str, int, float, float]]
    counts: Counter[str]


def report(judged: list[Judged]) -> Report:
    """Work out the figures."""
    by_style: dict[str, list[Judged]] = defaultdict(list)
    by_kind: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        by_kind[one.row["kind"]].append(one)
        if one.row["kind"] == "in_scope":
            by_style[one.row["style"]].append(one)
            by_style["all"].append(one)
    in_scope = by_kind["in_scope"]
    error, bins = calibration(judged)
    return Report(
        {style: share(one.right for one in group) for style, group in sorted(by_style.items())},
        {style: share(map(_in_three, group)) for style, group in sorted(by_style.items())},
        sum(map(_reciprocal_rank, in_scope)) / max(1, len(in_scope)),
        share(one.answer.kind in _REFUSED for one in in_scope),
        {kind: share(one.right for one in group) for kind, group in sorted(by_kind.items())},
        error,
        bins,
        Counter(one.row["kind"] for one in judged),
    )


def share(values: Iterable[bool]) -> float:
    """The share of true values; 1 where there are none."""
    found = list(values)
    return sum(found) / len(found) if found else 1.0


def _in_three(one: Judged) -> bool:
    return any(passage.id in one.row["expect"] for passage in one.answer.passages[:3])


def _reciprocal_rank(one: Judged) -> float:
    for rank, passage in enumerate(one.answer.passages, 1):
        if passage.id in one.row["expect"]:
            return 1 / rank
    return 0.0


def calibration(judged: list[Judged]) -> tuple[float, list[tuple[str, int, float, float]]]:
    """Expected calibration error over five bins, and the reliability table.

    The confidence is that of the first passage, answered or held back, so questions inside and
    outside the library count together.
    """
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for one in judged:
        sure = one.answer.confidence
        if sure is None or one.row["kind"] in ("dialog", "chitchat"):
            continue
        right = one.right if one.answer.kind not in _REFUSED else _held_back_right(one)
        bins[min(BINS - 1, int(sure * BINS))].append((sure, right))
    total = sum(map(len, bins)) or 1
    table, error = [], 0.0
    for number, members in enumerate(bins):
        if members:
            mean = sum(sure for sure, _ in members) / len(members)
            right_share = share(right for _, right in members)
            error += len(members) / total * abs(mean - right_share)
            name = f"{number / BINS:.1f} to {(number + 1) / BINS:.1f}"
            table.append((name, len(members), mean, right_share))
    return error, table


def _held_back_right(one: Judged) -> bool:
    """Whether the passage that was held back would have been right."""
    expect = one.row.get("expect") or one.row.get("also") or ()
    return bool(one.answer.related) and one.answer.related[0] in expect


def topic_share(assistant: Assistant, rows: Iterable[Row]) -> float:
    """Questions beyond the main article: the share answered by a passage of the right article.

    A row names its articles as ``topic``, or passages of theirs as ``expect``.
    """
    return share(
        bool(found := assistant.ask(row["question"]).passages)
        and found[0].article in articles_of(assistant, row)
        for row in rows
        if row["kind"] == "topic"
    )


def articles_of(assistant: Assistant, row: Row) -> set[str]:
    """The articles that a row of kind "topic" accepts."""
    if "topic" in row:
        return set(row["topic"].split("|"))
    return {assistant.retriever.find(key).article for key in row["expect"]}


def plain_bm25(assistant: Assistant, rows: Iterable[Row]) -> float:
    """The share right first of rank_bm25's Okapi on lower-case words, side by side."""
    passages = [assistant.retriever.passage(n) for n in range(len(assistant.retriever))]
    model = BM25Okapi([f"{p.title} {p.text}".lower().split() for p in passages])
    return share(
        passages[int(model.get_scores(row["question"].lower().split()).argmax())].id
        in row["expect"]
        for row in rows
        if row["kind"] == "in_scope"
    )


def show(name: str, found: Report, baseline: float, topics: float) -> None:
    """Print the figures of one file."""
    print(f"\n{name}: {sum(found.counts.values())} questions and turns")
    print("in scope            first  in three")
    for style, first in found.first.items():
        print(f"  {style:16s}  {first:6.3f}  {found.in_three[style]:6.3f}")
    print(f"  mean reciprocal rank {found.reciprocal_rank:.3f}")
    print(f"  refused though answerable {found.refused_answerable:.3f}")
    print(f"  rank_bm25 Okapi, lower-case words: {baseline:.3f} first")
    for kind, right in found.right.items():
        if kind != "in_scope":
            print(f"{kind:24s} right {right:.3f} of {found.counts[kind]}")
    print(f"topics beyond the article, right article first: {topics:.3f}")
    print("confidence   answers  mean   right")
    for label, count, mean, right in found.bins:
        print(f"  {label}  {count:5d}  {mean:6.3f} {right:6.3f}")
    print(f"expected calibration error {found.calibration_error:.3f}")


def show_misses(judged: Iterable[Judged]) -> None:
    """Print what went wrong."""
    for one in judged:
        if not one.right:
            got = one.answer.passages[0].id if one.answer.passages else one.answer.kind
            expect = one.row.get("expect", "(turn)")
            sure = one.answer.confidence
            print(f"  {one.row['kind']} | {one.question[:150]} | {expect} | {got} | {sure}")


def main(arguments: list[str]) -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("files", nargs="*", type=Path, default=OWN)
    options.add_argument("--misses", action="store_true", help="list what went wrong")
    options.add_argument("--fit", action="store_true", help="fit the confidence model")
    options.add_argument("--sweep", action="store_true", help="try other weights")
    chosen = options.parse_args(arguments)
    assistant = Assistant.load()
    if chosen.fit or chosen.sweep:
        from tuning import fit, sweep  # beside this file

        files = TUNED_ON if chosen.files == OWN else chosen.files
        return (fit if chosen.fit else sweep)(assistant, read(files))
    for path in chosen.files:
        rows = read([path])
        judged = list(ask_all(assistant, rows))
        show(path.name, report(judged), plain_bm25(assistant, rows), topic_share(assistant, rows))
        if chosen.misses:
            show_misses(judged)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
