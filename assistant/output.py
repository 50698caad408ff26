"""Output: how answers and lists are written in one run, as JSON, plain text or for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .models import Answer, Contribution
from .render import WIDEST, linear_text, shown_safely, styled, terminal_text, wrap
from .terminal import is_terminal, shows_unicode, terminal_width
from .typed import Any, NamedTuple, TextIO

# A plain list is not wrapped: a screen reader wants a sentence whole.
UNWRAPPED = 1_000_000


class Output(NamedTuple):
    """Where and how to write.

    ``form`` is "json", "plain" or "terminal"; ``environment`` holds the process's variables.
    """

    form: str
    color: bool
    environment: Mapping[str, str]
    stream: TextIO

    @property
    def width(self) -> int:
        """Columns to wrap to, asked for each time: a window can be resized."""
        if self.form == "plain":
            return UNWRAPPED
        return min(WIDEST, terminal_width(self.environment, self.stream))

    def write(self, text: str) -> None:
        """Write lines at once, so that whoever reads a pipe has each answer when it is there."""
        self.stream.write(text + "\n")
        self.stream.flush()

    def lines(self, lines: Iterable[str]) -> None:
        """Write lines of a list."""
        self.write("\n".join(lines))

    def data(self, data: Mapping[str, Any]) -> None:
        """Write one line of JSON."""
        self.write(json_line(data, shows_unicode(self.stream)))

    def answer(self, answer: Answer, short: str = "") -> None:
        """Write an answer as text; ``short`` stands for a disclaimer that was read before."""
        if self.form == "plain":
            self.write(linear_text(answer, short))
        else:
            self.write(terminal_text(answer, self.width, self.color, short))

    def explanation(
        self, parts: Sequence[Contribution], words: Mapping[str, Any], answer: Answer
    ) -> None:
        """Write a bar chart of what led to an answer, or one line where no search did."""
        from .explanation import explanation_lines

        if not parts:
            reasons = words["without"]
            self.lines(wrap(str(reasons.get(answer.kind, reasons["answer"])), self.width))
            return
        width = min(WIDEST, self.width)  # a bar is drawn, in plain text too
        self.lines(explanation_lines(parts, words, width, self.color, answer.corrections))

    def styled(self, role: str, text: str) -> str:
        """A text in the style of a role, safe to show."""
        return styled(role, shown_safely(text), self.color)


def uses_color(choice: str, stream: TextIO) -> bool:
    """Whether to colour: what was chosen, else whether a person looks at the stream."""
    return choice == "always" or (choice != "never" and is_terminal(stream))


# What JSON may hold as it is but a terminal would obey: controls of 8 bits, and marks of direction.
_STEERING = {
    number: f"\\u{number:04x}"
    for number in (*range(0x7F, 0xA0), *range(0x200B, 0x2010), *range(0x2028, 0x202F),
                   *range(0x2066, 0x206A), 0xFEFF, 0x061C)
}  # fmt: skip


def json_line(data: Mapping[str, Any], unicode: bool = True) -> str:
    """Data as one line of JSON that is safe to show.

    Args:
        data: JSON-able data.
        unicode: whether the reader takes any character; else all but ASCII is escaped.
    """
    import json

    line = json.dumps(data, ensure_ascii=not unicode)
    return line if line.isascii() and line.isprintable() else line.translate(_STEERING)
