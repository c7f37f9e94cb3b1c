"""Shortest bytes between two positions of the cursor."""

from __future__ import annotations

from functools import lru_cache

from tui.terminal.capabilities import Capabilities

_LINES_BY_NEWLINE = 3
"""Rows further down than this are always cheaper by number."""


@lru_cache(16_384)
def move(
    row: int | None, column: int | None, to_row: int, to_column: int, terminal: Capabilities
) -> str:
    """Return the shortest sequence between two cursor addresses, both counted from 0.

    None stands for an unreliable row or column. A column is unreliable after the last one, where
    the next character may or may not wrap, and after a cell of disputed width. A newline is never
    written at the bottom, where it would scroll, and never without a return before it, for the line
    discipline of a tty may add one.
    """
    if row == to_row and column == to_column:
        return ""
    ways = [_place(to_row, to_column)]
    if row == to_row:
        ways.append("\r" + _by(to_column, "C"))
        if column is not None:
            ways.append(_by(to_column - column, "C") if to_column > column else "")
            ways.append(_by(column - to_column, "D") if to_column < column else "")
            ways.append("\b" * (column - to_column))
        if terminal.to_column:
            ways.append(f"\x1b[{_number(to_column)}G")
    elif row is not None and 0 < to_row - row <= _LINES_BY_NEWLINE:
        ways.append("\r" + "\n" * (to_row - row) + _by(to_column, "C"))
    if row is not None and column == to_column:
        ways.append(_by(to_row - row, "B") if to_row > row else _by(row - to_row, "A"))
        if terminal.to_row:
            ways.append(f"\x1b[{_number(to_row)}d")
    return min(filter(None, ways), key=len)


def _place(row: int, column: int) -> str:
    """Return the `CUP` sequence, the same from every cursor address."""
    if not column:
        return f"\x1b[{_number(row)}H"
    return f"\x1b[{_number(row)};{column + 1}H"


def _by(count: int, direction: str) -> str:
    return f"\x1b[{count if count > 1 else ''}{direction}" if count > 0 else ""


def _number(place: int) -> str:
    """Return a position as a parameter, from 1; empty for 1, the default of all these sequences."""
    return str(place + 1) if place else ""
