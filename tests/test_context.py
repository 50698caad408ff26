"""Context: how far each word that denies, dates or supposes reaches, and whose body it is about."""

from __future__ import annotations

import string

import pytest
from signs import marked, read

from assistant.clauses import cut
from assistant.context import NEGATED, OLD, PAST, SUPPOSED, UNREAL

# How many words each reaches: the danger signs are written for these.
DENIAL, NOT_MY, AFTERTHOUGHT = 7, 2, 5
CLAUSE, HEADING, OWNER = 30, 7, 5


def different(count):
    """So many words that stand on no list: "xa", "xb"..."""
    letters = string.ascii_lowercase
    return [f"x{a}{b}" for a in letters for b in letters][:count]


# -- denied ---------------------------------------------------------------------------------------


def test_a_denial_reaches_so_many_words():
    words = different(DENIAL + 2)
    assert marked(f"xx no {' '.join(words)}", NEGATED).split() == words[:DENIAL]


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("no xa. xb", "xa"),
        ("no xa, xb", "xa"),
        ("no xa but xb", "xa"),
        ("no xa i xb", "xa"),
        ("no i xb", ""),
        ("no but xb", "but xb"),  # "not just": the next word ends nothing
        ("no xa and xb", "xa"),
        ("no xa and numbness xb", "xa and numbness xb"),
        ("no xa and", "xa"),
        ("no and xb", "and xb"),
        ("no my xa", "my xa"),
        ("no xa my xb", "xa"),
        ("no xa in my xb", "xa in my xb"),
        ("no xa in xc my xb", "xa in xc"),
        ("no", ""),
    ],
)
def test_a_denial_ends_with_what_it_denies(text, denied):
    assert marked(text, NEGATED) == denied


def test_not_my_denies_the_next_words_only():
    words = ["my", *different(DENIAL)]
    assert marked(f"not {' '.join(words)}", NEGATED).split() == words[:NOT_MY]
    assert marked(f"no {' '.join(words)}", NEGATED).split() == words[:DENIAL]
    assert marked(f"not {' '.join(words[1:])}", NEGATED).split() == words[1:]


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("no xa, xb or xc", "xa xb or xc"),
        ("no xa, xb nor xc", "xa xb nor xc"),
        ("no xa, xb and xc", "xa"),
        ("no xa or xb, xc", "xa or xb"),
        ("no xa, xb. xc or xd", "xa"),
        ("no xa, xb but xc or xd", "xa"),
        ("no xa, xb he xc or xd", "xa"),
        ("no xa, xb my xc or xd", "xa"),
        ("no xa, but xb or xc", "xa"),
        ("no xa, he xb or xc", "xa"),
        ("no xa, my xb or xc", "xa"),
        ("no xa, in my xb or xc", "xa in my xb or xc"),
        ("no my xa, xb or xc", "my xa"),
        ("no, xa or xb", "xa or xb"),
        ("no xa, xb or xc. xd", "xa xb or xc"),
    ],
)
def test_a_denial_goes_on_over_the_commas_of_a_list(text, denied):
    assert marked(text, NEGATED) == denied


@pytest.mark.parametrize(("between", "found"), [(DENIAL, True), (DENIAL + 1, False)])
def test_the_or_of_a_list_stands_within_reach_of_the_denial(between, found):
    words = different(between)
    text = f"no {words[0]}, {' '.join(words[1:])} or xx"
    expected = words[:DENIAL] if found else words[:1]
    assert marked(text, NEGATED).split() == expected


def test_a_negative_word_inside_a_sign_denies_nothing():
    assert marked("no feeling xa", NEGATED) == ""
    assert marked("no no feeling xa", NEGATED) == "no feeling xa"
    assert marked("no feeling, no xa", NEGATED) == "xa"


def test_a_negative_word_inside_an_excuse_denies_all_the_same():
    assert marked("no bed xa", NEGATED, excuses={"bed": ["no bed"]}) == "bed xa"


def test_a_sign_of_one_negative_word_denies_all_the_same():
    assert marked("no xa", NEGATED, concepts={"numb": ["no"]}) == "xa"


def test_a_cue_that_denies_nothing_is_no_denial():
    assert marked("not only xa", NEGATED) == ""
    assert marked("not xa", NEGATED) == "xa"


