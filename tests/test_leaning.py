"""Which passage a message in a chat asks for, with what was talked of in mind."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.belief import WEIGHTS, Draw, Signs, believed, chance, form_of
from assistant.followup import FollowUp, follow_up
from assistant.leaning import Leaning, Talk

NOTHING = Draw(*[0.0] * len(Draw._fields))
NO_SIGNS = Signs(*[0.0] * len(Signs._fields))


@pytest.fixture(scope="module")
def leaning(assistant: Assistant) -> Leaning:
    return Leaning(assistant.library)


def talk(assistant: Assistant, question: str) -> Talk:
    return Talk(assistant.read(question), assistant.ask(question).passages[0])


@pytest.mark.parametrize(
    ("message", "form"),
    [
        ("what about shoes?", "lean"),
        ("why?", "bare"),
        ("which shoes should I choose for walking", ""),
    ],
)
def test_each_form_of_a_message_has_weights_of_its_own(message, form):
    assert form_of(follow_up(message)) == form
    assert form in WEIGHTS


def test_beliefs_are_shares_and_follow_what_draws():
    """The same draws share alike; more of what draws means more belief."""
    weights = NOTHING._replace(own=2.0)
    shares = believed([NOTHING, NOTHING, NOTHING._replace(own=1.0)], weights)
    assert sum(shares) == pytest.approx(1.0)
    assert shares[0] == shares[1] < shares[2]


def test_the_surer_a_choice_the_higher_its_chance():
    """And never below 0 or above 1, whatever the signs."""
    ordered = [chance(NO_SIGNS._replace(chance=belief)) for belief in (0.0, 0.5, 1.0)]
    assert ordered == sorted(ordered)
    assert 0.0 < chance(NO_SIGNS._replace(scope=-1e9)) < 0.01
    assert 0.99 < chance(NO_SIGNS._replace(scope=1e9)) <= 1.0


def test_every_draw_is_a_share(assistant, leaning):
    """So that no weight means more in a larger library."""
    numbers, draws = leaning.draws(assistant.read("is it risky?"), talk(assistant, "what is tens"))
    assert numbers == sorted(set(numbers))
    assert all(0.0 <= value <= 1.0 + 1e-9 for draw in draws for value in draw)


def test_all_of_the_article_at_hand_comes_into_question(assistant, leaning):
    """Also where nothing of what was said stands in it."""
    before = talk(assistant, "what is sciatica")
    numbers, draws = leaning.draws(assistant.read("zebra"), before)
    inside = {number for number, draw in zip(numbers, draws, strict=True) if draw.article}
    keys = {assistant.retriever.passage(number).id for number in inside}
    entry = next(one for one in assistant.library.articles if one.id == "sciatica")
    assert keys == {key for key, _ in entry.passages}


def test_words_that_deny_name_no_passage(assistant, leaning):
    """ "Why not?" is about no passage that says "not"."""
    _, draws = leaning.draws(assistant.read("why not?"), talk(assistant, "what is sciatica"))
    assert not any(draw.asked or draw.body for draw in draws)


def test_an_amount_is_given_by_a_passage_that_speaks_of_one(assistant, leaning):
    """By itself it is asked of what was shown."""
    often = assistant.retriever.number("best-exercise/how-often")
    kind = assistant.retriever.find("best-exercise/what-kind")
    shoes = assistant.retriever.find("footwear/choosing")
    assert leaning.gives(often, ["how", "often"], kind)
    assert not leaning.gives(often, ["how", "often"], shoes)
    assert leaning.gives(often, ["how", "often", "exercise"], shoes)
    number = assistant.retriever.number(shoes.id)
    assert not leaning.gives(number, ["how", "often"], shoes)
    assert leaning.gives(number, ["which", "ones"], shoes)


def test_a_message_that_names_nothing_is_never_uncovered(assistant, leaning):
    """ "Why?" has no word that the library might lack."""
    before = talk(assistant, "should I stretch before walking")
    choice = leaning.choose(assistant.read("why?"), follow_up("why?"), before, 0.0)
    assert choice.top[0][0] == assistant.retriever.number(before.shown.id)
    strange = leaning.choose(assistant.read("zebra?"), FollowUp("lean"), before, 0.0)
    assert strange.sure < choice.sure
