"""Parsing of complete dates in a line, in every language and several calendars."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Final, NamedTuple

from index.ingest.dates.calendar_names import Month, key, names
from index.ingest.dates.calendars import (
    BUDDHIST,
    BUDDHIST_YEARS,
    ERAS,
    MINGUO,
    TWO_DIGIT_BUDDHIST,
    YEARS,
    day_of,
    year_of_era,
)
from index.ingest.dates.clock_times import PUNCTUATION, zone_of

YEARS_OF_NEWS: Final = range(1600, 2200)
ANY_YEAR: Final = range(1, 10_000)
_MOST_GAP: Final = 20
"""Most characters between the parts of a date."""
_SPACELESS: Final = "\u0e00"
"""First character of the scripts that may write a number next to a name."""
_LONGEST_ORDINAL: Final = 4
"""Most letters behind the number of a day: "th", "-го", "mh"."""
_ISO: Final = re.compile(
    r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)"
    r"(?:T(\d\d):(\d\d)(?::\d\d(?:[.,]\d{1,9})?)?\s?(Z|[+-]\d\d:?\d\d)?)?"
)
_COMPACT: Final = re.compile(
    r"(?<![\w$€£¥₹§+#./,:-])(?<!\d\s)((?:[1１][9９]|[2２][0０])\d\d)(\d\d)(\d\d)"
    r"(?:T(\d\d):?(\d\d)(?::?\d\d(?:[.,]\d{1,9})?)?\s?(Z|[+-]\d\d:?\d\d)?)?"
    r"(?![\w/-]|[.,]\d|\s\d+(?![\d:.h]))"
)
"""Dates without signs, only in this and the last century: 20221125, 20221125T143000Z."""
_CJK: Final = re.compile(
    rf"(?<!\d)(?:({'|'.join(era.name for era in ERAS)}|(?:中華|中华)?民[國国]|佛[曆历暦]"
    rf"|(?<![^\W_])[{''.join(era.initial + era.name[0] for era in ERAS)}])\s?)?"
    r"(\d{1,4}|元)\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})(?!\d)\s?[日일號号]?"
)
_SHORT_ERA: Final = re.compile(
    rf"(?<![^\W_])([{''.join(era.initial + era.name[0] for era in ERAS)}]"
    rf"|{'|'.join(era.name for era in ERAS)})\.?\s?"
    r"(\d{1,2}|元)([./-])\s?(\d{1,2})\3\s?(\d{1,2})(?![\d./-])"
)
_ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_ROMAN_BETWEEN: Final = rf"(\.\s?|[/ -])({'|'.join(sorted(_ROMAN, reverse=True))})\2"
_ROMAN_MONTH: Final = re.compile(
    rf"(?<![\w.,/-])(\d{{1,2}}){_ROMAN_BETWEEN}(\d{{4}}|\d\d)(?![\w/-]|[.,]\w)"
)
"""Dates with the month in Roman numerals: 25.XI.2022, 25 XI 2022."""
_ROMAN_YEAR_FIRST: Final = re.compile(
    rf"(?<![\w.,/-])(\d{{4}}){_ROMAN_BETWEEN}(\d{{1,2}})(?![\w/-])"
)
_BEFORE_COUNTS: Final = ("$", "€", "£", "¥", "₹", "§", "#")
_LETTERS_OF_COUNT: Final = frozenset("IVX")
"""Letters of months with a single letter, which has other meanings between spaces: 12 V, 3 X."""
_NUMERIC: Final = re.compile(
    r"(?<![\d/$€£¥₹§+#])(?<!\d[.,:-])(\d{1,4})(?:(-)|\s?([./])\s?)(\d{1,2})(?:\2|\s?\3)"
    r"(?:(?<=-)|\s?)(\d{1,4})(?![\d/]|[.-]\d)(\.?)"
)
_MONTH_NUMBER: Final = re.compile(
    r"(?<!\d)(\d{1,2})[\s,]*(?:tháng|thg\.?|th\.)\s?(\d{1,2})[\s,]*(?:năm\s?)?(\d{4})(?!\d)",
    re.IGNORECASE,
)
_YEAR_MONTH_NUMBER: Final = re.compile(
    r"(?<!\d)(\d{4})\s?он(?:ы)?\s(\d{1,2})\s?-?\s?(?:р|дугаар|дүгээр)?\s?сар(?:ын)?\s(\d{1,2})(?!\d)"
)
NUMBER: Final = re.compile(r"(?<!\d)(?<!\d[.,:])\d+")
_NAME: Final = re.compile(rf"[^\W\d_][^{PUNCTUATION}]*")
_INSIDE_NAME: Final = re.compile(r"\.?\s?|\.?-|\.\s")
_GAP: Final = re.compile(r"\)?[\s.,،、/'’፣፥၊⹁·-]*")
_APART: Final = re.compile(r"\s[-–]|.\(|^\((?![^\W\d_]{1,3}\))")
"""Signs between a date and something else."""
_GAP_PARTS: Final = re.compile(r"[\s,،、/()፣፥၊⹁·-]+")
_AGAIN: Final = re.compile(r"\s?[/(-]\s?|\s")
_CLOSE_YEAR: Final = re.compile(r"\.?[-/.]|\.?\s?['’]")
_LOOSE_YEAR_END: Final = re.compile(
    r"\s*(?:$|(?:[|·•,;()–—،]|-\s)(?!\s*\d+(?![\d:.h]))|\d{1,2}[:.h]\d\d"
    r"|(?:г|р|r|at|um|à|kl|ore|o)\b)"
)
"""Text behind a year of two digits that a space parts from its month; before any other text such a
number is a count."""
_THAI: Final = re.compile("[\u0e01-\u0e5b]")
_PERSIAN_DIGIT: Final = re.compile("[\u06f0-\u06f9]")
_CJK_SIGN: Final = re.compile("[\u3040-\u9fff]")
_UNUSUAL: Final = re.compile(
    r"(?<!\d)(\d{1,4})(\s?)([·・∙⋅‧•．]|[‐‑–—−]|[⁄∕／])\2(\d{1,2})\2\3\2(\d{1,4})(?!\d)"
)
"""A date of numbers with a sign between them that stands for a dot, a hyphen or a slash."""
_USUAL: Final = {**dict.fromkeys("·・∙⋅‧•．", "."), **dict.fromkeys("‐‑–—−", "-")}
_HALF_HOUR: Final = re.compile(r"(?<=[\d一二三四五六七八九十])([時时點点시])\s?[半반]")
_COMMON_ERA: Final = re.compile(r"(?:西元|公元|西暦|西历|西曆)(?=\s?\d{4}\s?年)")
_STEERING: Final = re.compile("[\u200e\u200f\u061c]")
_KANJI_NUMBER: Final = re.compile("[〇零一二三四五六七八九十百]+(?=\\s?[年月日號号時时点點分])")
_SQUARE_ERA: Final = {"㋿": "令和", "㍻": "平成", "㍼": "昭和", "㍽": "大正", "㍾": "明治"}
_TAIL: Final = re.compile(
    rf"[\s-]?\(?([^{PUNCTUATION}'’][^{PUNCTUATION}]{{0,8}})(?:\)|\.(?![^\s,)]))?(?![^\s.,)-])"
)
_POLISH_YEAR: Final = re.compile(r"\sr\.(?![^\s,)])")
"""Abbreviation of "rok" behind a Polish year, no word of a date in any other language."""
_PERSIAN: Final = frozenset({"fa", "prs", "ps", "ckb", "azb", "mzn", "glk", "lrc"})
"""Languages of newspapers that date by the Persian calendar."""
_NEPALI: Final = frozenset({"ne", "mai", "new"})
"""Languages whose numeric dates may be of Bikram Sambat, 56 years ahead; only almanacs have the
lengths of its months."""
_BIKRAM_SAMBAT: Final = re.compile(r"(?<!\d)[2२](?:[0०][5-9५-९]|[1१][0-4०-४])\d(?!\d)")
"""Years of Bikram Sambat from 2050 to 2149."""


class FoundDate(NamedTuple):
    """A date, and its place in a line."""

    start: int
    end: int
    when: datetime
    """UTC; midnight for a day without a time."""
    day_only: bool
    calendar: str | None = None
    """Calendar by CLDR's name; None for the Gregorian and calendars that share its months."""
    weak: bool = False
    """Whether the date is of numbers with hyphens, or of a year of two digits, as much else is."""


