"""Families of terminals: features by the name in `TERM`.

A terminal that doesn't know a sequence may print the rest of it. Sources: XTerm Control Sequences;
the kernel's drivers/tty/vt/vt.c for the console; DEC's VT100 and VT220 manuals; tmux(1), screen(1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto


class Feature(Enum):
    """What a terminal may know beyond ECMA-48."""

    HIDDEN_CURSOR = auto()
    """DECTCEM, mode 25."""
    ALTERNATE_SCREEN = auto()
    """Mode 1049: what stood there before comes back afterwards."""
    MOUSE = auto()
    """Modes 1000 and 1006."""
    PASTE = auto()
    """Mode 2004: pasted text comes between two marks."""
    KITTY_KEYBOARD = auto()
    """Keys as numbers, so that Escape is told from the start of a sequence at once."""
    ASKED = auto()
    """DECRQM, by which the terminal is asked whether it knows synchronised output (2026)."""
    STRINGS = auto()
    """OSC: a string that is no text, such as a title or the clipboard (OSC 52)."""
    LINKS = auto()
    """OSC 8: hyperlinks."""


@dataclass(frozen=True, slots=True)
class Family:
    """Terminals that know the same."""

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
    """The family of a name in `TERM`; one that nothing is known of is taken for a console.

    Without a name there is no terminal but a picture of one, which shows everything.
    """
    if not term:
        return XTERM
    return next((found for names, found in _NAMES if re.match(names, term)), CONSOLE)


_MODES = {
    "7": None,  # lines wrap: every one of them
    "25": Feature.HIDDEN_CURSOR,
    "1049": Feature.ALTERNATE_SCREEN,
    **dict.fromkeys(("1000", "1002", "1003", "1006", "1015", "1016"), Feature.MOUSE),
    "2004": Feature.PASTE,
    "2026": Feature.ASKED,
}
"""Private modes that are set where the terminal knows them; any other is set nowhere. Among these
are reports of the focus (1004), which make the screen be drawn anew whenever the window is left or
entered, and of the size (2048), which comes by a signal or the connection as well."""
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
    """Control sequences without those that a terminal of this family doesn't know.

    Of the kitty keyboard protocol it is asked for these flags, whatever is asked for there.
    Where there is no alternate screen, the only one is cleared instead, before and after.
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
