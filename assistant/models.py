"""The records that flow between the rooms: all immutable.

Named tuples and not frozen dataclasses: those cost ten times as much at every start
(``python -X importtime -c "import assistant.models"``).
"""

from __future__ import annotations

from assistant.typed import Any, NamedTuple

SCHEMA_VERSION = 1


class Source(NamedTuple):
    """Where a statement comes from: one entry of ``sources.yaml``."""

    key: str
    title: str
    organisation: str = ""
    year: int | None = None
    url: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The source as JSON-able data."""
        return self._asdict()


class Note(NamedTuple):
    """What research or guidelines say beside a passage."""

    text: str
    sources: tuple[Source, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The note as JSON-able data; ``source`` is the first of its sources."""
        return {
            "text": self.text,
            "source": self.sources[0].to_dict() if self.sources else None,
            "sources": [source.to_dict() for source in self.sources],
        }


class Passage(NamedTuple):
    """One idea of an article: what is searched, shown and cited.

    ``text`` holds paragraphs parted by an empty line; the items of a list are lines that start
    with "- ". ``line`` is the line of the file on which the passage starts, counted from 1.
    """

    id: str
    text: str
    title: str = ""
    article: str = ""
    article_title: str = ""
    heading_path: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    notes: tuple[Note, ...] = ()
    questions: tuple[str, ...] = ()
    line: int = 0

    @property
    def source(self) -> Source | None:
        """The passage's first source, the one that is named where there is room for one."""
        return self.sources[0] if self.sources else None


class Section(NamedTuple):
    """A heading with passages below it; ``title`` is the heading, ``passages`` are ids.

    ``questions`` ask for the whole of it ("what causes it?").
    """

    id: str
    title: str
    passages: tuple[str, ...]
    questions: tuple[str, ...] = ()


class Article(NamedTuple):
    """One file of knowledge, read and split.

    ``reviewed`` is an ISO date, or empty; ``uncited`` are the line and the opening of each
    statement that names no source.
    """

    id: str
    title: str
    byline: str
    passages: tuple[Passage, ...]
    sections: tuple[Section, ...]
    source: Source | None = None
    reviewed: str = ""
    file: str = ""
    uncited: tuple[tuple[int, str], ...] = ()


class Hit(NamedTuple):
    """A passage that a search found, with its score (no unit; only the order means something)."""

    passage: Passage
    score: float


class Contribution(NamedTuple):
    """One term's part in a hit's score.

    ``term`` is the term as indexed, ``typed`` the word of the question that brought it in, ``via``
    how: "typed", "expansion", "correction" or "pair"; ``field`` is where it matched, ``score``
    what it adds. The contributions of a hit add up to its score.
    """

    term: str
    typed: str
    via: str
    field: str
    score: float


class Urgency(NamedTuple):
    """A danger sign that a message reports.

    ``level`` is "emergency", "urgent", "soon" or "crisis"; ``flags`` are ids of groups, the one
    that is shown first; ``advice`` is the card's text, the action in its first line.
    """

    level: str
    flags: tuple[str, ...]
    advice: str

    def to_dict(self) -> dict[str, Any]:
        """The urgency as JSON-able data."""
        return {"level": self.level, "flags": list(self.flags), "advice": self.advice}


class Block(NamedTuple):
    """A piece of what a person is shown.

    ``role`` says what it is, and so how a terminal sets it: "card", "title", "origin", "body",
    "note", "source", "related", "label", "hint", "disclaimer" and the like.
    """

    role: str
    text: str


class Answer(NamedTuple):
    """What the assistant says to one question.

    ``kind`` is "answer", "overview", "urgent", "not_covered" or "small_talk"; ``passages`` are
    those found, best first, and ``scores`` theirs; ``text`` is what a person is shown, as plain
    text, ``blocks`` the same in pieces; ``related`` are ids of passages to ask about next and
    ``suggestions`` questions that lead to them; ``corrections`` maps typed words to the words
    searched for. ``confidence`` is the chance that the first passage answers the question.
    """

    question: str
    kind: str
    text: str
    passages: tuple[Passage, ...] = ()
    scores: tuple[float, ...] = ()
    urgency: Urgency | None = None
    safety_question: str | None = None
    confidence: float | None = None
    disclaimer: str = ""
    related: tuple[str, ...] = ()
    corrections: dict[str, str] = {}  # noqa: RUF012  (a named tuple's default is shared; never changed)
    suggestions: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON-able data of schema 1 (``assistant/answer.schema.json``)."""
        return {
            "schema": SCHEMA_VERSION,
            # Half a character, as a broken terminal may send it, is in no valid JSON text.
            "question": self.question.encode("utf-8", "replace").decode("utf-8"),
            "kind": self.kind,
            "text": self.text,
            "passages": [
                _passage_dict(passage, score)
                for passage, score in zip(self.passages, self.scores, strict=True)
            ],
            "urgency": self.urgency.to_dict() if self.urgency else None,
            "safety_question": self.safety_question,
            "confidence": None if self.confidence is None else round(self.confidence, 3),
            "disclaimer": self.disclaimer,
            "related": list(self.related),
            "suggestions": list(self.suggestions),
            "corrections": dict(self.corrections),
        }


def _passage_dict(passage: Passage, score: float) -> dict[str, Any]:
    return {
        "id": passage.id,
        "title": passage.title,
        "article": passage.article,
        "heading_path": list(passage.heading_path),
        "text": passage.text,
        "score": round(score, 4),
        "source": passage.source.to_dict() if passage.source else None,
        "sources": [source.to_dict() for source in passage.sources],
        "notes": [note.to_dict() for note in passage.notes],
    }
