"""Rules: how near, in whose body, and with what excuse signs make an alarm."""

from __future__ import annotations

import pytest
from signs import compiled, triage

from assistant.classifier import WINDOW, Reading
from assistant.clauses import cut
from assistant.context import NEGATED, OLD, PAST, SUPPOSED, UNREAL, Context
from assistant.mentions import Mention
from assistant.people import SELF
from assistant.rules import PASSES, Scene, fires
from assistant.triage import REPLACING, Triage, Verdict

# The danger signs are written for these, and the chances were chosen on phrasings.
CLOSE, FEW = 10, 3
RULE, RULE_SOON, SEVERE = 0.2, 0.05, 0.7
ALONE, IN_STORY, WHEN_ASKED = 0.35, 0.5, 0.5
CRISIS, CRISIS_IN_STORY, CARE = 0.25, 0.35, 0.1
ALONE_SOON = 0.5


def rule(*parts, near=0, passes=0, **more):
    """A compiled rule; "a|b" are two concepts for one part."""
    return {"all": [[part.split("|"), passes] for part in parts], "near": near, **more}


def scene(text, marks=None, people=None, back=False, **longer):
    """A message in which each word is a concept; longer mentions are given by their places."""
    words = cut(text)
    mentions = {}
    for place, token in enumerate(words.tokens):
        mentions.setdefault(token, []).append(Mention(token, place, place))
    for concept, places in longer.items():
        mentions[concept] = [Mention(concept, start, end) for start, end in places]
    count = len(words.tokens)
    marks = [(marks or {}).get(token, 0) for token in words.tokens]
    return Scene(words, Context(marks, people or [SELF] * count), mentions, back)


def holds(one, message):
    return fires(one, message) is not None


# -- near -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["numb x x crotch", "crotch x x numb"])
@pytest.mark.parametrize(("near", "found"), [(1, False), (2, True), (3, True), (0, True)])
def test_signs_belong_together_up_to_so_many_words_between(text, near, found):
    assert holds(rule("numb", "crotch", near=near), scene(text)) is found


@pytest.mark.parametrize(
    ("text", "between"), [("numb crotch", 0), ("numb, crotch", 1), ("numb. crotch", 3)]
)
def test_a_comma_is_as_good_as_a_word_and_a_stop_as_three(text, between):
    message = scene(text)
    numb, crotch = message.mentions["numb"][0], message.mentions["crotch"][0]
    assert message.distance(numb, crotch) == message.distance(crotch, numb) == between


def test_signs_that_overlap_touch():
    message = scene("a b c d", long=[(0, 2)], inner=[(1, 1)], crossing=[(2, 3)])
    long, inner, crossing = (message.mentions[name][0] for name in ("long", "inner", "crossing"))
    assert message.distance(long, inner) == message.distance(inner, long) == 0
    assert message.distance(long, crossing) == message.distance(crossing, long) == 0
    assert message.distance(long, long) == 0


def test_of_a_long_sign_the_end_is_what_is_near_to_the_next():
    message = scene("no feeling there x crotch", numb=[(0, 2)])
    assert holds(rule("numb", "crotch", near=1), message)
    assert holds(rule("crotch", "numb", near=1), message)


def test_every_part_must_be_there():
    assert not holds(rule("numb", "crotch"), scene("numb x"))
    assert not holds(rule("numb", "crotch"), scene("x crotch"))
    assert holds(rule("numb|dead", "crotch"), scene("dead crotch"))


def test_the_second_time_that_a_sign_is_said_may_be_the_one():
    assert holds(rule("numb", "crotch", near=1), scene("numb x x x numb crotch"))
    assert holds(rule("crotch", "numb|dead", near=1), scene("dead x x x crotch numb"))


def test_words_for_one_part_are_looked_through_in_the_order_of_the_message():
    text = "dead crotch x x x numb numb numb numb"
    assert holds(rule("crotch", "numb|dead", near=1), scene(text))


@pytest.mark.parametrize(("between", "found"), [(FEW - 1, True), (FEW, False)])
def test_a_few_mentions_before_a_sign_are_looked_at(between, found):
    """A long one that begins early may end beside it; how many are looked at has an end."""
    end = 10
    dead = [(0, end), *[(place, place) for place in range(1, 1 + between)]]
    message = scene("x " * (end + 1) + "crotch", dead=dead)
    assert holds(rule("crotch", "dead", near=1), message) is found


# -- the back, and parts that may be missing ------------------------------------------------------


