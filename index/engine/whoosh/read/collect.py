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
"""The largest number of values of a facet in an answer; the most frequent ones are chosen."""

HALF_FRESH = 60
"""Days after which half of the bonus for freshness is gone. The decay is hyperbolic: last week
counts for more than last month, and articles that are years old are all alike."""

STALE = 0.5
"""The limit of the factor for an old article's score: relevance goes before freshness."""

_DAY = 86_400_000_000  # microseconds
_FIRST_STEP = 1 << 9
_STEP = 1 << 16
_BLOCKS = 8  # blocks of keys for each key that is wanted
_UNDATED = np.uint64(UNDATED)

FacetCounts: TypeAlias = dict[FacetName, tuple[FacetCount, ...]]
PeriodCounts: TypeAlias = tuple[tuple[date, int], ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A document on the page, with its score."""

    part: LiveSegment
    document: int
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class _Found:
    """The matches of a query in one segment, and the hits, which pass the filters too."""

    part: LiveSegment
    matching: Matching
    matches: DocumentSet
    passing: Mapping[FacetName, DocumentSet]
    """The matches that pass the filters of a facet, for each facet with filters."""
    hits: DocumentSet

    @property
    def columns(self) -> DocumentColumns:
        return self.part.segment.columns

    def joined(self, other: _Found) -> _Found:
        """Return the union with another group's matches, for counts alone."""
        passing = {facet: some | other.passing[facet] for facet, some in self.passing.items()}
        matches, hits = self.matches | other.matches, self.hits | other.hits
        return _Found(self.part, self.matching, matches, passing, hits)

    def without(self, other: _Found) -> _Found:
        """Return the difference from a higher group's matches."""
        passing = {facet: some - other.matches for facet, some in self.passing.items()}
        matches, hits = self.matches - other.matches, self.hits - other.matches
        return _Found(self.part, self.matching, matches, passing, hits)


@dataclass
class Layer:
    """The hits of a group, and the part of the page that is filled from them."""

    group: Group
    translation: Translation
    found: Sequence[_Found] = ()
    """The matches in each segment; in the first segments only, if `cut_short`."""
    cut_short: bool = False
    page: list[Ranked] = field(default_factory=list)
    weights: Sequence[tuple[Leaf, float]] = ()
    """The leaves of the query and the rarity of each; empty when no score was needed."""
    freshness: Freshness | None = None
    """The freshness that multiplies scores; None where the order ignores freshness."""

    @cached_property
    def total(self) -> int:
        """The number of hits."""
        return sum(len(each.hits) for each in self.found)

    @property
    def matchings(self) -> Mapping[LiveSegment, Matching]:
        """The matching of the plan's leaves, by segment."""
        return {each.part: each.matching for each in self.found}


@dataclass(slots=True)
class HitCollection:
    """The hits of a search, group by group, with facets and timeline; partial if `cut_short`."""

    layers: list[Layer] = field(default_factory=list)
    facets: FacetCounts = field(default_factory=dict)
    timeline: PeriodCounts = ()
    in_rest: int = 0
    """The number of hits that match the whole query only with the rest of their page."""
    cut_short: bool = False

    @property
    def first(self) -> Layer:
        """The first group with hits, or else the first group."""
        return next((layer for layer in self.layers if layer.total), self.layers[0])

    @property
    def total(self) -> int:
        """The number of hits in the first group with hits."""
        return self.first.total if self.layers else 0

    @property
    def page(self) -> list[Ranked]:
        """The page, group by group."""
        return [ranked for layer in self.layers for ranked in layer.page]


Lower: TypeAlias = Iterable[tuple[Group, Translation]]
"""The lower groups with the plan of each, translated only when the iterator reaches it."""


def collect(
    request: Request,
    translation: Translation,
    snapshot: Snapshot,
    watch: StopSignal,
    formula: Formula = FORMULA,
    lower: Lower = (),
) -> HitCollection:
    """Collect the hits of every segment, exhaustively; stop early, `cut_short`, at the time limit.

    Documents of a `lower` group are in no higher group. They are only counted unless the page
    reaches them, and then they are scored; without `request.groups` they are never listed. Raises
    `Stopped`.
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
            if layer.cut_short:  # the next group would need the complete matches of this one
                break
    except OutOfTime:  # raised by the translation of a lower group
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
    """Return whether the result is that of a query for everything, which the snapshot caches."""
    plain = isinstance(translation.plan, All) and not request.filters
    return plain and not collected.cut_short


def _counted(request: Request, collected: HitCollection) -> Sequence[_Found]:
    """Return the matches that facets and timeline count, one object for each segment."""
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
    """Match a group in each segment, without the documents of the first group."""
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
    """Return a group without the documents of the groups between the first and itself."""
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
    """The top documents of a segment, enough for the page, in order of key and id."""

    part: LiveSegment
    documents: DocumentNumbers
    keys: NDArray[Any]
    """Sort keys; the smallest is first on the page."""


def _rank(
    layer: Layer,
    request: Request,
    before: int,
    snapshot: Snapshot,
    watch: StopSignal,
    formula: Formula,
) -> None:
    """Fill the page from the hits of a group; `before` is the number of hits in higher groups."""
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
    """The factor of a score by age: from 1 down to `STALE`, half way after `HALF_FRESH` days.

    Age is counted from the newest of the hits, for an archive may have ended years ago; but not
    from a date in the future, which is a mistake.
    """

    def __init__(self, found: Sequence[_Found], now: datetime) -> None:
        today = np.uint64(microseconds(now))
        newest = np.uint64(0)
        for each in found:
            dates = each.columns.dates[each.hits.numbers]
            newest = max(newest, dates.max(initial=np.uint64(0), where=dates <= today))
        self._newest = int(newest)

    def of(self, dates: NDArray[np.uint64]) -> NDArray[np.float32]:
        """Return the factors for documents with these dates; undated documents get `STALE`."""
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
        # Some hits have a score of 0, as the documents that are no hits have.
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
    """Return the first hits in an order of all documents."""
    if len(hits) == hits.size:
        return order[:count].astype(np.int64)
    found: list[DocumentNumbers] = []
    start, step = 0, _FIRST_STEP  # the first hits of a common word are soon found
    while count > 0 and start < len(order):
        some = order[start : start + step]
        found.append(some[hits.mask.take(some)])
        count -= len(found[-1])
        start, step = start + step, min(2 * step, _STEP)
    first = np.concatenate(found or [order[:0]]).astype(np.int64)
    return first[: len(first) + min(count, 0)]


def _largest(keys: NDArray[Any], count: int) -> I64:
    """Return the indices of the `count` largest keys, unsorted, and of ties with the last."""
    if len(keys) <= count:
        return np.arange(len(keys))
    if count <= 0:
        return np.empty(0, np.int64)
    blocks = _BLOCKS * count
    width = len(keys) // blocks
    if width > 1:
        # At least `count` blocks have a key that is not below this one: most keys need no sorting.
        greatest = keys[: blocks * width].reshape(blocks, width).max(axis=1)
        near = np.flatnonzero(keys >= np.sort(greatest)[-count])
    else:
        near = np.arange(len(keys))
    some = keys[near]
    found: I64 = near.compress(some >= np.partition(some, len(some) - count)[-count])
    return found


def _smallest(keys: NDArray[np.signedinteger[Any]], count: int) -> I64:
    """Return the indices of the `count` smallest keys, unsorted, and of ties with the last."""
    return _largest(-keys, count)


def _merged(
    every: Sequence[_Candidates], offset: int, end: int
) -> list[tuple[LiveSegment, int, float]]:
    """Merge the segments' top documents into the page, in order of key and id."""
    every = [each for each in every if len(each.documents)]
    if not every:
        return []
    keys = np.concatenate([each.keys for each in every])
    documents = np.concatenate([each.documents for each in every])
    parts = np.repeat(np.arange(len(every)), [len(each.documents) for each in every])
    order = np.argsort(keys, kind="stable")[: None if len(every) > 1 else end]
    if len(every) > 1 and offset < len(order):
        # Ties within a segment are in order of id; ties across segments still have to be sorted.
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
    """Return the values of a facet with their counts, ignoring the facet's own filters."""
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
        if len(documents) * 2 > documents.size:  # the complement is smaller to count
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
    """Count the codes of the documents; the count of a code is at index code + `above`."""
    some = codes if len(documents) == documents.size else codes.take(documents.numbers)
    counts: I64 = np.bincount(some + above if above else some, minlength=size)
    return counts
