"""Run: what a command line asks for, once its options are read."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from .assistant import Assistant
from .cli import Status
from .conversation import Conversation
from .models import SCHEMA_VERSION, Answer
from .options import REGIONS, Options
from .output import Output, uses_color
from .progress import Bar, Waiting, can_redraw
from .render import shown_safely, styled, wrap
from .settings import Setting, Settings, read_settings
from .terminal import is_terminal, readable_question, say_beside
from .typed import Any

_BETWEEN = "\n" + "=" * 20 + "\n"  # between the answers of a batch


def run(options: Options) -> int:
    """Do what a command line asks for.

    Args:
        options: what it asks for.

    Returns:
        The exit status.

    Raises:
        AssistantError: the library cannot be used.
    """
    settings = read_settings(vars(options), os.environ)
    for fault in settings.faults:
        complain(f"left out: {fault}")
    output = _output(options, settings)
    if options.show_config:
        return _show_config(settings, output)
    if options.check:
        from .checks import run_checks

        return run_checks(_text(settings.knowledge), sys.stdout)
    if options.topics or options.sources or options.danger:
        return _list(options, _load(settings), output)
    if options.question is not None:
        return _one(readable_question(options.question), options, _load(settings), output)
    if output.form != "json" and is_terminal(sys.stdin) and is_terminal(sys.stdout):
        return _chat(options, settings, output)
    return _batch(options, _load(settings), output)


def complain(message: str) -> None:
    """Tell a person something on stderr."""
    say_beside(f"backpain: {shown_safely(message)}")


def _output(options: Options, settings: Settings) -> Output:
    form = "json" if options.json else "plain" if settings.plain.value else "terminal"
    color = form == "terminal" and uses_color(str(settings.color.value), sys.stdout)
    return Output(form, color, os.environ, sys.stdout)


def _text(setting: Setting) -> str | None:
    return None if setting.value is None else str(setting.value)


def load_assistant(settings: Settings) -> Assistant:
    """The assistant of these settings.

    Raises:
        KnowledgeError: its library cannot be used.
    """
    region = _text(settings.region)
    return Assistant.load(_text(settings.knowledge), "" if region == "none" else region)


def _load(settings: Settings) -> Assistant:
    with Waiting("building the library", sys.stderr):
        assistant = load_assistant(settings)
    for fault in assistant.library.faults:
        complain(f"left out: {fault}")
    return assistant


# -- questions ----------------------------------------------------------------------------------


def _one(question: str, options: Options, assistant: Assistant, output: Output) -> int:
    conversation = assistant.conversation()
    answer = conversation.ask(question)
    parts = conversation.explain() if options.explain else []
    if output.form == "json":
        data = answer.to_dict()
        if options.explain:
            from .explanation import explanation_data

            data["explanation"] = explanation_data(parts)
            data["rules"] = list(assistant.triage.check(question).rules)
        output.data(data)
    else:
        output.answer(answer)
        if options.explain:
            output.write("")
            output.explanation(parts, assistant.library.words("chat")["explain"], answer)
        if answer.safety_question:
            _say_if_yes(conversation, output)
        if answer.kind == "urgent" and not assistant.cards.region:
            _say_whose_numbers(assistant)
    return _status(answer)


def _say_if_yes(conversation: Conversation, output: Output) -> None:
    """Nobody waits for the answer to a safety question: say what a yes would lead to."""
    from .lists import list_lines

    urgency = conversation.ask("yes").urgency
    if urgency is not None:
        text = conversation.assistant.library.words("chat")["if_yes"]
        shown = text.format(action=urgency.advice.split("\n")[0])
        output.write("")
        output.lines(list_lines("safety", shown, output.width, output.color))


def _say_whose_numbers(assistant: Assistant) -> None:
    hint = assistant.library.words("chat")["whose_numbers"]
    say_beside(shown_safely(hint.format(regions=", ".join(REGIONS[:-1]))))


def _status(answer: Answer) -> int:
    return Status.NOT_COVERED if answer.kind == "not_covered" else Status.ANSWERED


def _batch(options: Options, assistant: Assistant, output: Output) -> int:
    """Answer a stream of questions, one a line, each by itself."""
    if is_terminal(sys.stdin):
        complain("type questions, one a line; Ctrl-D ends")
    found: set[int] = set()
    bar = _bar(output)
    done = 0
    for number, line in enumerate(sys.stdin, 1):
        done += len(line.encode("utf-8", "replace"))
        question = line.strip().lstrip("\ufeff").strip()  # files of some editors start with a mark
        if not question:
            continue
        if output.form != "json":
            _head(question, bool(found), assistant, output)
        found.add(_line(number, question, options, assistant, output))
        if bar is not None:
            bar.advance(done, f"line {number}")
    if bar is not None:
        bar.clear()
    worst = (Status.FAILED, Status.NOT_COVERED)
    return next((status for status in worst if status in found), Status.ANSWERED)


def _head(question: str, between: bool, assistant: Assistant, output: Output) -> None:
    """Which question the next answer belongs to."""
    if between:
        output.write(_BETWEEN)
    prompt = str(assistant.library.words("chat")["prompt"])
    lines = wrap(shown_safely(question), output.width, prompt, " " * len(prompt))
    output.lines([*(styled("prompt", line, output.color) for line in lines), ""])


def _line(
    number: int, question: str, options: Options, assistant: Assistant, output: Output
) -> int:
    """One line of a batch; what goes wrong with it must not cost the lines after it."""
    try:
        return _one(question, options, assistant, output)
    except OSError:
        raise  # nobody reads, or the disk is full: no further line will do
    except Exception as error:
        complain(f"line {number}: {type(error).__name__}: {error}")
        if output.form == "json":
            output.data({"schema": SCHEMA_VERSION, "question": question, "error": str(error)})
        return Status.FAILED


def _bar(output: Output) -> Bar | None:
    """A bar for a file of questions, where it would not get in the way of the answers."""
    if not can_redraw(sys.stderr) or is_terminal(output.stream):
        return None
    try:
        return Bar(os.fstat(sys.stdin.fileno()).st_size, sys.stderr)
    except (OSError, ValueError):
        return None


def _chat(options: Options, settings: Settings, output: Output) -> int:
    from .chat import Chat

    chat = Chat(lambda: load_assistant(settings), settings, output, explains=options.explain)
    if output.form == "plain" or os.environ.get("TERM", "dumb") in ("dumb", ""):
        from .plain import run_plain

        return run_plain(chat)
    from .repl import run_repl

    return run_repl(chat)


# -- lists --------------------------------------------------------------------------------------


def _list(options: Options, assistant: Assistant, output: Output) -> int:
    from . import lists

    library = assistant.library
    width, color = output.width, output.color
    if output.form == "json":
        if options.danger:
            output.data(lists.danger_data(library, assistant.cards))
        else:
            output.data((lists.topic_data if options.topics else lists.source_data)(library))
    elif options.danger:
        output.lines(lists.danger_lines(library, assistant.cards, width, color))
        if not assistant.cards.region:
            _say_whose_numbers(assistant)
    else:
        listed = lists.topic_lines if options.topics else lists.source_lines
        output.lines(listed(library, width, color))
    return Status.ANSWERED


def _show_config(settings: Settings, output: Output) -> int:
    from .settings import configuration_file, described

    rows = described(settings, os.environ)
    if output.form == "json":
        data: dict[str, Any] = {
            name: {"value": setting.value, "origin": setting.origin} for name, setting in rows
        }
        output.data({**data, "file": configuration_file()})
    else:
        output.lines(_config_lines(rows))
    return Status.FAILED if settings.faults else Status.ANSWERED


def _config_lines(rows: list[tuple[str, Setting]]) -> Iterable[str]:
    from .history import history_file
    from .places import cache_folder
    from .settings import configuration_file

    for name, setting in rows:
        yield shown_safely(f"{name:10} {_shown(setting.value):10} from: {setting.origin}")
    there = "" if os.path.exists(configuration_file()) else " (not there)"
    yield f"configuration file: {shown_safely(configuration_file())}{there}"
    yield f"history file: {shown_safely(history_file())}"
    yield f"cache folder: {shown_safely(cache_folder())}"


def _shown(value: str | bool | None) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return "shipped" if value is None else value
