"""Tests of the manifest: the files that the index was made of."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.errors import HomeError
from index.sync.manifest import Manifest, ManifestCommit, ManifestWriter
from index.sync.plan import KnownFile

A = KnownFile("/n/a.txt", "/n/a.txt", 5, 1, 2, 3, b"digest")
B = replace(A, key="/n/b.txt", path="/n/b.txt")


@pytest.fixture
def manifest(tmp_path: Path) -> Iterator[ManifestWriter]:
    with ManifestWriter.open(tmp_path / "manifest.sqlite") as manifest:
        yield manifest


def commit(manifest: ManifestWriter, generation: int, **what: Sequence[Any]) -> None:
    manifest.settle_intent()
    manifest.record(ManifestCommit(generation, **what))


def test_what_was_recorded_is_known(manifest: ManifestWriter) -> None:
    manifest.intend(A, ["one", "two"])
    manifest.reserve("slug-one", "one")
    manifest.reserve("slug-two", "two")
    commit(manifest, 1, done=[A])
    assert list(manifest.known()) == [A]
    assert (manifest.ids(A.key), manifest.count(), manifest.generation) == (("one", "two"), 2, 1)
    assert (manifest.slug("one"), manifest.holder("slug-two")) == ("slug-one", "two")


def test_what_was_intended_and_never_recorded_is_pending(manifest: ManifestWriter) -> None:
    manifest.intend(A, ["one", "two"])
    commit(manifest, 1, done=[A])
    assert manifest.intend(A, ["two", "three"]) == {"one": 0}
    manifest.settle_intent()
    assert [file.key for file in manifest.pending()] == [A.key]
    assert (manifest.is_intended, manifest.count()) == (True, None)
    assert set(manifest.intend(A, ["two"])) == {"one", "three"}
    commit(manifest, 2, done=[A])
    assert (manifest.ids(A.key), manifest.pending()) == (("two",), ())


def test_an_article_of_two_files_is_held_by_both_until_one_goes(manifest: ManifestWriter) -> None:
    manifest.intend(A, ["one"])
    manifest.intend(B, ["one"])
    commit(manifest, 1, done=[A, B])
    assert manifest.owners("one") == (A.key, B.key)
    assert manifest.owners("one", besides=A.key) == (B.key,)
    assert manifest.origins("one") == (A.path, B.path)
    manifest.intend_gone(B)
    assert manifest.owners("one", besides=A.key) == ()
    assert manifest.origins("one") == (A.path,)
    commit(manifest, 2, forgotten=[B.key], again=[A.key])
    assert manifest.pending() == (replace(A, pending=True),)


def test_the_first_file_of_a_content_comes_first(manifest: ManifestWriter) -> None:
    for file in (B, A):
        manifest.intend(file, [])
    commit(manifest, 1, done=[A, B])
    assert list(manifest.twins(b"digest")) == [A.key, B.key]


def test_files_of_a_source_are_those_below_its_name(manifest: ManifestWriter) -> None:
    keys = ["/n", "/n.txt", "/n/a", "/n/b/c", "/n0", "/o"]
    commit(manifest, 1, done=[replace(A, key=key) for key in keys])
    assert [file.key for file in manifest.known("/n")] == ["/n", "/n/a", "/n/b/c"]


def test_names_that_are_no_utf8_come_back(manifest: ManifestWriter) -> None:
    odd = replace(A, key="/n/\udcff", path="/n/\udcff")
    commit(manifest, 1, done=[odd])
    assert manifest.file("/n/\udcff") == odd


def test_a_look_neither_makes_nor_waits(manifest: ManifestWriter, tmp_path: Path) -> None:
    assert Manifest.peek(tmp_path / "nothing.sqlite") is None
    assert not (tmp_path / "nothing.sqlite").exists()
    manifest.intend(A, ["one"])
    with Manifest.peek(tmp_path / "manifest.sqlite") or pytest.fail("not there") as seen:
        assert list(seen.known()) == []


@pytest.mark.parametrize("content", [b"", b"no database" * 999])
def test_a_damaged_manifest_begins_empty(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "manifest.sqlite"
    file.write_bytes(content)
    assert Manifest.peek(file) is None
    with ManifestWriter.open(file) as manifest:
        assert list(manifest.known()) == []


def test_a_manifest_that_can_not_be_made_says_why(tmp_path: Path) -> None:
    with pytest.raises(HomeError, match="can't be opened"):
        ManifestWriter.open(tmp_path / "no folder" / "manifest.sqlite")


def test_a_full_disk_is_said_in_words(manifest: ManifestWriter) -> None:
    manifest._rows("PRAGMA max_page_count = 1")
    with pytest.raises(HomeError, match="the disk is full"):
        commit(manifest, 1, done=[replace(A, key=f"/n/{number}") for number in range(999)])


def test_what_a_killed_update_had_half_written_is_taken_back(tmp_path: Path) -> None:
    path, copy = tmp_path / "manifest.sqlite", tmp_path / "as killed.sqlite"
    with ManifestWriter.open(path) as manifest:
        manifest.intend(A, ["one"])
        commit(manifest, 1, done=[A])
        manifest._sql.executescript("PRAGMA cache_spill = 1; PRAGMA cache_size = 1;")
        for number in range(2_000):
            manifest.intend(replace(B, key=f"/n/{number}"), [f"two{number}"])
        # A part of the update is in the file already; the journal has the overwritten pages.
        for ending in ("", "-journal"):
            shutil.copy(f"{path}{ending}", f"{copy}{ending}")
    with (
        closing(sqlite3.connect(f"{copy.as_uri()}?mode=ro", uri=True)) as reader,
        pytest.raises(sqlite3.OperationalError),
    ):
        reader.execute("SELECT * FROM facts")
    with Manifest.peek(copy) or pytest.fail("no manifest") as manifest:
        assert list(manifest.known()) == [A]
        assert manifest.generation == 1
