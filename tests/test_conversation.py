"""A question through all the steps, and a chat in which a turn may lean on the one before."""

from __future__ import annotations

import sys
from collections import Counter
from copy import copy
from types import SimpleNamespace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_models import VALIDATOR

from assistant import Assistant, UnknownPassageError
from assistant.models import Answer

EMERGENCY = "I can't feel when I wipe and my legs are weak"
CRISIS = "I want to kill myself"
POSTURE = ("posture/stand-tall", "posture/arms-and-hips", "posture/knees-and-feet")


def first(answer: Answer) -> str:
    return answer.passages[0].id if answer.passages else answer.kind


# -- one question ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("why does slouching hurt my lower back", "causes/poor-posture"),
        ("which shoes should I choose for walking", "footwear/choosing"),
        ("what is spinal stenosis", "causes/spinal-stenosis"),
        ("should I get an X-ray or MRI", "medical-evaluation"),
    ],
)
def test_the_obvious_passage_answers_with_source_and_disclaimer(assistant, question, passage):
    """The main job."""
    answer = assistant.ask(question)
    assert (answer.kind, first(answer)) == ("answer", passage)
    assert "Source" in answer.text
    assert answer.text.endswith(answer.disclaimer)
    assert answer.passages[0].text in answer.text


@pytest.mark.parametrize(
    ("question", "passages"),
    [
        ("what causes back pain after walking", "causes/muscle-strain causes/poor-posture"),
        ("how do I walk with good posture", "posture/stand-tall posture/arms-and-hips"),
    ],
)
def test_a_whole_section_that_is_asked_for_is_shown_as_a_whole(assistant, question, passages):
    """Each passage's key sentence, in order."""
    answer = assistant.ask(question)
    assert answer.kind == "overview"
    assert [one.id for one in answer.passages[:2]] == passages.split()
    for number, passage in enumerate(answer.passages, 1):
        assert f"\n{number}. {passage.title}: " in answer.text


@pytest.mark.parametrize(
    "question", ["what is the capital of Peru", "best pizza in town", "fix my printer"]
)
def test_what_the_library_does_not_know_is_refused(assistant, question):
    """Nothing near is offered for what is far away."""
    answer = assistant.ask(question)
    assert (answer.kind, answer.passages) == ("not_covered", ())
    assert answer.confidence is not None
    assert answer.confidence < assistant.finder.find(assistant.read(answer.question)).bar


def test_near_topics_are_offered_where_that_is_kind(assistant):
    """As questions that can be asked by number."""
    answer = assistant.ask("can a chiropractor's dog sleep on my orthopaedic balance cushion")
    assert answer.kind == "not_covered" or answer.passages
    answer = assistant.ask("how much does a knee replacement cost")
    assert answer.kind == "not_covered"
    assert len(answer.suggestions) == len(answer.related)


@pytest.mark.parametrize("question", ["", "   ", "???", "\x00\x1b[", "\u202e"])
def test_a_question_without_a_word_is_asked_for_again(assistant, question):
    """Kindly, and nothing is made up."""
    answer = assistant.ask(question)
    assert answer.kind == "not_covered"
    assert "in your own words" in answer.text
    assert answer.related == ()


def test_corrections_are_shown_and_reported(assistant):
    """ "Showing results for ..."."""
    answer = assistant.ask("slouchng and bad postrue")
    assert answer.corrections == {"slouchng": "slouching", "postrue": "posture"}
    assert "Showing results for: slouching posture (instead of: slouchng postrue)" in answer.text


def test_a_question_in_another_language_gets_the_line_in_plain_english(assistant):
    """With the danger signs, and no nonsense about its spelling."""
    answer = assistant.ask("duele mucho la espalda y tengo dolor en la pierna desde ayer")
    assert "I read only English" in answer.text
    assert answer.corrections == {}


def test_asking_one_question_leaves_no_memory(assistant):
    """Each stands alone."""
    assistant.ask("which shoes should I choose for walking")
    assert assistant.ask("2").kind == "not_covered"


# -- danger ---------------------------------------------------------------------------------------


