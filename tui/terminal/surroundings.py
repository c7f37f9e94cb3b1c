"""Surroundings of a session: its terminal, multiplexer, distance, settings.

All that differs from one reader to another is decided here, once for a connection, from the
reader's environment: a server has many readers, and its own environment is none of theirs.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

from tui.terminal.capabilities import Capabilities, capabilities
from tui.terminal.charset import ASCII, UTF_8, Signs, charset
from tui.terminal.colours import Colours, colours, shown
from tui.terminal.families import (
    CONSOLE,
    EARLIER_XTERM,
    SCREEN,
    TMUX,
    XTERM,
    Family,
    Feature,
    family,
    only_known,
)
from tui.terminal.style import Style

SignChoice = Literal["unicode", "ascii"]

ESCAPE_SECONDS = 0.05
"""Timeout of a sequence after its Escape; a longer one is felt, a shorter one breaks slow links."""
_ESCAPE_LEAST, _ESCAPE_MOST = 0.001, 10.0
_FIRST_FLAG, _BASE_LAYOUT = 1, 4
"""Flags of the kitty keyboard protocol: 1 sends ambiguous keys as numbers, letters and Enter as
ever; 4 adds the key of a US layout.
"""


class Multiplexer(Enum):
    """A program between newstui and the terminal that shows many programs on one terminal."""

    TMUX = "tmux"
    SCREEN = "screen"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Known properties of one reader's terminal."""

    term: str
    family: Family
    capabilities: Capabilities
    colours: Colours
    signs: Signs
    is_remote: bool
    """Whether the reader sits elsewhere: nothing is opened or copied on this machine."""
    multiplexers: tuple[Multiplexer, ...] = ()
    """Multiplexers around newstui, from the inside out."""
    escape_seconds: float = ESCAPE_SECONDS
    """Timeout of a sequence after its Escape: `$ESCDELAY`, as for ncurses."""
    display: frozenset[str] = field(default_factory=frozenset)
    """Variables that name a display of this machine, or `darwin`: where it has a clipboard."""

    def has(self, feature: Feature) -> bool:
        """Return whether the terminal knows a feature."""
        return feature in self.family.features

    def known(self, sequences: str) -> str:
        """Return control sequences except the ones that the terminal would print."""
        return only_known(sequences, self.family, self._keyboard_flags)

    @property
    def _keyboard_flags(self) -> int:
        """Flags to request of the kitty keyboard protocol; Textual would request all.

        A killed process leaves the protocol on, and so does a cut link: with these flags the shell
        behind can still be typed in. Far away no more than the first flag is requested.
        """
        return _FIRST_FLAG if self.is_remote else _FIRST_FLAG | _BASE_LAYOUT

    def look(self, wanted: Style) -> Style:
        """Return the nearest style that the terminal shows: in its colours, links only if known."""
        if wanted.link and not self.has(Feature.LINKS):
            wanted = wanted._replace(link="")
        return shown(wanted, self.colours)

    def encode(self, text: str) -> bytes:
        """Return the bytes of a text, control sequences included."""
        return self.signs.encode(text)


def surroundings(environment: Mapping[str, str], signs: SignChoice | None = None) -> Surroundings:
    """Return all that a reader's environment tells of the terminal, `TERM` least of all.

    `signs` overrules the locale and the terminal's name.
    """
    term = environment.get("TERM", "")
    around = _multiplexers(environment)
    found = _family(term, around)
    can = capabilities(environment)
    by_name_only = found not in (XTERM, EARLIER_XTERM, TMUX)
    return Surroundings(
        term=term,
        family=found,
        capabilities=can,
        colours=colours(environment, can.colours, by_name_only),
        signs=_signs(charset(environment), found, signs),
        is_remote=any(environment.get(name) for name in _REMOTE),
        multiplexers=around,
        escape_seconds=_escape_seconds(environment.get("ESCDELAY", "")),
        display=_display(environment),
    )


def _escape_seconds(milliseconds: str) -> float:
    if re.fullmatch(r"[0-9]{1,9}", milliseconds) is None:
        return ESCAPE_SECONDS
    return min(max(int(milliseconds) / 1000, _ESCAPE_LEAST), _ESCAPE_MOST)


_REMOTE = ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY")


def _signs(codec: str, found: Family, wanted: SignChoice | None) -> Signs:
    """Return the characters to draw with; a console's font has letters, but no stars."""
    if wanted == "unicode":
        return Signs(UTF_8)
    if wanted == "ascii":
        return Signs(codec, plain=True)
    return Signs(codec, plain=codec == ASCII or found is CONSOLE)


def _display(environment: Mapping[str, str]) -> frozenset[str]:
    found = {name for name in ("WAYLAND_DISPLAY", "DISPLAY") if environment.get(name)}
    return frozenset(found | ({"darwin"} if sys.platform == "darwin" else set()))


def _family(term: str, around: tuple[Multiplexer, ...]) -> Family:
    """Return the family of `TERM`; inside tmux or screen theirs, whatever `TERM` says."""
    if not around:
        return family(term)
    return TMUX if around[0] is Multiplexer.TMUX else SCREEN


def _multiplexers(environment: Mapping[str, str]) -> tuple[Multiplexer, ...]:
    """Return the multiplexers around newstui, from the inside out, as far as the environment tells.

    Both set a variable that programs inside inherit, the inner multiplexer too. With both, `TERM`
    tells the inner one (screen puts the outer name behind its own, `screen.xterm-256color`), or the
    numbers of the two processes do, for the inner one is the later. Over SSH only `TERM` comes.
    """
    term = environment.get("TERM", "")
    tmux, screen = Multiplexer.TMUX, Multiplexer.SCREEN
    in_tmux, in_screen = bool(environment.get("TMUX")), bool(environment.get("STY"))
    if in_tmux and in_screen:
        return (screen, tmux) if _screen_is_inside(environment) else (tmux, screen)
    if in_tmux or (term.startswith("tmux") and not in_screen):
        return (tmux,)
    return (screen,) if in_screen or term.startswith("screen") else ()


def _screen_is_inside(environment: Mapping[str, str]) -> bool:
    """Return whether screen runs inside tmux, in an environment with the variables of both."""
    term = environment.get("TERM", "")
    if term.startswith(("screen.", "tmux")):
        return term.startswith("screen.")
    screens = re.match(r"[0-9]{1,9}", environment["STY"])  # process.terminal.host
    tmuxs = re.search(r",([0-9]{1,9}),[^,]*\Z", environment["TMUX"])  # socket,process,session
    return screens is not None and tmuxs is not None and int(screens[0]) > int(tmuxs[1])
