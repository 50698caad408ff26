"""Rooms import one way, top uses bottom, and what is not needed is not imported."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

import assistant as package
from assistant import Assistant

PACKAGE = Path(package.__file__).parent

# From the top to the bottom: a module imports from its own room and from those below.
ROOMS = {
    "package": "__init__ __main__",
    "faces": "cli run chat repl plain commands lists menus loading history settings options parser "
    "regions output terminal progress transcript explanation",
    "render": "render",
    "checks": "checks readability",
    "conversation": "assistant conversation picking",
    "knowledge": "knowledge cache compile",
    "reading": "reading frontmatter templates documents articles blocks files",
    "responder": "responder wording cards alarms",
    "triage": "proof redflags triage classifier rules context people mentions clauses slips "
    "patterns inflection",
    "library": "library finding leaning belief complaint aspects asked confidence scope followup "
    "smalltalk",
    "retriever": "retriever arrays maxscore fields passages records index counting vectorised "
    "columns store",
    "query": "query vocabulary correction",
    "text": "text",
    "base": "models errors places typed weights",
}
PLACE = {name: place for place, room in enumerate(ROOMS.values()) for name in room.split()}
# Inside a function, for the caller's comfort: Retriever.load compiles a folder.
ALLOWED_UPWARDS = {("retriever", "knowledge")}
BELONGS = {"prompt_toolkit": {"repl", "history", "menus"}, "platformdirs": {"places"}}


def modules() -> dict[str, ast.Module]:
    return {one.stem: ast.parse(one.read_text("utf-8")) for one in PACKAGE.glob("*.py")}


def imports(tree: ast.Module) -> list[tuple[str, bool]]:
    """Modules of this package that a module imports, and whether when it is loaded."""
    found = []
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or id(node) in typing_only:
            continue
        name = (node.module or "").removeprefix("assistant").lstrip(".")
        if node.level == 1 or (node.module or "").split(".")[0] == "assistant":
            names = [name] if name else [one.name for one in node.names]
            found += [(one, node.col_offset == 0) for one in names if one in PLACE]
    return found


def test_every_module_has_a_room():
    """A newcomer finds a thing by its name, and a new thing gets a place."""
    assert set(modules()) == set(PLACE)


@pytest.mark.parametrize("name", sorted(PLACE))
def test_a_room_imports_only_from_rooms_below(name):
    """Also inside functions, but for the one that is named."""
    upwards = [
        other
        for other, _ in imports(modules()[name])
        if PLACE[other] < PLACE[name] and (name, other) not in ALLOWED_UPWARDS
    ]
    assert upwards == []


def test_no_two_modules_need_each_other_to_be_loaded():
    """The graph of imports has no circle."""
    needs = {
        name: {other for other, early in imports(tree) if early} for name, tree in modules().items()
    }
    while needs:
        free = [name for name, others in needs.items() if not others & set(needs)]
        assert free, f"a circle among {sorted(needs)}"
        for name in free:
            del needs[name]


@pytest.mark.parametrize("part", sorted(BELONGS))
def test_a_heavy_part_belongs_to_few_modules(part):
    """Whoever answers a question does not pay for the chat."""
    users = {
        name
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == part)
        or (isinstance(node, ast.Import) and any(a.name.split(".")[0] == part for a in node.names))
    }
    assert users <= BELONGS[part]


# -- what is imported -----------------------------------------------------------------------------

_BUILD = {"yaml", "numpy", "rank_bm25", "markdown_it", "hashlib", "_hashlib"}
_OTHER = {"prompt_toolkit", "platformdirs", "dataclasses", "logging", "asyncio", "socket"}
_REPORT = """
import json, sys
from assistant.cli import main
try:
    status = main(sys.argv[1:])
except SystemExit as end:
    status = end.code
print(json.dumps([status, sorted(sys.modules)]), file=sys.stderr)
"""


def loaded(*arguments: str) -> set[str]:
    """The modules that are loaded once a command has run, on a warm cache."""
    done = subprocess.run(
        [sys.executable, "-c", _REPORT, *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
        text=True,
    )
    status, names = json.loads(done.stderr.splitlines()[-1])
    assert status in (0, None)
    return set(names)


@pytest.fixture(scope="module", autouse=True)
def _warm():
    """The library is compiled before."""
    Assistant.load()


def test_the_version_needs_nothing_of_the_package_but_its_name():
    """The commonest question of scripts."""
    names = loaded("--version")
    assert {one for one in names if one.startswith("assistant.")} <= {"assistant.cli"}
    assert not names & (_BUILD | _OTHER | {"argparse", "Stemmer"})


def test_the_help_needs_no_library():
    """It is text."""
    names = loaded("--help")
    assert not names & (_BUILD | _OTHER | {"Stemmer", "rapidfuzz", "assistant.retriever"})


def test_an_answer_on_a_warm_cache_imports_nothing_of_the_build():
    """Nor of the chat, nor the spelling's edit distances."""
    names = loaded("--ask", "which shoes should I choose for walking")
    assert not names & (_BUILD | _OTHER | {"rapidfuzz", "typing"})
    build = "compile reading documents articles blocks files frontmatter templates redflags checks"
    assert not names & {f"assistant.{name}" for name in build.split()}


def test_a_misspelt_word_brings_in_the_edit_distances_and_nothing_else():
    """Only who needs them pays for them."""
    names = loaded("--ask", "what is spnial stenossis")
    assert "rapidfuzz" in names
    assert not names & (_BUILD | _OTHER)


def test_no_answer_brings_in_enum_by_itself():
    """It costs a tenth of an answer; the parser of the command line may bring it."""
    code = "import sys, assistant.conversation as c; assert 'dataclasses' not in sys.modules"
    subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True
    )
