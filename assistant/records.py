"""Named records of a compiled library, in memory or in a store file, read the same way.

Answering reads a handful of small records by name; which names there are:

    index                     the number of passages, the fields and their weights, what is where
    passage/N, id/PASSAGE     passage number N; the number of a passage id
    passages/B, ids/B         the same for large collections, some in each record
    term/T                    postings of a term, all fields together, weighted
    field/F/T                 postings of a term in one field, before the field's weight

Parts that are kept word by word lie some on a shelf: a file of a few larger records is written, and
taken over by another library, in a fraction of the time of one with many small ones.
"""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Iterator, Mapping
from struct import Struct
from zlib import crc32

from .errors import IndexFileError, UnknownPassageError
from .index import Postings
from .models import Note, Passage, Source
from .typed import Any, Protocol

FORMAT = 2
# Parts that lie on shelves, by how their names begin, and on how many: a record then holds about a
# kilobyte, which is read as fast as a few bytes.
SHELVES = {"flag:word:": 1024, "danger:": 1024, "talk:": 256, "scope:": 128}
IDS_PER_RECORD = 64
NUMBERED = "numbered"  # how ids are kept when each passage's id is its number: not at all
# Shorter postings are copied out of their record: Python reads arrays faster than views.
COPIED_UP_TO = 5_000
_COUNT = Struct("<I")
_BOUNDS = Struct("<II")
NUMBER_SIZE = 4  # bytes: passage numbers are unsigned 32-bit, weights 32-bit floats


class Records(Protocol):
    """Where records come from: a ``store.Store`` or ``MemoryRecords``."""

    def get(self, key: bytes) -> memoryview | None:
        """The record of that key, or None."""

    def items(self) -> Iterator[tuple[bytes, bytes]]:
        """All records, in the order in which they were made."""


class MemoryRecords:
    """Records kept in memory: a library that was built and not written anywhere."""

    def __init__(self, records: Mapping[bytes, bytes]) -> None:
        self._records = records

    def get(self, key: bytes) -> memoryview | None:
        """The record of that key, or None."""
        value = self._records.get(key)
        return None if value is None else memoryview(value)

    def items(self) -> Iterator[tuple[bytes, bytes]]:
        """All records, in the order in which they were made."""
        return iter(self._records.items())


class RecordIndex:
    """An index that is read from records.

    Args:
        records: what ``retriever.index_records`` made, and perhaps others.

    Raises:
        IndexFileError: they are no index, or one of another version.
    """

    def __init__(self, records: Records) -> None:
        about = read_json(records, "index")
        if not isinstance(about, dict) or about.get("format") != FORMAT:
            raise IndexFileError("no index of this version; build it again with Retriever.save")
        self._records = records
        self._ids: str = about.get("ids", "")
        self._block: int = about.get("block", 0)
        self._only: str = about.get("only", "")
        self.count: int = about["passages"]
        self.fields: dict[str, float] = about["fields"]
        self.has_pairs: bool = about["pairs"]

    def postings(self, term: str) -> Postings | None:
        """A term's postings, all fields together."""
        return self._postings(f"term/{term}")

    def field_postings(self, field: str, term: str) -> Postings | None:
        """A term's postings in one field, before the field's weight."""
        if self._only:
            return self.postings(term) if field == self._only else None
        return self._postings(f"field/{field}/{term}")

    def _postings(self, name: str) -> Postings | None:
        value = self._records.get(encode(name))
        return None if value is None else unpack_postings(value)

    def passage(self, number: int) -> Passage:
        """The passage of a number, from 0.

        Raises:
            UnknownPassageError: there are not that many, or the number is negative.
        """
        if not 0 <= number < self.count:
            raise UnknownPassageError(f"no passage of number {number}")
        if not self._block:
            return passage_from(read_json(self._records, f"passage/{number}"))
        block = self._records.get(f"passages/{number // self._block}".encode())
        if block is None:
            raise IndexFileError("a block of passages is missing; build the index again")
        start, end = _BOUNDS.unpack_from(block, NUMBER_SIZE * (number % self._block))
        return passage_from(json.loads(bytes(block[start:end])))

    def number(self, passage_id: str) -> int | None:
        """The number of a passage id; None for an unknown one."""
        if self._ids == NUMBERED:
            return numbered(passage_id, self.count)
        if not self._block:
            found = read_json(self._records, f"id/{passage_id}")
        else:
            share = share_of(passage_id, self.count)
            found = (read_json(self._records, f"ids/{share}") or {}).get(passage_id)
        return None if found is None else int(found)

    def items(self) -> Iterator[tuple[bytes, bytes]]:
        """All records, to be written."""
        return self._records.items()


