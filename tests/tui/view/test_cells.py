"""Tests of cells: texts of every script take exactly the columns they are given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.view.cells import crop, display, fit


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("Leopard", 10, "Leopard   "),
        ("Leopard tanks", 8, "Leopard…"),
        ("Антициклон", 5, "Анти…"),
        ("日本語のニュース", 7, "日本語…"),
        ("日本語のニュース", 6, "日本… "),
        ("naïve", 5, "naïve"),
        ("", 3, "   "),
        ("anything", 0, ""),
    ],
)
def test_a_text_is_padded_or_cut_to_its_column(text: str, width: int, shown: str) -> None:
    assert fit(text, width) == shown


def test_numbers_stand_at_the_right() -> None:
    assert fit("2m", 5, right=True) == "   2m"


def test_emoji_lose_what_terminals_measure_differently() -> None:
    assert display("❤\ufe0f") == "❤"
    assert display("👩\u200d🚒") == "👩🚒"
    assert display("👍🏽") == "👍"


def test_a_combining_mark_never_sticks_to_the_column_before() -> None:
    assert display("\u0301accent").startswith("◌")


def test_right_to_left_text_is_fenced_so_that_the_next_column_stays() -> None:
    assert fit("أخبار", 8) == "\u200eأخبار\u200e   "


@given(st.text(), st.integers(0, 60))
def test_whatever_the_text_it_is_as_wide_as_asked(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width


@given(st.text(), st.integers(0, 60))
def test_a_crop_is_the_start_of_the_text(text: str, width: int) -> None:
    assert text.startswith(crop(text, width))
    assert cell_len(crop(text, width)) <= width
