"""Search from inside: the edges of ties, of k, of sizes and of what is kept."""

from __future__ import annotations

import math
from array import array

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Retriever, arrays, columns, maxscore, retriever, vectorised
from assistant.arrays import ArrayIndex
from assistant.columns import SPREAD_BYTES, SPREAD_FROM, Column, Columns
from assistant.counting import Counter, TermNumbers, Tokens, WordNumbers, run_starts, tokens
from assistant.errors import UnknownPassageError
from assistant.fields import explain
from assistant.index import Field, Postings, inverse_document_frequency, merge, weigh
from assistant.maxscore import Ranker, kth_at_least, rank
from assistant.models import Passage
from assistant.passages import MOST_QUESTIONS, Texts
from assistant.query import Query, QueryTerm, plain_query
from assistant.records import RecordIndex
from assistant.vectorised import merge_columns, weigh_counts, weigh_vectorised

KINDS = [np.float64, np.float32]


def postings(numbers, weights):
    return Postings(array("I", numbers), array("f", weights))


def asking(*terms):
    return Query(tuple(QueryTerm(term, weight, term) for term, weight in terms), {})


# -- the retriever --------------------------------------------------------------------------------


@pytest.mark.parametrize("small", [0, 10])
def test_ties_come_in_the_order_of_the_passages_up_to_k(monkeypatch, small):
    monkeypatch.setattr(retriever, "SMALL", small)
    searched = Retriever.from_texts(["dog", "cat", "dog", "bird", "dog"])
    for k, expected in ((1, ["0"]), (2, ["0", "2"]), (3, ["0", "2", "4"]), (9, ["0", "2", "4"])):
        assert [hit.passage.id for hit in searched.search("dog", k)] == expected


def test_a_search_gives_ten_hits_where_no_number_is_said():
    assert len(Retriever.from_texts(["dog"] * 20).search("dog")) == 10


@pytest.mark.parametrize("small", [0, 10])
def test_a_term_asked_twice_counts_twice(monkeypatch, small):
    monkeypatch.setattr(retriever, "SMALL", small)
    searched = Retriever.from_texts(["dog", "cat", "bird"])
    once, twice = searched.search("dog"), searched.search("dog dog")
    assert twice[0].score == pytest.approx(2 * once[0].score)


def test_a_collection_becomes_arrays_when_it_is_more_than_small(monkeypatch):
    monkeypatch.setattr(retriever, "SMALL", 2)
    assert isinstance(Retriever.from_texts(["a"] * 2)._index, RecordIndex)
    assert isinstance(Retriever.from_texts(["a"] * 3)._index, ArrayIndex)
    keys = [{key for key, _ in retriever.index_records(Texts(["dog"] * n))} for n in (2, 3)]
    assert [b"passage/0" in some for some in keys] == [True, False]


@pytest.mark.parametrize("small", [0, 10])
def test_pairs_are_indexed_up_to_a_size(monkeypatch, small):
    monkeypatch.setattr(retriever, "SMALL", small)
    monkeypatch.setattr(retriever, "PAIRS_UP_TO", 2)
    for count, with_pairs in ((2, True), (3, False)):
        texts = ["warm dog"] * count
        assert Retriever.from_texts(texts)._index.has_pairs is with_pairs
        keys = {key for key, _ in retriever.index_records(Texts(texts))}
        assert (b"term/warm dog" in keys) is with_pairs


@pytest.mark.parametrize("small", [0, 10])
def test_without_pairs_a_hit_scores_the_sum_of_its_words(monkeypatch, small):
    monkeypatch.setattr(retriever, "SMALL", small)
    monkeypatch.setattr(retriever, "PAIRS_UP_TO", 0)
    searched = Retriever.from_texts(["warm dog", "cat"])
    weights = [searched.postings(term).weights[0] for term in ("warm", "dog")]
    assert searched.search("warm dog")[0].score == pytest.approx(sum(weights))


