"""Tests of segments of any writer, caches of the searcher, and the end of a search."""

from __future__ import annotations

import itertools
import mmap
import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.article import Article
from index.engine.answer import Answer
from index.engine.request import FacetName, Filter, Request, Sort
from index.engine.whoosh.engine import WhooshEngine
from index.engine.whoosh.format import mapped_memory as residence
from index.engine.whoosh.writer import WhooshWriter
from index.errors import Stopped
from index.query import (
    And,
    Everything,
    Flag,
    Fuzzy,
    Ids,
    Is,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Published,
    Query,
    Word,
)
from tests.index.engine.archive import EVERYTHING, MOTHERS, TRAM, article
from tests.index.engine.whoosh.stock import write_with_whoosh

ROOTS: tuple[Node, ...] = (
    Everything(),
    Word("mothers"),
    Word("harbour"),
    Word("東京都"),
    And((Word("mothers"), Not(Word("pain")))),
    Or((Word("猫"), Prefix("лео"))),
    Phrase("mothers of Russian soldiers"),
    Phrase("to be question", slop=100),
    Prefix("t"),
    Fuzzy("zelenski", edits=2),
    Fuzzy("mothars"),
    Published(datetime(2022, 11, 25, tzinfo=UTC), datetime(2023, 1, 26, tzinfo=UTC)),
    Is(Flag.HEADLINE),
    Ids(frozenset({MOTHERS.id, TRAM.id, "unknown"})),
)


def everything_but_scores(answer: Answer) -> object:
    """Return an answer without scores: segments and deletions change them a little."""
    hits = [replace(hit, score=0.0) for hit in answer.hits]
    return answer.total, hits, answer.facets, answer.timeline, answer.notes


@pytest.mark.parametrize("how", ["several commits", "optimized", "after ours", "optimized ours"])
def test_what_plain_whoosh_wrote_is_searched_alike(tmp_path: Path, how: str) -> None:
    ours, foreign = tmp_path / "ours", tmp_path / "foreign"
    WhooshWriter(ours).apply(EVERYTHING)
    if "ours" in how:
        WhooshWriter(foreign).apply(EVERYTHING[:4])
    else:
        write_with_whoosh(foreign, EVERYTHING[:4])
    write_with_whoosh(foreign, EVERYTHING[2:], optimize=how.startswith("optimized"))
    one, other = WhooshEngine(ours), WhooshEngine(foreign)
    assert (len(other._snapshot.segments) == 1) == how.startswith("optimized")
    filters = (Filter(FacetName.LANGUAGE, "en"), Filter(FacetName.LANGUAGE, None))
    for root, sort, some in itertools.product(ROOTS, (Sort.NEWEST, Sort.OLDEST), ((), filters)):
        request = Request(
            Query(root=root), some, sort, snippets=True, facets=True, timeline=True, limit=50
        )
        wanted = everything_but_scores(one.search(request))
        assert everything_but_scores(other.search(request)) == wanted, root
    for each in EVERYTHING:
        assert other.article(each.id) == each
        assert [hit.id for hit in other.similar(each.id)] == [
            hit.id for hit in one.similar(each.id)
        ]
    assert other.slugs("t") == one.slugs("t")


def common_words(count: int) -> list[Article]:
    dice = random.Random(4)
    words = ["of", "the", "tide", "and", "heron", "to"]
    return [
        article(f"a{n}", "Title", " ".join(dice.choices(words, [9, 9, 1, 6, 1, 6], k=40)))
        for n in range(count)
    ]


