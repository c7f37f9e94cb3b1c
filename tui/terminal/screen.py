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
        """Column of the cursor from 0; `width` after the last cell of the row was written."""

    def move(self, row: int, column: int) -> None:
        """Move the cursor to a cell, or to the nearest cell inside the screen, as terminals do."""
        self.row = row if 0 <= row < self.height else max(0, min(row, self.height - 1))
        self.column = column if 0 <= column < self.width else max(0, min(column, self.width - 1))

    def newline(self) -> None:
        """Move the cursor to the start of the next row; at the bottom scroll all rows up."""
        if self.row == self.height - 1:
            self.rows = [*self.rows[1:], self.alphabet.blank * self.width]
        else:
            self.row += 1
        self.column = 0

    def put(self, signs: str) -> None:
        """Write cells at the cursor and advance it; cells beyond the edge are lost."""
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
        """Resize the screen and keep the cells that fit."""
        blank = self.alphabet.blank
        rows = [self._whole(row[:width]).ljust(width, blank) for row in self.rows[:height]]
        self.rows = rows + [blank * width] * (height - len(rows))
        self.width, self.height = width, height
        self.move(self.row, self.column)

    def renew(self) -> bool:
        """Replace an alphabet of `LIMIT` cells by one of the cells shown; return whether it did."""
        if len(self.alphabet) < LIMIT:
            return False
        old, self.alphabet = self.alphabet, Alphabet()
        self.rows = [old.moved_to(self.alphabet, row) for row in self.rows]
        return True

    def _whole(self, signs: str) -> str:
        """Return signs with a blank for a final wide cell that has lost its second half."""
        if signs and signs[-1] in self.alphabet.wide:
            return signs[:-1] + self.alphabet.blank
        return signs

    def _rest(self, signs: str) -> str:
        """Return signs with a blank for a leading second half that has lost its first."""
        if signs and signs[0] in self.alphabet.second_halves:
            return self.alphabet.blank + signs[1:]
        return signs
