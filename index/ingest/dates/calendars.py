"""Conversion of days and years of other calendars to the Gregorian calendar.

Arithmetic of Reingold and Dershowitz, Calendrical Calculations (4th ed., 2018), and of ICU; the
months of Umm al-Qura are a table, for they follow the moon as it is computed in Mecca.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final, NamedTuple

from index.ingest.dates.calendar_names import umm_al_qura

BUDDHIST_YEARS: Final = range(2400, 2700)
BUDDHIST: Final = 543
"""Years that the Thai solar calendar is ahead of the Gregorian; since 1941 both begin alike."""
MINGUO: Final = 1911
"""Gregorian year before the first year of the Republic of China."""
TWO_DIGIT_BUDDHIST: Final = range(40, 80)
"""Buddhist years in two digits of Thai writers: 65 is 2565, but 22 may be 2022 and 98 is 1998."""
_PERSIAN_EPOCH: Final = date(622, 3, 22).toordinal()
_ETHIOPIC_EPOCH: Final = date(8, 8, 27).toordinal()
YEARS: Final[Mapping[str, range]] = {
    "persian": range(1250, 1500),
    "islamic": range(1343, 1500),
    "ethiopic": range(1850, 2150),
}
"""Years of news, by calendar."""


class Era(NamedTuple):
    """A reign by which Japanese years are counted."""

    name: str
    initial: str
    first: date


ERAS: Final = (
    Era("令和", "R", date(2019, 5, 1)),
    Era("平成", "H", date(1989, 1, 8)),
    Era("昭和", "S", date(1926, 12, 25)),
    Era("大正", "T", date(1912, 7, 30)),
    Era("明治", "M", date(1868, 10, 23)),
)


def day_of(calendar: str, year: int, month: int, day: int) -> date | None:
    """Return the Gregorian day of a Persian, Islamic or Ethiopic day; None for an invalid one."""
    if calendar not in YEARS or year not in YEARS[calendar] or day < 1:
        return None
    if calendar == "persian":
        return _persian(year, month, day)
    return _islamic(year, month, day) if calendar == "islamic" else _ethiopic(year, month, day)


def year_of_era(name: str, year: int) -> int | None:
    """Return the Gregorian year of a year in an era, given by name, its first sign or initial."""
    for era in ERAS:
        if name in (era.name, era.name[0], era.initial):
            return era.first.year + year - 1 if year > 0 else None
    return None


def _persian(year: int, month: int, day: int) -> date | None:
    """Convert by the cycle of 33 years, equal to the observed equinox from 1178 to 1633."""
    leap = (25 * year + 11) % 33 < 8
    last = 31 if month <= 6 else 30 if month < 12 or leap else 29
    if not 1 <= month <= 12 or day > last:
        return None
    before = 31 * (month - 1) - max(0, month - 7)
    days = 365 * (year - 1) + (8 * year + 21) // 33 + before + day - 1
    return date.fromordinal(_PERSIAN_EPOCH + days - 1)


def _islamic(year: int, month: int, day: int) -> date | None:
    """Convert by the calendar of Umm al-Qura; a day off where the moon is sighted."""
    first, start, lengths = umm_al_qura()
    at = 12 * (year - first) + month - 1
    if not 1 <= month <= 12 or not 0 <= at < len(lengths) or day > lengths[at]:
        return None
    return start + timedelta(days=sum(lengths[:at]) + day - 1)


def _ethiopic(year: int, month: int, day: int) -> date | None:
    last = 30 if month <= 12 else 5 + (year % 4 == 3)
    if not 1 <= month <= 13 or day > last:
        return None
    days = 365 * (year - 1) + year // 4 + 30 * (month - 1) + day - 1
    return date.fromordinal(_ETHIOPIC_EPOCH + days)
