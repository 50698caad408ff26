"""Fit how chats lean on what was talked of: the numbers of ``assistant/belief.py``.

    python tests/fit_leaning.py          # prints them, with what they get right on chats left out

Each turn of a chat is looked at as if the turns before had been answered rightly. Questions that
stand alone, of the library and of other subjects, are put after turns of chats at random: people
change the subject.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from evaluate import TUNED_ON, Row, read
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from assistant import Assistant
from assistant.belief import WEIGHTS, Draw, Signs, believed, form_of
from assistant.finding import Found
from assistant.followup import FollowUp, follow_up
from assistant.leaning import Leaning, Talk

SWITCHES = 900  # questions of each sort that are put after a turn of a chat
STRENGTH = 0.0005  # how much large weights of draws are punished
REAL = 3  # a turn of a chat counts as much as so many questions put into one
FOLDS = 5
BARS = (0.25, 0.33, 0.4, 0.5)


class Turn(NamedTuple):
    """A message in a chat: where it is from, what it leans on, what would answer it."""

    chat: str
    sort: str
    found: Found
    lean: FollowUp
    talk: Talk
    expect: list[str]


class Weighed(NamedTuple):
    """A turn with the passages that come into question, and which of them are right."""

    turn: Turn
    numbers: list[int]
    draws: np.ndarray
    right: np.ndarray


def chats(assistant: Assistant, rows: Sequence[Row]) -> Iterator[Turn]:
    """The turns of dialogs after the first, those aside that pick or ask for more."""
    find, passage = assistant.retriever.find, assistant.finder.passage
    for row in rows:
        talk: Talk | None = None
        for turn in row["turns"]:
            expect = [key for key in turn["expect"] if not key.startswith("red:")]
            if turn["expect"] and not expect:
                continue
            lean = follow_up(turn["question"])
            found = assistant.finder.find(assistant.read(turn["question"]), alone=not lean.kind)
            picked = talk is not None and lean.kind in ("pick", "more")
            if talk is not None and not picked:
                yield Turn(row["id"], "chat" if expect else "chat, none", found, lean, talk, expect)
            if expect:
                keys = [passage(number).id for number, _ in found.top]
                shown = find(next((key for key in keys if key in expect), expect[0]))
                asked = shown.title if picked else turn["question"]
                talk = Talk(assistant.read(asked), shown)


def switches(assistant: Assistant, rows: Sequence[Row], turns: Sequence[Turn]) -> Iterator[Turn]:
    """Questions that stand alone, put after turns of chats."""
    chance = random.Random(5)
    inside = [row for row in rows if row["kind"] in ("in_scope", "topic") and row.get("expect")]
    outside = [row for row in rows if row["kind"].startswith("out_of_scope")]
    for sort, group in (("switch", inside), ("switch, none", outside)):
        for row in chance.sample(group, SWITCHES):
            lean = follow_up(row["question"])
            found = assistant.finder.find(assistant.read(row["question"]), alone=not lean.kind)
            yield Turn(row["id"], sort, found, lean, chance.choice(turns).talk, row["expect"])


def weighed(assistant: Assistant, leaning: Leaning, turn: Turn) -> Weighed:
    """What draws each passage."""
    numbers, draws = leaning.draws(turn.found.query, turn.talk)
    right = [assistant.retriever.passage(number).id in turn.expect for number in numbers]
    return Weighed(turn, numbers, np.array(draws, float), np.array(right, bool))


def fit_draws(data: Sequence[Weighed]) -> np.ndarray:
    """Weights that make the right passages most likely (a conditional logit, L2)."""
    used = [(one, _counts(one)) for one in data if one.right.any()]

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = 0.0, np.zeros_like(weights)
        for one, count in used:
            points = one.draws @ weights
            shares = np.exp(points - points.max())
            shares /= shares.sum()
            right = shares * one.right
            total -= count * np.log(right.sum())
            slope -= count * ((right / right.sum() - shares) @ one.draws)
        n = sum(count for _, count in used)
        return total / n + STRENGTH * weights @ weights, slope / n + 2 * STRENGTH * weights

    start = np.zeros(len(Draw._fields))
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B").x)


def fit_weights(data: Sequence[Weighed]) -> dict[str, Draw]:
    """The weights of each form of message."""
    groups: dict[str, list[Weighed]] = {form: [] for form in WEIGHTS}
    for one in data:
        groups[form_of(one.turn.lean)].append(one)
    return {form: Draw(*fit_draws(group)) for form, group in groups.items()}


def judged(leaning: Leaning, one: Weighed, weights: dict[str, Draw]) -> tuple[Signs, bool]:
    """The signs of a turn's first choice, and whether it is right."""
    beliefs = believed([Draw(*row) for row in one.draws], weights[form_of(one.turn.lean)])
    asked, shown = one.turn.found.query.words, one.turn.talk.shown
    given = [leaning.gives(number, asked, shown) for number in one.numbers]
    best = int(np.argmax(np.where(given, beliefs, 0.0)))
    turn, first = one.turn, (one.numbers[best], beliefs[best])
    signs = leaning.signs(turn.found.query, turn.lean, turn.talk, first, turn.found.sure)
    return signs, bool(one.right[best])


