"""Write what is made from the parser: docs/command-line.md and the completion scripts.

    python tests/make_docs.py           write them
    python tests/make_docs.py --check   tell whether they are as they should be

shtab writes the scripts of bash and zsh; it has none for fish, so that one is written here.
"""

from __future__ import annotations

import sys
from argparse import Action, ArgumentParser
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from assistant.commands import COMMANDS, usage_of  # noqa: E402  (after the path)
from assistant.documents import read_yaml  # noqa: E402
from assistant.parser import Formatter, parser  # noqa: E402
from assistant.render import WIDEST, wrap  # noqa: E402
from assistant.settings import PREFIX, Settings  # noqa: E402

COMPLETIONS = ROOT / "assistant" / "_completions"
PAGE = ROOT / "docs" / "command-line.md"
WIDTH = 80
SHTAB = "1.13.0"  # the version that wrote the shipped scripts; another one words them otherwise

SETTINGS = {
    "region": ("us, uk, ie, eu, au, nz, ca, in, none", "the locale's"),
    "color": ("auto, always, never", "auto"),
    "plain": ("on, off", "off"),
    "history": ("on, off", "off"),
    "knowledge": ("a folder or an article", "the shipped library"),
}


class _FixedWidth(Formatter):
    def __init__(self, prog: str, width: int | None = None) -> None:
        super().__init__(prog, WIDTH)


def main() -> int:
    """Write the files, or with --check compare them."""
    stale = []
    for path, text in made():
        if path.exists() and path.read_text("utf-8") == text:
            continue
        stale.append(path)
        if "--check" not in sys.argv:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
    for path in stale:
        print(path.relative_to(ROOT))
    return 1 if stale and "--check" in sys.argv else 0


def made() -> Iterator[tuple[Path, str]]:
    """Each file that is made from the parser, with its text."""
    yield PAGE, page()
    for shell in ("bash", "zsh", "fish"):
        yield COMPLETIONS / f"backpain.{shell}", completion(shell)


# -- the page -----------------------------------------------------------------------------------


def help_text() -> str:
    """What ``backpain --help`` prints at 80 columns."""
    return parser(_FixedWidth).format_help().rstrip()


def page() -> str:
    """The page about the command line."""
    words = read_yaml(str(ROOT / "knowledge" / "responses.yaml")).data["chat"]
    return "\n".join(
        [
            "# The command line",
            "",
            "This page is made by `python tests/make_docs.py` from the program itself.",
            "",
            "```text",
            help_text(),
            "```",
            "",
            "## In the chat",
            "",
            *_commands(words["commands"]),
            "",
            "A number picks what was offered. The right arrow takes a suggestion, Alt-Enter starts",
            "a new line, Ctrl-C clears the line, Ctrl-D or `quit` leaves. A command alone, such as",
            "`topics` or `region uk`, works without its slash. `/region` takes names of countries",
            "too, and like `/history on` it holds for one chat: the file below keeps it.",
            "",
            *_settings(),
            "",
            "## Completion",
            "",
            "```text",
            'bash  eval "$(backpain --completion bash)"        in ~/.bashrc',
            'zsh   eval "$(backpain --completion zsh)"         in ~/.zshrc, after compinit',
            "fish  backpain --completion fish | source         in ~/.config/fish/config.fish",
            "```",
            "",
        ]
    )


def _commands(summaries: dict[str, str]) -> Iterator[str]:
    yield "| command | what it does |"
    yield "|---|---|"
    for command in COMMANDS:
        usage = usage_of(command).replace("|", "\\|")
        yield f"| `{usage}` | {summaries[command.name]} |"


def _settings() -> Iterator[str]:
    yield "## Settings"
    yield ""
    yield "An option counts before the environment, and that before the file `config.yaml` in the"
    yield "folder `back-pain-assistant` of your configuration folder (`~/.config` on Linux, or"
    yield "`XDG_CONFIG_HOME`). `backpain --show-config` tells each value and where it comes from."
    yield ""
    yield "| key | values | without it | environment |"
    yield "|---|---|---|---|"
    for name in Settings._fields:
        if name in SETTINGS:
            values, default = SETTINGS[name]
            yield f"| `{name}` | {values} | {default} | `{PREFIX}{name.upper()}` |"
    yield ""
    yield from wrap(f"The regions: {_regions()}.", WIDEST)
    yield ""
    yield "`NO_COLOR` and `TERM=dumb` turn colours off, unless `--color` says otherwise."
    yield "`COLUMNS` sets the width."


def _regions() -> str:
    names = read_yaml(str(ROOT / "knowledge" / "responses.yaml")).data["chat"]["regions"]
    return ", ".join(f"`{region}` {called[0]}" for region, called in names.items())


# -- completion ---------------------------------------------------------------------------------


def completion(shell: str) -> str:
    """The completion script of a shell."""
    made_parser = parser(_FixedWidth)
    if shell == "fish":
        return "\n".join(_fish(made_parser)) + "\n"
    import shtab

    for action in made_parser._actions:
        if action.dest == "knowledge":
            action.complete = shtab.FILE  # type: ignore[attr-defined]
    script = str(shtab.complete(made_parser, shell=shell))
    return "\n".join(line.rstrip() for line in script.splitlines()) + "\n"


def _fish(made_parser: ArgumentParser) -> Iterator[str]:
    yield "# Completion of backpain for fish."
    for action in made_parser._actions:
        if action.option_strings:
            yield _fish_line(action)


def _fish_line(action: Action) -> str:
    parts = ["complete -c backpain"]
    for name in action.option_strings:
        parts.append(f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}")
    if action.choices is not None:
        parts.append(f"-x -a '{' '.join(action.choices)}'")
    elif action.nargs != 0:
        parts.append("-r" if action.dest == "knowledge" else "-x")
    summary = str(action.help).replace("'", "\\'")
    return f"{' '.join(parts)} -d '{summary}'"


if __name__ == "__main__":
    sys.exit(main())