def test_a_danger_sign_comes_before_every_answer(assistant):
    """The card, and nothing that could take the eye off it."""
    answer = assistant.ask(f"{EMERGENCY}. Which shoes should I choose for walking?")
    assert (answer.kind, answer.passages, answer.confidence) == ("urgent", (), None)
    assert answer.urgency is not None
    assert answer.urgency.level == "emergency"
    assert "cauda-equina" in answer.urgency.flags


@pytest.mark.parametrize("place", [0, 50, 99])
def test_a_danger_sign_is_found_anywhere_in_a_very_long_message(assistant, place):
    """Danger signs are looked for in all of it, whatever retrieval leaves out."""
    sentences = ["I went for a walk in the park and it was nice."] * 1_000
    sentences.insert(place * 10, EMERGENCY + ".")
    answer = assistant.ask(" ".join(sentences))
    assert answer.urgency is not None
    assert answer.urgency.level == "emergency"


@pytest.mark.parametrize("question", ["how often?", "how many minutes", "how long"])
def test_an_amount_is_asked_of_what_was_shown_last(assistant, question):
    """Nothing is said of how often shoes are chosen, and no other passage steps in."""
    chat = assistant.conversation()
    assert first(chat.ask("which shoes should I choose for walking")) == "footwear/choosing"
    assert chat.ask(question).kind == "not_covered"


def test_an_amount_that_the_article_gives_is_shown(chat):
    """The passage of it, which may be another than the one before."""
    assert first(chat.ask("which exercise is best for my back")) == "best-exercise/what-kind"
    assert first(chat.ask("how often?")) == "best-exercise/how-often"


def test_an_open_emergency_stays_until_it_is_settled(chat):
    """Nothing that is said sweeps it away but "it is settled"."""
    chat.ask(EMERGENCY)
    for message in ("which shoes should I choose", "hi", "2", "tell me more", "ok thanks"):
        answer = chat.ask(message)
        assert answer.urgency is not None
        assert answer.urgency.level == "emergency"
        assert "Type “it is settled”" in answer.text
    assert chat.ask("it is settled now").kind == "small_talk"
    assert first(chat.ask("which shoes should I choose for walking")) == "footwear/choosing"


URGENT = "I have back pain and a fever since yesterday"


@pytest.mark.parametrize("ends", ["I rang 111", "it is settled", "ok I spoke to the doctor"])
def test_an_urgent_call_stands_above_the_answers_until_it_is_made(chat, ends):
    """It can wait a little, so shoes are answered; it is not forgotten over them."""
    assert chat.ask(URGENT).urgency.level == "urgent"
    action = "Please phone for medical help now."
    for answer in (chat.ask("heat or ice"), chat.ask("3"), chat.show("core")):
        assert answer.kind == "answer"
        assert answer.text.startswith(f"From before: {action}")
    assert chat.ask("thanks").text.startswith("You are welcome")
    assert chat.ask(ends).text.startswith("All right.")
    assert action not in chat.ask("heat or ice").text


def test_an_urgent_call_keeps_to_what_settles_it(chat):
    """No appointment ends an emergency, and nothing is settled where nothing was open."""
    chat.ask(URGENT)
    chat.ask(EMERGENCY)
    assert chat.ask("I have an appointment").kind == "urgent"
    assert chat.ask("it is settled").text.startswith("All right.")
    assert "From before" not in chat.ask("heat or ice").text
    assert "comes back" not in chat.ask("false alarm").text


def test_a_passage_that_comes_again_says_so(chat):
    """Word for word the same below another question looks like a fault."""
    again = "This is the same passage as before."
    assert again not in chat.ask("what is spinal stenosis").text
    answer = chat.ask("so what is it exactly?")
    assert (first(answer), again in answer.text) == ("causes/spinal-stenosis", True)
    assert again not in chat.ask("which shoes should I choose for walking").text


@pytest.mark.parametrize(
    ("before", "message", "shown"),
    [
        ("what is spinal stenosis", "can it be operated on", "surgery/stenosis"),
        ("what is sciatica", "is it dangerous", "sciatica/"),
    ],
)
def test_a_follow_up_keeps_to_what_was_talked_of(chat, before, message, shown):
    """Also in another article, where a passage is headed by it."""
    chat.ask(before)
    assert any(passage.id.startswith(shown) for passage in chat.ask(message).passages)