class _Text(NamedTuple):
    """The facts of a line's text that decide how its dates are meant."""

    language: str | None
    day_first: bool | None
    thai: bool
    persian: bool
    chinese: bool


def plain_line(line: str) -> str:
    """Return the line without direction marks, in usual separators and digits.

    Separators are replaced between the numbers of a date; kanji numbers and half hours become
    digits.
    """
    if line.isascii():
        return line
    line = _STEERING.sub("", line)
    line = _UNUSUAL.sub(_with_usual_signs, line)
    line = _HALF_HOUR.sub(r"\g<1>30", _COMMON_ERA.sub("", line))
    if "年" in line or any(sign in line for sign in _SQUARE_ERA):
        for sign, name in _SQUARE_ERA.items():
            line = line.replace(sign, name)
        line = _KANJI_NUMBER.sub(lambda match: _kanji_number(match[0]), line)
    return line


def _with_usual_signs(date: re.Match[str]) -> str:
    first, _, sign, second, third = date.groups()
    return _USUAL.get(sign, "/").join((first, second, third))


def _kanji_number(text: str) -> str:
    """Return a number of kanji in digits: 二〇二二 by place, 百十一 by value."""
    if not {"十", "百"} & set(text):
        return "".join(str("〇一二三四五六七八九".find(sign.replace("零", "〇"))) for sign in text)
    total = digit = 0
    for sign in text:
        if sign in "十百":
            total += max(digit, 1) * (10 if sign == "十" else 100)
            digit = 0
        else:
            digit = "〇一二三四五六七八九".find(sign.replace("零", "〇"))
    return str(total + digit)


