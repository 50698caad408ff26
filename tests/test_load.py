"""Load: question after question in one process, and its memory stays what it was.

    python tests/test_load.py [QUESTIONS]

asks so many questions (100,000 where no number is given) and prints at ten points how much memory
the process has, how many things the assistant holds, and how long a question takes.
"""

from __future__ import annotations

import functools
import gc
import itertools
import json
import os
import random
import statistics
import subprocess
import sys
import time
import types
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from faces import ALARM, PERU, PROGRAM, environment

from assistant import Assistant, Retriever, retriever
from assistant.cli import Status
from assistant.loading import library_questions

FIRST = 1_000  # messages until all that is kept has been filled
MORE = 1_500
GROWTH = 1.05  # of memory, from then on
FULL = 1.25  # of a container, which may be emptied and filled anew between two looks
LOOK = 25  # messages between two looks
STATM = Path("/proc/self/statm")
NEEDS_STATM = pytest.mark.skipif(not STATM.exists(), reason="this system does not tell its memory")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SIGNS = (
    range(0x80, 0x2FFF),
    range(0x3000, 0xD7FF),
    range(0xF900, 0xFFEF),
    range(0x10000, 0x2FFFF),
)


def messages(known: list[str], seed: int = 1) -> Iterator[str]:
    """Messages without end: the library's questions, and words and signs that were never seen.

    The first thousand hold each of 1,500 questions of the library, twelve thousand unseen words
    and eight thousand signs of all scripts: whatever is kept with a bound is full by then.
    """
    chance = random.Random(seed)
    asked = itertools.cycle(known)

    def word(letters: str = _LETTERS + "0123456789") -> str:
        return "".join(chance.choices(letters, k=chance.randint(5, 9)))

    for turn in itertools.count(1):
        if turn % 40 == 0:
            yield chance.choice([ALARM, PERU, "hello", "tell me more", "1", word(_LETTERS)])
        elif turn % 4:
            yield f"{next(asked)} {next(asked)}" + (f" {word()} {word()}" if turn % 4 == 1 else "")
        else:
            unseen = " ".join(word() for _ in range(44))
            signs = "".join(chr(chance.choice(chance.choice(_SIGNS))) for _ in range(36))
            yield f"{unseen} {word(_LETTERS)} {signs}"


