"""The confidence grows with what a passage covers and falls with words that point elsewhere."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.confidence import (
    PLAIN,
    WITH_QUESTIONS,
    WITH_SCOPE,
    Evidence,
    confidence,
    weigh_evidence,
)
from assistant.query import Query, QueryTerm, plain_query
from assistant.retriever import Retriever

TEXTS = [
    "Slouching strains the lower back.",
    "Shoes with arch support help you walk.",
    "A herniated disc may press on a nerve.",
]
RETRIEVER = Retriever.from_texts(TEXTS)
GOOD = Evidence(1.0, 1.2, 0.8, 0.0, 1.0, 2.5, 1.0, 0.0, 0.0)


def evidence(text: str, **changes: object) -> Evidence:
    query = plain_query(text)._replace(**changes)
    return weigh_evidence(query, RETRIEVER, RETRIEVER.top(query, 5))


def test_a_passage_that_holds_every_term_is_covered_whole():
    """And nothing is unknown."""
    found = evidence("arch support shoes")
    assert (found.coverage, found.unknown, found.phrasing) == (1.0, 0.0, 0.5)


def test_words_that_no_passage_holds_are_unknown_and_lower_the_coverage():
    """ "Violin" is in no library about backs."""
    found = evidence("arch support violin")
    assert 0 < found.coverage < 1
    assert found.unknown == pytest.approx(1 / 3)


def test_the_lead_is_the_share_by_which_the_first_is_ahead():
    """Alone it leads by all of its score."""
    assert evidence("slouching").lead == 1.0
    assert evidence("the disc and the shoes").lead < 0.5


def test_a_term_that_is_only_meant_is_covered_in_part():
    """ "Slipped disc" stands for a herniated one: the passage covers "slipped" that far."""
    typed = QueryTerm("slip", 1.0, "slip")
    meant = QueryTerm("herniat", 0.5, "slip", "expansion")
    query = Query((typed, meant), {})
    found = weigh_evidence(query, RETRIEVER, RETRIEVER.top(query, 5))
    assert found.coverage == pytest.approx(0.7)


def test_hints_to_another_subject_count_two_at_most():
    """And less when a word names the back; cost and animals always in full."""
    knee = ("other_body", "knee")
    assert evidence("knee", elsewhere=(knee,) * 5, home=False)[7:9] == (0.0, 2.0)
    assert evidence("knee", elsewhere=(knee,), home=True)[7:9] == (1.0, 0.0)
    assert evidence("cost", elsewhere=(("cost", "price"),), home=True)[7:9] == (0.0, 1.0)


def test_no_passage_at_all_is_no_evidence():
    """A question of unknown words."""
    assert evidence("zebra")[:3] == (0.0, 0.0, 0.0)
    assert evidence("") == Evidence(0, 0, 0, 0, 0, 0, 1.0, 0, 0)


@pytest.mark.parametrize("model", [WITH_SCOPE, WITH_QUESTIONS, PLAIN])
def test_more_coverage_never_makes_it_less_sure(model):
    """Nor does a stronger match, a greater lead, or fewer unknown words."""
    for name, step in [("coverage", 0.2), ("strength", 0.2), ("lead", 0.2), ("unknown", -0.2)]:
        before = GOOD._replace(unknown=0.5, coverage=0.5, lead=0.5)
        after = before._replace(**{name: getattr(before, name) + step})
        assert confidence(after, model) >= confidence(before, model)


def test_words_that_point_elsewhere_make_it_less_sure():
    """A question about a knee is not answered by a passage about walking."""
    assert confidence(GOOD._replace(elsewhere=2.0)) < confidence(GOOD)


@given(st.tuples(*[st.floats(-1e6, 1e6)] * 9))
def test_a_confidence_is_a_chance(values):
    """Between 0 and 1, whatever the evidence."""
    for model in (WITH_SCOPE, WITH_QUESTIONS, PLAIN):
        assert 0 <= confidence(Evidence(*values), model) <= 1
        assert 0 < model.threshold < 1
