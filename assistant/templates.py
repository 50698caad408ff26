"""Templates: the words around a passage, of which another library may bring its own."""

from __future__ import annotations

import os

from .documents import Yaml, read_yaml
from .places import shipped_knowledge
from .typed import Any

# What a person in danger reads, and the disclaimer, are never another library's to change.
KEPT = (
    "disclaimer", "disclaimer_short", "disclaimer_urgent",
    "settled", "settled_reply", "reminder", "distress", "care",
)  # fmt: skip
_OPEN_TABLES = ("small_talk",)  # another library may know further kinds
_PLACEHOLDERS = ("{elsewhere}", "{nearest}", "{danger}")


def shipped_words(name: str) -> Any:
    """A part of the shipped ``responses.yaml``, for when no library is open yet."""
    return read_yaml(os.path.join(shipped_knowledge(), "responses.yaml")).data[name]


def joined_templates(shipped: Yaml, own: Yaml) -> Yaml:
    """The shipped templates with another library's own in their place.

    Args:
        shipped: the shipped ``responses.yaml``.
        own: the other library's, or a document without data.

    Raises:
        KnowledgeError: a template is not known or has not the form of the shipped one.
    """
    if own.data is None:
        return shipped
    if not isinstance(own.data, dict):
        raise own.fault("expected the keys of the shipped responses.yaml")
    joined = dict(shipped.data)
    for key, value in own.data.items():
        if key not in joined:
            raise own.fault(f"unknown template {key!r}", key)
        if key not in KEPT:
            joined[key] = _like(own, joined[key], value, key)
    return shipped._replace(data=joined)


def _like(own: Yaml, model: Any, value: Any, *path: str | int) -> Any:
    """A value that has the form of the shipped one; entries of a table that it lacks are kept."""
    if value == model:
        return value
    if isinstance(model, dict):
        if not isinstance(value, dict):
            raise own.fault("expected 'key: value' lines", *path)
        return {**model, **{key: _entry(own, model, key, value[key], *path) for key in value}}
    if isinstance(model, list):
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise own.fault("expected a list of texts; put each in quotes", *path)
        allowed = {name for item in model for name in _placeholders(str(item))}
        return [_text(own, item, allowed, *path, place) for place, item in enumerate(value)]
    if not isinstance(value, str):
        raise own.fault("expected text; put it in quotes", *path)
    return _text(own, value, _placeholders(str(model)), *path)


def _entry(own: Yaml, model: dict[str, Any], key: str, value: Any, *path: str | int) -> Any:
    if key in model:
        return _like(own, model[key], value, *path, key)
    if path[:1] not in [(name,) for name in _OPEN_TABLES]:
        raise own.fault(f"unknown key {key!r}; expected one of {', '.join(model)}", *path, key)
    return _like(own, {"say": [], "reply": ""}, value, *path, key)


def _placeholders(text: str) -> set[str]:
    """The placeholders of a shipped text, such as "{emergency_number}"."""
    return {"{" + part.partition("}")[0] + "}" for part in text.split("{")[1:]}


def _text(own: Yaml, text: str, allowed: set[str], *path: str | int) -> str:
    """A text that holds no placeholder but the usual ones and those of the shipped text."""
    rest = text
    for placeholder in (*_PLACEHOLDERS, *sorted(allowed)):
        rest = rest.replace(placeholder, "")
    if "{" in rest or "}" in rest:
        raise own.fault("only {elsewhere}, {nearest} and {danger} may stand in braces", *path)
    return text
