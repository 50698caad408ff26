"""A back-pain assistant that answers only from its library.

>>> from assistant import Assistant, Retriever
>>> Assistant.load().ask("what is spinal stenosis").passages[0].id
'causes/spinal-stenosis'
"""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing for it takes as long as --version itself
if TYPE_CHECKING:
    from .assistant import Assistant
    from .conversation import Conversation
    from .errors import (
        AssistantError,
        ConfigurationError,
        IndexFileError,
        KnowledgeError,
        UnknownPassageError,
    )
    from .models import Answer, Contribution, Hit, Note, Passage, Source, Urgency
    from .retriever import Retriever

__version__ = "1.0.0"

__all__ = [
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

_HOMES = {
    "Assistant": "assistant",
    "Conversation": "conversation",
    "AssistantError": "errors",
    "ConfigurationError": "errors",
    "IndexFileError": "errors",
    "KnowledgeError": "errors",
    "UnknownPassageError": "errors",
    "Answer": "models",
    "Contribution": "models",
    "Hit": "models",
    "Note": "models",
    "Passage": "models",
    "Source": "models",
    "Urgency": "models",
    "Retriever": "retriever",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: ``backpain --version`` needs none of them."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
