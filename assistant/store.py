"""One file of named records: opened at once, read record by record, each with its checksum.

The layout follows D. J. Bernstein's constant database (cdb): records one after the other, then a
hash table that says where each starts. A look-up touches a slot or two and one record, whatever the
size of the file, and a file is data only: nothing in it can run.

    header    64 bytes: magic, version, sizes, checksum
    records   key length, checksum, value length, key, value; each record, and the value in it,
              starts at a multiple of 8
    slots     16 bytes each: hash, check, offset of the record (0: empty)

All numbers are little-endian. Every record carries a CRC-32, every slot a check of its own parts;
both are verified when they are read: damage gives an ``IndexFileError``, never a wrong answer.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Callable, Iterable, Iterator
from struct import Struct
from types import TracebackType
from zlib import crc32

from .errors import IndexFileError
from .typed import BinaryIO

MAGIC = b"BPALIB\r\n"  # the line ending shows a transfer that mangled the file
VERSION = 3
_HEADER = Struct("<8sIQQQQ")  # magic, version, records, slots, offset of the slots, file size
_HEADER_SIZE = 64
_CHECKSUM = Struct("<I")
_RECORD = Struct("<IIQ")  # key length, checksum, value length
_RECORD_START = 0x6B636162  # what a checksum starts from: a record of zeros has not the sum zero
_SLOT = Struct("<IIQ")  # hash, check, offset
_SLOT_MARK = 0x27D4EB2F  # no slot is all zeros, so a hole in the file shows
_ALIGNMENT = 8  # arrays of numbers are read where they lie
_PADDING = tuple(map(bytes, range(_ALIGNMENT)))
_SLOTS_PER_RECORD = 2  # half-empty: a look-up visits 1.5 slots on average (Knuth 6.4)


def _aligned(size: int) -> int:
    return -size % _ALIGNMENT


def _record_checksum(key: bytes | memoryview, value: bytes | memoryview) -> int:
    return crc32(value, crc32(key, _RECORD_START))


def _slot_check(number: int, digest: int, offset: int) -> int:
    """A slot mixed into 32 bits, each part by an odd factor of its own (those of xxHash).

    Bits that are flipped alike in several parts do not cancel, as they would in a plain sum.
    """
    mixed = digest * 0x9E3779B1 + offset * 0x85EBCA77 + (offset >> 32) * 0x165667B1
    return (mixed + number * 0xC2B2AE3D + _SLOT_MARK) & 0xFFFFFFFF


def _write_into(file: BinaryIO, records: Iterable[tuple[bytes, bytes]]) -> None:
    file.write(bytes(_HEADER_SIZE))  # the room of the header, which is known last
    offset = _HEADER_SIZE
    places: list[tuple[int, int]] = []
    for key, value in records:
        places.append((crc32(key), offset))
        head = _RECORD.pack(len(key), _record_checksum(key, value), len(value))
        between, after = _PADDING[_aligned(len(key))], _PADDING[_aligned(len(value))]
        offset += file.write(b"".join((head, key, between, value, after)))
    slots = _slot_table(places)
    file.write(slots)
    count = len(slots) // _SLOT.size
    header = _HEADER.pack(MAGIC, VERSION, len(places), count, offset, offset + len(slots))
    file.seek(0)
    file.write(header + _CHECKSUM.pack(crc32(header)))


def _slot_table(places: list[tuple[int, int]]) -> bytes:
    count = 1
    while count < len(places) * _SLOTS_PER_RECORD:
        count *= 2
    taken: dict[int, tuple[int, int]] = {}
    for digest, offset in places:
        number = digest % count
        while number in taken:
            number = (number + 1) % count
        taken[number] = (digest, offset)
    table = bytearray()
    for number in range(count):
        digest, offset = taken.get(number, (0, 0))
        table += _SLOT.pack(digest, _slot_check(number, digest, offset), offset)
    return bytes(table)


def write(path: str | os.PathLike[str], records: Iterable[tuple[bytes, bytes]]) -> None:
    """Write a store in one step: the file is there whole or not at all.

    Args:
        path: the file to write or replace.
        records: pairs of key and value, each key once.

    Raises:
        OSError: the folder cannot be written, or the disk is full; no trace is left then.
    """
    _replace(os.fspath(path), lambda file: _write_into(file, records))


def write_bytes(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a small file in one step, readable by its owner alone.

    Raises:
        OSError: as for ``write``.
    """
    _replace(os.fspath(path), lambda file: file.write(content))


