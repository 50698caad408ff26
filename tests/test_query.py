"""A question becomes weighted terms, and each knows why it is there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.correction import Speller
from assistant.query import (
    EXPANSION_WEIGHT,
    MAX_CHARACTERS,
    STORY_WEIGHT,
    Query,
    QuestionReader,
    plain_query,
    sentences,
)
from assistant.vocabulary import Vocabulary

KNOWN = {"back", "pain", "walk", "shoe", "postur", "herniat", "disc", "hurt", "choos", "run"}
RECORDS = {
    "vocabulary/slip": [[["disc"], ["herniat"], ""]],
    "vocabulary/knee": [[[], [], "other_body"]],
    "vocabulary/money": [[["back"], [], "cost"]],
    "spelling": {"posture": 9, "back": 30, "shoes": 4},
    "home": ["back", "postur"],
}
READER = QuestionReader(KNOWN.__contains__, Vocabulary(RECORDS.get), Speller(RECORDS.get))


def weights(query: Query, via: str = "typed") -> dict[str, float]:
    return {term.term: term.weight for term in query.terms if term.via == via}


def test_a_plain_query_adds_nothing():
    """Terms and pairs as typed; a term typed twice counts twice."""
    assert [(term.term, term.via) for term in plain_query("walk walk shoes").terms] == [
        ("walk", "typed"),
        ("walk", "typed"),
        ("shoe", "typed"),
        ("walk walk", "pair"),
        ("walk shoe", "pair"),
    ]


def test_a_phrase_brings_in_what_it_stands_for_at_a_smaller_weight():
    """What was typed counts more than what was meant."""
    query = READER.read("slipped disc")
    assert weights(query) == {"slip": 1.0, "disc": 1.0}
    assert [term for term in query.terms if term.via == "expansion"] == [
        ("herniat", EXPANSION_WEIGHT, "slipped disc", "expansion")
    ]


def test_a_misspelt_word_is_looked_up_corrected_and_reported():
    """So that the person sees what was searched for."""
    query = READER.read("bad postrue")
    assert query.corrections == {"postrue": "posture"}
    assert "postur" in weights(query)


def test_words_of_the_library_the_vocabulary_and_of_asking_are_not_corrected():
    """They are no slips."""
    assert READER.read("please choose shoes, knee").corrections == {}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("wot helps bak pain", "what helps back pain"), ("shud u walk", "should you walk")],
)
def test_small_words_typed_in_haste_are_the_words_they_stand_for(typed, meant):
    """They are too short to be corrected, and they tell which sentence asks."""
    assert READER.read(typed).terms == READER.read(meant).terms
    assert sentences(f"sore again. {typed}")[1] == sentences(f"sore again. {meant}")[1]


def test_words_that_point_elsewhere_are_noticed_with_their_kind():
    """The confidence is weighed by them."""
    assert READER.read("my knee hurts").elsewhere == (("other_body", "knee"),)


@pytest.mark.parametrize(
    ("text", "home"),
    [("my back hurts", True), ("which shoes", False), ("I want my money back", False)],
)
def test_a_word_about_backs_shows_that_the_question_is_at_home(text, home):
    """But not one inside a phrase about something else."""
    assert READER.read(text).home is home


def test_where_no_such_words_are_known_every_question_is_at_home():
    """Another library brings no list of them."""
    reader = QuestionReader(KNOWN.__contains__, Vocabulary({}.get), Speller({}.get))
    assert reader.read("which shoes").home


def test_the_question_counts_more_than_the_story_around_it():
    """ "I walk a lot. My shoes are old. Why does my back hurt?" asks about backs that hurt."""
    found = weights(READER.read("I run a lot. Why does my back hurt?"))
    assert (found["back"], found["run"]) == (1.0, STORY_WEIGHT)


def test_without_a_question_mark_the_sentence_that_opens_like_a_question_asks():
    """Many people leave it out."""
    asking = [
        " ".join(one.words) for one in sentences("My shoes are old. which shoes fit") if one.asks
    ]
    assert asking == ["which shoes fit"]


def test_without_any_question_every_sentence_asks():
    """ "Back pain. Slipped disc." is all there is."""
    assert all(one.asks for one in sentences("Back pain. Slipped disc."))


def test_a_message_of_up_to_4000_characters_is_read_whole():
    """Nothing of an ordinary story is left out."""
    story = "walk " * 780 + "shoes"
    assert len(story) <= MAX_CHARACTERS
    assert {"walk", "shoe"} <= set(weights(READER.read(story)))


def test_of_a_longer_message_the_asking_sentences_are_read_first_and_then_the_last():
    """The question is found wherever it stands in a very long story."""
    filler = "I run and run and run. " * 400
    found = READER.read(f"{filler} Which shoes should I choose? {filler} It is the disc.")
    assert {"shoe", "disc"} <= set(weights(found))
    assert sum(len(word) + 1 for word in found.words) <= MAX_CHARACTERS


@pytest.mark.parametrize(
    "text", ["a" * 100_000, "?" * 100_000, "a?" * 50_000, "walk, no " * 20_000]
)
def test_a_message_without_end_is_cut(text):
    """One word of 100,000 letters is no word that anybody knows."""
    assert sum(len(word) + 1 for word in READER.read(text).words) <= MAX_CHARACTERS


@given(st.text())
def test_any_text_is_a_question(text):
    """Terms with weights above nothing; corrections only to words of the library."""
    query = READER.read(text)
    assert all(term.weight > 0 for term in query.terms)
    assert set(query.corrections.values()) <= set(RECORDS["spelling"])
    assert len({term.term for term in query.terms}) == len(query.terms)


@given(st.text())
def test_sentences_hold_words_and_one_of_them_asks(text):
    """Unless there is no word at all."""
    found = sentences(text)
    assert all(one.words for one in found)
    assert not found or any(one.asks for one in found)