def test_a_section_of_another_article_is_no_follow_up(chat):
    """ "What causes it" is about sciatica here, and about pain after walking elsewhere."""
    assert chat.ask("what causes it").kind == "overview"
    chat.ask("what is sciatica")
    assert chat.ask("what causes it").kind != "overview"


@pytest.mark.parametrize("message", ["who won the football", "what is on tv tonight"])
def test_a_few_words_about_something_else_are_no_follow_up(chat, message):
    """Short as they are, they name another subject."""
    chat.ask("heat or ice")
    answer = chat.ask(message)
    assert (answer.kind, answer.related) == ("not_covered", ())


def test_a_question_with_no_word_about_backs_is_told_what_this_is_for(assistant):
    """No passage is "near" to a question like this."""
    answer = assistant.ask("how do lighthouses rotate their lenses")
    assert "I only know about back pain. For other health questions" in answer.text
    assert answer.related == ()


def test_a_crisis_stays_for_as_long_as_the_chat_lasts(chat):
    """A person in despair is not sent back to shoes by two words."""
    chat.ask(CRISIS)
    for message in ("it is settled", "which shoes", EMERGENCY, "false alarm"):
        answer = chat.ask(message)
        assert answer.kind == "urgent"
    assert chat.ask("ok").urgency.level == "crisis"


def test_a_sign_that_can_wait_a_little_comes_with_the_answer(assistant):
    """Level soon: the card first, then the passage."""
    answer = assistant.ask("my back has been stiff every morning for months and I am 25")
    assert answer.urgency is not None
    assert answer.urgency.level == "soon"
    assert answer.kind == "answer"
    assert answer.text.index(answer.urgency.advice.split("\n")[0]) < answer.text.index(
        answer.passages[0].text
    )


def test_a_sign_that_can_wait_is_the_answer_where_the_library_has_none(folder):
    """With no passage to answer with, soon alone is urgent."""
    toes = Assistant.load(folder({"articles/feet.md": "# Feet\n\nToes help you balance.\n"}))
    answer = toes.ask("my back has been stiff every morning for months and I am 25")
    assert (answer.kind, answer.urgency.level) == ("urgent", "soon")
    assert answer.passages == ()


def test_a_sign_that_can_wait_is_shown_above_the_list_of_signs_too(assistant):
    """Who reports one and asks about the signs gets both."""
    answer = assistant.ask(
        "I am 30 and stiff for an hour each morning for six months, it eases when I move."
        " What are the danger signs?"
    )
    assert (answer.kind, answer.urgency.level) == ("overview", "soon")
    assert answer.text.startswith("SEE A DOCTOR SOON")


def test_an_urgent_card_has_a_disclaimer_of_its_own(assistant):
    """ "If it is severe or not easing" under "call now" would take the card back."""
    urgent, plain = assistant.ask(EMERGENCY), assistant.ask("heat or ice")
    assert urgent.disclaimer in urgent.text
    assert urgent.disclaimer != plain.disclaimer
    assert "not a diagnosis" in urgent.disclaimer
    assert "If you are not sure, get help" in urgent.disclaimer


def safety_question(assistant) -> str:
    """A question of the development set that is answered after one yes/no question."""
    for question in (
        "why does my leg tingle with sciatica",
        "why is my foot numb with sciatica",
        "is tingling in my leg normal",
        "what helps sciatica with pins and needles in my foot",
    ):
        if assistant.ask(question).safety_question:
            return question
    raise AssertionError("no question asks back: the library has lost its safety questions")


def test_a_topic_with_a_hidden_danger_asks_one_question_first(assistant):
    """And answers below it."""
    answer = assistant.ask(safety_question(assistant))
    assert answer.kind in ("answer", "overview")
    assert answer.safety_question in answer.text.split("\n")[0]
    assert answer.passages[0].title in answer.text


def test_a_yes_to_the_safety_question_raises_the_card(assistant, chat):
    """In one word."""
    chat.ask(safety_question(assistant))
    answer = chat.ask("yes")
    assert answer.kind == "urgent"
    assert answer.urgency is not None


