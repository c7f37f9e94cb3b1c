"""Requests to an engine: query, order, filters, period, page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from index.query import Everything, Query


class Sort(StrEnum):
    """The order of the hits; ties are broken by id, undated articles come last."""

    RELEVANCE = "relevance"
    BLEND = "relevance and freshness"
    NEWEST = "newest"
    OLDEST = "oldest"

    @property
    def by_score(self) -> bool:
        """Whether the order depends on scores."""
        return self in (Sort.RELEVANCE, Sort.BLEND)


class FacetName(StrEnum):
    """The name of a facet, an attribute by which hits are counted."""

    SOURCE = "source"
    CATEGORY = "category"
    LANGUAGE = "lang"
    KIND = "kind"


class Group(StrEnum):
    """The share of a query that a hit matches. Hits are listed group by group, in this order."""

    ALL = "all"
    """All of the query, in title, text, author and source."""
    SOME = "some"
    """Some of the words."""
    PAGE = "page"
    """All of the query, but some of it only in the rest of the page (`Article.rest`), and not
    enough in the text for the groups above."""


class GroupTotal(NamedTuple):
    """The number of hits in a group."""

    group: Group
    total: int


class Filter(NamedTuple):
    """The condition that a facet has exactly this value (`None`: no value at all)."""

    facet: FacetName
    value: str | None


class Period(NamedTuple):
    """Days (UTC) from the first up to, but not including, the second; None is open."""

    since: date | None = None
    until: date | None = None


class Step(StrEnum):
    """The length of a period in the timeline."""

    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Request:
    """A query, its order and filters, and the parts of the answer that are wanted."""

    query: Query = Query()  # noqa: RUF009  (frozen, which ruff does not see from here)
    filters: tuple[Filter, ...] = ()
    """The filters: alternatives within one facet, and all of them across facets."""
    sort: Sort = Sort.NEWEST
    offset: int = 0
    limit: int = 50
    snippets: bool = False
    facets: bool = False
    timeline: bool = False
    step: Step = Step.MONTH
    """The step of the timeline."""
    period: Period | None = None
    """The period of publication; None for any."""
    suggestions: bool = False
    """Whether to look for other spellings when there are few hits."""
    groups: bool = False
    """Whether to list the hits of the lower groups behind the first group's."""
    whole: bool = False
    """Whether facets and timeline count the hits of all groups, not only of the first."""
    rest_total: bool = False
    """Whether to count the articles that only the rest of their page makes a hit
    (`Answer.in_rest`); `groups` implies it."""
    looser: Query | None = None
    """The query for `Group.SOME`, which matches some of the words. `index.search.answer.answer`
    sets this field; None where nothing of the query can be left out."""
    time_limit: float | None = None
    """Seconds after which the answer may be cut short."""

    def in_force(self) -> Request:
        """Return the request as the engine answers it: a query for everything is sorted by date,
        the newest first, because no article is more relevant to it than another."""
        if self.sort.by_score and isinstance(self.query.root, Everything):
            return replace(self, sort=Sort.NEWEST)
        return self

    def counting(self) -> Request:
        """Return the request for only the number of its hits."""
        return replace(
            self,
            offset=0,
            limit=0,
            snippets=False,
            facets=False,
            timeline=False,
            suggestions=False,
            groups=False,
            whole=False,
            rest_total=False,
            looser=None,
        )
