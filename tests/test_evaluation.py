"""How well the assistant answers people's questions: floors under each file of them."""

from __future__ import annotations

import evaluate
import pytest

# Just under what each file reaches, the one that was kept apart among them: a change that loses
# more than a question or two is seen. The figures themselves are in the README.
IN_SCOPE_FIRST = 0.94
PARAPHRASE_FIRST = 0.84
FAR_REFUSED = 0.97
NEAR_RIGHT = 0.92
REFUSED_THOUGH_ANSWERABLE = 0.03
CALIBRATION_ERROR = 0.08
CHITCHAT_RIGHT = 0.9
CHAT_TURNS_RIGHT = 0.76
SAFETY_QUESTIONS = 0.02


@pytest.fixture(
    scope="module", params=[*evaluate.TUNED_ON[:2], evaluate.APART], ids=lambda path: path.stem
)
def judged(request, assistant):
    """All answers to one file of questions."""
    return list(evaluate.ask_all(assistant, evaluate.read([request.param])))


@pytest.fixture(scope="module")
def figures(judged):
    return evaluate.report(judged)


def share_of(figures, kind: str) -> float:
    """The share right of a kind of question; a file without it is skipped."""
    if kind not in figures.right:
        pytest.skip(f"no question of kind {kind}")
    return figures.right[kind]


def test_the_right_passage_comes_first(figures):
    """Of the questions that the library answers."""
    assert figures.first["all"] >= IN_SCOPE_FIRST


def test_paraphrases_find_their_passage(figures):
    """Questions that share no word with the passage."""
    if "paraphrase" not in figures.first:
        pytest.skip("no paraphrases")
    assert figures.first["paraphrase"] >= PARAPHRASE_FIRST


def test_far_questions_are_refused(figures):
    """An honest no."""
    assert share_of(figures, "out_of_scope_far") >= FAR_REFUSED


def test_near_questions_get_no_wrong_passage(figures):
    """A refusal, or a passage that a fair reader accepts."""
    assert share_of(figures, "out_of_scope_near") >= NEAR_RIGHT


def test_answerable_questions_are_not_refused(figures):
    """Caution must not cost the help."""
    assert figures.refused_answerable <= REFUSED_THOUGH_ANSWERABLE


def test_the_confidence_means_what_it_says(figures):
    """Of the answers given at 0.8, about 8 in 10 are right."""
    assert figures.calibration_error <= CALIBRATION_ERROR


def test_small_talk_is_recognised(figures):
    """Greetings, thanks, who are you."""
    assert share_of(figures, "chitchat") >= CHITCHAT_RIGHT


def test_every_answer_is_valid(judged):
    """Whatever was asked."""
    from test_models import VALIDATOR

    for one in judged:
        VALIDATOR.validate(one.answer.to_dict())


def test_turns_of_chats_get_their_passage(assistant):
    """Of long chats that nobody read."""
    judged = evaluate.ask_all(assistant, evaluate.read([evaluate.CHATS_APART]))
    assert evaluate.share(one.right for one in judged) >= CHAT_TURNS_RIGHT


def test_few_ordinary_questions_are_met_by_another_question(assistant):
    """A safety question before the answer is for weak signs, and not for "slouching"."""
    rows = evaluate.read([*evaluate.TUNED_ON[:2], evaluate.APART])
    asked = [row["question"] for row in rows if row["kind"] in ("in_scope", "topic")]
    checked = [assistant.triage.check(question) for question in asked]
    assert evaluate.share(one.safety_question is not None for one in checked) <= SAFETY_QUESTIONS
