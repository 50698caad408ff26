"""Cache: the compiled library in the person's own cache folder, found again by a stamp.

    NAME.stamp    which compiled library belongs to a place, and what the files looked like
    DIGEST.idx    a compiled library, named after the hash of all that went into it

Both are written in one step, for their owner alone. Whatever does not fit counts as not there.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from zlib import crc32

from .errors import IndexFileError
from .places import cache_folder
from .store import Store, write, write_bytes

# Libraries that are kept side by side; the one compiled longest ago goes first: that one is used is
# written nowhere.
MOST_KEPT = 8
# A process that was killed while it wrote leaves a file behind, which goes after this time.
_LEFT_BEHIND_NS = 3_600 * 1_000_000_000
Build = Callable[[], Mapping[bytes, bytes]]


class CachedStore(Store):
    """A compiled library in a file that is built again in memory when a record proves damaged.

    Args:
        path: the file.
        build: gives the records of the same library anew.

    Raises:
        IndexFileError: the file is damaged, of another version, or no store.
        OSError: the file cannot be read.
    """

    def __init__(self, path: str, build: Build) -> None:
        super().__init__(path)
        self._build = build
        self._built: Mapping[bytes, bytes] | None = None

    def get(self, key: bytes) -> memoryview | None:
        """The value of a key, or None where there is no such record."""
        if self._built is None:
            try:
                return super().get(key)
            except IndexFileError:
                self._built = self._build()
        value = self._built.get(key)
        return None if value is None else memoryview(value)


def find(place: str, stamp: bytes, build: Callable[[str], Mapping[bytes, bytes]]) -> Store | None:
    """The compiled library of a place, or None where there is none that fits.

    Args:
        place: the folder or article, as an absolute path.
        stamp: what its files look like now.
        build: compiles the library anew, given the digest that it must have.
    """
    try:
        folder = cache_folder()
        if not _own(os.stat(folder)):
            return None
        with open(_pointer(folder, place), "rb") as file:
            if not _own(os.fstat(file.fileno())):
                return None
            name, _, noted = file.read().partition(b"\n")
        if noted != stamp or not name.isalnum():
            return None
        digest = name.decode("ascii")
        store = CachedStore(os.path.join(folder, f"{digest}.idx"), lambda: build(digest))
    except (OSError, IndexFileError, ValueError):
        return None
    return store if _own(store.about) else None


def keep(place: str, stamp: bytes, digest: str, records: Mapping[bytes, bytes]) -> None:
    """Keep a compiled library; where that cannot be, nothing is kept and nothing is said.

    Args:
        place: the folder or article, as an absolute path.
        stamp: what its files looked like before they were read.
        digest: letters and digits, different for different records.
        records: the compiled library.
    """
    try:
        folder = cache_folder()
        os.makedirs(folder, mode=0o700, exist_ok=True)
        if not _own(os.stat(folder)):
            return
        path = os.path.join(folder, f"{digest}.idx")
        write(path, records.items())
        write_bytes(_pointer(folder, place), digest.encode("ascii") + b"\n" + stamp)
        _tidy(folder, os.stat(path).st_mtime_ns)
    except OSError:
        pass  # the answer is there all the same; it is built again the next time


def _pointer(folder: str, place: str) -> str:
    name = f"{crc32(place.encode('utf-8', 'surrogateescape')):08x}.stamp"
    return os.path.join(folder, name)


def _own(about: os.stat_result) -> bool:
    """Whether a file or folder belongs to this person and nobody else may write it."""
    mine = not hasattr(os, "getuid") or about.st_uid == os.getuid()
    return mine and not about.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _tidy(folder: str, now: int) -> None:
    """Remove the stamps beyond ``MOST_KEPT``, what no stamp names, and what was left half-written.

    Args:
        folder: the cache folder.
        now: the file system's time in nanoseconds, from a file that was just written.
    """
    with os.scandir(folder) as entries:
        dated = [(entry.stat().st_mtime_ns, entry.path) for entry in entries]
    # What is dated long after today was kept under a wrong clock: nobody can say how old it is.
    latest = now + _LEFT_BEHIND_NS
    known = [(0 if changed > latest else changed, path) for changed, path in dated]
    files = sorted(known, reverse=True)
    stamps = [path for _, path in files if path.endswith(".stamp")]
    for path in stamps[MOST_KEPT:]:
        os.unlink(path)
    named = {_named(path) for path in stamps[:MOST_KEPT]}
    for changed, path in files:
        old = now - changed > _LEFT_BEHIND_NS
        unused = path.endswith(".idx") and os.path.basename(path) not in named
        if (unused and changed < now) or (path.endswith(".partial") and old):
            os.unlink(path)


def _named(stamp: str) -> str:
    with open(stamp, "rb") as file:
        return file.readline().strip().decode("ascii", "replace") + ".idx"
