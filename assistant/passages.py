"""Build phase: passages as records, and plain texts as passages."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import overload

from .models import Passage
from .records import NUMBER_SIZE, encode, little_endian, pack_json, share_of

# A compiled passage keeps this many of its questions, to be suggested; all of them are indexed.
MOST_QUESTIONS = 6
# Passages in one record of a large collection: a record of some kilobytes is checked in 5 µs.
BLOCK = 16


class Texts(Sequence[Passage]):
    """Plain texts as passages, which are made when they are asked for; ids are numbers."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = list(texts)

    def __len__(self) -> int:
        return len(self._texts)

    @overload
    def __getitem__(self, place: int) -> Passage: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Passage]: ...
    def __getitem__(self, place: int | slice) -> Passage | Sequence[Passage]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        return Passage(str(place), self._texts[place])


def passage_records(passages: Sequence[Passage]) -> Iterator[tuple[bytes, bytes]]:
    """A record for each passage and each id."""
    for number, passage in enumerate(passages):
        yield f"passage/{number}".encode(), pack_json(_passage_data(passage))
        yield encode(f"id/{passage.id}"), pack_json(number)


def block_records(passages: Sequence[Passage]) -> Iterator[tuple[bytes, bytes]]:
    """A record for each ``BLOCK`` passages: where each starts and ends, then each as JSON."""
    for start in range(0, len(passages), BLOCK):
        block = passages[start : start + BLOCK]
        packed = [pack_json(_passage_data(passage)) for passage in block]
        room = NUMBER_SIZE * (len(packed) + 1)
        bounds = array("I", accumulate(map(len, packed), initial=room))
        yield f"passages/{start // BLOCK}".encode(), b"".join((little_endian(bounds), *packed))


def id_records(passages: Sequence[Passage]) -> Iterator[tuple[bytes, bytes]]:
    """Records of some ``IDS_PER_RECORD`` ids each, with their passages' numbers."""
    shares: dict[int, dict[str, int]] = {}
    for number, passage in enumerate(passages):
        shares.setdefault(share_of(passage.id, len(passages)), {})[passage.id] = number
    for share, numbers in shares.items():
        yield f"ids/{share}".encode(), pack_json(numbers)


def _passage_data(passage: Passage) -> dict[str, object]:
    data = {name: value for name, value in passage._asdict().items() if value}
    if passage.questions:
        data["questions"] = passage.questions[:MOST_QUESTIONS]
    if passage.sources:
        data["sources"] = [list(source) for source in passage.sources]
    if passage.notes:
        data["notes"] = [[note.text, [list(s) for s in note.sources]] for note in passage.notes]
    return {"id": passage.id, "text": passage.text, **data}
