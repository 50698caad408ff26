"""Mentions: where in a message the words of a concept stand.

The compiled patterns are filed under their first word, so a message reads the few records of its
own words only, whatever the size of the library.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assistant.clauses import Words
from assistant.slips import critical_word, squeezed
from assistant.typed import NamedTuple, cast

Read = Callable[[str], object]

# Words that are kept once they were read; those of a person's lifetime fit.
_KEPT = 4_096


class Way(NamedTuple):
    """One way to say a concept, after its first word: see ``assistant.patterns`` for the items.

    ``needs``: sets of words and word lists; of each one must follow.
    """

    concept: str
    items: list[object]
    needs: tuple[frozenset[str], ...]


class Entry(NamedTuple):
    """What is filed under a word: rewritings, its word lists, and the ways that start with it."""

    rewritings: list[list[list[str]]]
    lists: list[str]
    ways: list[Way]


KNOWN_TO_NONE = Entry([], [], [])


class Mention(NamedTuple):
    """One place where a concept is said: words ``start`` to ``end``, both included."""

    concept: str
    start: int
    end: int


class Message(NamedTuple):
    """A message with what was found in it: words, their lists, cues of context by name, signs."""

    words: Words
    lists: list[list[str]]
    cues: dict[str, list[Mention]]
    signs: list[Mention]

    def has(self, index: int, name: str) -> bool:
        """Whether there is a word at a place, and it is on a list."""
        return 0 <= index < len(self.lists) and name in self.lists[index]


class Lexicon:
    """The compiled words, each read when it is first said; threads may share it."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._entries: dict[str, Entry] = {}
        self._choices: dict[str, frozenset[str]] = {}

    def entry(self, token: str) -> Entry:
        """What is filed under a word; ``KNOWN_TO_NONE`` for a word that is in no pattern."""
        found = self._entries.get(token)
        if found is None:
            if len(self._entries) >= _KEPT:
                self._entries.clear()
            found = self._entries[token] = self._filed(self._read("flag:word:" + token))
        return found

    def choice(self, item: str) -> frozenset[str]:
        """The words and word lists that one item of a pattern allows."""
        found = self._choices.get(item)
        if found is None:
            found = self._choices[item] = frozenset(item.strip("? ").split())
        return found

    def _filed(self, record: object) -> Entry:
        """The record of a word (see ``assistant.redflags``) with its parts by name."""
        if not record:
            return KNOWN_TO_NONE
        filed = cast("Mapping[str, list[list[object]]]", record)
        return Entry(
            cast("list[list[list[str]]]", filed.get("as", [])),
            cast("list[str]", filed.get("in", [])),
            [Way(cast(str, way[0]), way[1:], self._needs(way[1:])) for way in filed.get("of", ())],
        )

    def _needs(self, items: list[object]) -> tuple[frozenset[str], ...]:
        """What cannot be missing of a pattern, item by item; of branches, one word of the first."""
        found = []
        for item in items:
            if isinstance(item, str):
                if item[0] != "?":
                    found.append(self.choice(item))
            elif isinstance(item, list):
                branches = [self._needs(branch) for branch in item]
                if all(branches):
                    found.append(frozenset().union(*[branch[0] for branch in branches]))
        return tuple(found)

    def understood(self, token: str) -> str:
        """The word that was meant: itself if known, else without slips of the finger."""
        if self._knows(token) or not token.isalpha():
            return token
        for candidate in squeezed(token):
            if self._knows(candidate):
                return candidate
        if token.endswith("in") and self._knows(token + "g"):
            return token + "g"
        return critical_word(token, self._nearby) or token

    def _knows(self, token: str) -> bool:
        return self.entry(token) is not KNOWN_TO_NONE

    def _nearby(self, letter: str) -> Mapping[str, object] | None:
        return cast("Mapping[str, object] | None", self._read("flag:near:" + letter))


def respelt(words: Words, lexicon: Lexicon) -> Words:
    """The words with slips mended and each way of saying one small thing made one ("can not")."""
    meant: dict[str, str] = {}
    tokens = []
    for token in words.tokens:
        if token not in meant:
            meant[token] = lexicon.understood(token)
        tokens.append(meant[token])
    return _rewritten(words._replace(tokens=tokens), lexicon)


def _rewritten(words: Words, lexicon: Lexicon) -> Words:
    result = Words([], [], [], [])
    index = 0
    while index < len(words.tokens):
        length, replacement = _rewriting(words, index, lexicon)
        for token in replacement:
            result.tokens.append(token)
            result.places.append(words.places[index])
            result.clauses.append(words.clauses[index])
            result.sentences.append(words.sentences[index])
        index += length
    return result


def _rewriting(words: Words, index: int, lexicon: Lexicon) -> tuple[int, list[str]]:
    """How many words to replace from here, and by what. Longest rewritings are filed first."""
    token = words.tokens[index]
    for rest, replacement in lexicon.entry(token).rewritings:
        end = index + 1 + len(rest)
        if words.tokens[index + 1 : end] == rest and (
            not rest or words.clauses[end - 1] == words.clauses[index]
        ):
            return 1 + len(rest), replacement
    return 1, [token]


class Matcher:
    """Finds the patterns in one message."""

    def __init__(self, words: Words, lexicon: Lexicon) -> None:
        self._clauses = words.clauses
        self._choice = lexicon.choice
        self._entries = [lexicon.entry(token) for token in words.tokens]
        self.lists: list[list[str]] = [entry.lists for entry in self._entries]
        self._names = [
            (token, *entry.lists) for token, entry in zip(words.tokens, self._entries, strict=True)
        ]

    def mentions(self) -> list[Mention]:
        """Every mention of every concept, in order of their first words."""
        found: dict[Mention, None] = {}
        for index, (limit, said) in enumerate(self._clause_rests()):
            for way in self._entries[index].ways:
                for need in way.needs:
                    if need.isdisjoint(said):
                        break  # rules out most
                else:
                    ends = self._ends(way.items, [index + 1], limit)
                    if ends:
                        found[Mention(way.concept, index, ends[0] - 1)] = None
        return list(found)

    def _clause_rests(self) -> list[tuple[int, set[str]]]:
        """For each word where its clause ends, and all that the clause says: words and lists."""
        rests: list[tuple[int, set[str]]] = []
        start = 0
        while start < len(self._clauses):
            end = start + 1
            while end < len(self._clauses) and self._clauses[end] == self._clauses[start]:
                end += 1
            said: set[str] = set()
            for names in self._names[start:end]:
                said.update(names)
            rests += [(end, said)] * (end - start)
            start = end
        return rests

    def _ends(self, items: list[object], starts: list[int], limit: int) -> list[int]:
        """Where a pattern can end when it starts at one of ``starts``: the next free places.

        All ways are followed at once, place by place, so nothing is tried twice.
        """
        for item in items:
            if not starts:
                break
            if isinstance(item, str):
                choice, names = self._choice(item), self._names
                stepped = [
                    at + 1 for at in starts if at < limit and not choice.isdisjoint(names[at])
                ]
                starts = _united(starts, stepped) if item[0] == "?" else stepped
            elif isinstance(item, int):
                reach = range(item + 1)
                starts = _united([at + gap for at in starts for gap in reach if at + gap < limit])
            else:
                branches = cast("list[list[object]]", item)
                starts = _united(*[self._ends(branch, starts, limit) for branch in branches])
        return starts


def _united(*places: list[int]) -> list[int]:
    """The places of all lists, each once, in order."""
    return sorted({place for some in places for place in some})
