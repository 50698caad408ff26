"""Weights: rank_bm25's, however large the collection, and however they are computed."""

from __future__ import annotations

from array import array

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rank_bm25 import BM25Plus

from assistant import index
from assistant.counting import Counter, TermNumbers, WordNumbers, count_documents, tokens
from assistant.index import DELTA, Postings, inverse_document_frequency, merge, weigh
from assistant.text import pairs, terms
from assistant.vectorised import merge_columns, weigh_counts, weigh_vectorised

RELATIVE = 1e-6
DOCUMENTS = st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=12), min_size=1, max_size=12)
CONSTANTS = {"k1": st.floats(0.1, 3), "b": st.floats(0, 1)}


def flat(weighed):
    return {
        (term, number): weight
        for term, postings in weighed
        for number, weight in zip(postings.numbers, postings.weights, strict=True)
    }


@given(documents=DOCUMENTS, **CONSTANTS)
@example(documents=[[], ["a"]], k1=1.0, b=1.0)
def test_weights_are_those_of_rank_bm25_less_its_constant(documents, k1, b):
    """Each (term, passage) pair, and no other, within float32 rounding."""
    found = flat(weigh(documents, k1, b))
    held = {(term, n) for n, document in enumerate(documents) for term in document}
    assert set(found) == held
    if held:
        model = BM25Plus(documents, k1=k1, b=b, delta=DELTA)
        for (term, number), weight in found.items():
            with np.errstate(invalid="ignore"):  # 0 / 0, of an empty document where b is 1
                whole = model.get_scores([term])[number]
            assert weight == pytest.approx(whole - model.idf[term] * DELTA, rel=RELATIVE)


@given(documents=DOCUMENTS.filter(any), **CONSTANTS)
def test_whole_columns_give_the_same_weights_in_the_same_order(documents, k1, b):
    one, other = list(weigh(documents, k1, b)), list(weigh_vectorised(documents, k1, b))
    assert [term for term, _ in one] == [term for term, _ in other]
    assert flat(other) == pytest.approx(flat(one), rel=RELATIVE)


def test_large_collections_are_weighed_in_whole_columns(monkeypatch):
    monkeypatch.setattr(index, "VECTORISED_FROM", 2)
    monkeypatch.setattr(index, "_weigh_by_rank_bm25", None)
    assert dict(weigh([["a"], ["b"]])).keys() == {"a", "b"}


def test_no_terms_no_weights():
    assert list(weigh([[], []])) == []


@given(DOCUMENTS.filter(any), st.integers(1, 5))
def test_counting_in_batches_is_counting_at_once(documents, size):
    numbers, at_once = count_documents(documents)
    counter = Counter(len(documents))
    words = WordNumbers(numbers, frozenset())
    for start in range(0, len(documents), size):
        batch = enumerate(documents[start : start + size], start)
        counter.add(tokens(((n, (" ".join(one),)) for n, one in batch), words))
    in_batches = counter.counts(len(numbers))
    for one, other in zip(at_once, in_batches, strict=True):
        assert np.array_equal(one, other)


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_bulk_terms_and_pairs_are_the_shared_tokenisers(texts):
    """One word more or less and a passage would not be found by its own words."""
    numbers = TermNumbers()
    cut = tokens(((n, (text,)) for n, text in enumerate(texts)), WordNumbers(numbers))
    joined = cut.pairs(numbers)
    names = list(numbers)
    for found, expected in ((cut, terms), (joined, lambda text: pairs(terms(text)))):
        for number, text in enumerate(texts):
            here = found.terms[found.passages == number].tolist()
            assert [names[term] for term in here] == expected(text)


@given(st.lists(DOCUMENTS, min_size=2, max_size=3), st.data())
def test_merged_columns_are_merged_postings(fields, data):
    """Sums over the fields, each times its weight, also where a field lacks the term."""
    size = max(map(len, fields))
    fields = [[*field, *[[]] * (size - len(field))] for field in fields]
    numbers = TermNumbers()
    counters = []
    for field in fields:
        counter = Counter(size)
        parts = ((n, (" ".join(document),)) for n, document in enumerate(field))
        counter.add(tokens(parts, WordNumbers(numbers, frozenset())))
        counters.append(counter)
    weighed = [
        (weigh_counts(counter.counts(len(numbers)), 1.2, 0.6), data.draw(st.floats(0.1, 3)))
        for counter in counters
        if counter
    ]
    if not weighed:
        return
    merged = merge_columns(weighed)
    factors = {str(place): factor for place, (_, factor) in enumerate(weighed)}
    for number in numbers.values():
        by_field = {
            str(place): postings
            for place, (columns, _) in enumerate(weighed)
            if (postings := columns.postings(number))
        }
        expected, found = merge(by_field, factors), merged.postings(number)
        assert list(found.numbers) == list(expected.numbers)
        assert list(found.weights) == list(expected.weights)


def test_a_weight_is_found_by_passage():
    postings = Postings(array("I", [2, 5]), array("f", [0.5, 1.5]))
    assert [postings.weight(n) for n in (1, 2, 5, 6)] == [None, 0.5, 1.5, None]


def test_a_rare_term_tells_more_than_a_frequent_one():
    one, all_of_them, none = (inverse_document_frequency(100, n) for n in (1, 100, 0))
    assert none == one > all_of_them > 0
