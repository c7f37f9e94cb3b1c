"""The door from one reader's screens to what all share, and to what this reader did."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from index.archive.first_page import FirstPage
from index.archive.policy import PublicSession
from index.engine.answer import Answer
from index.state import State
from tui.serve.archive import Archive

if TYPE_CHECKING:
    from index.archive.messages import Waiting
    from index.sync.report import Progress, Report

T = TypeVar("T")

TROUBLE = "your marks could not be read or kept; whoever runs this archive can find out why"


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

    def _tell_trouble(self) -> None:
        """What is wrong with the reader's own state: the log says what, for that names a path."""
        if self._state.problem != self._told:
            self._told = self._state.problem
            if self._told:
                self._archive.note_trouble(self._told)
            self._trouble(TROUBLE if self._told else "")

    async def _in_thread(self, act: Callable[..., T], *arguments: Any) -> T:
        """In one of the archive's threads, one thing after another; at once where nothing is kept:
        what is in memory is found sooner than a thread is woken."""
        async with self._turn:
            try:
                if not self._state.is_kept:
                    return act(*arguments)
                return await asyncio.get_running_loop().run_in_executor(
                    self._archive.threads, partial(act, *arguments)
                )
            finally:
                self._tell_trouble()
