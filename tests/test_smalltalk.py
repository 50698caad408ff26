"""Small talk is recognised when nothing else is said, and never in the place of a health answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import KnowledgeError
from assistant.smalltalk import (
    compile_small_talk,
    compile_talk_weights,
    likely_small_talk,
    small_talk,
)

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
        ("how are you?", "wellbeing"),
        ("\N{THUMBS UP SIGN}", "acknowledge"),
        ("\N{FACE WITH TEARS OF JOY}!!", "acknowledge"),
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


# -- the second reader ----------------------------------------------------------------------------

FITTED = {
    "base": -1.0,
    "kinds": {"greeting": 0.0, "thanks": 0.1},
    "weights": {
        "cheers": [2.0, {"thanks": 1.0}],
        "< howdy": [1.5, {"greeting": 2.0}],
        "howdy": [0, {}],
        "and": [-0.6, {}],
        "hm": [-0.1, {"greeting": 1.0}],
    },
}


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("cheers", "thanks"),
        ("howdy", "greeting"),
        ("and howdy", None),  # the pair with the start is missing
        ("my back", None),
        ("hm", None),  # seen, but a single word must speak for it itself
        ("2", None),  # a number picks what was offered
        ("cheers for the long long story", None),  # most of it was never seen
        ("cheers " * 21, None),
        ("", None),
    ],
)
def test_small_talk_that_no_phrase_foresaw_is_weighed(message, kind):
    """Words and pairs of words add up to a chance, and to the likeliest kind."""
    records = compile_talk_weights(FITTED, TABLE, "small-talk-weights.json")
    assert likely_small_talk(message, records.get) == kind
    assert likely_small_talk(message, {}.get) is None


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (None, "make it with tests/fit_small_talk.py"),
        ({"base": 0.0, "kinds": {}}, "expected 'base', 'kinds' and 'weights'"),
        ({**FITTED, "kinds": {"poetry": 0.0}}, "'poetry' is no kind of small talk"),
    ],
)
def test_weights_that_cannot_be_used_are_told(document, said):
    with pytest.raises(KnowledgeError, match=said):
        compile_talk_weights(document, TABLE, "small-talk-weights.json")


def test_the_second_reader_speaks_only_where_no_passage_answers(assistant):
    """Small talk in other words is met; a question stays a question."""
    assert assistant.ask("so are you an actual person").kind == "small_talk"
    assert assistant.ask("thanks to my shoes my back hurts when I walk, why").kind == "answer"