def test_a_verdict_after_a_sign_denies_so_many_words_before():
    words = different(AFTERTHOUGHT + 2)
    denied = marked(f"{' '.join(words)} ruled out xx", NEGATED)
    assert denied.split() == words[-AFTERTHOUGHT:]


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("xa none", "xa"),
        ("xa: none", "xa"),
        ("xa, xb, none", "xb"),
        ("xa, xb none", "xa xb"),
        ("xa. none", ""),
        ("none xa", ""),
    ],
)
def test_a_verdict_after_a_sign_reaches_the_clause_before(text, denied):
    assert marked(text, NEGATED) == denied


# -- past -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "past"),
    [
        ("xa 2019 xb", "xa 2019 xb"),
        ("xa, xb 2019, xc", "xb 2019"),
        ("2019, xa, xb", "2019 xa"),
        ("2019. xa", "2019"),
        ("xa. 2019, xb", "2019 xb"),
        ("xa. 2019. xb", "2019"),
        ("xa years ago, xb", "xa years"),
        ("years ago, xa, xb", "years xa"),
        ("now xa 2019", "xa 2019"),
        ("xa now 2019", "2019"),
        ("2019 xa now xb", "2019 xa"),
        ("2019 xa and i xb", "2019 xa"),
        ("2019 xa and my xb", "2019 xa"),
        ("2019 xa and now xb", "2019 xa"),
        ("2019 xa and xb", "2019 xa and xb"),
        ("2019 xa i xb", "2019 xa i xb"),
        ("xa and i xb 2019", "i xb 2019"),
        ("2019 xa and", "2019 xa and"),
    ],
)
def test_a_time_long_ago_makes_its_clause_past(text, past):
    assert marked(text, PAST) == past


def test_a_turn_to_now_inside_the_time_ends_nothing():
    assert marked("now xa", PAST, context={"long_ago": ["now"]}) == "now xa"


def test_a_time_reaches_as_far_as_a_long_clause():
    words = different(CLAUSE + 2)
    before, after = " ".join(words), " ".join(words)
    assert marked(f"{before} 2019", PAST).split()[:-1] == words[-CLAUSE:]
    assert marked(f"2019 {after}", PAST).split()[1:] == words[:CLAUSE]
    assert marked(f"2019 {' '.join(words[:3])}", PAST).split()[1:] == words[:3]


@pytest.mark.parametrize("text", ["xa since 2019", "xa since years ago"])
def test_since_a_time_is_no_past(text):
    assert marked(text, PAST) == ""


def test_a_cue_that_begins_with_since_is_no_past():
    assert marked("xa since 2019", PAST, context={"long_ago": ["since 2019"]}) == ""
    assert marked("since xa 2019", PAST) == "since xa 2019"
    assert marked("xa since 2019. xb 2019", PAST) == "xb 2019"


@pytest.mark.parametrize(
    ("text", "past"),
    [
        ("xa, xb better xc", "xa xb"),
        ("xa. xb better", "xb"),
        ("xa but xb better", "xb"),
        ("xa though xb better", "xb"),
        ("xa but better", ""),
        ("better", ""),
        ("xa xb not better", ""),
        ("xa not xb xc better", ""),
        ("xa not xb xc xd better", "xa not xb xc xd"),
        ("xa not only better", ""),
        ("xa better not", "xa"),
    ],
)
def test_what_is_over_makes_past_what_was_said_before(text, past):
    assert marked(text, PAST) == past


def test_a_denial_may_begin_what_is_over():
    assert marked("xa no better", PAST, context={"over_now": ["no better"]}) == ""
    assert marked("xa not better. xb xc xd better", PAST) == "xb xc xd"


def test_what_is_over_reaches_as_far_as_a_long_clause():
    words = different(CLAUSE + 2)
    assert marked(f"{' '.join(words)} better", PAST).split() == words[-CLAUSE + 1 :]


# -- old companions -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "old"),
    [
        ("xa always xb", "xa always xb"),
        ("xa, always xb, xc", "xa always xb"),
        ("xa, xb, always", "xb always"),
        ("xa. always", "always"),
        ("xa but xb, always", "xb always"),
        ("xa but always", "always"),
        ("xa and now always", "now always"),
        ("xa and xb always", "xa and xb always"),
        ("xa now xb always", "xa now xb always"),
        ("always xa now xb", "always xa"),
        ("always xa and i xb", "always xa"),
        ("always. xa", "always"),
    ],
)
def test_companions_of_years_are_old(text, old):
    assert marked(text, OLD) == old


