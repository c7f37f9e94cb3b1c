"""Blocks of rows that moved, for the terminal to move by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from operator import ne

PIECES = 8
"""Pieces of a row that are searched for singly: a pane beside the block stays in place."""
FEWEST_ROWS = 3
"""Fewest changed rows that can be a move."""
FEWEST_PIECES = 4
"""Fewest matching pieces of a move: words recur by chance."""
CANDIDATES = 2
"""Distances that are tried: those with the most matching pieces."""
COST = 30
"""Cells that a move must save; setting margins, scrolling and moving back take about 20 bytes."""
TO_A_ROW = 5
"""Cost of a move to a row, in cells."""


@dataclass(frozen=True, slots=True)
class Scroll:
    """A move of the rows from `top` to `bottom` up by `lines`, or down for negative `lines`."""

    top: int
    bottom: int
    lines: int

    def of(self, rows: Sequence[str], blank: str) -> list[str]:
        """Return the rows after the move; `blank` rows come in."""
        block = list(rows[self.top : self.bottom + 1])
        come_in = [blank] * abs(self.lines)
        up = self.lines > 0
        block = block[self.lines :] + come_in if up else come_in + block[: self.lines]
        return [*rows[: self.top], *block, *rows[self.bottom + 1 :]]


def find_scroll(old: Sequence[str], new: Sequence[str], blank: str) -> Scroll | None:
    """Return the move that leaves the fewest cells to write; None where no move is worth it."""
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
    """Count the pieces of changed rows that stood so many rows further down before."""
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
    """Return the best block to move by `lines` rows, and how many cells fewer then differ."""
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
    """Return the cost of turning one row into another, in cells."""
    return 0 if one == other else TO_A_ROW + sum(map(ne, one, other))


def _largest_sum(values: Sequence[int]) -> tuple[int, int, int]:
    """Return first, last and sum of the run with the largest sum (Kadane's algorithm)."""
    best = (0, 0, values[0])
    start, total = 0, 0
    for place, value in enumerate(values):
        if total <= 0:
            start, total = place, 0
        total += value
        if total > best[2]:
            best = (start, place, total)
    return best
