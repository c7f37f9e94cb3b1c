"""Tests of copies: files with the same content are one article, through all changes."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from index.article import Article, article_id
from index.files.home import Home
from index.query import Flag
from index.state import State
from index.sync.job import SyncObserver, rebuild, sync
from index.sync.manifest import Manifest
from index.sync.report import Report
from index.sync.sources import Source
from tests.index.fakes import FileWriter, Reads, load, pipeline

LONG_AGO_NS = 1_600_000_000 * 10**9
STORM = "Storm\nheadline: One\nheadline: Two"


class Archive:
    """Home, two folders of news, and the marks of a reader."""

    def __init__(self, place: Path) -> None:
        self.home = Home(place / "home")
        self.place = place
        self.sources: list[Source] = []
        self.ticks = 0
        for name in ("a", "b"):
            (place / name).mkdir()
            self.sources.append(Source(place / name, str(place / name)))
        self.home.prepare()

    def write(self, name: str, text: str) -> Path:
        self.ticks += 1
        file = self.place / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
        os.utime(file, ns=(LONG_AGO_NS, LONG_AGO_NS + self.ticks))
        return file

    def sync(self, **options: object) -> Report:
        options.setdefault("pipeline", pipeline())
        return sync(self.home, sources=self.sources, **options)  # type: ignore[arg-type]

    def rebuild(self) -> Report:
        return rebuild(self.home, sources=self.sources, pipeline=pipeline())

    def articles(self) -> dict[str, Article]:
        return load(self.home.index)[1]

    def titles(self) -> list[str]:
        return sorted(article.title for article in self.articles().values())

    def id(self, name: str) -> str:
        return article_id(str(self.place / name))

    def origins(self, id: str) -> list[str]:
        manifest = Manifest.peek(self.home.manifest)
        assert manifest is not None
        with manifest:
            return [str(Path(path).relative_to(self.place)) for path in manifest.origins(id)]

    def pages(self) -> dict[str, list[str]]:
        """Return the files of every page that is no headline, by the page's title."""
        return {
            article.title: self.origins(article.id)
            for article in self.articles().values()
            if article.found_on is None
        }

    def star(self, name: str) -> None:
        with closing(State.open(self.home.state, self.home.moves)) as state:
            state.set_starred([self.id(name)], True)

    def starred(self) -> set[str]:
        """Return the titles of starred articles that are in the archive."""
        articles = self.articles()
        with closing(State.open(self.home.state, self.home.moves)) as state:
            return {articles[id].title for id in state.flagged(Flag.STARRED) if id in articles}


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


@pytest.mark.parametrize("names", [("a/x.txt", "b/x.txt"), ("a/x.txt", "a/y.txt")])
def test_a_copy_is_no_second_article(archive: Archive, names: tuple[str, str]) -> None:
    for name in names:
        archive.write(name, STORM)
    report = archive.sync()
    assert (report.added, report.copies, report.articles) == (2, 1, 3)
    assert archive.titles() == ["One", "Storm", "Two"]
    assert archive.origins(archive.id(names[0])) == list(names)


def test_a_hard_link_is_no_second_article(archive: Archive) -> None:
    os.link(archive.write("a/x.txt", STORM), archive.place / "b" / "linked.txt")
    archive.sync()
    assert archive.pages() == {"Storm": ["a/x.txt", "b/linked.txt"]}


def test_a_folder_that_was_copied_is_listed_once(archive: Archive) -> None:
    for name in "pqr":
        archive.write(f"a/{name}", f"Page {name}")
    archive.sync()
    for name in "pqr":
        archive.write(f"b/{name}", f"Page {name}")
    report = archive.sync()
    assert (report.added, report.copies, report.articles) == (3, 3, 0)
    assert archive.pages() == {f"Page {name}": [f"a/{name}", f"b/{name}"] for name in "pqr"}


@pytest.mark.parametrize("name", ["a/x copy.txt", "a (1)/x.txt", "a-copy/x.txt", "a.old/x.txt"])
@pytest.mark.parametrize("is_later", [False, True])
def test_a_copy_takes_no_article_from_the_file_that_it_is_of(
    archive: Archive, name: str, is_later: bool
) -> None:
    folder = (archive.place / name).parent
    if folder.name != "a":
        archive.sources.append(Source(folder, str(folder)))
    archive.write("a/x.txt", STORM)
    if is_later:
        archive.sync()
    archive.write(name, STORM)
    report = archive.sync()
    assert report.removed == 0
    assert archive.pages() == {"Storm": ["a/x.txt", name]}
    assert archive.id("a/x.txt") in archive.articles()


def test_the_order_of_adding_does_not_matter(tmp_path: Path) -> None:
    found = []
    for number, order in enumerate(permutations(("a/x.txt", "a/y.txt", "b/x.txt"))):
        place = tmp_path / str(number)
        place.mkdir()
        archive = Archive(place)
        for name in order:
            archive.write(name, STORM)
            archive.sync()
        assert archive.articles().keys() >= {archive.id("a/x.txt")}
        found.append((archive.titles(), archive.pages()))
    assert all(each == found[0] for each in found)
    assert found[0] == (["One", "Storm", "Two"], {"Storm": ["a/x.txt", "a/y.txt", "b/x.txt"]})


