"""The store: right records or a clear error, whatever happened to the file."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Retriever, retriever, store
from assistant.errors import IndexFileError
from assistant.store import Store, write, write_bytes

TEXTS = ["a cat sat on the warm mat", "the dog ran far and fast", "warm dogs and warm cats sleep"]
HOLE = 24  # bytes: the head of a record and more
QUESTIONS = ["warm cat", "dog", "far", "sleep", "zebra"]


@given(st.dictionaries(st.binary(max_size=20), st.binary(max_size=40), max_size=40))
def test_records_come_out_as_they_went_in(tmp_path, records):
    path = tmp_path / "some.idx"
    write(path, records.items())
    with Store(path) as opened:
        assert dict(opened.items()) == records
        assert all(bytes(opened.get(key)) == value for key, value in records.items())
        assert opened.get(b"no such key, and long") is None


def test_values_lie_where_arrays_may_be_read(tmp_path):
    write(tmp_path / "some.idx", [(b"k" * size, bytes(8)) for size in range(20)])
    with open(tmp_path / "some.idx", "rb") as file:
        content = file.read()
    opened = Store(tmp_path / "some.idx")
    for size in range(20):
        opened.get(b"k" * size).cast("Q")
        assert content.index(b"k" * size) % 8 == 0


def test_keys_of_the_same_hash_are_told_apart(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "crc32", lambda value, start=0: crc32(value, start) & 1)
    records = {b"%d" % n: b"value %d" % n for n in range(40)}
    write(tmp_path / "some.idx", records.items())
    opened = Store(tmp_path / "some.idx")
    assert all(bytes(opened.get(key)) == value for key, value in records.items())


def answers(path):
    """All that a search shows, or None where the file is refused."""
    try:
        opened = Retriever.open(path)
        return [
            ([tuple(hit) for hit in opened.search(question)], opened.find("2").text)
            for question in QUESTIONS
        ]
    except IndexFileError:
        return None


@pytest.mark.parametrize("small", [0, 5_000])
@pytest.mark.parametrize(
    "damage", ["cut", "low bit", "high bit", "flip", "zero", "missing byte", "hole", "echo"]
)
def test_a_file_damaged_at_any_byte_is_right_or_refused(tmp_path, monkeypatch, small, damage):
    """Never a wrong answer, never another error."""
    monkeypatch.setattr(retriever, "SMALL", small)
    whole, path = tmp_path / "whole.idx", tmp_path / "damaged.idx"
    Retriever.from_texts(TEXTS).save(whole)
    content, right = whole.read_bytes(), answers(whole)
    refused = 0
    for place in range(len(content)):
        damaged = bytearray(content)
        if damage == "cut":
            del damaged[place:]
        elif damage == "missing byte":
            del damaged[place]
        elif damage == "zero":
            damaged[place] = 0
        elif damage == "hole":  # a block that was never written
            damaged[place : place + HOLE] = bytes(len(damaged[place : place + HOLE]))
        elif damage == "flip":  # all bits of a block
            for at in range(place, min(place + HOLE, len(content))):
                damaged[at] ^= 0xFF
        elif damage == "echo":  # a block that holds what belongs elsewhere
            damaged[place : place + HOLE] = content[place - HOLE : place] or damaged[:HOLE]
            del damaged[len(content) :]
        else:
            damaged[place] ^= 1 if damage == "low bit" else 128
        path.write_bytes(damaged)
        found = answers(path)
        assert found in (None, right), place
        refused += found is None
    assert refused == len(content) if damage in ("cut", "missing byte") else refused > 64


def test_a_damaged_file_is_not_copied(tmp_path):
    path = tmp_path / "some.idx"
    write(path, [(b"key", b"value")])
    content = path.read_bytes()
    path.write_bytes(content.replace(b"value", b"wrong"))
    with pytest.raises(IndexFileError, match="damaged"):
        list(Store(path).items())


def test_an_impossible_length_is_damage(tmp_path):
    path = tmp_path / "some.idx"
    write(path, [(b"key", b"value")])
    content = bytearray(path.read_bytes())
    content[72:80] = b"\xff" * 8
    path.write_bytes(content)
    with pytest.raises(IndexFileError, match="damaged"):
        Store(path).get(b"key")


@pytest.mark.parametrize("version", [store.VERSION - 1, store.VERSION + 1])
def test_another_version_is_named(tmp_path, monkeypatch, version):
    monkeypatch.setattr(store, "VERSION", version)
    write(tmp_path / "some.idx", [])
    monkeypatch.undo()
    with pytest.raises(IndexFileError, match=f"version {version}, expected {store.VERSION}"):
        Store(tmp_path / "some.idx")


def test_another_file_is_no_index(tmp_path):
    """A pickle that would run a command is told apart by its first bytes, and is not read."""
    path = tmp_path / "some.idx"

    class Bomb:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "ran"),)

    path.write_bytes(pickle.dumps(Bomb()) + bytes(100))
    with pytest.raises(IndexFileError, match="no index of this program"):
        Store(path)
    assert not (tmp_path / "ran").exists()


def test_reading_does_not_load_what_could_run_what_is_read():
    code = "import sys, assistant.store, assistant.records; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"pickle", "shelve", "dbm", "numpy"} & set(done.stdout.split())


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "alone" / "some.idx"
    path.parent.mkdir()
    write(path, [(b"key", b"first")])

    def failing():
        yield b"key", b"second"
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        write(path, failing())
    assert os.listdir(path.parent) == ["some.idx"]
    assert bytes(Store(path).get(b"key")) == b"first"


def test_what_is_open_stays_readable_when_the_file_is_replaced_or_gone(tmp_path):
    path = tmp_path / "some.idx"
    write(path, [(b"key", b"first")])
    opened = Store(path)
    write(path, [(b"key", b"second")])
    assert bytes(opened.get(b"key")) == b"first"
    assert bytes(Store(path).get(b"key")) == b"second"
    path.unlink()
    assert bytes(opened.get(b"key")) == b"first"


def test_a_store_closes_though_a_record_is_in_use(tmp_path):
    write(tmp_path / "some.idx", [(b"key", b"value")])
    opened = Store(tmp_path / "some.idx")
    value = opened.get(b"key")
    opened.close()
    assert bytes(value) == b"value"


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_files_are_their_owners_alone(tmp_path):
    write(tmp_path / "some.idx", [])
    write_bytes(tmp_path / "small", b"content")
    for name in ("some.idx", "small"):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600


def test_a_folder_that_is_missing_is_an_error_of_the_system(tmp_path):
    with pytest.raises(FileNotFoundError):
        write(tmp_path / "missing" / "some.idx", [])


# -- the format -----------------------------------------------------------------------------------


def test_the_bytes_of_a_file_change_only_with_the_version(tmp_path):
    """Files of this version lie in caches and in wheels: another layout needs another number."""
    records = [
        (b"", b""),
        (b"key", b"value"),
        (b"eight by", b"sixteen bytes in"),
        (b"n", b"x" * 99),
    ]
    write(tmp_path / "some.idx", records)
    content = (tmp_path / "some.idx").read_bytes()
    assert (store.VERSION, len(content), crc32(content)) == (3, 408, 0xE6E22804)


def test_a_slot_of_a_file_beyond_four_gigabytes_is_checked_whole():
    assert store._slot_check(1, 2, (4 << 32) + 3) == 0x12138AF7
    assert store._slot_check(1, 2, 3) != store._slot_check(1, 2, (4 << 32) + 3)


@pytest.mark.parametrize(("count", "slots"), [(0, 1), (1, 2), (2, 4), (3, 8), (4, 8), (5, 16)])
def test_the_table_is_half_empty(count, slots):
    assert len(store._slot_table([(n, 64 + n) for n in range(count)])) == slots * 16


def test_an_empty_file_is_no_index(tmp_path):
    (tmp_path / "some.idx").write_bytes(b"")
    with pytest.raises(IndexFileError, match="too short"):
        Store(tmp_path / "some.idx")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda content: content[:63], "too short"),
        (lambda content: b"B" + content, "no index of this program"),
        (lambda content: content + b" ", "bytes, expected"),
        (lambda content: content[:-1], "bytes, expected"),
        (lambda content: content[:16] + b"\xff" + content[17:], "damaged header"),
        (lambda content: content[:60] + b"\x01" + content[61:], "damaged header"),
        (lambda content: content[:63] + b"\x01" + content[64:], "damaged header"),
        (lambda content: content[:48] + b"\x01" + content[49:], "damaged header"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(tmp_path, change, said):
    path = tmp_path / "some.idx"
    write(path, [(b"key", b"value")])
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(IndexFileError, match=said) as caught:
        Store(path)
    assert str(path) in str(caught.value)


def test_a_slot_that_leads_elsewhere_is_damage(tmp_path):
    """Its own check is right, but the record there is another's."""
    path = tmp_path / "some.idx"
    write(path, [(b"key", b"value"), (b"other", b"thing")])
    places = [(crc32(b"key"), 64 + 16 + 8 + 8), (crc32(b"other"), 64)]
    content = path.read_bytes()
    path.write_bytes(content[: -4 * 16] + store._slot_table(places))
    with pytest.raises(IndexFileError, match="damaged record"):
        Store(path).get(b"key")


