"""What does the archive have on a question: how much, from when to when, and what is the best?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from index.engine import Hit, Request, SearchEngine, Sort
from index.query import Flag, Query, bind


@dataclass(frozen=True, slots=True)
class Summary:
    """What is known of all hits of a question together."""

    total: int
    oldest: Hit | None
    newest: Hit | None
    """The dated ones at both ends; None where no hit has a date."""
    best: Hit | None
    notes: tuple[str, ...]


def summary(
    engine: SearchEngine, ids_of: Callable[[Flag], frozenset[str]], query: Query
) -> Summary:
    """The summary of what has all that is asked for; nothing is relaxed. Raises as `answer`."""
    query = bind(query, ids_of)

    def first(sort: Sort) -> Hit | None:
        found = engine.search(Request(query, sort=sort, limit=1))
        return found.hits[0] if found.hits else None

    found = engine.search(Request(query, sort=Sort.RELEVANCE, limit=1))
    return Summary(
        total=found.total,
        oldest=_dated(first(Sort.OLDEST)),
        newest=_dated(first(Sort.NEWEST)),
        best=found.hits[0] if found.hits else None,
        notes=(*query.notes, *found.notes),
    )


def _dated(hit: Hit | None) -> Hit | None:
    return hit if hit is not None and hit.published is not None else None
