"""Tests of a location, stored and restored."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from index.engine.request import FacetName, Filter, Period, Request, Sort, Step
from index.query import Query
from tui.view.locations import MALFORMED, narrowed, narrowing_of

REQUESTS = {
    "as it begins": Request(),
    "filtered": Request(
        filters=(Filter(FacetName.SOURCE, "BBC"), Filter(FacetName.LANGUAGE, None))
    ),
    "a period": Request(
        period=Period(date(2022, 11, 1), date(2022, 11, 20)), step=Step.DAY, sort=Sort.OLDEST
    ),
    "open on one side": Request(period=Period(None, date(2022, 1, 1)), sort=Sort.BLEND),
    "other spellings": Request(Query(other_spellings=True)),
    "names alike": Request(Query(other_spellings=True, alike=True)),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_comes_back_as_it_was(name: str) -> None:
    request = REQUESTS[name]
    written = json.loads(json.dumps(narrowing_of(request)))
    assert narrowed(Request(), written) == request
    elsewhere = replace(REQUESTS["a period"], filters=(Filter(FacetName.KIND, "article"),))
    assert narrowed(elsewhere, written) == request, "nothing stays of what was before"


@pytest.mark.parametrize(
    "wrong",
    [None, {}, {"filters": 1}, {**narrowing_of(Request()), "sort": "x"},
     {**narrowing_of(Request()), "period": ["x", None]},
     {**narrowing_of(Request()), "filters": [["no facet", "x"]]}],
    ids=["none", "empty", "filters", "sort", "period", "facet"],
)  # fmt: skip
def test_what_another_version_wrote_is_told_apart(wrong: object) -> None:
    with pytest.raises(MALFORMED):
        narrowed(Request(), wrong)  # type: ignore[arg-type]
