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
"""What stands for the series above the axis and for the one below, wherever they are told of."""
AXIS = "─"
FEWEST_WITH_GAP = 3
"""Cells of a bar from which the last one stays empty."""
PER = 100
"""Articles to which a share is given: it is in per cent."""
THIN, HALF, WHOLE = "▔▀█"
"""Bars that hang down have no other parts of a cell: an eighth, a half, a whole."""

NOTHING = Drawing()


class Bars(NamedTuple):
    """What stands at one place of the axis, or at several together."""

    hits: tuple[int, int]
    articles: int
    """All that were published then."""

    def value(self, series: int, share: bool) -> float:
        """Hits, or hits per `PER` articles."""
        if not share:
            return self.hits[series]
        return self.hits[series] * PER / self.articles if self.articles else 0.0


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars in order of time, over the whole width of the axis that they stand on."""

    axis: Drawing = NOTHING
    """Its text, and for each bar its days, the hits of both series, and its first cell."""
    bars: tuple[Bars, ...] = ()
    ends: tuple[int, ...] = ()
    """For each bar the cell behind its last painted one."""

    def between(self, one: int, other: int) -> Bars:
        """Two bars, and those between them, taken together."""
        chosen = self.bars[min(one, other) : max(one, other) + 1]
        return Bars(
            (sum(bars.hits[UPPER] for bars in chosen), sum(bars.hits[LOWER] for bars in chosen)),
            sum(bars.articles for bars in chosen),
        )

    def top(self, share: bool) -> float:
        """The highest value of both series: they have one scale."""
        return max((bars.value(s, share) for bars in self.bars for s in (UPPER, LOWER)), default=0)


def chart(
    upper: TimelineCounts,
    lower: TimelineCounts,
    articles: TimelineCounts,
    width: int,
    step: Step = Step.MONTH,
    period: Period | None = None,
) -> Chart:
    """Both series on the axis that holds them all, in `width` cells; see `draw` for how many days
    or months share a bar.

    `articles` counts everything that was published, whatever it says. Empty where there is nothing
    to draw.
    """
    axis = draw(_together(upper, lower), width, step, period)
    if not axis.spans:
        return Chart()
    # With the ends of that axis as their period, all three are drawn alike.
    ends = period_of(axis.between(0, len(axis.spans) - 1))
    drawn = [draw(counts, width, step, ends).spans for counts in (upper, lower, articles)]
    bars = tuple(Bars((a.hits, b.hits), c.hits) for a, b, c in zip(*drawn, strict=True))
    return _over_whole_width(axis.spans, bars, max(width, len(axis.spans)), step)


def _over_whole_width(
    spans: tuple[TimeSpan, ...], bars: tuple[Bars, ...], width: int, step: Step
) -> Chart:
    """The bars as equally wide as cells allow; where they are three cells wide, the last one of
    each stays empty."""
    number = len(spans)
    edges = [at * width // number for at in range(number + 1)]
    gap = 1 if width // number >= FEWEST_WITH_GAP else 0
    placed = tuple(span._replace(place=at) for span, at in zip(spans, edges, strict=False))
    ends = tuple(edge - gap for edge in edges[1:])
    return Chart(Drawing(_axis(placed, width, step), placed), bars, ends)


def _axis(spans: tuple[TimeSpan, ...], width: int, step: Step) -> str:
    """A line with the years at the bars that they begin with, as many as have room; with months
    where bars are days."""
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
    """The first and the last day of a day's month."""
    first = day.replace(day=1)
    return first, day.replace(day=monthrange(day.year, day.month)[1])


def standing(chart: Chart, series: int, share: bool, height: int) -> list[str]:
    """The lines of bars that stand on the axis, from the top; eighths of a cell are told apart."""
    eighths = [_part(v, chart.top(share), height * 8) for v in _values(chart, series, share)]
    return [
        _line(chart, (BLOCKS[min(e - below, 8) - 1] if e > below else "" for e in eighths))
        for below in range((height - 1) * 8, -1, -8)
    ]


def hanging(chart: Chart, series: int, share: bool, height: int) -> list[str]:
    """The lines of bars that hang down from the axis, from the axis on; halves are told apart."""
    top = chart.top(share) or 1
    signs = [_hung(value / top * height, height) for value in _values(chart, series, share)]
    return [_line(chart, (sign[row] for sign in signs)) for row in range(height)]


def _hung(cells: float, height: int) -> list[str]:
    """The signs of a bar of so many cells, from the axis on; what is too small is a thin line."""
    halves = round(cells * 2)
    if not halves:
        return [THIN if cells else "", *[""] * (height - 1)]
    return [WHOLE] * (halves // 2) + [HALF] * (halves % 2) + [""] * (height - (halves + 1) // 2)


def bars_words(span: TimeSpan, bars: Bars, share: bool) -> str:
    """`Nov 2022: ▲ 12  ▼ 4`, or both shares."""
    texts = (f"{sign} {number(bars.value(s, share), share)}" for s, sign in enumerate(SIGNS))
    return f"{days(*period_of(span))}: {'  '.join(texts)}"


def number(value: float, share: bool) -> str:
    """A count, or a share in per cent with two digits that say something."""
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
    """How many of so many parts a bar fills: at least one where there is anything."""
    return max(round(value / top * parts), 1) if value > 0 else 0


def _line(chart: Chart, signs: Iterable[str]) -> str:
    line: list[str] = []
    length = 0
    for span, end, sign in zip(chart.axis.spans, chart.ends, signs, strict=True):
        if sign:
            line += [" " * (span.place - length), sign * (end - span.place)]
            length = end
    return "".join(line)
