"""Hits over time on one line."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tui.timeline import timeline_text


def test_each_year_has_twelve_bars_where_they_fit() -> None:
    months = [(date(2022, 11, 1), 8), (date(2024, 3, 1), 4)]
    assert timeline_text(months, 80) == "2022 ··········█· 2023 ············ 2024 ··▅·········"


def test_many_years_share_bars() -> None:
    months = [(date(year, 1, 1), 1) for year in range(1987, 2025)]
    text = timeline_text(months, 40)
    assert text.startswith("1987 █")
    assert text.endswith(" 2024")
    assert len(text) <= 40


def test_nothing_fits_or_nothing_is_there() -> None:
    assert timeline_text([], 80) == ""
    assert timeline_text([(date(2022, 1, 1), 1)], 5) == ""


@given(
    st.lists(
        st.tuples(st.dates(date(1, 1, 1), date(9999, 12, 31)), st.integers(1, 10**9)),
        max_size=50,
    ),
    st.integers(0, 200),
)
def test_it_never_is_wider_than_the_screen(months: list[tuple[date, int]], width: int) -> None:
    by_month = sorted({day.replace(day=1): count for day, count in months}.items())
    assert len(timeline_text(by_month, width)) <= width
