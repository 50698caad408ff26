"""The second reader of danger signs: what it sees of a message, and how it adds up."""

from __future__ import annotations

import math

import pytest

from assistant import classifier as reading
from assistant.classifier import WINDOW, Classifier, compile_weights, features, windows
from assistant.clauses import cut
from assistant.context import NEGATED, OLD, PAST, SUPPOSED, UNREAL, Context, context_of
from assistant.errors import KnowledgeError
from assistant.mentions import Matcher, Mention, respelt

BASE = {
    "alarm": -1.0,
    "emergency": -0.5,
    "groups": {"one": 0.0, "two": -0.25},
    "soon": -2.0,
    "soon_groups": {"one": 0.0, "two": 0.5},
}


def weighing(weights):
    """A classifier of these weights over ``BASE``."""
    records = compile_weights({"base": BASE, "weights": weights}, "weights.json")
    return Classifier(records.get)


def weigh(classifier, text):
    return classifier.weigh(cut(text), (), None)


def logistic(total):
    return 1 / (1 + math.exp(-total))


# -- adding up ------------------------------------------------------------------------------------


def test_the_chance_is_the_logistic_of_base_and_weights():
    """Each of word, pair and pair with a gap counts once, however often it is said."""
    classifier = weighing(
        {
            "leg": [0.5, 0.0, {}, 0.0, {}],
            "leg numb": [1.0, 0.0, {}, 0.0, {}],
            "leg _ now": [2.0, 0.0, {}, 0.0, {}],
        }
    )
    assert weigh(classifier, "leg").chance == pytest.approx(logistic(-0.5))
    assert weigh(classifier, "leg numb").chance == pytest.approx(logistic(0.5))
    assert weigh(classifier, "leg numb now").chance == pytest.approx(logistic(2.5))
    assert weigh(classifier, "leg leg leg").chance == pytest.approx(logistic(-0.5))


def test_a_message_of_nothing_known_has_the_chance_of_the_base():
    """And one of no words none at all."""
    classifier = weighing({"leg": [3.0, 0.0, {}, 0.0, {}]})
    assert weigh(classifier, "zebra").chance == pytest.approx(logistic(-1.0))
    assert weigh(classifier, "...").chance == weigh(classifier, "").chance


@pytest.mark.parametrize(
    ("severe", "level"), [(0.4, "urgent"), (0.5, "urgent"), (0.6, "emergency")]
)
def test_the_level_is_an_emergency_where_the_sum_is_above_nought(severe, level):
    """At nought it is the calmer one."""
    assert weigh(weighing({"leg": [3.0, severe, {}, 0.0, {}]}), "leg").level == level


def test_the_group_is_the_likeliest_of_alarms_and_of_soon():
    """Each has bases of its own."""
    classifier = weighing({"leg": [3.0, 0.0, {"two": 0.5}, 4.0, {"one": 0.25}]})
    reading = weigh(classifier, "leg")
    assert (reading.group, reading.soon_group) == ("two", "two")
    assert reading.soon == pytest.approx(logistic(2.0))
    classifier = weighing({"leg": [3.0, 0.0, {"two": 0.1}, 4.0, {"one": 0.75}]})
    assert weigh(classifier, "leg")[2:5:2] == ("one", "one")


def test_nobody_asks_for_the_group_of_next_to_no_chance():
    """Below one in a hundred there is neither level nor group."""
    reading = weigh(weighing({"leg": [-9.0, 1.0, {"two": 1.0}, -9.0, {"one": 1.0}]}), "leg")
    assert (reading.level, reading.group, reading.soon_group) == ("", "", "")


def test_the_window_that_says_most_counts():
    """For alarms and for soon apart, whichever sentence it stands in."""
    classifier = weighing({"leg": [3.0, 0.0, {}, 0.0, {}], "knee": [0.0, 0.0, {}, 3.0, {}]})
    filler = "word " * WINDOW
    reading = weigh(classifier, f"{filler}. My leg. {filler}. My knee. {filler}.")
    assert reading.chance == pytest.approx(logistic(2.0))
    assert reading.soon == pytest.approx(logistic(1.0))