def fit_signs(found: Sequence[tuple[Signs, bool]], counts: Sequence[int]) -> LogisticRegression:
    """How sure a choice is: a logistic model of its signs."""
    signs = np.array([one for one, _ in found], float)
    right = np.array([right for _, right in found])
    return LogisticRegression(C=1.0, max_iter=2000).fit(signs, right, sample_weight=counts)


def _counts(one: Weighed) -> int:
    return REAL if one.turn.sort.startswith("chat") else 1


def cross_validate(leaning: Leaning, data: Sequence[Weighed]) -> None:
    """Print, for each bar, the share of turns that are answered rightly, or rightly refused."""
    names = sorted({one.turn.chat for one in data})
    random.Random(3).shuffle(names)
    fold = {name: place % FOLDS for place, name in enumerate(names)}
    results: list[tuple[str, bool, bool, float]] = []
    for number in range(FOLDS):
        kept = [one for one in data if fold[one.turn.chat] != number]
        weights = fit_weights(kept)
        model = fit_signs([judged(leaning, one, weights) for one in kept], [*map(_counts, kept)])
        for one in data:
            if fold[one.turn.chat] == number:
                signs, right = judged(leaning, one, weights)
                sure = float(model.predict_proba(np.array([signs], float))[0, 1])
                results.append((one.turn.sort, bool(one.turn.expect), right, sure))
    print("first choice right:", _share([right for _, inside, right, _ in results if inside]))
    for bar in BARS:
        line = [f"bar {bar:.2f}"]
        for sort in ("chat", "chat, none", "switch", "switch, none"):
            good = [
                (right and sure >= bar) if inside else sure < bar
                for one, inside, right, sure in results
                if one == sort
            ]
            line.append(f"{sort} {_share(good)} of {len(good)}")
        print("; ".join(line))


def _share(values: Sequence[bool]) -> str:
    return f"{np.mean(values):.3f}"


def main() -> int:
    """Fit and print."""
    assistant = Assistant.load()
    leaning = Leaning(assistant.library)
    rows = read(map(Path, sys.argv[1:]) if sys.argv[1:] else TUNED_ON)
    turns = [*chats(assistant, [row for row in rows if row["kind"] == "dialog"])]
    turns += [*switches(assistant, rows, turns)]
    found = [weighed(assistant, leaning, turn) for turn in turns]
    data = [one for one in found if one.numbers]
    cross_validate(leaning, data)
    weights = fit_weights(data)
    model = fit_signs([judged(leaning, one, weights) for one in data], [*map(_counts, data)])
    for form, draw in weights.items():
        numbers = zip(Draw._fields, draw, strict=True)
        print(f'"{form}": Draw(' + ", ".join(f"{name}={one:.2f}" for name, one in numbers) + "),")
    print(f"SIGNS_BASE = {model.intercept_[0]:.2f}")
    numbers = zip(Signs._fields, model.coef_[0], strict=True)
    print("SIGNS = Signs(" + ", ".join(f"{name}={one:.2f}" for name, one in numbers) + ")")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
