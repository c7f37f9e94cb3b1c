"""Timeline of hits on one line: bars, and the days of each bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from index.engine.answer import Answer
from index.engine.request import Period, Request, Step
from tui.view.dates import count, days

BLOCKS = "▁▂▃▄▅▆▇█"
EMPTY = "·"
DAYS_COUNTED = 92
"""Days of the longest period with hits counted by day: three months."""
FEWEST_BARS = 8
"""Minimum bars of a line with dates at both ends; the dates give way to fewer bars."""
SIZES = {
    Step.DAY: (1, 2, 3, 7, 14, 28),
    Step.MONTH: (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200),
}
"""Days or months for one bar: weeks, quarters, years, decades, centuries."""
MOST_NAMED = 400
"""Maximum of days or months with groups that may be named one by one."""
_LAST_MONTH = 9999 * 12 + 11

TimelineCounts = Sequence[tuple[date, int]]


class TimeSpan(NamedTuple):
    """Days of a bar, from the first to the last inclusive, and the hits on them."""

    first: date
    last: date
    hits: int
    place: int
    """Cell of the bar on the line."""


class Drawing(NamedTuple):
    """Line of bars, each of one cell, and their spans in order of time."""

    text: str = ""
    spans: tuple[TimeSpan, ...] = ()

    def at(self, day: date) -> int:
        """Return the number of the span that holds a day, or that is nearest to the day."""
        for number, span in enumerate(self.spans):
            if day <= span.last:
                return number
        return max(len(self.spans) - 1, 0)

    def between(self, one: int, other: int) -> TimeSpan:
        """Return two spans, and all spans between them, as one in the place of the first."""
        chosen = self.spans[min(one, other) : max(one, other) + 1]
        hits = sum(span.hits for span in chosen)
        return TimeSpan(chosen[0].first, chosen[-1].last, hits, chosen[0].place)


def draw(
    counts: TimelineCounts, width: int, step: Step = Step.MONTH, period: Period | None = None
) -> Drawing:
    """Return bars of hits in at most `width` cells: `2022 ▁▁▁█········ 2023 ▁▁…`.

    `counts` is as in `Answer.timeline`: days, or first days of months, with their hits, in order.
    The line covers the whole of `period`; an open end covers whole years of hits, and hits outside
    are left out. Where a bar for each month or day does not fit, several share a bar. Empty where
    there is nothing to draw.
    """
    ends = _ends(counts, step, period)
    if ends is None or width < 1:
        return Drawing()
    first, last = ends
    if last - first < MOST_NAMED:
        groups = _by_group(first, last, step)
        cells = sum(len(name) + end - start + 1 for name, start, end in groups)
        if cells + len(groups) - 1 <= width:
            return _filled(groups, "", 1, counts, step, period)
    for lead, tail in _names(first, last, step):
        room = width - len(lead) - len(tail)
        if room >= min(FEWEST_BARS, last - first + 1):
            break
    size = _size(last - first + 1, room, step)
    return _filled([(lead, first, last)], tail, size, counts, step, period)


def undated(answer: Answer, request: Request) -> int:
    """Return the number of hits without a place on the timeline; 0 where the number is unknown."""
    if answer.cut_short or request.period is not None:
        return 0
    counted = answer.rows if request.whole else answer.total
    return max(counted - sum(hits for _, hits in answer.timeline), 0)


def undated_words(number: int) -> str:
    """Return `12 undated`; empty for none."""
    return f"{number:,} undated" if number else ""


def in_period(request: Request, period: Period | None) -> Request:
    """Return the request for a period, counted by day up to `DAYS_COUNTED` days, else by month."""
    step = Step.MONTH
    if period is not None and period.since is not None and period.until is not None:
        is_short = (period.until - period.since).days <= DAYS_COUNTED
        step = Step.DAY if is_short else Step.MONTH
    return replace(request, period=period, step=step)


def period_of(span: TimeSpan) -> Period:
    """Return the days of a span as a period."""
    return Period(span.first, None if span.last == date.max else span.last + timedelta(days=1))


def span_words(span: TimeSpan) -> str:
    """Return `Nov 2022: 12 hits`."""
    return f"{days(*period_of(span))}: {count(span.hits, 'hit')}"


def wider(period: Period) -> Period | None:
    """Return the next wider period: whole months, then whole years, then None for all time."""
    if period.since is None:
        return None
    last = date.max if period.until is None else period.until - timedelta(days=1)
    months = _month(period.since), _month(last)
    years = months[0] // 12 * 12, months[1] // 12 * 12 + 11
    for first, end in (months, years):
        out = period_of(TimeSpan(_month_start(first), _month_end(end), 0, 0))
        if out != period:
            return out
    return None


# Days and months are numbers here, because no loop may visit each of them: from the year 1 to 9999
# there are 3.6 million days.


def _number(day: date, step: Step) -> int:
    return day.toordinal() if step is Step.DAY else _month(day)


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _month_start(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _month_end(number: int) -> date:
    return date.max if number == _LAST_MONTH else _month_start(number + 1) - timedelta(days=1)


def _start(number: int, step: Step) -> date:
    return date.fromordinal(number) if step is Step.DAY else _month_start(number)


def _end(number: int, step: Step) -> date:
    return date.fromordinal(number) if step is Step.DAY else _month_end(number)


def _ends(counts: TimelineCounts, step: Step, period: Period | None) -> tuple[int, int] | None:
    """Return the first and the last day or month of the line, as numbers; None without any."""
    since, until = period if period is not None else (None, None)
    last_day = date.max if until is None else until - timedelta(days=1)
    inside = [day for day, _ in counts if _is_within(day, step, period)]
    if not inside and (since is None or until is None):
        return None
    if since is not None:
        first = _number(since, step)
    else:
        first = _number(inside[0].replace(month=1, day=1), step)
    if until is not None:
        return first, max(_number(last_day, step), first)
    return first, _number(inside[-1].replace(month=12, day=31), step)


def _is_within(day: date, step: Step, period: Period | None) -> bool:
    """Tell whether a day, or any day of its month, lies in the period."""
    if period is None:
        return True
    since = period.since
    if since is not None and step is Step.MONTH:
        since = since.replace(day=1)
    return (since is None or day >= since) and (period.until is None or day < period.until)


def _by_group(first: int, last: int, step: Step) -> list[tuple[str, int, int]]:
    """Return (name, first, last) for each year, or for each month where bars are days."""
    groups: list[tuple[str, int, int]] = []
    at = first
    while at <= last:
        day = _start(at, step)
        if step is Step.DAY:
            name, end = day.isoformat()[:7], _month_end(_month(day)).toordinal()
        else:
            name, end = day.isoformat()[:4], day.year * 12 + 11
        groups.append((f"{name} ", at, min(end, last)))
        at = end + 1
    return groups


def _names(first: int, last: int, step: Step) -> tuple[tuple[str, str], ...]:
    """Return pairs of names before and behind the bars, longest first; the last pair is empty."""
    begin, end = _start(first, step).isoformat(), _end(last, step).isoformat()
    if step is Step.DAY:
        names = [(begin[5:], end[5:])]
    elif begin.endswith("01-01") and end.endswith("12-31"):
        names = [(begin[:4], end[:4])]
    else:
        names = [(begin[:7], end[:7]), (begin[:4], end[:4])]
    return (*((f"{one} ", f" {other}") for one, other in names), ("", ""))


def _size(number: int, bars: int, step: Step) -> int:
    """Return the days or months of each bar with which `number` of them fit in `bars` bars."""
    sizes = SIZES[step]
    for size in sizes:
        if size * bars >= number:
            return size
    return -(-number // (bars * sizes[-1])) * sizes[-1]


def _filled(
    groups: list[tuple[str, int, int]],
    tail: str,
    size: int,
    counts: TimelineCounts,
    step: Step,
    period: Period | None,
) -> Drawing:
    """Return the line: the name of each group and its bars of `size` days or months."""
    starts: dict[int, int] = {}
    """Cell of each bar by its first day or month."""
    ends: dict[int, int] = {}
    cells: list[str] = []
    length = 0
    for number, (name, first, last) in enumerate(groups):
        lead = f" {name}" if number else name
        cells.append(lead)
        length += len(lead)
        for start in range(first, last + 1, size):
            starts[start] = length
            ends[start] = min(start + size - 1, last)
            cells.append(EMPTY)
            length += 1
    hits = dict.fromkeys(starts, 0)
    origin, last = groups[0][1], groups[-1][2]
    for day, number in counts:
        at = _number(day, step)
        if origin <= at <= last and _is_within(day, step, period):
            hits[at if size == 1 else origin + (at - origin) // size * size] += number
    spans = tuple(
        TimeSpan(*_clipped(_start(at, step), _end(ends[at], step), period), hits[at], place)
        for at, place in starts.items()
    )
    return Drawing(_painted(cells, spans) + tail, spans)


def _clipped(first: date, last: date, period: Period | None) -> tuple[date, date]:
    """Return the part of a span that lies in the period."""
    since, until = period if period is not None else (None, None)
    return (
        first if since is None else max(first, since),
        last if until is None else min(last, until - timedelta(days=1)),
    )


def _painted(cells: list[str], spans: tuple[TimeSpan, ...]) -> str:
    line = list("".join(cells))
    top = max(span.hits for span in spans)
    for span in spans:
        if span.hits:
            line[span.place] = BLOCKS[round(span.hits / top * (len(BLOCKS) - 1))]
    return "".join(line)


def bar(hits: int, most: int, cells: int) -> str:
    """Return a bar on a line of its own, `cells` long for `most` hits, empty only for no hits."""
    return BLOCKS[-1] * max(1, round(hits / most * cells)) if hits else ""
