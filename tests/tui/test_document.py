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
    assert "dated by the date line under the title" in shown(page)


def test_an_article_says_which_date_is_doubted() -> None:
    page = article(None, DOUBT)
    assert f"undated: the {DOUBT}" in shown(page)
    assert f"undated: the {DOUBT}" in " ".join(article_text(page))


def test_an_article_without_a_date_says_no_more() -> None:
    page = article(None, None)
    assert not any("date" in line for line in shown(page))
    assert "undated" in " ".join(article_text(page))
