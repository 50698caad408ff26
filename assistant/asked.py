"""Asked before: a question that stands in the library word for word finds its passage at once.

The words of the shipped questions are kept as phrases, in small records by their checksum, so that
a look-up reads one of them whatever the size of the library.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from zlib import crc32

from .models import Passage
from .text import STOP_WORDS, stems, words_once
from .typed import Any

_RECORDS = 256


def phrase(said: Sequence[str]) -> str:
    """What a question says, whatever its small words and endings.

    >>> phrase(["why", "does", "my", "back", "hurt"]), phrase(["why", "do", "backs", "hurt"])
    ('whi back hurt', 'whi back hurt')
    """
    return " ".join(stems([word for word in said if word not in STOP_WORDS]))


def compile_asked(passages: Iterable[Passage]) -> dict[str, dict[str, int]]:
    """The records of all questions that belong to one passage only.

    Args:
        passages: the passages in their order.

    Returns:
        Names of records -> phrase -> number of the passage.
    """
    holders: dict[str, set[int]] = {}
    for number, passage in enumerate(passages):
        for question in passage.questions:
            holders.setdefault(phrase(words_once(question)), set()).add(number)
    records: dict[str, dict[str, int]] = {}
    for said, numbers in holders.items():
        if " " in said and len(numbers) == 1:  # a single word may ask for anything about it
            records.setdefault(_record(said), {})[said] = min(numbers)
    return records


def asked_before(said: Sequence[str], part: Callable[[str], Any]) -> int | None:
    """The number of the passage for which a question was written, or None.

    Args:
        said: the words of a question.
        part: gives the record of a name, or None.
    """
    wanted = phrase(said)
    found: int | None = (part(_record(wanted)) or {}).get(wanted)
    return found


def _record(said: str) -> str:
    return f"asked/{crc32(said.encode()) % _RECORDS}"
