"""The protocols of a search engine and of its writer, in words that belong to no engine. In
newstui's own words, never an engine's."""

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
