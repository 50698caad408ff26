"""Records: what goes in comes out, and what is no record is refused."""

from __future__ import annotations

import json
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import retriever
from assistant.errors import IndexFileError, UnknownPassageError
from assistant.index import Postings
from assistant.models import Note, Passage, Source
from assistant.passages import MOST_QUESTIONS, Texts
from assistant.records import (
    COPIED_UP_TO,
    MemoryRecords,
    RecordIndex,
    numbered,
    pack_json,
    pack_postings,
    shelf_of,
    shelved,
    unpack_postings,
)

TEXT = st.text(max_size=8)
SOURCES = st.lists(st.builds(Source, TEXT, TEXT, TEXT, st.none() | st.integers(), TEXT), max_size=2)
PASSAGES = st.lists(
    st.builds(
        Passage,
        id=st.text(st.characters(), max_size=8),
        text=TEXT,
        title=TEXT,
        heading_path=st.lists(TEXT, max_size=2).map(tuple),
        sources=SOURCES.map(tuple),
        notes=st.lists(st.builds(Note, TEXT, SOURCES.map(tuple)), max_size=2).map(tuple),
        questions=st.lists(TEXT, max_size=MOST_QUESTIONS).map(tuple),
        line=st.integers(0, 9),
    ),
    max_size=40,
    unique_by=lambda passage: passage.id,
)


def compiled(passages):
    return RecordIndex(MemoryRecords(dict(retriever.index_records(passages))))


@pytest.mark.parametrize("small", [0, 5_000])
@given(passages=PASSAGES)
def test_passages_come_out_as_they_went_in(small, passages):
    """In the form of small collections and in that of large ones, whatever their text and ids."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(retriever, "SMALL", small)
        index = compiled(passages)
    for number, passage in enumerate(passages):
        assert index.number(passage.id) == number
        assert index.passage(number) == passage
    assert index.number("no such passage") is None
    for number in (-1, len(passages)):
        with pytest.raises(UnknownPassageError):
            index.passage(number)


@pytest.mark.parametrize("small", [0, 5_000])
def test_a_few_questions_are_kept_to_be_suggested(small, monkeypatch):
    monkeypatch.setattr(retriever, "SMALL", small)
    asked = tuple(f"question {n}" for n in range(20))
    passage = compiled([Passage("a", "text", questions=asked)]).passage(0)
    assert passage.questions == asked[:MOST_QUESTIONS]


@pytest.mark.parametrize("count", [0, 1, COPIED_UP_TO, COPIED_UP_TO + 1])
def test_postings_come_out_as_they_went_in(count):
    postings = Postings(array("I", range(count)), array("f", [n / 2 for n in range(count)]))
    packed = memoryview(pack_postings(postings))
    found = unpack_postings(packed)
    assert list(found.numbers) == list(postings.numbers)
    assert list(found.weights) == list(postings.weights)


@pytest.mark.parametrize("value", [b"", b"\1", b"\1\0\0\0", b"\0\0\0\0\0", b"\xff\xff\xff\xff1234"])
def test_a_record_of_another_length_is_refused(value):
    with pytest.raises(IndexFileError, match="build the index again"):
        unpack_postings(memoryview(value))


@pytest.mark.parametrize("about", [None, [], {}, {"format": 1}, {"format": "2"}])
def test_another_version_is_refused(about):
    records = {} if about is None else {b"index": pack_json(about)}
    with pytest.raises(IndexFileError, match="build it again"):
        RecordIndex(MemoryRecords(records))


def test_a_missing_block_of_passages_is_told(monkeypatch):
    monkeypatch.setattr(retriever, "SMALL", 0)
    records = dict(retriever.index_records([Passage("a", "text")]))
    del records[b"passages/0"]
    with pytest.raises(IndexFileError, match="missing"):
        RecordIndex(MemoryRecords(records)).passage(0)


@pytest.mark.parametrize("key", ["10", "-1", "01", "+1", " 1", "1_0", "\u0661", "", "9" * 5_000])
def test_only_a_number_in_plain_digits_is_the_id_of_a_text(key):
    assert numbered(key, 10) is None
    assert numbered("9", 10) == 9


def test_texts_are_passages_when_asked_for():
    texts = Texts(iter(["one", "two", "three"]))
    assert len(texts) == 3
    assert texts[1] == Passage("1", "two")
    assert texts[1:] == [Passage("1", "two"), Passage("2", "three")]


def test_parts_that_are_kept_word_by_word_lie_on_shelves():
    """Each is found again on its own, and the base of a table is a record of its own."""
    parts = {"danger:": {"base": 1}, **{f"danger:w{n}": n for n in range(3_000)}, "articles": []}
    laid = shelved(parts)
    assert len(laid) < 1_100
    library = {name: pack_json(value) for name, value in laid.items()}
    for name, value in parts.items():
        shelf = shelf_of(name)
        found = json.loads(library[shelf[0] if shelf else name])
        assert (found[shelf[1]] if shelf else found) == value


@pytest.mark.parametrize("name", ["articles", "danger:", "flag:word:", "danger:/12", "flag:levels"])
def test_other_parts_are_records_of_their_own(name):
    """A shelf lies on no other one."""
    assert shelf_of(name) is None
    assert shelved({name: 1}) == {name: 1}
