"""The command line: what it prints where, and with which status."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
import shtab
from faces import ALARM, PERU, ROOT, SHOES, backpain, environment
from hypothesis import given
from hypothesis import strategies as st

from assistant import __version__
from assistant.cli import Status, main
from assistant.options import Options, in_one_piece, quick_options, read_options
from assistant.output import json_line
from assistant.parser import parser

sys.path.insert(0, str(ROOT / "tests"))
import make_docs

NOT_SAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def json_of(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


# -- one question -------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["--ask", SHOES], ["-a", SHOES], SHOES.split()])
def test_a_question_is_answered_by_option_or_by_bare_words(capsys, arguments):
    assert main(arguments) == Status.ANSWERED
    shown = capsys.readouterr()
    assert "New York\nCity Wellness" in shown.out or "New York City Wellness" in shown.out
    assert "not a diagnosis" in shown.out
    assert shown.err == ""


@pytest.mark.parametrize(
    ("question", "status"),
    [(SHOES, 0), (ALARM, 0), ("hello", 0), (PERU, 3), ("", 3), ("?!", 3), ("\udcff\udcfe", 3)],
)
def test_the_status_tells_whether_it_was_covered(capsys, question, status):
    assert main(["--ask", question]) == status


@pytest.mark.parametrize("arguments", [[""], ["--plain", ""], ["--region", "uk", " "]])
def test_an_empty_question_is_one_that_is_not_covered(capsys, arguments):
    assert main(arguments) == Status.NOT_COVERED
    assert "Type a question" in capsys.readouterr().out


def test_a_safety_question_says_what_a_yes_would_lead_to(capsys):
    question = "what is spinal stenosis and why do my legs tingle"
    assert main(["--region", "uk", "--json", "--ask", question]) == Status.ANSWERED
    assert json_of(capsys)["safety_question"]
    for form in ([], ["--plain"]):
        main(["--region", "uk", *form, "--ask", question])
        shown = " ".join(capsys.readouterr().out.split())
        assert shown.startswith("One question first: ")
        assert "the top is yes: This could be an emergency. Call 999 now." in shown
        assert shown.endswith("type backpain alone.")


def test_options_may_stand_between_the_words_of_a_question(capsys):
    assert main(["what", "is", "--json", "spinal", "stenosis", "--region", "UK"]) == 0
    assert json_of(capsys)["question"] == "what is spinal stenosis"


def test_plain_prints_exactly_the_text_of_the_json(capsys):
    main(["--json", "--ask", SHOES])
    text = json_of(capsys)["text"]
    main(["--plain", "--ask", SHOES])
    assert capsys.readouterr().out == f"{text}\n"


@pytest.mark.parametrize("name", ["England", "the U.K.", "northern ireland", "UK"])
def test_a_region_may_be_named_by_its_country(name, capsys):
    """Not everybody knows the short form."""
    assert main(["--region", name, "--ask", ALARM]) == Status.ANSWERED
    assert "Call 999" in capsys.readouterr().out


def test_the_region_decides_the_number(capsys):
    main(["--region", "uk", "--ask", ALARM])
    assert "999" in capsys.readouterr().out
    main(["--region", "none", "--ask", ALARM])
    assert "your emergency number" in capsys.readouterr().out


def test_an_article_of_ones_own_is_answered_from(capsys, tmp_path):
    article = tmp_path / "mine.md"
    article.write_text("# Swings\n\nA garden swing is bad for a stiff neck, some say.\n")
    assert main(["--knowledge", str(article), "--json", "garden", "swing", "stiff", "neck"]) == 0
    assert json_of(capsys)["passages"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--ask"], "expected one argument"),
        (["--ask", "a", "b"], "not both"),
        (["--region", "atlantis"], "invalid choice"),
        (["--color", "blue", "x"], "invalid choice"),
        (["--exp", "x"], "did you mean --explain?"),
        (["--dangr"], "did you mean --danger?"),
        (["--colour", "never", "x"], "did you mean --color?"),
        (["--foo"], "there is no option --foo; backpain --help"),
        (["--zzz=1"], "--help lists them"),
        (["--completion", "tcsh"], "invalid choice"),
    ],
)
def test_wrong_use_is_status_2_and_said_on_stderr(capsys, arguments, said):
    assert main(arguments) == Status.USAGE
    shown = capsys.readouterr()
    assert said in shown.err
    assert shown.out == ""


def test_a_library_that_is_missing_is_one_line_and_status_1(capsys):
    assert main(["--knowledge", "/no/such/place", "--ask", "x"]) == Status.FAILED
    shown = capsys.readouterr()
    assert shown.err.count("\n") == 1
    assert "/no/such/place" in shown.err
    assert shown.out == ""


def test_a_fault_of_the_configuration_is_told_and_the_answer_still_given(capsys, monkeypatch):
    monkeypatch.setenv("BACKPAIN_REGION", "mars")
    assert main(["--ask", ALARM]) == Status.ANSWERED
    shown = capsys.readouterr()
    assert "BACKPAIN_REGION: 'mars'" in shown.err
    assert "EMERGENCY" in shown.out


def test_escapes_in_an_article_reach_no_terminal(capsys, tmp_path):
    article = tmp_path / "evil.txt"
    article.write_text("Evil \x1b[2J title\n\nZebra \x9b31m stripes \u202e soothe a back.\n")
    for form in ([], ["--plain"], ["--json"]):
        main(["--knowledge", str(article), *form, "zebra stripes"])
        main(["--knowledge", str(article), *form, "--topics"])
        main(["--knowledge", str(article), *form, "--sources"])
    shown = capsys.readouterr()
    assert "stripes" in shown.out
    assert not NOT_SAFE.search(shown.out.replace("\t", " "))
    assert "\u202e" not in shown.out


# -- explain ------------------------------------------------------------------------------------


def test_the_explanation_adds_up_to_the_score(capsys):
    main(["--json", "--explain", "--ask", SHOES])
    data = json_of(capsys)
    parts = data["explanation"]
    score = data["passages"][0]["score"]
    assert sum(part["score"] for part in parts) == pytest.approx(score, abs=1e-4)
    assert sum(part["share"] for part in parts) == pytest.approx(1, abs=1e-2)
    assert set(parts[0]) == {"term", "typed", "via", "field", "score", "share"}


def test_the_bar_chart_shows_numbers_that_add_up(capsys):
    main(["--explain", "--ask", SHOES])
    shown = capsys.readouterr().out
    total = float(re.search(r"score is ([\d.]+)", shown)[1])
    rows = re.findall(r"#\s+([\d.]+)\s+(\d+) %$", shown, re.MULTILINE)
    assert len(rows) > 3
    assert sum(float(score) for score, _ in rows) == pytest.approx(total, abs=0.001)
    assert sum(int(share) for _, share in rows) == 100


def test_an_alarm_is_explained_by_its_rules_and_not_by_a_search(capsys):
    main(["--json", "--explain", "--ask", ALARM])
    data = json_of(capsys)
    assert data["explanation"] == []
    assert data["rules"]
    main(["--explain", "--ask", ALARM])
    assert "danger sign" in capsys.readouterr().out


# -- lists --------------------------------------------------------------------------------------


def test_topics_name_every_passage(capsys, assistant):
    main(["--topics"])
    shown = " ".join(capsys.readouterr().out.split())
    main(["--topics", "--json"])
    data = json_of(capsys)
    listed = [passage["id"] for topic in data["topics"] for passage in topic["passages"]]
    assert len(listed) == len(assistant.retriever)
    for key in listed:
        assert f"({key})" in shown


def test_sources_are_listed_with_their_keys(capsys, assistant):
    main(["--sources"])
    shown = capsys.readouterr().out
    main(["--sources", "--json"])
    data = json_of(capsys)
    assert len(data["sources"]) == len(assistant.library.sources)
    for source in data["sources"]:
        assert f"- {source['key']}: " in shown


def test_the_danger_list_names_signs_by_urgency_and_the_number_of_the_region(capsys):
    assert main(["--danger", "--region", "uk"]) == Status.ANSWERED
    shown = capsys.readouterr().out
    assert "Call 999 now." in shown
    assert "116 123" in shown
    assert "{" not in shown
    main(["--danger", "--region", "uk", "--json"])
    data = json_of(capsys)
    assert [level["level"] for level in data["levels"]] == ["emergency", "crisis", "urgent", "soon"]
    assert data["region"] == "uk"
    for level in data["levels"]:
        for sign in level["signs"]:
            assert f"- {sign[:30]}" in shown


def test_the_danger_list_says_how_to_see_the_numbers_of_a_country(capsys):
    main(["--danger"])
    assert "add --region and one of: us, uk" in capsys.readouterr().err
    main(["--danger", "--region", "uk"])
    assert capsys.readouterr().err == ""


def test_show_config_tells_each_value_and_where_it_comes_from(capsys, monkeypatch):
    monkeypatch.setenv("BACKPAIN_HISTORY", "on")
    assert main(["--show-config", "--region", "uk"]) == Status.ANSWERED
    shown = capsys.readouterr().out
    assert re.search(r"region +uk +from: --region", shown)
    assert re.search(r"history +on +from: BACKPAIN_HISTORY", shown)
    assert re.search(r"color +auto +from: default", shown)
    assert "config.yaml (not there)" in shown
    main(["--show-config", "--json"])
    assert json_of(capsys)["plain"] == {"value": False, "origin": "default"}


def test_check_reports_on_a_folder(capsys, tmp_path):
    article = tmp_path / "empty.md"
    article.write_text("")
    assert main(["--check", "--knowledge", str(article)]) == Status.FAILED
    assert "empty" in capsys.readouterr().out


# -- a batch ------------------------------------------------------------------------------------


def test_lines_of_a_pipe_are_answered_one_by_one_as_json():
    done = backpain("--json", given=f"{SHOES}\n\n{ALARM}\r\nhello")
    kinds = [json.loads(line)["kind"] for line in done.stdout.splitlines()]
    assert kinds == ["answer", "urgent", "small_talk"]
    assert (done.returncode, done.stderr) == (0, "")


def test_a_batch_with_a_line_that_is_not_covered_is_status_3():
    done = backpain(given=f"{PERU}\n{SHOES}\n")
    assert done.returncode == Status.NOT_COVERED
    assert done.stdout.count("=" * 20) == 1


@pytest.mark.parametrize("form", [[], ["--plain"]])
def test_each_answer_of_a_batch_stands_under_its_question(form):
    done = backpain(*form, given=f"{PERU}\n\n  {SHOES} \x1b[2J\n", variables={"COLUMNS": "88"})
    first, second = done.stdout.split("=" * 20)
    assert first.startswith(f"> {PERU}\n\nMy library does not cover that")
    assert second.startswith(f"\n\n> {SHOES} [2J\n\n")


def test_lines_of_a_batch_know_nothing_of_each_other():
    done = backpain("--json", given=f"{ALARM}\n{SHOES}\n")
    assert json.loads(done.stdout.splitlines()[1])["kind"] == "answer"


def test_an_answer_is_there_before_the_next_line_is_typed():
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
        text=True,
    )
    with process:
        for question in (SHOES, PERU):
            process.stdin.write(question + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["question"] == question
        process.stdin.close()
        assert process.wait() == Status.NOT_COVERED


def test_a_line_that_fails_costs_no_other_line(capsys, monkeypatch):
    from assistant import Conversation

    asked = Conversation.ask

    def fails_once(self: Conversation, message: str) -> object:
        if message == "broken":
            raise ValueError("no luck")
        return asked(self, message)

    monkeypatch.setattr(Conversation, "ask", fails_once)
    monkeypatch.setattr(sys, "stdin", iter(["broken\n", PERU + "\n", SHOES + "\n"]))
    assert main(["--json"]) == Status.FAILED
    shown = capsys.readouterr()
    first, _, last = map(json.loads, shown.out.splitlines())
    assert (first["question"], first["error"]) == ("broken", "no luck")
    assert last["kind"] == "answer"
    assert shown.err == "backpain: line 1: ValueError: no luck\n"


def test_an_empty_batch_is_no_failure():
    done = backpain(given="\n\n")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# -- options and documentation ------------------------------------------------------------------


def test_version_is_printed():
    assert backpain("--version").stdout == f"backpain {__version__}\n"


_ARGUMENTS = st.lists(
    st.one_of(
        st.sampled_from(["--ask", "-a", "--json", "--plain", "--explain", "--topics", "--", "-x"]),
        st.text(st.characters(exclude_characters="\0"), max_size=6),
    ),
    max_size=5,
)


@given(_ARGUMENTS)
def test_the_short_way_reads_a_command_line_as_the_parser_does(arguments):
    quick = quick_options(arguments)
    if quick is None:
        return
    found = parser().parse_intermixed_args(arguments)
    question = found.ask if found.ask is not None else in_one_piece(found.question)
    expected = {**vars(Options()), **{name: getattr(found, name) for name in vars(Options())}}
    assert vars(quick) == {**expected, "question": question}


def test_options_that_need_the_parser_come_through_it():
    options = read_options(["--region", "UK", "--topics"])
    assert (options.region, options.topics, options.question) == ("uk", True, None)


def test_help_starts_with_examples(capsys):
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert shown.index("examples:") < shown.index("options:")


def test_help_fits_the_width_of_the_terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    options = parser().format_help().partition("options:")[2]
    assert max(len(line) for line in options.splitlines()) <= 60


@pytest.mark.parametrize("path_and_text", list(make_docs.made()), ids=lambda made: made[0].name)
def test_documentation_and_completions_agree_with_the_parser(path_and_text):
    path, text = path_and_text
    if path.suffix in (".bash", ".zsh") and shtab.__version__ != make_docs.SHTAB:
        pytest.skip("another shtab words its scripts otherwise; their options are held below")
    assert path.read_text("utf-8") == text, "run: python tests/make_docs.py"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_script_knows_every_option_and_is_printed(capsys, shell):
    assert main(["--completion", shell]) == 0
    script = capsys.readouterr().out
    for action in parser()._actions:
        for name in action.option_strings:
            assert name in script or f"-l {name[2:]}" in script or f"-s {name[1:]}" in script
        for choice in action.choices or ():
            assert choice in script


def test_the_bash_script_completes_an_option(tmp_path):
    script = tmp_path / "complete.sh"
    script.write_text(make_docs.completion("bash"))
    ask = (
        f'source {script}; COMP_WORDS=(backpain --top); COMP_CWORD=1; "$(complete -p backpain | '
        'sed \'s/.*-F \\([^ ]*\\).*/\\1/\')"; echo "${COMPREPLY[@]}"'
    )
    done = subprocess.run(["bash", "-c", ask], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "--topics"


def test_json_that_is_safe_to_show_is_still_the_same_json():
    data = {"text": "a\x9b\u202e\u200b\x7f é \x1b"}
    line = json_line(data)
    assert json.loads(line) == data
    assert "é" in line
    assert not NOT_SAFE.search(line)
    assert json_line(data, unicode=False).isascii()


# -- start-up -----------------------------------------------------------------------------------

HEAVY = {
    "argparse", "asyncio", "dataclasses", "difflib", "logging", "markdown_it", "numpy", "pathlib",
    "platformdirs", "prompt_toolkit", "rank_bm25", "rapidfuzz", "shutil", "textwrap", "threading",
    "yaml",
}  # fmt: skip


def imported(*arguments: str) -> set[str]:
    """The modules that a run imports."""
    script = (
        "import sys; from assistant.cli import main; main(sys.argv[1:]); "
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", script, *arguments],
        capture_output=True,
        text=True,
        env=environment(PYTHONPATH=":".join([str(ROOT), *sys.path])),
        check=True,
    )
    return set(done.stderr.split())


def test_version_imports_nothing_but_the_package():
    bare = {"typing", "re", "enum", "json", "argparse"}
    assert not imported("--version") & (HEAVY | bare)


def test_help_imports_no_more_than_its_parser():
    assert not imported("--help") & ((HEAVY | {"json", "typing"}) - {"argparse", "textwrap"})


def test_a_question_imports_no_more_than_it_needs(assistant):
    assert not imported("--ask", SHOES) & HEAVY
    assert not imported("--ask", SHOES, "--json") & HEAVY
