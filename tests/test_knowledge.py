"""The compiled library is cached: found when fresh, never trusted when anything is odd."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from assistant import cache, knowledge, places
from assistant import compile as build
from assistant.assistant import Assistant
from assistant.errors import IndexFileError, KnowledgeError
from assistant.knowledge import load_library
from assistant.records import pack_json
from assistant.store import write

ARTICLE = "# Feet\n\n## Toes\n\nToes help you balance.\n\n## Heels\n\nHeels land first.\n"


@pytest.fixture
def path(folder) -> Path:
    return folder({"articles/feet.md": ARTICLE})


@pytest.fixture
def builds(monkeypatch):
    """Counts how often a library is compiled."""
    counted: list[str] = []
    original = build.compile_library

    def counting(place, shared=None):
        counted.append(place)
        return original(place, shared)

    monkeypatch.setattr(build, "compile_library", counting)
    return counted


@pytest.fixture(scope="module", autouse=True)
def _few_danger_signs():
    """Compiling the shipped danger signs takes most of a build: here they are compiled once."""
    from assistant import classifier, redflags

    places = ((redflags, "compile_red_flags"), (classifier, "compile_weights"))
    originals = [getattr(module, name) for module, name in places]
    for (module, name), original in zip(places, originals, strict=True):
        setattr(module, name, lru_of(original))
    yield
    for (module, name), original in zip(places, originals, strict=True):
        setattr(module, name, original)


def lru_of(compiled):
    """A function of a document and its file, which does its work once for each file."""
    kept = {}

    def once(document, file):
        if file not in kept:
            kept[file] = compiled(document, file)
        return kept[file]

    return once


def answers(path) -> str:
    """What the library says about toes."""
    return load_library(path).retriever.search("toes")[0].passage.text


def only(cold_cache: Path, ending: str) -> Path:
    (found,) = cold_cache.glob(f"*{ending}")
    return found


# -- fresh ----------------------------------------------------------------------------------------


def test_a_second_start_compiles_nothing(path, cold_cache, builds):
    """It finds the compiled library by the stamp."""
    assert answers(path) == answers(path) == "Toes help you balance."
    assert len(builds) == 1


def test_one_compiled_library_in_the_persons_cache_folder_for_them_alone(path, cold_cache):
    """0600 in a 0700 folder, named after the hash of its content."""
    load_library(path)
    assert sorted(one.suffix for one in cold_cache.iterdir()) == [".idx", ".stamp"]
    assert stat.S_IMODE(cold_cache.stat().st_mode) == 0o700
    assert {stat.S_IMODE(one.stat().st_mode) for one in cold_cache.iterdir()} == {0o600}
    assert only(cold_cache, ".idx").stem.isalnum()


def test_the_same_content_gives_the_same_name(path, cold_cache):
    """The hash says what is in it, whenever it was built."""
    load_library(path)
    name = only(cold_cache, ".idx").name
    for one in cold_cache.iterdir():
        one.unlink()
    load_library(path)
    assert only(cold_cache, ".idx").name == name


# -- stale ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda path: (path / "articles/feet.md").write_text(ARTICLE.replace("help", "harm")),
        lambda path: (path / "articles/more.md").write_text("# More\n\nToes and toes.\n"),
        lambda path: (path / "vocabulary.yaml").write_text("home: [feet]\n"),
        lambda path: (path / "articles/feet.md").rename(path / "articles/feet2.md"),
    ],
)
def test_any_change_of_the_files_is_seen(path, cold_cache, builds, change):
    """Content of the same size, a new file, another name."""
    load_library(path)
    change(path)
    load_library(path)
    assert len(builds) == 2


def test_a_file_swapped_for_one_of_the_same_size_and_date_is_seen(path, cold_cache):
    """As when an archive is unpacked over it."""
    load_library(path)
    file = path / "articles/feet.md"
    dates = file.stat().st_atime_ns, file.stat().st_mtime_ns
    file.write_text(ARTICLE.replace("help", "harm"))
    os.utime(file, ns=dates)
    assert answers(path) == "Toes harm you balance."


def test_a_library_of_another_format_is_built_again(path, cold_cache, builds, monkeypatch):
    """An update of the program may compute other records."""
    load_library(path)
    monkeypatch.setattr(knowledge, "FORMAT", knowledge.FORMAT + 1)
    load_library(path)
    assert len(builds) == 2


def test_compiled_libraries_that_nothing_names_are_removed(path, cold_cache):
    """Each change would leave one behind."""
    for text in ("one", "two", "three"):
        (path / "articles/feet.md").write_text(f"# Feet\n\nToes {text}.\n")
        load_library(path)
    only(cold_cache, ".idx")


def test_only_so_many_libraries_are_kept(tmp_path, cold_cache, monkeypatch):
    """Those compiled longest ago go first."""
    monkeypatch.setattr(cache, "MOST_KEPT", 2)
    for number in range(4):
        place = str(tmp_path / str(number))
        cache.keep(place, b"stamp", f"digest{number}", {b"a": b"b"})
        os.utime(cold_cache / f"digest{number}.idx", ns=(number, number))
        for one in cold_cache.glob("*.stamp"):
            os.utime(one, ns=(number, one.stat().st_mtime_ns))
    assert len([*cold_cache.glob("*.stamp")]) == 2
    assert "digest3.idx" in {one.name for one in cold_cache.iterdir()}


def test_what_a_killed_process_left_half_written_is_removed_later(path, cold_cache):
    """But not what another process is writing just now."""
    cold_cache.mkdir(parents=True, mode=0o700)
    old, new = cold_cache / "a.idx.1.ff.partial", cold_cache / "b.idx.2.ff.partial"
    for one in (old, new):
        one.write_bytes(b"half")
    os.utime(old, ns=(0, 0))
    load_library(path)
    assert (old.exists(), new.exists()) == (False, True)


# -- damaged --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(b"\x80\x04cos\nsystem\n"),
        lambda file: file.write_bytes(file.read_bytes()[:-1]),
        lambda file: file.write_bytes(b"X" + file.read_bytes()[1:]),
        lambda file: file.unlink(),
        lambda file: (file.unlink(), file.mkdir()),
    ],
)
@pytest.mark.parametrize("ending", [".idx", ".stamp"])
def test_a_damaged_cache_is_built_again_in_silence(path, cold_cache, builds, damage, ending, capfd):
    """Right answer, no word about it."""
    load_library(path)
    damage(only(cold_cache, ending))
    assert answers(path) == "Toes help you balance."
    assert len(builds) == 2
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("part", range(0, 100, 5))
def test_damage_anywhere_gives_the_right_answer(path, cold_cache, part):
    """Also where it shows only when a record is read: the library is built again then."""
    before = Assistant.load(path).ask("why do toes help me balance").to_dict()
    file = only(cold_cache, ".idx")
    content = bytearray(file.read_bytes())
    size = len(content) // 100
    for place in range(part * size, (part + 5) * size):
        content[place] ^= 0xFF
    file.write_bytes(content)
    assert Assistant.load(path).ask("why do toes help me balance").to_dict() == before


def test_a_library_that_proves_damaged_in_use_is_kept_whole_again(path, cold_cache, builds):
    """The next start need not build it once more."""
    load_library(path)
    file = only(cold_cache, ".idx")
    content = bytearray(file.read_bytes())
    place = content.index(b"Toes help you balance")
    content[place] ^= 0xFF
    file.write_bytes(content)
    assert answers(path) == "Toes help you balance."
    assert answers(path) == "Toes help you balance."
    assert len(builds) == 2


def test_damage_and_a_change_of_the_files_together_are_a_clear_error(path, cold_cache):
    """Half of an answer from the old library and half from the new one would be wrong."""
    load_library(path)
    file = only(cold_cache, ".idx")
    content = bytearray(file.read_bytes())
    content[content.index(b"Toes help you balance")] ^= 0xFF
    file.write_bytes(content)
    library = load_library(path)
    (path / "articles/feet.md").write_text(ARTICLE.replace("help", "hurt"))
    with pytest.raises(IndexFileError, match="start again"):
        library.retriever.search("toes")


def test_a_stamp_cannot_name_a_file_elsewhere(path, cold_cache, builds):
    """Only letters and digits are a name."""
    load_library(path)
    pointer = only(cold_cache, ".stamp")
    stamp = pointer.read_bytes().partition(b"\n")[2]
    pointer.write_bytes(b"../../../etc/passwd\n" + stamp)
    load_library(path)
    assert len(builds) == 2


def test_a_library_that_is_deleted_while_in_use_goes_on_answering(path, cold_cache):
    """The open file stays."""
    load_library(path)
    library = load_library(path)
    for one in cold_cache.iterdir():
        one.unlink()
    assert library.retriever.search("heels")[0].passage.text == "Heels land first."


# -- not to be trusted, not to be written ---------------------------------------------------------


@pytest.mark.parametrize("ending", [".idx", ".stamp", ""])
@pytest.mark.parametrize("mode", [0o622, 0o662])
def test_what_others_may_write_is_not_trusted(path, cold_cache, builds, ending, mode):
    """Whoever may write a file decides what it says: also the folder itself."""
    load_library(path)
    target = only(cold_cache, ending) if ending else cold_cache
    target.chmod(mode | (0o100 if not ending else 0))
    assert answers(path) == "Toes help you balance."
    assert len(builds) == 2


def test_what_belongs_to_somebody_else_is_not_trusted(path, cold_cache, builds, monkeypatch):
    """As in a cache folder on a shared disk."""
    load_library(path)
    monkeypatch.setattr(os, "getuid", lambda: cold_cache.stat().st_uid + 1)
    assert answers(path) == "Toes help you balance."
    assert len(builds) == 2


def test_a_cache_folder_that_is_a_file_is_no_hindrance(path, cold_cache):
    """The library is built in memory each time."""
    cold_cache.parent.mkdir(parents=True)
    cold_cache.write_text("a file")
    assert answers(path) == "Toes help you balance."
    assert cold_cache.read_text() == "a file"


def test_a_full_disk_is_no_hindrance_and_leaves_no_trace(path, cold_cache, monkeypatch):
    """Writing fails in the middle."""
    from assistant import store

    def full(file, records):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "_write_into", full)
    assert answers(path) == "Toes help you balance."
    assert [*cold_cache.iterdir()] == []


def test_a_home_that_cannot_be_written_is_no_hindrance(path, monkeypatch):
    """A read-only system, or a service without a home."""
    monkeypatch.setenv("XDG_CACHE_HOME", "/proc/nowhere")
    assert answers(path) == "Toes help you balance."


def test_a_relative_cache_folder_is_ignored(path, monkeypatch, tmp_path):
    """The XDG rule; it would be another folder wherever one stands."""
    monkeypatch.setenv("XDG_CACHE_HOME", "here")
    monkeypatch.chdir(tmp_path)
    load_library(path)
    assert not (tmp_path / "here").exists()


def test_a_link_in_the_place_of_the_compiled_library_is_replaced_not_followed(path, cold_cache):
    """It could lead to a file that matters."""
    load_library(path)
    file = only(cold_cache, ".idx")
    precious = cold_cache.parent / "precious"
    precious.write_text("mine")
    file.unlink()
    file.symlink_to(precious)
    assert answers(path) == "Toes help you balance."
    assert precious.read_text() == "mine"
    assert not file.is_symlink()


# -- unsound libraries ----------------------------------------------------------------------------


def test_an_unsound_library_tells_its_faults_each_time(path, cold_cache):
    """A cached one would hide them."""
    (path / "articles/bad.md").write_bytes(b"\0")
    for _ in range(2):
        library = load_library(path)
        assert "binary" in library.faults[0]
        assert library.retriever.search("toes")
    assert not cold_cache.exists()


def test_an_editors_lock_beside_an_article_is_no_fault(path, cold_cache):
    """A hidden link to nowhere."""
    (path / "articles" / ".#feet.md").symlink_to("somebody@machine.123")
    assert load_library(path).faults == ()


@pytest.mark.parametrize("name", ["gone", "gone.md", "feet.pdf"])
def test_a_place_that_is_no_library_is_a_clear_error(path, cold_cache, name):
    """In one line, with the name."""
    (path / "feet.pdf").write_text("x")
    with pytest.raises(KnowledgeError, match=name) as caught:
        load_library(path / name)
    assert "\n" not in str(caught.value)


# -- many at once ---------------------------------------------------------------------------------

_ASK = """
import sys
from assistant.knowledge import load_library
print(load_library(sys.argv[1]).retriever.search("toes")[0].passage.text)
"""


def test_twenty_processes_at_once_on_a_cold_cache_all_answer(path, cold_cache):
    """And leave one compiled library, whole, and nothing half-written."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cold_cache.parent)}
    command = [sys.executable, "-c", _ASK, str(path)]
    running = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(20)
    ]
    said = [process.communicate() for process in running]
    assert said == [(b"Toes help you balance.\n", b"")] * 20
    assert sorted(one.suffix for one in cold_cache.iterdir()) == [".idx", ".stamp"]
    assert answers(path) == "Toes help you balance."


