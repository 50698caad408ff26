"""What is shipped: the same files give the same bytes, with all that is needed and nothing else.

Two builds of one checkout, as different as builds of two people are: files of other dates, other
folders, time zones and seeds of hashes; one straight from a used checkout, one by way of the sdist.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import ROOT

from assistant import __version__

NAME = f"back_pain_assistant-{__version__}"
COMPLETIONS = ("backpain.bash", "backpain.fish", "backpain.zsh")
TABLES = (
    "danger-weights.json", "english-words.txt", "red-flags.yaml", "responses.yaml",
    "scope-weights.json", "small-talk-weights.json", "sources.yaml", "vocabulary.yaml",
)  # fmt: skip
ABOUT = ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")
# Of an sdist: the folders that it holds whole, and what lies at its top.
FOLDERS = (".ci", "assistant", "docs", "knowledge", "tests")
TOP = (
    ".gitignore", "CHANGELOG.md", "LICENSE", "PKG-INFO", "README.md", "hatch_build.py",
    "pyproject.toml", "requirements.lock",
)  # fmt: skip

_LEFT_OUT = (
    ".git", ".coverage*", ".hypothesis", ".venv*", ".*_cache", "__pycache__", "build", "dist",
    "output", "*.egg-info",
)  # fmt: skip
# What lies about in a checkout that is worked in.
_USED = (
    ".coverage", ".hypothesis/examples", ".mypy_cache/CACHEDIR.TAG", ".pytest_cache/README.md",
    ".ruff_cache/CACHEDIR.TAG", ".venv/pyvenv.cfg", "assistant/__pycache__/cli.cpython-313.pyc",
    "back_pain_assistant.egg-info/PKG-INFO", "build/lib/x.py", "dist/older.whl",
    "knowledge/__pycache__/x.pyc", "tests/__pycache__/conftest.cpython-313.pyc",
    "tests/benchmarks/output/report.md",
)  # fmt: skip


class Build(NamedTuple):
    """A wheel and an sdist, the checkout they were made from, and what was left in its TMPDIR."""

    tree: Path
    wheel: Path
    sdist: Path
    left: list[str]


def build(tree: Path, *command: str, seed: int, zone: str) -> Build:
    temporary = tree.parent / "temporary"
    temporary.mkdir()
    out = tree.parent / "out"
    different = {"PYTHONHASHSEED": str(seed), "TZ": zone, "TMPDIR": str(temporary)}
    done = subprocess.run(
        [sys.executable, "-m", *command, str(out)],
        cwd=tree,
        env={**os.environ, **different, "SOURCE_DATE_EPOCH": "1700000000"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    (wheel,), (sdist,) = out.glob("*.whl"), out.glob("*.tar.gz")
    return Build(tree, wheel, sdist, os.listdir(temporary))


@pytest.fixture(scope="module")
def builds(tmp_path_factory) -> tuple[Build, Build]:
    """From a clean checkout by way of the sdist, and from a used one with newer dates."""
    clean = tmp_path_factory.mktemp("clean") / "checkout"
    shutil.copytree(ROOT, clean, ignore=shutil.ignore_patterns(*_LEFT_OUT))
    used = tmp_path_factory.mktemp("used") / "elsewhere" / "back-pain"
    shutil.copytree(clean, used, copy_function=shutil.copy)
    for name in _USED:
        (used / name).parent.mkdir(parents=True, exist_ok=True)
        (used / name).write_bytes(b"used")
    by_way = build(clean, "build", "--no-isolation", "--outdir", seed=1, zone="Asia/Tokyo")
    straight = build(used, "hatchling", "build", "--directory", seed=2, zone="America/Lima")
    return by_way, straight


@pytest.fixture(scope="module")
def built(builds) -> Build:
    return builds[1]


@pytest.fixture(scope="module")
def content(built) -> dict[str, bytes]:
    """The files of the wheel."""
    return members(built.wheel)


def members(archive: Path) -> dict[str, bytes]:
    """The files of an archive, in its order."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return {name: wheel.read(name) for name in wheel.namelist()}
    with tarfile.open(archive) as sdist:
        files = [(one.name, sdist.extractfile(one)) for one in sdist]
        return {name: file.read() for name, file in files if file is not None}


# -- the same bytes -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_the_same_files_give_the_same_bytes(builds, kind):
    """Anyone can build it again and compare; the compiled library is no exception."""
    one, other = (getattr(each, kind) for each in builds)
    files, again = members(one), members(other)
    assert list(files) == list(again)
    assert [name for name in files if files[name] != again[name]] == []
    assert (one.name, one.read_bytes()) == (other.name, other.read_bytes())


def test_nothing_tells_where_it_was_built(builds, content):
    """Neither a folder of the checkout nor a temporary one."""
    places = [str(each.tree.parent).encode() for each in builds]
    found = [name for name, data in content.items() if any(place in data for place in places)]
    assert found == []


def test_a_build_leaves_nothing_behind(builds):
    """The compiled library is large; a copy for each build would fill the temporary folder."""
    assert [each.left for each in builds] == [[], []]


# -- the wheel ------------------------------------------------------------------------------------


def test_the_wheel_holds_the_package_its_knowledge_and_its_licence(built, content):
    """No tests, no documents, no caches."""
    modules = {f"assistant/{one.name}" for one in built.tree.glob("assistant/*.py")}
    knowledge = {
        f"assistant/_knowledge/{one.relative_to(built.tree / 'knowledge').as_posix()}"
        for pattern in ("articles/*.md", "questions/*.yaml")
        for one in built.tree.joinpath("knowledge").glob(pattern)
    }
    assert min(len(modules), len(knowledge)) > 50
    assert set(content) == {
        *modules,
        "assistant/answer.schema.json",
        "assistant/py.typed",
        *(f"assistant/_completions/{name}" for name in COMPLETIONS),
        *knowledge,
        *(f"assistant/_knowledge/{name}" for name in TABLES),
        "assistant/_knowledge/library.idx",
        *(f"{NAME}.dist-info/{name}" for name in ABOUT),
    }


def test_the_licence_goes_with_the_wheel(built, content):
    """Its words, and its name for those who only look that up."""
    about = f"{NAME}.dist-info"
    assert content[f"{about}/licenses/LICENSE"] == (built.tree / "LICENSE").read_bytes()
    assert b"License-Expression: MIT\n" in content[f"{about}/METADATA"]


def test_an_unpacked_wheel_answers_from_the_library_it_carries(built, tmp_path):
    """It was compiled from the very files beside it: nothing is compiled again or written."""
    with zipfile.ZipFile(built.wheel) as wheel:
        wheel.extractall(tmp_path / "installed")
    cold = tmp_path / "cache"
    done = subprocess.run(
        [sys.executable, "-m", "assistant", "--ask", "which shoes should I wear?", "--json"],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(tmp_path / "installed"),
            "XDG_CACHE_HOME": str(cold),
        },
        capture_output=True,
        check=True,
        text=True,
    )
    assert json.loads(done.stdout)["kind"] == "answer"
    assert not cold.exists()


# -- the sdist ------------------------------------------------------------------------------------


def test_the_sdist_holds_what_building_testing_and_reading_need(builds):
    """All of a clean checkout; that a wheel can be built from it, the first of the builds shows."""
    tree = builds[0].tree
    files = [one for name in FOLDERS for one in tree.joinpath(name).rglob("*") if one.is_file()]
    expected = {*TOP, *(one.relative_to(tree).as_posix() for one in files)}
    assert {name.removeprefix(f"{NAME}/") for name in members(builds[1].sdist)} == expected
