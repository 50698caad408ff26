"""A message leans on the turn before by its form alone; one that stands by itself is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.followup import FollowUp, follow_up, gives_amount, yes_or_no


@pytest.mark.parametrize(
    ("message", "place"),
    [
        ("2", 2),
        ("12", 12),
        ("²", 2),
        ("the second one", 2),
        ("and the second one?", 2),
        ("number two please", 2),
        ("tell me about the first", 1),
        ("the last one", -1),
        ("the latter", 2),
        ("number 5", 5),
        ("and 6?", 6),
        ("the fourth one", 4),
        ("the last one you said", -1),
    ],
)
def test_a_number_or_an_ordinal_picks_from_what_was_offered(message, place):
    """From 1; -1 is the last."""
    assert follow_up(message) == FollowUp("pick", place)


@pytest.mark.parametrize("message", ["123", "my second child hurts", "first or second?", "one"])
def test_a_number_inside_something_else_picks_nothing(message):
    """Only small words may stand around it."""
    assert follow_up(message).kind != "pick"


@pytest.mark.parametrize("message", ["tell me more", "More please!", "go on", "what else?", "and?"])
def test_asking_for_more_is_noticed(message):
    """In the ways in which people ask for it."""
    assert follow_up(message).kind == "more"


@pytest.mark.parametrize(
    "message", ["what about shoes?", "why?", "how often?", "does it get better?", "and my hips?"]
)
def test_short_questions_pronouns_and_openers_lean(message):
    """They say little by themselves."""
    assert follow_up(message).kind == "lean"


@pytest.mark.parametrize(
    "message",
    [
        "which shoes should I choose for walking?",
        "why does slouching hurt my lower back",
        "can a herniated disc heal without surgery",
    ],
)
def test_a_whole_question_stands_by_itself(message):
    """A later turn is not bent by the earlier ones."""
    assert follow_up(message) == FollowUp("")


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("yes", True),
        ("Yep, a bit", True),
        ("no", False),
        ("nope, nothing like that", False),
        ("not really", False),
        ("none of that", False),
        ("my shoes", None),
        ("", None),
        ("yes I have had back pain for years and I want to know why", None),
    ],
)
def test_a_plain_yes_or_no_is_understood(message, said):
    """Anything else is a message of its own."""
    assert yes_or_no(message) is said


@pytest.mark.parametrize(
    ("asked", "text", "given"),
    [
        ("how often", "Do them twice a week.", True),
        ("how often", "Planks and bridges help.", False),
        ("how long", "It takes some weeks.", True),
        ("how long", "It takes a while.", False),
        ("often", "Planks.", True),
        ("why", "Planks.", True),
    ],
)
def test_an_amount_is_answered_only_by_a_passage_that_gives_one(asked, text, given):
    """ "How often?" wants days or weeks, however well the rest fits."""
    assert gives_amount(asked.split(), text) is given


@given(st.text(max_size=80))
def test_any_message_has_a_form(message):
    """Of the four, with a place only where something is picked."""
    found = follow_up(message)
    assert found.kind in {"", "more", "pick", "lean"}
    assert (found.place != 0) == (found.kind == "pick" and found.place != 0)
    assert yes_or_no(message) in {True, False, None}
