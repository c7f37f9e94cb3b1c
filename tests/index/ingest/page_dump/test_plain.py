"""Tests of plain texts, which come out as they went in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.article import Article
from index.ingest.page_dump.reader import read_text
from tests.index.bakery import FIRST, GAPS, ITEMS, SECOND, TABLE, day


def read(*lines: str, gap: str = "\n") -> Article:
    return read_text(gap.join(lines) + "\n", Path("plain.txt"), "plain")[0]


@GAPS
@pytest.mark.parametrize("body", [(FIRST, SECOND), TABLE, ITEMS, (FIRST, *ITEMS), (*ITEMS, SECOND)])
@pytest.mark.parametrize(
    "headline",
    [
        "Fog", "1984", "Obituary", "Comments", "Share", "Related", "Contact us", "Advertisement",
        "By land and sea", "By Land, Boats Reach the Bakery", "By Design",
        "Von Notz kritisiert Faeser",
        "Di Maio incontra Draghi", "Por la paz", "Read more: the library in spring",
        "More from Mars",
        "Copyright 2023: what changes", "See also: the sea", "Bread - The Guardian",
        "Bread | Opinion",
        "3 Ovens and a Boat", "BREAD SOLD FROM WINDOW", "Weather, 4 May 1990", "Is there bread?",
        f"{FIRST} {SECOND} {FIRST}", "word " * 99 + "word", "港のクレーン", "부두 폐쇄",
        "घाट बंद", "เรือ",
    ],
)  # fmt: skip
def test_the_line_above_the_date_is_the_headline(
    headline: str, body: tuple[str, ...], gap: str
) -> None:
    article = read(headline, "12 March 2023", *body, gap=gap)
    assert article.title == headline
    assert day(article) == date(2023, 3, 12)
    assert article.paragraphs == body
    assert (article.author, article.rest) == (None, ("12 March 2023",))


@GAPS
@pytest.mark.parametrize("headline", ["24 February 2022", "9 мая 1945 года", "11. September 2001"])
def test_a_headline_may_be_a_date(headline: str, gap: str) -> None:
    article = read(headline, "12 March 2023", FIRST, SECOND, gap=gap)
    assert (article.title, day(article)) == (headline, date(2023, 3, 12))
    assert (article.paragraphs, article.rest) == ((FIRST, SECOND), ("12 March 2023",))


def test_two_dates_above_a_headline_are_its_own() -> None:
    article = read("12 March 2023", "Updated 13 March 2023", "Bread sold from window", FIRST)
    assert article.title == "Bread sold from window"


def test_a_headline_and_its_date_are_an_article_without_a_text() -> None:
    article = read("Bread is sold from a window. Boats queue", "2020-03-12")
    assert article.title == "Bread is sold from a window. Boats queue"
    assert (article.paragraphs, article.rest) == ((), ("2020-03-12",))


@GAPS
def test_dates_below_the_first_are_text(gap: str) -> None:
    body = ("24 February 2022", FIRST, "3 April 2022", SECOND, "5 May 2022")
    article = read("Bread, day by day", "12 March 2023", *body, gap=gap)
    assert day(article) == date(2023, 3, 12)
    assert article.paragraphs == body


def test_a_change_has_a_line_of_its_own() -> None:
    article = read("Bread", "12 March 2023", "Updated 13 March 2023", "By Anna Ferry", FIRST)
    assert day(article) == date(2023, 3, 12)
    assert article.author == "Anna Ferry"
    assert article.paragraphs == (FIRST,)


def test_a_numbered_list_with_dates_is_text() -> None:
    records = (
        "1. The first record of all",
        "26 May 1969",
        "2. The second one, slower",
        "8 May 1970",
    )
    more = ("3. The third and last of them", "5 May 1971")
    article = read("Three records", "12 March 2023", *records, *more, FIRST)
    assert article.paragraphs == (*records, *more, FIRST)
    assert article.related == ()


def test_a_deck_between_headline_and_date_is_text() -> None:
    deck = "A town looks for those who knew"
    article = read("The bridge that nobody checked", deck, "12 March 2023", "", FIRST)
    assert article.title == "The bridge that nobody checked"
    assert article.paragraphs == (deck, FIRST)


@pytest.mark.parametrize(
    "end",
    [
        ("Share",), ("Related",), ("Read more",), ("Comments",), ("© 2020 Anna Ferry",),
        ("https://ashby.example/bread",), ("Subscribe to our newsletter",), ("Share", "Related"),
        ("Teilen",), ("Поделиться",), ("関連記事",), ("Read more", "© 2020 Anna Ferry"),
    ],
)  # fmt: skip
@GAPS
def test_what_pages_end_with_ends_a_text_too(end: tuple[str, ...], gap: str) -> None:
    """Keep a page's usual last lines in a text that no page surrounds."""
    for body in ((FIRST, *ITEMS), (FIRST, SECOND)):
        article = read("Bread", "12 March 2023", *body, *end, gap=gap)
        assert article.paragraphs == (*body, *end)
        assert article.rest == ("12 March 2023",)


