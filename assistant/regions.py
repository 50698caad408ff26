"""Regions: what the regions of the emergency numbers are called, and which one a name means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .options import REGIONS

Names = Mapping[str, Sequence[str]]


def region_of(names: Names, called: str) -> str | None:
    """The region that a person means by a code or the name of a country; None where none is known.

    Args:
        names: the names of each region: ``chat.regions`` of responses.yaml.
        called: what they typed.

    Example:
        >>> region_of({"uk": ["United Kingdom", "England"]}, "the U.K.")
        'uk'
    """
    wanted = _alike(called)
    for region in REGIONS:
        if wanted in (region, *map(_alike, names.get(region, ()))):
            return region
    return None


def region_code(called: str) -> str | None:
    """The region that a code or the name of a country means, before any library is open.

    Args:
        called: what was typed on the command line, or written in a configuration.
    """
    if called.lower() in REGIONS:
        return called.lower()
    from .templates import shipped_words  # reads YAML: only for a name

    return region_of(shipped_words("chat")["regions"], called)


def _alike(name: str) -> str:
    """A name without case, accents, dots and gaps."""
    from .text import words  # with its stemmer it takes longer than reading a command line

    return "".join(word for word in words(name) if word != "the")


def shown_region(names: Names, region: str) -> str:
    """A region by its code and its name."""
    return f"{region} ({names[region][0]})"


def region_lines(names: Names) -> Iterator[str]:
    """Each region's code with its name behind it."""
    for region in REGIONS:
        yield f"  {region:4}  {names[region][0]}"
