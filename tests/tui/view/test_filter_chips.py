"""Tests of filters as they stand on a line."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engine.request import FacetName, Filter, Period, Request
from tui.view.cells import cell_len
from tui.view.filter_chips import chips, is_narrowed, unfiltered, without
from tui.view.timeline import in_period

NOVEMBER = Period(date(2022, 11, 1), date(2022, 12, 1))
BBC = Filter(FacetName.SOURCE, "BBC")
BOTH = in_period(Request(filters=(BBC, Filter(FacetName.CATEGORY, None))), NOVEMBER)


def line(request: Request, room: int) -> str:
    return "".join(text for text, _ in chips(request, room)).rstrip()


def test_each_filter_and_the_period_has_a_chip() -> None:
    assert line(BOTH, 80) == "source: BBC ✕  category: (none) ✕  period: Nov 2022 ✕"


def test_where_not_all_fit_the_last_ones_do() -> None:
    assert line(BOTH, 50) == "+1  category: (none) ✕  period: Nov 2022 ✕"
    assert line(BOTH, 30) == "+2  period: Nov 2022 ✕"


def test_a_long_value_is_cut() -> None:
    request = Request(filters=(Filter(FacetName.SOURCE, "The " * 20),))
    assert line(request, 80) == "source: The The The The The The… ✕"


def test_the_last_one_goes_first() -> None:
    first = without(BOTH)
    assert (first.filters, first.period) == (BOTH.filters, None)
    assert without(first).filters == (BBC,)
    assert not is_narrowed(without(without(first)))
    assert not is_narrowed(unfiltered(BOTH))


@given(
    st.lists(st.tuples(st.sampled_from(FacetName), st.none() | st.text(max_size=40)), max_size=6),
    st.booleans(),
    st.integers(12, 120),
)
def test_chips_fit(found: list[tuple[FacetName, str | None]], period: bool, room: int) -> None:
    filters = tuple(Filter(facet, value) for facet, value in found)
    request = Request(filters=filters, period=NOVEMBER if period else None)
    assert cell_len(line(request, room)) <= room


@pytest.mark.parametrize("room", [0, 1, 5])
def test_no_room_is_no_reason_to_fail(room: int) -> None:
    assert line(BOTH, room)
