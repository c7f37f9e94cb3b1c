"""When does a line of a page say that it was published, and how long does it take to read?

Only lines made for that are believed, never a date in running prose. Month names come from CLDR
(calendar.json). dateparser was tried: it took 2.3 s over "Nov 25, 2022 1 min, 21 secs" to find
nothing, and makes a date of "2 more" and "May".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from index.ingest import words

_LONGEST: Final = 160
"""Characters; a longer line is prose."""
_MOST_REST: Final = 60
"""Characters beside the date; with more it's a sentence that has one."""
_YEARS: Final = range(1600, 2200)
_ANY_YEAR: Final = range(1, 10_000)

_YEAR: Final = re.compile(r"\d{4}|\d\.\d\d\.\d\d")
_NAME: Final = r"([^\s\d,.;:/|()\[\]#-]{2,24}(?:\s[^\s\d,.;:/|()\[\]#-]{2,24})?)"
_DAY_MONTH_YEAR: Final = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|e|º|ª|°)?\.?[\s-]\s*(?:de\s|of\s|d['’])?\s*{_NAME}"
    r"\.?,?[\s-]\s*(?:de\s|del\s|of\s)?\s*(\d{4})(?!\d)",
    re.IGNORECASE,
)
_MONTH_DAY_YEAR: Final = re.compile(
    rf"{_NAME}\.?\s{{1,3}}(\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,3}}(\d{{4}})(?!\d)", re.IGNORECASE
)
_YEAR_MONTH_DAY: Final = re.compile(
    rf"(?<!\d)(\d{{4}})\.?\s(?:m\.\s)?{_NAME}\.?\s(\d{{1,2}})(?!\d)", re.IGNORECASE
)
_ISO: Final = re.compile(
    r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)"
    r"(?:[T ](\d\d):(\d\d)(?::\d\d(?:[.,]\d{1,9})?)?\s?(Z|[+-]\d\d:?\d\d)?)?"
)
_CJK: Final = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]?")
_NUMERIC: Final = re.compile(r"(?<![\d.,/])(\d{1,4})([./])\s?(\d{1,2})\2\s?(\d{2,4})(?![\d/])")
_ZEROS: Final = re.compile(r"0000-00-00(?:[T ]00:00(?::00)?Z?)?")
_TIME: Final = re.compile(
    r"(?<![\d:.])(\d{1,2})(?::(\d\d)(?::\d\d)?|[.h](\d\d)(?=\s*(?:[ap]\.?m|uhr|uur|h\b)|\s*$|\s)"
    r"|\s?(?=[ap]\.?m\b)|[時时点點]\s?(\d\d)\s?分)"
    r"(?:\s*([ap])\.?m\b\.?)?(?:\s*\(?([A-ZМСК]{1,5}\b(?:\s?[+-]\d{1,2}(?::?\d\d)?)?|[+-]\d\d:?\d\d))?",
    re.IGNORECASE,
)
_CATEGORY: Final = re.compile(r"#\s*([^\W\d_][^\d#|·•]{0,39}?)\s*(?=\d|#|[|·•]|$)")
_DURATION: Final = re.compile(r"(?<![A-Za-z\d:.,])(\d{1,3})\s?-?([^\W\d_]{1,10})\.?")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
_SEPARATOR: Final = re.compile(r"[|·•—–/,:(]|\s-\s")
_SPACES: Final = re.compile(r"\s+")
_SENTENCE_END: Final = tuple(".!?。！？")

_ZONES: Final = {
    **dict.fromkeys(("utc", "gmt", "z", "wet"), 0),
    **dict.fromkeys(("bst", "cet", "mez", "west", "wat"), 60),
    **dict.fromkeys(("cest", "mesz", "eet", "sast", "cat"), 120),
    **dict.fromkeys(("eest", "msk", "мск", "trt", "eat"), 180),
    **{"ist": 330, "sgt": 480, "hkt": 480, "awst": 480, "jst": 540, "kst": 540, "acst": 570},
    **{"aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780, "brt": -180, "art": -180},
    **{"adt": -180, "ast": -240, "edt": -240, "est": -300, "cdt": -300, "cst": -360},
    **{"mdt": -360, "mst": -420, "pdt": -420, "pst": -480},
}
"""Minutes east of Greenwich; of the readings of an abbreviation the one news use most."""
_SEASONAL: Final = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
}


@dataclass(frozen=True, slots=True)
class DateLine:
    """What a line that dates something says."""

    published: datetime
    """UTC. A time without a zone is taken as UTC: it is off by hours at most."""
    day_only: bool
    updated: bool = False
    """It is the time of the last change only."""
    labelled: bool = False
    """It says what the date is: "Published", "Опубликовано"."""
    category: str | None = None
    reading_seconds: int | None = None
    rest: str = ""
    """What else stands on the line: a name, a place."""


class _Found(NamedTuple):
    start: int
    end: int
    when: datetime
    day_only: bool


