"""Requests to an engine: query, order, filters, period, page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from index.query import Everything, Query

if TYPE_CHECKING:
    pass


class Sort(StrEnum):
    """The order of the hits; ties are broken by id, undated articles come last."""

    RELEVANCE = "relevance"
    BLEND = "relevance and freshness"
    NEWEST = "newest"
    OLDEST = "oldest"

    @property
    def by_score(self) -> bool:
        """Whether it matters how well an article matches."""
        return self in (Sort.RELEVANCE, Sort.BLEND)


class FacetName(StrEnum):
    """What hits are counted by."""

    SOURCE = "source"
    CATEGORY = "category"
    LANGUAGE = "lang"
    KIND = "kind"


class Group(StrEnum):
    """How much of a query a hit has. Hits are listed group by group, in this order."""

    ALL = "all"
    """All of the query, in title, text, author and source."""
    SOME = "some"
    """Some of the words."""
    PAGE = "page"
    """All of the query, but some of it only in the rest of the page (`Article.rest`), and not
    enough in its text for the groups above."""


class GroupTotal(NamedTuple):
    """The number of hits in a group."""

    group: Group
    total: int


class Filter(NamedTuple):
    """Only articles whose facet has exactly this value (`None`: those that have none)."""

    facet: FacetName
    value: str | None


class Period(NamedTuple):
    """Days (UTC) from the first up to, but not with, the second; None is open."""

    since: date | None = None
    until: date | None = None


class Step(StrEnum):
    """What hits are counted by over time."""

    MONTH = "month"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Request:
    """A query and how much of its answer is wanted."""

    query: Query = Query()  # noqa: RUF009  (frozen, which ruff does not see from here)
    filters: tuple[Filter, ...] = ()
    """Values of one facet are alternatives; different facets must all hold."""
    sort: Sort = Sort.NEWEST
    offset: int = 0
    limit: int = 50
    snippets: bool = False
    facets: bool = False
    timeline: bool = False
    step: Step = Step.MONTH
    """Of the timeline."""
    period: Period | None = None
    """Only what was published then."""
    suggestions: bool = False
    """Whether other spellings are looked for where there is little."""
    groups: bool = False
    """Whether the hits of the groups below the first are listed behind it."""
    whole: bool = False
    """Whether facets and timeline count the hits of all groups, not only of the first."""
    rest_total: bool = False
    """Whether it is counted what the rest of pages would add (`Answer.in_rest`); so it is with
    `groups`."""
    looser: Query | None = None
    """The query that those have to match which have some of the words. `index.search.answer.answer`
    puts it in; None where nothing of the query can be left out."""
    time_limit: float | None = None
    """Seconds after which the answer may be cut short."""

    def in_force(self) -> Request:
        """The request as it is answered: of everything nothing is more relevant than the rest, and
        the newest comes first."""
        if self.sort.by_score and isinstance(self.query.root, Everything):
            return replace(self, sort=Sort.NEWEST)
        return self

    def counting(self) -> Request:
        """The same for the number of its hits alone."""
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
