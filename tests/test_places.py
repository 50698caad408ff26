"""Where things are: a person's folders by the XDG rules, the shipped knowledge beside the code."""

from __future__ import annotations

import os
import sys

import pytest

from assistant import places


@pytest.mark.parametrize(
    ("function", "variable", "default"),
    [
        (places.cache_folder, "XDG_CACHE_HOME", ".cache"),
        (places.configuration_folder, "XDG_CONFIG_HOME", ".config"),
        (places.state_folder, "XDG_STATE_HOME", ".local/state"),
    ],
)
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the XDG rules are Linux's")
def test_a_persons_folders_follow_the_xdg_rules(monkeypatch, function, variable, default):
    """The variable where it is absolute, the default below home elsewhere."""
    monkeypatch.setenv(variable, "/somewhere")
    assert function() == "/somewhere/back-pain-assistant"
    monkeypatch.setenv("HOME", "/home/ada")
    for value in ("relative", ""):
        monkeypatch.setenv(variable, value)
        assert function() == f"/home/ada/{default}/back-pain-assistant"


def test_other_systems_have_their_own_places(monkeypatch):
    """As platformdirs knows them."""
    monkeypatch.setattr(sys, "platform", "darwin")
    assert places.cache_folder().endswith("back-pain-assistant")


def test_the_shipped_knowledge_is_inside_the_package_or_beside_it(monkeypatch, tmp_path):
    """A wheel carries it inside; a checkout has it beside."""
    assert os.path.isfile(os.path.join(places.shipped_knowledge(), "responses.yaml"))
    (tmp_path / "_knowledge").mkdir()
    monkeypatch.setattr(places, "_PACKAGE", str(tmp_path))
    assert places.shipped_knowledge() == str(tmp_path / "_knowledge")
