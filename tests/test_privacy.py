"""Privacy: nothing leaves the machine, and nothing typed is written that nobody asked to keep.

Every face runs as a process that an audit hook watches (PEP 578): whatever would reach a network,
a name server or another program is refused and noted, and each file that is written, made, renamed
or removed is noted. What native code could do past the hook shows without a network, and under
strace, where the system has these tools.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pexpect
import pytest
from faces import PATIENCE, PROGRAM, ROOT, SHOES

from assistant import cache
from assistant.history import history_file
from assistant.places import APPLICATION

TYPED = "zyxwvut"  # no text of the program has it
QUESTION = f"{SHOES}, asks {TYPED}"
CRY = f"my crotch has gone numb and I cannot pee, says {TYPED}"
STRANGE = f"{TYPED} {TYPED}s {TYPED}ing"
ARTICLE = "# Feet\n\n## Toes\n\nToes help you balance.\n"
REDRAWN, PLAIN = "xterm", "dumb"  # terminals: prompt-toolkit draws, or lines follow lines
CACHED = re.compile(r"([0-9a-f]{32}\.idx|[0-9a-f]{8}\.stamp)(\.\d+\.[0-9a-f]{8}\.partial)?")
KEPT = f"xdg_state_home/{APPLICATION}/history"
BESIDE = re.compile(
    r"(\.\d+)?(\.[0-9a-f]{8}\.partial)?$"
)  # how a file is called while it is written

# Python runs a module of this name before all else.
WATCH = """
import os, sys

