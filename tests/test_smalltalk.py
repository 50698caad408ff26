"""Small talk is recognised when nothing else is said, and never in the place of a health answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.smalltalk import compile_small_talk, small_talk

TABLE = {
    "greeting": {"say": ["hi", "good morning", "!!!", ""], "reply": "Hello!"},
    "thanks": {"say": ["thanks", "thank you"], "reply": "You are welcome."},
    "doctor": {"say": ["are you a doctor"], "reply": "No."},
    "filler": ["so", "much", "there", "you"],
}
COMPILED = compile_small_talk(TABLE)


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("hi", "greeting"),
        ("HI THERE!!", "greeting"),
        ("good morning", "greeting"),
        ("thank you so much", "thanks"),
        ("hi, are you a doctor?", "doctor"),
        ("hi, thanks", "thanks"),
        ("thx", "thanks"),
        ("r u a doctor", "doctor"),
    ],
)
def test_phrases_and_filler_that_cover_a_message_make_it_small_talk(message, kind):
    """The kind that covers most of it wins, of equals the one said last."""
    assert small_talk(message, COMPILED) == kind


@pytest.mark.parametrize(
    "message",
    [
        "hi, my back hurts after walking, why?",
        "thanks, but what about shoes",
        "good",
        "morning stiffness",
        "",
        "?!",
        "hi " * 50,
    ],
)
def test_a_message_that_says_more_is_no_small_talk(message):
    """A question stays a question, however politely it is put."""
    assert small_talk(message, COMPILED) is None


def test_phrases_without_a_word_are_passed_over():
    """Punctuation alone is nothing to recognise."""
    assert set(COMPILED["phrases"]) == {"hi", "good", "thanks", "thank", "are"}


@given(st.text(max_size=60))
def test_any_message_is_of_a_known_kind_or_none(message):
    """Whatever is typed."""
    assert small_talk(message, COMPILED) in {None, "greeting", "thanks", "doctor"}


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("hello", "greeting"),
        ("cheers mate", "thanks"),
        ("who are you?", "identity"),
        ("are you a real doctor", "doctor"),
        ("what can you do", "abilities"),
        ("do you save what I type?", "privacy"),
        ("you're useless", "insult"),
        ("bye for now", "goodbye"),
        ("ok", "acknowledge"),
    ],
)
def test_the_shipped_words_recognise_what_people_say(assistant, message, kind):
    """Each of the kinds that the library replies to."""
    assert small_talk(message, assistant.library.part("smalltalk")) == kind
