"""Summary of the answer to a query: totals, first and last date, best hits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from index.engine.answer import Hit, Suggestion
from index.engine.protocol import SearchEngine
from index.engine.request import Request, Sort
from index.query import Flag, Query, bind
from index.search.answer import answer


@dataclass(frozen=True, slots=True)
class Summary:
    """The facts of all hits of a query together."""

    total: int
    oldest: Hit | None
    newest: Hit | None
    """The latest dated hit, as `oldest` is the earliest; None where no hit has a date."""
    best: Hit | None
    notes: tuple[str, ...]
    suggestions: tuple[Suggestion, ...] = ()
    """Where no article is found: other queries that find some, the one with most hits first."""
    also_spelled: tuple[str, ...] = ()
    """Other spellings of the query's names; the counts include them."""
    loosened: int = 0
    """Where no article is found: the number of articles with any of the words. They are no hits."""
    in_rest: int = 0
    """Further articles that have all words with the rest of their page (`Answer.in_rest`)."""


def summary(
    engine: SearchEngine, ids_of: Callable[[Flag], frozenset[str]], query: Query
) -> Summary:
    """Return the summary of the articles that match the whole query. Raises as `answer`."""
    request = Request(query, sort=Sort.RELEVANCE, limit=1, suggestions=True, rest_total=True)
    found = answer(engine, ids_of, request)
    notes = (*query.notes, *found.notes)
    if found.relaxed or not found.total:
        nothing = Summary(0, None, None, None, notes, found.suggestions, in_rest=found.in_rest)
        return replace(nothing, loosened=found.total)
    bound = bind(query, ids_of)

    def first(sort: Sort) -> Hit | None:
        hits = engine.search(Request(bound, sort=sort, limit=1)).hits
        return hits[0] if hits and hits[0].published is not None else None

    return Summary(
        found.total,
        first(Sort.OLDEST),
        first(Sort.NEWEST),
        found.hits[0],
        notes,
        also_spelled=found.also_spelled,
        in_rest=found.in_rest,
    )
