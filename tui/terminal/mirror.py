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
"""Characters of a frame that is surely shown in one go, without being marked as one."""
_SYNC_START, _SYNC_END = "\x1b[?2026h", "\x1b[?2026l"


class Mirror:
    """Keeps what a terminal shows beside what it is to show.

    It sends nothing itself: `write` and `frame` give what is to be sent, in the order of the calls.
    A frame that was given counts as shown; who can't send it after all calls `forget`.
    """

    def __init__(
        self,
        width: int,
        height: int,
        terminal: Capabilities,
        look: Callable[[Style], Style] | None = None,
    ) -> None:
        """Give the size, and how a look is shown where the terminal can't show it as it is."""
        self._screen = Screen(width, height)
        self._stream = Stream(self._screen, look)
        self._terminal = terminal
        self._shown: list[str] | None = None
        """The rows on the terminal; None when they are not known."""
        self._hand = Hand()

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        return self._screen.width, self._screen.height

    def write(self, data: str) -> str:
        """Take in what the screen writes; what can't wait for the frame, as it was written.

        What is not known may have changed anything on the terminal: it is believed to show
        nothing after it, and the next frame is whole.
        """
        passed = []
        for kind, sequence in self._stream.read(data):
            if kind is Passthrough.UNKNOWN:
                passed.append(self.let_go())
            passed.append(sequence)
        return "".join(passed)

    def frame(self) -> str:
        """What turns what the terminal shows into what was written; nothing when it is that."""
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
        """Nothing is known any more of what the terminal shows: the next frame is whole."""
        self._shown = None

    def let_go(self) -> str:
        """Leave the terminal to others: what gives them a plain pen."""
        self._shown = None
        pen, self._hand = self._hand.pen, Hand()
        return "" if pen == PLAIN else "\x1b[m"

    def resize(self, width: int, height: int) -> None:
        """The terminal has another size, and shows nobody knows what."""
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