def test_that_it_is_about_a_back_may_be_said_anywhere():
    text = "fever " + "x " * 20 + "back"
    assert holds(rule("fever", "back", near=1), scene(text))
    assert not holds(rule("fever", "back|spine", near=1), scene(text))


def test_a_chat_about_backs_supplies_the_back_and_nothing_else():
    assert not holds(rule("fever", "back"), scene("fever"))
    assert holds(rule("fever", "back"), scene("fever", back=True))
    assert holds(rule("back|spine", "fever"), scene("fever", back=True))
    assert not holds(rule("fever", "spine"), scene("fever", back=True))
    assert not holds(rule("fever", "back", "spine"), scene("fever", back=True))
    assert not holds(rule("back"), scene("fever", back=True))
    far = scene("fever x x x shivers", back=True)
    assert holds(rule("fever", "back", "shivers", near=3), far)
    assert not holds(rule("fever", "back", "shivers", near=2), far)


@pytest.mark.parametrize(
    ("text", "found"), [("a x", False), ("a b", True), ("b c", True), ("c b a", True)]
)
def test_some_of_the_parts_are_enough_where_a_rule_says_so(text, found):
    assert holds(rule("a", "b", "c", at_least=2), scene(text)) is found


def test_parts_of_which_some_are_enough_must_be_near_too():
    assert not holds(rule("a", "b", "c", at_least=2, near=1), scene("a x x b"))
    assert holds(rule("a", "b", "c", at_least=2, near=1), scene("a x b"))


# -- context --------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [NEGATED, PAST, SUPPOSED, UNREAL])
def test_what_is_denied_past_supposed_or_unreal_is_no_sign(mark):
    assert not holds(rule("numb"), scene("numb", {"numb": mark}))
    assert not holds(rule("x", "numb"), scene("x numb", {"numb": mark}))


@pytest.mark.parametrize(
    ("mark", "passing"),
    [("past", {PAST}), ("asked", {SUPPOSED}), ("maybe", {PAST, SUPPOSED}),
     ("any", {PAST, SUPPOSED, NEGATED}), ("", set())],
)  # fmt: skip
def test_a_mark_in_a_rule_lets_its_contexts_pass(mark, passing):
    found = {
        context
        for context in (NEGATED, PAST, SUPPOSED, UNREAL)
        if holds(rule("numb", passes=PASSES[mark]), scene("numb", {"numb": context}))
    }
    assert found == passing


def test_an_old_companion_is_no_new_sign():
    message = scene("numb", {"numb": OLD})
    assert holds(rule("numb"), message)
    assert holds(rule("numb", new=False), message)
    assert not holds(rule("numb", new=True), message)


def test_the_context_of_a_sign_is_that_of_its_first_word():
    message = scene("no feeling", {"feeling": NEGATED}, numb=[(0, 1)])
    assert holds(rule("numb"), message)


# -- whose body -----------------------------------------------------------------------------------


def test_signs_of_two_people_do_not_add_up():
    people = ["mum", "mum", "mum", "mum", SELF]
    message = scene("cancer x x x back", people=people)
    assert holds(rule("cancer", "back"), message)
    assert not holds(rule("cancer", "back", same_person=True), message)
    assert holds(rule("cancer", "back", same_person=False), message)
    assert holds(rule("cancer", "back", same_person=True), scene("cancer x x x back"))


@pytest.mark.parametrize(
    ("text", "whose"),
    [("cancer mum x", {SELF, "mum"}), ("cancer x mum", {SELF}), ("cancer old mum", {SELF, "mum"}),
     ("cancer x x mum", {SELF}), ("cancer old x mum", {SELF})],
)  # fmt: skip
def test_the_next_word_says_whose_a_sign_is(text, whose):
    people = ["mum" if word == "mum" else SELF for word in text.split()]
    message = scene(text, people=people)
    assert message.people(message.mentions["cancer"][0]) == whose


def test_a_person_of_any_mention_of_a_part_is_enough():
    people = ["mum", "mum", SELF, SELF, SELF]
    assert holds(
        rule("back", "cancer", same_person=True), scene("cancer x x cancer back", {}, people)
    )


@pytest.mark.parametrize(("person", "other"), [(SELF, False), ("mum", True)])
def test_the_card_speaks_to_whom_the_first_part_is_about(person, other):
    fired = fires(rule("numb", "x"), scene("numb x", people=[person, SELF]))
    assert fired.other_person is other


# -- excuses --------------------------------------------------------------------------------------

NUMB = rule("numb", unless=["bench"])


