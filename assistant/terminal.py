"""Terminal: what the streams are, how wide they are, and what they can show."""

from __future__ import annotations

import os
import sys
import unicodedata

TYPE_CHECKING = False  # --help is done before typing would be imported
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

USUAL_WIDTH = 80
_ASCII_LOCALES = ("C", "POSIX")
# What curly and long signs become where a terminal has only ASCII.
_PLAIN_SIGNS = {
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
    "\N{MINUS SIGN}": "-",
    "\N{BULLET}": "-",
    "\N{HORIZONTAL ELLIPSIS}": "...",
    "\N{MULTIPLICATION SIGN}": "x",
    "\N{DEGREE SIGN}": " degrees ",
    "\N{VULGAR FRACTION ONE HALF}": "1/2",
    "\N{LATIN SMALL LETTER AE}": "ae",
    "\N{LATIN SMALL LETTER SHARP S}": "ss",
    "\N{LATIN SMALL LETTER O WITH STROKE}": "o",
}


def prepare_streams(environment: Mapping[str, str]) -> None:
    """Make the standard streams safe to use: closed ones swallow, none fails on a character.

    Args:
        environment: the process's variables.
    """
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w"))  # noqa: SIM115
    if hasattr(sys.stdin, "reconfigure"):
        # Where the locale says ASCII, what comes is that or, mostly, UTF-8.
        plain = (sys.stdin.encoding or "").lower() in ("ascii", "us-ascii", "ansi_x3.4-1968")
        sys.stdin.reconfigure(encoding="utf-8" if plain else None, errors="replace")
    for stream in (sys.stdout, sys.stderr):
        if not hasattr(stream, "reconfigure"):
            continue  # a stand-in of a test or of an editor
        if not _is_unicode(stream, environment):
            import codecs

            codecs.register_error("plain-signs", _plain_sign)
            ascii_only = environment.get("LC_ALL") in _ASCII_LOCALES
            encoding = "ascii" if ascii_only else stream.encoding
            stream.reconfigure(encoding=encoding, errors="plain-signs")


def say_beside(line: str) -> None:
    """Say a line on stderr; where nobody can take it, what else was asked for goes on."""
    try:
        print(line, file=sys.stderr, flush=True)
    except (OSError, ValueError):
        pass  # closed, full, or its reader has left


def _is_unicode(stream: TextIO, environment: Mapping[str, str]) -> bool:
    if "PYTHONIOENCODING" not in environment and environment.get("LC_ALL") in _ASCII_LOCALES:
        return False  # Python writes UTF-8 there, but the person's terminal has said ASCII
    return (stream.encoding or "").lower().replace("-", "").replace("_", "") == "utf8"


def shows_unicode(stream: TextIO) -> bool:
    """Whether a stream can show any character."""
    return (getattr(stream, "encoding", None) or "utf-8").lower().startswith("utf")


def _plain_sign(error: UnicodeError) -> tuple[str, int]:
    """Error handler of an encoder: the nearest ASCII for what the encoding lacks."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(_ascii(character) for character in missing), error.end


def _ascii(character: str) -> str:
    found = _PLAIN_SIGNS.get(character)
    if found is None:
        split = unicodedata.normalize("NFKD", character)
        found = split.encode("ascii", "ignore").decode("ascii")
    return found or ("" if unicodedata.combining(character) else "?")


def readable_question(text: str) -> str:
    """A question from the command line without the halves that stand for broken bytes."""
    if text.isascii():
        return text
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def terminal_width(environment: Mapping[str, str], stream: TextIO) -> int:
    """Columns to wrap to: COLUMNS, else the terminal's, else 80."""
    written = environment.get("COLUMNS", "")
    if written.isdigit() and int(written) > 0:
        return int(written)
    try:
        return os.get_terminal_size(stream.fileno()).columns or USUAL_WIDTH
    except (OSError, ValueError, AttributeError):
        return USUAL_WIDTH


def is_terminal(stream: TextIO) -> bool:
    """Whether a person looks at a stream; a closed one is no terminal."""
    try:
        return stream.isatty()
    except (ValueError, AttributeError):
        return False
