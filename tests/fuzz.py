"""Fuzz the readers of files and messages, guided by coverage.

    pip install atheris
    python tests/fuzz.py READER [--minutes 10]
    python tests/fuzz.py --all [--minutes 10]       # each reader for so long, one after the other

A reader may refuse its input with an error of the package, which names the file, and with nothing
else; what it accepts must hold what the reader promises. An input that breaks this is left in the
folder from which the command was started.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["assistant"]):
    from assistant import Assistant, Retriever
    from assistant.articles import build_article
    from assistant.blocks import markdown_blocks, plain_blocks
    from assistant.classifier import compile_weights
    from assistant.documents import parse_yaml
    from assistant.errors import AssistantError
    from assistant.files import visible
    from assistant.frontmatter import front_matter, sources_of
    from assistant.history import HistoryFile
    from assistant.models import Answer
    from assistant.places import shipped_knowledge
    from assistant.reading import questions_of, read_knowledge
    from assistant.redflags import compile_red_flags
    from assistant.render import terminal_text
    from assistant.settings import read_settings
    from assistant.templates import joined_templates
    from assistant.text import words
    from assistant.vocabulary import compile_vocabulary

LONGEST = 4_000  # bytes of an input; longer ones find nothing that shorter ones do not
_NUMBER = re.compile(r"^\s*\d{1,2}[.)]\s", re.MULTILINE)
_WORK = Path(tempfile.mkdtemp(prefix="fuzz-"))
Fuzzed = Callable[[bytes], None]


def _text(data: bytes) -> str:
    return visible(data.decode("utf-8", "replace"))  # as every file is read


def markdown(data: bytes) -> None:
    """No word of a Markdown article is lost."""
    _, body, line = front_matter(_text(data), "article.md")
    blocks = markdown_blocks(body, line, "article.md")
    build_article(
        blocks=blocks, title="T", article_id="t", byline="", source=None, file="article.md",
        lookup={}.get,
    )  # fmt: skip


def plain(data: bytes) -> None:
    """All words of a plain text are in its title, byline, headings or passages.

    The number of a list's item is its bullet, and no word.
    """
    text = _text(data)
    title, byline, blocks = plain_blocks(text)
    article = build_article(
        blocks=blocks, title=title, article_id="t", byline=byline, source=None, file="a.txt",
        lookup={}.get,
    )  # fmt: skip
    held = {word for block in blocks for word in words(block.text)}
    held.update(words(f"{title} {byline}"))
    missing = set(words(_NUMBER.sub(" ", text))) - held
    assert not missing, missing
    assert all(passage.id for passage in article.passages)


def yaml(data: bytes) -> None:
    """YAML becomes plain data, whatever its aliases and tags."""
    document = parse_yaml(_text(data), "file.yaml")
    json.dumps(document.data)


def tables(data: bytes) -> None:
    """Every table of a knowledge folder is refused with a place in it, or compiled."""
    document = parse_yaml(_text(data), "file.yaml")
    shipped = parse_yaml(Path(shipped_knowledge(), "responses.yaml").read_text("utf-8"), "r.yaml")
    for read in (
        lambda: compile_vocabulary(document, lambda term: True),
        lambda: sources_of(document),
        lambda: questions_of(document, {"a", "b"}),
        lambda: joined_templates(shipped, document),
        lambda: compile_red_flags(document.data, "flags.yaml"),
        lambda: compile_weights(document.data, "weights.yaml"),
    ):
        try:
            read()
        except AssistantError:
            continue


def folder(data: bytes) -> None:
    """A folder with such a file in it is read, or refused by name."""
    place = _WORK / "folder"
    place.mkdir(exist_ok=True)
    kind, _, rest = data.partition(b"\n")
    name = ("a.md", "a.txt", "vocabulary.yaml", "sources.yaml", "responses.yaml")[len(kind) % 5]
    for old in place.iterdir():
        old.unlink()
    (place / "sound.md").write_text("# Feet\n\nToes help.\n", "utf-8")
    (place / name).write_bytes(rest)
    read_knowledge(str(place), shared=False)


def settings(data: bytes) -> None:
    """A configuration file sets what it sets; its faults are told, none stops the program."""
    place = _WORK / "backpain"
    place.mkdir(exist_ok=True)
    (place / "config.yaml").write_bytes(data)
    read_settings({}, {"XDG_CONFIG_HOME": str(_WORK)})


def history(data: bytes) -> None:
    """A history file is read line by line, whatever is in it."""
    path = _WORK / "history"
    path.write_bytes(data)
    lines = HistoryFile(str(path)).read()
    assert len(lines) <= 1_000


def index(data: bytes) -> None:
    """A saved index with such bytes in it is refused, or answers as before."""
    path, whole = _WORK / "index.idx", _saved_index()
    place = int.from_bytes(data[:3], "big") % len(whole)
    broken = whole[:place] + data[3:] + whole[place + len(data[3:]) :]
    path.write_bytes(broken)
    retriever = Retriever.open(path)
    for question, expected in _EXPECTED.items():
        assert [hit.passage.id for hit in retriever.search(question)] == expected


_EXPECTED = {"dog": ["1"], "cat sat": ["0"], "far": ["2", "1"], "zebra": []}
_SAVED: list[bytes] = []


def _saved_index() -> bytes:
    if not _SAVED:
        path = _WORK / "sound.idx"
        Retriever.from_texts(["a cat sat", "the dog ran far", "a far, far land"]).save(path)
        _SAVED.append(path.read_bytes())
    return _SAVED[0]


_ASSISTANTS: list[Assistant] = []


def message(data: bytes) -> None:
    """Every message gets a valid answer that no terminal would obey."""
    if not _ASSISTANTS:
        _ASSISTANTS.append(Assistant.load())
    chat = _ASSISTANTS[0].conversation()
    for line in data.decode("utf-8", "replace").split("\0"):
        answer = chat.ask(line)
        assert isinstance(answer, Answer)
        json.dumps(answer.to_dict())
        shown = terminal_text(answer, 40, color=False)
        assert all(sign == "\n" or sign.isprintable() for sign in shown), shown


READERS: dict[str, tuple[Fuzzed, tuple[bytes, ...]]] = {
    "markdown": (markdown, (b"---\nid: a\n---\n# A\n\n## B {#a/b}\n\nText. [@K]\n\n> Note.\n",)),
    "plain": (
        plain,
        (b"Title\nMay 2, 2020\n\nA heading\n\nProse: these\n- one\n- two\n\nThis.\n",),
    ),
    "yaml": (yaml, (b"a: [1, 'b', {c: d}]\ne: |\n  text\n", b"a: &x [1]\nb: *x\nc: !!str 2\n")),
    "tables": (tables, (b"lay_words:\n  - {say: [a b], mean: [c]}\nhome: [d]\n", b"a: [q, r]\n")),
    "folder": (folder, (b"\n# A\n\nText.\n", b"12\nsame_words: [[a, b]]\n")),
    "settings": (settings, (b"region: uk\nplain: on\ncolour: never\n",)),
    "history": (history, (b"one\ntwo\\nlines\n",)),
    "index": (index, (b"\0\0\1\xff", b"\0\2\0\0\0\0\0")),
    "message": (message, (b"heat or ice?", b"i cant feel my bum\0thanks\0" + b"1")),
}


def fuzz(name: str, minutes: float) -> None:
    """Fuzz one reader; the process ends with it."""
    reader, seeds = READERS[name]

    def one(data: bytes) -> None:
        try:
            reader(data)
        except AssistantError:
            return

    corpus = _WORK / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(seeds):
        (corpus / str(number)).write_bytes(seed)
    limits = [f"-max_total_time={int(minutes * 60)}", f"-max_len={LONGEST}", "-timeout=20"]
    atheris.Setup([sys.argv[0], *limits, "-verbosity=0", "-print_final_stats=1", str(corpus)], one)
    atheris.Fuzz()


def main(arguments: list[str]) -> int:
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("reader", nargs="?", choices=sorted(READERS))
    options.add_argument("--all", action="store_true", help="each reader in turn")
    options.add_argument("--minutes", type=float, default=10.0)
    chosen = options.parse_args(arguments)
    if not chosen.all and chosen.reader is None:
        options.error("name a reader, or give --all")
    if not chosen.all:
        fuzz(chosen.reader, chosen.minutes)
        return 0
    failed = 0
    for name in READERS:
        print(f"{name} ...", flush=True)
        command = [sys.executable, __file__, name, "--minutes", str(chosen.minutes)]
        failed += subprocess.run(command, check=False).returncode != 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
