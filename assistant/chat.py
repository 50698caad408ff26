"""Chat: what happens between a line typed and the text shown, whatever face shows it."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Mapping

from .assistant import Assistant
from .commands import bare_command, find_command, run_bare, run_command
from .conversation import Conversation
from .errors import AssistantError
from .followup import follow_up
from .history import HistoryFile, history_file
from .library import Library
from .loading import Loading
from .menus import Choice, list_passages, starters
from .models import Answer, Block
from .output import UNWRAPPED, Output
from .render import WIDEST, lines_of, styled
from .settings import Settings, configuration_file
from .terminal import is_terminal, say_beside, terminal_width
from .transcript import Turn
from .typed import Any

# A warm library is there sooner than this; a cold one is built while the person already types.
_PATIENCE = 0.3  # seconds
# From this many words on, what stands behind a slash may be a cry for help and is read as one.
_SENTENCE = 3
# After these the standard disclaimer is still to be read in full: an urgent card has its own.
_NO_DISCLAIMER = ("small_talk", "urgent")


class Chat:
    """One chat.

    Args:
        load: loads the assistant; called in a thread of its own.
        settings: the settings of the run.
        output: where answers go; hints go to stderr.
        explains: whether each answer is followed by its explanation.
        pick: chooses the starting questions; tests give their own.
    """

    def __init__(
        self,
        load: Callable[[], Assistant],
        settings: Settings,
        output: Output,
        explains: bool = False,
        pick: random.Random | None = None,
    ) -> None:
        self.output = output
        self.loading = Loading(load)
        self.turns: list[Turn] = []
        self.menu: tuple[Choice, ...] = ()
        self.typed: list[str] = []  # of this chat, and of earlier ones where they are kept
        self.saves_history = False
        self._has_earlier = False
        self.history = HistoryFile(history_file())
        self.confirm: Callable[[str], bool] = lambda question: False  # a face can ask
        self.edits_lines = False  # whether the face has keys for suggestions and new lines
        self.count = 0  # messages so far
        self._plain = output.form == "plain"
        self._explains = explains
        self._pick = pick or random.Random()
        self._conversation: Conversation | None = None
        self._read_disclaimer = False
        self._words: Mapping[str, Any] | None = None
        self._words_of_file: Mapping[str, Any] | None = None  # while the library is being built
        if settings.history.value:
            self.turn_history_on(quietly=True)

    # -- parts that need the library -------------------------------------------------------------

    @property
    def conversation(self) -> Conversation:
        """The conversation; waits for the library where it is not there yet."""
        if self._conversation is None:
            if not self.loading.wait(_PATIENCE):
                self.hint("reading")
            assistant = self.loading.assistant()
            self._conversation = assistant.conversation()
            for fault in assistant.library.faults:
                self.tell(f"left out: {fault}")
        return self._conversation

    @property
    def assistant(self) -> Assistant:
        """The assistant, with the region in use."""
        return self.conversation.assistant

    @property
    def library(self) -> Library:
        """The library that is answered from."""
        return self.assistant.library

    @property
    def words(self) -> Mapping[str, Any]:
        """The words of the chat, from the library or, while that is built, from their file."""
        if self._words is None:
            if self.loading.ready:
                self._words = self.loading.assistant().library.words("chat")
            elif self._words_of_file is None:
                from .templates import shipped_words

                self._words_of_file = shipped_words("chat")
        words = self._words or self._words_of_file
        assert words is not None
        return words

    # -- saying things ---------------------------------------------------------------------------

    def hint(self, key: str, /, **values: object) -> None:
        """Say something of the chat's own words, beside the answers."""
        self.tell(str(self.words["say"][key]).format(**values))

    def tell(self, text: str, role: str = "hint") -> None:
        """Say something beside the answers: on stderr, wrapped unless the output is plain."""
        color = self.output.color and is_terminal(sys.stderr)
        width = min(WIDEST, terminal_width(self.output.environment, sys.stderr))
        for line in lines_of(Block(role, text), UNWRAPPED if self._plain else width):
            say_beside(styled(role, line, color))

    def greet(self, offer: bool = True) -> None:
        """Say what this is, when not to read on, and what could be asked."""
        words = self.words
        self.tell(words["name"], "title")
        self.tell(self._with_numbers(words["notice"]), "danger")
        if offer:
            self.offer_starters()

    def _with_numbers(self, text: str) -> str:
        if self.loading.ready:
            return self.assistant.cards.fill(text)
        return text.replace("{emergency_number}", str(self.words["no_number"]))

    def offer_starters(self) -> None:
        """Offer three questions of the library to start with."""
        offers = starters(self.assistant, self._pick, self.words["starters"])
        self.menu = tuple(choice for _, choice in offers)
        if offers:
            self.tell("")
            self.hint("start")
            numbered = [f"{number}. {label}" for number, (label, _) in enumerate(offers, 1)]
            self.tell("\n".join(numbered), "related")
            self.tell("")

    def show(self, message: str, answer: Answer) -> None:
        """Show an answer and keep it for the transcript."""
        repeated = self._read_disclaimer and answer.kind != "urgent"
        short = str(self.library.words("disclaimer_short")) if repeated else ""
        self._read_disclaimer = self._read_disclaimer or answer.kind not in _NO_DISCLAIMER
        self.turns.append(Turn(message, answer))
        self.output.write("")
        self.output.answer(answer, short)
        self.output.write("")
        if answer.kind == "urgent" and not self.assistant.cards.region:
            self.hint("whose_numbers")
        if answer.safety_question:  # a long answer has pushed it off the screen
            self.hint("safety_again", question=answer.safety_question)
        if self._explains and answer.kind != "small_talk":
            self.explain()

    def explain(self) -> None:
        """Show which words led to the last answer."""
        last = self.conversation.last
        if last is None:
            self.hint("nothing_yet")
            return
        self.output.explanation(self.conversation.explain(), self.words["explain"], last)
        self.output.write("")

    # -- danger ----------------------------------------------------------------------------------

    @property
    def open_alarm(self) -> str:
        """What to do first in an emergency or crisis that is not settled; "" without one."""
        alarm = self._conversation.alarm if self._conversation else None
        return alarm.advice.split("\n")[0] if alarm else ""

    def repeat_alarm(self, message: str) -> None:
        """Show the card of the open alarm in place of what can wait, as any passage would be."""
        self.menu = ()
        self.show(message, self.conversation.remind(message))

    def keep_alarm_on_top(self) -> None:
        """Say what to do first above whatever is shown next, while an alarm is open."""
        if self.open_alarm:
            lines = lines_of(Block("action", self.open_alarm), self.output.width)
            self.output.write("")
            self.output.lines(styled("action", line, self.output.color) for line in lines)

    # -- a line ----------------------------------------------------------------------------------

    def handle(self, line: str) -> bool:
        """Do what a line asks for.

        Args:
            line: what a person typed.

        Returns:
            Whether the chat goes on.

        Raises:
            KnowledgeError: the library cannot be used.
        """
        message = line.strip()
        if not message:
            return True
        if message.lower().rstrip(".!") in self.words["leave"]:
            self.leave()
            return False
        self.count += 1
        self._remember(line.rstrip(), message)
        try:
            return self._respond(message)
        except (AssistantError, OSError):
            raise  # no library, or no terminal: nothing to go on with
        except Exception as error:
            number = self._with_numbers("{emergency_number}")
            self.hint("broken", reason=type(error).__name__, number=number)
            return True

    def _respond(self, message: str) -> bool:
        if message.startswith("/"):
            return self._command(message)
        bare = None if self.open_alarm else bare_command(message, self.words["regions"])
        if bare is not None:
            return run_bare(self, *bare)
        if not self._number(message):
            self.menu = ()
            self.show(message, self.conversation.ask(message))
        return True

    def leave(self) -> None:
        """Say goodbye; where an alarm is not settled, what to do comes first."""
        chat = self._conversation
        urgency = (chat.alarm or chat.call) if chat else None
        if urgency is not None:
            self.tell(urgency.advice.split("\n")[0], "action")
        self.hint("goodbye")

    def start_anew(self) -> None:
        """Forget what was said."""
        self._conversation = self.assistant.conversation()
        self.turns.clear()
        self.menu = ()

    def _command(self, message: str) -> bool:
        name, _, argument = message[1:].partition(" ")
        argument = argument.strip()
        command = find_command(name)
        said = f"{name} {argument}" if command is None else argument
        if len(said.split()) >= _SENTENCE and (command is None or self._alarming(said)):
            self.menu = ()
            self.show(message, self.conversation.ask(said))
            return True
        return run_command(self, name, argument)

    def _alarming(self, text: str) -> bool:
        return self.assistant.triage.check(text).level is not None

    def _number(self, message: str) -> bool:
        """Do what a number picks, if the message is one and something is offered.

        With a list open, "the last one" picks from it too.
        """
        digits = message.rstrip(".)")
        is_number = digits.isascii() and digits.isdigit() and len(digits) <= 3
        if self.menu and (is_number or follow_up(message).kind == "pick"):
            number = int(digits) if is_number else follow_up(message).place % (len(self.menu) + 1)
            if 1 <= number <= len(self.menu):
                self.choose(self.menu[number - 1])
            else:
                self.hint("out_of_range", count=len(self.menu))
            return True
        return is_number and self._offered(int(digits))

    def _offered(self, number: int) -> bool:
        """Show what an answer offered under a number; False where the number answers a question."""
        last = self.conversation.last
        if last is None:
            self.hint("no_choice")
            return True
        if last.kind == "urgent" or last.safety_question:
            return False
        if not 1 <= number <= len(last.related):
            self.hint("out_of_range" if last.related else "no_choice", count=len(last.related))
            return True
        self.show(last.suggestions[number - 1], self.conversation.ask(str(number)))
        return True

    def choose(self, choice: Choice) -> None:
        """Do what a number of a list stands for."""
        if choice.kind == "article":
            self._open_article(choice.key)
            return
        self.menu = ()
        if choice.kind == "passage":
            answer = self.conversation.show(choice.key)
            self.show(answer.question, answer)
        else:
            self.show(choice.key, self.conversation.ask(choice.key))

    def _open_article(self, article_id: str) -> None:
        article = next(one for one in self.library.articles if one.id == article_id)
        if self.open_alarm:
            self.repeat_alarm(article.title)
        else:
            list_passages(self, article)

    # -- history ---------------------------------------------------------------------------------

    def turn_history_on(self, quietly: bool = False) -> None:
        """Keep what is typed from now on, in a file of this person alone."""
        try:
            self.history.prepare()
            self.typed = [*self._earlier(), *self.typed]
            self.saves_history = True
        except OSError as error:
            self.saves_history = False
            self.hint("history_failed", reason=error.strerror or error)
            return
        if not quietly:
            self.hint("history_on", file=history_file())
            self.hint("history_kept", file=configuration_file())

    def _earlier(self) -> list[str]:
        """The messages of earlier chats, the first time that they are wanted."""
        earlier = [] if self._has_earlier else self.history.read()
        self._has_earlier = True
        return earlier

    def _is_command(self, message: str) -> bool:
        return message.startswith("/") or bare_command(message, self.words["regions"]) is not None

    def _remember(self, line: str, message: str) -> None:
        if line[0].isspace():
            return
        self.typed.append(message)
        if self.saves_history and not self._is_command(message):
            try:
                self.history.add(message)
            except OSError as error:
                self.saves_history = False
                self.hint("history_failed", reason=error.strerror or error)