@pytest.mark.parametrize(
    "root",
    [Phrase("of the"), Phrase("to the of", slop=4), Word("the"), Prefix("t"), Fuzzy("tha")],
    ids=repr,
)
def test_the_stop_signal_is_asked_after_every_few_documents(tmp_path: Path, root: Node) -> None:
    """Count calls, not time: a block of postings or a slice of documents takes some 1 ms."""
    WhooshWriter(tmp_path / "index", processes=1).apply(common_words(5000))
    request = Request(Query(root=root), sort=Sort.RELEVANCE)
    asked = 0

    def count() -> bool:
        nonlocal asked
        asked += 1
        return False

    total = WhooshEngine(tmp_path / "index").search(request, count).total
    assert total > 1000
    assert asked > 4
    for last in range(0, asked, max(1, asked // 7)):
        calls = itertools.count(-last)
        with pytest.raises(Stopped):
            WhooshEngine(tmp_path / "index").search(request, lambda calls=calls: next(calls) >= 0)  # type: ignore[misc]


def test_what_was_read_is_kept_over_a_refresh(tmp_path: Path) -> None:
    writer = WhooshWriter(tmp_path / "index")
    writer.apply(EVERYTHING[:4])
    engine = WhooshEngine(tmp_path / "index")
    request = Request(Query(root=Word("mothers")), sort=Sort.RELEVANCE)
    before = engine.search(request)
    kept = engine._snapshot.kept
    size = kept.size
    assert size > 0
    writer.apply(EVERYTHING[4:])
    assert engine.refresh()
    assert engine._snapshot.kept is kept
    assert kept.size == size
    after = engine.search(request)
    assert {hit.id for hit in after.hits} == {hit.id for hit in before.hits}


def test_what_was_kept_is_forgotten_when_told_so(tmp_path: Path) -> None:
    WhooshWriter(tmp_path / "index").apply(EVERYTHING)
    engine = WhooshEngine(tmp_path / "index")
    request = Request(Query(root=Word("mothers")), sort=Sort.RELEVANCE, facets=True)
    before = engine.search(request)
    kept = engine._snapshot.kept
    assert kept.size > 0
    engine.forget()
    assert kept.size == 0
    after = engine.search(request)
    assert replace(after, took=0.0) == replace(before, took=0.0)


def test_mapped_files_are_let_go_of_after_a_search_that_read_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    WhooshWriter(tmp_path / "index").apply(EVERYTHING)
    engine = WhooshEngine(tmp_path / "index")
    request = Request(Query(root=Word("mothers")), sort=Sort.RELEVANCE)
    before = engine.search(request)
    released: list[mmap.mmap] = []

    def release(maps: Iterable[mmap.mmap]) -> None:
        released.extend(maps)
        residence.release(released)

    monkeypatch.setattr("index.engine.whoosh.engine._LONG", 0.0)
    monkeypatch.setattr("index.engine.whoosh.engine.MOST_BYTES", -(1 << 40))
    monkeypatch.setattr("index.engine.whoosh.engine.release", release)
    for _ in range(2):
        assert replace(engine.search(request), took=0.0) == replace(before, took=0.0)
    assert released


def test_the_same_word_twice_in_a_query_counts_twice(tmp_path: Path) -> None:
    """Count each choice by itself: a word's postings are shared, its counts are not."""
    WhooshWriter(tmp_path / "index").apply(EVERYTHING)
    engine = WhooshEngine(tmp_path / "index")

    def scores(*roots: Node) -> dict[str, float]:
        request = Request(Query(root=Or(roots)), sort=Sort.RELEVANCE)
        return {hit.id: hit.score for hit in engine.search(request).hits}

    common, rare = Word("the"), Word("mothers")
    either = scores(And((common, rare)), And((common, Word("harbour"))))
    for root in (And((common, rare)), And((common, Word("harbour")))):
        for id, score in scores(root).items():
            assert either[id] >= score > 0


def test_the_first_page_is_counted_once_a_commit(tmp_path: Path) -> None:
    writer = WhooshWriter(tmp_path / "index")
    writer.apply(EVERYTHING[:4])
    engine = WhooshEngine(tmp_path / "index")
    request = Request(facets=True, timeline=True)
    first = engine.search(request)
    again = engine.search(request)
    assert again.facets is first.facets
    assert again.timeline is first.timeline
    writer.apply(EVERYTHING[4:])
    engine.refresh()
    assert sum(each.count for each in engine.search(request).facets[FacetName.KIND]) == 7


def test_deep_pages_of_equal_scores_are_in_order_of_ids(tmp_path: Path) -> None:
    many = [article(f"a{n}", "The same", "heron tide") for n in range(700)]
    writer = WhooshWriter(tmp_path / "index")
    writer.apply(many[:300])
    writer.apply(many[300:])
    engine = WhooshEngine(tmp_path / "index")
    wanted = sorted(each.id for each in many)
    for sort in Sort:
        for root in (Word("heron"), Everything()):
            found = [
                hit.id
                for offset in range(0, 700, 90)
                for hit in engine.search(
                    Request(Query(root=root), sort=sort, offset=offset, limit=90)
                ).hits
            ]
            assert found == wanted, (sort, root)