def test_a_pair_is_asked_for_only_where_pairs_are_indexed(monkeypatch):
    monkeypatch.setattr(retriever, "PAIRS_UP_TO", 0)
    searched = Retriever.from_texts(["warm dog", "warm cat"])
    asked = []
    monkeypatch.setattr(searched, "postings", asked.append)
    searched.search("warm dog")
    searched.search(plain_query("warm dog"))
    searched.scores(plain_query("warm dog"))
    assert asked == ["warm", "dog"] * 3


@pytest.mark.parametrize(
    ("weight", "in_arrays"),
    [(1e-6, False), (1e6, False), (2e-6, True), (5e5, True), (0.0, False), (-1.0, False)],
)
def test_terms_that_hardly_count_are_added_up_in_python(monkeypatch, weight, in_arrays):
    monkeypatch.setattr(retriever, "SMALL", 0)
    searched = Retriever.from_texts(["dog", "cat"])
    searched.top(asking(("cat", 1.0), ("dog", weight)), 1)
    assert (searched._ranker is not None) is in_arrays


def test_at_the_largest_small_size_no_arrays_are_made(monkeypatch):
    monkeypatch.setattr(retriever, "SMALL", 2)
    searched = Retriever.from_texts(["dog", "cat"])
    searched.search("dog")
    assert searched._ranker is None


def test_one_ranker_serves_all_questions(monkeypatch):
    monkeypatch.setattr(retriever, "SMALL", 0)
    searched = Retriever.from_texts(["dog", "cat"])
    searched.search("dog")
    first = searched._ranker
    searched.search("cat")
    assert searched._ranker is first


@pytest.mark.parametrize("small", [0, 10])
def test_passages_numbers_and_postings_are_kept_up_to_a_bound(monkeypatch, small):
    monkeypatch.setattr(retriever, "SMALL", small)
    monkeypatch.setattr(retriever, "KEPT", 2)
    searched = Retriever([Passage(name, f"word {name}") for name in ("dog", "cat", "bird")])
    assert searched.find("dog") is searched.passage(0)
    searched.find("cat")
    searched.postings("dog")
    assert searched.postings("cat") is searched.postings("cat")
    assert (list(searched._numbers), list(searched._passages)) == (["dog", "cat"], [0, 1])
    assert list(searched._postings) == ["dog", "cat"]
    assert (searched.find("bird").id, searched.number("bird")) == ("bird", 2)
    searched.postings("bird")
    assert (list(searched._numbers), list(searched._passages)) == (["bird"], [2])
    assert list(searched._postings) == ["bird"]


def test_length_is_the_number_of_passages():
    assert len(Retriever.from_texts(["a", "b"])) == 2
    assert len(Retriever.from_texts([])) == 0


def test_an_explanation_falls_by_score_and_names_each_field():
    passage = Passage("one", "cat sat far away", "dog", questions=("why does a dog bark",))
    searched = Retriever([passage, Passage("two", "cat")])
    parts = searched.explain("cat dog", "one")
    assert [part.score for part in parts] == sorted((p.score for p in parts), reverse=True)
    assert {(part.term, part.field) for part in parts} == {
        ("dog", "heading"), ("dog", "body"), ("dog", "questions"), ("cat", "body"),
    }  # fmt: skip
    assert parts == explain(searched._index, plain_query("cat dog"), 0)
    assert searched.explain(asking(("dog", 2.0)), "one")[0].score == pytest.approx(
        2 * searched.explain("dog", "one")[0].score
    )


# -- weights --------------------------------------------------------------------------------------


def test_one_field_is_merged_by_its_weight_alone():
    merged = merge({"body": postings([1, 4], [0.5, 2.0])}, {"body": 3.0, "heading": 9.0})
    assert (list(merged.numbers), list(merged.weights)) == ([1, 4], [1.5, 6.0])


def test_fields_are_merged_in_the_order_of_the_passages():
    fields = {"body": postings([4], [2.0]), "heading": postings([1, 4], [0.5, 1.0])}
    merged = merge(fields, {"body": 3.0, "heading": 2.0})
    assert (list(merged.numbers), list(merged.weights)) == ([1, 4], [1.0, 8.0])


