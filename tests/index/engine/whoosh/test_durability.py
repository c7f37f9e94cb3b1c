"""Tests of durability: an index survives a full disk, a kill, and readers beside a writer."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.engine.open import open_engine, open_writer
from index.engine.request import Request, Sort
from index.engine.whoosh.format.whoosh_api import FileStorage
from index.engine.whoosh.write.merge_policy import FAN
from index.errors import HomeError
from index.query import Query, Word
from tests.index.engine.archive import EVERYTHING, TRAM, article, found

ROOT = Path(__file__).parents[4]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Limit the size of any file, so that the system refuses writes as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("size", [0, 10, 500, 2000, 5000, 20_000])
def test_a_full_disk_leaves_the_last_commit_whole(folder: Path, size: int) -> None:
    writer = open_writer(folder)
    before = writer.apply(EVERYTHING)
    whole = files(folder)
    more = [article(f"more-{n}", f"Number {n}", f"{n} pelicans. " * 50) for n in range(100)]
    with largest_file(size), pytest.raises(OSError, match=r"File too large|too large"):
        writer.apply(more, remove=[TRAM.id])
    assert files(folder) == whole
    engine = open_engine(folder)
    assert engine.generation == before
    assert engine.search(Request()).total == len(EVERYTHING)
    assert found(engine, Word("reopens")) == [TRAM.slug]
    assert writer.apply(more) > before
    assert engine.refresh()
    assert engine.search(Request()).total == len(EVERYTHING) + 100


@pytest.mark.parametrize("size", [0, 100, 3000, 20_000])
def test_a_full_disk_while_parts_are_merged(folder: Path, size: int) -> None:
    writer = open_writer(folder)
    for turn in range(FAN):
        writer.apply(
            [
                article(f"{turn}-{n}", f"Number {n}", f"{n} pelicans {turn}. " * 50)
                for n in range(40)
            ]
        )
    whole, before = files(folder), writer.generation
    with largest_file(size), pytest.raises(OSError, match=r"File too large|too large"):
        writer.merge()
    assert files(folder) == whole
    assert writer.generation == before
    assert open_engine(folder).search(Request()).total == FAN * 40
    assert not writer.merge()
    assert open_engine(folder).search(Request()).total == FAN * 40
    assert len(list(folder.glob("*.seg"))) == 1


def test_a_batch_that_breaks_off_is_not_there(folder: Path) -> None:
    writer = open_writer(folder)
    before = writer.apply([TRAM])

    def broken() -> Iterator[object]:
        yield EVERYTHING[0]
        raise RuntimeError("a reader failed")

    with pytest.raises(RuntimeError):
        writer.apply(broken())  # type: ignore[arg-type]
    assert open_engine(folder).generation == before
    assert writer.apply([EVERYTHING[0]]) == before + 1


def test_an_interrupted_commit_is_not_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = open_writer(folder)
    before = writer.apply([TRAM])
    whole = files(folder)
    with monkeypatch.context() as patch:

        def interrupt(*_: object) -> None:
            raise KeyboardInterrupt

        patch.setattr("index.files.durable.synced", interrupt)
        with pytest.raises(KeyboardInterrupt):
            writer.apply(EVERYTHING)
    assert files(folder) == whole
    assert open_engine(folder).generation == before
    assert writer.apply(EVERYTHING) == before + 1


def test_everything_is_on_the_disk_before_the_commit_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = open_writer(folder)
    done: list[str] = []
    rename = os.rename

    def synced(path: Path) -> None:
        done.append(path.name)

    def renamed(old: str, new: str) -> None:
        done.append(f"-> {Path(new).name}")
        rename(old, new)

    monkeypatch.setattr("index.files.durable.synced", synced)
    monkeypatch.setattr(os, "rename", renamed)
    writer.apply(EVERYTHING)
    commit = done.index("-> _MAIN_1.toc")
    segment = next(name for name in files(folder) if name.endswith(".seg"))
    assert segment in done[:commit]
    assert any(name.startswith("_MAIN_1.toc.") for name in done[:commit])
    assert done[commit - 1] == done[commit + 1] == folder.name


def test_leftovers_of_earlier_failures_are_cleaned_up(folder: Path) -> None:
    writer = open_writer(folder)
    writer.apply([TRAM])
    whole = files(folder)
    for name in ("MAIN_0123456789abcdef.trm", "MAIN_0123456789abcdef.seg", "_MAIN_9.toc.17.5"):
        (folder / name).write_bytes(b"left")
    (folder / "MAIN.tmp").mkdir()
    (folder / "MAIN.tmp" / "abc.run").write_bytes(b"left")
    (folder / "not ours").write_text("kept")
    assert writer.apply([], remove=["unknown"]) == 1
    assert files(folder) == whole | {"not ours"}


def test_two_writers_at_once_are_refused(folder: Path) -> None:
    open_writer(folder).apply([TRAM])
    other = FileStorage(str(folder)).lock("MAIN_WRITELOCK")
    assert other.acquire()
    with pytest.raises(HomeError):
        open_writer(folder).apply(EVERYTHING)
    other.release()
    open_writer(folder).apply(EVERYTHING)
    assert open_engine(folder).search(Request()).total == len(EVERYTHING)


HOLDING = """
    import sys
    from pathlib import Path
    sys.path.insert(0, sys.argv[1])
    from index.engine.open import open_writer
    from tests.index.engine.archive import MOTHERS

    def slowly():
        print("writing", flush=True)
        sys.stdin.readline()
        yield MOTHERS

    open_writer(Path(sys.argv[2])).apply(slowly())
