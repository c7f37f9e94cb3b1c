"""Scorer of matching documents (BM25F)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.engine.whoosh.format.arrays import F64, Mask
from index.engine.whoosh.format.schema import REST_WORDS
from index.engine.whoosh.postings.document_sets import DocumentNumbers, DocumentSet
from index.engine.whoosh.read.match import Matching
from index.engine.whoosh.read.stop_signal import StopSignal
from index.engine.whoosh.read.translate import Leaf
from index.engine.whoosh.store.snapshot import LiveSegment, Snapshot

F32: TypeAlias = NDArray[np.float32]

# BM25F (Robertson & Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009); the
# authors name 1.2 to 2 for k1 and 0.5 to 0.8 for b. `python -m bench.ranking` measures the ranking:
# eleven collections (Cranfield, TIME, LISA, CISI, CACM, MED, Reuters by topic, known news articles)
# tell no setting apart within these ranges: k1 1.2 to 2.5, b 0.6 to 0.75, a title's weight 3 to 5.
# Known-item searches do (`python -m bench.forms`): queries of two or three words of an article, in
# the article's forms and, behind the comma, in other forms. Mean reciprocal ranks with k1 2, b 0.7
# and 0.6 for another form (`forms.py`), then with k1 1.2, b 0.75 and 0.7. Chosen on
#   Russian news .977, .834 -> .988, .924; German news .933, .830 -> .965, .903;
#   Cranfield .876, .663 -> .938, .832 (Cranfield's own questions, nDCG@10, .533 -> .529);
#   English news .878, .719 -> .933, .856 (queries of an article's own words, nDCG@10 .310 -> .306;
#   with 0.8 for another form .299, a loss beyond chance: therefore 0.7);
# confirmed on
#   Russian headlines .981, .958 -> .981, .967; Arabic news .919, .753 -> .943, .822.
# With 1 for another form the form in the query has no advantage. A bonus for the number of query
# words in a text, beyond the sum of their scores, made nearly every collection worse.
K1 = 1.2
"""The saturation of a word's occurrences (BM25's k1); a smaller value saturates sooner."""
B = 0.75
"""The penalty for longer texts (BM25's b)."""
FIELD_WEIGHT = {"title": 3.0, "body": 1.0, REST_WORDS: 0.25}
"""Weights of the fields: a word in the title says more about an article than a word in the text,
and a word in the rest of the page next to nothing."""
OTHER_WEIGHT = 1.0

LENGTHS: F64 = np.round((1.033 ** np.arange(256) - 1) * 27)
"""The length of a field in terms, by the byte that encodes it: Whoosh's table."""


def inverse_frequency(size: int, frequency: int) -> float:
    """Return the weight of a word by the number of documents with it, of `size`: always above 0.

    Robertson and Spärck Jones's, with 1 added before the logarithm as Lucene does: without the 1, a
    word in more than half of all texts would count against them.
    """
    return log(1 + (size - frequency + 0.5) / (frequency + 0.5))


@dataclass(frozen=True, eq=False)
class Formula:
    """The BM25F formula: term frequencies are weighted by field and added, then saturated."""

    k1: float = K1
    b: float = B
    inverse_frequency: Callable[[int, int], float] = inverse_frequency
    weights: Mapping[str, float] = field(default_factory=lambda: MappingProxyType(FIELD_WEIGHT))
    other_weight: float = OTHER_WEIGHT
    counts_deleted: bool = False
    """Whether document frequencies count deleted documents until a merge, as in Lucene."""

    def norms(self, field: str, snapshot: Snapshot) -> F64:
        """Return the weight of one occurrence in a field, by the byte of the field's length."""
        mean = snapshot.mean_length(field)
        weight = self.weights.get(field, self.other_weight)
        return weight / (1 - self.b + self.b * LENGTHS / mean)

    def saturated(self, counts: NDArray[Any]) -> NDArray[Any]:
        """Return the saturated worth of some counts: 1 for one occurrence, at most `k1` + 1."""
        return counts * (self.k1 + 1) / (counts + self.k1)


FORMULA = Formula()

_FEW = 8
"""The number of postings for each hit from which worth is computed for the hits alone."""
_DENSE = 4
"""The divisor of a segment's size: for more documents a worth is kept in an array of all."""
_SCATTERED = 16
"""The divisor of a segment's size: for more documents counts and scores are computed for all, since
a pass over all takes less time than to gather some."""


class Worth(NamedTuple):
    """The saturated counts of a leaf in the documents of a segment, before its weight."""

    documents: DocumentNumbers | None
    """The documents of `values`, in order; None for all of the segment."""
    values: F32

    @property
    def nbytes(self) -> int:
        """The bytes of the arrays."""
        return self.values.nbytes + (0 if self.documents is None else self.documents.nbytes)

    def everywhere(self, size: int) -> F32:
        """Return the worth for each document of the segment."""
        if self.documents is None:
            return self.values
        found = np.zeros(size, np.float32)
        found[self.documents.astype(np.intp, copy=False)] = self.values
        return found

    def of(self, numbers: DocumentNumbers, size: int) -> F32:
        """Return the worth for some documents, in order."""
        if self.documents is None:
            return self.values.take(numbers)
        if len(numbers) == len(self.documents) and np.array_equal(numbers, self.documents):
            return self.values
        if len(numbers) * _SCATTERED > size:
            return self.everywhere(size).take(numbers)
        return _looked_up(numbers, self.documents, self.values)


class Share(NamedTuple):
    """The contribution of a leaf to the scores of some documents."""

    leaf: Leaf
    weight: float
    """The rarity of the leaf."""
    worth: F32
    """The saturated counts where the leaf counts, else 0."""
    score: F32
    """The product of worth and weight."""


class Scorer:
    """The BM25F scores of the documents that a query matches.

    The rarity of a leaf is the sum of its slots' rarities, each from the live documents.
    """

    def __init__(
        self,
        leaves: Sequence[Leaf],
        matchings: Sequence[Matching],
        snapshot: Snapshot,
        watch: StopSignal,
        formula: Formula = FORMULA,
    ) -> None:
        self._snapshot = snapshot
        self._watch = watch
        self._formula = formula
        self._matchings = matchings
        self.weights = [(leaf, self._weight(leaf)) for leaf in leaves]
        """Each leaf with its rarity."""

    def scores(self, matching: Matching, hits: DocumentSet) -> tuple[DocumentNumbers | None, F32]:
        """Return the hits in order and the score of each; 0 for a query without words.

        With None for the documents there is a score for each document of the segment, 0 for a
        document that is no hit.
        """
        if len(hits) * _SCATTERED <= hits.size:
            return hits.numbers, self._sum(matching, hits.numbers, hits)
        scores = self._sum(matching, None, hits)
        if not self._is_all_of_one(matching, hits):
            scores *= hits.mask
        return None, scores

    def _is_all_of_one(self, matching: Matching, hits: DocumentSet) -> bool:
        """Return whether the hits are all matches of the only leaf: all other scores are 0."""
        found = matching.found(self.weights[0][0]) if len(self.weights) == 1 else None
        return found is not None and len(found) == len(hits) == len(found & hits)

    def _sum(self, matching: Matching, numbers: DocumentNumbers | None, hits: DocumentSet) -> F32:
        """Add up the scores leaf by leaf, always in one order: equal texts have equal scores."""
        size = hits.size
        scores: F32 | None = None
        for share in self.shares(matching, numbers, hits):
            if scores is None:
                scores = share.score
            else:
                scores += share.score
        return (
            np.zeros(size if numbers is None else len(numbers), np.float32)
            if scores is None
            else scores
        )

    def shares(
        self, matching: Matching, numbers: DocumentNumbers | None, hits: DocumentSet
    ) -> Iterator[Share]:
        """Yield each leaf's contribution to the scores of these documents (None: of all)."""
        size = hits.size
        for leaf, weight in self.weights:
            self._watch.stop()
            worth = self._worth(leaf, matching, hits)
            values = worth.everywhere(size) if numbers is None else worth.of(numbers, size)
            for branch in matching.branches(leaf):
                values = values * (branch.mask if numbers is None else branch.has(numbers))
            yield Share(leaf, weight, values, values * np.float32(weight))

    def slot(self, leaf: Leaf, slot: int) -> tuple[int, float]:
        """Return the document frequency of a slot of a leaf, and its rarity."""
        snapshot, formula = self._snapshot, self._formula
        size = snapshot.size_with_deleted if formula.counts_deleted else snapshot.size
        having = sum(self._having(leaf, slot, matching) for matching in self._matchings)
        return having, formula.inverse_frequency(size, having)

    def counted(
        self, leaf: Leaf, matching: Matching, document: int
    ) -> Iterator[tuple[str, float, float]]:
        """Yield (field, frequency, weighted frequency) of a leaf in a document."""
        number = np.array([document], np.int32)
        for name, documents, often in self._read(leaf, matching):
            at, found = _places(number, documents)
            if found[0]:
                times = often[at]
                counted = self._weighed(name, matching.part, number, times)
                yield name, float(times[0]), float(counted[0])

    def _weight(self, leaf: Leaf) -> float:
        slots = range(len(leaf.pattern.slots))
        return leaf.share * sum(self.slot(leaf, at)[1] for at in slots)

    def _having(self, leaf: Leaf, slot: int, matching: Matching) -> int:
        part = matching.part
        live_only = bool(part.deleted) and not self._formula.counts_deleted
        return matching.slot_frequency(leaf, slot, part.live if live_only else None)

    # The worth of a leaf

    def _worth(self, leaf: Leaf, matching: Matching, hits: DocumentSet) -> Worth:
        """Return the worth of a leaf, for the hits or for all matches, whichever is less work."""
        segment = matching.part.segment
        commit = self._snapshot.generation, self._snapshot.identity  # mean lengths are its own
        key = ("worth", segment.id, leaf.token, commit, self._formula)
        known: Worth | None = segment.kept.get(key)
        if known is not None:
            return known
        read = self._read(leaf, matching)
        every = matching.found(leaf)
        if every is None or len(hits) * _FEW < sum(len(each) for _, each, _ in read):
            return self._saturated(hits.numbers, self._counts_in(hits.numbers, read, matching))
        worth = self._worth_everywhere(every, read, matching)
        segment.kept.put(key, worth, worth.nbytes)
        return worth

    def _read(
        self, leaf: Leaf, matching: Matching
    ) -> list[tuple[str, DocumentNumbers, DocumentNumbers]]:
        """Return the fields of a leaf with its postings in each, without empty ones.

        The body comes first, which usually has the most; the order is always the same, because sums
        of fractions depend on it.
        """
        if len(leaf.pattern.slots) > 1:
            lists: Iterable[tuple[DocumentNumbers, DocumentNumbers]] = matching.phrases(leaf)
        else:
            lists = [matching.postings(place, 0) for place in leaf.places]
        found = [
            (place.field, documents, often)
            for place, (documents, often) in zip(leaf.places, lists, strict=False)
            if len(documents)
        ]
        return sorted(found, key=lambda each: each[0] != "body")

    def _worth_everywhere(
        self,
        every: DocumentSet,
        read: Sequence[tuple[str, DocumentNumbers, DocumentNumbers]],
        matching: Matching,
    ) -> Worth:
        if len(every) * _SCATTERED <= every.size:
            numbers = every.numbers.astype(np.int32, copy=False)
            return self._saturated(numbers, self._counts_in(numbers, read, matching))
        counts = np.zeros(every.size, np.float32)
        for at, (name, documents, often) in enumerate(read):
            self._watch.stop()
            weighed = self._weighed(name, matching.part, documents, often)
            places = documents.astype(np.intp, copy=False)  # numpy writes to this type the fastest
            counts[places] = counts.take(places) + weighed if at else weighed
        if len(every) * _DENSE <= every.size:
            numbers = every.numbers.astype(np.int32, copy=False)
            return self._saturated(numbers, counts.take(numbers))
        return self._saturated(None, counts)

    def _counts_in(
        self,
        numbers: DocumentNumbers,
        read: Sequence[tuple[str, DocumentNumbers, DocumentNumbers]],
        matching: Matching,
    ) -> F32:
        counts = np.zeros(len(numbers), np.float32)
        for name, documents, often in read:
            self._watch.stop()
            weighed = self._weighed(name, matching.part, documents, often)
            if len(numbers) == len(documents) and np.array_equal(numbers, documents):
                counts += weighed
            elif len(documents) < len(numbers):
                at, found = _places(documents, numbers)
                counts[at.compress(found)] += weighed.compress(found)
            else:
                at, found = _places(numbers, documents)
                counts += np.where(found, weighed.take(at), np.float32(0))
        return counts

    def _saturated(self, documents: DocumentNumbers | None, counts: F32) -> Worth:
        return Worth(documents, self._formula.saturated(counts).astype(np.float32, copy=False))

    def _weighed(
        self, field: str, part: LiveSegment, documents: DocumentNumbers, often: DocumentNumbers
    ) -> F32:
        key = ("norms", field, self._formula)
        norms: F32 | None = self._snapshot.memo.get(key)
        if norms is None:
            norms = self._formula.norms(field, self._snapshot).astype(np.float32)
            self._snapshot.memo[key] = norms
        lengths = part.segment.columns.lengths(field)
        weighed = norms.take(lengths.take(documents))
        weighed *= often.astype(np.float32, copy=False)
        return weighed


def _places(numbers: DocumentNumbers, among: DocumentNumbers) -> tuple[DocumentNumbers, Mask]:
    """Return the index of each number in a sorted list, and whether the number is there."""
    # With the same type, or the longer list would be converted.
    at = np.searchsorted(among, numbers.astype(among.dtype, copy=False))
    at[at == len(among)] = 0
    found: Mask = among.take(at) == numbers if len(among) else np.zeros(len(numbers), np.bool_)
    return at, found


def _looked_up(numbers: DocumentNumbers, documents: DocumentNumbers, values: F32) -> F32:
    if not len(documents):
        return np.zeros(len(numbers), np.float32)
    at, found = _places(numbers, documents)
    return np.where(found, values.take(at), np.float32(0))
