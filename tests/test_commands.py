"""The commands of the chat: one registry, each does what it says."""

from __future__ import annotations

import os
import random
import stat

import pytest
from faces import ALARM, PERU, ROOT, SHOES, make_chat, output, settings, text_of

from assistant import Assistant
from assistant.commands import COMMANDS, find_command, summary_of
from assistant.history import history_file
from assistant.lists import by_title
from assistant.menus import STARTERS, Choice, starters
from assistant.options import REGIONS
from assistant.regions import region_of
from assistant.settings import configuration_file


@pytest.fixture
def talk(assistant):
    return make_chat(assistant)


# -- the registry -------------------------------------------------------------------------------


def test_each_command_has_a_summary_and_is_in_the_help_and_in_the_documentation(talk):
    assert talk.handle("/help")
    page = (ROOT / "docs" / "command-line.md").read_text("utf-8")
    for command in COMMANDS:
        assert f"/{command.name}" in text_of(talk)
        assert summary_of(talk, command) in text_of(talk)
        assert f"`/{command.name}" in page
    assert set(talk.words["commands"]) == {command.name for command in COMMANDS}


def test_no_name_or_alias_is_used_twice():
    names = [name for command in COMMANDS for name in (command.name, *command.aliases)]
    assert len(names) == len(set(names))
    for command in COMMANDS:
        for name in (command.name, *command.aliases, command.name.upper()):
            assert find_command(name) is command


def test_an_unknown_command_gets_the_nearest_one_named(talk, capsys):
    talk.handle("/topcs")
    assert "Did you mean /topics?" in capsys.readouterr().err
    talk.handle("/xyzzy")
    assert "Type /help" in capsys.readouterr().err


def test_a_cry_for_help_behind_a_slash_is_heard(talk):
    talk.handle(f"/{ALARM}")
    assert "EMERGENCY" in text_of(talk)


def test_a_cry_for_help_behind_a_command_is_heard(assistant):
    for line in (f"/help {ALARM}", f"/topics {ALARM}", f"/save {ALARM}"):
        talk = make_chat(assistant)
        talk.handle(line)
        assert "EMERGENCY" in text_of(talk)


@pytest.mark.parametrize("line", ["/help", "/topics", "/sources", "/danger", "/region"])
def test_what_a_command_shows_and_the_next_prompt_stand_apart(talk, capsys, line):
    talk.handle(SHOES)
    capsys.readouterr()
    talk.handle(line)
    assert capsys.readouterr().err.endswith("\n\n")


@pytest.mark.parametrize("edits_lines", [True, False])
def test_help_names_only_the_keys_that_work(talk, capsys, edits_lines):
    talk.edits_lines = edits_lines
    talk.handle("/help")
    shown = capsys.readouterr().err
    assert ("Alt-Enter" in shown) is ("Right arrow" in shown) is edits_lines
    assert "Ctrl-D leaves" in " ".join(shown.split())


# -- without the slash --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("help", "/topics [NUMBER or WORD]"),
        ("Topics", "  1. "),
        ("topics 2", "  1. "),
        ("danger", "EMERGENCY"),
        ("sources all", "\n- "),
        ("region", "New Zealand"),
    ],
)
def test_a_command_alone_needs_no_slash(talk, typed, shown):
    talk.handle(typed)
    assert shown in text_of(talk)
    assert talk.turns == []


def test_a_command_with_its_argument_needs_no_slash(talk, capsys, tmp_path):
    talk.handle(SHOES)
    talk.handle("region uk")
    talk.handle("history on")
    talk.handle(f"save {tmp_path}/chat.md")
    assert "call 999" in capsys.readouterr().err
    assert (tmp_path / "chat.md").exists()
    assert talk.saves_history
    talk.handle("topics")
    assert talk.history.read() == []  # commands are no messages
    assert len(talk.turns) == 1


@pytest.mark.parametrize("typed", ["new", "history clear"])
def test_nothing_is_lost_by_a_word_without_a_slash(talk, capsys, typed):
    talk.handle("/history on")
    talk.handle(SHOES)
    talk.handle(typed)
    assert f"Did you mean /{typed}?" in capsys.readouterr().err
    assert len(talk.turns) == 1
    assert talk.history.read() == [SHOES]


