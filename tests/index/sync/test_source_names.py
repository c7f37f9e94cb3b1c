"""Tests of the source's name of an article: from its page, else given, else from the folder."""

from __future__ import annotations

import io
import json
import shutil
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index.article import Article, NamedBy
from index.engine.open import open_engine
from index.engine.request import FacetName, Request, Sort
from index.errors import SettingsError
from index.files.home import Home
from index.query import parse_query
from index.sync.holdings import holdings
from index.sync.intake import Intake, remember
from index.sync.job import rebuild, sync
from index.sync.sources import SAMPLES, read_sources, remove_samples
from tests.index.engine.archive import article
from tests.index.engine.conftest import KITS
from tests.index.engine.conftest import Archive as Index

NAMED_BY_PAGE = "The Daily Harbour\n\n{}\n\n12 March 2021\n\n{}\n\n© 2021 The Daily Harbour\n"
UNNAMED = "{}\n\n12 March 2021\n\n{}\n"


class Archive:
    """Home without the samples, and its added sources."""

    def __init__(self, place: Path) -> None:
        self.home = Home(place / "home")
        self.home.prepare()
        remove_samples(self.home.sources)
        self.place = place

    def write(self, name: str, title: str = "The ferry is late", page: str = UNNAMED) -> Path:
        path = self.place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page.format(title, "Passengers waited in the rain for hours."))
        return path

    def add(self, what: Path | str, given: str | None = None) -> Intake:
        intake = remember(self.home, str(what), given)
        sync(self.home)
        return intake

    def articles(self) -> list[Article]:
        with closing(open_engine(self.home.index)) as engine:
            hits = engine.search(Request(limit=100, sort=Sort.NEWEST)).hits
            return [found for hit in hits if (found := engine.article(hit.id))]

    def named(self) -> dict[str, tuple[str | None, NamedBy]]:
        """Return the source of each article, by its title."""
        return {each.title: (each.source, each.source_by) for each in self.articles()}

    def find(self, query: str) -> list[tuple[str, float]]:
        """Return titles and scores."""
        with closing(open_engine(self.home.index)) as engine:
            request = Request(parse_query(query), sort=Sort.RELEVANCE, limit=100)
            return [(hit.title, hit.score) for hit in engine.search(request).hits]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def test_the_page_names_the_source_before_the_user_and_the_user_before_the_folder(
    archive: Archive,
) -> None:
    archive.write("reuters/own.txt", "A page with a name", NAMED_BY_PAGE)
    archive.write("reuters/none.txt", "A page without")
    archive.add(archive.place / "reuters")
    assert archive.named() == {
        "A page with a name": ("The Daily Harbour", NamedBy.PAGE),
        "A page without": ("reuters", NamedBy.FOLDER),
    }
    archive.add(archive.place / "reuters", "Reuters")
    assert archive.named() == {
        "A page with a name": ("The Daily Harbour", NamedBy.PAGE),
        "A page without": ("Reuters", NamedBy.GIVEN),
    }


def test_a_folder_in_the_folder_is_named_by_the_one_that_was_added(archive: Archive) -> None:
    archive.write("news/2021/03/a.txt")
    archive.add(archive.place / "news")
    assert archive.named() == {"The ferry is late": ("news", NamedBy.FOLDER)}


