"""History: what was typed, kept in a file only where a person turned that on.

The file lies in the state folder, readable by its owner alone: what people type about their health
is nobody else's business.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence

from .places import state_folder

MOST_LINES = 1000
_FOLDER_MODE = 0o700
_FILE_MODE = 0o600
_NEW_LINE = "\\n"  # how a line break inside a message is written, so that a message is a line


def history_file() -> str:
    """The path of the history file, which need not exist."""
    return os.path.join(state_folder(), "history")


class HistoryFile:
    """The messages of earlier chats, a line each, the oldest first.

    Args:
        path: the file; it is made when the first message is added.
    """

    def __init__(self, path: str) -> None:
        self._path = path

    def read(self) -> list[str]:
        """The last ``MOST_LINES`` messages; none where there is no file.

        Raises:
            OSError: the file is there and cannot be read.
        """
        try:
            with open(self._path, encoding="utf-8", errors="replace") as file:
                lines = file.read().split("\n")
        except FileNotFoundError:
            return []
        return [_unescaped(line) for line in lines if line][-MOST_LINES:]

    def add(self, message: str) -> None:
        """Add a message, unless it starts with a space or repeats the last one.

        Raises:
            OSError: it cannot be written.
        """
        if not message.strip() or message[0].isspace():
            return
        kept = self.read()
        if kept and kept[-1] == message:
            return
        if len(kept) >= MOST_LINES:
            self._write([*kept, message][-MOST_LINES:])
        else:
            self._append(message)

    def clear(self) -> None:
        """Remove the file, and what a killed chat left beside it.

        Raises:
            OSError: it is there and cannot be removed.
        """
        folder, name = os.path.split(self._path)
        try:
            kept = [one for one in os.listdir(folder) if one == name or one.startswith(f"{name}.")]
        except FileNotFoundError:
            return
        for one in kept:
            os.unlink(os.path.join(folder, one))

    def prepare(self) -> None:
        """Make folder and file, readable by their owner alone.

        Raises:
            OSError: they cannot be made or written.
        """
        os.close(self._open(os.O_APPEND))

    def _append(self, message: str) -> None:
        start = "" if self._ends_whole() else "\n"  # a full disk may have cut the last message
        descriptor = self._open(os.O_APPEND)
        with open(descriptor, "w", encoding="utf-8", errors="replace") as file:
            file.write(start + _escaped(message) + "\n")

    def _ends_whole(self) -> bool:
        try:
            with open(self._path, "rb") as file:
                if not file.seek(0, os.SEEK_END):
                    return True
                file.seek(-1, os.SEEK_END)
                return file.read(1) == b"\n"
        except FileNotFoundError:
            return True

    def _write(self, messages: Sequence[str]) -> None:
        """Write all of it anew, whole or not at all."""
        self.prepare()
        beside = f"{self._path}.{os.getpid()}"
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _FILE_MODE)
        with open(descriptor, "w", encoding="utf-8", errors="replace") as file:
            file.writelines(_escaped(message) + "\n" for message in messages)
        os.replace(beside, self._path)

    def _open(self, how: int) -> int:
        folder = os.path.dirname(self._path)
        os.makedirs(folder, mode=_FOLDER_MODE, exist_ok=True)
        if stat.S_IMODE(os.stat(folder).st_mode) != _FOLDER_MODE:
            os.chmod(folder, _FOLDER_MODE)
        # A link planted here must not lead what is typed to another place.
        flags = os.O_WRONLY | os.O_CREAT | how | getattr(os, "O_NOFOLLOW", 0)
        descriptor = os.open(self._path, flags, _FILE_MODE)
        if hasattr(os, "fchmod"):
            os.fchmod(descriptor, _FILE_MODE)
        return descriptor


def _escaped(message: str) -> str:
    return message.replace("\\", "\\\\").replace("\r", "").replace("\n", _NEW_LINE)


def _unescaped(line: str) -> str:
    return line.replace("\\\\", "\0").replace(_NEW_LINE, "\n").replace("\0", "\\")
