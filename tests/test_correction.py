"""A misspelt word is corrected to the library's nearest word; a real word is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.correction import Speller, compile_english, compile_spelling
from assistant.text import words

LIBRARY = {"back": 90, "posture": 40, "herniated": 8, "stenosis": 9, "walking": 60, "placement": 1}
ENGLISH = ["replacement", "table", "postage", "an"]
RECORDS = {"spelling": LIBRARY, **compile_english(ENGLISH)}
SPELLER = Speller(RECORDS.get)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bakc", "back"),
        ("postrue", "posture"),
        ("postur", "posture"),
        ("hernaited", "herniated"),
        ("stenossis", "stenosis"),
        ("wlaking", "walking"),
    ],
)
def test_a_slip_of_the_finger_is_corrected(typed, meant):
    """A swap of neighbours is one edit; longer words may be further off."""
    assert SPELLER.correct(typed) == meant


@pytest.mark.parametrize(
    "typed",
    ["replacement", "table", "an", "bak", "zzzzzz", "12345", "b4ck", "rücken", "", "腰痛腰痛"],
)
def test_english_short_and_unlike_words_are_left_alone(typed):
    """ "Replacement" is not "placement"; three letters are too few to guess."""
    assert SPELLER.correct(typed) is None


def test_of_two_as_near_the_commoner_word_is_meant():
    """And one with the right first letter before one with another."""
    speller = Speller({"spelling": {"pain": 5, "pair": 50, "gait": 7, "wait": 900}}.get)
    assert speller.correct("paix") == "pair"
    assert speller.correct("gaix") == "gait"


def test_two_words_typed_as_one_are_parted():
    """A lost space is one slip, and comes before two wrong letters."""
    words = {"back": 9, "pain": 9, "backpack": 9, "arch": 1, "support": 2}
    speller = Speller({"spelling": words}.get)
    assert speller.correct("backpain") == "back pain"
    assert speller.correct("archsupport") == "arch support"
    assert speller.correct("archpoles") is None


def test_a_library_without_words_corrects_nothing():
    """There is nothing to correct to."""
    assert Speller({}.get).correct("postrue") is None


def test_the_library_counts_its_words():
    """Short words, numbers and other scripts are not what people misspell here."""
    counts = compile_spelling(["Back pain, back!", "MRI of 腰 in 2020"], words)
    assert counts == {"back": 2, "pain": 1, "mri": 1}


@given(st.text(max_size=40))
def test_any_word_is_corrected_to_a_word_of_the_library_or_left(typed):
    """Nothing else can come out."""
    for word in words(typed):
        assert SPELLER.correct(word) in {None, *LIBRARY}


@given(st.sampled_from(sorted(LIBRARY)), st.integers(0, 8), st.sampled_from("abcxyz"))
def test_one_wrong_letter_finds_the_word_again(word, place, letter):
    """Wherever it is, after the first letter, in a word of six letters and more."""
    if len(word) >= 6 and 0 < place < len(word):
        typed = word[:place] + letter + word[place + 1 :]
        assert SPELLER.correct(typed) == word