def _text(line: str, day_first: bool | None, language: str | None) -> _Text:
    if day_first is None:
        day_first = names().day_first(language)
    ascii = line.isascii()
    if language is None:
        persian = not ascii and _PERSIAN_DIGIT.search(line) is not None
    else:
        persian = language in _PERSIAN
    return _Text(
        language,
        day_first,
        thai=language == "th" or (not ascii and _THAI.search(line) is not None),
        persian=persian,
        chinese=language in ("zh", "yue") or (not ascii and "民" in line),
    )


def find_dates(
    line: str,
    *,
    day_first: bool | None = None,
    language: str | None = None,
    years: range = YEARS_OF_NEWS,
) -> Iterator[FoundDate]:
    """Yield every complete date of a line of `plain_line`, in order, none inside another.

    `day_first` and `language` decide the order of numbers
    (`index.ingest.dates.date_lines.read_date_line`).
    """
    text = _text(line, day_first, language)
    end = 0
    for one in sorted(_candidates(line, text), key=lambda each: (each.start, -each.end)):
        if one.start >= end and one.when.year in years:
            yield one
            end = one.end


def _candidates(line: str, text: _Text) -> Iterator[FoundDate]:
    if text.language not in _NEPALI or not _BIKRAM_SAMBAT.search(line):
        yield from _of_numerals(line, text)
    if text.language == "ja" or not line.isascii():
        yield from _of_east(line, text)
    if "I" in line or "V" in line or "X" in line:
        yield from _of_roman(line, text)
    for match in _MONTH_NUMBER.finditer(line):
        yield from _at(*match.span(), int(match[3]), int(match[2]), int(match[1]))
    numbers = list(NUMBER.finditer(line))
    if len(numbers) > 1 and any(len(one[0]) < 3 for one in numbers):
        yield from _of_names(line, numbers, text)


def _of_numerals(line: str, text: _Text) -> Iterator[FoundDate]:
    for match in _ISO.finditer(line):
        yield from _of_iso(match)
    for match in _COMPACT.finditer(line):
        yield from (one._replace(weak=True) for one in _of_iso(match))
    for match in _NUMERIC.finditer(line):
        yield from _of_numbers(match, text)


def _at(start: int, end: int, year: int, month: int, day: int) -> Iterator[FoundDate]:
    """Yield the Gregorian date at this place, nothing for an invalid one."""
    try:
        when = datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return
    yield FoundDate(start, end, when, True)


def _in_calendar(
    start: int, end: int, calendar: str, year: int, month: int, day: int
) -> Iterator[FoundDate]:
    """Yield the date at this place in a calendar other than the Gregorian, nothing if invalid."""
    if found := day_of(calendar, year, month, day):
        yield FoundDate(start, end, datetime.combine(found, time(), UTC), True, calendar)


def _of_iso(match: re.Match[str]) -> Iterator[FoundDate]:
    year, month, day, hour, minute, zone = match.groups()
    for one in _at(*match.span(), int(year), int(month), int(day)):
        if one.when.year not in YEARS_OF_NEWS or hour is None or int(hour) > 23 or int(minute) > 59:
            yield one
            continue
        local = one.when.replace(hour=int(hour), minute=int(minute), tzinfo=zone_of(zone))
        yield one._replace(when=local.astimezone(UTC), day_only=False)


