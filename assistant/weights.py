"""Weights of fitted models, kept word by word: a message looks up only what its own words need.

A feature is one word or several with spaces between; it is filed under its first word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from .typed import Any


def filed(name: str, weights: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The records of a model's weights.

    Args:
        name: what the names of its records start with.
        weights: what each feature weighs.

    >>> filed("m:", {"leg": 1, "leg numb": 2})
    {'m:leg': {'leg': 1, 'leg numb': 2}}
    """
    records: dict[str, dict[str, Any]] = {}
    for feature, weight in weights.items():
        records.setdefault(_record(name, feature), {})[feature] = weight
    return records


def looked_up(part: Callable[[str], Any], name: str, features: Iterable[str]) -> dict[str, Any]:
    """What the features of a message weigh, where they are known.

    Args:
        part: gives the record of a name, or None.
        name: what the names of the records start with.
        features: each once.

    Returns:
        Feature -> weight, in alphabetical order, so that sums are the same in every process.
    """
    found = {}
    for feature in sorted(features):
        weight = (part(_record(name, feature)) or {}).get(feature)
        if weight is not None:
            found[feature] = weight
    return found


def _record(name: str, feature: str) -> str:
    return name + feature.split(" ", 1)[0]
