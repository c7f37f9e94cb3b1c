"""Series of hits over time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from index.engine.answer import Answer
from index.engine.request import Request, Sort
from index.query import Query

SeriesCounts = tuple[tuple[date, int], ...]
"""Day or first day of the month, and number of hits, as in `Answer.timeline`."""


@dataclass(frozen=True, slots=True)
class Series:
    """The hits of one query, counted by month or day."""

    counts: SeriesCounts = ()
    total: int = 0
    """Number of hits, including hits without a date."""
    first: date | None = None
    """The earliest day on which a hit was published; None where no hit has a date."""
    undated: int = 0
    """Hits without a date, which are in no count."""
    also_spelled: tuple[str, ...] = ()
    """Other spellings of the query's names; hits with these are counted too."""
    closest_only: bool = False
    """Whether no article has all the words. Articles with any of them are not counted: their number
    is no measure of the query.
    """
    in_rest: int = 0
    """Further articles that have all words with the rest of their page (`Answer.in_rest`)."""


def series_request(request: Request) -> Request:
    """Return the request that gives the series of `request`: its counts, and its earliest hit."""
    counting = request.counting()
    return replace(
        counting, sort=Sort.OLDEST, limit=1, timeline=True, rest_total=True, time_limit=None
    )


def articles_request(request: Request) -> Request:
    """Return the request for all articles within the filters, the base of the hits' share."""
    return replace(series_request(request), query=Query())


def series_of(answer: Answer) -> Series:
    """Return the series in the answer to a `series_request`."""
    if answer.relaxed:
        return Series(closest_only=True, in_rest=answer.in_rest)
    first = answer.hits[0].published if answer.hits else None
    return Series(
        answer.timeline,
        answer.total,
        first.date() if first else None,
        answer.total - sum(hits for _, hits in answer.timeline),
        answer.also_spelled,
        in_rest=answer.in_rest,
    )