def _replace(target: str, fill: Callable[[BinaryIO], object]) -> None:
    partial = f"{target}.{os.getpid()}.{os.urandom(4).hex()}.partial"
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "wb") as file:
            fill(file)
        os.replace(partial, target)
    except BaseException:
        _remove(partial)
        raise


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        pass  # it was never made, or somebody else cleaned up


class Store:
    """A store file, open for reading; may be shared by threads, and by processes after a fork.

    Args:
        path: a file that ``write`` made.

    Raises:
        IndexFileError: the file is damaged, cut short, of another version, or no store.
        OSError: the file cannot be read.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = os.fspath(path)
        with open(self.path, "rb") as file:
            self.about = os.fstat(file.fileno())
            size = self.about.st_size
            if size < _HEADER_SIZE:
                raise self._damaged("too short")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        header = self._map[: _HEADER.size]
        magic, version, self._count, self._slots, self._table, whole = _HEADER.unpack(header)
        (checksum,) = _CHECKSUM.unpack_from(self._map, _HEADER.size)
        if magic != MAGIC:
            raise self._damaged("no index of this program")
        if checksum != crc32(header) or any(self._map[_HEADER.size + 4 : _HEADER_SIZE]):
            raise self._damaged("damaged header")
        if version != VERSION:
            raise self._damaged(f"version {version}, expected {VERSION}")
        if whole != size:
            raise self._damaged(f"{size} bytes, expected {whole}")

    def _damaged(self, why: str) -> IndexFileError:
        return IndexFileError(f"{self.path}: {why}; delete the file and build the index again")

    def get(self, key: bytes) -> memoryview | None:
        """The value of a key, or None where there is no such record.

        Raises:
            IndexFileError: a slot or the record is damaged.
        """
        digest = crc32(key)
        number = digest % self._slots
        for _ in range(self._slots):
            found, checksum, offset = _SLOT.unpack_from(
                self._map, self._table + number * _SLOT.size
            )
            if checksum != _slot_check(number, found, offset):
                raise self._damaged("damaged table")
            if not offset:
                return None
            if found == digest and (value := self._value(key, offset)) is not None:
                return value
            number = (number + 1) % self._slots
        return None

    def _value(self, key: bytes, offset: int) -> memoryview | None:
        found, value = self._record(offset)
        if found != key and crc32(found) != crc32(key):
            raise self._damaged("damaged record")  # the slot leads to another record than it says
        return value if found == key else None

    def _record(self, offset: int) -> tuple[bytes, memoryview]:
        key_size, checksum, value_size = _RECORD.unpack_from(self._map, offset)
        start = offset + _RECORD.size
        value_start = start + key_size + _aligned(key_size)
        end = value_start + value_size
        if end > self._table:
            raise self._damaged("damaged record")
        key = self._map[start : start + key_size]
        value = memoryview(self._map)[value_start:end]
        if _record_checksum(key, value) != checksum:
            raise self._damaged("damaged record")
        return key, value

    def items(self) -> Iterator[tuple[bytes, bytes]]:
        """All records, in the order in which they were written.

        Raises:
            IndexFileError: a record is damaged.
        """
        offset = _HEADER_SIZE
        for _ in range(self._count):
            key, value = self._record(offset)
            yield key, bytes(value)
            offset += _RECORD.size
            offset += sum(size + _aligned(size) for size in (len(key), len(value)))

    def close(self) -> None:
        """Let go of the file; views that were handed out keep the mapping alive."""
        try:
            self._map.close()
        except BufferError:
            pass  # somebody still holds a view: it is freed with the last of them

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
