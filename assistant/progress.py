"""Progress on stderr: a bar while a file of questions is answered or a large library is built.

Shown only to a person: when stderr is a terminal that can go back to the start of a line.
"""

from __future__ import annotations

import _thread
import os
import time
from collections.abc import Callable
from types import TracebackType

from .terminal import is_terminal
from .typed import TextIO

_BAR = 24  # columns
_PATIENCE = 0.4  # seconds; what is done sooner needs no bar
_PACE = 0.1  # seconds between two drawings
_CLEAR = "\r\x1b[K"


def can_redraw(stream: TextIO) -> bool:
    """Whether a stream is a terminal on which a line can be drawn again."""
    return is_terminal(stream) and os.environ.get("TERM", "") not in ("", "dumb")


class Bar:
    """A bar for work whose size is known.

    Args:
        total: the size of the work, in any unit.
        stream: where it is drawn.
        clock: tells the time in seconds.
    """

    def __init__(
        self, total: int, stream: TextIO, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._total = total
        self._stream = stream
        self._clock = clock
        self._next = clock() + _PATIENCE
        self._drawn = False

    def advance(self, done: int, label: str) -> None:
        """Draw how much is done, unless it was drawn just now."""
        now = self._clock()
        if now < self._next or not self._total:
            return
        self._next = now + _PACE
        share = min(1.0, done / self._total)
        self._stream.write(f"{_CLEAR}[{_filled(share)}] {share:4.0%}  {label}")
        self._stream.flush()
        self._drawn = True

    def clear(self) -> None:
        """Take the bar away."""
        if self._drawn:
            self._stream.write(_CLEAR)
            self._stream.flush()
            self._drawn = False


class Waiting:
    """A bar that moves to and fro, for work whose size is not known; a context manager.

    A second thread draws it. Python's ``_thread`` and not ``threading``, whose import a question
    would pay for that needs no bar.
    """

    def __init__(self, label: str, stream: TextIO) -> None:
        self._label = label
        self._stream = stream
        self._done = _thread.allocate_lock()
        self._ended = _thread.allocate_lock()
        self._shown = can_redraw(stream)

    def __enter__(self) -> Waiting:
        if self._shown:
            self._done.acquire()
            self._ended.acquire()
            _thread.start_new_thread(self._draw, ())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown:
            self._done.release()
            self._ended.acquire()

    def _draw(self) -> None:
        step = 0
        try:
            if self._done.acquire(timeout=_PATIENCE):
                return
            while True:
                self._stream.write(f"{_CLEAR}[{_swinging(step)}] {self._label}")
                self._stream.flush()
                step += 1
                if self._done.acquire(timeout=_PACE):
                    self._stream.write(_CLEAR)
                    self._stream.flush()
                    return
        except (OSError, ValueError):
            pass  # the terminal went away; the work goes on
        finally:
            self._ended.release()


def _filled(share: float) -> str:
    full = round(share * _BAR)
    return "#" * full + " " * (_BAR - full)


def _swinging(step: int) -> str:
    block = 4
    last = _BAR - block
    place = step % (2 * last)
    place = min(place, 2 * last - place)
    return " " * place + "#" * block + " " * (last - place)
