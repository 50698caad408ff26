"""Triage: does a message report a danger sign, how urgent is it, and whose is it?

Runs before everything else, on every message. The signs live in knowledge/red-flags.yaml; what
``assistant.redflags`` compiled from them is read word by word:

    message -> words -> mentions of concepts -> their context -> rules -> Verdict

It is no diagnosis: it decides only which card a person is shown first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from assistant.classifier import Classifier, Reading, windows
from assistant.clauses import Words, cut
from assistant.context import context_of
from assistant.mentions import Lexicon, Matcher, Mention, respelt
from assistant.rules import Fired, Rule, Scene, fires
from assistant.typed import NamedTuple, cast

ALARMS = ("emergency", "urgent", "soon", "crisis")
REPLACING = ("emergency", "urgent", "crisis")  # these take the place of an answer

MILDER = ("urgent", "crisis", "emergency")  # a group without an urgent card may have one of crisis

# A message is taken for another language when this share of its words is foreign, and at least
# two of them are, or the only one.
FOREIGN_SHARE = 0.3
# The two readers, rules and classifier, are joined so: a rule counts unless the classifier finds
# next to nothing; the classifier alone is believed from a chance that is higher for a story, which
# has many windows to look through, and for a message that asks about signs rather than reports one.
# Picked by what models find that were fitted without one of three sets after the other
# (danger-signs-second, -third and -fourth, and the questions of the same name in tests/data);
# python tests/evaluate_triage.py
RULE_CHANCE = 0.2
ALONE_CHANCE = 0.35
ALONE_CHANCE_IN_STORY = 0.5
ALONE_CHANCE_WHEN_ASKED = 0.5
# A person in despair who is overlooked weighs more than a kind word too much.
ALONE_CHANCE_OF_CRISIS = 0.25
ALONE_CHANCE_OF_CRISIS_IN_STORY = 0.35
# From here on an answer is given, below a line on where to find help. Of indirect words of despair
# by a new writer it reached one in six more than the card, and two in a hundred calm messages.
CARE_CHANCE = 0.1
RULE_CHANCE_SOON = 0.05
# From this chance of an emergency on, what a rule calls urgent is one. With models fitted without
# -third and without -fourth, 31 of their 300 emergencies got their card by it instead of an urgent
# one, and 5 of 180 urgent messages more than theirs.
SEVERE = 0.7
ALONE_CHANCE_SOON = 0.5

# Letters beyond Latin scripts start here (Greek, Cyrillic, Arabic, Devanagari, Chinese...).
BEYOND_LATIN = "\u0370"


class Verdict(NamedTuple):
    """What triage makes of one message.

    Attributes:
        level: "emergency", "urgent", "soon", "crisis", or None for no alarm.
        flags: groups that fired, the one to show first.
        other_person: the sign shown is another person's: the card speaks of "them".
        safety_question: id of the yes/no question to ask before the answer, or None.
        about_signs: the message asks about danger signs as such: a group, or "all".
        distress: grief or an old wound was told: answer kindly, no alarm.
        care: words that a person in despair might use: name a crisis line above the answer.
        foreign: the message is in another language: add the line in plain English.
        card: key of the card to show ("group/level"), or None.
        rules: ids of the rules that fired, for ``--explain``.
    """

    level: str | None = None
    flags: tuple[str, ...] = ()
    other_person: bool = False
    safety_question: str | None = None
    about_signs: str | None = None
    distress: bool = False
    care: bool = False
    foreign: bool = False
    card: str | None = None
    rules: tuple[str, ...] = ()

    def calmed(self) -> Verdict:
        """The verdict without its alarm."""
        return self._replace(level=None, flags=(), card=None)


class Triage:
    """The compiled danger signs, ready to check messages.

    Args:
        read: gives the record of a name, or None. Called for a few small records a message.

    >>> Triage({}.get).check("my back aches").level is None
    True
    """

    def __init__(self, read: Callable[[str], object]) -> None:
        self._read = read
        self._lexicon = Lexicon(read)
        self._classifier = Classifier(read)

    def check(self, message: str, back_context: bool = False) -> Verdict:
        """Check one message.

        Args:
            message: anything a person can type.
            back_context: whether the talk is already about back pain, so that "and now I have a
                fever" need not name the back.
        """
        words = respelt(cut(message), self._lexicon)
        matcher = Matcher(words, self._lexicon)
        mentions = matcher.mentions()
        foreign = _is_foreign(words, matcher)
        if not mentions:
            reading = self._classifier.weigh(words, (), None)
            return self._joined(Verdict(foreign=foreign), words, reading)
        context = context_of(words, matcher, mentions)
        by_concept: dict[str, list[Mention]] = {}
        for mention in mentions:
            by_concept.setdefault(mention.concept, []).append(mention)
        scene = Scene(words, context, by_concept, back_context)
        reading = self._classifier.weigh(words, mentions, context)
        return self._joined(_verdict(self._fired(scene), foreign), words, reading)

    def _joined(self, verdict: Verdict, words: Words, reading: Reading | None) -> Verdict:
        """Rules and classifier together."""
        if reading is None:
            return verdict  # nothing was fitted: the rules alone
        if verdict.level in REPLACING:
            verdict = verdict if reading.chance >= RULE_CHANCE else verdict.calmed()
        if verdict.level == "urgent" and reading.severe >= SEVERE:
            return self._raised(verdict, reading)
        if verdict.level in REPLACING:
            return self._likeliest_first(verdict, reading)
        single = sum(1 for _ in windows(words)) == 1
        of_crisis = "crisis" in self._levels(reading.group)
        if of_crisis:
            needed = ALONE_CHANCE_OF_CRISIS if single else ALONE_CHANCE_OF_CRISIS_IN_STORY
        elif verdict.about_signs or verdict.safety_question or verdict.distress:
            needed = ALONE_CHANCE_WHEN_ASKED
        else:
            needed = ALONE_CHANCE if single else ALONE_CHANCE_IN_STORY
        if reading.chance >= needed:
            return self._alarm(verdict, reading)
        care = of_crisis and reading.chance >= CARE_CHANCE and not verdict.about_signs
        return self._soon(verdict._replace(care=care), reading)

    def _raised(self, verdict: Verdict, reading: Reading) -> Verdict:
        """An urgent verdict with the emergency card of the likeliest group, or else of its own."""
        for group in (reading.group, verdict.flags[0]):
            if "emergency" in self._levels(group):
                flags = dict.fromkeys((group, *verdict.flags))
                rules = (*verdict.rules, "second reader")
                card = f"{group}/emergency"
                return verdict._replace(
                    level="emergency", flags=tuple(flags), card=card, rules=rules
                )
        return verdict

    def _likeliest_first(self, verdict: Verdict, reading: Reading) -> Verdict:
        """Of the groups that rules found, the one that the classifier finds likeliest first."""
        group, card = reading.group, f"{reading.group}/{verdict.level}"
        if group not in verdict.flags[1:] or not self._read(f"flag:card:{card}"):
            return verdict
        flags = dict.fromkeys((group, *verdict.flags))
        return verdict._replace(flags=tuple(flags), card=card)

    def _levels(self, group: str) -> list[str]:
        """The levels for which a group has a card."""
        known = cast("dict[str, list[str]]", self._read(f"flag:group:{group}") or {})
        return known.get("levels", [])

    def _soon(self, verdict: Verdict, reading: Reading) -> Verdict:
        """Whether the sign belongs with a doctor soon: as for alarms, by rules and classifier."""
        if verdict.level == "soon":
            return verdict if reading.soon >= RULE_CHANCE_SOON else verdict.calmed()
        if reading.soon < ALONE_CHANCE_SOON or verdict.about_signs or verdict.distress:
            return verdict
        card = f"{reading.soon_group}/soon"
        if not self._read(f"flag:card:{card}"):
            return verdict
        return verdict._replace(
            level="soon",
            flags=(reading.soon_group,),
            card=card,
            rules=(*verdict.rules, "second reader"),
        )

    def _alarm(self, verdict: Verdict, reading: Reading) -> Verdict:
        """The card of the likeliest group, at the likeliest level for which it has one."""
        levels = (reading.level, *(REPLACING if reading.level == "emergency" else MILDER))
        known = self._levels(reading.group)
        level = next((one for one in levels if one in known), reading.level)
        flags = dict.fromkeys((reading.group, *verdict.flags))
        return verdict._replace(
            level=level,
            flags=tuple(flags),
            card=f"{reading.group}/{level}",
            safety_question=None,
            about_signs=None,
            rules=(*verdict.rules, "second reader"),
        )

    def _fired(self, scene: Scene) -> list[Fired]:
        found = []
        seen: set[object] = set()
        for concept in scene.mentions:
            for rule in cast("Iterable[Rule]", self._read("flag:rule:" + concept) or ()):
                if rule["id"] in seen:
                    continue
                seen.add(rule["id"])
                fired = fires(rule, scene)
                if fired:
                    found.append(fired)
        found.sort(key=lambda fired: cast(int, fired.rule["rank"]))
        return found


def _verdict(fired: list[Fired], foreign: bool) -> Verdict:
    alarms = [one for one in fired if one.rule["level"] in ALARMS]
    groups = dict.fromkeys(str(one.rule["group"]) for one in alarms)
    shown = alarms[0] if alarms else None
    level = str(shown.rule["level"]) if shown else None
    calm = level in (None, "soon")
    return Verdict(
        level=level,
        flags=tuple(groups),
        other_person=shown.other_person if shown else False,
        safety_question=_first(fired, "ask", "question") if calm else None,
        about_signs=_first(fired, "info", "group") if calm else None,
        distress=any(one.rule["level"] == "comfort" for one in fired),
        foreign=foreign,
        card=f"{shown.rule['group']}/{level}" if shown else None,
        rules=tuple(str(one.rule["id"]) for one in fired),
    )


def _first(fired: list[Fired], level: str, key: str) -> str | None:
    return next((str(one.rule[key]) for one in fired if one.rule["level"] == level), None)


def _is_foreign(words: Words, matcher: Matcher) -> bool:
    total = len(words.tokens)
    if not total:
        return False
    beyond = sum(token[0] >= BEYOND_LATIN for token in words.tokens)
    known = sum("<foreign>" in names for names in matcher.lists)
    found = beyond + known
    return found >= min(2, total) and found >= FOREIGN_SHARE * total
