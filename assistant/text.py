"""Words: how text becomes terms, the same way for passages and for questions.

``normalise`` makes spellings of one text alike, ``words`` cuts it into words, ``terms`` drops the
words that carry no meaning and reduces the others to their stems, ``pairs`` joins neighbours.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

import Stemmer

# Words that say little wherever they stand. "No", "not", "after", "before", "down", "up", "back",
# "off", "out", "over" and "under" are missing on purpose: here they carry meaning.
STOP_WORDS = frozenset(
    """
    a an the and or but if of at by for with about into through to from in on as is am are was were
    be been being have has had having do does did doing done will would shall should this that these
    those it its i im ive id ill me my mine myself we us our ours you your yours yourself he him his
    she her hers they them their theirs there here so than then too very just also s t
    """.split()
)

# Words of asking: they open and soften a question, but no passage is about them. Dropped from
# questions only (tests/benchmarks/collections.py measures the gain on public collections).
ASKING_WORDS = frozenset(
    """
    what whats which who whom whose how hows why when where can could may might must please help
    thanks thank tell know want wanna need like get got getting give any anyone anything some
    someone something really actually maybe hi hello hey ok okay um uh well right let lets go going
    gonna dont doesnt isnt cant wont thing things way ways lot much many kind sort explain describe
    question wonder wondering think guess mean means supposed use say says said sure im youre
    list show name
    """.split()
)

# How small words are typed in haste or by ear; they are too short to be told from other words.
IN_HASTE = dict(
    pair.split(":")
    for pair in """
    wot:what wat:what wht:what wots:whats wats:whats whts:whats wen:when whn:when wher:where
    wich:which wy:why hw:how cn:can cud:could coud:could shud:should shoud:should wud:would
    woud:would dus:does doz:does u:you ur:your r:are iz:is da:the dat:that tht:that dis:this
    coz:because cos:because cuz:because bcz:because bcoz:because plz:please pls:please abt:about
    wiv:with wid:with wth:with gud:good gd:good hav:have hv:have bak:back bck:back thier:their
    shld:should wld:would cld:could wanna:want gonna:going lil:little msg:message mins:minutes
    til:until till:until hrs:hours wks:weeks mths:months yrs:years doc:doctor docs:doctors
    """.split()
)

_SINGLE_QUOTES = dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u2032\u02bc\uff07`\u00b4"), "'")
_DOUBLE_QUOTES = dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033"), '"')
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")
# Control characters are dropped, but for those that part words.
_ASCII_CONTROLS: dict[int, str | None] = dict.fromkeys([*range(32), 127])
_ASCII_CONTROLS.update(dict.fromkeys(b"\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f", " "))
_ASCII_CONTROLS[ord("`")] = "'"
_ASCII_CONTROLS[ord("\n")] = "\n"
_PUNCTUATION = {**_SINGLE_QUOTES, **_DOUBLE_QUOTES, **_DASHES}
_DROPPED_CATEGORIES = ("Cc", "Cf", "Cs", "Mn")
_KEEPS_PLACE = "\u200c\u200d"  # joiners inside words of other scripts: dropped without a gap

_stemmer = Stemmer.Stemmer("english")


def normalise(text: str) -> str:
    """Spell a text one way: compatibility forms, quotes, dashes, case, accents, no controls.

    Args:
        text: anything a person can type or a file can hold.

    Returns:
        Lower-case text; control, formatting (zero-width, bidirectional) and combining characters
        are gone, line breaks are kept.
    """
    if text.isascii():
        return text.translate(_ASCII_CONTROLS).lower()
    text = unicodedata.normalize("NFKC", text.translate(_PUNCTUATION)).translate(_PUNCTUATION)
    text = unicodedata.normalize("NFKD", text.casefold())
    kept = [_kept(character) for character in text]
    return unicodedata.normalize("NFKC", "".join(kept))


def _kept(character: str) -> str:
    if character.isascii():
        return character.translate(_ASCII_CONTROLS)
    if unicodedata.category(character) in _DROPPED_CATEGORIES:
        return ""
    return " " if character.isspace() else character


class _Separators(dict[int, str]):
    """A translation table: what is no letter and no digit becomes a space; made as needed."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        kept = character if character.isalnum() else " "
        if len(self) < 4096:  # a bound, so that hostile text cannot grow it
            self[code] = kept
        return kept


