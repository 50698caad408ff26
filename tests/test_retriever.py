"""The retriever: the best passages in order, whatever the size, and each score explained."""

from __future__ import annotations

import multiprocessing
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Plus

from assistant import Retriever, maxscore, retriever
from assistant.errors import UnknownPassageError
from assistant.models import Passage
from assistant.query import Query, QueryTerm, plain_query
from assistant.records import MemoryRecords
from assistant.text import terms

WORDS = ["aorta", "bone", "cord", "disc", "edema", "femur", "gait", "hip", "joint", "knee"]
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), max_size=40)
# Ways to search: in Python, adding all up, getting round it in double and in single precision.
WAYS = {
    "plain": {},
    "all": {"SMALL": 0},
    "pruned": {"SMALL": 0, "PRUNED_FROM": 0, "WORTH": 1e9, "FEW": 0},
    "single": {"SMALL": 0, "DOUBLE_UP_TO": 0, "WORTH": 1e9},
    "gives up": {"SMALL": 0, "DOUBLE_UP_TO": 0, "WORTH": 0},
}


@pytest.fixture(params=WAYS)
def way(request, monkeypatch):
    search(request.param, monkeypatch)
    return request.param


def search(way, patch):
    for name, value in WAYS[way].items():
        patch.setattr(retriever if name == "SMALL" else maxscore, name, value)


def exhaustive(searched, query, k):
    scores = searched.scores(query)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:k]


