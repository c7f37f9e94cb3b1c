"""Tests of commits: the commit before a torn one, and its files."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from whoosh.index import FileIndex

from index.engine.open import open_engine, open_writer
from index.engine.request import Request
from index.engine.whoosh.format.whoosh_api import TOC, FileStorage
from index.engine.whoosh.store import commits
from index.engine.whoosh.store.commit import read_commit
from index.errors import IndexUnusableError
from tests.index.engine.archive import CHALLENGE, EVERYTHING, MOTHERS, TRAM


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an index of two commits: one article, then three."""
    folder = tmp_path / "index"
    writer = open_writer(folder)
    writer.apply([MOTHERS])
    writer.apply([CHALLENGE, TRAM])
    writer.close()
    return folder


def total(folder: Path) -> int:
    engine = open_engine(folder)
    found = engine.search(Request()).total
    assert len(engine.search(Request(limit=100)).hits) == found
    engine.close()
    return found


def table(folder: Path, generation: int = 2) -> Path:
    return folder / f"_MAIN_{generation}.toc"


def test_the_commit_before_the_newest_is_kept(folder: Path) -> None:
    assert [commit.generation for commit in commits.readable(folder)] == [2, 1]
    assert open_writer(folder).apply([EVERYTHING[3]]) == 3
    assert [commit.generation for commit in commits.readable(folder)] == [3, 2]


def test_what_only_earlier_commits_need_can_be_forgotten(folder: Path) -> None:
    commits.forget_earlier(folder)
    assert [commit.generation for commit in commits.readable(folder)] == [2]
    assert total(folder) == 3


TEARS: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "nonsense": lambda path: path.write_bytes(b"\x80" * 999),
    "zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "half": lambda path: os.truncate(path, path.stat().st_size // 2),
}


@pytest.mark.parametrize("tear", sorted(TEARS))
def test_a_torn_table_falls_back_to_the_commit_before(folder: Path, tear: str) -> None:
    TEARS[tear](table(folder))
    engine = open_engine(folder)
    assert engine.generation == 1
    assert engine.search(Request()).total == 1
    assert not engine.refresh(), "nothing else is there"
    # The next commit starts from that one, and a reader of the torn commit sees it.
    assert open_writer(folder).apply([TRAM]) >= 2
    assert engine.refresh()
    assert engine.search(Request()).total == 2
    assert total(folder) == 2


@pytest.mark.parametrize("tear", sorted(TEARS))
def test_a_torn_segment_falls_back_too(folder: Path, tear: str) -> None:
    older, newer = (
        {segment.id for segment in read_commit(folder, generation)} for generation in (1, 2)
    )
    (name,) = newer - older
    TEARS[tear](folder / f"{name}.seg")
    if tear == "zeros":  # its reader may accept a segment of zeros
        assert total(folder) in (1, 3)
    else:
        assert total(folder) == 1


def test_nothing_is_no_commit_to_fall_back_to(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    writer = open_writer(folder)
    empty = table(folder, 0).read_bytes()
    assert total(folder) == 0
    writer.apply([MOTHERS])
    table(folder, 0).write_bytes(empty)
    table(folder, 1).write_bytes(b"")
    with pytest.raises(IndexUnusableError):
        open_engine(folder)
    with pytest.raises(IndexUnusableError):
        open_writer(folder).apply([TRAM])


def test_what_the_commit_in_use_names_is_never_swept(folder: Path) -> None:
    table(folder).write_bytes(b"torn")
    (folder / "MAIN_0123456789abcdef.seg").write_bytes(b"left by a killed commit")
    assert open_writer(folder).apply([], remove=["unknown"]) == 1
    assert total(folder) == 1
    assert not (folder / "MAIN_0123456789abcdef.seg").exists()
    assert open_writer(folder).apply(EVERYTHING) >= 2
    assert total(folder) == len(EVERYTHING)


def test_nothing_is_swept_when_no_commit_can_be_read(folder: Path) -> None:
    for path in folder.glob("*.toc"):
        path.write_bytes(b"torn")
    before = sorted(folder.iterdir())
    with pytest.raises(IndexUnusableError):
        commits.sweep(folder)
    assert sorted(folder.iterdir()) == before


def test_a_table_cut_at_any_length_is_noticed(folder: Path) -> None:
    whole = table(folder).read_bytes()
    for length in range(len(whole)):
        table(folder).write_bytes(whole[:length])
        assert commits.in_use(folder).generation == 1, length


def test_any_flipped_byte_of_a_table_is_noticed(folder: Path) -> None:
    whole = table(folder).read_bytes()
    for at in range(len(whole)):
        for bits in (0x01, 0xFF):
            data = bytearray(whole)
            data[at] ^= bits
            table(folder).write_bytes(data)
            assert commits.in_use(folder).generation == 1, at


def test_plain_whooshs_table_is_read(folder: Path) -> None:
    writer = FileIndex(FileStorage(str(folder))).writer()
    writer.delete_by_term("id", MOTHERS.id)
    writer.commit(optimize=True)
    assert table(folder, 3).read_bytes()[-8:-4] != b"SEAL"
    assert total(folder) == 2


def test_an_index_of_other_fields_is_not_ours(folder: Path) -> None:
    writer = FileIndex(FileStorage(str(folder))).writer()
    writer.remove_field("slug")
    writer.commit()
    with pytest.raises(IndexUnusableError, match="other fields"):
        open_writer(folder)


def test_plain_whoosh_reads_our_table(folder: Path) -> None:
    assert TOC.read(FileStorage(str(folder)), "MAIN").generation == 2
    with FileIndex(FileStorage(str(folder))).searcher() as searcher:
        assert searcher.doc_count() == 3
