"""Which documents of a segment does a plan match?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set

from index.pattern import occurrences
from index.whoosh.segment import Segment
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
    WithIds,
)

_STEP = 512


class Matching:
    """Evaluates plans over one segment, as sets of documents; keeps what scoring needs later."""

    def __init__(self, part: LiveSegment, watch: Callable[[], None]) -> None:
        self._part = part
        self._segment = part.segment
        self._watch = watch
        self._phrases: dict[tuple[int, int], dict[int, float]] = {}
        self._stood: dict[tuple[str, frozenset[str]], Set[int]] = {}

    def documents(self, plan: Plan) -> Set[int]:
        """The live documents that match."""
        return self._matches(plan, self._part.live)

    def slot_documents(self, leaf: Leaf, slot: int) -> Set[int]:
        """The live documents with a word that fills this slot of a leaf, in any of its fields."""
        found: set[int] = set()
        for place in leaf.places:
            found |= self._standing(place, slot)
        return found - self._part.deleted

    def counts(self, leaf: Leaf, place: int) -> list[tuple[str | None, Mapping[int, float]]]:
        """How often each term of a leaf stands in a field, by document.

        A phrase is counted as a whole, under None, and only in the documents that could match the
        whole plan.
        """
        where = leaf.places[place]
        if len(where.slots) > 1:
            return [(None, self._phrases.get((id(leaf), place), {}))]
        return [
            (term, self._segment.postings(where.field, term, self._watch))
            for term in sorted(where.slots[0])
        ]

    def _matches(self, plan: Plan, among: Set[int]) -> Set[int]:
        """The documents of `among` that match."""
        self._watch()
        match plan:
            case Leaf():
                return self._leaf(plan, among)
            case AllOf(parts):
                # Phrases last: their positions are read only where all the rest matches.
                for part in sorted(parts, key=_is_phrase):
                    among = self._matches(part, among)
                return among
            case AnyOf(parts):
                found: set[int] = set()
                for part in parts:
                    found |= self._matches(part, among)
                return found
            case NoneOf(part):
                return among - self._matches(part, among)
            case Dated(since, until):
                return among & self._segment.dated(since, until)
            case OfKind(kind):
                return among & self._segment.postings("kind", kind.value, self._watch).keys()
            case WithIds(ids):
                numbers = self._segment.numbers
                return among & {numbers[each] for each in numbers.keys() & ids}
            case All():
                return among

    def _leaf(self, leaf: Leaf, among: Set[int]) -> Set[int]:
        found: set[int] = set()
        for at, place in enumerate(leaf.places):
            if len(place.slots) == 1:
                found |= self._standing(place, 0)
            else:
                found |= self._phrase(leaf, at, among)
        return among & found

    def _standing(self, place: Place, slot: int) -> Set[int]:
        """The documents, deleted ones included, with a word that fills a slot in this field."""
        key = place.field, place.slots[slot]
        if key not in self._stood:
            found: set[int] = set()
            for term in place.slots[slot]:
                found |= self._segment.postings(place.field, term, self._watch).keys()
            self._stood[key] = found
        return self._stood[key]

    def _phrase(self, leaf: Leaf, at: int, among: Set[int]) -> Set[int]:
        place = leaf.places[at]
        candidates = among
        for slot in range(len(place.slots)):
            candidates = candidates & self._standing(place, slot)
        if not candidates:
            return candidates
        counted = self._phrases.setdefault((id(leaf), at), {})
        counted.update(self._count(place, leaf.pattern.slop, candidates))
        return counted.keys() & candidates

    def _count(self, place: Place, slop: int, candidates: Set[int]) -> Iterable[tuple[int, float]]:
        """How often a phrase stands in each candidate that has it."""
        read: dict[frozenset[str], Mapping[int, list[int]]] = {}
        for terms in place.slots:
            if terms not in read:
                read[terms] = self._positions(self._segment, place.field, terms, candidates)
        for at, document in enumerate(sorted(candidates)):
            if at % _STEP == 0:
                self._watch()
            count = sum(1 for _ in occurrences([read[s][document] for s in place.slots], slop))
            if count:
                yield document, count

    def _positions(
        self, segment: Segment, field: str, terms: Iterable[str], candidates: Set[int]
    ) -> Mapping[int, list[int]]:
        """Where any of the terms stands, by candidate, in order."""
        found: dict[int, list[int]] = {}
        for term in terms:
            places = segment.positions(field, term, self._watch)
            for at, document in enumerate(places.keys() & candidates):
                if at % _STEP == 0:
                    self._watch()
                decoded = segment.decode_positions(places[document])
                known = found.get(document)
                found[document] = sorted({*known, *decoded}) if known else decoded
        return found


def _is_phrase(plan: Plan) -> bool:
    return not isinstance(plan, Leaf) or len(plan.pattern.slots) > 1
