"""Small archive in several languages, and short ways to write articles for a test."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from index.article import Article, Kind, Origin, Related, article_id
from index.engine.protocol import SearchEngine
from index.engine.request import Request, Sort
from index.match.highlight import marks
from index.query import Node, Query, parse_query
from index.search.answer import answer


def article(
    key: str,
    title: str,
    *paragraphs: str,
    day: str | None = "2022-11-25",
    source: str | None = "The Daily Harbour",
    language: str | None = "en",
    author: str | None = None,
    category: str | None = None,
    kind: Kind = Kind.ARTICLE,
    reading_seconds: int | None = None,
) -> Article:
    """Return an article with `key` as its slug, and an id made from it."""
    return Article(
        id=article_id(key),
        slug=key,
        kind=kind,
        title=title,
        origin=Origin(f"/archive/{key}.txt"),
        source=source,
        published=None if day is None else datetime.fromisoformat(day).replace(tzinfo=UTC),
        author=author,
        language=language,
        category=category,
        reading_seconds=reading_seconds,
        paragraphs=paragraphs,
    )


MOTHERS = article(
    "putin-mothers",
    "Putin tells Russian soldiers' mothers he shares their pain",
    "Vladimir Putin met the mothers of soldiers who fight in Ukraine.",
    "“We share your pain,” he told them. Some of the mothers had lost a son in the war. "
    "The Kremlin has been criticised for sending conscripts to Ukraine.",
    category="World news",
    reading_seconds=81,
)
CHALLENGE = article(
    "zhelensky-mothers",
    "Zhelensky challenges the mothers of Russian soldiers",
    "The Ukrainian president called on the mothers of Russian conscripts to keep their sons from "
    "the war in Ukraine.",
    "“Check where your son is,” he said. The Kremlin says that no conscripts are sent.",
    day="2022-03-12",
    source="Westside People",
    category="World news",
)
TRAM = article(
    "tram-harbour",
    "Café at the harbour reopens; the tram W-2 runs again",
    "The café, closed since spring, was full on its first day. Trams to the harbour run every "
    "ten minutes.",
    "Critics said that a third line is not needed. To be or not to be on time, one driver joked, "
    "is the question. They don't expect delays.",
    day="2023-05-02",
    category="Local",
)
LEOPARD = article(
    "leopard-zoo",
    "Леопард сбежал из зоопарка",
    "Сотрудники зоопарка искали леопарда всю ночь. Его нашли под ёлкой у реки.",
    day="2023-01-26",
    source="Шлок",
    language="ru",
    category="Общество",
)
TOKYO = article(
    "tokyo-cat",
    "東京都で迷子の猫を保護",
    "警察によると、2022年の冬に東京都で猫が見つかった。京都の家族が引き取った。",
    day="2022-12-24",
    source="港新聞",
    language="ja",
    category="社会",
)
HEADLINE = article(
    "anticyclone",
    "Антициклон принесёт морозы",
    day="2023-01-25",
    source="Шлок",
    language="ru",
    kind=Kind.HEADLINE,
)
UNDATED = article(
    "undated-note",
    "A note without a date about the harbour",
    "Nobody knows when this was written.",
    day=None,
    source=None,
    language=None,
)
EVERYTHING = (MOTHERS, CHALLENGE, TRAM, LEOPARD, TOKYO, HEADLINE, UNDATED)

COMPLETE = Article(
    id=article_id("complete"),
    slug="complete",
    kind=Kind.ARTICLE,
    title="All that can be known of an article",
    origin=Origin("/archive/\udcff.txt", "koi8-r", 12),
    source="The Daily Harbour",
    published=datetime(2024, 2, 29, 13, 5, 7, 123456, tzinfo=UTC),
    day_only=False,
    dated_by="date line under the title",
    author="A. Writer",
    language="en",
    category="Local",
    url="https://news.example/complete",
    reading_seconds=90,
    note="Summarized by a machine",
    paragraphs=("One.", "Two, and a line\nbreak."),
    rest=("Menu", "29 February 2024"),
    shown_in_rest=(1,),
    related=(
        Related(
            "Another headline", "id0", "Шлок", datetime(2023, 1, 1, tzinfo=UTC), "Общество", 30
        ),
        Related("A bare one"),
    ),
    found_on=article_id("page"),
)


def found(engine: SearchEngine, root: Node, sort: Sort = Sort.RELEVANCE) -> list[str]:
    """Return the slugs of all hits, in the order of the answer."""
    answer = engine.search(Request(Query(root=root), sort=sort, limit=1000))
    assert answer.total == len(answer.hits)
    return [hit.slug for hit in answer.hits]


def marked(engine: SearchEngine, articles: Iterable[Article], typed: str) -> dict[str, list[str]]:
    """Return the marked words in the text of each hit, of one paragraph; the best hit first."""
    by_slug = {each.slug: each for each in articles}
    query = parse_query(typed)
    languages = {each.language for each in by_slug.values()}
    shown: dict[str, list[str]] = {}
    hits = answer(engine, lambda _: frozenset(), Request(query, sort=Sort.RELEVANCE))
    for hit in () if hits.relaxed else hits.hits:
        (text,) = by_slug[hit.slug].paragraphs
        (spans,) = marks(by_slug[hit.slug], query, languages).paragraphs
        shown[hit.slug] = [text[start:end] for start, end in spans]
    return shown
