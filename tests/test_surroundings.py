"""Surroundings: killed at any line; streams, homes missing; odd locales; a clock that is far off.

    python tests/test_surroundings.py ACTION FOLDER

runs one of ``ACTIONS`` again and again in FOLDER, each time in a process of its own that sends a
signal to itself one line of the package later, and prints what each of them left behind as JSON.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import io
import itertools
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pexpect
import pytest
from conftest import ROOT
from faces import ALARM, PATIENCE, PERU, PROGRAM, SHOES, backpain, environment, make_chat

from assistant import Assistant, Retriever, cache, cli
from assistant import compile as build
from assistant.chat import Chat
from assistant.cli import Status
from assistant.commands import run_command
from assistant.history import MOST_LINES, HistoryFile, history_file
from assistant.knowledge import load_library
from assistant.places import APPLICATION
from assistant.settings import configuration_file
from assistant.store import Store

PACKAGE = str(ROOT / "assistant")
ARTICLE = "# Feet\n\n## Toes\n\nToes help you balance.\n\n## Heels\n\nHeels land first.\n"
TOES = "why do toes help me balance"
TYPED = "zyxwvut"  # stands for what nobody else should read

# -- a process that ends itself at a line ---------------------------------------------------------


class Moment(NamedTuple):
    """A line of the package: where it stands, and how many lines of the package ran before it."""

    place: str
    number: int


class Action(NamedTuple):
    """Something that writes.

    ``prepare`` lays out a folder and gives what then writes (and may give a status); ``left`` tells
    what is there afterwards, as a later process sees it.
    """

    prepare: Callable[[Path], Callable[[], int | None]]
    left: Callable[[Path], Any]


def in_a_child(function: Callable[[], Any]) -> tuple[int, Any]:
    """Run a function in a process of its own.

    Returns:
        Its status, negative for a signal, and what the function gave.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        status = Status.FAILED
        try:
            os.close(reader)
            given = function()
            with open(writer, "wb") as pipe:
                pipe.write(json.dumps(given).encode())
            status = given if isinstance(given, int) else Status.ANSWERED
        except KeyboardInterrupt:
            status = Status.INTERRUPTED
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(writer)
    with open(reader, "rb") as pipe:
        given = pipe.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), json.loads(given or b"null")


@contextlib.contextmanager
def each_line(seen: Callable[[str], object]) -> Iterator[None]:
    """Call something before each line of the modules that write."""

    def line(frame: Any, event: str, argument: Any) -> Any:
        if event == "line":
            seen(f"{os.path.basename(frame.f_code.co_filename)}:{frame.f_lineno}")
        return line

    def call(frame: Any, event: str, argument: Any) -> Any:
        folder, file = os.path.split(frame.f_code.co_filename)
        return line if folder == PACKAGE and file in WRITERS else None

    sys.settrace(call)
    try:
        yield
    finally:
        sys.settrace(None)


def moments(places: Sequence[str]) -> list[Moment]:
    """Of the lines that ran, each place the first and the last time."""
    visits: dict[str, list[int]] = {}
    for number, place in enumerate(places):
        visits.setdefault(place, []).append(number)
    chosen = {n: place for place, numbers in visits.items() for n in (numbers[0], numbers[-1])}
    return [Moment(chosen[number], number) for number in sorted(chosen)]


