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
    """The shortest sequence from a place to another, both counted from 0.

    None is what is not to be relied upon. A column is not after the last one, where a next sign may
    or may not wrap, and after a cell of which terminals disagree how wide it is. A newline is never
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
    """`CUP`, which means the same wherever the cursor is."""
    if not column:
        return f"\x1b[{_number(row)}H"
    return f"\x1b[{_number(row)};{column + 1}H"


def _by(count: int, direction: str) -> str:
    return f"\x1b[{count if count > 1 else ''}{direction}" if count > 0 else ""


def _number(place: int) -> str:
    """A place as a parameter; the first is what is meant where there is none."""
    return str(place + 1) if place else ""
