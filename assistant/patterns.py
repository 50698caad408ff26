"""The small pattern language in which danger signs are written.

A pattern is a line of words with a few marks:

    numb                 the word
    drag~                the word and its forms: drag, drags, dragged, dragging
    (pee|wee|pass water) one of these, each a pattern of its own
    [my]                 may be there or not
    ..  ..4              up to two (up to four) words of any kind between
    <body>               one word of the named word list

``read_pattern`` parses a line, ``heads`` says with which words it can begin and what follows. The
answer phase then compares words only, and needs no regular expressions.
"""

from __future__ import annotations

from collections.abc import Mapping

from assistant.inflection import forms

Sequence_ = list[object]
"""Items of a sequence: "word", "<list>", " one of these ", "? one of these or nothing ", the
length of a gap, or a list of branches, each a sequence (an empty one: or nothing)."""

DEFAULT_GAP = 2
# "I have" is read as "ive" wherever it stands, so a pattern that says "have" means both.
_SHORT_FORMS = {"have": ["(", "have", "|", "ive", ")"]}
# A gap longer than this joins what does not belong together; use ``near`` in a rule instead.
LONGEST_GAP = 8


class PatternError(ValueError):
    """A pattern that cannot be read; its text says what was expected."""


def read_pattern(pattern: str, same: Mapping[str, str] | None = None) -> list[Sequence_]:
    """Parse a pattern into its branches.

    Args:
        pattern: one line.
        same: words to write another way ("hes" -> "he"), as messages are rewritten too.

    Raises:
        PatternError: brackets that do not match, or nothing that must be there.

    >>> read_pattern("(a|b) [c] (d|e f)")
    [[' a b ', '? c ', [['d'], ['e', 'f']]]]
    >>> read_pattern("a ..1 d [not needed]")
    [['a', 1, 'd']]
    """
    reader = _Reader(pattern, same or {})
    branches = [_tidy(branch) for branch in reader.branches()]
    if reader.rest():
        raise PatternError(f"“{pattern}”: a bracket closes that was not opened")
    if not all(branches):
        raise PatternError(f"“{pattern}” may match nothing at all: one word must be firm")
    return branches


def heads(sequence: Sequence_) -> list[tuple[str, Sequence_]]:
    """Each word or list that a sequence can begin with, and the sequence of what follows.

    >>> heads(read_pattern("(a|b c) d")[0])
    [('a', ['d']), ('b', ['c', 'd'])]
    """
    if not sequence:
        return []
    first, *rest = sequence
    if isinstance(first, list):
        found = []
        for branch in first:
            found += heads([*branch, *rest])
        return found
    text = str(first)
    found = [(word, rest) for word in text.strip("? ").split()]
    return found + heads(rest) if text[0] == "?" else found


def words_of(sequence: Sequence_) -> list[str]:
    """Every word and list that a sequence names."""
    found: list[str] = []
    for item in sequence:
        if isinstance(item, str):
            found += item.strip("? ").split()
        elif isinstance(item, list):
            found += [word for branch in item for word in words_of(branch)]
    return found


def _tidy(sequence: Sequence_) -> Sequence_:
    """Without what may be missing at either end: it changes nothing there."""
    start, end = 0, len(sequence)
    while start < end and _may_miss(sequence[start]):
        start += 1
    while end > start and _may_miss(sequence[end - 1]):
        end -= 1
    return sequence[start:end]


def _may_miss(item: object) -> bool:
    if isinstance(item, list):
        return any(all(map(_may_miss, branch)) for branch in item)
    return isinstance(item, int) or str(item)[0] == "?"


def _choice(words: list[str]) -> str:
    """One word, or a choice of words, as an item."""
    unique = list(dict.fromkeys(words))
    return unique[0] if len(unique) == 1 else f" {' '.join(unique)} "


class _Reader:
    """A reader of one pattern, from left to right."""

    def __init__(self, pattern: str, same: Mapping[str, str]) -> None:
        self._pattern = pattern
        for mark in "()[]|":
            pattern = pattern.replace(mark, f" {mark} ")
        words = [same.get(word, word) for word in pattern.replace("'", "").split()]
        self._tokens = [token for word in words for token in _SHORT_FORMS.get(word, [word])]
        self._at = 0

    def rest(self) -> bool:
        return self._at < len(self._tokens)

    def branches(self) -> list[Sequence_]:
        found = [self._line()]
        while self._peek() == "|":
            self._at += 1
            found.append(self._line())
        return found

    def _peek(self) -> str:
        return self._tokens[self._at] if self.rest() else ""

    def _line(self) -> Sequence_:
        items: Sequence_ = []
        while self.rest() and self._peek() not in ("|", ")", "]"):
            items += self._items()
        return items

    def _items(self) -> Sequence_:
        word = self._peek()
        self._at += 1
        if word == "(":
            return _joined(self._closed(")"))
        if word == "[":
            return _optional(self._closed("]"))
        if word.startswith(".."):
            return [self._gap(word)]
        return [_choice(forms(word[:-1]))] if word.endswith("~") else [word]

    def _closed(self, bracket: str) -> list[Sequence_]:
        inner = self.branches()
        if self._peek() != bracket:
            raise PatternError(f"“{self._pattern}”: a “{bracket}” is missing")
        self._at += 1
        return inner

    def _gap(self, mark: str) -> int:
        length = mark[2:] or str(DEFAULT_GAP)
        if not length.isdigit() or not 0 < int(length) <= LONGEST_GAP:
            raise PatternError(f"“{self._pattern}”: “..4” is up to four words; not “{mark}”")
        return int(length)


def _joined(branches: list[Sequence_]) -> Sequence_:
    """Branches as items: those of one word are one choice, a single branch needs no choice."""
    words: list[str] = []
    longer: list[Sequence_] = []
    for branch in branches:
        item = branch[0] if len(branch) == 1 else None
        if isinstance(item, str) and item[0] != "?":
            words += item.split()
        else:
            longer.append(branch)
    if words:
        longer.insert(0, [_choice(words)])
    return longer[0] if len(longer) == 1 else [longer]


def _optional(branches: list[Sequence_]) -> Sequence_:
    joined = _joined(branches)
    item = joined[0] if len(joined) == 1 else None
    if isinstance(item, str):
        return [f"? {item.strip('? ')} "]
    return [[*item, []]] if isinstance(item, list) else [[joined, []]]
