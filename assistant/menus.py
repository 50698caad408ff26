"""Menus: numbered lists to pick from: topics, their passages, and questions to start with."""

from __future__ import annotations

import random
from collections.abc import Sequence

from .assistant import Assistant
from .library import ArticleEntry
from .lists import by_title
from .models import Passage
from .render import shown_safely, wrap
from .typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .chat import Chat

STARTERS = 3
# A question to start with is a whole one; titles such as "How to lift" are shown as they are.
_OPENERS = (
    "what ", "why ", "which ", "when ", "who ", "how do ", "how does ", "how long ", "how much ",
    "can ", "could ", "should ", "does ", "do ", "is ", "are ", "will ",
)  # fmt: skip


class Choice(NamedTuple):
    """What a number stands for: ``kind`` is "question", "article" or "passage"."""

    kind: str
    key: str


def starters(
    assistant: Assistant, pick: random.Random, asked_most: Sequence[str] = ()
) -> list[tuple[str, Choice]]:
    """Questions to start with: what people ask most, where the library answers that.

    Else they are drawn from it, of different articles where there are several, the main one first.

    Args:
        assistant: whose library they are drawn from.
        pick: draws them.
        asked_most: questions that many people ask; the first of them is always offered.

    Returns:
        What is shown of each, and what its number stands for.
    """
    if asked_most:
        first, *others = asked_most
        drawn = [first, *pick.sample(others, STARTERS - 1)]
        if all(assistant.finder.knows(assistant.read(one)) for one in drawn):
            return [(one, Choice("question", one)) for one in drawn]
    articles = (article.passages for article in assistant.library.articles)
    groups = [[key for key, _ in passages] for passages in articles if passages]
    if len(groups) >= STARTERS:
        keys = [pick.choice(groups[0])]
        keys += pick.sample([group[0] for group in groups[1:]], STARTERS - 1)
    else:
        pool = [key for group in groups for key in group]
        keys = pick.sample(pool, min(STARTERS, len(pool)))
    return [_starter(assistant.retriever.find(key)) for key in keys]


def _starter(passage: Passage) -> tuple[str, Choice]:
    asked = next((one for one in passage.questions if one.lower().startswith(_OPENERS)), None)
    if asked is None:
        return passage.title, Choice("passage", passage.id)
    shown = asked[:1].upper() + asked[1:].replace(" i ", " I ")  # people type it small
    shown = shown if shown.endswith("?") else shown + "?"
    return shown, Choice("question", shown)


def list_articles(chat: Chat, part: str = "") -> None:
    """List what the library covers, with numbers to pick from.

    Args:
        chat: the chat that shows it.
        part: list only titles that hold this text.
    """
    wanted = part.lower()
    found = [
        article
        for article in by_title(chat.library)
        if wanted in article.title.lower()
        or any(wanted in title.lower() for _, title in article.passages)
    ]
    if not found:
        chat.hint("no_topic", part=part)
        return
    # The article of that name comes first, then those that name it, then those that mention it.
    found.sort(
        key=lambda article: (article.title.lower() != wanted, wanted not in article.title.lower())
    )
    chat.menu = tuple(Choice("article", article.id) for article in found)
    _show(chat, [article.title for article in found])


def list_passages(chat: Chat, article: ArticleEntry) -> None:
    """List the passages of an article, with numbers; a single one is shown at once."""
    choices = tuple(Choice("passage", key) for key, _ in article.passages)
    if len(choices) == 1:
        chat.choose(choices[0])
        return
    chat.menu = choices
    _show(chat, [title for _, title in article.passages], article.title)


def _show(chat: Chat, titles: Sequence[str], heading: str = "") -> None:
    output = chat.output
    output.write("")
    if heading:
        output.write(output.styled("title", heading))
    for number, title in enumerate(titles, 1):
        start = f"{number:3}. "
        output.lines(wrap(shown_safely(title), output.width, start, " " * len(start)))
    output.write("")
    chat.hint("pick", count=len(titles))
    chat.tell("")
