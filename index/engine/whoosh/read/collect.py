"""Collection of a page of hits with totals, facets and timeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import chain
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.engine.answer import FacetCount
from index.engine.request import FacetName, Filter, Group, Request, Sort, Step
from index.engine.whoosh.format.arrays import I64
from index.engine.whoosh.format.errors import OutOfTime
from index.engine.whoosh.format.schema import FACETS, UNDATED, microseconds
from index.engine.whoosh.postings.document_sets import DocumentNumbers, DocumentSet
from index.engine.whoosh.read.match import Matching, having
from index.engine.whoosh.read.score import FORMULA, Formula, Scorer
from index.engine.whoosh.read.stop_signal import StopSignal
from index.engine.whoosh.read.translate import All, Leaf, Translation
from index.engine.whoosh.store.snapshot import LiveSegment, Snapshot
from index.engine.whoosh.store.values import DocumentColumns

MOST_FACET_VALUES = 200
"""Values of a facet that are counted out, the most frequent ones."""

HALF_FRESH = 60
"""Days after which half of what freshness adds to relevance is gone: hyperbolically, so that last
week counts for more than last month, and of articles that are years old neither is fresh."""

STALE = 0.5
"""What an old article's score is still worth: relevance goes first."""

_DAY = 86_400_000_000  # microseconds
_FIRST_STEP = 1 << 9
_STEP = 1 << 16
_BLOCKS = 8  # of keys, to each that is wanted
_UNDATED = np.uint64(UNDATED)

