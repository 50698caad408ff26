"""Articles, Markdown or plain text, become the passages that DESIGN's rules promise."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.articles import build_article, citations, slug, without_citations
from assistant.blocks import markdown_blocks, plain_blocks
from assistant.errors import KnowledgeError
from assistant.models import Article, Source
from assistant.text import words

PLAIN = """\
How Do I Keep My Garden Bench Steady?

garden corner by Ada, Mar3rd 2021

A bench that rocks is a nuisance. Most benches rock because the ground is soft.

Why Benches Rock

Soft ground lets one leg sink.\u00a0 It happens most after rain.

Old screws work loose over time.

A bench may simply be badly made, and then nothing else explains why it will not stand still.

Consider the following:

What To Do First

Before you start, gather these:

  • A flat board
  • A spirit level
  2) Four screws

This will save you a second trip. Ask a neighbour for a hand.

Check it again after a week.

Things That Help: A Summary

Level ground is the root of it.
"""

MARKDOWN = """\
# How Do I Keep My Garden Bench Steady?

A bench that rocks is a nuisance. Most benches rock because the ground is soft.

## Why Benches Rock

Soft ground lets one leg sink.\u00a0 It happens most after rain.

Old screws work loose over time.

A bench may simply be badly made, and then nothing else explains why it will not stand still.

Consider the following:

## What To Do First

Before you start, gather these:

- A flat board
- A spirit level
- Four screws

This will save you a second trip. Ask a neighbour for a hand.

Check it again after a week.

## Things That Help: A Summary

Level ground is the root of it.
"""


def plain(text: str) -> Article:
    title, byline, blocks = plain_blocks(text)
    return build_article(blocks=blocks, title=title, article_id="bench", byline=byline, file="b")


def markdown(text: str, **more: object) -> Article:
    blocks = markdown_blocks(text, 1, "b.md")
    title = "Bench"
    if blocks and blocks[0].kind == "heading" and blocks[0].level == 1:
        title, blocks = blocks[0].text, blocks[1:]
    return build_article(blocks=blocks, title=title, article_id="bench", file="b.md", **more)


def all_words(article: Article) -> set[str]:
    """The words in title, byline, headings and passages."""
    texts = [article.title, article.byline]
    for passage in article.passages:
        texts += [passage.text, *passage.heading_path, *(note.text for note in passage.notes)]
    return {word for text in texts for word in words(text)}


# -- plain text: the rules ------------------------------------------------------------------------


def test_the_first_line_is_the_title_and_a_dated_line_under_it_the_byline():
    """Who wrote it and when is no passage."""
    article = plain(PLAIN)
    assert article.title == "How Do I Keep My Garden Bench Steady?"
    assert article.byline == "garden corner by Ada, Mar3rd 2021"


def test_headings_are_found_by_their_shape():
    """A short line without a full stop or colon at its end, alone, with prose or a list below."""
    headings = list(dict.fromkeys(h for p in plain(PLAIN).passages for h in p.heading_path))
    assert headings == ["Why Benches Rock", "What To Do First", "Things That Help: A Summary"]


@pytest.mark.parametrize(
    "line",
    [
        "This is a short sentence.",
        "This one introduces:",
        "So many words that nobody would ever take this line for a heading of anything here",
        "And it goes on,",
        "Watch out!",
    ],
)
def test_a_line_of_another_shape_is_prose(line):
    """Sentences, lead-ins and long lines are not headings."""
    article = plain(f"Title\n\nOpening words.\n\n{line}\n\nSome prose that follows here.\n")
    assert all(passage.heading_path == () for passage in article.passages)


def test_a_short_line_with_nothing_below_is_text():
    """A heading of nothing is no heading, and its words are not lost."""
    article = plain("Title\n\nSome prose.\n\nThe End\n")
    assert [passage.text for passage in article.passages] == ["Some prose.", "The End"]


def test_each_paragraph_under_a_heading_is_a_passage_with_slug_and_number():
    """The ids are the heading's slug, then slug/2, slug/3."""
    assert [passage.id for passage in plain(PLAIN).passages] == [
        "how-do-i-keep-my-garden-bench-steady",
        "why-benches-rock",
        "why-benches-rock/2",
        "why-benches-rock/3",
        "what-to-do-first",
        "what-to-do-first/2",
        "things-that-help-a-summary",
    ]