log = os.open(os.environ["WATCHED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
CHANGES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
REFUSED = (
    "socket.", "urllib.", "http.", "ftplib.", "smtplib.", "imaplib.", "poplib.", "nntplib.",
    "telnetlib.", "webbrowser.", "syslog.", "subprocess.", "pty.", "os.system", "os.exec",
    "os.fork", "os.posix_spawn", "os.spawn", "os.startfile",
)
NOTED = (
    "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate",
    "os.utime", "os.setxattr", "shutil.", "tempfile.", "sqlite3.",
)
LOCAL = 1  # AF_UNIX

def note(kind, *given):
    words = (kind, *(os.fsdecode(one) if isinstance(one, bytes) else str(one) for one in given))
    os.write(log, (repr(words) + chr(10)).encode("utf-8", "backslashreplace"))

def hook(event, given):
    if event == "open":
        if given[2] & CHANGES and not isinstance(given[0], int):
            note("write", given[0])
    elif event == "socket.__new__" and given[1] == LOCAL:
        note("pair", event)
    elif event.startswith(REFUSED):
        note("refused", event, *given)
        raise PermissionError(event + " is refused")
    elif event.startswith(NOTED):
        note("write", *(one for one in given if isinstance(one, (str, bytes, os.PathLike))))

sys.addaudithook(hook)
"""


class Person:
    """Somebody with folders of their own, all of them below ``base``, and the program watched."""

    def __init__(self, base: Path, log: Path, watch: Path) -> None:
        self.base = base
        self.log = log
        self.here = base / "here"
        measured = ("COV_CORE_", "COVERAGE_")  # a measured process writes what it measured
        self.variables = {
            **{name: os.environ[name] for name in os.environ if not name.startswith(measured)},
            "PYTHONPATH": f"{watch}{os.pathsep}{ROOT}",
            "PYTHONDONTWRITEBYTECODE": "1",  # that is Python's own habit
            "WATCHED": str(log),
            "XDG_CACHE_HOME": str(base / "cache"),
        }
        for name in ("TMPDIR", "XDG_RUNTIME_DIR"):
            self.variables[name] = str(base / name.lower())
            (base / name.lower()).mkdir()
        self.here.mkdir()
        self.before = self.files()

    def files(self) -> set[str]:
        """Every file below the person's folders, by its path from there."""
        return {str(one.relative_to(self.base)) for one in self.base.rglob("*") if one.is_file()}

    def made(self) -> set[str]:
        """The files that are there now and were not before."""
        return self.files() - self.before

    def noted(self, kind: str) -> list[tuple[str, ...]]:
        """What was noted of a kind: "refused", "write" or "pair"."""
        lines = self.log.read_text("utf-8").splitlines() if self.log.exists() else []
        return [words[1:] for words in map(ast.literal_eval, lines) if words[0] == kind]

    def written(self) -> set[str]:
        """Every path that was written or changed, folders aside."""
        paths = {os.path.join(self.here, path) for words in self.noted("write") for path in words}
        return {path for path in paths if path != os.devnull and not os.path.isdir(path)}

    def told(self) -> set[str]:
        """Files that hold what was typed, or are called like it, by their path from the base."""
        return {
            name
            for name in self.files()
            if TYPED in name or TYPED.encode() in (self.base / name).read_bytes()
        }

    def run(self, *command: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command to its end, watched."""
        return subprocess.run(
            command,
            input=given,
            env=self.variables,
            cwd=self.here,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def chat(self, lines: Sequence[str], *arguments: str, **changes: str) -> str:
        """Type lines in a chat; what the terminal showed."""
        # This terminal does not tell where its cursor is, and is not asked either.
        variables = {**self.variables, "PROMPT_TOOLKIT_NO_CPR": "1", **changes}
        prompt = "\n> " if variables["TERM"] == PLAIN else "\x1b[?2004h"
        child = pexpect.spawn(
            sys.executable,
            ["-m", "assistant", *arguments],
            env=variables,
            cwd=str(self.here),
            encoding="utf-8",
            timeout=PATIENCE,
            dimensions=(40, 100),
        )
        child.delaybeforesend = None
        shown = ""
        for line in lines:
            child.expect_exact(prompt)
            shown += child.before
            child.send(f"{line}\r")
        child.expect(pexpect.EOF)
        shown += child.before
        child.close()
        assert child.exitstatus == 0
        return shown


@pytest.fixture
def person(assistant, tmp_path) -> Person:
    """A person whose cache holds the shipped library already."""
    base = tmp_path / "person"
    compiled = base / "cache" / APPLICATION
    shutil.copytree(cache.cache_folder(), compiled, copy_function=os.link)
    watch = tmp_path / "watch"
    watch.mkdir()
    (watch / "sitecustomize.py").write_text(WATCH)
    return Person(base, tmp_path / "log", watch)


@pytest.fixture
def own(person) -> str:
    """A knowledge folder of the person's own that was never compiled."""
    articles = person.here / "knowledge" / "articles"
    articles.mkdir(parents=True)
    (articles / "feet.md").write_text(ARTICLE)
    person.before = person.files()
    return str(articles.parent)


# -- the watch itself -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.getaddrinfo('localhost', 80)",
        "import socket; socket.gethostbyname('localhost')",
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
        "import socket; socket.socket(socket.AF_UNIX).connect('/run/systemd/journal/socket')",
        "import urllib.request; urllib.request.urlopen('http://localhost')",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.fork()",
        "import os; os.execv('/bin/true', ['true'])",
        "import os; os.posix_spawn('/bin/true', ['true'], {})",
    ],
)
def test_the_watch_refuses_and_notes_what_leads_out(person, code):
    assert "is refused" in person.run(sys.executable, "-c", code).stderr
    assert person.noted("refused")


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("open('made.txt', 'w')", "here/made.txt"),
        ("open(b'made.txt', 'ab')", "here/made.txt"),
        ("import os; os.close(os.open('made.txt', os.O_CREAT))", "here/made.txt"),
        ("import pathlib; pathlib.Path('made.txt').touch()", "here/made.txt"),
        ("import tempfile; tempfile.mkstemp('made.txt', '', '.')", "here/"),
        ("import os; open('a', 'w').close(); os.rename('a', 'made.txt')", "here/made.txt"),
        ("import os; open('a', 'w').close(); os.link('a', 'made.txt')", "here/made.txt"),
    ],
)
def test_the_watch_notes_each_file_that_is_made(person, code, path):
    assert person.run(sys.executable, "-c", code).stderr == ""
    assert {name[: len(path)] for name in person.made()} >= {path}
    assert any(str(person.base / path) in name for name in person.written())


# -- one run --------------------------------------------------------------------------------------

