"""Tests of the contents of sources, of moved sources, and of the samples as a source."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from index.engine.open import open_engine
from index.engine.request import Request
from index.files.home import Home
from index.sync.holdings import holdings, moved_source
from index.sync.intake import remember
from index.sync.job import sync
from index.sync.sources import SAMPLES, SEEDS, read_sources, remove_samples


def page(folder: Path, name: str, what: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"A headline about {what}\n\n12 March 2021\n\nSomething happened to {what}.\n")
    return path


def ids(home: Home) -> set[str]:
    engine = open_engine(home.index)
    found = {hit.id for hit in engine.search(Request(limit=100)).hits}
    engine.close()
    return found


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.prepare()
    return home


@pytest.fixture
def news(tmp_path: Path, home: Home) -> Path:
    """Return a source: a folder of two articles and a file that is none."""
    folder = tmp_path / "news"
    page(folder, "a.txt", "ferries")
    page(folder, "sub/b.txt", "trains")
    (folder / "broken.txt").write_bytes(bytes(range(256)) * 8)
    assert remember(home, str(folder)).is_new
    sync(home)
    return folder


def test_each_source_with_its_files_articles_and_problems(home: Home, news: Path) -> None:
    samples, own = holdings(home)
    assert (samples.source.name, samples.articles) == (SEEDS, 15)
    assert (own.source.path, own.files, own.articles) == (news, 3, 2)
    assert [Path(problem.path).name for problem in own.problems] == ["broken.txt"]
    assert own.looked is not None


def test_a_folder_that_was_moved_is_the_same_source(home: Home, news: Path) -> None:
    before = ids(home)
    moved = news.rename(news.with_name("archive"))
    intake = remember(home, str(moved))
    assert (intake.moved_from, intake.is_new) == (news, False)
    report = sync(home)
    assert (report.added, report.gone, report.articles) == (0, 0, 2), "a new name"
    assert ids(home) == before
    assert [source.path for source in read_sources(home.sources)[1:]] == [moved]


def test_a_file_that_was_moved_is_known_by_its_content(home: Home, tmp_path: Path) -> None:
    path = page(tmp_path / "one", "a.txt", "ferries")
    remember(home, str(path))
    sync(home)
    before = ids(home)
    other = page(tmp_path / "one", "b.txt", "boats!!")
    assert other.stat().st_size == path.stat().st_size
    moved = path.rename(tmp_path / "c.txt")
    assert moved_source(home, other) is None
    assert remember(home, str(moved)).moved_from == path
    sync(home)
    assert ids(home) == before


@pytest.mark.parametrize("what", ["a copy", "another folder", "names and sizes alike"])
def test_no_other_folder_is_taken_for_the_one_that_was_moved(
    home: Home, news: Path, what: str
) -> None:
    other = news.with_name("other")
    if what == "a copy":
        shutil.copytree(news, other)
    elif what == "another folder":
        shutil.rmtree(news)
        page(other, "z.txt", "something quite else")
    else:
        shutil.copytree(news, other)
        shutil.rmtree(news)
        for path in other.rglob("*.txt"):
            path.write_bytes(path.read_bytes().upper())
    assert moved_source(home, other) is None
    assert remember(home, str(other)).is_new


def test_the_samples_are_taken_out_and_had_back(home: Home, news: Path) -> None:
    before = ids(home)
    assert remove_samples(home.sources)
    assert not remove_samples(home.sources)
    assert sync(home).removed == 15
    assert [each.source.name for each in holdings(home)] == [str(news)]
    assert len(ids(home)) == 2
    assert remember(home, SAMPLES).problem is None
    sync(home)
    assert ids(home) == before


def test_a_list_without_samples_and_sources_is_not_lost(home: Home) -> None:
    sync(home)
    remove_samples(home.sources)
    assert sync(home).removed == 15
    assert read_sources(home.sources) == ()
    assert ids(home) == set()


def test_a_folder_is_no_file_that_is_gone(home: Home, tmp_path: Path) -> None:
    path = page(tmp_path, "a.txt", "ferries")
    remember(home, str(path))
    sync(home)
    size = (tmp_path / "home").stat().st_size
    path.write_text(path.read_text().ljust(size))
    sync(home)
    path.unlink()
    (tmp_path / "folder").mkdir()
    assert remember(home, str(tmp_path / "folder")).is_new


def test_an_article_of_two_sources_counts_in_each_and_once_in_all(
    home: Home, news: Path, tmp_path: Path
) -> None:
    copied = tmp_path / "copied"
    shutil.copytree(news, copied)
    page(copied, "again.txt", "ferries")
    page(copied, "c.txt", "canals")
    remember(home, str(copied))
    sync(home)
    _, first, second = holdings(home)
    assert (first.files, first.articles, first.distinct) == (3, 2, 2)
    assert (second.files, second.articles, second.distinct) == (5, 3, 1)
    assert sum(each.distinct for each in holdings(home)) == len(ids(home))
