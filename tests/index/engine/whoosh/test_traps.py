"""Tests of known mistakes and limits of Whoosh 2.7.4 and its successors, which newstui avoids.

Tests in other files are named here:

- A refreshed searcher that brings back deleted and replaced articles:
  `test_contract.py`, `test_updates_and_merges_leave_neither_ghosts_nor_doubles`; over merges below.
- The same id twice in a batch becomes two articles: `test_the_last_of_the_same_id_counts` there,
  and in `test_writer.py`, over several segments.
- The best ten of a search with NOT that lack right articles: below.
- A reader that was open before a merge: `test_merge.py`,
  `test_a_merge_is_a_commit_that_changes_nothing_for_readers`, and with processes in
  `test_durability.py`, `test_a_reader_sees_whole_commits_while_others_write_and_merge`.
- An open range of dates that finds nothing: below.
- Undated articles, with a value in the column that is later than any date: below; in Whoosh's own
  eyes `test_stock.py`, `test_undated_documents_are_whooshs_last_moment`.
- Nothing is synced to the disk: `test_durability.py`,
  `test_everything_is_on_the_disk_before_the_commit_is`.
- Pickles that run code: `test_planted.py`; files of other users: `test_damage.py`.
- A column of stored fields of more than 4 GB: refused by `test_column_files.py`, avoided by
  merges in `test_policy.py` and by a batch below.
- A wide prefix that takes seconds: `test_contract.py`,
  `test_wide_prefix_says_what_it_left_out`; many words of many articles below.
- A facet of more than 65,536 values: `test_whoosh_index.py`,
  `test_more_values_than_a_facet_column_holds`.
- Letters in another composition, and Turkish letters: below, and `test_analysis.py`.
- A phrase with words in different articles or segments: below.
- An analyzer that can't be pickled into the table of contents: `test_commits.py`,
  `test_plain_whoosh_reads_our_table`.
- Opening copies every segment to memory: below.
- Files that are left behind by commits and merges: below; by failed commits
  `test_durability.py`, `test_leftovers_of_earlier_failures_are_cleaned_up`.
- Sets of hits that are wrong: `test_whoosh_oracle.py`, against sets made in Python and Whoosh
  without a limit.
"""

from __future__ import annotations

import os
import random
import tracemalloc
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest

from index.article import Article
from index.engine.open import open_engine, open_writer
from index.engine.protocol import SearchEngine
from index.engine.request import Request, Sort
from index.engine.whoosh.store.commit import read_commit
from index.engine.whoosh.store.folder import newest_commit
from index.engine.whoosh.write import batch
from index.engine.whoosh.writer import WhooshWriter
from index.query import And, Not, Phrase, Prefix, Query, Word, parse_query
from tests.index.engine.archive import article, found
from tests.index.engine.whoosh.stock import unseal


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def index(folder: Path, *batches: list[Article]) -> SearchEngine:
    writer = WhooshWriter(folder, processes=1)
    for articles in batches:
        writer.apply(articles)
    return open_engine(folder)


def test_the_best_ten_of_a_search_with_not_are_the_first_of_all(folder: Path) -> None:
    dice = random.Random(7)
    words = ["harbour"] * 3 + ["tram", "mothers", "soldiers", "zoo"] * 3 + ["huckabee"]
    articles = [
        article(f"a{n}", "T", " ".join(dice.choices(words, k=dice.randrange(3, 60))), source=None)
        for n in range(300)
    ]
    engine = index(folder, articles[:200], articles[200:])
    texts = {each.slug: set(each.paragraphs[0].split()) for each in articles}
    for wanted in ("harbour", "tram", "zoo"):
        for unwanted in ("huckabee", "mothers", "nobody"):
            query = Query(root=And((Word(wanted), Not(Word(unwanted)))))
            every = engine.search(Request(query, sort=Sort.RELEVANCE, limit=1000))
            ten = engine.search(Request(query, sort=Sort.RELEVANCE, limit=10))
            right = {slug for slug, has in texts.items() if wanted in has and unwanted not in has}
            assert {hit.slug for hit in every.hits} == right
            assert ten.total == every.total == len(right)
            assert ten.hits == every.hits[:10]


