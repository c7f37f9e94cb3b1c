"""App as its screens see it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol

from index.archive.session import Session
from index.engine.answer import Hit
from index.errors import NewstuiError
from index.query import Query
from index.state import Position
from tui.settings.config import Settings
from tui.start.window_writer import WindowWriter
from tui.terminal.surroundings import Surroundings

if TYPE_CHECKING:
    from textual.worker import Worker


class Trail(Protocol):
    """Articles to step through, with the open article among them."""

    @property
    def total(self) -> int:
        """Number of articles."""

    def load(self, position: int) -> Awaitable[Hit | None]:
        """Return the hit at a position from 0; None past the end."""


class Host(Protocol):
    """Services of the app that screens call; everything else of the app is its own."""

    session: Session
    settings: Settings
    surroundings: Surroundings
    bookmark: WindowWriter
    """Record for the next start: the location of the reader, and the first page of the list."""
    kiosk: bool
    """Whether the archive is another person's: nothing is opened, no path is shown."""
    index_changes: int
    """Number of index generations since the start."""

    @property
    def is_updating(self) -> bool:
        """Whether an update of the index is running."""

    def repair(self, rebuild: bool = False) -> None:
        """Start an update of the index, or a rebuild; without effect during another one."""

    def facts_changed(self) -> None:
        """Draw the read and star marks of every screen again."""

    def mark_read(self, id: str) -> Worker[None]:
        """Mark an article as read, in a worker."""

    async def open_article(
        self,
        trail: Trail,
        position: int,
        query: Query,
        follow: Callable[[int], None],
        match: Position | None = None,
    ) -> None:
        """Open the article at a position of a trail, at a match of the query if given.

        `follow` is called with each later position on the trail.
        """

    async def action_back(self) -> None:
        """Close the screen; on the list, take off the last filter."""

    def say_error(self, error: NewstuiError) -> None:
        """Show an error on the status line of the screen on top."""

    def write_to_terminal(self, sequence: str) -> None:
        """Write an escape sequence of newstui's own, as far as the terminal knows it."""