_separators = _Separators()


def words(text: str) -> list[str]:
    """The words of a text, in order.

    Apostrophes vanish inside words ("can't" -> "cant"), a possessive s goes ("doctor's" ->
    "doctor"), a hyphen after a single letter joins ("X-ray" -> "xray"), any other hyphen parts.

    >>> words("The doctor's X-ray: can't we warm-up first?")
    ['the', 'doctor', 'xray', 'cant', 'we', 'warm', 'up', 'first']
    """
    text = normalise(text)
    if "'" in text:
        text = _without_apostrophes(text)
    if "-" in text:
        text = _join_letter_hyphens(text)
    return text.translate(_separators).split()


_read_once: dict[str, list[str]] = {}


def words_once(text: str) -> list[str]:
    """The words of a text that is read again and again while a library is built.

    They are kept until ``forget_words``; nobody may change them.
    """
    found = _read_once.get(text)
    if found is None:
        found = _read_once[text] = words(text)
    return found


def forget_words() -> None:
    """Let go of what ``words_once`` keeps."""
    _read_once.clear()


# Where "'s" stands for "is" or "us": "what's" becomes "whats", as people also type it.
_CONTRACTED = tuple(
    (f"{word}'s", f"{word}s")
    for word in "what that it how who where there here he she let when why".split()
)


def _without_apostrophes(text: str) -> str:
    if "'s" in text:
        for contracted, joined in _CONTRACTED:
            text = text.replace(contracted, joined)
        # Word by word: "'s" on a line of its own is all that the line says, and stays.
        text = " ".join(word.removesuffix("'s") or word for word in text.split())
    return text.replace("'", "")


def _join_letter_hyphens(text: str) -> str:
    parts = text.split("-")
    pieces = [parts[0]]
    for before, part in pairwise(parts):
        single = before[-1:].isalpha() and not before[-2:-1].isalnum()
        pieces.append(part if single and part[:1].isalpha() else " " + part)
    return "".join(pieces)


def stems(tokens: Sequence[str]) -> list[str]:
    """Snowball (Porter2) stems of words, one each.

    >>> stems(["walking", "shoes"])
    ['walk', 'shoe']
    """
    result: list[str] = _stemmer.stemWords(list(tokens))
    return result


def stemmer_version() -> str:
    """The version of the stemmer: an index made with another one may hold other stems."""
    return str(Stemmer.version())


def terms(text: str) -> list[str]:
    """The terms of a passage: stems of its words, stop words left out, in order."""
    return stems([word for word in words(text) if word not in STOP_WORDS])


def query_terms(text: str) -> list[str]:
    """The terms of a question: like ``terms``, without the words of asking.

    A question made of such words alone keeps them, so that any text remains a valid query.
    """
    kept = [word for word in words(text) if word not in STOP_WORDS]
    telling = [word for word in kept if word not in ASKING_WORDS]
    return stems(telling or kept)


HOW = "how?"  # no term: none has a mark in it


def with_how(asked: Sequence[str], said: Sequence[str]) -> list[str]:
    """The terms of a question; where there is one only, "how" counts too, if it was said.

    >>> with_how(["walk"], ["how", "should", "i", "walk"]), with_how(["walk"], ["can", "i", "walk"])
    (['walk', 'how?'], ['walk'])
    """
    return [*asked, *((HOW,) if len(set(asked)) == 1 and "how" in said else ())]


def pairs(sequence: Sequence[str]) -> list[str]:
    """Each two neighbouring terms as one term of its own.

    >>> pairs(["arch", "support", "shoe"])
    ['arch support', 'support shoe']
    """
    return [f"{first} {second}" for first, second in pairwise(sequence)]


def unique(sequence: Iterable[str]) -> list[str]:
    """The members of a sequence without repeats, in order of first sight."""
    return list(dict.fromkeys(sequence))
