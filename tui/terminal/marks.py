"""Marks at the starts of rows, written before the text behind them.

A list has a mark in each row, in a colour of its own: row by row the pen goes to that colour and
back, which takes more bytes than a second move to each row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tui.terminal.painter import Painter
from tui.terminal.style import PLAIN, Style, change

FEWEST_ROWS = 4
"""Fewest changed rows that can make marks worth it."""
FURTHEST = 4
"""Columns from the edge up to which a mark may stand."""
TWICE = 5
"""Bytes of a second move to a row."""


class Mark(NamedTuple):
    """A cell that stands alone at the start of a row."""

    row: int
    column: int
    style: Style


def paint_marks(painter: Painter, shown: Sequence[str], rows: Sequence[str]) -> Sequence[str]:
    """Write the marks first where that saves bytes; return the rows then shown."""
    changed = [row for row, new in enumerate(rows) if shown[row] != new]
    if len(changed) < FEWEST_ROWS:
        return shown
    marks = [mark for mark in _marks(painter, shown, rows, changed) if mark.style != PLAIN]
    if len(marks) < FEWEST_ROWS or _spared(painter, rows, marks) <= 0:
        return shown
    marked = list(shown)
    for row, column, _ in marks:
        end = column + 1
        painter.write(row, 0, rows[row][:end])
        marked[row] = rows[row][:end] + shown[row][end:]
    return marked


def _marks(
    painter: Painter, shown: Sequence[str], rows: Sequence[str], changed: Sequence[int]
) -> Iterator[Mark]:
    """Yield the marks in the first mark's style that are new, as the text behind them is."""
    alphabet = painter.alphabet
    look = None
    for row in changed:
        old, new = shown[row], rows[row]
        column = painter.width - len(new.lstrip(alphabet.blank))
        end = column + 1
        if column > FURTHEST or old[:end] == new[:end] or old[end:] == new[end:]:
            continue
        if new[end : end + 1] != alphabet.blank:
            continue
        if alphabet.doubtful and not (
            alphabet.doubtful.isdisjoint(new) and alphabet.doubtful.isdisjoint(old)
        ):
            continue
        style = alphabet.style_of(new[column])
        if look is None:
            look = style
        if style == look:
            yield Mark(row, column, style)


def _spared(painter: Painter, rows: Sequence[str], marks: Sequence[Mark]) -> int:
    """Return the bytes saved by writing the marks first; not positive where that costs more."""
    alphabet, has_off = painter.alphabet, painter.terminal.switches_off
    pen, spared = painter.pen, 0
    for row, column, look in marks:
        behind = rows[row][column + 1 :].strip(alphabet.blank)
        if not behind:
            return 0
        first, last = alphabet.style_of(behind[0]), alphabet.style_of(behind[-1])
        there_and_back = change(pen, look, has_off) + change(look, first, has_off)
        spared += len(there_and_back) - len(change(pen, first, has_off)) - TWICE
        pen = last
    return spared
