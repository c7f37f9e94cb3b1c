"""Tests of two series of hits on one axis."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from index.engine.request import Period, Step
from tui.view.comparison import (
    LOWER,
    SIGNS,
    UPPER,
    Bars,
    Chart,
    bars_words,
    chart,
    hanging,
    number,
    standing,
)
from tui.view.timeline import TimeSpan

Counts = tuple[tuple[date, int], ...]

UPPER_COUNTS: Counts = ((date(2022, 10, 1), 8), (date(2022, 11, 1), 16))
LOWER_COUNTS: Counts = ((date(2022, 11, 1), 8), (date(2022, 12, 1), 1))
ALL: Counts = (
    (date(2021, 1, 1), 500),
    (date(2022, 10, 1), 80),
    (date(2022, 11, 1), 1600),
    (date(2022, 12, 1), 10),
)
MONTHS = st.dates(date(1990, 1, 1), date(2030, 12, 31)).map(lambda day: day.replace(day=1))
COUNTS = st.dictionaries(MONTHS, st.integers(1, 10_000), max_size=40).map(
    lambda found: tuple(sorted(found.items()))
)


def test_both_series_stand_on_one_axis_of_one_scale() -> None:
    found = chart(UPPER_COUNTS, LOWER_COUNTS, ALL, 24)
    assert found.axis.text == "2022" + "─" * 20
    assert standing(found, UPPER, False, 2) == [" " * 20 + "██", " " * 18 + "████"]
    assert hanging(found, LOWER, False, 2) == [" " * 20 + "██▔▔", ""]
    assert found.top(False) == 16


def test_a_share_is_of_the_articles_of_its_time() -> None:
    found = chart(UPPER_COUNTS, LOWER_COUNTS, ALL, 24)
    assert [bars.articles for bars in found.bars[9:]] == [80, 1600, 10]
    assert [bars.value(UPPER, True) for bars in found.bars[9:]] == [10, 1, 0]
    assert [bars.value(LOWER, True) for bars in found.bars[9:]] == [0, 0.5, 10]
    assert standing(found, UPPER, True, 1) == [" " * 18 + "██▁▁"]


def test_several_bars_are_taken_together() -> None:
    found = chart(UPPER_COUNTS, LOWER_COUNTS, ALL, 17)
    assert found.between(11, 9) == found.between(9, 11) == Bars((24, 9), 1690)


def test_bars_are_wide_where_there_is_room() -> None:
    found = chart(UPPER_COUNTS, LOWER_COUNTS, ALL, 5 + 12 * 4)
    assert len(found.axis.text) == 53, "the whole width"
    assert standing(found, UPPER, False, 1) == [" " * 39 + "▄▄▄▄ ███"]


def test_the_years_stand_at_their_first_bars() -> None:
    months = tuple((date(2010 + n // 12, n % 12 + 1, 1), n + 1) for n in range(48))
    assert chart(months, (), months, 60).axis.text == (
        "2010───────────2011───────────2012───────────2013───────────"
    )
    narrow = chart(months, (), months, 14).axis.text
    assert len(narrow) == 14
    assert narrow.startswith("2010")
    november = Period(date(2022, 11, 1), date(2022, 12, 1))
    days: Counts = ((date(2022, 11, 25), 3),)
    assert chart(days, (), days, 60, Step.DAY, november).axis.text.startswith("Nov 2022──")


def test_where_nothing_is_found_nothing_is_drawn() -> None:
    assert chart((), (), ALL, 80) == Chart()
    assert Chart().top(False) == Chart().top(True) == 0


def test_one_series_alone_leaves_the_other_side_empty() -> None:
    found = chart(UPPER_COUNTS, (), ALL, 17)
    assert hanging(found, LOWER, False, 3) == ["", "", ""]


def test_a_series_is_compared_by_day_too() -> None:
    november = Period(date(2022, 11, 1), date(2022, 12, 1))
    days: Counts = ((date(2022, 11, 25), 3),)
    found = chart(days, (), days, 80, Step.DAY, november)
    assert len(found.bars) == 30
    assert found.bars[24] == Bars((3, 0), 3)


@given(COUNTS, COUNTS, st.integers(1, 200), st.integers(1, 20), st.booleans())
def test_nothing_is_lost_and_nothing_stands_out_of_its_place(
    upper: Counts, lower: Counts, width: int, height: int, share: bool
) -> None:
    every = dict(upper)
    for month, hits in lower:
        every[month] = every.get(month, 0) + hits
    found = chart(upper, lower, tuple(sorted(every.items())), width)
    assert len(found.bars) == len(found.axis.spans)
    if not found.bars:
        assert not every
        return
    assert sum(bars.hits[UPPER] for bars in found.bars) == sum(hits for _, hits in upper)
    assert sum(bars.hits[LOWER] for bars in found.bars) == sum(hits for _, hits in lower)
    assert sum(bars.articles for bars in found.bars) == sum(every.values())
    assert cell_len(found.axis.text) == max(width, len(found.bars))
    above = standing(found, UPPER, share, height)
    below = hanging(found, LOWER, share, height)
    assert len(above) == len(below) == height
    for series, beside in ((UPPER, above[-1]), (LOWER, below[0])):
        for span, end, bars in zip(found.axis.spans, found.ends, found.bars, strict=True):
            drawn = beside[span.place : end].strip()
            assert bool(drawn) == bool(bars.hits[series])
    assert all(cell_len(line) <= cell_len(found.axis.text) for line in (*above, *below))


@pytest.mark.parametrize(
    ("value", "share", "shown"),
    [
        (0, True, "0 %"),
        (1234, False, "1,234"),
        (0.034, True, "0.034 %"),
        (3.44, True, "3.4 %"),
        (42.4, True, "42 %"),
    ],
)
def test_shares_have_two_digits_that_say_something(value: float, share: bool, shown: str) -> None:
    assert number(value, share) == shown


def test_what_is_pointed_at_is_told_with_the_signs_of_both() -> None:
    span = TimeSpan(date(2022, 11, 1), date(2022, 11, 30), 20, 0)
    assert bars_words(span, Bars((12, 8), 2000), False) == "Nov 2022: ▲ 12  ▼ 8"
    assert bars_words(span, Bars((12, 8), 2000), True) == "Nov 2022: ▲ 0.6 %  ▼ 0.4 %"
    assert SIGNS[UPPER] != SIGNS[LOWER]
