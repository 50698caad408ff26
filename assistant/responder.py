"""Responder: hits, sections and verdicts -> an Answer, in the words of ``responses.yaml``.

It writes no medical sentence: it puts passages, cards and templates together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .cards import Cards
from .library import Library
from .models import Answer, Block, Hit, Note, Passage, Section, Source, Urgency
from .query import Query
from .wording import as_question, key_sentence, long_source, plain_text, published

MOST_RELATED = 3
MOST_PASSAGES = 3
# A hit with less than this share of the first one's score is about something else.
NEAR = 0.5


class Responder:
    """Builds answers from one library.

    Args:
        library: where passages and words come from.
        cards: the cards of danger signs, for the person's region.
    """

    def __init__(self, library: Library, cards: Cards) -> None:
        self._library = library
        self._cards = cards

    # -- kinds of answers ---------------------------------------------------------------------

    def answer(
        self,
        question: str,
        hits: Sequence[Hit],
        query: Query,
        confidence: float | None,
        before: Sequence[Block] = (),
        again: bool = False,
    ) -> Answer:
        """The best passage, with its notes, sources and what to ask next.

        Args:
            question: what was asked.
            hits: one passage or more, best first.
            query: how the question was read.
            confidence: the chance that the first passage is right.
            before: blocks that come first, such as a card of level "soon".
            again: whether it was shown just before: then its notes and sources are left out.
        """
        passage = hits[0].passage
        near = [hit.passage for hit in hits[1:] if hit.score >= NEAR * hits[0].score]
        related = self.related([passage, *near], [hit.passage for hit in hits[1:]])
        blocks = [*before, *self._corrections(query)]
        blocks += self._again(passage) if again else self._passage(passage)
        blocks += self._related(related)
        return self._finished(
            Answer(
                question,
                "answer",
                "",
                tuple(hit.passage for hit in hits[:MOST_PASSAGES]),
                tuple(hit.score for hit in hits[:MOST_PASSAGES]),
                confidence=confidence,
                related=tuple(related),
                corrections=query.corrections,
            ),
            blocks,
        )

    def overview(
        self,
        question: str,
        section: Section,
        confidence: float | None,
        before: Sequence[Block] = (),
        scores: Mapping[int, float] | None = None,
        label: str = "section",
    ) -> Answer:
        """A whole section: the key sentence of each of its passages, in order.

        Args:
            question: what was asked.
            section: what is shown.
            confidence: the chance that it is what was asked for.
            before: blocks that come first, such as a card of level "soon".
            scores: of passages, by number; where none are given, none was searched for.
            label: which words introduce the list.
        """
        retriever = self._library.retriever
        passages = [retriever.find(key) for key in section.passages]
        blocks = [*before, Block("title", section.title)]
        if passages[0].article_title != section.title:
            blocks.append(Block("origin", passages[0].article_title))
        blocks.append(Block("label", self._label(label)))
        for number, passage in enumerate(passages, 1):
            said = f"{number}. {passage.title}: {key_sentence(passage.text)}"
            blocks.append(Block("related", said))
        blocks.append(Block("hint", self._label("more")))
        if names := published(_all_sources(passages)):
            blocks.append(Block("source", f"{self._label('sources')}: {'; '.join(names)}."))
        related = tuple(passage.id for passage in passages)  # numbered in the list: each is offered
        made = Answer(
            question,
            "overview",
            "",
            tuple(passages),
            tuple((scores or {}).get(retriever.number(key), 0.0) for key in section.passages),
            confidence=confidence,
            related=related,
        )
        return self._finished(made, blocks)

    def urgent(self, question: str, urgency: Urgency, also: Sequence[str] = ()) -> Answer:
        """The card of a danger sign, and nothing that could take the eye off it."""
        blocks = self.card(urgency, also)
        return self._finished(Answer(question, "urgent", "", urgency=urgency), blocks)

    def card(self, urgency: Urgency, also: Sequence[str] = ()) -> list[Block]:
        """A card as blocks: the level in words and the action first."""
        lines = urgency.advice.split("\n")
        blocks = [Block(f"level {urgency.level}", self._cards.level_name(urgency.level))]
        blocks.append(Block("action", lines[0]))
        blocks += [Block("card", line) for line in lines[1:]]
        if also:
            blocks.append(Block("card", f"{self._label('also')}: {', '.join(also)}."))
        return blocks

    def not_covered(
        self,
        question: str,
        query: Query,
        nearest: Sequence[Passage],
        confidence: float | None,
        reason: str = "default",
        before: Sequence[Block] = (),
        foreign: bool = False,
    ) -> Answer:
        """An honest no: where else to ask, the nearest topics, and the danger signs in a line."""
        advice = self._library.words("elsewhere")
        danger = self._cards.foreign_line() if foreign else self._cards.danger_line()
        values = {
            "elsewhere": advice.get(reason, advice["default"]),
            "nearest": self._library.words("nearest") if nearest else "",
            "danger": "",
        }
        blocks = [*before, *self._corrections(query)]
        if foreign:
            blocks.append(Block("danger", danger))
        for line in self._library.words("not_covered"):
            text = str(line).format_map(values)
            if text:
                blocks.append(Block("body", text))
        blocks += [
            Block("related", f"{number}. {passage.title}")
            for number, passage in enumerate(nearest, 1)
        ]
        if not foreign:
            blocks.append(Block("danger", danger))
        made = Answer(
            question,
            "not_covered",
            "",
            confidence=confidence,
            related=tuple(passage.id for passage in nearest),
            corrections=query.corrections,
        )
        return self._finished(made, blocks)

    def small_talk(self, question: str, kind: str, before: Sequence[Block] = ()) -> Answer:
        """A short, warm, honest reply."""
        reply = self._library.words("small_talk")[kind]["reply"]
        return self._finished(Answer(question, "small_talk", ""), [*before, Block("body", reply)])

    def say(self, question: str, text: str, before: Sequence[Block] = ()) -> Answer:
        """A short reply in words of the knowledge files."""
        made = Answer(question, "small_talk", "")
        return self._finished(made, [*before, Block("body", text)])

    def more(self, question: str, first: Passage, others: Sequence[Passage]) -> Answer:
        """More on the subject: the first passage in a sentence, the next one in full."""
        blocks = [
            Block("title", first.title),
            Block("body", f"{self._label('short_of')}: {key_sentence(first.text)}"),
            *self._passage(others[0]),
        ]
        related = [passage.id for passage in others[1:]]
        shown = (first, *others)[:MOST_PASSAGES]
        blocks += self._related(related)
        made = Answer(
            question,
            "answer",
            "",
            shown,
            (0.0,) * len(shown),
            confidence=1.0,
            related=tuple(related),
        )
        return self._finished(made, blocks)

    def with_question(self, answer: Answer, text: str) -> Answer:
        """An answer with one yes/no safety question in front of it."""
        blocks = (Block("safety", f"{self._label('safety')}: {text}"), *answer.blocks)
        return answer._replace(blocks=blocks, text=plain_text(blocks), safety_question=text)

    def reminder(self, urgency: Urgency) -> str:
        """The line on an urgent call that is still to be made, or on a crisis that is over."""
        key = "crisis_over" if urgency.level == "crisis" else urgency.level
        text = str(self._library.words("reminder")[key])
        return self._cards.fill(text.replace("{action}", urgency.advice.split("\n")[0]))

    def with_reminder(self, answer: Answer, urgency: Urgency) -> Answer:
        """An answer below that line."""
        blocks = (Block("danger", self.reminder(urgency)), *answer.blocks)
        return answer._replace(blocks=blocks, text=plain_text(blocks))

    # -- pieces ---------------------------------------------------------------------------------

    def _finished(self, answer: Answer, blocks: list[Block]) -> Answer:
        urgent = "_urgent" if answer.kind == "urgent" else ""
        disclaimer = str(self._library.words(f"disclaimer{urgent}"))
        if answer.kind != "small_talk":
            blocks = [*blocks, Block("disclaimer", disclaimer)]
        suggestions = tuple(self._suggestion(key) for key in answer.related)
        return answer._replace(
            blocks=tuple(blocks),
            text=plain_text(blocks),
            disclaimer=disclaimer,
            suggestions=suggestions,
        )

    def _suggestion(self, passage_id: str) -> str:
        passage = self._library.retriever.find(passage_id)
        return passage.questions[0] if passage.questions else passage.title

    def _label(self, name: str) -> str:
        return str(self._library.words("labels")[name])

    def _corrections(self, query: Query) -> list[Block]:
        if not query.corrections:
            return []
        shown = " ".join(query.corrections.values())
        typed = " ".join(query.corrections)
        text = f"{self._label('corrected')}: {shown} ({self._label('instead')}: {typed})"
        return [Block("correction", text)]

    def _passage(self, passage: Passage) -> list[Block]:
        blocks = [Block("title", passage.title), *self._origin(passage)]
        blocks.append(Block("body", passage.text))
        blocks += [Block("note", self._note(note)) for note in passage.notes]
        return blocks + self._sources(passage.sources)

    def _again(self, passage: Passage) -> list[Block]:
        hint = Block("hint", str(self._library.words("again")))
        return [hint, Block("title", passage.title), Block("body", passage.text)]

    def _note(self, note: Note) -> str:
        """A note with its sources; without a published one it is no word of research."""
        names = published(note.sources)
        if not names:
            return f"{self._label('worth_knowing')}: {note.text}"
        return f"{self._label('research')}: {note.text} ({'; '.join(names)})"

    def _origin(self, passage: Passage) -> list[Block]:
        path = [passage.article_title, *passage.heading_path[:-1]]
        shown = " > ".join(part for part in path if part and part != passage.title)
        return [Block("origin", shown)] if shown else []

    def _sources(self, sources: Iterable[Source]) -> list[Block]:
        found = list(sources)
        if not found:
            return []
        label = self._label("source" if len(found) == 1 else "sources")
        if len(found) == 1:
            return [Block("source", f"{label}: {long_source(found[0])}")]
        return [
            Block("source", f"{label}:"),
            *(Block("source item", long_source(s)) for s in found),
        ]

    def _related(self, related: Sequence[str]) -> list[Block]:
        if not related:
            return []
        blocks = [Block("label", f"{self._label('related')}:")]
        offered = [self._suggestion(key) for key in related]
        for number, (key, asked) in enumerate(zip(related, offered, strict=True), 1):
            alike = offered.count(asked) > 1  # parts of a section in an article without questions
            said = key_sentence(self._library.retriever.find(key).text) if alike else asked
            blocks.append(Block("related", f"{number}. {as_question(said)}"))
        return blocks

    def related(self, passages: Sequence[Passage], others: Sequence[Passage] = ()) -> list[str]:
        """Up to three passages to ask about next.

        Args:
            passages: what was found, best first; all but the first are offered.
            others: what is offered where these and the first one's neighbours are too few.
        """
        first = passages[0]
        found = [passage.id for passage in passages[1:]]
        groups = [one.passages for one in self._library.sections if first.id in one.passages]
        if len(found) < MOST_RELATED and not groups:
            articles = (one for one in self._library.articles if one.id == first.article)
            groups = [tuple(key for key, _ in one.passages) for one in articles]
        for group in groups:
            place = group.index(first.id)
            around = (*group[place + 1 :], *group[:place])
            found += [key for key in around if key not in found]
        found += [one.id for one in others if one.id not in found]
        return found[:MOST_RELATED]


def _all_sources(passages: Iterable[Passage]) -> list[Source]:
    return list(dict.fromkeys(source for passage in passages for source in passage.sources))