def test_a_list_stays_with_its_lead_in_and_the_sentence_that_refers_back():
    """ "Gather these: ... This will save you" is one thought; the next paragraph is another."""
    found = {passage.id: passage.text for passage in plain(PLAIN).passages}
    assert found["what-to-do-first"] == (
        "Before you start, gather these:\n- A flat board\n- A spirit level\n- Four screws\n\n"
        "This will save you a second trip. Ask a neighbour for a hand."
    )
    assert found["what-to-do-first/2"] == "Check it again after a week."


def test_a_lead_in_that_introduces_nothing_joins_the_passage_before():
    """ "Consider the following:" before a heading says nothing by itself."""
    found = {passage.id: passage.text for passage in plain(PLAIN).passages}
    assert found["why-benches-rock/3"].endswith("stand still.\n\nConsider the following:")


def test_a_lead_in_under_its_own_heading_stays_there():
    """What introduces a paragraph belongs with it, not to the section before."""
    text = "Title\n\nOpening words.\n\nTips\n\nHere is one:\n\nSit on it slowly.\n"
    assert [(p.heading_path, p.text) for p in plain(text).passages] == [
        ((), "Opening words."),
        (("Tips",), "Here is one:\n\nSit on it slowly."),
    ]


def test_no_break_spaces_are_spaces():
    """They would glue words together that people type apart."""
    assert "\u00a0" not in "".join(passage.text for passage in plain(PLAIN).passages)
    assert "leg sink. It happens" in plain(PLAIN).passages[1].text


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n"])
def test_line_endings_make_no_difference(ending):
    """A file from Windows or an old Mac gives the same passages on the same lines."""
    assert plain(PLAIN.replace("\n", ending)) == plain(PLAIN)


def test_a_paragraph_may_run_over_several_lines():
    """Lines without an empty one between are one paragraph, also inside a list."""
    article = plain(
        "Title\n\nOne sentence\nover two lines.\n\nThese:\n\n- an item\n  goes on\n- two\n"
    )
    assert [passage.text for passage in article.passages] == [
        "One sentence over two lines.",
        "These:\n- an item goes on\n- two",
    ]


def test_every_passage_knows_its_line():
    """A fault in a passage can be pointed at."""
    lines = PLAIN.split("\n")
    for passage in plain(PLAIN).passages:
        opening = passage.text.split(" ")[0]
        assert lines[passage.line - 1].startswith(opening)


def test_an_article_without_text_is_refused():
    """A title alone answers nothing."""
    with pytest.raises(KnowledgeError, match="no text to answer from"):
        plain("Only A Title\n")


# -- the same in Markdown -------------------------------------------------------------------------


def test_markdown_gives_the_same_passages_as_plain_text():
    """One set of rules for both forms."""
    bare = [(p.id, p.text, p.heading_path) for p in plain(PLAIN).passages]
    assert [(p.id, p.text, p.heading_path) for p in markdown(MARKDOWN).passages] == bare


def test_a_written_id_makes_all_text_below_one_passage():
    """The writer decides what is one idea."""
    article = markdown("## Feet {#care/feet}\n\nOne.\n\nTwo.\n\n- three\n\n## Legs\n\nFour.\n")
    assert [(p.id, p.title, p.text) for p in article.passages] == [
        ("care/feet", "Feet", "One.\n\nTwo.\n- three"),
        ("legs", "Legs", "Four."),
    ]


def test_an_id_written_twice_is_an_error_with_file_and_line():
    """Ids are public: each names one passage."""
    with pytest.raises(KnowledgeError, match=r"^b\.md:7: the id 'x' is already on line 3"):
        markdown("## A {#x}\n\nOne.\n\n## B {#x}\n\nTwo.\n")


def test_a_counted_id_gives_way_to_a_written_one():
    """Two headings "Feet" beside a passage that calls itself feet/2."""
    article = markdown("## Feet\n\nOne.\n\nTwo.\n\n## Other {#feet/2}\n\nThree.\n")
    assert [passage.id for passage in article.passages] == ["feet", "feet/3", "feet/2"]


def test_sections_hold_what_stands_below_their_heading():
    """A heading with several passages can be asked for as a whole, lower headings included."""
    article = markdown("## A\n\n### B\n\nOne.\n\n### C\n\nTwo.\n\n## D\n\nThree.\n")
    assert [(one.id, one.passages) for one in article.sections] == [("a", ("b", "c"))]