def test_an_emergency_is_the_likeliest_of_the_windows_that_likely_report_a_sign():
    """However unlikely it is that a window which reports none is one."""
    classifier = weighing(
        {
            "leg": [1.0, 0.9, {}, 0.0, {}],  # just as likely as not
            "knee": [2.0, 0.7, {}, 0.0, {}],
            "toe": [0.9, 5.0, {}, 0.0, {}],
            "heel": [3.0, -1.0, {}, 0.0, {}],
        }
    )
    filler = "word " * WINDOW
    reading = weigh(classifier, f"{filler}. My leg. My knee. My toe. My heel.")
    assert reading.severe == pytest.approx(logistic(0.4))
    assert reading.level == "urgent"  # that of the window which says most
    assert weigh(classifier, "toe").severe == 0.0


def test_without_weights_there_is_no_reading():
    """The rules then stand alone."""
    assert Classifier({}.get).weigh(cut("leg"), (), None) is None


@pytest.mark.parametrize(("weight", "total"), [(1000.0, 30.0), (-1000.0, -30.0), (-28.0, -29.0)])
def test_a_chance_is_never_nought_nor_one(weight, total):
    """However much weight is put on a word, and without an error of arithmetic."""
    chance = weigh(weighing({"leg": [weight, 0.0, {}, weight + 1, {}]}), "leg").chance
    assert chance == logistic(total)
    assert 0 < chance < 1


def test_the_level_and_group_are_asked_for_from_the_least_chance_on(monkeypatch):
    classifier = weighing({"leg": [0.0, 1.0, {"two": 1.0}, 1.0, {"one": 1.0}]})
    monkeypatch.setattr(reading, "LEAST_CHANCE", weigh(classifier, "leg").chance)
    assert weigh(classifier, "leg")[1:3] == ("emergency", "two")
    assert weigh(classifier, "leg").soon_group == "one"  # as likely as an alarm here


@pytest.mark.parametrize(("chance", "asked"), [(0.009, False), (0.011, True)])
def test_from_one_in_a_hundred_on_level_and_group_are_asked_for(chance, asked):
    total = math.log(chance / (1 - chance))
    weights = [total - BASE["alarm"], 1.0, {}, total - BASE["soon"], {}]
    found = weigh(weighing({"leg": weights}), "leg")
    assert [bool(found.level), bool(found.group), bool(found.soon_group)] == [asked] * 3


def test_a_feature_may_weigh_for_every_group():
    groups = {"one": 1.0, "two": 2.0}
    assert weigh(weighing({"leg": [3.0, 0.0, groups, 3.0, groups]}), "leg")[2:5:2] == ("two", "two")


def test_of_groups_alike_the_first_is_taken():
    classifier = weighing({"leg": [3.0, 0.0, {"two": 0.25}, 0.0, {}]})
    assert weigh(classifier, "leg").group == "one"


def test_a_message_of_no_words_has_no_chance_where_there_is_no_window(monkeypatch):
    monkeypatch.setattr(reading, "windows", lambda _: iter(()))
    assert weigh(weighing({}), "") == (0.0, "", "", 0.0, "", 0.0)


def test_features_are_filed_under_their_first_word():
    records = compile_weights(
        {"base": BASE, "weights": {"leg numb": [1, 2, {}, 3, {}], "leg": [0, 0, {}, 0, {}]}}, "f"
    )
    assert records["danger:leg"] == {
        "leg numb": [1.0, 2.0, {}, 3.0, {}],
        "leg": [0.0, 0.0, {}, 0.0, {}],
    }
    assert records["danger:"] == BASE


# -- windows --------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, WINDOW - 1, WINDOW])
def test_a_short_message_is_one_window(count):
    """However many sentences it has."""
    assert list(windows(cut("a. " * count))) == [(0, count)]