def test_an_excuse_in_the_same_sentence_counts_however_far_it_is():
    assert not holds(NUMB, scene("numb " + "x " * 40 + "bench"))
    assert not holds(NUMB, scene("bench " + "x " * 40 + "numb"))


@pytest.mark.parametrize(("between", "found"), [(CLOSE, False), (CLOSE + 1, True)])
def test_an_excuse_in_the_next_sentence_counts_when_it_is_close(between, found):
    words = between - 3  # the stop counts as three
    assert holds(NUMB, scene("numb. " + "x " * words + "bench")) is found
    assert holds(NUMB, scene("bench. " + "x " * words + "numb")) is found


def test_an_excuse_beside_any_of_the_signs_counts():
    one = rule("numb", "crotch", unless=["bench"])
    assert not holds(one, scene("numb. " + "x " * 20 + "crotch bench"))
    assert holds(one, scene("numb. " + "x " * 20 + "crotch. " + "x " * 20 + "bench"))


def test_one_of_several_excuses_is_enough():
    one = rule("numb", unless=["bench", "bike"])
    assert not holds(one, scene("numb x bike"))
    assert not holds(one, scene("numb x bench"))
    assert holds(one, scene("numb x"))


def test_a_denied_excuse_excuses_nothing():
    assert holds(NUMB, scene("numb x bench", {"bench": NEGATED}))
    assert not holds(NUMB, scene("numb x bench", {"bench": PAST}))


def test_a_word_inside_a_sign_does_not_excuse_it():
    """ "running a temperature" is not excused by "running"."""
    one = rule("fever", unless=["running"])
    assert holds(one, scene("running a temperature", fever=[(0, 2)]))
    assert holds(one, scene("a running temperature", fever=[(0, 2)]))
    assert holds(one, scene("a temperature running", fever=[(0, 2)]))
    assert not holds(one, scene("running a temperature running", fever=[(0, 2)]))


@pytest.mark.parametrize("place", [(0, 1), (1, 2), (0, 3), (2, 3), (3, 3), (0, 0)])
def test_an_excuse_that_is_no_part_of_a_sign_excuses_it(place):
    """Of the same length, longer, or beside it."""
    message = scene("x numb there x", numb=[(1, 2)], bench=[place])
    assert not holds(NUMB, message)


def test_an_excuse_inside_one_sign_does_not_excuse_another():
    one = rule("pain", "fever", unless=["running"])
    assert holds(one, scene("pain running a temperature", fever=[(1, 3)]))


def test_excuses_after_those_inside_a_sign_are_looked_at():
    message = scene("a b c d", numb=[(0, 2)], bench=[(0, 0), (1, 1), (3, 3)])
    assert not holds(NUMB, message)


def test_excuses_before_a_sign_are_looked_at():
    message = scene("bench numb bench", {}, numb=[(1, 1)], bench=[(0, 0)])
    assert not holds(NUMB, message)


# -- from rules to a verdict ----------------------------------------------------------------------

SIGNS = {name: [name] for name in ("red", "amber", "mild", "query", "named", "grief")}
RULES = [
    {"id": "named", "all": ["named"], "level": "info", "group": "all"},
    {"id": "query", "all": ["query"], "level": "ask", "question": "saddle"},
    {"id": "mild", "all": ["mild"], "level": "soon"},
    {"id": "amber", "all": ["amber"], "level": "urgent", "group": "heart"},
    {"id": "red", "all": ["red"], "level": "emergency"},
    {"id": "grief", "all": ["grief"], "level": "comfort"},
]


def verdict(text, **more):
    return triage(RULES, concepts=SIGNS, **more).check(text)


def test_the_gravest_sign_is_shown_and_the_others_listed():
    found = verdict("mild amber red")
    assert found == Verdict(
        level="emergency", flags=("nerve", "heart"), card="nerve/emergency",
        rules=("red", "amber", "mild"),
    )  # fmt: skip


def test_nothing_found_is_no_alarm():
    assert verdict("x y") == verdict("") == verdict("no red") == Verdict()
    assert verdict("no red, not grief") == Verdict()


@pytest.mark.parametrize(("text", "asked"), [("", True), ("mild ", True), ("amber ", False)])
def test_questions_are_kept_for_messages_without_an_alarm(text, asked):
    """A sign that belongs with a doctor soon leaves room for them."""
    found = verdict(f"{text}query named")
    assert found.safety_question == ("saddle" if asked else None)
    assert found.about_signs == ("all" if asked else None)


