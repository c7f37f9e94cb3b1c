"""Weights of the forms of a word, by the language of the text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.engine.request import FacetName
from index.engine.whoosh.format.arrays import Mask
from index.engine.whoosh.format.schema import FACETS
from index.engine.whoosh.postings.postings import NOTHING, Postings
from index.engine.whoosh.store.segment import Segment
from index.match.pattern import Slot
from index.text.analysis import algorithm_of, is_own_stem, root_of, stemmer_of
from index.text.folding import script_of

STEM_WEIGHT = 0.7
"""The weight of another form of a word; the form in the query has weight 1."""

_LANGUAGE = FACETS[FacetName.LANGUAGE]


class TermWeight(NamedTuple):
    """The weight of each occurrence of a term, which depends on the language of the text."""

    usual: float = 1.0
    by_stemmer: tuple[tuple[str, float], ...] = ()
    """The weights in texts of some stemmers, by the code of the stemmer."""

    def of(self, stemmer: str | None) -> float:
        """Return the weight in a text of this stemmer."""
        return next((weight for code, weight in self.by_stemmer if code == stemmer), self.usual)


def term_weights(slot: Slot) -> Mapping[str, TermWeight]:
    """Return the terms that fill a slot in a stemmed field, and the weight of each.

    A text has a word under its own term and, unless the word is its own stem, under the stem's term
    as well. So the form in the query gets 1 minus the weight of the stem's term, and a word that is
    the root stands for the stem in texts of that stemmer, and in no others: `put` is the Hungarian
    stem of Putin, and an English word.
    """
    weights = {term: TermWeight(weight) for term, weight in slot.others}
    weights.update((stem, TermWeight(STEM_WEIGHT)) for stem in slot.stems)
    by_word: dict[str, dict[str, float]] = defaultdict(dict)
    for stem in sorted(slot.stems):
        root, stemmer = root_of(stem), algorithm_of(stem)
        if root != slot.word:
            by_word[slot.word][stemmer] = 1.0 - STEM_WEIGHT
        if is_own_stem(stem):
            by_word[root][stemmer] = 1.0 if root == slot.word else STEM_WEIGHT
    weights[slot.word] = TermWeight(1.0)
    for word, by_stemmer in by_word.items():
        usual = weights.get(word, TermWeight(0.0)).usual
        weights[word] = TermWeight(usual, tuple(by_stemmer.items()))
    return weights


def weighed(postings: Postings, term: str, weight: TermWeight, segment: Segment) -> Postings:
    """Return the postings of a term with weighted frequencies; weight 0 drops a posting."""
    if not len(postings.documents):
        return NOTHING
    if not weight.by_stemmer:
        return postings.weighed(weight.usual)
    known = _factors(term, weight, segment)
    if known.everywhere is not None:
        return postings.weighed(known.everywhere) if known.everywhere else NOTHING
    counts = postings.frequencies * known.of_documents.take(postings.documents)
    if known.has_zero:
        counting = counts.nonzero()[0]
        return Postings(postings.documents.take(counting), counts.take(counting))
    return Postings(postings.documents, counts)


def counting(term: str, weight: TermWeight, segment: Segment) -> Mask | None:
    """Return a mask of a segment's documents in which a term has a weight above 0; None for all."""
    known = _factors(term, weight, segment)
    if not known.has_zero:
        return None
    mask: Mask = np.broadcast_to(known.of_documents != 0, (segment.size,))
    return mask


def factor(term: str, weight: TermWeight, segment: Segment, document: int) -> float:
    """Return the weight of a term in one document."""
    facet = segment.columns.facet(_LANGUAGE)
    return weight.of(stemmer_of(term, facet.values[int(facet.codes[document])]))


class _Factors(NamedTuple):
    """The weights of a term in the documents of a segment."""

    everywhere: float | None
    """The weight in all documents; None where weights differ."""
    has_zero: bool
    of_documents: NDArray[np.float32]
    """Shape (documents), or (1) for a term with one weight in all documents."""


def _factors(term: str, weight: TermWeight, segment: Segment) -> _Factors:
    """Return the weights of a term, from the cache: many terms have the same."""
    script = script_of(term)
    key = ("factors", segment.id, script, weight)
    known: _Factors | None = segment.kept.get(key)
    if known is None:
        known = _new_factors(term, weight, segment)
        segment.kept.put(key, known, known.of_documents.nbytes)
    return known


def _new_factors(term: str, weight: TermWeight, segment: Segment) -> _Factors:
    facet = segment.columns.facet(_LANGUAGE)
    factors = np.array([weight.of(stemmer_of(term, value)) for value in facet.values], np.float32)
    there = factors[segment.columns.facet_counts(_LANGUAGE) > 0]
    if not len(there) or (there == there[0]).all():
        everywhere = float(there[0]) if len(there) else weight.usual
        return _Factors(everywhere, not everywhere, np.full(1, everywhere, np.float32))
    return _Factors(None, not there.all(), factors.take(facet.codes))
