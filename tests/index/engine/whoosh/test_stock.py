"""Tests beside plain Whoosh: it could have written newstui's index, and can go on with it."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from whoosh.columns import EmptyColumnReader
from whoosh.index import create_in, open_dir

from index.article import Article
from index.engine.whoosh.format.schema import FACETS, schema
from index.engine.whoosh.writer import WhooshWriter
from tests.index.engine.archive import COMPLETE, EVERYTHING, article
from tests.index.engine.whoosh.stock import document

MANY = [
    article(
        f"many-{n}",
        f"Number {n} of the pelicans" if n % 3 else "Pelicans, pelicans",
        *(
            f"The {word} was {n} days at sea. " * (1 + n % 9)
            for word in ("pelican", "tram")[: n % 3]
        ),
        day=None if n % 11 == 0 else f"20{n % 90 + 10}-0{n % 9 + 1}-1{n % 10}",
        source=f"Source {n % 7}" if n % 7 else None,
        category="Sea" if n % 2 else None,
        language=["en", None, "de"][n % 3],
    )
    for n in range(1500)
]
LONG = article("long", "A long one", *("the sea and the pelican " * 30_000 for _ in range(2)))
MENUS = [
    replace(article(f"menu-{n}", "The pelican"), rest=("News | Pelicans | Trams", "Trams, trams"))
    for n in range(3)
]
ARTICLES = [*EVERYTHING, COMPLETE, *MANY, LONG, *MENUS]

KNOWN = ["weight", "doc_frequency", "min_length", "max_length", "max_weight", "min_id", "max_id"]
"""Attributes of Whoosh's term infos."""


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return Whoosh's reader of Whoosh's index."""
    folder = tmp_path_factory.mktemp("stock")
    writer = create_in(folder, schema()).writer()
    for each in ARTICLES:
        writer.add_document(**document(each))
    writer.commit()
    return open_dir(folder).reader()


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return Whoosh's reader of newstui's index."""
    folder = tmp_path_factory.mktemp("ours") / "index"
    WhooshWriter(folder, processes=1).apply(ARTICLES)  # one process keeps the order of the articles
    return open_dir(folder).reader()


class TestOurSegmentEqualsWhooshs:
    def test_terms(self, stock: Any, ours: Any) -> None:
        assert list(ours.all_terms()) == list(stock.all_terms())
        assert sorted(ours.indexed_field_names()) == sorted(stock.indexed_field_names())

    def test_what_is_known_of_each_term(self, stock: Any, ours: Any) -> None:
        for term in stock.all_terms():
            left, right = (reader.term_info(*term) for reader in (ours, stock))
            for known in KNOWN:
                assert getattr(left, known)() == getattr(right, known)(), (term, known)

    def test_postings_and_positions(self, stock: Any, ours: Any) -> None:
        for field, term in stock.all_terms():
            assert list(postings(ours, field, term)) == list(postings(stock, field, term))

    def test_lengths(self, stock: Any, ours: Any) -> None:
        for field in stock.schema.names():
            assert ours.field_length(field) == stock.field_length(field)
            for number in range(len(ARTICLES)):
                left, right = (each.doc_field_length(number, field) for each in (ours, stock))
                assert left == right

    @pytest.mark.parametrize("field", ["id", "published", *FACETS.values()])
    def test_columns(self, stock: Any, ours: Any, field: str) -> None:
        left, right = (each.column_reader(field, translate=False) for each in (ours, stock))
        assert list(left) == list(right)
        assert not isinstance(left, EmptyColumnReader)

    def test_stored_fields(self, stock: Any, ours: Any) -> None:
        for number in range(len(ARTICLES)):
            assert ours.stored_fields(number) == stock.stored_fields(number)


def postings(reader: Any, field: str, term: bytes) -> Iterable[tuple[int, float, Sequence[int]]]:
    matcher = reader.postings(field, term)
    while matcher.is_active():
        placed = matcher.supports("positions")
        yield matcher.id(), matcher.weight(), matcher.value_as("positions") if placed else []
        matcher.next()


PLAIN = """
    import sys
    from datetime import datetime
    from whoosh import query as q, sorting
    from whoosh.index import open_dir
    assert not [name for name in sys.modules if name.split(".")[0] == "index"]
    index = open_dir(sys.argv[1])

    def ask(query, **options):
        with index.searcher() as searcher:
            hits = searcher.search(query, limit=None, **options)
            return [hit["slug"] for hit in hits] if options else sorted(hit["slug"] for hit in hits)
"""


