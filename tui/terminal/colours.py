"""Colours of a terminal, and the nearest one for any other colour.

Neither Textual nor Rich can do this: both keep the bytes of a style for the first terminal that it
was drawn on, and a server's readers would get one another's colours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import IntEnum
from functools import lru_cache

from tui.terminal.style import Style


class Colours(IntEnum):
    """The number of colours of a terminal."""

    NONE = 0
    SIXTEEN = 16
    PALETTE = 256
    MILLIONS = 1 << 24

    @property
    def words(self) -> str:
        """Number of colours in words, for people."""
        return _WORDS[self]


_WORDS = {
    Colours.NONE: "no colours",
    Colours.SIXTEEN: "16 colours",
    Colours.PALETTE: "256 colours",
    Colours.MILLIONS: "16 million colours",
}

_DIRECT = re.compile(
    r".*-direct(2|16|256)?$|(xterm-)?(kitty|ghostty)$|(alacritty|foot|wezterm|contour|rio)([-+].*)?$"
)
"""Names of terminals with millions of colours in every version."""


def colours(environment: Mapping[str, str], described: int | None, by_name_only: bool) -> Colours:
    """Return the number of colours to use.

    `described` is the number in the terminal's description, None where there is none. With
    `by_name_only`, `COLORTERM` is ignored: the variable outlives the terminal that set it, and
    neither a console nor GNU screen has the colours that it announces. Any `NO_COLOR` but an empty
    one means none (no-color.org).
    """
    term = environment.get("TERM", "")
    if environment.get("NO_COLOR"):
        return Colours.NONE
    if not by_name_only and environment.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return Colours.MILLIONS
    if _DIRECT.match(term):
        return Colours.MILLIONS
    if "256" in term or (described or 0) >= Colours.PALETTE:
        return Colours.PALETTE
    if described == 0 or re.match(r"vt\d|.*-(m|mono)$", term):
        return Colours.NONE
    return Colours.SIXTEEN


@lru_cache(4096)
def shown(style: Style, colours: Colours) -> Style:
    """Return a style with the nearest colours of a terminal."""
    if colours == Colours.MILLIONS:
        return style
    return style._replace(
        foreground=_shown(style.foreground, colours, 30),
        background=_shown(style.background, colours, 40),
    )


def _shown(parameters: str, colours: Colours, base: int) -> str:
    if not parameters or colours == Colours.NONE:
        return ""
    parts = parameters.split(";")
    if len(parts) == 1:
        return parameters
    if parts[1] == "2":
        red, green, blue = (int(part) for part in parts[2:5])
        if colours == Colours.PALETTE:
            return f"{base + 8};5;{nearest_of_256(red, green, blue)}"
    elif colours == Colours.PALETTE:
        return parameters
    elif int(parts[2]) < 16:
        return _of_16(int(parts[2]), base)
    else:
        red, green, blue = rgb_of_256(int(parts[2]))
    return _of_16(nearest_of_16(red, green, blue), base)


def _of_16(number: int, base: int) -> str:
    return str(base + number if number < 8 else base + 60 + number - 8)


_STEPS = (0, 95, 135, 175, 215, 255)
"""Levels of red, green and blue in the cube of 6x6x6 in xterm's 256 colours, from 16 on."""
_SIXTEEN = (
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0),
    (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
    (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0),
    (92, 92, 255), (255, 0, 255), (0, 255, 255), (255, 255, 255),
)  # fmt: skip
"""RGB of xterm's own sixteen colours; other terminals' differ little."""


def rgb_of_256(number: int) -> tuple[int, int, int]:
    """Return the RGB that xterm shows for a colour from 16 to 255."""
    if number >= 232:
        grey = 8 + 10 * (number - 232)
        return grey, grey, grey
    number -= 16
    return _STEPS[number // 36], _STEPS[number // 6 % 6], _STEPS[number % 6]


def nearest_of_256(red: int, green: int, blue: int) -> int:
    """Return the nearest number in cube and greys; the first sixteen are set by each reader."""
    wanted = red, green, blue
    return min(range(16, 256), key=lambda number: _distance(rgb_of_256(number), wanted))


def nearest_of_16(red: int, green: int, blue: int) -> int:
    """Return the nearest number of the sixteen, from 0."""
    wanted = red, green, blue
    return min(range(16), key=lambda number: _distance(_SIXTEEN[number], wanted))


def _distance(one: tuple[int, int, int], other: tuple[int, int, int]) -> int:
    """Return the "redmean" distance, close to the eye's (T. Riemersma, Colour metric, 1999)."""
    mean = (one[0] + other[0]) // 2
    red, green, blue = (a - b for a, b in zip(one, other, strict=True))
    return (((512 + mean) * red * red) >> 8) + 4 * green * green + (((767 - mean) * blue**2) >> 8)
