"""Matching of a query plan against the documents of a segment."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.engine.request import FacetName
from index.engine.whoosh.format.errors import OutOfTime
from index.engine.whoosh.format.schema import FACETS, UNDATED
from index.engine.whoosh.postings.document_sets import DocumentNumbers, DocumentSet
from index.engine.whoosh.postings.postings import NOTHING, Postings
from index.engine.whoosh.read import phrases
from index.engine.whoosh.read.forms import TermWeight, weighed
from index.engine.whoosh.read.phrases import Standing
from index.engine.whoosh.read.stop_signal import StopSignal
from index.engine.whoosh.read.sums import Sums
from index.engine.whoosh.read.translate import (
    All,
    AllOf,
    AnyOf,
    Dated,
    FieldTerms,
    Leaf,
    NoneOf,
    OfKind,
    QueryPlan,
    Terms,
    WithIds,
    leaves,
)
from index.engine.whoosh.store.snapshot import LiveSegment
from index.engine.whoosh.store.values import Facet


@dataclass(frozen=True, eq=False, slots=True)
class _Here:
    """The matches of a leaf in a segment, deleted documents included."""

    documents: DocumentSet
    titled: DocumentNumbers | None
    """The documents that match in the title; None if unknown."""
    phrases: Sequence[Standing]
    """The occurrences of a phrase in each field; empty for a single slot."""
    whole: bool
    """Whether the matches are complete, cut neither by time nor by the other parts of the plan."""

    @property
    def nbytes(self) -> int:
        """The bytes of the arrays."""
        titled = 0 if self.titled is None else self.titled.nbytes
        return self.documents.nbytes + titled + sum(each.nbytes for each in self.phrases)


_MANY_IDS = 100
"""The number of ids that can be compared in the time of one look-up."""

_LOOKED_UP = 4
"""The divisor of a segment's size: for fewer documents values are looked up, else all are read."""

_STEP = 1 << 15