def read_date_line(line: str, *, day_first: bool | None = None) -> DateLine | None:
    """What the line says, if it's one that dates something; None for any other.

    `day_first` tells how 3/4/2021 is meant; unknown, such a date is none.
    """
    if len(line) > _LONGEST or not _YEAR.search(line):
        return None
    found = list(_dates(line, day_first))
    if not found:
        return None
    chosen, updated, labelled = _choose(line, found)
    rest = _cut(line, [(one.start, one.end) for one in found])
    rest, when, day_only = _with_time(rest, chosen)
    category = _CATEGORY.search(rest)
    if category:
        rest = _cut(rest, [category.span()])
    rest, seconds = _without_duration(rest)
    rest = _without_furniture(rest)
    if not _dates_something(line, rest, labelled or not day_only):
        return None
    return DateLine(
        published=when,
        day_only=day_only,
        updated=updated,
        labelled=labelled,
        category=category[1].strip() if category else None,
        reading_seconds=seconds,
        rest=rest,
    )


def reading_time(line: str) -> int | None:
    """Seconds, if the line says nothing but how long the text takes to read."""
    if len(line) > _MOST_REST or not any(map(str.isdigit, line)):
        return None
    rest, seconds = _without_duration(line)
    left = {word.casefold() for word in _WORD.findall(rest)}
    return seconds if left <= words.READING and not any(map(str.isdigit, rest)) else None


def is_only_date(text: str) -> bool:
    """Whether the text is a date and nothing else."""
    line = read_date_line(text, day_first=True)
    return line is not None and not line.rest


def is_missing_date(line: str) -> bool:
    """Whether the line is a date and nothing else, but of a year that no news are of: programs
    write 0001-01-01, 9999-12-31 or 0000-00-00 where they have none."""
    if len(line) > _MOST_REST or not _YEAR.search(line):
        return False
    if _ZEROS.fullmatch(line):
        return True
    found = list(_dates(line, True, _ANY_YEAR))
    if not found or any(one.when.year in _YEARS for one in found):
        return False
    rest = _TIME.sub(" ", _cut(line, [(one.start, one.end) for one in found]))
    return not _without_furniture(rest.strip())


def _dates_something(line: str, rest: str, sure: bool) -> bool:
    """Whether a line with a date and this rest is there for the date, not a sentence or title."""
    if not rest:
        return True
    if len(rest) > _MOST_REST or line.endswith(_SENTENCE_END):
        return False
    return sure or _SEPARATOR.search(line) is not None


def _dates(line: str, day_first: bool | None, years: range = _YEARS) -> Iterator[_Found]:
    """Every complete date of the line in these years, in order, none inside another."""
    end = 0
    for one in sorted(_candidates(line, day_first)):
        if one.start >= end and one.when.year in years:
            yield one
            end = one.end


def _candidates(line: str, day_first: bool | None) -> Iterator[_Found]:
    for match in _ISO.finditer(line):
        yield from _of_iso(match)
    for match in _CJK.finditer(line):
        yield from _dated(match, match[1], int(match[2]), match[3])
    for match in _NUMERIC.finditer(line):
        yield from _of_numbers(match, day_first)
    for pattern, (day, month, year) in (
        (_DAY_MONTH_YEAR, (1, 2, 3)),
        (_MONTH_DAY_YEAR, (2, 1, 3)),
        (_YEAR_MONTH_DAY, (3, 2, 1)),
    ):
        for match in pattern.finditer(line):
            number, skipped = _month(match[month])
            if number:
                for one in _dated(match, match[year], number, match[day]):
                    yield one._replace(start=one.start + (skipped if month == 1 else 0))


def _dated(match: re.Match[str], year: str, month: int, day: str) -> Iterator[_Found]:
    """The date at this place, if the calendar has it."""
    try:
        when = datetime(int(year), month, int(day), tzinfo=UTC)
    except ValueError:
        return
    yield _Found(*match.span(), when, True)


def _of_iso(match: re.Match[str]) -> Iterator[_Found]:
    year, month, day, hour, minute, zone = match.groups()
    for one in _dated(match, year, int(month), day):
        if one.when.year not in _YEARS or hour is None or int(hour) > 23 or int(minute) > 59:
            yield one
            continue
        local = one.when.replace(hour=int(hour), minute=int(minute), tzinfo=_zone(zone))
        yield one._replace(when=local.astimezone(UTC), day_only=False)


def _of_numbers(match: re.Match[str], day_first: bool | None) -> Iterator[_Found]:
    """2023/1/22, 22.1.2023, 22.01.23 and 1/22/2023, but 3/4/2021 only when its order is known."""
    first, separator, second, third = match.groups()
    if len(first) == 4:
        yield from _dated(match, first, int(second), third)
        return
    if len(first) > 2 or len(third) == 3:
        return
    if len(third) == 2:
        if separator != "." or len(first) + len(second) != 4:
            return
        third = ("20" if int(third) < 70 else "19") + third
    if separator == "." or int(first) > 12 or first == second:
        yield from _dated(match, third, int(second), first)
    elif int(second) > 12:
        yield from _dated(match, third, int(first), second)
    elif day_first is not None:
        month, day = (second, first) if day_first else (first, second)
        yield from _dated(match, third, int(month), day)


