"""Tests of repair: the real index recovers from kills, torn commits, damage and strange folders."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from whoosh.fields import ID, Schema
from whoosh.index import create_in

from index.engine.open import open_engine
from index.engine.request import Request
from index.engine.whoosh.store.commits import readable
from index.errors import IndexUnusableError
from index.files.home import Home
from index.sync.job import needs_sync, open_up_to_date, rebuild, sync
from index.sync.manifest import Manifest
from index.sync.sources import Source

ROOT = Path(__file__).parents[3]
PAGES = 60


class Archive:
    """Home, a folder of saved pages, and the standard steps between them."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder / "home")
        self.news = folder / "news"
        self.news.mkdir()
        self.sources = [Source(self.news, str(self.news))]

    def write(self, *numbers: int) -> None:
        for number in numbers:
            text = f"Number {number} in the harbour\n\n12 May 2021\n\n" + "A tram came. " * 30
            (self.news / f"{number:03}.txt").write_text(text)

    def sync(self) -> str | None:
        """Update the index; return the reason of a rebuild, None without one."""
        return sync(self.home, sources=self.sources).rebuilt

    def total(self) -> int:
        with closing(open_up_to_date(self.home)) as engine:
            return engine.search(Request(limit=1)).total

    @property
    def table(self) -> Path:
        """Path of the newest commit's table of contents."""
        return max(self.home.index.glob("*.toc"), key=lambda path: path.stat().st_mtime_ns)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


KILLED = """
    import sys
    from pathlib import Path
    sys.path.insert(0, sys.argv[1])
    import index.sync.update
    from index.files.home import Home
    from index.sync.sources import Source
    from index.sync.job import SyncObserver, sync
    index.sync.update.COMMIT_SECONDS = 0  # a commit for each file, and so a merge for every tenth
    index.sync.update.PROGRESS_SECONDS = 0
    news = Path(sys.argv[3])
    watch = SyncObserver(progress=lambda progress: print(progress.done_files, flush=True))
    sync(Home(Path(sys.argv[2])), sources=[Source(news, str(news))], watch=watch)
"""


@pytest.mark.slow
def test_killed_anywhere_again_and_again_an_update_comes_to_its_end(archive: Archive) -> None:
    archive.write(*range(PAGES))
    dice = random.Random(3)
    seen = 0
    arguments = [str(ROOT), str(archive.home.path), str(archive.news)]
    for _ in range(8):
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(KILLED), *arguments], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        for _ in range(dice.randrange(3, 20)):
            process.stdout.readline()
        time.sleep(dice.random() / 20)  # kills anywhere in a commit or a merge
        process.kill()
        process.wait()
        process.stdout.close()
        total = archive.total()
        assert seen <= total <= PAGES, "what was committed stays"
        seen = total
    assert archive.sync() is None
    assert archive.total() == PAGES
    assert archive.sync() is None
    with Manifest.peek(archive.home.manifest) or pytest.fail("no manifest") as manifest:
        assert manifest.count() == PAGES


TEARS: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-100]),
    "flipped": lambda path: path.write_bytes(bytes(255 - byte for byte in path.read_bytes())),
}


@pytest.mark.parametrize("tear", sorted(TEARS))
def test_an_index_behind_its_manifest_is_made_good(archive: Archive, tear: str) -> None:
    archive.write(0)
    archive.sync()
    archive.write(1, 2)
    archive.sync()
    TEARS[tear](archive.table)
    with closing(open_engine(archive.home.index)) as engine:
        assert engine.search(Request()).total == 1, "the commit before the newest"
    with pytest.raises(IndexUnusableError, match="its newest part"):
        archive.total()
    assert archive.sync() == "the index and the list of indexed files don't fit each other"
    assert archive.total() == 3
    assert archive.sync() is None


def another_version(folder: Path) -> None:
    (folder / "newstui.json").write_text(json.dumps({"format": 1, "analysis": 0}))


def another_schema(folder: Path) -> None:
    """Write a plain Whoosh index of other contents, in newstui's folder and under its names."""
    for path in folder.glob("*MAIN_*"):
        path.unlink()
    create_in(str(folder), Schema(name=ID))


@pytest.mark.parametrize("spoil", [another_version, another_schema])
def test_an_index_of_ours_that_is_of_no_use_is_made_anew(
    archive: Archive, spoil: Callable[[Path], None]
) -> None:
    archive.write(0)
    archive.sync()
    spoil(archive.home.index)
    assert archive.sync()
    assert archive.total() == 1
    assert not list(archive.home.path.glob("index.kept-*"))


