"""The shipped library keeps its promises: passages, their questions, plain and careful words."""

from __future__ import annotations

import re

import pytest

from assistant.checks import readable
from assistant.documents import read_yaml
from assistant.places import shipped_knowledge
from assistant.readability import grade
from assistant.reading import Knowledge, read_knowledge
from assistant.text import words

MAIN = "lower-back-pain-after-walking"
MAIN_PASSAGES = """
    overview causes/muscle-strain causes/poor-posture causes/degenerative-disc causes/herniated-disc
    causes/spinal-stenosis causes/joints identify warm-up posture/stand-tall posture/arms-and-hips
    posture/knees-and-feet posture/stride posture/gaze-and-pace posture/check-in posture/practice
    footwear/choosing footwear/fit core professional-help medical-evaluation conclusion clinic
""".split()
HIGHEST_GRADE = 7.0  # about age 12
# A number of milligrams, tablets a day and the like: a pharmacist's words, not ours.
DOSAGE = re.compile(
    r"\b\d+(?:\.\d+)?\s*(?:mg|mcg|µg|ml|milligrams?|micrograms?|tablets?|pills?|capsules?)\b"
    r"|\b(?:one|two|three|four|five|six)\s+(?:tablets?|pills?|capsules?)\b"
    r"|\bevery\s+\w+\s+hours\b",
    re.IGNORECASE,
)
CONDITIONS = (
    "stenosis sciatica arthritis cancer infection fracture osteoporosis spondylitis scoliosis "
    "herniated slipped degenerative cauda"
).split()
DIAGNOSIS = re.compile(
    r"\byou (?:have|have got|are suffering from|suffer from) (?:a |an |the )?"
    rf"(?:{'|'.join(CONDITIONS)})|\byour (?:diagnosis|disease) is\b",
    re.IGNORECASE,
)
CONDITIONAL = re.compile(
    r"\b(?:if|when|whether|that|think|until|once|unless)\b[^.]*$", re.IGNORECASE
)


@pytest.fixture(scope="module")
def shipped() -> Knowledge:
    return read_knowledge(shipped_knowledge())


def test_the_library_is_read_whole(shipped):
    """No file is left out."""
    assert shipped.faults == ()


def test_the_main_article_has_its_public_passages(shipped):
    """In this order; their ids are public."""
    (main,) = [article for article in shipped.articles if article.id == MAIN]
    assert [passage.id for passage in main.passages] == MAIN_PASSAGES
    assert shipped.articles[0] is main
    assert main.source.title == "Why Am I Always Experiencing Lower Back Pain After Walking?"
    assert (main.source.organisation, main.source.year) == ("New York City Wellness", 2023)


def test_there_are_topics_beyond_the_article(shipped):
    """At least 35, each named after its file, its passages after it."""
    topics = [article for article in shipped.articles if article.id != MAIN]
    assert len(topics) >= 35
    for article in topics:
        assert article.file.endswith(f"/{article.id}.md")
        assert all(one.id.startswith(f"{article.id}/") for one in article.passages)


def test_every_passage_has_questions_that_it_answers(shipped):
    """As different people would type them: twenty of the main article, ten of a topic."""
    few = {
        passage.id: len(passage.questions)
        for passage in shipped.passages
        if len(set(passage.questions)) < (20 if passage.article == MAIN else 10)
    }
    assert few == {}


def test_no_question_is_there_twice(shipped):
    """One question has one answer."""
    seen: dict[tuple[str, ...], str] = {}
    twice = []
    for passage in shipped.passages:
        for question in passage.questions:
            key = tuple(words(question))
            if seen.setdefault(key, passage.id) != passage.id:
                twice.append((question, seen[key], passage.id))
    assert twice == []


def test_every_passage_has_a_source_and_a_review_date(shipped):
    """Who says so, and when somebody last looked."""
    assert [one.id for one in shipped.passages if not one.sources] == []
    assert [one.file for one in shipped.articles if not one.reviewed] == []
    assert [line for one in shipped.articles for line in one.uncited] == []


def test_every_passage_can_be_read_at_the_age_of_twelve(shipped):
    """Short sentences, plain words."""
    hard = {one.id: round(grade(readable(one)), 1) for one in shipped.passages}
    assert {key: found for key, found in hard.items() if found > HIGHEST_GRADE} == {}


def texts(shipped: Knowledge) -> list[tuple[str, str]]:
    """Everything a person may read about health, with where it stands."""
    found = [(one.id, readable(one)) for one in shipped.passages]
    for name, group in shipped.red_flags.data["groups"].items():
        for level, card in group.get("cards", {}).items():
            found.append((f"{name}/{level}", "\n".join(map(str, card.get("lines", [])))))
    return found


def test_no_dosage_is_named(shipped):
    """A number without the person in front of one can harm."""
    assert [
        (name, DOSAGE.search(text)[0]) for name, text in texts(shipped) if DOSAGE.search(text)
    ] == []


def test_nobody_is_told_that_they_have_a_condition(shipped):
    """It "could" be, it "may" be; only someone who examines can tell."""
    told = []
    for name, text in texts(shipped):
        for match in DIAGNOSIS.finditer(text):
            if not CONDITIONAL.search(text[: match.start()]):
                told.append((name, text[max(0, match.start() - 30) : match.end() + 10]))
    assert told == []


def test_no_marks_or_addresses_are_left_in_the_text(shipped):
    """A person reads words."""
    marked = re.compile(r"https?://|\*\*|\[@|\{#|<[a-z]|\]\(|&[a-z]+;", re.IGNORECASE)
    assert [one.id for one in shipped.passages if marked.search(readable(one))] == []


def test_the_first_sentence_of_a_passage_can_stand_alone(shipped):
    """Lists of passages show only that one."""
    from assistant.wording import key_sentence

    openings = {one.id: key_sentence(one.text) for one in shipped.passages}
    dangling = {
        key: text
        for key, text in openings.items()
        if text.split()[0].lower().strip(",") in {"but", "and", "however", "also", "instead"}
    }
    assert dangling == {}


def test_templates_hold_text_only(shipped):
    """An unquoted "yes" would be read as true and never recognised."""
    table = read_yaml(f"{shipped_knowledge()}/responses.yaml").data["small_talk"]
    said = [say for kind, entry in table.items() if kind != "filler" for say in entry["say"]]
    assert [say for say in [*said, *table["filler"]] if not isinstance(say, str)] == []
