"""Finding: the passages that fit a question with how sure the first is, or a section asked for."""

from __future__ import annotations

from .asked import asked_before
from .confidence import (
    ALWAYS_ELSEWHERE,
    PLAIN,
    WITH_QUESTIONS,
    WITH_SCOPE,
    confidence,
    weigh_evidence,
)
from .followup import gives_amount, only_amount
from .index import inverse_document_frequency
from .library import Library
from .models import Passage, Section
from .query import Query, QueryTerm
from .scope import RECORD as SCOPE
from .scope import scope
from .text import HOW, stems, terms, with_how
from .typed import NamedTuple

CANDIDATES = 5  # passages that are looked at for one answer
# In a follow-up a term of the turn before counts this much. This number and
# the next ones: the share of right turns in the dialogs of tests/data (python tests/evaluate.py).
LEAN_WEIGHT = 0.35
# The passage that was shown before is this part of the best score ahead: people mostly go on about
# the same thing.
STAY = 0.15
STAY_WHERE_SAID = 0.5  # ... and this part where it speaks of all that the follow-up asks
# ... and the passage must hold this share of what the follow-up itself says.
LEAN_COVERAGE = 0.3
# A passage of another article counts this much of its score, unless its title names what was talked
# of: people mostly stay with a subject.
FAR = 0.3
# Where a follow-up's own words are not covered, it stays this far below the threshold.
_BELOW = 0.9
# A section is asked for as a whole when the question's terms and one of its own agree this much.
SECTION_AGREEMENT = 0.75
# A question that was written for one passage leaves little doubt.
ASKED_BEFORE = 0.97
# A word that names an article asks for the whole of it, where no passage leads by more than this.
MOST_LEAD = 0.15
# A message with so few terms may be a topic and no question.
MOST_BARE_TERMS = 2
COMMON = 3  # ... unless it is in one passage of so few
SHORT = 5  # letters
# What is said of a topic and names none: "hills make it worse", "is running any good for my back?"
_SAID_OF_IT = frozenset(
    stems(
        """
        back pain hurt ache sore bad good worse better best safe ok fine right wrong make cause
        help go do try start stop feel seem keep
        """.split()
    )
)


class Found(NamedTuple):
    """What a search found.

    ``query`` is what was looked up; ``top`` are numbers and scores of passages, best first;
    ``sure`` is the chance that the first of them answers.
    """

    query: Query
    top: list[tuple[int, float]]
    sure: float


