"""Belief: two linear models of what a message in a chat asks for, fitted on chats.

One weighs what draws a passage: the message's own words, those of the turn before, the article at
hand, the aspect that is asked for. The other says how sure the first choice is. Their numbers are
printed by ``python tests/fit_leaning.py``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from .followup import FollowUp
from .typed import NamedTuple

# Below this chance the honest answer in a chat is "not covered". Going from
# 0.25 to 0.33 costs fit_leaning.py's chats one right answer in a hundred, and a third fewer
# questions on other subjects get a passage.
BAR = 0.35
# Odds beyond this say no more (log odds).
_MOST_SURE = 6.0


class Draw(NamedTuple):
    """What draws a passage, each from 0 to 1.

    ``own``: its score for the message by itself, as a share of the best; ``together``: the same for
    the message with the terms of the turn before. ``article``, ``shown``: whether it is of the
    article at hand, is what was shown. ``body``, ``asked``: the share of the message's terms in its
    text, in its questions. ``subject``, ``subject_asked``: for passages of other articles, the
    share of the subject's terms in its heading, in its questions. ``aspect``: how far its questions
    ask for the same aspect. ``crowd``: how large its article is.
    """

    own: float
    together: float
    article: float
    shown: float
    body: float
    asked: float
    subject: float
    subject_asked: float
    aspect: float
    crowd: float


class Signs(NamedTuple):
    """What tells whether the first choice is right.

    ``chance``: its share of the model's belief; ``alone``: log odds of what was found without the
    chat; ``article``: whether it is of the article at hand. ``points``: whether a connector or
    pronoun points back; ``bare``, ``short``: how little the message says. ``elsewhere``,
    ``strayed``, ``home``, ``scope``: as in ``Evidence``, of the message by itself. ``wordless``:
    whether it has no term at all.
    """

    chance: float
    alone: float
    article: float
    points: float
    bare: float
    short: float
    elsewhere: float
    strayed: float
    home: float
    scope: float
    wordless: float


# By the form of a message: "is it risky?" says too little to be understood by itself, "what about
# shoes?" leans on what was said, anything else may stand alone.
WEIGHTS = {
    "bare": Draw(
        own=2.00,
        together=5.38,
        article=5.35,
        shown=0.49,
        body=0.30,
        asked=0.80,
        subject=2.61,
        subject_asked=2.42,
        aspect=2.68,
        crowd=-2.11,
    ),
    "lean": Draw(
        own=4.24,
        together=4.64,
        article=4.62,
        shown=-0.28,
        body=0.85,
        asked=0.50,
        subject=1.76,
        subject_asked=2.29,
        aspect=1.84,
        crowd=-2.40,
    ),
    "": Draw(
        own=4.35,
        together=4.80,
        article=2.45,
        shown=-0.08,
        body=0.65,
        asked=1.08,
        subject=0.85,
        subject_asked=0.72,
        aspect=0.86,
        crowd=-1.87,
    ),
}
SIGNS_BASE = -3.55
SIGNS = Signs(
    chance=4.84,
    alone=0.38,
    article=0.77,
    points=1.01,
    bare=-0.10,
    short=1.17,
    elsewhere=-1.02,
    strayed=-0.28,
    home=-0.62,
    scope=0.35,
    wordless=1.95,
)


def form_of(lean: FollowUp) -> str:
    """The form of a message, a key of ``WEIGHTS``."""
    return "bare" if lean.bare else "lean" if lean.kind else ""


def believed(draws: Sequence[Draw], weights: Draw) -> list[float]:
    """The share of belief of each passage: softmax of the weighted draws, 1 in all."""
    totals = [sum(map(_times, weights, draw)) for draw in draws]
    most = max(totals)
    shares = [math.exp(total - most) for total in totals]
    total = sum(shares)
    return [share / total for share in shares]


def chance(signs: Signs) -> float:
    """The chance that a choice is right, between 0 and 1."""
    total = SIGNS_BASE + sum(map(_times, SIGNS, signs))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def _times(weight: float, value: float) -> float:
    return weight * value


def log_odds(sure: float) -> float:
    """The log odds of a chance, cut where they say no more."""
    least = 1.0 / (1.0 + math.exp(_MOST_SURE))
    kept = min(max(sure, least), 1.0 - least)
    return math.log(kept / (1.0 - kept))