def _choose(line: str, found: list[_Found]) -> tuple[_Found, bool, bool]:
    """The date of publication among the dates, whether it's only that of a change, whether the
    line says so; what stands before a date names it."""
    start = 0
    named: list[tuple[int, _Found]] = []
    for one in found:
        label = set(_folded_words(line[start : one.start]))
        rank = 0 if label & words.PUBLISHED else 2 if label & words.UPDATED else 1
        named.append((rank, one))
        start = one.end
    after = set(_folded_words(line[start:]))
    if len(found) == 1 and named[0][0] == 1:
        rank = 0 if after & words.PUBLISHED else 2 if after & words.UPDATED else 1
        named = [(rank, found[0])]
    rank, chosen = min(named, key=lambda one: one[0])
    return chosen, rank == 2, rank != 1


def _with_time(rest: str, date: _Found) -> tuple[str, datetime, bool]:
    """The line without its first time of day, and the date at that time."""
    match = _TIME.search(rest)
    if match is None:
        return rest, date.when, date.day_only
    hour = int(match[1])
    minute = int(match[2] or match[3] or match[4] or 0)
    half = (match[5] or "").casefold()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        return rest, date.when, date.day_only
    zone = _zone(match[6])
    end = match.end() if match[6] is None or zone is not None else match.start(6)
    rest = rest[: match.start()] + " " + rest[end:]
    if not date.day_only:
        return rest, date.when, False
    local = date.when.replace(hour=hour, minute=minute, tzinfo=zone or UTC)
    return rest, local.astimezone(UTC), False


def _zone(name: str | None) -> tzinfo | None:
    """The time zone that an abbreviation or an offset names; UTC for none given."""
    if name is None:
        return UTC
    letters = re.match(r"[^\W\d_]*", name)
    key = letters[0].casefold() if letters else ""
    offset = re.search(r"([+-])(\d{1,2}):?(\d\d)?$", name)
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        return _offset(-minutes if offset[1] == "-" else minutes)
    if key in _SEASONAL:
        try:
            return ZoneInfo(_SEASONAL[key])
        except ZoneInfoNotFoundError:
            return None
    return _offset(_ZONES[key]) if key in _ZONES else None


def _offset(minutes: int) -> tzinfo | None:
    return timezone(timedelta(minutes=minutes)) if abs(minutes) <= 14 * 60 else None


def _without_duration(text: str) -> tuple[str, int | None]:
    """The text without "1 min, 21 secs", and that in seconds; "5 minutes ago" is left alone."""
    if words.TIMES_AGO & set(_folded_words(text)):
        return text, None
    total = 0
    spans: list[tuple[int, int]] = []
    for match in _DURATION.finditer(text):
        if unit := _unit(match[2].casefold()):
            total += int(match[1]) * unit
            spans.append(match.span())
    return _cut(text, spans), total if spans else None


def _unit(name: str) -> int | None:
    """Seconds of a unit of time, also where CJK writes words behind it without a space."""
    for units, seconds in ((words.SECONDS, 1), (words.MINUTES, 60), (words.HOURS, 3600)):
        if name in units or (name[0] > "\u2e80" and name[0] in units):
            return seconds
    return None


def _without_furniture(rest: str) -> str:
    """What a date line says beside date, time and their labels."""
    known = words.PUBLISHED | words.UPDATED | words.AROUND_DATES | words.READING | _weekdays()
    if all(word in known for word in _folded_words(rest)):
        return ""
    kept = rest.split(" ")
    while kept and _is_known(kept[0], known):
        del kept[0]
    while kept and _is_known(kept[-1], known):
        del kept[-1]
    return " ".join(kept).strip(" ,;:|·•-–—/()#")


def _is_known(piece: str, known: frozenset[str]) -> bool:
    return all(word in known for word in _folded_words(piece))


def _cut(text: str, spans: list[tuple[int, int]]) -> str:
    """The text without these spans, one space for each."""
    pieces: list[str] = []
    start = 0
    for low, high in spans:
        pieces.append(text[start:low])
        start = high
    pieces.append(text[start:])
    return _SPACES.sub(" ", " ".join(pieces)).strip()


def _folded_words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _month(name: str) -> tuple[int, int]:
    """The number of the month that one or two words name, and where its name begins in them.

    0 for none. "mayo de" and "MOHNEY March" hold a name in one of their words.
    """
    months = _calendar()[0]
    folded = name.casefold()
    first, _, last = folded.rpartition(" ")
    if number := months.get(folded) or months.get(first.rstrip(".,")):
        return number, 0
    return months.get(last, 0), len(first) + 1 if first else 0


def _weekdays() -> frozenset[str]:
    return _calendar()[1]


@cache
def _calendar() -> tuple[dict[str, int], frozenset[str]]:
    table = json.loads(Path(__file__).with_name("calendar.json").read_text("utf-8"))
    return table["months"], frozenset(table["weekdays"])