def test_a_file_of_its_own_and_standard_input_have_no_folder_s_name(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.add(archive.write("Downloads/a.txt"))
    for given, text in ((None, "A piped page"), ("The Wire", "A piped page with a name")):
        content = UNNAMED.format(text, "It came through a pipe.").encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        archive.add("-", given)
    assert archive.named() == {
        "The ferry is late": (None, NamedBy.PAGE),
        "A piped page": (None, NamedBy.PAGE),
        "A piped page with a name": ("The Wire", NamedBy.GIVEN),
    }
    link = archive.place / "link to the home"
    link.symlink_to(archive.home.path)
    names = {each.source.path.name: each.name for each in holdings(Home(link))}
    assert (names["a.txt"], names["saved"]) == (None, None)
    archive.add(archive.place / "Downloads" / "a.txt", "Harbour Radio")
    assert archive.named()["The ferry is late"] == ("Harbour Radio", NamedBy.GIVEN)


def test_the_samples_are_as_they_were(archive: Archive) -> None:
    refused = remember(archive.home, SAMPLES, "Mine")
    assert refused.problem is not None
    archive.add(SAMPLES)
    assert all(each.source_by is NamedBy.PAGE for each in archive.articles())
    assert "seeds" not in {each.source for each in archive.articles()}


@pytest.mark.parametrize("given", [None, "ferry"])
def test_only_source_asks_for_a_name_that_is_not_the_page_s(
    archive: Archive, given: str | None
) -> None:
    archive.write("ferry/a.txt", "The ferry is late")
    archive.write("ferry/b.txt", "A bridge is closed")
    archive.add(archive.place / "ferry", given)
    other = Archive(archive.place / "other")
    shutil.copytree(archive.place / "ferry", archive.place / "other" / "zzz")
    other.add(archive.place / "other" / "zzz")
    for query in ("ferry", "ferr*", "fery~", "ferry OR bridge", "late -ferry", "zzz"):
        assert archive.find(query) == other.find(query), query
    assert archive.find("source:zzz") == []
    assert len(archive.find("source:ferry")) == len(other.find("source:zzz")) == 2
    assert archive.find("ferry source:ferry")[0][0] == "The ferry is late"


def test_the_facet_counts_the_name_wherever_it_is_from(archive: Archive) -> None:
    archive.write("reuters/a.txt")
    archive.write("reuters/b.txt", "A page with a name", NAMED_BY_PAGE)
    archive.add(archive.place / "reuters")
    with closing(open_engine(archive.home.index)) as engine:
        counts = engine.search(Request(facets=True)).facets
    found = {each.value: each.count for each in counts[FacetName.SOURCE]}
    assert found == {"reuters": 1, "The Daily Harbour": 1}


def test_a_name_is_kept_for_later_runs_until_another_is_given(archive: Archive) -> None:
    archive.write("news/a.txt")
    news = archive.place / "news"
    archive.add(news, "Reuters")
    archive.write("news/b.txt", "A bridge is closed")
    archive.add(news)
    assert set(archive.named().values()) == {("Reuters", NamedBy.GIVEN)}
    assert [each.given for each in read_sources(archive.home.sources)] == ["Reuters"]
    ids = {each.id for each in archive.articles()}
    archive.add(news, "AP")
    assert set(archive.named().values()) == {("AP", NamedBy.GIVEN)}
    assert (archive.find("source:reuters"), len(archive.find("source:ap"))) == ([], 2)
    archive.add(news, "")
    assert set(archive.named().values()) == {("news", NamedBy.FOLDER)}
    assert {each.id for each in archive.articles()} == ids
    before = archive.articles()
    rebuild(archive.home)
    assert archive.articles() == before


def test_a_part_of_a_source_may_be_given_a_name(archive: Archive) -> None:
    archive.write("news/a.txt")
    archive.write("news/ap/b.txt", "A bridge is closed")
    archive.add(archive.place / "news")
    ids = {each.id for each in archive.articles()}
    archive.add(archive.place / "news" / "ap", "AP")
    assert archive.named() == {
        "The ferry is late": ("news", NamedBy.FOLDER),
        "A bridge is closed": ("AP", NamedBy.GIVEN),
    }
    assert {each.id for each in archive.articles()} == ids
    _, inner = holdings(archive.home)
    assert (inner.name, inner.articles) == (("AP", NamedBy.GIVEN), 1)


def test_a_folder_that_was_moved_keeps_what_it_was_given_and_else_has_its_new_name(
    archive: Archive,
) -> None:
    for name, given in (("one", None), ("two", "Two Times")):
        archive.write(f"{name}/a.txt", f"Page {name}")
        archive.add(archive.place / name, given)
        (archive.place / name).rename(archive.place / f"{name} moved")
        assert archive.add(archive.place / f"{name} moved").moved_from is not None
    assert archive.named() == {
        "Page one": ("one moved", NamedBy.FOLDER),
        "Page two": ("Two Times", NamedBy.GIVEN),
    }


def test_an_article_of_two_sources_has_the_name_of_the_first(archive: Archive) -> None:
    for name in ("a", "b"):
        archive.write(f"{name}/x.txt")
        archive.add(archive.place / name)
    assert archive.named() == {"The ferry is late": ("a", NamedBy.FOLDER)}
    archive.add(archive.place / "b", "Second")
    assert archive.named() == {"The ferry is late": ("a", NamedBy.FOLDER)}
    (archive.place / "a" / "x.txt").unlink()
    sync(archive.home)
    assert archive.named() == {"The ferry is late": ("Second", NamedBy.GIVEN)}


def test_a_second_look_at_named_sources_writes_nothing(archive: Archive) -> None:
    archive.write("news/a.txt")
    archive.add(archive.place / "news", "Reuters")
    report = sync(archive.home)
    assert (report.changed, report.articles) == (0, 0)


def test_a_hostile_name_is_made_harmless(archive: Archive) -> None:
    archive.write("evil \x1b[2J\u202efolder/a.txt")
    archive.add(archive.place / "evil \x1b[2J\u202efolder")
    assert archive.named() == {"The ferry is late": ("evil ␛[2Jfolder", NamedBy.FOLDER)}


@pytest.mark.parametrize("value", [1, ["Reuters"], None])
def test_a_name_in_the_list_that_is_no_text_is_refused_with_its_line(
    archive: Archive, value: object
) -> None:
    archive.home.sources.write_text(json.dumps({"path": "/news", "source": value}) + "\n")
    with pytest.raises(SettingsError, match='line 1: "source" is not a text'):
        read_sources(archive.home.sources)


def test_names_of_every_kind_survive_commits_and_merges(tmp_path: Path) -> None:
    index = Index(KITS["whoosh"], tmp_path / "index")
    expected = []
    for number in range(12):
        by = list(NamedBy)[number % 3]
        each = article(f"a{number}", f"Page {number}", "Rain.", source=f"Name {by}")
        expected.append(replace(each, source_by=by))
        index.put(expected[-1])
    while index.writer.merge():
        pass
    with closing(index.engine()) as engine:
        assert [engine.article(each.id) for each in expected] == expected
        for by in NamedBy:
            assert engine.search(Request(parse_query(f"source:{by}"))).total == 4
        assert engine.search(Request(parse_query("name"))).total == 4, "the pages' own"
