"""Reading: a knowledge folder or one article -> articles, sources and tables, all checked.

What is sound is kept and every fault is noted, so that a library with a broken file still answers
from the others. The shipped danger signs and disclaimer always stay on.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Protocol, TypeVar

from .articles import build_article, citations, slug
from .blocks import markdown_blocks, plain_blocks
from .documents import Yaml, parse_json, parse_yaml
from .errors import KnowledgeError
from .files import inside, read_text, refuse_link_out
from .frontmatter import article_source, front_matter, sources_of
from .models import Article, Passage, Source
from .places import shipped_knowledge
from .scope import compile_scope
from .templates import joined_templates
from .typed import NamedTuple
from .vocabulary import compile_vocabulary

MAX_ARTICLES = 5_000
MAX_TOTAL_BYTES = (
    64_000_000  # of all files together; they are held in memory while they are compiled
)
_SUFFIXES = (".md", ".txt")
_Read = TypeVar("_Read")


class Digest(Protocol):
    """A hash that is fed with all that is read."""

    def update(self, data: bytes, /) -> None:
        """Take in more."""


class Knowledge(NamedTuple):
    """A knowledge folder, read and joined: what ``--check`` looks at and what is compiled."""

    articles: tuple[Article, ...]
    sources: dict[str, Source]
    vocabulary: Yaml
    red_flags: Yaml
    danger_weights: Yaml
    talk_weights: Yaml
    scope_weights: Yaml
    responses: Yaml
    faults: tuple[KnowledgeError, ...]

    @property
    def passages(self) -> list[Passage]:
        """All passages, in order of articles and of places in them."""
        return [passage for article in self.articles for passage in article.passages]


def read_knowledge(place: str, digest: Digest | None = None, *, shared: bool = True) -> Knowledge:
    """Read a folder, or one article, with the shipped danger signs and disclaimer.

    Args:
        place: a folder, a ``.md`` or a ``.txt`` file.
        digest: a hash that is fed with all that is read.
        shared: whether to parse the danger signs and what else is the same in every library;
            without, they only go into the digest.

    Raises:
        KnowledgeError: it is missing or nothing in it can be answered from.
    """
    reader = _Reader(place, digest, shared)
    return reader.folder() if os.path.isdir(place) else reader.single()


class _Reader:
    """Reads one place; collects the faults of files that can be left out."""

    def __init__(self, place: str, digest: Digest | None, shared: bool) -> None:
        self._place = place
        self._shipped = shipped_knowledge()
        self._digest = digest
        self._parses_shared = shared
        self._faults: list[KnowledgeError] = []
        self._bytes = 0

    def single(self) -> Knowledge:
        """One article by itself."""
        if not self._place.endswith(_SUFFIXES):
            expected = "expected a knowledge folder, a .md or a .txt article"
            raise KnowledgeError(expected, self._place)
        sources = self._sources(self._shipped)
        article = self._article(self._place, sources)
        return self._knowledge((article,), sources, "")

    def folder(self) -> Knowledge:
        """A folder with articles and what stands beside them."""
        sources = self._sources(self._shipped)
        if not self._is_shipped():
            none: dict[str, Source] = {}
            sources |= self._attempt(lambda: self._sources(self._place), none)
        articles: list[Article] = []
        taken: dict[str, str] = {}
        for path in self._article_files():
            articles += self._attempt(partial(self._new_articles, path, sources, taken), [])
        if not articles:
            if self._faults:
                raise self._faults[0]
            message = "no article in it; put .md or .txt files into its folder 'articles'"
            raise KnowledgeError(message, self._place)
        # The main article comes first: where two passages tie, it wins.
        articles.sort(key=lambda article: (article.source is None, article.id))
        return self._knowledge(tuple(articles), sources, self._place)

    def _is_shipped(self) -> bool:
        return os.path.realpath(self._place) == os.path.realpath(self._shipped)

    def _attempt(self, read: Callable[[], _Read], otherwise: _Read) -> _Read:
        """What ``read`` gives; at a fault, that is noted and ``otherwise`` kept."""
        try:
            return read()
        except KnowledgeError as fault:
            self._faults.append(fault)
            return otherwise

    def _article_files(self) -> list[str]:
        folder = os.path.join(self._place, "articles")
        folder = folder if os.path.isdir(folder) else self._place
        paths, faults = inside(folder, _SUFFIXES, self._place)
        self._faults += faults
        if len(paths) > MAX_ARTICLES:
            message = f"more than {MAX_ARTICLES:,} articles; the others are left out"
            self._faults.append(KnowledgeError(message, folder))
        return paths[:MAX_ARTICLES]

    def _knowledge(
        self, articles: tuple[Article, ...], sources: dict[str, Source], folder: str
    ) -> Knowledge:
        shipped = self._yaml(os.path.join(self._shipped, "responses.yaml"))
        own = self._optional(folder, "responses.yaml")
        responses = (
            shipped
            if self._is_shipped()
            else self._attempt(lambda: joined_templates(shipped, own), shipped)
        )
        red_flags = self._shared_file("red-flags.yaml")
        weights = self._shared_file("danger-weights.json")
        talk = self._shared_file("small-talk-weights.json")
        vocabulary = self._vocabulary(folder)
        scope = self._scope(folder, articles)
        return Knowledge(
            articles,
            sources,
            vocabulary,
            red_flags,
            weights,
            talk,
            scope,
            responses,
            tuple(self._faults),
        )

    def _scope(self, folder: str, articles: tuple[Article, ...]) -> Yaml:
        """The weights of scope, or none where they are not there or cannot be compiled."""
        weights = self._optional(folder, "scope-weights.json")

        def tried() -> Yaml:
            ids = [passage.id for article in articles for passage in article.passages]
            compile_scope(weights.data, ids, weights.file)
            return weights

        return self._attempt(tried, weights._replace(data=None))

    def _shared_file(self, name: str) -> Yaml:
        path = os.path.join(self._shipped, name)
        text = self._text(path)
        return _parsed_once(text, path) if self._parses_shared else Yaml(None, {}, path)

    def _vocabulary(self, folder: str) -> Yaml:
        """The vocabulary, or an empty one where it cannot be compiled."""
        vocabulary = self._optional(folder, "vocabulary.yaml")

        def tried() -> Yaml:
            compile_vocabulary(vocabulary, lambda term: True)
            return vocabulary

        return self._attempt(tried, Yaml(None, {}, vocabulary.file))

    def _optional(self, folder: str, *names: str) -> Yaml:
        """A file that need not be there; one that cannot be read counts as not there."""
        path = os.path.join(folder, *names)
        nothing = Yaml(None, {}, path)
        if not folder or not os.path.lexists(path):
            return nothing
        return self._attempt(lambda: self._yaml(path), nothing)

    def _yaml(self, path: str) -> Yaml:
        text = self._text(path)
        return parse_json(text, path) if path.endswith(".json") else parse_yaml(text, path)

    def _text(self, path: str) -> str:
        shipped = path.startswith(os.path.join(self._shipped, ""))
        if not shipped and path != self._place:  # that may itself be a link
            refuse_link_out(path, self._place)
        text = read_text(path)
        raw = text.encode("utf-8")
        if not shipped:
            self._bytes += len(raw)
            if self._bytes > MAX_TOTAL_BYTES:
                limit = f"the files are larger than {MAX_TOTAL_BYTES // 1_000_000} MB together"
                raise KnowledgeError(limit + "; leave some out", path)
        if self._digest is not None:
            self._digest.update(path.encode("utf-8", "surrogateescape"))
            self._digest.update(raw)
        return text

    def _sources(self, folder: str) -> dict[str, Source]:
        path = os.path.join(folder, "sources.yaml")
        return sources_of(self._yaml(path)) if os.path.lexists(path) else {}

    def _new_articles(
        self, path: str, sources: dict[str, Source], taken: dict[str, str]
    ) -> list[Article]:
        """The article of a file, in a list as ``_attempt`` needs it."""
        article = self._article(path, sources)
        for passage in article.passages:
            if passage.id in taken:
                message = f"the passage id {passage.id!r} is already in {taken[passage.id]}"
                raise KnowledgeError(message + "; give it another {#id}", path, passage.line)
        name = f"article {article.id}"  # a space is in no passage's id
        if name in taken:
            message = f"the article id {article.id!r} is already in {taken[name]}"
            raise KnowledgeError(message + "; give it another id", path, 1)
        taken.update({passage.id: path for passage in article.passages})
        taken[name] = path
        return [self._with_questions(article, path)]

    def _with_questions(self, article: Article, path: str) -> Article:
        name = os.path.splitext(os.path.basename(path))[0]
        document = self._optional(self._place, "questions", f"{name}.yaml")
        if document.data is None:
            return article
        ids = {passage.id for passage in article.passages}
        ids |= {section.id for section in article.sections}
        none: dict[str, list[str]] = {}
        asked = self._attempt(lambda: questions_of(document, ids), none)
        return article._replace(
            passages=tuple(
                passage._replace(questions=tuple(asked.get(passage.id, ())))
                for passage in article.passages
            ),
            sections=tuple(
                section._replace(questions=tuple(asked.get(section.id, ())))
                for section in article.sections
            ),
        )

    def _article(self, path: str, sources: dict[str, Source]) -> Article:
        text = self._text(path)
        # In a locale of ASCII a name comes as bytes that the locale could not read.
        whole = os.fsencode(os.path.basename(path)).decode("utf-8", "surrogateescape")
        name = os.path.splitext(whole)[0]
        if path.endswith(".txt"):
            return _plain_article(text, path, name, sources)
        return _markdown_article(text, path, name, sources)


@lru_cache(maxsize=4)
def _parsed_once(text: str, path: str) -> Yaml:
    """The shipped tables are large: a process that reads many folders parses them once."""
    return parse_json(text, path) if path.endswith(".json") else parse_yaml(text, path)


def _plain_article(text: str, path: str, name: str, sources: dict[str, Source]) -> Article:
    title, byline, blocks = plain_blocks(text)
    return build_article(
        blocks=blocks,
        title=title,
        article_id=slug(name),
        byline=byline,
        source=Source(slug(name), title, byline),
        file=path,
        lookup=sources.get,
    )


def _markdown_article(text: str, path: str, name: str, sources: dict[str, Source]) -> Article:
    front, body, first_line = front_matter(text, path)
    blocks = markdown_blocks(body, first_line, path)
    title, byline = front.text("title"), front.text("byline")
    if not title and blocks and blocks[0].kind == "heading" and blocks[0].level == 1:
        title, blocks = blocks[0].text, blocks[1:]
    title = title or name
    source = article_source(front, sources, slug(name))
    if source is None and not citations(body):
        source = Source(slug(name), title, byline)
    return build_article(
        blocks=blocks,
        title=title,
        article_id=front.text("id") or slug(name),
        byline=byline,
        source=source,
        reviewed=front.text("reviewed"),
        file=path,
        lookup=sources.get,
    )


def questions_of(document: Yaml, ids: set[str]) -> dict[str, list[str]]:
    """The questions of a file of questions, by passage or section.

    Args:
        document: the file, read.
        ids: the ids that it may name.

    Raises:
        KnowledgeError: it names another id, or something in it is no list of questions.
    """
    if not isinstance(document.data, dict):
        raise document.fault("expected passage ids, each with a list of questions")
    for key, asked in document.data.items():
        if key not in ids:
            raise document.fault(f"no passage {key!r} in the article of this name", key)
        if not isinstance(asked, list):
            raise document.fault("expected a list of questions", key)
        for place, question in enumerate(asked):
            if not isinstance(question, str):
                raise document.fault("expected a question; put it in quotes", key, place)
    found: dict[str, list[str]] = document.data
    return found
