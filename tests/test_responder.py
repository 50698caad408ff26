"""Passages, cards and templates become an answer; no sentence is written here."""

from __future__ import annotations

import pytest

from assistant.models import Block, Hit, Source, Urgency
from assistant.query import Query
from assistant.wording import key_sentence, long_source, plain_text, short_source, tight

NOTHING = Query((), {})


@pytest.fixture
def responder(assistant):
    return assistant.responder


def hit(assistant, key: str) -> Hit:
    return Hit(assistant.retriever.find(key), 1.0)


def test_an_answer_shows_the_passage_with_where_it_comes_from(assistant, responder):
    """Title, place, text, notes with their sources, source, what to ask next, disclaimer."""
    answer = responder.answer("q", [hit(assistant, "causes/poor-posture")], NOTHING, 0.9)
    passage = answer.passages[0]
    roles = [block.role for block in answer.blocks]
    order = ["title", "origin", "body", "note", "source", "label", "related", "disclaimer"]
    assert list(dict.fromkeys(roles)) == order
    assert passage.text in answer.text
    assert passage.notes[0].text in answer.text
    assert passage.source.title in answer.text


def test_every_sentence_that_is_shown_is_in_a_knowledge_file(assistant, responder):
    """The responder writes no medical sentence of its own."""
    answer = responder.answer("q", [hit(assistant, "footwear/choosing")], NOTHING, 0.9)
    bodies = [block.text for block in answer.blocks if block.role == "body"]
    assert bodies == [answer.passages[0].text]


def test_related_passages_are_the_other_hits_and_then_the_neighbours(assistant, responder):
    """Three at most, never the passage itself."""
    found = responder.related([assistant.retriever.find("causes/joints")])
    assert 0 < len(found) <= 3
    assert "causes/joints" not in found
    assert len(set(found)) == len(found)
    both = [assistant.retriever.find(key) for key in ("core", "footwear/fit")]
    assert responder.related(both)[0] == "footwear/fit"


def test_suggestions_are_questions_that_lead_to_the_related_passages(assistant, responder):
    """One each, in people's own words."""
    answer = responder.answer("q", [hit(assistant, "causes/joints")], NOTHING, 0.9)
    assert len(answer.suggestions) == len(answer.related)
    for key, question in zip(answer.related, answer.suggestions, strict=True):
        assert question in assistant.retriever.find(key).questions


def test_an_overview_shows_the_key_sentence_of_each_passage(assistant, responder):
    """In order, with all their sources."""
    section = next(one for one in assistant.library.sections if one.id == "posture")
    answer = responder.overview("q", section, 0.9)
    items = [block.text for block in answer.blocks if block.role == "related"]
    assert [one.id for one in answer.passages] == list(section.passages)
    assert answer.related == section.passages, "each numbered passage can be picked"
    for number, (passage, item) in enumerate(zip(answer.passages, items, strict=True), 1):
        assert item.startswith(f"{number}. {passage.title}")
        assert key_sentence(passage.text) in item


def test_a_card_has_the_level_in_words_and_the_action_first(responder):
    """What matters is said in words, never by colour alone."""
    urgency = Urgency("emergency", ("cauda-equina",), "Call now.\nDo not drive.")
    answer = responder.urgent("q", urgency, ["signs of an infection"])
    assert answer.text.startswith("EMERGENCY NOW\nCall now.\n- Do not drive.\n- ")
    assert "signs of an infection" in answer.text
    assert (answer.passages, answer.confidence, answer.kind) == ((), None, "urgent")


def test_a_refusal_says_where_else_to_ask_and_names_the_danger_signs(assistant, responder):
    """And offers the nearest topics by number."""
    nearest = [assistant.retriever.find("core")]
    answer = responder.not_covered("q", NOTHING, nearest, 0.1, "cost")
    assert "I will not guess" in answer.text
    assert assistant.library.words("elsewhere")["cost"] in answer.text
    assert f"1. {nearest[0].title}" in answer.text
    assert assistant.cards.danger_line() in answer.text
    assert answer.related == ("core",)


