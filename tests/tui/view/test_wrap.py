"""Tests of wrapping: lines end where a reader of that script expects it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.view.cells import cell_len
from tui.view.wrap import _wrap_any, wrap


def lines(text: str, width: int) -> list[str]:
    return [text[start:end] for start, end in wrap(text, width)]


@pytest.mark.parametrize(
    ("text", "width", "wrapped"),
    [
        ("We share your pain", 9, ["We share", "your pain"]),
        ("self-proclaimed republic", 12, ["self-", "proclaimed", "republic"]),
        ("antidisestablishment", 8, ["antidise", "stablish", "ment"]),
        ("2022年11月25日に発表した。", 10, ["2022年11月", "25日に発表", "した。"]),
        ("「本当」と言った。", 6, ["「本", "当」と", "言っ", "た。"]),
        ("", 10, [""]),
        ("   ", 10, [""]),
    ],
)
def test_lines(text: str, width: int, wrapped: list[str]) -> None:
    assert lines(text, width) == wrapped


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])), st.integers(2, 80))
def test_every_line_fits_and_nothing_but_white_space_is_lost(text: str, width: int) -> None:
    found = wrap(text, width)
    assert all(cell_len(text[start:end]) <= max(width, 2) for start, end in found)
    kept = "".join(text[start:end] for start, end in found)
    assert "".join(kept.split()) == "".join(text.split())


words = st.lists(st.from_regex(r"[a-z]{1,9}(-[a-z]{1,9})?[.,]?", fullmatch=True), max_size=40)


@given(words, st.integers(12, 40))
def test_plain_text_is_broken_as_any_other(words: list[str], width: int) -> None:
    text = " ".join(words)
    assert wrap(text, width) == _wrap_any(text, width)


def test_a_line_of_a_million_letters_is_cut() -> None:
    found = wrap("x" * 1_000_000, 80)
    assert len(found) == 12_500