def test_a_long_message_is_read_sentence_by_sentence():
    """And a long sentence in windows that overlap by half."""
    text = "one two three. " + "x " * (WINDOW + 30) + ". four."
    found = list(windows(cut(text)))
    total = WINDOW + 34
    assert found[0] == (0, 3)
    assert found[1:4] == [(3, 43), (23, 63), (43, 73)]
    assert found[4] == (total - 1, total)


def test_every_word_of_a_long_message_is_in_a_window():
    """Nothing is skipped."""
    words = cut("a b. " * 5 + "c " * 95 + ". d e f")
    covered = {place for start, end in windows(words) for place in range(start, end)}
    assert covered == set(range(len(words.tokens)))


# -- features -------------------------------------------------------------------------------------


def test_pairs_do_not_reach_into_the_next_sentence():
    """What ends one and what starts the next were not said together."""
    found = features(cut("legs numb. Fine now"), (), None)
    assert {"leg numb", "fine now"} <= found
    assert not any(one.startswith("numb ") for one in found)


def test_a_stretch_has_only_its_own_words_and_mentions():
    """Of the mentions those that start in it; lists of words, marked @, are none."""
    words = cut("legs numb and dead")
    said = (("legs", 0), ("@list", 1), ("numb", 1), ("dead", 3))
    mentions = [Mention(concept, place, place) for concept, place in said]
    assert features(words, mentions, None, 1, 3) == {"numb", "and", "numb and", "#numb"}


def test_what_is_denied_is_another_word(assistant):
    """ "no fever" is not "fever", neither as a word nor as a concept."""
    lexicon = assistant.triage._lexicon
    words = respelt(cut("no fever but a rash"), lexicon)
    matcher = Matcher(words, lexicon)
    mentions = sorted(matcher.mentions(), key=lambda one: one.start)
    found = features(words, mentions, context_of(words, matcher, mentions))
    assert {"-fever", "#-fever"} <= found
    assert "fever" not in found
    assert "rash" in found


def test_a_stretch_of_a_long_message_is_not_the_work_of_all_of_it(monkeypatch):
    """Each window looks at its own mentions; else the work would grow with the square."""
    looked = []

    class Counted(str):
        __slots__ = ()

        def __getitem__(self, key):
            looked.append(self)
            return str.__getitem__(self, key)

    words = cut("leg numb. " * 200)
    mentions = [Mention(Counted("numb"), 2 * place + 1, 2 * place + 1) for place in range(200)]
    weighing({}).weigh(words, mentions, None)
    assert len(looked) == 200


def test_pairs_stand_side_by_side_or_with_one_word_between():
    assert features(cut("aa bb cc dd"), (), None) == {
        "aa", "bb", "cc", "dd", "aa bb", "bb cc", "cc dd", "aa _ cc", "bb _ dd",
    }  # fmt: skip


@pytest.mark.parametrize("mark", [NEGATED, SUPPOSED, UNREAL, PAST, OLD])
def test_a_word_in_a_turned_context_is_another_word(mark):
    """The past does not turn a word: a sign told of last week is a sign."""
    words = cut("aa bb")
    found = features(words, [Mention("numb", 1, 1)], Context([0, mark], ["self"] * 2))
    turned = mark in (NEGATED, SUPPOSED, UNREAL)
    assert found == {"aa", "-bb", "aa -bb", "#-numb"} if turned else {"aa", "bb", "aa bb", "#numb"}


# -- the file -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (None, "make it again"),
        ({"base": {}}, "make it again"),
        ({"base": BASE, "weights": {"leg": [1.0]}}, "make it again"),
        ({"base": BASE, "weights": {"leg": [1.0, 0.0, {"three": 1.0}, 0.0, {}]}}, "'leg' names"),
        ({"base": BASE, "weights": {"leg": [1.0, 0.0, {}, 0.0, {"three": 1.0}]}}, "'leg' names"),
    ],
)
def test_weights_that_cannot_be_used_are_told(document, said):
    """With what to do."""
    with pytest.raises(KnowledgeError, match=said):
        compile_weights(document, "weights.json")