def test_an_article_stays_while_one_of_its_files_does(archive: Archive) -> None:
    for name in ("a/x.txt", "b/x.txt"):
        archive.write(name, STORM)
    archive.sync()
    archive.star("a/x.txt")
    (archive.place / "a" / "x.txt").unlink()
    archive.sync()
    assert archive.pages() == {"Storm": ["b/x.txt"]}
    assert archive.titles() == ["One", "Storm", "Two"]
    assert archive.starred() == {"Storm"}
    archive.write("a/x.txt", STORM)
    archive.sync()
    assert (archive.pages(), archive.starred()) == ({"Storm": ["a/x.txt", "b/x.txt"]}, {"Storm"})
    (archive.place / "b" / "x.txt").unlink()
    archive.sync()
    assert (archive.pages(), archive.starred()) == ({"Storm": ["a/x.txt"]}, {"Storm"})
    (archive.place / "a" / "x.txt").unlink()
    archive.sync()
    assert archive.titles() == []


@pytest.mark.parametrize("removed", [0, 1])
def test_an_article_stays_when_one_of_its_sources_is_removed(
    archive: Archive, removed: int
) -> None:
    for name in ("a/x.txt", "b/x.txt"):
        archive.write(name, STORM)
    archive.sync()
    archive.star("a/x.txt")
    del archive.sources[removed]
    archive.sync()
    assert archive.pages() == {"Storm": ["b/x.txt" if removed == 0 else "a/x.txt"]}
    assert archive.starred() == {"Storm"}


@pytest.mark.parametrize("edited", ["a/x.txt", "b/x.txt"])
def test_an_edit_of_one_file_makes_two_articles_with_the_marks_of_both(
    archive: Archive, edited: str
) -> None:
    names = ("a/x.txt", "b/x.txt", "b/y.txt")
    for name in names:
        archive.write(name, STORM)
    archive.sync()
    archive.star("a/x.txt")
    archive.write(edited, "Hurricane\nheadline: One")
    archive.sync()
    others = [name for name in names if name != edited]
    assert archive.pages() == {"Hurricane": [edited], "Storm": others}
    assert archive.starred() == {"Hurricane", "Storm"}
    archive.write(edited, STORM)
    archive.sync()
    assert (archive.pages(), archive.starred()) == ({"Storm": list(names)}, {"Storm"})


def test_two_articles_that_become_one_join_their_marks(archive: Archive) -> None:
    archive.write("a/x.txt", "Calm")
    archive.write("b/x.txt", STORM)
    archive.sync()
    archive.star("b/x.txt")
    archive.write("a/x.txt", STORM)
    archive.sync()
    assert archive.pages() == {"Storm": ["a/x.txt", "b/x.txt"]}
    assert archive.starred() == {"Storm"}


def test_a_second_look_at_copies_reads_and_commits_nothing(archive: Archive) -> None:
    for name in ("a/x.txt", "b/x.txt"):
        archive.write(name, STORM)
    archive.sync()
    generation, _ = load(archive.home.index)
    reads = Reads()
    report = archive.sync(pipeline=pipeline(reads))
    assert (report.unchanged, reads.names) == (2, [])
    assert load(archive.home.index)[0] == generation


def test_a_rebuild_makes_the_same_and_follows_what_happened_meanwhile(archive: Archive) -> None:
    for name in ("a/x.txt", "b/x.txt", "b/y.txt"):
        archive.write(name, STORM)
    archive.sync()
    archive.star("a/x.txt")
    before = archive.articles()
    archive.rebuild()
    assert archive.articles() == before
    archive.write("a/x.txt", "Hurricane")
    archive.rebuild()
    assert archive.pages() == {"Hurricane": ["a/x.txt"], "Storm": ["b/x.txt", "b/y.txt"]}
    assert archive.starred() == {"Hurricane", "Storm"}


def test_an_index_of_the_version_before_that_had_two_articles_keeps_the_marks_of_both(
    archive: Archive,
) -> None:
    archive.write("a/x.txt", STORM)
    archive.write("b/x.txt", STORM + "\n")
    archive.sync()
    archive.star("b/x.txt")
    (archive.place / "b" / "x.txt").write_text(STORM)
    with closing(sqlite3.connect(archive.home.manifest)) as older, older:
        older.execute("UPDATE files SET digest = (SELECT digest FROM files ORDER BY key)")
        older.executescript(
            "ALTER TABLE files DROP COLUMN name; ALTER TABLE files DROP COLUMN named_by;"
            "PRAGMA user_version = 2"
        )
    assert archive.sync().rebuilt
    assert archive.pages() == {"Storm": ["a/x.txt", "b/x.txt"]}
    assert archive.starred() == {"Storm"}