def test_the_heading_path_leads_from_the_top():
    """A passage is shown with where it stands."""
    article = markdown("## A\n\n### B\n\nOne.\n\n## D\n\nTwo.\n")
    assert [passage.heading_path for passage in article.passages] == [("A", "B"), ("D",)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("- a\n  - b\n    - c\n- d", "- a\n- b\n- c\n- d"),
        ("1. a\n\n   more of a\n2. b", "- a more of a\n- b"),
        ("- a\n  > quoted\n- b", "- a quoted\n- b"),
        ("```\ncode   here\n```", "code here"),
        ("    indented code", "indented code"),
        ("one<br>two", "one two"),
        ("H<sub>2</sub>O", "H2O"),
        ("<div class='x'>boxed</div>", "boxed"),
        ("<!-- not shown -->\n\nshown", "shown"),
        ("a [link](http://x.y) here", "a link here"),
        ("an ![image of a spine](x.png)", "an image of a spine"),
        ("**bold** and *slanted* and `code`", "bold and slanted and code"),
        ("fish &amp; chips", "fish & chips"),
        ("| a | b |\n|---|---|\n| c | d |", "| a | b | |---|---| | c | d |"),
        ("one\n\n***\n\ntwo", "one|two"),
        ("a\u00a0b", "a b"),
    ],
)
def test_marks_go_and_words_stay(text, shown):
    """Whatever CommonMark knows, its words reach the passage and its marks do not."""
    assert "|".join(passage.text for passage in markdown(text).passages) == shown


def test_underlined_headings_are_headings():
    """Setext headings, CommonMark's other form."""
    article = markdown("Title\n=====\n\nFeet\n----\n\nOne.\n")
    assert (article.title, article.passages[0].heading_path) == ("Title", ("Feet",))


def test_a_bare_heading_is_text():
    """A heading with nothing below it keeps its words as a passage."""
    article = markdown("## A\n\nOne.\n\n## B\n\n## C\n\nTwo.\n\n## D\n")
    assert [passage.text for passage in article.passages] == ["One.", "B", "Two.", "D"]


def test_a_heading_over_nothing_but_dashes_is_text():
    """Its words are not lost with them."""
    article = markdown("## A\n\nOne.\n\n## B\n\n\\-\\-\\-\n")
    assert [passage.text for passage in article.passages] == ["One.", "B"]


def test_rulers_and_other_marks_alone_are_no_passage():
    """A row of dashes answers nothing."""
    article = plain("Title\n\nOne.\n\n-----\n\n* * *\n\n...\n")
    assert [passage.text for passage in article.passages] == ["One."]


def test_a_quote_beside_text_is_a_note_and_alone_it_is_the_text():
    """Notes stand beside a statement; a quote under a heading of its own is the statement."""
    article = markdown("## A\n\nOne.\n\n> Research.\n\n## B\n\n> Quoted.\n")
    assert [(p.text, [note.text for note in p.notes]) for p in article.passages] == [
        ("One.", ["Research."]),
        ("Quoted.", []),
    ]


def test_nesting_that_would_lose_text_is_refused():
    """The Markdown reader drops what is nested deeper than twenty levels."""
    with pytest.raises(KnowledgeError, match=r"b\.md:1: lists or quotes nested too deeply"):
        markdown(">" * 30 + " deep")


@pytest.mark.parametrize("depth", range(1, 25))
def test_nested_quotes_keep_their_words_or_are_refused(depth):
    """There is no depth at which words vanish in silence."""
    try:
        assert "deep" in all_words(markdown("> " * depth + "deep"))
    except KnowledgeError:
        assert depth > 5


@pytest.mark.parametrize("depth", range(1, 25))
def test_nested_lists_keep_their_words_or_are_refused(depth):
    """The same for lists, whose levels count twice."""
    text = "\n".join("  " * level + f"- item{level}" for level in range(depth))
    try:
        assert all_words(markdown(text)) >= {f"item{level}" for level in range(depth)}
    except KnowledgeError:
        assert depth > 5


@pytest.mark.parametrize("text", ["a&#x202e;b", "a\u202eb", "a\x1b[31mb", "a\x9b31mb", "a\u0085b"])
@pytest.mark.parametrize("read", [markdown, lambda text: plain("Title\n\n" + text)])
def test_nothing_that_steers_a_terminal_comes_out_of_an_article(read, text):
    """Escape sequences and directional overrides end at the door, written or encoded."""
    shown = "".join(passage.text for passage in read(text).passages)
    assert not set(shown) & set("\x1b\x9b\u202e\u0085")


