"""Surroundings of a session: its terminal, multiplexer, distance, settings.

All that differs from one reader to another is decided here, once for a connection, from its
environment: a server has many readers and one environment of its own that is none of theirs.
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
"""How long after Escape the rest of a sequence may come; more is felt, less breaks slow links."""
_ESCAPE_LEAST, _ESCAPE_MOST = 0.001, 10.0
_FIRST_FLAG, _BASE_LAYOUT = 1, 4
"""Of the kitty keyboard protocol: keys that need it are sent as numbers, letters and Enter as ever;
the key of a US layout is named too."""


class Multiplexer(Enum):
    """A program between newstui and the terminal, which shows many programs on it."""

    TMUX = "tmux"
    SCREEN = "screen"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """One reader's terminal, as far as it is known."""

    term: str
    family: Family
    capabilities: Capabilities
    colours: Colours
    signs: Signs
    is_remote: bool
    """The reader sits elsewhere: nothing is opened or copied on this machine."""
    multiplexers: tuple[Multiplexer, ...] = ()
    """What is around newstui, from the inside out."""
    escape_seconds: float = ESCAPE_SECONDS
    """How long after Escape the rest of a sequence may come: `$ESCDELAY`, as for ncurses."""
    display: frozenset[str] = field(default_factory=frozenset)
    """Where this machine's programs have a clipboard: names of the variables that say so."""

    def has(self, feature: Feature) -> bool:
        """Whether the terminal knows it."""
        return feature in self.family.features

    def known(self, sequences: str) -> str:
        """Control sequences without those that the terminal would print."""
        return only_known(sequences, self.family, self._keyboard_flags)

    @property
    def _keyboard_flags(self) -> int:
        """How much of the kitty keyboard protocol is asked for, of which Textual uses it all.

        A process that is killed leaves it on, and a link that is cut, too: with these flags the
        shell behind can still be typed in. Far away no more than the first one is left.
        """
        return _FIRST_FLAG if self.is_remote else _FIRST_FLAG | _BASE_LAYOUT

    def look(self, wanted: Style) -> Style:
        """How a cell is shown here: in the colours that there are, as a link where there are."""
        if wanted.link and not self.has(Feature.LINKS):
            wanted = wanted._replace(link="")
        return shown(wanted, self.colours)

    def encode(self, text: str) -> bytes:
        """What is sent for a text, control sequences included."""
        return self.signs.encode(text)


def surroundings(environment: Mapping[str, str], signs: SignChoice | None = None) -> Surroundings:
    """What can be known from a reader's environment, of which `TERM` is the least.

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
    """A console's font has a few hundred signs: letters, but no stars."""
    if wanted == "unicode":
        return Signs(UTF_8)
    if wanted == "ascii":
        return Signs(codec, plain=True)
    return Signs(codec, plain=codec == ASCII or found is CONSOLE)


def _display(environment: Mapping[str, str]) -> frozenset[str]:
    found = {name for name in ("WAYLAND_DISPLAY", "DISPLAY") if environment.get(name)}
    return frozenset(found | ({"darwin"} if sys.platform == "darwin" else set()))


def _family(term: str, around: tuple[Multiplexer, ...]) -> Family:
    """By its name, but whatever that says, tmux and screen are what they are."""
    if not around:
        return family(term)
    return TMUX if around[0] is Multiplexer.TMUX else SCREEN


def _multiplexers(environment: Mapping[str, str]) -> tuple[Multiplexer, ...]:
    """Which are around us, from the inside out, as far as can be told.

    Both set a variable that what they start inherits, the inner one too. With both, the name tells
    which that is (screen puts the outer one behind its own, `screen.xterm-256color`), or else the
    numbers of the two processes, of which the inner one is the later. Over SSH only `TERM` comes.
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
    """Of both, whether it is screen that is inside."""
    term = environment.get("TERM", "")
    if term.startswith(("screen.", "tmux")):
        return term.startswith("screen.")
    screens = re.match(r"[0-9]{1,9}", environment["STY"])  # process.terminal.host
    tmuxs = re.search(r",([0-9]{1,9}),[^,]*\Z", environment["TMUX"])  # socket,process,session
    return screens is not None and tmuxs is not None and int(screens[0]) > int(tmuxs[1])
