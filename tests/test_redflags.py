"""The danger signs as written are whole: rules proven, cards there, numbers in their place."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.errors import KnowledgeError
from assistant.inflection import forms
from assistant.patterns import PatternError, heads, read_pattern
from assistant.places import shipped_knowledge
from assistant.redflags import check_red_flags, compile_red_flags

FILE = Path(shipped_knowledge()) / "red-flags.yaml"
SOURCES = Path(shipped_knowledge()) / "sources.yaml"
LARGEST_RECORD = 40_000  # bytes of JSON that one word of a message may cost
LEADS = {
    "emergency": (
        "This could be an emergency.",
        "This is an emergency.",
        "If you think you may need",
    ),
    "crisis": ("I am really glad you told me.",),
    "urgent": ("Please phone for medical help now", "Please ask for an urgent appointment."),
    "soon": ("Please book a doctor's appointment soon.",),
}


def load(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return load(FILE)


@pytest.fixture(scope="module")
def records(document: Mapping[str, object]) -> dict[str, Any]:
    return compile_red_flags(document, FILE.name)


def cards(document: Mapping[str, Any]) -> list[tuple[str, str, str, list[str]]]:
    return [
        (group, level, voice, lines)
        for group, entry in document["groups"].items()
        for level, card in entry["cards"].items()
        for voice, lines in card.items()
    ]


def test_every_rule_fires_on_its_example_and_not_on_its_look_alike(document: Any) -> None:
    assert check_red_flags(document, FILE.name) == []


def test_every_source_is_registered(document: Any) -> None:
    cited = {key for group in document["groups"].values() for key in group["sources"]}
    assert cited <= set(load(SOURCES))


def test_the_first_line_of_a_card_belongs_to_its_level(document: Any) -> None:
    for group, level, voice, lines in cards(document):
        assert lines[0].startswith(LEADS[level]), (group, level, voice)


def test_no_card_says_that_somebody_has_a_condition(document: Any) -> None:
    for group, level, _, lines in cards(document):
        text = " ".join(lines).lower()
        assert "you have a " not in text, (group, level)
        assert "you have cancer" not in text, (group, level)


def test_every_region_names_an_emergency_number_and_its_sources(document: Any) -> None:
    assert set(document["regions"]) == {"none", "us", "uk", "ie", "eu", "au", "nz", "ca", "in"}
    for name, region in document["regions"].items():
        assert region["emergency_number"], name
        assert region["sources"] or name == "none", name


def test_a_region_has_more_than_one_way_to_get_help_in_a_crisis(document: Any) -> None:
    for name, region in document["regions"].items():
        ways = region.get("crisis_lines", document["regions"]["none"]["crisis_lines"])
        assert any(word in ways for word in (" or ", "Or ", "also", ", ")), name


def test_one_question_reads_small_records_only(records: Any) -> None:
    for name, record in records.items():
        assert len(json.dumps(record)) < LARGEST_RECORD, name


def test_a_fault_names_the_file_the_entry_and_what_was_expected(document: Any) -> None:
    broken = copy.deepcopy(document)
    broken["concepts"]["numb"] = "numb (or"
    with pytest.raises(KnowledgeError, match=r"red-flags.yaml: concept numb: .* is missing"):
        compile_red_flags(broken, "red-flags.yaml")


@pytest.mark.parametrize("document", [None, [], "words"])
def test_a_file_without_sections_is_refused(document: Any) -> None:
    with pytest.raises(KnowledgeError, match="expected sections"):
        compile_red_flags(document, "red-flags.yaml")


def test_a_rule_of_unknown_concepts_is_refused(document: Any) -> None:
    broken = copy.deepcopy(document)
    broken["rules"][0]["all"] = ["numbb"]
    with pytest.raises(KnowledgeError, match="numbb"):
        compile_red_flags(broken, "red-flags.yaml")


def test_check_finds_a_rule_that_can_never_fire(document: Any) -> None:
    broken = copy.deepcopy(document)
    broken["rules"][0]["example"] = "a sore back"
    assert any("must fire" in fault for fault in check_red_flags(broken, "f"))


def test_check_finds_a_number_in_a_card(document: Any) -> None:
    broken = copy.deepcopy(document)
    broken["groups"]["cardiac"]["cards"]["emergency"]["lines"][1] = "Call 999."
    assert any("numbers belong in regions" in fault for fault in check_red_flags(broken, "f"))


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("numb", [["numb"]]),
        ("(a|b) c", [[" a b ", "c"]]),
        ("a [b] c", [["a", "? b ", "c"]]),
        ("a .. b", [["a", 2, "b"]]),
        ("a ..4 b [c]", [["a", 4, "b"]]),
        ("[a] b", [["b"]]),
    ],
)
def test_patterns_are_read(pattern: str, expected: list[list[object]]) -> None:
    assert read_pattern(pattern) == expected


@pytest.mark.parametrize("pattern", ["(a", "a)", "[a]", "..", "a ..x b", "a ..99 b"])
def test_patterns_that_cannot_be_meant_are_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        read_pattern(pattern)


def test_heads_follow_each_branch() -> None:
    assert heads(read_pattern("(a|b c) d")[0]) == [("a", ["d"]), ("b", ["c", "d"])]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("drag", ["drag", "drags", "dragged", "dragging"]),
        ("throb", ["throb", "throbs", "throbbed", "throbbing"]),
        ("carry", ["carry", "carries", "carried", "carrying"]),
        ("wake", ["wake", "wakes", "woke", "woken", "waking"]),
        ("numb", ["numb", "numbs", "numbed", "numbing"]),
    ],
)
def test_forms_of_words(word: str, expected: list[str]) -> None:
    assert forms(word) == expected
