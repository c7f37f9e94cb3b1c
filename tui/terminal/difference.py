"""Differences between two rows of cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import ne

from tui.terminal.painter import REPEATED, Painter
from tui.terminal.style import Style, shows_blanks

NEAR = 4
"""Bytes of unchanged cells that are as cheap to write again as to move over by `CSI n C`."""
SHORTEST_TAIL = 4
"""Blanks at the end of a row that are worth erasing, by `CSI K`."""
ERASE_CELLS, ERASE_LINE = 5, 3
"""Bytes of `CSI n X` and of `CSI K`."""
_CHANGED = re.compile(b"\x01+")


def paint_difference(painter: Painter, row: int, old: str, new: str) -> None:
    """Turn the row `old` on the terminal into `new`, both as an alphabet's signs."""
    if old == new:
        return
    doubtful = painter.alphabet.doubtful
    is_certain = not doubtful or (doubtful.isdisjoint(new) and doubtful.isdisjoint(old))
    gap = _gap_worth_erasing(painter, old, new) if is_certain else None
    if gap is None:
        _write(painter, row, new, old, is_certain)
        return
    blank = painter.alphabet.blank
    if old[:gap] != new[:gap]:
        _write(painter, row, new[:gap], old[:gap])
    painter.erase(row, gap, blank)
    _write(painter, row, new, new[:gap].ljust(len(new), blank))


def _write(painter: Painter, row: int, new: str, old: str, is_certain: bool = True) -> None:
    """Write the cells that differ, but erase blanks at the row's end."""
    runs = list(_runs(painter, old, new, is_certain))
    first, end = runs[0][0], runs[-1][1]
    if len(new) == painter.width and painter.can_erase(new[-1]):
        tail = len(new.rstrip(new[-1]))
        erased = max(tail, first)
        if end - erased >= SHORTEST_TAIL:
            for start, stop in runs:
                if start < erased:
                    painter.write(row, start, new[start : min(stop, erased)])
            painter.erase(row, erased if tail else 0, new[-1])
            return
    for start, stop in runs:
        painter.write(row, start, new[start:stop])


def _gap_worth_erasing(painter: Painter, old: str, new: str) -> int | None:
    """Return the first column from which erasing and writing the row anew takes fewer bytes.

    Gaps of blanks are then only moved over. None where erasing takes more bytes.
    """
    blank = painter.alphabet.blank
    gaps = [gap for gap in REPEATED.finditer(new.rstrip(blank)) if gap[1] == blank]
    if not gaps or not painter.can_erase(blank):
        return None
    filled = [sum(map(ne, old[gap.start() : gap.end()], gap[0])) for gap in gaps]
    spared = sum(min(cells, ERASE_CELLS) for cells in filled)
    if spared <= ERASE_LINE:
        return None
    start = gaps[0].start()
    kept = sum(was == is_ != blank for was, is_ in zip(old[start:], new[start:], strict=True))
    return start if spared > ERASE_LINE + kept else None


def _runs(painter: Painter, old: str, new: str, is_certain: bool) -> Iterator[tuple[int, int]]:
    """Yield the columns to write, from and up to; wide cells whole, small gaps written over."""
    changed = [match.span() for match in _CHANGED.finditer(bytes(map(ne, old, new)))]
    start, end = changed[0]
    if not is_certain:
        # A cell of a width other than assumed may have touched the cells behind it.
        yield start, len(new)
        return
    if start <= NEAR and _is_near(painter, painter.pen, new[:start]):
        start = 0  # a return is shorter than a move to a cell near the start
    for begins, ends in changed:
        if begins - end > NEAR or (
            begins > end
            and not _is_near(painter, painter.alphabet.style_of(new[end - 1]), new[end:begins])
        ):
            yield start, end
            start = begins
        end = ends + 1 if new[ends : ends + 1] in painter.alphabet.second_halves else ends
    yield start, end


def _is_near(painter: Painter, pen: Style, gap: str) -> bool:
    """Return whether unchanged cells cost no more than a move over them, with a given pen."""
    alphabet = painter.alphabet
    for sign in gap:
        style = alphabet.style_of(sign)
        text = alphabet.texts[ord(sign)]
        if not text.isascii() and len(gap) > 1:
            return False  # a character beyond ASCII takes two to four bytes
        if style != pen and not (text == " " and shows_blanks(pen, style)):
            return False
    return True