@pytest.mark.parametrize(
    "typed",
    [
        "danger signs", "save my back", "new pain", "help me", "history of back pain", "why",
        "explain", "more", "region of the spine", "sources of pain", "topics sciatica", "clear",
    ],
)  # fmt: skip
def test_what_may_be_a_question_is_asked(talk, typed):
    talk.handle(typed)
    assert [turn.message for turn in talk.turns] == [typed]


# -- an open alarm ------------------------------------------------------------------------------


@pytest.mark.parametrize("lines", [["/topics"], ["/topics 3"], ["topics"], ["help"], ["/more"]])
def test_an_open_alarm_comes_in_place_of_what_can_wait(talk, lines):
    talk.handle(ALARM)
    for line in lines:
        talk.handle(line)
    assert [turn.answer.kind for turn in talk.turns] == ["urgent"] * (1 + len(lines))
    assert talk.menu == ()


def test_an_article_that_was_offered_before_an_alarm_waits_too(talk):
    talk.handle("/topics")
    menu = talk.menu
    talk.handle(ALARM)
    talk.choose(menu[2])
    assert [turn.answer.kind for turn in talk.turns] == ["urgent", "urgent"]


@pytest.mark.parametrize("line", ["/help", "/sources", "/danger", "/explain", "/history"])
def test_an_open_alarm_stays_above_what_a_command_shows(talk, line):
    talk.handle(ALARM)
    action = talk.open_alarm
    assert "Call" in action
    before = len(text_of(talk))
    talk.handle(line)
    assert text_of(talk)[before:].startswith(f"\n{action}\n")


def test_an_alarm_that_is_settled_is_off_the_screen(talk):
    talk.handle(ALARM)
    talk.handle("it is settled")
    assert talk.open_alarm == ""
    talk.handle("/topics")
    talk.handle("3")
    assert talk.menu[0].kind == "passage"


# -- topics -------------------------------------------------------------------------------------


def test_topics_stand_in_the_order_of_their_titles(talk, assistant):
    titles = [article.title for article in by_title(assistant.library)]
    assert titles == sorted(titles, key=str.lower)
    talk.handle("/topics")
    assert [choice.key for choice in talk.menu] == [
        article.id for article in by_title(assistant.library)
    ]


def test_topics_are_browsed_by_number(talk, assistant):
    talk.handle("/topics")
    article = next(one for one in by_title(assistant.library) if len(one.passages) > 1)
    number = by_title(assistant.library).index(article) + 1
    assert f"{number:3}. {article.title}" in text_of(talk)
    talk.handle(str(number))
    key, title = article.passages[1]
    assert f"  2. {title}" in text_of(talk)
    talk.handle("2")
    assert talk.conversation.last.passages[0].id == key


def test_the_topic_of_a_name_is_listed_before_those_that_mention_it(talk, assistant):
    talk.handle("/topics sciatica")
    assert len(talk.menu) > 1
    assert talk.menu[0].key == "sciatica"


def test_with_a_list_open_an_ordinal_picks_from_it(talk, capsys):
    """And asking for more says that one is to be picked."""
    talk.handle("/topics sciatica")
    last = talk.menu[-1].key
    talk.handle("/more")
    assert "Type a number" in capsys.readouterr().err
    talk.handle("the last one")
    assert {choice.key.split("/")[0] for choice in talk.menu} == {last}
    shown = talk.menu[0].key
    talk.handle("the first one")
    assert talk.conversation.last.passages[0].id == shown


def test_topics_can_be_asked_for_by_number_or_word(talk, capsys):
    talk.handle("/topics 1")
    assert talk.menu[0].kind == "passage"
    talk.handle("/topics sciatica")
    assert 1 <= len(talk.menu) < len(talk.library.articles)
    talk.handle("/topics zebra")
    assert "No topic has “zebra”" in capsys.readouterr().err


@pytest.mark.parametrize("number", ["0", "999"])
def test_a_number_that_is_not_on_the_list_is_told_which_are(talk, capsys, number):
    talk.handle("/topics")
    talk.handle(number)
    assert f"from 1 to {len(talk.library.articles)}" in capsys.readouterr().err
    talk.handle(f"/topics {number}")
    assert f"from 1 to {len(talk.library.articles)}" in capsys.readouterr().err