def test_grief_is_told_apart():
    assert verdict("grief").distress
    assert verdict("grief").level is None
    assert not verdict("mild").distress
    assert verdict("grief mild").distress


def test_a_rule_is_read_once_though_two_of_its_concepts_are_said():
    one = {"id": "either", "all": ["red|amber"]}
    assert triage([one], concepts=SIGNS).check("red amber").rules == ("either",)


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("dolor", True),
        ("x dolor", False),
        ("dolor espalda", True),
        ("dolor espalda x x x x", True),
        ("dolor espalda x x x x x", False),
        ("dolor espalda dolor x x x x x x x", True),  # three in ten
        ("\u0370 \u03b1", True),
        ("été ça", False),
        ("\u03b1x", True),
        ("x\u03b1", False),
        ("dolor \u0441\u043f\u0438\u043d\u0430", True),
        ("red dolor espalda", True),
        ("", False),
    ],
)
def test_a_message_is_foreign_from_a_share_of_its_words(text, foreign):
    assert verdict(text).foreign is foreign


# -- both readers together ------------------------------------------------------------------------

ALARM = Verdict(level="emergency", flags=("nerve",), card="nerve/emergency", rules=("red",))
SOON = Verdict(level="soon", flags=("nerve",), card="nerve/soon", rules=("mild",))
SHORT = cut("x y")
STORY = cut("x " * WINDOW + ". y")
JUST_BELOW = 1e-9


def joined(found, chance=0.0, level="urgent", group="heart", soon=0.0, soon_group="nerve",
           words=SHORT, severe=0.0):  # fmt: skip
    reading = Reading(chance, level, group, soon, soon_group, severe)
    return Triage(compiled().get)._joined(found, words, reading)


def test_without_a_second_reader_the_rules_stand_alone():
    assert Triage(compiled().get)._joined(ALARM, SHORT, None) is ALARM


@pytest.mark.parametrize("level", REPLACING)
def test_an_alarm_of_the_rules_stands_unless_the_second_reader_finds_next_to_nothing(level):
    found = ALARM._replace(level=level)
    assert joined(found, RULE) == found
    calmed = joined(found, RULE - JUST_BELOW)
    assert (calmed.level, calmed.flags, calmed.card) == (None, (), None)
    assert calmed.rules == found.rules


@pytest.mark.parametrize(
    ("found", "words", "needed"),
    [
        (Verdict(), SHORT, ALONE),
        (Verdict(), STORY, IN_STORY),
        (Verdict(about_signs="all"), SHORT, WHEN_ASKED),
        (Verdict(safety_question="saddle"), SHORT, WHEN_ASKED),
        (Verdict(distress=True), SHORT, WHEN_ASKED),
    ],
)
def test_the_second_reader_alone_is_believed_from_a_chance(found, words, needed):
    assert joined(found, needed, words=words).level == "urgent"
    assert joined(found, needed - JUST_BELOW, words=words).level is None


