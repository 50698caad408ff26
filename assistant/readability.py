"""Reading age: the two measures that the knowledge files are held to, medical terms excepted.

Flesch-Kincaid grade (Kincaid et al. 1975) and SMOG (McLaughlin 1969) as textstat computes them.
"""

from __future__ import annotations

import importlib
import re

from assistant.typed import Any

# Terms that a person with back pain meets anyway, without a shorter word; each counts as "back".
MEDICAL_TERMS = (
    "acetaminophen", "activity", "activities", "acupuncture", "anti-inflammatories",
    "anti-inflammatory", "arthritis", "cauda equina", "chiropractic", "chiropractor",
    "chiropractors", "circulation", "claudication", "degenerative", "emergency", "examination",
    "exercise", "exercises", "gabapentin", "herniated", "ibuprofen", "inflammatory", "injection",
    "injections", "manipulation", "medicine", "medicines", "operation", "opioid", "opioids",
    "osteoporosis", "paracetamol", "pharmacist", "physiotherapist", "physiotherapists",
    "physiotherapy", "pregnancy", "sciatica", "stenosis", "steroid", "steroids", "surgery",
    "therapist", "therapy", "vertebra", "vertebrae",
)  # fmt: skip
_MEDICAL = re.compile(
    r"\b(" + "|".join(map(re.escape, sorted(MEDICAL_TERMS, key=len, reverse=True))) + r")\b", re.I
)


def _sentences(text: str) -> str:
    """The text as sentences: items of lists and headings get the full stop that they lack."""
    lines = [line.removeprefix("- ").strip() for line in text.split("\n")]
    return "\n".join(line if line[-1:] in ".?!" else line + "." for line in lines if line)


def _plain(text: str) -> str:
    return _MEDICAL.sub("back", _sentences(text))


def _textstat() -> Any:
    return importlib.import_module("textstat")  # of the test extra: only checks measure this


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of a text (United States school years)."""
    return float(_textstat().flesch_kincaid_grade(_plain(text)))


def smog(text: str) -> float:
    """The SMOG grade of a text."""
    return float(_textstat().smog_index(_plain(text)))
