"""Styles of cells and the bytes from one style to another."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple


class Style(NamedTuple):
    """The style of a cell, in the terms of SGR (ECMA-48, 8.3.117) and OSC 8."""

    foreground: str = ""
    """The SGR parameters of a colour: `31`, `38;5;208`; empty for the terminal's own."""
    background: str = ""
    attributes: frozenset[str] = frozenset()
    """The SGR parameters that switch something on: `1` bold, `7` reversed …"""
    link: str = ""
    """`parameters;URI` of a hyperlink, empty for none."""

    @property
    def is_drawn_on_blanks(self) -> bool:
        """Whether a space of this style shows more than its background."""
        return bool(self.attributes & _DRAWN_ON_BLANKS)

    def of_blank(self) -> Style:
        """Return the style of a space: without colours and attributes that are invisible on it."""
        if self.is_drawn_on_blanks:
            return self
        return Style(background=self.background, link=self.link)


PLAIN = Style()

_OFF = {
    **{"1": "22", "2": "22", "3": "23", "4": "24", "21": "24", "5": "25", "6": "25", "7": "27"},
    **{"8": "28", "9": "29", "51": "54", "52": "54", "53": "55"},
}
"""Each attribute with the parameter that switches it off."""
_SWITCHED_OFF = {off: frozenset(on for on in _OFF if _OFF[on] == off) for off in _OFF.values()}
_DRAWN_ON_BLANKS = frozenset({"4", "21", "7", "9", "51", "52", "53"})
"""Underlines, reversal, strike, frames, overline; a space has no strokes to be bold or to blink."""
_FOREGROUNDS = frozenset(map(str, (*range(30, 38), *range(90, 98))))
_BACKGROUNDS = frozenset(map(str, (*range(40, 48), *range(100, 108))))
_COLOUR_PARAMETERS = {"5": 3, "2": 5}
"""Total number of parameters of a colour: `38;5;N` and `38;2;R;G;B`."""


@lru_cache(4096)
def with_sgr(style: Style, parameters: str) -> Style | None:
    """Return the style after `CSI parameters m`; None for an unknown parameter."""
    left = parameters.split(";")
    while left:
        code = left[0] or "0"
        taken = 1
        if code == "0":
            style = Style(link=style.link)
        elif code in _OFF:
            style = style._replace(attributes=style.attributes | {code})
        elif code in _SWITCHED_OFF:
            style = style._replace(attributes=style.attributes - _SWITCHED_OFF[code])
        elif code in _FOREGROUNDS or code == "39":
            style = style._replace(foreground="" if code == "39" else code)
        elif code in _BACKGROUNDS or code == "49":
            style = style._replace(background="" if code == "49" else code)
        elif code in ("38", "48") and len(left) > 1 and left[1] in _COLOUR_PARAMETERS:
            taken = _COLOUR_PARAMETERS[left[1]]
            if len(left) < taken or not all(left[:taken]):
                return None
            colour = ";".join(left[:taken])
            style = (
                style._replace(foreground=colour)
                if code == "38"
                else style._replace(background=colour)
            )
        else:
            return None
        del left[:taken]
    return style


@lru_cache(4096)
def shows_blanks(pen: Style, blank: Style) -> bool:
    """Return whether spaces of this pen, written or erased, look like those of `blank`."""
    return pen == blank or pen.of_blank() == blank


@lru_cache(4096)
def change(pen: Style, wanted: Style, has_off: bool) -> str:
    """Return the shortest bytes that turn one pen into another.

    Without `has_off` the terminal, such as a vt100, has no parameters that switch off one
    attribute.
    """
    sequence = ""
    if pen.link != wanted.link:
        sequence = f"\x1b]8;{wanted.link or ';'}\x1b\\"
    if pen._replace(link=wanted.link) == wanted:
        return sequence
    anew = ["", *_on(PLAIN, wanted)]
    ways = [_sgr(anew)]
    lost = pen.attributes - wanted.attributes
    loses = bool(lost) or any(had and not has for had, has in zip(pen[:2], wanted[:2], strict=True))
    if has_off or not loses:
        off = sorted({_OFF[code] for code in lost})
        # 22 ends bold and dim alike, 24 both underlines: attributes that stay are switched on again
        ended = frozenset().union(*(_SWITCHED_OFF[code] for code in off))
        ways.append(_sgr([*off, *_on(pen._replace(attributes=pen.attributes - ended), wanted)]))
    return sequence + min(ways, key=len)


def _on(pen: Style, wanted: Style) -> list[str]:
    """Return the parameters that switch on or set the differences."""
    parameters = sorted(wanted.attributes - pen.attributes, key=int)
    if pen.foreground != wanted.foreground:
        parameters.append(wanted.foreground or "39")
    if pen.background != wanted.background:
        parameters.append(wanted.background or "49")
    return parameters


def _sgr(parameters: list[str]) -> str:
    return f"\x1b[{';'.join(parameters)}m"
