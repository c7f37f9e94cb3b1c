from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.ingest.dates import DateLine, read_date_line, reading_time


def day(year: int, month: int, of_month: int) -> datetime:
    return datetime(year, month, of_month, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("March 29, 2024", day(2024, 3, 29)),
        ("25 November 2022", day(2022, 11, 25)),
        ("Friday, January 4, 2019", day(2019, 1, 4)),
        ("25.11.2022", day(2022, 11, 25)),
        ("2022/11/25", day(2022, 11, 25)),
        ("13/4/2021", day(2021, 4, 13)),
        ("4/13/2021", day(2021, 4, 13)),
        ("22 января 2023 г.", day(2023, 1, 22)),
        ("le 3 mars 2021", day(2021, 3, 3)),
        ("1er janvier 2020", day(2020, 1, 1)),
        ("3. März 2021", day(2021, 3, 3)),
        ("5. Jänner 2021", day(2021, 1, 5)),
        ("11 de mayo de 2019", day(2019, 5, 11)),
        ("10. listopadu 2020", day(2020, 11, 10)),
        ("2021. március 3.", day(2021, 3, 3)),
        ("2023年1月22日", day(2023, 1, 22)),
        ("2023년 1월 22일", day(2023, 1, 22)),
        ("٢٢ يناير ٢٠٢٣", day(2023, 1, 22)),
        ("22 كانون الثاني 2023", day(2023, 1, 22)),
    ],
)
def test_a_day(line: str, published: datetime) -> None:
    assert read_date_line(line) == DateLine(published, day_only=True)


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("2022-11-25T10:00:00Z", "2022-11-25T10:00+00:00"),
        ("2022-11-25T10:00:00+03:00", "2022-11-25T07:00+00:00"),
        ("22 января 2023 г., 10:15 МСК", "2023-01-22T07:15+00:00"),
        ("Le 3 mars 2021 à 10h42", "2021-03-03T10:42+00:00"),
        ("March 11, 2015 3:46 PM", "2015-03-11T15:46+00:00"),
        ("Thu 3 Mar 2021 at 12:04 am ET", "2021-03-03T05:04+00:00"),
        ("1 July 2021 9:00 a.m. ET", "2021-07-01T13:00+00:00"),
        ("2023年1月22日 10時15分", "2023-01-22T10:15+00:00"),
    ],
)
def test_a_time(line: str, published: str) -> None:
    assert read_date_line(line) == DateLine(datetime.fromisoformat(published), day_only=False)


def test_date_and_reading_time_on_one_line() -> None:
    line = read_date_line("Nov 25, 2022 1 min, 21 secs")
    assert line == DateLine(day(2022, 11, 25), day_only=True, reading_seconds=81)


def test_date_category_and_seconds_on_one_line() -> None:
    line = read_date_line("Jan 22, 2023 # entertainment 10 secs")
    assert line == DateLine(
        day(2023, 1, 22), day_only=True, category="entertainment", reading_seconds=10
    )


def test_published_beats_updated() -> None:
    line = read_date_line("Updated 5 Mar 2021, published 3 Mar 2021")
    assert line == DateLine(day(2021, 3, 3), day_only=True, labelled=True)


@pytest.mark.parametrize(
    "line", ["Updated: 3 May 2021", "Обновлено 3 мая 2021", "Mis à jour le 3 mai 2021"]
)
def test_a_change_is_told_from_a_publication(line: str) -> None:
    assert read_date_line(line) == DateLine(
        day(2021, 5, 3), day_only=True, updated=True, labelled=True
    )


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("Published 10:42 GMT, 25 November 2022", ""),
        ("By Jane Doe, 25 Nov 2022 10.42 GMT", "By Jane Doe"),
        ("By GILLIAN MOHNEY March 11, 2015 3:46 PM", "By GILLIAN MOHNEY"),
        ("BBC News · 25 November 2022", "BBC News"),
        ("Paris, le 11 septembre 2001", "Paris"),
    ],
)
def test_what_else_stands_on_the_line(line: str, rest: str) -> None:
    found = read_date_line(line)
    assert found is not None
    assert found.rest == rest


@pytest.mark.parametrize(
    "line",
    [
        "",
        "May",
        "2 more",
        "22 January",
        "31.02.2021",
        "192.168.1.22",
        "Attack of 11 September 2001",
        "He died on 3 March 2021.",
        "In Berlin, on 3 March 2021, the talks ended.",
        "Антициклон согреет Петербург 22 января 2023 г.",
        "3/4/2021",
        "yesterday at 10:15",
    ],
)
def test_prose_and_half_dates_are_no_date_lines(line: str) -> None:
    assert read_date_line(line) is None


def test_the_order_of_day_and_month_has_to_be_known() -> None:
    assert read_date_line("3/4/2021", day_first=True) == DateLine(day(2021, 4, 3), day_only=True)
    assert read_date_line("3/4/2021", day_first=False) == DateLine(day(2021, 3, 4), day_only=True)


@given(st.dates(min_value=date(1600, 1, 1), max_value=date(2199, 12, 31)))
def test_iso_dates_are_read_as_written(written: date) -> None:
    found = read_date_line(written.isoformat())
    assert found is not None
    assert found.published.date() == written


@given(st.text(max_size=170) | st.text("0123456789 :.,-/年月日 May published T+Z", max_size=170))
def test_any_line_is_read_or_not(line: str) -> None:
    found = read_date_line(line)
    assert found is None or found.published.tzinfo is UTC
    seconds = reading_time(line)
    assert seconds is None or seconds >= 0


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("1 min, 21 secs", 81),
        ("10 secs", 10),
        ("4 min read", 240),
        ("1 hr 5 min read", 3900),
        ("Lesezeit: 3 Minuten", 180),
        ("Lecture 2 min.", 120),
        ("5 мин", 300),
        ("Время чтения: 3 минуты", 180),
        ("読了時間：3分", 180),
        ("约3分钟", 180),
        ("5 minutes ago", None),
        ("3 minutes of silence", None),
        ("22 people", None),
        ("7", None),
    ],
)
def test_reading_time(line: str, seconds: int | None) -> None:
    assert reading_time(line) == seconds