@pytest.mark.slow
@pytest.mark.parametrize("fill", ["zeros", "noise", "another page"])
def test_any_damaged_page_of_the_manifest_is_made_good_by_a_search(
    archive: Archive, fill: str
) -> None:
    """Search as the command line does: an update where a launch needs one, then the engine."""
    archive.write(*range(PAGES))
    archive.sync()
    whole = archive.home.manifest.read_bytes()
    dice = random.Random(5)
    damages = {
        "zeros": lambda: bytes(4096),
        "noise": lambda: dice.randbytes(4096),
        "another page": lambda: whole[4096 * 2 : 4096 * 3],
    }
    index = archive.home.index
    backup = archive.home.path / "backup"
    shutil.copytree(index, backup)
    assert Manifest.damage(archive.home.manifest) is None
    reported = 0
    for page in range(0, len(whole), 4096):
        data = whole[:page] + damages[fill]() + whole[page + 4096 :]
        archive.home.manifest.write_bytes(data)
        if data != whole:
            reported += Manifest.damage(archive.home.manifest) is not None
        if needs_sync(archive.home, archive.sources):
            archive.sync()
        try:
            total = archive.total()
        except IndexUnusableError:
            rebuild(archive.home, sources=archive.sources)
            total = archive.total()
        assert total == PAGES, page
        archive.write(PAGES)
        archive.sync()
        assert archive.total() == PAGES + 1, page
        (archive.news / f"{PAGES:03}.txt").unlink()
        archive.sync()
        assert archive.total() == PAGES, page
        shutil.rmtree(index)
        shutil.copytree(backup, index)
    assert reported >= len(whole) // 4096 - 2


def test_a_damaged_small_part_of_the_index_is_made_good_by_an_update(archive: Archive) -> None:
    for number in range(60):
        words = " ".join(f"word{number}x{at}" for at in range(100))
        (archive.news / f"{number}.txt").write_text(f"Number {number}\n\n12 May 2021\n\n{words}.\n")
    archive.sync()
    (segment,) = archive.home.index.glob("*.seg")
    (entry,) = next(readable(archive.home.index)).segments
    assert entry.seal is not None
    data = bytearray(segment.read_bytes())
    data[entry.seal.start - 1] ^= 1  # the month of an article
    segment.write_bytes(data)
    open_engine(archive.home.index).close()
    with pytest.raises(IndexUnusableError, match=r"damaged \(MAIN_.*months"):
        archive.total()
    assert "months" in (archive.sync() or "")
    assert archive.total() == 60
    assert archive.sync() is None


@pytest.mark.parametrize("part", ["_stored.col", "the directory"])
def test_articles_of_an_unmounted_disk_come_again_after_damage(archive: Archive, part: str) -> None:
    """Keep every readable article; report the damaged ones, which return with their disk."""
    for number in range(PAGES):
        words = " ".join(f"word{number}x{at}" for at in range(200))
        (archive.news / f"{number}.txt").write_text(f"Number {number}\n\n12 May 2021\n\n{words}.\n")
    archive.sync()
    away = archive.news.rename(archive.news.with_name("away"))
    (segment,) = archive.home.index.glob("*.seg")
    data = bytearray(segment.read_bytes())
    data[-20 if part == "the directory" else data.index(b"\x78\x9c", len(data) * 3 // 4)] ^= 1
    segment.write_bytes(data)
    report = rebuild(archive.home, sources=archive.sources)
    (problem,) = report.unreadable
    assert "could not give back the articles of" in problem.reason
    kept = archive.total()
    assert kept == 0 if part == "the directory" else 0 < kept < PAGES
    away.rename(archive.news)
    assert archive.sync() is None
    assert archive.total() == PAGES


def test_an_index_of_something_else_is_set_aside(archive: Archive) -> None:
    archive.home.prepare()
    archive.home.index.mkdir()
    create_in(str(archive.home.index), Schema(name=ID))
    theirs = sorted(path.name for path in archive.home.index.iterdir())
    archive.write(0)
    assert archive.sync() == "what lies there is no index of newstui"
    (aside,) = archive.home.path.glob("index.kept-*")
    assert sorted(path.name for path in aside.iterdir()) == theirs
    assert archive.total() == 1


def test_a_copy_of_an_older_state_of_the_index_is_brought_up_to_date(archive: Archive) -> None:
    archive.write(0)
    archive.sync()
    backup = archive.home.path / "backup"
    shutil.copytree(archive.home.index, backup)
    archive.write(1)
    archive.sync()
    shutil.rmtree(archive.home.index)
    backup.rename(archive.home.index)
    assert archive.sync() is None
    assert archive.total() == 2
