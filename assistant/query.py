"""A question as weighted terms: what is looked up, how much each counts, and why it is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from .correction import Speller
from .text import ASKING_WORDS, STOP_WORDS, normalise, pairs, query_terms, stems, unique, words
from .vocabulary import Phrase, Vocabulary

# Each weight below: python tests/evaluate.py --sweep
EXPANSION_WEIGHT = 0.5  # a word that a phrase stands for counts less than a word that was typed
STORY_WEIGHT = 0.5  # a word of the story around the question, against one of the question itself
# Retrieval reads this much of a message: its end, where the question mostly is, and its start.
MAX_WORDS = 400
_SENTENCE_ENDS = ".!?;\n"


class QueryTerm(NamedTuple):
    """A term to look up.

    ``weight`` multiplies the term's scores; ``typed`` is what the person typed; ``via`` says how
    the term came in: "typed", "expansion", "correction" or "pair".
    """

    term: str
    weight: float
    typed: str
    via: str = "typed"


class Query(NamedTuple):
    """All terms of a question.

    ``corrections`` maps misspelt words to what was searched for; ``elsewhere`` are phrases that
    point to another subject, with the kind of subject; ``words`` are the question's words; ``home``
    tells whether one of them shows that it is about backs (always, where no such words are known).
    """

    terms: tuple[QueryTerm, ...]
    corrections: dict[str, str]
    elsewhere: tuple[tuple[str, str], ...] = ()
    words: tuple[str, ...] = ()
    home: bool = True


def plain_query(text: str) -> Query:
    """The question as typed: its terms and the pairs of neighbours, nothing added.

    A term typed twice counts twice, as it does in rank_bm25.
    """
    typed = query_terms(text)
    looked_up = [QueryTerm(term, 1.0, term) for term in typed]
    looked_up += [QueryTerm(pair, 1.0, pair, "pair") for pair in pairs(typed)]
    return Query(tuple(looked_up), {})


class Sentence(NamedTuple):
    """A sentence's words; ``asks`` tells whether it is the one that holds the question."""

    words: list[str]
    asks: bool


def sentences(text: str) -> list[Sentence]:
    """Cut a message into sentences and find the one that asks.

    The sentences with a question mark ask; without any, those that open like a question; without
    those too, all do.
    """
    cut: list[tuple[list[str], bool]] = []
    start = 0
    text = normalise(text)
    for place, character in enumerate(text):
        if character in _SENTENCE_ENDS:
            cut.append((words(text[start:place]), character == "?"))
            start = place + 1
    cut.append((words(text[start:]), False))
    cut = [(found, marked) for found, marked in cut if found]
    if not any(marked for _, marked in cut):
        cut = [(found, found[0] in _OPENERS) for found, _ in cut]
    if not any(marked for _, marked in cut):
        cut = [(found, True) for found, _ in cut]
    return [Sentence(found, marked) for found, marked in cut]


_OPENERS = frozenset(
    """
    what whats which who where when why how is are am do does did can could should would will was
    were has have any anyone tell explain describe looking help need
    """.split()
)


class QuestionReader:
    """Turns questions into queries with the library's vocabulary and spelling.

    Args:
        knows: tells whether a term is in the index.
        vocabulary: the compiled vocabulary.
        speller: corrects words that nobody knows.
    """

    def __init__(
        self, knows: Callable[[str], bool], vocabulary: Vocabulary, speller: Speller
    ) -> None:
        self._knows = knows
        self._vocabulary = vocabulary
        self._speller = speller

    def read(self, text: str) -> Query:
        """The query of a question."""
        corrections: dict[str, str] = {}
        looked_up: dict[str, QueryTerm] = {}
        elsewhere: list[tuple[str, str]] = []
        said: list[str] = []
        for sentence in _bounded(sentences(text)):
            weight = 1.0 if sentence.asks else STORY_WEIGHT
            typed = [self._corrected(word, corrections) for word in sentence.words]
            said += typed
            stemmed = stems(typed)
            phrases = self._vocabulary.phrases(stemmed)
            elsewhere += _elsewhere(phrases, typed)
            for term in self._terms(typed, stemmed, phrases, weight):
                before = looked_up.get(term.term)
                if before is None or before.weight < term.weight:
                    looked_up[term.term] = term
        home = self._vocabulary.home()
        at_home = not home or any(stem in home for stem in stems(said))
        return Query(tuple(looked_up.values()), corrections, tuple(elsewhere), tuple(said), at_home)

    def _corrected(self, word: str, corrections: dict[str, str]) -> str:
        if word in STOP_WORDS or word in ASKING_WORDS or word in corrections:
            return corrections.get(word, word)
        stem = stems([word])[0]
        if self._knows(stem) or self._vocabulary.opens(stem):
            return word
        correction = self._speller.correct(word)
        if correction is None or correction == word:
            return word
        corrections[word] = correction
        return correction

    def _terms(
        self, typed: Sequence[str], stemmed: Sequence[str], phrases: list[Phrase], weight: float
    ) -> Iterator[QueryTerm]:
        telling = [
            (stem, word)
            for word, stem in zip(typed, stemmed, strict=True)
            if word not in STOP_WORDS and word not in ASKING_WORDS
        ]
        for stem, word in telling:
            yield QueryTerm(stem, weight, word)
        for pair in unique([*pairs([stem for stem, _ in telling]), *pairs(stemmed)]):
            yield QueryTerm(pair, weight, pair, "pair")
        for phrase in phrases:
            said = " ".join(typed[phrase.start : phrase.end])
            for term in phrase.means:
                yield QueryTerm(term, weight * EXPANSION_WEIGHT, said, "expansion")


def _elsewhere(phrases: list[Phrase], typed: Sequence[str]) -> list[tuple[str, str]]:
    return [
        (phrase.elsewhere, " ".join(typed[phrase.start : phrase.end]))
        for phrase in phrases
        if phrase.elsewhere
    ]


def _bounded(found: list[Sentence]) -> list[Sentence]:
    """The asking sentences and the last others, up to ``MAX_WORDS`` words."""
    if sum(len(sentence.words) for sentence in found) <= MAX_WORDS:
        return found
    room = MAX_WORDS
    kept: list[Sentence] = []
    for sentence in sorted(reversed(found), key=lambda one: not one.asks):
        if room <= 0:
            break
        kept.append(sentence._replace(words=sentence.words[:room]))
        room -= len(sentence.words)
    return kept