def test_a_no_to_the_safety_question_goes_on(assistant, chat):
    """With what to watch for."""
    chat.ask(safety_question(assistant))
    answer = chat.ask("no, nothing like that")
    assert answer.kind == "small_talk"
    assert chat.ask("which shoes should I choose for walking").kind == "answer"


def test_a_safety_question_that_is_not_answered_is_let_go(assistant, chat):
    """A later yes means something else."""
    chat.ask(safety_question(assistant))
    chat.ask("which shoes should I choose for walking")
    assert chat.ask("yes").kind != "urgent"


def test_danger_signs_as_information_are_an_overview(assistant):
    """Asking about them is no alarm."""
    answer = assistant.ask("what are the danger signs of back pain")
    assert (answer.kind, answer.urgency) == ("overview", None)
    assert answer.passages[0].article == "danger-signs"


# -- follow-ups -----------------------------------------------------------------------------------


def test_a_number_picks_from_what_was_offered(chat):
    """The list below the answer."""
    offered = chat.ask("which shoes should I choose for walking").related
    assert first(chat.ask("2")) == offered[1]


def test_of_an_overview_a_number_picks_the_item(chat):
    """The second thing that was listed."""
    shown = chat.ask("how do I walk with good posture").passages
    assert first(chat.ask("the second one")) == shown[1].id


def test_an_ordinal_goes_on_counting_in_the_same_list(chat):
    """A pick is no new list; the number of a line on the screen is another matter."""
    shown = chat.ask("list the causes of back pain after walking please").passages
    chat.ask("tell me about the second one")
    assert first(chat.ask("and the last one")) == shown[-1].id
    offered = chat.last.related
    assert first(chat.ask("2")) == offered[1]


def test_of_a_choice_in_the_question_an_ordinal_picks_the_part(chat):
    """In the order in which a person named them."""
    chat.ask("is it a narrow spinal canal or a herniated disc?")
    assert first(chat.ask("the second one")) == "causes/herniated-disc"
    assert first(chat.ask("and the other one?")) == "causes/spinal-stenosis"


def test_a_follow_up_about_what_is_on_the_screen_stays_there(chat):
    """Whatever other passages speak of the same word."""
    chat.ask("should I stretch before walking")
    assert first(chat.ask("which muscles?")) == "warm-up"
    assert first(chat.ask("why?")) == "warm-up"


def test_the_score_of_a_follow_up_adds_up_too(chat):
    """What leads to it are its words, and those of the turn before at a lower weight."""
    chat.ask("should I stretch before walking")
    answer = chat.ask("which muscles?")
    assert sum(part.score for part in chat.explain()) == pytest.approx(answer.scores[0], rel=1e-6)


def test_a_follow_up_that_names_a_neighbour_goes_there(chat):
    """By the words of its heading."""
    chat.ask("how should I hold my shoulders when I walk")
    assert first(chat.ask("and my feet?")) == "posture/knees-and-feet"


def test_a_question_about_what_was_shown_is_no_small_talk(chat):
    """Going away is rude to ask for; whether it goes away is a question."""
    chat.ask("what is spinal stenosis")
    assert chat.ask("does that go away?").kind == "answer"


@pytest.mark.parametrize("message", ["0", "99"])
def test_a_number_that_was_not_offered_picks_nothing(chat, message):
    """It is no passage, and no error."""
    chat.ask("which shoes should I choose for walking")
    assert chat.ask(message).kind in ("not_covered", "small_talk")


def test_tell_me_more_goes_on_with_the_subject(chat):
    """The passage in short, and the next one in full."""
    before = chat.ask("which shoes should I choose for walking")
    more = chat.ask("tell me more")
    assert more.kind == "answer"
    assert before.related[0] in [one.id for one in more.passages]
    assert more.text != before.text


def test_a_short_question_leans_on_the_turn_before(chat):
    """ "And how should they fit?" is about the shoes."""
    chat.ask("which shoes should I choose for walking")
    assert first(chat.ask("and how should they fit?")) == "footwear/fit"