def _of_east(line: str, text: _Text) -> Iterator[FoundDate]:
    """Yield 2022年11月25日, 令和4年11月25日, R4.11.25, 民國111年11月25日, 2022 оны 11 сарын 25."""
    for match in _CJK.finditer(line):
        year = _year_of_era(match[1], match[2], text)
        if year:
            yield from _at(*match.span(), year, int(match[3]), int(match[4]))
    if text.language == "ja" or _CJK_SIGN.search(line):
        for match in _SHORT_ERA.finditer(line):
            if year := year_of_era(match[1], 1 if match[2] == "元" else int(match[2])):
                yield from _at(*match.span(), year, int(match[4]), int(match[5]))
    for match in _YEAR_MONTH_NUMBER.finditer(line):
        yield from _at(*match.span(), int(match[1]), int(match[2]), int(match[3]))


def _of_roman(line: str, text: _Text) -> Iterator[FoundDate]:
    """Yield 25.XI.2022, 25 XI 2022, 25.XI.22 and 2022. XI. 25."""
    for match in _ROMAN_MONTH.finditer(line):
        day, sign, month, year = match.groups()
        loose = sign == " "
        if loose and not _is_loose_roman(month, year, line[match.end() :], text):
            continue
        number = int(year) if len(year) == 4 else _century(int(year))
        for one in _at(*_widened(line, *match.span()), number, _ROMAN.index(month) + 1, int(day)):
            yield one._replace(weak=loose or len(year) == 2)
    for match in _ROMAN_YEAR_FIRST.finditer(line):
        year, _, month, day = match.groups()
        yield from _at(*match.span(), int(year), _ROMAN.index(month) + 1, int(day))


def _is_loose_roman(month: str, year: str, behind: str, text: _Text) -> bool:
    """Tell whether 25 XI 2022 is a date, unlike 12 V 2000 mA."""
    counts = month in _LETTERS_OF_COUNT and text.language in (None, "en")
    return len(year) == 4 and not counts and _LOOSE_YEAR_END.match(behind) is not None


def _year_of_era(era: str | None, written: str, text: _Text) -> int | None:
    year = 1 if written == "元" else int(written)
    if era is None:
        if len(written) == 4:
            return year
        return year + MINGUO if text.chinese and len(written) == 3 else None
    if era.startswith("佛"):
        return year - BUDDHIST
    return year + MINGUO if "民" in era else year_of_era(era, year)


def _of_numbers(match: re.Match[str], text: _Text) -> Iterator[FoundDate]:
    """Yield 2023/1/22, 22-1-2023, 22.01.23 and 1/22/2023, but 3/4/2021 only in a known order."""
    first, hyphen, sign, second, third, stop = match.groups()
    start, end = match.start(), match.end(5)
    separator = hyphen or sign
    if len(first) == 4 and len(third) <= 2:
        yield from _of_year(start, end, int(first), int(second), int(third), text)
    elif len(first) == 3 and len(third) <= 2:
        if text.chinese:
            yield from _at(start, end, int(first) + MINGUO, int(second), int(third))
    elif len(first) <= 2 and len(third) == 4:
        order = _order(int(first), int(second), separator, text)
        if order is not None:
            month, day = (second, first) if order else (first, second)
            for one in _of_year(start, end, int(third), int(month), int(day), text):
                yield one._replace(weak=separator == "-")
    elif len(third) == 2 or names().year_first(text.language):
        loose = bool(stop) and " " in match[0]
        yield from _of_short_year(start, end, (first, second, third), separator, loose, text)


def _order(first: int, second: int, separator: str, text: _Text) -> bool | None:
    """Tell whether the first of two numbers is the day; None where the order is open."""
    if first > 12 or first == second:
        return True
    if second > 12:
        return False
    return True if separator == "." else text.day_first


def _of_year(
    start: int, end: int, year: int, month: int, day: int, text: _Text
) -> Iterator[FoundDate]:
    """Yield a date of numbers, in the calendar that its year and the text make likely."""
    if year in BUDDHIST_YEARS and text.thai:
        yield from _at(start, end, year - BUDDHIST, month, day)
    elif year in YEARS["persian"] and text.persian:
        yield from _in_calendar(start, end, "persian", year, month, day)
    else:
        yield from _at(start, end, year, month, day)


