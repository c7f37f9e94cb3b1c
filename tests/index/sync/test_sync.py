"""Tests of adding, editing and deleting files, and of the index afterwards."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

from index.article import Article, article_id
from index.errors import HomeError, IndexUnusableError, SettingsError, UnreadableError, never
from index.files.home import Home
from index.files.lock import acquire
from index.state.moves import MoveLog
from index.sync.job import SyncObserver, needs_sync, open_up_to_date, rebuild, sync
from index.sync.manifest import Manifest
from index.sync.report import Problem, Progress, Report
from index.sync.sources import SEEDS, Source, add_source
from tests.index.fakes import (
    FileEngine,
    FileWriter,
    Reads,
    article_bytes,
    load,
    pipeline,
    read_file,
)

LONG_AGO_NS = 1_600_000_000 * 10**9


class Archive:
    """Home and one folder of news."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder / "home")
        self.news = folder / "news"
        self.news.mkdir()
        self.source = Source(self.news, str(self.news))
        self.sources = [self.source]

    def write(self, name: str, text: str, *, old: bool = True) -> Path:
        file = self.news / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        if old:
            os.utime(file, ns=(LONG_AGO_NS, LONG_AGO_NS + len(text)))
        return file

    def sync(self, **options: Any) -> Report:
        options.setdefault("pipeline", pipeline())
        return sync(self.home, sources=self.sources, **options)

    def rebuild(self, **options: Any) -> Report:
        options.setdefault("pipeline", pipeline())
        return rebuild(self.home, sources=self.sources, **options)

    def articles(self) -> dict[str, Article]:
        return load(self.home.index)[1]

    def logged(self) -> list[Mapping[str, tuple[str, ...]]]:
        """Return the moves that the states will follow."""
        return list(MoveLog(self.home.moves).since(0).ids)

    def titles(self) -> list[str]:
        return sorted(article.title for article in self.articles().values())

    def id(self, name: str) -> str:
        return article_id(str(self.news / name))


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def test_files_become_articles(archive: Archive) -> None:
    archive.write("a.txt", "Storm\nIt blew.")
    archive.write("deep/b.txt", "Calm\nheadline: More calm")
    report = archive.sync()
    assert (report.added, report.articles, report.unreadable) == (2, 3, ())
    assert archive.titles() == ["Calm", "More calm", "Storm"]


def test_a_second_look_reads_and_commits_nothing(archive: Archive) -> None:
    archive.write("a.txt", "Storm")
    archive.sync()
    generation = load(archive.home.index)[0]
    reads = Reads()
    report = archive.sync(pipeline=pipeline(reads))
    assert (report.unchanged, reads.names, report.bytes) == (1, [], 0)
    assert load(archive.home.index)[0] == generation


def test_an_edited_file_is_replaced_and_keeps_its_id_and_slug(archive: Archive) -> None:
    archive.write("a.txt", "Storm\nheadline: One\nheadline: Two")
    archive.sync()
    slug = archive.articles()[archive.id("a.txt")].slug
    archive.write("a.txt", "Hurricane\nheadline: Two\nheadline: Three")
    report = archive.sync()
    assert (report.changed, report.removed) == (1, 1)
    assert archive.titles() == ["Hurricane", "Three", "Two"]
    assert archive.articles()[archive.id("a.txt")].slug == slug


def test_a_touched_file_is_not_read_again(archive: Archive) -> None:
    file = archive.write("a.txt", "Storm")
    archive.sync()
    os.utime(file, ns=(LONG_AGO_NS, LONG_AGO_NS + 99))
    reads = Reads()
    report = archive.sync(pipeline=pipeline(reads))
    assert (report.unchanged, report.changed, reads.names) == (1, 0, [])
    assert archive.sync().bytes == 0


def test_a_file_just_written_is_compared_by_its_content(archive: Archive) -> None:
    file = archive.write("a.txt", "Storm", old=False)
    archive.sync()
    times = file.stat()
    file.write_text("Quiet")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert archive.sync().changed == 1
    assert archive.titles() == ["Quiet"]


