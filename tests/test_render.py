"""Render: answers wrapped, coloured and framed, and nothing in them that steers a terminal."""

from __future__ import annotations

import re
import unicodedata

import pytest
from faces import ALARM, PERU, SHOES
from hypothesis import given
from hypothesis import strategies as st

from assistant.models import Answer, Block
from assistant.render import (
    WIDEST,
    linear_text,
    lines_of,
    shown_safely,
    terminal_text,
    width_of,
    wrap,
)

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
# Bold, dim, red, magenta and the end of them: what is readable on light and on dark, no background.
ALLOWED = {"0", "1", "2", "31", "35", "1;31"}


def shown(*blocks: tuple[str, str], width: int = 80, color: bool = False, short: str = "") -> str:
    made = tuple(Block(*block) for block in blocks)
    return terminal_text(Answer("q", "answer", "", blocks=made), width, color, short)


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("question", [SHOES, ALARM, PERU, "what causes it?", "hello"])
def test_no_line_is_wider_than_the_terminal_or_88_columns(assistant, question, width):
    for line in terminal_text(assistant.ask(question), width, False).split("\n"):
        assert width_of(line) <= min(width, WIDEST) or "://" in line


@pytest.mark.parametrize("question", [SHOES, ALARM, PERU])
def test_colours_are_named_ones_without_background(assistant, question):
    text = terminal_text(assistant.ask(question), 80, True)
    codes = {code[2:-1] for code in ESCAPE.findall(text)}
    assert codes
    assert codes <= ALLOWED


@pytest.mark.parametrize("question", [SHOES, ALARM, PERU, "is sitting bad for my back"])
def test_colour_changes_no_word(assistant, question):
    answer = assistant.ask(question)
    assert ESCAPE.sub("", terminal_text(answer, 80, True)) == terminal_text(answer, 80, False)


def test_an_answer_shows_title_origin_passage_source_and_disclaimer_in_this_order(assistant):
    answer = assistant.ask(SHOES)
    text = terminal_text(answer, 80, False)
    passage = answer.passages[0]
    pieces = [passage.title, passage.article_title, passage.text[:30], "Source", "not a diagnosis"]
    places = [text.index(piece) for piece in pieces]
    assert places == sorted(places)


def test_the_note_of_research_stands_apart():
    assert "  | What research says" in shown(
        ("body", "A passage."), ("note", "What research says: no.")
    )


def test_what_to_ask_next_is_numbered_and_hangs():
    text = shown(("label", "More:"), ("related", "1. " + "long " * 20), width=40)
    first, second = text.split("\n")[1:3]
    assert first.startswith("  1. long")
    assert second.startswith("     long")


def test_the_short_disclaimer_takes_the_place_of_the_long_one():
    assert shown(("disclaimer", "Long and full."), short="Short.") == "Short."
    answer = Answer("q", "answer", "Long.", blocks=(Block("disclaimer", "Long."),))
    assert linear_text(answer) == "Long."
    assert linear_text(answer, "Short.") == "Short."


# -- the frame ----------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [40, 80])
def test_an_alarm_is_framed_and_says_its_level_in_words(assistant, width):
    lines = terminal_text(assistant.ask(ALARM), width, False).split("\n")
    edge = "+" + "-" * (width - 2) + "+"
    assert lines[0] == edge
    assert "EMERGENCY" in lines[1]
    inside = lines[1 : lines.index(edge, 1)]
    assert {line[0] for line in inside} == {"|"}
    assert {width_of(line) for line in inside} == {width}


@pytest.mark.parametrize(
    "text",
    [
        "背中が痛いです" * 9,
        "ظهري يؤلمني " * 12,
        "הגב שלי כואב " * 12,
        "é" * 60,
        "🦴" * 50,
        "한" * 70,
    ],
    ids=["wide", "arabic", "hebrew", "combining", "emoji", "korean"],
)
def test_no_script_breaks_the_frame(text):
    lines = shown(("level emergency", "NOW"), ("action", text), width=40).split("\n")
    assert {width_of(line) for line in lines} == {40}


def test_right_to_left_text_does_not_draw_the_frame_over_to_its_side():
    row = shown(("action", "הגב שלי"), width=40).split("\n")[1]
    # A mark of direction on each side keeps a terminal that reorders text from moving the edge.
    assert row.startswith("\u200e|")
    assert row.rstrip("| ").endswith("\u200e")


def test_an_address_stays_whole_even_where_it_is_wider_than_the_frame():
    address = "https://example.org/" + "a" * 60
    assert address in shown(("action", f"See {address} now"), width=40)
    assert address in shown(("source", f"Source: {address}"), width=40)


# -- safety -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "hostile",
    [
        "\x1b[2J",
        "\x1b]0;title\x07",
        "\x9b31m",
        "\x08\x08",
        "\r",
        "\x7f",
        "\u202e",
        "\u2066",
        "\u200b",
        "\u2028",
        "\ud800",
        "\U000e0041",
        "\x85",
    ],
)
def test_nothing_that_steers_a_terminal_is_shown(hostile):
    text = shown_safely(f"before{hostile}after")
    assert hostile not in text
    assert text.startswith("before")
    assert text.endswith("after")


@given(st.text())
def test_of_any_text_only_what_can_be_seen_is_left(text):
    for character in shown_safely(text):
        assert character in "\n\t" or unicodedata.category(character) not in (
            "Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp",
        )  # fmt: skip


@given(st.text())
def test_a_text_that_is_safe_is_left_alone(text):
    assert shown_safely(shown_safely(text)) == shown_safely(text)


def test_marks_do_not_pile_up_over_other_lines():
    assert width_of(shown_safely("a" + "\u0301" * 500)) == 1
    assert len(shown_safely("a" + "\u0301" * 500)) < 10


def test_knowledge_that_holds_escapes_is_shown_without_them():
    blocks = (Block("title", "\x1b[31mred"), Block("related", "1. \x1b]8;;x\x07link"))
    answer = Answer("q", "answer", "\x1b[31mred", blocks=blocks)
    assert "\x1b" not in terminal_text(answer, 80, False)
    assert "\x1b" not in linear_text(answer)


# -- wrapping -----------------------------------------------------------------------------------


@given(st.text(), st.integers(10, 100))
def test_wrapping_keeps_every_letter_and_the_width(text, width):
    safe = shown_safely(text)
    lines = list(wrap(safe, width))
    assert "".join("".join(lines).split()) == "".join(safe.split())
    for line in lines:
        assert width_of(line) <= width or "://" in line


def test_items_of_a_list_hang_under_their_bullet():
    assert list(lines_of(Block("body", "- one two three four"), 14)) == [
        "  - one two",
        "    three four",
    ]
