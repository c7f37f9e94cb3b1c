"""Series of hits over time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from index.engine.answer import Answer
from index.engine.request import Request, Sort
from index.query import Query

SeriesCounts = tuple[tuple[date, int], ...]
"""As `Answer.timeline`."""


@dataclass(frozen=True, slots=True)
class Series:
    """The hits of one query, counted by month or day."""

    counts: SeriesCounts = ()
    total: int = 0
    """With the hits that have no date."""
    first: date | None = None
    """The earliest day on which a hit was published; None where none has a date."""
    undated: int = 0
    """Hits without a date, that are in no count."""
    also_spelled: tuple[str, ...] = ()
    """Other spellings of the query's names, with which hits are counted too."""
    closest_only: bool = False
    """Nothing has all the words. The closest by any of them are not counted: they are no measure
    of what was asked for."""
    in_rest: int = 0
    """Articles more that have all words with the rest of their page (`Answer.in_rest`)."""


def series_request(request: Request) -> Request:
    """What is asked for the series of a request: its counts, and its earliest hit."""
    counting = request.counting()
    return replace(
        counting, sort=Sort.OLDEST, limit=1, timeline=True, rest_total=True, time_limit=None
    )


def articles_request(request: Request) -> Request:
    """What is asked for the articles of which the hits are a share: all that pass its filters."""
    return replace(series_request(request), query=Query())


def series_of(answer: Answer) -> Series:
    """The series in the answer to a `series_request`."""
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