def test_a_change_of_subject_starts_fresh(assistant, chat):
    """A later turn that stands by itself is not bent by the earlier ones."""
    chat.ask("which shoes should I choose for walking")
    alone = assistant.ask("what is spinal stenosis")
    assert [one.id for one in chat.ask("what is spinal stenosis").passages] == [
        one.id for one in alone.passages
    ]


def test_small_talk_between_two_turns_does_not_lose_the_thread(chat):
    """ "Thanks" is no new subject."""
    offered = chat.ask("which shoes should I choose for walking").related
    assert chat.ask("thanks").kind == "small_talk"
    assert first(chat.ask("1")) == offered[0]


def test_what_is_not_in_the_library_is_not_answered_in_a_follow_up_either(chat):
    """ "What is the capital of Peru?" stays far away."""
    chat.ask("which shoes should I choose for walking")
    assert chat.ask("and what is the capital of Peru?").kind == "not_covered"


def test_a_passage_can_be_shown_by_its_id(chat):
    """What choosing from a list does."""
    assert first(chat.show("core")) == "core"
    with pytest.raises(UnknownPassageError, match="no passage 'nowhere'"):
        chat.show("nowhere")


def test_choosing_from_a_list_does_not_sweep_an_emergency_away(chat):
    """Its action line stays on top."""
    chat.ask(EMERGENCY)
    assert chat.show("core").kind == "urgent"


def test_another_region_may_be_chosen_in_the_middle(chat):
    """Its numbers are shown from then on, and nothing is forgotten."""
    offered = chat.ask("which shoes should I choose for walking").related
    chat.use_region("uk")
    assert first(chat.ask("2")) == offered[1]
    assert "999" in chat.ask(EMERGENCY).text
    assert chat.assistant.cards.region == "uk"


def test_a_chat_knows_its_last_answer(chat):
    """Small talk is none."""
    assert chat.last is None
    assert chat.explain() == []
    answer = chat.ask("which shoes should I choose for walking")
    chat.ask("thanks")
    assert chat.last == answer


def test_the_parts_of_an_explanation_add_up_to_the_score(chat):
    """Term by term."""
    answer = chat.ask("which shoes should I choose for walking")
    parts = chat.explain()
    assert parts
    assert sum(part.score for part in parts) == pytest.approx(answer.scores[0], rel=1e-4)


# -- another library ------------------------------------------------------------------------------


@pytest.fixture
def bench(folder) -> Assistant:
    path = folder(
        {
            "articles/bench.md": "# Bench\n\n## Wobbly legs\n\nSoft ground lets a leg sink.\n\n"
            "## Loose screws\n\nOld screws work loose.\n",
            "responses.yaml": "disclaimer: Trust me.\nsettled: [hi]\nnearest: 'Near:'\n",
        }
    )
    return Assistant.load(path)


def test_another_library_answers_from_its_own_passages(bench):
    """With its own title as the source."""
    answer = bench.ask("why do screws work loose")
    assert (answer.kind, first(answer)) == ("answer", "loose-screws")
    assert "“Bench”" in answer.text
    VALIDATOR.validate(answer.to_dict())


def test_another_library_keeps_the_danger_signs_and_the_disclaimer(bench):
    """Whatever it says about them itself."""
    assert bench.ask("why do screws work loose").disclaimer.startswith("This is general info")
    chat = bench.conversation()
    answer = chat.ask(EMERGENCY)
    assert answer.urgency is not None
    assert answer.urgency.level == "emergency"
    assert chat.ask("hi").kind == "urgent"


def test_another_library_refuses_what_it_does_not_hold(bench):
    """Also what the shipped one would know."""
    assert bench.ask("what is spinal stenosis").kind == "not_covered"


# -- any text -------------------------------------------------------------------------------------

_TYPED = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from(
            [
                *"?!.,'\"-\n\t\x00\x1b\u202e\u200b ",
                *"my back|hurts|pain|I|can't feel|my legs|yes|no|2|why|shoes|fever|hi".split("|"),
                *"tell me more|kill|postrue|it is settled|the second one|{x}".split("|"),
                *"\ud800|ＢＡＣＫ|ñ|痛い".split("|"),
            ]
        ),
        max_size=25,
    ).map(" ".join),
)


