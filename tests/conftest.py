"""What every test stands on: folders of its own, and the shipped library loaded once.

No test reads or writes the home, the cache or the configuration of whoever runs it.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from assistant import Assistant, Conversation

ROOT = Path(__file__).resolve().parent.parent
_FOLDERS = ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "HOME")
_UNSET = ("LC_ALL", "LC_MESSAGES", "NO_COLOR", "COLUMNS", "LINES", "PYTHONIOENCODING")

# Time says little on a busy machine; what tests hold is how much work is done.
settings.register_profile(
    "project",
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("project")

MakeFolder = Callable[[Mapping[str, "str | bytes"]], Path]


def pytest_configure(config: pytest.Config) -> None:
    """Folders for the whole run, so that the examples in docstrings are kept apart too."""
    # A run in the background ignores these two, and so would each process that a test starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    base = tempfile.mkdtemp(prefix="back-pain-assistant-tests-")
    config.add_cleanup(lambda: shutil.rmtree(base, ignore_errors=True))
    for name in (*_FOLDERS, "XDG_CACHE_HOME"):
        os.environ[name] = os.path.join(base, name.lower())
        os.makedirs(os.environ[name], mode=0o700)
    for name in _UNSET:
        os.environ.pop(name, None)
    os.environ["LANG"] = "C.UTF-8"  # no country, so the cards name no numbers


# They need a fuzzer and scikit-learn, which the tests do not; the last one runs the tests.
collect_ignore = [
    "fuzz.py", "fit_danger.py", "fit_leaning.py", "fit_scope.py", "fit_small_talk.py",
    "logistic.py", "mutate.py",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _folders_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """HOME, configuration and state are empty for each test; the compiled library is shared."""
    for name in _FOLDERS:
        folder = tmp_path / "person" / name.lower()
        folder.mkdir(parents=True, mode=0o700)
        monkeypatch.setenv(name, str(folder))


@pytest.fixture
def cold_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own that does not exist yet."""
    base = tmp_path / "person" / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(base))
    return base / "back-pain-assistant"


@pytest.fixture(scope="session")
def assistant() -> Assistant:
    """The assistant over the shipped library."""
    return Assistant.load()


@pytest.fixture
def chat(assistant: Assistant) -> Conversation:
    """A fresh chat over the shipped library."""
    return assistant.conversation()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[MakeFolder]:
    """Makes a knowledge folder from names and contents; a second call adds to it."""
    base = tmp_path / "knowledge"

    def make(files: Mapping[str, str | bytes]) -> Path:
        base.mkdir(exist_ok=True)
        for name, content in files.items():
            path = base / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return base

    yield make
    for path in base.rglob("*"):  # a test may have taken the rights away
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o700)
