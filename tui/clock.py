"""How are dates, durations and counts written for a reader?"""

from __future__ import annotations

from datetime import datetime

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(published: datetime | None) -> str:
    """`25 Nov 2022`, the same in every locale; empty when undated."""
    if published is None:
        return ""
    return f"{published.day:2d} {_MONTHS[published.month - 1]} {published.year:04d}"


def short_day(published: datetime | None) -> str:
    """`2022-11-25`, for narrow lists."""
    return "" if published is None else f"{published:%Y-%m-%d}".rjust(10, "0")


def moment(published: datetime | None, day_only: bool) -> str:
    """`25 Nov 2022, 10:42 UTC`, or the day where only that is known."""
    if published is None or day_only:
        return day(published).strip()
    return f"{day(published).strip()}, {published:%H:%M} UTC"


def duration(seconds: int | None) -> str:
    """`1m`, `12m`, `1h05`; `10s` under a minute; empty for none."""
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
    """`1 article`, `21,578 articles`."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def took(seconds: float) -> str:
    """`0.4 ms`, `12 ms`, `1.3 s`."""
    if seconds >= 1:
        return f"{seconds:.1f} s"
    milliseconds = seconds * 1000
    return f"{milliseconds:.1f} ms" if milliseconds < 10 else f"{milliseconds:.0f} ms"
