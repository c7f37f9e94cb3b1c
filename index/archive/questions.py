"""Questions to an engine in another process."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from index.article import Article
from index.engine.answer import Answer
from index.engine.request import Request
from index.query import Query

if TYPE_CHECKING:
    from index.search.article_page import ArticlePage
    from index.search.concordance import ConcordancePosition, Passage


class Questions(ABC):
    """The questions to an engine, in a process of one's own or in a shared one."""

    @abstractmethod
    async def ask(self, method: str, *arguments: Any) -> Any:
        """Send a question by the name of its method; return the answer. Cancelling stops it."""

    @abstractmethod
    async def close(self) -> None:
        """Release the engine; no question may follow."""

    async def look(self) -> None:
        """Make the engine check for a newer commit now, before it answers any later question."""
        await self.ask("look")

    async def search(self, request: Request) -> Answer:
        """Return the answer to a request. Cancelling the waiting task stops the search."""
        answer: Answer = await self.ask("search", request)
        return answer

    async def concordance(
        self,
        request: Request,
        place: ConcordancePosition,
        limit: int,
        per_article: int | None = None,
    ) -> Passage:
        """Return occurrences of a request's words from `place` on. Cancelling stops the search."""
        passage: Passage = await self.ask("concordance", request, place, limit, per_article)
        return passage

    async def article(self, id: str) -> Article | None:
        """Return the whole article, or None when there is none of that id."""
        article: Article | None = await self.ask("article", id)
        return article

    async def opened(self, id: str, query: Query) -> ArticlePage | None:
        """Return an article with its related articles; None when there is none of that id."""
        opened: ArticlePage | None = await self.ask("opened", id, query)
        return opened

    async def slugs(self, prefix: str, limit: int = 10) -> tuple[tuple[str, str], ...]:
        """Return (slug, id) of at most `limit` articles with a slug that begins with `prefix`."""
        found: tuple[tuple[str, str], ...] = await self.ask("slugs", prefix, limit)
        return found

    async def words(self, prefix: str, limit: int = 8) -> tuple[tuple[str, int], ...]:
        """Return words that begin with `prefix`, each with its number of articles. Cancellable."""
        found: tuple[tuple[str, int], ...] = await self.ask("words", prefix, limit)
        return found
