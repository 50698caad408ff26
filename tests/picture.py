"""Draw docs/chat.svg: a chat, from what the program really prints.

    python tests/picture.py

The lines that are typed stand below; everything else is the output of the chat, its colours taken
from the escape sequences it writes.
"""

from __future__ import annotations

import io
import random
import re
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from assistant import Assistant  # noqa: E402  (after the path)
from assistant.chat import Chat  # noqa: E402
from assistant.output import Output  # noqa: E402
from assistant.render import styled, width_of  # noqa: E402
from assistant.settings import read_settings  # noqa: E402

PICTURE = ROOT / "docs" / "chat.svg"
TYPED = (
    "which shoes should I choose for walking",
    "1",
    "and now my crotch has gone numb",
)
COLUMNS = 80
SEED = 3  # chooses the three questions of the banner
CHARACTER, LINE, MARGIN = 8.4, 18, 16  # pixels

_STYLE = re.compile(r"\x1b\[([0-9;]*)m")
_CLASSES = {"1": "b", "2": "d", "31": "r", "35": "m"}
# Colours of a light and of a dark terminal; the picture follows the theme of whoever looks at it.
_SHEET = """\
text{font:14px ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#1f2328}
rect{fill:#ffffff;stroke:#d0d7de}
.b{font-weight:bold}.d{opacity:.65}.r{fill:#b3261e}.m{fill:#86318f}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}rect{fill:#0d1117;stroke:#30363d}
.r{fill:#ff7b72}.m{fill:#d2a8ff}}"""


class _Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def main() -> int:
    """Write the picture."""
    PICTURE.write_text(svg(session().rstrip("\n").split("\n")), "utf-8")
    return 0


def session() -> str:
    """What a terminal shows of the chat."""
    assistant = Assistant.load(region="uk")
    screen = _Screen()
    output = Output("terminal", True, {"COLUMNS": str(COLUMNS)}, screen)
    chat = Chat(lambda: assistant, read_settings({}, {}), output, pick=random.Random(SEED))
    chat.loading.wait()
    usual, sys.stderr = sys.stderr, screen
    try:
        chat.greet()
        for line in TYPED:
            screen.write(f"{styled('prompt', chat.words['prompt'], True)}{line}\n")
            chat.handle(line)
        screen.write(styled("prompt", chat.words["prompt"], True) + "\n")
    finally:
        sys.stderr = usual
    return screen.getvalue()


def svg(lines: list[str]) -> str:
    """Lines with escape sequences as a picture."""
    width = round(COLUMNS * CHARACTER + 2 * MARGIN)
    height = len(lines) * LINE + 2 * MARGIN
    title = "A chat: a question with its answer, a follow-up, and an emergency"
    rows = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" role="img" aria-label="{title}">',
        f"<title>{title}</title>",
        f"<style>{_SHEET}</style>",
        f'<rect x=".5" y=".5" width="{width - 1}" height="{height - 1}" rx="8"/>',
    ]
    for number, line in enumerate(lines):
        rows += _pieces(line, MARGIN + LINE * number + LINE - 5)
    return "\n".join([*rows, "</svg>", ""])


def _pieces(line: str, y: int) -> Iterator[str]:
    """The pieces of a line of one style each, every one at its own column."""
    column, classes = 0, ""
    for place, part in enumerate(_STYLE.split(line)):
        if place % 2:
            names = [_CLASSES[code] for code in part.split(";") if code in _CLASSES]
            classes = f' class="{" ".join(names)}"' if names else ""
        elif part.strip():
            shown = part.lstrip()
            x = MARGIN + CHARACTER * (column + len(part) - len(shown))
            length = CHARACTER * width_of(shown.rstrip())
            yield (
                f'<text x="{x:.1f}" y="{y}" textLength="{length:.1f}" xml:space="preserve"'
                f"{classes}>{escape(shown.rstrip())}</text>"
            )
        if not place % 2:
            column += width_of(part)


if __name__ == "__main__":
    sys.exit(main())
