"""Answers of an engine: hits, facets, suggestions, totals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from index.article import Article, Kind, NamedBy

if TYPE_CHECKING:
    pass
from index.engine.request import FacetName, Group, GroupTotal
from index.match.spans import Snippet, Span


@dataclass(frozen=True, slots=True)
class Hit:
    """An article as a list shows it: all that one row needs, and nothing to fetch later."""

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
    """As the page gives it, else estimated from the text; None for a headline without any."""
    source_by: NamedBy = NamedBy.PAGE
    score: float = 0.0
    title_marks: tuple[Span, ...] = ()
    snippet: Snippet | None = None
    group: Group = Group.ALL


def hit_of(article: Article) -> Hit:
    """The row of an article that no search found: neither score nor marks."""
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
    """How many hits have this value (`None`: no value at all)."""

    value: str | None
    count: int


class Suggestion(NamedTuple):
    """What the reader may have meant."""

    text: str
    """The whole query as it would be typed."""
    total: int
    """How many hits it has."""


class Alike(NamedTuple):
    """A name that sounds like one that was asked for."""

    word: str
    """Folded."""
    total: int
    """How many articles have it, those included that were removed of late."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One page of hits, and what is known of all the others."""

    hits: tuple[Hit, ...] = ()
    offset: int = 0
    total: int = 0
    """The hits of the first group that has any. Exact unless `cut_short`."""
    groups: tuple[GroupTotal, ...] = ()
    """The groups that have hits, in their order, where they were asked for (`Request.groups`)."""
    in_rest: int = 0
    """Articles that have all of the query only with the rest of their page, where that was asked
    for: those of `Group.PAGE`, and those of `Group.SOME` that do. With `Query.rest` they have all
    of it."""
    facets: Mapping[FacetName, tuple[FacetCount, ...]] = field(default_factory=dict)
    """Most frequent first; each facet is counted without its own filters, so that they can be
    changed."""
    timeline: tuple[tuple[date, int], ...] = ()
    """Hits by month (its first day) or by day, the earliest first; those without hits left out."""
    suggestions: tuple[Suggestion, ...] = ()
    """Where there is little or nothing: other spellings that find more, the best first."""
    also_spelled: tuple[str, ...] = ()
    """Other spellings of the names that were asked for, folded: hits with these are among them."""
    alike: tuple[Alike, ...] = ()
    """What only sounds like these names; counted with `Query.alike` alone."""
    cut_short: bool = False
    """The time limit came before the end: hits are missing, those of the last groups first."""
    relaxed: bool = False
    """Nothing has all of the query: the first hits are the closest by any of the words, or those
    that have it with the rest of the page (`Hit.group`)."""
    notes: tuple[str, ...] = ()
    """What the reader should know: "pu* stands for its 64 most frequent words"."""
    took: float = 0.0
    """Seconds in the engine."""
    generation: int = 0

    @property
    def rows(self) -> int:
        """The hits of all groups: as many rows has a list of them."""
        return sum(each.total for each in self.groups) if self.groups else self.total
