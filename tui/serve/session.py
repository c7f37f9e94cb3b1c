"""The door from one reader's screens to what all share, and to what this reader did."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from index.engine import Answer
from index.state import State
from tui.firstpage import FirstPage
from tui.public import PublicSession
from tui.serve.archive import Archive

if TYPE_CHECKING:
    from index.processes.messages import Waiting
    from index.report import Progress, Report

T = TypeVar("T")


class ServedSession(PublicSession):
    """One reader's. Engines and threads are the archive's, and outlive it."""

    def __init__(self, archive: Archive, state: State) -> None:
        super().__init__(archive.home, state)
        self._archive = archive
        self._client = archive.pool.reader()
        self._turn = asyncio.Lock()

    def start(self, changed: Callable[[], None], trouble: Callable[[str], None]) -> None:
        """Call `changed` now and whenever the archive changes; see `Session.start`."""
        self._archive.listen(self, changed)
        super().start(changed, trouble)

    async def close(self) -> None:
        """Let go of the reader's state."""
        self._archive.forget(self)
        await super().close()

    @property
    def last_page(self) -> FirstPage | None:
        """What the list showed whoever asked last."""
        return self._archive.first_page

    def page(self, answer: Answer) -> FirstPage:
        """The top of the list as it is now, for the next reader too."""
        self._archive.keep_first_page(answer)
        return super().page(answer)

    async def update(self, rebuild: bool) -> AsyncIterator[Progress | Waiting | Report]:
        """Nothing but to have a damaged index put right, for all."""
        if rebuild:
            self._archive.update(rebuild=True)
        async for news in super().update(rebuild):
            yield news

    async def _in_thread(self, act: Callable[..., T], *arguments: Any) -> T:
        """In one of the archive's threads, one thing after another."""
        async with self._turn:
            try:
                return await asyncio.get_running_loop().run_in_executor(
                    self._archive.threads, partial(act, *arguments)
                )
            finally:
                self._tell_trouble()
