"""Settings: flags over environment over file, each with where it comes from."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.settings import configuration_file, described, read_settings


def write(text: str) -> str:
    path = configuration_file()
    os.makedirs(os.path.dirname(path), exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")
    return path


def test_without_anything_each_setting_has_its_default():
    found = read_settings({}, {})
    assert [setting.value for setting in found[:5]] == [None, "auto", False, False, None]
    assert {setting.origin for setting in found[:5]} == {"default"}
    assert found.faults == ()


def test_a_region_may_be_written_as_a_country():
    """And one that nobody knows is told."""
    assert read_settings({}, {"BACKPAIN_REGION": "New Zealand"}).region.value == "nz"
    found = read_settings({}, {"BACKPAIN_REGION": "Mars"})
    assert (found.region.value, len(found.faults)) == (None, 1)
    assert "expected one of us, uk" in str(found.faults[0])


def test_a_flag_counts_before_the_environment_and_that_before_the_file():
    path = write("region: au\ncolor: never\n")
    variables = {"BACKPAIN_REGION": "ie"}
    assert read_settings({"region": "uk"}, variables).region == ("uk", "--region")
    assert read_settings({}, variables).region == ("ie", "BACKPAIN_REGION")
    assert read_settings({}, {}).region == ("au", f"{path}:1")
    assert read_settings({}, {}).color == ("never", f"{path}:2")


def test_a_flag_that_was_not_given_hides_nothing():
    write("plain: on\n")
    assert read_settings({"plain": False}, {}).plain.value is True


@pytest.mark.parametrize(
    ("flags", "variables", "expected"),
    [
        ({"color": "always"}, {"NO_COLOR": "1"}, ("always", "--color")),
        ({}, {"NO_COLOR": "1", "TERM": "dumb"}, ("never", "NO_COLOR")),
        ({}, {"TERM": "dumb"}, ("never", "TERM=dumb")),
        ({}, {"NO_COLOR": ""}, ("auto", "default")),
    ],
)
def test_colour_follows_the_flag_then_no_color_then_a_dumb_terminal(flags, variables, expected):
    assert read_settings(flags, variables).color == expected


@pytest.mark.parametrize(("written", "value"), [("on", True), ("true", True), ("off", False)])
def test_switches_are_turned_by_on_and_off(written, value):
    write(f"history: {written}\n")
    assert read_settings({}, {}).history.value is value
    assert read_settings({}, {"BACKPAIN_HISTORY": written}).history.value is value


def test_an_unknown_key_is_named_with_its_line_and_the_rest_still_counts():
    path = write("region: uk\nregoin: uk\n")
    found = read_settings({}, {})
    assert found.region.value == "uk"
    (fault,) = found.faults
    assert str(fault).startswith(f"{path}:2: unknown key 'regoin'; expected region, color")


def test_a_value_that_cannot_be_used_is_told_with_what_was_expected():
    path = write("# mine\ncolor: purple\n")
    (fault,) = read_settings({}, {}).faults
    assert str(fault) == f"{path}:2: color: 'purple'; expected one of auto, always, never"
    fault, _ = read_settings({}, {"BACKPAIN_PLAIN": "maybe"}).faults[::-1]
    assert str(fault) == "BACKPAIN_PLAIN: 'maybe'; expected on or off"


@pytest.mark.parametrize("text", ["region: [uk", "- uk\n", "region: uk\nregion: us\n", "\0"])
def test_a_broken_file_is_one_fault_and_no_obstacle(text):
    path = write(text)
    found = read_settings({}, {})
    assert found.region.value is None
    assert len(found.faults) == 1
    assert str(found.faults[0]).startswith(path)


def test_a_relative_knowledge_path_starts_at_the_folder_of_the_file():
    path = write("knowledge: mine.md\n")
    assert read_settings({}, {}).knowledge.value == os.path.join(os.path.dirname(path), "mine.md")


def test_colour_may_be_written_the_british_way():
    write("colour: always\n")
    assert read_settings({}, {}).color.value == "always"


def test_the_region_of_the_locale_is_told_as_such():
    rows = dict(described(read_settings({}, {}), {"LANG": "en_GB.UTF-8"}))
    assert rows["region"] == ("uk", "LANG=en_GB.UTF-8")
    assert dict(described(read_settings({}, {}), {}))["region"] == ("none", "default")
