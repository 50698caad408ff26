"""Confidence: the estimated chance that the first passage answers the question.

A logistic model over quantities that a person can check: how much of the question's meaning the
passage covers, how strong the match is, its lead over the next, words nobody knows, and words that
point to another subject. Fitted on questions inside and outside the library together by
``python tests/evaluate.py --fit``; a reliability table is part of ``python tests/evaluate.py``.
"""

from __future__ import annotations

import math

from .query import Query, QueryTerm
from .retriever import Retriever
from .typed import NamedTuple

# A term that was matched only by what its phrase stands for counts as covered in part.
_EXPANDED_SHARE = 0.7
# A hint to another subject counts for less when the question also names the back; hints that no
# back can explain always count in full.
ALWAYS_ELSEWHERE = ("cost", "animal")
_MOST_HINTS = 2


class Evidence(NamedTuple):
    """What speaks for and against the first passage.

    ``coverage``: the share of the question's terms, weighed by inverse document frequency, that the
    passage holds. ``strength``: log(1 + score per such weight). ``lead``: the first score's lead
    over the second, as a share of the first. ``unknown``: the share of terms that no passage holds.
    ``phrasing``: the share of pairs of words that the passage or its questions hold. ``weight``:
    log(1 + weight of all terms), so how much was said. ``home``: 1 when a word shows that the
    question is about backs. ``strayed`` and ``elsewhere``: hints to another subject, 2 at most,
    with and without such a word. ``scope``: how much the question sounds like those of the library
    (``assistant.scope``).
    """

    coverage: float
    strength: float
    lead: float
    unknown: float
    phrasing: float
    weight: float
    home: float
    strayed: float
    elsewhere: float
    scope: float = 0.0


class Model(NamedTuple):
    """A fitted logistic model.

    ``weights`` has one for each part of the evidence; below ``threshold`` the honest answer is "not
    covered".
    """

    intercept: float
    weights: Evidence
    threshold: float


# For the shipped library, for one with questions of its own, and for articles as they come. Fitted
# on the questions of tests/data but those kept apart by python tests/evaluate.py --fit, which says
# what each threshold costs: of the first, 0.33 refuses 98 % of far questions and spares 94 % of
# near ones a wrong passage.
WITH_SCOPE = Model(
    -12.67, Evidence(1.69, 2.06, 4.03, -1.55, 2.07, 1.51, -0.13, -0.11, -1.16, 0.40), 0.33
)
WITH_QUESTIONS = Model(
    -21.39, Evidence(0.16, 4.56, 3.78, -2.17, 3.72, 3.39, 1.23, -0.83, -2.13), 0.4
)
# A bare article has no questions to recognise people's words by. Of those that it answers this
# refuses a third. It was fitted on fewer questions than there are now: fitted on all, with the
# questions about topics or without, it refuses "why does slouching hurt my lower back".
PLAIN = Model(-10.65, Evidence(5.6, 3.13, 0.97, -1.72, 0.01, 2.67, 0.0, 0.0, 0.0), 0.25)


def confidence(evidence: Evidence, model: Model = WITH_QUESTIONS) -> float:
    """The chance that the first passage is right, between 0 and 1."""
    total = model.intercept
    for weight, value in zip(model.weights, evidence, strict=True):
        total += weight * value
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def weigh_evidence(
    query: Query, retriever: Retriever, top: list[tuple[int, float]], scope: float = 0.0
) -> Evidence:
    """Measure the evidence.

    Args:
        query: the question's terms.
        retriever: where they were looked up.
        top: numbers and scores of the best passages, best first; may be empty.
        scope: how much the question sounds like those of the library.
    """
    first = top[0][0] if top else -1
    meanings = _meanings(query)
    asked = covered = unknown = 0.0
    singles = pairs = paired = 0
    for term in query.terms:
        if term.via == "pair":
            pairs += 1
            paired += _holds(retriever, term.term, first)
        elif term.via != "expansion":
            singles += 1
            weight = retriever.inverse_document_frequency(term.term) * term.weight
            asked += weight
            unknown += retriever.postings(term.term) is None
            covered += weight * _share(term, meanings, retriever, first)
    best = top[0][1] if top else 0.0
    second = top[1][1] if len(top) > 1 else 0.0
    strayed, elsewhere = _hints(query)
    return Evidence(
        coverage=covered / asked if asked else 0.0,
        strength=math.log1p(best / asked) if asked else 0.0,
        lead=(best - second) / best if best else 0.0,
        unknown=unknown / singles if singles else 0.0,
        phrasing=paired / pairs if pairs else 0.0,
        weight=math.log1p(asked),
        home=float(query.home),
        strayed=strayed,
        elsewhere=elsewhere,
        scope=scope,
    )


def _meanings(query: Query) -> dict[str, list[str]]:
    """For each typed word of a phrase, the terms that the phrase stands for."""
    found: dict[str, list[str]] = {}
    for term in query.terms:
        if term.via == "expansion":
            for word in term.typed.split():
                found.setdefault(word, []).append(term.term)
    return found


def _hints(query: Query) -> tuple[float, float]:
    weak = strong = 0
    for kind, _ in query.elsewhere:
        if query.home and kind not in ALWAYS_ELSEWHERE:
            weak += 1
        else:
            strong += 1
    return float(min(weak, _MOST_HINTS)), float(min(strong, _MOST_HINTS))


def _share(
    term: QueryTerm, meanings: dict[str, list[str]], retriever: Retriever, first: int
) -> float:
    """How far a passage covers a term: whole, in part through an expansion, or not at all."""
    if _holds(retriever, term.term, first):
        return 1.0
    means = meanings.get(term.typed, ())
    return _EXPANDED_SHARE if any(_holds(retriever, mean, first) for mean in means) else 0.0


def _holds(retriever: Retriever, term: str, number: int) -> bool:
    postings = retriever.postings(term)
    return postings is not None and number in postings.numbers
