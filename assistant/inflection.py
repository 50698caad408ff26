"""Forms of English words: what ``drag~`` stands for in a pattern.

The forms are spelt out once, when the library is built: rules for regular words, a table for the
irregular ones that danger signs need.
"""

from __future__ import annotations

_IRREGULAR = """
be am is are was were been being
bend bends bent bending
begin begins began begun beginning
bleed bleeds bled bleeding
break breaks broke broken breaking
breathe breathes breathed breathing
bring brings brought bringing
bust busts busted busting
buy buys bought buying
catch catches caught catching
come comes came coming
cut cuts cutting
die dies died dying
do does did done doing
draw draws drew drawn drawing
drink drinks drank drunk drinking
drive drives drove driven driving
eat eats ate eaten eating
empty empties emptied emptying
fall falls fell fallen falling
feel feels felt feeling
find finds found finding
fit fits fitted fitting
freeze freezes froze frozen freezing
get gets got gotten getting
give gives gave given giving
go goes went gone going
have has had having
hit hits hitting
hold holds held holding
hurt hurts hurting
keep keeps kept keeping
know knows knew known knowing
lay lays laid laying
leave leaves left leaving
let lets letting
lie lies lay lain lying
lose loses lost losing loosing
make makes made making
mean means meant meaning
pee pees peed peeing
put puts putting
quit quits quitting
run runs ran running
say says said saying
see sees saw seen seeing
shake shakes shook shaken shaking
shit shits shat shitting
shoot shoots shot shooting
show shows showed shown showing
sit sits sat sitting
sleep sleeps slept sleeping
slide slides slid sliding
speak speaks spoke spoken speaking
spread spreads spreading
stand stands stood standing
stick sticks stuck sticking
stop stops stopped stopping
sweat sweats sweated sweating
swell swells swelled swollen swelling
take takes took taken taking
tear tears tore torn tearing
tell tells told telling
think thinks thought thinking
throw throws threw thrown throwing
wake wakes woke woken waking
wee wees weed weeing
wet wets wetted wetting
write writes wrote written writing
"""
_TABLE = {line.split()[0]: line.split() for line in _IRREGULAR.split("\n") if line}
_VOWELS = "aeiou"


def forms(word: str) -> list[str]:
    """A word, its plural or third person, its past and its -ing form, the word first.

    >>> forms("drag")
    ['drag', 'drags', 'dragged', 'dragging']
    >>> forms("numb")
    ['numb', 'numbs', 'numbed', 'numbing']
    """
    if word in _TABLE:
        return list(_TABLE[word])
    return [word, _with_s(word), _with_ed(word), _with_ing(word)]


def _with_s(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    return word[:-1] + "ies" if _ends_in_consonant_y(word) else word + "s"


def _with_ed(word: str) -> str:
    if word.endswith("e"):
        return word + "d"
    if _ends_in_consonant_y(word):
        return word[:-1] + "ied"
    return _doubled(word) + "ed"


def _with_ing(word: str) -> str:
    if word.endswith("e") and not word.endswith(("ee", "oe", "ye")):
        return word[:-1] + "ing"
    return _doubled(word) + "ing"


def _ends_in_consonant_y(word: str) -> bool:
    return word.endswith("y") and word[-2:-1] not in _VOWELS


def _doubled(word: str) -> str:
    """The word with its last letter doubled where English doubles it: drag, throb, slip."""
    vowels = [index for index, letter in enumerate(word) if letter in _VOWELS]
    if vowels == [len(word) - 2] and word[-1] not in "wxy":
        return word + word[-1]
    return word
