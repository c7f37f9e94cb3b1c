"""Policy for visitors of another person's archive."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import TYPE_CHECKING

from index.archive.session import OpenArticle, Session
from index.article import Article
from index.engine.request import Request
from index.errors import NewstuiError
from index.query import Query, bind
from index.query.rewrite import STATE_FLAGS, flags

if TYPE_CHECKING:
    from index.archive.messages import Waiting
    from index.sync.report import Progress, Report


class PublicSession(Session):
    """A session that reads an archive and changes nothing in it.

    The marks of the archive's owner stay private: `state` is the visitor's own. The engine process
    would use the state of the home for `is:starred`, so the visitor's marks are put into each query
    before it is sent.
    """

    async def _asked(self, request: Request) -> Request:
        if STATE_FLAGS.isdisjoint(flags(request.query)):
            return request
        query = await self._in_thread(bind, request.query, self._state.flagged)
        return replace(request, query=query)

    async def read(self, id: str, query: Query) -> OpenArticle | None:
        """Return an article without the paths of its further files."""
        reading = await super().read(id, query)
        if reading is None:
            return None
        return replace(reading, article=replace(reading.article, also_in=()))

    async def raw(self, article: Article) -> str:
        """Raise `NewstuiError`: no file is shown, for it may hold more than its articles."""
        raise NewstuiError("the archive's files are not shown here")

    async def update(self, rebuild: bool) -> AsyncIterator[Progress | Waiting | Report]:
        """Yield nothing: the owner updates the index. Raises `NewstuiError` on `rebuild`."""
        if rebuild:
            raise NewstuiError("the archive is being put in order; try again in a while")
        return
        yield