def test_small_and_large_collections_are_weighed_at_the_border(monkeypatch):
    monkeypatch.setattr("assistant.index.VECTORISED_FROM", 2)
    monkeypatch.setattr(vectorised, "weigh_vectorised", lambda *_: "columns")
    assert weigh([["a"], ["b"]]) == "columns"
    assert [term for term, _ in weigh([["a"]])] == ["a"]


@pytest.mark.parametrize("piece", [1, 3, 7])
def test_columns_are_worked_through_in_pieces_all_alike(monkeypatch, piece):
    documents = [["a", "b", "a"], ["b", "c"], [], ["a", "c", "d", "d"], ["e"]]
    whole = dict(weigh_vectorised(documents, 1.2, 0.6))
    monkeypatch.setattr(vectorised, "_PIECE", piece)
    pieces = dict(weigh_vectorised(documents, 1.2, 0.6))
    assert list(whole) == list(pieces)
    for term, found in whole.items():
        assert list(found.numbers) == list(pieces[term].numbers)
        assert list(found.weights) == list(pieces[term].weights)


@pytest.mark.parametrize(
    ("offsets", "expected"),
    [
        ([0], []),
        ([0, 2, 3, 4], [(0, 2), (2, 3)]),
        ([0, 1, 2, 3], [(0, 3)]),
        ([0, 9, 10, 11], [(0, 1), (1, 3)]),
        ([0, 0, 0, 3], [(0, 3)]),
        ([0, 0, 4, 4, 5], [(0, 1), (1, 2), (2, 4)]),
    ],
)
def test_a_piece_holds_so_many_postings_or_one_term(monkeypatch, offsets, expected):
    monkeypatch.setattr(vectorised, "_PIECE", 3)
    assert list(vectorised._pieces(np.array(offsets))) == expected


@pytest.mark.parametrize("piece", [1, 2, 100])
def test_merged_pieces_are_one_column(monkeypatch, piece):
    monkeypatch.setattr(vectorised, "_PIECE", piece)
    first = vectorised.Columns(
        np.array([0, 2, 2, 3]), np.array([0, 3, 1], np.uint32), np.array([1, 2, 4], np.float32)
    )
    second = vectorised.Columns(
        np.array([0, 1, 1, 3]), np.array([3, 0, 1], np.uint32), np.array([8, 1, 2], np.float32)
    )
    merged = merge_columns([(first, 1.0), (second, 0.5)])
    assert merged.offsets.tolist() == [0, 2, 2, 4]
    assert merged.numbers.tolist() == [0, 3, 0, 1]
    assert merged.weights.tolist() == [1.0, 6.0, 0.5, 5.0]
    assert merged.postings(1) is None
    assert list(merged.postings(2).weights) == [0.5, 5.0]


def test_a_term_of_one_passage_tells_as_much_as_the_formula_says():
    assert inverse_document_frequency(99, 1) == math.log(100)
    assert inverse_document_frequency(99, 2) == math.log(50)


# -- counting -------------------------------------------------------------------------------------


def counted(*batches):
    counter = Counter(4)
    for terms, passages in batches:
        counter.add(Tokens(np.array(terms), np.array(passages), np.array(passages)))
    return counter.counts(3)


def test_terms_are_counted_by_passage():
    counts = counted(([2, 0, 2, 2], [0, 0, 0, 1]), ([], []), ([0, 2], [3, 3]))
    assert counts.offsets.tolist() == [0, 2, 2, 5]
    assert counts.numbers.tolist() == [0, 3, 0, 1, 3]
    assert counts.times.tolist() == [1, 1, 2, 1, 1]
    assert counts.lengths.tolist() == [3, 1, 0, 2]


@pytest.mark.parametrize("often", [255, 256, 70_000])
def test_times_are_as_wide_as_the_most_frequent_term_needs(often):
    for batches in (
        [([0] * often, [0] * often), ([1], [2])],
        [([1], [0]), ([0] * often, [2] * often)],
    ):
        counts = counted(*batches)
        assert sorted(counts.times.tolist()) == [1, often]
        assert counts.times.dtype == np.min_scalar_type(often)


