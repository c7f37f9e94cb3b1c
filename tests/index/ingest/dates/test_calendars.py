"""Tests of calendars: their days, eras and new years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.ingest.dates.calendars import YEARS, day_of, year_of_era


@pytest.mark.parametrize(
    ("calendar", "written", "gregorian"),
    [
        # New years that astronomers and governments have published.
        ("persian", (1399, 1, 1), date(2020, 3, 20)),
        ("persian", (1399, 12, 30), date(2021, 3, 20)),
        ("persian", (1400, 1, 1), date(2021, 3, 21)),
        ("persian", (1403, 12, 30), date(2025, 3, 20)),
        ("persian", (1401, 9, 4), date(2022, 11, 25)),
        ("islamic", (1444, 9, 1), date(2023, 3, 23)),
        ("islamic", (1446, 1, 1), date(2024, 7, 7)),
        ("ethiopic", (2015, 1, 1), date(2022, 9, 11)),
        ("ethiopic", (2016, 1, 1), date(2023, 9, 12)),
        ("ethiopic", (2015, 13, 6), date(2023, 9, 11)),
    ],
)
def test_days(calendar: str, written: tuple[int, int, int], gregorian: date) -> None:
    assert day_of(calendar, *written) == gregorian


@pytest.mark.parametrize(
    ("calendar", "written"),
    [
        ("persian", (1400, 12, 30)),
        ("persian", (1401, 7, 31)),
        ("persian", (1401, 13, 1)),
        ("persian", (1401, 1, 0)),
        ("persian", (2022, 1, 1)),
        ("islamic", (1444, 1, 31)),
        ("ethiopic", (2014, 13, 6)),
        ("julian", (2022, 1, 1)),
    ],
)
def test_days_that_a_calendar_does_not_have(calendar: str, written: tuple[int, int, int]) -> None:
    assert day_of(calendar, *written) is None


@given(st.sampled_from(sorted(YEARS)), st.data())
def test_each_day_has_the_next_one_behind_it(calendar: str, data: st.DataObject) -> None:
    years = YEARS[calendar]
    year = data.draw(st.integers(years.start, years.stop - 2))
    month, day = data.draw(st.integers(1, 12)), data.draw(st.integers(1, 29))
    here = day_of(calendar, year, month, day)
    assert here is not None
    below = day_of(calendar, year, month, day + 1)
    ends_month = day_of(calendar, year, month + 1, 1) or day_of(calendar, year + 1, 1, 1)
    assert here + timedelta(days=1) == (below or ends_month)


@pytest.mark.parametrize(
    ("era", "year", "gregorian"),
    [("令和", 4, 2022), ("R", 1, 2019), ("平成", 31, 2019), ("H", 1, 1989), ("昭和", 63, 1988)],
)
def test_years_of_eras(era: str, year: int, gregorian: int) -> None:
    assert year_of_era(era, year) == gregorian


def test_an_era_has_no_year_before_its_first() -> None:
    assert year_of_era("令和", 0) is None
    assert year_of_era("慶応", 4) is None
