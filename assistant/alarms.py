"""Alarms: what a chat keeps in mind of the cards it has shown, until it is settled."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .cards import Cards
from .models import Urgency
from .text import words
from .typed import NamedTuple

MakeCard = Callable[[Cards], Urgency | None]


class Alarm(NamedTuple):
    """A card that was shown, and how to make it again with the numbers of another region."""

    urgency: Urgency
    card: MakeCard


class Alarms:
    """The open alarms of one chat.

    ``open`` is an emergency, until it is settled, or a crisis, which stays; it takes the place of
    every answer. ``call`` is an urgent call that is still to be made; it stands above the answers.
    """

    def __init__(self) -> None:
        self.open: Alarm | None = None
        self.call: Alarm | None = None

    def add(self, urgency: Urgency, card: MakeCard) -> None:
        """Keep a card in mind; a crisis gives way to nothing."""
        if urgency.level == "urgent":
            self.call = Alarm(urgency, card)
        elif urgency.level in ("emergency", "crisis") and not self.is_crisis:
            self.open = Alarm(urgency, card)

    @property
    def is_crisis(self) -> bool:
        """Whether a crisis is open."""
        return self.open is not None and self.open.urgency.level == "crisis"

    def renew(self, cards: Cards) -> None:
        """Make the open cards again, with other numbers."""
        self.open, self.call = _renewed(self.open, cards), _renewed(self.call, cards)

    def settle(self, message: str, settled: Iterable[object], called: Iterable[object]) -> bool:
        """End an alarm, if a message says that it is over or that help is there.

        Args:
            message: what the person said.
            settled: what people say when an emergency is over; it ends a call, too.
            called: what people say when they have made an urgent call.

        Returns:
            Whether an alarm was ended.
        """
        if self.is_crisis:
            return False
        said = f" {' '.join(words(message))} "
        over = _says(said, settled)
        if self.open is not None and over:
            self.open = self.call = None
            return True
        if self.open is None and self.call is not None and (over or _says(said, called)):
            self.call = None
            return True
        return False


def _renewed(alarm: Alarm | None, cards: Cards) -> Alarm | None:
    urgency = alarm.card(cards) if alarm else None
    return Alarm(urgency, alarm.card) if alarm and urgency else None


def _says(said: str, phrases: Iterable[object]) -> bool:
    return any(f" {' '.join(words(str(one)))} " in said for one in phrases)
