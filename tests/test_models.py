"""The records that flow between rooms, and the JSON that an answer becomes: schema 1."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from assistant.models import SCHEMA_VERSION, Answer, Note, Passage, Source, Urgency

DESIGN_KEYS = (
    "schema question kind text passages urgency safety_question confidence disclaimer related "
    "corrections"
).split()
PASSAGE_KEYS = ["id", "title", "article", "text", "score", "source", "notes"]


def schema() -> dict[str, Any]:
    """The schema as it is shipped inside the package."""
    text = resources.files("assistant").joinpath("answer.schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


VALIDATOR = Draft202012Validator(schema())

SOURCE = Source("NHS", "Back pain", "NHS", 2022, "https://www.nhs.uk/conditions/back-pain/")
PASSAGE = Passage(
    "footwear/fit",
    "Leave room for your toes.",
    "Fit",
    "main",
    "Walking",
    ("Shoes", "Fit"),
    (SOURCE,),
    (Note("Not well studied.", (SOURCE,)),),
)
ANSWER = Answer(
    "how should they fit",
    "answer",
    "Leave room for your toes.",
    (PASSAGE,),
    (7.123456,),
    confidence=0.93456,
    disclaimer="General information.",
    related=("footwear/choosing",),
    corrections={"shos": "shoes"},
    suggestions=("which shoes",),
)
URGENT = Answer(
    "I cannot feel my legs",
    "urgent",
    "Call now.",
    urgency=Urgency("emergency", ("cauda-equina",), "Call now."),
    disclaimer="General information.",
)


def test_the_schema_is_a_schema():
    """Of JSON Schema 2020-12, and of the version that answers carry."""
    Draft202012Validator.check_schema(schema())
    assert schema()["properties"]["schema"] == {"const": SCHEMA_VERSION}


def test_the_schema_demands_every_public_key():
    """Keys may be added, never dropped."""
    assert set(DESIGN_KEYS) <= set(schema()["required"])
    assert set(PASSAGE_KEYS) <= set(schema()["$defs"]["passage"]["required"])


@pytest.mark.parametrize("answer", [ANSWER, URGENT, ANSWER._replace(urgency=None)])
def test_an_answer_is_valid_json_of_the_schema(answer):
    """Also once it was written out and read again."""
    data = json.loads(json.dumps(answer.to_dict()))
    VALIDATOR.validate(data)
    assert list(data)[: len(DESIGN_KEYS)] != []
    assert set(DESIGN_KEYS) <= set(data)


def test_a_passage_carries_source_and_notes():
    """Where it comes from, and what research says beside it."""
    (passage,) = ANSWER.to_dict()["passages"]
    assert passage["source"] == {
        "key": "NHS",
        "title": "Back pain",
        "organisation": "NHS",
        "year": 2022,
        "url": "https://www.nhs.uk/conditions/back-pain/",
    }
    assert passage["notes"][0]["text"] == "Not well studied."
    assert passage["notes"][0]["source"] == passage["source"]
    assert (passage["score"], ANSWER.to_dict()["confidence"]) == (7.1235, 0.935)


def test_what_has_no_source_says_null():
    """Never a made-up one."""
    bare = ANSWER._replace(passages=(Passage("a", "b", "c", "d", notes=(Note("n"),)),))
    data = bare.to_dict()
    VALIDATOR.validate(data)
    assert data["passages"][0]["source"] is None
    assert data["passages"][0]["notes"][0]["source"] is None


@pytest.mark.parametrize(
    "change",
    [
        {"schema": 2},
        {"kind": "diagnosis"},
        {"text": ""},
        {"passages": []},
        {"confidence": 1.5},
        {"confidence": None},
        {"urgency": {"level": "emergency", "flags": ["cauda-equina"], "advice": "Call."}},
        {"urgency": {"level": "soon", "flags": ["unheard-of"], "advice": "Call."}},
        {"related": ["a", "a"]},
        {"disclaimer": ""},
    ],
)
def test_the_schema_refuses_what_no_answer_is(change):
    """A schema that lets everything through would prove nothing."""
    assert not VALIDATOR.is_valid({**ANSWER.to_dict(), **change})


@pytest.mark.parametrize("key", DESIGN_KEYS)
def test_the_schema_refuses_an_answer_without_a_public_key(key):
    """Each of them is promised."""
    data = ANSWER.to_dict()
    del data[key]
    assert not VALIDATOR.is_valid(data)


@given(st.text())
def test_any_question_can_be_written_as_utf8(question):
    """Half a character, as a broken terminal may send it, is replaced."""
    data = ANSWER._replace(question=question).to_dict()
    json.dumps(data, ensure_ascii=False).encode("utf-8")
    VALIDATOR.validate(data)


def test_records_cannot_be_changed():
    """What one room hands on, another cannot alter."""
    with pytest.raises(AttributeError):
        PASSAGE.text = "other"  # type: ignore[misc]
    assert Answer._field_defaults["corrections"] == {}


def test_the_first_source_is_the_one_that_is_named():
    """Where there is room for one."""
    assert PASSAGE.source == SOURCE
    assert Passage("a", "b").source is None