def _of_short_year(
    start: int, end: int, parts: tuple[str, str, str], separator: str, loose: bool, text: _Text
) -> Iterator[FoundDate]:
    """Yield 25.11.22 and 11/25/22, but 5/11/22 only in a known order.

    Korean writes 22. 11. 25. with the year first, so `loose` points say nothing of the order.
    """
    one, two, three = map(int, parts)
    full = all(len(part) == 2 for part in parts)
    if not full and (separator == "-" or text.language is None):
        return
    if text.thai:
        if three in TWO_DIGIT_BUDDHIST:
            yield from _at(start, end, 2500 + three - BUDDHIST, two, one)
        return
    by_order = {
        order: next(_at(start, end, _century(year), month, day), None)
        for order, (year, month, day) in {
            "dmy": (three, two, one),
            "mdy": (three, one, two),
            "ymd": (one, two, three),
        }.items()
    }
    if names().year_first(text.language):
        order = "ymd"
    elif separator == "." and not (loose and text.language is None):
        order = "dmy"
    elif text.language == "en" and text.day_first is None:
        del by_order["ymd"]
        order = ""
    else:
        known = text.language is not None and text.day_first is not None
        order = ("dmy" if text.day_first else "mdy") if known else ""
    readings = {each.when: each for each in by_order.values() if each}
    if chosen := by_order.get(order):
        yield chosen._replace(weak=not full or separator != ".")
    elif len(readings) == 1 and separator != ".":
        yield from (each._replace(weak=True) for each in readings.values())


def _century(year: int) -> int:
    return year + (2000 if year < 70 else 1900)


class _Named(NamedTuple):
    """A month by its name, and the place of the name."""

    start: int
    end: int
    month: Month


def _of_names(line: str, numbers: list[re.Match[str]], text: _Text) -> Iterator[FoundDate]:
    """Yield dates whose month has a name: 25 November 2022, Nov 25th, 2022, 2022. november 25."""
    for named in _month_names(line, numbers, text.language):
        at = sum(one.end() <= named.start for one in numbers)
        before = numbers[max(0, at - 2) : at]
        after = numbers[at : at + 2]
        if before and not _joins(line, before[-1], named.start):
            before = []
        if after and not _joins(line, named, after[0].start()):
            after = []
        yield from _of_name(line, named, before, after, text)


def _of_name(
    line: str,
    named: _Named,
    before: list[re.Match[str]],
    after: list[re.Match[str]],
    text: _Text,
) -> Iterator[FoundDate]:
    """Yield the date of a month and the nearest of the numbers before and after it."""
    orders = (
        (before[-1:], after[:1]),
        (after[:1], after[1:]),
        (after[:1], before[-1:]),
        (before[-1:], before[:-1]),
    )
    for order, (days, years) in enumerate(orders):
        if not days or not years or len(years[0][0]) != 4 or not _is_day(line, days[0]):
            continue
        (day,), (year,) = days, years
        between = line[day.end() : year.start()] or line[year.end() : day.start()]
        if order == 1 and (
            "," in line[named.end : day.start()]
            or "." in between
            or not _joins(line, day, year.start())
        ):
            continue
        if order == 3 and (between.isspace() or not _joins(line, year, day.start())):
            continue
        start = min(named.start, day.start(), year.start())
        end = max(named.end, day.end(), year.end())
        yield from _of_parts(*_widened(line, start, end), int(year[0]), named, int(day[0]), text)
        return
    if before and after and len(after[0][0]) == 2 and _is_day(line, before[-1]):
        yield from _of_named_short_year(line, named, before[-1], after[0], text)


def _of_named_short_year(
    line: str, named: _Named, day: re.Match[str], year: re.Match[str], text: _Text
) -> Iterator[FoundDate]:
    """Yield 25-Nov-22, 25 Nov ’22, 25 Nov 22 and, of Thai years, 25 พ.ย. 65.

    A space stands between much else and two digits: such a date stands alone, and never in a
    language that writes the year first.
    """
    number = int(year[0])
    start, end = _widened(line, day.start(), year.end())
    if _THAI.match(line[named.start]):
        if number in TWO_DIGIT_BUDDHIST:
            yield from _of_parts(start, end, 2500 + number, named, int(day[0]), text)
    elif _CLOSE_YEAR.fullmatch(line[named.end : year.start()]):
        yield from _of_parts(start, end, _century(number), named, int(day[0]), text)
    elif (
        _LOOSE_YEAR_END.match(line, year.end())
        and line[: day.start()][-1:] not in _BEFORE_COUNTS
        and not names().year_first(text.language)
    ):
        for one in _of_parts(start, end, _century(number), named, int(day[0]), text):
            yield one._replace(weak=True)


