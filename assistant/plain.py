"""The chat line by line, nothing redrawn: for screen readers and plain terminals."""

from __future__ import annotations

from .chat import Chat


def run_plain(chat: Chat) -> int:
    """Chat until the person leaves, with ``input`` alone.

    Args:
        chat: the chat.

    Returns:
        The exit status.

    Raises:
        KnowledgeError: the library cannot be used.
    """
    chat.confirm = _confirm
    chat.loading.assistant()
    chat.greet()
    while True:
        try:
            if not chat.handle(input(chat.words["prompt"])):
                return 0
        except EOFError:
            chat.output.write("")
            chat.leave()
            return 0
        except KeyboardInterrupt:
            chat.output.write("")
            chat.hint("how_to_leave")


def _confirm(question: str) -> bool:
    try:
        return input(question).strip().lower() in ("y", "yes")
    except EOFError:
        return False
