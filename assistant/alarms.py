"""Alarms: how a chat watches for danger signs, and what it keeps in mind of the cards shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from .cards import Cards
from .followup import yes_or_no
from .models import Urgency
from .text import words
from .triage import REPLACING, Triage, Verdict
from .typed import NamedTuple

MakeCard = Callable[[Cards], Urgency | None]
# "I am fine" in a longer story is no word of being safe.
_LONGEST_SAFE = 12  # words


class Alarm(NamedTuple):
    """A card that was shown, and how to make it again with the numbers of another region."""

    urgency: Urgency
    card: MakeCard


class Watch:
    """Triage over a chat: what one message begins, another may end."""

    def __init__(self) -> None:
        self._before = ""  # the message before, where it raised no alarm

    def check(self, triage: Triage, message: str, back_context: bool) -> Verdict:
        """What a message reports, by itself or together with the one before.

        "My mum is 80 and her back hurts", "she had a fall last week": together they are a sign.

        Args:
            triage: checks one message.
            message: what was said.
            back_context: whether the talk is already about back pain.
        """
        verdict = triage.check(message, back_context=back_context)
        before, self._before = self._before, message
        if verdict.level not in REPLACING and before and yes_or_no(message) is None:
            both = triage.check(f"{before}.\n{message}", back_context=back_context)
            verdict = both if both.level in REPLACING else verdict
        if verdict.level in REPLACING:
            self._before = ""  # it has its card
        return verdict


class Alarms:
    """The open alarms of one chat.

    ``open`` is an emergency or a crisis, until the person says that it is over; it takes the place
    of every answer. ``call`` stands above the answers: an urgent call that is still to be made, or
    a crisis that is over, which stays for the whole chat.
    """

    def __init__(self) -> None:
        self.open: Alarm | None = None
        self.call: Alarm | None = None

    def add(self, urgency: Urgency, card: MakeCard) -> None:
        """Keep a card in mind; a crisis gives way to nothing."""
        if urgency.level == "urgent" and not _is_crisis(self.call):
            self.call = Alarm(urgency, card)
        elif urgency.level in ("emergency", "crisis") and not _is_crisis(self.open):
            self.open = Alarm(urgency, card)

    def renew(self, cards: Cards) -> None:
        """Make the open cards again, with other numbers."""
        self.open, self.call = _renewed(self.open, cards), _renewed(self.call, cards)

    def settle(self, message: str, phrases: Mapping[str, Iterable[object]]) -> str | None:
        """End an alarm, if a message says that it is over or that help is there.

        Args:
            message: what the person said.
            phrases: what people say when an emergency is over ("emergency"; it ends a call, too),
                when they have made an urgent call ("urgent"), when they are safe ("crisis").

        Returns:
            The level of the alarm that was ended, or None.
        """
        said = f" {' '.join(words(message))} "
        over = _says(said, phrases["emergency"])
        safe = _says(said, phrases["crisis"]) and len(said.split()) <= _LONGEST_SAFE
        if _is_crisis(self.open):
            if not safe:
                return None
            self.open, self.call = None, self.open
            return "crisis"
        if safe and self.open is None and _is_crisis(self.call):
            return "crisis"  # said once more
        if self.open is not None and over:
            self.open = None
            self.call = self.call if _is_crisis(self.call) else None
            return "emergency"
        waiting = self.open is None and self.call is not None and not _is_crisis(self.call)
        if waiting and (over or _says(said, phrases["urgent"])):
            self.call = None
            return "urgent"
        return None


def _is_crisis(alarm: Alarm | None) -> bool:
    return alarm is not None and alarm.urgency.level == "crisis"


def _renewed(alarm: Alarm | None, cards: Cards) -> Alarm | None:
    urgency = alarm.card(cards) if alarm else None
    return Alarm(urgency, alarm.card) if alarm and urgency else None


def _says(said: str, phrases: Iterable[object]) -> bool:
    return any(f" {' '.join(words(str(one)))} " in said for one in phrases)
