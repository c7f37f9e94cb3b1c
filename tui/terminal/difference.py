"""Which cells of a row are written so that it becomes another one?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import ne

from tui.terminal.painter import REPEATED, Painter
from tui.terminal.style import Style, shows_blanks

NEAR = 4
"""Bytes of unchanged cells that are as well written again as moved over, by `CSI n C`."""
SHORTEST_TAIL = 4
"""Blanks at the end of a row that are worth erasing, by `CSI K`."""
MOVE, ERASE = 4, 9
"""Bytes of a move over a gap, and of erasing it first."""
_CHANGED = re.compile(b"\x01+")


def paint_difference(painter: Painter, row: int, old: str, new: str) -> None:
    """Make the row `new` of what is now `old`, both as an alphabet's signs."""
    if old == new:
        return
    if _is_sooner_anew(painter, old, new):
        painter.erase(row, 0, painter.alphabet.blank)
        old = painter.alphabet.blank * len(new)
    runs = list(_runs(painter, old, new))
    first, end = runs[0][0], runs[-1][1]
    tail = len(new.rstrip(new[-1])) if painter.can_erase(new[-1]) else len(new)
    erased = max(tail, first)
    if end - erased < SHORTEST_TAIL:
        for start, stop in runs:
            painter.write(row, start, new[start:stop])
        return
    for start, stop in runs:
        if start < erased:
            painter.write(row, start, new[start : min(stop, erased)])
    painter.erase(row, erased if tail else 0, new[-1])


def _is_sooner_anew(painter: Painter, old: str, new: str) -> bool:
    """Whether a row takes fewer bytes if it is erased first: its gaps are then only moved over."""
    blank = painter.alphabet.blank
    gaps = [gap for gap in REPEATED.finditer(new) if gap[1] == blank]
    if not gaps or not painter.can_erase(blank) or len(new.rstrip(blank)) <= gaps[0].start():
        return False
    changes: int = sum(map(ne, old, new))
    anew: int = MOVE + sum(map(ne, blank * len(new), new)) + MOVE * len(gaps)
    for gap in gaps:
        if painter.terminal.erases_cells and old[gap.start() : gap.end()] != gap[0]:
            changes -= max(0, len(gap[0]) - ERASE)
    return anew < changes


def _runs(painter: Painter, old: str, new: str) -> Iterator[tuple[int, int]]:
    """The columns to write, from and up to; wide cells whole, small gaps written over."""
    changed = [match.span() for match in _CHANGED.finditer(bytes(map(ne, old, new)))]
    start, end = changed[0]
    doubtful = painter.alphabet.doubtful
    if not (doubtful.isdisjoint(new) and doubtful.isdisjoint(old)):
        # A cell that took another width than was thought may have touched the cells behind it.
        yield start, len(new)
        return
    if _is_near(painter, painter.pen, new[:start]):
        start = 0  # a row is begun sooner by a return than by going to a place in it
    for begins, ends in changed:
        if begins > end and not _is_near(
            painter, painter.alphabet.style_of(new[end - 1]), new[end:begins]
        ):
            yield start, end
            start = begins
        end = ends + 1 if new[ends : ends + 1] in painter.alphabet.second_halves else ends
    yield start, end


def _is_near(painter: Painter, pen: Style, gap: str) -> bool:
    """Whether unchanged cells cost no more than a move over them, with a pen of some look."""
    if len(gap) > NEAR:
        return False
    alphabet = painter.alphabet
    for sign in gap:
        style = alphabet.style_of(sign)
        text = alphabet.texts[ord(sign)]
        if not text.isascii() and len(gap) > 1:
            return False  # a sign beyond ASCII takes two to four bytes
        if style != pen and not (text == " " and shows_blanks(pen, style)):
            return False
    return True
