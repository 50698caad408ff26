"""A bare subject gets its article; a message of several parts is read without its small talk."""

from __future__ import annotations

import pytest

from assistant.smalltalk import without_talk
from assistant.wording import as_question


@pytest.mark.parametrize(
    ("question", "kind", "first"),
    [
        ("what painkillers", "overview", "painkillers/"),
        ("does yoga help", "answer", "yoga-pilates/yoga"),  # one passage leads by far
        ("best mattress for my bad back", "answer", "sleep/mattress"),
        ("exercise", "overview", "best-exercise/"),
        ("walking", "overview", "walking-good/"),  # no section of another article
        ("how should I walk", "overview", "posture/"),
        ("stress", "answer", "fear-and-mood/stress"),  # the rest of its article is far
    ],
)
def test_a_bare_subject_gets_the_article_that_is_named_so(assistant, question, kind, first):
    """Unless one of its passages answers much better than the others."""
    answer = assistant.ask(question)
    assert answer.kind == kind
    assert answer.passages[0].id.startswith(first)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("can I go running", "sport/running"),
        ("hills make it worse", "walking-pace/hills"),
        ("back pain in the morning", "morning-stiffness/"),
    ],
)
def test_what_is_said_of_a_topic_does_not_hide_it(assistant, question, first):
    """ "Hills make it worse" names one thing, whatever is felt about it."""
    assert assistant.ask(question).passages[0].id.startswith(first)


@pytest.mark.parametrize("message", ["slan", "tset"])
def test_a_short_word_that_may_be_another_names_no_topic(assistant, message):
    """ "Slán" says goodbye, and is no slip for "scan"."""
    assert not assistant.ask(message).passages


def test_an_overview_of_a_bare_subject_offers_all_its_passages(assistant):
    """In the order of the article, each with a source."""
    answer = assistant.ask("what painkillers")
    (entry,) = [one for one in assistant.library.articles if one.id == "painkillers"]
    assert list(answer.related) == [key for key, _ in entry.passages]


def test_an_article_that_is_not_there_is_none(assistant):
    assert assistant.finder.article("no-such-article") is None


@pytest.mark.parametrize(
    ("message", "rest"),
    [
        ("thanks, what about insoles?", "what about insoles?"),
        ("Hello! Will I need an operation? Thank you.", "Will I need an operation?"),
        ("hi there", "hi there"),
        ("hi, thanks!", "hi, thanks!"),  # nothing else is said
        ("my back hurts", "my back hurts"),
        ("", ""),
    ],
)
def test_small_talk_around_a_question_is_left_out(assistant, message, rest):
    """What is left is what is asked; a message of small talk alone stays whole."""
    assert without_talk(message, assistant.library.part("smalltalk")) == rest


def test_the_answer_keeps_the_question_as_it_was_typed(assistant):
    """Also where its small talk was left out."""
    assert assistant.ask("hello, is yoga good?").question == "hello, is yoga good?"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("is walking good", "Is walking good?"),
        ("Is walking good?", "Is walking good?"),
        ("can i walk", "Can I walk?"),
        ("ice for a sore back", "Ice for a sore back"),
        ("", ""),
    ],
)
def test_an_offered_question_is_written_out(text, shown):
    assert as_question(text) == shown


def test_a_question_is_answered_whatever_small_talk_stands_before_it(assistant):
    """ "Brilliant" is no word of the library, and must not count against the question."""
    answer = assistant.ask("brilliant, so which exercise is best then")
    assert answer.passages[0].id == "best-exercise/what-kind"