# -- more, sources, explain ---------------------------------------------------------------------


@pytest.mark.parametrize("line", ["/more", "/explain", "/save x.md"])
def test_before_the_first_answer_there_is_nothing_to_show(talk, capsys, line):
    talk.handle(line)
    assert "Ask a question first" in capsys.readouterr().err


def test_more_goes_on_from_the_last_answer(talk):
    talk.handle(SHOES)
    offered = talk.conversation.last.related[0]
    talk.handle("/more")
    assert offered in [passage.id for passage in talk.conversation.last.passages]


def test_sources_are_those_of_the_last_answer_or_all(talk):
    talk.handle(SHOES)
    before = len(text_of(talk))
    talk.handle("/sources")
    few = text_of(talk)[before:]
    assert "New York" in few
    talk.handle("/sources all")
    assert text_of(talk)[before + len(few) :].count("\n- ") > few.count("\n- ")


def test_an_alarm_has_sources_too(talk):
    talk.handle(ALARM)
    before = len(text_of(talk))
    talk.handle("/sources")
    assert "\n- “" in text_of(talk)[before:]


def test_explain_draws_the_words_that_led_to_the_answer(talk):
    talk.handle(SHOES)
    talk.handle("/explain")
    assert "its score is" in text_of(talk)
    assert "####" in text_of(talk)


def test_explain_of_a_follow_up_adds_up_to_its_score(talk):
    talk.handle("what is spinal stenosis")
    talk.handle("does sitting down make it better?")
    last = talk.conversation.last
    total = sum(part.score for part in talk.conversation.explain())
    assert total == pytest.approx(last.scores[0], rel=1e-6)


def test_explain_says_why_there_is_nothing_to_draw(talk):
    talk.handle(ALARM)
    talk.handle("/explain")
    assert "danger sign" in text_of(talk)


# -- danger and region --------------------------------------------------------------------------


def test_danger_lists_the_signs_with_the_number_of_the_region(talk):
    talk.handle("/region uk")
    talk.handle("/danger")
    assert "Call 999 now." in text_of(talk)


def test_danger_ends_with_the_emergency_where_a_small_window_shows_it(talk):
    talk.handle("/region uk")
    talk.handle("/danger")
    lines = text_of(talk).rstrip("\n").split("\n")
    assert any(line.startswith("EMERGENCY") for line in lines[-20:])
    assert "last group" in lines[-2]
    assert "https://" not in text_of(talk)


def test_danger_that_is_heard_begins_with_the_emergency(assistant):
    talk = make_chat(assistant, shown=output("plain"))
    talk.handle("/danger")
    assert text_of(talk).index("EMERGENCY") < text_of(talk).index("GET HELP TODAY")
    assert "first group" in text_of(talk)


def test_region_is_told_chosen_and_refused(talk, capsys):
    talk.handle("/region")
    assert "Region: none" in capsys.readouterr().err
    assert "  nz    New Zealand\n" in text_of(talk)
    talk.handle("/region AU")
    assert "Region: au (Australia). In an emergency, call 000." in capsys.readouterr().err
    talk.handle("/region mars")
    shown = " ".join(capsys.readouterr().err.split())
    assert "I have no numbers for “mars”. In an emergency, call 000." in shown
    assert talk.assistant.cards.region == "au"


@pytest.mark.parametrize(
    ("typed", "region"),
    [
        ("Germany", "eu"), ("the Netherlands", "eu"), ("england", "uk"), ("Northern Ireland", "uk"),
        ("U.K.", "uk"), ("america", "us"), ("U.S.A.", "us"), ("Ireland", "ie"), ("EUROPE", "eu"),
        ("new zealand", "nz"), ("India", "in"), ("canada", "ca"),
    ],
)  # fmt: skip
def test_a_region_goes_by_the_names_of_its_countries(talk, typed, region):
    talk.handle(f"/region {typed}")
    assert talk.assistant.cards.region == region


def test_no_country_is_in_two_regions_and_each_region_has_a_name(talk):
    names = talk.words["regions"]
    assert tuple(names) == REGIONS
    for region, called in names.items():
        for name in called:
            assert region_of(names, name) == region


