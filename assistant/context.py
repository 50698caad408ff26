"""Context of a mention: denied, past, only supposed, not a person's, or an old companion.

After NegEx (Chapman et al. 2001) and ConText (Harkema et al. 2009): words that set a context
("no", "years ago", "what if") have a scope that ends at punctuation or at a word that ends it
("but"). The words themselves live in the ``context`` section of red-flags.yaml; this module knows
only how far they reach.
"""

from __future__ import annotations

from collections.abc import Iterable

from assistant.clauses import Words
from assistant.mentions import Matcher, Mention, Message
from assistant.people import PET, people_of
from assistant.typed import NamedTuple

NEGATED, PAST, SUPPOSED, UNREAL, OLD = 1, 2, 4, 8, 16

# NegEx lets a denial reach five words; people who type lists of signs need a little more.
NEGATION_REACH = 7
# "not my leg": a plain "not" before a possessive denies the next words only.
NOT_MY_REACH = 2
# A verdict after the sign stands close: "fever: none", "numbness has been ruled out".
AFTERTHOUGHT_REACH = 5
# No cue reaches further than a long clause: this bounds the work for a text without punctuation.
CLAUSE_REACH = 30
# A heading rather than a report: "foot drop surgery". Longer sentences tell something.
HEADING_LENGTH = 7

# First letters of the names of concepts that are no signs: cues of context, and excuses of rules.
CUE, EXCUSE = "@", "~"


class Context(NamedTuple):
    """What holds at each word: a sum of NEGATED, PAST, ..., and whose body is spoken of."""

    marks: list[int]
    people: list[str]

    def of(self, mention: Mention) -> int:
        """The marks of a mention, which are those of its first word."""
        return self.marks[mention.start]


def context_of(words: Words, matcher: Matcher, mentions: Iterable[Mention]) -> Context:
    """Work out the context of every word of a message.

    Args:
        words: the message.
        matcher: knows which word lists each word is on.
        mentions: of signs, of cues and of excuses.
    """
    cues: dict[str, list[Mention]] = {}
    signs: list[Mention] = []
    for mention in mentions:
        if mention.concept[0] == CUE:
            cues.setdefault(mention.concept[1:], []).append(mention)
        elif mention.concept[0] != EXCUSE:
            signs.append(mention)
    message = Message(words, matcher.lists, cues, signs)
    context = Context([0] * len(words.tokens), people_of(message))
    _mark_negated(message, context.marks)
    _mark_past(message, context.marks)
    _mark_old(message, context.marks)
    _mark_supposed(message, context.marks)
    _mark_unreal(message, context)
    return context


# --- denied ---------------------------------------------------------------------------------------


def _mark_negated(message: Message, marks: list[int]) -> None:
    inside = _covered(message.signs, longer=True)
    excused = _covered(message.cues.get("not_a_denial", ()))
    for cue in message.cues.get("denial", ()):
        if cue.start in inside or cue.start in excused:
            continue  # the negative word is part of the sign ("no feeling"), or denies nothing
        for index in _denied(message, cue):
            marks[index] |= NEGATED
    for cue in message.cues.get("denied_after", ()):
        first = max(0, cue.start - AFTERTHOUGHT_REACH)
        for index in range(first, cue.start):
            close = message.words.sentences[index] == message.words.sentences[cue.start]
            if close and message.words.clauses[index] >= message.words.clauses[cue.start] - 1:
                marks[index] |= NEGATED


def _denied(message: Message, cue: Mention) -> Iterable[int]:
    words = message.words
    start = cue.end + 1
    reach = NEGATION_REACH
    if words.tokens[cue.end] == "not" and message.has(start, "<my>"):
        reach = NOT_MY_REACH
    listing = _is_list(message, cue.end)
    for index in range(start, min(start + reach, len(words.tokens))):
        if words.sentences[index] != words.sentences[cue.start]:
            return
        if words.clauses[index] != words.clauses[cue.start] and not listing:
            return
        if index > start and _ends_denial(message, index):
            return
        if index == start and message.has(index, "<subject>"):
            return
        yield index


def _ends_denial(message: Message, index: int) -> bool:
    if message.has(index, "<end_of_denial>") or message.has(index, "<subject>"):
        return True
    if message.words.tokens[index] == "and":
        return not message.has(index + 1, "<sign_noun>")
    return message.has(index, "<my>") and not message.has(index - 1, "<preposition>")


def _is_list(message: Message, start: int) -> bool:
    """Whether a denial goes on over commas: "no fever, weight loss or numbness"."""
    words = message.words
    for index in range(start + 1, min(start + 2 + NEGATION_REACH, len(words.tokens))):
        if words.sentences[index] != words.sentences[start]:
            return False
        if message.has(index, "<end_of_denial>") or message.has(index, "<subject>"):
            return False
        if message.has(index, "<my>") and not message.has(index - 1, "<preposition>"):
            return False
        if words.tokens[index] in ("or", "nor"):
            return words.clauses[index] > words.clauses[start]
    return False


# --- past -----------------------------------------------------------------------------------------


def _mark_past(message: Message, marks: list[int]) -> None:
    since = {cue.start for cue in message.cues.get("since", ())}
    for cue in message.cues.get("long_ago", ()):
        if cue.start - 1 in since or cue.start in since:
            continue  # "since 2019" is a duration, not the past
        for index in _clause_around(message, cue):
            marks[index] |= PAST
    denials = _covered((*message.cues.get("denial", ()), *message.cues.get("not_a_denial", ())))
    for cue in message.cues.get("over_now", ()):
        if denials & set(range(cue.start - 3, cue.start + 1)):
            continue  # "not getting better after a month"
        for index in _sentence_before(message, cue.start):
            marks[index] |= PAST


