"""Fitting and sweeping: how the numbers of the confidence model and of the fields were found."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

import assistant.query as query_module
from assistant.assistant import Assistant
from assistant.compile import question_reader
from assistant.confidence import Evidence, weigh_evidence
from assistant.places import shipped_knowledge
from assistant.query import QuestionReader
from assistant.reading import Knowledge, read_knowledge
from assistant.records import MemoryRecords
from assistant.retriever import FIELDS, Field, Retriever, index_records
from assistant.scope import MOST, features

Row = dict[str, Any]
FOLDS = 5
RIDGE = 1.0  # a mild pull towards zero, so that no weight runs away on a few hundred questions
THRESHOLDS = (0.15, 0.2, 0.25, 0.3, 0.33, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)
_KINDS = ("in_scope", "out_of_scope_near", "out_of_scope_far", "red_flag_lookalike", "topic")


def is_right(row: Row, passage: Any) -> bool:
    """Whether a passage answers a question, by its label."""
    if "topic" in row:
        return passage.article in row["topic"].split("|")
    return passage.id in (row["expect"] or row.get("also", ()))


def measured(
    rows: list[Row], retriever: Retriever, reader: QuestionReader, scopes: Sequence[float]
) -> Iterator[tuple[str, Evidence, bool]]:
    """Kind, evidence and rightness of each question that has a meaning for confidence."""
    for row, sounds in zip(rows, scopes, strict=True):
        if row["kind"] not in _KINDS or "topic" in row:
            continue  # a label that names an article misses other passages that answer as well
        query = reader.read(row["question"])
        top = retriever.top(query, 2)
        right = bool(top) and is_right(row, retriever.passage(top[0][0]))
        yield row["kind"], weigh_evidence(query, retriever, top, sounds), right


def cross_fitted(assistant: Assistant, knowledge: Knowledge, rows: list[Row]) -> list[float]:
    """The scope of each question, by weights that were fitted without its fold."""
    import fit_scope  # needs scikit-learn

    library = [*fit_scope.of_library(assistant, knowledge)]
    fold = np.random.default_rng(1).integers(0, FOLDS, len(rows))
    found = [0.0] * len(rows)
    for number in range(FOLDS):
        others = [row for row, place in zip(rows, fold, strict=True) if place != number]
        names, model = fit_scope.fit([*library, *fit_scope.of_rows(assistant, others)])
        weight = dict(zip(names, model.weights, strict=True))
        for place in np.flatnonzero(fold == number):
            said = features(assistant.read(rows[place].get("question", "")).words)
            total = model.base + sum(weight.get(feature, 0.0) for feature in said)
            found[place] = float(np.clip(total, -MOST, MOST))
    return found


def logistic(evidence: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Weights of a ridge logistic regression by Newton's method, the intercept first."""
    mean, spread = evidence.mean(axis=0), evidence.std(axis=0) + 1e-9
    scaled = np.column_stack([np.ones(len(evidence)), (evidence - mean) / spread])
    weights = np.zeros(scaled.shape[1])
    pull = RIDGE * np.diag([0.0, *np.ones(len(mean))])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ (chance - right) + pull @ weights
        curve = (scaled * (chance * (1 - chance))[:, None]).T @ scaled + pull
        weights -= np.linalg.solve(curve, slope)
    plain = weights[1:] / spread
    return np.array([weights[0] - plain @ mean, *plain])


def _chances(evidence: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-(weights[0] + evidence @ weights[1:])))


