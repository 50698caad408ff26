"""Files from anybody are read with care: one clear error with file and line, or the text."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import files
from assistant.errors import KnowledgeError
from assistant.files import inside, read_text, visible


@pytest.fixture
def file(tmp_path):
    """Makes a file of some bytes and gives its path."""

    def make(content: bytes, name: str = "a.md") -> str:
        path = tmp_path / name
        path.write_bytes(content)
        return str(path)

    return make


def test_a_text_is_read_without_its_byte_order_mark(file):
    """Editors on Windows put one in front."""
    assert read_text(file("\ufeffBack pain".encode())) == "Back pain"


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"", None, "empty"),
        (b" \n\t\n", None, "empty"),
        (b"\xef\xbb\xbf", None, "empty"),
        (b"one\ntwo\x00", 2, "binary"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", 3, "binary"),
        ("one\ntwo".encode("utf-16"), 1, "UTF-16"),
        ("one".encode("utf-16-be"), 1, "binary"),
        ("one\ntwo caf\xe9".encode("latin-1"), 2, "not UTF-8"),
        (b"one\n\ntwo \xed\xa0\x80", 3, "not UTF-8"),
    ],
)
def test_what_is_no_utf8_text_is_refused_with_its_line(file, content, line, message):
    """The person is told what it is and how to save it."""
    path = file(content)
    with pytest.raises(KnowledgeError, match=message) as caught:
        read_text(path)
    assert (caught.value.file, caught.value.line) == (path, line)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path):
    """A huge file costs no memory: the file here has a size and no content."""
    path = tmp_path / "huge.md"
    with path.open("wb") as handle:
        handle.truncate(files.MAX_FILE_BYTES + 1)
    with pytest.raises(KnowledgeError, match="larger than 8 MB; split it"):
        read_text(str(path))


def test_a_missing_file_is_told_by_name(tmp_path):
    """The system's reason and what to look at."""
    with pytest.raises(KnowledgeError, match=r"gone\.md: cannot be read \(No such file"):
        read_text(str(tmp_path / "gone.md"))


def test_a_folder_is_no_file(tmp_path):
    """A folder that is called like an article."""
    with pytest.raises(KnowledgeError, match="a folder; a text file was expected"):
        read_text(str(tmp_path))


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path):
    """Opening a pipe that nobody writes to would wait for ever."""
    path = tmp_path / "pipe.md"
    os.mkfifo(path)
    with pytest.raises(KnowledgeError, match="no ordinary file"):
        read_text(str(path))


def test_a_device_that_never_ends_is_refused():
    """It tells no size."""
    with pytest.raises(KnowledgeError, match="no ordinary file"):
        read_text("/dev/zero")


@pytest.mark.skipif(os.getuid() == 0, reason="the superuser may read anything")
def test_a_file_without_the_right_to_read_is_told(file):
    """The reason is the system's own."""
    path = file(b"text")
    os.chmod(path, 0)
    with pytest.raises(KnowledgeError, match="Permission denied"):
        read_text(path)


def test_a_name_that_no_file_can_have_is_an_ordinary_error():
    """A NUL in a path."""
    with pytest.raises(KnowledgeError, match="cannot be read"):
        read_text("a\0b")


def test_errors_use_the_name_that_the_person_gave(file):
    """And not the place where the file happens to lie."""
    with pytest.raises(KnowledgeError, match=r"^article: empty"):
        read_text(file(b""), "article")


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_a_clear_error(tmp_path_factory, content):
    """No file can make reading fail in another way."""
    path = tmp_path_factory.mktemp("any") / "a.md"
    path.write_bytes(content)
    try:
        text, file = read_text(str(path)), str(path)
    except KnowledgeError as error:
        text, file = "refused", error.file
    assert (bool(text.strip()), file) == (True, str(path))


# -- what reaches a terminal ----------------------------------------------------------------------


@given(st.text())
def test_visible_text_cannot_steer_a_terminal(text):
    """No control character but line feed and tab, no override of direction, no half character."""
    shown = visible(text)
    assert not [one for one in shown if (one < " " and one not in "\n\t") or "\x7f" <= one < "\xa0"]
    assert not set(shown) & set(
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
    )
    shown.encode()


@pytest.mark.parametrize("text", ["plain", "café", "腰痛", "👍🏽", "नमस्ते", "a\u200db", "x\ny\tz"])
def test_ordinary_text_is_shown_as_it_is(text):
    """Accents, other scripts and the joiners that they need are left alone."""
    assert visible(text) == text


# -- folders --------------------------------------------------------------------------------------


def test_files_of_a_folder_come_in_order_of_name(folder):
    """Hidden files, other endings and folders inside are passed over."""
    path = folder({"b.md": "b", "a.txt": "a", ".c.md": "c", "d.pdf": "d", "sub/e.md": "e"})
    found, faults = inside(str(path), (".md", ".txt"))
    assert ([os.path.basename(one) for one in found], faults) == (["a.txt", "b.md"], [])


def test_links_out_of_the_folder_are_refused_and_the_others_read(folder, tmp_path):
    """A knowledge folder from somebody else must not show this machine's files."""
    (tmp_path / "secret.md").write_text("secret")
    path = folder({"a.md": "a"})
    (path / "link.md").symlink_to(tmp_path / "secret.md")
    (path / "inner.md").symlink_to(path / "a.md")
    found, faults = inside(str(path), (".md",))
    assert [os.path.basename(one) for one in found] == ["a.md", "inner.md"]
    assert ["link out of the knowledge folder" in str(fault) for fault in faults] == [True]


def test_a_folder_that_is_itself_a_link_out_is_refused(folder, tmp_path):
    """ "articles" may not lead to another place."""
    (tmp_path / "other").mkdir()
    path = folder({})
    (path / "articles").symlink_to(tmp_path / "other")
    with pytest.raises(KnowledgeError, match="link out"):
        inside(str(path / "articles"), (".md",), str(path))


def test_a_folder_beside_with_a_longer_name_is_outside(tmp_path):
    """/knowledge-old is not inside /knowledge."""
    (tmp_path / "know").mkdir()
    (tmp_path / "know-old").mkdir()
    (tmp_path / "know-old" / "a.md").write_text("a")
    (tmp_path / "know" / "a.md").symlink_to(tmp_path / "know-old" / "a.md")
    assert inside(str(tmp_path / "know"), (".md",))[0] == []


def test_a_link_in_a_circle_is_passed_over_as_unreadable(folder):
    """It leads nowhere, so reading it tells why."""
    path = folder({})
    (path / "round.md").symlink_to(path / "round.md")
    found, _ = inside(str(path), (".md",))
    for one in found:
        with pytest.raises(KnowledgeError, match="cannot be read"):
            read_text(one)


def test_a_missing_folder_is_told(tmp_path):
    """As for files."""
    with pytest.raises(KnowledgeError, match="cannot be read"):
        inside(str(tmp_path / "gone"), (".md",))
