"""Names of months, weekdays and times of day in all languages of CLDR, and orders of dates.

`bench/calendar_names.py` writes the table, `calendar.json`. Names are looked up without differences
of case, accents and points.
"""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

_LEFT_OUT: Final = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06ed\u093c\u09bc\u0a3c\u0abc\u0b3c\u061c\u200b-\u200f.'’ʼʻ`´]"
)
"""Accents, vowel points, nukta, half-spaces and full stops, which writers leave out."""
_NASAL: Final = re.compile(
    "[\u0919\u091e\u0923\u0928\u092e]\u094d(?=[\u0915-\u092d])|\u0901"
    "|[\u0999\u099e\u09a3\u09a8\u09ae]\u09cd(?=[\u0995-\u09ad])|\u0981"
    "|[\u0a99\u0a9e\u0aa3\u0aa8\u0aae]\u0acd(?=[\u0a95-\u0aad])|\u0a81"
)
"""A nasal before a consonant, which Devanagari, Bengali and Gujarati also write as anusvara."""
_LETTERS: Final = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ی": "ي", "ى": "ي", "ې": "ي", "ێ": "ي", "ک": "ك"}
    | {"ة": "ه", "ە": "ه", "ھ": "ه", "ہ": "ه", "ۂ": "ه", "ۆ": "و", "ێ": "ي", "-": " ", "‐": " "}
)
_ABBREVIATION: Final = range(3, 8)
"""Lengths of an abbreviation that CLDR does not list, in letters."""
_SHORT: Final = 3
_CLOSE: Final = {"bs": "hr", "hbs": "hr", "sh": "hr", "sr": "hr", "prs": "fa", "azb": "az"}
"""Languages with the names of another language, or whose texts are taken for another's."""


class Month(NamedTuple):
    """A month of a calendar."""

    calendar: str
    """"gregory", "persian", "islamic" or "ethiopic", as CLDR calls them."""
    number: int


@dataclass(frozen=True, slots=True)
class Names:
    """The table of names of months, weekdays and times of day; the names are folded by `key`."""

    months: Mapping[str, str | Mapping[str, str]]
    """Months by name, each as "g11": its calendar's initial and number; by language where languages
    differ, with the most frequent meaning under ""."""
    beginnings: Sequence[str]
    """Sorted names that may be abbreviated: the names in languages with many readers."""
    weekdays: frozenset[str]
    """Weekdays, folded by `as_written`."""
    rare_weekdays: frozenset[str]
    """Weekdays whose names are other words in languages with more readers."""
    glue: frozenset[str]
    """Words between the parts of a date: "de", "года", "оны"."""
    halves: Mapping[str, str | Mapping[str, str]]
    """Halves of the day by the name of a time of day, a letter for each hour from 0 to 11: "a" for
    the first half of the day, "p" for the second, "?" where languages differ; by language where the
    name is another word elsewhere."""
    orders: Mapping[str, str]
    """Orders by language: day ("d") or month ("m") first in a date, then the order of day, month
    and year in the short numeric date: "d dmy"; "?" for an open order."""
    most_words: int
    """Most words in the name of a month."""
    first_words: frozenset[str]
    """First words of the names of months with several words."""

    def month(self, name: str, language: str | None = None) -> Month | None:
        """Return the month that a name or its abbreviation means, None for none or several.

        Where languages differ (listopad is November in Polish, October in Croatian), `language`
        (ISO 639) decides.
        """
        folded = key(name)
        found = self.months.get(folded)
        if found is None:
            return self._abbreviated(folded)
        if not isinstance(found, str):
            found = (
                found.get(language or "")
                or found.get(_CLOSE.get(language or "", ""))
                or found.get("", "")
            )
        return _month(found)

    def _abbreviated(self, folded: str) -> Month | None:
        """Return the only month whose name begins with the text; None for none or several."""
        if len(folded) not in _ABBREVIATION or " " in folded:
            return None
        meant: set[str] = set()
        for at in range(bisect_left(self.beginnings, folded), len(self.beginnings)):
            name = self.beginnings[at]
            if not name.startswith(folded):
                break
            value = self.months[name]
            if not isinstance(value, str) or value[0] != "g":
                return None
            meant.add(value)
        return _month(meant.pop()) if len(meant) == 1 else None

    def half(self, name: str, hour: int, language: str | None = None) -> str | None:
        """Return "a" or "p", the half of the day that has an hour from 0 to 12 at this time of day.

        "?" stands for an open half, None for a name of no time of day.
        """
        found = self.halves.get(folded := key(name))
        if found is None:
            return None
        if not isinstance(found, str):
            if language is None and len(found) == 1 and folded not in self.glue:
                (found,) = found.values()
            elif language is None or language not in found:
                return None
            else:
                found = found[language]
        return found[hour % 12]

    def day_first(self, language: str | None) -> bool | None:
        """Tell whether day precedes month in a language's numeric dates; None for an open order."""
        order = self.orders.get(language or "")
        return None if order is None or order[0] == "?" else order[0] == "d"

    def year_first(self, language: str | None) -> bool:
        """Tell whether the short numeric date of a language begins with the year."""
        return self.orders.get(language or "", "? ?")[2] == "y"


@lru_cache(maxsize=1 << 12)
def key(name: str) -> str:
    """Return the name without differences that writers don't keep: case, accents, full stops."""
    folded = name.casefold()
    if folded.isalpha() and folded.isascii():
        return folded
    if not folded.isascii():
        folded = _NASAL.sub("\u0902", unicodedata.normalize("NFD", folded)).translate(_LETTERS)
    return " ".join(_LEFT_OUT.sub("", folded).translate(_LETTERS).split())


def as_written(word: str) -> str:
    """Return a word beside dates, folded by `key` unless it is short.

    The accents of a short word count: "Sa" is a Saturday, "så" none.
    """
    written = word.casefold().strip(".")
    return written if len(written) <= _SHORT else key(word)


@cache
def names() -> Names:
    """Return the table of names, loaded once a process in a few milliseconds."""
    table = _table()
    months = table["months"]
    return Names(
        months=months,
        beginnings=sorted(months.keys() - table["rare"]),
        weekdays=frozenset(table["weekdays"]),
        rare_weekdays=frozenset(table["rare_weekdays"]),
        glue=frozenset(table["glue"]),
        halves=table["halves"],
        orders=table["orders"],
        first_words=frozenset(name.partition(" ")[0] for name in months if " " in name),
        most_words=max(name.count(" ") for name in months) + 1,
    )


@cache
def umm_al_qura() -> tuple[int, date, Sequence[int]]:
    """Return the known years of Umm al-Qura's calendar.

    The first of these years, its first day, and the length in days of each month from there.
    """
    table = _table()["umm_al_qura"]
    lengths = tuple(28 + int(digit) for digit in table["lengths"] if digit != " ")
    return table["year"], date.fromisoformat(table["day"]), lengths


def _month(value: str) -> Month | None:
    if not value:
        return None
    return Month(_CALENDARS[value[0]], int(value[1:]))


_CALENDARS: Final = {"g": "gregory", "p": "persian", "i": "islamic", "e": "ethiopic"}


def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(Path(__file__).with_name("calendar.json").read_text("utf-8"))
    return table