def some_texts(count, seed=1):
    """Texts with words as unevenly frequent as in a language, many of them the same."""
    chance = random.Random(seed)
    shares = [1 / (n + 1) for n in range(300)]
    words = [f"w{n}x" for n in range(300)]
    texts = [" ".join(chance.choices(words, shares, k=8)) for _ in range(count // 2)]
    return texts + chance.choices(texts, k=count - len(texts))


@pytest.mark.parametrize("name", WAYS)
@given(
    texts=TEXTS,
    asked=st.lists(st.tuples(st.sampled_from(WORDS), st.floats(0.01, 5)), max_size=6),
    k=st.integers(1, 50),
)
def test_the_best_are_the_best_of_all(name, texts, asked, k):
    """The same numbers, bit by bit, as adding up everything and sorting: ties in order."""
    with pytest.MonkeyPatch.context() as patch:
        search(name, patch)
        searched = Retriever.from_texts(texts)
        looked_up = [QueryTerm(terms(word)[0], weight, word) for word, weight in asked]
        query = Query(tuple(looked_up), {})
        assert searched.top(query, k) == exhaustive(searched, query, k)


@pytest.mark.parametrize("k", [1, 3, 10, 100, 5_000])
def test_large_collections_with_ties_at_the_border(way, k):
    texts = some_texts(3_000)
    searched = Retriever.from_texts(texts)
    for text in texts[:40]:
        query = plain_query(text[:14])
        assert searched.top(query, k) == exhaustive(searched, query, k)


def test_rows_are_passed_over_only_when_none_of_them_can_be_among_the_best(monkeypatch):
    search("gives up", monkeypatch)
    monkeypatch.setattr(maxscore, "_CLOSER_FROM", 0)
    monkeypatch.setattr(maxscore, "_SHORTEST_ROW", 2)
    searched = Retriever.from_texts(some_texts(3_001))
    for word in range(0, 300, 10):
        query = plain_query(f"w{word}x w{word + 1}x")
        assert searched.top(query, 3) == exhaustive(searched, query, 3)


def test_scores_are_those_of_rank_bm25(way):
    """On one field: BM25Plus less the constant that it gives to every passage."""
    texts = some_texts(2_500)
    searched = Retriever.from_texts(texts)
    model = BM25Plus([terms(text) for text in texts], k1=1.2, b=0.6)
    for text in texts[:10]:
        asked = terms(text)
        constant = sum(model.idf[term] for term in asked)
        expected = model.get_scores(asked) - constant
        query = Query(tuple(QueryTerm(term, 1.0, term) for term in asked), {})
        for number, score in searched.top(query, 10):
            assert score == pytest.approx(expected[number], rel=1e-6)


def passages():
    return [
        Passage(f"p/{n}", text, text.split()[0] if n % 2 else "", questions=(f"why {text}?",))
        for n, text in enumerate(some_texts(60))
    ]


@pytest.mark.parametrize("with_pairs", [True, False])
def test_all_sizes_agree(tmp_path, monkeypatch, with_pairs):
    """Small, in arrays, and opened from a file: the same hits, and the same reasons."""
    if not with_pairs:
        monkeypatch.setattr(retriever, "PAIRS_UP_TO", 0)
    small = Retriever(passages())
    monkeypatch.setattr(retriever, "SMALL", 0)
    large = Retriever(passages())
    large.save(tmp_path / "large.idx")
    opened = Retriever.open(tmp_path / "large.idx")
    recompiled = Retriever.from_records(MemoryRecords(dict(retriever.index_records(passages()))))
    for passage in passages():
        expected = [tuple(hit) for hit in large.search(passage.text)]
        for other in (opened, recompiled):
            assert [tuple(hit) for hit in other.search(passage.text)] == expected
        whole = plain_query(passage.text)
        assert large.scores(whole) == pytest.approx(small.scores(whole), rel=1e-6)
        parts = large.explain(passage.text, passage.id)
        assert opened.explain(passage.text, passage.id) == parts
        assert sum(part.score for part in parts) == pytest.approx(
            large.scores(whole)[large.number(passage.id)], rel=1e-6
        )


def test_explanations_add_up_where_there_is_one_field(way):
    searched = Retriever.from_texts(some_texts(100))
    hit = searched.search("w0x w1x w2x")[0]
    parts = searched.explain("w0x w1x w2x", hit.passage.id)
    assert sum(part.score for part in parts) == pytest.approx(hit.score, rel=1e-6)
    assert [part.score for part in parts] == sorted((p.score for p in parts), reverse=True)


def test_one_field_needs_one_set_of_postings(tmp_path, monkeypatch):
    monkeypatch.setattr(retriever, "SMALL", 0)
    monkeypatch.setattr(retriever, "PAIRS_UP_TO", 0)
    keys = dict(retriever.index_records(passages()[:1])).keys()
    assert any(key.startswith(b"field/") for key in keys)
    plain = [Passage(p.id, p.text) for p in passages()]
    assert not any(key.startswith(b"field/") for key, _ in retriever.index_records(plain))


def test_nothing_matches_nothing(way):
    searched = Retriever.from_texts(["a cat sat", "the dog ran"])
    assert searched.search("zebra") == searched.search("") == searched.search("the") == []
    assert Retriever.from_texts([]).search("cat") == []


@pytest.mark.parametrize("weight", [0.0, -1.0, 1e-30, 1e30, float("nan")])
def test_odd_weights_are_added_up_in_python(monkeypatch, weight):
    search("single", monkeypatch)
    searched = Retriever.from_texts(some_texts(50))
    query = Query((QueryTerm("w0x", weight, ""), QueryTerm("w1x", 1.0, "")), {})
    assert repr(searched.top(query, 5)) == repr(exhaustive(searched, query, 5))


def test_wrong_questions_are_refused(way):
    searched = Retriever.from_texts(["a cat sat"])
    with pytest.raises(ValueError, match="1 passage or more"):
        searched.search("cat", k=0)
    with pytest.raises(TypeError, match="not one string"):
        Retriever.from_texts("a cat sat")
    with pytest.raises(UnknownPassageError, match="no passage 'x'"):
        searched.find("x")
    for number in (-1, 1):
        with pytest.raises(UnknownPassageError):
            searched.passage(number)


# -- work ---------------------------------------------------------------------------------------


def ranked(searched, question, k):
    looked_up = maxscore.Ranker(len(searched), searched.postings)
    return looked_up.rank([(term, 1.0) for term in terms(question)], k)


def test_a_frequent_term_is_not_read_whole_where_a_rare_one_decides(monkeypatch):
    """Of 20,000 postings only those of the few passages that hold the rare term are looked at."""
    monkeypatch.setattr(maxscore, "PRUNED_FROM", 0)
    texts = ["common words"] * 20_000 + ["common rare"] * 20
    searched = Retriever.from_texts(texts)
    assert ranked(searched, "rare common", 10).touched < 200
    assert ranked(searched, "common", 10).touched >= 20_000


def test_a_small_question_touches_each_posting_once():
    searched = Retriever.from_texts(some_texts(5_100))
    held = sum(len(searched.postings(term).numbers) for term in ("w3x", "w40x"))
    assert ranked(searched, "w3x w40x", 10).touched == held


class Watched(MemoryRecords):
    def __init__(self, records):
        super().__init__(records)
        self.read = []

    def get(self, key):
        self.read.append(key)
        return super().get(key)


@pytest.mark.parametrize("count", [100, 2_500])
@pytest.mark.parametrize("small", [0, 5_000])
def test_a_search_reads_its_own_terms_and_hits_whatever_the_size(count, small, monkeypatch):
    monkeypatch.setattr(retriever, "SMALL", small)
    collection = [Passage(str(n), text) for n, text in enumerate(some_texts(count))]
    records = Watched(dict(retriever.index_records(collection)))
    searched = Retriever.from_records(records)
    assert records.read == [b"index"]
    searched.search("w7x w8x", k=3)
    assert len(records.read) <= 1 + 3 + 3  # two terms, their pair, three hits
    read = len(records.read)
    searched.top(plain_query("w7x"), 3)
    assert len(records.read) == read  # kept


def test_unknown_words_are_not_kept(way):
    """However many a long-lived process is asked, its memory stays as it is."""
    searched = Retriever.from_texts(["a cat sat"])
    for n in range(50):
        searched.search(f"unknown{n}")
    assert not searched._postings


def test_what_is_kept_has_an_end(monkeypatch):
    monkeypatch.setattr(retriever, "KEPT", 2)
    monkeypatch.setattr("assistant.columns.KEPT", 2)
    for small in (0, 5_000):
        monkeypatch.setattr(retriever, "SMALL", small)
        searched = Retriever.from_texts(some_texts(100))
        for n in range(30):
            query = plain_query(f"w{n}x w{n + 1}x")
            assert searched.top(query, 3) == exhaustive(searched, query, 3)
            assert len(searched._postings) <= 2


# -- sharing ------------------------------------------------------------------------------------

QUESTIONS = [f"w{n}x w{n * 2}x w{n * 3}x" for n in range(30)]


def found(searched):
    return [searched.top(plain_query(question), 10) for question in QUESTIONS]


def found_in(path):
    return found(Retriever.open(path))


def test_threads_share_an_index(way, tmp_path):
    whole = Retriever.from_texts(some_texts(2_000))
    expected = found(whole)
    whole.save(tmp_path / "shared.idx")
    opened = Retriever.open(tmp_path / "shared.idx")
    with ThreadPoolExecutor(8) as pool:
        assert all(got == expected for got in pool.map(found, [whole, opened] * 8))


@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_processes_share_a_file(start, tmp_path):
    """Whether they are forked with the index open, or start afresh and open it."""
    if start not in multiprocessing.get_all_start_methods():
        pytest.skip("not on this system")
    path = str(tmp_path / "shared.idx")
    Retriever.from_texts(some_texts(5_200)).save(path)
    opened = Retriever.open(path)
    expected = found(opened)
    with multiprocessing.get_context(start).Pool(2) as pool:
        assert pool.map(found_in, [path] * 4) == [expected] * 4


def test_a_fork_goes_on_with_the_open_index(tmp_path):
    if "fork" not in multiprocessing.get_all_start_methods():
        pytest.skip("not on this system")
    Retriever.from_texts(some_texts(5_200)).save(tmp_path / "shared.idx")
    opened = Retriever.open(tmp_path / "shared.idx")
    expected = found(opened)
    context = multiprocessing.get_context("fork")
    queue = context.SimpleQueue()
    child = context.Process(target=lambda: queue.put(found(opened)))
    child.start()
    assert queue.get() == expected
    child.join()
    assert child.exitcode == 0
    assert found(opened) == expected


def test_saving_an_opened_index_copies_it(tmp_path):
    Retriever.from_texts(some_texts(100)).save(tmp_path / "one.idx")
    Retriever.open(tmp_path / "one.idx").save(tmp_path / "other.idx")
    assert (tmp_path / "one.idx").read_bytes() == (tmp_path / "other.idx").read_bytes()


def test_the_holders_of_a_term_are_counted_field_by_field():
    """None holds a term that nobody uses."""
    index = Retriever(
        [
            Passage("a", "Choose shoes that fit.", "Shoes", questions=("which boots",)),
            Passage("b", "Rest in your boots.", "Rest", questions=("which boots",)),
        ]
    )
    fields = ("heading", "body", "questions")
    assert [len(index.holders("shoe", field)) for field in fields] == [1, 1, 0]
    assert [len(index.holders("boot", field)) for field in fields] == [0, 1, 2]
    assert list(index.holders("zebra", "body")) == []
