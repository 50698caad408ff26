"""Leaning: which passage a message in a chat asks for, with what was talked of in mind.

What draws each passage that comes into question is measured here; ``assistant.belief`` weighs it.
"""

from __future__ import annotations

from collections.abc import Sequence

from .aspects import asked_aspects
from .belief import BAR, WEIGHTS, Draw, Signs, believed, chance, form_of, log_odds
from .confidence import weigh_evidence
from .followup import FollowUp, gives_amount, only_amount
from .library import Library
from .models import Passage
from .query import Query, carried, typed_terms
from .scope import scope
from .text import terms
from .typed import NamedTuple

# Passages that are weighed: so many by the message's own words, so many by these and those of the
# turn before, and all of the article at hand.
BY_OWN, BY_BOTH = 12, 8
BEFORE_WEIGHT = 0.6
CROWD = 25  # passages of an article that is as large as any
KEPT = 5
_DENIALS = ("no", "not")


class Talk(NamedTuple):
    """What a message leans on: what was looked up in the turn before, and the passage shown."""

    before: Query
    shown: Passage


class Choice(NamedTuple):
    """Passages by number, best first, with the model's belief in each.

    ``sure`` is the chance that the first answers.
    """

    top: list[tuple[int, float]]
    sure: float


class Leaning:
    """Chooses passages for the messages of chats on one library.

    Args:
        library: the library.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._retriever = library.retriever
        self._articles: dict[str, list[int]] = {}

    def choose(
        self,
        query: Query,
        lean: FollowUp,
        talk: Talk,
        sure: float,
    ) -> Choice:
        """The passages that a message most likely asks for.

        Args:
            query: the message.
            lean: how it leans by its form.
            talk: what it may lean on.
            sure: the chance that what was found without the chat answers.

        Returns:
            The choice; empty where nothing is drawn.
        """
        numbers, draws = self.draws(query, talk)
        if not numbers:
            return Choice([], 0.0)
        beliefs = believed(draws, WEIGHTS[form_of(lean)])
        order = sorted(zip(numbers, beliefs, strict=True), key=lambda one: (-one[1], one[0]))
        order = [one for one in order if self.gives(one[0], query.words, talk.shown)]
        if not order:
            return Choice([], 0.0)
        right = chance(self.signs(query, lean, talk, order[0], sure))
        if not typed_terms(query):  # "why?" names nothing that may be uncovered
            right = max(right, BAR)
        if right < BAR and only_amount(query.words):
            # Where nothing else answers "how often?", what was shown may say it itself.
            shown = [one for one in order if self._is_shown(one[0], talk)]
            order, right = (shown, BAR) if shown else (order, right)
        return Choice(order[:KEPT], right)

    def draws(self, query: Query, talk: Talk) -> tuple[list[int], list[Draw]]:
        """What draws each passage that comes into question; their numbers, ascending."""
        retriever = self._retriever
        # "Why not?" is about no passage that says "not".
        told = query._replace(terms=tuple(one for one in query.terms if one.term not in _DENIALS))
        typed = {term.term for term in typed_terms(told)}
        own = retriever.scores(told)
        both = retriever.scores(
            told._replace(terms=told.terms + carried(talk.before, typed, BEFORE_WEIGHT))
        )
        article = set(self._numbers(talk.shown.article))
        numbers = sorted({*_best(own, BY_OWN), *_best(both, BY_BOTH), *article})
        most, most_both = (max(scores.values(), default=0.0) or 1.0 for scores in (own, both))
        body, asked = (self._shares(typed, field) for field in ("body", "questions"))
        subject = set(filter(retriever.tells, _heading(talk.shown)))
        named, named_asked = (self._shares(subject, field) for field in ("heading", "questions"))
        aspect = asked_aspects(query.words, self._library.part)
        shown = retriever.number(talk.shown.id)
        draws = [
            Draw(
                own=own.get(number, 0.0) / most,
                together=both.get(number, 0.0) / most_both,
                article=float(number in article),
                shown=float(number == shown),
                body=body.get(number, 0.0),
                asked=asked.get(number, 0.0),
                subject=0.0 if number in article else named.get(number, 0.0),
                subject_asked=0.0 if number in article else named_asked.get(number, 0.0),
                aspect=aspect.get(number, 0.0),
                crowd=min(1.0, len(self._numbers(retriever.passage(number).article)) / CROWD),
            )
            for number in numbers
        ]
        return numbers, draws

    def signs(
        self,
        query: Query,
        lean: FollowUp,
        talk: Talk,
        first: tuple[int, float],
        sure: float,
    ) -> Signs:
        """What tells whether a choice is right; arguments as for ``choose``."""
        number, belief = first
        passage = self._retriever.passage(number)
        sounds = scope(query.words, self._library.part)
        score = self._retriever.scores(query).get(number, 0.0)
        evidence = weigh_evidence(query, self._retriever, [(number, score)], sounds)
        return Signs(
            chance=belief,
            alone=log_odds(sure),
            article=float(passage.article == talk.shown.article),
            points=float(lean.kind == "lean" and not lean.short),
            bare=float(lean.bare),
            short=float(lean.short),
            elsewhere=evidence.elsewhere,
            strayed=evidence.strayed,
            home=evidence.home,
            scope=evidence.scope,
            wordless=float(not typed_terms(query)),
        )

    def _is_shown(self, number: int, talk: Talk) -> bool:
        return self._retriever.passage(number).id == talk.shown.id

    def _numbers(self, article: str) -> list[int]:
        """The numbers of an article's passages."""
        found = self._articles.get(article)
        if found is None:
            entries = (entry for entry in self._library.articles if entry.id == article)
            keys = [key for entry in entries for key, _ in entry.passages]
            found = self._articles[article] = [self._retriever.number(key) for key in keys]
        return found

    def _shares(self, said: set[str], field: str) -> dict[int, float]:
        """For each passage the share of some terms that a field of it holds, by their weight."""
        weights = {term: self._retriever.inverse_document_frequency(term) for term in said}
        total = sum(weights.values()) or 1.0
        found: dict[int, float] = {}
        for term, weight in weights.items():
            for number in self._retriever.holders(term, field):
                found[number] = found.get(number, 0.0) + weight / total
        return found

    def gives(self, number: int, asked: Sequence[str], shown: Passage) -> bool:
        """Whether a passage gives the amount that is asked for; True where none is.

        "How often?" by itself asks of what was shown, and of nothing that stands elsewhere.
        """
        if "how" not in asked:
            return True
        passage = self._retriever.passage(number)
        if only_amount(asked) and _place(passage) != _place(shown):
            return False
        return gives_amount(asked, passage.text)


def _best(scores: dict[int, float], k: int) -> list[int]:
    return sorted(scores, key=lambda number: (-scores[number], number))[:k]


def _place(passage: Passage) -> tuple[str, ...]:
    """Where a passage stands: its article, and its section there."""
    return (passage.article, *passage.heading_path[:-1])


def _heading(passage: Passage) -> set[str]:
    return set(terms(f"{passage.title} {passage.article_title}"))