def test_a_turn_to_now_inside_what_is_old_ends_nothing():
    assert marked("xa and now", OLD, context={"for_years": ["and now"]}) == "xa and"


def test_what_got_worse_is_no_old_companion():
    assert marked("xa always worse", OLD) == ""
    assert marked("xa always. worse", OLD) == "xa always"
    assert marked("worse always. xa always", OLD) == "xa always"


def test_a_companion_reaches_as_far_as_a_long_clause():
    words = different(CLAUSE + 2)
    text = " ".join(words)
    assert marked(f"{text} always", OLD).split()[:-1] == words[-CLAUSE + 1 :]
    assert marked(f"always {text}", OLD).split()[1:] == words[:CLAUSE]


# -- only supposed --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "supposed"),
    [
        ("xa what if xb", "what if xb"),
        ("what if xa, xb", "what if xa"),
        ("what if xa. xb", "what if xa"),
        ("what if xa but xb", "what if xa"),
        ("what if xa i xb", "what if xa"),
        ("what if xa my xb", "what if xa"),
        ("what if xa a xb", "what if xa a xb"),
        ("what if my xa", "what if"),
        ("what if", "what if"),
    ],
)
def test_a_supposition_ends_where_somebodys_own_body_comes_in(text, supposed):
    assert marked(text, SUPPOSED) == supposed


def test_a_supposition_reaches_as_far_as_a_long_clause():
    words = different(CLAUSE + 2)
    assert marked(f"what if {' '.join(words)}", SUPPOSED).split()[2:] == words[:CLAUSE]


@pytest.mark.parametrize(
    ("text", "supposed"),
    [
        ("can xa xb", "can xa xb"),
        ("xa. can xb", "can xb"),
        ("xa, can xb", "xa can xb"),
        ("xa can xb", ""),
        ("can xa. xb", "can xa"),
        ("can i xa", ""),
        ("can xa he", ""),
        ("can xa mum", ""),
        ("can xa today", ""),
        ("can xa friend", "can xa friend"),
        ("can xa someone", "can xa someone"),
        ("can xa friend mum", ""),
        ("i xa. can xb", "can xb"),
        ("xa people xb", "xa people xb"),
        ("i xa people", ""),
    ],
)
def test_a_question_about_people_in_general_reports_nothing(text, supposed):
    assert marked(text, SUPPOSED) == supposed


@pytest.mark.parametrize(("length", "heading"), [(HEADING, True), (HEADING + 1, False)])
def test_a_short_heading_reports_nothing(length, heading):
    words = ["surgery", *different(length - 1)]
    found = marked(f"{' '.join(words)}. xx", SUPPOSED).split()
    assert found == (words if heading else [])


# -- unreal ---------------------------------------------------------------------------------------


def test_what_happens_in_a_story_is_unreal():
    assert marked("xa. xb, film xc. xd", UNREAL) == "xb film xc"


def test_the_words_of_an_idiom_are_unreal():
    assert marked("xa dying for xb", UNREAL) == "dying for"


def test_what_an_animal_has_is_unreal():
    assert marked("xa. my dog xb, xc. xd", UNREAL) == "dog xb xc"


def test_marks_add_up():
    words, _, context = read("what if no xa, film 2019")
    marks = dict(zip(words.tokens, context.marks, strict=True))
    assert marks["xa"] == SUPPOSED | NEGATED | UNREAL
    assert marks["2019"] == PAST | UNREAL


# -- whose body -----------------------------------------------------------------------------------


def people(text):
    return " ".join(read(text)[2].people)


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("xa xb", "self self"),
        ("xa mum xb", "self mum mum"),
        ("mum. xa", "mum mum"),
        ("mum i xa", "mum self self"),
        ("mum says xa", "self self self"),
        ("carrying son xa", "self self self"),
        ("mum i she", "mum self mum"),
        ("he xa", "other other"),
        ("they xa", "self self"),
        ("their xa", "self self"),
        ("mum their", "mum mum"),
        ("i their", "self self"),
        ("mum son she", "mum son son"),
        ("my xa", "self self"),
        ("mum my xa", "mum self self"),
        ("mum my son", "mum mum son"),
        ("mum i son", "mum self son"),
    ],
)
def test_a_person_once_named_stays_the_subject(text, whose):
    assert people(text) == whose


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("my dog xa", "self pet pet"),
        ("dog xa", "self self"),
        ("my xa dog", "self self pet"),
        ("my xa xb dog", "self self self self"),
        ("my dog. xa", "self pet self"),
        ("my dog he", "self pet pet"),
        ("my dog i", "self pet self"),
        ("mum xa. my dog. he", "mum mum mum pet mum"),
        ("i walk my dog", "self self self self"),
        ("walk my dog", "self self self"),
        ("i my dog", "self self self"),
        ("my walk dog", "self self self"),
        ("i xa, my dog", "self self self pet"),
    ],
)
def test_an_animal_is_the_subject_where_the_clause_begins_with_it(text, whose):
    assert people(text) == whose


