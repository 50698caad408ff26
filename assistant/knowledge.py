"""Knowledge: a folder or one article -> a compiled library, from the cache where it is fresh.

A warm start compares names, sizes and times of the files with those noted beside the compiled
library, and opens it; nothing else is read. Anything that does not fit is built again.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping

from .cache import CachedStore, find, keep
from .errors import IndexFileError, KnowledgeError
from .library import Library
from .places import shipped_knowledge
from .records import MemoryRecords, read_json
from .text import stemmer_version

# Part of every stamp: raise it whenever the records or how they are computed change.
FORMAT = 11
COMPILED = "library.idx"  # beside the knowledge files of a wheel
MADE_FROM = "made from"  # its record that says which files it was made from
# The files that a folder of knowledge is made of; others are not looked at.
SUFFIXES = (".md", ".txt", ".yaml", ".yml", ".json")
FOLDERS = ("articles", "questions")  # of a folder of knowledge; no others are entered


def load_library(path: str | os.PathLike[str] | None = None) -> Library:
    """The compiled library of a knowledge folder or article.

    Args:
        path: a folder, a ``.md`` or ``.txt`` article, or None for the shipped library.

    Raises:
        KnowledgeError: it is missing, unreadable, or not sound enough to answer from.
    """
    place = os.path.abspath(os.fspath(path)) if path is not None else shipped_knowledge()
    named = os.fspath(path) if path is not None else place
    if path is None and (shipped := _precompiled(place)) is not None:
        return shipped
    stamp = _stamp(place)
    cached = find(place, stamp, lambda digest: _compiled_again(named, place, stamp, digest))
    if cached is not None:
        try:
            return Library(cached)
        except IndexFileError:
            pass  # of an older format: it is built again
    records, faults = _compiled(named, place, stamp)
    return Library(MemoryRecords(records), tuple(faults))


def _compiled(named: str, place: str, stamp: bytes) -> tuple[Mapping[bytes, bytes], list[str]]:
    from .compile import compile_library  # the build phase: yaml, markdown-it, numpy, rank_bm25

    records, faults, digest = compile_library(named, _shared(place))
    if not faults:  # an unsound folder is read anew each time, so that its faults are told again
        keep(place, stamp, digest, records)
    return records, faults


def _compiled_again(named: str, place: str, stamp: bytes, digest: str) -> Mapping[bytes, bytes]:
    """The records of a library whose file proved damaged while it was in use."""
    from .compile import compile_library

    records, _, found = compile_library(named, _shared(place))
    if found != digest:  # half an answer from the old and half from the new one would be wrong
        raise IndexFileError(
            "the compiled library is damaged and its files have changed; start again"
        )
    keep(place, stamp, digest, records)
    return records


# -- the shipped library, compiled ----------------------------------------------------------------


def listing(place: str) -> list[object]:
    """What a compiled library was made from: format, version of the stems, names and sizes."""
    files = sorted([path[len(place) + 1 :], size] for path, size, _ in _files(place))
    return [FORMAT, stemmer_version(), files]


def _precompiled(place: str) -> Library | None:
    """The compiled library that a wheel carries, unless somebody changed the files beside it."""
    try:
        store = _compiled_store(place)
        return Library(store) if store is not None else None
    except IndexFileError:
        return None


def _compiled_store(place: str) -> CachedStore | None:
    try:
        store = CachedStore(os.path.join(place, COMPILED), lambda: _compiled_in_memory(place))
        return store if read_json(store, MADE_FROM) == listing(place) else None
    except (OSError, IndexFileError, ValueError):
        return None  # a checkout has none; a damaged one is built again


def _shared(place: str) -> dict[bytes, bytes] | None:
    """What an own folder has in common with the shipped library, where that is compiled already."""
    from itertools import takewhile

    from .compile import SHARED

    shipped = shipped_knowledge()
    if place == shipped:
        return None
    store = _compiled_store(shipped) or find(shipped, _stamp(shipped), _never)
    try:
        return (
            dict(takewhile(lambda one: one[0].startswith(SHARED), store.items())) if store else None
        )
    except IndexFileError:
        return None


def _never(digest: str) -> Mapping[bytes, bytes]:
    raise IndexFileError("a damaged library is not read on")


def _compiled_in_memory(place: str) -> Mapping[bytes, bytes]:
    from .compile import compile_library

    return compile_library(place)[0]


# -- stamps -------------------------------------------------------------------------------------


def _stamp(place: str) -> bytes:
    """Names, sizes and times of all files that the library is made from."""
    shipped = shipped_knowledge()
    lines = [f"{FORMAT} {stemmer_version()} {place}"]
    try:
        lines += _file_lines(place)
        if place != shipped:
            lines += _file_lines(shipped)
    except OSError as error:
        reason = error.strerror or str(error)
        raise KnowledgeError(f"{reason}; give a knowledge folder or article", place) from error
    return "\n".join(lines).encode("utf-8", "surrogateescape")


def _file_lines(place: str) -> list[str]:
    return sorted(f"{path} {size} {changed}" for path, size, changed in _files(place))


def _files(place: str) -> list[tuple[str, int, str]]:
    """Path, size in bytes and times of change of each file of a folder, or of one file.

    The time of the last change of the entry counts too: it tells a file that was swapped for one of
    the same size and date.
    """
    about = os.stat(place)
    if not stat.S_ISDIR(about.st_mode):
        return [(place, about.st_size, _times(about))]
    found = []
    for folder in (place, *(os.path.join(place, name) for name in FOLDERS)):
        if folder != place and not os.path.isdir(folder):
            continue
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(SUFFIXES):
                    found.append((entry.path, *_size_and_times(entry)))
    return found


def _size_and_times(entry: os.DirEntry[str]) -> tuple[int, str]:
    try:
        about = entry.stat()
    except OSError:  # a link to nowhere, such as an editor's lock
        return -1, ""
    return about.st_size, _times(about)


def _times(about: os.stat_result) -> str:
    return f"{about.st_mtime_ns} {about.st_ctime_ns}"
