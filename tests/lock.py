"""The lock: requirements.lock pins, with hashes, all that development and CI install.

    python tests/lock.py check        says what in it does not fit pyproject.toml
    python tests/lock.py make         pins the newest allowed versions; uv must be installed
    python tests/lock.py oldest       prints the oldest allowed runtime packages, for pip
    python tests/lock.py plain FILE   writes FILE.1, FILE.2 ...: all that is pinned for any machine
    python tests/lock.py report FILE  says what a JSON report of pip-audit found

Ends with 1 where something is wrong, ``report`` with 3 where the report tells too little.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from packaging.markers import Marker, default_environment
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCK = "requirements.lock"
# What hatchling asks for besides, wherever a project is installed to be edited.
EDITABLE = "editables~=0.3"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = {
    "Linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    "macOS": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    "Windows": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
}
UNKNOWN = 3  # the status where nobody could say whether something is vulnerable


class Pin(NamedTuple):
    """A package of the lock: its version, where it is needed, the hashes of its files."""

    name: str
    version: str
    marker: Marker | None
    hashes: tuple[str, ...]

    def needed(self, environment: dict[str, str]) -> bool:
        """Whether it is installed there."""
        return self.marker is None or self.marker.evaluate(environment)


# -- pyproject.toml -------------------------------------------------------------------------------


def read_project(root: Path = ROOT) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))


def to_build(project: dict[str, Any]) -> list[str]:
    """What building needs, to be installed for use and to be edited."""
    return [*project["build-system"]["requires"], EDITABLE]


def requirements(project: dict[str, Any]) -> list[Requirement]:
    """What running, testing and building need."""
    about = project["project"]
    to_test = about["optional-dependencies"]["test"]
    return [Requirement(one) for one in (*about["dependencies"], *to_test, *to_build(project))]


def oldest(project: dict[str, Any]) -> list[str]:
    """Each runtime package at its lower bound.

    Raises:
        ValueError: one has none.
    """
    runtime = map(Requirement, project["project"]["dependencies"])
    return [f"{one.name}=={_bound(one)}" for one in runtime]


def _bound(requirement: Requirement) -> str:
    for one in requirement.specifier:
        if one.operator in (">=", "==", "~="):
            return one.version
    raise ValueError(f"{requirement}: no lower bound; say which version is the oldest that works")


def environments(project: dict[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    """The Pythons and platforms that the lock has to serve, each with its name."""
    allowed = SpecifierSet(project["project"]["requires-python"])
    for python in PYTHONS:
        if allowed.contains(python):
            for name, platform in PLATFORMS.items():
                versions = {"python_version": python, "python_full_version": f"{python}.0"}
                marks = {key: str(value) for key, value in default_environment().items()}
                yield f"Python {python} on {name}", {**marks, **platform, **versions, "extra": ""}


# -- the lock -------------------------------------------------------------------------------------


def read_lock(text: str) -> list[Pin]:
    """The pins of a lock.

    Raises:
        ValueError: a line pins no package to one version by its hashes.
    """
    joined = text.replace("\\\n", " ").splitlines()
    return [_pin(line) for line in joined if line.strip() and not line.lstrip().startswith("#")]


def _pin(line: str) -> Pin:
    named, *hashes = (part.strip() for part in line.split(" --hash="))
    try:
        requirement = Requirement(named)
    except InvalidRequirement as error:
        raise ValueError(f"{named}: no package; a lock names no address and no option") from error
    versions = [one.version for one in requirement.specifier if one.operator == "=="]
    if len(requirement.specifier) != 1 or len(versions) != 1 or versions[0].endswith("*"):
        raise ValueError(f"{named}: not pinned to one version")
    if not hashes or not all(one.startswith("sha256:") for one in hashes):
        raise ValueError(f"{named}: no hash; pip could not tell whether a file is the right one")
    return Pin(canonicalize_name(requirement.name), versions[0], requirement.marker, tuple(hashes))


def faults(project: dict[str, Any], text: str) -> list[str]:
    """What does not fit, a line each; none where the lock can be installed from."""
    try:
        pins = read_lock(text)
    except ValueError as error:
        return [str(error)]
    found = []
    for where, environment in environments(project):
        installed: dict[str, list[str]] = {}
        for pin in pins:
            if pin.needed(environment):
                installed.setdefault(pin.name, []).append(pin.version)
        for name, versions in installed.items():
            if len(versions) > 1:
                found.append(f"{name}: pinned to {' and '.join(versions)} for {where}")
        for one in requirements(project):
            if one.marker is None or one.marker.evaluate(environment):
                found += _unmet(one, installed.get(canonicalize_name(one.name), []), where)
    return list(dict.fromkeys(found))


def _unmet(requirement: Requirement, versions: list[str], where: str) -> Iterator[str]:
    if not versions:
        yield f"{requirement.name}: not in the lock for {where}"
    for version in versions:
        if not requirement.specifier.contains(version, prereleases=True):
            yield f"{requirement.name}: {requirement} is asked for, {version} is pinned"


def without_markers(pins: Iterable[Pin]) -> list[str]:
    """The pins as locks for any environment, as many as a package has versions."""
    by_name: dict[str, list[Pin]] = {}
    for pin in pins:
        by_name.setdefault(pin.name, []).append(pin)
    count = max(map(len, by_name.values()), default=0)
    locks = [
        [versions[n] for versions in by_name.values() if n < len(versions)] for n in range(count)
    ]
    return ["".join(map(_line, lock)) for lock in locks]


def _line(pin: Pin) -> str:
    return f"{pin.name}=={pin.version}{''.join(f' --hash={one}' for one in pin.hashes)}\n"


# -- a report of pip-audit ------------------------------------------------------------------------


def vulnerable(report: str) -> list[str] | None:
    """The vulnerabilities in a report; None where there are none, yet not all was looked up."""
    try:
        packages = json.loads(report)["dependencies"]
    except (ValueError, KeyError):
        return None
    found = [
        f"{one['name']} {one['version']}: {each['id']}, "
        f"mended in {', '.join(each.get('fix_versions', ())) or 'no version yet'}"
        for one in packages
        for each in one.get("vulns", ())
    ]
    looked_up = packages and all("skip_reason" not in one for one in packages)
    return found if found or looked_up else None


# -- commands -------------------------------------------------------------------------------------


def check() -> int:
    found = faults(read_project(), (ROOT / LOCK).read_text("utf-8"))
    print("\n".join(f"{LOCK}: {one}" for one in found) or f"{LOCK} fits pyproject.toml")
    return 1 if found else 0


def make() -> int:
    uv = shutil.which("uv")
    if uv is None:
        print("uv is not installed; 'pip install uv' brings it", file=sys.stderr)
        return 1
    options = ("--universal", f"--python-version={PYTHONS[0]}", "--generate-hashes", "--upgrade")
    again = "--custom-compile-command=python tests/lock.py make"
    named = ("pyproject.toml", "--extra=test", "-", f"--output-file={LOCK}")
    return subprocess.run(
        [uv, "pip", "compile", "--quiet", *options, again, *named],
        input="\n".join(to_build(read_project())),
        cwd=ROOT,
        check=False,
        text=True,
    ).returncode


def plain(file: str) -> int:
    pins = read_lock((ROOT / LOCK).read_text("utf-8"))
    for number, lock in enumerate(without_markers(pins), 1):
        Path(f"{file}.{number}").write_text(lock, "utf-8")
    return 0


def report(file: str) -> int:
    found = vulnerable(Path(file).read_text("utf-8"))
    if found is None:
        return UNKNOWN
    print("\n".join(found) or "no known vulnerability")
    return 1 if found else 0


def main(command: str = "check", *arguments: str) -> int:
    if command == "oldest":
        print("\n".join(oldest(read_project())))
        return 0
    commands: dict[str, Callable[..., int]] = {
        "check": check,
        "make": make,
        "plain": plain,
        "report": report,
    }
    return commands[command](*arguments)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
