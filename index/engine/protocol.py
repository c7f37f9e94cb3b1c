"""Protocols of a search engine and of its index writer, in terms that belong to no engine."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Protocol

from index.article import Article
from index.engine.answer import Answer, Hit
from index.engine.request import Request
from index.errors import never
from index.match.spans import Marks
from index.query import Query

if TYPE_CHECKING:
    from index.engine.explanation import Explanation


class SearchEngine(Protocol):
    """The searches over one index. Used from one thread; a stop signal may come from any thread.

    Every method may raise `IndexUnusableError` when the index turns out to be damaged.
    """

    @property
    def generation(self) -> int:
        """The generation of the commit in use; each commit has a higher one."""

    def refresh(self) -> bool:
        """Switch to the newest commit; return whether that is another commit than before.

        Called between searches; costs next to nothing when nothing changed.
        """

    def search(self, request: Request, stop: Callable[[], bool] = never) -> Answer:
        """Return the page of hits for `request`.

        `stop` is called every few milliseconds; once it returns True the search raises `Stopped`.
        The caller has replaced the state's `Is` flags by `Ids`; the engine itself knows only
        `Flag.HEADLINE` and `Flag.ARTICLE`. The engine never relaxes a query by itself: with groups
        requested, `Group.SOME` has the matches of `Request.looser`. Each article is in the first
        group that it belongs to. Hits for which the time limit is too short are missing from the
        last groups.
        """

    def explain(self, request: Request, stop: Callable[[], bool] = never) -> Explanation:
        """Return the answer of `search` to a request, without a time limit, and its explanation:
        the meaning and matches of each part of the query, and the score of each hit part by part,
        computed by the scorer of the search, so that the sum is `Hit.score` to the last bit."""

    def article(self, id: str) -> Article | None:
        """Return the whole article, or None when the index has none with that id."""

    def slugs(self, prefix: str, limit: int = 10) -> tuple[tuple[str, str], ...]:
        """Return (slug, id) of articles with this slug prefix, in order, an exact match first."""

    def marks(self, article: Article, query: Query) -> Marks:
        """Return the spans of the article that match `query`, stems included."""

    def similar(self, id: str, limit: int = 5) -> tuple[Hit, ...]:
        """Return articles (no headlines) sharing the most telling words with this one, best first.

        Empty when nothing is close: an unrelated article is worse than none.
        """

    def spellings(
        self, word: str, limit: int = 3, stop: Callable[[], bool] = never
    ) -> tuple[str, ...]:
        """Return words of titles and texts that are spelled nearly like `word` and are far more
        frequent, the most likely first. Raises `Stopped` as `search` does."""

    def words(
        self, prefix: str, limit: int = 8, stop: Callable[[], bool] = never
    ) -> tuple[tuple[str, int], ...]:
        """Return words of titles and texts with this prefix, in small letters and spelled as in
        most titles, each with its number of articles; the most frequent first.

        The prefix itself is included if it is a word. Empty for a prefix of one letter, of several
        words, or in a script without spaces between words. Raises `Stopped` as `search` does.
        """

    def stop_words(self, words: Collection[str]) -> frozenset[str]:
        """Return the stop words among a question's words, in the archive's languages: `the`, `of`.

        Stop words are indexed and searched like any other word; a question can do without them.
        """

    def damages(self, most: int | None = None) -> tuple[str, ...]:
        """Return the names of the parts of the index with a wrong checksum; empty for a whole
        index. Reads all of the index, or only parts of at most `most` bytes."""

    def forget(self) -> None:
        """Drop all caches: the next search is as slow as a first one."""

    def close(self) -> None:
        """Close the files; the engine is not used afterwards."""


class IndexWriter(Protocol):
    """The changes to one index. There is one writer at a time: its owner holds the home's lock."""

    @property
    def generation(self) -> int:
        """The generation of the newest commit; each commit has a higher one."""

    def apply(self, put: Iterable[Article], remove: Iterable[str] = ()) -> int:
        """Add or replace articles and remove others in one atomic commit; return its generation.

        Articles are identified by id: of several with the same id in `put` the last one counts.
        After a kill at any moment the index has either the whole commit or nothing of it. Raises
        `OSError` when the disk is full, and then too the last commit is whole.
        """

    def merge(self, stop: Callable[[], bool] = never) -> bool:
        """Merge some segments in a commit of its own; return whether another merge is worth it.

        `apply` only ever adds segments to the index; a merge makes one of many, so that their
        number stays small, and frees the space of deleted articles. Nothing else changes: neither
        the hits nor their order. `stop` is called several times a second; once it returns True the
        merge is abandoned, the index is unchanged, and the result is True. Open engines keep their
        commit. Raises `OSError` as `apply`, and then too the index is unchanged.
        """

    def close(self) -> None:
        """Close the files; nothing is written that was not applied."""