"""


@pytest.mark.slow
def test_a_second_process_that_writes_is_told_so(folder: Path) -> None:
    writer = open_writer(folder)
    writer.apply([TRAM])
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(HOLDING), str(ROOT), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        with pytest.raises(HomeError, match="another process is writing to the index"):
            writer.apply([TRAM])
        with pytest.raises(HomeError, match="another process is writing to the index"):
            writer.merge()
        process.communicate("go on\n")
    assert process.returncode == 0
    writer.apply([EVERYTHING[1]])
    assert open_engine(folder).search(Request()).total == 3


def test_an_index_can_not_be_made_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HomeError):
        open_writer(tmp_path / "file" / "index")


def test_making_an_index_can_be_tried_again(folder: Path) -> None:
    open_writer(folder).close()
    for path in folder.glob("*.toc"):
        path.unlink()  # killed between its two files
    open_writer(folder).apply([TRAM])
    assert open_engine(folder).search(Request()).total == 1


BATCH = 5

KILLED = """
    import sys
    from pathlib import Path
    sys.path.insert(0, sys.argv[1])
    from index.engine.open import open_writer
    from tests.index.engine.archive import article
    writer = open_writer(Path(sys.argv[2]))
    print("ready", flush=True)
    for turn in range(int(sys.argv[3]), 10_000):
        batch = [article(f"{turn}-{n}", f"Turn {turn}", "text " * 40) for n in range(5)]
        writer.apply(batch)
        print(turn, flush=True)
        writer.merge()
"""


@pytest.mark.slow
def test_killed_at_any_moment_the_index_holds_whole_commits(folder: Path) -> None:
    done = -1
    dice = random.Random(1)
    for turn in range(12):
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(KILLED), str(ROOT), str(folder), str(done + 1)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        for _ in range(turn % 4 * 4):
            done = int(process.stdout.readline())
        time.sleep(dice.random() / 20)  # kills anywhere in a commit or a merge
        process.kill()
        done = max([done, *map(int, process.stdout.read().split())])
        process.wait()
        process.stdout.close()
        engine = open_engine(folder)
        total = engine.search(Request()).total
        # The commit in progress at the kill may be there or not.
        assert total in (BATCH * (done + 1), BATCH * (done + 2))
        done = total // BATCH - 1
        assert found(engine, Word("turn"), Sort.NEWEST) == found(engine, Word("text"), Sort.NEWEST)
        engine.close()
    open_writer(folder).apply([TRAM])
    assert not any(name.endswith((".trm", ".pst", ".col")) for name in files(folder))


@pytest.mark.slow
def test_a_reader_sees_whole_commits_while_others_write_and_merge(folder: Path) -> None:
    writer = open_writer(folder)
    writer.apply([article(f"a{n}", "Turn 0") for n in range(BATCH)])
    failed: list[Exception] = []
    finished = threading.Event()

    def read() -> None:
        try:
            engine = open_engine(folder)
            while not finished.is_set():
                engine.refresh()
                answer = engine.search(Request(facets=True, snippets=True))
                titles = {hit.title for hit in answer.hits}
                assert (answer.total, len(titles)) == (BATCH, 1)
                (title,) = titles
                number = title.removeprefix("Turn ")
                assert engine.search(Request(Query(root=Word(number)))).total == BATCH
                open_engine(folder).close()
        except Exception as error:  # noqa: BLE001  (it is the test that fails)
            failed.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for turn in range(1, 30):
        writer.apply([article(f"a{n}", f"Turn {turn}") for n in range(BATCH)])
        writer.merge()
    finished.set()
    for reader in readers:
        reader.join()
    assert not failed
