import pytest

from tui.serve.colours import Colours, colours, reduction

ORANGE_ON_BLUE = "\x1b[1;38;2;255;135;0;48;2;0;0;255mx\x1b[0m"


@pytest.mark.parametrize(
    ("environment", "shown"),
    [
        ({"TERM": "xterm-256color"}, Colours.MANY),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, Colours.MILLIONS),
        ({"TERM": "xterm-kitty"}, Colours.MILLIONS),
        ({"TERM": "linux"}, Colours.SIXTEEN),
        ({"TERM": "vt100", "COLORTERM": "yes"}, Colours.SIXTEEN),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, Colours.NONE),
    ],
    ids=["256", "announced", "known", "console", "unknown word", "none"],
)
def test_how_many_a_terminal_shows(environment: dict[str, str], shown: Colours) -> None:
    assert colours(environment) is shown


@pytest.mark.parametrize(
    ("shown", "sent"),
    [
        (Colours.MANY, "\x1b[1;38;5;208;48;5;21mx\x1b[0m"),
        (Colours.SIXTEEN, "\x1b[1;91;44mx\x1b[0m"),
        (Colours.NONE, "\x1b[1mx\x1b[0m"),
    ],
    ids=["256", "16", "none"],
)
def test_what_is_sent_in_place_of_full_colour(shown: Colours, sent: str) -> None:
    reduce = reduction(shown)
    assert reduce is not None
    assert reduce(ORANGE_ON_BLUE) == sent


def test_full_colour_is_left_as_it_is() -> None:
    assert reduction(Colours.MILLIONS) is None


def test_indexed_colours_and_the_terminal_s_own() -> None:
    sixteen, none = reduction(Colours.SIXTEEN), reduction(Colours.NONE)
    assert sixteen
    assert none
    assert sixteen("\x1b[38;5;9m\x1b[31m") == "\x1b[91m\x1b[31m"
    assert none("\x1b[31mx\x1b[7;32m") == "x\x1b[7m"
