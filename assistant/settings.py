"""Settings: flags over environment over configuration file, each value with where it comes from."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from .errors import ConfigurationError
from .options import COLORS, REGIONS
from .places import configuration_folder
from .typed import NamedTuple

FILE_NAME = "config.yaml"
PREFIX = "BACKPAIN_"
_SWITCHES = ("plain", "history")
_TRUE = ("1", "on", "yes", "true")
_FALSE = ("0", "off", "no", "false")


class Setting(NamedTuple):
    """A setting: its value, and where the value comes from, in words."""

    value: str | bool | None
    origin: str


class Settings(NamedTuple):
    """All settings of a run; ``faults`` are those of the configuration that were left out.

    ``region`` is a key of the table of regions, "none", or None for the locale's; ``color`` is
    "auto", "always" or "never"; ``knowledge`` is a path, or None for the shipped library.
    """

    region: Setting
    color: Setting
    plain: Setting
    history: Setting
    knowledge: Setting
    faults: tuple[ConfigurationError, ...] = ()


_DEFAULTS: dict[str, str | bool | None] = {
    "region": None,
    "color": "auto",
    "plain": False,
    "history": False,
    "knowledge": None,
}
_ALSO_CALLED = {"colour": "color"}


def configuration_file() -> str:
    """The path of the configuration file, which need not exist."""
    return os.path.join(configuration_folder(), FILE_NAME)


def read_settings(flags: Mapping[str, object], environment: Mapping[str, str]) -> Settings:
    """Settle each setting.

    Args:
        flags: what the command line gave, by name; None and False mean not given.
        environment: the process's variables.

    Returns:
        The settings. A value that cannot be used is left out and told in ``faults``: a slip in a
        configuration file must not stand between a person and an answer.
    """
    faults: list[ConfigurationError] = []
    written = dict(_from_file(configuration_file(), faults))
    settled = {
        name: _from_flags(name, flags)
        or _from_environment(name, environment, faults)
        or written.get(name)
        or _default(name)
        for name in _DEFAULTS
    }
    return Settings(**settled, faults=tuple(faults))


def _default(name: str) -> Setting:
    return Setting(_DEFAULTS[name], "default")


def _from_flags(name: str, flags: Mapping[str, object]) -> Setting | None:
    given = flags.get(name)
    if given is None or given is False:
        return None
    return Setting(given if isinstance(given, bool) else str(given), f"--{name}")


def _from_environment(
    name: str, environment: Mapping[str, str], faults: list[ConfigurationError]
) -> Setting | None:
    variable = PREFIX + name.upper()
    written = environment.get(variable)
    if written:
        try:
            return Setting(_checked(name, written), variable)
        except ValueError as expected:
            faults.append(ConfigurationError(f"{variable}: {written!r}; expected {expected}"))
    if name == "color" and environment.get("NO_COLOR"):
        return Setting("never", "NO_COLOR")
    if name == "color" and environment.get("TERM") == "dumb":
        return Setting("never", "TERM=dumb")
    return None


def _from_file(path: str, faults: list[ConfigurationError]) -> Iterator[tuple[str, Setting]]:
    if not os.path.exists(path):
        return
    from .documents import read_yaml  # yaml takes longer than an answer: only where there is a file
    from .errors import KnowledgeError

    try:
        document = read_yaml(path)
    except KnowledgeError as error:
        faults.append(ConfigurationError(str(error)))
        return
    if not isinstance(document.data, dict):
        if document.data is not None:
            faults.append(ConfigurationError(str(document.fault("expected lines of 'key: value'"))))
        return
    for key, written in document.data.items():
        name = _ALSO_CALLED.get(key, key)
        if name not in _DEFAULTS:
            known = ", ".join(_DEFAULTS)
            fault = document.fault(f"unknown key {key!r}; expected {known}", key)
            faults.append(ConfigurationError(str(fault)))
            continue
        line = document.lines.get((key,), 0)
        try:
            yield name, Setting(_checked(name, written, path), f"{path}:{line}")
        except ValueError as expected:
            fault = document.fault(f"{key}: {written!r}; expected {expected}", key)
            faults.append(ConfigurationError(str(fault)))


def _checked(name: str, written: object, file: str = "") -> str | bool | None:
    """A written value in the form that the program uses.

    Raises:
        ValueError: it cannot be used; the text says what was expected.
    """
    if name in _SWITCHES:
        return _switch(written)
    if name == "knowledge":
        return _path(written, file)
    if name == "region":
        return _region(str(written))
    value = str(written).lower()
    if value not in COLORS:
        raise ValueError(f"one of {', '.join(COLORS)}")
    return value


def _region(written: str) -> str:
    from .regions import region_code

    code = region_code(written)
    if code is None:
        raise ValueError(f"one of {', '.join(REGIONS)}")
    return code


def _switch(written: object) -> bool:
    value = str(written).lower()
    if value in _TRUE or value in _FALSE:
        return value in _TRUE
    raise ValueError("on or off")


def _path(written: object, file: str) -> str:
    if not isinstance(written, str) or not written.strip():
        raise ValueError("the path of a knowledge folder or article")
    # A relative path in the file starts at the file's own folder, wherever one works.
    return os.path.join(os.path.dirname(file), os.path.expanduser(written))


def described(settings: Settings, environment: Mapping[str, str]) -> list[tuple[str, Setting]]:
    """Each setting with its name, the region that the locale gives filled in.

    Args:
        settings: the settings.
        environment: the process's variables.
    """
    rows = [(name, getattr(settings, name)) for name in _DEFAULTS]
    return [(name, _with_locale(setting, environment) if name == "region" else setting)
            for name, setting in rows]  # fmt: skip


def _with_locale(setting: Setting, environment: Mapping[str, str]) -> Setting:
    from .cards import region_of_locale

    if setting.value is not None:
        return setting
    found = region_of_locale(environment)
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(variable):
            return Setting(found or "none", f"{variable}={environment[variable]}")
    return Setting(found or "none", "default")