def test_a_deleted_file_takes_its_articles_along(archive: Archive) -> None:
    archive.write("a.txt", "Storm\nheadline: One")
    archive.write("b.txt", "Calm")
    archive.sync()
    (archive.news / "a.txt").unlink()
    report = archive.sync()
    assert (report.gone, report.removed, archive.titles()) == (1, 2, ["Calm"])


def test_a_moved_file_takes_what_the_reader_did_along(archive: Archive) -> None:
    archive.write("a.txt", "Storm\nheadline: One")
    archive.write("copy 1.txt", "Copied")
    archive.sync()
    (archive.news / "a.txt").rename(archive.news / "z.txt")
    report = archive.sync()
    assert report.moved[archive.id("a.txt")] == archive.id("z.txt")
    assert len(report.moved) == 2
    assert archive.logged() == [{old: (new,) for old, new in report.moved.items()}]


def test_two_moved_files_of_one_content_are_one_article_as_before(archive: Archive) -> None:
    for name in ("a", "b"):
        archive.write(name, "Storm")
    archive.sync()
    (archive.news / "a").rename(archive.news / "y")
    (archive.news / "b").rename(archive.news / "z")
    assert archive.sync().moved == {archive.id("a"): archive.id("y")}
    assert list(archive.articles()) == [archive.id("y")]


def test_an_article_in_two_files_is_that_of_the_first_of_them(archive: Archive) -> None:
    archive.write("a.txt", "Early version\nurl: https://example.org/1")
    archive.write("b.txt", "Late version\nurl: https://example.org/1")
    archive.sync()
    assert archive.titles() == ["Early version"]
    (archive.news / "a.txt").unlink()
    archive.sync()
    assert archive.titles() == ["Late version"]
    (archive.news / "b.txt").unlink()
    archive.sync()
    assert archive.titles() == []


def test_an_article_may_change_its_file_within_one_batch(archive: Archive) -> None:
    archive.write("b.txt", "Held\nurl: https://example.org/1")
    archive.sync()
    archive.write("a.txt", "Taken over\nurl: https://example.org/1")
    archive.write("b.txt", "Something else")
    archive.sync()
    assert archive.titles() == ["Something else", "Taken over"]


def test_an_article_that_left_its_file_is_free_for_another(archive: Archive) -> None:
    archive.write("b.txt", "First\nurl: https://example.org/1")
    archive.sync()
    archive.write("b.txt", "Something else")
    archive.sync()
    archive.write("a.txt", "Second\nurl: https://example.org/1")
    archive.sync()
    assert archive.titles() == ["Second", "Something else"]


def test_what_cannot_be_read_is_reported_and_stops_nothing(archive: Archive) -> None:
    archive.write("a.txt", "Storm")
    archive.write("b.txt", "")
    archive.write("c.pdf", "%PDF")
    archive.write("d.txt", "deep")
    archive.write("e.txt", "large")
    archive.write("f.txt", "odd")

    def read(path: Path, key: str, boilerplate: bytes = b"") -> tuple[Article, ...]:
        failures: dict[str, Exception] = {
            "d.txt": RecursionError(),
            "e.txt": MemoryError(),
            "f.txt": IndexError("list index out of range"),
        }
        if path.name in failures:
            raise failures[path.name]
        return read_file(path, key)

    report = archive.sync(pipeline=pipeline(read))
    assert {Path(p.path).name: p.reason for p in report.unreadable} == {
        "b.txt": "it is empty",
        "d.txt": "it is nested too deeply",
        "e.txt": "it needs more memory than there is",
        "f.txt": "its reader failed: IndexError",
    }
    assert report.other_kinds == {".pdf": 1}
    assert archive.titles() == ["Storm"]


def test_an_unreadable_file_is_reported_every_time_but_read_once(archive: Archive) -> None:
    archive.write("b.txt", "")
    first = archive.sync()
    reads = Reads()
    again = archive.sync(pipeline=pipeline(reads))
    assert (
        again.unreadable
        == first.unreadable
        == (Problem(str(archive.news / "b.txt"), "it is empty"),)
    )
    assert reads.names == []


