"""Tests of timelines, freshness and suggestions."""

from __future__ import annotations

from datetime import date

import pytest

from index.engine.answer import Answer
from index.engine.protocol import SearchEngine
from index.engine.request import FacetName, Period, Request, Sort, Step
from index.errors import Stopped
from index.query import Fuzzy, Phrase, Query, Word
from index.search.series import Series, articles_request, series_of, series_request
from tests.index.engine.archive import CHALLENGE, MOTHERS, article
from tests.index.engine.conftest import Archive

PELICAN = Query("pelican", Word("pelican"))


@pytest.mark.parametrize(
    ("period", "slugs"),
    [
        (Period(date(2022, 11, 25), date(2022, 11, 26)), ["november"]),
        (Period(date(2022, 11, 26), None), ["december"]),
        (Period(None, date(2022, 11, 25)), ["year-1"]),
        (Period(date(1, 1, 1), None), ["december", "november", "year-1"]),
        (Period(date(2023, 1, 1), date(2022, 1, 1)), []),
        (Period(), ["december", "november", "year-1", "undated"]),
    ],
)
def test_only_what_was_published_in_a_period(
    archive: Archive, period: Period, slugs: list[str]
) -> None:
    archive.put(
        article("november", "pelican", day="2022-11-25T23:59:59"),
        article("december", "pelican", day="2022-12-01", source="The Other Paper"),
        article("year-1", "pelican", day="0001-01-01"),
        article("undated", "pelican", day=None),
    )
    answer = archive.engine().search(
        Request(PELICAN, period=period, sort=Sort.NEWEST, facets=True, timeline=True)
    )
    assert [hit.slug for hit in answer.hits] == slugs
    assert answer.total == len(slugs)
    assert sum(count.count for count in answer.facets[FacetName.SOURCE]) == len(slugs)
    assert sum(count for _, count in answer.timeline) == len(set(slugs) - {"undated"})


def test_hits_by_day(archive: Archive) -> None:
    archive.put(*(article(f"a{n}", "pelican", day=f"2022-11-{n:02}T0{n}:00") for n in (1, 2, 3)))
    archive.put(article("b", "pelican", day="2022-11-02"), article("c", "pelican", day=None))
    archive.put(article("first", "x", day="0001-01-01"), article("last", "x", day="9999-12-31"))
    engine = archive.engine()
    assert engine.search(Request(PELICAN, timeline=True, step=Step.DAY)).timeline == (
        (date(2022, 11, 1), 1),
        (date(2022, 11, 2), 2),
        (date(2022, 11, 3), 1),
    )
    every = engine.search(Request(timeline=True, step=Step.DAY)).timeline
    assert (every[0], every[-1]) == ((date(1, 1, 1), 1), (date(9999, 12, 31), 1))
    assert len(engine.search(Request(timeline=True)).timeline) == 3, "months are not the days kept"


def test_of_equally_relevant_articles_the_fresher_is_better(archive: Archive) -> None:
    archive.put(
        article("old", "pelican", day="2002-01-01"),
        article("older-but-better", "pelican pelican", "The pelican.", day="2001-01-01"),
        article("undated", "pelican", day=None),
    )
    archive.put(article("new", "pelican", day="2022-01-01"), article("x", "sea", day="2022-03-01"))
    engine = archive.engine()

    def found(sort: Sort) -> list[str]:
        return [hit.slug for hit in engine.search(Request(PELICAN, sort=sort)).hits]

    blended = found(Sort.BLEND)
    assert blended[0] == "new"
    assert blended.index("older-but-better") < blended.index("old") < blended.index("undated")
    assert set(blended) == set(found(Sort.RELEVANCE))
    assert found(Sort.RELEVANCE)[0] == "older-but-better"


def test_likelier_spellings(archive: Archive) -> None:
    archive.put(MOTHERS, CHALLENGE)
    archive.put(*(article(f"a{n}", "The president of Ukraine") for n in range(30)))
    archive.put(article("b", "The presidant"))
    engine = archive.engine()
    assert engine.spellings("presidemt", 1) == ("president",)
    assert engine.spellings("Ukraien", 1) == ("ukraine",)
    assert engine.spellings("presidant") == ("president",), "the mistake stands in the archive too"
    assert engine.spellings("president") == ()
    assert engine.spellings("mohters")[0] == "mothers", "two are more than none"
    for word in ("", "ab", "two words", "東京", "x" * 500, "\x1b[31m"):
        assert engine.spellings(word) == ()


def test_looking_for_spellings_can_be_stopped(engine: SearchEngine) -> None:
    with pytest.raises(Stopped):
        engine.spellings("soldeirs", stop=lambda: True)


@pytest.mark.parametrize("node", [Phrase("of russian"), Fuzzy("soldeirs", edits=2)])
def test_any_query_has_a_period(engine: SearchEngine, node: Phrase | Fuzzy) -> None:
    within = Period(date(2022, 11, 1), date(2022, 12, 1))
    answer = engine.search(Request(Query(root=node), period=within, snippets=True))
    assert {hit.slug for hit in answer.hits} <= {MOTHERS.slug}


def test_a_day_to_come_makes_nothing_stale(archive: Archive) -> None:
    archive.put(
        article("old", "pelican", day="2002-01-01"), article("new", "pelican", day="2022-01-01")
    )
    before = archive.engine().search(Request(PELICAN, sort=Sort.BLEND)).hits
    archive.put(
        article("mistake", "sea", day="9999-12-31"), article("b", "pelican", day="9998-01-01")
    )
    after = archive.engine().search(Request(PELICAN, sort=Sort.BLEND)).hits
    assert [hit.slug for hit in before] == ["new", "old"]
    scores = {hit.slug: hit.score for hit in after}
    assert scores["new"] > 1.5 * scores["old"]


def test_a_series_has_its_first_day_and_counts_what_has_no_date(archive: Archive) -> None:
    engine = archive.put(
        article("may", "Pelican", day="2022-05-02"),
        article("june", "Pelican again", day="2022-06-03"),
        article("never", "Pelican undated", day=None),
        article("other", "Heron", day="2021-01-01"),
    ).engine()
    found = series_of(engine.search(series_request(Request(PELICAN, limit=7, facets=True))))
    assert found == Series(
        ((date(2022, 5, 1), 1), (date(2022, 6, 1), 1)), total=3, first=date(2022, 5, 2), undated=1
    )
    every = series_of(engine.search(articles_request(Request(PELICAN))))
    assert (every.total, every.first) == (4, date(2021, 1, 1))
    assert series_of(engine.search(series_request(Request(Query("x", Word("x")))))) == Series()


def test_the_closest_are_no_measure_of_what_was_asked_for() -> None:
    closest = Answer(total=3, relaxed=True, timeline=((date(2022, 5, 1), 3),))
    assert series_of(closest) == Series(closest_only=True)
