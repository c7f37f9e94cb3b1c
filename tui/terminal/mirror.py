"""Mirror of the terminal's cells: the bytes from one frame to the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tui.terminal.capabilities import Capabilities
from tui.terminal.difference import paint_difference
from tui.terminal.marks import paint_marks
from tui.terminal.painter import Hand, Painter
from tui.terminal.screen import Screen
from tui.terminal.scrolling import find_scroll
from tui.terminal.stream import Passthrough, Stream
from tui.terminal.style import PLAIN, Style

SMALL = 512
"""Characters of a frame that terminals show in one go, without marks of synchronised output."""
_SYNC_START, _SYNC_END = "\x1b[?2026h", "\x1b[?2026l"


class Mirror:
    """Cells that a terminal shows beside the cells that it is to show.

    A mirror sends nothing itself: `write` and `frame` return the bytes to send, in the order of the
    calls. A returned frame counts as shown; a caller that fails to send it calls `forget`.
    """

    def __init__(
        self,
        width: int,
        height: int,
        terminal: Capabilities,
        look: Callable[[Style], Style] | None = None,
    ) -> None:
        """Take the size, and a function from a style to its nearest style on this terminal."""
        self._screen = Screen(width, height)
        self._stream = Stream(self._screen, look)
        self._terminal = terminal
        self._shown: list[str] | None = None
        """The rows on the terminal; None when unknown."""
        self._hand = Hand()

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        return self._screen.width, self._screen.height

    def write(self, data: str) -> str:
        """Take in the screen's output; return the sequences in it that can't wait for the frame.

        An unknown sequence may have changed anything on the terminal: after it the mirror takes the
        terminal's content as unknown, and the next frame is whole.
        """
        passed = []
        for kind, sequence in self._stream.read(data):
            if kind is Passthrough.UNKNOWN:
                passed.append(self.let_go())
            passed.append(sequence)
        return "".join(passed)

    def frame(self) -> str:
        """Return the bytes that bring the terminal up to date; empty where it is."""
        screen = self._screen
        if screen.renew():
            self._stream.forget_runs()
            self._shown = None
        rows, shown = list(screen.rows), self._shown
        cursor = screen.row, min(screen.column, screen.width - 1)
        if shown == rows and cursor == (self._hand.row, self._hand.column):
            return ""
        painter = self._painted(shown, rows)
        self._shown, self._hand = rows, painter.hand
        data = painter.text
        if self._stream.has_sync and len(data) > SMALL:
            return f"{_SYNC_START}{data}{_SYNC_END}"
        return data

    def forget(self) -> None:
        """Forget what the terminal shows, so that the next frame is whole."""
        self._shown = None

    def let_go(self) -> str:
        """Leave the terminal to other output; return the bytes that reset the pen, if any."""
        self._shown = None
        pen, self._hand = self._hand.pen, Hand()
        return "" if pen == PLAIN else "\x1b[m"

    def resize(self, width: int, height: int) -> None:
        """Resize the cells, and forget what the terminal shows."""
        self._screen.resize(width, height)
        self._shown = None

    def _painted(self, shown: Sequence[str] | None, rows: list[str]) -> Painter:
        screen = self._screen
        painter = Painter(screen.alphabet, self._terminal, screen.width, self._hand)
        blank = screen.alphabet.blank * screen.width
        if shown is None:
            painter.clear()
            shown = [blank] * screen.height
        elif self._terminal.scrolls_region and (scroll := find_scroll(shown, rows, blank)):
            painter.scroll(scroll.top, scroll.bottom, scroll.lines)
            shown = scroll.of(shown, blank)
        shown = paint_marks(painter, shown, rows)
        for row, (old, new) in enumerate(zip(shown, rows, strict=True)):
            paint_difference(painter, row, old, new)
        painter.end(screen.row, min(screen.column, screen.width - 1))
        return painter
