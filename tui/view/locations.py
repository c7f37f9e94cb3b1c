"""Locations of a reader in the screens, as JSON for the next start.

Each screen has a JSON object, the list first: `screen` is its name, the other keys are its own.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from index.engine.request import FacetName, Filter, Period, Request, Sort
from tui.view.timeline import in_period

Location = dict[str, Any]

MALFORMED = (AttributeError, IndexError, KeyError, TypeError, ValueError)
"""Errors from reading a location that another version wrote."""


def narrowing_of(request: Request) -> dict[str, Any]:
    """Return all of a request but its query's words, as JSON values."""
    period = request.period
    return {
        "filters": [[facet.value, value] for facet, value in request.filters],
        "period": period and [day and day.isoformat() for day in period],
        "sort": request.sort.value,
        "other_spellings": request.query.other_spellings,
        "whole": request.whole,
        "alike": request.query.alike,
        "rest": request.query.rest,
    }


def narrowed(request: Request, narrowing: dict[str, Any]) -> Request:
    """Return the request with a narrowing from `narrowing_of`. Raises one of `MALFORMED`."""
    filters = tuple(Filter(FacetName(facet), value) for facet, value in narrowing["filters"])
    spellings, alike = bool(narrowing["other_spellings"]), bool(narrowing.get("alike"))
    rest = bool(narrowing.get("rest"))
    request = replace(
        request,
        filters=filters,
        sort=Sort(narrowing["sort"]),
        whole=bool(narrowing.get("whole")),
        query=replace(request.query, other_spellings=spellings, alike=alike, rest=rest),
    )
    days = narrowing["period"]
    if days is None:
        return in_period(request, None)
    since, until = (day and date.fromisoformat(day) for day in days)
    return in_period(request, Period(since, until))