def resident(process: int | str = "self") -> int:
    """Bytes of memory that a process has."""
    pages = Path(f"/proc/{process}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def held(*roots: object) -> dict[str, int]:
    """How many things each container holds, by its name, of these and of the package's modules.

    Looked at are the attributes of the package's objects, the variables of its modules, what its
    functions have enclosed or cached, and what objects of native code refer to.
    """
    found: dict[str, int] = {}
    seen: set[int] = set()
    modules = [one for name, one in sys.modules.items() if name.split(".")[0] == "assistant"]
    left: list[tuple[str, Any]] = [(type(root).__name__, root) for root in roots]
    left += [(f"{one.__name__}.{name}", vars(one)[name]) for one in modules for name in vars(one)]
    while left:
        name, thing = left.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        if isinstance(thing, (dict, list, set, frozenset)):
            found[name] = found.get(name, 0) + len(thing)
        elif isinstance(thing, functools._lru_cache_wrapper):
            found[name] = found.get(name, 0) + thing.cache_info().currsize
        left += [(f"{name}.{inner}", value) for inner, value in _inside(thing)]
    return found


def _inside(thing: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(thing, types.MethodType):
        yield "self", thing.__self__
        thing = thing.__func__
    if isinstance(thing, types.FunctionType):
        for number, cell in enumerate(thing.__closure__ or ()):
            yield f"cell{number}", cell.cell_contents
        return
    kind = thing if isinstance(thing, type) else type(thing)
    if kind.__module__.split(".")[0] == "assistant":
        yield from getattr(thing, "__dict__", {}).items()
        for name in getattr(kind, "__slots__", ()):
            if hasattr(thing, name):
                yield name, getattr(thing, name)
    elif kind.__module__ == "Stemmer":
        yield from ((str(number), one) for number, one in enumerate(gc.get_referents(thing)))


def peaks(sizes: Iterable[dict[str, int]]) -> dict[str, int]:
    """The most that each container held at any look."""
    most: dict[str, int] = {}
    for one in sizes:
        for name, size in one.items():
            most[name] = max(size, most.get(name, 0))
    return most


def grown(first: dict[str, int], later: dict[str, int]) -> dict[str, tuple[int, int]]:
    """The containers that hold more later than they did at first."""
    sizes = {name: (first.get(name, 0), size) for name, size in later.items()}
    return {name: one for name, one in sizes.items() if one[1] > one[0] * FULL + LOOK}


# -- tests ----------------------------------------------------------------------------------------


@NEEDS_STATM
def test_a_process_needs_no_more_memory_after_thousands_of_questions(assistant):
    """A batch that never ends, as a service has it: flat after the first thousand."""
    sent = messages(library_questions(assistant))
    process = subprocess.Popen(
        [*PROGRAM, "--json"], env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with process:
        sizes = []
        for message in itertools.islice(sent, FIRST + MORE):
            process.stdin.write(f"{message}\n".encode())
            process.stdin.flush()
            assert "error" not in json.loads(process.stdout.readline())
            sizes.append(resident(process.pid))
        process.stdin.close()
    assert process.returncode == Status.NOT_COVERED
    assert max(sizes[FIRST:]) <= GROWTH * sizes[FIRST - 1]


def test_nothing_that_is_kept_grows_with_the_questions():
    """Neither of an assistant, nor of a chat that goes on and on, nor of the package itself."""
    assistant = Assistant.load()
    chat = assistant.conversation()
    sent = messages(library_questions(assistant))

    def look() -> dict[str, int]:
        for number, message in enumerate(itertools.islice(sent, LOOK)):
            (chat if number % 2 else assistant).ask(message)
        return held(assistant, chat)

    first = peaks(look() for _ in range(FIRST // LOOK))
    assert {name.rpartition(".")[2] for name in first} >= {"_absent", "_parts", "_separators"}
    assert grown(first, peaks(look() for _ in range(FIRST // LOOK // 2))) == {}


@pytest.mark.parametrize("opened", [False, True])
def test_nothing_that_an_index_keeps_grows_with_the_searches(tmp_path, opened):
    """A large one, whose terms and passages are more than are kept."""
    count = retriever.SMALL + 1
    index = Retriever.from_texts(f"left{n} right{n} middle{n % 9}" for n in range(count))
    if opened:
        index.save(tmp_path / "some.idx")
        index = Retriever.open(tmp_path / "some.idx")

    def look(numbers: range, side: str) -> dict[str, int]:
        for number in numbers:
            assert (
                index.search(f"{side}{number} middle{number % 9}", 1)[0].passage.id == f"{number}"
            )
            assert index.find(f"{number}").id == f"{number}"
        return held(index)

    looks = [range(start, min(count, start + 500)) for start in range(0, count, 500)]
    first = peaks(look(numbers, "left") for numbers in looks)
    assert grown(first, peaks(look(numbers, "right") for numbers in looks)) == {}


def test_a_look_sees_what_grows(assistant, monkeypatch):
    """A list of a chat, a dictionary of a module, a cache of a function."""
    from assistant import text

    chat = assistant.conversation()
    monkeypatch.setattr(text, "noted", {n: n for n in range(FIRST)}, raising=False)
    monkeypatch.setattr(text, "cached", functools.cache(str), raising=False)
    chat.said = [*range(FIRST)]
    for number in range(FIRST):
        text.cached(number)
    sizes = held(chat)
    names = ("Conversation.said", "assistant.text.noted", "assistant.text.cached")
    assert [sizes[name] for name in names] == [FIRST] * 3


# -- the long version -----------------------------------------------------------------------------


class Point(NamedTuple):
    """What was measured after some questions; times are of those since the point before."""

    questions: int
    megabytes: float
    held: int
    median: float  # milliseconds
    late: float  # 99 of 100 are faster


def measured(questions: int, points: int = 10) -> Iterator[Point]:
    """Ask questions, in turn alone and in a chat, and measure now and then."""
    assistant = Assistant.load()
    chat = assistant.conversation()
    sent = messages(library_questions(assistant))
    done = 0
    for point in range(1, points + 1):
        times = []
        for message in itertools.islice(sent, questions * point // points - done):
            start = time.perf_counter()
            (chat if done % 2 else assistant).ask(message)
            times.append(1_000 * (time.perf_counter() - start))
            done += 1
        times.sort()
        middle, last = times[len(times) // 2], times[len(times) * 99 // 100]
        total = sum(held(assistant, chat).values())
        yield Point(done, resident() / 1_000_000, total, middle, last)


def slope(points: list[Point]) -> float:
    """Bytes of memory a question, by least squares."""
    asked, memory = [one.questions for one in points], [one.megabytes for one in points]
    return 1_000_000 * statistics.linear_regression(asked, memory).slope


def main(questions: int) -> None:
    """Print what is measured."""
    # Compiled in another process: the memory that a build has used would hide what is lost later.
    subprocess.run([*PROGRAM, PERU], env=environment(), capture_output=True, check=False)
    print("questions   memory MB   held      median ms   99 % ms")
    points = []
    for one in measured(questions):
        points.append(one)
        print(
            f"{one.questions:9,}  {one.megabytes:9.1f}  {one.held:8,}  {one.median:9.2f}  "
            f"{one.late:8.2f}",
            flush=True,
        )
    print(f"after the first point: {slope(points[1:]):+.2f} bytes a question")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 100_000)
