"""Does the real index come right again after kills, torn commits and strange folders?"""

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

from index.engine import Request, open_engine
from index.errors import IndexUnusableError
from index.home import Home
from index.manifest import Manifest
from index.sources import Source
from index.sync import open_up_to_date, sync

ROOT = Path(__file__).parents[2]
PAGES = 60


class Archive:
    """A home, a folder of saved pages, and the standard steps between them."""

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
        """Bring it up to date; why it was made anew, if it was."""
        return sync(self.home, sources=self.sources).rebuilt

    def total(self) -> int:
        with closing(open_up_to_date(self.home)) as engine:
            return engine.search(Request(limit=1)).total

    @property
    def table(self) -> Path:
        """The newest commit's table of contents."""
        return max(self.home.index.glob("*.toc"), key=lambda path: path.stat().st_mtime_ns)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


KILLED = """
    import sys
    from pathlib import Path
    sys.path.insert(0, sys.argv[1])
    import index.update
    from index.home import Home
    from index.sources import Source
    from index.sync import Watch, sync
    index.update.COMMIT_SECONDS = 0  # a commit for each file, and so a merge for every tenth
    index.update.PROGRESS_SECONDS = 0
    news = Path(sys.argv[3])
    watch = Watch(progress=lambda progress: print(progress.done_files, flush=True))
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
        time.sleep(dice.random() / 20)  # so that it is caught anywhere in a commit or a merge
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
    """A plain Whoosh index of something else, in our folder and under our names."""
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
