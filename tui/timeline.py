"""How do hits over time look on one line?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

BLOCKS = "▁▂▃▄▅▆▇█"
EMPTY = "·"


def timeline_text(months: Sequence[tuple[date, int]], width: int) -> str:
    """Bars of hits by month, `2022 ▁▁▁█ 2023 ▁▁…`; years share a bar where months don't fit.

    `months` is as in `Answer.timeline`: the first of each month with hits, in order. The result
    has at most `width` cells; it is empty where nothing useful fits.
    """
    if not months or width < 12:
        return ""
    first, last = months[0][0].year, months[-1][0].year
    years = last - first + 1
    by_month = {(day.year, day.month): count for day, count in months}
    if years * 18 - 1 <= width:
        counts = [by_month.get((y, m), 0) for y in range(first, last + 1) for m in range(1, 13)]
        bars = _bars(counts)
        return " ".join(
            f"{first + number:04d} {bars[number * 12 : number * 12 + 12]}"
            for number in range(years)
        )
    room = width - 12
    if room < 2:
        return ""
    return f"{first:04d} {_bars(_spread(by_month, first, years, room))} {last:04d}"


def _spread(by_month: dict[tuple[int, int], int], first: int, years: int, room: int) -> list[int]:
    """Counts in at most `room` equal spans of whole months."""
    total = years * 12
    span = -(-total // room)
    counts = [0] * -(-total // span)
    for (year, month), count in by_month.items():
        counts[((year - first) * 12 + month - 1) // span] += count
    return counts


def _bars(counts: Sequence[int]) -> str:
    top = max(counts)
    return "".join(
        BLOCKS[min(round(count / top * (len(BLOCKS) - 1)), len(BLOCKS) - 1)] if count else EMPTY
        for count in counts
    )
