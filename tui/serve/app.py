"""The browser app of one session in a process of many."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Protocol

from tui.app.app import NewstuiApp
from tui.serve.driver import ChannelDriver, Link
from tui.serve.session import ServedSession
from tui.serve.stylesheet import SharedStylesheet
from tui.settings.config import Settings
from tui.start.window_files import Window
from tui.start.window_writer import WindowWriter


class AppSession(Link, Protocol):
    """The visit that an app is for."""

    def came_up(self) -> None:
        """The first frame is on its way."""

    def fail(self, error: BaseException) -> None:
        """A defect: note it and end the visit."""


class ServedApp(NewstuiApp):
    """The browser of one reader among many."""

    watch_seconds = keep_seconds = 10.0

    def __init__(
        self,
        host: AppSession,
        session: ServedSession,
        settings: Settings,
        environment: Mapping[str, str],
        window: Window | None,
    ) -> None:
        """`window` keeps where the reader is until the next visit; without one nothing does."""
        driver = partial(ChannelDriver, link=host, environment=environment)
        bookmark = WindowWriter(window, show_page=False)
        bookmark.page = session.last_page  # what this reader did with it comes soon
        super().__init__(
            session, settings, environment, kiosk=True, driver=driver, bookmark=bookmark
        )
        self._host = host
        self.stylesheet = SharedStylesheet(variables=self.get_css_variables())

    def leave(self) -> None:
        """End, and keep where the reader is for the next visit."""
        if not self.is_running:
            self.exit()
        elif not self._is_leaving:
            self._is_leaving = True
            self._save_and_leave(0)

    def _frame(self, is_done: bool) -> tuple[bytes, str]:
        """None: the next visit begins in this process, which has all that it needs."""
        return b"", ""

    def _heed_signals(self) -> None:
        """They are the server's."""

    @property
    def has_shell(self) -> bool:
        """None of the reader's: the one that started the server is somebody else's."""
        return False

    def _first_frame_shown(self) -> None:
        """Garbage is collected by the server."""
        self._host.came_up()

    def _fatal_error(self) -> None:
        """A defect: the host is told, and ends the visit."""
        if error := self.defect:
            self.bookmark.forget()
            self._host.fail(error)
        self._close_messages_no_wait()