def test_an_unknown_reason_is_answered_in_general(assistant, responder):
    """No reason leaves a person without an answer."""
    answer = responder.not_covered("q", NOTHING, [], 0.1, "unheard-of")
    assert assistant.library.words("elsewhere")["default"] in answer.text


@pytest.mark.parametrize("kind", ["greeting", "thanks", "identity", "doctor", "privacy", "insult"])
def test_small_talk_is_short_and_without_a_disclaimer_below(responder, kind):
    """It says nothing about health."""
    answer = responder.small_talk("q", kind)
    assert (answer.kind, answer.passages) == ("small_talk", ())
    assert answer.disclaimer not in answer.text
    assert answer.disclaimer


def test_corrections_are_shown_above_the_answer(assistant, responder):
    """What was searched for, instead of what."""
    query = NOTHING._replace(corrections={"postrue": "posture"})
    answer = responder.answer("q", [hit(assistant, "causes/poor-posture")], query, 0.9)
    assert answer.text.startswith("Showing results for: posture (instead of: postrue)\n\n")


def test_a_safety_question_stands_in_front(assistant, responder):
    """It is asked before the topic is answered."""
    answer = responder.answer("q", [hit(assistant, "core")], NOTHING, 0.9)
    asked = responder.with_question(answer, "Any numbness?")
    assert asked.text.startswith("One question first: Any numbness?")
    assert asked.text.endswith(answer.text)
    assert asked.safety_question == "Any numbness?"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("One. Two.", "One."),
        ("Is it? It is.", "Is it?"),
        ("Only one", "Only one"),
        ("Line one\nLine two. More.", "Line one"),
        ("About 3.5 miles. Then rest.", "About 3.5 miles."),
    ],
)
def test_the_key_sentence_is_the_first(text, sentence):
    """It says in short what the passage says."""
    assert key_sentence(text) == sentence


def test_sources_are_named_in_short_and_in_full():
    """With what is known of them."""
    whole = Source("A", "Title", "Org", 2020, "https://x.y")
    bare = Source("B", "Title")
    assert (short_source(whole), short_source(bare)) == ("Org, 2020", "Title")
    assert long_source(whole) == "“Title”, Org, 2020. https://x.y"
    assert long_source(bare) == "“Title”."


def test_plain_text_parts_different_things_by_an_empty_line():
    """And keeps together what belongs together."""
    blocks = [Block("title", "T"), Block("origin", "O"), Block("body", "B"), Block("item", "I")]
    assert plain_text(blocks) == "T\nO\n\nB\n\n- I"
    assert plain_text([]) == ""
    assert tight("card", "card")
    assert not tight("body", "source")


def test_general_advice_is_no_source_of_research(assistant, responder):
    """A note that rests on it alone is worth knowing; beside others it is not named."""
    texts = {
        passage.id: responder.answer("q", [hit(assistant, passage.id)], NOTHING, 0.9).text
        for passage in map(assistant.retriever.find, ("posture/stride", "core"))
    }
    assert "Worth knowing: We know of no trial" in texts["posture/stride"]
    assert "What research says" not in texts["posture/stride"]
    notes = [text for text in texts["core"].split("\n\n") if text.startswith("What research")]
    assert notes
    assert not any("no published source" in text for text in notes)


def test_a_hit_far_below_the_first_is_not_offered(assistant, responder):
    """The neighbours in its article are: what is asked next is mostly near."""
    near, far = (assistant.retriever.find(key) for key in ("sleep/mattress", "footwear/choosing"))
    answer = responder.answer("q", [Hit(near, 10.0), Hit(far, 4.9)], NOTHING, 0.9)
    assert len(answer.related) == 3
    assert {key.split("/")[0] for key in answer.related} == {"sleep"}
    answer = responder.answer("q", [Hit(near, 10.0), Hit(far, 5.1)], NOTHING, 0.9)
    assert answer.related[0] == far.id
