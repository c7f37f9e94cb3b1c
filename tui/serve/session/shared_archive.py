"""Archive shared by all sessions of a server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from index.archive.client import IndexerClient
from index.archive.first_page import FirstPage
from index.archive.messages import Waiting
from index.archive.pool import EnginePool
from index.archive.result_pages import PAGE
from index.engine.answer import Answer
from index.errors import NewstuiError, StateError
from index.files.home import Home
from index.files.os_errors import os_error_text
from index.state import State
from index.sync.report import Report
from tui.serve.login.authorized_keys import Account
from tui.serve.process.event_log import EventLog
from tui.start.window_files import Window, open_window

STATE_THREADS = 4
"""Threads that read and write the readers' states."""
SPREAD_SECONDS = 0.02
"""Seconds between two sessions' notices of a changed archive, so that searches come one by one."""


class Archive:
    """A home shared by many readers: two engines, some threads, and the first page of the list."""

    def __init__(self, home: Home, journal: EventLog) -> None:
        self.home = replace(home, is_visited=True)
        self.pool = EnginePool(home, self._changed, crashed=self._engine_crashed)
        self.threads = ThreadPoolExecutor(STATE_THREADS, thread_name_prefix="state")
        self.first_page: FirstPage | None = None
        self._owners = home
        self._journal = journal
        self._listeners: dict[object, Callable[[], None]] = {}
        self._updating: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start the engines and update the index, in the running loop."""
        self.pool.start()
        self.update()

    async def close(self) -> None:
        """Cancel the update and end all engines and threads."""
        if self._updating is not None:
            self._updating.cancel()
            await asyncio.gather(self._updating, return_exceptions=True)
        await self.pool.close()
        self.threads.shutdown(wait=True)

    # -- readers

    async def open_state(self, reader: Account) -> State:
        """Open a reader's state; an empty one for an account without state. Raises `StateError`."""
        if reader.state is None:
            return State.for_this_run()
        opening = self.threads.submit(_opened, reader, self._owners.moves)
        try:
            return await asyncio.wrap_future(opening)
        except asyncio.CancelledError:
            opening.add_done_callback(_close_again)  # the client has left meanwhile
            raise

    async def open_window(self, reader: Account, fresh: bool) -> Window | None:
        """Open the record of a reader's position between sessions; None where there is none.

        `fresh` forgets the last position.
        """
        if reader.state is None:
            return None
        folder = reader.state.with_suffix("")
        opening = self.threads.submit(_window, folder, fresh)
        try:
            return await asyncio.wrap_future(opening)
        except asyncio.CancelledError:
            opening.add_done_callback(_close_again)
            raise

    def listen(self, who: object, changed: Callable[[], None]) -> None:
        """Register a callback for every change of the archive."""
        self._listeners[who] = changed

    def forget(self, who: object) -> None:
        """Remove a session's callback."""
        self._listeners.pop(who, None)

    def keep_first_page(self, answer: Answer) -> None:
        """Keep the first page of an answer for the next session."""
        self.first_page = FirstPage(answer.hits[:PAGE], answer.total, None, {})

    def note_trouble(self, problem: str) -> None:
        """Log a reader's state that is damaged or can't be written."""
        self._journal.note("state", problem=problem)

    # -- the index

    def update(self, rebuild: bool = False) -> None:
        """Start an update or a rebuild of the index as a task; ignored while another one runs."""
        if self._updating is None or self._updating.done():
            self._updating = asyncio.create_task(self._update(rebuild))

    async def _update(self, rebuild: bool) -> None:
        try:
            async with await IndexerClient.start(self._owners, rebuild=rebuild) as indexer:
                async for news in indexer.events():
                    match news:
                        case Waiting():
                            self._journal.note("update", waiting=news.holder)
                        case Report():
                            self._tell(news)
                            if news.has_changed:
                                await self.pool.look()
        except NewstuiError as error:
            self._journal.note("update", problem=str(error))

    def _tell(self, report: Report) -> None:
        self._journal.note(
            "update",
            added=report.added,
            changed=report.changed,
            gone=report.gone,
            unreadable=len(report.unreadable),
            seconds=round(report.seconds, 3),
        )

    def _engine_crashed(self, end: str) -> None:
        self._journal.note("engine", problem=end)

    def _changed(self) -> None:
        self.first_page = None
        loop = asyncio.get_running_loop()
        for place, who in enumerate(tuple(self._listeners)):
            loop.call_later(place * SPREAD_SECONDS, self._tell_one, who)

    def _tell_one(self, who: object) -> None:
        if who in self._listeners:
            self._listeners[who]()


def _opened(reader: Account, moves: Path) -> State:
    assert reader.state is not None, "asked by `open_state`"
    try:
        reader.state.parent.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise StateError(reader.state.parent, os_error_text(error)) from error
    return State.open(reader.state, moves)


def _window(folder: Path, fresh: bool) -> Window | None:
    with suppress(OSError):
        folder.mkdir(mode=0o700, exist_ok=True)
    return open_window(str(folder), fresh)


def _close_again(opening: Future[State] | Future[Window | None]) -> None:
    if opening.cancelled() or opening.exception() is not None:
        return
    opened = opening.result()
    if opened is not None:
        opened.close()