FACES = [
    (("--ask", QUESTION), ""),
    (("--ask", CRY), ""),
    ((STRANGE,), ""),
    (("--json", QUESTION), ""),
    (("--plain", QUESTION), ""),
    (("--explain", QUESTION), ""),
    (("--json", "--explain", CRY), ""),
    ((), f"{QUESTION}\n{CRY}\n{STRANGE}\n"),
    (("--json",), f"{QUESTION}\n{CRY}\n{STRANGE}\n"),
    (("--topics",), ""),
    (("--sources",), ""),
    (("--danger", "--json"), ""),
    (("--show-config",), ""),
    (("--help",), ""),
    (("--version",), ""),
    (("--completion", "zsh"), ""),
    ((f"--{TYPED}", TYPED), ""),
    (("--knowledge", TYPED, "--ask", TYPED), ""),
]


@pytest.mark.parametrize(("arguments", "given"), FACES, ids=lambda value: str(value)[:40])
def test_a_run_reaches_nobody_and_writes_nothing(person, arguments, given):
    done = person.run(*PROGRAM, *arguments, given=given)
    assert "Traceback" not in done.stderr
    assert done.stdout + done.stderr
    assert person.noted("refused") == person.noted("pair") == []
    assert person.written() == person.made() == person.told() == set()


@pytest.mark.parametrize("arguments", [("--ask", QUESTION), ("--topics",), ()])
def test_a_first_run_writes_the_compiled_library_and_nothing_else(person, own, arguments):
    """Under a name and with a stamp that tell nothing of what was asked."""
    done = person.run(*PROGRAM, "--knowledge", own, *arguments, given=CRY)
    assert done.stderr.count("\n") <= 1
    assert person.noted("refused") == person.noted("pair") == []
    folders = {os.path.dirname(path) for path in person.written()}
    assert folders == {str(person.base / "cache" / APPLICATION)}
    assert all(CACHED.fullmatch(os.path.basename(path)) for path in person.written())
    assert {os.path.splitext(path)[1] for path in person.made()} == {".idx", ".stamp"}
    assert person.told() == set()


def test_a_check_reaches_nobody_and_writes_nothing(person, own):
    done = person.run(*PROGRAM, "--check", "--knowledge", own)
    assert "1 articles, 1 passages" in done.stdout
    assert person.noted("refused") == person.noted("pair") == []
    assert person.written() == person.made() == set()


# -- the library ----------------------------------------------------------------------------------

USED = f"""
import sys
from assistant import Assistant, Retriever

assistant = Assistant.load()
chat = assistant.conversation()
for question in ({QUESTION!r}, {STRANGE!r}, "tell me more about {TYPED}", {CRY!r}):
    assistant.ask(question).to_dict()
    assistant.explain(question, assistant.retriever.passage(0).id)
    chat.ask(question)
    chat.explain()
    assistant.retriever.search(question)
retriever = Retriever.from_texts(["a cat sat", "the dog ran far"])
retriever.search({TYPED!r})
if sys.argv[1:]:
    retriever.save(sys.argv[1])
    Retriever.open(sys.argv[1]).search({TYPED!r})
"""


@pytest.mark.parametrize("saved", [[], ["my.idx"]])
def test_the_library_reaches_nobody_and_writes_what_it_is_told_to_save(person, saved):
    done = person.run(sys.executable, "-c", USED, *saved)
    assert (done.returncode, done.stderr) == (0, "")
    assert person.noted("refused") == person.noted("pair") == []
    assert {BESIDE.sub("", path) for path in person.written()} == {
        str(person.here / name) for name in saved
    }
    assert person.made() == {f"here/{name}" for name in saved}
    assert person.told() == set()


# -- a chat ---------------------------------------------------------------------------------------

SAID = (QUESTION, "1", STRANGE, f"/topics {TYPED}", "/sources", "/explain", "/history", CRY)
TERMS = pytest.mark.parametrize("term", [REDRAWN, PLAIN])


def reached_nobody(person: Person, term: str) -> bool:
    """Whether nothing led out; asyncio alone makes a pair of sockets, to wake itself."""
    return person.noted("refused") == [] and bool(person.noted("pair")) == (term == REDRAWN)


