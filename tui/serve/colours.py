"""In which colours does one reader's terminal show what all screens of a server draw in millions?

Textual and Rich know one number of colours for a whole process, and keep what they once computed.
So every screen is drawn in full colour, and reduced on the way to a terminal that shows fewer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import Enum
from functools import lru_cache

from rich.color import Color, ColorSystem

_SGR = re.compile(r"\x1b\[([0-9;]+)m")
_TRUE = re.compile(r"\b([34])8;2;([0-9]{1,3});([0-9]{1,3});([0-9]{1,3})")
_INDEXED = re.compile(r"\b([34])8;5;([0-9]{1,3})")
_MILLIONS = ("-direct", "alacritty", "xterm-kitty", "xterm-ghostty", "wezterm", "foot", "contour")


class Colours(Enum):
    """How many a terminal shows."""

    NONE = 0
    SIXTEEN = 16
    MANY = 256
    MILLIONS = 1 << 24


def colours(environment: Mapping[str, str]) -> Colours:
    """How many the terminal of an environment shows, as far as it says so."""
    term = environment.get("TERM", "")
    if environment.get("NO_COLOR"):
        return Colours.NONE
    if environment.get("COLORTERM") in ("truecolor", "24bit") or any(
        map(term.__contains__, _MILLIONS)
    ):
        return Colours.MILLIONS
    return Colours.MANY if "256" in term else Colours.SIXTEEN


def reduction(shown: Colours) -> Callable[[str], str] | None:
    """What is done with the escape sequences for such a terminal; None where nothing has to be."""
    if shown is Colours.MILLIONS:
        return None
    return lambda data: _SGR.sub(lambda match: _reduced(match[0], shown), data)


@lru_cache(4096)
def _reduced(sequence: str, shown: Colours) -> str:
    def reduced(match: re.Match[str]) -> str:
        red, green, blue = (min(int(part), 255) for part in match.groups()[1:])
        return _code(Color.from_rgb(red, green, blue), shown, match[1] == "3")

    def again(match: re.Match[str]) -> str:
        return _code(Color.from_ansi(min(int(match[2]), 255)), shown, match[1] == "3")

    if shown is Colours.NONE:
        return _without_colours(sequence)
    sequence = _TRUE.sub(reduced, sequence)
    return _INDEXED.sub(again, sequence) if shown is Colours.SIXTEEN else sequence


def _code(colour: Color, shown: Colours, is_foreground: bool) -> str:
    system = ColorSystem.EIGHT_BIT if shown is Colours.MANY else ColorSystem.STANDARD
    return ";".join(colour.downgrade(system).get_ansi_codes(foreground=is_foreground))


def _without_colours(sequence: str) -> str:
    """The sequence with what makes bold, dim, reversed …"""
    parameters = _INDEXED.sub("", _TRUE.sub("", sequence[2:-1])).split(";")
    kept = [each for each in parameters if each and not _is_colour(int(each))]
    if not kept and any(parameters):
        return ""
    return f"\x1b[{';'.join(kept)}m"


def _is_colour(parameter: int) -> bool:
    return 30 <= parameter <= 49 or 90 <= parameter <= 107
