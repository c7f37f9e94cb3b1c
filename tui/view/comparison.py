"""Chart of two series of hits over time, one above the axis and one below it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from index.engine.request import Period, Step
from tui.view.dates import days
from tui.view.timeline import BLOCKS, Drawing, TimelineCounts, TimeSpan, draw, period_of

UPPER, LOWER = 0, 1
SIGNS = ("▲", "▼")
"""Symbols of the series above the axis and of the series below it, in texts and charts."""
AXIS = "─"
FEWEST_WITH_GAP = 3
"""Minimum width, in cells, of a bar with an empty last cell."""
PER = 100
"""Articles that a share refers to: shares are in per cent."""
THIN, HALF, WHOLE = "▔▀█"
"""Characters of hanging bars, which have no other parts of a cell: an eighth, a half, a whole."""

NOTHING = Drawing()


class Bars(NamedTuple):
    """Counts at one place of the axis, or at several together."""

    hits: tuple[int, int]
    articles: int
    """All articles published in that time."""

    def value(self, series: int, share: bool) -> float:
        """Return the hits of a series, or its hits per `PER` articles."""
        if not share:
            return self.hits[series]
        return self.hits[series] * PER / self.articles if self.articles else 0.0


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars in order of time, over the whole width of their axis."""

    axis: Drawing = NOTHING
    """Text of the axis, and for each bar its days, the hits of both series, and its first cell."""
    bars: tuple[Bars, ...] = ()
    ends: tuple[int, ...] = ()
    """Cell behind the last painted cell of each bar."""

    def between(self, one: int, other: int) -> Bars:
        """Return the sum of two bars and of all bars between them."""
        chosen = self.bars[min(one, other) : max(one, other) + 1]
        return Bars(
            (sum(bars.hits[UPPER] for bars in chosen), sum(bars.hits[LOWER] for bars in chosen)),
            sum(bars.articles for bars in chosen),
        )

    def top(self, share: bool) -> float:
        """Return the highest value of both series, which share one scale."""
        return max((bars.value(s, share) for bars in self.bars for s in (UPPER, LOWER)), default=0)


def chart(
    upper: TimelineCounts,
    lower: TimelineCounts,
    articles: TimelineCounts,
    width: int,
    step: Step = Step.MONTH,
    period: Period | None = None,
) -> Chart:
    """Return both series on their common axis in `width` cells; `draw` groups days or months.

    `articles` counts everything published, whatever its words. Empty where there is nothing to
    draw.
    """
    axis = draw(_together(upper, lower), width, step, period)
    if not axis.spans:
        return Chart()
    # With the ends of the common axis as their period, all three have the same bars.
    ends = period_of(axis.between(0, len(axis.spans) - 1))
    drawn = [draw(counts, width, step, ends).spans for counts in (upper, lower, articles)]
    bars = tuple(Bars((a.hits, b.hits), c.hits) for a, b, c in zip(*drawn, strict=True))
    return _over_whole_width(axis.spans, bars, max(width, len(axis.spans)), step)


def _over_whole_width(
    spans: tuple[TimeSpan, ...], bars: tuple[Bars, ...], width: int, step: Step
) -> Chart:
    """Return a chart with bars as equally wide as cells allow.

    The last cell of each bar stays empty where bars have `FEWEST_WITH_GAP` cells or more.
    """
    number = len(spans)
    edges = [at * width // number for at in range(number + 1)]
    gap = 1 if width // number >= FEWEST_WITH_GAP else 0
    placed = tuple(span._replace(place=at) for span, at in zip(spans, edges, strict=False))
    ends = tuple(edge - gap for edge in edges[1:])
    return Chart(Drawing(_axis(placed, width, step), placed), bars, ends)


def _axis(spans: tuple[TimeSpan, ...], width: int, step: Step) -> str:
    """Return the axis with each year at its first bar, if there is room; months for daily bars."""
    line = AXIS * width
    free, last = 0, ""
    for span in spans:
        name = days(*period_of(TimeSpan(*_month(span.first), 0, 0))) if step is Step.DAY else ""
        name = name or f"{span.first.year:04d}"
        if name != last and span.place >= free and span.place + len(name) <= width:
            line = line[: span.place] + name + line[span.place + len(name) :]
            free = span.place + len(name) + 1
            last = name
    return line


def _month(day: date) -> tuple[date, date]:
    """Return the first and the last day of a day's month."""
    first = day.replace(day=1)
    return first, day.replace(day=monthrange(day.year, day.month)[1])


def standing(chart: Chart, series: int, share: bool, height: int) -> list[str]:
    """Return the lines of bars standing on the axis, from the top, in eighths of a cell."""
    eighths = [_part(v, chart.top(share), height * 8) for v in _values(chart, series, share)]
    return [
        _line(chart, (BLOCKS[min(e - below, 8) - 1] if e > below else "" for e in eighths))
        for below in range((height - 1) * 8, -1, -8)
    ]


def hanging(chart: Chart, series: int, share: bool, height: int) -> list[str]:
    """Return the lines of bars hanging from the axis, from the axis down, in halves of a cell."""
    top = chart.top(share) or 1
    signs = [_hung(value / top * height, height) for value in _values(chart, series, share)]
    return [_line(chart, (sign[row] for sign in signs)) for row in range(height)]


def _hung(cells: float, height: int) -> list[str]:
    """Return `height` characters of a bar, from the axis down; `THIN` if the cells round to 0."""
    halves = round(cells * 2)
    if not halves:
        return [THIN if cells else "", *[""] * (height - 1)]
    return [WHOLE] * (halves // 2) + [HALF] * (halves % 2) + [""] * (height - (halves + 1) // 2)


def bars_words(span: TimeSpan, bars: Bars, share: bool) -> str:
    """Return the counts or shares of bars: `Nov 2022: ▲ 12  ▼ 4`."""
    texts = (f"{sign} {number(bars.value(s, share), share)}" for s, sign in enumerate(SIGNS))
    return f"{days(*period_of(span))}: {'  '.join(texts)}"


def number(value: float, share: bool) -> str:
    """Return a count, or a share in per cent to two significant digits."""
    if not share:
        return f"{value:,.0f}"
    if not value or value >= 10:
        return f"{value:.0f} %"
    return f"{value:.1f} %" if value >= 1 else f"{value:.2g} %"


def _together(upper: TimelineCounts, lower: TimelineCounts) -> list[tuple[date, int]]:
    hits: dict[date, int] = {}
    for day, found in (*upper, *lower):
        hits[day] = hits.get(day, 0) + found
    return sorted(hits.items())


def _values(chart: Chart, series: int, share: bool) -> Iterable[float]:
    return (bars.value(series, share) for bars in chart.bars)


def _part(value: float, top: float, parts: int) -> int:
    """Return the number of parts that a bar fills: at least one for a value above zero."""
    return max(round(value / top * parts), 1) if value > 0 else 0


def _line(chart: Chart, signs: Iterable[str]) -> str:
    line: list[str] = []
    length = 0
    for span, end, sign in zip(chart.axis.spans, chart.ends, signs, strict=True):
        if sign:
            line += [" " * (span.place - length), sign * (end - span.place)]
            length = end
    return "".join(line)
