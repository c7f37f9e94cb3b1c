"""Blocks of rows that moved, for the terminal to move by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from operator import ne

PIECES = 8
"""Each row is looked for in so many pieces: a pane beside the block stays where it is."""
FEWEST_ROWS = 3
"""Changed rows from which a move is looked for."""
FEWEST_PIECES = 4
"""Less speaks for no move: words come again by chance."""
CANDIDATES = 2
"""Distances that are weighed: those for which most pieces speak."""
COST = 30
"""Cells that a move must spare; setting margins, scrolling and coming back are 20 bytes or so."""
TO_A_ROW = 5
"""What going to a row costs."""


@dataclass(frozen=True, slots=True)
class Scroll:
    """The rows from `top` to `bottom` go up by `lines`, or down by less than none."""

    top: int
    bottom: int
    lines: int

    def of(self, rows: Sequence[str], blank: str) -> list[str]:
        """The rows after it; `blank` rows come in."""
        block = list(rows[self.top : self.bottom + 1])
        come_in = [blank] * abs(self.lines)
        up = self.lines > 0
        block = block[self.lines :] + come_in if up else come_in + block[: self.lines]
        return [*rows[: self.top], *block, *rows[self.bottom + 1 :]]


def find_scroll(old: Sequence[str], new: Sequence[str], blank: str) -> Scroll | None:
    """The move of a block after which the fewest cells differ; None where none is worth it."""
    changed = [row for row, (was, is_) in enumerate(zip(old, new, strict=True)) if was != is_]
    if len(changed) < FEWEST_ROWS:
        return None
    best, most = None, COST
    for lines, pieces in _votes(old, new, changed).most_common(CANDIDATES):
        if pieces < FEWEST_PIECES:
            break
        found, gain = _best_block(old, new, blank, lines)
        if gain > most:
            best, most = found, gain
    return best


def _votes(old: Sequence[str], new: Sequence[str], changed: list[int]) -> Counter[int]:
    """How many pieces of changed rows stood so many rows further down before."""
    step = max(1, len(new[0]) // PIECES)
    starts = range(0, len(new[0]), step)
    places: dict[tuple[int, str], int | None] = {}
    for row, signs in enumerate(old):
        for start in starts:
            piece = start, signs[start : start + step]
            places[piece] = None if piece in places else row
    votes: Counter[int] = Counter()
    for row in changed:
        for start in starts:
            place = places.get((start, new[row][start : start + step]))
            if place is not None and place != row:
                votes[place - row] += 1
    return votes


def _best_block(
    old: Sequence[str], new: Sequence[str], blank: str, lines: int
) -> tuple[Scroll, int]:
    """The block that is best moved by so many lines, and how many cells fewer then differ."""
    height = len(new)
    stays = [_differing(was, is_) for was, is_ in zip(old, new, strict=True)]
    rows = range(max(0, -lines), min(height, height - lines))
    gains = [stays[row] - _differing(old[row + lines], new[row]) for row in rows]
    first, last, gain = _largest_sum(gains)
    top, bottom = rows[first], rows[last]
    come_in = range(bottom + 1, bottom + 1 + lines) if lines > 0 else range(top + lines, top)
    gain -= sum(_differing(blank, new[row]) - stays[row] for row in come_in)
    return Scroll(min(top, *come_in), max(bottom, *come_in), lines), gain


def _differing(one: str, other: str) -> int:
    """What making a row another one costs, in cells."""
    return 0 if one == other else TO_A_ROW + sum(map(ne, one, other))


def _largest_sum(values: Sequence[int]) -> tuple[int, int, int]:
    """The neighbours whose sum is largest: the first, the last, the sum (Kadane's algorithm)."""
    best = (0, 0, values[0])
    start, total = 0, 0
    for place, value in enumerate(values):
        if total <= 0:
            start, total = place, 0
        total += value
        if total > best[2]:
            best = (start, place, total)
    return best
