"""Weights of the forms of a word, by the language of the text that each stands in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.analysis import algorithm_of, is_own_stem, root_of, stemmer_of
from index.engine import FacetName
from index.pattern import Slot
from index.whoosh.documents import Mask
from index.whoosh.postings import NOTHING, Postings
from index.whoosh.schema import FACETS
from index.whoosh.segment import Segment

STEM_WEIGHT = 0.7
"""What another form of a word counts beside the one that was typed, which counts 1."""

_LANGUAGE = FACETS[FacetName.LANGUAGE]


class Weight(NamedTuple):
    """What a term counts each time that it stands in a text."""

    usual: float = 1.0
    by_stemmer: tuple[tuple[str, float], ...] = ()
    """In texts whose words are stemmed by these, by the code of the stemmer."""

    def of(self, stemmer: str | None) -> float:
        """What it counts in texts that are stemmed so."""
        return next((weight for code, weight in self.by_stemmer if code == stemmer), self.usual)


def term_weights(slot: Slot) -> Mapping[str, Weight]:
    """The terms that fill a slot in a stemmed field, and what each of them counts.

    A text has a word under its own term and, unless the word is its own stem, under its stem's as
    well. So the typed form is given what its stem's term leaves to 1, and a word that is the root
    stands for the stem in texts that are stemmed so, and in no others: `put` is the Hungarian stem
    of Putin, and an English word.
    """
    weights = {term: Weight(weight) for term, weight in slot.others}
    weights.update((stem, Weight(STEM_WEIGHT)) for stem in slot.stems)
    by_word: dict[str, dict[str, float]] = defaultdict(dict)
    for stem in sorted(slot.stems):
        root, stemmer = root_of(stem), algorithm_of(stem)
        if root != slot.word:
            by_word[slot.word][stemmer] = 1.0 - STEM_WEIGHT
        if is_own_stem(stem):
            by_word[root][stemmer] = 1.0 if root == slot.word else STEM_WEIGHT
    weights[slot.word] = Weight(1.0)
    for word, by_stemmer in by_word.items():
        usual = weights.get(word, Weight(0.0)).usual
        weights[word] = Weight(usual, tuple(by_stemmer.items()))
    return weights


def weighed(postings: Postings, term: str, weight: Weight, segment: Segment) -> Postings:
    """The postings of a term, each occurrence counted by its weight in that text; none of texts
    where it counts nothing."""
    factors = _factors(term, weight, segment)
    first = factors[0] if len(factors) else weight.usual
    if (factors == first).all():
        return postings.weighed(float(first)) if first else NOTHING
    codes = segment.columns.facet(_LANGUAGE).codes
    counts = postings.frequencies * factors.take(codes.take(postings.documents))
    counting = counts.nonzero()[0]
    return Postings(postings.documents.take(counting), counts.take(counting))


def counting(term: str, weight: Weight, segment: Segment) -> Mask | None:
    """For each document of a segment whether a term counts in it; None where it does in all."""
    factors = _factors(term, weight, segment)
    if factors.all():
        return None
    mask: Mask = (factors != 0).take(segment.columns.facet(_LANGUAGE).codes)
    return mask


def factor(term: str, weight: Weight, segment: Segment, document: int) -> float:
    """What a term counts in one document."""
    facet = segment.columns.facet(_LANGUAGE)
    return weight.of(stemmer_of(term, facet.values[int(facet.codes[document])]))


def _factors(term: str, weight: Weight, segment: Segment) -> NDArray[np.float32]:
    """What a term counts in texts of each language of a segment. Shape (languages).

    Of a language without a text it is what the term counts in another one.
    """
    if not weight.by_stemmer:
        return np.full(1, weight.usual, np.float32)
    values = segment.columns.facet(_LANGUAGE).values
    factors = np.array([weight.of(stemmer_of(term, value)) for value in values], np.float32)
    without = segment.columns.facet_counts(_LANGUAGE) == 0
    if without.any() and not without.all():
        factors[without] = factors[~without][0]
    return factors