def run(code: str, *arguments: object) -> str:
    """Return the output of a fresh interpreter without newstui."""
    script = textwrap.dedent(PLAIN) + textwrap.dedent(code)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-I", "-c", script, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.returncode, done.stderr
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an index of two segments, with a deleted article, rare terms and long blocks."""
    folder = tmp_path / "index"
    writer = WhooshWriter(folder)
    writer.apply([*EVERYTHING[:5], *MANY])
    writer.apply(EVERYTHING[4:], remove=[MANY[7].id])
    return folder


@pytest.mark.slow
def test_plain_whoosh_asks_every_kind_of_question(folder: Path) -> None:
    output = run(
        """
        mothers, sea = q.Term("title", "mothers"), q.Term("body", "sea")
        print(ask(mothers))
        print(ask(q.And([mothers, q.Term("body", "pain")])))
        print(ask(q.And([q.Term("body", "kremlin"), q.Not(q.Term("body", "pain"))])))
        print(ask(q.Or([q.Term("body", "pain"), q.Term("title", "harbour")])))
        print(ask(q.Phrase("body", ["share", "your", "pain"])))
        print(ask(q.Phrase("body", ["your", "share"])))
        print(ask(q.Phrase("title", ["the", "mothers", "of"])))
        print(ask(q.Prefix("title", "moth")))
        print(ask(q.Wildcard("title", "h?rb*r")))
        print(ask(q.FuzzyTerm("title", "zhelensk")))
        print(ask(q.Term("source", "Шлок")), ask(q.Term("kind", "headline")))
        day = lambda *date: datetime(*date)
        print(ask(q.DateRange("published", day(2022, 11, 25), day(2023, 1, 25))))
        print(ask(q.And([mothers, q.DateRange("published", day(2022, 11, 1), None)])))
        few = q.Or([mothers, q.Term("title", "tram"), q.Term("title", "=kater")])
        print(ask(few, sortedby="published"))
        with index.searcher() as searcher:
            hits = searcher.search(sea, limit=None, groupedby=["source", "category"])
            print(len(hits), sorted((k, len(v)) for k, v in hits.groups("source").items()))
            print(len(searcher.search(q.And([sea, q.Term("body", "tram")]), limit=5)))
            print(searcher.document(id=sys.argv[2])["slug"], searcher.document(id=sys.argv[3]))
            print(searcher.doc_count(), searcher.doc_count_all())
        """,
        folder,
        MANY[8].id,
        MANY[7].id,
    )
    left = [each for each in MANY if each is not MANY[7] and len(each.paragraphs)]
    groups = {name: sum(each.source == name for each in left) for name in {e.source for e in left}}
    assert output.splitlines() == [
        "['putin-mothers', 'zhelensky-mothers']",
        "['putin-mothers']",
        "['zhelensky-mothers']",
        "['putin-mothers', 'tram-harbour', 'undated-note']",
        "['putin-mothers']",
        "[]",
        "['zhelensky-mothers']",
        "['putin-mothers', 'zhelensky-mothers']",
        "['tram-harbour', 'undated-note']",
        "['zhelensky-mothers']",
        "['anticyclone', 'leopard-zoo'] ['anticyclone']",
        "['anticyclone', 'putin-mothers', 'tokyo-cat']",
        "['putin-mothers']",
        "['zhelensky-mothers', 'putin-mothers', 'tram-harbour']",
        f"{len(left)} {sorted(((name or ''), n) for name, n in groups.items())}",
        str(sum(len(each.paragraphs) > 1 for each in left)),
        "many-8 None",
        "1506 1508",
    ]


@pytest.mark.slow
def test_plain_whoosh_changes_and_merges_it(folder: Path) -> None:
    output = run(
        """
        from whoosh.qparser import QueryParser
        writer = index.writer()
        writer.update_document(id=sys.argv[2], slug="renewed", title="pelican^0", kind="article")
        writer.commit(merge=False)
        writer = index.writer()
        print(writer.delete_by_query(q.Term("title", "mothers")))
        writer.add_document(id="new", slug="new", title="pelican^0", body="pain^1", kind="article")
        writer.commit(optimize=True)
        index = open_dir(sys.argv[1])
        print(index.doc_count(), index.doc_count_all(), len(index._segments()))
        print(ask(q.And([q.Term("title", "pelican")])))
        print(ask(q.Phrase("body", ["the", "harbour"])), ask(q.Term("body", "pain")))
        print(ask(q.Term("id", sys.argv[3])), ask(q.Term("source", "Шлок")))
        """,
        folder,
        MANY[1].id,
        MANY[8].id,
    )
    assert output.splitlines() == [
        "2",
        "1505 1505 1",
        "['new', 'renewed']",
        "['tram-harbour'] ['new']",
        "['many-8'] ['anticyclone', 'leopard-zoo']",
    ]
    # newstui goes on with Whoosh's index.
    WhooshWriter(folder).apply([replace(MANY[8], title="Cormorant")], remove=["new"])
    reader = open_dir(folder).reader()
    assert reader.doc_count() == 1504
    assert ("title", b"cormorant") in reader


def test_undated_documents_are_whooshs_last_moment(ours: Any) -> None:
    dates = list(ours.column_reader("published", translate=False))
    assert [date == 2**64 - 1 for date in dates] == [each.published is None for each in ARTICLES]


def test_the_arrays_that_only_we_read(tmp_path: Path) -> None:
    some: list[Article] = [
        article("c", "x", day="2022-01-05"),
        article("a", "x", day=None),
        article("b", "x", day="2023-12-31"),
        article("d", "x", day="2022-01-05"),
        replace(article("e", "x"), published=datetime(1, 1, 1, tzinfo=UTC)),
        replace(article("f", "x"), published=datetime(9999, 12, 31, 23, 59, tzinfo=UTC)),
    ]
    WhooshWriter(tmp_path / "index").apply(some)
    (segment,) = open_dir(tmp_path / "index")._segments()
    files = segment.open_compound_file(open_dir(tmp_path / "index").storage)

    def array(name: str, dtype: str) -> list[int]:
        name = f"{segment.segment_id()}.{name}"
        return np.frombuffer(files.open_file(name).read(), dtype).tolist()  # type: ignore[no-any-return]

    by_id = sorted(range(6), key=lambda at: some[at].id)
    assert array("by_id", "<u4") == by_id
    same = [at for at in by_id if at in (0, 3)]
    assert array("newest", "<u4") == [5, 2, *same, 4, 1]
    assert array("months", "<i4") == [2022 * 12, -1, 2023 * 12 + 11, 2022 * 12, 12, 9999 * 12 + 11]
