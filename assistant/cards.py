"""Cards: what a person with a danger sign reads, with the numbers of their region."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence

from .models import Urgency
from .triage import Verdict
from .typed import Any

DEFAULT_REGION = ""
# Locales of these countries, by the two letters after the underscore, have a region of their own.
_COUNTRIES = {"us": "us", "gb": "uk", "ie": "ie", "au": "au", "nz": "nz", "ca": "ca", "in": "in"}
_EU = frozenset(
    "at be bg hr cy cz dk ee fi fr de gr hu it lv lt lu mt nl pl pt ro sk si es se".split()
)


def region_of_locale(environment: Mapping[str, str]) -> str:
    """The region that the locale names, or "" where it names none that is known.

    Args:
        environment: the process's variables; LC_ALL, LC_MESSAGES and LANG are looked at, in order.
    """
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(variable, "")
        if value:
            country = value.partition(".")[0].partition("@")[0].partition("_")[2].lower()
            return _COUNTRIES.get(country, "eu" if country in _EU else "")
    return ""


class Cards:
    """The cards of the danger signs.

    Args:
        read: gives the record of a name, None where there is none.
        region: a key of the table of regions, or "" for wording without numbers.
    """

    def __init__(self, read: Callable[[str], Any], region: str | None = None) -> None:
        self._read = read
        chosen = region_of_locale(os.environ) if region is None else region
        regions: Mapping[str, Any] = read("flag:regions") or {}
        self.region = chosen if chosen in regions else DEFAULT_REGION
        self._numbers = self._filled(regions)

    def _filled(self, regions: Mapping[str, Any]) -> dict[str, str]:
        chosen = {**(regions.get("none") or {}), **(regions.get(self.region) or {})}
        return {key: str(value) for key, value in chosen.items()}

    def fill(self, text: str) -> str:
        """A text with the numbers of the region in its {placeholders}."""
        for key, value in self._numbers.items():
            text = text.replace("{" + key + "}", value)
        return text

    def level_name(self, level: str) -> str:
        """A level in words, as the card shows it."""
        found = (self._read("flag:levels") or {}).get(level)
        name = found.get("name") if isinstance(found, Mapping) else found
        return str(name or level.upper())

    def urgency(self, verdict: Verdict) -> Urgency | None:
        """The urgency of a verdict, with its card's text; None where there is no alarm."""
        if verdict.level is None or verdict.card is None:
            return None
        text = self._card(verdict.card, verdict.other_person)
        return Urgency(verdict.level, verdict.flags, text)

    def _card(self, key: str, other_person: bool = False) -> str:
        """A card's text; for somebody else's sign in the wording about them, where there is one."""
        card = self._read(f"flag:card:{key}") or {}
        lines = (card.get("other") if other_person else None) or card.get("lines", [])
        return self.fill("\n".join(str(line) for line in lines))

    def names(self, flags: Sequence[str]) -> list[str]:
        """The names of groups, for the line that lists what else was noticed."""
        found = [self._read(f"flag:group:{flag}") or {} for flag in flags]
        return [str(group["name"]) for group in found if "name" in group]

    def question(self, key: str) -> str:
        """The text of a safety question."""
        found = self._read(f"flag:question:{key}") or {}
        return str(found.get("ask", ""))

    def after_yes(self, key: str) -> Urgency | None:
        """The urgency that a yes to a safety question raises."""
        found = self._read(f"flag:question:{key}") or {}
        card = found.get("yes")
        if not card:
            return None
        group, _, level = str(card).partition("/")
        return Urgency(level, (group,), self._card(str(card)))

    def after_no(self) -> str:
        """What is said after a no to a safety question."""
        return str((self._read("flag:danger-list") or {}).get("after_no", ""))

    def danger_line(self) -> str:
        """One line that names the main danger signs and the emergency number."""
        return self.fill(str((self._read("flag:danger-list") or {}).get("line", "")))

    def foreign_line(self) -> str:
        """The same for a message in another language, in the plainest English."""
        return self.fill(str((self._read("flag:foreign") or {}).get("line", "")))
