"""Families of terminals: features by the name in `TERM`.

A terminal that doesn't know a sequence may print the rest of it. Sources: XTerm Control Sequences;
the kernel's drivers/tty/vt/vt.c for the console; DEC's VT100 and VT220 manuals; tmux(1), screen(1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto


class Feature(Enum):
    """An ability of terminals beyond ECMA-48."""

    HIDDEN_CURSOR = auto()
    """DECTCEM, mode 25."""
    ALTERNATE_SCREEN = auto()
    """Mode 1049: its end restores the screen from before."""
    MOUSE = auto()
    """Modes 1000 and 1006."""
    PASTE = auto()
    """Mode 2004: pasted text comes between two marks."""
    KITTY_KEYBOARD = auto()
    """Keys as numbers, so that Escape differs at once from the start of a sequence."""
    ASKED = auto()
    """DECRQM, the query whether the terminal knows synchronised output (2026)."""
    STRINGS = auto()
    """OSC: a string that is no text, such as a title or the clipboard (OSC 52)."""
    LINKS = auto()
    """OSC 8: hyperlinks."""


@dataclass(frozen=True, slots=True)
class Family:
    """Terminals with the same features."""

    name: str
    features: frozenset[Feature]


_F = Feature
DEC = Family("vt100", frozenset())
LATER_DEC = Family("vt220", frozenset({_F.HIDDEN_CURSOR}))
CONSOLE = Family("console", frozenset({_F.HIDDEN_CURSOR}))
SCREEN = Family(
    "screen", frozenset({_F.HIDDEN_CURSOR, _F.ALTERNATE_SCREEN, _F.MOUSE, _F.PASTE, _F.STRINGS})
)
TMUX = Family("tmux", SCREEN.features | {_F.LINKS, _F.ASKED})
EARLIER_XTERM = Family("rxvt", SCREEN.features)
XTERM = Family("xterm", frozenset(Feature))

_NAMES = (
    (r"vt(50|52|1\d\d)", DEC),
    (r"vt\d\d\d", LATER_DEC),
    (r"tmux", TMUX),
    (r"screen", SCREEN),
    (r"(rxvt|Eterm|aterm|mrxvt|putty|st)([-.]|$)", EARLIER_XTERM),
    (
        r"(xterm|alacritty|foot|kitty|wezterm|ghostty|contour|konsole|gnome|vte|mintty|iTerm2?"
        r"|iterm2?|rio|mlterm|nsterm|ms-terminal|terminology|terminator)([-.+]|$)",
        XTERM,
    ),
)


def family(term: str) -> Family:
    """Return the family of a name in `TERM`; the console for an unknown name.

    An empty name means no terminal but a picture of one, which shows everything: xterm.
    """
    if not term:
        return XTERM
    return next((found for names, found in _NAMES if re.match(names, term)), CONSOLE)


_MODES = {
    "7": None,  # autowrap: every terminal has it
    "25": Feature.HIDDEN_CURSOR,
    "1049": Feature.ALTERNATE_SCREEN,
    **dict.fromkeys(("1000", "1002", "1003", "1006", "1015", "1016"), Feature.MOUSE),
    "2004": Feature.PASTE,
    "2026": Feature.ASKED,
}
"""Private modes and the feature that each needs, None for every terminal; any other is never set.

Missing on purpose: reports of the focus (1004), for which the screen would be drawn anew whenever
the window is left or entered, and of the size (2048), which comes by a signal or the connection.
"""
_STRINGS = {
    **dict.fromkeys(("0", "1", "2", "52"), Feature.STRINGS),  # titles; the clipboard
    "8": Feature.LINKS,
}
_SEQUENCE = re.compile(
    r"\x1b\[\?(?P<modes>[0-9;]+)[hl]"
    r"|\x1b\[\?(?P<asked>[0-9]+)\$p"
    r"|(?P<pushed>\x1b\[>[0-9;]*u)"
    r"|(?P<keyboard>\x1b\[[<=][0-9;]*u|\x1b\[\?u)"
    r"|\x1b\](?P<string>[0-9]+)[^\x07\x1b]*(?:\x07|\x1b\\)"
)
_CLEARED = "\x1b[H\x1b[2J"


def only_known(sequences: str, family: Family, keyboard_flags: int) -> str:
    """Return control sequences with only the ones that a terminal of this family knows.

    A request of the kitty keyboard protocol gets these flags in place of its own. Without an
    alternate screen the only screen is cleared instead, before and after.
    """

    def known(match: re.Match[str]) -> str:
        if match["modes"] == "1049" and Feature.ALTERNATE_SCREEN not in family.features:
            return _CLEARED
        if not _is_known(match, family.features):
            return ""
        return f"\x1b[>{keyboard_flags}u" if match["pushed"] else match[0]

    return _SEQUENCE.sub(known, sequences)


def _is_known(match: re.Match[str], features: frozenset[Feature]) -> bool:
    if modes := match["modes"]:
        wanted = [_MODES.get(mode, False) for mode in modes.split(";")]
        return all(mode is None or mode in features for mode in wanted)
    if asked := match["asked"]:
        return Feature.ASKED in features and asked in _MODES
    if match["keyboard"] or match["pushed"]:
        return Feature.KITTY_KEYBOARD in features
    return _STRINGS.get(match["string"]) in features
