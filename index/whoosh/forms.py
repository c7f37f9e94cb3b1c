"""How much does each form of a word count?"""

from __future__ import annotations

from collections.abc import Set

from index.analysis import STEM
from index.pattern import Slot

STEM_WEIGHT = 0.6
"""What another form of a word counts beside the one that was typed, which counts 1."""


def term_weights(slot: Slot, terms: Set[str]) -> dict[str, float]:
    """What each of the terms that fill a slot in a field counts each time that it stands there.

    A word stands in a stemmed field under its own term and, unless it is its own stem, under its
    stem's as well. So the typed form is given what its stem's term leaves to 1. Words that a
    prefix or a fuzzy word stands for count 1.
    """
    roots = slot.stems | {STEM + root for root in slot.stems}
    others = dict(slot.others)
    weights = {term: STEM_WEIGHT if term in roots else others.get(term, 1.0) for term in terms}
    if slot.word in terms:
        stands_twice = slot.word not in roots and not roots.isdisjoint(terms)
        weights[slot.word] = 1.0 - STEM_WEIGHT if stands_twice else 1.0
    return weights
