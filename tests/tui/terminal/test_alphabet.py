"""Tests of the alphabet of cells: a row of cells is a string of signs."""

from __future__ import annotations

import pytest

from tui.terminal.alphabet import Alphabet, is_certain
from tui.terminal.style import PLAIN, Style


@pytest.mark.parametrize(
    ("text", "columns"),
    [("Otters", 6), ("日本", 4), ("e\u0301a", 2), ("👍🏽", 2), ("\u200emarked\u200e", 6), ("", 0)],
)
def test_a_row_has_a_sign_a_column(text: str, columns: int) -> None:
    alphabet = Alphabet()
    row = alphabet.signs(text, PLAIN)
    assert len(row) == columns
    assert alphabet.text(row) == text


def test_the_same_cell_has_the_same_sign() -> None:
    alphabet = Alphabet()
    red = Style(foreground="31")
    assert alphabet.signs("a", PLAIN) == alphabet.signs("a", PLAIN)
    assert alphabet.signs("a", PLAIN) != alphabet.signs("a", red)
    assert alphabet.signs(" ", red) == alphabet.blank, "a space has no strokes to be red"


def test_rows_are_moved_to_another_alphabet() -> None:
    one, other = Alphabet(), Alphabet()
    other.signs("something else before", Style(foreground="31"))
    row = one.signs("日本 Otters 👍🏽 e\u0301", Style(foreground="32"))
    moved = one.moved_to(other, row)
    assert other.text(moved) == one.text(row)
    assert len(moved) == len(row)
    assert other.style_of(moved[0]) == Style(foreground="32")


@pytest.mark.parametrize(
    ("text", "width"),
    [("a", 1), ("ж", 1), ("日", 2), ("가", 2), ("é", 1), ("e\u0301", 1), ("…", 1)],
)
def test_of_which_cells_all_terminals_think_alike(text: str, width: int) -> None:
    assert is_certain(text, width)


@pytest.mark.parametrize(
    ("text", "width"),
    [("😀", 2), ("☂", 1), ("❤\ufe0f", 2), ("a\u200d", 1), ("\ue000", 1), ("\xad", 1), ("⌚", 2)],
)
def test_of_which_they_do_not(text: str, width: int) -> None:
    assert not is_certain(text, width)
