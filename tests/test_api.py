"""The public names are promises: this test changes only when a promise does."""

from __future__ import annotations

import inspect
import subprocess
import sys
import typing

import pytest

import assistant
from assistant import errors, models

PUBLIC = [
    "Answer",
    "Assistant",
    "AssistantError",
    "ConfigurationError",
    "Contribution",
    "Conversation",
    "Hit",
    "IndexFileError",
    "KnowledgeError",
    "Note",
    "Passage",
    "Retriever",
    "Source",
    "UnknownPassageError",
    "Urgency",
]
METHODS = {
    "Assistant": {"load": "path region", "ask": "question", "conversation": ""},
    "Conversation": {"ask": "message"},
    "Retriever": {
        "load": "path",
        "from_texts": "texts",
        "search": "query k",
        "explain": "query passage_id",
        "save": "path",
        "open": "path",
    },
    "Answer": {"to_dict": ""},
}
FIELDS = {
    "Answer": "question kind text passages scores urgency safety_question confidence disclaimer "
    "related corrections suggestions blocks",
    "Passage": "id text title article article_title heading_path sources notes questions line",
    "Source": "key title organisation year url",
    "Note": "text sources",
    "Hit": "passage score",
    "Contribution": "term typed via field score",
    "Urgency": "level flags advice",
}


def test_the_exported_names_are_locked():
    """Sorted, complete, and each of them there."""
    assert assistant.__all__ == PUBLIC == sorted(PUBLIC)
    assert all(getattr(assistant, name).__name__ == name for name in PUBLIC)
    assert set(PUBLIC) <= set(dir(assistant))


def test_a_name_that_is_not_public_is_an_attribute_error():
    """As of any module."""
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = assistant.nothing


@pytest.mark.parametrize("name", METHODS)
def test_methods_keep_their_names_and_parameters(name):
    """They are called by name from other people's programs."""
    for method, parameters in METHODS[name].items():
        found = inspect.signature(getattr(getattr(assistant, name), method)).parameters
        assert [one for one in found if one != "self"] == parameters.split()


@pytest.mark.parametrize("name", FIELDS)
def test_records_keep_their_fields_in_order(name):
    """Fields may be added at the end."""
    assert list(getattr(models, name)._fields) == FIELDS[name].split()


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_says_what_it_is_for(name):
    """And so do its public methods."""
    thing = getattr(assistant, name)
    assert inspect.getdoc(thing)
    for method, value in vars(thing).items():
        if not method.startswith("_") and inspect.isfunction(value):
            assert inspect.getdoc(value), f"{name}.{method}"


@pytest.mark.parametrize("name", ["Assistant", "Conversation", "Retriever"])
def test_public_methods_are_typed(name):
    """The package ships its types."""
    for method, value in vars(getattr(assistant, name)).items():
        if inspect.isfunction(value) and not method.startswith("_"):
            assert "return" in value.__annotations__, f"{name}.{method}"
    assert typing.get_type_hints(models.Passage)


def test_all_errors_are_of_one_tree():
    """Whoever catches the base catches all; bad input is a ValueError as well."""
    kinds = [one for one in vars(errors).values() if inspect.isclass(one)]
    assert all(issubclass(one, assistant.AssistantError) for one in kinds)
    assert issubclass(assistant.KnowledgeError, ValueError)
    assert issubclass(assistant.IndexFileError, ValueError)
    assert issubclass(assistant.ConfigurationError, ValueError)
    assert issubclass(assistant.UnknownPassageError, KeyError)


@pytest.mark.parametrize(
    ("file", "line", "text"),
    [("a.md", 3, "a.md:3: wrong"), ("a.md", None, "a.md: wrong"), ("", None, "wrong")],
)
def test_a_knowledge_error_says_where(file, line, text):
    """File and line, where they are known."""
    error = assistant.KnowledgeError("wrong", file, line)
    assert (str(error), error.file, error.line, error.message) == (text, file, line, "wrong")


def test_an_unknown_passage_reads_like_a_sentence():
    """A KeyError would show it in quotes."""
    assert str(assistant.UnknownPassageError("no passage 'x'")) == "no passage 'x'"
    assert str(assistant.UnknownPassageError()) == ""


def test_importing_the_package_imports_none_of_its_modules():
    """Names are fetched when they are first used."""
    code = (
        "import sys, assistant; assert not [m for m in sys.modules if m.startswith('assistant.')];"
        "assistant.Passage; assert 'assistant.models' in sys.modules;"
        "assert 'assistant.conversation' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=assistant.__path__[0] + "/..")


def test_everything_can_be_imported_by_a_star():
    """As people do in a session."""
    space: dict[str, object] = {}
    exec("from assistant import *", space)
    assert set(PUBLIC) <= set(space)


@pytest.mark.parametrize("question", [None, 3, b"back", ["back"]])
def test_what_is_no_text_is_refused_by_name(assistant, question):
    """Not by an error from somewhere deep inside."""
    with pytest.raises(TypeError, match=f"not {type(question).__name__}"):
        assistant.ask(question)
