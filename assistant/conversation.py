"""Conversation: one question through all the steps, with the turns before it in mind.

question -> triage -> follow-up resolution -> retriever -> responder -> Answer
"""

from __future__ import annotations

from collections.abc import Sequence

from .alarms import Alarms, MakeCard, Watch
from .finding import Found
from .followup import FollowUp, asks, follow_up, only_amount, yes_or_no
from .models import Answer, Block, Contribution, Hit, Passage, Section, Urgency
from .query import Query, typed_terms
from .smalltalk import (
    CHANCE,
    CHANCE_BEFORE_AN_ANSWER,
    CHANCE_ELSEWHERE,
    likely_small_talk,
    small_talk,
    without_talk,
)
from .text import words
from .triage import REPLACING, Verdict
from .typed import TYPE_CHECKING

if TYPE_CHECKING:
    from .assistant import Assistant

# A message that looks like a follow-up but is answered this surely by itself stands alone.
STANDS_ALONE = 0.9
# An answer less sure than this gives way to what is all but certainly small talk.
GIVES_WAY = 0.95
# With less than this chance, and no word about backs, a question is about something else, and so
# are a few words in a chat.
STRANGE = 0.1
# A passage found with less than this chance gives way to what is likely small talk.
DOUBTFUL = 0.6
# Asking for a whole section in nearly its own words leaves little doubt.
SECTION_SURE = 0.9
# Small talk that says something: a question is none of these.
_SAYING = ("thanks", "goodbye", "acknowledge", "insult")


