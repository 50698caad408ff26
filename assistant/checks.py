"""``--check``: everything a writer of knowledge wants to be told, each fault with file and line."""

from __future__ import annotations

import datetime
import importlib.util
from collections import Counter
from collections.abc import Iterator, Sequence

from .compile import question_reader
from .errors import KnowledgeError
from .models import Article, Passage
from .places import shipped_knowledge
from .readability import grade, smog
from .reading import Knowledge, read_knowledge
from .records import MemoryRecords
from .retriever import Retriever, index_records
from .scope import compile_scope
from .typed import NamedTuple, TextIO

# United States school grades. NHS content aims at a reading age of 9 to 11 and allows 14 for
# medical subjects; grade 7 is about age 12 (https://service-manual.nhs.uk/content/health-literacy).
HIGHEST_GRADE = 7.0
HIGHEST_SMOG = 9.0
REVIEW_DAYS = 366
# Each question is left out of the index with every fifth other one, then asked.
FOLDS = 5
# Two passages answer each other's questions when this share of each one's goes to the other.
RIVALRY = 0.34
_FEWEST_QUESTIONS = 5  # fewer say nothing about rivalry


class Finding(NamedTuple):
    """Something to tell the writer; a warning does not fail the check."""

    file: str
    line: int
    message: str
    warning: bool = False

    def __str__(self) -> str:
        kind = "warning: " if self.warning else ""
        where = f"{self.file}:{self.line}: " if self.line else f"{self.file}: "
        return where + kind + self.message


def run_checks(place: str | None, out: TextIO, today: datetime.date | None = None) -> int:
    """Check a knowledge folder or article and print what was found.

    Args:
        place: a folder or article; None for the shipped library.
        out: where findings go, one line each.
        today: the day that review dates are held against.

    Returns:
        0 when there is no fault (warnings aside), 1 otherwise.
    """
    path = place or shipped_knowledge()
    try:
        knowledge = read_knowledge(path)
    except KnowledgeError as fault:
        print(fault, file=out)
        return 1
    faults = 0
    for finding in find(knowledge, today or datetime.date.today()):
        faults += not finding.warning
        print(finding, file=out)
    passages = len(knowledge.passages)
    print(f"{len(knowledge.articles)} articles, {passages} passages, {faults} faults", file=out)
    return 1 if faults else 0


def find(knowledge: Knowledge, today: datetime.date) -> Iterator[Finding]:
    """All findings about a knowledge folder."""
    for fault in knowledge.faults:
        yield Finding(fault.file, fault.line or 0, fault.message)
    for article in knowledge.articles:
        yield from _review_date(article, today)
        yield from _statements(article)
        yield from _reading_age(article)
    yield from _questions_find_their_passages(knowledge)
    yield from _scope(knowledge)
    yield from _danger_signs(knowledge)


def _scope(knowledge: Knowledge) -> Iterator[Finding]:
    weights = knowledge.scope_weights
    ids = [passage.id for passage in knowledge.passages]
    if weights.data is not None and not compile_scope(weights.data, ids, weights.file):
        message = "fitted for other passages, so left out; run tests/fit_scope.py, or delete it"
        yield Finding(weights.file, 0, message, warning=True)


def _danger_signs(knowledge: Knowledge) -> Iterator[Finding]:
    from .redflags import check_red_flags

    document = knowledge.red_flags
    for message in check_red_flags(document.data, document.file):
        yield Finding(document.file, 0, message.removeprefix(f"{document.file}: "))
    for key in sorted(_flag_sources(document.data) - set(knowledge.sources)):
        yield Finding(document.file, 0, f"unknown source {key!r}; add it to sources.yaml")


def _flag_sources(data: dict[str, object]) -> set[str]:
    groups = data.get("groups")
    entries = groups.values() if isinstance(groups, dict) else ()
    return {str(key) for entry in entries for key in entry.get("sources", ())}


def _review_date(article: Article, today: datetime.date) -> Iterator[Finding]:
    if not article.reviewed:
        yield Finding(article.file, 0, "no review date; add 'reviewed: YYYY-MM-DD'", warning=True)
        return
    try:
        reviewed = datetime.date.fromisoformat(article.reviewed)
    except ValueError:
        message = f"review date {article.reviewed!r} is no date; write YYYY-MM-DD"
        yield Finding(article.file, 0, message)
        return
    if (today - reviewed).days > REVIEW_DAYS:
        message = f"last reviewed {article.reviewed}, over a year ago; review it"
        yield Finding(article.file, 0, message, warning=True)


def _statements(article: Article) -> Iterator[Finding]:
    for line, opening in article.uncited:
        message = f"no source for “{opening}”; end it with [@KEY]"
        yield Finding(article.file, line, message)


def _reading_age(article: Article) -> Iterator[Finding]:
    if importlib.util.find_spec("textstat") is None:
        return  # only the checks of the project need it
    for passage in article.passages:
        found = grade(readable(passage))
        if found > HIGHEST_GRADE:
            message = f"{passage.id}: reading grade {found:.1f}, at most {HIGHEST_GRADE:.0f}"
            yield Finding(article.file, passage.line, message + "; shorten sentences and words")
    level = smog("\n".join(readable(passage) for passage in article.passages))
    if level > HIGHEST_SMOG:
        message = f"SMOG grade {level:.1f}, at most {HIGHEST_SMOG:.0f}; use shorter words"
        yield Finding(article.file, 0, message)


def readable(passage: Passage) -> str:
    """A passage with its notes, as sentences to measure."""
    return "\n".join([passage.text, *(note.text for note in passage.notes)])


# -- questions ----------------------------------------------------------------------------------


def _questions_find_their_passages(knowledge: Knowledge) -> Iterator[Finding]:
    passages = knowledge.passages
    found: list[Counter[int]] = [Counter() for _ in passages]
    for fold in range(FOLDS):
        kept = [_without_fold(passage, fold) for passage in passages]
        retriever = Retriever.from_records(MemoryRecords(dict(index_records(kept))))
        reader = question_reader(knowledge, retriever)
        for number, passage in enumerate(passages):
            for question in passage.questions[fold::FOLDS]:
                top = retriever.top(reader.read(question), 1)
                found[number][top[0][0] if top else -1] += 1
    files = {article.id: article.file for article in knowledge.articles}
    yield from _unreachable(passages, found, files)
    yield from _rivals(passages, found, files)


def _without_fold(passage: Passage, fold: int) -> Passage:
    kept = [asked for place, asked in enumerate(passage.questions) if place % FOLDS != fold]
    return passage._replace(questions=tuple(kept))


def _unreachable(
    passages: Sequence[Passage], found: list[Counter[int]], files: dict[str, str]
) -> Iterator[Finding]:
    for number, passage in enumerate(passages):
        if passage.questions and not found[number][number]:
            message = f"{passage.id}: none of its own questions finds it; make it more distinct"
            yield Finding(files[passage.article], passage.line, message)


def _rivals(
    passages: Sequence[Passage], found: list[Counter[int]], files: dict[str, str]
) -> Iterator[Finding]:
    for number, passage in enumerate(passages):
        for other in range(number + 1, len(passages)):
            there = _share(found[number], other)
            if there >= RIVALRY and _share(found[other], number) >= RIVALRY:
                message = f"{passage.id} and {passages[other].id} answer each other's questions"
                message += "; merge or part them"
                yield Finding(files[passage.article], passage.line, message)


def _share(counts: Counter[int], number: int) -> float:
    total = counts.total()
    return counts[number] / total if total >= _FEWEST_QUESTIONS else 0.0
