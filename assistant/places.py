"""Places: the shipped knowledge, and a person's cache, configuration and state folders."""

from __future__ import annotations

import os
import sys

APPLICATION = "back-pain-assistant"
_PACKAGE = os.path.dirname(os.path.abspath(__file__))


def shipped_knowledge() -> str:
    """The knowledge folder that came with the program: inside the package, or beside it."""
    inside = os.path.join(_PACKAGE, "_knowledge")
    if os.path.isdir(inside):
        return inside
    return os.path.join(os.path.dirname(_PACKAGE), "knowledge")


def completion_script(shell: str) -> str:
    """The shipped completion script of a shell: "bash", "zsh" or "fish"."""
    return os.path.join(_PACKAGE, "_completions", f"backpain.{shell}")


def cache_folder() -> str:
    """Where the compiled library is kept: XDG_CACHE_HOME on Linux, the system's place elsewhere."""
    return _folder("XDG_CACHE_HOME", ".cache", "user_cache_dir")


def configuration_folder() -> str:
    """Where the configuration file may lie."""
    return _folder("XDG_CONFIG_HOME", ".config", "user_config_dir")


def state_folder() -> str:
    """Where the history is kept when a person turns it on."""
    return _folder("XDG_STATE_HOME", os.path.join(".local", "state"), "user_state_dir")


def _folder(variable: str, below_home: str, platformdirs_name: str) -> str:
    if _follows_xdg():
        # The XDG rule is two lines, and importing platformdirs takes as long as a whole answer.
        base = os.environ.get(variable, "")
        if not os.path.isabs(base):  # the XDG rule: a relative path is to be ignored
            base = os.path.join(os.path.expanduser("~"), below_home)
        return os.path.join(base, APPLICATION)
    import platformdirs

    return str(getattr(platformdirs, platformdirs_name)(APPLICATION, appauthor=False))


def _follows_xdg() -> bool:
    return sys.platform.startswith("linux")
