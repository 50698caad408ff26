"""A question that was written for a passage finds it; one of two passages finds neither."""

from __future__ import annotations

import pytest

from assistant.asked import asked_before, compile_asked
from assistant.models import Passage
from assistant.text import words

PASSAGES = [
    Passage("ice", "Wrap it.", questions=("should I use ice?", "how cold")),
    Passage("heat", "Not too hot.", questions=("does heat help", "how cold")),
]
RECORDS = compile_asked(PASSAGES)


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("should I use ice?", 0),
        ("Should we use the ice", 0),  # small words make no difference
        ("does heat help", 1),
        ("do heats helping", 1),  # nor do endings
        ("how cold", None),  # it stands in two passages
        ("help heat", None),  # the order counts
        ("should I use heat", None),
        ("", None),
        ("the", None),
    ],
)
def test_a_question_is_recognised_by_what_it_says(question, number):
    """Whatever its small words and endings are."""
    assert asked_before(words(question), RECORDS.get) == number


def test_a_shipped_question_finds_its_passage(assistant):
    """However well other passages would match, and its score stays what can be explained."""
    answer = assistant.ask("why does my back hurt")
    passage = answer.passages[0]
    assert passage.id == "nonspecific-pain/no-cause-found"
    parts = assistant.explain("why does my back hurt", passage.id)
    assert sum(part.score for part in parts) == pytest.approx(answer.scores[0])


def test_a_short_follow_up_is_not_taken_for_a_question_of_the_library(assistant):
    """In a chat "how long does it last" asks about what was shown."""
    chat = assistant.conversation()
    chat.ask("what is sciatica")
    assert chat.ask("how long does it last?").passages[0].article == "sciatica"