def test_what_is_on_a_disk_that_is_away_stays_an_origin(archive: Archive) -> None:
    for name in ("a/x.txt", "b/x.txt"):
        archive.write(name, STORM)
    archive.sync()
    archive.star("a/x.txt")
    disk = (archive.place / "b").rename(archive.place / "away")
    (archive.place / "a" / "x.txt").unlink()
    archive.sources[1] = replace(archive.sources[1], path=archive.place / "gone" / "b")
    archive.sync()
    assert archive.titles() == ["One", "Storm", "Two"]
    archive.rebuild()
    assert archive.pages() == {"Storm": ["b/x.txt"]}
    disk.rename(archive.place / "b")
    archive.sources[1] = replace(archive.sources[1], path=archive.place / "b")
    archive.sync()
    assert (archive.pages(), archive.starred()) == ({"Storm": ["b/x.txt"]}, {"Storm"})


class Killed(BaseException):
    """Error that stands for the end of the process."""


def _killing(after: int) -> Callable[[str], None]:
    left = after

    def point(_: str) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed

    return point


@pytest.fixture
def killed_after(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """Yield a function that arms a kill at an update's n-th write, before it or after it.

    Writes go to the manifest, the index and the log of moves.
    """
    from index.state.moves import MoveLog
    from index.sync.manifest import ManifestWriter

    owners = {"settle_intent": ManifestWriter, "record": ManifestWriter, "append": MoveLog}

    def arm(after: int) -> None:
        monkeypatch.undo()
        point = _killing(after)
        for name, owner in {**owners, "apply": FileWriter}.items():
            whole = getattr(owner, name)

            def both(
                *values: object, whole: Callable[..., object] = whole, **named: object
            ) -> object:
                point("before")
                found = whole(*values, **named)
                point("after")
                return found

            monkeypatch.setattr(owner, name, both)

    yield arm
    monkeypatch.undo()


CHANGES: dict[str, Callable[[Archive], None]] = {
    "first gone": lambda archive: (archive.place / "a" / "x.txt").unlink(),
    "first edited": lambda archive: _write(archive, "a/x.txt", "Hurricane"),
    "second edited": lambda archive: _write(archive, "b/x.txt", "Hurricane"),
    "an earlier one comes": lambda archive: _write(archive, "a/a.txt", STORM),
    "source removed": lambda archive: archive.sources.__delitem__(0),
    "first moved": lambda archive: _move(archive, "a/x.txt", "a/z.txt"),
}


def _write(archive: Archive, name: str, text: str) -> None:
    archive.write(name, text)


def _move(archive: Archive, name: str, to: str) -> None:
    (archive.place / name).rename(archive.place / to)


@pytest.mark.parametrize("change", CHANGES)
def test_killed_at_any_moment_the_next_run_makes_the_same(
    tmp_path: Path, change: str, killed_after: Callable[[int], None]
) -> None:
    for after in range(60):
        place = tmp_path / str(after)
        place.mkdir()
        archive = Archive(place)
        for name in ("a/x.txt", "b/x.txt", "b/y.txt"):
            archive.write(name, STORM)
        archive.sync()
        archive.star("a/x.txt")
        CHANGES[change](archive)
        killed_after(after)
        try:
            archive.sync()
            is_done = True
        except Killed:
            is_done = False
        killed_after(1_000)
        archive.sync()
        found = archive.pages(), archive.starred(), archive.titles()
        archive.rebuild()
        assert (archive.pages(), archive.starred(), archive.titles()) == found, after
        assert "Storm" in archive.starred(), after
        if is_done:
            return
    raise AssertionError("never done")


@pytest.mark.parametrize("seed", range(12))
def test_whatever_happens_to_files_the_index_is_what_a_rebuild_makes(
    archive: Archive, seed: int
) -> None:
    chance = random.Random(seed)
    names = [f"{folder}/{name}" for folder in "ab" for name in "pqrs"]
    texts = [STORM, "Calm", "Rain\nheadline: One"]
    for _ in range(15):
        for name in chance.sample(names, chance.randint(1, 4)):
            path = archive.place / name
            if path.exists() and chance.random() < 0.4:
                path.unlink()
            elif path.exists() and chance.random() < 0.3:
                path.rename(archive.place / chance.choice(names))
            else:
                archive.write(name, chance.choice(texts))
        stops = iter([False] * chance.randint(0, 12))
        archive.sync(watch=SyncObserver(stop=lambda stops=stops: next(stops, True)))  # type: ignore[misc]
        archive.sync()
        wanted: dict[str, list[str]] = {}
        for name in sorted(name for name in names if (archive.place / name).exists()):
            title = (archive.place / name).read_text().splitlines()[0]
            wanted.setdefault(title, []).append(name)
        assert archive.pages() == wanted
        assert archive.articles().keys() >= {archive.id(files[0]) for files in wanted.values()}
