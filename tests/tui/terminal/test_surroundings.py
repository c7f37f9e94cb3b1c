"""Tests of the known facts about a terminal, and of the sequences that it is therefore not sent."""

from __future__ import annotations

import pytest

from tui.terminal.families import Feature
from tui.terminal.style import PLAIN
from tui.terminal.surroundings import Multiplexer, surroundings

TMUX, SCREEN = Multiplexer.TMUX, Multiplexer.SCREEN
START = (
    "\x1b[?1049h\x1b[?1000h\x1b[?1003h\x1b[?1006h\x1b[?25l\x1b[?1004h\x1b[>25u\x1b[?2026$p"
    "\x1b[?2048$p\x1b[?2004h\x1b[?7l\x1b]0;newstui\x07\x1b]22;default\x07"
)
"""Textual's first output."""


@pytest.mark.parametrize(
    ("term", "sent"),
    [
        ("vt100", "\x1b[H\x1b[2J\x1b[?7l"),
        ("vt220", "\x1b[H\x1b[2J\x1b[?25l\x1b[?7l"),
        ("linux", "\x1b[H\x1b[2J\x1b[?25l\x1b[?7l"),
        ("of-tomorrow", "\x1b[H\x1b[2J\x1b[?25l\x1b[?7l"),
        (
            "screen",
            "\x1b[?1049h\x1b[?1000h\x1b[?1003h\x1b[?1006h\x1b[?25l\x1b[?2004h\x1b[?7l"
            "\x1b]0;newstui\x07",
        ),
        (
            "xterm-256color",
            "\x1b[?1049h\x1b[?1000h\x1b[?1003h\x1b[?1006h\x1b[?25l\x1b[>5u\x1b[?2026$p"
            "\x1b[?2004h\x1b[?7l\x1b]0;newstui\x07",
        ),
    ],
)
def test_only_what_the_terminal_knows_is_sent(term: str, sent: str) -> None:
    assert surroundings({"TERM": term}).known(START) == sent


def test_far_away_no_more_of_the_keyboard_is_switched_than_a_dead_link_may_leave() -> None:
    around = surroundings({"TERM": "xterm", "SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"})
    assert around.known("\x1b[>25u") == "\x1b[>1u"
    assert around.known("\x1b[<u") == "\x1b[<u"


@pytest.mark.parametrize(
    ("given", "seconds"),
    [("1000", 1.0), ("25", 0.025), ("0", 0.001), ("999999", 10.0), ("", 0.05), ("soon", 0.05)],
)
def test_the_wait_behind_escape_can_be_set(given: str, seconds: float) -> None:
    assert surroundings({"TERM": "xterm", "ESCDELAY": given}).escape_seconds == seconds


def test_a_link_is_only_shown_where_there_are_links() -> None:
    link = PLAIN._replace(link=";https://example.org/")
    assert surroundings({"TERM": "xterm"}).look(link) == link
    assert surroundings({"TERM": "linux"}).look(link) == PLAIN
    assert surroundings({"TERM": "screen-256color"}).look(link).link == ""


@pytest.mark.parametrize(
    ("environment", "around"),
    [
        ({"TERM": "xterm"}, ()),
        ({"TERM": "tmux-256color", "TMUX": "x"}, (TMUX,)),
        ({"TERM": "screen-256color", "TMUX": "x"}, (TMUX,)),
        ({"TERM": "screen.xterm", "STY": "x"}, (SCREEN,)),
        ({"TERM": "screen.tmux-256color", "STY": "x", "TMUX": "x"}, (SCREEN, TMUX)),
        ({"TERM": "tmux-256color", "STY": "x", "TMUX": "x"}, (TMUX, SCREEN)),
        ({"TERM": "screen", "STY": "200.pts-0.host", "TMUX": "/a,b,100,0"}, (SCREEN, TMUX)),
        ({"TERM": "screen", "STY": "200.pts-0.host", "TMUX": "/a,b,300,0"}, (TMUX, SCREEN)),
        ({"TERM": "screen", "STY": "odd", "TMUX": "odd"}, (TMUX, SCREEN)),
        ({"TERM": "tmux-256color", "SSH_TTY": "x"}, (TMUX,)),
        ({"TERM": "screen", "SSH_TTY": "x"}, (SCREEN,)),
    ],
)
def test_what_is_around_from_the_inside_out(
    environment: dict[str, str], around: tuple[Multiplexer, ...]
) -> None:
    assert surroundings(environment).multiplexers == around


def test_tmux_stays_tmux_whatever_term_says() -> None:
    around = surroundings({"TERM": "xterm-kitty", "TMUX": "x"})
    assert not around.has(Feature.KITTY_KEYBOARD)


@pytest.mark.parametrize("name", ["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"])
def test_ssh_is_far_away(name: str) -> None:
    assert surroundings({"TERM": "xterm", name: "x"}).is_remote
    assert not surroundings({"TERM": "xterm", name: ""}).is_remote


@pytest.mark.parametrize(
    ("environment", "plain"),
    [
        ({"TERM": "xterm", "LANG": "C.UTF-8"}, False),
        ({"TERM": "linux", "LANG": "C.UTF-8"}, True),
        ({"TERM": "xterm", "LC_ALL": "C"}, True),
        ({"TERM": "xterm", "LANG": "en_US.ISO-8859-1"}, False),
    ],
)
def test_marks_of_ascii_where_there_are_no_others(environment: dict[str, str], plain: bool) -> None:
    assert surroundings(environment).signs.plain == plain
    assert surroundings(environment, "ascii").signs.plain
    assert surroundings(environment, "unicode").signs.is_unicode
