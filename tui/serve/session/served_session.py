"""Session of one reader's screens: the shared archive, and the reader's own state."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from index.archive.first_page import FirstPage
from index.archive.policy import PublicSession
from index.engine.answer import Answer
from index.state import State
from tui.serve.session.shared_archive import Archive

if TYPE_CHECKING:
    from index.archive.messages import Waiting
    from index.sync.report import Progress, Report

T = TypeVar("T")

TROUBLE = "your marks could not be read or kept; whoever runs this archive can find out why"


class ServedSession(PublicSession):
    """Session of one reader; the archive's engines and threads outlive it."""

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
        """Close the reader's state, and stop listening for changes."""
        self._archive.forget(self)
        await super().close()

    @property
    def last_page(self) -> FirstPage | None:
        """First page of the latest list of any session; None after a change of the archive."""
        return self._archive.first_page

    def page(self, answer: Answer) -> FirstPage:
        """Return the first page of a list, and keep it for the next session."""
        self._archive.keep_first_page(answer)
        return super().page(answer)

    async def update(self, rebuild: bool) -> AsyncIterator[Progress | Waiting | Report]:
        """Yield nothing, for the server updates the index.

        With `rebuild` start a rebuild for all readers, and raise `NewstuiError` meanwhile.
        """
        if rebuild:
            self._archive.update(rebuild=True)
        async for news in super().update(rebuild):
            yield news

    def _tell_trouble(self) -> None:
        """Report a problem of the reader's state; the text with its path goes to the log alone."""
        if self._state.problem != self._told:
            self._told = self._state.problem
            if self._told:
                self._archive.note_trouble(self._told)
            self._trouble(TROUBLE if self._told else "")

    async def _in_thread(self, act: Callable[..., T], *arguments: Any) -> T:
        """Run a function in one of the archive's threads, one call after another.

        A state in memory needs no thread: waking one takes longer than the call.
        """
        async with self._turn:
            try:
                if not self._state.is_kept:
                    return act(*arguments)
                return await asyncio.get_running_loop().run_in_executor(
                    self._archive.threads, partial(act, *arguments)
                )
            finally:
                self._tell_trouble()
