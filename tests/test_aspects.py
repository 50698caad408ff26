"""What is asked of a subject, whatever the subject."""

from __future__ import annotations

import pytest

from assistant.aspects import PASSAGES, PHRASES, asked_aspects, aspects, compile_aspects
from assistant.documents import parse_yaml
from assistant.errors import KnowledgeError
from assistant.models import Passage
from assistant.text import stems, words

TEXT = "aspects:\n  danger: [safe, side effects]\n  duration: [how long, last]\n"
NEEDLES = Passage("a/safe", "", "Needles", questions=("are needles safe", "do needles hurt"))
LONG = Passage("a/long", "", "How long it lasts")


def compiled(text: str = TEXT):
    return compile_aspects(parse_yaml(text, "v.yaml"), [NEEDLES, LONG])


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("is it safe", {"danger"}),
        ("any side effects?", {"danger"}),
        ("effects on my side", set()),
        ("how long will it last and is that safe", {"danger", "duration"}),
        ("", set()),
    ],
)
def test_a_phrase_names_its_aspect(asked, found):
    assert aspects(stems(words(asked)), compiled()[PHRASES]) == found


def test_a_passage_is_asked_for_by_the_share_of_its_questions():
    """A heading counts as half of them."""
    records = compiled()
    assert asked_aspects(["side", "effects"], records.get) == {0: 0.5}
    assert asked_aspects(["how", "long"], records.get) == {1: 0.5}
    assert asked_aspects(["shoes"], records.get) == {}
    assert set(records[PASSAGES]) == {"danger", "duration"}


def test_without_aspects_there_are_no_records():
    assert compiled("home: [spine]\n") == {}
    assert asked_aspects(["how", "long"], {}.get) == {}


@pytest.mark.parametrize("text", ["aspects: [safe]\n", "aspects:\n  danger: safe\n"])
def test_a_wrong_form_is_named(text):
    with pytest.raises(KnowledgeError, match="expected"):
        compiled(text)
