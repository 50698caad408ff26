"""The proof of the danger signs: each rule fires on its example, each card is there and short."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.clauses import tokens_of
from assistant.errors import KnowledgeError
from assistant.redflags import ALARM_LEVELS, Document, Records, compile_red_flags, mappings
from assistant.triage import Triage
from assistant.typed import cast

MOST_CARD_LINES = 6  # one action, at most five lines more


def faults_of(document: Document, file: str) -> list[str]:
    """Prove the danger signs: what is wrong with them, one line a fault; an empty list is good.

    Each rule must fire on its example and not on its look-alike; each group must have a card for
    each level that its rules raise, of at most six short lines, with known placeholders.

    Args:
        document: red-flags.yaml as parsed.
        file: its name, for the messages.
    """
    try:
        records = compile_red_flags(document, file)
    except KnowledgeError as error:
        return [str(error)]
    rules = mappings(document.get("rules"))
    faults = [fault for rule in rules for fault in _rule_faults(rule, Triage(records.get))]
    faults += _card_faults(document, rules, records)
    return [f"{file}: {fault}" for fault in faults]


def _rule_faults(rule: Mapping[str, object], triage: Triage) -> list[str]:
    name, faults = str(rule["id"]), []
    for key, expected in (("example", True), ("lookalike", False)):
        if key not in rule:
            faults.append(f"rule {name}: {key} is missing")
        elif (name in triage.check(str(rule[key])).rules) is not expected:
            verb = "must fire" if expected else "must not fire"
            faults.append(f"rule {name}: its {key} {verb}: “{rule[key]}”")
    return faults


def _card_faults(
    document: Document, rules: list[Mapping[str, object]], records: Records
) -> list[str]:
    needed = {f"{rule['group']}/{rule['level']}" for rule in rules}
    needed = {card for card in needed if card.partition("/")[2] in ALARM_LEVELS}
    questions = cast("Mapping[str, Mapping[str, object]]", document["safety_questions"])
    needed |= {str(question["yes"]) for question in questions.values()}
    faults = [
        f"groups: a card is missing: {card}"
        for card in sorted(needed)
        if f"flag:card:{card}" not in records
    ]
    regions = cast("Mapping[str, Mapping[str, object]]", document["regions"])
    for name, record in records.items():
        if name.startswith("flag:card:"):
            faults += _text_faults(name[10:], record, set(regions.get("none", {})))
    for region, table in regions.items():
        unknown = sorted(set(table) - set(regions.get("none", {})))
        faults += [f"regions.{region}: {key} is not under regions.none" for key in unknown]
    return faults


def _text_faults(name: str, card: object, placeholders: set[str]) -> list[str]:
    texts = cast("Mapping[str, list[str]]", card)
    faults = []
    for key, lines in texts.items():
        if not 2 <= len(lines) <= MOST_CARD_LINES:
            faults.append(f"card {name}.{key}: 2 to {MOST_CARD_LINES} lines, not {len(lines)}")
        for line in lines:
            used = {part.partition("}")[0] for part in line.split("{")[1:]}
            if not used <= placeholders:
                faults.append(f"card {name}.{key}: {sorted(used - placeholders)} not in regions")
            if any(word.isdigit() and len(word) >= 3 for word in tokens_of(line)):
                faults.append(f"card {name}.{key}: numbers belong in regions: “{line}”")
    return faults
