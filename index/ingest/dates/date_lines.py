"""Lines of a page with the date of publication, or with the time that reading takes.

Only lines made for a date are believed, never a date in running prose; an ambiguous date is none.
Names come from CLDR (`calendar_names.py`). dateparser is no substitute: it takes 2.3 s over "Nov
25, 2022 1 min, 21 secs" to find nothing, makes a date of "2 more" and "May", and leaves Thai years
and Japanese eras as they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Final

from index.ingest import phrases as words
from index.ingest.dates.calendar_names import as_written, key, names
from index.ingest.dates.clock_times import PUNCTUATION, find_time, without_time
from index.ingest.dates.written_dates import (
    ANY_YEAR,
    NUMBER,
    YEARS_OF_NEWS,
    FoundDate,
    find_dates,
    plain_line,
)

_LONGEST: Final = 160
"""Most characters of a date line; a longer line is prose."""
_MOST_REST: Final = 60
"""Most characters beside the date; with more the line is a sentence that contains a date."""
_MAY_BE_DATE: Final = re.compile(
    r"[\d\u0e01-\u0e5b年년元](?:(?<=\d)(?:\d{3}|[./·・∙⋅‧•．-](?:\s?\d{1,2}[./·・∙⋅‧•．-]\s?\d|[^\W\d_]{1,9}\.?[-./]\d\d)"
    r"|\S{0,4}\s(?:\S{1,3}\s)?[^\d\s]{3,20}\s(?:\S{1,3}\s)?['’]?\d\d(?!\d))"
    r"|(?<=[年년])|(?<=元)[./]\d|(?<=[\u0e01-\u0e5b])\.?\s?\d\d)"
)
"""A year of four digits, two separators, digits behind a word, 年, 元, or Thai before digits."""
_WEEKDAY_SIGN: Final = re.compile(
    "[(（\\[［【][月火水木金土日一二三四五六월화수목금토일](?:[・･]?[祝休])?[)）\\]］】]|(?:周|週)[一二三四五六日]"
)
_RANGE: Final = re.compile(r"\s?[-–—~〜]\s?")
_ZEROS: Final = re.compile(r"0000-00-00(?:[T ]00:00(?::00)?Z?)?")
_NUMBERED: Final = re.compile(
    r"(?<![^\W\d_])(?:tel|telefon|phone|fax|isbn|issn|version|ver|v|no|nr|№|§|art|ip|rev|build)"
    r"[.:]?\s?$",
    re.IGNORECASE,
)
"""Words before a number that only looks like a date."""
_CATEGORY: Final = re.compile(r"#\s*([^\W\d_][^\d#|·•]{0,39}?)\s*(?=\d|#|[|·•]|$)")
_DURATION: Final = re.compile(r"(?<![A-Za-z\d:.,])(\d{1,3})\s?-?([^\W\d_]{1,10})\.?")
_WORD: Final = re.compile(rf"[^\W\d_][^{PUNCTUATION}'’]*(?:['’.-][^\W\d_][^{PUNCTUATION}'’]*)*")
_SEPARATOR: Final = re.compile(r"[|·•—–/,:(]|\s-\s")
_STRONG_SEPARATOR: Final = re.compile(r"\s[|·•–—-]\s")
_FEW_WORDS: Final = 4
_AROUND: Final = " ,;:|·•-–—/()#،、"
_SPACES: Final = re.compile(r"\s+")
_SENTENCE_END: Final = tuple(".!?。！？")


@dataclass(frozen=True, slots=True)
class DateLine:
    """The date of publication or change on a line, and the other facts beside it."""

    published: datetime
    """Time in UTC; a time without a zone is taken as UTC, so it is off by hours at most."""
    day_only: bool
    updated: bool = False
    """Whether the date is that of the last change only."""
    labelled: bool = False
    """Whether a label names the date: "Published", "Опубликовано"."""
    category: str | None = None
    reading_seconds: int | None = None
    rest: str = ""
    """The rest of the line: a name, a place."""
    calendar: str | None = field(default=None, compare=False)
    """Calendar of the date as written, by CLDR's name; None for the Gregorian. A day of the
    "islamic" calendar is that of Umm al-Qura: where the moon is sighted, it may be a day off."""


def read_date_line(
    line: str, *, day_first: bool | None = None, language: str | None = None
) -> DateLine | None:
    """Return the date and facts of a line made for a date; None for any other line.

    `language` is that of the page (ISO 639). `day_first` says whether 3/4/2021 is in April; without
    it the language decides, and without either, or in English, which has both orders, such a date
    is none.
    """
    if len(line) > _LONGEST or not _MAY_BE_DATE.search(line):
        return None
    line = plain_line(line)
    found = list(find_dates(line, day_first=day_first, language=language))
    if not found or _is_range(line, found):
        return None
    chosen, updated, labelled = _choose(line, found)
    if _NUMBERED.search(line[: chosen.start]) or (chosen.weak and len(found) > 1 and not labelled):
        return None
    edges = [0, *(edge for one in found for edge in (one.start, one.end)), len(line)]
    pieces = [line[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
    rest, when, day_only = _with_time(pieces, found.index(chosen), chosen, language)
    category = _CATEGORY.search(rest)
    if category:
        rest = _cut(rest, [category.span()])
    rest, seconds = _without_duration(rest)
    rest = _without_furniture(rest)
    if rest and (len(rest) > _MOST_REST or line.endswith(_SENTENCE_END)):
        return None
    if rest and day_only and not labelled and not _dates_something(line, chosen, rest):
        return None
    return DateLine(
        published=when,
        day_only=day_only,
        updated=updated,
        labelled=labelled,
        category=category[1].strip() if category else None,
        reading_seconds=seconds,
        rest=rest,
        calendar=chosen.calendar,
    )


def reading_time(line: str) -> int | None:
    """Return the reading time in seconds of a line with nothing else; None for any other line."""
    if len(line) > _MOST_REST or not any(map(str.isdigit, line)):
        return None
    rest, seconds = _without_duration(line)
    left = set(_folded_words(rest))
    return seconds if left <= _folded(words.READING) and not any(map(str.isdigit, rest)) else None


def is_only_date(text: str) -> bool:
    """Tell whether the text is a date and nothing else."""
    line = read_date_line(text, day_first=True)
    return line is not None and not line.rest


def is_missing_date(line: str) -> bool:
    """Tell whether the line is nothing but a date of a year that no news are of.

    Programs write 0001-01-01, 9999-12-31 or 0000-00-00 in place of an unknown date.
    """
    if len(line) > _MOST_REST or not _MAY_BE_DATE.search(line):
        return False
    if _ZEROS.fullmatch(line):
        return True
    line = plain_line(line)
    found = list(find_dates(line, day_first=True, years=ANY_YEAR))
    if not found or any(one.when.year in YEARS_OF_NEWS for one in found):
        return False
    rest = _cut(line, [(one.start, one.end) for one in found])
    if clock := find_time(rest, None):
        rest = without_time(rest, clock)[0]
    return not _without_furniture(rest.strip())


def _is_range(line: str, found: list[FoundDate]) -> bool:
    """Tell whether the line gives a range of dates: 25-27 November 2022."""
    first = found[0]
    before = re.search(r"\d\s?[-–—~〜]\s?$", line[: first.start])
    between = len(found) > 1 and _RANGE.fullmatch(line[first.end : found[1].start])
    return before is not None or (bool(between) and first.when.date() != found[1].when.date())


def _dates_something(line: str, date: FoundDate, rest: str) -> bool:
    """Tell whether a line with a date and this rest is made for the date, no sentence or title.

    A rest other than a byline has to be parted from the date and to look like names: few of its
    words begin with a small letter.
    """
    pieces = rest.split()
    if pieces[0].casefold() in words.BY:
        return True
    before, after = line[: date.start], line[date.end :]
    if _STRONG_SEPARATOR.search(before[-3:]) or _STRONG_SEPARATOR.match(after[:3]):
        return not date.weak or not NUMBER.search(before + after)
    few = len(pieces) <= _FEW_WORDS
    small = sum(piece[0].islower() for piece in pieces)
    if _SEPARATOR.search(f"{before} {after}"):
        close = _SEPARATOR.search(before.rstrip()[-1:] + after.lstrip()[:1]) is not None
        return not date.weak and line[-1] != ":" and ((few and close) or 2 * small <= len(pieces))
    return few and not small and not _WORD.search(after) and "," in line[date.start : date.end]


def _choose(line: str, found: list[FoundDate]) -> tuple[FoundDate, bool, bool]:
    """Return the date of publication, whether it is only that of a change, and whether labelled.

    The text before a date is its label. Of a day in two calendars the Gregorian is returned.
    """
    published, updated = _folded(words.PUBLISHED), _folded(words.UPDATED)

    def rank_of(text: str) -> int:
        label = set(_folded_words(text))
        return 0 if label & published else 2 if label & updated else 1

    start = 0
    named: list[tuple[int, bool, int, FoundDate]] = []
    for number, one in enumerate(found):
        named.append((rank_of(line[start : one.start]), one.calendar is not None, number, one))
        start = one.end
    if len(found) == 1 and named[0][0] == 1:
        named = [(rank_of(line[start:]), False, 0, found[0])]
    rank, _, _, chosen = min(named, key=lambda one: one[:3])
    return chosen, rank == 2, rank != 1


def _with_time(
    pieces: list[str], at: int, date: FoundDate, language: str | None
) -> tuple[str, datetime, bool]:
    """Return the line without times of day, and the date at the time behind or else before it.

    `pieces` are the line's between its dates, of which `date` is number `at`. The third value is
    whether the date has no time.
    """
    clock = None
    for place in (at + 1, at) if len(pieces) > 2 else range(2):
        found = find_time(pieces[place], language)
        if found and clock is None:
            pieces[place], clock = without_time(pieces[place], found)
    if len(pieces) > 2:
        for place, piece in enumerate(pieces):
            found = find_time(piece, language)
            if found:
                pieces[place] = without_time(piece, found)[0]
    rest = _SPACES.sub(" ", " ".join(pieces)).strip()
    if clock is None or not date.day_only:
        return rest, date.when, date.day_only
    return rest, datetime.combine(date.when, clock).astimezone(UTC), False


def _without_duration(text: str) -> tuple[str, int | None]:
    """Return the text without "1 min, 21 secs", and its seconds; "5 minutes ago" is kept."""
    if _folded(words.TIMES_AGO) & set(_folded_words(text)):
        return text, None
    total = 0
    spans: list[tuple[int, int]] = []
    for match in _DURATION.finditer(text):
        if unit := _unit(match[2].casefold()):
            total += int(match[1]) * unit
            spans.append(match.span())
    return _cut(text, spans), total if spans else None


def _unit(name: str) -> int | None:
    """Return the seconds of a unit of time, in CJK also before further words; None for no unit."""
    for units, seconds in ((words.SECONDS, 1), (words.MINUTES, 60), (words.HOURS, 3600)):
        if name in units or (name[0] > "\u2e80" and name[0] in units):
            return seconds
    return None


def _without_furniture(rest: str) -> str:
    """Return the rest of a date line without labels, weekdays and words of dates at its ends."""
    rest = _WEEKDAY_SIGN.sub(" ", rest)
    if _is_weekday(rest):
        return ""
    known = _furniture()
    kept = rest.split()
    while kept and _is_known(kept[0], known):
        del kept[0]
    while kept and _is_known(kept[-1], known):
        del kept[-1]
    left = " ".join(kept).strip(_AROUND)
    return "" if _is_weekday(left) else left


def _is_weekday(text: str) -> bool:
    """Tell whether the text is the name of a weekday in any language, of several words perhaps."""
    folded = key(text.strip(_AROUND))
    return folded in names().weekdays or folded in names().rare_weekdays


@cache
def _furniture() -> frozenset[str]:
    """Return the folded words beside dates that carry no further fact."""
    listed = words.PUBLISHED | words.UPDATED | words.AROUND_DATES | words.READING
    glue = {word for word in names().glue if not word.isascii()}
    return _folded(listed) | names().weekdays | glue


@cache
def _folded(listed: frozenset[str]) -> frozenset[str]:
    return frozenset(map(as_written, listed))


def _is_known(piece: str, known: frozenset[str]) -> bool:
    return all(word in known for word in _folded_words(piece))


def _cut(text: str, spans: list[tuple[int, int]]) -> str:
    """Return the text without these spans, with a space in place of each."""
    pieces: list[str] = []
    start = 0
    for low, high in spans:
        pieces.append(text[start:low])
        start = high
    pieces.append(text[start:])
    return _SPACES.sub(" ", " ".join(pieces)).strip()


def _folded_words(text: str) -> list[str]:
    return [as_written(word) for word in _WORD.findall(text)]
