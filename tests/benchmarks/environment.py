"""An environment with the engines to compare with, apart from the one that is worked in."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
OUTPUT = TESTS / "benchmarks" / "output"
PEERS = ("bm25s==0.3.*", "numba", "tantivy>=0.22", "rank-bm25==0.2.*")
_FOLDER = OUTPUT / "environment"
_SCRIPTS = "Scripts" if os.name == "nt" else "bin"
_PYTHON = _FOLDER / _SCRIPTS / ("python.exe" if os.name == "nt" else "python")


def again_inside() -> None:
    """Run the script again inside the environment, made and brought up to date first."""
    if Path(sys.prefix).resolve() == _FOLDER.resolve():
        return
    if not _PYTHON.exists():
        print("Making an environment for the benchmarks ...", file=sys.stderr)
        venv.create(_FOLDER, with_pip=True)
    _install(*PEERS)
    _install("--force-reinstall", "--no-deps", str(TESTS.parent))
    _install(str(TESTS.parent))
    sys.exit(subprocess.run([_PYTHON, *sys.argv], check=False).returncode)


def command() -> str:
    """The installed ``backpain``."""
    return str(_PYTHON.with_name("backpain.exe" if os.name == "nt" else "backpain"))


def _install(*what: str) -> None:
    pip = [_PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *what]
    subprocess.run(pip, check=True, stdout=subprocess.DEVNULL)