# -- sources --------------------------------------------------------------------------------------


def test_citations_become_sources_and_are_not_shown():
    """Pandoc's form; several keys in one bracket."""
    text = "Heat helps. [@A; @B] Ice does too. [@A]"
    assert citations(text) == ["A", "B"]
    assert without_citations(text) == "Heat helps. Ice does too."


def test_an_unknown_source_is_an_error_with_its_line():
    """A statement whose source nobody knows is not shown."""
    with pytest.raises(KnowledgeError, match=r"b\.md:3: unknown source 'NO'"):
        markdown("## A\n\nOne. [@NO]\n", lookup=lambda key: None)


def test_statements_without_a_source_are_listed():
    """``--check`` tells the writer; a list is covered by its lead-in and the other way round."""
    known = {"A": Source("A", "A")}
    text = "One. [@A]\n\nTwo.\n\nThese: [@A]\n\n- three\n\nThose:\n\n- four [@A]\n\n> Note.\n"
    article = markdown(text, lookup=known.get)
    assert article.uncited == ((3, "Two."), (13, "Note."))


def test_an_article_from_one_source_needs_no_citations():
    """The source of the whole stands for each statement, and for a note that names none."""
    article = markdown("One.\n\n> Note.\n", source=Source("S", "S"))
    assert article.passages[0].source == Source("S", "S")
    assert article.passages[0].notes[0].sources == (Source("S", "S"),)


def test_slugs_are_made_of_words():
    """Also of headings without a single letter."""
    assert slug("What's an MRI?") == "whats-an-mri"
    assert slug("???") == "passage"


# -- properties -----------------------------------------------------------------------------------

_WORD = st.sampled_from(
    ["back", "pain", "it", "this", "shoes", "a", "walk", "Ärger", "腰", "don't"]
)
_SENTENCE = st.lists(_WORD, min_size=1, max_size=14).map(" ".join)
_LINE = st.one_of(
    _SENTENCE,
    _SENTENCE.map(lambda text: text + "."),
    _SENTENCE.map(lambda text: text + ":"),
    _SENTENCE.map(lambda text: "• " + text),
    _SENTENCE.map(lambda text: "  3. " + text),
    st.just(""),
    st.just("\u00a0"),
    st.just("-----"),
)
_ARTICLE = st.lists(_LINE, min_size=1, max_size=30).map("\n".join)
_MARKED = st.one_of(
    _LINE,
    _SENTENCE.map(lambda text: "# " + text),
    _SENTENCE.map(lambda text: "### " + text),
    _SENTENCE.map(lambda text: "> " + text),
    _SENTENCE.map(lambda text: "  - " + text),
    _SENTENCE.map(lambda text: "**" + text + "**"),
)
_MARKDOWN = st.lists(_MARKED, min_size=1, max_size=30).map("\n".join)


@given(_ARTICLE)
def test_no_word_of_a_plain_article_is_lost(text):
    """All words of the file are in title, byline, headings or passages."""
    try:
        article = plain(text)
    except KnowledgeError:
        return  # a title alone
    assert {word for word in words(text) if word != "3"} <= all_words(article)


@given(_MARKDOWN)
def test_no_word_of_a_markdown_article_is_lost(text):
    """The same for Markdown, whatever its structure."""
    try:
        article = markdown(text)
    except KnowledgeError:
        return
    assert {word for word in words(text) if word != "3"} <= all_words(article)


@given(st.one_of(_ARTICLE, _MARKDOWN, st.text()))
def test_ids_are_unique_and_sections_hold_passages_of_the_article(text):
    """Whatever a file holds, each passage has one id and every section can be shown."""
    for read in (plain, markdown):
        try:
            article = read(text)
        except KnowledgeError:
            continue
        ids = [passage.id for passage in article.passages]
        assert len(set(ids)) == len(ids)
        assert all(passage.text for passage in article.passages)
        for section in article.sections:
            assert len(section.passages) > 1
            assert set(section.passages) <= set(ids)


@given(_ARTICLE)
def test_no_word_is_there_twice_that_was_there_once(text):
    """Passages do not overlap: together they have as many words as the file, or fewer."""
    try:
        article = plain(text)
    except KnowledgeError:
        return
    shown = sum(len(words(re.sub(r"(?m)^- ", "", p.text))) for p in article.passages)
    assert shown <= len(words(text))
