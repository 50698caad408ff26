"""``--check`` tells a writer everything that is wrong, each fault with file and line."""

from __future__ import annotations

import datetime
import io
import json

import pytest

from assistant import checks
from assistant.checks import Finding, find, readable, run_checks
from assistant.models import Note, Passage
from assistant.readability import grade, smog
from assistant.reading import read_knowledge
from assistant.scope import fitted_for

TODAY = datetime.date(2026, 11, 24)
EASY = (
    "---\nid: feet\ntitle: Feet\nreviewed: 2026-11-01\n---\n\n"
    "## Toes\n\nToes help you. [@A]\n\n## Heels\n\nHeels hit first. [@A]\n"
)
SOURCES = "A: {title: A book}\n"


@pytest.fixture(autouse=True)
def _danger_signs_apart(monkeypatch):
    """They have tests of their own, and proving each rule takes long."""
    monkeypatch.setattr(checks, "_danger_signs", lambda knowledge: iter(()))


def told(path, today=TODAY) -> list[str]:
    found = find(read_knowledge(str(path)), today)
    return [str(one).replace(f"{path}/", "") for one in found]


def test_a_sound_folder_has_no_findings(folder):
    """Nothing is told where nothing is wrong."""
    path = folder({"articles/feet.md": EASY, "sources.yaml": SOURCES})
    assert told(path) == []
    out = io.StringIO()
    assert run_checks(str(path), out, TODAY) == 0
    assert out.getvalue() == "1 articles, 2 passages, 0 faults\n"


@pytest.mark.parametrize(
    ("article", "message"),
    [
        (EASY.replace("reviewed: 2026-11-01\n", ""), "feet.md: warning: no review date"),
        (EASY.replace("2026-11-01", "soon"), "feet.md: review date 'soon' is no date"),
        (EASY.replace("2026-11-01", "2025-11-01"), "feet.md: warning: last reviewed 2025-11-01"),
        (EASY.replace("you. [@A]", "you."), "feet.md:9: no source for “Toes help you.”"),
        (EASY + "\n> A note.\n", "feet.md:15: no source for “A note.”"),
        (
            EASY.replace(
                "Toes help you.",
                "Considerable investigation demonstrates extraordinarily multidimensional "
                "interdependencies characterising musculoskeletal rehabilitation.",
            ),
            "feet.md:9: toes: reading grade",
        ),
    ],
)
def test_what_is_wrong_with_an_article_is_told(folder, article, message):
    """With its line, and what to do."""
    path = folder({"articles/feet.md": article, "sources.yaml": SOURCES})
    found = told(path)
    assert found
    assert found[0].startswith(f"articles/{message}")


def test_weights_of_scope_that_do_not_fit_the_passages_are_told(folder):
    """They are left out: a new article's questions would sound like those of nobody."""
    ids = ["toes", "heels"]
    files = {"articles/feet.md": EASY, "sources.yaml": SOURCES}
    for fitted, found in ((ids, 0), (ids[:1], 1)):
        weights = {"fitted_for": fitted_for(fitted), "base": 0.0, "weights": {}}
        told_now = told(folder({**files, "scope-weights.json": json.dumps(weights)}))
        assert len(told_now) == found
    assert told_now[0].startswith("scope-weights.json: warning: fitted for other passages")


def test_warnings_do_not_fail_the_check_and_faults_do(folder):
    """A review that is due is no error."""
    path = folder({"articles/feet.md": EASY, "sources.yaml": SOURCES})
    out = io.StringIO()
    assert run_checks(str(path), out, datetime.date(2030, 1, 1)) == 0
    assert "warning: last reviewed" in out.getvalue()
    folder({"articles/bad.md": b"\0"})
    assert run_checks(str(path), out, TODAY) == 1
    assert "bad.md:1: binary" in out.getvalue()


def test_a_place_that_cannot_be_read_is_one_line(tmp_path):
    """And a fault."""
    out = io.StringIO()
    assert run_checks(str(tmp_path / "gone.md"), out, TODAY) == 1
    assert out.getvalue().count("\n") == 1


TOE_WORDS = "bone skin sock mud dust wool rope sand".split()
HEEL_WORDS = "ball ring rock lamp door desk cup fork".split()
ARTICLE_OF_WORDS = EASY.replace("Toes help you.", f"Toes: {' '.join(TOE_WORDS)}.").replace(
    "Heels hit first.", f"Heels: {' '.join(HEEL_WORDS)}."
)


def asked(passage: str, words: list[str]) -> str:
    return f"{passage}:\n" + "".join(f"  - a {word}\n" for word in words)


def told_of_questions(folder, questions: str) -> list[str]:
    files = {"articles/feet.md": ARTICLE_OF_WORDS, "sources.yaml": SOURCES}
    return told(folder({**files, "questions/feet.yaml": questions}))


def test_a_passage_that_its_own_questions_do_not_find_is_told(folder):
    """Each question is left out of the index, and asked; one that finds its passage is enough."""
    fine = asked("toes", [*HEEL_WORDS[1:], TOE_WORDS[0]])
    assert told_of_questions(folder, fine) == []
    (found,) = told_of_questions(folder, asked("toes", HEEL_WORDS))
    assert found.startswith("articles/feet.md:9: toes: none of its own questions finds it")


def test_two_passages_that_answer_each_others_questions_are_told(folder):
    """They should be one, or further apart."""
    toes, heels = asked("toes", HEEL_WORDS), asked("heels", TOE_WORDS)
    found = told_of_questions(folder, toes + heels)
    assert any("toes and heels answer each other's questions" in one for one in found)
    one_way = told_of_questions(folder, toes + asked("heels", HEEL_WORDS))
    assert not any("answer each other" in one for one in one_way)


def test_an_unknown_source_of_a_danger_sign_is_found():
    """The register must hold it."""
    data = {"groups": {"a": {"sources": ["A", "B"]}, "b": {}}}
    assert checks._flag_sources(data) == {"A", "B"}
    assert checks._flag_sources({"groups": []}) == set()


def test_a_finding_is_one_line_with_file_and_line():
    """As editors and terminals understand it."""
    assert str(Finding("a.md", 3, "wrong")) == "a.md:3: wrong"
    assert str(Finding("a.md", 0, "old", warning=True)) == "a.md: warning: old"


def test_notes_count_for_the_reading_age():
    """They are read as well."""
    assert readable(Passage("a", "Text.", notes=(Note("Note."),))) == "Text.\nNote."


def test_reading_age_leaves_medical_terms_aside_and_counts_list_items_as_sentences():
    """A person with back pain meets "physiotherapist" anyway."""
    assert grade("See a physiotherapist.") == grade("See a back.")
    assert grade("Try these:\n- a walk\n- a rest") < grade("Try these a walk a rest and more of it")
    assert smog("See it. Do it. Use it.") >= 0
