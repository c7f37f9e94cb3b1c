"""Answers of an engine: hits, facets, suggestions, totals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from index.article import Article, Kind, NamedBy
from index.engine.request import FacetName, Group, GroupTotal
from index.match.spans import Snippet, Span


@dataclass(frozen=True, slots=True)
class Hit:
    """An article as a row of a list, with every value that the row shows."""

    id: str
    slug: str
    kind: Kind
    title: str
    source: str | None = None
    published: datetime | None = None
    day_only: bool = True
    category: str | None = None
    language: str | None = None
    reading_seconds: int | None = None
    """The page's own figure, else an estimate from the text; None for a headline without any."""
    source_by: NamedBy = NamedBy.PAGE
    score: float = 0.0
    title_marks: tuple[Span, ...] = ()
    snippet: Snippet | None = None
    group: Group = Group.ALL


def hit_of(article: Article) -> Hit:
    """Return the row of an article outside a search: its score is 0, and it has no marks."""
    seconds = article.reading_seconds or article.estimated_seconds
    return Hit(
        id=article.id,
        slug=article.slug,
        kind=article.kind,
        title=article.title,
        source=article.source,
        published=article.published,
        day_only=article.day_only,
        category=article.category,
        language=article.language,
        reading_seconds=seconds or None,
        source_by=article.source_by,
    )


@dataclass(frozen=True, slots=True)
class FacetCount:
    """A facet value and its number of hits (`None`: hits without a value)."""

    value: str | None
    count: int


class Suggestion(NamedTuple):
    """A query that the reader may have meant."""

    text: str
    """The whole query, in the syntax of the query language."""
    total: int
    """The number of hits of the suggested query."""


class Alike(NamedTuple):
    """A name that sounds like a name in the query."""

    word: str
    """Folded: without case and accents."""
    total: int
    """The number of articles with the name, deleted ones included until their segment is merged."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of hits, with totals, facets and timeline of all hits."""

    hits: tuple[Hit, ...] = ()
    offset: int = 0
    total: int = 0
    """The number of hits in the first group that has any. Exact unless `cut_short`."""
    groups: tuple[GroupTotal, ...] = ()
    """The groups that have hits, in the order of `Group`; empty without `Request.groups`."""
    in_rest: int = 0
    """The number of articles that match the whole query only with the rest of their page: all hits
    of `Group.PAGE`, and some of `Group.SOME`. With `Request.rest_total` or `Request.groups` only; 0
    with `Query.rest`, where the rest counts as text."""
    facets: Mapping[FacetName, tuple[FacetCount, ...]] = field(default_factory=dict)
    """Values in order of frequency, the highest first. A facet is counted without its own filters,
    so that the reader can change them."""
    timeline: tuple[tuple[date, int], ...] = ()
    """Hits by month (as its first day) or by day, the earliest first, without empty periods."""
    suggestions: tuple[Suggestion, ...] = ()
    """Queries with other spellings and more hits, the best first; only for few hits or none."""
    also_spelled: tuple[str, ...] = ()
    """Other spellings of the names in the query, folded: articles with these spellings are hits."""
    alike: tuple[Alike, ...] = ()
    """Names that only sound like a name in the query; hits have them with `Query.alike` alone."""
    cut_short: bool = False
    """Whether the time limit ended the search: hits are missing, the last groups' hits first."""
    relaxed: bool = False
    """Whether no article matches the whole query: the first hits match some of its words, or match
    it with the rest of the page (`Hit.group`)."""
    notes: tuple[str, ...] = ()
    """Remarks for the reader, such as "pu* stands for its 64 most frequent words"."""
    took: float = 0.0
    """The duration of the search in the engine, in seconds."""
    generation: int = 0

    @property
    def rows(self) -> int:
        """The number of hits in all groups, which is the number of rows in a list of hits."""
        return sum(each.total for each in self.groups) if self.groups else self.total
