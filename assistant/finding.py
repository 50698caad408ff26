"""Finding: the passages that fit a question with how sure the first is, or a section asked for."""

from __future__ import annotations

from typing import NamedTuple

from .confidence import ALWAYS_ELSEWHERE, PLAIN, WITH_QUESTIONS, confidence, weigh_evidence
from .followup import gives_amount
from .index import inverse_document_frequency
from .library import Library
from .models import Passage, Section
from .query import Query, QueryTerm
from .text import terms

CANDIDATES = 5  # passages that are looked at for one answer
# In a follow-up a term of the turn before counts this much: python tests/evaluate.py --sweep lean
LEAN_WEIGHT = 0.4
# ... and the passage must hold this share of what the follow-up itself says.
LEAN_COVERAGE = 0.5
# Where a follow-up's own words are not covered, it stays this far below the threshold.
_BELOW = 0.9
# A section is asked for as a whole when the question's terms and one of its own agree this much.
SECTION_AGREEMENT = 0.75
# A message of so few words may be a topic and no question.
MOST_BARE_WORDS = 2


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

    @property
    def threshold(self) -> float:
        """Below this chance the honest answer is "not covered"."""
        return self._model.threshold

    def passage(self, number: int) -> Passage:
        """The passage of a number."""
        return self._retriever.passage(number)

    def find(self, query: Query) -> Found:
        """The passages that fit a question best."""
        top = self._retriever.top(query, CANDIDATES)
        return Found(query, top, self._sure(query, top))

    def named(self, found: Found) -> Found:
        """A bare topic ("stretching", "painkillers") gets a passage whose heading names it.

        What was found well enough without that stays as it is.
        """
        query, top, sure = found
        typed = _typed(query)
        if sure >= self.threshold or not typed or query.elsewhere:
            return found
        if len(query.words) > MOST_BARE_WORDS:
            return found
        for place, (number, _) in enumerate(top):
            passage = self.passage(number)
            if typed.issubset(terms(f"{passage.title} {passage.article_title}")):
                return Found(query, [top[place], *top[:place], *top[place + 1 :]], self.threshold)
        return found

    def lean(self, query: Query, before: Query, last: tuple[Passage, ...]) -> Found:
        """A question together with the turn before.

        Its own words must be covered, and where it could not stand alone the answer comes from the
        article that is being talked about.

        Args:
            query: the follow-up.
            before: what was looked up in the turn before.
            last: the passages that were shown then.
        """
        own = {term.term for term in query.terms}
        added = tuple(
            QueryTerm(term.term, term.weight * LEAN_WEIGHT, term.typed, term.via)
            for term in before.terms
            if term.term not in own and term.via in ("typed", "correction")
        )
        joined = query._replace(terms=query.terms + added)
        near = {passage.article for passage in last}
        top = [
            (number, score)
            for number, score in self._retriever.top(joined, len(self._retriever))
            if self.passage(number).article in near
        ][:CANDIDATES]
        if not top or (_typed(query) and not self._covers(query, top)):
            alone = self.find(query)
            return alone._replace(sure=min(alone.sure, self.threshold * _BELOW))
        return Found(joined, top, max(self._sure(joined, top), self.threshold))

    def section(self, query: Query) -> Section | None:
        """The section that is asked for as a whole, if one is."""
        asked = _typed(query)
        best: tuple[float, Section] | None = None
        for key, title, ids, questions in self._library.part("sections") if asked else ():
            for asked_terms in questions:
                both = asked.intersection(asked_terms)
                if 2 * len(both) < len(asked):
                    continue  # too little in common to be worth weighing
                agreement = self._weight(both) / (self._weight(asked.union(asked_terms)) or 1.0)
                if agreement >= SECTION_AGREEMENT and (best is None or agreement > best[0]):
                    best = (agreement, Section(key, title, tuple(ids)))
        return best[1] if best else None

    def _sure(self, query: Query, top: list[tuple[int, float]]) -> float:
        return confidence(weigh_evidence(query, self._retriever, top), self._model)

    def _covers(self, query: Query, top: list[tuple[int, float]]) -> bool:
        """Whether the best passage holds enough of what a follow-up itself says."""
        if any(kind in ALWAYS_ELSEWHERE for kind, _ in query.elsewhere):
            return False
        if not gives_amount(query.words, self.passage(top[0][0]).text):
            return False
        return weigh_evidence(query, self._retriever, top).coverage >= LEAN_COVERAGE

    def _weight(self, said: set[str]) -> float:
        total = 0.0
        for term in said:
            postings = self._retriever.postings(term)
            holders = len(postings.numbers) if postings else 0
            total += inverse_document_frequency(len(self._retriever), holders)
        return total


def _typed(query: Query) -> set[str]:
    """The terms that a person typed, with slips mended."""
    return {term.term for term in query.terms if term.via in ("typed", "correction")}