def test_a_counter_is_true_once_it_has_counted():
    counter = Counter(2)
    assert not counter
    counter.add(Tokens(np.array([], np.int64), np.array([], np.int64), np.array([], np.int64)))
    assert not counter
    counter.add(Tokens(np.array([0]), np.array([1]), np.array([1])))
    assert counter


@pytest.mark.parametrize(
    ("keys", "starts"), [([], []), ([5], [0]), ([5, 5, 7, 7, 7, 9], [0, 2, 5])]
)
def test_runs_start_where_keys_change(keys, starts):
    assert run_starts(np.array(keys, np.uint64)).tolist() == starts


def test_texts_of_one_passage_given_together_are_one_sequence():
    """Pairs go over the border between a title and its text, not between two questions."""
    numbers = TermNumbers()
    together = tokens([(3, ("warm", "dog"))], WordNumbers(numbers))
    assert together.pairs(numbers).passages.tolist() == [3]
    apart = tokens([(3, ("warm",)), (3, ("dog",)), (5, ("the old bird",))], WordNumbers(numbers))
    assert apart.passages.tolist() == [3, 3, 5, 5]
    assert apart.sequences.tolist() == [0, 1, 2, 2]
    assert apart.pairs(numbers).passages.tolist() == [5]
    assert list(numbers)[-1] == "old bird"


# -- columns --------------------------------------------------------------------------------------


def column(numbers, weights, kind=np.float64, spread=None):
    made = np.array(weights, kind)
    return Column(np.array(numbers, np.uint32), made, float(made.max()), spread)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("factor", [1.0, 0.5, 3.0])
@pytest.mark.parametrize("spread", [False, True])
def test_weights_are_added_and_looked_up(kind, factor, spread):
    everywhere = np.array([0, 2, 0, 4, 0], kind) if spread else None
    one = column([1, 3], [2.0, 4.0], kind, everywhere)
    scores = np.ones(5, kind)
    one.add(scores, factor)
    assert scores.tolist() == [1, 1 + 2 * factor, 1, 1 + 4 * factor, 1]
    assert scores.dtype == kind
    looked_up = one.of(np.array([0, 1, 2, 3, 4]), factor)
    assert looked_up.tolist() == [0, 2 * factor, 0, 4 * factor, 0]
    assert looked_up.dtype == np.float64
    assert one.times(factor).tolist() == [2 * factor, 4 * factor]
    assert one.weights.tolist() == [2.0, 4.0]


@pytest.mark.parametrize(("passages", "spread"), [(2 * SPREAD_FROM, True), (13, False)])
def test_a_frequent_term_is_spread(passages, spread):
    known = Columns(passages, {"a": postings([1, 3], [2.0, 4.0])}.get, np.dtype(np.float64))
    found = known.column("a")
    assert (found.spread is not None) is spread
    assert found.most == 4.0
    if spread:
        assert found.spread.tolist() == [0, 2, 0, 4, *[0] * (passages - 4)]