def cross_validated(evidence: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The chance of each question, from a model that was fitted without its fold."""
    fold = np.random.default_rng(0).integers(0, FOLDS, len(right))
    chances = np.zeros(len(right))
    for number in range(FOLDS):
        inside = fold == number
        chances[inside] = _chances(evidence[inside], logistic(evidence[~inside], right[~inside]))
    return chances


def fit(assistant: Assistant, rows: list[Row]) -> int:
    """Fit the confidence models and print them with what each threshold costs."""
    knowledge = read_knowledge(shipped_knowledge())
    nothing = [0.0] * len(rows)
    print("with questions and scope")
    _fit_one(knowledge, rows, cross_fitted(assistant, knowledge, rows))
    print("with questions")
    _fit_one(knowledge, rows, nothing)
    print("articles as they come")
    bare = [row for row in rows if row["kind"] != "topic"]
    _fit_one(_bare(knowledge), bare, nothing[: len(bare)])
    return 0


def _bare(knowledge: Knowledge) -> Knowledge:
    """The main article alone, without questions and vocabulary."""
    main = [article for article in knowledge.articles if article.source is not None][:1]
    plain = [
        article._replace(passages=tuple(p._replace(questions=()) for p in article.passages))
        for article in main
    ]
    nothing = knowledge.vocabulary._replace(data=None)
    return knowledge._replace(articles=tuple(plain), vocabulary=nothing)


def _fit_one(knowledge: Knowledge, rows: list[Row], scopes: Sequence[float]) -> None:
    retriever, reader = built(knowledge)
    kinds, evidence, right = zip(*measured(rows, retriever, reader, scopes), strict=True)
    matrix, truth = np.array(evidence, float), np.array(right, float)
    names = np.array(kinds)
    weights = logistic(matrix, truth)
    print(f"  intercept {weights[0]:.2f}")
    for name, weight in zip(Evidence._fields, weights[1:], strict=True):
        print(f"  {name:10s} {weight:6.2f}")
    chances = cross_validated(matrix, truth)
    print(f"  cross-validated calibration error {_calibration_error(chances, truth):.3f}")
    print("  threshold  far refused  near right  in scope refused  in scope right  topics right")
    for threshold in THRESHOLDS:
        refused = chances < threshold
        inside, near, far, _, topics = (names == kind for kind in _KINDS)
        print(
            f"  {threshold:9.2f}  {refused[far].mean():11.3f}"
            f"  {(refused | (truth > 0))[near].mean():10.3f}"
            f"  {refused[inside].mean():16.3f}  {(~refused & (truth > 0))[inside].mean():14.3f}"
            + (f"  {(~refused & (truth > 0))[topics].mean():12.3f}" if topics.any() else "")
        )


def _calibration_error(chances: np.ndarray, right: np.ndarray) -> float:
    place = np.minimum((chances * FOLDS).astype(int), FOLDS - 1)
    return float(
        sum(
            abs(chances[place == one].mean() - right[place == one].mean()) * (place == one).mean()
            for one in range(FOLDS)
            if (place == one).any()
        )
    )


def built(
    knowledge: Knowledge, fields: dict[str, Field] | None = None
) -> tuple[Retriever, QuestionReader]:
    """A retriever and a reader of questions, built in memory."""
    records = MemoryRecords(dict(index_records(knowledge.passages, fields)))
    retriever = Retriever.from_records(records)
    return retriever, question_reader(knowledge, retriever)


def sweep(assistant: Assistant, rows: list[Row]) -> int:
    """Try weights of fields and terms; print the share right first for each."""
    del assistant
    knowledge = read_knowledge(shipped_knowledge())
    print("questions  pairs    k1     b  expansion  story   in scope  paraphrase  topics")
    grid = itertools.product((3.0, 4.0), (1.8, 2.2, 2.6), (1.2, 2.0, 3.0), (0.15, 0.3, 0.45))
    for asked, pairs, k1, b in grid:
        fields = {
            **FIELDS,
            "questions": Field(asked, k1, b),
            "question pairs": Field(pairs, k1, b),
        }
        retriever, reader = built(knowledge, fields)
        for expansion, story in ((0.5, 0.5), (0.35, 0.5), (0.2, 0.5), (0.2, 0.7), (0.2, 0.35)):
            query_module.EXPANSION_WEIGHT, query_module.STORY_WEIGHT = expansion, story
            shares = _shares(rows, retriever, reader)
            print(
                f"{asked:9.1f}  {pairs:5.1f}  {k1:4.1f}  {b:4.2f}  {expansion:9.2f}  {story:5.2f}"
                "   " + "  ".join(f"{one:8.3f}" for one in shares),
                flush=True,
            )
    return 0


def _shares(rows: list[Row], retriever: Retriever, reader: QuestionReader) -> Sequence[float]:
    right: dict[str, list[bool]] = {"in_scope": [], "paraphrase": [], "topic": []}
    for row in rows:
        if row["kind"] not in ("in_scope", "topic"):
            continue
        top = retriever.top(reader.read(row["question"]), 1)
        found = bool(top) and is_right(row, retriever.passage(top[0][0]))
        right[row["kind"]].append(found)
        if row.get("style") == "paraphrase":
            right["paraphrase"].append(found)
    return [sum(one) / max(1, len(one)) for one in right.values()]
