"""What a person with a danger sign reads, with the numbers of their region."""

from __future__ import annotations

import re

import pytest

from assistant.cards import Cards, region_of_locale
from assistant.triage import Verdict

REGIONS = ("us", "uk", "ie", "eu", "au", "nz", "ca", "in")


@pytest.fixture
def read(assistant):
    return assistant.library.part


def every_card(read) -> list[str]:
    return [
        f"{group}/{level}"
        for group in read("flag:groups")
        for level in read(f"flag:group:{group}")["levels"]
    ]


@pytest.mark.parametrize(
    ("environment", "region"),
    [
        ({"LANG": "en_GB.UTF-8"}, "uk"),
        ({"LANG": "en_US"}, "us"),
        ({"LANG": "de_DE@euro"}, "eu"),
        ({"LC_ALL": "en_IN", "LANG": "en_US"}, "in"),
        ({"LC_ALL": "", "LC_MESSAGES": "en_IE.utf8"}, "ie"),
        ({"LANG": "C.UTF-8"}, ""),
        ({"LANG": "POSIX"}, ""),
        ({"LANG": "pt_BR"}, ""),
        ({"LANG": "_._@_"}, ""),
        ({}, ""),
    ],
)
def test_the_region_is_that_of_the_locale(environment, region):
    """Where it names a country that is known; else no numbers are guessed."""
    assert region_of_locale(environment) == region


@pytest.mark.parametrize("region", [*REGIONS, "", "atlantis"])
def test_every_card_is_filled_for_every_region(read, region):
    """No placeholder is left, and the first line is an action."""
    cards = Cards(read, region)
    for card in every_card(read):
        group, _, level = card.partition("/")
        urgency = cards.urgency(Verdict(level, (group,), card=card))
        assert urgency is not None
        assert urgency.advice.split("\n")[0]
        assert not re.search(r"[{}]", urgency.advice), card
        assert cards.level_name(level)


@pytest.mark.parametrize(
    ("region", "number"),
    [("us", "911"), ("uk", "999"), ("eu", "112"), ("au", "000"), ("nz", "111")],
)
def test_an_emergency_card_names_the_number_of_the_region(read, region, number):
    """In its first line."""
    urgency = Cards(read, region).urgency(
        Verdict("emergency", ("cauda-equina",), card="cauda-equina/emergency")
    )
    assert number in urgency.advice.split("\n")[0]


def test_without_a_region_no_number_is_guessed(read):
    """A wrong number could cost minutes."""
    urgency = Cards(read, "").urgency(
        Verdict("emergency", ("cauda-equina",), card="cauda-equina/emergency")
    )
    assert not re.search(r"\d{3}", urgency.advice.split("\n")[0])


def test_the_region_comes_from_the_locale_where_none_is_given(read, monkeypatch):
    """And from the option where it is."""
    monkeypatch.setenv("LANG", "en_AU.UTF-8")
    assert Cards(read).region == "au"
    assert Cards(read, "uk").region == "uk"


def test_safety_questions_have_a_text_and_a_card_for_yes(read, assistant):
    """One question, one card."""
    cards = Cards(read, "uk")
    document = [name for name in ("saddle", "weakness") if cards.question(name)]
    assert document
    for name in document:
        assert cards.question(name).endswith("?")
        assert cards.after_yes(name).level in ("emergency", "urgent", "soon", "crisis")
        assert cards.after_yes(name).advice
    assert cards.after_no()


def test_what_is_not_there_gives_nothing(read):
    """No error, no made-up card."""
    cards = Cards({}.get, "uk")
    assert cards.region == ""
    assert cards.urgency(Verdict()) is None
    assert (cards.question("x"), cards.after_yes("x"), cards.names(["x"])) == ("", None, [])
    assert cards.level_name("emergency") == "EMERGENCY"


def test_the_danger_line_names_signs_and_whom_to_call(read):
    """It closes every honest no."""
    assert "999" in Cards(read, "uk").danger_line()
    assert Cards(read, "uk").foreign_line()
