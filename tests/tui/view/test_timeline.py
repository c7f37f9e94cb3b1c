"""Tests of hits over time on one line, and of the days that its bars stand for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engine.request import Period, Request, Step
from tui.view.timeline import EMPTY, draw, in_period, period_of, wider

DATES = st.dates(date(1, 1, 1), date(9999, 12, 31))


def test_each_year_has_twelve_bars_where_they_fit() -> None:
    months = [(date(2022, 11, 1), 8), (date(2024, 3, 1), 4)]
    drawing = draw(months, 80)
    assert drawing.text == "2022 ··········█· 2023 ············ 2024 ··▅·········"
    november = drawing.spans[10]
    assert november == (date(2022, 11, 1), date(2022, 11, 30), 8, 15)
    assert drawing.text[november.place] == "█"


def test_many_years_share_bars() -> None:
    months = [(date(year, 1, 1), 1) for year in range(1987, 2025)]
    drawing = draw(months, 40)
    assert drawing.text == "1987 " + "█" * 19 + " 2024"
    assert drawing.spans[0][:3] == (date(1987, 1, 1), date(1988, 12, 31), 2)


def test_a_short_period_is_drawn_by_day() -> None:
    november = Period(date(2022, 11, 1), date(2022, 12, 1))
    drawing = draw([(date(2022, 11, 25), 3)], 80, Step.DAY, november)
    assert drawing.text == "2022-11 " + EMPTY * 24 + "█" + EMPTY * 5
    assert drawing.spans[24][:3] == (date(2022, 11, 25), date(2022, 11, 25), 3)


def test_three_months_by_day_on_a_narrow_screen_share_bars_by_the_week() -> None:
    winter = Period(date(2022, 12, 1), date(2023, 3, 1))
    drawing = draw([(date(2023, 2, 28), 1)], 36, Step.DAY, winter)
    assert drawing.text == "12-01 " + EMPTY * 12 + "█ 02-28"
    assert drawing.spans[-1][:3] == (date(2023, 2, 23), date(2023, 2, 28), 1)


def test_bars_end_where_the_period_ends() -> None:
    period = Period(date(2022, 11, 20), date(2023, 6, 3))
    drawing = draw([(date(2022, 11, 1), 1), (date(2023, 6, 1), 2)], 80, Step.MONTH, period)
    assert drawing.text.startswith("2022 ▅· 2023 ")
    assert drawing.spans[0].first == date(2022, 11, 20)
    assert drawing.spans[-1].last == date(2023, 6, 2)


def test_what_lies_outside_the_period_is_left_out() -> None:
    year = Period(date(2022, 1, 1), date(2023, 1, 1))
    drawing = draw([(date(2021, 1, 1), 9), (date(2022, 1, 1), 1)], 80, Step.MONTH, year)
    assert drawing.text == "2022 █···········"


def test_nothing_is_there() -> None:
    assert draw([], 80).text == ""
    assert draw([(date(2022, 1, 1), 1)], 0).text == ""


def test_spans_are_found_by_day_and_joined() -> None:
    drawing = draw([(date(2022, 11, 1), 8), (date(2022, 12, 1), 4)], 80)
    assert drawing.at(date(2022, 11, 25)) == 10
    assert (drawing.at(date(1, 1, 1)), drawing.at(date(9999, 1, 1))) == (0, 11)
    assert drawing.between(11, 10)[:3] == (date(2022, 11, 1), date(2022, 12, 31), 12)


@given(
    st.lists(st.tuples(DATES, st.integers(1, 10**9)), max_size=50),
    st.integers(0, 200),
    st.sampled_from(Step),
    st.none() | st.tuples(DATES, DATES).map(sorted),
)
def test_line_and_spans_agree_at_any_width_and_length_of_time(
    found: list[tuple[date, int]], width: int, step: Step, ends: list[date] | None
) -> None:
    period = (
        Period(ends[0], ends[1] + timedelta(1) if ends[1] < date.max else None) if ends else None
    )
    counts = {day if step is Step.DAY else day.replace(day=1): hits for day, hits in found}
    drawing = draw(sorted(counts.items()), width, step, period)
    assert len(drawing.text) <= width
    assert [span.place for span in drawing.spans] == [
        at for at, sign in enumerate(drawing.text) if sign in "·▁▂▃▄▅▆▇█"
    ]
    for span in drawing.spans:
        assert span.first <= span.last
        assert (drawing.text[span.place] == EMPTY) == (span.hits == 0)
    for one, other in zip(drawing.spans, drawing.spans[1:], strict=False):
        assert one.last + timedelta(1) == other.first, "no day between, no day twice"
    if width and period is None:
        assert sum(span.hits for span in drawing.spans) == sum(counts.values())
        for day in counts:
            span = drawing.spans[drawing.at(day)]
            assert span.first <= day <= span.last


@given(DATES, DATES)
def test_widening_comes_to_everything_in_three_steps(one: date, other: date) -> None:
    first, last = sorted((one, other))
    period: Period | None = Period(first, None if last == date.max else last + timedelta(1))
    for _ in range(3):
        before = period
        period = wider(before) if before else None
        if period is not None and before is not None:
            assert period.since is not None
            assert period.since <= (before.since or date.min)
    assert period is None


def test_widening_goes_from_days_to_months_to_years() -> None:
    days = Period(date(2022, 11, 25), date(2022, 12, 3))
    months = Period(date(2022, 11, 1), date(2023, 1, 1))
    years = Period(date(2022, 1, 1), date(2023, 1, 1))
    assert (wider(days), wider(months), wider(years)) == (months, years, None)
    assert wider(Period(None, date(2022, 1, 1))) is None


@pytest.mark.parametrize(
    ("last", "step"), [(date(2022, 11, 30), Step.DAY), (date(2023, 2, 1), Step.MONTH)]
)
def test_up_to_three_months_are_counted_by_day(last: date, step: Step) -> None:
    period = Period(date(2022, 11, 1), last + timedelta(1))
    narrowed = in_period(Request(), period)
    assert (narrowed.period, narrowed.step) == (period, step)
    assert in_period(narrowed, None).step is Step.MONTH


def test_a_span_up_to_the_last_day_there_is_has_an_open_end() -> None:
    last = draw([(date(9999, 12, 1), 1)], 80).spans[-1]
    assert period_of(last) == Period(date(9999, 12, 1), None)
