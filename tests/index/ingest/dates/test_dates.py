"""Tests of date lines in many languages, and of lines that only look like one."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.ingest.dates.date_lines import DateLine, read_date_line, reading_time


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


@pytest.mark.parametrize(
    "line",
    [
        "25-11-2022",
        "25/11/2022",
        "25. 11. 2022",
        "25-Nov-22",
        "25 Nov ’22",
        "Nov. 25th, 2022",
        "the 25th of November, 2022",
        "2022. nov. 25.",
        "2022 m. lapkričio 25 d.",
        "2022. gada 25. novembris",
        "2022(e)ko azaroaren 25(a)",
        "Dydd Gwener, 25 Tachwedd 2022",
        "perjantai 25. marraskuuta 2022",
        "петак, 25. новембар 2022.",
        "25. studenoga 2022.",
        "25 лістапада 2022 г.",
        "2022 թ. նոյեմբերի 25, ուրբաթ",
        "2022 ж. 25 қараша, жұма",
        "juma, 25-noyabr, 2022",
        "Nobyembre 25, 2022",
        "Thứ Sáu, ngày 25 tháng 11 năm 2022",
        "25 tháng 11, 2022",
        "শুক্রবার ২৫ নভেম্বর ২০২২",
        "25 நவம்பர், 2022",
        "২৫ নভেম্বর, ২০২২",
        "25 نوفمبر/ تشرين الثاني 2022",
        "25 نونبر 2022",
        "25ی تشرینی دووەمی 2022",
        "جمعہ 25 نومبر 2022",
        "2022 оны 11 сарын 25",
        "2022年11月25日金曜日",
        "2022年11月25日（金）",
        "二〇二二年十一月二十五日",
        "2022년 11월 25일 금요일",
    ],
)
def test_a_day_as_it_is_written_around_the_world(line: str) -> None:
    assert read_date_line(line) == DateLine(day(2022, 11, 25), day_only=True)


@pytest.mark.parametrize(
    ("line", "month", "of_month"),
    [
        ("5 aout 2022", 8, 5),
        ("5 fevrier 2022", 2, 5),
        ("5 decembre 2022", 12, 5),
        ("5 de setiembre de 2022", 9, 5),
        ("5 d’agost de 2022", 8, 5),
        ("5 сен. 2022", 9, 5),
        ("5 сент 2022", 9, 5),
        ("5 फरवरी 2022", 2, 5),
        ("5 फ़रवरी 2022", 2, 5),
        ("25 नवम्बर 2022", 11, 25),
        ("25 नवंबर 2022", 11, 25),
        ("5 غشت 2022", 8, 5),
        ("5 Nopember 2022", 11, 5),
        ("5 Ogos 2022", 8, 5),
        ("5 Meán Fómhair 2022", 9, 5),
        ("5 Deireadh Fómhair 2022", 10, 5),
    ],
)
def test_months_in_other_spellings(line: str, month: int, of_month: int) -> None:
    assert read_date_line(line) == DateLine(day(2022, month, of_month), day_only=True)


def test_a_name_that_languages_share_needs_the_language() -> None:
    line = "10 listopada 2022"
    assert read_date_line(line) is None
    assert read_date_line(line, language="pl") == DateLine(day(2022, 11, 10), day_only=True)
    assert read_date_line(line, language="hr") == DateLine(day(2022, 10, 10), day_only=True)


@pytest.mark.parametrize(
    ("line", "language", "published"),
    [
        ("5-11-2022", "nl", day(2022, 11, 5)),
        ("5/11/2022", "fil", day(2022, 5, 11)),
        ("22. 11. 5.", "ko", day(2022, 11, 5)),
        ("05.11.22", "de", day(2022, 11, 5)),
        ("11/25/22", "en", day(2022, 11, 25)),
        ("25/11/22", "fr", day(2022, 11, 25)),
        ("5-11-2022", "en", None),
        ("5-11-2022", None, None),
        ("5/11/22", "en", None),
        ("25/11/22", "zh", None),
        ("3/4/2021", "ja", None),
    ],
)
def test_the_language_tells_the_order_of_numbers(
    line: str, language: str | None, published: datetime | None
) -> None:
    found = read_date_line(line, language=language)
    assert (found and found.published) == published


@pytest.mark.parametrize(
    "line",
    [
        "2022年11月25日 下午2:30",
        "2022年11月25日星期五下午2点30分",
        "2022年11月25日 午後2時30分",
        "2022年11月25日(金) 14時30分",
        "입력 2022.11.25. 오후 2:30",
        "기사입력 2022.11.25. 오후 2:30 최종수정 2022.11.25. 오후 3:10",
        "25 พฤศจิกายน 2565 เวลา 14.30 น.",
        "25 नवंबर 2022, दोपहर 2:30 बजे",
        "الجمعة 25 نوفمبر 2022 - 02:30 مساءً",
        "25 نوفمبر 2022 2:30 م",
        "25 Νοεμβρίου 2022, 2:30 μ.μ.",
        "25 de noviembre de 2022, 2:30 p. m.",
        "25 de noviembre de 2022 a las 2:30 de la tarde",
        "25/11/2022 2:30 chiều",
        "2022. november 25. délután 2:30",
        "25 Kasım 2022 ÖS 2:30",
        "25 November 2022, 2:30PM",
        "Terbit 25 November 2022, 14:30",
    ],
)
def test_afternoons(line: str) -> None:
    found = read_date_line(line)
    assert found is not None
    assert (found.published, found.rest) == (datetime(2022, 11, 25, 14, 30, tzinfo=UTC), "")


@pytest.mark.parametrize(
    ("time", "hour", "minute"),
    [
        ("上午10:05", 10, 5),
        ("凌晨2:30", 2, 30),
        ("中午12:30", 12, 30),
        ("晚上8:30", 20, 30),
        ("午前0時30分", 0, 30),
        ("午後0時30分", 12, 30),
        ("오전 12:10", 0, 10),
        ("12:10 a.m.", 0, 10),
        ("noon 12:00", 12, 0),
        ("下午14:30", 14, 30),
    ],
)
def test_other_times_of_day(time: str, hour: int, minute: int) -> None:
    found = read_date_line(f"2022-11-25 {time}")
    assert found is not None
    assert found.published == datetime(2022, 11, 25, hour, minute, tzinfo=UTC)


def test_a_time_of_which_the_half_of_the_day_is_open_is_none() -> None:
    assert read_date_line("2022年11月25日 晚上12:30") == DateLine(day(2022, 11, 25), day_only=True)


def test_a_language_of_its_own_has_short_names_of_times() -> None:
    line = "2022. november 25. du. 2:30"
    found = read_date_line(line, language="hu")
    assert found is not None
    assert found.published.hour == 14


def test_of_two_dates_each_has_its_own_time() -> None:
    line = read_date_line("Updated 5 Mar 2021 10:00, published 3 Mar 2021 09:00")
    assert line == DateLine(datetime(2021, 3, 3, 9, tzinfo=UTC), day_only=False, labelled=True)


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("25 พฤศจิกายน 2565", None),
        ("วันศุกร์ที่ 25 พฤศจิกายน พ.ศ. 2565", None),
        ("25 พ.ย. 65", None),
        ("25/11/2565", "th"),
        ("令和4年11月25日", None),
        ("令和四年十一月二十五日（金）", None),
        ("㋿4年11月25日", None),
        ("R4.11.25 (金)", None),
        ("民國111年11月25日", None),
        ("中華民國111年11月25日", None),
        ("111/11/25", "zh"),
        ("جمعه ۴ آذر ۱۴۰۱", None),
        ("۱۴۰۱/۰۹/۰۴", None),
        ("1401/09/04", "fa"),
        ("4 قوس 1401", "fa"),
        ("1 جمادى الأولى 1444 هـ", None),
        ("الجمعة 1 جمادى الأولى 1444 هـ - 25 نوفمبر 2022 م", None),
        ("16 ኅዳር 2015", "am"),
    ],
)
def test_other_calendars(line: str, language: str | None) -> None:
    found = read_date_line(line, language=language)
    assert found == DateLine(day(2022, 11, 25), day_only=True)


@pytest.mark.parametrize(
    "line",
    [
        "25 November 2565",
        "1401/09/04",
        "14/11/1401",
        "25/11/2565",
        "R4.11.25",
        "25 Kislev 5783",
        "31 آذر 1401",
    ],
)
def test_a_year_of_no_known_calendar_is_no_date(line: str) -> None:
    assert read_date_line(line) is None


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("25 Nov 22", "en"), ("25 Nov 22", None), ("25th November 22", "en"),
        ("Fri 25 Nov 22", "en"),
        ("25 nov. 22", "fr"), ("25. Nov. 22", "de"), ("25. November 22", "de"), ("25 nov 22", "nl"),
        ("25. nov. 22", "da"), ("25 marraskuuta 22", "fi"), ("25 de noviembre de 22", "es"),
        ("25 de novembro de 22", "pt"), ("25 nov 22", "it"), ("25 lis 22", "pl"),
        ("25 listopada 22 r.", "pl"), ("25 listopada 2022 r.", "pl"),
        ("25. listopadu 22", "cs"), ("25 noi. 22", "ro"), ("25 Kas 22", "tr"),
        ("25 Νοεμβρίου 22", "el"), ("25 ноября 22 г.", "ru"), ("25 листопада 22", "uk"),
        ("25 נובמבר 22", "he"), ("25 نوفمبر 22", "ar"), ("25 नवंबर 22", "hi"),
        ("25 নভেম্বর 22", "bn"), ("25 tháng 11 năm 2022", "vi"),
    ],
)  # fmt: skip
def test_a_year_of_two_digits_behind_the_name_of_a_month(line: str, language: str | None) -> None:
    found = read_date_line(line, language=language)
    assert found == DateLine(day(2022, 11, 25), day_only=True)


@pytest.mark.parametrize(
    "line", ["25 Nov 22, 14:05", "25 Nov 22 14:05", "14:05, 25 Nov 22", "25 Nov 22 at 2:05 pm"]
)
def test_a_time_beside_a_year_of_two_digits(line: str) -> None:
    found = read_date_line(line, language="en")
    assert found is not None
    assert found.published == datetime(2022, 11, 25, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("25 Nov 14:05", "en"), ("25 Nov 10 am", "en"), ("25. Nov. 10 Uhr", "de"),
        ("25 Nov 22 min read", "en"), ("22 Dec 25 players to watch", "en"), ("Top 10 May 22", "en"),
        ("12 mar 22 points", "en"), ("25 Mar 22 - 3", "en"), ("Round 3 Sep 22", "en"),
        ("$25 Nov 22", "en"), ("Boeing 737 May 22", "en"), ("Mar 5, 22", "es"),
        ("22 nov. 25", "hu"),
        ("25 XI", "pl"), ("Chapter XI 2022", "en"), ("Louis XIV 2022", "fr"), ("5.V.2", "it"),
        ("12 V 2000 mA", "de"), ("5 V 2000", "en"), ("3 X 2022", None), ("Psalm 25.XI", "de"),
        ("25.XIII.2022", "pl"), ("32.XI.2022", "pl"), ("v1.II.2022", "en"), ("IX.5.2022", "pl"),
        ("R4.11.25", "en"), ("S3.2.1", "de"), ("v2.4.11", None), ("R4.13.25", "ja"),
        ("ER4.11.25", "ja"), ("R4.11.25.1", "ja"), ("22年11月25日", "ja"),
    ],
)  # fmt: skip
def test_other_numbers_with_words_and_letters_are_no_dates(line: str, language: str | None) -> None:
    assert read_date_line(line, language=language) is None


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("25.XI.2022", None), ("25.XI.2022", "pl"), ("25. XI. 2022", "cs"), ("25 XI 2022", "pl"),
        ("25-XI-2022", "es"), ("25/XI/2022", "es"), ("25.XI.22", "ro"), ("2022. XI. 25.", "hu"),
        ("2022.XI.25.", "hu"), ("25 XI 2022 r.", "pl"), ("piątek, 25 XI 2022", "pl"),
    ],
)  # fmt: skip
def test_months_in_roman_numerals(line: str, language: str | None) -> None:
    found = read_date_line(line, language=language)
    assert found == DateLine(day(2022, 11, 25), day_only=True)


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("R4.11.25", day(2022, 11, 25)), ("R4/11/25", day(2022, 11, 25)),
        ("R4-11-25", day(2022, 11, 25)), ("R 4.11.25", day(2022, 11, 25)),
        ("R4.11.25（金）", day(2022, 11, 25)), ("令4.11.25", day(2022, 11, 25)),
        ("令和4.11.25", day(2022, 11, 25)), ("R4年11月25日", day(2022, 11, 25)),
        ("令和元.5.1", day(2019, 5, 1)), ("R元.5.1", day(2019, 5, 1)),
        ("H30.11.25", day(2018, 11, 25)), ("平成30.11.25", day(2018, 11, 25)),
        ("平30.11.25", day(2018, 11, 25)), ("S63.11.25", day(1988, 11, 25)),
        ("昭和63年11月25日", day(1988, 11, 25)), ("T9.11.25", day(1920, 11, 25)),
    ],
)  # fmt: skip
def test_japanese_eras_in_short(line: str, published: datetime) -> None:
    assert read_date_line(line, language="ja") == DateLine(published, day_only=True)


def test_a_numeric_date_in_nepali_may_be_of_its_own_calendar() -> None:
    assert read_date_line("२०७९-०८-०९", language="ne") is None


def test_a_day_of_the_islamic_calendar_says_so() -> None:
    found = read_date_line("1 جمادى الأولى 1444 هـ")
    assert found is not None
    assert found.calendar == "islamic"


@pytest.mark.parametrize(
    "line",
    [
        "25-11",
        "Tel. 25-11-2022",
        "ISBN 978-3-16-148410-0",
        "192.168.10.22",
        "Version 2.10.2022",
        "Act No. 25-11-2022",
        "iOS 26.2.1",
        "Firmware 1.03.2 for all models",
        "6-4-10",
        "21-19-22",
        "$25.11.2022",
        "+49 25 11 2022",
        "25 11 2022",
        "124.6 in January 1986",
        "RUBBER 1600 - APRIL 7",
        "SEP7 9425 9429 9424",
        "2/28/87 1/31/87 2/28/86",
        "25–27 November 2022",
        "May 15-June 15, 1987",
        "25 November 2022 – 27 November 2022",
        "2 hours ago",
        "vor 3 Tagen",
        "Directive 2016/679",
        "bonds due March 1, 2022 paying five percent",
        "The minister wrote on 12 September 2018, in a letter:",
        "Match on 25-11-2022 3-1",
    ],
)
@pytest.mark.parametrize("language", [None, "en", "de", "es"])
def test_what_only_looks_like_a_date(line: str, language: str | None) -> None:
    assert read_date_line(line, language=language) is None


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("by Ann Marie Mill July 10, 2015", "by Ann Marie Mill"),
        ("von Karl Mühle, 25.11.2022", "von Karl Mühle"),
        ("Harbour News | 25-11-2022", "Harbour News"),
        ("Leeds News 22 Dec, 2024", "Leeds News"),
        ("Leeds Home, Harbour, News 22 Dec 2024", "Leeds Home, Harbour, News"),
    ],
)
def test_names_beside_a_date(line: str, rest: str) -> None:
    found = read_date_line(line)
    assert found is not None
    assert found.rest == rest


@pytest.mark.parametrize(
    ("line", "updated"),
    [
        ("Terbit: 25 November 2022", False),
        ("प्रकाशित: 25 नवंबर 2022", False),
        ("প্রকাশ: ২৫ নভেম্বর ২০২২", False),
        ("เผยแพร่: 25 พฤศจิกายน 2565", False),
        ("פורסם: 25 בנובמבר 2022", False),
        ("发布时间：2022-11-25", False),
        ("公開日：2022年11月25日", False),
        ("최종수정 2022.11.25", True),
        ("更新日：2022年11月25日", True),
        ("Päivitetty 25.11.2022", True),
        ("Actualizado: 25-11-2022", True),
        ("अपडेट: 25 नवंबर 2022", True),
        ("Оновлено: 25 листопада 2022", True),
    ],
)
def test_labels_in_many_languages(line: str, updated: bool) -> None:
    assert read_date_line(line) == DateLine(
        day(2022, 11, 25), day_only=True, updated=updated, labelled=True
    )


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


@pytest.mark.parametrize(
    "line",
    [
        "20221125", "２０２２１１２５", "Published 20221125", "25·11·2022", "25 · 11 · 2022",
        "25・11・2022", "2022・11・25", "2022•11•25", "25∙11∙2022", "25‧11‧2022", "25．11．2022",
        "２０２２．１１．２５",
        "25–11–2022", "25\u201111\u20112022", "25−11−2022", "25⁄11⁄2022", "25／11／2022",
        "11·25·2022", "25·11·22", "Viernes, 25·11·2022",
        "2022年11月25日(金)", "2022年11月25日［金］",
        "2022年11月25日【金】", "2022年11月25日（星期五）",
        "2022.11.25(金)", "2022년 11월 25일 (금)",
    ],
)  # fmt: skip
def test_a_day_of_figures_with_any_signs_or_none(line: str) -> None:
    assert read_date_line(line, language="es") == DateLine(
        day(2022, 11, 25), day_only=True, labelled=line.startswith("Published")
    )


@pytest.mark.parametrize(
    "line",
    [
        "20221125 14:30", "20221125T143000Z", "25·11·2022 14:30", "2022年11月25日 午後2時半",
        "西元2022年11月25日 14:30", "2022년 11월 25일 오후 2시 반",
    ],
)  # fmt: skip
def test_a_day_of_figures_has_its_time(line: str) -> None:
    found = read_date_line(line)
    assert found is not None
    assert (found.published.hour, found.published.minute, found.rest) == (14, 30, "")


@pytest.mark.parametrize(
    "line",
    [
        "20221399", "20220230", "12345678", "99991231", "tel 20221125", "+49 20221125", "+20221125",
        "20221125 123", "01 20221125", "+1 555 20221125", "ISBN 20221125", "№ 20221125",
        "20221125-1", "20221125/2", "20221125.5", "$20221125", "Order 20221125", "20221125 hits",
        "20221125123", "a20221125", "1·2·3", "192·168·2022", "10·11·2022 people came", "2·0·22",
    ],
)  # fmt: skip
def test_a_number_that_is_no_date_is_none(line: str) -> None:
    assert read_date_line(line, language="es") is None