@TERMS
def test_a_chat_reaches_nobody_and_writes_nothing(person, term):
    assert TYPED in person.chat([*SAID, "quit"], TERM=term)
    assert reached_nobody(person, term)
    assert person.written() == person.made() == person.told() == set()


@TERMS
def test_a_first_chat_writes_the_compiled_library_and_nothing_else(person, own, term):
    person.chat([*SAID, "quit"], "--knowledge", own, TERM=term)
    assert reached_nobody(person, term)
    assert all(CACHED.fullmatch(os.path.basename(path)) for path in person.written())
    assert {os.path.splitext(path)[1] for path in person.made()} == {".idx", ".stamp"}
    assert person.told() == set()


@TERMS
def test_a_history_that_is_on_is_all_that_is_written(person, term):
    """It holds what was typed, and no command."""
    person.chat([*SAID, "quit"], TERM=term, BACKPAIN_HISTORY="on")
    assert reached_nobody(person, term)
    assert person.written() == {history_file()}
    assert person.made() == person.told() == {KEPT}
    kept = Path(history_file()).read_text("utf-8").splitlines()
    assert kept == [line for line in SAID if not line.startswith("/")]


@TERMS
def test_a_history_starts_where_it_is_turned_on_and_ends_where_it_is_turned_off(person, term):
    """What was typed before is in no file, nor is what comes after."""
    person.chat([QUESTION, "/history on", SHOES, "/history off", CRY, "quit"], TERM=term)
    assert reached_nobody(person, term)
    assert person.written() == {history_file()}
    assert (person.made(), person.told()) == ({KEPT}, set())


@TERMS
def test_a_history_that_is_cleared_is_gone(person, term):
    """Nothing of it is left anywhere."""
    person.chat([*SAID, "/history clear", "quit"], TERM=term, BACKPAIN_HISTORY="on")
    assert reached_nobody(person, term)
    assert person.made() == person.told() == set()


@TERMS
def test_a_chat_is_saved_where_it_was_asked_to_be_and_nowhere_else(person, term):
    """Commands are no part of it."""
    person.chat([*SAID, "/save my chat.md", "quit"], TERM=term)
    assert reached_nobody(person, term)
    assert {BESIDE.sub("", path) for path in person.written()} == {str(person.here / "my chat.md")}
    assert person.made() == person.told() == {"here/my chat.md"}
    assert "/topics" not in (person.here / "my chat.md").read_text("utf-8")


# -- past the hook --------------------------------------------------------------------------------


def works(*command: str) -> bool:
    """Whether a tool is there and may do its work here."""
    if shutil.which(command[0]) is None:
        return False
    return subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0


def test_without_a_network_every_answer_is_the_same(person):
    """In a network namespace of its own, in which not even this machine can be reached."""
    apart = [[*tool] for tool in (("unshare", "-rn"), ("unshare", "-n")) if works(*tool)]
    if not apart:
        pytest.skip("this system lets nobody run a program without its network")
    for arguments, given in (FACES[0], FACES[1], FACES[8]):
        usual = person.run(*PROGRAM, *arguments, given=given)
        alone = person.run(*apart[0], *PROGRAM, *arguments, given=given)
        assert (alone.stdout, alone.stderr) == (usual.stdout, usual.stderr)
        assert (alone.returncode, bool(alone.stdout)) == (usual.returncode, True)


@pytest.mark.parametrize("cold", [False, True])
def test_no_native_code_reaches_out_or_starts_a_program(person, own, tmp_path, cold):
    """As the kernel sees it: no socket of any kind, and no program but the one that was started."""
    log = tmp_path / "calls"
    tool = ("strace", "-f", "-qq", "-e", "trace=network,execve,execveat,fork,vfork", "-o", str(log))
    if not works(*tool):
        pytest.skip("this system lets nobody watch a program's calls")
    arguments = ["--knowledge", own] if cold else []
    done = person.run(*tool, *PROGRAM, *arguments, given=f"{QUESTION}\n{CRY}\n{STRANGE}\n")
    assert done.stdout
    calls = [line.split(maxsplit=1)[1] for line in log.read_text().splitlines()]
    assert [call.partition("(")[0] for call in calls if not call.startswith("+++")] == ["execve"]
