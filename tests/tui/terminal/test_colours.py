"""Tests of the number of colours, and of replacements for colours that the terminal lacks."""

from __future__ import annotations

import pytest

from tui.terminal.colours import Colours, nearest_of_256, rgb_of_256, shown
from tui.terminal.style import PLAIN
from tui.terminal.surroundings import surroundings

NONE, SIXTEEN, PALETTE, MILLIONS = Colours


@pytest.mark.parametrize(
    ("environment", "colours"),
    [
        ({"TERM": "xterm-256color"}, PALETTE),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, MILLIONS),
        ({"TERM": "xterm-256color", "COLORTERM": "24bit"}, MILLIONS),
        ({"TERM": "xterm-256color", "COLORTERM": "gnome-terminal"}, PALETTE),
        ({"TERM": "xterm"}, SIXTEEN),
        ({"TERM": "xterm-direct"}, MILLIONS),
        ({"TERM": "xterm-kitty"}, MILLIONS),
        ({"TERM": "alacritty"}, MILLIONS),
        ({"TERM": "foot-extra"}, MILLIONS),
        ({"TERM": "tmux-256color", "TMUX": "x", "COLORTERM": "truecolor"}, MILLIONS),
        ({"TERM": "screen-256color", "STY": "x", "COLORTERM": "truecolor"}, PALETTE),
        ({"TERM": "screen", "STY": "x", "COLORTERM": "truecolor"}, SIXTEEN),
        ({"TERM": "linux", "COLORTERM": "truecolor"}, SIXTEEN),
        ({"TERM": "vt100"}, NONE),
        ({"TERM": "vt220", "COLORTERM": "truecolor"}, NONE),
        ({"TERM": "of-tomorrow"}, SIXTEEN),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, NONE),
        ({"TERM": "xterm-256color", "NO_COLOR": "0"}, NONE),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, PALETTE),
    ],
)
def test_only_what_is_announced(environment: dict[str, str], colours: Colours) -> None:
    assert surroundings(environment).colours == colours


ORANGE = PLAIN._replace(foreground="38;2;255;135;0", background="48;5;17")


@pytest.mark.parametrize(
    ("colours", "foreground", "background"),
    [
        (MILLIONS, "38;2;255;135;0", "48;5;17"),
        (PALETTE, "38;5;208", "48;5;17"),
        (SIXTEEN, "33", "40"),
        (NONE, "", ""),
    ],
)
def test_what_stands_for_another(colours: Colours, foreground: str, background: str) -> None:
    assert shown(ORANGE, colours)[:2] == (foreground, background)


@pytest.mark.parametrize("colours", [SIXTEEN, PALETTE, MILLIONS])
def test_the_terminals_own_colours_are_left(colours: Colours) -> None:
    own = PLAIN._replace(foreground="36", background="100")
    assert shown(own, colours) == own


def test_a_colour_of_the_256_is_shown_as_it_is() -> None:
    for number in range(16, 256):
        assert rgb_of_256(nearest_of_256(*rgb_of_256(number))) == rgb_of_256(number)


def test_attributes_are_left_without_colours() -> None:
    bold = ORANGE._replace(attributes=frozenset({"1", "7"}))
    assert shown(bold, NONE).attributes == {"1", "7"}
