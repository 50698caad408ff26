"""Logistic regressions over sets of features, as the fitting scripts beside this file need them.

They stand on scikit-learn, which only these scripts use: ``pip install -e ".[fit]"``.
"""

from __future__ import annotations

import json
import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

_ITERATIONS = 500


class Fitted(NamedTuple):
    """A linear model: its intercept, and a weight for each feature."""

    base: float
    weights: np.ndarray


class Examples(NamedTuple):
    """Which example has which feature: one row an example, one column a feature, 0 or 1."""

    names: list[str]
    matrix: sparse.csr_matrix

    def only(self, rows: Sequence[int] | np.ndarray) -> Examples:
        """Some of the examples."""
        return Examples(self.names, self.matrix[rows])


def counted(said: Sequence[set[str]], least: int) -> Examples:
    """Examples of sets of features, of which those are kept that occur ``least`` times."""
    counts = Counter(feature for found in said for feature in found)
    names = sorted(feature for feature, count in counts.items() if count >= least)
    places = {feature: place for place, feature in enumerate(names)}
    columns = [[places[one] for one in found if one in places] for found in said]
    ends = np.cumsum([0, *map(len, columns)])
    flat = np.array([place for found in columns for place in sorted(found)], np.int64)
    ones = np.ones(len(flat))
    return Examples(names, sparse.csr_matrix((ones, flat, ends), (len(said), len(names))))


def dense(examples: Examples, truth: np.ndarray, strength: float, balanced: bool = False) -> Fitted:
    """The mean of two models with an L2 penalty: of the features as they are, and of the features
    times the logarithm of how much oftener they stand in examples that are true.

    The second is Naive Bayes as the start of a regression (NBSVM; Wang and Manning, Baselines and
    bigrams, ACL 2012). Both are linear in the features, and so is their mean.

    Args:
        examples: what was said.
        truth: whether each example is true.
        strength: how little large weights are punished (C).
        balanced: whether true and false examples count as much in all, however many there are.
    """
    true, false = (1 + _sums(examples.matrix[truth == value]) for value in (1, 0))
    ratio = np.log((true / true.sum()) / (false / false.sum()))
    plain = _fit(examples.matrix, truth, strength, 0.0, balanced)
    scaled = _fit((examples.matrix @ sparse.diags(ratio)).tocsr(), truth, strength, 0.0, balanced)
    weights = (plain.weights + scaled.weights * ratio) / 2
    return Fitted((plain.base + scaled.base) / 2, weights)


def lasso(examples: Examples, truth: np.ndarray, strength: float) -> Fitted:
    """A model with an L1 penalty, which keeps only the features that matter most."""
    return _fit(examples.matrix, truth, strength, 1.0)


def _sums(matrix: sparse.csr_matrix) -> np.ndarray:
    return np.asarray(matrix.sum(axis=0)).ravel()


def _fit(
    matrix: sparse.csr_matrix, truth: np.ndarray, strength: float, l1: float, balanced: bool = False
) -> Fitted:
    model = LogisticRegression(
        C=strength,
        l1_ratio=l1,
        solver="liblinear",
        max_iter=_ITERATIONS,
        random_state=0,
        class_weight="balanced" if balanced else None,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that its releases are about to change
        model.fit(matrix, truth)
    return Fitted(float(model.intercept_[0]), model.coef_[0])


def rounded(weight: float, smallest: float) -> float:
    """A weight as it is written; too small a one is none."""
    return round(float(weight), 2) if abs(weight) > smallest else 0.0


def parts(models: dict[str, Fitted], place: int, smallest: float) -> dict[str, float]:
    """What one feature adds in each of several models; those that it adds nothing to are left out.

    Args:
        models: by name.
        place: the feature's.
        smallest: what counts as nothing.
    """
    found = {name: rounded(model.weights[place], smallest) for name, model in models.items()}
    return {name: weight for name, weight in found.items() if weight}


def bases(models: dict[str, Fitted]) -> dict[str, float]:
    """The intercepts of several models, as they are written."""
    return {name: round(model.base, 2) for name, model in models.items()}


def written(about: str, base: dict[str, Any], weights: Iterable[tuple[str, Any]]) -> str:
    """Fitted weights as the text of a file: a line a feature, so that changes can be read."""
    head = [f"{json.dumps(key)}: {json.dumps(value)}," for key, value in base.items()]
    lines = [f"{json.dumps(feature)}: {json.dumps(entry)}" for feature, entry in weights]
    start = "\n".join([f'{{\n"about": {json.dumps(about)},', *head, '"weights": {'])
    return start + "\n" + ",\n".join(lines) + "\n}\n}\n"
