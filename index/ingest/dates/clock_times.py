"""Times of day in a line, with their half of the day in every language, and their time zone."""

from __future__ import annotations

import re
from datetime import UTC, time, timedelta, timezone, tzinfo
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from index.ingest.dates.calendar_names import names

PUNCTUATION: Final = r"\s\d!-&(-/:-@\[-`{-~«»„“”‘–—•·…،؛؟。、，：；（）【】「」『』〜～।॥፣፤፥፡።၊။⹁"
"""Separators of words, for the inside of a character class."""
_CLOCK: Final = re.compile(
    r"(?<![\d:.])(\d{1,2})(?:\s?:\s?(\d\d)(?::\d\d(?:[.,]\d{1,9})?)?(?!\d)"
    r"|[.h](\d\d)(?=\s*(?:[ap]\.?\s?m|uhr|uur|น|h\b)|\s*$|\s)"
    r"|\s?(?:[時时点點시]|giờ|h(?=\s?\d\d))\s?(\d\d?)?\s?(?:[分분]|phút)?|(?=\s?[ap]\.?m\b))",
    re.IGNORECASE,
)
_HOUR: Final = re.compile(r"(?<![\d:.,])(\d{1,2})(?![\d:.,]\d|\d)")
_ZONE: Final = re.compile(
    r"\s*\(?([A-ZМСК]{1,5}\b(?:\s?[+-]\d{1,2}(?::?\d\d)?)?|[+-]\d\d:?\d\d)", re.IGNORECASE
)
_WORD_OR_POINT: Final = re.compile(rf"[^{PUNCTUATION}]+\.?")
_MOST_HALF_WORDS: Final = 4
"""Most words in the name of a time of day: "pagkatapos ng tanghali"."""
_ZONES: Final = {
    **dict.fromkeys(("utc", "gmt", "z", "wet"), 0),
    **dict.fromkeys(("bst", "cet", "mez", "west", "wat"), 60),
    **dict.fromkeys(("cest", "mesz", "eet", "sast", "cat"), 120),
    **dict.fromkeys(("eest", "msk", "мск", "trt", "eat"), 180),
    **{"ist": 330, "sgt": 480, "hkt": 480, "awst": 480, "jst": 540, "kst": 540, "acst": 570},
    **{"aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780, "brt": -180, "art": -180},
    **{"adt": -180, "ast": -240, "edt": -240, "est": -300, "cdt": -300, "cst": -360},
    **{"mdt": -360, "mst": -420, "pdt": -420, "pst": -480, "hne": -300, "hae": -240},
    **{"wib": 420, "wita": 480, "wit": 540, "ict": 420, "pht": 480, "pkt": 300, "gst": 240},
    **{"npt": 345, "clt": -240, "cot": -300, "pet": -300},
}
"""Minutes east of Greenwich; an ambiguous abbreviation has the meaning that news use most."""
_SEASONAL: Final = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
}


def without_time(text: str, found: ClockTime) -> tuple[str, time | None]:
    """Return the text without this time and its zone, and the time; None for an open half."""
    end = found.end
    zone_match = _ZONE.match(text, end)
    zone = zone_of(zone_match[1]) if zone_match else None
    if zone_match and zone is not None:
        end = zone_match.end()
    rest = text[: found.start] + " " + text[end:]
    return rest, None if found.hour is None else time(found.hour, found.minute, tzinfo=zone or UTC)


class ClockTime(NamedTuple):
    """A time of day, and its place in a text."""

    start: int
    end: int
    hour: int | None
    """Hour from 0 to 23; None where the half of the day is open."""
    minute: int


def find_time(text: str, language: str | None) -> ClockTime | None:
    """Return the first time of day of a text; None for no time."""
    for pattern in (_CLOCK, _HOUR):
        for match in pattern.finditer(text):
            hour = int(match[1])
            minute = next((int(each) for each in match.groups()[1:] if each), 0)
            if hour > 23 or minute > 59:
                continue
            half, start, end = _half(text, match, hour, language)
            if half is None and (pattern is _HOUR or match.end() == match.end(1)):
                continue
            if half == "?":
                return ClockTime(start, end, None, minute)
            if half and hour <= 12:
                hour = hour % 12 + (12 if half == "p" else 0)
            return ClockTime(start, end, hour, minute)
    return None


def _half(
    text: str, match: re.Match[str], hour: int, language: str | None
) -> tuple[str | None, int, int]:
    """Return the half of the day beside an hour, and the start and end of both.

    The half is "a", "p", "?" where it is open, or None for no half.
    """
    start, end = match.span()
    if hour > 12:
        hour = 0
    after = list(_WORD_OR_POINT.finditer(text, end, end + 40))[:_MOST_HALF_WORDS]
    for count in range(len(after), 0, -1):
        if text[end : after[0].start()].strip(" ,("):
            break
        half = names().half(text[after[0].start() : after[count - 1].end()], hour, language)
        if half:
            return half, start, after[count - 1].end()
    before = list(_WORD_OR_POINT.finditer(text, max(0, start - 40), start))[-_MOST_HALF_WORDS:]
    if not before or text[before[-1].end() : start].strip(" .,"):
        return None, start, end
    for count in range(len(before), 0, -1):
        half = names().half(text[before[-count].start() : before[-1].end()], hour, language)
        if half:
            return half, before[-count].start(), end
    for begin in range(max(before[-1].start() + 1, before[-1].end() - 4), before[-1].end()):
        if text[begin] > "\u0e00" and (half := names().half(text[begin : before[-1].end()], hour)):
            return half, begin, end
    return None, start, end


def zone_of(name: str | None) -> tzinfo | None:
    """Return the time zone of an abbreviation or offset; UTC for None, None for an unknown zone."""
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
