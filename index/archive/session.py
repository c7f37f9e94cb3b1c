"""Access of the screens to the index and to the reader's state."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from index.archive.first_page import FirstPage
from index.archive.result_pages import PAGE
from index.article import Article, Related
from index.engine.answer import Answer, Hit, hit_of
from index.engine.request import Request
from index.errors import NewstuiError
from index.files.home import Home
from index.match.spans import Marks
from index.query import Flag, Is, Query
from index.state import Change, Facts, Position, State

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from index.archive.messages import Waiting
    from index.archive.questions import Questions
    from index.search.concordance import ConcordancePosition, Passage
    from index.sync.report import Progress, Report

T = TypeVar("T")

FACTS_KEPT = 50_000
NOTHING = Facts(read=False, starred=False)


@dataclass(frozen=True, slots=True)
class OpenArticle:
    """The contents of the article screen for one article."""

    article: Article
    marks: Marks
    related: tuple[Related | Hit, ...]
    """The story's other articles, then the articles that the page itself lists."""
    page: Article | None
    """For a headline: the article of the page that lists the headline; else None."""
    position: Position | None


class Session:
    """Asynchronous access to an archive, without work on the event loop.

    The engine is a process of its own, and one thread uses the state. The facts (read,
    starred) of every article seen are cached, so that all lists agree.
    """

    def __init__(self, home: Home, state: State) -> None:
        self.home = home
        self.unread: int | None = None
        self._state = state
        self._client: Questions | None = None
        self._changed: Callable[[], None] = lambda: None
        self._trouble: Callable[[str], None] = lambda _: None
        self._told: str | None = None
        self._facts: dict[str, Facts] = {}
        self._thread: ThreadPoolExecutor | None = None
        self._state_version = state.version()
        self._changes = 0
        self._changing = 0
        self._still = asyncio.Event()
        """Set while no change is under way."""
        self._still.set()
        self._toggling = asyncio.Lock()

    def start(self, changed: Callable[[], None], trouble: Callable[[str], None]) -> None:
        """Take the callbacks and call `changed` for the first time.

        `changed` is called again for every later commit of the index; `trouble` is called with a
        sentence for the reader when the state is damaged or can't be saved, and with an empty one
        when that is over.
        """
        self._changed, self._trouble = changed, trouble
        self._tell_trouble()
        changed()

    @property
    def is_kept(self) -> bool:
        """Whether marks and stars outlive this run."""
        return self._state.is_kept

    def _tell_trouble(self) -> None:
        if self._state.problem != self._told:
            self._told = self._state.problem
            self._trouble(self._told or "")

    async def close(self) -> None:
        """Close the engine's process and the state's file."""
        if self._client is not None:
            await self._client.close()
        await self._in_thread(self._state.close)
        if self._thread is not None:
            self._thread.shutdown(wait=False)

    # -- the index

    @property
    def _engine(self) -> Questions:
        if self._client is None:
            from index.archive.client import EngineClient

            self._client = EngineClient(self.home, lambda _: self._changed())
        return self._client

    async def _asked(self, request: Request) -> Request:
        """Return the request for the engine, which knows the marks of the home's owner."""
        return request

    async def search(self, request: Request) -> Answer:
        """Return the engine's answer; the facts of its hits are cached afterwards."""
        answer = await self._engine.search(await self._asked(request))
        await self._learn([hit.id for hit in answer.hits])
        return answer

    async def concordance(
        self,
        request: Request,
        place: ConcordancePosition,
        limit: int,
        per_article: int | None = None,
    ) -> Passage:
        """Return occurrences of a request's words from `place` on.

        The facts of their articles are cached afterwards. See `index.search.concordance`.
        """
        asked = await self._asked(request)
        passage = await self._engine.concordance(asked, place, limit, per_article)
        await self._learn(dict.fromkeys(line.id for line in passage.occurrences))
        return passage

    async def words(self, prefix: str) -> tuple[tuple[str, int], ...]:
        """Return words that begin with `prefix`, most frequent first, with their article counts."""
        return await self._engine.words(prefix)

    async def count_unread(self) -> int:
        """Return the number of unread articles in the archive.

        A count made during a change may be with or without the change: then the engine counts
        again.
        """
        unread = Request(Query(root=Is(Flag.UNREAD)), limit=0)
        changes = -1
        while changes != self._changes:
            await self._still.wait()
            changes = self._changes
            answer = await self._engine.search(await self._asked(unread))
        self.unread = answer.total
        return answer.total

    async def read(self, id: str, query: Query) -> OpenArticle | None:
        """Return an article with the query's matches; None when the archive no longer has it."""
        opened = await self._engine.opened(id, query)
        if opened is None:
            return None
        position = await self._in_thread(self._state.position, id)
        await self._learn([id])
        article = opened.article
        if position is not None:
            from index.state.facts import find_again  # late import: the first frame does without it

            position = find_again(position, article)
        return OpenArticle(
            article, opened.marks, (*opened.similar, *article.related), opened.page, position
        )

    async def article(self, id: str) -> Article | None:
        """Return an article by its id, or None."""
        return await self._engine.article(id)

    async def hit(self, id: str) -> Hit | None:
        """Return an article as a list shows it, or None."""
        article = await self._engine.article(id)
        if article is None:
            return None
        await self._learn([id])
        return hit_of(article)

    async def raw(self, article: Article) -> str:
        """Return the text of an article's file, decoded, cleaned, and bounded."""
        return await asyncio.to_thread(_raw_text, article.origin.path)

    async def update(self, rebuild: bool) -> AsyncIterator[Progress | Waiting | Report]:
        """Update the index, or make it anew, in a process of its own; yield progress and report."""
        from index.archive.client import IndexerClient
        from index.sync.report import Report

        async with await IndexerClient.start(self.home, rebuild=rebuild) as indexer:
            async for news in indexer.events():
                if isinstance(news, Report) and news.has_changed:
                    with suppress(NewstuiError):  # the next request raises the error
                        await self._engine.look()
                yield news

    # -- the reader's marks

    def facts(self, id: str) -> Facts:
        """Return the facts of an article that was in an answer."""
        return self._facts.get(id, NOTHING)

    async def set_read(self, ids: Sequence[str], read: bool, undoable: bool = True) -> Change:
        """Mark articles read or unread."""
        return await self._change(partial(self._state.set_read, ids, read, undoable=undoable))

    async def set_starred(self, ids: Sequence[str], starred: bool) -> Change:
        """Star articles, or take the stars away."""
        return await self._change(partial(self._state.set_starred, ids, starred))

    async def toggle_read(self, id: str) -> Change:
        """Mark an article read, or unread where earlier changes leave it read."""
        async with self._toggling:
            await self._still.wait()
            return await self.set_read([id], not self.facts(id).read)

    async def toggle_starred(self, id: str) -> Change:
        """Star an article, or take the star away where earlier changes leave it starred."""
        async with self._toggling:
            await self._still.wait()
            return await self.set_starred([id], not self.facts(id).starred)

    async def undo(self) -> Change | None:
        """Undo this window's last change; None when there is none left."""
        return await self._change(self._state.undo)

    async def set_position(self, id: str, position: Position | None) -> None:
        """Save how far an article was read; None is its top, with the headline."""
        await self._in_thread(self._state.set_position, id, position)

    async def searches(self) -> tuple[str, ...]:
        """Return past searches, newest first."""
        return await self._in_thread(self._state.searches)

    async def add_search(self, text: str) -> None:
        """Add a search to the history."""
        await self._in_thread(self._state.add_search, text)

    async def others_changed(self) -> bool:
        """Return whether another window changed the state.

        The cached facts and the number of unread articles are fresh afterwards.
        """
        version = await self._in_thread(self._state.version)
        before, self._state_version = self._state_version, version
        if before == version:
            return False
        await self._learn(list(self._facts))
        if self.unread is not None:
            await self.count_unread()
        return True

    def believe(self, page: FirstPage) -> None:
        """Take the facts and unread count of a stored page, until the engine is up."""
        self._facts.update(page.facts)
        self.unread = page.unread

    def page(self, answer: Answer) -> FirstPage:
        """Return the top of the list as it is now, for the next start."""
        hits = answer.hits[:PAGE]
        facts = {hit.id: self.facts(hit.id) for hit in hits}
        return FirstPage(hits, answer.total, self.unread, facts, answer.facets)

    async def _change(self, act: Callable[[], T]) -> T:
        self._changes += 1
        self._changing += 1
        self._still.clear()
        try:
            change = await self._in_thread(act)
            if isinstance(change, Change):
                before = {id: self._facts.get(id) for id in change.ids}
                await self._learn(change.ids)
                self._count(before)
            return change
        finally:
            self._changing -= 1
            if not self._changing:
                self._still.set()

    def _count(self, before: dict[str, Facts | None]) -> None:
        if self.unread is None:
            return
        for id, facts in before.items():
            was_read = facts.read if facts else False
            self.unread += was_read - self._facts[id].read

    async def _learn(self, ids: Iterable[str]) -> None:
        wanted = list(ids)
        known = await self._in_thread(self._state.facts, wanted)
        if len(self._facts) > FACTS_KEPT:
            self._facts.clear()
        for id in wanted:
            self._facts[id] = known.get(id, NOTHING)

    async def _in_thread(self, act: Callable[..., T], *arguments: Any) -> T:
        if self._thread is None:
            from concurrent.futures import ThreadPoolExecutor

            self._thread = ThreadPoolExecutor(1, thread_name_prefix="state")
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._thread, partial(act, *arguments)
            )
        finally:
            self._tell_trouble()


def _raw_text(path: str) -> str:
    from index.ingest.registry import raw_text

    return raw_text(Path(path))
