"""Articles that share the most telling words with another one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from heapq import nlargest, nsmallest
from math import log

import numpy as np
from numpy.typing import NDArray

from index.article import Article, Kind
from index.engine.request import FacetName
from index.engine.whoosh.format.schema import FACETS
from index.engine.whoosh.read.collect import Ranked
from index.engine.whoosh.read.match import having
from index.engine.whoosh.read.score import FORMULA, Formula, inverse_frequency
from index.engine.whoosh.read.stopwords import listed
from index.engine.whoosh.store.snapshot import LiveSegment, Snapshot
from index.text.analysis import tokens

FIELDS = ("title", "body")
TELLING_WORDS = 30
"""Words of an article that are looked for in others."""
SHORTEST_WORD = 3
"""Characters of a word that can tell anything."""
TITLE_COUNT = 3
"""How often a word of the title counts."""
SMALLEST_ARCHIVE = 100
"""Articles that rarity is measured by at least: two articles alone can't tell what is rare."""
CLOSE = 0.3
"""The part of an article's own weight that another one has to share."""
FEWEST_SHARED = 3
"""Telling words that two articles have to share: one rare name is a coincidence."""


def similar(
    article: Article,
    here: tuple[LiveSegment, int],
    snapshot: Snapshot,
    limit: int,
    formula: Formula = FORMULA,
) -> list[Ranked]:
    """Articles that are close to this one, best first; `here` is where it is itself."""
    weights = telling(article, snapshot)
    own = sum(weights.values())
    close: list[tuple[float, str, Ranked]] = []
    for part in snapshot.segments:
        shared, words = _sharing(part, weights, snapshot, formula)
        for document in np.flatnonzero((words >= FEWEST_SHARED) & (shared >= CLOSE * own)).tolist():
            if (part, document) != here:
                ranked = Ranked(part, document, float(shared[document]) / own)
                close.append((-ranked.score, part.segment.columns.id(document), ranked))
    return [ranked for _, _, ranked in nsmallest(limit, close, key=lambda each: each[:2])]


def telling(article: Article, snapshot: Snapshot) -> Mapping[str, float]:
    """The most telling terms of an article: often in it, rarely elsewhere."""
    stops = listed(article.language)
    counts: Counter[str] = Counter()
    for text, weight in ((article.title, TITLE_COUNT), *((each, 1) for each in article.paragraphs)):
        for token in tokens(text, article.language):
            if len(token.word) >= SHORTEST_WORD and token.word not in stops:
                counts[token.indexed[-1]] += weight
    weights = {term: (1 + log(count)) * _rarity(term, snapshot) for term, count in counts.items()}
    best = nlargest(TELLING_WORDS, weights, key=lambda term: (weights[term], term))
    return {term: weights[term] for term in best}


def _rarity(term: str, snapshot: Snapshot) -> float:
    frequency = max(snapshot.frequency(field, term) for field in FIELDS)
    size = max(snapshot.size, frequency, SMALLEST_ARCHIVE)
    return inverse_frequency(size, frequency)


def _sharing(
    part: LiveSegment, weights: Mapping[str, float], snapshot: Snapshot, formula: Formula
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """What each document shares: the weight of it, and how many words; nothing but articles."""
    segment = part.segment
    kinds = segment.columns.facet(FACETS[FacetName.KIND])
    articles = having(part.live, kinds, {Kind.ARTICLE.value}).mask
    shared = np.zeros(segment.size)
    words = np.zeros(segment.size, np.int64)
    fields = [
        (field, formula.norms(field, snapshot), segment.columns.lengths(field)) for field in FIELDS
    ]
    for term, weight in weights.items():
        counts = np.zeros(segment.size)
        for field, norms, lengths in fields:
            documents, frequencies = segment.postings(field, term)
            counts[documents] += norms[lengths[documents]] * frequencies
        shared += weight * formula.saturated(counts)
        words += counts > 0
    return shared, np.where(articles, words, 0)
