"""Scope: words that sound like the library's questions, or like others."""

from __future__ import annotations

import json

import pytest

from assistant import Assistant
from assistant.errors import KnowledgeError
from assistant.places import shipped_knowledge
from assistant.scope import MOST, RECORD, compile_scope, features, fitted_for, scope

IDS = ["a/one", "a/two"]
WEIGHTS = {"walk": 1.0, "walk shoe": 0.5, "tattoo": -3.0, "bake": -9.0, "stride": 9.0}


def records(**changed):
    document = {"fitted_for": fitted_for(IDS), "base": 0.25, "weights": WEIGHTS, **changed}
    return compile_scope(document, IDS, "scope-weights.json")


@pytest.mark.parametrize(
    ("said", "total"),
    [
        (["zebra"], 0.25),
        (["walking", "shoes"], 1.75),
        (["walk", "walk", "walk"], 1.25),  # each once
        (["tattoo"], -2.75),
        (["shoes", "walking"], 1.25),  # the pair is another one
        (["bake"], -MOST),
        (["stride"], MOST),
        ([], 0.25),
    ],
)
def test_the_weights_of_words_and_pairs_add_up(said, total):
    """To a sum that is cut both ways."""
    assert scope(said, records().get) == pytest.approx(total)


def test_without_weights_nothing_is_said():
    assert scope(["walk"], {}.get) == 0.0
    assert compile_scope(None, IDS, "scope-weights.json") == {}


def test_weights_for_other_passages_are_left_out():
    """A folder with a new article must not refuse the questions on it."""
    document = {"fitted_for": fitted_for(IDS), "base": 0.25, "weights": WEIGHTS}
    assert compile_scope(document, reversed(IDS), "f") == records()
    assert compile_scope(document, [*IDS, "neck/pain"], "f") == {}


@pytest.mark.parametrize(
    "document",
    [
        [],
        {"base": 0.0},
        {"fitted_for": fitted_for(IDS), "base": "x", "weights": {}},
        {"fitted_for": fitted_for(IDS), "base": 0.0, "weights": ["walk"]},
        {"fitted_for": fitted_for(IDS), "base": 0.0, "weights": {"walk": None}},
    ],
)
def test_a_table_of_another_form_is_refused_by_name(document):
    with pytest.raises(KnowledgeError, match="make it with") as fault:
        compile_scope(document, IDS, "scope-weights.json")
    assert fault.value.file == "scope-weights.json"


def test_records_are_filed_under_first_words():
    """So that a question reads a few small ones."""
    assert records()[RECORD + "walk"] == {"walk": 1.0, "walk shoe": 0.5}


def test_features_are_stems_and_neighbours():
    assert features(["walking", "in", "shoes"]) == {"walk", "in", "shoe", "walk in", "in shoe"}


def test_the_shipped_weights_are_those_of_the_shipped_passages(assistant):
    """Else they would be left out in silence: run tests/fit_scope.py."""
    assert assistant.library.part(RECORD) is not None


@pytest.mark.parametrize(
    ("inside", "outside"),
    [
        ("does my lower back hurt from walking", "does a lower back tattoo hurt"),
        ("which shoes should I walk in", "which shoes for a wedding"),
        ("is a soft mattress bad for my back", "best mattress for a baby"),
    ],
)
def test_a_question_of_the_library_sounds_like_it(assistant, inside, outside):
    read = assistant.read
    part = assistant.library.part
    assert scope(read(inside).words, part) > 0 > scope(read(outside).words, part)


def test_a_folder_with_broken_weights_is_served_without_them(folder):
    """And says so."""
    place = folder({"articles/a.md": "# Feet\n\nToes help.\n", "scope-weights.json": "{"})
    found = Assistant.load(place)
    assert any("scope-weights.json" in str(fault) for fault in found.library.faults)
    assert found.ask("do toes help").kind == "answer"


def test_the_table_can_be_read_line_by_line():
    """Whoever reviews a change sees which words changed."""
    with open(f"{shipped_knowledge()}/scope-weights.json", encoding="utf-8") as file:
        text = file.read()
    assert len(text.splitlines()) > len(json.loads(text)["weights"])
