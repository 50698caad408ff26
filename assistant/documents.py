"""YAML documents: text -> plain data with the line of each part; nothing in a file can run.

Only mappings, lists, text, numbers, true, false and null are read. The file is taken event by event
with a stack of our own, so that no depth of nesting can exhaust the interpreter's.
"""

from __future__ import annotations

import json

from .errors import KnowledgeError
from .files import read_text, visible
from .typed import Any, NamedTuple

MAX_DEPTH = 20  # levels of YAML inside each other; the shipped files use five
MAX_ENTRIES = 200_000  # of one YAML file; the largest shipped one has about 10,000
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


def read_yaml(path: str, name: str = "") -> Yaml:
    """The data of a YAML file: mappings, lists, text, numbers, true, false and null only.

    Raises:
        KnowledgeError: as for ``read_text`` and ``parse_yaml``.
    """
    return parse_yaml(read_text(path, name or path), name or path)


def parse_yaml(text: str, name: str) -> Yaml:
    """Like ``read_yaml``, from text.

    Args:
        text: the file's text.
        name: what to call it in errors.

    Raises:
        KnowledgeError: it is no YAML; or has tags, anchors, aliases, a key twice, several
            documents; or is nested too deeply or too long.
    """
    import yaml  # build only

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = _Builder(name, yaml.resolver.Resolver(), yaml.ScalarNode)
    try:
        for event in yaml.parse(text, loader):
            builder.take(event)
    except yaml.YAMLError as error:
        raise _not_yaml(error, text, name) from error
    except (RecursionError, ValueError, OverflowError) as error:
        if isinstance(error, KnowledgeError):
            raise
        raise KnowledgeError("not valid YAML: damaged", name) from error
    return Yaml(builder.data, builder.lines, name)


def parse_json(text: str, name: str) -> Yaml:
    """Like ``parse_yaml``, for a table of numbers that a program wrote: JSON reads far faster.

    Raises:
        KnowledgeError: it is no JSON.
    """
    try:
        return Yaml(json.loads(text), {}, name)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        reason = getattr(error, "msg", None) or "nested too deeply"
        raise KnowledgeError(f"not valid JSON: {reason}", name, line) from error


def _not_yaml(error: Exception, text: str, name: str) -> KnowledgeError:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "damaged"
    line = mark.line + 1 if mark else None
    position = getattr(error, "position", None)
    if line is None and isinstance(position, int):
        line = text.encode("utf-8", "replace")[:position].count(b"\n") + 1
    return KnowledgeError(f"not valid YAML: {problem}", name, line)


class _Open:
    """A list or mapping that is not closed yet; ``key`` is the mapping's key that waits."""

    def __init__(self, value: list[Any] | dict[str, Any], path: tuple[str | int, ...]) -> None:
        self.value = value
        self.path = path
        self.key: str | None = None


class _Builder:
    """Puts data together from the parser's events."""

    def __init__(self, name: str, resolver: Any, scalar: Any) -> None:
        self.data: Any = None
        self.lines: dict[tuple[str | int, ...], int] = {}
        self._name = name
        self._resolver = resolver
        self._scalar_kind = scalar
        self._open: list[_Open] = []
        self._documents = 0
        self._entries = 0

    def take(self, event: Any) -> None:
        """One event."""
        kind = type(event).__name__
        if kind in ("SequenceEndEvent", "MappingEndEvent"):
            self._open.pop()
        elif kind == "DocumentStartEvent":
            self._documents += 1
            if self._documents > 1:
                raise self._fault("a second document ('---'); keep one in a file", event)
        elif kind in ("AliasEvent", "ScalarEvent", "SequenceStartEvent", "MappingStartEvent"):
            self._refuse(event, kind)
            self._value(event, kind)

    def _fault(self, message: str, event: Any) -> KnowledgeError:
        return KnowledgeError(message, self._name, event.start_mark.line + 1)

    def _refuse(self, event: Any, kind: str) -> None:
        if kind == "AliasEvent":
            raise self._fault(f"the alias *{event.anchor} is not allowed; write it out", event)
        if event.anchor is not None:
            raise self._fault(f"the anchor &{event.anchor} is not allowed; remove it", event)
        if event.tag is not None:
            raise self._fault(f"the tag {event.tag!r} is not allowed; remove it", event)
        self._entries += 1
        if self._entries > MAX_ENTRIES:
            raise self._fault(f"more than {MAX_ENTRIES:,} entries; split the file", event)
        if len(self._open) > MAX_DEPTH:
            raise self._fault(f"nested more than {MAX_DEPTH} levels deep", event)

    def _value(self, event: Any, kind: str) -> None:
        above = self._open[-1] if self._open else None
        if above is not None and isinstance(above.value, dict) and above.key is None:
            self._key(above, above.value, event, kind)
            return
        path = self._path(above)
        self.lines.setdefault(path, event.start_mark.line + 1)  # a key's own line stays
        value: Any
        if kind == "ScalarEvent":
            value = self._scalar(event)
        else:
            value = [] if kind == "SequenceStartEvent" else {}
        self._put(above, value)
        if kind != "ScalarEvent":
            self._open.append(_Open(value, path))

    def _path(self, above: _Open | None) -> tuple[str | int, ...]:
        if above is None:
            return ()
        step = above.key if above.key is not None else len(above.value)
        return (*above.path, step)

    def _put(self, above: _Open | None, value: Any) -> None:
        if above is None:
            self.data = value
        elif isinstance(above.value, dict):
            assert above.key is not None
            above.value[above.key] = value
            above.key = None
        else:
            above.value.append(value)

    def _key(self, above: _Open, value: dict[str, Any], event: Any, kind: str) -> None:
        if kind != "ScalarEvent" or not event.value:
            raise self._fault("a key must be text", event)
        key = visible(event.value)
        if key in value:
            raise self._fault(f"the key {key!r} is there twice", event)
        above.key = key
        self.lines[*above.path, key] = event.start_mark.line + 1

    def _scalar(self, event: Any) -> str | int | float | bool | None:
        tag = self._resolver.resolve(self._scalar_kind, event.value, event.implicit)
        return _typed(event.value, tag.removeprefix(_TAG))


def _typed(value: str, tag: str) -> str | int | float | bool | None:
    try:
        if tag == "int":
            return int(value.replace("_", ""), 16) if "0x" in value.lower() else int(value)
        if tag == "float":
            return float(value)
    except ValueError:
        return visible(value)  # an octal or sexagesimal number: no field here means one
    if tag == "bool":
        return value.lower() in _TRUE
    return None if tag == "null" else visible(value)
