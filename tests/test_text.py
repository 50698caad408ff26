"""Text becomes terms the same way for passages and questions, whatever it holds."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text import (
    ASKING_WORDS,
    STOP_WORDS,
    normalise,
    pairs,
    query_terms,
    stems,
    terms,
    unique,
    words,
)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Can’t", "can't"),
        ("“Quoted”", '"quoted"'),
        ("ＷＡＬＫＩＮＧ", "walking"),
        ("Café", "cafe"),
        ("cafe\u0301", "cafe"),
        ("ﬁt", "fit"),
        ("warm\u2011up", "warm-up"),
        ("sp\u200bine", "spine"),
        ("\u202eback\u202c", "back"),
        ("back\x00pain\x1b[2J", "backpain[2j"),
        ("one\ttwo\r\nthree", "one two \nthree"),
        ("no\u00a0break", "no break"),
        ("`tick`", "'tick'"),
    ],
)
def test_spellings_of_one_text_become_alike(written, plain):
    """Quotes, width, accents, ligatures, dashes and invisible characters make no difference."""
    assert normalise(written) == plain


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    """A text that is spelt the one way stays as it is."""
    once = normalise(text)
    assert normalise(once) == once


@given(st.text())
def test_nothing_invisible_is_left(text):
    """Control, formatting and half characters are gone, but for the line break."""
    kept = {unicodedata.category(character) for character in normalise(text).replace("\n", "")}
    assert not kept & {"Cc", "Cf", "Cs"}


@given(st.text())
def test_any_text_has_words_terms_and_pairs(text):
    """Words are letters and digits only; terms never outnumber them; pairs are one fewer."""
    found = words(text)
    assert all(word.isalnum() for word in found)
    assert len(terms(text)) <= len(found)
    assert len(pairs(found)) == max(0, len(found) - 1)


@given(st.text())
def test_case_does_not_matter(text):
    """The same text in capitals has the same words, where capitals are the same letters."""
    if text.upper().lower() == text.lower() and text.isascii():
        assert words(text.upper()) == words(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("can't", ["cant"]),
        ("the doctor's shoes", ["the", "doctor", "shoes"]),
        ("ask the doctor's", ["ask", "the", "doctor"]),
        ("my mum's\nback", ["my", "mum", "back"]),
        ("'s", ["s"]),  # all of a line: no word is lost
        ("X-ray or MRI", ["xray", "or", "mri"]),
        ("warm-up", ["warm", "up"]),
        ("heel-to-toe", ["heel", "to", "toe"]),
        ("a 1-mile walk", ["a", "1", "mile", "walk"]),
        ("and/or", ["and", "or"]),
        ("", []),
        ("?!…", []),
        ("腰 痛い", ["腰", "痛い"]),
    ],
)
def test_words_are_cut_as_people_mean_them(text, expected):
    """Apostrophes vanish, a hyphen after one letter joins, any other one parts."""
    assert words(text) == expected


@pytest.mark.parametrize("word", ["no", "not", "after", "before", "down", "up", "back", "off"])
def test_words_that_carry_meaning_here_are_kept(word):
    """ "Pain after walking" is not "pain before walking"."""
    assert word not in STOP_WORDS
    assert word not in ASKING_WORDS


def test_words_of_asking_are_dropped_from_questions_only():
    """ "What helps" asks for "helps"; in a passage, "what" is a word like any other."""
    assert query_terms("please tell me what causes it") == ["caus"]
    assert "what" in terms("what causes it")


def test_a_question_of_asking_words_alone_is_still_a_question():
    """Dropping all of it would leave nothing to look up."""
    assert query_terms("how much?") == ["how", "much"]


def test_stems_bring_forms_of_a_word_together():
    """Walk, walks, walked and walking are one term."""
    assert set(stems(["walk", "walks", "walked", "walking"])) == {"walk"}


def test_unique_keeps_the_first_sight():
    """Repeats go, the order stays."""
    assert unique(["b", "a", "b", "c", "a"]) == ["b", "a", "c"]