def test_a_region_says_how_to_keep_it(assistant, capsys):
    talk = make_chat(assistant, shown=output("plain"))
    talk.handle("/region uk")
    shown = " ".join(capsys.readouterr().err.split())
    assert (
        f"for this chat. To keep it, write this line into {configuration_file()}: region" in shown
    )
    os.makedirs(os.path.dirname(configuration_file()))
    with open(configuration_file(), "w") as file:
        file.write("region: uk\n")
    assert settings().region.value == "uk"


def test_an_alarm_without_numbers_says_how_to_see_those_of_a_country(talk, capsys):
    """A person may not know the number of the country that they are in."""
    talk.handle("/region none")
    talk.handle("I can't feel anything between my legs")
    assert "type /region and its name" in capsys.readouterr().err
    talk.handle("/region uk")
    assert "type /region" not in capsys.readouterr().err


def test_a_new_region_shows_an_open_alarm_again_with_its_number(talk):
    talk.handle(ALARM)
    talk.handle("/region uk")
    assert text_of(talk).count("EMERGENCY") == 2
    assert "999" in text_of(talk)


def test_a_new_region_keeps_the_talk(talk):
    talk.handle(SHOES)
    talk.handle("/region uk")
    talk.handle("1")
    assert talk.conversation.last.passages


# -- new ----------------------------------------------------------------------------------------


def test_new_forgets_what_was_said(talk):
    talk.handle(SHOES)
    talk.handle("/new")
    assert talk.conversation.last is None
    assert talk.turns == []


# -- save ---------------------------------------------------------------------------------------


def test_the_sources_are_those_of_all_that_is_on_the_screen(talk):
    """After "more" that is two passages: the one before in short, and the next one."""
    talk.handle(SHOES)
    talk.handle("/more")
    first, second = talk.conversation.last.passages[:2]
    talk.handle("/sources")
    shown = text_of(talk)
    for source in (*first.sources, *second.sources):
        assert source.title in shown


def test_what_is_settled_is_not_said_again_at_the_end(talk, capsys):
    """What is not, is: an emergency, or an urgent call that is still to be made."""
    action = "Call your emergency number now"
    for message in (ALARM, "it is settled", SHOES):
        talk.handle(message)
    capsys.readouterr()
    talk.leave()
    assert action not in capsys.readouterr().err
    talk.handle("I have back pain and a fever since yesterday")
    talk.handle(SHOES)
    capsys.readouterr()
    talk.leave()
    assert "Please phone for medical help now." in capsys.readouterr().err


def test_a_safety_question_is_on_the_screen_when_the_answer_ends(talk, capsys):
    """The answer below it may be longer than the screen."""
    talk.handle("what is spinal stenosis and why do my legs tingle")
    question = talk.turns[-1].answer.safety_question
    assert question
    said = " ".join(capsys.readouterr().err.split())
    assert f"First, the question at the top: {question} Type yes or no." in said
    talk.handle(SHOES)
    assert "question at the top" not in capsys.readouterr().err


def test_a_number_at_the_start_picks_nothing(talk, capsys):
    """Also after a fresh start: nothing is offered then."""
    talk.handle(SHOES)
    talk.handle("/new")
    capsys.readouterr()
    talk.handle("2")
    assert "nothing to pick from" in capsys.readouterr().err
    assert not talk.turns


def test_a_transcript_is_markdown_with_sources_for_its_owner_alone(talk, tmp_path):
    path = tmp_path / "my back.md"
    talk.handle(f"{SHOES} *now*")
    talk.handle("1")
    talk.handle(f"/save {path}")
    text = path.read_text("utf-8")
    assert text.startswith("# A chat about back pain\n")
    assert f"## {SHOES} \\*now\\*" in text
    for turn in talk.turns:
        assert turn.answer.passages[0].title in text
        assert turn.answer.passages[0].source.title in text
        assert turn.answer.disclaimer in text
    assert text.count(talk.turns[0].answer.disclaimer) == 1
    assert text.rstrip("\n").endswith(talk.turns[0].answer.disclaimer)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600