def test_a_failure_that_is_not_the_files_is_tried_again(archive: Archive) -> None:
    def refused(path: Path, key: str, boilerplate: bytes = b"") -> tuple[Article, ...]:
        raise UnreadableError(path, "permission denied") from PermissionError(13, "denied")

    archive.write("a.txt", "Storm")
    assert len(archive.sync(pipeline=pipeline(refused)).unreadable) == 1
    assert archive.sync().unreadable == ()
    assert archive.titles() == ["Storm"]


def test_articles_of_a_file_that_became_unreadable_stay(archive: Archive) -> None:
    archive.write("a.txt", "Storm")
    archive.sync()
    archive.write("a.txt", "")
    report = archive.sync()
    assert [p.reason for p in report.unreadable] == ["it is empty"]
    assert archive.titles() == ["Storm"]


def test_articles_of_an_unreachable_source_stay(archive: Archive, tmp_path: Path) -> None:
    archive.write("a.txt", "Storm")
    archive.sync()
    archive.news.rename(tmp_path / "unmounted")
    report = archive.sync()
    assert [p.path for p in report.unreachable] == [str(archive.news)]
    assert (report.gone, archive.titles()) == (0, ["Storm"])
    (tmp_path / "unmounted").rename(archive.news)
    assert archive.sync().unchanged == 1


def test_a_source_no_longer_listed_leaves_the_archive(archive: Archive) -> None:
    archive.write("a.txt", "Storm")
    archive.sync()
    archive.sources = []
    assert archive.sync().gone == 1
    assert archive.titles() == []


def test_a_single_file_that_is_deleted_is_gone(archive: Archive) -> None:
    file = archive.write("a.txt", "Storm")
    archive.sources = [Source(file, str(file))]
    archive.sync()
    file.unlink()
    report = archive.sync()
    assert (report.gone, archive.titles()) == (1, [])


def test_a_folder_above_and_one_inside_change_no_id(archive: Archive) -> None:
    archive.write("inner/a.txt", "Storm")
    inner = Source(archive.news / "inner", str(archive.news / "inner"))
    archive.sources = [inner]
    archive.sync()
    before = set(archive.articles())
    archive.sources = [inner, archive.source]
    report = archive.sync()
    assert (report.unchanged, report.added, set(archive.articles())) == (1, 0, before)


def test_only_some_sources_are_looked_at(archive: Archive, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "o.txt").write_text("Other")
    archive.sources.append(Source(other, "other"))
    archive.write("a.txt", "Storm")
    archive.sync()
    archive.write("b.txt", "Calm")
    (other / "o.txt").unlink()
    report = archive.sync(only=["other"])
    assert (report.added, report.gone, archive.titles()) == (0, 1, ["Storm"])


def test_slugs_are_unique_whatever_the_titles(archive: Archive) -> None:
    def one_slug(title: str, id: str, length: int) -> str:
        return f"same-{id[: length - 6]}"

    for name in "abc":
        archive.write(name, f"Storm\n{name}")
    archive.sync(pipeline=replace(pipeline(), make_slug=one_slug))
    slugs = [article.slug for article in archive.articles().values()]
    assert len(set(slugs)) == 3


def test_slugs_and_articles_survive_a_rebuild(archive: Archive) -> None:
    archive.write("a.txt", "Storm\nheadline: One")
    archive.sync()
    archive.write("a.txt", "Hurricane\nheadline: One")
    archive.sync()
    before = archive.articles()
    report = archive.rebuild()
    assert report.rebuilt == "as asked"
    assert archive.articles() == before


def test_a_language_is_detected_where_the_reader_gave_none(archive: Archive) -> None:
    archive.write("a.txt", "Storm")
    archive.sync()
    assert [article.language for article in archive.articles().values()] == ["en"]


# Damage


def _delete_index(home: Home) -> None:
    for file in home.index.iterdir():
        file.unlink()
    home.index.rmdir()


def _empty_commit(home: Home) -> None:
    for file in home.index.glob("_MAIN_*.toc"):
        file.write_bytes(b"")


def _delete_manifest(home: Home) -> None:
    home.manifest.unlink()


def _damage_manifest(home: Home) -> None:
    home.manifest.write_bytes(b"no database" * 1000)


def _tear_manifest(home: Home) -> None:
    home.manifest.write_bytes(home.manifest.read_bytes()[:5000])


