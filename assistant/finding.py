"""Finding: the passages that fit a question with how sure the first is, or a section asked for."""

from __future__ import annotations

from .asked import asked_before
from .complaint import complaint
from .confidence import (
    PLAIN,
    WITH_QUESTIONS,
    WITH_SCOPE,
    confidence,
    weigh_evidence,
)
from .followup import FollowUp, only_amount
from .library import Library
from .models import Passage, Section
from .query import Query, carried, typed_terms
from .scope import RECORD as SCOPE
from .scope import scope
from .text import HOW, stems, terms, with_how
from .typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .leaning import Leaning

CANDIDATES = 5  # passages that are looked at for one answer
# A term of the turn before that a follow-up does not repeat is shown with this weight.
LEAN_WEIGHT = 0.35
# A section is asked for as a whole when the question's terms and one of its own agree this much.
SECTION_AGREEMENT = 0.75
# A question that was written for one passage leaves little doubt.
ASKED_BEFORE = 0.97
# A word that names an article asks for the whole of it, where no passage leads by more than this.
MOST_LEAD = 0.15
# A message with so few terms may be a topic and no question, where one of them tells.
MOST_BARE_TERMS = 2
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
    ``sure`` is the chance that the first of them answers; below ``bar`` the honest answer is "not
    covered".
    """

    query: Query
    top: list[tuple[int, float]]
    sure: float
    bar: float

    @property
    def enough(self) -> bool:
        """Whether there is an answer, and sure enough."""
        return bool(self.top) and self.sure >= self.bar


class Finder:
    """Finds passages in one library.

    Args:
        library: the library.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._retriever = library.retriever
        self._leaning: Leaning | None = None
        self._model = WITH_QUESTIONS if library.part("questioned") else PLAIN
        if library.part(SCOPE) is not None:
            self._model = WITH_SCOPE

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
        number = self._passage_meant(query) if alone else None
        if number is None:
            return Found(query, top, sure, self._model.threshold)
        scores = dict(top)
        if number not in scores:
            scores[number] = self._retriever.scores(query).get(number, 0.0)
        first = (number, scores.pop(number))
        found = [first, *scores.items()][:CANDIDATES]
        return Found(query, found, max(sure, ASKED_BEFORE), self._model.threshold)

    def knows(self, query: Query) -> bool:
        """Whether a question was written for a passage or section: then it is surely answered."""
        return self._passage_meant(query) is not None or self.section(query) is not None

    def named(self, found: Found) -> Found:
        """A bare topic ("stretching", "tell me about painkillers") gets the passage that it names.

        What was found well enough without that stays as it is.
        """
        if found.enough or only_amount(found.query.words):
            return found
        named = self._named(found.query, found.top, _SAID_OF_IT)
        return found._replace(top=named, sure=found.bar) if named else found

    def subject(self, found: Found) -> Section | None:
        """The whole article that a bare word names, as in "which painkillers?".

        None where one passage answers much better than the others, or only one of the article's
        passages is near.
        """
        typed = _typed(found.query)
        if len(typed) != 1 or len(found.top) < 2 or not all(map(self._retriever.tells, typed)):
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
        if (
            len(typed) > MOST_BARE_TERMS
            or query.elsewhere
            or not any(map(self._retriever.tells, typed))
        ):
            return []
        if _doubtful(query):
            return []
        for place, (number, _) in enumerate(top):
            passage = self.passage(number)
            if typed.issubset(terms(f"{passage.title} {passage.article_title}")):
                return [top[place], *top[:place], *top[place + 1 :]]
        return []

    def lean(self, found: Found, lean: FollowUp, before: Query, shown: Passage) -> Found:
        """What a message of a chat asks for, with what was talked of in mind.

        Args:
            found: what was found for the message by itself.
            lean: how it leans by its form.
            before: what was looked up in the turn before.
            shown: the passage that was shown then.
        """
        from .belief import BAR
        from .leaning import Leaning, Talk  # a single question needs none of it

        if self._leaning is None:
            self._leaning = Leaning(self._library)
        choice = self._leaning.choose(found.query, lean, Talk(before, shown), found.sure)
        if not choice.top:
            return found._replace(sure=0.0)
        own = found.query.terms
        more = carried(before, {term.term for term in own}, LEAN_WEIGHT)
        joined = found.query._replace(terms=own + more)
        scores = self._retriever.scores(joined)  # what can be explained term by term
        top = [(number, scores.get(number, 0.0)) for number, _ in choice.top]
        return Found(joined, top, choice.sure, BAR)

    def section(self, query: Query) -> Section | None:
        """The section that is asked for as a whole, or that a plain complaint gets, if one is."""
        plain = self._section(self._complaint(query))
        if plain is not None:
            return plain
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

    def _complaint(self, query: Query) -> str | None:
        return None if query.elsewhere else complaint(query.words, self._library.part)

    def _passage_meant(self, query: Query) -> int | None:
        """The number of the passage that a question was written for, or that a complaint gets."""
        number = asked_before(query.words, self._library.part)
        if number is not None:
            return number
        meant = self._complaint(query)
        if meant is None or self._section(meant) is not None:
            return None
        return self._retriever.number(meant)

    def _section(self, key: str | None) -> Section | None:
        return next((one for one in self._library.sections if one.id == key), None)

    def _weight(self, said: set[str]) -> float:
        return sum(map(self._retriever.inverse_document_frequency, said))


def _doubtful(query: Query) -> bool:
    """Whether so short a word was taken for a slip that it may have been another one."""
    return any(len(word) < SHORT for word in query.corrections)


def _typed(query: Query) -> set[str]:
    """The terms that a person typed, with slips mended."""
    return {term.term for term in typed_terms(query)}
