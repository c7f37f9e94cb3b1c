"""Search for articles that share the most telling words with another article."""

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
"""The number of words of an article that are searched for in other articles."""
SHORTEST_WORD = 3
"""The least length of a telling word."""
TITLE_COUNT = 3
"""The weight of an occurrence in the title; an occurrence in the text has weight 1."""
SMALLEST_ARCHIVE = 100
"""The least archive size for the measure of rarity: two articles alone can't show rarity."""
CLOSE = 0.3
"""The share of an article's own weight that another article must have in common."""
FEWEST_SHARED = 3
"""The least number of telling words that two articles share: one rare name is a coincidence."""


def similar(
    article: Article,
    here: tuple[LiveSegment, int],
    snapshot: Snapshot,
    limit: int,
    formula: Formula = FORMULA,
) -> list[Ranked]:
    """Return the articles close to this one, best first; `here` is its own segment and document."""
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
    """Return the weights of an article's most telling terms: frequent in it, rare elsewhere."""
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
    """Return each document's shared weight and number of shared words (0 for a headline)."""
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
