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
    """The questions, whoever carries them there: to a process of one's own, or to a shared one."""

    @abstractmethod
    async def ask(self, method: str, *arguments: Any) -> Any:
        """Any question by the name of its method. Cancelled, it is stopped."""

    @abstractmethod
    async def close(self) -> None:
        """Nothing more will be asked."""

    async def look(self) -> None:
        """Have a newer commit noticed at once, by whatever is asked from now on."""
        await self.ask("look")

    async def search(self, request: Request) -> Answer:
        """The answer to a request. Cancel the task that waits for it, and the search is stopped."""
        answer: Answer = await self.ask("search", request)
        return answer

    async def concordance(
        self,
        request: Request,
        place: ConcordancePosition,
        limit: int,
        per_article: int | None = None,
    ) -> Passage:
        """Occurrences of a request's words. Stopped as a search is."""
        passage: Passage = await self.ask("concordance", request, place, limit, per_article)
        return passage

    async def article(self, id: str) -> Article | None:
        """The whole article, or None when there is none of that id."""
        article: Article | None = await self.ask("article", id)
        return article

    async def opened(self, id: str, query: Query) -> ArticlePage | None:
        """The whole article and what is shown around it, in one answer; None when there is none of
        that id."""
        opened: ArticlePage | None = await self.ask("opened", id, query)
        return opened

    async def slugs(self, prefix: str, limit: int = 10) -> tuple[tuple[str, str], ...]:
        """(slug, id) of the articles whose slug begins so."""
        found: tuple[tuple[str, str], ...] = await self.ask("slugs", prefix, limit)
        return found

    async def words(self, prefix: str, limit: int = 8) -> tuple[tuple[str, int], ...]:
        """Words that begin so, and how many articles have each. Can be cancelled like a search."""
        found: tuple[tuple[str, int], ...] = await self.ask("words", prefix, limit)
        return found
