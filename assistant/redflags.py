"""Danger signs, from the file that people read to the records that triage reads.

``compile_red_flags`` spells out the patterns of knowledge/red-flags.yaml and files everything under
small names, so that one message reads only the records of its own words:

    flag:word:<word>       {"as": rewritings, "in": word lists, "of": patterns starting here}
    flag:near:<letter>     critical words by first letter, for slips of the finger
    flag:rule:<concept>    rules that begin with a concept
    flag:card:<group>/<level>   one card
    flag:group:<id>  flag:question:<id>  flag:region:<id>   flag:levels  flag:danger-list ...
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assistant.clauses import tokens_of
from assistant.context import CUE, EXCUSE
from assistant.errors import KnowledgeError
from assistant.patterns import PatternError, Sequence_, heads, read_pattern, words_of
from assistant.rules import BACK, PASSES
from assistant.slips import SHORTEST
from assistant.typed import cast

Document = Mapping[str, object]
Records = dict[str, object]

ALARM_LEVELS = ("emergency", "urgent", "soon", "crisis")
CALM_LEVELS = ("ask", "info", "comfort")
DEFAULT_NEAR = 8
_RULE_KEYS = {
    "id", "group", "level", "all", "near", "unless", "new", "same_person", "at_least", "question",
    "example", "lookalike", "note", "rank",
}  # fmt: skip
_LISTS_OF_CODE = (
    "self", "they", "relation", "pet", "my", "subject", "preposition", "end_of_denial", "says",
    "sign_noun", "turns_to_now", "contrast", "fresh", "towards", "part", "verb", "foreign",
    "anyone",
)  # fmt: skip


def compile_red_flags(document: Document, file: str) -> Records:
    """Turn the parsed danger signs into records that can be written as JSON.

    Args:
        document: red-flags.yaml as parsed.
        file: its name, for messages.

    Raises:
        KnowledgeError: an entry is missing or cannot be read; says which, and what was expected.
    """
    if not isinstance(document, Mapping):
        raise KnowledgeError("expected sections: levels, regions, groups, concepts, rules", file)
    return _Compiler(document, file).records()


class _Compiler:
    def __init__(self, document: Document, file: str) -> None:
        self._document = document
        self._file = file
        self._entries: dict[str, dict[str, list[object]]] = {}
        self._lists: dict[str, list[str]] = {}
        self._concepts: set[str] = set()
        self._plain: dict[str, str] = {}

    def records(self) -> Records:
        self._read_lists()
        self._read_rewritings()
        signs = self._signs()
        for name, said in self._section("concepts").items():
            self._read_concept(name if name in signs else EXCUSE + name, said)
        for name, said in self._section("context").items():
            self._read_concept(CUE + name, said)
        records: Records = {f"flag:word:{word}": entry for word, entry in self._entries.items()}
        records |= self._nearby()
        records |= self._rules()
        records |= self._texts()
        return records

    def _signs(self) -> set[str]:
        """The concepts that rules ask for; all others only excuse."""
        rules = mappings(self._document.get("rules"))
        parts = [part for rule in rules for part in _strings(rule.get("all"))]
        return {name for part in parts for name in part.partition(":")[0].split("|")}

    def _section(self, name: str) -> Mapping[str, object]:
        section = self._document.get(name)
        if not isinstance(section, Mapping):
            raise self._fault(name, "a mapping was expected here")
        return cast("Mapping[str, object]", section)

    def _fault(self, entry: str, expected: str) -> KnowledgeError:
        return KnowledgeError(f"{entry}: {expected}", self._file)

    # --- words ---

    def _entry(self, word: str) -> dict[str, list[object]]:
        return self._entries.setdefault(word, {"in": []})

    def _read_lists(self) -> None:
        for name, text in self._section("words").items():
            words = _words(text)
            if not words:
                raise self._fault(f"words.{name}", "words with spaces between were expected")
            self._lists[f"<{name}>"] = words
            for word in words:
                self._entry(word)["in"].append(f"<{name}>")
        for name in _LISTS_OF_CODE:
            if f"<{name}>" not in self._lists:
                raise self._fault(f"words.{name}", "this list is needed to read context")

    def _read_rewritings(self) -> None:
        for target, variants in self._section("same_as").items():
            replacement = tokens_of(str(target))
            for variant in _strings(variants):
                first, *rest = tokens_of(variant)
                self._entry(first).setdefault("as", []).append([rest, replacement])
                if not rest and len(replacement) == 1:
                    self._plain[first] = replacement[0]
        for entry in self._entries.values():
            if "as" in entry:
                entry["as"].sort(key=lambda pair: -len(cast("list[list[str]]", pair)[0]))

    def _read_concept(self, name: str, said: object) -> None:
        patterns = _strings(said)
        if not patterns:
            raise self._fault(f"concept {name}", "a list of ways to say it was expected")
        self._concepts.add(name)
        for pattern in patterns:
            for sequence in self._parsed(f"concept {name}", pattern):
                self._file_pattern(name, sequence)

    def _parsed(self, entry: str, pattern: str) -> list[Sequence_]:
        try:
            sequences = read_pattern(pattern, self._plain)
        except PatternError as error:
            raise self._fault(entry, str(error)) from None
        for word in {word for sequence in sequences for word in words_of(sequence)}:
            if word[0] == "<" and word not in self._lists:
                raise self._fault(entry, f"“{pattern}” names {word}, which is no word list")
            if word[0] != "<" and tokens_of(word) != [word]:
                raise self._fault(entry, f"“{pattern}”: write “{word}” in plain small letters")
        return sequences

    def _file_pattern(self, name: str, sequence: Sequence_) -> None:
        for head, rest in heads(sequence):
            pattern = [name, *rest]
            for word in self._lists.get(head, [head]):
                filed = self._entry(word).setdefault("of", [])
                if pattern not in filed:
                    filed.append(pattern)
        for word in words_of(sequence):
            if word[0] != "<":
                self._entry(word)

    def _nearby(self) -> Records:
        real = set(_words(self._document.get("real_words", "")))
        buckets: dict[str, dict[str, object]] = {}
        for word in _words(self._document.get("critical_words", "")):
            if len(word) < SHORTEST or word not in self._entries:
                raise self._fault(
                    "critical_words", f"“{word}” is in no pattern, or is shorter than {SHORTEST}"
                )
            # Also under the second letter, for a swap or a loss of the first.
            for letter in dict.fromkeys(word[:2]):
                bucket = buckets.setdefault(letter, {})
                cast("list[str]", bucket.setdefault(str(len(word)), [])).append(word)
        for letter, bucket in buckets.items():
            kept = [word for word in sorted(real) if word[0] == letter]
            bucket["real"] = f" {' '.join(kept)} "
        return {f"flag:near:{letter}": bucket for letter, bucket in buckets.items()}

    # --- rules ---

    def _rules(self) -> Records:
        filed: dict[str, list[object]] = {}
        seen: set[str] = set()
        ranks = self._ranks()
        for rule in mappings(self._document.get("rules")):
            compiled = self._rule(rule, ranks)
            name = cast(str, compiled["id"])
            if name in seen:
                raise self._fault(f"rule {name}", "this id is used twice")
            seen.add(name)
            for concept in _keys(compiled):
                filed.setdefault(f"flag:rule:{concept}", []).append(compiled)
        return dict(filed)

    def _rule(self, rule: Mapping[str, object], ranks: Mapping[str, int]) -> dict[str, object]:
        name = f"rule {rule.get('id', '(without id)')}"
        unknown = sorted(set(rule) - _RULE_KEYS)
        if unknown or "id" not in rule or "all" not in rule:
            raise self._fault(name, f"id and all are needed; not known: {', '.join(unknown)}")
        level, group = str(rule.get("level")), str(rule.get("group"))
        if level not in ALARM_LEVELS + CALM_LEVELS:
            raise self._fault(name, f"level {level}: one of {ALARM_LEVELS + CALM_LEVELS}")
        if group not in self._section("groups") and not (level == "info" and group == "all"):
            raise self._fault(name, f"group {group} is not under groups")
        near = rule.get("near", DEFAULT_NEAR)
        compiled: dict[str, object] = {
            "id": rule["id"],
            "group": group,
            "level": level,
            "rank": ranks.get(f"{group}/{level}", ranks.get(level, len(ranks))),
            "all": [self._part(name, part, level) for part in _strings(rule["all"])],
            "near": 0 if near == "message" else near,
        }
        for key in ("new", "same_person", "at_least", "question"):
            if key in rule:
                compiled[key] = rule[key]
        if "unless" in rule:
            compiled["unless"] = [self._known(name, one) for one in _strings(rule["unless"])]
        if level == "ask" and rule.get("question") not in self._section("safety_questions"):
            raise self._fault(name, "question: the id of one of safety_questions")
        return compiled

    def _part(self, rule: str, part: str, level: str) -> list[object]:
        names, _, mark = part.partition(":")
        if mark not in PASSES:
            raise self._fault(rule, f"“{part}”: after the colon one of {sorted(PASSES)[1:]}")
        passes = PASSES[mark]
        if level in CALM_LEVELS:
            passes |= PASSES["maybe" if level == "info" else "past"]
        if names == BACK:
            passes |= PASSES["any"]
        return [[self._known(rule, name) for name in names.split("|")], passes]

    def _known(self, rule: str, concept: str) -> str:
        for name in (concept, EXCUSE + concept):
            if name in self._concepts:
                return name
        raise self._fault(rule, f"“{concept}” is not under concepts")

    def _ranks(self) -> dict[str, int]:
        order = _strings(self._document.get("order"))
        if not set(ALARM_LEVELS) <= set(order):
            raise self._fault("order", f"a list that holds {', '.join(ALARM_LEVELS)}")
        return {name: rank for rank, name in enumerate(order)}

    # --- what people read ---

    def _texts(self) -> Records:
        records: Records = {
            "flag:levels": self._section("levels"),
            "flag:regions": self._section("regions"),
            "flag:danger-list": self._section("danger_list"),
            "flag:foreign": self._section("foreign"),
        }
        for name, question in self._section("safety_questions").items():
            records[f"flag:question:{name}"] = question
        groups = []
        for name, group in self._section("groups").items():
            if not isinstance(group, Mapping):
                raise self._fault(f"groups.{name}", "a mapping was expected")
            groups.append(name)
            cards = cast("Mapping[str, object]", group.get("cards") or {})
            records[f"flag:group:{name}"] = {
                **{key: value for key, value in group.items() if key != "cards"},
                "levels": list(cards),
            }
            for level, card in cards.items():
                records[f"flag:card:{name}/{level}"] = card
        records["flag:groups"] = groups
        return records


def _keys(rule: Mapping[str, object]) -> list[str]:
    """The concepts under which a rule is filed: each that can be first seen of it."""
    parts = cast("list[list[list[str]]]", rule["all"])
    chosen = parts if rule.get("at_least") else parts[:1]
    return list(dict.fromkeys(concept for part in chosen for concept in part[0]))


def _words(text: object) -> list[str]:
    return list(dict.fromkeys(tokens_of(str(text)))) if text else []


def _strings(value: object) -> list[str]:
    """A list of strings, or a text with one entry a line."""
    if isinstance(value, str):
        return [line.strip() for line in value.split("\n") if line.strip()]
    if isinstance(value, Iterable) and not isinstance(value, Mapping):
        return [str(item) for item in value]
    return []


def mappings(value: object) -> list[Mapping[str, object]]:
    """The mappings of a list; nothing of anything else."""
    items = value if isinstance(value, list) else []
    return [item for item in items if isinstance(item, Mapping)]


def check_red_flags(document: Document, file: str) -> list[str]:
    """Prove the danger signs: see ``assistant.proof``, which needs triage itself."""
    from assistant.proof import faults_of

    return faults_of(document, file)
