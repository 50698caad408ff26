"""Knowledge files, read with care: a folder -> files -> text, each fault with file and line."""

from __future__ import annotations

import os
import stat

from .errors import KnowledgeError

# The shipped library is under 2 MB in all; a file of this size is no article but a mistake.
MAX_FILE_BYTES = 8_000_000
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


class _Unseen(dict[int, "str | None"]):
    """A translation table for what must not reach a terminal, filled when it is first used."""

    def fill(self) -> None:
        self.update(dict.fromkeys([*range(32), *range(127, 160), 0x2028, 0x2029], " "))
        self.update({ord("\n"): "\n", ord("\t"): "\t"})
        self.update(dict.fromkeys(range(0xD800, 0xE000), "\ufffd"))  # halves of a character
        directions = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
        self.update(dict.fromkeys((*directions, 0xFEFF, *range(0xE0000, 0xE0080)), None))


_unseen = _Unseen()


def visible(text: str) -> str:
    """A text without what could steer a terminal or turn its writing round.

    Control characters (7- and 8-bit, so the first of every escape sequence) become spaces,
    directional overrides and invisible tags vanish. Line feeds and tabs stay.
    """
    if text.isascii() and text.isprintable():
        return text
    if not _unseen:
        _unseen.fill()
    return text.translate(_unseen)


def read_text(path: str, name: str = "") -> str:
    """The text of a file.

    Args:
        path: the file.
        name: what to call it in errors.

    Raises:
        KnowledgeError: it is missing, empty, too large, binary, not UTF-8, or no file at all.
    """
    name = name or path
    limit = f"larger than {MAX_FILE_BYTES // 1_000_000} MB; split it into several files"
    try:
        about = os.stat(path)
        if not stat.S_ISREG(about.st_mode):  # opening a pipe or a device could wait for ever
            what = "a folder" if stat.S_ISDIR(about.st_mode) else "no ordinary file"
            raise KnowledgeError(f"{what}; a text file was expected", name)
        if about.st_size > MAX_FILE_BYTES:
            raise KnowledgeError(limit, name)
        with open(path, "rb") as file:
            raw = file.read(MAX_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, KnowledgeError):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise KnowledgeError(f"cannot be read ({reason}); check name and rights", name) from error
    if len(raw) > MAX_FILE_BYTES:  # it grew, or is one of those files that tell no size
        raise KnowledgeError(limit, name)
    return _decoded(raw, name)


def _decoded(raw: bytes, name: str) -> str:
    if raw.startswith(_BYTE_ORDER_MARKS):
        raise KnowledgeError("UTF-16, not UTF-8; save it again as UTF-8", name, 1)
    if b"\0" in raw:
        line = raw[: raw.index(b"\0")].count(b"\n") + 1
        message = "binary, not text; save it as UTF-8 text (.md, .txt or .yaml)"
        raise KnowledgeError(message, name, line)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise KnowledgeError("not UTF-8 text; save it again as UTF-8", name, line) from error
    if not text.strip():
        raise KnowledgeError("empty; write something in it, or delete it", name)
    return text


def inside(
    folder: str, suffixes: tuple[str, ...], root: str = ""
) -> tuple[list[str], list[KnowledgeError]]:
    """The files of a folder with one of these endings, in order of name; hidden ones are skipped.

    Args:
        folder: where to look; folders in it are not entered.
        suffixes: the endings.
        root: the knowledge folder, which no link may lead out of; ``folder`` where none is given.

    Returns:
        The paths, and a fault for each entry that has to be left out.

    Raises:
        KnowledgeError: the folder cannot be listed, or lies outside of ``root``.
    """
    paths: list[str] = []
    faults: list[KnowledgeError] = []
    refuse_link_out(folder, root or folder)
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"cannot be read ({reason}); check name and rights"
        raise KnowledgeError(message, folder) from error
    for name in names:
        path = os.path.join(folder, name)
        if name.startswith(".") or not name.endswith(suffixes):
            continue
        try:
            refuse_link_out(path, root or folder)
        except KnowledgeError as fault:
            faults.append(fault)
        else:
            paths.append(path)
    return paths, faults


def refuse_link_out(path: str, root: str) -> None:
    """Refuse a symbolic link that leads out of the knowledge folder.

    Raises:
        KnowledgeError: ``path`` lies elsewhere once its links are followed.
    """
    real, home = os.path.realpath(path), os.path.realpath(root)
    if real != home and not real.startswith(home.rstrip(os.sep) + os.sep):
        raise KnowledgeError("a link out of the knowledge folder; put the file itself here", path)
