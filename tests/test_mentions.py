"""Mentions: where a message says what a pattern says, slips and other ways of saying it mended."""

from __future__ import annotations

import pytest
from signs import compiled, read

from assistant import mentions
from assistant.clauses import cut
from assistant.mentions import KNOWN_TO_NONE, Lexicon, Message, respelt


def places(text, *patterns, **sections):
    """Where a concept of these patterns is mentioned: first and last word."""
    found = read(text, concepts={"sign": list(patterns)}, **sections)[1]
    return [(one.start, one.end) for one in found if one.concept == "sign"]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("aa", "xx aa xx aa", [(1, 1), (3, 3)]),
        ("aa bb", "aa bb aa xx bb", [(0, 1)]),
        ("aa bb", "aa, bb", []),
        ("aa (bb|cc)", "aa cc xx aa bb", [(0, 1), (3, 4)]),
        ("aa [bb] cc", "aa cc aa bb cc aa xx cc", [(0, 1), (2, 4)]),
        ("aa ..1 bb", "aa bb aa xx bb", [(0, 1), (2, 4)]),
        ("aa ..1 bb", "aa xx yy bb", []),
        ("aa ..3 bb", "aa xx yy zz bb", [(0, 4)]),
        ("aa ..3 bb", "aa xx, yy bb", []),
        ("aa ..3 bb cc", "aa bb xx bb cc", [(0, 4)]),
        ("aa (bb cc|dd) ee", "aa dd ee xx aa bb cc ee xx aa bb ee", [(0, 2), (4, 7)]),
        ("aa [bb cc] dd", "aa dd xx aa bb cc dd xx aa bb dd", [(0, 1), (3, 6)]),
        ("aa [bb] [cc] dd", "aa dd", [(0, 1)]),
        ("aa [bb] [cc] dd", "aa bb cc dd", [(0, 3)]),
        ("aa <pet>", "aa dog xx aa cat", [(0, 1)]),
        ("<pet> aa", "dog aa", [(0, 1)]),
        ("[aa] bb", "aa bb", [(1, 1)]),
        ("aa ..2 (bb|bb cc)", "aa xx bb cc", [(0, 2)]),
    ],
)
def test_a_pattern_is_found(pattern, text, expected):
    assert places(text, pattern) == expected


def test_a_place_that_two_patterns_find_is_one_mention():
    assert places("aa bb", "aa bb", "aa (bb|cc)") == [(0, 1)]


def test_of_the_places_where_a_mention_can_end_the_first_is_taken():
    assert places("aa bb xx bb", "aa ..3 bb") == [(0, 1)]


# -- slips and rewritings -------------------------------------------------------------------------

CRITICAL = {"critical_words": "bladder", "concepts": {"bladder": ["bladder", "walking", "help"]}}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bladdar", "bladder"),
        ("blader", "bladder"),
        ("bladder", "bladder"),
        ("walkin", "walking"),
        ("runnin", "runnin"),
        ("walki", "walki"),
        ("heeelp", "help"),
        ("hellllp", "help"),
        ("bladd3r", "bladd3r"),
        ("xylophone", "xylophone"),
    ],
)
def test_a_word_is_understood(typed, meant):
    assert Lexicon(compiled([{"id": "all", "all": ["bladder"]}], **CRITICAL).get).understood(
        typed
    ) == (meant)


def test_a_word_that_is_a_word_is_no_slip():
    records = compiled([{"id": "all", "all": ["bladder"]}], **CRITICAL, real_words="blatter")
    assert Lexicon(records.get).understood("blatter") == "blatter"


@pytest.mark.parametrize(
    ("text", "read_as", "at"),
    [
        ("can not pee", "cant pee", [0, 2]),
        ("xx can not", "xx cant", [0, 1]),
        ("can, not pee", "can not pee", [0, 2, 3]),
        ("can xx not", "can xx not", [0, 1, 2]),
        ("can", "can", [0]),
        ("unable to pee", "cant pee", [0, 2]),
        ("theyre xx", "they are xx", [0, 0, 1]),
    ],
)
def test_each_way_of_saying_a_small_thing_is_made_one(text, read_as, at):
    same = {"cant": ["can not", "unable to", "cannot"], "they are": ["theyre"]}
    words = respelt(cut(text), Lexicon(compiled(same_as=same).get))
    assert (" ".join(words.tokens), words.places) == (read_as, at)
    assert len(words.clauses) == len(words.sentences) == len(words.tokens)


def test_the_longest_way_of_saying_it_is_taken():
    same = {"cant": ["can not"], "wont": ["can not at all"], "may": ["can"]}
    lexicon = Lexicon(compiled(same_as=same).get)
    for text, expected in (("can not at all", "wont"), ("can not", "cant"), ("can", "may")):
        assert respelt(cut(text), lexicon).tokens == [expected]


# -- reading --------------------------------------------------------------------------------------


def test_a_word_is_read_once_and_what_is_kept_has_an_end(monkeypatch):
    monkeypatch.setattr(mentions, "_KEPT", 2)
    asked = []
    lexicon = Lexicon(asked.append)
    for word in ("aa", "bb", "aa", "bb"):
        assert lexicon.entry(word) is KNOWN_TO_NONE
    assert asked == ["flag:word:aa", "flag:word:bb"]
    lexicon.entry("cc")
    assert list(lexicon._entries) == ["cc"]


def test_a_place_beside_the_message_has_no_lists():
    message = Message(cut("aa bb"), [["<my>"], ["<my>"]], {}, [])
    assert [message.has(place, "<my>") for place in (-1, 0, 1, 2)] == [False, True, True, False]
    assert not message.has(0, "<pet>")
