"""The chat with prompt-toolkit: keys, suggestions, completion, toolbar, and whole transcripts."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

import pytest
from faces import ALARM, PERU, SHOES, make_chat, output, settings, text_of
from prompt_toolkit.application import create_app_session
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from prompt_toolkit.styles import Style

from assistant import Assistant, KnowledgeError
from assistant.chat import Chat
from assistant.commands import COMMANDS
from assistant.loading import Loading, Questions, library_questions
from assistant.plain import run_plain
from assistant.repl import (
    _COLORS,
    _CommandCompleter,
    _menu_rows,
    _Suggester,
    _toolbar_text,
    _Typed,
    run_repl,
)

ENTER = "\r"
ALT_ENTER = "\x1b\r"
CTRL_C = "\x03"
CTRL_D = "\x04"


def paste(text: str) -> str:
    return f"\x1b[200~{text}\x1b[201~"


def type_into(chat: Chat, keys: str) -> int:
    """Run a chat on these keys and give its status."""
    with create_pipe_input() as pipe:
        pipe.send_text(keys)
        with create_app_session(input=pipe, output=DummyOutput()):
            return run_repl(chat)


@pytest.fixture
def talk(assistant: Assistant) -> Chat:
    return make_chat(assistant)


# -- whole chats --------------------------------------------------------------------------------


def test_a_chat_from_banner_to_goodbye(talk, capsys):
    keys = [SHOES, "1", "tell me more", PERU, "/danger", "quit"]
    assert type_into(talk, "".join(key + ENTER for key in keys)) == 0
    shown = capsys.readouterr().err
    assert shown.startswith("Back-pain assistant")
    assert shown.rstrip().endswith("take care of yourself.")
    kinds = [turn.answer.kind for turn in talk.turns]
    assert kinds == ["answer", "answer", "answer", "not_covered"]
    assert "EMERGENCY" in text_of(talk)


def test_the_banner_is_two_lines_and_three_questions_that_can_be_picked(talk, capsys):
    assert type_into(talk, "2" + ENTER + CTRL_D) == 0
    lines = capsys.readouterr().err.splitlines()
    assert "emergency number" in lines[1]
    assert lines[2] == ""
    assert [line[:5] for line in lines[4:7]] == ["  1. ", "  2. ", "  3. "]
    (turn,) = talk.turns
    assert turn.message == lines[5][5:]
    assert turn.answer.kind in ("answer", "overview")


def test_an_alarm_stays_on_top_until_it_is_settled(talk):
    type_into(
        talk, ALARM + ENTER + SHOES + ENTER + "it is settled" + ENTER + SHOES + ENTER + CTRL_D
    )
    kinds = [turn.answer.kind for turn in talk.turns]
    assert kinds == ["urgent", "urgent", "small_talk", "answer"]


# -- keys ---------------------------------------------------------------------------------------


def test_alt_enter_starts_a_new_line_and_enter_sends(talk):
    type_into(talk, "my back hurts" + ALT_ENTER + "which shoes" + ENTER + CTRL_D)
    assert [turn.message for turn in talk.turns] == ["my back hurts\nwhich shoes"]


def test_a_pasted_paragraph_stays_one_message(talk):
    type_into(talk, paste("I walk a lot.\r\nMy back aches.\nWhich shoes?\n") + ENTER + CTRL_D)
    assert [turn.message for turn in talk.turns] == ["I walk a lot.\nMy back aches.\nWhich shoes?"]


def test_ctrl_c_clears_the_line(talk):
    type_into(talk, "half a thou" + CTRL_C + SHOES + ENTER + CTRL_D)
    assert [turn.message for turn in talk.turns] == [SHOES]


def test_ctrl_c_on_an_empty_line_says_how_to_leave(talk, capsys):
    assert type_into(talk, CTRL_C + CTRL_D) == 0
    assert "press Ctrl-D or type quit" in capsys.readouterr().err


def test_ctrl_d_leaves_politely(talk, capsys):
    assert type_into(talk, CTRL_D) == 0
    assert "Goodbye" in capsys.readouterr().err


def brought_back(chat: Chat) -> list[str]:
    """What the arrow up goes through, the latest first."""

    async def load() -> list[str]:
        return [line async for line in _Typed(chat).load()]

    return asyncio.run(load())


def test_the_arrow_up_goes_through_what_was_typed(talk):
    type_into(talk, SHOES + ENTER + "/help" + ENTER + CTRL_D)
    assert brought_back(talk) == ["/help", SHOES]


def test_the_arrow_up_goes_on_to_earlier_chats_once_the_history_is_on(talk, assistant):
    make_chat(assistant, chosen=settings(history=True)).handle(PERU)
    type_into(talk, "/history on" + ENTER + CTRL_D)
    assert brought_back(talk) == ["/history on", PERU]


def test_a_line_with_a_leading_space_is_not_brought_back(talk):
    type_into(talk, SHOES + ENTER + " " + PERU + ENTER + CTRL_D)
    assert [turn.message for turn in talk.turns] == [SHOES, PERU]
    assert brought_back(talk) == [SHOES]


def test_empty_lines_say_nothing(talk):
    type_into(talk, ENTER + "   " + ENTER + CTRL_D)
    assert talk.turns == []


def test_ctrl_d_pressed_while_an_answer_is_printed_leaves_too(talk, capsys):
    assert type_into(talk, SHOES + ENTER + "\0") == 0
    assert "Goodbye" in capsys.readouterr().err


@pytest.mark.parametrize(("typed", "kept"), [("y", False), ("n", True), ("", True)])
def test_saving_asks_before_it_writes_over(talk, tmp_path, typed, kept):
    path = tmp_path / "chat.md"
    path.write_text("old")
    type_into(talk, f"{SHOES}{ENTER}/save {path}{ENTER}{typed}{ENTER}{CTRL_D}")
    assert (path.read_text("utf-8") == "old") is kept


def test_ctrl_c_while_an_answer_is_made_ends_the_answer_and_not_the_chat(talk, monkeypatch, capsys):
    asked = talk.conversation.ask

    def interrupted(message: str) -> object:
        if message == "slow":
            raise KeyboardInterrupt
        return asked(message)

    monkeypatch.setattr(talk.conversation, "ask", interrupted)
    assert type_into(talk, "slow" + ENTER + SHOES + ENTER + CTRL_D) == 0
    assert [turn.message for turn in talk.turns] == [SHOES]


# -- the library comes later --------------------------------------------------------------------


def chat_over(load: Callable[[], Assistant]) -> Chat:
    return Chat(load, settings(), output())


def test_the_prompt_is_there_before_the_library(assistant, capsys):
    typed = threading.Event()

    def load() -> Assistant:
        typed.wait()
        return assistant

    chat = chat_over(load)
    handle = chat.handle

    def noticed(line: str) -> bool:
        assert not chat.loading.ready
        typed.set()
        chat.handle = handle  # type: ignore[method-assign]
        return handle(line)

    chat.handle = noticed  # type: ignore[method-assign]
    assert type_into(chat, SHOES + ENTER + CTRL_D) == 0
    assert "Back-pain assistant" in capsys.readouterr().err
    assert [turn.answer.kind for turn in chat.turns] == ["answer"]


def test_what_is_wrong_with_the_library_ends_the_chat_with_its_reason():
    def load() -> Assistant:
        raise KnowledgeError("empty", "mine.md")

    with pytest.raises(KnowledgeError, match=r"mine\.md: empty"):
        type_into(chat_over(load), "")


def test_a_library_that_fails_later_ends_the_chat_too():
    asked = threading.Event()

    def load() -> Assistant:
        asked.wait()
        raise KnowledgeError("empty", "mine.md")

    chat = chat_over(load)
    chat.greet = lambda offer=True: asked.set()  # type: ignore[method-assign]
    with pytest.raises(KnowledgeError, match=r"mine\.md: empty"):
        type_into(chat, "")


# -- suggestions and completion -----------------------------------------------------------------


def suggestion(chat: Chat, text: str) -> str | None:
    found = _Suggester(chat).get_suggestion(Buffer(), Document(text))
    return found.text if found else None


@pytest.fixture
def ready(talk: Chat, assistant: Assistant) -> Chat:
    """A chat whose suggestions are there."""
    talk.loading.questions = Questions(library_questions(assistant))
    return talk


def test_the_librarys_questions_are_suggested_in_capitals_or_not(ready, assistant):
    question = next(q for q in library_questions(assistant) if len(q) > 20)
    start, rest = question[:18], question[18:]
    assert suggestion(ready, start.upper()) is not None
    assert start.lower() + suggestion(ready, start).lower() in [
        known.lower() for known in library_questions(assistant)
    ]
    assert rest


def test_what_was_typed_in_this_chat_is_suggested_first(ready):
    ready.typed += ["what helps my old knees", "what helps my sore back"]
    assert suggestion(ready, "what helps") == " my sore back"


@pytest.mark.parametrize("text", ["", "w", "/hel", "zzzz", "two\nlines"])
def test_nothing_is_suggested_where_it_would_be_in_the_way(ready, text):
    assert suggestion(ready, text) is None


def completions(chat: Chat, text: str) -> list[tuple[str, str]]:
    found = _CommandCompleter(chat).get_completions(Document(text), CompleteEvent())
    return [(one.text, one.display_meta_text) for one in found]


def test_commands_are_completed_with_their_summaries_at_a_leading_slash_only(talk):
    assert [name for name, _ in completions(talk, "/")] == [f"/{c.name}" for c in COMMANDS]
    assert completions(talk, "/to") == [("/topics", talk.words["commands"]["topics"])]
    for text in ("to", "is it and/or", "line\n/to"):
        assert completions(talk, text) == []


def test_values_of_a_command_are_completed(talk):
    assert [value for value, _ in completions(talk, "/history o")] == ["on", "off"]
    assert [value for value, _ in completions(talk, "/region u")] == ["us", "uk"]
    assert completions(talk, "/region n")[0] == ("nz", "New Zealand")
    assert completions(talk, "/nothing o") == []


@pytest.mark.parametrize(
    ("rows", "room"), [(24, len(COMMANDS) + 1), (50, len(COMMANDS) + 1), (8, 4), (1, 1)]
)
def test_the_menu_has_room_for_all_commands_where_the_window_has(rows, room):
    assert _menu_rows(rows) == room


def test_what_is_suggested_is_dim_in_the_colour_of_the_text():
    """Bright black is the background of a common dark theme."""
    assert "bright" not in str(_COLORS)
    style = Style.from_dict(_COLORS)
    for name in ("auto-suggestion", "completion-menu.meta.completion"):
        attributes = style.get_attrs_for_style_str(f"class:{name}")
        assert (attributes.dim, attributes.color) == (True, "")


# -- toolbar ------------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [20, 40, 80, 120])
def test_the_toolbar_gives_hints_first_and_facts_after_and_always_fits(talk, columns):
    shown = []
    for _ in range(len(talk.words["hints"]) + 1):
        shown.append(_toolbar_text(talk, columns))
        talk.count += 1
    assert all(len(text) <= columns for text in shown)
    if columns >= 80:
        assert "Ctrl-D leaves" in shown[0]
        assert shown[-1].startswith(f"{len(talk.library.articles)} topics | region: none | private")


def test_the_toolbar_tells_when_what_is_typed_is_kept(talk):
    talk.count = 99
    talk.handle("/history on")
    assert "history is on" in _toolbar_text(talk, 80)


# -- the plain face -----------------------------------------------------------------------------


def say(monkeypatch: pytest.MonkeyPatch, *lines: str | type[BaseException]) -> None:
    """Let ``input`` give these lines, then the end."""
    left = iter(lines)

    def read(prompt: str = "") -> str:
        line = next(left, EOFError)
        if isinstance(line, str):
            return line
        raise line

    monkeypatch.setattr("builtins.input", read)


def test_everything_is_reached_line_by_line_too(assistant, monkeypatch, capsys, tmp_path):
    chat = make_chat(assistant, shown=output("plain"))
    path = tmp_path / "chat.md"
    path.write_text("old")
    say(
        monkeypatch, SHOES, "1", "/topics", "/help", f"/save {path}", "y", KeyboardInterrupt, "quit"
    )
    assert run_plain(chat) == 0
    assert len(chat.turns) == 2
    assert path.read_text("utf-8").startswith("# A chat")
    shown = capsys.readouterr().err
    assert "press Ctrl-D or type quit" in shown
    assert "Alt-Enter" not in shown
    assert "Goodbye" in shown
    for turn in chat.turns[:1]:
        assert turn.answer.text in text_of(chat)
    assert "\x1b" not in text_of(chat) + shown
    assert "\r" not in text_of(chat) + shown


def test_the_end_of_the_input_leaves_the_plain_chat_politely(assistant, monkeypatch, capsys):
    chat = make_chat(assistant, shown=output("plain"))
    say(monkeypatch)
    assert run_plain(chat) == 0
    assert "Goodbye" in capsys.readouterr().err


def test_no_answer_to_writing_over_is_a_no(assistant, monkeypatch, tmp_path):
    chat = make_chat(assistant, shown=output("plain"))
    path = tmp_path / "chat.md"
    path.write_text("old")
    say(monkeypatch, SHOES, f"/save {path}")
    run_plain(chat)
    assert path.read_text("utf-8") == "old"


# -- loading ------------------------------------------------------------------------------------


def test_a_loaded_assistant_is_the_one_that_was_loaded(assistant):
    loading = Loading(lambda: assistant)
    assert loading.assistant() is assistant
    assert loading.ready
    assert not loading.failed
