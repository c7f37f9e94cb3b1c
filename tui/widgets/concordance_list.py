"""List of a concordance, growing at its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.search.concordance import Occurrence
from tui.settings.keymap import Scope, bindings
from tui.view.concordance import concordance_line
from tui.view.rows import StyledText
from tui.widgets.virtual_list import VirtualList


class ConcordanceList(VirtualList):
    """One line an occurrence."""

    BINDINGS = bindings(Scope.CONCORDANCE)

    def __init__(self, moved: Callable[[], object], id: str | None = None) -> None:
        super().__init__(moved, id=id)
        self._lines: Sequence[Occurrence] = ()

    @property
    def current(self) -> Occurrence | None:
        """The line under the cursor."""
        return self._lines[self.cursor] if self.cursor < len(self._lines) else None

    def show(self, lines: Sequence[Occurrence], cursor: int, top: int | None = None) -> None:
        """Draw these lines from now on, the first one `top` if the cursor can be seen so."""
        self._lines = lines
        self.reset(len(lines), cursor, top)

    def row_lines(self, row: int, width: int) -> list[list[StyledText]] | None:
        """Date, source, and the words in their context."""
        return [concordance_line(self._lines[row], row == self.cursor, width)]