class Matching:
    """The evaluation of plans over one segment, with the postings that scoring needs later.

    At the time limit the matches so far are the result, and `cut_short` is set.
    """

    def __init__(self, part: LiveSegment, watch: StopSignal) -> None:
        self.part = part
        self._segment = part.segment
        self._watch = watch
        self._read: dict[tuple[str, Terms], Postings] = {}
        self._here: dict[int, _Here] = {}
        self._phrases: dict[int, Sequence[Standing]] = {}
        self._branches: dict[int, list[DocumentSet]] = {}
        self.cut_short = False

    def documents(self, plan: QueryPlan, among: DocumentSet | None = None) -> DocumentSet:
        """Return the live documents that match, or only the matches in `among`, a live set."""
        if among is None:
            among = self.part.live.shared()
        return self._matches(plan, among, wanted=True)

    def slot_frequency(self, leaf: Leaf, slot: int, among: DocumentSet | None = None) -> int:
        """Return the document frequency of a slot of a leaf, over all of its fields.

        Counted are all documents, deleted ones included, or the documents of `among`.
        """
        found = self._filled(leaf, slot)
        return len(found if among is None else found & among)

    def postings(self, place: FieldTerms, slot: int) -> Postings:
        """Return the postings of a slot in a field, deleted documents included. When time is up,
        only the postings read so far."""
        key = place.field, place.slots[slot]
        if self.cut_short:
            return self._read.get(key, NOTHING)
        return self._read.get(key) or self._postings(place, slot, self._watch.stop)

    def _filled(self, leaf: Leaf, slot: int) -> DocumentSet:
        """Return the documents with a term that fills a slot, in any field."""
        if len(leaf.pattern.slots) == 1 and id(leaf) in self._here:
            return self._here[id(leaf)].documents.shared()
        kept, key = self._segment.kept, ("slot here", self._segment.id, leaf.token, slot)
        known: DocumentSet | None = kept.get(key)
        if known is None:
            lists = [self.postings(place, slot).documents for place in leaf.places]
            known = DocumentSet.union(self._segment.size, lists).compact()
            if not self.cut_short:
                kept.put(key, known, known.nbytes)
        return known.shared()

    def branches(self, leaf: Leaf) -> Sequence[DocumentSet]:
        """Return the sets of documents in which a leaf of an alternative's `AllOf` counts.

        Empty for any other leaf, which counts everywhere.
        """
        return self._branches.get(id(leaf), ())

    def phrases(self, leaf: Leaf) -> Sequence[Standing]:
        """Return the occurrences of a phrase in each field, at least in possible matches."""
        return self._phrases.get(id(leaf), ())

    def found(self, leaf: Leaf) -> DocumentSet | None:
        """Return all documents that a leaf matches, deleted ones too; None if some are unknown.

        Unless None, `phrases` is complete for these documents.
        """
        here = self._here.get(id(leaf))
        return None if here is None else here.documents.shared()

    def may_be_titled(self, leaf: Leaf, document: int) -> bool:
        """Return False only when the leaf is known not to match in the document's title."""
        here = self._here.get(id(leaf))
        if here is None or here.titled is None:
            return True
        at = int(here.titled.searchsorted(document))
        return at < len(here.titled) and int(here.titled[at]) == document

    def _matches(self, plan: QueryPlan, among: DocumentSet, *, wanted: bool) -> DocumentSet:
        """Return the documents of `among` that match. With `wanted` some may be missing when time
        is up; otherwise the set is to be subtracted: it is complete, or `OutOfTime` is raised."""
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
                found = DocumentSet.none(self._segment.size)
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

    def _without(self, part: QueryPlan, among: DocumentSet, *, wanted: bool) -> DocumentSet:
        try:
            return among - self._matches(part, among, wanted=False)
        except OutOfTime:
            self._missing(wanted=wanted)
            return DocumentSet.none(self._segment.size)

    def _leaf(self, leaf: Leaf, among: DocumentSet, *, wanted: bool) -> DocumentSet:
        here = self._known(leaf)
        if here is None:
            here = self._look(leaf, among, wanted=wanted)
            if here.whole:
                key = ("leaf here", self._segment.id, leaf.token)
                self._segment.kept.put(key, here, here.nbytes)
        if here.whole:
            self._here[id(leaf)] = here
        self._phrases[id(leaf)] = here.phrases
        return among & here.documents.shared()

    def _known(self, leaf: Leaf) -> _Here | None:
        found: _Here | None = self._segment.kept.get(("leaf here", self._segment.id, leaf.token))
        return found

    def _look(self, leaf: Leaf, among: DocumentSet, *, wanted: bool) -> _Here:
        """Match a leaf in all documents, or at least in the documents of `among`."""
        lists: list[DocumentNumbers] = []
        standings: list[Standing] = []
        whole = not self.cut_short
        try:
            self._watch()
            for place in leaf.places:
                if len(place.slots) == 1:
                    lists.append(self._postings(place, 0, self._watch, wanted=wanted).documents)
                else:
                    found, complete = self._phrase(leaf, place, among, wanted=wanted)
                    lists.append(found.documents)
                    standings.append(found)
                    whole = whole and complete
        except OutOfTime:
            self._missing(wanted=wanted)
        whole = whole and not self.cut_short
        documents = DocumentSet.union(self._segment.size, lists).compact()
        titled: DocumentNumbers | None = NOTHING.documents
        for place, some in zip(leaf.places, lists, strict=False):
            if place.field == "title":
                cut = any(terms.expansion.cut for terms in place.slots)
                titled = None if cut else some
        return _Here(documents, titled, tuple(standings), whole)

    def _postings(
        self, place: FieldTerms, slot: int, watch: Callable[[], None], *, wanted: bool = False
    ) -> Postings:
        segment, terms = self._segment, place.slots[slot]
        key = ("postings", segment.id, place.field, terms)
        found: Postings | None = segment.kept.get(key)
        if found is None:
            sums = Sums(segment.size)
            whole = True
            try:
                weights = dict(terms.weights)
                for term in sorted(terms.known):
                    watch()
                    read = segment.postings(place.field, term, watch)
                    sums.add(weighed(read, term, weights.get(term, TermWeight()), segment))
                numbers = terms.expansion.numbers.get((segment.id, place.field))
                if numbers is not None and len(numbers):
                    for each in segment.lists(numbers, watch):
                        sums.add(each, mixed=True)
            except OutOfTime:
                self._missing(wanted=wanted)
                whole = False
            found = sums.postings()
            if whole:
                segment.kept.put(key, found, found.nbytes)
        self._read[place.field, terms] = found
        return found

    def _standing(self, place: FieldTerms, slot: int, *, wanted: bool) -> DocumentSet:
        postings = self._postings(place, slot, self._watch, wanted=wanted)
        return DocumentSet(self._segment.size, postings.documents)

    def _phrase(
        self, leaf: Leaf, place: FieldTerms, among: DocumentSet, *, wanted: bool
    ) -> tuple[Standing, bool]:
        """Return the occurrences of a phrase in a field, and whether they are complete."""
        segment, slop = self._segment, leaf.pattern.slop
        key = ("phrase", segment.id, place.field, place.slots, slop)
        found: Standing | None = segment.kept.get(key)
        if found is not None:
            return found, True
        candidates = self._standing(place, 0, wanted=wanted)
        for slot in range(1, len(place.slots)):
            self._watch.stop()
            if not len(candidates):
                break
            candidates = candidates & self._standing(place, slot, wanted=wanted)
        few = candidates & among
        partly = self.cut_short or len(few) * 2 < len(candidates)
        found, whole = self._count(place, slop, few if partly else candidates, wanted=wanted)
        found = Standing(
            found.documents.astype(np.int32, copy=False), found.counts.astype(np.int32, copy=False)
        )
        whole = whole and not partly
        if whole:
            segment.kept.put(key, found, found.nbytes)
        return found, whole

    def _count(
        self, place: FieldTerms, slop: int, candidates: DocumentSet, *, wanted: bool
    ) -> tuple[Standing, bool]:
        """Return the occurrences of a phrase in the candidates, and whether time sufficed."""
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
        """Set `cut_short`, or raise `OutOfTime` where partial matches are not `wanted`."""
        if not wanted:
            raise OutOfTime
        self.cut_short = True

    # Other plans

    def _dated(self, among: DocumentSet, since: int, until: int) -> DocumentSet:
        dates = self._segment.columns.dates
        low, high = np.uint64(since), np.uint64(min(until, UNDATED))
        if len(among) * _LOOKED_UP < among.size:
            some = dates.take(among.numbers)
            return among.where((some >= low) & (some < high))
        return among & DocumentSet(self._segment.size, mask=(dates >= low) & (dates < high))

    def _with_ids(self, plan: WithIds) -> DocumentSet:
        """Return the documents with the plan's ids: few ids are looked up, many are compared."""
        size = self._segment.size
        if len(plan.ids) * _MANY_IDS > size:
            every = self._segment.columns.ids.fixed()
            if every is not None:
                return DocumentSet(size, self._having_ids(every, plan.in_order(every.itemsize)))
        found: list[int] = []
        for id in plan.ids:
            self._watch.stop()
            number = self.part.number(id)
            if number is not None:
                found.append(number)
        return DocumentSet(size, np.array(sorted(found), np.int64))

    def _having_ids(self, every: NDArray[np.bytes_], wanted: NDArray[np.bytes_]) -> DocumentNumbers:
        """Return the documents with the wanted ids, from a pass over both lists in order."""
        order = self._segment.columns.by_id
        found = [np.empty(0, order.dtype)]
        for start in range(0, len(order) if len(wanted) else 0, _STEP):
            self._watch.stop()
            documents = order[start : start + _STEP]
            ids = every[documents]
            at = np.minimum(np.searchsorted(wanted, ids), len(wanted) - 1)
            found.append(documents[wanted[at] == ids])
        return np.sort(np.concatenate(found)).astype(np.int64)

    def _cost(self, plan: QueryPlan) -> int:
        """Estimate the number of documents that a plan matches: the least is evaluated first.

        Phrases come last, because their positions are read only in matches of all other parts.
        """
        size = self._segment.size
        match plan:
            case Leaf(places=places):
                here = self._known(plan)
                if here is not None:
                    return len(here.documents)
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

    def _leaf_cost(self, place: FieldTerms) -> int:
        if len(place.slots) > 1:
            return 3 * self._segment.size
        (terms,) = place.slots
        if terms.expansion.words:
            return self._segment.size
        return sum(self._segment.frequency(place.field, term) for term in terms.known)


def having(among: DocumentSet, column: Facet, values: Set[str | None]) -> DocumentSet:
    """Return the documents of `among` with one of these facet values."""
    codes = [code for code, value in enumerate(column.values) if value in values]
    if not codes:
        return DocumentSet.none(among.size)
    wanted = np.zeros(len(column.values), np.bool_)
    wanted[codes] = True
    if len(among) * _LOOKED_UP < among.size:
        return among.where(wanted.take(column.codes.take(among.numbers)))
    return among & DocumentSet(among.size, mask=wanted.take(column.codes))
