"""What only a terminal or a pipe shows: signals, closed streams, encodings, resizing, progress."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import threading

import pexpect
import pytest
from faces import ALARM, PATIENCE, PERU, PROGRAM, SHOES, backpain, environment

from assistant import progress
from assistant.cli import Status
from assistant.progress import Bar, Waiting, can_redraw
from assistant.render import width_of
from assistant.terminal import readable_question

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def shell(script: str, **changes: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of shell in which $B is the program."""
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {script}"],
        env=environment(B=" ".join(PROGRAM), **changes),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )


# -- pipes --------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [[SHOES], ["--topics"], ["--danger"], ["--explain", SHOES]])
def test_a_pipe_carries_no_escape_and_no_carriage_return(arguments):
    done = backpain(*arguments, variables={"TERM": "xterm-256color"})
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert "\r" not in done.stdout
    assert done.stdout.endswith("\n")


def test_colour_can_be_asked_for_over_no_color():
    assert "\x1b[1m" in backpain("--color", "always", SHOES, variables={"NO_COLOR": "1"}).stdout
    assert "\x1b" not in backpain("--color", "never", SHOES).stdout


@pytest.mark.parametrize("arguments", [[SHOES], [ALARM], ["--danger"], ["--explain", SHOES]])
def test_columns_sets_the_width(arguments):
    done = backpain(*arguments, variables={"COLUMNS": "40"})
    for line in done.stdout.splitlines():
        assert width_of(line) <= 40 or "://" in line


def test_a_reader_that_goes_away_is_no_complaint():
    for arguments in ("--topics", "--help", f"--ask '{SHOES}'"):
        done = shell(f"$B {arguments} | true")
        assert done.stderr == b""
        assert done.returncode in (Status.ANSWERED, Status.CLOSED_PIPE)


def test_a_reader_that_goes_away_ends_a_batch_with_status_141():
    done = shell(f"yes '{SHOES}' | head -n 5000 | $B --json | head -n 1; echo ${{PIPESTATUS[2]}}")
    first, status = done.stdout.splitlines()
    assert json.loads(first)["kind"] == "answer"
    assert int(status) == Status.CLOSED_PIPE
    assert done.stderr == b""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
def test_a_full_disk_is_one_line_and_status_1():
    done = shell("$B --topics > /dev/full")
    assert done.returncode == Status.FAILED
    assert done.stderr.startswith(b"backpain: cannot write: ")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_quiet(closed):
    for arguments in (f"--ask '{SHOES}'", "--topics", "--version", ""):
        done = shell(f"$B {arguments} {closed}")
        assert done.returncode == 0, done.stderr
        assert done.stderr == b""


def test_an_interrupt_ends_a_batch_with_status_130_and_no_traceback():
    process = subprocess.Popen(
        [*PROGRAM, "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    process.stdin.write(SHOES.encode() + b"\n")
    process.stdin.flush()
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, errors) == (Status.INTERRUPTED, b"")


# -- encodings ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "variables",
    [{"LC_ALL": "C"}, {"LC_ALL": "POSIX"}, {"PYTHONIOENCODING": "ascii"}],
)
def test_an_ascii_locale_gets_plain_signs(variables):
    for arguments in ([SHOES], ["--sources"], ["--topics"], ["--json", SHOES]):
        done = backpain(*arguments, variables=variables)
        assert done.returncode == 0
        assert done.stdout.isascii()
        assert "?" * 2 not in done.stdout
    assert '"Why Am I Always' in backpain(SHOES, variables={**variables, "COLUMNS": "88"}).stdout


def test_a_western_locale_gets_what_it_can_show():
    done = subprocess.run(
        [*PROGRAM, "--sources"],
        env=environment(PYTHONIOENCODING="latin-1"),
        capture_output=True,
        check=True,
    )
    assert b'"Back pain"' in done.stdout


def test_bytes_that_are_no_text_are_answered_all_the_same():
    done = backpain("--json", given=b"\xff\xfe\x00which shoes\xff should I wear\n")
    assert json.loads(done.stdout)["kind"] in ("answer", "not_covered")
    assert done.stderr == ""


def test_a_mark_at_the_start_of_a_file_is_no_part_of_the_question():
    done = backpain("--json", given=f"\ufeff{SHOES}\r\n")
    assert json.loads(done.stdout)["question"] == SHOES


def test_halves_of_letters_in_an_argument_become_a_sign():
    assert readable_question("caf\udce9") == "caf\ufffd"
    assert readable_question("café") == "café"


# -- a real terminal ----------------------------------------------------------------------------


class Screen:
    """The program in a terminal of its own."""

    def __init__(self, *arguments: str, columns: int = 80, **changes: str) -> None:
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "assistant", *arguments],
            env=environment(**{"TERM": "xterm", **changes}),
            dimensions=(40, columns),
            encoding="utf-8",
            timeout=PATIENCE,
        )
        self.child.delaybeforesend = None

    def expect(self, text: str) -> str:
        """Wait for a text; gives what was shown before it."""
        self.child.expect_exact(text)
        return str(self.child.before)

    def prompt(self) -> str:
        """Wait until a line can be typed: the chat then asks to be told of pastes."""
        return self.expect("\x1b[?2004h")

    def send(self, keys: str) -> None:
        """Press keys."""
        self.child.send(keys)

    def status(self) -> int | None:
        """The status once the program has ended."""
        self.child.expect(pexpect.EOF)
        self.child.close()
        return self.child.exitstatus


