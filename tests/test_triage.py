"""Triage: reports of danger signs raise the right card; denials, memories, look-alikes do not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from evaluate_triage import APART, OWN, REPLACING, read_rows, rules_only, scores, whole
from hypothesis import given
from hypothesis import strategies as st

from assistant.clauses import cut
from assistant.slips import few_edits, one_edit, squeezed
from assistant.triage import Triage

QUESTIONS = Path(__file__).parent / "data" / "questions.jsonl"
# Floors for the rules alone on the project's own phrasings; python tests/evaluate_triage.py prints
# where they stand.
FLOORS = {"level emergency": 0.99, "level crisis": 0.99, "level urgent": 0.98, "level soon": 0.95,
          "all look-alikes": 0.97}  # fmt: skip
MOST_ORDINARY = 0.01


@pytest.fixture(scope="module")
def triage() -> Triage:
    return rules_only()


def test_the_floors_hold(triage: Triage) -> None:
    table, wrong = scores(read_rows(OWN), triage)
    for key, floor in FLOORS.items():
        assert table[key].share >= floor, (key, table[key], [row.text for row, _ in wrong][:20])


# Both readers together, just under what they reached on phrasings that nobody had seen before.
APART_FLOORS = {"level emergency": 0.97, "level urgent": 0.95, "all look-alikes": 0.95}


def test_the_floors_hold_on_phrasings_kept_apart() -> None:
    table, wrong = scores(read_rows(APART), whole())
    for key, floor in APART_FLOORS.items():
        assert table[key].share >= floor, (key, table[key], [row.text for row, _ in wrong][:20])


def test_ordinary_questions_are_left_in_peace(triage: Triage) -> None:
    rows = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    ordinary = [
        row["question"]
        for row in rows
        if row["kind"] in ("in_scope", "out_of_scope_far", "out_of_scope_near", "chitchat")
    ]
    alarmed = [one for one in ordinary if triage.check(one).level in REPLACING]
    assert len(alarmed) <= MOST_ORDINARY * len(ordinary), alarmed


@pytest.mark.parametrize("feeling", ["no feeling", "can't feel anything", "numb", "gone dead"])
@pytest.mark.parametrize(
    "place", ["between my legs", "in my crotch", "down there", "in my privates"]
)
def test_words_for_one_thing_combine(triage: Triage, feeling: str, place: str) -> None:
    verdict = triage.check(f"{feeling} {place}")
    assert verdict.level == "emergency"
    assert verdict.flags[0] == "cauda-equina"


@pytest.mark.parametrize(
    ("message", "level"),
    [
        ("no fever but I can't feel my crotch", "emergency"),  # a denial ends with its clause
        ("no numbness and no weakness", None),
        ("no fever, weight loss or numbness between my legs", None),
        ("I have no numbness between my legs", None),
        ("I have no feeling between my legs", "emergency"),  # the negative word is the sign
        ("it's not my leg that is numb, it's my privates", "emergency"),
        ("numbness between my legs has been ruled out", None),
        ("not suicidal, just fed up", None),
    ],
)
def test_denials(triage: Triage, message: str, level: str | None) -> None:
    assert triage.check(message).level == level


@pytest.mark.parametrize(
    ("message", "level"),
    [
        ("I had cauda equina five years ago, can I go walking now?", None),
        ("years ago my leg went weak for a week", None),
        ("had breast cancer 2 years ago and now my spine hurts at night", "urgent"),
        ("I fell off a horse as a teenager and still ache a bit", None),
        ("numb between the legs since 2019 and worse today", "emergency"),
    ],
)
def test_the_past_stays_past(triage: Triage, message: str, level: str | None) -> None:
    assert triage.check(message).level == level


@pytest.mark.parametrize(
    "message",
    ["what if I lose control of my bladder one day",
     "can a slipped disc make you numb between the legs?",
     "I am scared of losing control of my bladder"],
)  # fmt: skip
def test_what_is_only_supposed_raises_no_alarm(triage: Triage, message: str) -> None:
    assert triage.check(message).level is None


def test_another_persons_sign_is_real_and_the_card_speaks_of_them(triage: Triage) -> None:
    verdict = triage.check("my mum has a bad back and she can't feel when she wees")
    assert verdict.level == "emergency"
    assert verdict.other_person


def test_my_own_sign_is_mine_though_others_are_named(triage: Triage) -> None:
    verdict = triage.check("my wife says it is nothing but I can't feel when I wee")
    assert verdict.level == "emergency"
    assert not verdict.other_person


@pytest.mark.parametrize(
    "message",
    ["my dog lost control of his bladder", "in the film he can't feel his legs",
     "my uncle had a tumour in his spine", "my mum died of bowel cancer"],
)  # fmt: skip
def test_pets_films_and_family_history_raise_no_alarm(triage: Triage, message: str) -> None:
    assert triage.check(message).level is None


@pytest.mark.parametrize(
    ("message", "about"),
    [
        ("what are the red flags for back pain?", "all"),
        ("what is cauda equina?", "cauda-equina"),
        ("symptoms of an aneurysm", "vascular"),
    ],
)
def test_questions_about_the_signs_are_told_apart(triage: Triage, message: str, about: str) -> None:
    verdict = triage.check(message)
    assert verdict.about_signs == about
    assert verdict.level is None


def test_a_name_with_a_sign_is_a_report(triage: Triage) -> None:
    verdict = triage.check("is this cauda equina, I can't feel when I wipe")
    assert verdict.level == "emergency"


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("numb bum after two hours on a hard bench, fine now", "saddle"),
        ("leg feels weak only because it hurts to push", "weakness"),
        ("tight chest muscles from rounding my shoulders", "chest"),
    ],
)
def test_a_weak_sign_asks_one_question(triage: Triage, message: str, question: str) -> None:
    verdict = triage.check(message)
    assert verdict.level is None
    assert verdict.safety_question == question


def test_the_highest_comes_first_and_the_others_are_listed(triage: Triage) -> None:
    verdict = triage.check("I can't feel between my legs, my chest hurts and I want to die")
    assert verdict.level == "crisis"
    assert verdict.card == "self-harm/crisis"
    assert {"self-harm", "cauda-equina", "cardiac"} <= set(verdict.flags)


def test_harm_already_done_comes_before_a_crisis(triage: Triage) -> None:
    verdict = triage.check("I want to die and I've cut my wrists")
    assert verdict.card == "self-harm/emergency"


def test_grief_is_met_kindly(triage: Triage) -> None:
    verdict = triage.check("my friend killed himself years ago")
    assert verdict.level is None
    assert verdict.distress


@pytest.mark.parametrize(
    "message", ["nubm between my legs", "NUMBBB DOWN THERE", "cant feel my privats", "incontinant"]
)
def test_slips_of_the_finger_are_understood(triage: Triage, message: str) -> None:
    assert triage.check(message).level == "emergency"


@pytest.mark.parametrize("message", ["dumb dumber dumbest", "a lever and a sever", "weather"])
def test_words_that_are_words_are_no_slips(triage: Triage, message: str) -> None:
    assert triage.check(message).level is None


@pytest.mark.parametrize(
    "message",
    ["me duele mucho la espalda y no puedo orinar", "меня болит спина", "腰痛 发烧",
     "mujhe kamar mein dard hai"],
)  # fmt: skip
def test_another_language_is_noticed(triage: Triage, message: str) -> None:
    assert triage.check(message).foreign


def test_a_sign_in_the_middle_of_a_long_story_is_found(triage: Triage) -> None:
    story = "I walk to work every day and my shoes are old. " * 20
    message = story + "Since Sunday I can't feel myself pee. " + story + "Which shoes are best?"
    assert triage.check(message).level == "emergency"


def test_a_chat_about_backs_supplies_the_back(triage: Triage) -> None:
    message = "and now I have a fever"
    assert triage.check(message).level is None
    assert triage.check(message, back_context=True).level == "urgent"


def test_nothing_typed_is_nothing_found(triage: Triage) -> None:
    assert triage.check("").level is None
    assert triage.check("...!?").level is None


@given(st.text(max_size=300))
def test_any_text_can_be_checked(triage: Triage, text: str) -> None:
    triage.check(text)


@pytest.mark.parametrize("unit", ["cant ", "no fever or ", "my mum and my dog ", "if i ", "numb, "])
def test_the_work_grows_with_the_length_only(triage: Triage, unit: str) -> None:
    """Twice the text takes about twice the reads and looks, so no text stops the assistant."""
    reads: list[str] = []
    counted = Triage(lambda name: reads.append(name) or triage._read(name))
    counted.check(unit * 400)
    once = len(reads)
    reads.clear()
    counted.check(unit * 800)
    assert len(reads) <= 2 * once + 10


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("It's 39.5, can't pee!", ["it", "39.5", "cant", "pee"]),
        ("10kg in 2nd week", ["10", "kg", "in", "2nd", "week"]),
    ],
)
def test_messages_are_cut_into_words(text: str, tokens: list[str]) -> None:
    assert cut(text).tokens == tokens


def test_punctuation_parts_clauses_and_counts_as_distance() -> None:
    words = cut("My crotch. It is numb, I think")
    assert words.sentences[1] != words.sentences[2]
    assert words.clauses[4] != words.clauses[5]
    assert words.places[2] - words.places[1] > words.places[1] - words.places[0]


def test_an_age_between_commas_parts_nothing() -> None:
    assert len(set(cut("my son, 8, wakes").clauses)) == 2


@pytest.mark.parametrize(
    ("typed", "word", "near"),
    [("nubm", "numb", True), ("blader", "bladder", True), ("bladdar", "bladder", True),
     ("dum", "numb", False)],
)  # fmt: skip
def test_one_edit(typed: str, word: str, near: bool) -> None:
    assert one_edit(typed, word) is near


def test_few_edits_and_drawn_out_letters() -> None:
    assert few_edits("incontanant", "incontinent")
    assert not few_edits("contentment", "incontinent")
    assert squeezed("heeelp") == ["heelp", "help"]
    assert squeezed("help") == []
