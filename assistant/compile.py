"""Build phase: a knowledge folder or article, once it is read, becomes records."""

from __future__ import annotations

import gc
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from .asked import compile_asked
from .aspects import compile_aspects
from .complaint import compile_complaint
from .correction import Speller, compile_english, compile_spelling
from .files import read_text
from .models import Section, Source
from .places import shipped_knowledge
from .query import QuestionReader
from .reading import Knowledge, read_knowledge
from .records import encode, pack_json, shelved
from .retriever import Retriever, index_records
from .scope import compile_scope
from .smalltalk import compile_small_talk, compile_talk_weights
from .text import forget_words, query_terms, unique, with_how, words, words_once
from .typed import Any
from .vocabulary import Vocabulary, compile_vocabulary, lay_phrases

# Records that are the same in every library: danger signs, fitted weights, English words.
SHARED = (b"flag:", b"danger:", b"talk:", b"english/")
_GROUP = b"flag:group:"


def compile_library(
    place: str, shared: Mapping[bytes, bytes] | None = None
) -> tuple[dict[bytes, bytes], list[str], str]:
    """Compile a folder or an article.

    Args:
        place: its path, as the person named it.
        shared: the ``SHARED`` records, where they are compiled already from the same files.

    Returns:
        The records; what was left out, a line each; and a digest of all that went in.

    Raises:
        KnowledgeError: nothing in it can be answered from.
    """
    try:
        with _without_cycle_collection():
            return _compile(place, shared)
    finally:
        forget_words()


@contextmanager
def _without_cycle_collection() -> Iterator[None]:
    """The build makes a million small containers and no cycle; looking for some took a third."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _compile(
    place: str, shared: Mapping[bytes, bytes] | None
) -> tuple[dict[bytes, bytes], list[str], str]:
    digest = hashlib.sha256()
    knowledge = read_knowledge(place, digest, shared=shared is None)
    # The shared records come first, so that whoever wants them need not read on.
    records = dict(shared) if shared is not None else _packed(_shared_parts(knowledge))
    index = dict(index_records(knowledge.passages))
    records.update(index)
    records.update(_packed(_own_parts(knowledge, index)))
    records[b"sources"] = pack_json([list(one) for one in _cited_sources(knowledge, records)])
    return records, [str(fault) for fault in knowledge.faults], digest.hexdigest()[:32]


def _packed(parts: Mapping[str, Any]) -> dict[bytes, bytes]:
    """Parts as records."""
    return {encode(name): pack_json(value) for name, value in shelved(parts).items()}


def _shared_parts(knowledge: Knowledge) -> dict[str, Any]:
    from .classifier import compile_weights
    from .redflags import compile_red_flags

    return {
        **compile_red_flags(knowledge.red_flags.data, knowledge.red_flags.file),
        **compile_weights(knowledge.danger_weights.data, knowledge.danger_weights.file),
        **compile_talk_weights(
            knowledge.talk_weights.data,
            knowledge.responses.data["small_talk"],
            knowledge.talk_weights.file,
        ),
        **compile_english(_english_words()),
    }


def _own_parts(knowledge: Knowledge, known: Mapping[bytes, bytes]) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    ids = [passage.id for passage in knowledge.passages]
    parts["articles"] = [
        [a.id, a.title, a.byline, a.reviewed, [[p.id, p.title] for p in a.passages]]
        for a in knowledge.articles
    ]
    parts["sections"] = [
        [section.id, section.title, list(section.passages), _asked(section)]
        for article in knowledge.articles
        for section in article.sections
    ]
    parts.update(compile_asked(knowledge.passages))
    parts.update(compile_aspects(knowledge.vocabulary, knowledge.passages))
    shown = {*ids, *(section.id for article in knowledge.articles for section in article.sections)}
    parts.update(compile_complaint(knowledge.vocabulary, shown.__contains__))
    parts["questioned"] = any(passage.questions for passage in knowledge.passages)
    parts.update({f"response/{key}": value for key, value in knowledge.responses.data.items()})
    parts["smalltalk"] = compile_small_talk(knowledge.responses.data["small_talk"])
    parts.update(
        compile_vocabulary(knowledge.vocabulary, lambda term: f"term/{term}".encode() in known)
    )
    parts["spelling"] = compile_spelling(_all_texts(knowledge), words_once)
    parts.update(compile_scope(knowledge.scope_weights.data, ids, knowledge.scope_weights.file))
    return parts


def _asked(section: Section) -> list[list[str]]:
    """The terms of a section's heading and of each question that asks for the whole of it."""
    texts = (section.title, *section.questions)
    return [unique(found) for text in texts if (found := with_how(query_terms(text), words(text)))]


def question_reader(knowledge: Knowledge, retriever: Retriever) -> QuestionReader:
    """How questions are read for a retriever that is built from this knowledge."""
    known = lambda term: retriever.postings(term) is not None  # noqa: E731
    parts: dict[str, Any] = dict(compile_vocabulary(knowledge.vocabulary, known))
    parts["spelling"] = compile_spelling(_all_texts(knowledge), words)
    parts.update(compile_english(_english_words()))
    return QuestionReader(known, Vocabulary(parts.get), Speller(parts.get))


def _cited_sources(knowledge: Knowledge, records: Mapping[bytes, bytes]) -> list[Source]:
    """What passages cite, in the order of its keys, then what only danger signs rest on."""
    cited = {source for p in knowledge.passages for source in p.sources}
    cited |= {source for p in knowledge.passages for note in p.notes for source in note.sources}
    groups = [json.loads(value) for key, value in records.items() if key.startswith(_GROUP)]
    flagged = {key for group in groups for key in group.get("sources", ())}
    signs = {knowledge.sources[key] for key in flagged if key in knowledge.sources}
    return [*sorted(cited), *sorted(signs - cited)]


def _all_texts(knowledge: Knowledge) -> list[str]:
    texts = []
    for passage in knowledge.passages:
        texts += [passage.title, passage.text, *passage.questions]
    return texts + lay_phrases(knowledge.vocabulary)


def _english_words() -> list[str]:
    path = os.path.join(shipped_knowledge(), "english-words.txt")
    return [line for line in read_text(path).splitlines() if not line.startswith("#")]
