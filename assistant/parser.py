"""The parser of the command line.

The help text in the documentation and the completion scripts are made from this parser.
"""

from __future__ import annotations

import os
from argparse import Action, ArgumentParser, HelpFormatter, RawDescriptionHelpFormatter

from . import __version__
from .options import COLORS, REGIONS, SHELLS

TYPE_CHECKING = False  # --help is done before typing would be imported
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import NoReturn

_WIDEST_HELP = 100
_UNKNOWN = "unrecognized arguments: "  # how argparse begins its complaint
_NEAR = 0.65  # from here on two names are near: "dangr" is to "danger", "foo" is not to "color"
_DESCRIPTION = """\
Answers questions about back pain from a small, cited library, offline.
It gives general information and no diagnosis.

examples:
  backpain                                      chat
  backpain why does my back hurt after walking  one question
  backpain --ask "heat or ice?" --json          the answer as JSON
  backpain --danger --region uk                 danger signs, and whom to call
  backpain --knowledge my-article.md --topics   use your own article or folder
  backpain < questions.txt                      one answer for each line

exit status:
  0 answered    1 failure    2 wrong use    3 not covered
  130 interrupted    141 closed pipe
  of several questions: 1 if one failed, else 3 if one was not covered
"""


class Formatter(RawDescriptionHelpFormatter):
    """Help in the same form in every version of Python, as wide as the terminal."""

    def __init__(self, prog: str, width: int | None = None) -> None:
        # Without a width argparse imports shutil to ask for one, which takes as long as the help.
        super().__init__(prog, max_help_position=26, width=width or _columns())

    def _format_action_invocation(self, action: Action) -> str:
        if not action.option_strings:
            return str(action.dest)
        names = ", ".join(action.option_strings)
        if action.nargs == 0:
            return names
        if action.choices is not None and action.metavar is None:
            return f"{names} {{{','.join(action.choices)}}}"
        return f"{names} {action.metavar or action.dest.upper()}"


def _columns() -> int:
    written = os.environ.get("COLUMNS", "")
    if written.isdigit() and int(written):
        return max(40, min(_WIDEST_HELP, int(written)))
    try:
        columns = os.get_terminal_size(1).columns
    except OSError:
        columns = 80
    return max(40, min(_WIDEST_HELP, columns or 80))


class Parser(ArgumentParser):
    """A parser that names the option which was meant, where one is near to what was typed."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and what to do, and end the program with status 2."""
        head, _, typed = message.partition(_UNKNOWN)
        if not head and typed.startswith("-"):
            unknown = typed.split()[0].partition("=")[0]
            options = list(self._option_string_actions)
            near = [option for option in options if option.startswith(unknown)]
            near = near or _nearest(unknown, options)
            message = f"there is no option {unknown}"
            message += f"; did you mean {near[0]}?" if near else "; backpain --help lists them"
        super().error(message)


def _nearest(unknown: str, options: Iterable[str]) -> list[str]:
    """The option that is near to what was typed, if one is; the dashes say nothing about that."""
    from difflib import get_close_matches

    names = {option.lstrip("-"): option for option in options}
    return [names[name] for name in get_close_matches(unknown.lstrip("-"), names, 1, _NEAR)]


def parser(formatter: type[HelpFormatter] = Formatter) -> ArgumentParser:
    """The parser of the command line.

    Args:
        formatter: how help is laid out; the documentation uses one of a fixed width.
    """
    made = Parser(
        prog="backpain",
        usage="backpain [options] [question ...]",
        description=_DESCRIPTION,
        formatter_class=formatter,
        add_help=False,
        allow_abbrev=False,  # a script must not break when another option starts alike
    )
    _asking(made)
    _showing(made)
    version = f"backpain {__version__}"
    made.add_argument("--version", action="version", version=version, help="show the version")
    made.add_argument("-h", "--help", action="help", help="show this help")
    return made


def _asking(made: ArgumentParser) -> None:
    add = made.add_argument
    add("question", nargs="*", help="a question, in your own words; without one: a chat")
    add("-a", "--ask", metavar="QUESTION", help="answer one question and leave")
    add("--json", action="store_true", help="write JSON, one object a line")
    add("--plain", action="store_true", help="plain text, nothing redrawn: for screen readers")
    add("--color", choices=COLORS, help="when to use colours (auto: at a terminal)")
    add("--explain", action="store_true", help="also show which words led to the answer")
    add(
        "--region",
        choices=REGIONS,
        type=_region,
        metavar="REGION",
        help=f"whose emergency numbers to show: {', '.join(REGIONS)}",
    )
    add("--knowledge", metavar="PATH", help="answer from this folder or article instead")


def _region(written: str) -> str:
    """The code of a region that was typed as one, or by the name of a country."""
    from .regions import region_code  # most command lines have no region

    return region_code(written) or written.lower()


def _showing(made: ArgumentParser) -> None:
    add = made.add_argument
    add("--topics", action="store_true", help="list what the library covers")
    add("--sources", action="store_true", help="list the sources that the library cites")
    add("--danger", action="store_true", help="list the danger signs, and whom to call")
    add("--check", action="store_true", help="check the knowledge folder, report each fault")
    add("--show-config", action="store_true", help="show each setting and where it comes from")
    add(
        "--completion",
        metavar="SHELL",
        choices=SHELLS,
        help=f"print the completion script of a shell: {', '.join(SHELLS)}",
    )
