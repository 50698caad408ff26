"""A plain complaint gets what its library says, in whatever words it comes."""

from __future__ import annotations

import pytest

from assistant.complaint import compile_complaint, complaint
from assistant.documents import parse_yaml
from assistant.errors import KnowledgeError
from assistant.text import words

TEXT = """\
complaint:
  words:
    pain: [hurts, sore]
    walk: [walk]
    aside: [dog, every, after]
  shows:
    walk pain: causes
    pain: lost/passage
"""


def compiled(text: str = TEXT):
    return compile_complaint(parse_yaml(text, "v.yaml"), {"causes"}.__contains__)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("it hurts when I walk", "causes"),
        ("every walk with the dog leaves me sore", None),  # "leaves" is no word of a complaint
        ("sore after 20 walks", "causes"),
        ("does it hurt to walk", None),
        ("why does it hurt to walk", "causes"),
        ("it hurts", None),  # what it shows is not in the library
        ("walk", None),
        ("", None),
    ],
)
def test_only_words_of_a_complaint_make_one(said, shown):
    """And no other request than for a reason."""
    assert complaint(words(said), compiled().get) == shown


@pytest.mark.parametrize(
    "said",
    [
        "my lower back hurts after walking, I am 50",
        "low back pain on walking",
        "i get back ache when i walk the dog",
        "my lower back kills me after my evening walk",
        "why is my back so sore after a long walk?",
    ],
)
def test_the_question_that_brings_people_here_gets_the_causes(assistant, said):
    """All of them, in whatever words."""
    answer = assistant.ask(said)
    assert answer.kind == "overview"
    assert answer.passages[0].id.startswith("causes/")


@pytest.mark.parametrize(
    ("said", "passage"),
    [
        ("my back is killing me", "who-to-see/yourself"),
        ("can I walk with back pain", "walking-good/helps"),
        ("back pain for months", "how-long/lasting-pain"),
        ("how long will my back hurt", "how-long/new-pain"),
    ],
)
def test_what_asks_for_more_is_no_complaint(assistant, said, passage):
    assert assistant.ask(said).passages[0].id == passage


def test_a_library_without_complaints_has_no_record():
    assert compiled("home: [spine]\n") == {}
    assert complaint(["hurts"], {}.get) is None


@pytest.mark.parametrize(
    "text",
    [
        "complaint: [hurts]\n",
        "complaint: {words: {pain: [hurts]}}\n",
        "complaint: {words: [hurts], shows: {pain: causes}}\n",
        "complaint: {words: {pain: hurts}, shows: {pain: causes}}\n",
        "complaint: {words: {pain: [hurts]}, shows: [causes]}\n",
    ],
)
def test_a_wrong_form_is_named(text):
    with pytest.raises(KnowledgeError, match="expected"):
        compiled(text)