@pytest.mark.parametrize(("between", "pet"), [(OWNER - 1, False), (OWNER, True)])
def test_a_subject_far_before_an_animal_does_not_take_its_place(between, pet):
    text = f"i {' '.join(different(between - 1))} my dog"
    assert (people(text).split()[-1] == "pet") is pet


@pytest.mark.parametrize(("between", "mine"), [(OWNER - 1, False), (OWNER, True)])
def test_my_belongs_to_a_person_named_soon_after(between, mine):
    """ "my six year old son" speaks of him from its first word on."""
    found = people(f"mum my {' '.join(different(between))} son").split()
    assert found[1] == ("self" if mine else "mum")


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("mum my leg son", "mum self self son"),
        ("mum my drags son", "mum self self son"),
        ("mum my xa, son", "mum self self son"),
        ("mum my xa. son", "mum self self son"),
        ("mum drags my xa son", "mum mum mum mum son"),
        ("mum my dog", "mum mum pet"),
        ("mum i xa son", "mum self self son"),
        ("mum my", "mum self"),
    ],
)
def test_my_is_the_writers_where_no_person_of_the_clause_follows(text, whose):
    assert people(text) == whose


# -- cutting --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("10kg 5mg", "10 kg 5 mg"),
        ("2nd 1st 3rd 4th 20s 10k", "2nd 1st 3rd 4th 20s 10k"),
        ("39.5. 40", "39.5 40"),
        ("x5.5 5.5kg 5.x5", "x5.5 5.5 kg 5 x5"),
        ("a.5 b. 5", "a 5 b 5"),
        ("5.a", "5 a"),
        ("mum's leg isn't", "mum leg isnt"),
        ("b12 x1y", "b12 x1y"),
        ("1 é 1é", "1 e 1 e"),
        ("a/b", "a b"),
    ],
)
def test_words_are_cut(text, tokens):
    assert " ".join(cut(text).tokens) == tokens


@pytest.mark.parametrize(
    ("text", "places", "clauses", "sentences"),
    [
        ("a b", [0, 1], [0, 0], [0, 0]),
        ("a, b", [0, 2], [0, 1], [0, 0]),
        ("a. b", [0, 4], [0, 1], [0, 1]),
        ("a.. b", [0, 2], [0, 1], [0, 0]),
        ("a...", [0], [0], [0]),
        ("a.. b. c", [0, 2, 6], [0, 1, 2], [0, 0, 1]),
        ("a - b", [0, 2], [0, 1], [0, 0]),
        ("a-b", [0, 1], [0, 0], [0, 0]),
        ("a,, b", [0, 2], [0, 1], [0, 0]),
        ("a, . b", [0, 2], [0, 1], [0, 0]),
        (". a", [0], [0], [0]),
        ("a (b) c", [0, 2, 4], [0, 1, 2], [0, 0, 0]),
        ("a, 8, b", [0, 1, 3], [0, 0, 1], [0, 0, 0]),
        ("a, 8", [0, 2], [0, 1], [0, 0]),
        ("a, 8 b, c", [0, 2, 3, 5], [0, 1, 1, 2], [0, 0, 0, 0]),
        ("a. 8, b", [0, 4, 6], [0, 1, 2], [0, 1, 1]),
        ("8kg b", [0, 1, 2], [0, 0, 0], [0, 0, 0]),
        ("a; b! c? d\ne", [0, 4, 8, 12, 16], [0, 1, 2, 3, 4], [0, 1, 2, 3, 4]),
        ("a: b [c", [0, 2, 4], [0, 1, 2], [0, 0, 0]),
    ],
)
def test_words_are_placed(text, places, clauses, sentences):
    words = cut(text)
    assert (words.places, words.clauses, words.sentences) == (places, clauses, sentences)
