"""Commands: the one registry of the chat's /commands; it feeds dispatch, completion and /help."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator

from . import lists
from .menus import Choice, list_articles
from .models import Answer, Source
from .options import REGIONS
from .regions import Names, region_lines, region_of, shown_region
from .render import wrap
from .settings import configuration_file
from .store import write_bytes
from .transcript import transcript
from .typed import TYPE_CHECKING, NamedTuple
from .wording import long_source

if TYPE_CHECKING:
    from .chat import Chat

_NARROW = 60  # columns; below, a command and what it is for stand one under the other
_ALARMING = ("topics", "more", "region", "quit")  # they show an open alarm themselves
_ASKED = ("more", "explain")  # without a slash these go on from the last answer
_LOSING = ("/new", "/history clear")  # nothing that cannot be undone is done without a slash


class Command(NamedTuple):
    """A command: what it does with what stands behind its name, and what may stand there.

    ``run`` returns whether the chat goes on; what the command is for stands in responses.yaml
    under ``chat.commands``.
    """

    name: str
    run: Callable[[Chat, str], bool]
    argument: str = ""
    aliases: tuple[str, ...] = ()
    values: tuple[str, ...] = ()


def _help(chat: Chat, argument: str) -> bool:
    rows = [(usage_of(command), summary_of(chat, command)) for command in COMMANDS]
    room = max(len(usage) for usage, _ in rows)
    chat.output.write("")
    for usage, summary in rows:
        start = f"  {usage:{room}}  "
        if chat.output.width < _NARROW:
            chat.output.write(f"  {usage}")
            start = " " * 4
        chat.output.lines(wrap(summary, chat.output.width, start, " " * len(start)))
    chat.output.write("")
    for line in (*chat.words["help"], chat.words["keys" if chat.edits_lines else "keys_plain"]):
        chat.tell(line)
    chat.tell("")
    return True


def _topics(chat: Chat, argument: str) -> bool:
    if chat.open_alarm:  # a long list would sweep it off the screen
        chat.repeat_alarm("/topics")
    elif argument.isdigit():
        articles = lists.by_title(chat.library)
        number = int(argument)
        if 1 <= number <= len(articles):
            chat.choose(Choice("article", articles[number - 1].id))
        else:
            chat.hint("out_of_range", count=len(articles))
    else:
        list_articles(chat, argument)
    return True


def _more(chat: Chat, argument: str) -> bool:
    if chat.conversation.last is None:
        chat.hint("pick" if chat.menu else "nothing_yet", count=len(chat.menu))
    else:
        chat.menu = ()
        chat.show("/more", chat.conversation.ask("tell me more"))
    return True


def _sources(chat: Chat, argument: str) -> bool:
    last = chat.conversation.last
    found = _sources_of(chat, last) if last is not None and argument != "all" else []
    shown = found or chat.library.sources
    chat.output.write("")
    chat.output.lines(
        line
        for source in shown
        for line in lists.list_lines("source item", long_source(source), chat.output.width)
    )
    chat.output.write("")
    if found:
        chat.hint("all_sources", count=len(chat.library.sources))
        chat.tell("")
    return True


def _sources_of(chat: Chat, answer: Answer) -> list[Source]:
    """What an answer rests on: the sources of its passages and notes, or of its danger sign."""
    titles = [block.text for block in answer.blocks if block.role == "title"]
    shown = [passage for passage in answer.passages if passage.title in titles]
    if answer.kind == "overview":
        shown = list(answer.passages)
    found = [source for passage in shown for source in passage.sources]
    found += [source for passage in shown for note in passage.notes for source in note.sources]
    flags = answer.urgency.flags[:1] if answer.urgency else ()
    groups = [chat.library.part(f"flag:group:{flag}") or {} for flag in flags]
    keys = {key for group in groups for key in group.get("sources", ())}
    found += [source for source in chat.library.sources if source.key in keys]
    return list(dict.fromkeys(found))


def _explain(chat: Chat, argument: str) -> bool:
    chat.output.write("")
    chat.explain()
    return True


def _danger(chat: Chat, argument: str) -> bool:
    output, cards = chat.output, chat.assistant.cards
    heard = output.form == "plain"
    output.write("")
    output.lines(lists.short_danger_lines(chat.library, cards, output.width, output.color, heard))
    output.write("")
    if not cards.region:
        chat.hint("whose_numbers")
        chat.tell("")
    return True


def _region(chat: Chat, argument: str) -> bool:
    names = chat.words["regions"]
    region = region_of(names, argument) if argument else None
    if region is None:
        _list_regions(chat, argument)
        return True
    chat.conversation.use_region("" if region == "none" else region)
    cards = chat.assistant.cards
    shown = shown_region(names, cards.region or "none")
    chat.hint("region", region=shown, number=cards.fill("{emergency_number}"))
    chat.hint("region_kept", file=configuration_file(), region=region)
    last = chat.conversation.last
    if last is not None and last.kind == "urgent":  # with the numbers that are right now
        chat.show(last.question, chat.conversation.ask(last.question))
    return True


def _list_regions(chat: Chat, unknown: str) -> None:
    names, cards = chat.words["regions"], chat.assistant.cards
    shown = shown_region(names, cards.region or "none")
    number = cards.fill("{emergency_number}")
    chat.hint("no_region" if unknown else "region", region=unknown or shown, number=number)
    chat.output.lines(["", *region_lines(names), ""])
    chat.hint("regions")
    chat.tell("")


def _new(chat: Chat, argument: str) -> bool:
    chat.start_anew()
    chat.hint("new")
    return True


def _save(chat: Chat, argument: str) -> bool:
    if not chat.turns:
        chat.hint("nothing_yet")
        return True
    if not argument:
        chat.hint("save_where")
        return True
    path = os.path.expanduser(argument.strip("\"'"))
    if os.path.isdir(path):
        chat.hint("save_folder", file=path, inside=os.path.join(argument, "my-back.md"))
        return True
    if os.path.exists(path) and not chat.confirm(chat.words["say"]["overwrite"].format(file=path)):
        chat.hint("not_saved")
        return True
    text = transcript(chat.turns, chat.words["transcript"], time.strftime("%Y-%m-%d"))
    try:
        _write_whole(path, text.encode("utf-8", "replace"))
        chat.hint("saved", file=path)
    except OSError as error:
        chat.hint("save_failed", file=path, reason=error.strerror or error)
    return True


def _write_whole(path: str, content: bytes) -> None:
    """Write a file whole or leave what was there; a device or a pipe is written to as it is."""
    target = os.path.realpath(path)
    if os.path.exists(target) and not os.path.isfile(target):
        with open(target, "wb") as file:
            file.write(content)
    else:
        write_bytes(target, content)


def _history(chat: Chat, argument: str) -> bool:
    wanted = argument.lower()
    if wanted == "on":
        if not chat.saves_history:
            chat.turn_history_on()
        else:
            chat.hint("history_is_on")
    elif wanted == "off":
        chat.saves_history = False
        chat.hint("history_off")
    elif wanted == "clear":
        try:
            chat.history.clear()
            chat.typed.clear()
            chat.hint("history_cleared")
        except OSError as error:
            chat.hint("history_failed", reason=error.strerror or error)
    else:
        chat.hint("history_is_on" if chat.saves_history else "history_is_off")
    return True


def _quit(chat: Chat, argument: str) -> bool:
    chat.leave()
    return False


COMMANDS = (
    Command("help", _help, aliases=("h", "?", "commands")),
    Command("topics", _topics, "[NUMBER or WORD]", ("topic",)),
    Command("more", _more),
    Command("sources", _sources, "[all]", ("source",), ("all",)),
    Command("explain", _explain, aliases=("why",)),
    Command("danger", _danger, aliases=("signs",)),
    Command("region", _region, "[REGION]", values=REGIONS),
    Command("new", _new, aliases=("reset", "clear")),
    Command("save", _save, "FILE"),
    Command("history", _history, "on|off|clear", values=("on", "off", "clear")),
    Command("quit", _quit, aliases=("exit", "q", "bye")),
)


def usage_of(command: Command) -> str:
    """A command as it is typed."""
    return f"/{command.name} {command.argument}".rstrip()


def summary_of(chat: Chat, command: Command) -> str:
    """What a command is for, in the words of responses.yaml."""
    return str(chat.words["commands"][command.name])


def find_command(name: str) -> Command | None:
    """The command of a name or an alias; None where there is none."""
    wanted = name.lower()
    for command in COMMANDS:
        if wanted == command.name or wanted in command.aliases:
            return command
    return None


def run_command(chat: Chat, name: str, argument: str) -> bool:
    """Run a command, or say which one may have been meant.

    Args:
        chat: the chat that it is for.
        name: what stands after the slash.
        argument: what stands behind the name.

    Returns:
        Whether the chat goes on.
    """
    command = find_command(name)
    if command is not None:
        if command.name not in _ALARMING:
            chat.keep_alarm_on_top()
        return command.run(chat, argument)
    near = _nearest(name)
    chat.hint("unknown_near" if near else "unknown", name=name, near=near)
    return True


def bare_command(message: str, regions: Names) -> tuple[str, str] | None:
    """The name and argument of a command that was typed without its slash.

    Args:
        message: what was typed.
        regions: the names of the regions.

    Returns:
        None where the message may be a question, or "more" and "explain", which are asked for too.
    """
    name, _, argument = message.partition(" ")
    command = find_command(name)
    if command is None or command.name != name.lower() or command.name in _ASKED:
        return None
    argument = argument.strip()
    return (name, argument) if not argument or _fits(command, argument, regions) else None


def run_bare(chat: Chat, name: str, argument: str) -> bool:
    """Run a command that was typed without its slash, or ask whether it was meant."""
    meant = f"/{name} {argument}".rstrip().lower()
    if meant in _LOSING:
        chat.hint("did_you_mean", near=meant[1:])
        return True
    return run_command(chat, name, argument)


def _fits(command: Command, argument: str, regions: Names) -> bool:
    """Whether an argument is one of this command, and no word of a sentence."""
    if command.name == "region":
        return region_of(regions, argument) is not None
    if command.name == "save":
        return " " not in argument and any(sign in argument for sign in "./\\~")
    return argument.lower() in command.values or (command.name == "topics" and argument.isdigit())


def _nearest(name: str) -> str:
    from difflib import get_close_matches

    found = get_close_matches(name.lower(), list(_names()), 1)
    command = find_command(found[0]) if found else None
    return command.name if command else ""


def _names() -> Iterator[str]:
    for command in COMMANDS:
        yield command.name
        yield from command.aliases
