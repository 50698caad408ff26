"""A folder from anybody: what is sound is served, what is not is told with file and line."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import reading
from assistant.documents import Yaml, parse_yaml
from assistant.errors import KnowledgeError
from assistant.frontmatter import front_matter, sources_of
from assistant.reading import questions_of, read_knowledge
from assistant.templates import KEPT, joined_templates

GOOD = "---\nid: good\ntitle: Good\n---\n\n## Feet\n\nFeet carry you.\n\n## Toes\n\nToes help.\n"


@pytest.fixture(scope="module", autouse=True)
def _shipped_tables():
    """The shipped danger signs are read once for this module: they are long."""
    kept: dict[str, Yaml] = {}
    original = reading.parse_yaml

    def once(text: str, name: str) -> Yaml:
        if name.endswith("red-flags.yaml"):
            kept.setdefault(name, original(text, name))
            return kept[name]
        return original(text, name)

    reading.parse_yaml = once
    yield
    reading.parse_yaml = original


def faults(path) -> list[str]:
    """What was left out, with paths below the folder."""
    return [str(one).replace(f"{path}/", "") for one in read_knowledge(str(path)).faults]


# -- what a folder may hold -----------------------------------------------------------------------


def test_a_folder_needs_no_more_than_an_article(folder):
    """Missing files fall back to none; danger signs and disclaimer stay on."""
    knowledge = read_knowledge(str(folder({"articles/good.md": GOOD})))
    assert [passage.id for passage in knowledge.passages] == ["feet", "toes"]
    assert (knowledge.vocabulary.data, knowledge.faults) == (None, ())
    assert knowledge.red_flags.data["rules"]
    assert "not a diagnosis" in knowledge.responses.data["disclaimer"]


def test_articles_may_lie_in_the_folder_itself(folder):
    """Plain text and Markdown side by side."""
    path = folder({"a.md": GOOD, "b.txt": "Title\n\nBy me, 2020\n\nProse.\n"})
    articles = read_knowledge(str(path)).articles
    assert [(one.id, one.title, one.byline) for one in articles] == [
        ("b", "Title", "By me, 2020"),
        ("good", "Good", ""),
    ]


def test_one_article_is_a_library(folder):
    """As it comes, Markdown or plain text; its own title and byline are its source."""
    path = folder({"b.txt": "Title\n\nBy me, 2020\n\nProse.\n", "a.md": "# Head\n\nProse.\n"})
    (plain,) = read_knowledge(str(path / "b.txt")).passages
    assert (plain.text, plain.sources[0].title, plain.sources[0].organisation) == (
        "Prose.",
        "Title",
        "By me, 2020",
    )
    (marked,) = read_knowledge(str(path / "a.md")).passages
    assert (marked.article_title, marked.article) == ("Head", "a")


@pytest.mark.parametrize("name", ["a.pdf", "a", "a.yaml"])
def test_another_kind_of_file_is_refused(folder, name):
    """With what was expected."""
    path = folder({name: "x"})
    with pytest.raises(KnowledgeError, match=r"expected a knowledge folder, a \.md or a \.txt"):
        read_knowledge(str(path / name))


def test_questions_join_their_passages_and_sections(folder):
    """One file for each article, of the same name."""
    path = folder(
        {
            "articles/good.md": GOOD.replace("## Feet", "## Legs\n\n### Feet").replace(
                "## Toes", "### Toes"
            ),
            "questions/good.yaml": "feet:\n  - what carries me\nlegs: [tell me about legs]\n",
        }
    )
    (article,) = read_knowledge(str(path)).articles
    assert article.passages[0].questions == ("what carries me",)
    assert article.sections[0].questions == ("tell me about legs",)


def test_everything_that_was_read_is_in_the_digest(folder):
    """Another content is another library."""
    path = folder({"articles/good.md": GOOD})

    def digest() -> str:
        made = hashlib.sha256()
        read_knowledge(str(path), made)
        return made.hexdigest()

    before = digest()
    assert digest() == before
    folder({"vocabulary.yaml": "home: [feet]\n"})
    assert digest() != before


# -- what is left out -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"articles/bad.md": b"\xff\xfe\x00"}, "articles/bad.md:1: UTF-16"),
        ({"articles/bad.md": b"one\ncaf\xe9"}, "articles/bad.md:2: not UTF-8"),
        ({"articles/bad.md": b"GIF89a\x00"}, "articles/bad.md:1: binary"),
        ({"articles/bad.md": ""}, "articles/bad.md: empty"),
        ({"articles/bad.txt": "A title alone\n"}, "articles/bad.txt: no text to answer from"),
        ({"articles/bad.md": "---\nid: x\n"}, "articles/bad.md:1: the front matter that '---'"),
        ({"articles/bad.md": "---\n- x\n---\nText\n"}, "articles/bad.md:2: the front matter must"),
        ({"articles/bad.md": "---\nid: x\nauthor: y\n---\nT\n"}, "articles/bad.md:3: unknown key"),
        ({"articles/bad.md": "---\ntitle: [x]\n---\nT\n"}, "articles/bad.md:2: 'title' must be"),
        ({"articles/bad.md": "---\nid: &a x\n---\nT\n"}, "articles/bad.md:2: the anchor"),
        ({"articles/bad.md": "---\nsource: NO\n---\nT\n"}, "articles/bad.md:2: unknown source"),
        ({"articles/bad.md": "---\nsource: {year: 1}\n---\nT\n"}, "articles/bad.md:2: a source"),
        ({"articles/bad.md": "Prose. [@NO]\n"}, "articles/bad.md:1: unknown source 'NO'"),
        ({"articles/bad.md": "## Feet\n\nMine.\n"}, "articles/good.md:8: the passage id 'feet'"),
        ({"articles/more.md": "---\nid: good\n---\n\nX\n"}, "articles/more.md:1: the article id"),
        (
            {"articles/bad.md": "## A {#x}\n\nA\n\n## B {#x}\n\nB\n"},
            "articles/bad.md:7: the id 'x'",
        ),
        ({"vocabulary.yaml": "lay_words: {}\nx: y\n"}, "vocabulary.yaml:2: unknown key 'x'"),
        ({"vocabulary.yaml": "a: &x [*x]\n"}, "vocabulary.yaml:1: the anchor"),
        ({"vocabulary.yaml": "elsewhere: [a]\n"}, "vocabulary.yaml:1: expected other_body"),
        ({"sources.yaml": "A: {year: 1}\n"}, "sources.yaml:1: a source needs at least a title"),
        ({"sources.yaml": "A: {title: x, year: y}\n"}, "sources.yaml:1: year 'y' must be a number"),
        ({"sources.yaml": "A: {title: x, year: yes}\n"}, "sources.yaml:1: year True must be"),
        ({"sources.yaml": "A: {title: x, url: 'javascript:x'}\n"}, "sources.yaml:1: url"),
        ({"sources.yaml": "A: {title: x, by: y}\n"}, "sources.yaml:1: unknown key 'by'"),
        ({"sources.yaml": "A: {title: x, organisation: [y]}\n"}, "sources.yaml:1: 'organisation'"),
        ({"sources.yaml": "- a\n"}, "sources.yaml:1: expected a key for each source"),
        ({"questions/good.yaml": "feet: [a]\nhands: [b]\n"}, "questions/good.yaml:2: no passage"),
        ({"questions/good.yaml": "feet:\n  - a\n  - no\n"}, "questions/good.yaml:3: expected a qu"),
        ({"questions/good.yaml": "feet: a\n"}, "questions/good.yaml:1: expected a list"),
        ({"questions/good.yaml": "- a\n"}, "questions/good.yaml:1: expected passage ids"),
        ({"responses.yaml": "- a\n"}, "responses.yaml:1: expected the keys"),
        ({"responses.yaml": "labels: x\n"}, "responses.yaml:1: expected 'key: value' lines"),
        ({"responses.yaml": "a: !!python/name:os.system x\n"}, "responses.yaml:1: the tag"),
    ],
)
def test_a_faulty_file_is_left_out_and_told_while_the_others_are_served(folder, files, told):
    """One broken file does not silence a library."""
    path = folder({"articles/good.md": GOOD, **files})
    found = faults(path)
    assert [one[: len(told)] for one in found] == [told]
    served = [passage.id for passage in read_knowledge(str(path)).passages]
    assert len(served) >= (1 if told.startswith("articles/good") else 2)


def test_links_out_of_the_folder_are_left_out_everywhere(folder, tmp_path):
    """Articles, questions, vocabulary, sources and templates alike."""
    secret = tmp_path / "secret.yaml"
    secret.write_text("home: [secret]\n")
    path = folder({"articles/good.md": GOOD, "questions/other.yaml": "a: [b]\n"})
    names = ["vocabulary.yaml", "sources.yaml", "responses.yaml", "articles/b.md"]
    for name in [*names, "questions/good.yaml"]:
        (path / name).symlink_to(secret)
    found = faults(path)
    assert len(found) == 5
    assert all("a link out of the knowledge folder" in one for one in found)
    assert len(read_knowledge(str(path)).passages) == 2


def test_a_folder_of_articles_that_leads_elsewhere_is_refused(folder, tmp_path):
    """Nothing of another place is shown."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "a.md").write_text(GOOD)
    path = folder({})
    (path / "articles").symlink_to(tmp_path / "other")
    with pytest.raises(KnowledgeError, match="a link out of the knowledge folder"):
        read_knowledge(str(path))


