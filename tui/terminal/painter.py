"""Bytes of cells for a cursor address and a state of the pen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from tui.terminal.alphabet import Alphabet, bare_marks
from tui.terminal.capabilities import Capabilities
from tui.terminal.moves import move
from tui.terminal.style import PLAIN, Style, change, shows_blanks

REPEATED = re.compile(r"(.)\1{9,}", re.DOTALL)
"""Runs of equal cells so long that `CSI n X` and a move over them are shorter than blanks."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Known state of the terminal between two frames: cursor address and pen."""

    row: int | None = 0
    column: int | None = 0
    """Column, and `row` above, from 0; None where unreliable."""
    pen: Style = PLAIN


class Painter:
    """Collector of a frame's bytes; after every method `hand` is the terminal's state."""

    def __init__(self, alphabet: Alphabet, terminal: Capabilities, width: int, hand: Hand) -> None:
        self.alphabet, self.terminal = alphabet, terminal
        self.width = width
        self._row, self._column, self.pen = hand.row, hand.column, hand.pen
        self._out: list[str] = []

    @property
    def hand(self) -> Hand:
        """Cursor address and pen after the bytes so far."""
        return Hand(self._row, self._column, self.pen)

    @property
    def text(self) -> str:
        """Bytes of the frame so far, as text."""
        return "".join(self._out)

    def clear(self) -> None:
        """Clear the screen whatever it shows, reset pen and margins, and move the cursor home."""
        self._out.append("\x1b[r\x1b[m\x1b[H\x1b[J")
        self._row, self._column, self.pen = 0, 0, PLAIN

    def go(self, row: int, column: int) -> None:
        """Move the cursor to a cell."""
        if row == self._row and column == self._column:
            return
        self._out.append(move(self._row, self._column, row, column, self.terminal))
        self._row, self._column = row, column

    def write(self, row: int, column: int, signs: str) -> None:
        """Write cells of one row from a position on."""
        for stretch, is_blank in self._stretches(signs):
            if is_blank:
                self.go(row, column)
                self._look(self.alphabet.style_of(stretch[0]), blank=True)
                self._out.append(f"\x1b[{len(stretch)}X")
                column += len(stretch)
                continue
            for style, group in groupby(stretch, self.alphabet.style_of):
                cells = "".join(group)
                self.go(row, column)
                self._cells(cells, style)
                column += len(cells)

    def _stretches(self, signs: str) -> Iterator[tuple[str, bool]]:
        """Yield the cells in stretches, each with whether to erase rather than write it."""
        start = 0
        if self.terminal.erases_cells:
            for match in REPEATED.finditer(signs):
                if self.can_erase(match[1]):
                    if start < match.start():
                        yield signs[start : match.start()], False
                    yield match[0], True
                    start = match.end()
        if start < len(signs):
            yield signs[start:], False

    def _cells(self, cells: str, style: Style) -> None:
        """Write cells of one style at the cursor."""
        text = self.alphabet.text(cells)
        self._look(style, blank=not text.strip(" "))
        if not self.alphabet.doubtful or self.alphabet.doubtful.isdisjoint(cells):
            self._out.append(text)
            self._moved(len(cells))
        else:
            self._doubtful_cells(cells)

    def _doubtful_cells(self, cells: str) -> None:
        """Write each cell at its own address, wherever the cell before left the cursor.

        A doubtful cell is written on blanks: where it takes one column of two, or none, nothing old
        is left.
        """
        row, start = self._row, self._column
        assert row is not None, "the cursor was brought there"
        assert start is not None, "the cursor was brought there"
        for column, sign in enumerate(cells, start):
            text = self.alphabet.texts[ord(sign)]
            if not text:
                continue  # the second half of the cell before
            self.go(row, column)
            wide = sign in self.alphabet.wide
            if sign in self.alphabet.doubtful:
                width = 2 if wide else 1
                self._out.append(" " * width)
                self._moved(width)
                self.go(row, column)
                if marks := bare_marks(text):
                    self._out.append(text[:marks])
                    self._column = None
                    self.go(row, column)
                self._out.append(text[marks:])
                self._column = None
            else:
                self._out.append(text)
                self._moved(2 if wide else 1)

    def _moved(self, columns: int) -> None:
        """Advance the known column past written cells; None after the last: wrapping varies."""
        assert self._column is not None, "nothing is written where the cursor may not be"
        self._column += columns
        if self._column >= self.width:
            self._column = None

    def _look(self, style: Style, blank: bool = False) -> None:
        """Set the pen for cells of a style, or for blanks of it, which have no strokes."""
        if blank and shows_blanks(self.pen, style):
            return
        self._out.append(change(self.pen, style, self.terminal.switches_off))
        self.pen = style

    def end(self, row: int, column: int) -> None:
        """End a frame: put the cursor at its address and close any hyperlink."""
        self.go(row, column)
        if self.pen.link:
            self._look(self.pen._replace(link=""))

    def scroll(self, top: int, bottom: int, lines: int) -> None:
        """Scroll the rows from `top` to `bottom` up by `lines`, or down where `lines` is negative.

        The rows that come in are blank. Setting margins brings the cursor home, or leaves it.
        """
        self._look(PLAIN, blank=True)
        self._out.append(f"\x1b[{top + 1};{bottom + 1}r")
        self._row = self._column = None
        count = "" if abs(lines) == 1 else abs(lines)
        if self.terminal.scrolls_lines:
            self._out.append(f"\x1b[{count}{'S' if lines > 0 else 'T'}")
        elif self.terminal.deletes_lines:
            self.go(top, 0)
            self._out.append(f"\x1b[{count}{'M' if lines > 0 else 'L'}")
        else:
            self.go(bottom if lines > 0 else top, 0)
            self._out.append(("\n" if lines > 0 else "\x1bM") * abs(lines))
        self._out.append("\x1b[r")
        self._row = self._column = None

    def erase(self, row: int, column: int, blank: str) -> None:
        """Erase a row from a column on, to a blank that `can_erase` allows."""
        self.go(row, column)
        self._look(self.alphabet.style_of(blank), blank=True)
        self._out.append("\x1b[K")

    def can_erase(self, sign: str) -> bool:
        """Return whether erasing leaves exactly this cell."""
        style = self.alphabet.style_of(sign)
        return (
            self.terminal.erases_line
            and self.alphabet.texts[ord(sign)] == " "
            and not style.attributes
            and not style.link
            and (not style.background or self.terminal.erases_in_colour)
        )
