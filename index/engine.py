"""The protocols of a search engine and of its writer, in words that belong to no engine. In
newstui's own words, never an engine's."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from index.article import Article, Kind, NamedBy
from index.memory import MEMORY_MB
from index.query import Everything, Query

if TYPE_CHECKING:
    from index.explain import Explanation


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


Span = tuple[int, int]
"""Start and end (exclusive) in characters of a text."""


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
    """The query that those have to match which have some of the words. `index.search.answer` puts
    it in; None where nothing of the query can be left out."""
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


CUT = "…"
"""Sign of what a snippet leaves out."""


class Snippet(NamedTuple):
    """What of an article matches best, on one line, and the spans that match in it."""

    text: str
    """One stretch, or two with `…` between them."""
    marks: tuple[Span, ...] = ()


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


class Marks(NamedTuple):
    """Where a query matches in an article: spans of the title, of each paragraph and line."""

    title: tuple[Span, ...] = ()
    paragraphs: tuple[tuple[Span, ...], ...] = ()
    rest: tuple[tuple[Span, ...], ...] = ()
    """Of each line of the rest of the page."""


class Stopped(Exception):  # noqa: N818  (a signal, not a failure)
    """The search was told to stop before it had an answer."""


def never() -> bool:
    """The stop signal of a search that runs to its end."""
    return False


class SearchEngine(Protocol):
    """Answers for one reader of the index. Used from one thread; a stop signal may come from any.

    Every method may raise `IndexUnusableError` when the index turns out to be damaged.
    """

    @property
    def generation(self) -> int:
        """The commit that is being read; grows with every commit."""

    def refresh(self) -> bool:
        """Look at the newest commit from now on; True if it is another one than before.

        Called between searches; costs next to nothing when nothing changed.
        """

    def search(self, request: Request, stop: Callable[[], bool] = never) -> Answer:
        """The page of hits that `request` asks for.

        `stop` is asked every few milliseconds; when it says True the search raises `Stopped`.
        `Is` flags of the state have been replaced by `Ids` before; the engine itself knows only
        `Flag.HEADLINE` and `Flag.ARTICLE`. It never relaxes a query by itself: where groups are
        asked for, `Group.SOME` has what matches `Request.looser`. Each article is in the first
        group that it belongs to. What time does not suffice for is missing from the last groups.
        """

    def explain(self, request: Request, stop: Callable[[], bool] = never) -> Explanation:
        """The answer to a request as `search` gives it, without a time limit, and how it came
        about: what each part of the query stands for and matches, and the score of each hit part
        by part, worked out by what scores a search, so that the sum is `Hit.score` to the last bit.
        """

    def article(self, id: str) -> Article | None:
        """The whole article, or None when the index has none of that id."""

    def slugs(self, prefix: str, limit: int = 10) -> tuple[tuple[str, str], ...]:
        """(slug, id) of the articles whose slug begins so, in order; an exact match comes first."""

    def marks(self, article: Article, query: Query) -> Marks:
        """Where the words of `query` really match in the article, stems included."""

    def similar(self, id: str, limit: int = 5) -> tuple[Hit, ...]:
        """Articles (not headlines) that share the most telling words with this one, best first.

        Empty when nothing is close: an unrelated article is worse than none.
        """

    def spellings(
        self, word: str, limit: int = 3, stop: Callable[[], bool] = never
    ) -> tuple[str, ...]:
        """Words of titles and texts that are spelled nearly as this one and far more frequent, the
        most likely first. Raises `Stopped` as `search` does.
        """

    def words(
        self, prefix: str, limit: int = 8, stop: Callable[[], bool] = never
    ) -> tuple[tuple[str, int], ...]:
        """Words of titles and texts that begin so, in small letters and spelled as titles mostly
        have them, with how many articles have each in either; the most frequent first.

        The beginning itself is among them where it is a word. Empty for a beginning of one letter,
        of several words, or in a script without spaces between words. Raises `Stopped` as `search`
        does.
        """

    def stop_words(self, words: Collection[str]) -> frozenset[str]:
        """Those of a question's words that say nothing in the archive's languages: `the`, `of`.

        They are indexed and searched like any other; this says what a question can do without.
        """

    def damages(self, most: int | None = None) -> tuple[str, ...]:
        """The names of the parts of the index whose bytes are not those that were written; none
        where all is well. Reads all of the index, or only parts of at most `most` bytes.
        """

    def forget(self) -> None:
        """Let go of what was kept for the sake of speed: the next search is as slow as a first."""

    def close(self) -> None:
        """Let go of files; the engine is not used afterwards."""


class IndexWriter(Protocol):
    """Changes the index. One at a time: the home's lock is held by whoever opened it."""

    @property
    def generation(self) -> int:
        """The commit that the index is at; grows with every commit."""

    def apply(self, put: Iterable[Article], remove: Iterable[str] = ()) -> int:
        """Add or replace articles by id and remove others, in one atomic commit; its generation.

        The same id twice in `put` is one article, the last. Killed at any moment, the index holds
        either all of it or nothing of it. Raises `OSError` when the disk is full, and then too the
        last commit is whole.
        """

    def merge(self, stop: Callable[[], bool] = never) -> bool:
        """One step of housekeeping, in a commit of its own: True while another one is worth it.

        `apply` only ever adds parts to the index; this makes one of many, so that their number
        stays small, and gives back the room of what was removed. Nothing else changes: neither
        what is found nor in which order. `stop` is asked several times a second; when it says True
        the step is given up, the index is as it was, and the answer is True. Readers go on with
        what they have open. Raises `OSError` as `apply`, and then too the index is as it was.
        """

    def close(self) -> None:
        """Let go of files; nothing that was not applied is written."""


def open_engine(folder: Path) -> SearchEngine:
    """The engine that searches the index in `folder`: here a second one is plugged in.

    Raises `IndexUnusableError` when there is no index that this version can read.
    """
    from index.whoosh import open_whoosh_engine

    return open_whoosh_engine(folder)


def open_writer(
    folder: Path,
    create: bool = True,
    *,
    memory_mb: int = MEMORY_MB,
    processes: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> IndexWriter:
    """A writer for the index in `folder`, which is made when missing unless `create` is False.

    `memory_mb` is what each process may take for a batch, and `processes` how many may work on it
    (None leaves that to the engine). `progress` is told now and then how many articles of a batch
    were read, and how many characters of text.

    Raises `IndexUnusableError` when there is no index that this version can read, and
    `HomeError` when the folder can't be written to.
    """
    from index.whoosh import open_whoosh_writer

    return open_whoosh_writer(
        folder, create, memory_mb=memory_mb, processes=processes, progress=progress
    )