# -- passages -----------------------------------------------------------------------------------


def share_of(passage_id: str, passages: int) -> int:
    """Which of the records of ids holds an id."""
    return crc32(encode(passage_id)) % (passages // IDS_PER_RECORD + 1)


def numbered(passage_id: str, count: int) -> int | None:
    """The number of a passage whose id is its number."""
    if not (passage_id.isascii() and passage_id.isdigit()) or len(passage_id) > len(str(count)):
        return None
    number = int(passage_id)
    return number if number < count and str(number) == passage_id else None


def passage_from(data: dict[str, Any]) -> Passage:
    """A passage from its record; what is empty is not in the record."""
    values = dict(data)
    for name in ("heading_path", "questions"):
        values[name] = tuple(values.get(name, ()))
    values["sources"] = tuple(Source(*source) for source in values.get("sources", ()))
    values["notes"] = tuple(
        Note(text, tuple(Source(*source) for source in sources))
        for text, sources in values.get("notes", ())
    )
    return Passage(**values)


# -- shelves ------------------------------------------------------------------------------------


def shelf_of(name: str) -> tuple[str, str] | None:
    """The shelf on which a part lies, and its name there; None for a record of its own.

    >>> shelf_of("flag:word:numb"), shelf_of("danger:"), shelf_of("articles")
    (('flag:word:/9', 'numb'), None, None)
    """
    for start, count in SHELVES.items():
        word = name.removeprefix(start)
        if word and word != name and word[0] != "/":  # no shelf lies on another
            return f"{start}/{crc32(encode(word)) % count}", word
    return None


def shelved(parts: Mapping[str, Any]) -> dict[str, Any]:
    """Parts by name, those that belong on shelves laid there; in the order of first sight."""
    laid: dict[str, Any] = {}
    for name, value in parts.items():
        shelf = shelf_of(name)
        if shelf is None:
            laid[name] = value
        else:
            laid.setdefault(shelf[0], {})[shelf[1]] = value
    return laid


# -- records ------------------------------------------------------------------------------------


def encode(name: str) -> bytes:
    """A record's name as its key."""
    return name.encode("utf-8", "surrogatepass")


def read_json(records: Records, name: str) -> Any:
    """A record of JSON by name, or None where there is none."""
    value = records.get(encode(name))
    return None if value is None else json.loads(bytes(value))


def pack_json(value: object) -> bytes:
    """JSON data as a record: compact, the same bytes for the same data."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def pack_postings(postings: Postings) -> bytes:
    """Postings as a record: how many, the passage numbers, the weights; little-endian."""
    numbers, weights = postings
    return b"".join((_COUNT.pack(len(numbers)), little_endian(numbers), little_endian(weights)))


def little_endian(numbers: array[Any] | memoryview[Any]) -> bytes:
    """32-bit numbers as they are written."""
    if sys.byteorder == "little":
        return numbers.tobytes()
    swapped = array("I", numbers.tobytes())
    swapped.byteswap()
    return swapped.tobytes()


def unpack_postings(value: memoryview) -> Postings:
    """The postings of a record: copied out of it, or, where they are many, as views of it.

    Raises:
        IndexFileError: the record's length does not fit what it says it holds.
    """
    if len(value) < _COUNT.size:
        raise IndexFileError("a record of postings is too short; build the index again")
    (count,) = _COUNT.unpack_from(value)
    middle = _COUNT.size + count * NUMBER_SIZE
    if len(value) != middle + count * NUMBER_SIZE:
        raise IndexFileError("a record of postings has the wrong length; build the index again")
    if count > COPIED_UP_TO and sys.byteorder == "little":
        return Postings(value[_COUNT.size : middle].cast("I"), value[middle:].cast("f"))
    numbers, weights = array("I"), array("f")
    numbers.frombytes(value[_COUNT.size : middle])
    weights.frombytes(value[middle:])
    if sys.byteorder == "big":
        numbers.byteswap()
        weights.byteswap()
    return Postings(numbers, weights)
