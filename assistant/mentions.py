"""Mentions: where in a message the words of a concept stand.

The compiled patterns are filed under their first word, so a message reads the few records of its
own words only, whatever the size of the library.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, cast

from assistant.clauses import Words
from assistant.slips import critical_word, squeezed

Read = Callable[[str], object]
Entry = Mapping[str, list[list[object]]]
"""What is filed under a word: "as" rewritings, "in" word lists, "of" patterns that start here."""

_NOTHING: Entry = {}
_NO_LISTS: list[object] = []


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
    """The compiled words, read one by one. One instance serves one message."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._entries: dict[str, Entry] = {}

    def entry(self, token: str) -> Entry:
        """What is filed under a word, an empty mapping for a word that no pattern starts with."""
        found = self._entries.get(token)
        if found is None:
            found = cast(Entry, self._read("flag:word:" + token) or _NOTHING)
            self._entries[token] = found
        return found

    def understood(self, token: str) -> str:
        """The word that was meant: itself if known, else without slips of the finger."""
        if self.entry(token) or not token.isalpha():
            return token
        for candidate in squeezed(token):
            if self.entry(candidate):
                return candidate
        if token.endswith("in") and self.entry(token + "g"):
            return token + "g"
        return critical_word(token, self._nearby) or token

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
    for pair in lexicon.entry(token).get("as", ()):
        rest, replacement = cast("list[list[str]]", pair)
        end = index + 1 + len(rest)
        if words.tokens[index + 1 : end] == rest and (
            not rest or words.clauses[end - 1] == words.clauses[index]
        ):
            return 1 + len(rest), replacement
    return 1, [token]


class Matcher:
    """Finds the patterns in one message."""

    def __init__(self, words: Words, lexicon: Lexicon) -> None:
        self._tokens = words.tokens
        self._clauses = words.clauses
        self._entries = [lexicon.entry(token) for token in words.tokens]
        self.lists: list[list[str]] = [
            cast("list[str]", entry.get("in", _NO_LISTS)) for entry in self._entries
        ]
        # A word with spaces around it is looked for in " one of these ", and its lists likewise.
        self._padded = [f" {token} " for token in words.tokens]

    def mentions(self) -> list[Mention]:
        """Every mention of every concept, in order of their first words."""
        found: dict[Mention, None] = {}
        limits = self._clause_ends()
        for index, entry in enumerate(self._entries):
            for pattern in entry.get("of", ()):
                if len(pattern) > 1 and self._fails_at_once(pattern[1], index + 1, limits[index]):
                    continue
                ends = self._ends(pattern[1:], [index + 1], limits[index])
                if ends:
                    found[Mention(cast(str, pattern[0]), index, ends[0] - 1)] = None
        return list(found)

    def _clause_ends(self) -> list[int]:
        """For each word the index after the last word of its clause."""
        ends = [0] * len(self._clauses)
        end = len(self._clauses)
        for index in range(len(self._clauses) - 1, -1, -1):
            if index + 1 < len(self._clauses) and self._clauses[index] != self._clauses[index + 1]:
                end = index + 1
            ends[index] = end
        return ends

    def _fails_at_once(self, item: object, index: int, limit: int) -> bool:
        """A quick look at the next word, which rules out most patterns."""
        if not isinstance(item, str) or item[0] == "?":
            return False
        return index >= limit or not self._is(item, index)

    def _ends(self, pattern: list[object], starts: list[int], limit: int) -> list[int]:
        """Where the pattern can end when it starts at one of ``starts``: the next free places.

        All ways are followed at once, place by place, so nothing is tried twice.
        """
        for item in pattern:
            if not starts:
                break
            if isinstance(item, str):
                stepped = [at + 1 for at in starts if at < limit and self._is(item, at)]
                starts = _united(starts, stepped) if item[0] == "?" else stepped
            elif isinstance(item, int):
                reach = range(item + 1)
                starts = _united([at + gap for at in starts for gap in reach if at + gap < limit])
            else:
                branches = cast("list[list[object]]", item)
                starts = _united(*[self._ends(branch, starts, limit) for branch in branches])
        return starts

    def _is(self, choice: str, index: int) -> bool:
        if choice == self._tokens[index]:
            return True
        if choice[0] == "<":
            return choice in self.lists[index]
        if self._padded[index] in choice:
            return True
        return "<" in choice and any(f" {name} " in choice for name in self.lists[index])


def _united(*places: list[int]) -> list[int]:
    """The places of all lists, each once, in order."""
    return sorted({place for some in places for place in some})
