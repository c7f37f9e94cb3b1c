"""Tests of dates in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.view.dates import days


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("2022-01-01", "2023-01-01", "2022"),
        ("2020-01-01", "2023-01-01", "2020 – 2022"),
        ("2022-11-01", "2022-12-01", "Nov 2022"),
        ("2022-11-01", "2023-01-01", "Nov – Dec 2022"),
        ("2022-11-01", "2023-02-01", "Nov 2022 – Jan 2023"),
        ("2022-11-25", "2022-11-26", "25 Nov 2022"),
        ("2022-11-25", "2022-11-28", "25 – 27 Nov 2022"),
        ("2022-11-25", "2023-01-01", "25 Nov – 31 Dec 2022"),
        ("2022-11-25", None, "since 25 Nov 2022"),
        (None, "2022-12-01", "until Nov 2022"),
        (None, "2022-12-02", "until 1 Dec 2022"),
        (None, None, "any time"),
        ("0001-01-01", "0002-01-01", "0001"),
        ("0001-01-01", None, "since 1 Jan 0001"),
    ],
)
def test_days_are_said_as_shortly_as_they_can_be(
    since: str | None, until: str | None, words: str
) -> None:
    first = date.fromisoformat(since) if since else None
    assert days(first, date.fromisoformat(until) if until else None) == words


@given(st.dates(), st.dates())
def test_any_two_days_have_words(one: date, other: date) -> None:
    first, last = sorted((one, other))
    assert days(first, None if last == date.max else last + timedelta(days=1))
