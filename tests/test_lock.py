"""The lock fits pyproject.toml on every Python and platform, and a known vulnerability stops CI."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import lock
import pytest
from conftest import ROOT

HASH = "--hash=sha256:" + "0" * 64
NEEDED = {"lamp": "2.1", "oil": "1.0", "wick": "3.0", "editables": "0.5"}


@pytest.fixture
def project():
    """A project that needs a package to run, one to be tested and one to be built."""
    return {
        "project": {
            "requires-python": ">=3.12",
            "dependencies": ["Lamp>=2,<3"],
            "optional-dependencies": {"test": ["wick==3"]},
        },
        "build-system": {"requires": ["oil>=1"]},
    }


def locked(**changes: str) -> str:
    """A lock for that project; an empty version leaves a package out."""
    pins = {**NEEDED, **changes}
    return "".join(f"{name}=={pin} \\\n    {HASH}\n" for name, pin in pins.items() if pin)


# -- the project's own ----------------------------------------------------------------------------


def test_the_lock_fits_the_project():
    """Whoever installs from it gets what pyproject.toml allows."""
    assert lock.faults(lock.read_project(), (ROOT / lock.LOCK).read_text("utf-8")) == []


def test_the_lock_names_no_address_and_says_how_it_is_made():
    """It is installed from whatever index a person uses."""
    text = (ROOT / lock.LOCK).read_text("utf-8")
    assert "://" not in text
    assert str(ROOT) not in text
    assert "#    python tests/lock.py make\n" in text


def test_each_runtime_package_has_a_lower_bound():
    """The oldest versions are tried too."""
    project = lock.read_project()
    named = [one.partition("==")[0] for one in lock.oldest(project)]
    assert len(named) == len(project["project"]["dependencies"])


def test_the_build_asks_for_nothing_that_is_not_in_the_lock(monkeypatch):
    """Not even where the project is installed to be edited."""
    from hatchling import build

    monkeypatch.chdir(ROOT)
    assert build.get_requires_for_build_editable() == [lock.EDITABLE]
    assert build.get_requires_for_build_wheel() == build.get_requires_for_build_sdist() == []


# -- what does not fit ----------------------------------------------------------------------------


def test_what_is_needed_to_run_to_test_and_to_build_is_found(project):
    """Names are compared as package indexes compare them."""
    assert lock.faults(project, locked()) == []


@pytest.mark.parametrize("name", NEEDED)
def test_a_package_that_is_missing_is_named(project, name):
    """Whatever it is needed for."""
    found = lock.faults(project, locked(**{name: ""}))
    assert found
    assert all(one.lower().startswith(f"{name}: not in the lock") for one in found)


@pytest.mark.parametrize("version", ["1.9", "3.0"])
def test_a_version_that_is_not_allowed_is_named_once(project, version):
    """With what is asked for."""
    (found,) = lock.faults(project, locked(lamp=version))
    assert found == f"Lamp: Lamp<3,>=2 is asked for, {version} is pinned"


def test_each_python_and_platform_has_one_version(project):
    """A package that only some can install is missing to the others; two are one too many."""
    text = locked(lamp="2.1 ; sys_platform != 'win32'")
    assert lock.faults(project, text) == [
        f"Lamp: not in the lock for Python {python} on Windows"
        for python in ("3.12", "3.13", "3.14")
    ]
    text += f"lamp==2.2 ; python_full_version >= '3.14' {HASH}\n"
    found = lock.faults(project, text)
    assert "lamp: pinned to 2.1 and 2.2 for Python 3.14 on Linux" in found
    assert not any("3.14 on Windows" in one for one in found)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("lamp==2.1", "no hash"),
        ("lamp==2.1 --hash=md5:0", "no hash"),
        (f"lamp>=2.1 {HASH}", "not pinned"),
        (f"lamp==2.* {HASH}", "not pinned"),
        (f"lamp {HASH}", "not pinned"),
        ("--index-url somewhere", "no address and no option"),
    ],
)
def test_a_line_that_pins_nothing_is_refused(project, line, complaint):
    """Pip would install something else from it on another day."""
    (found,) = lock.faults(project, locked() + line + "\n")
    assert complaint in found


def test_a_package_without_a_lower_bound_is_refused(project):
    """Nobody could say that its oldest version works."""
    assert lock.oldest(project) == ["Lamp==2"]
    project["project"]["dependencies"] = ["lamp<3"]
    with pytest.raises(ValueError, match="no lower bound"):
        lock.oldest(project)


# -- known vulnerabilities ------------------------------------------------------------------------

SOUND = {"name": "lamp", "version": "2.1", "vulns": []}
BROKEN = {
    "name": "wick",
    "version": "3.0",
    "vulns": [
        {"id": "PYSEC-1", "fix_versions": ["3.1"], "aliases": [], "description": "It burns."}
    ],
}
SKIPPED = {"name": "oil", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "status"),
    [
        ([SOUND], 0),
        ([SOUND, BROKEN], 1),
        ([SKIPPED, BROKEN], 1),
        ([SOUND, SKIPPED], lock.UNKNOWN),
        ([], lock.UNKNOWN),
        (None, lock.UNKNOWN),
    ],
)
def test_silence_about_a_package_is_no_all_clear(tmp_path, capsys, packages, status):
    """A service that knows none of them is as good as one that was not reached."""
    file = tmp_path / "report"
    file.write_text("" if packages is None else json.dumps({"dependencies": packages}))
    assert lock.main("report", str(file)) == status
    assert ("wick 3.0: PYSEC-1, mended in 3.1" in capsys.readouterr().out) == (status == 1)


def test_every_version_is_looked_up_whatever_the_machine():
    """Also those for other Pythons and platforms than the one that asks."""
    text = locked(lamp="2.1 ; sys_platform == 'win32'", oil="1.0 ; sys_platform == 'plan9'")
    text += f"lamp==2.2 ; sys_platform != 'win32' {HASH}\n"
    first, second = lock.without_markers(lock.read_lock(text))
    assert [line.split()[0] for line in first.splitlines()] == [
        "lamp==2.1", "oil==1.0", "wick==3.0", "editables==0.5"
    ]  # fmt: skip
    assert second == f"lamp==2.2 {HASH}\n"


@pytest.mark.skipif(shutil.which("bash") is None, reason="the script is for bash")
@pytest.mark.parametrize(
    ("packages", "status", "said"),
    [
        ([SOUND], 0, "no known vulnerability"),
        ([BROKEN], 1, "wick 3.0: PYSEC-1, mended in 3.1"),
        ([SKIPPED], 0, "not all vulnerabilities could be looked up"),
        (None, 0, "not all vulnerabilities could be looked up: out of reach"),
    ],
)
def test_a_known_vulnerability_fails_and_an_unreachable_service_does_not(
    tmp_path: Path, packages, status, said
):
    """The service is asked through a stand-in here."""
    answer = json.dumps({"dependencies": packages}) if packages else ""
    script = f"import sys; print({answer!r}); sys.exit({'out of reach' if not packages else 1!r})"
    (tmp_path / "pip_audit.py").write_text(f"if __name__ == '__main__':\n    {script}\n")
    done = subprocess.run(
        ["bash", str(ROOT / ".ci" / "audit")],
        env={**os.environ, "PYTHON": sys.executable, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        check=False,
        text=True,
    )
    assert (done.returncode, done.stderr) == (status, "")
    assert said in done.stdout