def test_rights_and_address_at_the_end_of_a_text_are_known() -> None:
    end = ("https://ashby.example/bread", "© 2020 Anna Ferry")
    article = read("Bread", "12 March 2023", FIRST, SECOND, *end)
    assert (article.source, article.url) == ("Anna Ferry", end[0])
    assert article.paragraphs == (FIRST, SECOND, *end)


@pytest.mark.parametrize(
    "end",
    [
        ("Share", "Home", "World", "Politics", "Contact", "© 2020 Anna Ferry"),
        ("Share", "3 comments", "Well said, and in so few words that I had to read it twice."),
        ("Share", "Related", "Boats are sold out in an hour", "The bridge is gone for good"),
    ],
)
def test_beside_a_menu_comments_or_a_list_they_are_no_text(end: tuple[str, ...]) -> None:
    article = read("Bread", "12 March 2023", FIRST, SECOND, *end)
    assert article.paragraphs == (FIRST, SECOND)
    assert article.rest == ("12 March 2023", *end)


def test_clauses_are_no_copyright_lines() -> None:
    clauses = [f"({letter}) Ovens are looked at once a year, by a baker." for letter in "abcde"]
    article = read("Rules for bakers", FIRST, *clauses)
    assert article.paragraphs == (FIRST, *clauses)
    assert article.source is None


@pytest.mark.parametrize("credit", ["Photo: Anna Ferry © 2022", "(c) dpa", "© Anna Ferry/AFP"])
def test_a_credit_ends_nothing(credit: str) -> None:
    assert read("Bread", FIRST, credit, SECOND).paragraphs == (FIRST, credit, SECOND)


def test_a_line_that_stands_three_times_is_text() -> None:
    song = ("Low tide, bring them home", "and grey the stones", "Low tide, bring them home")
    body = (*song, "and cold the bones", "Low tide, bring them home")
    assert read("Song", "12 March 2023", *body).paragraphs == body


def test_a_list_without_a_date_above_is_text() -> None:
    assert read("Ten things to pack", *ITEMS, FIRST).paragraphs == (*ITEMS, FIRST)
    assert read("Ten things to pack", "", *ITEMS, "", FIRST).title == "Ten things to pack"


def test_a_date_may_stand_first() -> None:
    article = read("12 March 2023", "Morning", "", *ITEMS)
    assert (article.title, article.paragraphs) == ("Morning", ITEMS)
    assert day(article) == date(2023, 3, 12)


def test_the_name_of_a_site_above_a_headline_is_its_source() -> None:
    article = read(
        "Ashby Courier",
        "All the news of the coast that fits",
        "",
        "Fog",
        "12 March 2023",
        "",
        FIRST,
    )
    assert (article.title, article.source, article.paragraphs) == ("Fog", "Ashby Courier", (FIRST,))


@pytest.mark.parametrize(
    "below",
    [
        "12 March 2023",
        "2023-03-12",
        "Sunday, 12 March 2023 | 14:05",
        "By Anna Ferry\n12 March 2023",
    ],
)
def test_wrapped_lines_swallow_neither_headline_nor_date(below: str) -> None:
    wrapped = (
        "Showers continued throughout the week in the",
        "zone of the bakeries, and the ovens of the",
        "town stayed cold for longer than in any year",
        "since the old bridge was built by the fathers",
        "of those who now wait for bread in boats and",
        "wonder if the bridge will be there before it",
        "snows, as the council of the town has told",
        "them more than once in the last eleven days.",
    )
    article = read("POLL MAJORITY DISAPPROVES OF SHOWERS", below, *wrapped)
    assert article.title == "POLL MAJORITY DISAPPROVES OF SHOWERS"
    assert day(article) == date(2023, 3, 12)
    assert article.paragraphs == (" ".join(wrapped),)


def test_a_headline_may_be_all_that_there_is() -> None:
    line = (
        "Bread is sold from a window. Boats queue, the baker says, and the river still stands high"
    )
    assert (read(line).title, read(line).paragraphs) == (line, (line,))


def test_an_undated_headline_may_be_long_or_end_with_a_full_stop() -> None:
    long = "word " * 70 + "word"
    assert read(long, FIRST, SECOND).title == long
    apart = read(f"{FIRST}\n", SECOND, FIRST)
    assert (apart.title, apart.paragraphs) == (FIRST, (SECOND, FIRST))


@pytest.mark.parametrize("line", ["12 March 2023", "Published 12 March 2023, 10:42"])
def test_a_date_line_is_a_fact_and_not_left_out(line: str) -> None:
    article = read("Bread sold from a window", line, FIRST)
    assert (article.rest, article.shown_in_rest, article.lines_left_out) == ((line,), (0,), 0)


def test_a_byline_and_an_address_are_facts_but_what_says_more_is_left_out() -> None:
    address = "https://bakery.example/window"
    article = read("Bread sold from a window", "By Anna Ferry", "12 March 2023", FIRST, address)
    left = [line for at, line in enumerate(article.rest) if at not in article.shown_in_rest]
    assert (article.author, left) == ("Anna Ferry", [])


def test_of_front_matter_only_other_fields_are_left_out() -> None:
    article = read("---", "title: Bread", "date: 2023-03-12", "tags: food", "---", "# Bread", FIRST)
    assert article.lines_left_out == 1
    assert article.rest[article.shown_in_rest[-1]] == "# Bread"