def test_a_cached_library_of_an_older_layout_is_built_again(path, cold_cache, builds):
    """Whole, fresh, and without what this version looks for."""
    place = str(path)
    cache.keep(place, knowledge._stamp(place), "0123abcd", {b"a": b"b"})
    assert answers(path) == "Toes help you balance."
    assert len(builds) == 1


# -- the library that a wheel carries -------------------------------------------------------------


@pytest.fixture
def wheel(tmp_path, monkeypatch, folder) -> Path:
    """A package with a small library inside, compiled as the build of a wheel does it."""
    shipped = Path(places.shipped_knowledge())
    inside = tmp_path / "package" / "_knowledge"
    (inside / "articles").mkdir(parents=True)
    (inside / "articles" / "feet.md").write_text(ARTICLE)
    for file in shipped.glob("*.*"):
        if file.name not in ("vocabulary.yaml", "sources.yaml"):
            (inside / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(places, "_PACKAGE", str(inside.parent))
    records, _, _ = build.compile_library(str(inside))
    made_from = pack_json(knowledge.listing(str(inside)))
    write(inside / knowledge.COMPILED, {**records, knowledge.MADE_FROM.encode(): made_from}.items())
    return inside


def test_the_first_answer_of_a_wheel_compiles_and_writes_nothing(wheel, cold_cache, builds):
    """The compiled library came with it."""
    assert answers(None) == "Toes help you balance."
    assert (builds, cold_cache.exists()) == ([], False)


def test_files_that_were_changed_beside_it_count(wheel, cold_cache, builds):
    """Somebody corrected an article where it is installed."""
    (wheel / "articles" / "feet.md").write_text(ARTICLE.replace("balance", "stand"))
    assert answers(None) == "Toes help you stand."
    assert len(builds) == 1


@pytest.mark.parametrize("place", [0, 70, "Toes help you balance", "made from"])
def test_damage_to_it_gives_the_right_answer(wheel, cold_cache, place):
    """In its head, or in a record that is read later."""
    file = wheel / knowledge.COMPILED
    content = bytearray(file.read_bytes())
    content[content.index(place.encode()) if isinstance(place, str) else place] ^= 0xFF
    file.write_bytes(content)
    assert answers(None) == "Toes help you balance."


def test_an_own_folder_takes_the_danger_signs_from_the_compiled_shipped_library(
    path, monkeypatch, cold_cache
):
    """They are most of a build, and the same in every library."""
    from assistant import classifier, redflags

    assert load_library().part("flag:levels")  # compiled, or found compiled

    def compiled_anew(*_):
        raise AssertionError("the danger signs were compiled once more")

    monkeypatch.setattr(redflags, "compile_red_flags", compiled_anew)
    monkeypatch.setattr(classifier, "compile_weights", compiled_anew)
    own, shipped = load_library(path), load_library()
    for name in ("flag:levels", "flag:word:numb", "danger:", "english/nu"):
        assert own.part(name) == shipped.part(name)