FacetCounts: TypeAlias = dict[FacetName, tuple[FacetCount, ...]]
PeriodCounts: TypeAlias = tuple[tuple[date, int], ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document on the page."""

    part: LiveSegment
    document: int
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class _Found:
    """What a segment has: matches of the query, and those that pass the filters too."""

    part: LiveSegment
    matching: Matching
    matches: DocumentSet
    passing: Mapping[FacetName, DocumentSet]
    """For each facet that is filtered by, the matches that its filters let through."""
    hits: DocumentSet

    @property
    def columns(self) -> DocumentColumns:
        return self.part.segment.columns

    def joined(self, other: _Found) -> _Found:
        """What either has, for counts alone."""
        passing = {facet: some | other.passing[facet] for facet, some in self.passing.items()}
        matches, hits = self.matches | other.matches, self.hits | other.hits
        return _Found(self.part, self.matching, matches, passing, hits)

    def without(self, other: _Found) -> _Found:
        """What the other has not, for a group below."""
        passing = {facet: some - other.matches for facet, some in self.passing.items()}
        matches, hits = self.matches - other.matches, self.hits - other.matches
        return _Found(self.part, self.matching, matches, passing, hits)


@dataclass
class Layer:
    """The hits of a group, and which of them are on the page."""

    group: Group
    translation: Translation
    found: Sequence[_Found] = ()
    """Of each segment; only of the first ones, if it was `cut_short`."""
    cut_short: bool = False
    page: list[Ranked] = field(default_factory=list)
    weights: Sequence[tuple[Leaf, float]] = ()
    """The leaves of the query and how rare each is; empty when nothing needed it."""
    freshness: Freshness | None = None
    """What scores were multiplied with, where the order asks for it."""

    @cached_property
    def total(self) -> int:
        """How many hits it has."""
        return sum(len(each.hits) for each in self.found)

    @property
    def matchings(self) -> Mapping[LiveSegment, Matching]:
        """What each segment has of the leaves."""
        return {each.part: each.matching for each in self.found}


@dataclass(slots=True)
class HitCollection:
    """What one pass over the index found: as far as it came, if it was `cut_short`."""

    layers: list[Layer] = field(default_factory=list)
    facets: FacetCounts = field(default_factory=dict)
    timeline: PeriodCounts = ()
    in_rest: int = 0
    """Hits that have all of the query only with the rest of their page."""
    cut_short: bool = False

    @property
    def first(self) -> Layer:
        """The first group that has hits, or else the first of all."""
        return next((layer for layer in self.layers if layer.total), self.layers[0])

    @property
    def total(self) -> int:
        """The hits of that group."""
        return self.first.total if self.layers else 0

    @property
    def page(self) -> list[Ranked]:
        """The page, group by group."""
        return [ranked for layer in self.layers for ranked in layer.page]


Lower: TypeAlias = Iterable[tuple[Group, Translation]]
"""What the groups below the first have to match, translated only when it is asked for."""


def collect(
    request: Request,
    translation: Translation,
    snapshot: Snapshot,
    watch: StopSignal,
    formula: Formula = FORMULA,
    lower: Lower = (),
) -> HitCollection:
    """One pass over every segment, exhaustively; ends early where `watch` says that time is up.

    Documents of `lower` groups are those that no group above has. They are only counted, unless
    the page reaches them: then they are scored. Where the request wants no groups, they are
    counted alone.
    """
    collected = HitCollection()
    try:
        for group, wanted in chain([(Group.ALL, translation)], lower):
            layer = _layer(group, wanted, request, collected.layers, snapshot, watch)
            if group is Group.PAGE:
                collected.in_rest = layer.total
                layer = _below(layer, collected.layers[1:])
            if group is Group.ALL or request.groups:
                collected.layers.append(layer)
            collected.cut_short = layer.cut_short
            if layer.cut_short:  # of the next group nobody knows what this one has
                break
    except OutOfTime:  # while a lower one was translated
        collected.cut_short = True
    before = 0
    for layer in collected.layers:
        _rank(layer, request, before, snapshot, watch, formula)
        before += layer.total
    counted = _counted(request, collected)
    memo = snapshot.memo if _is_everything(request, translation, collected) else {}
    if request.facets:
        collected.facets = memo.get("facets") or {
            name: _facet(name, counted, watch) for name in FacetName
        }
        memo["facets"] = collected.facets
    if request.timeline:
        collected.timeline = memo.get(request.step) or _timeline(counted, request.step, watch)
        memo[request.step] = collected.timeline
    return collected


def _is_everything(request: Request, translation: Translation, collected: HitCollection) -> bool:
    """Whether all articles are asked for: what is true of them is kept with the snapshot."""
    plain = isinstance(translation.plan, All) and not request.filters
    return plain and not collected.cut_short


def _counted(request: Request, collected: HitCollection) -> Sequence[_Found]:
    """What facets and timeline count."""
    if not request.whole:
        return collected.first.found
    joined: dict[LiveSegment, _Found] = {}
    for layer in collected.layers:
        for each in layer.found:
            above = joined.get(each.part)
            joined[each.part] = each if above is None else above.joined(each)
    return list(joined.values())


def _layer(
    group: Group,
    translation: Translation,
    request: Request,
    above: Sequence[Layer],
    snapshot: Snapshot,
    watch: StopSignal,
) -> Layer:
    """What a group has that the first has not, of which each segment is known."""
    found: list[_Found] = []
    is_cut = False
    for at, part in enumerate(snapshot.segments):
        try:
            watch()
        except OutOfTime:
            is_cut = True
            break
        among = part.with_rest if group is Group.PAGE else part.live
        among = among.shared()
        for layer in above[:1]:
            among = among - layer.found[at].matches
        found.append(_find(part, request.filters, translation, among, watch))
    is_cut |= any(each.matching.cut_short for each in found)
    return Layer(group, translation, found, is_cut)


def _below(layer: Layer, above: Sequence[Layer]) -> Layer:
    """A group without what those between it and the first have."""
    found = list(layer.found)
    for other in above:
        found = [each.without(more) for each, more in zip(found, other.found, strict=False)]
    return replace(layer, found=found)


def _find(
    part: LiveSegment,
    filters: Sequence[Filter],
    translation: Translation,
    among: DocumentSet,
    watch: StopSignal,
) -> _Found:
    matching = Matching(part, watch)
    matches = matching.documents(translation.plan, among)
    wanted: dict[FacetName, set[str | None]] = {}
    for each in filters:
        wanted.setdefault(each.facet, set()).add(each.value)
    passing: dict[FacetName, DocumentSet] = {}
    hits = matches
    for facet, values in wanted.items():
        watch.stop()
        passing[facet] = having(matches, part.segment.columns.facet(FACETS[facet]), values)
        hits = hits & passing[facet]
    return _Found(part, matching, matches, passing, hits)


# The page


@dataclass(frozen=True, slots=True)
class _Candidates:
    """The first documents of a segment: enough of them for the page, in order of key and id."""

    part: LiveSegment
    documents: DocumentNumbers
    keys: NDArray[Any]
    """The smaller, the earlier on the page."""


def _rank(
    layer: Layer,
    request: Request,
    before: int,
    snapshot: Snapshot,
    watch: StopSignal,
    formula: Formula,
) -> None:
    """Put those hits of a group on the page that belong there; so many others are `before` it."""
    start = max(0, request.offset - before)
    end = min(request.offset + request.limit - before, layer.total)
    if start >= end:
        return
    found, sort = layer.found, request.sort
    scorer = None
    if (sort.by_score or request.snippets) and layer.translation.leaves:
        matchings = [each.matching for each in found]
        scorer = Scorer(layer.translation.leaves, matchings, snapshot, watch, formula)
        layer.weights = scorer.weights
    if sort is Sort.BLEND:
        layer.freshness = Freshness(found, datetime.now(UTC))
    if sort.by_score:
        every = [_by_score(each, end, scorer, layer.freshness) for each in found]
    else:
        every = [_by_date(each, end, sort) for each in found]
    by_score = sort.by_score and scorer is not None
    layer.page = [
        Ranked(part, document, -key if by_score else 0.0)
        for part, document, key in _merged(every, start, end)
    ]


class Freshness:
    """What a score is worth by the age of its document: from 1 down to `STALE`, half of the way
    after `HALF_FRESH` days.

    Age is counted from the newest of the hits, for an archive may have ended years ago; but not
    from a day to come, which only a mistake can be.
    """

    def __init__(self, found: Sequence[_Found], now: datetime) -> None:
        today = np.uint64(microseconds(now))
        newest = np.uint64(0)
        for each in found:
            dates = each.columns.dates[each.hits.numbers]
            newest = max(newest, dates.max(initial=np.uint64(0), where=dates <= today))
        self._newest = int(newest)

    def of(self, dates: NDArray[np.uint64]) -> NDArray[np.float32]:
        """Of documents with these dates; undated ones are as stale as can be."""
        days = (float(self._newest) - dates.astype(np.float64)) / _DAY
        days[dates == _UNDATED] = np.inf
        worth: NDArray[np.float32] = (
            STALE + (1 - STALE) / (1 + np.maximum(days, 0) / HALF_FRESH)
        ).astype(np.float32)
        return worth


def _by_score(
    found: _Found, end: int, scorer: Scorer | None, fresh: Freshness | None
) -> _Candidates:
    if scorer is None or not len(found.hits):
        ranks = found.columns.rank_by_id[found.hits.numbers]
        some = _smallest(ranks, end)
        some = some[np.argsort(ranks[some])]
        documents = found.hits.numbers[some]
        return _Candidates(found.part, documents, np.zeros(len(documents)))
    numbers, scores = scorer.scores(found.matching, found.hits)
    if fresh is not None:
        dates = found.columns.dates
        scores = scores * fresh.of(dates[:] if numbers is None else dates[numbers])
    some = _largest(scores, min(end, len(found.hits)))
    if numbers is None and len(some) and not scores[some].min() > 0:
        # Some hits have no word of the query: they must be told from those that are no hits.
        numbers = found.hits.numbers
        scores = scores[numbers]
        some = _largest(scores, end)
    keys = -scores[some]
    documents = some if numbers is None else numbers[some]
    order = np.argsort(keys)
    ordered = keys[order]
    if (ordered[1:] == ordered[:-1]).any():
        order = np.lexsort((found.columns.in_order_of_id(documents), keys))
    order = order[:end]
    return _Candidates(found.part, documents[order], keys[order])


def _by_date(found: _Found, end: int, sort: Sort) -> _Candidates:
    columns, hits = found.columns, found.hits
    newest = sort is Sort.NEWEST
    if hits.is_sparse:
        ranks = (columns.rank_by_newest if newest else columns.rank_by_oldest)[hits.numbers]
        some = _smallest(ranks, end)
        documents = hits.numbers[some[np.argsort(ranks[some])]]
    else:
        documents = _first_of(columns.newest if newest else columns.oldest, hits, end)
    keys = columns.dates[documents]
    if newest:
        dated = keys != _UNDATED
        keys[dated] = _UNDATED - np.uint64(1) - keys[dated]
    return _Candidates(found.part, documents, keys)


def _first_of(order: DocumentNumbers, hits: DocumentSet, count: int) -> DocumentNumbers:
    """The first hits in an order of all documents."""
    if len(hits) == hits.size:
        return order[:count].astype(np.int64)
    found: list[DocumentNumbers] = []
    start, step = 0, _FIRST_STEP  # a page of a common word's hits is among the first of all
    while count > 0 and start < len(order):
        some = order[start : start + step]
        found.append(some[hits.mask.take(some)])
        count -= len(found[-1])
        start, step = start + step, min(2 * step, _STEP)
    first = np.concatenate(found or [order[:0]]).astype(np.int64)
    return first[: len(first) + min(count, 0)]


def _largest(keys: NDArray[Any], count: int) -> I64:
    """Where the largest keys are, so many at least, and all that equal the last of them."""
    if len(keys) <= count:
        return np.arange(len(keys))
    if count <= 0:
        return np.empty(0, np.int64)
    blocks = _BLOCKS * count
    width = len(keys) // blocks
    if width > 1:
        # As many blocks have a key that is not below this one: most keys need no sorting.
        greatest = keys[: blocks * width].reshape(blocks, width).max(axis=1)
        near = np.flatnonzero(keys >= np.sort(greatest)[-count])
    else:
        near = np.arange(len(keys))
    some = keys[near]
    found: I64 = near.compress(some >= np.partition(some, len(some) - count)[-count])
    return found


def _smallest(keys: NDArray[np.signedinteger[Any]], count: int) -> I64:
    """Where the smallest keys are, so many at least, and all that equal the last of them."""
    return _largest(-keys, count)


def _merged(
    every: Sequence[_Candidates], offset: int, end: int
) -> list[tuple[LiveSegment, int, float]]:
    """The documents of the page, by key and then by id."""
    every = [each for each in every if len(each.documents)]
    if not every:
        return []
    keys = np.concatenate([each.keys for each in every])
    documents = np.concatenate([each.documents for each in every])
    parts = np.repeat(np.arange(len(every)), [len(each.documents) for each in every])
    order = np.argsort(keys, kind="stable")[: None if len(every) > 1 else end]
    if len(every) > 1 and offset < len(order):
        # Of one segment equals are in order of their ids; of several they have to be put in it.
        ordered = keys[order]
        last = ordered[min(end, len(order)) - 1]
        begin = int(np.searchsorted(ordered, ordered[offset], "left"))
        stop = int(np.searchsorted(ordered, last, "right"))
        if (ordered[begin + 1 : stop] == ordered[begin : stop - 1]).any():
            ids = {
                at: every[parts[at]].part.segment.columns.id(int(documents[at]))
                for at in order[begin:stop].tolist()
            }
            order[begin:stop] = sorted(ids, key=lambda at: (keys[at], ids[at]))
    return [
        (every[parts[at]].part, int(documents[at]), float(keys[at]))
        for at in order[offset:end].tolist()
    ]


# Facets and timeline


def _facet(name: FacetName, found: Sequence[_Found], watch: StopSignal) -> tuple[FacetCount, ...]:
    """How many documents have each value, if this facet were not filtered by."""
    counts: dict[str | None, int] = {}
    for each in found:
        watch.stop()
        documents = each.hits
        if name in each.passing:
            documents = each.matches
            for facet, passing in each.passing.items():
                if facet is not name:
                    documents = documents & passing
        column = each.columns.facet(FACETS[name])
        if len(documents) * 2 > documents.size:  # fewer are to be looked at from the other side
            often = each.columns.facet_counts(FACETS[name]) - np.bincount(
                column.codes.take(documents.others), minlength=len(column.values)
            )
        else:
            often = _count(column.codes, documents, len(column.values))
        for code in np.flatnonzero(often).tolist():
            value = column.values[code]
            counts[value] = counts.get(value, 0) + int(often[code])
    best = sorted(counts.items(), key=lambda each: (-each[1], each[0] is None, each[0] or ""))
    return tuple(FacetCount(value, count) for value, count in best[:MOST_FACET_VALUES])


def _timeline(found: Sequence[_Found], step: Step, watch: StopSignal) -> PeriodCounts:
    return _by_day(found, watch) if step is Step.DAY else _by_month(found, watch)


def _by_day(found: Sequence[_Found], watch: StopSignal) -> PeriodCounts:
    counts: dict[int, int] = {}
    for each in found:
        watch.stop()
        dates = each.columns.dates[each.hits.numbers]
        days, often = np.unique(dates[dates != _UNDATED] // np.uint64(_DAY), return_counts=True)
        for day, count in zip(days.tolist(), often.tolist(), strict=True):
            counts[day] = counts.get(day, 0) + count
    return tuple((date.fromordinal(1 + day), counts[day]) for day in sorted(counts))


def _by_month(found: Sequence[_Found], watch: StopSignal) -> PeriodCounts:
    counts: dict[int, int] = {}
    for each in found:
        watch.stop()
        often = _count(each.columns.months, each.hits, above=1)
        for month in np.flatnonzero(often).tolist():
            counts[month - 1] = counts.get(month - 1, 0) + int(often[month])
    return tuple(
        (date(month // 12, month % 12 + 1, 1), counts[month])
        for month in sorted(counts)
        if month >= 0
    )


def _count(codes: NDArray[Any], documents: DocumentSet, size: int = 0, above: int = 0) -> I64:
    """How many of the documents have each code; codes are counted as so many more."""
    some = codes if len(documents) == documents.size else codes.take(documents.numbers)
    counts: I64 = np.bincount(some + above if above else some, minlength=size)
    return counts
