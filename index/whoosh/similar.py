"""Which articles share the most telling words with this one?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from heapq import nlargest, nsmallest
from math import log

from index.analysis import tokens
from index.article import Article, Kind
from index.whoosh.collect import Ranked
from index.whoosh.score import inverse_frequency, norms, saturated
from index.whoosh.snapshot import LiveSegment, Snapshot
from index.whoosh.stopwords import listed

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
    article: Article, here: tuple[LiveSegment, int], snapshot: Snapshot, limit: int
) -> list[Ranked]:
    """Articles that are close to this one, best first; `here` is where it is itself."""
    weights = telling(article, snapshot)
    own = sum(weights.values())
    close: list[tuple[float, str, Ranked]] = []
    for part in snapshot.segments:
        for document, (shared, words) in _sharing(part, weights, snapshot).items():
            if (part, document) != here and words >= FEWEST_SHARED and shared >= CLOSE * own:
                ranked = Ranked(part, document, shared / own)
                close.append((-shared, part.segment.ids[document], ranked))
    return [ranked for _, _, ranked in nsmallest(limit, close, key=lambda each: each[:2])]


def telling(article: Article, snapshot: Snapshot) -> Mapping[str, float]:
    """The most telling terms of an article: often in it, rarely elsewhere."""
    stops = listed(article.language)
    counts: Counter[str] = Counter()
    for text, weight in ((article.title, TITLE_COUNT), *((each, 1) for each in article.paragraphs)):
        for token in tokens(text, article.language):
            if len(token.word) >= SHORTEST_WORD and token.word not in stops:
                counts[token.terms[-1]] += weight
    weights = {term: (1 + log(count)) * _rarity(term, snapshot) for term, count in counts.items()}
    best = nlargest(TELLING_WORDS, weights, key=lambda term: (weights[term], term))
    return {term: weights[term] for term in best}


def _rarity(term: str, snapshot: Snapshot) -> float:
    frequency = max(snapshot.frequency(field, term) for field in FIELDS)
    size = max(snapshot.size, frequency, SMALLEST_ARCHIVE)
    return inverse_frequency(size, frequency)


def _sharing(
    part: LiveSegment, weights: Mapping[str, float], snapshot: Snapshot
) -> Mapping[int, tuple[float, int]]:
    """What each article of a segment shares: the weight of it, and how many words."""
    articles = part.segment.postings("kind", Kind.ARTICLE.value).keys() - part.deleted
    shared: dict[int, tuple[float, int]] = {}
    by_field = [(field, norms(field, snapshot), part.segment.lengths(field)) for field in FIELDS]
    for term, weight in weights.items():
        counts: dict[int, float] = {}
        for field, norm, lengths in by_field:
            postings = part.segment.postings(field, term)
            for document in postings.keys() & articles:
                more = postings[document] * norm[lengths[document]]
                counts[document] = counts.get(document, 0.0) + more
        for document, count in counts.items():
            before, words = shared.get(document, (0.0, 0))
            shared[document] = before + weight * saturated(count), words + 1
    return shared
