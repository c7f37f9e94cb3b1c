"""Tests of the words of a query in context, through the engine itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest

from index.article import Article, Kind, article_id
from index.engine.protocol import SearchEngine
from index.engine.request import Request, Sort
from index.errors import Stopped
from index.query import Flag, parse_query, within
from index.search.concordance import (
    ARTICLES,
    START,
    ConcordancePosition,
    Occurrence,
    Passage,
    concordance,
    has_words,
)
from tests.index.engine.archive import EVERYTHING, article
from tests.index.engine.conftest import Archive

MORE = (
    article(
        "arabic",
        "الرئيس يصل إلى العاصمة",
        "وصل الرئيس إلى العاصمة صباح اليوم.",
        language="ar",
    ),
    article("hebrew", "הנשיא הגיע", "הנשיא הגיע לעיר.", language="he"),
)


@pytest.fixture
def engine(archive: Archive) -> Iterator[SearchEngine]:
    opened = archive.put(*EVERYTHING, *MORE).engine()
    yield opened
    opened.close()


def nobody(_flag: Flag) -> frozenset[str]:
    return frozenset()


def passage(engine: SearchEngine, text: str, **more: Any) -> Passage:
    return concordance(engine, nobody, Request(parse_query(text), sort=Sort.RELEVANCE), **more)


@pytest.mark.parametrize(
    ("query", "left", "match", "right"),
    [
        ("pain", "he shares their ", "pain", ""),
        ('"share your pain"', "“We ", "share your pain", ",” he told them."),
        ("delay", "They don't expect ", "delays", "."),
        ("лео*", "", "Леопард", " сбежал из зоопарка"),
        ("leopards OR ёлка", "Его нашли под ", "ёлкой", " у реки."),
        ("kremlim~", "", "Kremlin", " says that no conscripts are sent."),
        ("w-2", "the tram ", "W-2", " runs again"),
        ("京都", "東京都で猫が見つかった。", "京都", "の家族が引き取った。"),
    ],
)
def test_each_occurrence_stands_between_what_is_before_and_after(
    engine: SearchEngine, query: str, left: str, match: str, right: str
) -> None:
    found = passage(engine, query)
    assert found.next is None
    assert any(
        each.match == match and each.left.endswith(left) and each.right.startswith(right)
        for each in found.occurrences
    )


def test_there_may_be_nothing(engine: SearchEngine) -> None:
    assert passage(engine, "zebras") == Passage((), None, 0)


@pytest.mark.parametrize(("word", "slug"), [("الرئيس", "arabic"), ("הנשיא", "hebrew")])
def test_right_to_left_text_is_in_its_own_order(engine: SearchEngine, word: str, slug: str) -> None:
    title, body = passage(engine, word).occurrences
    assert (title.slug, title.paragraph, title.left) == (slug, None, "")
    assert body.paragraph == 0
    assert body.text.strip() == {article.slug: article.paragraphs[0] for article in MORE}[slug]


def test_a_span_says_where_the_match_stands_in_the_article(engine: SearchEngine) -> None:
    by_id = {each.id: each for each in (*EVERYTHING, *MORE)}
    found = passage(engine, "mothers OR conscripts OR harbour").occurrences
    assert len(found) > 8
    for each in found:
        whole = by_id[each.id]
        text = whole.title if each.paragraph is None else whole.paragraphs[each.paragraph]
        assert text[slice(*each.span)] == each.match
        assert (each.source, each.published) == (whole.source, whole.published)


@pytest.mark.parametrize("limit", [1, 2, 3, 1000])
def test_passages_follow_one_another_without_a_gap(engine: SearchEngine, limit: int) -> None:
    whole = passage(engine, "mothers").occurrences
    found: list[Occurrence] = []
    place: ConcordancePosition | None = START
    while place is not None:
        part = passage(engine, "mothers", place=place, limit=limit)
        assert len(part.occurrences) <= limit
        found += part.occurrences
        place = part.next
    assert tuple(found) == whole
    hits = engine.search(Request(parse_query("mothers"), sort=Sort.RELEVANCE)).hits
    assert list(dict.fromkeys(each.id for each in found)) == [hit.id for hit in hits]


class Counting:
    """Engine that notes the articles that were requested."""

    def __init__(self, engine: SearchEngine) -> None:
        self._engine = engine
        self.read: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def article(self, id: str) -> Article | None:
        self.read.append(id)
        return self._engine.article(id)


def many(archive: Archive, count: int) -> SearchEngine:
    return archive.put(
        *(article(f"storm-{n}", f"Storm {n}", "The storm came.") for n in range(count))
    ).engine()


def test_no_more_is_read_than_is_wanted(archive: Archive) -> None:
    counting = Counting(many(archive, 200))
    first = passage(cast(SearchEngine, counting), "storm", limit=6)
    assert len(first.occurrences) == 6
    assert first.total == 200
    assert len(counting.read) <= 4


def test_a_passage_ends_after_some_articles_even_where_the_words_stand_in_none(
    archive: Archive,
) -> None:
    engine = archive.put(
        *(article(f"n{n}", f"Note {n}", "Nothing.", source="Storm Weekly") for n in range(120))
    ).engine()
    first = passage(engine, "storm")
    assert (first.occurrences, first.next, first.total) == ((), ConcordancePosition(ARTICLES), 120)
    last = passage(engine, "storm", place=ConcordancePosition(100))
    assert (last.occurrences, last.next) == ((), None)


def test_it_is_stopped_between_two_articles(archive: Archive) -> None:
    counting = Counting(many(archive, 20))
    with pytest.raises(Stopped):
        passage(cast(SearchEngine, counting), "storm", stop=lambda: len(counting.read) >= 3)
    assert len(counting.read) == 3


def test_the_closest_are_shown_where_nothing_has_all_words(engine: SearchEngine) -> None:
    found = passage(engine, "леопард harbour")
    assert found.relaxed
    assert {each.match for each in found.occurrences} >= {"Леопард", "harbour"}


def test_of_a_narrowed_search_the_words_are_shown_that_narrow_it(engine: SearchEngine) -> None:
    ground = parse_query("mothers").root
    narrowed = Request(within(ground, parse_query("conscripts")))
    found = concordance(engine, nobody, narrowed).occurrences
    assert {each.match for each in found} == {"conscripts"}
    only_flags = Request(within(ground, parse_query("is:article")))
    found = concordance(engine, nobody, only_flags).occurrences
    assert {each.match for each in found} == {"mothers"}


def test_flags_of_the_reader_hold(engine: SearchEngine) -> None:
    read = frozenset({article_id("putin-mothers")})
    found = concordance(engine, lambda _: read, Request(parse_query("mothers is:read")))
    assert {each.slug for each in found.occurrences} == {"putin-mothers"}


def test_a_headline_has_its_title(engine: SearchEngine) -> None:
    (only,) = passage(engine, "морозы").occurrences
    assert EVERYTHING[5].kind is Kind.HEADLINE
    assert (only.left, only.match, only.paragraph) == ("Антициклон принесёт ", "морозы", None)


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("putin", True),
        ("title:putin", True),
        ('is:unread "a phrase"', True),
        ("date:2022 (source:BBC OR ukrain*)", True),
        ("is:unread", False),
        ("source:BBC lang:ru", False),
        ("-putin date:2022", False),
        ("", False),
    ],
)
def test_whether_there_are_words_that_can_stand_in_a_text(query: str, answer: bool) -> None:
    assert has_words(parse_query(query)) is answer
