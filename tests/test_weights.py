"""Weights kept word by word: each feature is found again, and nothing else is read."""

from __future__ import annotations

from assistant.weights import filed, looked_up

WEIGHTS = {"leg": 1.0, "leg numb": 2.0, "numb": -1.0, "numb leg": 0.0}


def test_each_feature_is_found_where_it_was_filed():
    """Also one that weighs nothing; what nobody weighed is left out."""
    records = filed("m:", WEIGHTS)
    assert looked_up(records.get, "m:", [*WEIGHTS, "toe", "leg toe"]) == WEIGHTS


def test_the_order_is_that_of_the_alphabet():
    """Whatever a set's order is in this process."""
    records = filed("m:", WEIGHTS)
    assert list(looked_up(records.get, "m:", {"numb", "leg numb", "leg"})) == [
        "leg", "leg numb", "numb",
    ]  # fmt: skip


def test_only_the_records_of_first_words_are_read():
    """A message costs what its own words cost."""
    asked = []
    looked_up(asked.append, "m:", ["leg numb", "toe"])
    assert asked == ["m:leg", "m:toe"]


def test_models_share_no_record():
    """Their names start differently."""
    assert not set(filed("a:", WEIGHTS)) & set(filed("b:", WEIGHTS))
