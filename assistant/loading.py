"""Loading: the library is read in a second thread while the person reads the banner."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Callable

from .assistant import Assistant
from .errors import KnowledgeError


class Loading:
    """An assistant that is being loaded.

    Args:
        load: loads it; runs in a thread of its own.
    """

    def __init__(self, load: Callable[[], Assistant]) -> None:
        self._load = load
        self._assistant: Assistant | None = None
        self._error: Exception | None = None
        self._loaded = threading.Event()
        self._calls: list[Callable[[], None]] = []
        self._lock = threading.Lock()
        self.questions = Questions([])
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            self._assistant = self._load()
        except Exception as error:  # told in the thread that asks for the assistant
            self._error = error
        with self._lock:
            self._loaded.set()
        for call in self._calls:
            call()
        if self._assistant is not None:
            self.questions = Questions(library_questions(self._assistant))

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it is loaded, or the loading failed.

        Args:
            seconds: how long at most; None waits for as long as it takes.

        Returns:
            Whether it has ended.
        """
        return self._loaded.wait(seconds)

    def when_done(self, call: Callable[[], None]) -> None:
        """Have something called when it is loaded or has failed, in the thread that loads.

        Args:
            call: what to call; called at once where the loading has ended already.
        """
        with self._lock:
            if not self._loaded.is_set():
                self._calls.append(call)
                return
        call()

    @property
    def ready(self) -> bool:
        """Whether the assistant is there."""
        return self._assistant is not None

    @property
    def failed(self) -> bool:
        """Whether loading it failed."""
        return self._error is not None

    def assistant(self) -> Assistant:
        """The assistant, as soon as it is there.

        Raises:
            KnowledgeError: its library cannot be used.
        """
        self._loaded.wait()
        if self._error is not None:
            raise self._error
        if self._assistant is None:
            raise KnowledgeError("the library was not loaded")
        return self._assistant


class Questions:
    """Questions to suggest while somebody types, found by how they start.

    Args:
        asked: the questions.
    """

    def __init__(self, asked: list[str]) -> None:
        self._sorted = sorted((question.lower(), question) for question in asked)

    def starting_with(self, start: str) -> str | None:
        """The first question that starts like this, in capitals or not; None where none does.

        >>> Questions(["Why me?", "Which shoes?"]).starting_with("whi")
        'Which shoes?'
        """
        lowered = start.lower()
        place = bisect_left(self._sorted, (lowered, ""))
        if place < len(self._sorted) and self._sorted[place][0].startswith(lowered):
            return self._sorted[place][1]
        return None


def library_questions(assistant: Assistant) -> list[str]:
    """The questions of all passages that people may want to ask."""
    retriever = assistant.retriever
    return [question for n in range(len(retriever)) for question in retriever.passage(n).questions]