def _other_manifest_version(home: Home) -> None:
    with closing(sqlite3.connect(home.manifest)) as sql:
        sql.execute("PRAGMA user_version = 9999")


def _lose_articles(home: Home) -> None:
    generation, articles = load(home.index)
    FileWriter(home.index).apply([], list(articles))
    (home.index / f"_MAIN_{generation + 1}.toc").rename(home.index / f"_MAIN_{generation}.toc")


def _foreign_commit(home: Home) -> None:
    FileWriter(home.index).apply([])


@pytest.mark.parametrize(
    "damage",
    [
        _delete_index,
        _empty_commit,
        _delete_manifest,
        _damage_manifest,
        _tear_manifest,
        _other_manifest_version,
        _lose_articles,
        _foreign_commit,
    ],
)
def test_a_damaged_index_is_made_anew_by_itself(
    archive: Archive, damage: Callable[[Home], None]
) -> None:
    archive.write("a.txt", "Storm\nheadline: One")
    archive.sync()
    before = archive.articles()
    damage(archive.home)
    report = archive.sync()
    assert archive.articles() == before
    assert (report.rebuilt is None) == (damage is _delete_index)
    again = archive.sync()
    assert (again.unchanged, again.rebuilt) == (1, None)


def test_a_rebuild_keeps_what_is_unreachable(archive: Archive, tmp_path: Path) -> None:
    archive.write("a.txt", "Storm")
    archive.sync()
    archive.news.rename(tmp_path / "unmounted")
    report = archive.rebuild()
    assert len(report.unreachable) == 1
    assert archive.titles() == ["Storm"]
    (tmp_path / "unmounted").rename(archive.news)
    assert archive.sync().unchanged == 1


def test_a_file_moved_before_a_rebuild_is_still_followed(archive: Archive) -> None:
    archive.write("a.txt", "Storm")
    archive.sync()
    (archive.news / "a.txt").rename(archive.news / "b.txt")
    assert archive.rebuild().moved == {archive.id("a.txt"): archive.id("b.txt")}
    assert archive.logged() == [{archive.id("a.txt"): (archive.id("b.txt"),)}]


def test_readers_have_the_old_index_until_the_new_one_is_whole(archive: Archive) -> None:
    archive.write("a.txt", "Storm")
    archive.sync()
    seen: list[int] = []

    def read(path: Path, key: str, boilerplate: bytes = b"") -> tuple[Article, ...]:
        seen.append(len(archive.articles()))
        return read_file(path, key)

    archive.write("b.txt", "Calm")
    archive.rebuild(pipeline=pipeline(read))
    assert seen == [1, 1]
    assert archive.titles() == ["Calm", "Storm"]
    assert sorted(p.name for p in archive.home.path.iterdir()) == ["index", "index.lock"]


def test_a_rebuild_that_was_killed_is_tidied_up(archive: Archive) -> None:
    archive.write("a.txt", "Storm")
    archive.sync()
    index = archive.home.index
    index.rename(index.with_name("index.old"))
    unfinished = index.with_name("index.building")
    unfinished.mkdir()
    (unfinished / "manifest.sqlite").touch()
    assert needs_sync(archive.home, archive.sources)
    report = archive.sync()
    assert (report.rebuilt, report.unchanged) == (None, 1)
    assert sorted(p.name for p in archive.home.path.iterdir()) == ["index", "index.lock"]


def test_files_of_the_user_in_the_index_are_never_deleted(archive: Archive) -> None:
    archive.write("a.txt", "Storm")
    archive.sync()
    (archive.home.index / "thesis.txt").write_text("years of work")
    report = archive.rebuild()
    [aside] = report.kept_aside
    assert [file.name for file in Path(aside).iterdir()] == ["thesis.txt"]


def test_an_index_of_somebody_else_is_put_aside_whole(archive: Archive) -> None:
    archive.home.index.mkdir(parents=True)
    (archive.home.index / "_MAIN_7.toc").write_bytes(b"theirs")
    archive.write("a.txt", "Storm")
    report = archive.sync()
    [aside] = report.kept_aside
    assert (Path(aside) / "_MAIN_7.toc").read_bytes() == b"theirs"
    assert archive.titles() == ["Storm"]


