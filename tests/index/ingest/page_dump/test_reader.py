"""Tests of the articles of texts and page dumps, and of the headlines that they announce."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Article, Kind
from index.errors import UnreadableError
from index.ingest.page_dump.reader import MAX_PAGE_LINES, read_text
from index.text.clean import FORBIDDEN
from tests.index.bakery import FIRST, SECOND

THIRD = '"We have never been so early with the orders," his daughter said.'
MENU = "Home\nWorld\nPolitics\nSport\nWeather\nLog in\n"


def read(text: str) -> Article:
    return read_text(text, Path("page.txt"), "page")[0]


def test_prose_without_a_page_around_comes_out_whole() -> None:
    article = read(f"Bread from a window\n\n{FIRST}\n\n{SECOND}\n\n{THIRD}\n")
    assert article.title == "Bread from a window"
    assert article.paragraphs == (FIRST, SECOND, THIRD)


def test_a_text_without_a_title_is_called_by_its_first_words() -> None:
    article = read(f"{FIRST}\n\n{SECOND}\n")
    assert (
        article.title
        == "It rained for eleven days before the bridge went, and on the twelfth the river…"
    )
    assert article.paragraphs == (FIRST, SECOND)


@pytest.mark.parametrize("line", ["Bread", FIRST, "word " * 1000, "字" * 500])
def test_one_line_is_its_own_text(line: str) -> None:
    article = read(line)
    assert article.paragraphs == (line.strip(),)
    assert line.startswith(article.title.removesuffix("…"))


def test_each_line_is_a_paragraph_where_none_is_blank() -> None:
    assert read(f"Bread from a window\n{FIRST}\n{SECOND}\n{THIRD}").paragraphs == (
        FIRST,
        SECOND,
        THIRD,
    )


def test_lines_that_are_no_prose_are_kept_where_nothing_else_is() -> None:
    poem = ["The harbour at five", "grey water, no wind", "a gull on a post", "thinking of bread"]
    assert read("\n".join(["Morning", *poem])).paragraphs == tuple(poem)


def test_menus_and_footers_are_left_out() -> None:
    above = f"{MENU}\nBread from a window\n12 March 2020\n\n"
    article = read(f"{above}{FIRST}\n{SECOND}\n\n{MENU}© 2020 Bread Daily")
    assert article.title == "Bread from a window"
    assert article.paragraphs == (FIRST, SECOND)
    assert article.source == "Bread Daily"
    assert article.published is not None
    assert article.published.date().isoformat() == "2020-03-12"


def test_a_text_with_a_date_loses_that_line_and_no_other() -> None:
    table = ["Loaves 412", "Boats 31", "Bridges 0", "Bakers 1"]
    text = "\n".join(["Bread from a window", "12 March 2020", FIRST, *table, "© 2020 Anna Ferry"])
    article = read(text)
    assert article.title == "Bread from a window"
    assert article.paragraphs == (FIRST, *table, "© 2020 Anna Ferry")
    assert article.source == "Anna Ferry"


REVIEWED = (
    "The Old Pier\nAnna Ferry\nDunmore Press, 320 pages, £18.99\n\n",
    "The Old Pier\nby Anna Ferry\n\n",
    "Der alte Pier\nAnna Ferry\nRoman, 320 Seiten, 24 Euro\n\n",
    "El viejo muelle\nEditorial Puerto\n320 páginas\n\n",
    "Старый пирс\nАнна Паром\n320 страниц\n\n",
    "The Old Pier\nDunmore Press\n£18.99\n\n",
    "古い桟橋\n港出版\n320ページ\n\n",
)


@pytest.mark.parametrize("work", REVIEWED)
@pytest.mark.parametrize("tail", ["", " - {}"])
def test_a_book_that_is_reviewed_is_no_source(work: str, tail: str) -> None:
    title = "A crane falls, and a town wakes" + tail.format(work.partition("\n")[0])
    above = f"{MENU}\n{work}{title}\n12 March 2020\n\n{FIRST}\n{SECOND}\n\n{MENU}"
    below = f"{MENU}\n{title}\n12 March 2020\n\n{work}{FIRST}\n{SECOND}\n\n{MENU}"
    plain = f"{title}\n12 March 2020\n\n{work}{FIRST}\n{SECOND}\n"
    for page in (above, below, plain):
        found = read(page)
        assert (found.title, found.source) == (title, None)
        assert read(f"{page}© 2020 Bread Daily\n").source == "Bread Daily"


@pytest.mark.parametrize("line", ["The best bread of Dunmore", "Subscribe for only $1 a week"])
def test_the_name_above_a_menu_is_the_source(line: str) -> None:
    page = f"Bread Daily\n{line}\n{MENU}\nBread from a window\n12 March 2020\n\n{FIRST}\n{SECOND}"
    assert read(page).source == "Bread Daily"


def test_a_heading_between_paragraphs_stays() -> None:
    page = f"{MENU}\nBread from a window\n\n{FIRST}\nThe queue\n{SECOND}\n{THIRD}"
    assert read(page).paragraphs == (FIRST, "The queue", SECOND, THIRD)


def test_read_more_lines_become_headlines_and_leave_the_text() -> None:
    page = f"Bread from a window\n\n{FIRST}\n\nRead more: Boats sold out in an hour\n\n{SECOND}"
    article, headline = read_text(page, Path("page.txt"), "page")
    assert article.paragraphs == (FIRST, SECOND)
    assert (headline.title, headline.kind) == ("Boats sold out in an hour", Kind.HEADLINE)
    assert headline.found_on == article.id
    assert headline.origin.line == 5
    assert [one.id for one in article.related] == [headline.id]


def test_the_same_headline_twice_is_one() -> None:
    more = "Read more: Boats sold out in an hour\n"
    assert len(read_text(f"Bread\n\n{FIRST}\n{more}{more}{SECOND}", Path("a"), "a")) == 2


@pytest.mark.parametrize(
    ("lines", "titles"),
    [
        (
            ("1. Boats sold out in an hour", "2. The bridge is gone for good"),
            ("Boats sold out in an hour", "The bridge is gone for good"),
        ),
        (
            ("4) Boats sold out in an hour", "5) The bridge is gone for good"),
            ("Boats sold out in an hour", "The bridge is gone for good"),
        ),
        (
            ("1 Boats are sold out again", "2 The bridge is gone for good"),
            ("Boats are sold out again", "The bridge is gone for good"),
        ),
        (
            ("1. FC Köln gewinnt im Hafen", "Die Brücke ist wieder weg"),
            ("1. FC Köln gewinnt im Hafen", "Die Brücke ist wieder weg"),
        ),
        (("1. FC Köln gewinnt im Hafen",), ("1. FC Köln gewinnt im Hafen",)),
        (
            ("12 loaves that changed bread", "7 boats you have to see"),
            ("12 loaves that changed bread", "7 boats you have to see"),
        ),
        (
            ("3 dead in a storm at sea", "12 boats are sold out"),
            ("3 dead in a storm at sea", "12 boats are sold out"),
        ),
    ],
)
def test_a_number_is_of_the_headline_unless_it_counts_the_list(
    lines: tuple[str, ...], titles: tuple[str, ...]
) -> None:
    page = "\n".join((MENU, "Bread from a window", FIRST, SECOND, "Related", *lines))
    _, *headlines = read_text(page, Path("page.txt"), "page")
    assert tuple(each.title for each in headlines) == titles


def test_comments_are_no_text() -> None:
    page = f"{MENU}\nBread from a window\n\n{FIRST}\n{SECOND}\n3 comments\nAnna\n{THIRD}"
    assert read(page).paragraphs == (FIRST, SECOND)


def test_ids_come_from_the_key_not_from_the_text() -> None:
    one = read_text(f"Bread\n\n{FIRST}", Path("a.txt"), "news/a.txt")[0]
    edited = read_text(f"Bread and boats\n\n{SECOND}", Path("b.txt"), "news/a.txt")[0]
    other = read_text(f"Bread\n\n{FIRST}", Path("a.txt"), "news/b.txt")[0]
    assert one.id == edited.id != other.id


def test_a_book_is_taken_as_it_stands() -> None:
    text = "\n".join(["A book", *(f"line {n}" for n in range(MAX_PAGE_LINES))])
    article = read(text)
    assert article.title == "A book"
    assert len(article.paragraphs) == MAX_PAGE_LINES


def test_white_space_is_no_text() -> None:
    with pytest.raises(UnreadableError, match="nothing but white space"):
        read(" \n\t\n\u3000\ufeff\n")


PIECES = st.sampled_from(
    [
        *MENU.split("\n"), FIRST, SECOND, THIRD, "Bread from a window", "Read more", "See also",
        "Read more: Boats sold out in an hour - Bread.com", "12 March 2020", "1 min, 21 secs",
        "Jan 22, 2023 # food 10 secs", "1 Boats sold out in an hour", "2 The bridge is gone, gone",
        "3 Nobody has seen the baker | Bread", "By Anna Ferry", "© 2020 Bread Daily", "Comments",
        "https://bread.example/1", "Summarized by ROBOTS", "Category: Food", "\x1b[2J\u202etxt",
        "関連記事", "気象庁によると、この地震により宮城県で震度6強を観測した。", "\ud800", "-", "",
    ]
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(PIECES, max_size=40).map("\n".join) | st.text(max_size=300))
def test_any_text_gives_clean_articles_or_says_why_not(text: str) -> None:
    try:
        page, *headlines = read_text(text, Path("page.txt"), "page")
    except UnreadableError:
        assert not any(sign.isalnum() for sign in text)
        return
    assert page.kind is Kind.ARTICLE
    assert page.found_on is None
    assert {one.found_on for one in headlines} <= {page.id}
    assert [one.title for one in page.related] == [one.title for one in headlines]
    assert len({one.id for one in (page, *headlines)}) == 1 + len(headlines)
    for one in (page, *headlines):
        facts = (one.title, one.source, one.author, one.category, one.url, one.note, one.dated_by)
        for fact in (*facts, *one.paragraphs):
            assert fact is None or (fact and not FORBIDDEN.search(fact) and "\n" not in fact)


@pytest.mark.parametrize(
    "line",
    ["0001-01-01", "9999-12-31", "31 December 9999", "0000-00-00 00:00:00", "Published: 1/1/0001"],
)
@pytest.mark.parametrize("above", [True, False])
def test_a_date_that_stands_for_none_is_neither_source_nor_text(line: str, above: bool) -> None:
    head = f"{line}\nBread from a window" if above else f"Bread from a window\n{line}"
    article = read(f"{head}\n\n{FIRST}\n\n{SECOND}\n")
    assert (article.title, article.source, article.published) == (
        "Bread from a window",
        None,
        None,
    )
    assert article.paragraphs == (FIRST, SECOND)
