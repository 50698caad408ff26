"""A question as weighted terms: what is looked up, how much each counts, and why it is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set

from .correction import Speller
from .text import (
    ASKING_WORDS,
    IN_HASTE,
    STOP_WORDS,
    normalise,
    pairs,
    query_terms,
    stems,
    unique,
    words,
)
from .typed import NamedTuple
from .vocabulary import Phrase, Vocabulary

# Each weight below: python tests/evaluate.py --sweep
EXPANSION_WEIGHT = 0.2  # a word that a phrase stands for counts less than a word that was typed
STORY_WEIGHT = 0.5  # a word of the story around the question, against one of the question itself
# Retrieval reads this much of a message, about 750 words: what asks first, then what stands last.
# (Danger signs are looked for in all of it.)
MAX_CHARACTERS = 4_000
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


def typed_terms(query: Query) -> tuple[QueryTerm, ...]:
    """The terms that a person typed, with slips mended, without pairs and expansions."""
    return tuple(term for term in query.terms if term.via in ("typed", "correction"))


def carried(before: Query, said: Set[str], weight: float) -> tuple[QueryTerm, ...]:
    """The typed terms of the turn before that a message does not say again, at a lower weight."""
    return tuple(
        term._replace(weight=term.weight * weight)
        for term in typed_terms(before)
        if term.term not in said
    )


def plain_query(text: str) -> Query:
    """The question as typed: its terms and the pairs of neighbours, nothing added.

    A term typed twice counts twice, as it does in rank_bm25.
    """
    typed = query_terms(text)
    looked_up = [QueryTerm(term, 1.0, term) for term in typed]
    looked_up += [QueryTerm(pair, 1.0, pair, "pair") for pair in pairs(typed)]
    return Query(tuple(looked_up), {})


class Sentence(NamedTuple):
    """A sentence's words; ``asks`` tells whether it is the one that holds the question.

    What a person rules out ("no fever, no numbness, just sore") is left out of the words: no
    passage about it would help.
    """

    words: list[str]
    asks: bool


def sentences(text: str) -> list[Sentence]:
    """Cut a message into sentences and find the one that asks.

    The sentences with a question mark ask; without any, those that open like a question; without
    those too, all do.
    """
    text = normalise(text)
    cut: list[tuple[list[str], bool]] = []
    start = 0
    for place, character in enumerate(text):
        if character in _SENTENCE_ENDS:
            cut.append((_affirmed(text[start:place]), character == "?"))
            start = place + 1
    cut.append((_affirmed(text[start:]), False))
    kept = [(found, marked) for found, marked in cut if found] or [(words(text), True)]
    if not any(marked for _, marked in kept):
        kept = [(found, found[:1] != [] and found[0] in _OPENERS) for found, _ in kept]
    if not any(marked for _, marked in kept):
        kept = [(found, True) for found, _ in kept]
    return [Sentence(found, marked) for found, marked in kept if found]


def _affirmed(text: str) -> list[str]:
    """The words of a sentence without the short clauses that rule something out."""
    found: list[str] = []
    for clause in text.split(","):
        said = [IN_HASTE.get(word, word) for word in words(clause)]
        if said[:1] and said[0] in _DENIALS and len(said) <= _LONGEST_DENIAL:
            continue
        found += said
    return found


_DENIALS = frozenset("no never without havent hasnt".split())
_LONGEST_DENIAL = 8  # words: "no bladder trouble and no weakness in my legs"
_OPENERS = frozenset(
    """
    what whats which who where when why how is are am do does did can could should would will was
    were has have any anyone tell explain describe looking help need
    """.split()
)


_POINTERS = frozenset("it its that thats this they them those these".split())


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
        home = self._vocabulary.home()
        at_home = False
        for sentence in self._asking(_bounded(sentences(text))):
            weight = 1.0 if sentence.asks else STORY_WEIGHT
            mended = [self._corrected(word, corrections) for word in sentence.words]
            typed = " ".join(mended).split()  # two words may have been typed as one
            said += typed
            stemmed = stems(typed)
            phrases = self._vocabulary.phrases(stemmed)
            elsewhere += _elsewhere(phrases, typed)
            at_home = at_home or _names_home(stemmed, phrases, home)
            for term in self._terms(typed, stemmed, phrases, weight):
                before = looked_up.get(term.term)
                if before is None or before.weight < term.weight:
                    looked_up[term.term] = term
        at_home = at_home or not home
        return Query(tuple(looked_up.values()), corrections, tuple(elsewhere), tuple(said), at_home)

    def _asking(self, found: list[Sentence]) -> list[Sentence]:
        """Where the asking sentence only points at the story ("is that bad?"), all of them ask."""
        if any(sentence.asks and self._tells(sentence) for sentence in found):
            return found
        return [sentence._replace(asks=True) for sentence in found]

    def _tells(self, sentence: Sentence) -> bool:
        telling = [word for word in sentence.words if word not in STOP_WORDS]
        known = [*filter(self._knows, stems([w for w in telling if w not in ASKING_WORDS]))]
        points = any(word in _POINTERS for word in sentence.words)
        return len(known) > 1 or (len(known) == 1 and not points)

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


def _names_home(stemmed: Sequence[str], phrases: list[Phrase], home: Sequence[str]) -> bool:
    """Whether a word is about backs; inside a phrase such as "my money back" none is."""
    away = {
        place for phrase in phrases if phrase.elsewhere for place in range(phrase.start, phrase.end)
    }
    return any(stem in home and place not in away for place, stem in enumerate(stemmed))


def _elsewhere(phrases: list[Phrase], typed: Sequence[str]) -> list[tuple[str, str]]:
    return [
        (phrase.elsewhere, " ".join(typed[phrase.start : phrase.end]))
        for phrase in phrases
        if phrase.elsewhere
    ]


def _bounded(found: list[Sentence]) -> list[Sentence]:
    """The asking sentences and the last others, in order, up to ``MAX_CHARACTERS``."""
    if sum(_size(sentence.words) for sentence in found) <= MAX_CHARACTERS:
        return found
    room = MAX_CHARACTERS
    kept: dict[int, Sentence] = {}
    for place in sorted(range(len(found)), key=lambda place: (not found[place].asks, -place)):
        words_kept = []
        for word in found[place].words:
            room -= len(word) + 1
            if room < 0:
                break
            words_kept.append(word)
        if words_kept:
            kept[place] = found[place]._replace(words=words_kept)
        if room <= 0:
            break
    return [kept[place] for place in sorted(kept)]


def _size(found: Sequence[str]) -> int:
    return sum(map(len, found)) + len(found)
