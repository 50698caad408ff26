"""A question becomes weighted terms, and each knows why it is there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import query as reading
from assistant.correction import Speller
from assistant.query import (
    EXPANSION_WEIGHT,
    MAX_CHARACTERS,
    STORY_WEIGHT,
    Query,
    QuestionReader,
    Sentence,
    plain_query,
    sentences,
)
from assistant.vocabulary import Vocabulary

KNOWN = {"back", "pain", "walk", "shoe", "postur", "herniat", "disc", "hurt", "choos", "run"}
RECORDS = {
    "vocabulary/slip": [[["disc"], ["herniat"], ""]],
    "vocabulary/knee": [[[], [], "other_body"]],
    "vocabulary/money": [[["back"], [], "cost"]],
    "vocabulary/stiff": [[["back"], ["pain"], ""]],
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


# -- sentences ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "asking"),
    [
        ("shoes old. which fit", [False, True]),
        ("which fit. shoes old? walk", [False, True, False]),
        ("shoes old; walk\nwhich fit", [False, False, True]),
        ("walk! shoes? run?", [False, True, True]),
        ("shoes", [True]),
        ("shoes. walk", [True, True]),
        ("", []),
        ("?!.", []),
        ("?shoes", [True]),
        ("shoes which fit. walk", [True, True]),
    ],
)
def test_which_sentences_ask(text, asking):
    assert [one.asks for one in sentences(text)] == asking


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("sore, no fever, stiff", "sore stiff"),
        ("sore no fever, stiff", "sore no fever stiff"),
        ("no fever", "no fever"),
        ("no fever. sore", "sore"),
        ("havent slept, never ran, sore", "sore"),
        ("no a b c d e f g, sore", "sore"),
        ("no a b c d e f g h, sore", "no a b c d e f g h sore"),
        (", sore,, stiff", "sore stiff"),
    ],
)
def test_what_is_ruled_out_is_left_out(text, words):
    assert " ".join(word for one in sentences(text) for word in one.words) == words


def bounded(room, *said):
    """What is kept of sentences; a mark at the end shows which ask."""
    found = [Sentence(one.rstrip("?").split(), one.endswith("?")) for one in said]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "MAX_CHARACTERS", room)
        kept = reading._bounded(found)
    return [" ".join(one.words) + "?" * one.asks for one in kept]


@pytest.mark.parametrize(
    ("room", "kept"),
    [
        (15, ["aa bb", "cc?", "dd ee"]),
        (14, ["aa", "cc?", "dd ee"]),
        (12, ["aa", "cc?", "dd ee"]),
        (11, ["cc?", "dd ee"]),
        (9, ["cc?", "dd ee"]),
        (8, ["cc?", "dd"]),
        (5, ["cc?"]),
        (3, ["cc?"]),
        (2, []),
    ],
)
def test_of_too_long_a_message_the_asking_and_then_the_last_words_are_kept(room, kept):
    assert bounded(room, "aa bb", "cc?", "dd ee") == kept


def test_of_several_asking_sentences_the_last_are_kept_first():
    assert bounded(6, "aa?", "bb", "cc?", "dd?") == ["cc?", "dd?"]


# -- terms ----------------------------------------------------------------------------------------


def test_a_term_that_is_said_twice_alike_is_shown_as_it_was_first_said():
    found = {term.term: term.typed for term in READER.read("walking walks").terms}
    assert found["walk"] == "walking"


def test_a_term_of_story_and_question_counts_as_one_of_the_question():
    for text in ("I walk. Why do shoes walk? Old disc.", "Walk. Why do shoes walk? I walk. Disc."):
        found = weights(READER.read(text))
        assert (found["walk"], found["shoe"], found["disc"]) == (1.0, 1.0, STORY_WEIGHT)


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("I run. Does it hurt?", 1.0),  # one known word, and it points at the story
        ("I run. Does it hurt my back?", STORY_WEIGHT),
        ("I run. Does walking hurt?", STORY_WEIGHT),
        ("I run. What about shoes?", STORY_WEIGHT),
        ("I run. What is that?", 1.0),
        ("I run. What about zebras?", 1.0),
    ],
)
def test_a_question_that_only_points_at_the_story_makes_all_of_it_ask(text, weight):
    assert weights(READER.read(text))["run"] == weight


def test_an_expansion_of_the_story_counts_less_than_both():
    query = READER.read("It is slipped. Why do back and shoes hurt?")
    found = {term.term: (term.weight, term.typed) for term in query.terms}
    assert "herniat" not in found
    query = READER.read("A slipped disc it is. Why do back and shoes hurt?")
    expanded = next(term for term in query.terms if term.term == "herniat")
    assert (expanded.weight, expanded.typed) == (STORY_WEIGHT * EXPANSION_WEIGHT, "slipped disc")


def test_neighbours_are_pairs_with_and_without_the_words_between():
    found = {term.term for term in READER.read("shoes for my back").terms if term.via == "pair"}
    assert found == {"shoe back", "shoe for", "for my", "my back"}


@pytest.mark.parametrize(
    ("text", "corrections"),
    [
        ("postrue postrue", {"postrue": "posture"}),
        ("zebra", {}),
        ("posture", {}),
        ("money knee", {}),
        ("slipped", {}),
    ],
)
def test_only_words_that_nobody_knows_are_corrected(text, corrections):
    assert READER.read(text).corrections == corrections


def test_a_word_is_corrected_once():
    asked = []

    class Counted:
        def correct(self, word):
            asked.append(word)
            return {"postrue": "posture", "same": "same"}.get(word)

    reader = QuestionReader(KNOWN.__contains__, Vocabulary(RECORDS.get), Counted())
    found = reader.read("postrue same postrue. Which postrue?")
    assert found.corrections == {"postrue": "posture"}
    assert asked == ["postrue", "same"]
    assert found.words == ("posture", "same", "posture", "which", "posture")


def test_two_words_that_were_typed_as_one_are_two():
    reader = QuestionReader(
        KNOWN.__contains__,
        Vocabulary({}.get),
        Speller({"spelling": {"disc": 5, "shoes": 4, "dishes": 3}}.get),
    )
    found = reader.read("discshoes")
    assert found.words == ("disc", "shoes")
    assert {"disc", "shoe", "disc shoe"} == {term.term for term in found.terms}


@pytest.mark.parametrize(
    ("text", "home", "elsewhere"),
    [
        ("back", True, ()),
        ("money back", False, (("cost", "money back"),)),
        ("my back. money back", True, (("cost", "money back"),)),
        ("money back. my back", True, (("cost", "money back"),)),
        ("back money back", True, (("cost", "money back"),)),
        ("money back back", True, (("cost", "money back"),)),
        ("slipped disc", False, ()),
        ("stiff back", True, ()),
    ],
)
def test_a_word_inside_a_phrase_about_something_else_is_not_at_home(text, home, elsewhere):
    found = READER.read(text)
    assert (found.home, found.elsewhere) == (home, elsewhere)
