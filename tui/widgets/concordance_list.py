"""List of a concordance's lines, growing at its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.search.concordance import Occurrence
from tui.settings.keymap import Scope, bindings
from tui.view.concordance import concordance_line
from tui.view.rows import StyledText
from tui.widgets.virtual_list import VirtualList


class ConcordanceList(VirtualList):
    """List with one line for each occurrence."""

    BINDINGS = bindings(Scope.CONCORDANCE)

    def __init__(self, moved: Callable[[], object], id: str | None = None) -> None:
        super().__init__(moved, id=id)
        self._lines: Sequence[Occurrence] = ()

    @property
    def current(self) -> Occurrence | None:
        """Occurrence under the cursor; None in an empty list."""
        return self._lines[self.cursor] if self.cursor < len(self._lines) else None

    def show(self, lines: Sequence[Occurrence], cursor: int, top: int | None = None) -> None:
        """Draw other lines, from the line `top` if the cursor is visible there."""
        self._lines = lines
        self.reset(len(lines), cursor, top)

    def row_lines(self, row: int, width: int) -> list[list[StyledText]] | None:
        """Return a row's date, source, and words in their context."""
        return [concordance_line(self._lines[row], row == self.cursor, width)]