def end_at_each_line(action: Action, sent: signal.Signals, folder: Path) -> Iterator[Any]:
    """Run an action once to the end, then once for each moment at which it is ended.

    Yields:
        The status and what is left: before the action, after it, and each time that it was ended.
    """
    places: list[str] = []

    def whole(act: Callable[[], int | None]) -> list[str]:
        with each_line(places.append):
            act()
        return places

    def ended(act: Callable[[], int | None], moment: Moment) -> int | None:
        lines = itertools.count()

        def seen(_: str) -> None:
            if next(lines) == moment.number:
                os.kill(os.getpid(), sent)

        with each_line(seen):
            return act()

    def run(run_in_child: Callable[[Callable[[], int | None]], Any]) -> tuple[Any, Any]:
        place = folder / "now"
        place.mkdir()
        act = action.prepare(place)
        status, given = in_a_child(lambda: run_in_child(act))
        left = action.left(place)
        shutil.rmtree(place)
        return given, (status, left)

    yield run(lambda act: None)[1]
    places, after = run(whole)
    yield after
    chosen = moments(places)
    most = MANY if sent == signal.SIGKILL else FEW
    for moment in chosen[:: -(-len(chosen) // most)]:
        yield run(lambda act, moment=moment: ended(act, moment))[1]


# -- what is ended --------------------------------------------------------------------------------


@functools.cache
def some_index(word: str) -> Retriever:
    """An index that takes more than one write to the disk."""
    return Retriever.from_texts(f"{word} number{n} and {word}{n} of {n * 7}" for n in range(60))


def save_index(place: Path) -> Callable[[], None]:
    """Write an index over another one."""
    some_index("old").save(place / "some.idx")
    return functools.partial(some_index("new").save, place / "some.idx")


def index_left(place: Path) -> Any:
    """What an index holds, and the endings of the files beside it."""
    opened = Retriever.open(place / "some.idx")
    found = [opened.search(word, 1) for word in ("old5", "new5", "number9")]
    held = [opened.find(str(number)).text for number in range(len(opened))]
    beside = {one.suffix for one in place.iterdir()} - {".idx"}
    return {"holds": [held, found], "beside": sorted(beside)}


def article(place: Path, verb: str = "help") -> str:
    """A knowledge folder beside a cache, which is the one in use from now on."""
    os.environ["XDG_CACHE_HOME"] = str(place)
    file = place.parent / "knowledge" / "articles" / "feet.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists() or verb not in file.read_text():
        file.write_text(ARTICLE.replace("help", verb))
    return str(file.parent.parent)


def start(place: Path) -> Callable[[], int]:
    """Start the program with a question, on a cache that does not exist yet."""
    arguments = ["--knowledge", article(place), "--ask", TOES]

    def act() -> int:
        with open(os.devnull, "w") as sys.stdout:
            return cli.main(arguments)

    return act


def start_outdated(place: Path) -> Callable[[], int]:
    """The same on a cache that was filled before the article changed."""
    filled = place.parent / "filled"
    if not filled.exists():
        load_library(article(filled, "hurt"))
    shutil.copytree(filled, place, dirs_exist_ok=True)
    return start(place)


def cache_left(place: Path) -> Any:
    """How many files are half-written; what the next two starts say; what is in the cache then."""
    half = [*place.rglob("*.partial")]

    def starts() -> list[str]:
        said = [Assistant.load(article(place)).ask(TOES).text]
        build.compile_library = None  # the second start must do without
        return [*said, Assistant.load(article(place)).ask(TOES).text]

    _, said = in_a_child(starts)
    kept = sorted(one.suffix for one in place.rglob("*") if one.is_file())
    return {"half": len(half), "said": said, "kept": kept}


def add_to_history(lines: int, place: Path) -> Callable[[], None]:
    """Add to a history of some lines, as a chat does."""
    os.environ["XDG_STATE_HOME"] = str(place)
    kept = HistoryFile(history_file())
    kept.prepare()
    Path(history_file()).write_text("".join(f"{TYPED} {number}\n" for number in range(lines)))
    return functools.partial(kept.add, f"{TYPED} is the last")


def history_left(place: Path) -> Any:
    """The messages of the history, and how many files are left once it was cleared."""
    kept = HistoryFile(history_file())
    messages = kept.read()
    kept.clear()
    return {"messages": messages, "files": sum(one.is_file() for one in place.rglob("*"))}


@functools.cache
def loaded() -> Assistant:
    """The assistant over the shipped library."""
    return Assistant.load()


@functools.cache
def some_chat() -> Chat:
    """A chat in which something was said."""
    chat = make_chat(loaded())
    chat.confirm = lambda question: True
    chat.tell = lambda text, role="hint": None
    chat.show(SHOES, chat.conversation.ask(SHOES))
    return chat


def save_chat(older: str, place: Path) -> Callable[[], None]:
    """Save a chat, over an older one where there is one."""
    if older:
        (place / "chat.md").write_text(older)
    some_chat()
    return lambda: (run_command(some_chat(), "save", str(place / "chat.md")), None)[1]


def transcript_left(place: Path) -> Any:
    """A transcript, or None where there is none."""
    file = place / "chat.md"
    return file.read_text() if file.exists() else None


WRITERS = ("store.py", "cache.py", "history.py", "commands.py")
ACTIONS = {
    "index": Action(save_index, index_left),
    "cold cache": Action(start, cache_left),
    "outdated cache": Action(start_outdated, cache_left),
    "history": Action(functools.partial(add_to_history, 3), history_left),
    "full history": Action(functools.partial(add_to_history, MOST_LINES), history_left),
    "transcript": Action(functools.partial(save_chat, ""), transcript_left),
    "older transcript": Action(functools.partial(save_chat, "older\n" * 2_000), transcript_left),
}


def shared_records(assistant: Assistant) -> dict[bytes, bytes]:
    """The records that every library has, which a build takes over where they are compiled."""
    records = assistant.library.records.items()
    return dict(itertools.takewhile(lambda one: one[0].startswith(build.SHARED), records))


def compiled_once(few: dict[bytes, bytes]) -> Callable[..., Any]:
    """``compile_library`` with some shared records, which compiles each article but once."""
    original, kept = build.compile_library, {}

    def compile_library(place: str, shared: object = None) -> Any:
        text = Path(place, "articles", "feet.md").read_text()
        if text not in kept:
            kept[text] = original(place, few)
        return kept[text]

    return compile_library


def main(name: str, folder: str) -> int:
    """What a test below runs."""
    # The danger signs are most of a build and of a library, and nothing here asks for them.
    many = (b"flag:word", b"danger:", b"english/")
    found = shared_records(loaded())
    few = {key: found[key] for key in found if not key.startswith(many)}
    build.compile_library = compiled_once(few)
    # What is imported and compiled here, the processes below need not import and compile again.
    importlib.import_module("assistant.parser"), importlib.import_module("assistant.run")
    Assistant.load(article(Path(folder, "once"))).ask(TOES)
    gc.disable()  # it would touch, and so copy, what the processes share
    for sent in KILLS:
        for one in end_at_each_line(ACTIONS[name], signal.Signals[sent], Path(folder)):
            print(json.dumps([sent, *one]), flush=True)
    return 0


# -- killed ---------------------------------------------------------------------------------------

MANY, FEW = 60, 6  # moments for SIGKILL, and for the signals that end a process as it does
KILLS = ("SIGKILL", "SIGTERM", "SIGHUP", "SIGINT")


class Ended(NamedTuple):
    """What is left: without an action, after it, and where it was ended at each of many lines."""

    before: Any
    after: Any
    each: list[Any]


@pytest.fixture(scope="module")
def ended(assistant, tmp_path_factory) -> Callable[[str, str], Ended]:
    """What an action of ``ACTIONS`` leaves when a signal ends it; each process must end by it."""

    @functools.cache
    def run(name: str) -> list[Any]:
        done = subprocess.run(
            [sys.executable, __file__, name, str(tmp_path_factory.mktemp("ended"))],
            env=environment(OPENBLAS_NUM_THREADS="1"),
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return [*map(json.loads, done.stdout.splitlines())]

    def of(name: str, signal_name: str) -> Ended:
        rows = [row for sent, *row in run(name) if sent == signal_name]
        statuses, left = zip(*rows, strict=True)
        by_signal = -signal.Signals[signal_name]
        expected = Status.INTERRUPTED if signal_name == "SIGINT" else by_signal
        assert (statuses[:2], {*statuses[2:]}) == ((0, 0), {expected})
        return Ended(left[0], left[1], [*left[2:]])

    return of


@pytest.mark.parametrize("sent", KILLS)
def test_an_index_is_the_old_or_the_new_one_whenever_its_writer_is_killed(ended, sent):
    """An interrupt moreover leaves nothing beside it."""
    before, after, each = ended("index", sent)
    assert before["holds"] != after["holds"]
    held = [one["holds"] for one in each]
    assert [one for one in held if one not in (before["holds"], after["holds"])] == []
    beside = {ending for one in each for ending in one["beside"]}
    assert beside == (set() if sent == "SIGINT" else {".partial"})


@pytest.mark.parametrize("sent", KILLS)
@pytest.mark.parametrize("name", ["cold cache", "outdated cache"])
def test_a_start_is_right_whenever_the_one_before_was_killed(ended, name, sent):
    """The next start answers, the one after it need not compile, and little is left behind."""
    before, _, each = ended(name, sent)
    assert "Toes help you balance." in before["said"][0]
    for one in each:
        assert one["said"] == before["said"]
        assert one["kept"].count(".partial") == one["half"] <= (sent != "SIGINT")
        assert one["kept"].count(".stamp") == 1
        assert one["kept"].count(".idx") <= (1 if name == "cold cache" else 2)


@pytest.mark.parametrize("sent", KILLS)
@pytest.mark.parametrize("name", ["history", "full history"])
def test_a_history_has_the_last_message_whole_or_not_at_all(ended, name, sent):
    """And clearing it removes all that was typed, also what a killed chat left beside it."""
    before, after, each = ended(name, sent)
    assert before["messages"] != after["messages"]
    for one in each:
        assert one["messages"] in (before["messages"], after["messages"])
        assert one["files"] == 0


@pytest.mark.parametrize("sent", KILLS)
@pytest.mark.parametrize("name", ["transcript", "older transcript"])
def test_a_transcript_is_whole_or_as_it_was(ended, name, sent):
    """Half a chat would be taken for a whole one, and the older one may be precious."""
    before, after, each = ended(name, sent)
    assert before != after
    assert [text for text in each if text not in (before, after)] == []


def test_a_message_that_was_cut_short_is_not_joined_with_the_next():
    """As a full disk cuts it: what comes later is a message of its own."""
    kept = HistoryFile(history_file())
    kept.add("heat or ice")
    Path(history_file()).write_text("heat or ice\nwhich sh")
    kept.add("how long")
    assert kept.read() == ["heat or ice", "which sh", "how long"]


@pytest.fixture
def apart(assistant, tmp_path, monkeypatch) -> Path:
    """A cache of the test's own in which the shipped library is compiled already."""
    base = tmp_path / "person" / "apart"
    shutil.copytree(cache.cache_folder(), base / APPLICATION, copy_function=os.link)
    monkeypatch.setenv("XDG_CACHE_HOME", str(base))
    return base / APPLICATION


@pytest.fixture
def own(folder) -> Path:
    """A small knowledge folder."""
    return folder({"articles/feet.md": ARTICLE})


def compiled(place: Path) -> set[str]:
    """The names of the compiled libraries in a cache."""
    return {one.name for one in place.glob("*.idx")}


def test_a_reader_that_goes_away_costs_no_compiled_library(apart, own):
    """The first start may be `backpain | head`: the next one finds what it compiled."""
    before = compiled(apart)
    reader, writer = os.pipe()
    os.close(reader)
    command = [*PROGRAM, "--knowledge", str(own), "--ask", TOES]
    with open(writer, "wb") as nobody:
        done = subprocess.run(
            command, env=environment(), stdout=nobody, stderr=subprocess.PIPE, check=False
        )
    assert (done.returncode, done.stderr) == (Status.CLOSED_PIPE, b"")
    (new,) = compiled(apart) - before
    written = (apart / new).stat().st_mtime_ns
    shown = backpain("--knowledge", str(own), "--ask", TOES)
    assert "Toes help you balance." in shown.stdout
    assert (apart / new).stat().st_mtime_ns == written


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="waits for a process as Linux can")
@pytest.mark.parametrize("term", ["xterm", "dumb"])
@pytest.mark.parametrize("ignored", [False, True])
def test_a_chat_ends_with_its_terminal_and_what_was_typed_is_kept_whole(assistant, term, ignored):
    """Also where the hangup itself is ignored, as under nohup: no process spins on."""
    child = pexpect.spawn(
        sys.executable,
        ["-m", "assistant"],
        env=environment(TERM=term, BACKPAIN_HISTORY="on"),
        timeout=PATIENCE,
        ignore_sighup=ignored,
        dimensions=(40, 80),
    )
    child.delaybeforesend = None
    child.expect_exact("> " if term == "dumb" else "\x1b[?2004h")
    child.send(f"{SHOES}\r")
    child.expect_exact("not a diagnosis")
    child.expect_exact("> " if term == "dumb" else "\x1b[?2004h")
    os.close(child.child_fd)
    child.closed, child.child_fd = True, -1
    with open(os.pidfd_open(child.pid)) as process:
        ended, _, _ = select.select([process], [], [], PATIENCE)
    if not ended:
        os.kill(child.pid, signal.SIGKILL)
    _, status = os.waitpid(child.pid, 0)
    expected = Status.FAILED if ignored else -signal.SIGHUP
    assert os.waitstatus_to_exitcode(status) == expected
    assert Path(history_file()).read_text() == f"{SHOES}\n"


# -- streams that are not there --------------------------------------------------------------------

QUESTIONS = f"{ALARM}\n{PERU}\n{SHOES}\n"


def shell(redirected: str, *arguments: str, given: str = "", **changes: str) -> Any:
    """Run the program with its streams redirected by a shell; its status, output and errors."""
    done = subprocess.run(
        ["bash", "-c", f'"$@" {redirected}', "bash", *PROGRAM, *arguments],
        env=environment(**changes),
        input=given,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def usual(assistant) -> Callable[..., Any]:
    """What a run shows that has all its streams; each is run once."""
    return functools.cache(lambda *arguments, given="": shell("", *arguments, given=given))


@pytest.mark.parametrize("closed", [">&-", "<&- 2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("--json", "--explain", "--ask", SHOES),
        ("--plain", ALARM),
        ("--sources", "--json"),
        ("--danger", "--region", "uk"),
        ("--help",),
        ("--completion", "bash"),
        ("--knowledge", "/no/such/place", PERU),
        ("--no-such-option",),
    ],
)
def test_what_is_not_closed_shows_what_it_always_shows(usual, arguments, closed):
    """And the status is the same, without a word of Python's about the rest."""
    status, shown, errors = usual(*arguments)
    shown = "" if ">&-" in closed.replace("2>&-", "") else shown
    errors = "" if "2>&-" in closed else errors
    assert shell(closed, *arguments) == (status, shown, errors)


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
@pytest.mark.parametrize("form", ["--json", "--plain"])
def test_a_batch_goes_on_to_its_end_whatever_is_closed(usual, form, closed):
    """A hint that nobody can read costs no answer."""
    status, shown, _ = usual(form, given=QUESTIONS)
    expected = (status, shown if closed == "2>&-" else "")
    assert shell(closed, form, given=QUESTIONS)[:2] == expected


@pytest.mark.parametrize("lost", ["2> >(exec true)", "2>/dev/full"])
@pytest.mark.parametrize("arguments", [("--plain", "--ask", ALARM), ("--plain",)])
def test_hints_that_cannot_be_told_cost_no_answer(usual, arguments, lost):
    """Nobody reads them, or the disk behind them is full: a card must be seen all the same."""
    if lost.endswith("/dev/full") and not os.path.exists("/dev/full"):
        pytest.skip("this system has no /dev/full")
    status, shown, _ = usual(*arguments, given=QUESTIONS)
    found = shell(lost, *arguments, given=QUESTIONS, BACKPAIN_REGION="nowhere")
    assert found[:2] == (status, shown)


def test_a_library_is_compiled_and_kept_with_all_streams_closed(apart, own):
    """The numbers of the closed streams go to files; nothing but records is written into those."""
    before = compiled(apart)
    assert shell("<&- >&- 2>&-", "--knowledge", str(own), TOES) == (0, "", "")
    (new,) = compiled(apart) - before
    with Store(apart / new) as opened:
        assert dict(opened.items())[b"articles"].startswith(b'[["feet"')
    status, shown, errors = shell("", "--knowledge", str(own), "--plain", TOES)
    assert (status, "Toes help you balance." in shown, errors) == (0, True, "")


# -- locales --------------------------------------------------------------------------------------

LOCALES = [
    {"LC_ALL": "C"},
    {"LC_ALL": "C", "PYTHONUTF8": "0"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LANG": "C", "PYTHONUTF8": "0"},
    {"LC_ALL": "tr_TR.UTF-8"},
    {"LC_ALL": "tr_TR.UTF-8", "PYTHONUTF8": "0"},
    {"LC_ALL": "en_US.UTF-8", "PYTHONUTF8": "0"},
]
SHOUTED = [
    "WHICH SHOES SHOULD I CHOOSE FOR WALKING",
    "WHAT IS SPINAL STENOSIS?",
    "IT IS IN MY HIP, IS IT A SLIPPED DISC",
    "MY CROTCH HAS GONE NUMB AND I CANNOT PEE",
    "I can\u2019t feel my legs",
    "Ein Bandscheibenvorfall? T\u00fcrk\u00e7e: s\u0131rt\u0131m a\u011fr\u0131yor, \u0130stanbul",
]


@pytest.fixture(scope="module")
def locales(tmp_path_factory) -> dict[str, str]:
    """Where the locales lie, compiled here where the system has what they are compiled from."""
    place = tmp_path_factory.mktemp("locales")
    for name in ("tr_TR", "en_US"):
        made = ["localedef", "-i", name, "-f", "UTF-8", str(place / f"{name}.UTF-8")]
        if shutil.which("localedef") is None or subprocess.run(made, check=False).returncode:
            return {}
    return {"LOCPATH": str(place)}


@pytest.mark.parametrize("variables", LOCALES, ids=str)
def test_an_answer_is_the_same_in_any_locale(usual, locales, variables):
    """From a pipe and as an argument: capitals, quotes, other letters."""
    arguments, given = ("--json", "--region", "none"), "\n".join(SHOUTED)
    status, shown, errors = usual(*arguments, given=given)
    expected = [json.loads(line) for line in shown.splitlines()]
    found = shell("", *arguments, given=given, **locales, **variables)
    assert (found[0], found[2]) == (status, errors)
    assert [json.loads(line) for line in found[1].splitlines()] == expected
    for place in (0, -1):
        found = shell("", *arguments, "--ask", SHOUTED[place], **locales, **variables)
        assert json.loads(found[1]) == expected[place]


@pytest.mark.parametrize("variables", LOCALES, ids=str)
def test_a_library_compiles_to_the_same_bytes_in_any_locale(
    apart, tmp_path, locales, variables, monkeypatch
):
    """Its folder and its files may be named in any script."""
    place = tmp_path / "R\u00fccken \u0131s\u0131" / "articles"
    place.mkdir(parents=True)
    (place / "a\u011fr\u0131.md").write_text(
        "# \u0130stanbul\n\nINCI walks in \u0130zmir, \u00e7ok I\u015eIK.\n", "utf-8"
    )
    load_library(place.parent)
    (expected,) = [one for one in apart.glob("*.idx") if one.stat().st_nlink == 1]
    base = tmp_path / "person" / "other"
    shutil.copytree(cache.cache_folder(), base / APPLICATION, copy_function=os.link)
    (base / APPLICATION / expected.name).unlink()
    status, shown, errors = shell(
        "", "--json", "--knowledge", str(place.parent), "INCI WALKS IN \u0130ZM\u0130R",
        XDG_CACHE_HOME=str(base), **locales, **variables,
    )  # fmt: skip
    assert (status, errors) == (0, "")
    assert json.loads(shown)["kind"] == "answer"
    assert (base / APPLICATION / expected.name).read_bytes() == expected.read_bytes()


_KEEPS = """
import os, sys
from faces import make_chat
from assistant import Assistant
chat = make_chat(Assistant.load())
chat.handle("/history on")
chat.handle(os.fsencode(sys.argv[1]).decode())
chat.handle("/save chat.md")
"""


@pytest.mark.parametrize("variables", LOCALES, ids=str)
def test_what_is_kept_is_the_same_in_any_locale(assistant, locales, variables, tmp_path):
    """A history and a transcript are UTF-8, whatever the terminal is."""
    done = subprocess.run(
        [sys.executable, "-c", _KEEPS, SHOUTED[-1]],
        env=environment(PYTHONPATH=f"{ROOT}:{ROOT}/tests", **locales, **variables),
        capture_output=True,
        cwd=tmp_path,
        check=False,
    )
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False)
    assert Path(history_file()).read_text("utf-8") == f"{SHOUTED[-1]}\n"
    assert f"## {SHOUTED[-1]}\n" in (tmp_path / "chat.md").read_text("utf-8")


# -- homes that are no homes ----------------------------------------------------------------------


def no_home(tmp_path: Path) -> dict[str, str]:
    """A file in the place of the home, of the folder for what is temporary, of each XDG folder."""
    file = tmp_path / "file"
    file.write_text("a file")
    names = ("HOME", "TMPDIR", *(f"XDG_{name}_HOME" for name in ("CONFIG", "STATE", "DATA")))
    return {name: str(file) for name in names}


def locked_home(tmp_path: Path) -> dict[str, str]:
    """A home that may be read and not written."""
    if os.getuid() == 0:
        pytest.skip("the superuser may write anywhere")
    home = tmp_path / "locked"
    home.mkdir(mode=0o500)
    return {"HOME": str(home), **{f"XDG_{name}_HOME": "" for name in ("CONFIG", "STATE", "DATA")}}


@pytest.mark.parametrize("surroundings", [no_home, locked_home])
def test_a_start_that_can_write_nowhere_answers_all_the_same(usual, tmp_path, own, surroundings):
    """It compiles in memory, says nothing of it, and touches nothing."""
    nowhere = surroundings(tmp_path)
    home = Path(nowhere["HOME"])
    status, shown, errors = shell(
        "", "--plain", "--knowledge", str(own), given=f"{TOES}\n{ALARM}\n",
        **{**nowhere, "XDG_CACHE_HOME": nowhere["XDG_STATE_HOME"]},
    )  # fmt: skip
    assert (status, "Toes help you balance." in shown) == (0, True)
    assert usual("--plain", "--ask", ALARM)[1] in shown
    assert errors.count("\n") == 1  # the hint of the card
    assert home.read_text() == "a file" if home.is_file() else [*home.iterdir()] == []


@pytest.mark.parametrize("surroundings", [no_home, locked_home])
def test_a_chat_that_cannot_keep_its_history_says_so_once(assistant, tmp_path, surroundings):
    """It was asked to, and goes on without."""
    child = pexpect.spawn(
        sys.executable,
        ["-m", "assistant", "--plain"],
        env=environment(TERM="xterm", BACKPAIN_HISTORY="on", **surroundings(tmp_path)),
        encoding="utf-8",
        timeout=PATIENCE,
    )
    child.delaybeforesend = None
    child.logfile_read = io.StringIO()
    child.expect_exact("> ")
    child.send(f"{SHOES}\r")
    child.expect_exact("not a diagnosis")
    child.expect_exact("> ")
    child.send("\x04")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert child.logfile_read.getvalue().count("The history cannot be kept") == 1


@pytest.mark.parametrize("kind", ["folder is a file", "file is a folder", "link in a circle"])
def test_a_configuration_that_is_no_file_costs_no_answer(usual, kind):
    """At most one line says what is wrong with it."""
    place = Path(configuration_file())
    if kind == "folder is a file":
        place.parent.write_text("a file")
    elif kind == "file is a folder":
        place.mkdir(parents=True)
    else:
        place.parent.mkdir()
        place.symlink_to(place)
    status, shown, errors = shell("", "--plain", "--ask", ALARM)
    assert (status, shown) == usual("--plain", "--ask", ALARM)[:2]
    assert errors.count("\n") - usual("--plain", "--ask", ALARM)[2].count("\n") <= 1
    assert "Traceback" not in errors


# -- a clock that is far off ----------------------------------------------------------------------

_DAY = 86_400 * 1_000_000_000
YEARS = {"1969": -_DAY, "1970": 0, "2100": 47_482 * _DAY}


@pytest.fixture
def builds(assistant, monkeypatch) -> list[str]:
    """Counts how often a library is compiled; the danger signs are taken over each time."""
    shared, counted, original = shared_records(assistant), [], build.compile_library

    def counting(place: str, _: object = None) -> Any:
        counted.append(place)
        return original(place, shared)

    monkeypatch.setattr(build, "compile_library", counting)
    return counted


def date(paths: Iterable[Path], year: str) -> None:
    """Give files and folders a date."""
    for path in paths:
        os.utime(path, ns=(YEARS[year], YEARS[year]))


def toes(own: Path) -> str:
    """What a library says about toes."""
    return load_library(own).retriever.search("toes")[0].passage.text


@pytest.mark.parametrize("year", YEARS)
def test_knowledge_of_any_date_is_compiled_once_and_its_changes_are_seen(
    own, cold_cache, builds, year
):
    """As unpacked from an archive, or written under a wrong clock."""
    file = own / "articles" / "feet.md"
    date([file, file.parent, own], year)
    assert toes(own) == toes(own) == "Toes help you balance."
    assert len(builds) == 1
    file.write_text(ARTICLE.replace("help", "harm"))
    date([file, file.parent, own], year)
    assert toes(own) == toes(own) == "Toes harm you balance."
    assert len(builds) == 2


@pytest.mark.parametrize("year", YEARS)
def test_a_cache_of_any_date_is_used_and_does_not_pile_up(own, cold_cache, builds, year):
    """What was kept under a wrong clock goes when it is out of date, like all else."""
    toes(own)
    date([*cold_cache.iterdir(), cold_cache], year)
    assert toes(own) == "Toes help you balance."
    assert len(builds) == 1
    (own / "articles" / "feet.md").write_text(ARTICLE.replace("help", "harm"))
    assert toes(own) == toes(own) == "Toes harm you balance."
    assert len(builds) == 2
    assert sorted(one.suffix for one in cold_cache.iterdir()) == [".idx", ".stamp"]


@pytest.mark.parametrize("year", YEARS)
def test_libraries_kept_under_another_clock_do_not_crowd_out_those_of_today(
    own, cold_cache, builds, tmp_path, year
):
    """Else each start would compile anew until that year."""
    for number in range(cache.MOST_KEPT):
        cache.keep(str(tmp_path / str(number)), b"stamp", f"digest{number}", {b"a": b"b"})
    half = cold_cache / "digest.idx.1.ff.partial"
    half.write_bytes(b"half")
    date(cold_cache.iterdir(), year)
    assert toes(own) == toes(own) == "Toes help you balance."
    assert len(builds) == 1
    assert not half.exists()
    assert len([*cold_cache.glob("*.stamp")]) == cache.MOST_KEPT


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
