"""Days and periods named by a date in a query."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

from index.query.display_text import shortened
from index.query.nodes import Published

HOW_TO_WRITE = "dates are written 2022, 2022-11, 2022-11-25, 7d, today, last-week"

_CALENDAR = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_LAST = re.compile(r"(?:(?:last|past) )?([0-9]{1,4}) ?(d|w|m|y|(?:day|week|month|year)s?)")
_NAMED = (
    "today",
    "yesterday",
    *(f"{which} {unit}" for which in ("this", "last") for unit in ("week", "month", "year")),
)
_BEGUN = re.compile(r"[0-9]{4}-(?:0|(?:0?[1-9]|1[0-2])(?:-[0-3]?)?)?")
_COUNT_BEGUN = re.compile(r"(?:(?:last|past) )?[0-9]{1,4} ?([a-z]*)")
_UNITS = ("days", "weeks", "months", "years")
_JOINTS = re.compile(r"[-_ ]+")
_DAY = timedelta(days=1)

Days = tuple[date | None, date | None]
"""The first day and the day after the last one; None is open."""


class NoDateError(ValueError):
    """A text that is no date; the message says why, in words for the reader."""


def published(field: str, value: str, now: datetime) -> Published:
    """Return the range of `date:`, `after:`, `since:` or `before:` (`field`), relative to `now`.

    `after:` begins with its date, as `since:` does, and `before:` ends in front of its date, so
    that the two meet without a gap. A range with its ends the wrong way round (`is_turned`) is
    turned. Raises `NoDateError`.
    """
    since, until = _days(value, now.date())
    if field in ("after", "since"):
        until = None
    elif field == "before":
        since, until = None, since
    return _instants((since, until), now)


def is_turned(value: str, now: datetime) -> bool:
    """Return whether a range has its ends the wrong way round. Raises `NoDateError`."""
    first, _, last = _ends(value)
    if not (first and last):
        return False
    return _ends_first(_period(first, now.date())[0], _period(last, now.date())[1])


def may_become_date(value: str) -> bool:
    """Return whether the text may be the beginning of a date that the reader is still typing."""
    last = value.lower().rpartition("..")[2].removesuffix(".")
    if _BEGUN.fullmatch(last):
        return True
    words = _words(last)
    count = _COUNT_BEGUN.fullmatch(words)
    names, begun = (_UNITS, count[1]) if count else (_NAMED, words)
    return any(name.startswith(begun) for name in names)


def _words(value: str) -> str:
    return _JOINTS.sub(" ", value)


def _days(value: str, today: date) -> Days:
    first, dots, last = _ends(value)
    if not dots:
        return _period(first, today)
    if not first and not last:
        raise NoDateError(f"{shortened(value)} has no date at either end")
    since = _period(first, today)[0] if first else None
    until = _period(last, today)[1] if last else None
    if _ends_first(since, until):
        return _period(last, today)[0], _period(first, today)[1]
    return since, until


def _ends_first(since: date | None, until: date | None) -> bool:
    return since is not None and until is not None and since >= until


def _ends(value: str) -> tuple[str, str, str]:
    first, dots, last = value.lower().partition("..")
    return first.strip(), dots, last.strip()


def _period(value: str, today: date) -> Days:
    words = _words(value)
    if calendar := _CALENDAR.fullmatch(value):
        return _written(calendar)
    if last := _LAST.fullmatch(words):
        return _back(today, int(last[1]), last[2][0]), _after(today)
    if words in _NAMED:
        return _named(words, today)
    raise NoDateError(f"{shortened(value)} is no date")


def _written(calendar: re.Match[str]) -> Days:
    year, month, day = calendar.groups()
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise NoDateError(f"{calendar[0]} does not exist") from None
    return first, _after(first) if day else _behind(first, "m" if month else "y")


def _named(name: str, today: date) -> Days:
    if name == "today":
        return today, _after(today)
    if name == "yesterday":
        return today - _DAY, today
    which, _, unit = name.partition(" ")
    start = _start(today, unit[0])
    return (
        (_back(start, 1, unit[0]), start) if which == "last" else (start, _behind(start, unit[0]))
    )


def _start(day: date, unit: str) -> date:
    """Return the first day of the week (Monday), month or year that holds the day."""
    if unit == "w":
        return day - day.weekday() * _DAY
    return day.replace(day=1) if unit == "m" else day.replace(month=1, day=1)


def _after(day: date) -> date | None:
    return None if day == date.max else day + _DAY


def _behind(start: date, unit: str) -> date | None:
    """Return the first day after the week, month or year from `start`; None past the last year."""
    longest = {"w": 7, "m": 31, "y": 366}[unit]
    try:
        return _start(start + longest * _DAY, unit)
    except OverflowError:
        return None


def _back(day: date, count: int, unit: str) -> date | None:
    """Return the day `count` units earlier, or its month's last one; None before the year 1."""
    if unit in "dw":
        days = count * (7 if unit == "w" else 1)
        return day - days * _DAY if days < day.toordinal() else None
    months = day.year * 12 + day.month - 1 - count * (12 if unit == "y" else 1)
    if months < 12:
        return None
    first = date(months // 12, months % 12 + 1, 1)
    behind = _behind(first, "m") or date.max
    return first.replace(day=min(day.day, (behind - _DAY).day))


def _instants(days: Days, now: datetime) -> Published:
    """Return the days as a half-open range of instants.

    Days are counted in UTC, whatever the reader's zone: an article with only a day is stored at
    midnight UTC, and must fall into its own day. Only the edges of today heed the zone too: the
    reader's today begins or ends at another hour than UTC's, and news of the last hours belongs to
    it. So a range from or up to today reaches over both.
    """
    since, until = days
    today = now.date()
    zone = timezone(now.utcoffset() or timedelta())
    begins = None if since is None else min(_midnights(since, zone if since == today else UTC))
    ends = (
        None if until is None else max(_midnights(until, zone if until == _after(today) else UTC))
    )
    return Published(begins, ends)


def _midnights(day: date, zone: timezone) -> tuple[datetime, datetime]:
    return _midnight(day, UTC), _midnight(day, zone)


def _midnight(day: date, zone: timezone) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
