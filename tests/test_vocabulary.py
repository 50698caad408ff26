"""Lay words lead to the library's words, and other subjects are noticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.documents import Yaml, parse_yaml
from assistant.errors import KnowledgeError
from assistant.text import stems, words
from assistant.vocabulary import Phrase, Vocabulary, compile_vocabulary, lay_phrases

TEXT = """\
lay_words:
  - say: [slipped disc, disc]
    mean: [herniated disc, bulge]
  - say: [trainers]
    mean: [shoes]
same_words:
  - [physio, physical therapy]
elsewhere:
  cost: [how much does it cost]
  other_body: [knee, knee replacement]
home: [spine, lower back]
"""


def everything(term: str) -> bool:
    return True


def compiled(text: str, known=everything) -> Vocabulary:
    return Vocabulary(compile_vocabulary(parse_yaml(text, "v.yaml"), known).get)


def found(vocabulary: Vocabulary, text: str) -> list[Phrase]:
    return vocabulary.phrases(stems(words(text)))


def test_the_longest_phrase_counts():
    """ "Slipped disc" is one thing; the "disc" inside it is not looked at again."""
    assert found(compiled(TEXT), "my slipped discs hurt") == [Phrase(1, 3, ("herniat", "bulg"), "")]


def test_a_phrase_does_not_stand_for_its_own_words():
    """They are looked up anyway, as typed."""
    assert found(compiled(TEXT), "trainers")[0].means == ("shoe",)
    assert "disc" not in found(compiled(TEXT), "slipped disc")[0].means


def test_same_words_lead_both_ways():
    """Each member of a group stands for the others."""
    vocabulary = compiled(TEXT)
    assert found(vocabulary, "physio")[0].means == ("physic", "therapi")
    assert found(vocabulary, "physical therapy")[0].means == ("physio",)


def test_a_circle_of_meanings_ends_after_one_step():
    """ "a" means "b" and "b" means "a": each stands for the other and nothing goes round."""
    vocabulary = compiled(
        "lay_words:\n"
        "  - {say: [alpha], mean: [beta]}\n"
        "  - {say: [beta], mean: [gamma]}\n"
        "  - {say: [gamma], mean: [alpha]}\n"
        "same_words: [[alpha, beta], [beta, alpha], [alpha, alpha]]\n"
    )
    assert [phrase.means for phrase in found(vocabulary, "alpha beta gamma")] == [
        ("beta",),
        ("gamma", "alpha"),
        ("alpha",),
    ]


def test_words_that_point_elsewhere_are_noticed_beside_lay_words():
    """The longest one, with its kind."""
    kinds = [
        (phrase.elsewhere, phrase.end - phrase.start)
        for phrase in found(compiled(TEXT), "how much does it cost, a knee replacement with physio")
        if phrase.elsewhere
    ]
    assert kinds == [("cost", 5), ("other_body", 2)]


def test_meanings_that_the_library_does_not_hold_are_left_out():
    """They could find nothing."""
    vocabulary = compiled(TEXT, lambda term: term == "bulg")
    assert found(vocabulary, "slipped disc")[0].means == ("bulg",)
    assert found(vocabulary, "trainers") == []


def test_home_words_are_stems():
    """They show that a question is about backs."""
    assert compiled(TEXT).home() == ["spine", "lower", "back"]
    assert compiled("home: []").home() == []


def test_without_a_vocabulary_nothing_is_added():
    """Another library need not bring one."""
    vocabulary = Vocabulary(compile_vocabulary(Yaml(None, {}, "v.yaml"), everything).get)
    assert (found(vocabulary, "slipped disc"), vocabulary.home()) == ([], [])
    assert not vocabulary.opens("disc")


def test_lay_phrases_are_words_that_need_no_correction():
    """They count as known spellings."""
    phrases = lay_phrases(parse_yaml(TEXT, "v.yaml"))
    assert {"slipped disc", "physio", "trainers"} <= set(phrases)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("- a\n- b", 1, "expected keys lay_words"),
        ("word", 1, "expected keys lay_words"),
        ("lay_words: {a: b}", 1, "'lay_words' must be a list"),
        ("lay_words:\n  - say: [a]", 2, "expected 'say' and 'mean'"),
        ("lay_words:\n  - {say: [a], mean: [b], else: c}", 2, "expected 'say' and 'mean'"),
        ("lay_words:\n  - say: [a]\n    mean: b", 3, "expected a list of words"),
        ("lay_words:\n  - say:\n      - ok\n      - yes\n    mean: [b]", 4, "put it in quotes"),
        ("lay_words:\n  - say:\n      - ok\n      - '...'\n    mean: [b]", 4, "expected 1 to 8"),
        ("same_words:\n  - a", 2, "expected a list of words"),
        ("same_words:\n  - [a, [b]]", 2, "put it in quotes"),
        ("same_words:\n  - []", 2, "expected a list of words"),
        ("elsewhere: [a]", 1, "expected other_body"),
        ("elsewhere:\n  moon: [a]", 2, "unknown kind 'moon'"),
        ("elsewhere:\n  cost:\n    - a b c d e f g h i", 3, "expected 1 to 8"),
        ("home: spine", 1, "'home' must be a list"),
        ("home: [{a: b}]", 1, "put it in quotes"),
        ("lay_words: []\nsynonyms: []", 2, "unknown key 'synonyms'"),
    ],
)
def test_a_faulty_entry_is_an_error_with_its_line(text, line, message):
    """The writer is told where and what was expected."""
    with pytest.raises(KnowledgeError, match=message) as caught:
        compiled(text)
    assert (caught.value.file, caught.value.line) == ("v.yaml", line)


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("slipped disc"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["say", "mean", "cost", "x"]), inner, max_size=3)
    ),
    max_leaves=12,
)
_DOCUMENT = st.dictionaries(
    st.sampled_from(["lay_words", "same_words", "elsewhere", "home"]), _ANY, max_size=4
)


@given(st.one_of(_ANY, _DOCUMENT), st.lists(st.sampled_from(["slip", "disc", "a"])))
def test_any_data_is_a_vocabulary_or_one_error(data, stemmed):
    """However odd the file is, and whatever is looked for in it."""
    records, file = {}, "v.yaml"
    try:
        records = compile_vocabulary(Yaml(data, {(): 1}, "v.yaml"), everything)
    except KnowledgeError as error:
        file = error.file
    assert file == "v.yaml"
    for phrase in Vocabulary(records.get).phrases(stemmed):
        assert 0 <= phrase.start < phrase.end <= len(stemmed)