def test_an_index_that_is_a_link_stays_on_its_disk(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "disk" / "index").mkdir(parents=True)
    archive.home.path.mkdir()
    archive.home.index.symlink_to(tmp_path / "disk" / "index")
    archive.write("a.txt", "Storm")
    archive.sync()
    archive.rebuild()
    assert archive.home.index.is_symlink()
    assert archive.titles() == ["Storm"]


def modes(folder: Path) -> dict[str, int]:
    """Return the permissions of a folder and of the files in it, without the executable bits."""
    bits = {file.name: stat.S_IMODE(file.stat().st_mode) & 0o666 for file in folder.iterdir()}
    return {**bits, "": stat.S_IMODE(folder.stat().st_mode)}


@pytest.mark.parametrize(
    ("home", "index", "files"),
    [(0o700, 0o700, 0o600), (0o750, 0o750, 0o640), (0o755, 0o755, 0o644), (0o777, 0o755, 0o644)],
)
@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_an_index_may_be_read_by_whom_the_home_lets_in(
    archive: Archive, home: int, index: int, files: int, umask: int
) -> None:
    archive.write("a.txt", "Storm\nIt blew.")
    archive.home.prepare()
    archive.home.path.chmod(home)
    before = os.umask(umask)
    try:
        archive.sync(pipeline=None)
        made = modes(archive.home.index)
        archive.rebuild(pipeline=None)
        assert os.umask(umask) == umask, "what follows is made as before"
    finally:
        os.umask(before)
    for found in (made, modes(archive.home.index)):
        assert found.pop("") == index
        assert set(found.values()) == {files}
    assert stat.S_IMODE(archive.home.lock.stat().st_mode) == 0o600


# Interruptions


class FullDisk(FileWriter):
    """Writer on a disk that takes three commits."""

    def apply(self, put: Any, remove: Any = ()) -> int:
        if load(self._folder)[0] >= 3:
            raise OSError(28, "No space left on device")
        return super().apply(put, remove)


