"""The options of one run, read by the parser, or without it where there is only a question."""

from __future__ import annotations

TYPE_CHECKING = False  # --help is done before typing would be imported
if TYPE_CHECKING:
    from collections.abc import Sequence


REGIONS = ("us", "uk", "ie", "eu", "au", "nz", "ca", "in", "none")
COLORS = ("auto", "always", "never")
SHELLS = ("bash", "zsh", "fish")


class Options:
    """What the command line asked for; the attributes are the parser's.

    ``question`` is the question in one piece, or None where there is none.
    """

    def __init__(self) -> None:
        self.question: str | None = None
        self.json = self.plain = self.explain = False
        self.color: str | None = None
        self.region: str | None = None
        self.knowledge: str | None = None
        self.topics = self.sources = self.danger = self.check = self.show_config = False
        self.completion: str | None = None


def read_options(given: Sequence[str]) -> Options:
    """The options of a command line; wrong ones end the program with status 2.

    Args:
        given: the command line without the program's name.
    """
    quick = quick_options(given)
    if quick is not None:
        return quick
    from .parser import parser

    made = parser()
    found = made.parse_intermixed_args(given)
    if found.ask is not None and found.question:
        made.error("give the question either after --ask or as plain words, not both")
    options = Options()
    for name in vars(options):
        setattr(options, name, getattr(found, name))
    options.question = found.ask if found.ask is not None else in_one_piece(found.question)
    return options


# What a one-off question mostly comes with. Importing and filling argparse takes a tenth of the
# time of an answer, so a command line of these and a question is read without it; a test holds the
# two readings against each other.
_QUICK = {"--json": "json", "--plain": "plain", "--explain": "explain"}


def quick_options(given: Sequence[str]) -> Options | None:
    """The options of a question with the commonest flags; None where the parser is needed."""
    options = Options()
    words: list[str] = []
    asked: str | None = None
    waiting = False
    for argument in given:
        if waiting:
            if argument.startswith("-"):
                return None
            asked, waiting = argument, False
        elif argument in _QUICK:
            setattr(options, _QUICK[argument], True)
        elif argument in ("-a", "--ask") and asked is None:
            waiting = True
        elif argument.startswith("-"):
            return None
        else:
            words.append(argument)
    if waiting or (asked is not None and words):
        return None
    options.question = asked if asked is not None else in_one_piece(words)
    return options


def in_one_piece(words: Sequence[str]) -> str | None:
    """The question that these words are: an empty one is asked, no word at all is none."""
    return " ".join(words) if words else None
