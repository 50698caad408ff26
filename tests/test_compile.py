"""The build phase: everything that answering needs is in the records, and nothing else is."""

from __future__ import annotations

import gc
import json

import pytest

from assistant.compile import compile_library
from assistant.errors import KnowledgeError
from assistant.library import Library
from assistant.records import MemoryRecords
from assistant.text import HOW

ARTICLE = (
    "---\nid: feet\ntitle: Feet\nreviewed: 2026-01-02\n---\n\n"
    "## Care\n\n### Toes\n\nToes help.\n\n### Heels\n\nHeels land.\n"
)


@pytest.fixture
def built(folder):
    path = folder(
        {
            "articles/feet.md": ARTICLE,
            "questions/feet.yaml": "toes: [which toes help]\ncare: [how do I care]\n",
            "vocabulary.yaml": "lay_words:\n  - {say: [digits], mean: [toes]}\nhome: [feet]\n",
        }
    )
    records, faults, digest = compile_library(str(path))
    return Library(MemoryRecords(records), tuple(faults)), records, digest


def test_the_table_of_contents_is_kept(built):
    """Articles with their passages, in order."""
    (entry,) = built[0].articles
    assert (entry.id, entry.title, entry.reviewed) == ("feet", "Feet", "2026-01-02")
    assert entry.passages == (("toes", "Toes"), ("heels", "Heels"))


def test_sections_are_kept_with_what_asks_for_them(built):
    """The terms of the heading and of its questions."""
    library, _, _ = built
    assert [(one.id, one.passages) for one in library.sections] == [("care", ("toes", "heels"))]
    assert library.part("sections")[0][3] == [["care"], ["care", HOW]]


def test_words_of_questions_and_vocabulary_count_as_spellings(built):
    """They are no slips of the finger."""
    assert {"toes", "help", "digits"} <= set(built[0].part("spelling"))


def test_lay_words_lead_to_terms_of_the_library(built):
    """And are kept by their first stem."""
    assert built[0].part("vocabulary/digit") == [[[], ["toe"], ""]]
    assert built[0].part("home") == ["feet"]


def test_the_sources_that_are_cited_are_kept(built):
    """Those of the article first, then those of the danger signs that the register knows."""
    assert built[0].sources[0][:2] == ("feet", "Feet")


def test_danger_signs_and_templates_come_with_every_library(built):
    """Whosever it is."""
    library, _, _ = built
    assert library.part("flag:levels")["emergency"]["name"] == "EMERGENCY NOW"
    assert "not a diagnosis" in library.words("disclaimer")
    assert library.part("smalltalk")["phrases"]["hello"]


def test_a_name_that_is_not_there_is_none_and_leaves_no_trace(built):
    """Names come from typed words: remembering each would grow without end."""
    library, _, _ = built
    for number in range(50):
        assert library.part(f"vocabulary/nothing{number}") is None
    assert not [name for name in library._parts if "nothing" in name]


def test_records_are_plain_data(built):
    """JSON or numbers: nothing that could run."""
    _, records, _ = built
    for key, value in records.items():
        if key.startswith((b"response/", b"flag:", b"vocabulary/", b"sections", b"articles")):
            json.loads(value)
    assert not any(value.startswith((b"\x80\x04", b"\x80\x05")) for value in records.values())


def test_the_same_files_give_the_same_records_and_digest(folder, built):
    """Byte for byte: a library can be built again and compared."""
    _, records, digest = built
    again, _, same = compile_library(str(folder({})))
    assert (list(again.items()) == list(records.items()), same) == (True, digest)


def test_faults_are_one_line_each(folder):
    """For a person to read."""
    path = folder({"articles/feet.md": ARTICLE, "articles/x.md": b"\0", "vocabulary.yaml": "- a"})
    _, faults, _ = compile_library(str(path))
    assert len(faults) == 2
    assert all("\n" not in fault and str(path) in fault for fault in faults)


def test_a_faulty_vocabulary_does_not_stop_the_rest(folder):
    """It is left out as a whole."""
    path = folder({"articles/feet.md": ARTICLE, "vocabulary.yaml": "lay_words: [a]\nhome: [b]\n"})
    records, faults, _ = compile_library(str(path))
    assert (len(faults), json.loads(records[b"home"])) == (1, [])


@pytest.mark.parametrize("was_on", [True, False])
def test_cycles_are_looked_for_again_after_a_build(folder, was_on):
    """Or not, as it was before; also when nothing could be built."""
    sound = folder({"articles/feet.md": ARTICLE})
    (gc.enable if was_on else gc.disable)()
    try:
        compile_library(str(sound))
        assert gc.isenabled() is was_on
        with pytest.raises(KnowledgeError):
            compile_library(str(sound / "missing.md"))
        assert gc.isenabled() is was_on
    finally:
        gc.enable()
