"""Tests of the size limit: no more of a file is read, even of a file that lies about its size."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import UnreadableError
from index.files.bounded_read import MAX_BYTES, read_bytes, read_pieces, read_start
from index.files.home import Home
from index.sync.intake import remember
from index.sync.pipeline import Pipeline

LARGE = "larger than 64 MiB"


class Reads:
    """Counted reads of the system; `before` is called ahead of each."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.bytes = 0
        self.before: Callable[[], None] = lambda: None
        self._read = os.read
        monkeypatch.setattr("index.files.bounded_read.os.read", self)

    def __call__(self, file: int, count: int) -> bytes:
        self.before()
        data = self._read(file, count)
        self.bytes += len(data)
        return data


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Reads:
    return Reads(monkeypatch)


def reason(path: Path) -> str | None:
    """Return the reason why an update would not read a file, None for a readable one."""
    return Pipeline.standard().look(str(path), "key").reason


def test_a_sparse_file_of_20_gigabytes_is_not_read(tmp_path: Path, reads: Reads) -> None:
    path = tmp_path / "sparse.txt"
    path.touch()
    os.truncate(path, 20 * 10**9)
    assert reason(path) == LARGE
    assert reads.bytes == 0


@pytest.mark.skipif(not Path("/proc/self/pagemap").exists(), reason="a file of Linux")
def test_a_file_that_claims_to_be_empty_is_read_up_to_the_limit(
    tmp_path: Path, reads: Reads
) -> None:
    link = tmp_path / "link.txt"
    link.symlink_to("/proc/self/pagemap")
    assert link.stat().st_size == 0
    assert reason(link) == LARGE
    assert MAX_BYTES < reads.bytes <= MAX_BYTES + (1 << 20)


def test_a_file_that_grows_while_it_is_read_is_read_up_to_the_limit(
    tmp_path: Path, reads: Reads
) -> None:
    path = tmp_path / "growing.txt"
    path.write_bytes(b"A headline\n\nText.\n")

    def grow() -> None:
        with path.open("ab") as file:
            file.write(b"more " * 500_000)

    reads.before = grow
    assert reason(path) == LARGE
    assert reads.bytes <= MAX_BYTES + (1 << 20)
    for read in (read_bytes, lambda path, limit: list(read_pieces(path, limit))):
        reads.bytes = 0
        path.write_bytes(b"short")
        with pytest.raises(UnreadableError, match="larger than 3 MiB"):
            read(path, 3 << 20)
        assert reads.bytes <= 4 << 20


def test_a_file_that_grows_past_its_digest_is_not_read_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refuse a file with the digest of a small file and the contents of a large one."""
    path = tmp_path / "growing.txt"
    path.write_bytes(b"A headline\n\nText.\n")
    whole = Pipeline.standard().look

    def grown(file: Path, key: str, boilerplate: bytes) -> object:
        os.truncate(path, 2 * MAX_BYTES)
        return whole.read(file, key, boilerplate)

    look = type(whole)(grown, whole.detect)  # type: ignore[arg-type]
    assert look(str(path), "key").reason == LARGE


def test_the_start_of_a_file_has_its_bytes_alone(tmp_path: Path, reads: Reads) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(bytes(range(200)) * 20_000)
    assert read_start(path, 1_500_000) == path.read_bytes()[:1_500_000]
    assert reads.bytes <= 2 << 20
    assert read_start(path, 5_000_000) == path.read_bytes()


@pytest.mark.parametrize(("size", "why"), [(MAX_BYTES, "binary"), (MAX_BYTES + 1, LARGE)])
def test_standard_input_without_an_end_is_read_up_to_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, why: str
) -> None:
    endless = io.BytesIO(b"\1" * size)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(endless))
    problem = remember(Home(tmp_path), "-").problem
    assert problem is not None
    assert problem.reason.startswith(why)
    assert endless.tell() <= MAX_BYTES + 1
