"""History: kept only where it was turned on, for its owner alone, a thousand lines at most."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.history import MOST_LINES, HistoryFile, history_file


def mode(path: str) -> int:
    return stat.S_IMODE(os.stat(path).st_mode)


@pytest.fixture
def kept() -> HistoryFile:
    return HistoryFile(history_file())


def test_what_is_added_is_read_again_in_order(kept):
    kept.add("why does it hurt")
    kept.add("heat or ice")
    assert kept.read() == ["why does it hurt", "heat or ice"]


def test_nothing_is_there_before_anything_is_added(kept):
    assert kept.read() == []
    assert not os.path.exists(history_file())


def test_only_the_owner_can_read_folder_and_file(kept):
    os.makedirs(os.path.dirname(history_file()), mode=0o755)
    kept.add("private")
    assert mode(os.path.dirname(history_file())) == 0o700
    assert mode(history_file()) == 0o600


def test_rights_that_are_too_wide_are_taken_back(kept):
    kept.add("one")
    os.chmod(history_file(), 0o644)
    kept.add("two")
    assert mode(history_file()) == 0o600


@pytest.mark.parametrize("line", [" secret", "\tsecret", "", "   "])
def test_a_line_that_starts_with_a_space_is_not_kept(kept, line):
    kept.add(line)
    assert kept.read() == []


def test_a_repeated_line_is_kept_once(kept):
    kept.add("again")
    kept.add("again")
    assert kept.read() == ["again"]


def test_no_more_than_a_thousand_lines_are_kept_and_the_oldest_go(kept):
    kept.prepare()
    Path(history_file()).write_text("".join(f"line {n}\n" for n in range(MOST_LINES)))
    kept.add("the last")
    lines = Path(history_file()).read_text().splitlines()
    assert len(lines) == MOST_LINES
    assert (lines[0], lines[-1]) == ("line 1", "the last")
    assert mode(history_file()) == 0o600
    assert os.listdir(os.path.dirname(history_file())) == ["history"]


def test_clearing_leaves_nothing(kept):
    kept.add("gone")
    kept.clear()
    kept.clear()
    assert kept.read() == []
    assert not os.path.exists(history_file())


def test_a_link_in_its_place_is_not_followed(kept, tmp_path):
    target = tmp_path / "elsewhere"
    target.write_text("")
    os.makedirs(os.path.dirname(history_file()))
    os.symlink(target, history_file())
    with pytest.raises(OSError, match="history"):
        kept.add("private")
    assert target.read_text() == ""


# Lines as the chat hands them over: stripped, any characters.
_LINES = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\0")).map(
    str.strip
)


@given(_LINES.filter(bool))
def test_any_message_comes_back_as_it_was(tmp_path_factory, message):
    kept = HistoryFile(str(tmp_path_factory.mktemp("state") / "inner" / "history"))
    kept.add(message)
    assert kept.read() == [message]