def test_a_full_disk_stops_with_the_last_commit_whole(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.sync.update.ARTICLE_BYTES", article_bytes(in_a_commit=2))
    for number in range(8):
        archive.write(f"{number}.txt", f"Title {number}")
    with pytest.raises(HomeError, match="the disk is full; what was indexed before is safe"):
        archive.sync(pipeline=pipeline(open_writer=FullDisk))
    assert len(archive.titles()) == 4
    reads = Reads()
    assert archive.sync(pipeline=pipeline(reads)).rebuilt is None
    assert len(reads.names) == 4
    assert len(archive.titles()) == 8


def test_a_stopped_update_keeps_what_it_read_and_goes_on_later(archive: Archive) -> None:
    for number in range(5):
        archive.write(f"{number}.txt", f"Title {number}")
    reads = Reads()
    watch = SyncObserver(stop=lambda: len(reads.names) == 2)
    assert archive.sync(pipeline=pipeline(reads), watch=watch).stopped
    assert len(archive.titles()) == 2
    assert needs_sync(archive.home, archive.sources)
    assert archive.sync(only=[]).added == 3


def test_a_file_of_many_articles_is_committed_in_parts(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.sync.update.ARTICLE_BYTES", article_bytes(in_a_commit=10))
    lines = "\n".join(f"headline: {number}" for number in range(35))
    archive.write("many.txt", f"Many\n{lines}")
    sizes: list[int] = []

    class Counting(FileWriter):
        def apply(self, put: Any, remove: Any = ()) -> int:
            put = list(put)
            sizes.append(len(put))
            return super().apply(put, remove)

    archive.sync(pipeline=pipeline(open_writer=Counting))
    assert sizes == [0, 10, 10, 10, 6]
    assert archive.sync().unchanged == 1


def test_progress_comes_first_seldom_and_last(archive: Archive) -> None:
    for number in range(50):
        archive.write(f"{number}.txt", f"Title {number}")
    told: list[Progress] = []
    archive.sync(watch=SyncObserver(progress=told.append))
    assert told[-1] == Progress(50, 50, 50, told[-1].bytes, "", told[-1].seconds)
    assert len(told) < 50


def test_progress_and_report_say_how_fast_it_goes() -> None:
    progress = Progress(2, 4, articles=600, bytes=1_000_000, seconds=0.5)
    assert (progress.articles_per_second, progress.bytes_per_second) == (1_200, 2_000_000)
    report = Report(articles=600, bytes=1_000_000, seconds=0.5)
    assert (report.articles_per_second, report.bytes_per_second) == (1_200, 2_000_000)
    assert Progress(articles=600, seconds=0.001).articles_per_second == 0


def test_a_slow_update_commits_now_and_then(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        archive.write(f"{number}.txt", f"Title {number}")
    monkeypatch.setattr("index.sync.update.COMMIT_SECONDS", 0.0)
    archive.sync()
    assert load(archive.home.index)[0] == 1 + 3, "one for each file, after that of the empty index"


def test_less_memory_makes_more_commits(archive: Archive) -> None:
    archive.write("many.txt", "Many\n" + "\n".join(f"headline: {n}" for n in range(2_000)))
    archive.sync(memory_mb=4)
    few = load(archive.home.index)[0]
    archive.rebuild(memory_mb=1)
    assert load(archive.home.index)[0] > few
    assert len(archive.titles()) == 2_001


def test_an_index_that_lost_its_newest_commit_is_not_searched_but_made_anew(
    archive: Archive,
) -> None:
    archive.write("a.txt", "Storm")
    archive.sync()
    before = {path: path.read_bytes() for path in archive.home.index.glob("*.toc")}
    archive.write("b.txt", "Calm")
    archive.sync()
    open_up_to_date(archive.home, FileEngine).close()
    for path in archive.home.index.glob("*.toc"):
        path.unlink()
    for path, content in before.items():
        path.write_bytes(content)
    with pytest.raises(IndexUnusableError, match="its newest part"):
        open_up_to_date(archive.home, FileEngine)
    assert "don't fit" in (archive.sync().rebuilt or "")
    assert archive.titles() == ["Calm", "Storm"]
    open_up_to_date(archive.home, FileEngine).close()


def test_an_index_that_is_rebuilt_meanwhile_has_lost_nothing(archive: Archive) -> None:
    archive.write("a.txt", "Storm")
    for turn in range(3):
        archive.write("a.txt", f"Storm {turn}")
        archive.sync()

    def open_late(folder: Path) -> FileEngine:
        archive.rebuild()
        return FileEngine(folder)

    engine = open_up_to_date(archive.home, open_late)
    assert engine.generation < 4


class Merging(FileWriter):
    """Writer with three merges to do after each commit; each merge is a commit."""

    due = 0
    log: ClassVar[list[str]] = []

    def apply(self, put: Any, remove: Any = ()) -> int:
        self.due = 3
        self.log.append("apply")
        return super().apply(put, remove)

    def merge(self, stop: Callable[[], bool] = never) -> bool:
        if self.due and not stop():
            self.log.append("merge")
            super().apply(())
            self.due -= 1
        return self.due > 0


def test_parts_are_merged_during_an_update_and_at_its_end(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.sync.update.ARTICLE_BYTES", article_bytes(in_a_commit=2))
    monkeypatch.setattr(Merging, "log", [])
    archive.sync()
    for number in range(4):
        archive.write(f"{number}.txt", f"Title {number}")
    archive.sync(pipeline=pipeline(open_writer=Merging))
    assert Merging.log == ["apply", "merge"] * 2 + ["merge"] * 2
    assert (archive.sync().unchanged, archive.sync().rebuilt) == (4, None)
    assert not needs_sync(archive.home, archive.sources)


def test_a_stop_is_heeded_between_merges(archive: Archive) -> None:
    archive.write("a.txt", "Storm")
    stopping = []

    class Stopping(Merging):
        def merge(self, stop: Callable[[], bool] = never) -> bool:
            more = super().merge(stop)
            stopping.append(True)
            return more

    archive.sync()
    archive.write("b.txt", "Calm")
    watch = SyncObserver(stop=lambda: bool(stopping))
    archive.sync(pipeline=pipeline(open_writer=Stopping), watch=watch)
    assert len(stopping) == 1
    assert archive.titles() == ["Calm", "Storm"]


class DiesMerging(Merging):
    def merge(self, stop: Callable[[], bool] = never) -> bool:
        super().merge(stop)
        raise KeyboardInterrupt


def test_killed_between_a_merge_and_its_note_nothing_is_made_anew(archive: Archive) -> None:
    archive.sync()
    archive.write("a.txt", "Storm")
    with pytest.raises(KeyboardInterrupt):
        archive.sync(pipeline=pipeline(open_writer=DiesMerging))
    assert needs_sync(archive.home, archive.sources)
    report = archive.sync()
    assert (report.rebuilt, report.articles) == (None, 0)
    assert archive.titles() == ["Storm"]


def test_two_writers_never_meet(archive: Archive) -> None:
    archive.home.prepare()
    lock = acquire(archive.home.lock)
    assert lock is not None
    with (
        lock,
        pytest.raises(HomeError, match=f"another newstui is indexing: process {os.getpid()}"),
    ):
        archive.sync(wait=False)


@pytest.mark.parametrize(("changes", "writes"), [(False, False), (True, True)])
def test_an_update_says_that_it_writes_once_it_does(
    archive: Archive, changes: bool, writes: bool
) -> None:
    archive.write("a.txt", "Storm")
    archive.sync()
    if changes:
        archive.write("b.txt", "Flood")
    signed: list[str] = []
    watch = SyncObserver(progress=lambda _: signed.append(archive.home.lock.read_text().strip()))
    archive.sync(watch=watch)
    assert signed[0].endswith(" looking")
    assert any(not each.endswith(" looking") for each in signed) is writes


# The check at every launch


def test_a_launch_notices_seeds_and_single_files_but_not_folders(archive: Archive) -> None:
    seed = archive.write("seeds/seed.txt", "Seed")
    single = archive.write("single/file.txt", "Single")
    folder = archive.write("folder/a.txt", "In a folder").parent
    archive.sources = [
        Source(seed.parent, SEEDS),
        Source(single, str(single)),
        Source(folder, str(folder)),
    ]

    def needed() -> bool:
        return needs_sync(archive.home, archive.sources)

    assert needed()
    archive.sync()
    assert not needed()
    archive.write("folder/a.txt", "Changed in a folder")
    assert not needed()
    seed.write_text("Changed seed")
    assert needed()
    archive.sync()
    single.unlink()
    assert needed()
    archive.sync()
    assert archive.titles() == ["Changed in a folder", "Changed seed"]


def test_the_engine_reads_what_was_written(archive: Archive) -> None:
    archive.write("a.txt", "Storm")
    archive.sync()
    engine = FileEngine(archive.home.index)
    assert engine.article(archive.id("a.txt")) == archive.articles()[archive.id("a.txt")]
    with Manifest.peek(archive.home.manifest) or pytest.fail("no manifest") as manifest:
        assert manifest.generation == engine.generation


@pytest.mark.parametrize("loss", ["emptied", "deleted"])
def test_a_list_of_sources_that_was_lost_takes_no_article_along(
    archive: Archive, loss: str
) -> None:
    archive.write("a.txt", "Storm")
    archive.home.prepare()
    add_source(archive.home.sources, archive.news)
    sync(archive.home, pipeline=pipeline())
    before = archive.titles()
    if loss == "emptied":
        archive.home.sources.write_bytes(b"")
    else:
        archive.home.sources.unlink()
    for update in (sync, rebuild):
        with pytest.raises(SettingsError, match="1 indexed file comes"):
            update(archive.home, pipeline=pipeline())
    assert archive.titles() == before
    archive.home.sources.write_text("\n")
    assert sync(archive.home, pipeline=pipeline()).removed == 1


def test_a_source_that_is_added_while_another_update_runs_stays(archive: Archive) -> None:
    """Read the list of sources when the update has the lock, not when it begins to wait."""
    archive.write("a.txt", "Storm")
    archive.home.prepare()
    lock = acquire(archive.home.lock)
    assert lock is not None

    def add_and_end(_: object) -> None:
        add_source(archive.home.sources, archive.news)
        lock.__exit__(None, None, None)

    sync(archive.home, pipeline=pipeline(), watch=SyncObserver(waiting=add_and_end))
    assert "Storm" in archive.titles()