def _clause_around(message: Message, cue: Mention) -> Iterable[int]:
    """The clause of a time: back and forth to a comma, "and now", "but"."""
    words = message.words
    opens = cue.start == 0 or words.sentences[cue.start - 1] != words.sentences[cue.start]
    index = cue.start
    first = max(0, cue.start - CLAUSE_REACH)
    while index >= first and words.clauses[index] == words.clauses[cue.start]:
        if index < cue.start and _turns_to_now(message, index):
            break
        yield index
        index -= 1
    last_clause = words.clauses[cue.end] + (1 if opens else 0)
    for index in _after(cue, words):
        if words.sentences[index] != words.sentences[cue.end]:
            return
        if words.clauses[index] > last_clause or _turns_to_now(message, index):
            return
        yield index


def _turns_to_now(message: Message, index: int) -> bool:
    if message.has(index, "<turns_to_now>"):
        return True
    both = message.words.tokens[index] == "and"
    return both and (
        message.has(index + 1, "<subject>")
        or message.has(index + 1, "<my>")
        or message.has(index + 1, "<turns_to_now>")
    )


def _sentence_before(message: Message, start: int) -> Iterable[int]:
    words = message.words
    for index in range(start - 1, max(-1, start - CLAUSE_REACH), -1):
        if words.sentences[index] != words.sentences[start]:
            return
        if words.tokens[index] == "but" or message.has(index, "<contrast>"):
            return
        yield index


def _mark_old(message: Message, marks: list[int]) -> None:
    """Companions of years ("always have", "for years"), unless they got worse."""
    changed = {message.words.sentences[cue.start] for cue in message.cues.get("change", ())}
    for cue in message.cues.get("for_years", ()):
        sentence = message.words.sentences[cue.start]
        if sentence in changed:
            continue
        for index in _clauses_near(message, cue):
            marks[index] |= OLD


def _clauses_near(message: Message, cue: Mention) -> Iterable[int]:
    """The clause of a cue, and the one before it: "I leak when I sneeze, have done for years"."""
    words = message.words
    for index in range(cue.start, max(-1, cue.start - CLAUSE_REACH), -1):
        if words.sentences[index] != words.sentences[cue.start]:
            break
        if words.clauses[index] < words.clauses[cue.start] - 1 or words.tokens[index] == "but":
            break
        if index < cue.start and words.tokens[index] == "and" and _turns_to_now(message, index):
            break
        yield index
    for index in _after(cue, words):
        if words.clauses[index] != words.clauses[cue.end] or _turns_to_now(message, index):
            return
        yield index


# --- only supposed --------------------------------------------------------------------------------


def _mark_supposed(message: Message, marks: list[int]) -> None:
    _mark_general_questions(message, marks)
    for cue in message.cues.get("supposed", ()):
        words = message.words
        for index in range(cue.start, cue.end + 1):
            marks[index] |= SUPPOSED
        for index in _after(cue, words):
            if words.clauses[index] != words.clauses[cue.end] or _is_personal(message, index):
                break
            marks[index] |= SUPPOSED


def _is_personal(message: Message, index: int) -> bool:
    """Whether a supposition ends here, because somebody's own body comes in."""
    if message.has(index, "<end_of_denial>") or message.has(index, "<subject>"):
        return True
    return message.has(index, "<my>") and message.words.tokens[index] not in ("a", "the")


def _after(cue: Mention, words: Words) -> range:
    """The words after a cue, as far as any cue reaches."""
    return range(cue.end + 1, min(cue.end + 1 + CLAUSE_REACH, len(words.tokens)))


def _mark_general_questions(message: Message, marks: list[int]) -> None:
    """A sentence about people in general reports nothing: "can a slipped disc cause numbness?"."""
    words = message.words
    asked = {
        words.sentences[cue.start]
        for cue in message.cues.get("opens_question", ())
        if _opens_clause(words, cue.start)
    }
    asked |= {words.sentences[cue.start] for cue in message.cues.get("people_in_general", ())}
    headings = {words.sentences[cue.start] for cue in message.cues.get("topic", ())}
    asked |= {one for one in headings if words.sentences.count(one) <= HEADING_LENGTH}
    if not asked:
        return
    personal = {
        words.sentences[index] for index in range(len(words.tokens)) if _somebody(message, index)
    }
    for index, sentence in enumerate(words.sentences):
        if sentence in asked and sentence not in personal:
            marks[index] |= SUPPOSED


def _somebody(message: Message, index: int) -> bool:
    """Whether a word speaks of somebody in particular, or of a time just now."""
    if message.has(index, "<anyone>"):
        return False  # "a child", "someone": my child and his friend are told by "my" and "his"
    return any(message.has(index, name) for name in ("<self>", "<they>", "<relation>", "<fresh>"))


def _opens_clause(words: Words, index: int) -> bool:
    return index == 0 or words.clauses[index - 1] != words.clauses[index]


# --- not a person's own ---------------------------------------------------------------------------


def _mark_unreal(message: Message, context: Context) -> None:
    for index, person in enumerate(context.people):
        if person == PET:
            context.marks[index] |= UNREAL
    stories = {message.words.sentences[cue.start] for cue in message.cues.get("in_a_story", ())}
    for index, sentence in enumerate(message.words.sentences):
        if sentence in stories:
            context.marks[index] |= UNREAL
    for cue in message.cues.get("idiom", ()):
        for index in range(cue.start, cue.end + 1):
            context.marks[index] |= UNREAL


def _covered(mentions: Iterable[Mention], longer: bool = False) -> set[int]:
    """The words inside mentions (of more than one word, where ``longer``)."""
    return {
        index
        for mention in mentions
        if not longer or mention.end > mention.start
        for index in range(mention.start, mention.end + 1)
    }
