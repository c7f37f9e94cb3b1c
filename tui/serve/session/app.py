"""The browser app of one session in a process of many."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Protocol

from tui.app.app import NewstuiApp
from tui.serve.process.stylesheet import SharedStylesheet
from tui.serve.session.driver import ChannelDriver, Link
from tui.serve.session.served_session import ServedSession
from tui.settings.config import Settings
from tui.start.window_files import Window
from tui.start.window_writer import WindowWriter


class AppSession(Link, Protocol):
    """The SSH session of an app."""

    def came_up(self) -> None:
        """Report that the first frame is sent."""

    def fail(self, error: BaseException) -> None:
        """Log a defect and end the session."""


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
        """Take the reader's window, the record of the position; None keeps no position."""
        driver = partial(ChannelDriver, link=host, environment=environment)
        bookmark = WindowWriter(window, show_page=False)
        bookmark.page = session.last_page  # this reader's flags on its hits come soon
        super().__init__(
            session, settings, environment, kiosk=True, driver=driver, bookmark=bookmark
        )
        self._host = host
        self.stylesheet = SharedStylesheet(variables=self.get_css_variables())

    def leave(self) -> None:
        """Save the position for the next session, and exit."""
        if not self.is_running:
            self.exit()
        elif not self._is_leaving:
            self._is_leaving = True
            self._save_and_leave(0)

    def _frame(self, is_done: bool) -> tuple[bytes, str]:
        """Return an empty frame: the next session starts without waiting for imports."""
        return b"", ""

    def _heed_signals(self) -> None:
        """Ignore signals, which are the server's."""

    @property
    def has_shell(self) -> bool:
        """Whether the reader has a shell; never, for the server's belongs to its administrator."""
        return False

    def _first_frame_shown(self) -> None:
        """Report the first frame; the server alone collects garbage."""
        self._host.came_up()

    def _fatal_error(self) -> None:
        """Report a defect to the SSH session, and let it end this app."""
        if error := self.defect:
            self.bookmark.forget()
            self._host.fail(error)
        self._close_messages_no_wait()