def test_the_knowledge_folder_itself_may_be_a_link(folder, tmp_path):
    """That is how people keep several versions."""
    (tmp_path / "current").symlink_to(folder({"articles/good.md": GOOD}))
    assert len(read_knowledge(str(tmp_path / "current")).passages) == 2


def test_a_folder_without_a_sound_article_tells_the_first_fault(folder):
    """There is nothing to answer from."""
    with pytest.raises(KnowledgeError, match=r"a\.md: empty"):
        read_knowledge(str(folder({"a.md": "", "b.md": b"\0"})))
    with pytest.raises(KnowledgeError, match=r"no article in it; put \.md or \.txt files"):
        read_knowledge(str(folder({"a.md": "", "b.md": ""}).parent / "person"))


def test_a_missing_place_is_told(tmp_path):
    """By the name that was given."""
    with pytest.raises(KnowledgeError, match=r"gone\.md: cannot be read"):
        read_knowledge(str(tmp_path / "gone.md"))


def test_more_articles_than_anybody_writes_are_not_read(folder, monkeypatch):
    """The others are served."""
    monkeypatch.setattr(reading, "MAX_ARTICLES", 2)
    path = folder({f"{n}.md": f"## Head {n}\n\nText.\n" for n in range(4)})
    knowledge = read_knowledge(str(path))
    assert len(knowledge.articles) == 2
    assert "more than 2 articles; the others are left out" in str(knowledge.faults[0])


