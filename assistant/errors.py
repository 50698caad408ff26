"""The errors of the package, one tree.

AssistantError                 base, never raised itself
├── KnowledgeError       a knowledge file or folder cannot be used (also a ValueError)
├── IndexFileError       a saved index is damaged or of another version (also a ValueError)
├── ConfigurationError   the configuration file cannot be used (also a ValueError)
└── UnknownPassageError  no passage of that id (also a KeyError)
"""

from __future__ import annotations


class AssistantError(Exception):
    """Base of all errors of the package; its text tells a person what to do next."""


class KnowledgeError(AssistantError, ValueError):
    """A knowledge file or folder cannot be used.

    Args:
        message: what is wrong and what was expected.
        file: the file it is about, as the person named it.
        line: its line, counted from 1, where known.
    """

    def __init__(self, message: str, file: str = "", line: int | None = None) -> None:
        self.file = file
        self.line = line
        self.message = message
        where = f"{file}:{line}: " if file and line else f"{file}: " if file else ""
        super().__init__(where + message)


class IndexFileError(AssistantError, ValueError):
    """A saved index is damaged, of another version, or no index at all."""


class ConfigurationError(AssistantError, ValueError):
    """The configuration file cannot be used."""


class UnknownPassageError(AssistantError, KeyError):
    """No passage of that id is in the index."""

    def __str__(self) -> str:  # a KeyError shows its argument's repr, which reads badly
        return str(self.args[0]) if self.args else ""
