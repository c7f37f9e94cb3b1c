"""How do two series of hits look on one time axis, one above it and one below?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from index.engine import Period, Step
from tui.clock import days
from tui.timeline import BLOCKS, Counts, Drawing, TimeSpan, draw, period_of

UPPER, LOWER = 0, 1
SIGNS = ("▲", "▼")
"""What stands for the series above the axis and for the one below, wherever they are told of."""
AXIS = "─"
WIDEST_BAR = 6
"""Cells of a bar where there is room; from three on, the last one stays empty."""
PER = 1_000
"""Articles to which a share is given."""
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
    """Bars in order of time, and the axis that they stand on."""

    axis: Drawing = NOTHING
    """Its text, and for each bar its days, the hits of both series, and its first cell."""
    bars: tuple[Bars, ...] = ()
    width: int = 1
    """Cells of a bar, the empty one behind it included."""

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

    @property
    def ink(self) -> int:
        """Cells of a bar that are painted."""
        return self.width - 1 if self.width >= 3 else self.width


def chart(
    upper: Counts,
    lower: Counts,
    articles: Counts,
    width: int,
    step: Step = Step.MONTH,
    period: Period | None = None,
) -> Chart:
    """Both series on the axis that holds them all, in at most `width` cells; see `draw`.

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
    cells = min(1 + (width - len(axis.text)) // len(axis.spans), WIDEST_BAR)
    return Chart(_stretched(axis, cells), bars, cells)


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
    """A count, or a share with two digits that say something."""
    if not share or not value:
        return f"{value:,.0f}"
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}" if value >= 1 else f"{value:.2g}"


def _together(upper: Counts, lower: Counts) -> list[tuple[date, int]]:
    hits: dict[date, int] = {}
    for day, found in (*upper, *lower):
        hits[day] = hits.get(day, 0) + found
    return sorted(hits.items())


def _stretched(axis: Drawing, width: int) -> Drawing:
    """The axis with so many cells for each bar."""
    cells: list[str] = []
    spans: list[TimeSpan] = []
    length = at = 0
    for span in axis.spans:
        name = axis.text[at : span.place]
        length += len(name)
        spans.append(span._replace(place=length))
        cells += [name, AXIS * width]
        length, at = length + width, span.place + 1
    return Drawing("".join(cells) + axis.text[at:], tuple(spans))


def _values(chart: Chart, series: int, share: bool) -> Iterable[float]:
    return (bars.value(series, share) for bars in chart.bars)


def _part(value: float, top: float, parts: int) -> int:
    """How many of so many parts a bar fills: at least one where there is anything."""
    return max(round(value / top * parts), 1) if value > 0 else 0


def _line(chart: Chart, signs: Iterable[str]) -> str:
    line: list[str] = []
    length = 0
    for span, sign in zip(chart.axis.spans, signs, strict=True):
        if sign:
            line += [" " * (span.place - length), sign * chart.ink]
            length = span.place + chart.ink
    return "".join(line)