def test_files_that_are_huge_together_are_not_all_read(folder, monkeypatch):
    """Memory has an end."""
    monkeypatch.setattr(reading, "MAX_TOTAL_BYTES", 1_000)
    path = folder({f"{n}.md": f"## Head {n}\n\n" + "word " * 100 for n in range(3)})
    knowledge = read_knowledge(str(path))
    assert len(knowledge.articles) == 1
    assert all("MB together; leave some out" in str(fault) for fault in knowledge.faults)


# -- front matter ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "title", "body", "line"),
    [
        ("---\ntitle: T\n---\n\nBody\n", "T", "\nBody\n", 4),
        ("---\r\ntitle: T\r\n---\r\nBody", "T", "Body", 4),
        ("---\n---\nBody", "", "Body", 3),
        ("---\ntitle: T\n---", "T", "", 4),
        ("--- \ntitle: 5\n--- \nBody", "5", "Body", 4),
        ("Body", "", "Body", 1),
        ("----\nBody", "", "----\nBody", 1),
    ],
)
def test_front_matter_is_taken_off_and_lines_go_on_counting(text, title, body, line):
    """Whatever ends the lines, also when it is empty or stands alone."""
    front, rest, first = front_matter(text, "a.md")
    assert (front.text("title"), rest, first) == (title, body, line)


def test_a_source_is_read_with_what_it_needs():
    """A title at least; year and address where they are known."""
    document = parse_yaml("A: {title: T, organisation: O, year: 2020, url: 'https://x'}", "s.yaml")
    (source,) = sources_of(document).values()
    assert tuple(source) == ("A", "T", "O", 2020, "https://x")


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["title", "year", "url", "a"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(_ANY)
def test_any_data_is_sources_and_questions_or_one_error(data):
    """However odd a file is."""
    document = Yaml(data, {(): 1}, "f.yaml")
    for read in (sources_of, lambda one: questions_of(one, {"a"})):
        file = "f.yaml"
        try:
            read(document)
        except KnowledgeError as error:
            file = error.file
        assert file == "f.yaml"


# -- templates ------------------------------------------------------------------------------------

SHIPPED = Yaml(
    {
        **dict.fromkeys(KEPT, "kept"),
        "nearest": "Near:",
        "not_covered": ["No.", "{nearest}"],
        "labels": {"source": "Source", "also": "Also"},
        "small_talk": {"greeting": {"say": ["hi"], "reply": "Hello"}, "filler": ["so"]},
    },
    {},
    "shipped.yaml",
)


def joined(text: str) -> dict:
    return joined_templates(SHIPPED, parse_yaml(text, "r.yaml")).data


def test_another_library_may_bring_its_own_words():
    """What it does not bring stays as shipped."""
    found = joined("nearest: 'Close:'\nlabels: {source: From}\n")
    assert (found["nearest"], found["labels"]) == ("Close:", {"source": "From", "also": "Also"})


def test_another_library_may_know_further_small_talk():
    """With what people say and the reply."""
    found = joined("small_talk: {sing: {say: [sing], reply: La}}")
    assert found["small_talk"]["sing"] == {"say": ["sing"], "reply": "La"}
    assert found["small_talk"]["greeting"]["reply"] == "Hello"


@pytest.mark.parametrize("key", KEPT)
def test_words_of_safety_and_the_disclaimer_cannot_be_changed(key):
    """Whose library it is makes no difference to danger."""
    assert joined(f"{key}: mine")[key] == "kept"


@pytest.mark.parametrize(
    "text",
    [
        "unheard: x",
        "nearest: [x]",
        "nearest: '{danger.__class__}'",
        "nearest: '{0}'",
        "nearest: '{'",
        "not_covered: x",
        "not_covered: [yes]",
        "labels: {unheard: x}",
        "labels: [x]",
        "small_talk: {greeting: x}",
        "small_talk: {sing: {tune: la}}",
    ],
)
def test_templates_of_another_form_are_refused(text):
    """They could not be filled, or would be filled with more than is meant."""
    with pytest.raises(KnowledgeError, match=r"^r\.yaml:1: "):
        joined(text)
