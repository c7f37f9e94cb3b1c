"""How well does each document match?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.whoosh.documents import Documents, Numbers
from index.whoosh.match import Matching
from index.whoosh.phrases import Standing
from index.whoosh.postings import Postings
from index.whoosh.snapshot import LiveSegment, Snapshot
from index.whoosh.translate import Leaf, Place
from index.whoosh.watch import Watch

F64: TypeAlias = NDArray[np.float64]

K1 = 2.0
"""How soon more of the same word stops counting (BM25's k1)."""
B = 0.7
"""How much longer texts are held back (BM25's b)."""
FIELD_WEIGHT = {"title": 3.0, "body": 1.0}
"""A word in the title says more about an article than one in its text."""
OTHER_WEIGHT = 1.0

LENGTHS: F64 = np.round((1.033 ** np.arange(256) - 1) * 27)
"""The length of a field, in terms, by the byte that it is kept as: Whoosh's table."""


def inverse_frequency(size: int, frequency: int) -> float:
    """The weight of a word that so many of `size` documents have: always above 0."""
    return log(1 + (size - frequency + 0.5) / (frequency + 0.5))


@dataclass(frozen=True, eq=False)
class Formula:
    """BM25F: the fields' counts are weighed and added, then saturated."""

    k1: float = K1
    b: float = B
    inverse_frequency: Callable[[int, int], float] = inverse_frequency
    weights: Mapping[str, float] = field(default_factory=lambda: MappingProxyType(FIELD_WEIGHT))
    other_weight: float = OTHER_WEIGHT
    counts_deleted: bool = False
    """Whether deleted documents count in how rare a word is, until they are merged away, as they
    do in Whoosh and Lucene."""

    def norms(self, field: str, snapshot: Snapshot) -> F64:
        """What one occurrence counts in a field, by the byte that the field's length is kept as."""
        mean = snapshot.mean_length(field)
        weight = self.weights.get(field, self.other_weight)
        return weight / (1 - self.b + self.b * LENGTHS / mean)

    def saturated(self, counts: F64) -> F64:
        """What so many occurrences are worth: 1 for one of them, never more than `k1` + 1."""
        return counts * (self.k1 + 1) / (counts + self.k1)


FORMULA = Formula()

_FEW = 8
"""Hits are looked up in the postings where these are so many times more; else all are added up."""


class Scorer:
    """Scores with BM25F the documents that a query matches.

    A leaf is as rare as its slots together. A word counts under its own term and under its
    stem's, so that the very form that was typed weighs more.
    """

    def __init__(
        self,
        leaves: Sequence[Leaf],
        matchings: Sequence[Matching],
        snapshot: Snapshot,
        watch: Watch,
        formula: Formula = FORMULA,
    ) -> None:
        self._snapshot = snapshot
        self._watch = watch
        self._formula = formula
        self._norms: dict[str, F64] = {}
        self.weights = [(leaf, self._weight(leaf, matchings)) for leaf in leaves]
        """Each leaf and how rare it is."""

    def scores(self, matching: Matching, hits: Documents) -> F64:
        """The score of each of the hits, in order; 0 where nothing was asked for by words."""
        numbers = hits.numbers
        scores = np.zeros(len(numbers))
        whole: list[tuple[Standing, float]] = []
        for leaf, weight in self.weights:
            self._watch.stop()
            counted = self._counts(leaf, matching, numbers)
            for branch in matching.branches(leaf):
                here = branch.has(counted.documents)
                counted = Standing(counted.documents, np.where(here, counted.counts, 0.0))
            if counted.documents is numbers:
                scores += weight * self._formula.saturated(counted.counts)
            else:
                whole.append((counted, weight))
        if len(whole) == 1 and np.array_equal(whole[0][0].documents, numbers):
            ((counted, weight),) = whole
            scores += weight * self._formula.saturated(counted.counts)
        elif whole:
            every = np.zeros(hits.size)
            for counted, weight in whole:
                every[counted.documents] += weight * self._formula.saturated(counted.counts)
            scores += every[numbers]
        return scores

    def _weight(self, leaf: Leaf, matchings: Sequence[Matching]) -> float:
        snapshot, formula = self._snapshot, self._formula
        size = snapshot.size_with_deleted if formula.counts_deleted else snapshot.size
        return sum(
            formula.inverse_frequency(
                size, sum(self._having(leaf, slot, matching) for matching in matchings)
            )
            for slot in range(len(leaf.pattern.slots))
        )

    def _having(self, leaf: Leaf, slot: int, matching: Matching) -> int:
        part = matching.part
        live_only = bool(part.deleted) and not self._formula.counts_deleted
        return matching.slot_frequency(leaf, slot, part.live if live_only else None)

    def _counts(self, leaf: Leaf, matching: Matching, numbers: Numbers) -> Standing:
        """How often a leaf stands in documents, weighed by field and by length.

        Either in these documents exactly, or in all that have it, whichever is less work.
        """
        segment = matching.part.segment
        if len(leaf.pattern.slots) > 1:
            return self._phrase_counts(leaf, matching)
        commit = self._snapshot.generation, self._snapshot.identity  # mean lengths are its own
        key = ("counts", segment.id, leaf.places, commit, self._formula)
        known: Standing | None = segment.kept.get(key)
        if known is not None:
            return known
        read = [(place, matching.postings(place, 0)) for place in leaf.places]
        if len(numbers) * _FEW < sum(len(each.documents) for _, each in read):
            return Standing(numbers, self._counts_in(numbers, read, matching.part))
        counted = self._counts_everywhere(read, matching.part)
        if matching.cut_short:
            return counted
        segment.kept.put(key, counted, counted.nbytes)
        return counted

    def _counts_in(
        self, numbers: Numbers, read: Sequence[tuple[Place, Postings]], part: LiveSegment
    ) -> F64:
        counts = np.zeros(len(numbers))
        for place, (documents, frequencies) in read:
            if not len(documents):
                continue
            at = np.searchsorted(documents, numbers.astype(documents.dtype, copy=False))
            at[at == len(documents)] = 0
            found = np.flatnonzero(documents[at] == numbers)
            counts[found] += self._weighed(
                place.field, part, numbers[found], frequencies[at[found]]
            )
        return counts

    def _counts_everywhere(
        self, read: Sequence[tuple[Place, Postings]], part: LiveSegment
    ) -> Standing:
        size = part.segment.size
        counts = np.zeros(size)
        for place, (documents, frequencies) in read:
            self._watch.stop()
            counts[documents] += self._weighed(place.field, part, documents, frequencies)
        found = np.flatnonzero(counts)
        return Standing(found, counts[found])

    def _phrase_counts(self, leaf: Leaf, matching: Matching) -> Standing:
        part = matching.part
        counts = np.zeros(part.segment.size)
        for at, place in enumerate(leaf.places):
            documents, often = matching.phrase(leaf, at)
            counts[documents] += self._weighed(place.field, part, documents, often)
        found = np.flatnonzero(counts)
        return Standing(found, counts[found])

    def _weighed(
        self, field: str, part: LiveSegment, documents: Numbers, frequencies: Numbers
    ) -> F64:
        if field not in self._norms:
            self._norms[field] = self._formula.norms(field, self._snapshot)
        return self._norms[field][part.segment.columns.lengths(field)[documents]] * frequencies
