"""Tests of the date of an opened article."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from index.article import Article, Kind, NamedBy, Origin
from index.match.spans import Marks
from index.state import Position
from index.state.facts import find_again
from tui.view.article_layout import article_blocks, lay_out
from tui.view.output import article_record, article_text

DOUBT = "date line under the title says 2122-11-25, later than the file: doubted"


def article(published: datetime | None, dated_by: str | None) -> Article:
    return Article(
        id="a",
        slug="a",
        kind=Kind.ARTICLE,
        title="Night train to the coast is cancelled",
        origin=Origin("/page.txt"),
        published=published,
        dated_by=dated_by,
        paragraphs=("The last sleeping car left the town on Sunday.",),
    )


def shown(page: Article) -> list[str]:
    return [block.text for block in article_blocks(page, Marks((), ()), ())]


def test_an_article_says_how_it_is_dated() -> None:
    page = article(datetime(2022, 11, 25, tzinfo=UTC), "date line under the title")
    assert "dated by the date line under the title" not in shown(page)
    asked = article_blocks(page, Marks((), ()), (), shows_rest=True)
    assert "dated by the date line under the title" in [block.text for block in asked]


def test_an_article_has_its_address_under_its_headline() -> None:
    page = replace(article(None, None), url="https://example.org/a?b=1", author="Ann Lee")
    title, facts, address = article_blocks(page, Marks((), ()), ())[1:4]
    assert title.style == "title"
    assert facts.text == "Ann Lee · about 2s to read"
    assert (address.text, address.link) == ("https://example.org/a?b=1",) * 2
    hostile = replace(page, url="javascript:alert(1)")
    assert not any("alert" in line for line in shown(hostile))


@pytest.mark.parametrize(
    ("by", "said"),
    [
        (NamedBy.PAGE, "Reuters"),
        (NamedBy.GIVEN, "Source: Reuters (given)"),
        (NamedBy.FOLDER, "Source: Reuters (folder)"),
    ],
)
def test_an_article_says_what_named_its_source(by: NamedBy, said: str) -> None:
    page = replace(article(None, None), source="Reuters", source_by=by)
    assert shown(page)[2].split(" · ")[0] == said
    assert said in " ".join(article_text(page))
    assert article_record(page)["source_by"] == by
    assert article_record(replace(page, source=None))["source_by"] is None


def test_an_article_of_several_files_names_them() -> None:
    def files(*names: str) -> list[str]:
        return [
            text for text in shown(replace(article(None, None), also_in=names)) if "Files" in text
        ]

    assert files() == []
    assert files("/b/\x1b[2Jcopy.txt") == ["Files: /page.txt, also /b/␛[2Jcopy.txt"]
    many = files(*(f"/{number}.txt" for number in range(7)))
    assert many == ["Files: /page.txt, also /0.txt, /1.txt, /2.txt, /3.txt and 3 more"]


def test_an_article_says_which_date_is_doubted() -> None:
    page = article(None, DOUBT)
    assert f"undated: the {DOUBT}" in shown(page)
    assert f"undated: the {DOUBT}" in " ".join(article_text(page))


def test_an_article_without_a_date_says_no_more() -> None:
    page = article(None, None)
    assert not any("date" in line for line in shown(page))
    assert "undated" in " ".join(article_text(page))


PARAGRAPHS = tuple(f"Paragraph {number} says: {'word ' * 30}{number}." for number in range(12))
NEW = tuple(f"Update {number}." for number in range(5))


def text_of(*paragraphs: str, rest: tuple[str, ...] = ()) -> Article:
    return Article("a", "a", Kind.ARTICLE, "A title", Origin("x"), paragraphs=paragraphs, rest=rest)


@pytest.mark.parametrize(
    ("paragraphs", "place"),
    [
        (PARAGRAPHS, Position(7, 10, PARAGRAPHS[7][10:70])),
        ((*NEW, *PARAGRAPHS), Position(12, 10, PARAGRAPHS[7][10:70])),
        (PARAGRAPHS[3:], Position(4, 10, PARAGRAPHS[7][10:70])),
        ((*PARAGRAPHS[:7], f"New: {PARAGRAPHS[7]}"), Position(7, 15, PARAGRAPHS[7][10:70])),
        (("Another text.",), Position(7, 10, PARAGRAPHS[7][10:70])),
    ],
    ids=["same", "grown", "shortened", "changed before", "gone"],
)
def test_a_place_is_found_again_by_its_words(paragraphs: tuple[str, ...], place: Position) -> None:
    was = Position(7, 10, PARAGRAPHS[7][10:70])
    assert find_again(was, text_of(*paragraphs)) == place


def test_a_place_in_the_rest_of_the_page_is_found_again() -> None:
    was = Position(3, 0, "Most read")
    grown = text_of("One", "Two", "Three", "Four", rest=("Home", "Most read today"))
    assert find_again(was, grown) == Position(5, 0, "Most read")


def test_a_place_without_words_is_a_number() -> None:
    assert find_again(Position(2, 5), text_of(*PARAGRAPHS)) == Position(2, 5)


def test_a_place_has_the_words_at_its_line() -> None:
    layout = lay_out(article_blocks(text_of(*PARAGRAPHS), Marks((), ()), ()), 40)
    place = layout.position_of(layout.line_of(Position(7, 90)))
    assert place is not None
    assert PARAGRAPHS[7].startswith(place.words, place.offset)
    assert len(place.words) == 60
