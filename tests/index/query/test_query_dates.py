"""Tests of the days that a date in a query stands for, in the reader's time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.query import Everything, Published, Word, describe, parse_query

WEDNESDAY = datetime(2026, 1, 7, 12, tzinfo=UTC)


def day(text: str) -> datetime:
    """Return midnight UTC of an ISO date."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def asked(text: str, now: datetime = WEDNESDAY) -> Published:
    query = parse_query(text, now=now)
    assert query.notes == ()
    assert isinstance(query.root, Published)
    return query.root


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2022", "2022-01-01", "2023-01-01"),
        ("2022-11", "2022-11-01", "2022-12-01"),
        ("2022-12", "2022-12-01", "2023-01-01"),
        ("2024-02", "2024-02-01", "2024-03-01"),
        ("2022-11-25", "2022-11-25", "2022-11-26"),
        ("2022-1-5", "2022-01-05", "2022-01-06"),
        ("2024-02-29", "2024-02-29", "2024-03-01"),
        ("2022-11-20..2022-12-01", "2022-11-20", "2022-12-02"),
        ("2021..2022-06", "2021-01-01", "2022-07-01"),
        ("2026-01-01..today", "2026-01-01", "2026-01-08"),
        ("today", "2026-01-07", "2026-01-08"),
        ("Yesterday", "2026-01-06", "2026-01-07"),
        ("this-week", "2026-01-05", "2026-01-12"),
        ('"last week"', "2025-12-29", "2026-01-05"),
        ("this_month", "2026-01-01", "2026-02-01"),
        ("last-month", "2025-12-01", "2026-01-01"),
        ("this-year", "2026-01-01", "2027-01-01"),
        ("last-year", "2025-01-01", "2026-01-01"),
        ("7d", "2025-12-31", "2026-01-08"),
        ('"last 7 days"', "2025-12-31", "2026-01-08"),
        ("3w", "2025-12-17", "2026-01-08"),
        ("2m", "2025-11-07", "2026-01-08"),
        ("1y", "2025-01-07", "2026-01-08"),
    ],
)
def test_dates_are_whole_days_with_the_last_one_included(text: str, since: str, until: str) -> None:
    assert asked(f"date:{text}") == Published(day(since), day(until))


def test_a_range_that_ends_before_it_begins_is_turned_and_says_so() -> None:
    query = parse_query("date:2022-12-01..2022-11-20", now=WEDNESDAY)
    assert query.root == Published(day("2022-11-20"), day("2022-12-02"))
    assert query.notes == ("2022-12-01..2022-11-20 ends before it begins: turned",)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("date:2022..", "2022-01-01", None),
        ("date:..2022", None, "2023-01-01"),
        ("after:2022-11-25", "2022-11-25", None),
        ("after:2022", "2022-01-01", None),
        ("before:2022-11-25", None, "2022-11-25"),
        ("before:2022", None, "2022-01-01"),
        ("after:yesterday", "2026-01-06", None),
        ("date:9999", "9999-01-01", None),
        ("date:9999y", None, "2026-01-08"),
    ],
)
def test_open_ends(text: str, since: str | None, until: str | None) -> None:
    assert asked(text) == Published(day(since) if since else None, day(until) if until else None)


def test_after_and_before_the_same_day_leave_nothing_out() -> None:
    assert asked("after:2022-11-25").since == asked("before:2022-11-25").until


@pytest.mark.parametrize(
    ("now", "text", "since"),
    [
        ("2024-03-31", "1m", "2024-02-29"),
        ("2023-03-31", "1m", "2023-02-28"),
        ("2024-02-29", "1y", "2023-02-28"),
        ("2024-01-15", "13m", "2022-12-15"),
    ],
)
def test_months_ago_end_with_the_month(now: str, text: str, since: str) -> None:
    assert asked(f"date:{text}", day(now)).since == day(since)


@pytest.mark.parametrize(
    "text", ["2022-13", "2022-00", "2022-11-31", "0000", "..", "20221125", "2022...2023", "x..2022"]
)
def test_what_is_no_date_is_searched_literally(text: str) -> None:
    query = parse_query(f"date:{text}")
    assert query.root == Word(f"date:{text}")
    assert len(query.notes) == 1


TOKYO = timezone(timedelta(hours=9))
LIMA = timezone(timedelta(hours=-5))


@pytest.mark.parametrize("now", [datetime(2026, 1, 7, 8, tzinfo=TOKYO), day("2026-01-07")])
def test_a_day_is_utcs_wherever_the_reader_is(now: datetime) -> None:
    assert asked("date:yesterday", now) == Published(day("2026-01-06"), day("2026-01-07"))
    assert asked("date:2026-01-02", now) == Published(day("2026-01-02"), day("2026-01-03"))


@pytest.mark.parametrize("zone", [TOKYO, LIMA, UTC])
@pytest.mark.parametrize("hour", [0, 8, 23])
def test_today_holds_what_is_published_now_and_what_is_dated_today(
    zone: timezone, hour: int
) -> None:
    now = datetime(2026, 1, 7, hour, 30, tzinfo=zone)
    for text in ("today", "7d", "2026-01-07"):
        found = asked(f"date:{text}", now)
        assert found.since is not None
        assert found.until is not None
        assert found.since <= now.astimezone(UTC) < found.until
        assert found.since <= day("2026-01-07") < found.until
    assert describe(parse_query("date:today", now=now)) == "everything, on 2026-01-07"


DAYS = st.dates(date(1, 1, 1), date(9998, 12, 31))
ZONES = st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours)))


@given(DAYS, DAYS, ZONES)
def test_a_range_reaches_from_its_first_day_to_its_last(
    one: date, other: date, zone: timezone
) -> None:
    now = datetime(2026, 1, 7, 12, tzinfo=zone)
    first, last = sorted((one, other))
    found = asked(f"date:{first}..{last}", now)
    assert found.since is not None
    assert found.until is not None
    assert found.since <= day(f"{first}") < found.until
    assert found.since <= day(f"{last}") < found.until
    assert str(first)[:4] in describe(parse_query(f"date:{first}..{last}", now=now))


def test_now_is_the_default() -> None:
    assert not isinstance(parse_query("date:7d").root, Everything)
