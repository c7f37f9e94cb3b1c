"""What an article that is opened says of its date."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from index.article import Article, Kind, Origin
from index.engine import Marks
from tui.document import article_blocks
from tui.output import article_text

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


def test_an_article_says_which_date_is_doubted() -> None:
    page = article(None, DOUBT)
    assert f"undated: the {DOUBT}" in shown(page)
    assert f"undated: the {DOUBT}" in " ".join(article_text(page))


def test_an_article_without_a_date_says_no_more() -> None:
    page = article(None, None)
    assert not any("date" in line for line in shown(page))
    assert "undated" in " ".join(article_text(page))