@pytest.mark.parametrize("kind", KINDS)
def test_the_room_for_spread_terms_has_an_end(kind):
    known = Columns(4, lambda _: postings([0], [1.0]), np.dtype(kind))
    size = np.dtype(kind).itemsize
    spread = [known.column(str(n)).spread is not None for n in range(SPREAD_BYTES // size + 2)]
    assert spread == [True] * (SPREAD_BYTES // size) + [False] * 2


def test_columns_are_kept_up_to_a_bound_and_their_room_with_them(monkeypatch):
    monkeypatch.setattr(columns, "KEPT", 2)
    monkeypatch.setattr(columns, "SPREAD_BYTES", 16)
    asked = []

    def read(term):
        asked.append(term)
        return None if term == "none" else postings([0], [1.0])

    known = Columns(4, read, np.dtype(np.float64))
    first = known.column("a")
    assert known.column("a") is first
    assert known.column("none") is None
    assert [known.column(term).spread is not None for term in "bcde"] == [True, True, True, True]
    assert asked == ["a", "none", "b", "c", "d", "e"]
    assert list(known._known) == ["d", "e"] or len(known._known) <= 2


# -- the best k -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "k", "expected"),
    [([], 1, 0.0), ([5.0], 1, 5.0), ([5.0], 2, 0.0), ([1.0, 3.0, 2.0], 2, 2.0)],
)
def test_a_score_that_k_of_the_values_reach(values, k, expected):
    assert kth_at_least(np.array(values), k) == expected


@given(st.integers(1, 6), st.integers(0, 3000), st.integers(0, 2**32 - 1))
def test_k_values_reach_it(k, count, seed):
    values = np.random.default_rng(seed).integers(1, 50, count).astype(float)
    found = kth_at_least(values, k)
    if count < k:
        assert found == 0.0
    else:
        assert (values >= found).sum() >= k
        assert found > 0


@pytest.mark.parametrize("count", [24, 60, 900, 10_000])
def test_the_greatest_side_by_side_are_told_apart(count):
    """They are dealt into different groups, so the k-th greatest itself is found."""
    groups = max(8 * 3, int(count**0.5))
    count = count // groups * groups
    assert kth_at_least(np.arange(float(count)), 3) == count - 3


@pytest.fixture(params=["all", "some"])
def rows(request, monkeypatch):
    """All scores of a collection are compared, or only rows that have a high one."""
    monkeypatch.setattr(maxscore, "_CLOSER_FROM", 10**9 if request.param == "all" else 0)


def highest(scores, k, least=0.0):
    return maxscore._highest(np.array(scores), k, least).tolist()


def test_where_rows_are_short_all_scores_above_nothing_are_looked_at():
    assert highest([0.0, 2.0, 0.0, 1.0], 1) == [1, 3]
    assert highest([0.0, 2.0, 0.0, 1.0, 1.5], 1, 1.5) == [1, 4]


def test_few_more_than_the_best_are_looked_at(rows):
    scores = np.zeros(10_007)
    scores[[5, 4_000, 9_000, 10_006]] = [1.0, 3.0, 2.0, 3.0]
    assert highest(scores, 1) == [4_000, 10_006]
    assert highest(scores, 2) == [4_000, 9_000, 10_006]
    assert highest(scores, 1, 3.0) == [4_000, 10_006]
    assert highest(scores, 1, 4.0) == []
    assert highest(scores, 3) == [5, 4_000, 9_000, 10_006]
    assert highest(scores, 4) == [5, 4_000, 9_000, 10_006]
    assert highest(np.zeros(10_007), 1) == []


@given(
    st.integers(1, 9),
    st.integers(1, 9),
    st.sampled_from([3, 30, 3_000]),
    st.integers(0, 2**32 - 1),
)
def test_the_best_and_all_that_tie_with_them_are_among_the_highest(k, values, matching, seed):
    chance = np.random.default_rng(seed)
    scores = np.zeros(9_000)
    scores[chance.integers(0, len(scores), matching)] = chance.integers(1, values + 1, matching)
    held = np.sort(scores[scores > 0])[::-1]
    border = held[min(k, len(held)) - 1]
    expected = set(np.flatnonzero(scores >= border).tolist())
    for closer in (0, 10**9):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(maxscore, "_CLOSER_FROM", closer)
            found = highest(scores, k)
        assert expected <= set(found)
        assert found == sorted(set(found))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("factor", [1.0, 0.5])
@pytest.mark.parametrize("spread", [None, 0, 1])
def test_what_stood_in_the_room_for_scores_changes_none(kind, factor, spread):
    """The ranking before left its own there, whichever term has a weight for every passage."""
    asked = [
        (column([1, 3], [2.0, 4.0], kind), factor),
        (column([3, 5], [1.0, 1.0], kind), 2 * factor),
    ]
    if spread is not None:
        one, times = asked[spread]
        whole = np.zeros(6, kind)
        whole[one.numbers] = one.weights
        asked[spread] = one._replace(spread=whole), times
    scores = np.full(6, 99.0, kind)
    for _ in range(2):
        assert rank(asked, 2, scores).best == [(3, 6.0 * factor), (1, 2.0 * factor)]
    if spread is not None:
        assert asked[spread][0].spread.max() == (4.0, 1.0)[spread]  # it is not what was added to


def test_rooms_for_scores_are_used_again():
    ranker = Ranker(4, {"a": postings([1], [2.0])}.get)
    for _ in range(3):
        assert ranker.rank([("a", 1.0), ("none", 1.0)], 1).best == [(1, 2.0)]
    assert len(ranker._idle) == 1
    assert ranker.rank([("none", 1.0)], 1) == ([], 0)


def test_sums_are_double_up_to_a_size(monkeypatch):
    monkeypatch.setattr(maxscore, "DOUBLE_UP_TO", 4)
    assert [maxscore._kind(count) for count in (4, 5)] == [np.float64, np.float32]


@pytest.mark.parametrize(
    ("pruned_from", "kind", "touched"),
    [(4, np.float64, 4), (5, np.float64, 4), (5, np.float32, 4)],
)
def test_all_is_read_where_little_is_asked(monkeypatch, pruned_from, kind, touched):
    monkeypatch.setattr(maxscore, "PRUNED_FROM", pruned_from)
    asked = [(column([1, 3], [2.0, 4.0], kind), 1.0), (column([3, 5], [1.0, 1.0], kind), 1.0)]
    ranked = rank(asked, 1, np.zeros(6, kind))
    assert ranked.best == [(3, 5.0)]
    assert ranked.touched >= touched


def test_passages_that_fall_behind_are_not_looked_up(monkeypatch):
    """Of the second term's passages those alone that could still reach the best."""
    monkeypatch.setattr(maxscore, "WORTH", 1e9)
    rare, frequent = column([7], [9.0]), column(range(100), [*[1.0] * 99, 5.0])
    passages, touched = maxscore._pruned([(rare, 1.0), (frequent, 1.0)], 1, np.zeros(100))
    assert passages.tolist() == [7]
    assert touched == 1 + 1  # the rare one's posting, and its passage in the other term


def test_where_too_many_could_be_the_best_all_are_added_up(monkeypatch):
    monkeypatch.setattr(maxscore, "WORTH", 0)
    one, other = column([1, 3], [2.0, 4.0]), column([2, 3, 5], [1.0, 1.0, 1.0])
    passages, touched = maxscore._pruned([(one, 1.0), (other, 1.0)], 1, np.zeros(6))
    assert 3 in passages.tolist()
    assert touched == 5


@pytest.mark.parametrize(("least", "kept"), [(0.0, [1, 3]), (3.0, [1, 3]), (4.0, [3]), (6.0, [])])
def test_the_hopeful_could_reach_a_score_with_all_other_terms(least, kept):
    left = [(column([2], [1.0]), 1.0), (column([1, 3], [2.0, 4.0]), 1.0)]
    numbers, weights = maxscore._hopeful(left, least)
    assert numbers.tolist() == kept
    assert weights.tolist() == [{1: 2.0, 3: 4.0}[number] for number in kept]


def test_of_three_terms_the_last_is_looked_through_and_both_others_count():
    first, second = (column([2], [1.0]), 1.0), (column([0], [1.0]), 1.0)
    left = [first, second, (column([1, 3], [2.0, 4.0]), 1.0)]
    for least, kept in ((4.0, [1, 3]), (4.1, [3]), (6.1, [])):
        assert maxscore._hopeful(left, least)[0].tolist() == kept


def test_the_weights_of_the_hopeful_count_as_often_as_their_term():
    left = [(column([2], [1.0]), 2.0), (column([1, 3], [2.0, 4.0]), 0.5)]
    for least, kept in ((0.0, [1.0, 2.0]), (3.5, [2.0]), (4.5, [])):
        assert maxscore._hopeful(left, least)[1].tolist() == kept


# -- arrays ---------------------------------------------------------------------------------------

COLLECTION = [
    Passage(f"p{n}", f"word{n % 3} common", f"title{n % 2}", questions=(f"why word{n}", "how far"))
    for n in range(7)
]


@pytest.mark.parametrize("batch", [1, 2, 3, 7])
def test_a_collection_is_read_in_batches_all_alike(monkeypatch, batch):
    whole = dict(ArrayIndex(COLLECTION, retriever.FIELDS, True).items())
    monkeypatch.setattr(arrays, "_BATCH", batch)
    batched = dict(ArrayIndex(COLLECTION, retriever.FIELDS, True).items())
    assert whole == batched


def test_a_passage_in_arrays_keeps_a_few_of_its_questions():
    for count in (MOST_QUESTIONS - 1, MOST_QUESTIONS, MOST_QUESTIONS + 1):
        asked = tuple(f"why {n}" for n in range(count))
        index = ArrayIndex([Passage("p", "text", questions=asked)], retriever.FIELDS, False)
        assert index.passage(0).questions == asked[:MOST_QUESTIONS]
        assert (index.passage(0).id, index.passage(0).text) == ("p", "text")


def test_numbers_of_passages_in_arrays():
    index = ArrayIndex(COLLECTION, retriever.FIELDS, True)
    assert [index.number(f"p{n}") for n in (0, 6, 7)] == [0, 6, None]
    assert index.passage(6).id == "p6"
    for number in (-1, 7):
        with pytest.raises(UnknownPassageError, match=f"number {number}"):
            index.passage(number)
    numbered = ArrayIndex(Texts(["a", "b"]), retriever.FIELDS, True)
    assert [numbered.number(text) for text in ("0", "1", "2", "p0")] == [0, 1, None, None]


@pytest.mark.parametrize(("weight", "only"), [(1.0, "body"), (2.0, "")])
def test_one_field_that_counts_once_needs_no_second_postings(weight, only):
    index = ArrayIndex([Passage("p", "dog")], {"body": Field(weight)}, False)
    about, whole, field = index._about(), index.postings("dog"), index.field_postings("body", "dog")
    assert about.get("only", "") == only
    assert whole.weights[0] == pytest.approx(weight * field.weights[0])
    assert any(key.startswith(b"field/") for key, _ in index.items()) is not bool(only)


def test_what_no_field_holds_has_no_postings():
    index = ArrayIndex([Passage("p", "dog", "cat")], retriever.FIELDS, False)
    assert index.postings("bird") is None
    assert index.field_postings("questions", "dog") is None
    assert index.field_postings("body", "bird") is None
    assert index.field_postings("heading", "dog") is None
    assert list(index.field_postings("heading", "cat").numbers) == [0]
    assert ArrayIndex([Passage("p", "")], retriever.FIELDS, False).postings("dog") is None


@pytest.mark.parametrize("with_pairs", [True, False])
def test_fields_of_an_index_in_arrays_are_those_of_a_small_one(with_pairs):
    from assistant.fields import small_records

    small = dict(small_records(COLLECTION, retriever.FIELDS, with_pairs))
    large = dict(ArrayIndex(COLLECTION, retriever.FIELDS, with_pairs).items())
    names = {key for key in small if key.startswith((b"term/", b"field/"))}
    assert names == {key for key in large if key.startswith((b"term/", b"field/"))}


def test_weights_of_counts_are_those_of_one_document_after_the_other():
    numbers = TermNumbers()
    counter = Counter(3)
    texts = ["dog dog cat", "cat", "bird bird bird bird"]
    counter.add(tokens([(n, (text,)) for n, text in enumerate(texts)], WordNumbers(numbers)))
    found = weigh_counts(counter.counts(len(numbers)), 1.2, 0.6)
    for term, expected in weigh([text.split() for text in texts], 1.2, 0.6):
        one = found.postings(numbers[term])
        assert list(one.numbers) == list(expected.numbers)
        assert list(one.weights) == pytest.approx(list(expected.weights), rel=1e-6)
