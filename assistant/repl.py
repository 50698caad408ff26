"""The chat in a terminal: line editing, suggestions, completion, a toolbar, with prompt-toolkit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app, run_in_terminal
from prompt_toolkit.auto_suggest import AutoSuggest, Suggestion
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import History
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.styles import Style

from .chat import Chat
from .commands import COMMANDS, find_command, summary_of
from .options import REGIONS
from .typed import Any

# A warm library is there while prompt-toolkit is imported; a cold one is built behind the prompt.
_PATIENCE = 0.2  # seconds
_SHORTEST = 2  # letters before a suggestion is made: one letter fits everything

# Named colours only, and no background: the terminal's theme knows what is readable on it.
_COLORS = {
    "prompt": "bold",
    "bottom-toolbar": "noreverse",
    "bottom-toolbar.text": "noreverse",
    "auto-suggestion": "dim",  # bright black vanishes on the dark theme of Solarized
    "completion-menu": "noreverse bg:default",
    "completion-menu.completion": "bg:default fg:default",
    "completion-menu.completion.current": "bg:default fg:default reverse",
    "completion-menu.meta.completion": "bg:default dim",
    "completion-menu.meta.completion.current": "bg:default fg:default nodim",
    "scrollbar.background": "bg:default",
    "scrollbar.button": "bg:default",
}
_NO_COLORS = {**_COLORS, "auto-suggestion": "italic", "completion-menu.meta.completion": ""}


def run_repl(chat: Chat) -> int:
    """Chat until the person leaves.

    Args:
        chat: the chat.

    Returns:
        The exit status.

    Raises:
        KnowledgeError: the library cannot be used.
    """
    return _Repl(chat).run()


class _Repl:
    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._greeted = False
        self._session = _session(chat)
        chat.confirm = self._confirm
        chat.edits_lines = True

    def run(self) -> int:
        chat = self._chat
        self._greeted = chat.loading.wait(_PATIENCE)
        if self._greeted:
            chat.loading.assistant()  # tells what is wrong with the library, if anything is
        chat.greet(offer=self._greeted)
        while True:
            try:
                line = self._session.prompt(
                    self._prompt(),
                    pre_run=self._before_prompt,
                    reserve_space_for_menu=_menu_rows(self._session.output.get_size().rows),
                )
                if chat.loading.failed:
                    chat.loading.assistant()
                if not chat.handle(line):
                    return 0
            except EOFError:
                chat.leave()
                return 0
            except KeyboardInterrupt:  # while an answer was on its way: the chat goes on
                chat.hint("how_to_leave")

    def _prompt(self) -> StyleAndTextTuples:
        return [("class:prompt", str(self._chat.words["prompt"]))]

    def _before_prompt(self) -> None:
        app = self._session.app
        # Terminals that do not tell where the cursor is work well enough; no warning is needed.
        app.renderer.cpr_not_supported_callback = None
        if not self._greeted:
            app.create_background_task(self._greet_when_loaded())

    async def _greet_when_loaded(self) -> None:
        """Offer the first questions above the prompt once the library is there."""
        chat = self._chat
        await _loaded(chat)
        app = self._session.app
        if chat.loading.failed:
            if not app.is_done:
                app.exit(result="")  # what the person reads next is the error
            return
        if not self._greeted and not chat.turns:
            self._greeted = True
            await run_in_terminal(chat.offer_starters)
        app.invalidate()

    def _confirm(self, question: str) -> bool:
        asking: PromptSession[str] = PromptSession()
        try:
            return asking.prompt(question).strip().lower() in ("y", "yes")
        except (EOFError, KeyboardInterrupt):
            return False


async def _loaded(chat: Chat) -> None:
    """Wait for the library without a thread of one's own: leaving must not wait for that one."""
    loop = asyncio.get_running_loop()
    done = asyncio.Event()

    def tell() -> None:
        try:
            loop.call_soon_threadsafe(done.set)
        except RuntimeError:
            pass  # the prompt is gone, and its loop with it

    chat.loading.when_done(tell)
    await done.wait()