class Conversation:
    """A chat: like ``Assistant.ask``, but a turn may lean on the one before.

    It remembers an open emergency, or an urgent call to be made, until the person says that it is
    settled, and a crisis to the end: once the person is safe, the line of help stays above the
    answers.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._responder = assistant.responder
        self._library = assistant.library
        self._query = Query((), {})
        self._last: Answer | None = None
        self._basis: Answer | None = None  # what "the second one" counts in: no pick changes it
        self._alarms = Alarms()
        self._safety: str | None = None
        self._about_backs = False
        self._watch = Watch()
        self._picked = False  # whether the last message chose from a list

    @property
    def last(self) -> Answer | None:
        """The answer before, or None at the start."""
        return self._last

    def ask(self, message: str) -> Answer:
        """Answer the next message of the chat.

        Raises:
            TypeError: the message is no text.
        """
        if not isinstance(message, str):
            raise TypeError(f"a question is a text (str), not {type(message).__name__}")
        basis = self._basis
        answer = self._answer(message)
        if answer.kind != "small_talk":
            self._last = answer
            self._basis = basis if self._picked else answer
        if answer.kind in ("answer", "overview"):
            self._about_backs = True
        return answer

    @property
    def alarm(self) -> Urgency | None:
        """The emergency or crisis that is not settled, or None."""
        return self._alarms.open.urgency if self._alarms.open else None

    @property
    def call(self) -> Urgency | None:
        """The urgent call that is still to be made, or a crisis that is over; or None."""
        return self._alarms.call.urgency if self._alarms.call else None

    @property
    def assistant(self) -> Assistant:
        """The assistant that answers, with the region in use."""
        return self._assistant

    def remind(self, message: str) -> Answer:
        """The card of the open alarm, in place of what can wait."""
        assert self._alarms.open is not None
        self._last = self._while_open(message, self._alarms.open.urgency)
        return self._last

    def show(self, passage_id: str) -> Answer:
        """The passage of an id as the next turn: what choosing from a list does.

        Raises:
            UnknownPassageError: no passage has that id.
        """
        passage = self._assistant.retriever.find(passage_id)
        self._safety = None
        if self._alarms.open is not None:
            return self.remind(passage.title)
        self._last = self._with_reminder(self._show(passage.title, passage))
        self._about_backs = True
        return self._last

    def explain(self) -> list[Contribution]:
        """Term by term, the score of the last answer's first passage.

        Returns:
            Contributions, largest first; [] where the passage was not found by its words.
        """
        last = self._last
        if last is None or not last.scores or not last.scores[0]:
            return []
        return self._assistant.retriever.explain(self._query, last.passages[0].id)

    def use_region(self, region: str) -> None:
        """Show the numbers of another region from now on; "" shows none."""
        self._assistant = self._assistant.in_region(region)
        self._responder = self._assistant.responder
        self._alarms.renew(self._assistant.cards)

    # -- danger ---------------------------------------------------------------------------------

    def _answer(self, message: str) -> Answer:
        self._picked = False
        verdict = self._watch.check(self._assistant.triage, message, self._about_backs)
        pending, self._safety = self._safety, None
        if verdict.level in REPLACING:
            return self._alarm(message, lambda cards: cards.urgency(verdict), verdict.flags[1:])
        if pending and (said := yes_or_no(message)) is not None:
            return self._after_safety_question(message, pending, said)
        level = self._alarms.settle(message, self._library.words("settled"))
        if level is not None:
            reply = str(self._library.words("settled_reply")[level])
            return self._responder.say(message, self._assistant.cards.fill(reply))
        if self._alarms.open is not None:
            return self._while_open(message, self._alarms.open.urgency)
        if self.call is not None and self._asks_of_call(message, self.call):
            return self._responder.say(message, self._responder.reminder(self.call))
        return self._with_reminder(self._calm(message, verdict))

    def _with_reminder(self, answer: Answer) -> Answer:
        """An answer below a line on what is still to be done, if something is."""
        if self.call is None or answer.kind == "small_talk":
            return answer
        return self._responder.with_reminder(answer, self.call)

    def _asks_of_call(self, message: str, call: Urgency) -> bool:
        """Whether a message says yes or no to the card of an urgent call, or asks what to do."""
        if call.level != "urgent" or self._last is None or self._last.kind != "urgent":
            return False
        if yes_or_no(message) is not None:
            return True
        said = small_talk(message, self._library.part("smalltalk"))
        return follow_up(message).bare and said not in _SAYING

    def _alarm(self, message: str, card: MakeCard, also: Sequence[str] = ()) -> Answer:
        urgency = card(self._assistant.cards)
        assert urgency is not None
        self._alarms.add(urgency, card)
        return self._responder.urgent(message, urgency, self._assistant.cards.names(also))

    def _after_safety_question(self, message: str, pending: str, said: bool) -> Answer:
        urgency = self._assistant.cards.after_yes(pending) if said else None
        if urgency is not None and urgency.level in REPLACING:
            return self._alarm(message, lambda cards: cards.after_yes(pending))
        if urgency is not None:
            return self._responder.urgent(message, urgency)
        return self._responder.say(message, self._assistant.cards.after_no())

    def _while_open(self, message: str, urgency: Urgency) -> Answer:
        """The action line stays on top; nothing that is said sweeps it away but "it is settled"."""
        reminder = self._library.words("reminder")[urgency.level]
        lines = [urgency.advice.split("\n")[0], self._assistant.cards.fill(str(reminder))]
        return self._responder.urgent(message, urgency._replace(advice="\n".join(lines)))

    # -- ordinary questions ---------------------------------------------------------------------

    def _calm(self, message: str, verdict: Verdict) -> Answer:
        before, urgency = self._soon(verdict)
        if verdict.distress or verdict.care:
            text = str(self._library.words("distress" if verdict.distress else "care"))
            before = [Block("body", self._assistant.cards.fill(text)), *before]
        if verdict.about_signs:
            overview = self._signs(message, verdict.about_signs, before)
            if overview is not None:
                return overview._replace(urgency=urgency)
        table = self._library.part("smalltalk")
        asked = without_talk(message, table)
        lean = follow_up(asked) if self._last is not None else FollowUp("")
        if lean.kind == "pick" and (picked := self._pick(message, lean.place)) is not None:
            return picked
        kind = small_talk(message, table)
        if lean.kind and asks(message) and kind in _SAYING:
            kind = None  # "does that go away?" is about what was shown
        if lean.kind and kind == "abilities" and asks(message) and "you" not in words(message):
            kind = None  # "how do I start?" too
        if kind is not None and urgency is None and not verdict.foreign:
            return self._responder.small_talk(message, kind, before)
        if lean.kind == "more" and (more := self._more(message)) is not None:
            return more
        answer = self._search(asked, lean, before, verdict)._replace(question=message)
        return self._with_safety(answer, verdict, urgency)

    def _soon(self, verdict: Verdict) -> tuple[list[Block], Urgency | None]:
        urgency = self._assistant.cards.urgency(verdict)
        return (self._responder.card(urgency) if urgency else []), urgency

    def _with_safety(self, answer: Answer, verdict: Verdict, urgency: Urgency | None) -> Answer:
        if urgency is not None:
            if answer.kind == "not_covered":  # no passage to answer with: the card answers
                return self._responder.urgent(answer.question, urgency)
            return answer._replace(urgency=urgency)
        if verdict.safety_question is None or answer.kind not in ("answer", "overview"):
            return answer
        self._safety = verdict.safety_question
        text = self._assistant.cards.question(verdict.safety_question)
        return self._responder.with_question(answer, text)

    def _signs(self, message: str, group: str, before: list[Block]) -> Answer | None:
        """The danger signs as information, for someone who asks about them."""
        wanted = group if group == "cauda-equina" else "danger-signs"
        section = self._assistant.finder.article(wanted)
        if section is None:
            return None
        return self._responder.overview(message, section, None, before, label="danger_section")

    # -- follow-ups -----------------------------------------------------------------------------

    def _pick(self, message: str, place: int) -> Answer | None:
        if self._last is None or self._basis is None:
            return None
        from .picking import picked

        key = picked(message, place, self._last, self._basis, self._assistant)
        if key is None:
            return None
        self._picked = True
        return self._show(message, self._assistant.retriever.find(key))

    def _show(self, message: str, passage: Passage) -> Answer:
        self._query = self._assistant.read(passage.title)
        return self._responder.answer(message, [Hit(passage, 0.0)], Query((), {}), 1.0)

    def _more(self, message: str) -> Answer | None:
        last = self._last
        if last is None or not last.passages:
            return None
        first = last.passages[0]
        others = [self._assistant.retriever.find(key) for key in last.related]
        if not others:
            return self._show(message, first)
        return self._responder.more(message, first, others)

    # -- retrieval ------------------------------------------------------------------------------

    def _search(
        self, message: str, lean: FollowUp, before: list[Block], verdict: Verdict
    ) -> Answer:
        finder = self._assistant.finder
        query = self._assistant.read(message)
        found = finder.find(query, alone=not lean.kind)
        section = finder.section(query) or (finder.subject(found) if not lean.kind else None)
        if section is not None and not (lean.kind and self._is_elsewhere(section)):
            self._query = query
            scores = self._assistant.retriever.scores(query)
            return self._responder.overview(message, section, SECTION_SURE, before, scores)
        amount = only_amount(query.words)
        shown = self._last.passages[:1] if self._last and self._query.terms else ()
        # "What is on tv" is short, and names something else.
        strange = lean.short and found.sure < STRANGE and len(typed_terms(query)) > 1
        if shown and not strange and (lean.bare or found.sure < STANDS_ALONE):
            leaned = finder.lean(found, lean, self._query, *shown)
            named = finder.named(found)  # "chiropractor?" says enough by itself
            found = leaned if leaned.enough or amount or not named.enough else named
        named = finder.named(found)
        if found.sure < GIVES_WAY and not (amount or before or verdict.foreign):
            chance = CHANCE_ELSEWHERE if query.elsewhere or named is not found else CHANCE
            if found.enough:
                doubtful = found.sure < DOUBTFUL
                chance = CHANCE_ELSEWHERE if doubtful else CHANCE_BEFORE_AN_ANSWER
            kind = self._aside(message, lean, chance)
            if kind is not None:
                return self._responder.small_talk(message, kind)
        found = named
        if not found.enough:
            return self._refuse(message, found, before, verdict, lean)
        self._query = found.query
        hits = [Hit(finder.passage(number), score) for number, score in found.top]
        again = bool(lean.kind) and self._is_shown(hits[0].passage)
        return self._responder.answer(message, hits, found.query, found.sure, before, again)

    def _is_elsewhere(self, section: Section) -> bool:
        """Whether something else was talked of than the article of a section."""
        last = self._last.passages[:1] if self._last else ()
        article = self._assistant.retriever.find(section.passages[0]).article
        return any(passage.article != article for passage in last)

    def _is_shown(self, passage: Passage) -> bool:
        """Whether a passage is what the turn before showed."""
        return self._last is not None and self._last.passages[:1] == (passage,)

    def _aside(self, message: str, lean: FollowUp, chance: float) -> str | None:
        """The kind of small talk that a message most likely is, in words that nobody foresaw."""
        if lean.kind and asks(message):
            return None
        return likely_small_talk(message, self._library.part, chance)

    def _refuse(
        self,
        message: str,
        found: Found,
        before: list[Block],
        verdict: Verdict,
        lean: FollowUp,
    ) -> Answer:
        query = found.query
        kinds = [kind for kind, _ in query.elsewhere]
        reason = kinds[0] if kinds else "default"
        if not query.words:
            reason = "empty"
        elif reason == "default" and not query.home and found.sure < STRANGE:
            # "And with a glass of wine?" is about what was talked of.
            reason = "unclear" if lean.kind and not lean.short else "stranger"
        reason = {"other_illness": "default"}.get(reason, reason)
        far = reason in ("far", "stranger", "unclear", "animal", "empty")
        near = [] if far or verdict.foreign else found.top[:3]
        passages = [self._assistant.finder.passage(number) for number, _ in near]
        if verdict.foreign:  # words of another language are no slips of the finger
            query = query._replace(corrections={})
        return self._responder.not_covered(
            message, query, passages, found.sure, reason, before, verdict.foreign
        )
