"""Tests by random changes of files and ends of processes: the archive always equals its files."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from contextlib import nullcontext, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Article
from index.files.home import Home
from index.state.moves import MoveLog
from index.sync.job import rebuild, sync
from index.sync.manifest import Manifest
from index.sync.pipeline import Pipeline
from index.sync.sources import Source
from tests.index.fakes import FileWriter, load, pipeline

ROOT = Path(__file__).parents[3]

names = st.sampled_from(["a", "b.txt", "d/a", "d/b", "e/f/a"])
# Few titles and addresses, so that files share contents and articles.
contents = st.builds(
    lambda title, lines: "\n".join([title, *lines]),
    st.sampled_from(["Storm", "Quiet", ""]),
    st.lists(st.sampled_from(["url: 1", "url: 2", "headline: A", "headline: B"]), max_size=3),
)
edits = st.one_of(
    st.tuples(st.just("write"), names, contents),
    st.tuples(st.just("delete"), names, st.just("")),
    st.tuples(st.just("move"), names, names),
    st.tuples(st.just("sync"), st.just(""), st.just("")),
    st.tuples(st.just("rebuild"), st.just(""), st.just("")),
    st.tuples(st.just("killed"), st.just(""), st.sampled_from(["before", "after", "log"])),
)


class Killed(BaseException):
    """Error that a test raises at a point where a process might end."""


class Archive:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = Home(folder / "home")
        self.news = folder / "news"
        self.news.mkdir()
        self.sources = [Source(self.news, "news"), Source(self.news / "d", "inner")]

    def apply(self, verb: str, name: str, value: str) -> None:
        file = self.news / name
        file.parent.mkdir(parents=True, exist_ok=True)
        match verb:
            case "write":
                file.write_text(value)
            case "delete":
                file.unlink(missing_ok=True)
            case "move":
                target = self.news / value
                target.parent.mkdir(parents=True, exist_ok=True)
                if file.is_file():
                    file.rename(target)
            case "sync":
                sync(self.home, sources=self.sources, pipeline=pipeline())
            case "rebuild":
                rebuild(self.home, sources=self.sources, pipeline=pipeline())
            case "killed":
                self.killed(value)

    def killed(self, moment: str) -> None:
        steps = pipeline(open_writer=MORTAL[moment])
        dying = patch.object(MoveLog, "append", killing) if moment == "log" else nullcontext()
        with suppress(Killed), dying:
            sync(self.home, sources=self.sources, pipeline=steps)

    def holdings(self) -> dict[str, tuple[str, tuple[str, ...], str]]:
        return holdings(self.home)


def killing(*_: object) -> None:
    raise Killed


class DiesBefore(FileWriter):
    def apply(self, put: Iterable[Article], remove: Iterable[str] = ()) -> int:
        raise Killed


class DiesAfter(FileWriter):
    def apply(self, put: Iterable[Article], remove: Iterable[str] = ()) -> int:
        super().apply(put, remove)
        raise Killed


MORTAL: dict[str, Callable[[Path], FileWriter]] = {
    "before": DiesBefore,
    "after": DiesAfter,
    "log": FileWriter,
}


def holdings(home: Home) -> dict[str, tuple[str, tuple[str, ...], str]]:
    articles = load(home.index)[1].values()
    return {a.id: (a.title, a.paragraphs, a.origin.path) for a in articles}


def check_slugs(home: Home) -> None:
    articles = load(home.index)[1].values()
    with Manifest.peek(home.manifest) or pytest.fail("no manifest") as manifest:
        assert dict(manifest.slugs()) == {article.slug: article.id for article in articles}


@settings(max_examples=60, deadline=None)
@given(st.lists(edits, max_size=12))
def test_any_edits_end_in_what_a_fresh_archive_holds(steps: list[tuple[str, str, str]]) -> None:
    with TemporaryDirectory() as folder:
        archive = Archive(Path(folder))
        for step in steps:
            archive.apply(*step)
        # An unreadable file keeps its old article, which a fresh archive would lack.
        for file in archive.news.rglob("*"):
            if file.is_file() and not file.read_text().splitlines():
                file.unlink()
        sync(archive.home, sources=archive.sources, pipeline=pipeline())
        fresh = Home(Path(folder) / "fresh")
        sync(fresh, sources=archive.sources, pipeline=pipeline())
        assert holdings(archive.home) == holdings(fresh)
        check_slugs(archive.home)
        again = sync(archive.home, sources=archive.sources, pipeline=pipeline())
        assert (again.articles, again.rebuilt) == (0, None)


# A process that is really killed


class Loud(FileWriter):
    """Writer that prints the begin and end of a commit, for a test to kill its process there."""

    def apply(self, put: Iterable[Article], remove: Iterable[str] = ()) -> int:
        print("commit", flush=True)
        generation = super().apply(put, remove)
        print("committed", flush=True)
        return generation


def index_loudly(folder: str, what: str) -> None:
    """Run an update that prints its steps, for a test to kill."""
    steps = pipeline(open_writer=Loud)

    def read(path: Path, key: str, boilerplate: bytes = b"") -> tuple[Article, ...]:
        print(f"read {path}", flush=True)
        return steps.read(path, key, boilerplate)

    loud = Pipeline(
        steps.supported,
        read,
        steps.detect,
        steps.make_slug,
        steps.show,
        steps.open_engine,
        steps.open_writer,
    )
    home, news = Home(Path(folder) / "home"), Path(folder) / "news"
    call = {"sync": sync, "rebuild": rebuild}[what]
    call(home, sources=[Source(news, "news")], pipeline=loud)


LOUDLY = """
import sys
import index.sync.update
from tests.index.fakes import article_bytes
from tests.index.sync.test_sync_always import index_loudly
index.sync.update.ARTICLE_BYTES = article_bytes(in_a_commit=3)
index_loudly(*sys.argv[1:])
"""


def run_until(line_number: int, folder: Path, what: str) -> None:
    arguments = [sys.executable, "-c", LOUDLY, str(folder), what]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        for number, _ in enumerate(process.stdout):
            if number == line_number:
                process.kill()


@pytest.mark.slow
@pytest.mark.parametrize("what", ["sync", "rebuild"])
def test_a_killed_process_leaves_a_whole_index_and_is_made_good(tmp_path: Path, what: str) -> None:
    news = tmp_path / "news"
    news.mkdir()
    for number in range(9):
        (news / f"{number}.txt").write_text(f"Title {number}")
    home, sources = Home(tmp_path / "home"), [Source(news, "news")]
    for moment in (0, 1, 3, 5, 6, 9, 12):
        run_until(moment, tmp_path, what)
        (news / f"{moment}.txt").unlink(missing_ok=True)
        (news / f"new {moment}.txt").write_text(f"Title {moment}")
    sync(home, sources=sources, pipeline=pipeline())
    fresh = Home(tmp_path / "fresh")
    sync(fresh, sources=sources, pipeline=pipeline())
    assert holdings(home) == holdings(fresh)
    check_slugs(home)
