"""Which documents of a segment does a plan match?"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set

import numpy as np
from numpy.typing import NDArray

from index.engine import FacetName
from index.whoosh import phrases
from index.whoosh.documents import Documents, Numbers
from index.whoosh.folder import OutOfTime
from index.whoosh.phrases import Standing
from index.whoosh.postings import NOTHING, Postings
from index.whoosh.schema import FACETS, UNDATED
from index.whoosh.snapshot import LiveSegment
from index.whoosh.translate import (
    All,
    AllOf,
    AnyOf,
    Dated,
    Leaf,
    NoneOf,
    OfKind,
    Place,
    Plan,
    Terms,
    WithIds,
    leaves,
)
from index.whoosh.union import Union
from index.whoosh.values import Facet
from index.whoosh.watch import Watch

_NOWHERE = Standing.nowhere()

_MANY_IDS = 100
"""Looking up an id takes as long as comparing so many."""

_STEP = 1 << 15


class Matching:
    """Evaluates plans over one segment; keeps what scoring needs later.

    When time is up it answers with what is known to match by then, and `cut_short` is set.
    """

    def __init__(self, part: LiveSegment, watch: Watch) -> None:
        self.part = part
        self._segment = part.segment
        self._watch = watch
        self._read: dict[tuple[str, Terms], Postings] = {}
        self._phrases: dict[tuple[int, int], Standing] = {}
        self._branches: dict[int, list[Documents]] = {}
        self.cut_short = False

    def documents(self, plan: Plan) -> Documents:
        """The live documents that match."""
        return self._matches(plan, self.part.live, wanted=True)

    def slot_frequency(self, leaf: Leaf, slot: int, among: Documents | None = None) -> int:
        """How many documents have a word that fills this slot of a leaf, in any of its fields.

        Of all documents, deleted ones too, or of some.
        """
        found = Documents.none(self._segment.size)
        for place in leaf.places:
            found = found | self._documents(self.postings(place, slot))
        return len(found if among is None else found & among)

    def postings(self, place: Place, slot: int) -> Postings:
        """Which documents have a word that fills a slot in a field, and how often, deleted ones
        included. When time was up before, only what had been read by then."""
        key = place.field, place.slots[slot]
        if self.cut_short:
            return self._read.get(key, NOTHING)
        return self._read.get(key) or self._postings(place, slot, self._watch.stop)

    def branches(self, leaf: Leaf) -> Sequence[Documents]:
        """Where a leaf counts: where all that is asked for together with it matches too.

        Nothing else is said of what does not stand in a choice of several.
        """
        return self._branches.get(id(leaf), ())

    def phrase(self, leaf: Leaf, place: int) -> Standing:
        """Where a phrase stands in a field, among the documents that could match the plan."""
        return self._phrases.get((id(leaf), place), _NOWHERE)

    def _matches(self, plan: Plan, among: Documents, *, wanted: bool) -> Documents:
        """The documents of `among` that match. Where they are `wanted`, some may be missing when
        time is up; where they will be taken away from others, they must be complete."""
        match plan:
            case Leaf():
                return self._leaf(plan, among, wanted=wanted)
            case AllOf(parts):
                for part in sorted(parts, key=self._cost):
                    if not len(among):
                        break
                    among = self._matches(part, among, wanted=wanted)
                return among
            case AnyOf(parts):
                found = Documents.none(self._segment.size)
                for part in parts:
                    some = self._matches(part, among, wanted=wanted)
                    if isinstance(part, AllOf):
                        for leaf in leaves(part):
                            self._branches.setdefault(id(leaf), []).append(some)
                    found = found | some
                return found
            case NoneOf(part):
                return self._without(part, among, wanted=wanted)
            case Dated(since, until):
                return self._dated(among, since, until)
            case OfKind(kind):
                facet = self._segment.columns.facet(FACETS[FacetName.KIND])
                return having(among, facet, {kind.value})
            case WithIds():
                return among & self._with_ids(plan)
            case All():
                return among

    def _without(self, part: Plan, among: Documents, *, wanted: bool) -> Documents:
        try:
            return among - self._matches(part, among, wanted=False)
        except OutOfTime:
            self._missing(wanted=wanted)
            return Documents.none(self._segment.size)

    def _leaf(self, leaf: Leaf, among: Documents, *, wanted: bool) -> Documents:
        found = Documents.none(self._segment.size)
        try:
            self._watch()
            for at, place in enumerate(leaf.places):
                if len(place.slots) == 1:
                    found = found | self._standing(place, 0, wanted=wanted)
                else:
                    found = found | self._phrase(leaf, at, among, wanted=wanted)
        except OutOfTime:
            self._missing(wanted=wanted)
        return among & found

    def _postings(
        self, place: Place, slot: int, watch: Callable[[], None], *, wanted: bool = False
    ) -> Postings:
        segment, terms = self._segment, place.slots[slot]
        key = ("postings", segment.id, place.field, terms)
        found: Postings | None = segment.kept.get(key)
        if found is None:
            union = Union(segment.size)
            alone: Postings | None = None
            whole = True
            try:
                weights = dict(terms.weights)
                for term in sorted(terms.known):
                    watch()
                    read = segment.postings(place.field, term, watch)
                    alone = read.weighed(weights.get(term, 1.0))
                    union.add(alone)
                numbers = terms.expansion.numbers.get((segment.id, place.field))
                if numbers is not None and len(numbers):
                    for each in segment.lists(numbers, watch):
                        union.add(each)
            except OutOfTime:
                self._missing(wanted=wanted)
                whole = False
            is_alone = len(terms.known) == 1 and not terms.expansion.words
            found = alone if alone is not None and is_alone else union.postings()
            if whole:
                segment.kept.put(key, found, found.nbytes)
        self._read[place.field, terms] = found
        return found

    def _standing(self, place: Place, slot: int, *, wanted: bool) -> Documents:
        return self._documents(self._postings(place, slot, self._watch, wanted=wanted))

    def _documents(self, postings: Postings) -> Documents:
        return Documents(self._segment.size, postings.documents)

    def _phrase(self, leaf: Leaf, at: int, among: Documents, *, wanted: bool) -> Documents:
        """The documents with a phrase; how often each has it is kept for scoring."""
        place, slop = leaf.places[at], leaf.pattern.slop
        segment = self._segment
        candidates = self._standing(place, 0, wanted=wanted)
        for slot in range(1, len(place.slots)):
            candidates = candidates & self._standing(place, slot, wanted=wanted)
        key = ("phrase", segment.id, place.field, place.slots, slop)
        found: Standing | None = segment.kept.get(key)
        if found is None:
            few = candidates & among
            partly = self.cut_short or len(few) * 2 < len(candidates)
            some = few if partly else candidates
            found, whole = self._count(place, slop, some, wanted=wanted)
            if whole and not partly:
                segment.kept.put(key, found, found.nbytes)
        self._phrases[id(leaf), at] = found
        return Documents(segment.size, found.documents)

    def _count(
        self, place: Place, slop: int, candidates: Documents, *, wanted: bool
    ) -> tuple[Standing, bool]:
        """Where a phrase stands, as far as time allowed, and whether that is everywhere."""
        found: list[Standing] = []
        slices = phrases.standing(self._segment, place, slop, candidates, self._watch)
        try:
            for each in slices:  # one by one: time may be up after any of them
                found.append(each)  # noqa: PERF402
        except OutOfTime:
            self._missing(wanted=wanted)
            return Standing.joined(found), False
        return Standing.joined(found), True

    def _missing(self, *, wanted: bool) -> None:
        """Called where time is up: raises again unless some of the documents are of use."""
        if not wanted:
            raise OutOfTime
        self.cut_short = True

    # Other plans

    def _dated(self, among: Documents, since: int, until: int) -> Documents:
        dates = self._segment.columns.dates
        low, high = np.uint64(since), np.uint64(min(until, UNDATED))
        if among.is_sparse:
            some = dates[among.numbers]
            return among.where((some >= low) & (some < high))
        return among & Documents(self._segment.size, mask=(dates >= low) & (dates < high))

    def _with_ids(self, plan: WithIds) -> Documents:
        """Few ids are looked up one by one; so many as read articles have are compared in order."""
        size = self._segment.size
        if len(plan.ids) * _MANY_IDS > size:
            every = self._segment.columns.ids.fixed()
            if every is not None:
                return Documents(size, self._having_ids(every, plan.in_order(every.itemsize)))
        found: list[int] = []
        for id in plan.ids:
            self._watch.stop()
            number = self.part.number(id)
            if number is not None:
                found.append(number)
        return Documents(size, np.array(sorted(found), np.int64))

    def _having_ids(self, every: NDArray[np.bytes_], wanted: NDArray[np.bytes_]) -> Numbers:
        """The documents that have any of the wanted ids; both are walked through in order."""
        order = self._segment.columns.by_id
        found = [np.empty(0, order.dtype)]
        for start in range(0, len(order) if len(wanted) else 0, _STEP):
            self._watch.stop()
            documents = order[start : start + _STEP]
            ids = every[documents]
            at = np.minimum(np.searchsorted(wanted, ids), len(wanted) - 1)
            found.append(documents[wanted[at] == ids])
        return np.sort(np.concatenate(found)).astype(np.int64)

    def _cost(self, plan: Plan) -> int:
        """How many documents a plan may match, about: the fewest are looked for first.

        Phrases come last, for their positions are read only where all the rest matches.
        """
        size = self._segment.size
        match plan:
            case Leaf(places=places):
                return sum(self._leaf_cost(place) for place in places)
            case AllOf(parts):
                return min((self._cost(part) for part in parts), default=size)
            case AnyOf(parts):
                return sum(self._cost(part) for part in parts)
            case NoneOf():
                return 2 * size
            case WithIds(ids):
                return len(ids)
            case Dated() | OfKind() | All():
                return size

    def _leaf_cost(self, place: Place) -> int:
        if len(place.slots) > 1:
            return 3 * self._segment.size
        (terms,) = place.slots
        if terms.expansion.words:
            return self._segment.size
        return sum(self._segment.frequency(place.field, term) for term in terms.known)


def having(among: Documents, column: Facet, values: Set[str | None]) -> Documents:
    """The documents of `among` that have one of these values of a facet."""
    codes = [code for code, value in enumerate(column.values) if value in values]
    if not codes:
        return Documents.none(among.size)
    wanted = np.zeros(len(column.values), np.bool_)
    wanted[codes] = True
    if among.is_sparse:
        return among.where(wanted[column.codes[among.numbers]])
    return among & Documents(among.size, mask=wanted[column.codes])
