"""Knowledge files, read with care: bytes -> text -> YAML data, each fault with file and line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any, NamedTuple

from .errors import KnowledgeError

# The shipped library is under 1 MB in all; a file of this size is no article but a mistake.
MAX_FILE_BYTES = 8_000_000
MAX_DEPTH = 20  # levels of YAML inside each other; the shipped files use five
_TAG = "tag:yaml.org,2002:"
_TRUE = ("true", "yes", "on")


class Yaml(NamedTuple):
    """A YAML file: its data, and the line on which each part of it starts.

    ``lines`` maps a path of keys and places, such as ("rules", 0, "id"), to a line from 1.
    """

    data: Any
    lines: dict[tuple[str | int, ...], int]
    file: str

    def fault(self, message: str, *path: str | int) -> KnowledgeError:
        """An error that points at a part of the file."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return KnowledgeError(message, self.file, self.lines[path[:end]])
        return KnowledgeError(message, self.file)


def read_text(path: str, name: str = "") -> str:
    """The text of a file.

    Args:
        path: the file.
        name: what to call it in errors.

    Raises:
        KnowledgeError: it is missing, empty, too large, binary, or not UTF-8.
    """
    name = name or path
    try:
        with open(path, "rb") as file:
            if os.fstat(file.fileno()).st_size > MAX_FILE_BYTES:
                limit = MAX_FILE_BYTES // 1_000_000
                raise KnowledgeError(f"larger than {limit} MB; split it into several files", name)
            raw = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise KnowledgeError(f"cannot be read ({reason}); check name and rights", name) from error
    return _decoded(raw, name)


def _decoded(raw: bytes, name: str) -> str:
    if b"\0" in raw:
        raise KnowledgeError("binary, not text; save it as UTF-8 text (.md or .txt)", name)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise KnowledgeError("not UTF-8 text; save it again as UTF-8", name, line) from error
    if not text.strip():
        raise KnowledgeError("empty; write a title and paragraphs under it", name)
    return text


def read_yaml(path: str, name: str = "") -> Yaml:
    """The data of a YAML file: mappings, lists, text, numbers, true, false and null only.

    Raises:
        KnowledgeError: as for ``read_text``; or the file is no YAML, has tags, anchors, a key
            twice, or is nested too deeply.
    """
    return parse_yaml(read_text(path, name or path), name or path)


def parse_yaml(text: str, name: str) -> Yaml:
    """Like ``read_yaml``, from text."""
    import yaml  # build only

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    _refuse_deep_nesting(text, name)
    try:
        node = yaml.compose(text, loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "not YAML"
        line = mark.line + 1 if mark else None
        raise KnowledgeError(f"not valid YAML: {problem}", name, line) from error
    except (RecursionError, ValueError) as error:
        raise KnowledgeError("not valid YAML: nested too deeply or damaged", name) from error
    lines: dict[tuple[str | int, ...], int] = {}
    if node is None:
        return Yaml(None, lines, name)
    data = _convert(node, (), lines, set(), name)
    return Yaml(data, lines, name)


def _refuse_deep_nesting(text: str, name: str) -> None:
    """Brackets nest in libyaml's own stack: refuse what could exhaust it before it is parsed."""
    depth = 0
    for line, row in enumerate(text.split("\n"), 1):
        depth = max(0, depth + row.count("[") + row.count("{") - row.count("]") - row.count("}"))
        indent = row.count("- ") if row.lstrip().startswith("- ") else 0
        if depth > MAX_DEPTH * 10 or indent > MAX_DEPTH * 10:
            raise KnowledgeError("not valid YAML: nested too deeply", name, line)


def _convert(
    node: Any,
    path: tuple[str | int, ...],
    lines: dict[tuple[str | int, ...], int],
    seen: set[int],
    name: str,
) -> Any:
    line = node.start_mark.line + 1
    lines[path] = line
    if len(path) > MAX_DEPTH:
        raise KnowledgeError("nested too deeply", name, line)
    kind = type(node).__name__
    if kind == "ScalarNode":
        return _scalar(node, name, line)
    if id(node) in seen:
        raise KnowledgeError("an alias (*name) is not allowed; write it out", name, line)
    seen.add(id(node))
    if kind == "SequenceNode":
        _refuse_tag(node, "seq", name, line)
        return [
            _convert(child, (*path, place), lines, seen, name)
            for place, child in enumerate(node.value)
        ]
    _refuse_tag(node, "map", name, line)
    result: dict[str, Any] = {}
    for key_node, child in node.value:
        key = key_node.value if isinstance(key_node.value, str) else None
        where = key_node.start_mark.line + 1
        if key is None:
            raise KnowledgeError("a key must be text", name, where)
        if key in result:
            raise KnowledgeError(f"the key {key!r} is there twice", name, where)
        result[key] = _convert(child, (*path, key), lines, seen, name)
        lines[(*path, key)] = where
    return result


def _refuse_tag(node: Any, expected: str, name: str, line: int) -> None:
    if node.tag != _TAG + expected:
        raise KnowledgeError(f"the tag {node.tag!r} is not allowed; remove it", name, line)


def _scalar(node: Any, name: str, line: int) -> str | int | float | bool | None:
    value, tag = node.value, node.tag.removeprefix(_TAG)
    try:
        if tag == "int":
            return int(value.replace("_", ""), 0) if value[:2].lower() == "0x" else int(value)
        if tag == "float":
            return float(value)
    except ValueError:
        return str(value)  # an octal or sexagesimal number: no field here means one
    if tag == "bool":
        return value.lower() in _TRUE
    if tag == "null":
        return None
    if tag in ("str", "timestamp", "merge", "value"):
        return str(value)
    raise KnowledgeError(f"the tag {node.tag!r} is not allowed; remove it", name, line)


def inside(folder: str, suffixes: tuple[str, ...]) -> Iterator[str]:
    """The files of a folder with one of these endings, in order of name; hidden ones are skipped.

    Raises:
        KnowledgeError: a symbolic link leads out of the folder.
    """
    if not os.path.isdir(folder):
        return
    root = os.path.realpath(folder)
    for entry in sorted(os.listdir(folder)):
        path = os.path.join(folder, entry)
        if entry.startswith(".") or not entry.endswith(suffixes):
            continue
        real = os.path.realpath(path)
        if os.path.islink(path) and os.path.commonpath([root, real]) != root:
            raise KnowledgeError("a link out of the knowledge folder; put the file itself here", path)
        if os.path.isfile(path):
            yield path
