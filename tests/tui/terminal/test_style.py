"""Tests of styles of cells, and of the bytes from one style to another."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tui.terminal.style import PLAIN, Style, change, shows_blanks, with_sgr

RED, BOLD = Style(foreground="31"), Style(attributes=frozenset({"1"}))
PARAMETERS = [
    "",
    "1",
    "2",
    "3",
    "4",
    "7",
    "9",
    "22",
    "24",
    "27",
    "31",
    "39",
    "48;5;17",
    "38;2;1;2;3",
]
looks = some.lists(some.sampled_from(PARAMETERS)).map(lambda all_: styled(";".join(all_)))


def styled(parameters: str, start: Style = PLAIN) -> Style:
    style = with_sgr(start, parameters)
    assert style is not None
    return style


@pytest.mark.parametrize(
    ("parameters", "style"),
    [
        ("31", RED),
        ("1;31;0", PLAIN),
        ("1;31;", PLAIN),
        ("38;5;208;1", Style("38;5;208", attributes=frozenset({"1"}))),
        ("48;2;1;2;3", Style(background="48;2;1;2;3")),
        ("1;2;22", PLAIN),
        ("4;24", PLAIN),
        ("97;107;39", Style(background="107")),
    ],
)
def test_what_parameters_mean(parameters: str, style: Style) -> None:
    assert with_sgr(PLAIN, parameters) == style


@pytest.mark.parametrize("parameters", ["11", "58;5;3", "38;5", "38;3;1", "48;2;1;2", "38;5;;1"])
def test_what_is_not_known_is_said_so(parameters: str) -> None:
    assert with_sgr(PLAIN, parameters) is None


@pytest.mark.parametrize(
    ("pen", "wanted", "sequence"),
    [
        (PLAIN, RED, "\x1b[31m"),
        (RED, PLAIN, "\x1b[m"),
        (styled("1;31"), RED, "\x1b[22m"),
        (styled("1;4;31"), styled("32"), "\x1b[;32m"),
        (styled("1;2"), BOLD, "\x1b[;1m"),
        (styled("31;48;5;17"), styled("48;5;17"), "\x1b[39m"),
        (RED, RED, ""),
    ],
)
def test_the_shortest_way_from_look_to_look(pen: Style, wanted: Style, sequence: str) -> None:
    assert change(pen, wanted, has_off=True) == sequence


def test_a_vt100_is_only_told_to_forget_everything() -> None:
    assert change(styled("1;4"), styled("4"), has_off=False) == "\x1b[;4m"


@given(some.lists(looks, min_size=2), some.booleans())
def test_the_pen_ends_up_as_wanted(styles: list[Style], has_off: bool) -> None:
    for pen, wanted in pairwise(styles):
        sequence = change(pen, wanted, has_off)
        if sequence:
            assert styled(sequence.removeprefix("\x1b[").removesuffix("m"), pen) == wanted
        else:
            assert pen == wanted


def test_what_of_a_look_is_seen_on_blanks() -> None:
    assert styled("1;31;44").of_blank() == Style(background="44")
    assert styled("4;31").of_blank() == styled("4;31")
    assert shows_blanks(styled("1;31;44"), styled("44"))
    assert not shows_blanks(styled("7"), PLAIN)
    assert not shows_blanks(PLAIN, styled("44"))
