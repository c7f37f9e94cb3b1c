"""Tests of Babel's dates in every language of CLDR: read as the same day, or not at all."""

from collections.abc import Iterator
from datetime import date

import pytest

from index.ingest.dates.calendar_names import Month, key, names
from index.ingest.dates.date_lines import read_date_line
from index.text.clean import clean_line

DAYS = (
    date(2022, 11, 25),
    date(2021, 2, 3),
    date(2019, 9, 30),
    date(1998, 5, 7),
    date(2016, 8, 12),
)
WITH_MONTHS_BY_NAME = ("full", "long", "medium")
NEWS = """
af am ar az be bg bn bs ca ckb cs cy da de el en es et eu fa fi fil fr ga gl gu he hi hr hu hy id is
it ja ka kk km kn ko ky lo lt lv mk ml mr ms my ne nl no pa pl pt ro ru si sk sl sq sr sv sw ta te
th tr uk ur vi zh zu
"""


def written(language: str, width: str) -> Iterator[tuple[str, date]]:
    from babel.dates import format_date

    for day in DAYS:
        yield clean_line(format_date(day, width, language)), day


@pytest.mark.parametrize("language", NEWS.split())
@pytest.mark.parametrize("width", WITH_MONTHS_BY_NAME)
def test_a_date_of_a_language_with_many_readers_is_read(language: str, width: str) -> None:
    pytest.importorskip("babel")
    for line, day in written(language, width):
        if language == "my" and width == "medium":
            continue  # The months of this language are shortened to a letter.
        found = read_date_line(line, language=language)
        assert found is not None, line
        assert (found.published.date(), found.rest) == (day, ""), line


@pytest.mark.slow
def test_no_date_of_any_language_is_read_as_another() -> None:
    pytest.importorskip("babel")
    from babel import Locale
    from babel.localedata import locale_identifiers

    wrong = []
    for identifier in locale_identifiers():
        locale = Locale.parse(identifier)
        if locale.territory:
            continue
        for width in (*WITH_MONTHS_BY_NAME, "short"):
            for line, day in written(identifier, width):
                found = read_date_line(line, language=locale.language)
                if found is not None and found.published.date() != day:
                    wrong.append((identifier, line))
    assert wrong == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Août", "aout"),
        ("sept.", "SEPT"),
        ("फ़रवरी", "फरवरी"),
        ("नवम्बर", "नवंबर"),
        ("يناير", "ینایر"),
        ("أكتوبر", "اكتوبر"),
        ("كانوونی دووەم", "کانوونی دووەم"),
        ("พ.ย.", "พย"),
        ("Ara\u0307lık", "aralik"),
    ],
)
def test_names_are_the_same_without_what_writers_leave_out(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize("name", ["ju", "ma", "jun july", "xyz", "", "j"])
def test_no_month(name: str) -> None:
    assert names().month(name) is None


def test_an_abbreviation_that_no_table_has() -> None:
    assert names().month("novem") == Month("gregory", 11)
