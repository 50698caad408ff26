"""YAML from anybody is plain data with a line for each part, or one clear error."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assistant import documents
from assistant.documents import Yaml, parse_json, parse_yaml, read_yaml
from assistant.errors import KnowledgeError


def test_data_and_lines_are_read():
    """Every part knows the line on which it starts, for errors that point at it."""
    found = parse_yaml("a:\n  - one\n  - {b: 2, c: true}\n\nd: null\n", "f.yaml")
    assert found.data == {"a": ["one", {"b": 2, "c": True}], "d": None}
    assert [found.lines[path] for path in [("a",), ("a", 0), ("a", 1, "b"), ("d",)]] == [1, 2, 3, 5]


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("", None),
        ("# a comment\n", None),
        ("a: 0x1F", {"a": 31}),
        ("a: 1_000", {"a": 1000}),
        ("a: -3", {"a": -3}),
        ("a: 1.5", {"a": 1.5}),
        ("a: 1:30", {"a": "1:30"}),
        ("a: 0b11", {"a": "0b11"}),
        ("a: " + "9" * 5000, {"a": "9" * 5000}),
        ("a: 2026-11-24", {"a": "2026-11-24"}),
        ("a: yes", {"a": True}),
        ("a: 'yes'", {"a": "yes"}),
        ("a: ~", {"a": None}),
        ("a: =", {"a": "="}),
        ("<<: x", {"<<": "x"}),
        ("5: x", {"5": "x"}),
        ("a: |\n  one\n  two\n", {"a": "one\ntwo\n"}),
        ("a: []\nb: {}", {"a": [], "b": {}}),
        ('a: "\\x1b[2J\\u202eb"', {"a": " [2Jb"}),
    ],
)
def test_scalars_are_what_they_look_like(text, data):
    """Text, numbers, true, false and null; dates stay text; control characters are gone."""
    assert parse_yaml(text, "f.yaml").data == data


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: &x 1\nb: *x", 1, "the anchor &x is not allowed"),
        ("a: 1\nb: *x", 2, r"the alias \*x is not allowed"),
        ("a: !!python/object:os.system x", 1, "the tag .* is not allowed"),
        ("a:\n  - !!python/object/apply:os.system ['true']", 2, "the tag .* is not allowed"),
        ("!!set {a, b}", 1, "the tag .* is not allowed"),
        ("!x a: 1", 1, "the tag .* is not allowed"),
        ("a: 1\nb: 2\na: 3", 3, "the key 'a' is there twice"),
        ("a: {b: 1, b: 2}", 1, "the key 'b' is there twice"),
        ("[1]: x", 1, "a key must be text"),
        ("? {a: 1}\n: x", 1, "a key must be text"),
        ("{'': x}", 1, "a key must be text"),
        (": x", 1, "not valid YAML|a key must be text"),
        ("a: 1\n---\nb: 2", 2, "a second document"),
        ("a:\n\t- b", 2, "not valid YAML"),
        ("a: 1\nb: \x1b", 2, "not valid YAML"),
        ("a: 1\nb: \0", 2, "not valid YAML"),
        ('a: "x', None, "not valid YAML"),
        ("a: b: c", 1, "not valid YAML"),
        ("%YAML 9.9\n---\na: 1", 1, "not valid YAML"),
        ('a: "\ud800"', None, "not valid YAML"),
        ("[" * 100_000, 1, "nested|nesting"),
        ("- " * 100_000, 1, "nested"),
        ("? " * 100_000, 1, "nested|must be text"),
        ('["]", ' * 100_000, 1, "nested"),
        ("\n".join(" " * depth + "a:" for depth in range(500)), 21, "nested"),
    ],
)
def test_what_is_not_allowed_is_refused_with_file_and_line(text, line, message):
    """Nothing in a file is ever followed or run, however it is dressed."""
    with pytest.raises(KnowledgeError, match=message) as caught:
        parse_yaml(text, "f.yaml")
    assert caught.value.file == "f.yaml"
    assert line is None or caught.value.line == line


def test_a_bomb_of_aliases_is_refused_at_its_first_anchor():
    """Nine lines that would be a billion entries."""
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    with pytest.raises(KnowledgeError, match=r"^f\.yaml:1: the anchor"):
        parse_yaml("\n".join(lines), "f.yaml")


def test_a_file_with_too_many_entries_is_refused(monkeypatch):
    """It would take the memory of many times its size."""
    monkeypatch.setattr(documents, "MAX_ENTRIES", 100)
    with pytest.raises(KnowledgeError, match=r"^f\.yaml:100: more than 100 entries"):
        parse_yaml("- a\n" * 100, "f.yaml")


@pytest.mark.parametrize("loader", ["C", "Python"])
def test_both_parsers_of_the_library_are_held_to_the_same_rules(monkeypatch, loader):
    """PyYAML without libyaml reads the files too."""
    if loader == "Python":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert parse_yaml("a: [1, x]", "f.yaml").data == {"a": [1, "x"]}
    for text in (
        "a: &x 1",
        "a: !!set {}",
        "a: 1\na: 2",
        "[" * 5000,
        "a: \x1b",
        'a: "\\ud800',
        "a:\tb: c",
    ):
        with pytest.raises(KnowledgeError):
            parse_yaml(text, "f.yaml")
    assert parse_yaml("a: 'x'", "f.yaml").lines == {(): 1, ("a",): 1}


def test_a_fault_points_at_the_nearest_part_that_has_a_line():
    """A part that is missing is told at the part that should hold it."""
    found = parse_yaml("a:\n  b:\n    - c\n", "f.yaml")
    assert found.fault("x", "a", "b", 0).line == 3
    assert found.fault("x", "a", "b", "missing").line == 2
    assert Yaml(None, {}, "f.yaml").fault("x", "a").line is None


def test_a_yaml_file_is_read_like_any_text(tmp_path):
    """With the errors of files, too."""
    path = tmp_path / "f.yaml"
    path.write_text("a: 1\n")
    assert read_yaml(str(path)).data == {"a": 1}
    path.write_bytes(b"\xff\xfea")
    with pytest.raises(KnowledgeError, match="UTF-16"):
        read_yaml(str(path))


_MARKS = "[]{}:,-?&*!|>'\"%@`#~ \n\t"
_PIECES = st.sampled_from(
    [
        *_MARKS,
        *"- |a: |\n  |\n- |!!python/object:x |&a |*a|<<: |---\n|...|\\x1b|\\ud800".split("|"),
        *"0x1F|1:30|.inf|no|é|\u2028|\x85".split("|"),
    ]
)


@given(st.one_of(st.lists(_PIECES, max_size=50).map("".join), st.text(max_size=200)))
def test_any_text_is_data_or_one_error(text):
    """What comes out can be written as JSON, in UTF-8, and every part has a line."""
    found = Yaml(None, {}, "f.yaml")
    try:
        found = parse_yaml(text, "f.yaml")
    except KnowledgeError as error:
        found = found._replace(file=error.file)
    assert found.file == "f.yaml"
    json.dumps(found.data, ensure_ascii=False).encode()
    assert all(line >= 1 for line in found.lines.values())


def test_a_table_of_numbers_is_read_as_json():
    """What a program wrote; no lines are noted, as nobody corrects it by hand."""
    assert parse_json('{"weights": {"leg": [1.5, {}]}}', "w.json") == Yaml(
        {"weights": {"leg": [1.5, {}]}}, {}, "w.json"
    )


@pytest.mark.parametrize(
    ("text", "line"), [('{\n"a": 1\n"b": 2\n}', 3), ("", 1), ("[" * 100_000, None)]
)
def test_damaged_json_is_refused_with_its_line(text, line):
    """Also when it is nested without end."""
    with pytest.raises(KnowledgeError, match="not valid JSON") as caught:
        parse_json(text, "w.json")
    assert (caught.value.file, caught.value.line) == ("w.json", line)