def test_a_refreshed_reader_has_neither_ghosts_nor_doubles_over_merges(folder: Path) -> None:
    writer = WhooshWriter(folder, processes=1)
    engine = open_engine(folder)
    for turn in range(12):
        writer.apply([article(f"a{turn}", "Title", "text")])
    assert engine.refresh()
    writer.apply([article("a3", "Title", "new")], [article("a4", "").id])
    assert engine.refresh()
    while writer.merge():
        pass
    assert engine.refresh()
    writer.apply([article("a3", "Title", "newer")])
    assert engine.refresh()
    assert len(found(engine, Word("title"))) == 11
    assert found(engine, Word("newer")) == ["a3"]
    assert found(engine, Word("new")) == []
    assert found(engine, Word("a4")) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("after:2023-01-01", {"new"}),
        ("before:2023-01-01", {"old", "first"}),
        ("before:0002-01-01", {"first"}),
        ("after:2024-01-01", set()),
    ],
)
def test_ranges_with_one_end_leave_undated_articles_out(
    folder: Path, text: str, wanted: set[str]
) -> None:
    days = {"new": "2023-06-01", "old": "2022-06-01", "first": "0001-01-01", "undated": None}
    engine = index(folder, [article(key, "Title", day=day) for key, day in days.items()])
    now = datetime(2024, 5, 1, tzinfo=UTC)
    answer = engine.search(Request(parse_query(text, now=now)))
    assert {hit.slug for hit in answer.hits} == wanted
    assert answer.total == len(wanted)


def test_undated_articles_are_neither_newest_nor_oldest(folder: Path) -> None:
    days = {"new": "9999-12-31", "old": "0001-01-01", "undated": None}
    engine = index(folder, *[[article(key, "Title", day=day)] for key, day in days.items()])
    newest = engine.search(Request(sort=Sort.NEWEST, timeline=True))
    oldest = engine.search(Request(sort=Sort.OLDEST))
    assert [hit.slug for hit in newest.hits] == ["new", "old", "undated"]
    assert [hit.slug for hit in oldest.hits] == ["old", "new", "undated"]
    assert newest.hits[2].published is None
    assert [(month.year, month.month) for month, _ in newest.timeline] == [(1, 1), (9999, 12)]


def test_a_segment_ends_before_its_column_of_stored_fields_is_full(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "MOST_STORED", 2_000)
    engine = index(folder, [article(f"a{n}", "Title", f"text {n}") for n in range(60)])
    assert len(read_commit(folder, newest_commit(folder))) > 1
    assert len(found(engine, Word("title"))) == 60


@pytest.mark.slow
def test_a_prefix_of_hundreds_of_words_in_thousands_of_articles(folder: Path) -> None:
    """Search where Whoosh builds a tree of matchers for up to a minute."""
    articles = [article(f"a{n}", "Title", f"zel{n % 500} kiev") for n in range(5_200)]
    engine = index(folder, articles)
    answer = engine.search(Request(Query(root=Prefix("zel")), time_limit=10.0))
    assert answer.total == 5_200
    assert not answer.cut_short
    assert not answer.notes
    narrower = engine.search(Request(Query(root=Prefix("zel49"))))
    assert narrower.total == sum(f"{n % 500}".startswith("49") for n in range(5_200))


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("text", ["café", "İstanbul", "ΟΔΥΣΣΕΎΣ", "ёлка", "がぎ"])
def test_letters_are_the_same_however_they_are_composed(
    folder: Path, text: str, form: Literal["NFC", "NFD"]
) -> None:
    engine = index(folder, [article("a", "Title", unicodedata.normalize("NFC", f"one {text} two"))])
    other = unicodedata.normalize(form, text)
    assert found(engine, Word(other)) == ["a"]
    assert found(engine, Word(other.lower())) == ["a"]
    assert found(engine, Phrase(f"{other} two")) == ["a"]


def test_a_phrase_is_of_one_article_in_whatever_segment(folder: Path) -> None:
    engine = index(
        folder,
        [article("a", "Title", "the harbour"), article("b", "Title", "tram runs")],
        [article("c", "Title", "tram to the harbour"), article("d", "Title", "harbour tram")],
        [article("e", "Title", "harbour tram again")],
    )
    assert set(found(engine, Phrase("harbour tram"))) == {"d", "e"}


def test_opening_copies_no_segment(folder: Path) -> None:
    """Enlarge the segment to the size of a large archive's by a hole in the file."""
    index(folder, [article("a", "Title", "text")]).close()
    (segment,) = folder.glob("*.seg")
    unseal(folder)
    os.truncate(segment, 1 << 32)
    tracemalloc.start()
    try:
        assert found(open_engine(folder), Word("text")) == ["a"]
        assert tracemalloc.get_traced_memory()[1] < 1 << 26
    finally:
        tracemalloc.stop()


def test_nothing_is_left_behind(folder: Path) -> None:
    writer = open_writer(folder)
    for turn in range(12):
        writer.apply([article(f"a{turn}", "Title", "text")])
    while writer.merge():
        pass
    generation = newest_commit(folder)
    segments = {f"{segment.id}.seg" for segment in read_commit(folder, generation)}
    known = {f"_MAIN_{generation}.toc", "newstui.json", "MAIN_WRITELOCK"}
    assert {path.name for path in folder.iterdir()} == segments | known