def _session(chat: Chat) -> PromptSession[str]:
    command_typed = Condition(lambda: _is_command(session.default_buffer.text))
    session: PromptSession[str] = PromptSession(
        multiline=True,
        prompt_continuation=lambda width, line, wrapped: " " * width,
        auto_suggest=_Suggester(chat),
        completer=_CommandCompleter(chat),
        complete_while_typing=command_typed,
        history=_Typed(chat),
        key_bindings=_bindings(chat),
        bottom_toolbar=lambda: _toolbar(chat, session.output.get_size().columns),
        style=Style.from_dict(_COLORS if chat.output.color else _NO_COLORS),
        color_depth=ColorDepth.DEPTH_4_BIT if chat.output.color else ColorDepth.DEPTH_1_BIT,
        enable_suspend=True,
        include_default_pygments_style=False,
    )
    return session


def _menu_rows(rows: int) -> int:
    """Room for all commands under the prompt, taken when a slash is typed; half a small window."""
    return max(1, min(len(COMMANDS) + 1, rows // 2))


def _is_command(text: str) -> bool:
    return text.startswith("/") and "\n" not in text


# -- keys ---------------------------------------------------------------------------------------


def _bindings(chat: Chat) -> KeyBindings:
    bindings = KeyBindings()

    @bindings.add("enter")
    def send(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @bindings.add("escape", "enter")
    def new_line(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    @bindings.add("c-c")
    def clear(event: KeyPressEvent) -> None:
        if event.current_buffer.text:
            event.current_buffer.reset()
        else:
            run_in_terminal(lambda: chat.hint("how_to_leave"))

    @bindings.add("c-@", filter=Condition(lambda: not get_app().current_buffer.text))
    def leave(event: KeyPressEvent) -> None:
        # A Ctrl-D that was pressed while an answer was printed arrives as this key: the terminal
        # was in its own line mode then, and turns the mark of the end into a zero.
        event.app.exit(exception=EOFError)

    return bindings


# -- what is offered while typing -----------------------------------------------------------------


class _Suggester(AutoSuggest):
    """Suggests what was typed before, else a question of the library."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    def get_suggestion(self, buffer: Buffer, document: Document) -> Suggestion | None:
        text = document.text
        if len(text) < _SHORTEST or "\n" in text or text.startswith("/"):
            return None
        for earlier in reversed(self._chat.typed):
            if earlier.startswith(text) and "\n" not in earlier and earlier != text:
                return Suggestion(earlier[len(text) :])
        found = self._chat.loading.questions.starting_with(text)
        return Suggestion(found[len(text) :]) if found else None


class _CommandCompleter(Completer):
    """Completes commands and their values, only where a line starts with a slash."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        text = document.text_before_cursor
        if not _is_command(text):
            return
        name, space, argument = text[1:].partition(" ")
        if not space:
            for command in COMMANDS:
                if command.name.startswith(name.lower()):
                    summary = summary_of(self._chat, command)
                    yield Completion(
                        f"/{command.name}", start_position=-len(text), display_meta=summary
                    )
            return
        found = find_command(name)
        for value in found.values if found else ():
            if value.startswith(argument.lower()):
                country = self._chat.words["regions"][value][0] if value in REGIONS else ""
                yield Completion(value, start_position=-len(argument), display_meta=country)


class _Typed(History):
    """The chat's own list of what was typed: one place to keep it, one place to clear it."""

    def __init__(self, chat: Chat) -> None:
        super().__init__()
        self._chat = chat

    async def load(self) -> AsyncGenerator[str, None]:
        for line in reversed(self._chat.typed):
            yield line

    def get_strings(self) -> list[str]:
        return list(self._chat.typed)

    def append_string(self, string: str) -> None:
        """Nothing: the chat itself keeps what it is given."""

    def load_history_strings(self) -> Iterable[str]:
        return reversed(self._chat.typed)

    def store_string(self, string: str) -> None:
        """Nothing, as above."""


# -- toolbar ------------------------------------------------------------------------------------


def _toolbar(chat: Chat, columns: int) -> StyleAndTextTuples:
    return [("class:bottom-toolbar.text", _toolbar_text(chat, columns))]


def _toolbar_text(chat: Chat, columns: int) -> str:
    words: Any = chat.words
    if not chat.loading.ready:
        return _fitting([str(words["reading"])], columns)
    if chat.count < len(words["hints"]):
        return _fitting(words["hints"][chat.count], columns)
    values = {
        "topics": len(chat.library.articles),
        "region": chat.assistant.cards.region or "none",
        "private": words["saved"] if chat.saves_history else words["private"],
    }
    return _fitting([str(text).format(**values) for text in words["status"]], columns)


def _fitting(texts: list[str], columns: int) -> str:
    """The first, longest text that fits; of the last one what fits."""
    return next((text for text in texts if len(text) <= columns), texts[-1][:columns])
