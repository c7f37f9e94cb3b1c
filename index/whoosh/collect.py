"""Which documents are on the page that was asked for, and what is true of all the others?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from heapq import merge, nsmallest
from itertools import islice
from typing import TypeVar

from index.engine import FacetCount, FacetName, Filter, Request, Sort
from index.whoosh.folder import OutOfTime
from index.whoosh.match import Matching
from index.whoosh.schema import FACETS
from index.whoosh.score import Scorer
from index.whoosh.segment import UNDATED
from index.whoosh.snapshot import LiveSegment, Snapshot
from index.whoosh.translate import Leaf, Translation

MOST_FACET_VALUES = 200
"""Values of a facet that are counted out, the most frequent ones."""

_STEP = 2048

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document on the page."""

    part: LiveSegment
    document: int
    score: float = 0.0


@dataclass(slots=True)
class Collected:
    """What one pass over the index found: as far as it came, if it was `cut_short`."""

    page: list[Ranked] = field(default_factory=list)
    total: int = 0
    facets: dict[FacetName, tuple[FacetCount, ...]] = field(default_factory=dict)
    timeline: tuple[tuple[date, int], ...] = ()
    weights: Sequence[tuple[Leaf, float]] = ()
    """The leaves of the query and how rare each is; empty when nothing needed it."""
    cut_short: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """What a segment has: matches of the query, and those that pass the filters too."""

    part: LiveSegment
    matching: Matching
    matches: Set[int]
    passing: Mapping[FacetName, Set[int]]
    """For each facet that is filtered by, the documents that its filters let through."""
    hits: Set[int]


def collect(
    request: Request, translation: Translation, snapshot: Snapshot, watch: Callable[[], None]
) -> Collected:
    """One pass over every segment, exhaustively. `watch` raises `OutOfTime` to cut it short."""
    collected = Collected()
    found: list[_Found] = []
    try:
        for part in snapshot.segments:  # one by one, because the time may be up after any of them
            found.append(_find(part, request.filters, translation, watch))  # noqa: PERF401
        collected.total = sum(len(each.hits) for each in found)
        _rank(request, translation, snapshot, found, watch, collected)
        if request.facets:
            collected.facets = {name: _facet(name, found, watch) for name in FacetName}
        if request.timeline:
            collected.timeline = _timeline(found, watch)
    except OutOfTime:
        collected.cut_short = True
        collected.total = max(collected.total, sum(len(each.hits) for each in found))
        if not collected.page:
            collected.page = list(_by_date(request, found))
    return collected


def _find(
    part: LiveSegment,
    filters: Sequence[Filter],
    translation: Translation,
    watch: Callable[[], None],
) -> _Found:
    matching = Matching(part, watch)
    matches = matching.documents(translation.plan)
    passing: dict[FacetName, Set[int]] = {}
    for each in filters:
        passing[each.facet] = passing.get(each.facet, frozenset()) | _having(part, each)
    hits = matches
    for documents in passing.values():
        hits = hits & documents
    return _Found(part, matching, matches, passing, hits)


def _having(part: LiveSegment, wanted: Filter) -> Set[int]:
    """The documents, deleted ones included, whose facet has the value."""
    segment = part.segment
    if wanted.value is not None:
        return segment.postings(FACETS[wanted.facet], wanted.value).keys()
    values, references = segment.facet(wanted.facet)
    return {document for document, at in enumerate(references) if values[at] is None}


# The page


def _rank(
    request: Request,
    translation: Translation,
    snapshot: Snapshot,
    found: Sequence[_Found],
    watch: Callable[[], None],
    collected: Collected,
) -> None:
    if translation.leaves and (request.sort is Sort.RELEVANCE or request.snippets):
        matchings = [each.matching for each in found]
        scorer = Scorer(translation.leaves, matchings, snapshot, watch)
        collected.weights = scorer.weights
    if request.sort is not Sort.RELEVANCE:
        collected.page = list(_by_date(request, found))
        return
    scored = (
        (-score, each.part.segment.ids[document], at, document)
        for at, each in enumerate(found)
        for document, score in (
            scorer.scores(each.matching, each.part.segment, each.hits)
            if translation.leaves
            else dict.fromkeys(each.hits, 0.0)
        ).items()
    )
    best = nsmallest(request.offset + request.limit, scored)
    collected.page = [
        Ranked(found[at].part, document, -negative)
        for negative, _, at, document in best[request.offset :]
    ]


def _by_date(request: Request, found: Sequence[_Found]) -> Iterator[Ranked]:
    """The page in the order of dates: each segment's documents are in that order already."""
    newest_first = request.sort is not Sort.OLDEST
    ordered = [_in_order(each, newest_first=newest_first) for each in found]
    merged = (document for _, document in merge(*ordered, key=lambda each: each[0]))
    return islice(merged, request.offset, request.offset + request.limit)


def _in_order(
    found: _Found, *, newest_first: bool
) -> Iterator[tuple[tuple[bool, int, str], Ranked]]:
    segment = found.part.segment
    dates, ids = segment.dates, segment.ids
    for document in segment.newest if newest_first else segment.oldest:
        if document in found.hits:
            moment = dates[document]
            when = -moment if newest_first else moment
            yield (moment == UNDATED, when, ids[document]), Ranked(found.part, document)


# Facets and timeline


def _facet(
    name: FacetName, found: Sequence[_Found], watch: Callable[[], None]
) -> tuple[FacetCount, ...]:
    """How many documents have each value, if this facet were not filtered by."""
    counts: Counter[str | None] = Counter()
    for each in found:
        documents = each.hits
        if name in each.passing:
            documents = each.matches
            for facet, passing in each.passing.items():
                if facet is not name:
                    documents = documents & passing
        values, references = each.part.segment.facet(name)
        for at, count in _count(references, documents, watch).items():
            counts[values[at]] += count
    best = nsmallest(
        MOST_FACET_VALUES,
        counts.items(),
        key=lambda each: (-each[1], each[0] is None, each[0] or ""),
    )
    return tuple(FacetCount(value, count) for value, count in best)


def _timeline(found: Sequence[_Found], watch: Callable[[], None]) -> tuple[tuple[date, int], ...]:
    counts: Counter[int] = Counter()
    for each in found:
        counts += _count(each.part.segment.months, each.hits, watch)
    return tuple(
        (date(month // 12, month % 12 + 1, 1), counts[month])
        for month in sorted(counts)
        if month >= 0
    )


def _count(values: Sequence[int], documents: Set[int], watch: Callable[[], None]) -> Counter[int]:
    if len(documents) == len(values):
        return Counter(values)
    counts: Counter[int] = Counter()
    for some in _batched(documents):
        watch()
        counts.update(map(values.__getitem__, some))
    return counts


def _batched(items: Iterable[_T]) -> Iterator[list[_T]]:
    rest = iter(items)
    while some := list(islice(rest, _STEP)):
        yield some