@settings(max_examples=150)
@given(st.lists(_TYPED, min_size=1, max_size=4))
@example(["\ud800 my back"])
@example(["{elsewhere} %s {0}"])
def test_any_messages_get_valid_answers(assistant, messages):
    """Whatever is typed, turn after turn: one answer of schema 1, with words and a disclaimer."""
    chat = assistant.conversation()
    for message in messages:
        answer = chat.ask(message)
        VALIDATOR.validate(answer.to_dict())
        assert "\x1b" not in answer.text
        assert answer.kind == "small_talk" or answer.disclaimer in answer.text


@settings(max_examples=60)
@given(_TYPED)
def test_the_alarm_does_not_depend_on_case_or_spacing(assistant, message):
    """Capitals and wide gaps report the same."""
    level = assistant.triage.check(message).level
    assert assistant.triage.check(message.replace(" ", "   ")).level == level
    if message.isascii():
        assert assistant.triage.check(message.upper()).level == level


HOSTILE = {
    "one word": "a" * 50,
    "spaces": " " * 50,
    "words": "my back hurts and ",
    "questions": "why? ",
    "hyphens": "a-",
    "apostrophes": "it's ",
    "dots": "..",
    "commas": "no, ",
    "numbers": "39.5 ",
    "accents": "é\u0301",
    "overrides": "\u202e",
    "misspelt": "postrue hernaited ",
    "danger": "can't feel my legs ",
    "denials": "no fever no numbness ",
    "brackets": "([{",
    "other script": "痛い ",
    "yes": "yes ",
}


def work(assistant: Assistant, message: str) -> int:
    """How many functions are called to answer a message."""
    calls: Counter[str] = Counter()

    def count(frame, event, argument):
        calls[event] += 1

    sys.setprofile(count)
    try:
        assistant.ask(message)
    finally:
        sys.setprofile(None)
    return calls["call"] + calls["c_call"]