def test_an_alarm_of_the_second_reader_takes_the_place_of_questions():
    before = Verdict(
        flags=("nerve",), safety_question="saddle", about_signs="all", rules=("query",)
    )
    assert joined(before, 0.9) == Verdict(
        level="urgent", flags=("heart", "nerve"), card="heart/urgent",
        rules=("query", "second reader"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("group", "level", "shown"),
    [
        ("heart", "emergency", "urgent"),  # the only card that replaces an answer
        ("nerve", "urgent", "emergency"),
        ("nerve", "emergency", "emergency"),
        ("unknown", "urgent", "urgent"),
    ],
)
def test_an_alarm_has_the_likeliest_level_of_which_there_is_a_card(group, level, shown):
    found = joined(Verdict(), 0.9, level, group)
    assert (found.level, found.card, found.flags) == (shown, f"{group}/{shown}", (group,))


def mind(chance, level, words=SHORT, found=Verdict()):  # noqa: B008
    """What becomes of a reading of a group that has cards of emergency and crisis."""
    records = {**compiled(), "flag:group:mind": {"levels": ["emergency", "crisis"]}}
    return Triage(records.get)._joined(found, words, Reading(chance, level, "mind"))


@pytest.mark.parametrize(("level", "shown"), [("urgent", "crisis"), ("emergency", "emergency")])
def test_a_crisis_is_none_the_less_one_where_no_harm_is_done(level, shown):
    assert mind(0.9, level).card == f"mind/{shown}"


def test_of_a_crisis_the_second_reader_is_believed_sooner():
    assert mind(CRISIS, "urgent").level == "crisis"
    assert mind(CRISIS - JUST_BELOW, "urgent").level is None


def test_in_a_story_a_crisis_must_be_surer():
    """Of its many windows one may sound like despair by chance."""
    assert mind(CRISIS_IN_STORY, "urgent", STORY).level == "crisis"
    assert mind(CRISIS_IN_STORY - JUST_BELOW, "urgent", STORY).level is None


def test_what_may_be_a_crisis_is_cared_for():
    """From a smaller chance on, below that of a card; and not where the signs are asked about."""
    assert mind(CARE, "urgent").care
    assert not mind(CARE - JUST_BELOW, "urgent").care
    assert not mind(CRISIS, "urgent").care
    assert not mind(CARE, "urgent", found=Verdict(about_signs="all")).care
    assert not joined(Verdict(), CARE).care


URGENT = Verdict(level="urgent", flags=("heart",), card="heart/urgent", rules=("red",))


def test_what_a_rule_calls_urgent_is_raised_to_a_likely_emergency():
    """The card is that of the group which the second reader finds likeliest."""
    assert joined(URGENT, 0.9, group="nerve", severe=SEVERE) == Verdict(
        level="emergency", flags=("nerve", "heart"), card="nerve/emergency",
        rules=("red", "second reader"),
    )  # fmt: skip
    assert joined(URGENT, 0.9, group="nerve", severe=SEVERE - JUST_BELOW) == URGENT


def test_an_alarm_is_raised_to_a_card_that_there_is():
    """The rule's own group, where the likeliest has none; else it stays."""
    nerve = URGENT._replace(flags=("nerve",), card="nerve/urgent")
    assert joined(nerve, 0.9, group="heart", severe=0.9).card == "nerve/emergency"
    assert joined(URGENT, 0.9, group="heart", severe=0.9) == URGENT


@pytest.mark.parametrize("level", ["emergency", "crisis"])
def test_nothing_but_an_urgent_alarm_is_raised(level):
    found = ALARM._replace(level=level)
    assert joined(found, 0.9, group="heart", severe=0.9) == found


def test_of_the_groups_that_rules_found_the_likeliest_has_the_card():
    """Where it has one of that level; a group that no rule found has none."""
    both = ALARM._replace(flags=("heart", "nerve"), card="heart/emergency")
    found = joined(both, 0.9, group="nerve")
    assert (found.flags, found.card) == (("nerve", "heart"), "nerve/emergency")
    assert joined(both, 0.9, group="heart") == both
    assert joined(ALARM, 0.9, group="heart") == ALARM
    urgent = both._replace(level="urgent", card="heart/urgent")  # of nerve there is none
    assert joined(urgent, 0.9, group="nerve") == urgent


def test_a_sign_for_a_doctor_soon_stands_from_a_small_chance():
    assert joined(SOON, soon=RULE_SOON) == SOON
    assert joined(SOON, soon=RULE_SOON - JUST_BELOW) == SOON.calmed()


def test_the_second_reader_alone_finds_a_sign_for_a_doctor_soon():
    found = joined(Verdict(rules=("query",)), soon=ALONE_SOON)
    assert found == Verdict(
        level="soon", flags=("nerve",), card="nerve/soon", rules=("query", "second reader")
    )
    assert joined(Verdict(), soon=ALONE_SOON - JUST_BELOW) == Verdict()


@pytest.mark.parametrize("calm", [Verdict(about_signs="all"), Verdict(distress=True)])
def test_who_asks_or_grieves_is_not_sent_to_a_doctor_soon(calm):
    assert joined(calm, soon=0.9) == calm


def test_a_question_goes_with_a_sign_for_a_doctor_soon():
    assert joined(Verdict(safety_question="saddle"), soon=0.9).level == "soon"


def test_where_there_is_no_card_nobody_is_sent_to_a_doctor_soon():
    assert joined(Verdict(), soon=0.9, soon_group="heart") == Verdict()


def test_both_readers_read_each_message():
    both = triage(RULES, concepts=SIGNS)
    asked = []

    class Reader:
        def weigh(self, words, mentions, context):
            asked.append((words.tokens, len(mentions), context is not None))
            return Reading(0.9, "urgent", "heart")

    both._classifier = Reader()
    assert both.check("x y").card == "heart/urgent"
    assert both.check("red").card == "nerve/emergency"
    assert both.check("mild").card == "heart/urgent"
    assert asked == [(["x", "y"], 0, False), (["red"], 1, True), (["mild"], 1, True)]