def test_a_transcript_with_a_card_ends_with_the_disclaimer_of_cards_alone(talk, tmp_path):
    """Two of them say the same twice, and the ordinary one would weaken the card."""
    for message in (SHOES, ALARM):
        talk.handle(message)
    talk.handle(f"/save {tmp_path / 'a.md'}")
    text = (tmp_path / "a.md").read_text("utf-8")
    shoes, card = [turn.answer.disclaimer for turn in talk.turns]
    assert text.rstrip("\n").endswith(card)
    assert shoes not in text


def test_a_transcript_names_what_was_picked_once(talk, tmp_path):
    talk.choose(Choice("passage", "footwear/choosing"))
    talk.handle(f"/save {tmp_path}/chat.md")
    text = (tmp_path / "chat.md").read_text("utf-8")
    assert text.count(talk.turns[0].answer.passages[0].title) == 1


def test_a_folder_is_told_before_anything_is_asked(talk, tmp_path, capsys):
    talk.confirm = lambda question: pytest.fail("asked")
    talk.handle(SHOES)
    talk.handle(f"/save {tmp_path}")
    assert "is a folder" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("yes", [True, False])
def test_a_file_is_written_over_only_after_a_yes(talk, tmp_path, yes):
    path = tmp_path / "chat.md"
    path.write_text("old")
    path.chmod(0o644)
    asked: list[str] = []
    talk.confirm = lambda question: asked.append(question) or yes
    talk.handle(SHOES)
    talk.handle(f"/save {path}")
    assert str(path) in asked[0]
    assert (path.read_text("utf-8") == "old") is not yes
    assert (stat.S_IMODE(os.stat(path).st_mode) == 0o600) is yes


def test_a_link_is_followed_and_a_device_stays_one(talk, tmp_path):
    """What is put in place whole would else replace them by a file."""
    talk.confirm = lambda question: True
    talk.handle(SHOES)
    target, link = tmp_path / "chat.md", tmp_path / "link.md"
    target.write_text("old")
    link.symlink_to(target)
    talk.handle(f"/save {link}")
    assert link.is_symlink()
    assert target.read_text("utf-8").startswith("# A chat")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        talk.handle(f"/save {pipe}")
        assert os.read(reader, 1_000_000).startswith(b"# A chat")
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(os.stat(pipe).st_mode)


def test_a_place_that_cannot_be_written_is_one_calm_line(talk, tmp_path, capsys):
    talk.handle(SHOES)
    talk.handle(f"/save {tmp_path}/no/such/folder/x.md")
    assert "I could not write" in capsys.readouterr().err
    talk.handle("/save")
    assert "the name of a file" in capsys.readouterr().err


# -- history ------------------------------------------------------------------------------------


def test_nothing_is_stored_unless_asked_for(talk):
    talk.handle(SHOES)
    talk.handle("/history")
    assert not os.path.exists(history_file())


def test_history_on_keeps_questions_and_not_commands_nor_lines_with_a_space(talk):
    talk.handle("/history on")
    talk.handle(SHOES)
    talk.handle(" my secret")
    talk.handle("/topics")
    assert talk.history.read() == [SHOES]


def test_history_off_stops_and_clear_empties(talk):
    talk.handle("/history on")
    talk.handle(SHOES)
    talk.handle("/history off")
    talk.handle(PERU)
    assert talk.history.read() == [SHOES]
    talk.handle("/history clear")
    assert not os.path.exists(history_file())
    assert talk.typed == []


def test_history_of_an_earlier_chat_is_there_where_settings_say_so(assistant):
    first = make_chat(assistant, chosen=settings(history=True))
    first.handle(SHOES)
    assert make_chat(assistant, chosen=settings(history=True)).typed == [SHOES]
    assert make_chat(assistant).typed == []


def test_history_on_brings_earlier_chats_back_once_and_says_how_to_keep_it(assistant, capsys):
    make_chat(assistant, chosen=settings(history=True)).handle(SHOES)
    talk = make_chat(assistant, shown=output("plain"))
    capsys.readouterr()
    talk.handle("/history on")
    shown = " ".join(capsys.readouterr().err.split())
    assert "on for this chat" in shown
    assert f"write this line into {configuration_file()}: history: true" in shown
    assert talk.typed == [SHOES, "/history on"]
    talk.handle("/history off")
    talk.handle("/history on")
    assert talk.typed.count(SHOES) == 1
    os.makedirs(os.path.dirname(configuration_file()))
    with open(configuration_file(), "w") as file:
        file.write("history: true\n")
    assert settings().history.value is True


