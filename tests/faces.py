"""What the tests of the faces share: the program as a process, and a chat without a terminal."""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from assistant import Assistant
from assistant.chat import Chat
from assistant.output import Output
from assistant.settings import Settings, read_settings

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = (sys.executable, "-m", "assistant")
PATIENCE = 120  # seconds; generous, for a busy machine
ALARM = "my crotch has gone numb and I cannot pee"
SHOES = "which shoes should I choose for walking"
PERU = "what is the capital of Peru"


def environment(**changes: str) -> dict[str, str]:
    """The variables of a process that runs the program from this checkout."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **changes}


def backpain(
    *arguments: str,
    given: str | bytes | None = None,
    variables: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run the program as a script would; a pipe stands for each stream."""
    data = given.encode() if isinstance(given, str) else given
    done = subprocess.run(
        [*PROGRAM, *arguments],
        input=data if data is not None else b"",
        capture_output=True,
        env=environment(**(variables or {})),
        cwd=folder,
        timeout=PATIENCE,
        check=False,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


def settings(**flags: object) -> Settings:
    """Settings as flags give them."""
    return read_settings(flags, {})


def output(form: str = "terminal", color: bool = False, columns: int = 80) -> Output:
    """An output that is kept in memory."""
    return Output(form, color, {"COLUMNS": str(columns)}, io.StringIO())


def make_chat(
    assistant: Assistant,
    explains: bool = False,
    shown: Output | None = None,
    chosen: Settings | None = None,
) -> Chat:
    """A chat over an assistant that is there at once."""
    made = Chat(
        lambda: assistant,
        chosen or settings(),
        shown or output(),
        explains,
        random.Random(7),
    )
    made.loading.wait()
    return made


def text_of(chat: Chat) -> str:
    """What a chat has written as answers so far."""
    stream = chat.output.stream
    assert isinstance(stream, io.StringIO)
    return stream.getvalue()
