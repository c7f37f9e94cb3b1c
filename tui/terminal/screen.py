"""Screen as rows of cells with a cursor."""

from __future__ import annotations

from tui.terminal.alphabet import LIMIT, Alphabet


class Screen:
    """Rows of cells as strings of an alphabet's signs, `width` long each, and the cursor."""

    def __init__(self, width: int, height: int) -> None:
        self.alphabet = Alphabet()
        self.width, self.height = width, height
        self.rows = [self.alphabet.blank * width] * height
        self.row = 0
        self.column = 0
        """As many as `width` once the last cell of the row was written."""

    def move(self, row: int, column: int) -> None:
        """The cursor to a cell; to the nearest one where there is none, as terminals do."""
        self.row = row if 0 <= row < self.height else max(0, min(row, self.height - 1))
        self.column = column if 0 <= column < self.width else max(0, min(column, self.width - 1))

    def newline(self) -> None:
        """To the start of the next row; at the bottom everything moves up."""
        if self.row == self.height - 1:
            self.rows = [*self.rows[1:], self.alphabet.blank * self.width]
        else:
            self.row += 1
        self.column = 0

    def put(self, signs: str) -> None:
        """Cells from the cursor on, which goes behind them; what goes beyond the edge is lost."""
        start, end = self.column, self.column + len(signs)
        if start == 0 and end == self.width:
            self.rows[self.row], self.column = signs, end
            return
        if end > self.width:
            signs = self._whole(signs[: self.width - start])
            end = self.width
        old = self.rows[self.row]
        self.rows[self.row] = self._whole(old[:start]) + signs + self._rest(old[end:])
        self.column = end

    def resize(self, width: int, height: int) -> None:
        """Another size; what was there stays as far as there is room."""
        blank = self.alphabet.blank
        rows = [self._whole(row[:width]).ljust(width, blank) for row in self.rows[:height]]
        self.rows = rows + [blank * width] * (height - len(rows))
        self.width, self.height = width, height
        self.move(self.row, self.column)

    def renew(self) -> bool:
        """Another alphabet, of the cells there are, once too many were met; whether it was."""
        if len(self.alphabet) < LIMIT:
            return False
        old, self.alphabet = self.alphabet, Alphabet()
        self.rows = [old.moved_to(self.alphabet, row) for row in self.rows]
        return True

    def _whole(self, signs: str) -> str:
        """Without the first half of a wide cell at the end, whose other half is cut off."""
        if signs and signs[-1] in self.alphabet.wide:
            return signs[:-1] + self.alphabet.blank
        return signs

    def _rest(self, signs: str) -> str:
        """Without the second half of a wide cell at the start, of which the first is gone."""
        if signs and signs[0] in self.alphabet.second_halves:
            return self.alphabet.blank + signs[1:]
        return signs
