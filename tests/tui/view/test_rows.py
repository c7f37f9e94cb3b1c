"""Tests of the rows of a list."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from index.article import Kind
from index.engine.answer import FacetCount, Hit
from index.engine.request import FacetName
from index.match.spans import Snippet
from index.state import Facts
from tui.view.rows import (
    EVERY_COLUMN,
    StyledText,
    article_line,
    columns,
    hit_lines,
    marked,
    telling_columns,
)

UNREAD = Facts(read=False, starred=False)
HIT = Hit(
    id="a",
    slug="a",
    kind=Kind.ARTICLE,
    title="Putin tells mothers he shares their pain",
    source="365NEWSX",
    published=datetime(2022, 11, 25, tzinfo=UTC),
    reading_seconds=81,
    snippet=Snippet("He said that he shares the pain of every mother.", ((27, 31), (41, 47))),
)


def text(pieces: list[StyledText]) -> str:
    return "".join(piece for piece, _ in pieces)


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (40, "▌●  2022-11-25 Putin tells mothers he s…"),
        (80, "▌●  25 Nov 2022  365NEWSX       Putin tells mothers he shares their pain      1m"),
    ],
)
def test_an_unread_article_under_the_cursor(width: int, line: str) -> None:
    assert text(article_line(HIT, UNREAD, True, columns(width))) == line


def test_a_starred_headline_that_was_read() -> None:
    hit = Hit(id="b", slug="b", kind=Kind.HEADLINE, title="Leopard")
    line = text(article_line(hit, Facts(read=True, starred=True), False, columns(40)))
    assert line.startswith("  ★ undated")


def test_a_search_result_has_its_sentence_with_the_match_in_sight() -> None:
    head, tail = hit_lines(HIT, UNREAD, False, 48)
    assert text(head).rstrip() == " ●  Putin tells mothers he shares their pain"
    assert text(tail).rstrip() == "    365NEWSX · 2022-11-25 · …the pain of every …"
    assert ("pain", "mark") in tail


@pytest.mark.parametrize("width", [26, 30, 40, 48, 80])
@pytest.mark.parametrize("source", ["bbc", "365NEWSX", "The Tidewater Chronicle", "日本経済新聞"])
@pytest.mark.parametrize("published", [HIT.published, None])
def test_a_source_and_a_date_stand_together_or_one_alone(
    width: int, source: str, published: datetime | None
) -> None:
    hit = replace(HIT, source=source, published=published, snippet=None)
    line = text(hit_lines(hit, UNREAD, False, width)[1])
    assert cell_len(line) == width
    first, *others = line.split(" · ")
    assert first.strip() in source or first.strip().rstrip("…") in source
    assert all(each.strip() for each in others)


def test_a_line_too_narrow_for_both_has_the_date() -> None:
    assert text(hit_lines(HIT, UNREAD, False, 20)[1]).split() == ["2022-11-25"]


def test_marks_are_pieces_of_their_own() -> None:
    assert marked("a pain b", ((2, 6),), 10, "x") == [
        ("a ", "x"),
        ("pain", "mark"),
        (" b", "x"),
        ("  ", ""),
    ]


spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=5).map(
    lambda pairs: tuple(sorted((start, start + length) for start, length in pairs))
)


@given(st.text(max_size=80), spans, st.text(max_size=80), st.integers(20, 220))
def test_every_line_is_as_wide_as_the_screen(
    title: str, marks: tuple[tuple[int, int], ...], sentence: str, width: int
) -> None:
    marks = tuple((a, min(b, len(title))) for a, b in marks if a < len(title))
    hit = Hit(
        id="a",
        slug="a",
        kind=Kind.ARTICLE,
        title=title,
        source=title,
        title_marks=marks,
        snippet=Snippet(sentence),
    )
    for line in hit_lines(hit, UNREAD, True, width):
        assert cell_len(text(line)) == width
    assert cell_len(text(article_line(hit, UNREAD, True, columns(width)))) == width


def test_the_date_stands_once_for_the_lines_of_a_day() -> None:
    shape = columns(80)
    assert "25 Nov 2022" in text(article_line(HIT, UNREAD, False, shape))
    line = text(article_line(HIT, UNREAD, False, shape, same_day=True))
    assert "2022" not in line
    assert cell_len(line) == 80


def test_columns_that_say_next_to_nothing_give_their_room_to_the_title() -> None:
    one_language = {FacetName.LANGUAGE: (FacetCount("en", 100),)}
    few_sources = {FacetName.SOURCE: (FacetCount(None, 95), FacetCount("BBC", 5))}
    many = {FacetName.CATEGORY: (FacetCount("sport", 50), FacetCount(None, 50))}
    shown = telling_columns({**one_language, **few_sources, **many}, 100)
    assert shown == {FacetName.CATEGORY}
    one_folder = (FacetCount("news", 98), FacetCount("BBC", 1), FacetCount(None, 1))
    assert FacetName.SOURCE not in telling_columns({FacetName.SOURCE: one_folder}, 100)
    two_folders = (FacetCount("news", 60), FacetCount("reuters", 40))
    assert FacetName.SOURCE in telling_columns({FacetName.SOURCE: two_folders}, 100)
    assert columns(120, shown).title > columns(120).title
    assert telling_columns({}, 100) == EVERY_COLUMN
