"""How well does each document match?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from math import log

from index.analysis import STEM
from index.pattern import Slot
from index.whoosh.match import Matching
from index.whoosh.segment import LENGTH_OF, Segment
from index.whoosh.snapshot import Snapshot
from index.whoosh.translate import Leaf

# BM25F (Robertson & Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009), who
# name 1.2 to 2 for k1 and 0.5 to 0.8 for b. `python -m bench.ranking` measures the ranking. Eleven
# collections (Cranfield, TIME, LISA, CISI, CACM, MED, Reuters by topic, news to be found again)
# tell no setting apart within these ranges: k1 1.6 to 2.5, b 0.6 to 0.75, a title's weight 3 to 5,
# a stem's 0.5 to 0.8. Rewarding texts for how many of the words they have, beyond the sum of the
# words' scores, made nearly every one of them worse.
K1 = 2.0
"""How soon more of the same word stops counting (BM25's k1)."""
B = 0.7
"""How much longer texts are held back (BM25's b)."""
FIELD_WEIGHT = {"title": 3.0, "body": 1.0}
"""A word in the title says more about an article than one in its text."""
OTHER_WEIGHT = 1.0
STEM_WEIGHT = 0.6
"""What another form of a word counts beside the one that was typed, which counts 1."""


def inverse_frequency(size: int, frequency: int) -> float:
    """The weight of a word that so many of `size` documents have: always above 0.

    Robertson and Spärck Jones's, with 1 added before the logarithm as Lucene does it: without,
    a word in more than half of all texts would count against them.
    """
    return log(1 + (size - frequency + 0.5) / (frequency + 0.5))


def norms(field: str, snapshot: Snapshot) -> list[float]:
    """What one occurrence counts in a field, by the byte that the field's length is kept as."""
    mean = snapshot.mean_length(field)
    weight = FIELD_WEIGHT.get(field, OTHER_WEIGHT)
    return [weight / (1 - B + B * length / mean) for length in LENGTH_OF]


def saturated(count: float) -> float:
    """What so many occurrences are worth: 1 for one of them, never more than `K1` + 1."""
    return count * (K1 + 1) / (count + K1)


def term_weights(slot: Slot, terms: Set[str]) -> dict[str, float]:
    """What each of the terms that fill a slot in a field counts each time that it stands there.

    A word stands in a stemmed field under its own term and, unless it is its own stem, under its
    stem's as well. So the typed form is given what its stem's term leaves to 1. Words that a
    prefix or a fuzzy word stands for count 1.
    """
    roots = slot.stems | {STEM + root for root in slot.stems}
    weights = {term: STEM_WEIGHT if term in roots else 1.0 for term in terms}
    if slot.word in terms:
        stands_twice = slot.word not in roots and not roots.isdisjoint(terms)
        weights[slot.word] = 1.0 - STEM_WEIGHT if stands_twice else 1.0
    return weights


class Scorer:
    """Scores with BM25F: the fields' counts are weighed and added, then saturated.

    A leaf is as rare as its slots together, each counted over all live documents.
    """

    def __init__(
        self,
        leaves: Sequence[Leaf],
        matchings: Sequence[Matching],
        snapshot: Snapshot,
        watch: Callable[[], None],
    ) -> None:
        self._snapshot = snapshot
        self._watch = watch
        self._norms: dict[str, list[float]] = {}
        self.weights = [(leaf, self._weight(leaf, matchings)) for leaf in leaves]
        """Each leaf and how rare it is."""

    def scores(self, matching: Matching, segment: Segment, documents: Set[int]) -> dict[int, float]:
        """The score of each of the documents; 0 where nothing was asked for by words."""
        scores = dict.fromkeys(documents, 0.0)
        for leaf, weight in self.weights:
            for document, count in self._counts(leaf, matching, segment, documents).items():
                scores[document] += weight * saturated(count)
        return scores

    def _weight(self, leaf: Leaf, matchings: Iterable[Matching]) -> float:
        every = list(matchings)
        return sum(
            inverse_frequency(
                self._snapshot.size,
                sum(len(matching.slot_documents(leaf, slot)) for matching in every),
            )
            for slot in range(len(leaf.pattern.slots))
        )

    def _counts(
        self, leaf: Leaf, matching: Matching, segment: Segment, documents: Set[int]
    ) -> dict[int, float]:
        """How often a leaf stands in each document, weighed by field and by length."""
        weighed: dict[int, float] = {}
        for at, place in enumerate(leaf.places):
            counts: dict[int, float] = {}
            weights = term_weights(leaf.pattern.slots[0], place.slots[0])
            for term, postings in matching.counts(leaf, at):
                self._watch()
                weight = 1.0 if term is None else weights[term]
                for document in postings.keys() & documents:
                    more = weight * postings[document]
                    counts[document] = counts.get(document, 0.0) + more
            norms, lengths = self._norm(place.field), segment.lengths(place.field)
            for document, count in counts.items():
                weighed[document] = weighed.get(document, 0.0) + count * norms[lengths[document]]
        return weighed

    def _norm(self, field: str) -> list[float]:
        if field not in self._norms:
            self._norms[field] = norms(field, self._snapshot)
        return self._norms[field]