@pytest.mark.parametrize("name", HOSTILE)
def test_the_work_grows_with_the_length_of_the_message_and_no_faster(assistant, name):
    """Twice as many characters are at most about twice the work, whatever they are."""
    piece = HOSTILE[name]
    short, long = (piece * (size // len(piece)) for size in (10_000, 20_000))
    work(assistant, short)  # what is read once is read now
    assert work(assistant, long) <= 2.2 * work(assistant, short) + 1_000


@pytest.mark.parametrize("name", HOSTILE)
def test_a_message_of_100_kilobytes_is_answered(assistant, name):
    """Whoever pastes a whole diary gets an answer as well."""
    piece = HOSTILE[name]
    VALIDATOR.validate(assistant.ask(piece * (100_000 // len(piece))).to_dict())


def test_another_region_gives_the_open_alarm_its_own_number(assistant):
    """The card that is repeated later must not show the number of the region before."""
    chat = Assistant(assistant.library, "us").conversation()
    chat.ask("I can't feel anything between my legs and I can't pee")
    chat.use_region("uk")
    assert chat.alarm is not None
    assert "999" in chat.alarm.advice
    assert "999" in chat.ask("what about shoes?").text


@pytest.mark.parametrize("far", ["what's the weather like", "which stocks should I buy"])
def test_a_far_question_is_refused_in_a_chat_too(chat, far):
    """However short it is, it does not lean on what was shown before."""
    chat.ask("what is spinal stenosis")
    assert chat.ask(far).kind == "not_covered"


def test_a_message_that_says_too_little_stays_with_what_was_shown(chat):
    """However sure the search is about its one word."""
    chat.ask("should I buy a TENS machine")
    assert first(chat.ask("why not")).startswith("tens/")


def test_a_follow_up_may_go_on_to_another_article(chat):
    """Where its own words are said there."""
    chat.ask("my lower back kills me after my evening walk")
    assert first(chat.ask("can I still drive with it")).startswith("driving/")


@pytest.mark.parametrize(
    ("before", "asked", "passage"),
    [
        ("does acupuncture work", "is it dangerous?", "acupuncture/safety"),
        ("what is sciatica", "how long does it last", "sciatica/how-long"),
        ("heat or ice?", "for how long", "heat-or-ice/safety"),
        ("back hurts", "its been 3 weeks now", "how-long/new-pain"),
    ],
)
def test_an_aspect_is_asked_of_what_was_talked_of(chat, before, asked, passage):
    """In words that the passage need not have."""
    chat.ask(before)
    assert first(chat.ask(asked)) == passage


def test_a_question_that_is_whole_is_not_bent_by_the_talk(chat):
    """However small its words are."""
    chat.ask("which exercises make my core stronger")
    assert first(chat.ask("what matress should i buy")) == "sleep/mattress"


@pytest.mark.parametrize("safe", ["i am fine, i am not suicidal", "I am safe now.", "im ok"])
def test_after_a_crisis_a_person_who_is_safe_gets_answers_again(chat, safe):
    """The line of help stays above each of them, to the end of the chat."""
    chat.ask(CRISIS)
    for settled in (safe, "it is settled", "I am safe, I have talked to my wife"):
        assert chat.ask(settled).kind == "small_talk"
        answer = chat.ask("heat or ice?")
        assert answer.kind == "answer"
        assert answer.text.startswith("If it gets too much again, please talk to a person.")
    assert chat.ask(CRISIS).kind == "urgent"


def test_being_fine_in_a_long_story_ends_no_crisis(chat):
    """It may be said of anything."""
    chat.ask(CRISIS)
    story = "they all think im fine because i smile at work and at the shop and never say a word"
    assert chat.ask(story).kind == "urgent"


def test_a_yes_to_a_card_is_no_small_talk(chat):
    """What is still to be done is said again."""
    action = chat.ask("I have back pain and a fever").urgency.advice.split("\n")[0]
    for message in ("yes", "what should I do"):
        assert action in chat.ask(message).text
        assert "would you like to know" not in chat.ask(message).text
    assert action not in chat.ask("thanks").text


def test_what_is_answered_by_itself_is_answered_in_a_chat_too(chat):
    """Whatever was talked of before."""
    chat.ask("which exercises make my core stronger")
    assert chat.ask("is it serious").kind == "answer"


def test_words_that_may_be_those_of_despair_get_a_line_of_help_above_the_answer(assistant):
    """And the answer, as they may be no such words."""
    shown = assistant.library.words("care").split("{")[0]
    verdict = assistant.triage.check("heat or ice?")
    assert not verdict.care
    worried = copy(assistant)
    worried.triage = SimpleNamespace(check=lambda message, **_: verdict._replace(care=True))
    answer = worried.ask("heat or ice?")
    assert (answer.kind, answer.text.startswith(shown)) == ("answer", True)


def test_how_to_start_is_asked_of_what_was_shown(chat):
    """And not of the program."""
    assert chat.ask("how do I start").kind == "small_talk"
    chat.ask("can I go running with a bad back")
    assert first(chat.ask("how do I start")).startswith("sport/")


@pytest.mark.parametrize(
    ("before", "message"),
    [
        ("my mum is 80 and her back hurts", "she had a fall last week"),
        ("my son is 4", "his back hurts"),
        ("had prostate cancer", "new back pain for 3 weeks"),
        ("I have osteoporosis", "I fell over and my back is sore"),
    ],
)
def test_a_sign_may_be_told_in_two_messages(assistant, before, message):
    """Neither of them is one by itself."""
    chat = assistant.conversation()
    assert chat.ask(before).kind != "urgent"
    assert chat.ask(message).kind == "urgent"
    assert chat.ask("heat or ice?").kind in ("answer", "urgent")


def test_what_had_its_card_is_not_told_again_by_the_next_message(chat):
    """Else no message after a card could be answered."""
    chat.ask("I have back pain and a fever")
    assert chat.ask("heat or ice?").kind == "answer"
    assert chat.ask("which shoes should I wear").kind == "answer"


def test_a_no_adds_nothing_to_what_was_said(chat):
    """It may answer the safety question."""
    asked = chat.ask("pain goes down both legs")
    assert asked.safety_question
    assert chat.ask("no").kind == "small_talk"
    assert chat.ask("heat or ice?").kind == "answer"