class Finder:
    """Finds passages in one library.

    Args:
        library: the library.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._retriever = library.retriever
        self._model = WITH_QUESTIONS if library.part("questioned") else PLAIN
        if library.part(SCOPE) is not None:
            self._model = WITH_SCOPE

    @property
    def threshold(self) -> float:
        """Below this chance the honest answer is "not covered"."""
        return self._model.threshold

    def passage(self, number: int) -> Passage:
        """The passage of a number."""
        return self._retriever.passage(number)

    def find(self, query: Query, alone: bool = True) -> Found:
        """The passages that fit a question best.

        Args:
            query: the question.
            alone: whether it stands by itself; "is it serious?" in a chat does not.
        """
        top = self._retriever.top(query, CANDIDATES)
        sure = self._sure(query, top)
        number = asked_before(query.words, self._library.part) if alone else None
        if number is None:
            return Found(query, top, sure)
        scores = dict(top)
        if number not in scores:
            scores[number] = self._retriever.scores(query).get(number, 0.0)
        first = (number, scores.pop(number))
        return Found(query, [first, *scores.items()][:CANDIDATES], max(sure, ASKED_BEFORE))

    def named(self, found: Found) -> Found:
        """A bare topic ("stretching", "tell me about painkillers") gets the passage that it names.

        What was found well enough without that stays as it is.
        """
        if found.sure >= self.threshold or only_amount(found.query.words):
            return found
        named = self._named(found.query, found.top, _SAID_OF_IT)
        return Found(found.query, named, self.threshold) if named else found

    def subject(self, found: Found) -> Section | None:
        """The whole article that a bare word names, as in "which painkillers?".

        None where one passage answers much better than the others, or only one of the article's
        passages is near.
        """
        typed = _typed(found.query)
        if len(typed) != 1 or len(found.top) < 2 or not all(map(self._tells, typed)):
            return None
        if _doubtful(found.query):
            return None
        (_, best), (_, second) = found.top[:2]
        if not 0 <= best - second <= MOST_LEAD * best:
            return None
        near = [self.passage(one) for one, score in found.top if score >= (1 - MOST_LEAD) * best]
        named = [one.article for one in near if typed.issubset(terms(one.article_title))]
        return next((self.article(key) for key in named if named.count(key) > 1), None)

    def article(self, key: str) -> Section | None:
        """An article as one section, or None where there is none of that id."""
        for entry in self._library.articles:
            if entry.id == key:
                return Section(key, entry.title, tuple(one for one, _ in entry.passages))
        return None

    def _named(
        self, query: Query, top: list[tuple[int, float]], small: frozenset[str] = frozenset()
    ) -> list[tuple[int, float]]:
        """The passages with the first one ahead whose heading holds all of a short question.

        Its small terms do not count.
        """
        typed = _typed(query) - small
        if len(typed) > MOST_BARE_TERMS or query.elsewhere or not any(map(self._tells, typed)):
            return []
        if _doubtful(query):
            return []
        for place, (number, _) in enumerate(top):
            passage = self.passage(number)
            if typed.issubset(terms(f"{passage.title} {passage.article_title}")):
                return [top[place], *top[:place], *top[place + 1 :]]
        return []

    def _tells(self, term: str) -> bool:
        """Whether a term tells passages apart; "back" and "walk" are in many of them."""
        holders = self._retriever.holders(term, "body")
        return 0 < holders * COMMON < len(self._retriever)

    def lean(self, query: Query, before: Query, last: tuple[Passage, ...]) -> Found:
        """A question together with the turn before.

        Its own words must be covered, and the article that is being talked about goes first.

        Args:
            query: the follow-up.
            before: what was looked up in the turn before.
            last: the passages that were shown then.
        """
        amount = only_amount(query.words)
        # "How often?" asks about what was shown first, not about what stood below it.
        near = {_place(passage, amount) for passage in (last[:1] if amount else last)}
        asked = _typed(query)
        own = self._retriever.scores(query) if asked else {}  # "how often?" names nothing new
        context = self._retriever.scores(before._replace(terms=typed_terms(before)))
        said = bool(last) and self._says(last[0], asked)
        share = STAY_WHERE_SAID if said else STAY
        stay = share * max(own.values(), default=1.0)
        totals = {
            number: own.get(number, 0.0) + LEAN_WEIGHT * context.get(number, 0.0)
            for number in own.keys() | context.keys()
        }
        subject = set() if amount else self._subject(before, last)
        for number in [*totals]:
            passage = self.passage(number)
            if _place(passage, amount) in near:
                continue
            if not subject or subject.isdisjoint(terms(passage.title)):
                if asked:
                    totals[number] *= FAR
                else:
                    del totals[number]
        if last and (first := self._retriever.number(last[0].id)) in totals:
            totals[first] += stay
        top = sorted(totals.items(), key=lambda item: (-item[1], item[0]))[:CANDIDATES]
        if not top or not self._covers(query, top):
            alone = self.find(query)
            return alone._replace(sure=min(alone.sure, self.threshold * _BELOW))
        if not said:  # "and my feet?" goes on to the passage that is named so
            top = self._named(query, top) or top
        joined = query._replace(terms=query.terms + _added(query, before))
        sure = max(self._sure(joined, top), self.threshold)
        scores = self._retriever.scores(joined)  # what can be explained term by term
        return Found(joined, [(number, scores.get(number, 0.0)) for number, _ in top], sure)

    def _subject(self, before: Query, last: tuple[Passage, ...]) -> set[str]:
        """What was talked of: the terms of the turn before that head the passage shown then."""
        heading = terms(f"{last[0].title} {last[0].article_title}") if last else []
        return {term for term in _typed(before).intersection(heading) if self._tells(term)}

    def _says(self, passage: Passage, asked: set[str]) -> bool:
        """Whether a passage itself speaks of all that is asked; of nothing, it always does."""
        return asked.issubset(terms(f"{passage.title} {passage.text}"))

    def section(self, query: Query) -> Section | None:
        """The section that is asked for as a whole, if one is."""
        asked = set(with_how([*_typed(query)], query.words))
        best: tuple[float, Section] | None = None
        for key, title, ids, questions in self._library.part("sections") if asked else ():
            for asked_terms in questions:
                if HOW in asked.symmetric_difference(asked_terms):
                    continue
                both = asked.intersection(asked_terms) - {HOW}
                if 2 * len(both) < len(asked):
                    continue  # too little in common to be worth weighing
                either = asked.union(asked_terms) - {HOW}
                agreement = self._weight(both) / (self._weight(either) or 1.0)
                if agreement >= SECTION_AGREEMENT and (best is None or agreement > best[0]):
                    best = (agreement, Section(key, title, tuple(ids)))
        return best[1] if best else None

    def _sure(self, query: Query, top: list[tuple[int, float]]) -> float:
        sounds = scope(query.words, self._library.part)
        return confidence(weigh_evidence(query, self._retriever, top, sounds), self._model)

    def _covers(self, query: Query, top: list[tuple[int, float]]) -> bool:
        """Whether the best passage holds enough of what a follow-up itself says."""
        if any(not query.home or kind in ALWAYS_ELSEWHERE for kind, _ in query.elsewhere):
            return False
        if not gives_amount(query.words, self.passage(top[0][0]).text):
            return False
        if not _typed(query):
            return True
        return weigh_evidence(query, self._retriever, top).coverage >= LEAN_COVERAGE

    def _weight(self, said: set[str]) -> float:
        total = 0.0
        for term in said:
            postings = self._retriever.postings(term)
            holders = len(postings.numbers) if postings else 0
            total += inverse_document_frequency(len(self._retriever), holders)
        return total


def _place(passage: Passage, narrow: bool) -> tuple[str, ...]:
    """Where a passage stands: its article, or, more narrowly, its section there."""
    return (passage.article, *passage.heading_path[:-1]) if narrow else (passage.article,)


def _doubtful(query: Query) -> bool:
    """Whether so short a word was taken for a slip that it may have been another one."""
    return any(len(word) < SHORT for word in query.corrections)


def typed_terms(query: Query) -> tuple[QueryTerm, ...]:
    """The terms that a person typed, with slips mended, without pairs and expansions."""
    return tuple(term for term in query.terms if term.via in ("typed", "correction"))


def _added(query: Query, before: Query) -> tuple[QueryTerm, ...]:
    """The terms of the turn before that a follow-up does not repeat, at their lower weight."""
    own = {term.term for term in query.terms}
    return tuple(
        term._replace(weight=term.weight * LEAN_WEIGHT)
        for term in typed_terms(before)
        if term.term not in own
    )


def _typed(query: Query) -> set[str]:
    """The terms that a person typed, with slips mended."""
    return {term.term for term in typed_terms(query)}