def test_a_place_that_cannot_hold_a_history_is_one_calm_line(talk, capsys, monkeypatch, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(blocked))
    other = make_chat(talk.assistant)
    other.handle("/history on")
    other.handle(SHOES)
    shown = capsys.readouterr().err
    assert shown.count("The history cannot be kept") == 1
    assert other.conversation.last.kind == "answer"


# -- leaving ------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["quit", "Exit", "bye!", "/quit", "/exit", "/q"])
def test_leaving_is_polite(talk, capsys, line):
    assert talk.handle(line) is False
    assert "Goodbye" in capsys.readouterr().err


def test_after_an_alarm_what_to_do_comes_before_goodbye(talk, capsys):
    talk.handle(ALARM)
    talk.handle("quit")
    shown = capsys.readouterr().err
    assert shown.index("call" if "call" in shown else "Call") < shown.index("Goodbye")


# -- answers ------------------------------------------------------------------------------------


def test_the_disclaimer_is_in_full_once_and_short_after(talk, assistant):
    talk.handle("hello")
    talk.handle(SHOES)
    talk.handle("1")
    shown = " ".join(text_of(talk).split())
    assert shown.count(assistant.library.words("disclaimer")) == 1
    assert shown.count(assistant.library.words("disclaimer_short")) == 1


def test_numbers_ask_what_was_offered(talk):
    talk.handle(SHOES)
    offered = talk.conversation.last.related
    talk.handle("2")
    assert talk.conversation.last.passages[0].id == offered[1]


def test_a_number_without_an_offer_is_explained(talk, capsys):
    talk.handle(SHOES)
    talk.handle("9")
    assert "from 1 to" in capsys.readouterr().err


def test_a_message_that_breaks_something_ends_no_chat(talk, capsys, monkeypatch):
    def breaks(message: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(talk.conversation, "ask", breaks)
    assert talk.handle("anything") is True
    assert "call your emergency number" in capsys.readouterr().err


def test_explain_can_follow_every_answer(assistant):
    talk = make_chat(assistant, explains=True)
    talk.handle(SHOES)
    assert "its score is" in text_of(talk)


def test_a_narrow_chat_stays_narrow(assistant):
    talk = make_chat(assistant, shown=output(columns=40))
    for line in ("/help", SHOES, "/explain", "/danger", "/topics", "1", ALARM, "/sources"):
        talk.handle(line)
    for line in text_of(talk).split("\n"):
        assert len(line) <= 40 or "://" in line


@pytest.mark.parametrize("seed", range(5))
def test_the_questions_to_start_with_are_of_three_articles_the_main_one_first(assistant, seed):
    """Whoever comes for back pain after a walk sees that this is about that."""
    offers = starters(assistant, random.Random(seed))
    assert len(offers) == STARTERS
    found = [assistant.ask(label).passages[0].article for label, _ in offers]
    assert found[0] == assistant.library.articles[0].id
    assert len(set(found)) == STARTERS


def test_what_people_ask_most_is_offered_where_it_is_answered(assistant, folder):
    """The first of it always; a library that cannot answer it all offers its own."""
    asked = ["heat or ice?", "what is sciatica", "do I need an MRI", "how long does back pain last"]
    offers = [label for label, _ in starters(assistant, random.Random(0), asked)]
    assert offers[0] == asked[0]
    assert len(set(offers)) == STARTERS
    assert set(offers) <= set(asked)
    toes = Assistant.load(folder({"articles/a.md": "# Feet\n\n## Toes\n\nToes help.\n"}))
    assert [label for label, _ in starters(toes, random.Random(0), asked)] == ["Toes"]
    assert all(assistant.finder.knows(assistant.read(one)) for one in asked)
    assert not assistant.finder.knows(assistant.read("who won the cup"))


def test_a_small_library_offers_what_it_has(folder):
    """Passages of one article, each once."""
    files = {"articles/a.md": "# Feet\n\n## Toes\n\nToes help.\n\n## Heels\n\nHeels hit first.\n"}
    offers = starters(Assistant.load(folder(files)), random.Random(0))
    assert sorted(label for label, _ in offers) == ["Heels", "Toes"]