def _of_parts(
    start: int, end: int, year: int, named: _Named, day: int, text: _Text
) -> Iterator[FoundDate]:
    calendar, month = named.month
    if calendar != "gregory":
        yield from _in_calendar(start, end, calendar, year, month, day)
    elif year in BUDDHIST_YEARS and text.thai:
        yield from _at(start, end, year - BUDDHIST, month, day)
    else:
        yield from _at(start, end, year, month, day)


def _month_names(line: str, numbers: list[re.Match[str]], language: str | None) -> Iterator[_Named]:
    """Yield the months named on a line near a number; a repeated name counts once.

    نوفمبر/تشرين الثاني is such a repetition.
    """
    pieces = list(_NAME.finditer(line))
    at = 0
    while at < len(pieces):
        named = _month_at(line, pieces, at, language) if _is_near(pieces[at], numbers) else None
        at += 1
        if named is None:
            continue
        while at < len(pieces) and pieces[at].start() < named.end:
            at += 1
        if at < len(pieces) and _AGAIN.fullmatch(line[named.end : pieces[at].start()]):
            other = _month_at(line, pieces, at, language)
            if other and other.month == named.month:
                named = named._replace(end=other.end)
        yield named


def _is_near(piece: re.Match[str], numbers: list[re.Match[str]]) -> bool:
    """Tell whether a number stands before the word, or shortly behind it."""
    start, end = piece.span()
    return any(
        start - _MOST_GAP <= one.end() <= start or end <= one.start() <= end + 2 * _MOST_GAP
        for one in numbers
    )


def _month_at(
    line: str, pieces: list[re.Match[str]], at: int, language: str | None
) -> _Named | None:
    """Return the month with the longest name that begins with this piece; None for no month."""
    known = names()
    start, end = pieces[at].span()
    word = pieces[at][0]
    if key(word) in known.first_words:
        ends = [end]
        for left, right in zip(pieces[at:], pieces[at + 1 : at + known.most_words], strict=False):
            if not _INSIDE_NAME.fullmatch(line[left.end() : right.start()]):
                break
            ends.append(right.end())
        for longer in reversed(ends[1:]):
            if month := known.month(line[start:longer], language):
                return _Named(start, longer, month)
    if month := known.month(word, language):
        return _Named(start, end, month)
    _, mark, bare = word.replace("’", "'").partition("'")
    if mark and (month := known.month(bare, language)):
        return _Named(start, end, month)
    return _dotted_month(line, pieces, at, language)


def _dotted_month(
    line: str, pieces: list[re.Match[str]], at: int, language: str | None
) -> _Named | None:
    """Return a month in two abbreviated parts: พ.ย.; None for no month."""
    if at + 1 < len(pieces) and line[pieces[at].end() : pieces[at + 1].start()] == ".":
        start, end = pieces[at].start(), pieces[at + 1].end()
        if month := names().month(line[start:end], language):
            return _Named(start, end, month)
    return None


def _joins(line: str, left: re.Match[str] | _Named, start: int) -> bool:
    """Tell whether nothing but points and words such as "de" stands between two parts of a date."""
    ordinal = not isinstance(left, _Named)
    end = left.end() if isinstance(left, re.Match) else left.end
    gap = line[end:start]
    if (
        len(gap) > _MOST_GAP
        or _APART.search(gap)
        or (not gap and max(line[end - 1], line[end]) < _SPACELESS)
    ):
        return False
    if _GAP.fullmatch(gap):
        return True
    for number, part in enumerate(_GAP_PARTS.split(gap)):
        folded = key(part)
        if not folded or folded in names().glue:
            continue
        glued = number == 0 or (number == 1 and gap[0] in "-(")
        if not (ordinal and glued and len(part) <= _LONGEST_ORDINAL and part.strip(".").isalpha()):
            return False
    return True


def _is_day(line: str, number: re.Match[str]) -> bool:
    """Tell whether the number may be a day's and is no hour's."""
    rest = line[number.end() : number.end() + 2]
    return len(number[0]) <= 2 and not (rest[:1] in (":", ".") and rest[1:].isdigit())


def _widened(line: str, start: int, end: int) -> tuple[int, int]:
    """Return the place of a date with its further words: "2022 г.", "lapkričio 25 d."."""
    glue = names().glue
    while tail := _TAIL.match(line, end):
        loose = tail[0][0].isspace() and not tail[0].endswith(".")
        if key(tail[1]) not in glue or (loose and tail[1].isascii()):
            break
        end = tail.end()
    year = _POLISH_YEAR.match(line, end)
    return start, year.end() if year else end
