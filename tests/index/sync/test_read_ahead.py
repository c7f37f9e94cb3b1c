"""Tests of reader processes: their articles are the same as read in one process, in order."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from index.ingest.file_reader import Contents
from index.sync.pipeline import Pipeline
from index.sync.read_ahead import ReaderPool
from index.sync.walk import FoundFile

LOOK = Pipeline.standard().look


@pytest.fixture
def files(tmp_path: Path) -> list[FoundFile]:
    """Return pages of all sizes, some of them unreadable."""
    found = []
    for number in range(150):
        path = tmp_path / f"{number:03}.txt"
        text = f"Title {number}\n\nThe text of article {number} stands here.\n" * (number % 7)
        path.write_text(text * (3_000 if number % 50 == 49 else 1), encoding="utf-8")
        found.append(FoundFile(f"a/{path.name}", str(path), path.stat().st_size, 0, 0))
    Path(found[70].path).unlink()
    return found


def read_here(path: str, key: str, boilerplate: bytes) -> Contents:
    return LOOK(path, key, boilerplate)


def no_boilerplate(_: str) -> bytes:
    return b""


@pytest.mark.slow
@pytest.mark.parametrize("others", [0, 1, 3])
def test_in_order_and_as_if_read_here(files: list[FoundFile], others: int) -> None:
    readers = ReaderPool(files, read_here, others, no_boilerplate)
    try:
        found = [readers.next() for _ in files]
    finally:
        readers.close()
    assert found == [LOOK(file.path, file.key) for file in files]
    assert [number for number, each in enumerate(found) if each.reason] == [
        number for number in range(150) if number % 7 == 0
    ]
    assert found[70].digest is None


@pytest.mark.slow
def test_a_process_that_dies_loses_nothing(files: list[FoundFile]) -> None:
    readers = ReaderPool(files, read_here, 2, no_boilerplate)
    try:
        found = [readers.next() for _ in files[:5]]
        os.kill(readers._others[0]._helper.process.pid, signal.SIGKILL)
        found += [readers.next() for _ in files[5:100]]
        for other in list(readers._others):
            os.kill(other._helper.process.pid, signal.SIGKILL)
        found += [readers.next() for _ in files[100:]]
    finally:
        readers.close()
    assert found == [LOOK(file.path, file.key) for file in files]


@pytest.mark.slow
def test_what_is_not_wanted_any_more_is_left(files: list[FoundFile]) -> None:
    readers = ReaderPool(files, read_here, 2, no_boilerplate)
    processes = [other._helper.process for other in readers._others]
    assert readers.next().reason
    readers.close()
    assert [process.poll() for process in processes] == [-signal.SIGKILL] * 2


DEADLY = """
import os, signal
from index.ingest.file_reader import Look
whole = Look.__call__
def deadly(self, path, key, known=None):
    if path.endswith("005.txt"):
        os.kill(os.getpid(), signal.SIGKILL)
    return whole(self, path, key, known)
Look.__call__ = deadly
"""
"""Module that each new Python imports: one file kills its process, as for want of memory."""


@pytest.mark.slow
def test_a_file_that_kills_its_reader_costs_itself_alone(
    files: list[FoundFile], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(DEADLY)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    readers = ReaderPool(files, read_here, 1, no_boilerplate)
    (first,) = readers._others
    try:
        found = [readers.next() for _ in files]
    finally:
        readers.close()
    assert first._helper.process.poll() == -signal.SIGKILL
    assert found[5] == Contents(reason="the process that read it was killed")
    others = [*range(5), *range(6, len(files))]
    assert [found[at] for at in others] == [LOOK(files[at].path, files[at].key) for at in others]
