"""Assistant: the parts that answer from one library, put together."""

from __future__ import annotations

import os

from .cards import Cards
from .correction import Speller
from .finding import Finder
from .library import Library
from .models import Answer, Contribution
from .query import Query, QuestionReader
from .responder import Responder
from .triage import Triage
from .typed import TYPE_CHECKING
from .vocabulary import Vocabulary

if TYPE_CHECKING:
    from .conversation import Conversation


class Assistant:
    """Answers questions from one library.

    Args:
        library: a compiled library; ``Assistant.load`` gets one.
        region: whose emergency numbers are shown ("us", "uk", "ie", "eu", "au", "nz", "ca", "in");
            None takes the locale's.

    Example:
        >>> assistant = Assistant.load()
        >>> answer = assistant.ask("Which shoes should I wear?")
        >>> answer.kind, answer.passages[0].id
        ('answer', 'footwear/choosing')
    """

    def __init__(self, library: Library, region: str | None = None) -> None:
        self.library = library
        self.retriever = library.retriever
        self.cards = Cards(library.part, region)
        self.responder = Responder(library, self.cards)
        self.triage = Triage(library.part)
        self.finder = Finder(library)
        self._reader = QuestionReader(
            lambda term: self.retriever.postings(term) is not None,
            Vocabulary(library.part),
            Speller(library.part),
        )

    @classmethod
    def load(
        cls, path: str | os.PathLike[str] | None = None, region: str | None = None
    ) -> Assistant:
        """An assistant over a knowledge folder or one article; without a path the shipped library.

        Raises:
            KnowledgeError: the folder or file cannot be used.
        """
        from .knowledge import load_library

        return cls(load_library(path), region)

    def in_region(self, region: str) -> Assistant:
        """The same library with the numbers of another region; "" shows none."""
        return Assistant(self.library, region)

    def ask(self, question: str) -> Answer:
        """Answer one question, with no memory of others.

        Raises:
            TypeError: the question is no text.
        """
        return self.conversation().ask(question)

    def conversation(self) -> Conversation:
        """A chat that remembers its turns."""
        from .conversation import Conversation

        return Conversation(self)

    def read(self, question: str) -> Query:
        """How a question is read: the terms that are looked up."""
        return self._reader.read(question)

    def explain(self, question: str, passage_id: str) -> list[Contribution]:
        """Term by term, what makes up a passage's score for a question.

        Raises:
            UnknownPassageError: no passage has that id.
        """
        return self.retriever.explain(self.read(question), passage_id)