def test_a_table_without_an_end_is_looked_through_once(tmp_path):
    """Every slot taken: a key that is not there is not looked for forever."""
    path = tmp_path / "some.idx"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "_SLOTS_PER_RECORD", 1)
        write(path, [(b"a", b"1"), (b"b", b"2"), (b"c", b"3"), (b"d", b"4")])
    opened = Store(path)
    assert [bytes(opened.get(key)) for key in (b"a", b"b", b"c", b"d")] == [b"1", b"2", b"3", b"4"]
    assert opened.get(b"e") is None


def test_a_failed_write_leaves_no_trace_though_the_file_was_never_made(tmp_path, monkeypatch):
    def full(*_):
        raise OSError("no room")

    folder = tmp_path / "alone"
    folder.mkdir()
    monkeypatch.setattr(os, "open", full)
    with pytest.raises(OSError, match="no room"):
        write_bytes(folder / "small", b"content")
    assert os.listdir(folder) == []


def test_a_store_knows_its_path_and_its_file(tmp_path):
    write(tmp_path / "some.idx", [(b"key", b"value")])
    with Store(tmp_path / "some.idx") as opened:
        assert opened.path == str(tmp_path / "some.idx")
        assert opened.about.st_size == (tmp_path / "some.idx").stat().st_size
    with pytest.raises(ValueError, match="closed"):
        opened.get(b"key")
