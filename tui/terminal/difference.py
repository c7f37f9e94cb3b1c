"""Which cells of a row are written so that it becomes another one?"""

from __future__ import annotations

from collections.abc import Iterator
from operator import ne

from tui.terminal.painter import Painter
from tui.terminal.style import shows_blanks

NEAR = 4
"""Unchanged cells of one look that are as well written again as moved over, by `CSI n C`."""
SHORTEST_TAIL = 4
"""Blanks at the end of a row that are worth erasing, by `CSI K`."""


def paint_difference(painter: Painter, row: int, old: str, new: str) -> None:
    """Make the row `new` of what is now `old`, both as an alphabet's signs."""
    if old == new:
        return
    changed = [column for column, differs in enumerate(map(ne, old, new)) if differs]
    first, end = changed[0], changed[-1] + 1
    alphabet = painter.alphabet
    if not (alphabet.doubtful.isdisjoint(new) and alphabet.doubtful.isdisjoint(old)):
        # A cell that took another width than was thought may have touched the cells behind it.
        changed, end = list(range(first, len(new))), len(new)

    tail = len(new.rstrip(new[-1])) if painter.can_erase(new[-1]) else len(new)
    erased = max(tail, first)
    if end - erased >= SHORTEST_TAIL:
        for start, stop in _runs(painter, changed, new):
            if start < erased:
                painter.write(row, start, new[start : min(stop, erased)])
        painter.erase(row, erased, new[-1])
        return
    for start, stop in _runs(painter, changed, new):
        painter.write(row, start, new[start:stop])


def _runs(painter: Painter, changed: list[int], new: str) -> Iterator[tuple[int, int]]:
    """The columns to write, from and up to; wide cells whole, small gaps written over."""
    halves = painter.alphabet.second_halves
    start = end = changed[0]
    for column in changed:
        if column > end and not _is_near(painter, new[end - 1], new[end:column]):
            yield start, end
            start = column
        end = column + 2 if new[column + 1 : column + 2] in halves else column + 1
    yield start, end


def _is_near(painter: Painter, before: str, gap: str) -> bool:
    """Whether unchanged cells cost no more than a move over them, after a cell before them."""
    alphabet = painter.alphabet
    if len(gap) > NEAR or len(alphabet.text(gap).encode(errors="replace")) > NEAR:
        return False
    look = alphabet.style_of(before)
    return all(
        style == look or (sign_text == " " and shows_blanks(look, style))
        for style, sign_text in ((alphabet.style_of(sign), alphabet.text(sign)) for sign in gap)
    )