def test_ctrl_c_clears_then_explains_and_ctrl_d_leaves():
    screen = Screen()
    screen.prompt()
    screen.send("half a thought")
    screen.expect("half a thought")
    screen.send("\x03\x03")
    screen.expect("To leave, press Ctrl-D or type quit.")
    screen.send("\x04")
    screen.expect("Goodbye")
    assert screen.status() == 0


def test_a_paragraph_is_pasted_as_one_message():
    screen = Screen()
    screen.prompt()
    screen.send("\x1b[200~I walk a lot.\nWhich shoes should I choose?\x1b[201~")
    screen.send("\r")
    screen.expect("You could also ask")
    screen.send("quit\r")
    assert screen.status() == 0


def test_the_right_arrow_takes_a_suggestion(tmp_path):
    screen = Screen(BACKPAIN_HISTORY="on")
    screen.prompt()
    screen.send(f"{SHOES}\r")
    screen.expect("not a diagnosis")
    screen.prompt()
    screen.send(SHOES[:12])
    screen.expect(SHOES[12:])  # the suggestion behind what was typed
    screen.send("\x1b[C\r")
    screen.expect("not a diagnosis")
    screen.send("quit\r")
    assert screen.status() == 0


def test_an_answer_is_wrapped_to_the_size_that_the_window_has_now():
    screen = Screen(columns=100)
    screen.prompt()
    screen.child.setwinsize(40, 50)
    screen.send(f"{SHOES}\r")
    screen.expect("Supportive shoes")
    answer = screen.expect("not a diagnosis")
    for line in ESCAPE.sub("", answer).split("\r\n"):
        assert width_of(line) <= 50
    screen.send("\x04")
    assert screen.status() == 0


def test_a_dumb_terminal_gets_plain_lines():
    screen = Screen(TERM="dumb")
    shown = screen.expect("> ")
    screen.send(f"{SHOES}\r")
    shown += screen.expect("not a diagnosis")
    screen.expect("> ")
    screen.send("\x03")
    shown += screen.expect("To leave, press Ctrl-D")
    screen.expect("> ")
    screen.send("\x04")
    shown += screen.expect("Goodbye")
    assert "\x1b" not in shown
    assert screen.status() == 0


def test_a_question_at_a_terminal_is_coloured_unless_no_color_is_set():
    screen = Screen("--ask", SHOES)
    screen.expect("\x1b[1m")
    assert screen.status() == 0
    plain = Screen("--ask", SHOES, NO_COLOR="1")
    assert "\x1b" not in plain.expect("not a diagnosis")
    assert plain.status() == 0


def test_json_at_a_terminal_answers_line_by_line():
    screen = Screen("--json")
    screen.expect("Ctrl-D ends")
    screen.send(f"{PERU}\r")
    screen.expect('"kind": "not_covered"')
    screen.send("\x04")
    assert screen.status() == Status.NOT_COVERED


def test_a_library_that_is_missing_ends_the_chat_with_its_reason():
    screen = Screen("--knowledge", "/no/such/place")
    screen.expect("backpain: /no/such/place")
    assert screen.status() == Status.FAILED


# -- progress -----------------------------------------------------------------------------------


class Tty(io.StringIO):
    """A terminal that keeps what it is shown and tells when something is."""

    def __init__(self) -> None:
        super().__init__()
        self.drawn = threading.Event()

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        written = super().write(text)
        self.drawn.set()
        return written


@pytest.fixture
def tty(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    return Tty()


def test_a_bar_shows_after_a_while_how_much_is_done_and_goes_away(tty):
    time = iter([0.0, 0.1, 1.0, 1.05, 2.0])
    bar = Bar(200, tty, clock=lambda: next(time))
    bar.advance(10, "line 1")
    assert tty.getvalue() == ""
    bar.advance(100, "line 10")
    assert tty.getvalue().endswith("[############            ]  50%  line 10")
    bar.advance(110, "line 11")
    assert "line 11" not in tty.getvalue()
    bar.advance(200, "line 20")
    assert "100%" in tty.getvalue()
    bar.clear()
    assert tty.getvalue().endswith("\r\x1b[K")


def test_waiting_shows_that_something_is_going_on_and_takes_it_away(tty, monkeypatch):
    monkeypatch.setattr(progress, "_PATIENCE", 0)
    with Waiting("building", tty):
        assert tty.drawn.wait(PATIENCE)
    assert "] building" in tty.getvalue()
    assert tty.getvalue().endswith("\r\x1b[K")


def test_nothing_is_drawn_where_no_person_looks(monkeypatch, tty):
    stream = io.StringIO()
    with Waiting("building", stream):
        pass
    assert stream.getvalue() == ""
    assert can_redraw(tty)
    monkeypatch.setenv("TERM", "dumb")
    assert not can_redraw(tty)


def test_work_that_is_done_at_once_is_not_announced(tty):
    with Waiting("building", tty):
        pass
    assert tty.getvalue() == ""
