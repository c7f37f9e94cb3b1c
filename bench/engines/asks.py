"""Queries for all engines, in terms that every engine knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from enum import Enum


class Shape(Enum):
    """Condition that an article has to match."""

    ALL = "all of the words"
    ANY = "any of the words"
    PHRASE = "the words next to each other"
    PREFIX = "any word that begins so"
    FUZZY = "any word that is at most one edit away"
    EVERYTHING = "every article"


@dataclass(frozen=True)
class Ask:
    """Question for the best ten, or the newest ten, and the total of matches."""

    name: str
    shape: Shape
    words: tuple[str, ...] = ()
    newest: bool = False
    """Whether the newest ten are wanted, not the best."""
    by_source: bool = False
    """Whether the number of matches of each source is wanted, too."""
    since: datetime | None = None
    until: datetime | None = None
    """Exclusive end of the dates."""


@dataclass(frozen=True)
class Found:
    """Answer of an engine."""

    total: int
    """Exact number of matches."""
    ids: list[str]
    titles: list[str]
    """Titles of the first ten hits, fetched from the store."""
    sources: int = 0
    """Number of sources that were counted, where their counts were asked for."""


FIRST_PAGE = Ask("every article, newest", Shape.EVERYTHING, newest=True)

# Debian's Python runs this too, and may be older than `datetime.UTC`.
_UTC = timezone.utc  # noqa: UP017

ASKS = (
    Ask("rare word", Shape.ALL, ("liechtenstein",)),
    Ask("common word", Shape.ALL, ("said",)),
    Ask("two words", Shape.ALL, ("company", "president")),
    Ask("three words", Shape.ALL, ("said", "year", "company")),
    Ask("any of three", Shape.ANY, ("said", "year", "company")),
    Ask("any of five", Shape.ANY, ("said", "year", "company", "government", "market")),
    Ask("phrase", Shape.PHRASE, ("new", "york")),
    Ask("phrase of common words", Shape.PHRASE, ("company", "said")),
    Ask("phrase of stop words", Shape.PHRASE, ("of", "the")),
    Ask("z*", Shape.PREFIX, ("z",)),
    Ask("ze*", Shape.PREFIX, ("ze",)),
    Ask("zel*", Shape.PREFIX, ("zel",)),
    Ask("zele*", Shape.PREFIX, ("zele",)),
    Ask("c*", Shape.PREFIX, ("c",)),
    Ask("co*", Shape.PREFIX, ("co",)),
    Ask("fuzzy, one edit", Shape.FUZZY, ("markt",)),
    Ask(
        "word in a quarter",
        Shape.ALL,
        ("oil",),
        since=datetime(2023, 1, 1, tzinfo=_UTC),
        until=datetime(2023, 4, 1, tzinfo=_UTC),
    ),
    Ask("common word, newest", Shape.ALL, ("said",), newest=True),
    Ask("common word by source", Shape.ALL, ("said",), by_source=True),
    FIRST_PAGE,
)
BY_NAME = {ask.name: ask for ask in ASKS}
