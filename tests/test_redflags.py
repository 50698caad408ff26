"""The danger signs as written are whole: rules proven, cards there, numbers in their place."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import signs
import yaml

from assistant.errors import KnowledgeError
from assistant.inflection import forms
from assistant.patterns import PatternError, heads, read_pattern
from assistant.places import shipped_knowledge
from assistant.redflags import DEFAULT_NEAR, check_red_flags, compile_red_flags, mappings
from assistant.rules import PASSES

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


# -- from the file to records ---------------------------------------------------------------------

RULE = {"id": "one", "all": ["numb"]}


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"id": "one"}, "rule one: id and all are needed"),
        ({"all": ["numb"]}, "without id"),
        ({**RULE, "unles": []}, "not known: unles"),
        ({**RULE, "level": "grave"}, "level grave: one of"),
        ({**RULE, "group": "foot"}, "group foot is not under groups"),
        ({**RULE, "group": "all"}, "group all is not under groups"),
        ({**RULE, "group": "foot", "level": "info"}, "group foot is not under groups"),
        ({**RULE, "all": ["numb:now"]}, r"after the colon one of \['any', 'asked'"),
        ({**RULE, "all": ["numb", "dead"]}, "“dead” is not under concepts"),
        ({**RULE, "unless": ["dead"]}, "“dead” is not under concepts"),
        ({**RULE, "level": "ask"}, "question: the id of one of safety_questions"),
        ({**RULE, "level": "ask", "question": "foot"}, "question: the id of one"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(rule: dict[str, Any], said: str) -> None:
    with pytest.raises(KnowledgeError, match=said):
        signs.compiled([rule])


def test_an_id_is_used_once() -> None:
    with pytest.raises(KnowledgeError, match="rule one: this id is used twice"):
        signs.compiled([RULE, RULE])


@pytest.mark.parametrize(
    ("sections", "said"),
    [
        ({"words": {"self": ""}}, "words.self: words with spaces"),
        ({"concepts": {"numb": []}}, "concept numb: a list of ways"),
        ({"concepts": {"numb": ["numb <toes>"]}}, "names <toes>, which is no word list"),
        ({"concepts": {"numb": ["x-ray"]}}, "write “x-ray” in plain small letters"),
        ({"critical_words": "numb toes"}, "“toes” is in no pattern"),
        ({"critical_words": "leg"}, "“leg” is in no pattern, or is shorter than 4"),
        ({"groups": {"foot": "feet"}}, "groups.foot: a mapping was expected"),
        ({"order": ["emergency", "urgent", "crisis"]}, "order: a list that holds"),
        ({"levels": "grave"}, "levels: a mapping was expected"),
    ],
)
def test_a_section_that_cannot_be_meant_is_refused(sections: dict[str, Any], said: str) -> None:
    with pytest.raises(KnowledgeError, match=said):
        signs.compiled([RULE], **sections)


def test_a_list_of_words_that_context_needs_cannot_be_missing() -> None:
    broken = signs.document()
    broken["words"] = {name: text for name, text in signs.LISTS.items() if name != "fresh"}
    with pytest.raises(KnowledgeError, match=r"words\.fresh: this list is needed"):
        compile_red_flags(broken, "signs.yaml")


def compiled_rule(rule: Mapping[str, Any], **sections: Any) -> dict[str, Any]:
    return signs.compiled([{**RULE, **rule}], **sections)["flag:rule:numb"][0]


def test_a_rule_says_how_near_its_parts_must_be() -> None:
    assert compiled_rule({})["near"] == DEFAULT_NEAR
    assert compiled_rule({"near": 3})["near"] == 3
    assert compiled_rule({"near": "message"})["near"] == 0


def test_a_compiled_rule_keeps_what_it_was_given() -> None:
    given = {"new": True, "same_person": True, "at_least": 1, "question": "saddle"}
    found = compiled_rule({**given, "level": "ask"})
    assert {key: found[key] for key in given} == given
    assert (found["id"], found["group"], found["level"]) == ("one", "nerve", "ask")
    assert not {"new", "same_person", "at_least", "question", "unless"} & set(compiled_rule({}))


@pytest.mark.parametrize(
    ("group", "level", "rank"),
    [
        ("nerve", "urgent", 0),
        ("heart", "urgent", 3),
        ("nerve", "crisis", 1),
        ("nerve", "comfort", 7),
    ],
)
def test_the_order_of_a_group_comes_before_that_of_its_level(
    group: str, level: str, rank: int
) -> None:
    assert compiled_rule({"group": group, "level": level})["rank"] == rank


@pytest.mark.parametrize(
    ("part", "level", "mark"),
    [
        ("numb", "urgent", ""),
        ("numb:past", "urgent", "past"),
        ("numb:asked", "soon", "asked"),
        ("numb", "comfort", "past"),
        ("numb", "info", "maybe"),
        ("numb:any", "info", "any"),
    ],
)
def test_a_part_lets_pass_what_its_mark_and_its_level_say(part: str, level: str, mark: str) -> None:
    found = compiled_rule({"all": [part], "level": level})
    assert found["all"] == [[["numb"], PASSES[mark]]]


def test_a_calm_rule_lets_the_past_pass_besides_what_its_mark_says() -> None:
    found = compiled_rule({"all": ["numb:asked"], "level": "comfort"})
    assert found["all"] == [[["numb"], PASSES["asked"] | PASSES["past"]]]


def test_that_it_is_about_a_back_passes_in_any_context() -> None:
    found = compiled_rule({"all": ["numb", "back", "back|numb"]})
    assert [passes for _, passes in found["all"]] == [0, PASSES["any"], 0]


def test_a_rule_is_filed_under_what_can_be_first_seen_of_it() -> None:
    def filed(**more: Any) -> set[str]:
        records = signs.compiled([{"id": "one", "all": ["numb|crotch", "back"], **more}])
        return {name.split(":")[2] for name in records if name.startswith("flag:rule:")}

    assert filed() == {"numb", "crotch"}
    assert filed(at_least=1) == {"numb", "crotch", "back"}


def test_a_concept_that_no_rule_asks_for_only_excuses() -> None:
    found = signs.compiled([{**RULE, "all": ["numb:past|crotch"], "unless": ["back"]}][:0])
    assert found["flag:word:numb"]["of"] == [["~numb"]]
    found = signs.compiled([{**RULE, "all": ["numb|crotch:past"], "unless": ["back"]}])
    assert found["flag:word:crotch"]["of"] == [["crotch"]]
    assert found["flag:word:back"]["of"] == [["~back"]]
    assert found["flag:rule:numb"][0]["unless"] == ["~back"]
    assert found["flag:word:people"]["of"] == [["@people_in_general"]]


def test_a_word_knows_its_lists_and_the_ways_that_start_with_it() -> None:
    found = signs.compiled([RULE], concepts={"numb": ["<pet> [so] numb", "dog numb", "dog numb"]})
    assert found["flag:word:dog"] == {
        "in": ["<pet>"],
        "of": [["numb", "? so ", "numb"], ["numb", "numb"]],
    }
    assert found["flag:word:so"] == {"in": []}
    assert "flag:word:<pet>" not in found


def test_a_way_that_is_written_twice_is_filed_once() -> None:
    found = signs.compiled([RULE], words={"self": "i my i"})
    assert found["flag:word:i"]["in"] == ["<self>", "<subject>"]


def test_other_ways_of_writing_are_read_as_one_in_patterns_too() -> None:
    same = {"hes": ["he's", "he is"], "leg": ["legg"]}
    found = signs.compiled([RULE], same_as=same, concepts={"numb": ["legg numb"]})
    assert found["flag:word:he"]["as"] == [[["is"], ["hes"]]]
    assert found["flag:word:legg"]["as"] == [[[], ["leg"]]]
    assert found["flag:word:leg"]["of"] == [["numb", "numb"]]


def test_the_longest_of_other_ways_is_filed_first() -> None:
    same = {"cant": ["can not"], "may": ["can"], "wont": ["can not at all"]}
    ways = signs.compiled(same_as=same)["flag:word:can"]["as"]
    assert [len(rest) for rest, _ in ways] == [3, 1, 0]


def test_only_a_word_for_a_word_is_rewritten_in_patterns() -> None:
    same = {"they are": ["theyre"]}
    found = signs.compiled([RULE], same_as=same, concepts={"numb": ["theyre numb"]})
    assert found["flag:word:theyre"]["of"] == [["numb", "numb"]]


def test_critical_words_are_filed_under_their_first_two_letters() -> None:
    found = signs.compiled(
        [RULE], critical_words="numb crotch", real_words="dumb number nun unit comb"
    )
    assert found["flag:near:n"] == {"4": ["numb"], "real": " number nun "}
    assert found["flag:near:u"] == {"4": ["numb"], "real": " unit "}
    assert found["flag:near:c"] == {"6": ["crotch"], "real": " comb "}


def test_what_people_read_is_filed_by_its_name() -> None:
    found = signs.compiled(safety_questions={"saddle": {"ask": "Is it?"}})
    assert found["flag:groups"] == ["nerve", "heart"]
    assert found["flag:group:nerve"] == {"name": "Nerves", "levels": ["emergency", "soon"]}
    assert found["flag:card:heart/urgent"] == signs.CARD
    assert found["flag:question:saddle"] == {"ask": "Is it?"}
    bare = signs.compiled(groups={"foot": {"name": "Foot"}})
    assert bare["flag:group:foot"] == {"name": "Foot", "levels": []}


def test_a_list_may_be_written_as_lines() -> None:
    lines = signs.compiled([RULE], concepts={"numb": "numb\n\n  dead leg \n"})
    assert lines["flag:word:dead"]["of"] == [["numb", "leg"]]


@pytest.mark.parametrize(
    ("value", "expected"), [(None, []), ({"a": 1}, []), ([{"a": 1}, "b", None], [{"a": 1}])]
)
def test_of_a_list_the_mappings_are_taken(value: object, expected: list[object]) -> None:
    assert mappings(value) == expected
