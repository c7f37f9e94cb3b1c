"""Dates, durations and counts in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(published: datetime | None) -> str:
    """Return `25 Nov 2022`, or ` 5 Nov 2022`, the same in every locale; empty when undated."""
    if published is None:
        return ""
    return f"{published.day:2d} {_MONTHS[published.month - 1]} {published.year:04d}"


def short_day(published: datetime | None) -> str:
    """Return `2022-11-25`, for narrow lists; empty when undated."""
    return "" if published is None else f"{published:%Y-%m-%d}".rjust(10, "0")


def days(since: date | None, until: date | None) -> str:
    """Return the days from `since` up to, but not including, `until`, as shortly as possible.

    `2022`, `2020 – 2022`, `Nov 2022`, `Nov 2022 – Jan 2023`, `25 Nov 2022`, `25 – 27 Nov 2022`;
    None is open: `since 25 Nov 2022`, `until Nov 2022`, and `any time`.
    """
    last = date.max if until is None else until - timedelta(days=1)
    if since is None:
        return "any time" if until is None else f"until {_stretch(last.replace(day=1), last)[1]}"
    if until is None:
        return f"since {_day(since)}"
    begin, end = _stretch(since, last)
    return begin if begin == end else f"{_without_end_of(begin, end)} – {end}"


def _stretch(first: date, last: date) -> tuple[str, str]:
    """Return both ends as years, months or days, in the coarsest unit that is exact."""
    whole_months = first.day == 1 and (last == date.max or (last + timedelta(days=1)).day == 1)
    if whole_months and first.month == 1 and last.month == 12:
        return f"{first.year:04d}", f"{last.year:04d}"
    if whole_months:
        return _day(first).partition(" ")[2], _day(last).partition(" ")[2]
    return _day(first), _day(last)


def _without_end_of(begin: str, end: str) -> str:
    """Return `25` for `25 Nov 2022` before `27 Nov 2022`: the common end is left out."""
    first, last = begin.split(), end.split()
    while len(first) > 1 and first[-1] == last[-1]:
        del first[-1], last[-1]
    return " ".join(first)


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year:04d}"


def moment(published: datetime | None, day_only: bool) -> str:
    """Return `25 Nov 2022, 10:42 UTC`, or the day alone if no time is known; empty if undated."""
    if published is None or day_only:
        return day(published).strip()
    return f"{day(published).strip()}, {published:%H:%M} UTC"


def duration(seconds: int | None) -> str:
    """Return `10s`, `1m`, `12m`, `1h05` or `12h`; empty for no duration."""
    if not seconds:
        return ""
    if seconds < 60:
        return f"{seconds}s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes}m"
    hours = minutes // 60
    return f"{hours}h{minutes % 60:02d}" if hours < 10 else f"{min(hours, 999)}h"


def count(number: int, noun: str) -> str:
    """Return a number and its noun: `1 article`, `21,578 articles`."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def left_out(lines: int) -> str:
    """Return `14 lines of the page left out`."""
    return f"{count(lines, 'line')} of the page left out"


def rest_heading(left_out: int, shown: int) -> str:
    """Return `rest of the page · 14 lines, and 1 shown above`: the facts above show a date line."""
    if not left_out:
        return f"rest of the page · {count(shown, 'line')}, shown above"
    above = f", and {shown:,} shown above" if shown else ""
    return f"rest of the page · {count(left_out, 'line')}{above}"


def took(seconds: float) -> str:
    """Return a duration as `0.4 ms`, `12 ms` or `1.3 s`."""
    if seconds >= 1:
        return f"{seconds:.1f} s"
    milliseconds = seconds * 1000
    return f"{milliseconds:.1f} ms" if milliseconds < 10 else f"{milliseconds:.0f} ms"
