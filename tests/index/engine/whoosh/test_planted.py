"""Tests of planted code: no pickle of an index is run, in any way of reading."""

from __future__ import annotations

import os
import pickle
import struct
import tracemalloc
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from index.engine.open import open_engine, open_writer
from index.engine.request import Request
from index.engine.whoosh.format import pickles
from index.engine.whoosh.format.cache import BoundedCache
from index.engine.whoosh.format.hashfile import HEADER, HashFile
from index.engine.whoosh.format.whoosh_api import FileStorage, compound
from index.engine.whoosh.store import commits
from index.engine.whoosh.store.commit import read_commit, sealed, table_name
from index.engine.whoosh.store.commits import entry
from index.engine.whoosh.store.folder import newest_commit, reading
from index.engine.whoosh.store.segment import Segment
from index.engine.whoosh.write.merge import merged
from index.errors import IndexUnusableError
from index.query import Phrase, Prefix, Query, Word
from tests.index.engine.archive import EVERYTHING, MOTHERS, TRAM
from tests.index.engine.whoosh.stock import unseal

RAN = Path("ran")
"""File that planted code makes, in the working directory; its name is short, for a pickle of few
bytes is read where a long one is not.
"""


class Planted:
    """Object with a pickle that runs a command in a careless unpickler."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(RAN),)


# The dictionary and the postings of one term of one document


def term(value: bytes, word: bytes = b"mothers") -> bytes:
    """Return a dictionary of one term."""
    file = HashFile()
    records = file.records(struct.pack("!H", 0), [word], [value])
    return HEADER + records + file.close({"fieldmap": {"body": 0}})


def in_dictionary(postings: bytes) -> dict[str, bytes]:
    """Return postings that stand in the dictionary."""
    return {"trm": term(HEAD.pack(1, 1, 1, 1, 1, 1, 0, 0) + postings)}


def in_blocks(info: bytes, data: bytes) -> dict[str, bytes]:
    """Return postings in a block of their own."""
    block = b"W3Bl" + struct.pack("!i", -len(info + data)) + info + data
    extent = struct.pack("!qi", 0, len(block))
    return {"trm": term(HEAD.pack(0, 1, 1, 1, 1, 1, 0, 0) + extent), "pst": block}


HEAD = struct.Struct("!BfIBBfII")
PLANTED = pickle.dumps(Planted(), 2)
LATER = pickle.dumps(Planted(), 4)
INSIDE = pickle.dumps(((0,), Planted(), (b"",)), 2)
STEPS = b"\0\0\0\1" + PLANTED[:-1]  # Whoosh leaves the stop byte out
PLACES = pickle.dumps(((0,), None, (STEPS,)), 2)
PLAIN = pickle.dumps((1, 0, 1.0, 0, 0, 0), 2)
PACKED = pickle.dumps((1, 0, 1.0, 3, 0, 0), 2)
OURS = struct.pack(
    "<3sBiBiBdBBBBBB2s", b"\x80\x02(", 74, 1, 74, 0, 71, 1, 75, 0, 75, 0, 75, 0, b"t."
)


def of_whoosh(extras: bytes) -> bytes:
    """Return a dictionary with another pickle at its end."""
    whole = term(HEAD.pack(1, 1, 1, 1, 1, 1, 0, 0))
    (length,) = struct.unpack("!i", whole[-4:])
    return whole[: -4 - length] + extras + struct.pack("!i", len(extras))


PLACES_OF_POSTINGS: dict[str, Mapping[str, bytes]] = {
    "end of the dictionary": {"trm": of_whoosh(PLANTED)},
    "term in the dictionary": in_dictionary(PLANTED),
    "term in the dictionary that looks like ours": in_dictionary(LATER),
    "positions in the dictionary": in_dictionary(PLACES),
    "facts of a block": in_blocks(PLANTED, b""),
    "block": in_blocks(PLAIN, PLANTED),
    "block that looks like ours": in_blocks(PLAIN, LATER),
    "block behind facts of ours": in_blocks(OURS, INSIDE),
    "compressed block": in_blocks(PACKED, zlib.compress(INSIDE)),
    "positions of a block": in_blocks(PACKED, zlib.compress(PLACES)),
}


# A segment with other contents


def plant(folder: Path, parts: Mapping[str, bytes]) -> None:
    """Replace the files of the only segment."""
    (known,) = read_commit(folder, newest_commit(folder))
    path = folder / f"{known.id}.seg"
    storage = FileStorage(str(folder))
    file = compound.CompoundStorage(storage.open_file(path.name))
    files = {name: file.open_file(name).read() for name in file.list()}
    file.close()
    for ending, content in parts.items():
        files[f"{known.id}.{ending}"] = content
    path.write_bytes(b"".join(_compound(files)))
    unseal(folder)


def _compound(files: Mapping[str, bytes]) -> list[bytes]:
    at = 12
    directory = {}
    for name, content in files.items():
        directory[name] = {"offset": at, "length": len(content), "modified": 0.0}
        at += len(content)
    known = pickle.dumps(directory) + pickle.dumps({})
    return [struct.pack("!qi", at, len(known)), *files.values(), known]


def plant_directory(folder: Path) -> None:
    (path,) = folder.glob("*.seg")
    path.write_bytes(struct.pack("!qi", 12, len(PLANTED)) + PLANTED)
    unseal(folder)


def plant_stored(folder: Path) -> None:
    rows = [zlib.compress(PLANTED)] * len(EVERYTHING)
    plant(folder, {"_stored.col": b"".join([*rows, bytes([len(rows[0])] * len(rows)), b"B"])})


def plant_table(folder: Path, segments: bytes, schema: bytes) -> None:
    """Write a table of contents that is whole but for the planted pickle."""
    number = newest_commit(folder)
    head = b"\4\x08\4" + struct.pack("!ii", -12345, -111) + b"\2\7\4"
    size = bytes([len(schema) & 127 | 128, len(schema) >> 7])
    data = head + size + schema + struct.pack("!ii", number, 0) + segments
    (folder / table_name(number)).write_bytes(sealed(data))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an index of one commit and one segment, in the working directory."""
    monkeypatch.chdir(tmp_path)
    open_writer(tmp_path / "index").apply(EVERYTHING)
    commits.forget_earlier(tmp_path / "index")
    return tmp_path / "index"


def search(folder: Path) -> None:
    engine = open_engine(folder)
    for root in (Word("mothers"), Phrase("mothers mothers"), Prefix("mot")):
        engine.search(Request(Query(root=root), snippets=True, facets=True))


def read(folder: Path) -> None:
    """Read an article, as a rebuild does for articles without a readable source."""
    open_engine(folder).article(MOTHERS.id)


def merge(folder: Path) -> None:
    with reading(folder):
        merged(folder, commits.in_use(folder).segments)


def replace(folder: Path) -> None:
    """Delete by id, which looks the id up."""
    open_writer(folder).apply([TRAM], [MOTHERS.id])


WAYS: dict[str, Callable[[Path], object]] = {
    "search": search,
    "read": read,
    "merge": merge,
    "replace": replace,
}


def attempt(folder: Path, way: str) -> bool:
    """Return whether a way of reading refuses the index; fail if planted code ran."""
    try:
        WAYS[way](folder)
    except IndexUnusableError:
        refused = True
    else:
        refused = False
    assert not RAN.exists()
    return refused


def test_what_is_planted_would_run(folder: Path) -> None:
    pickle.loads(PLANTED)
    assert RAN.exists()


@pytest.mark.parametrize("place", sorted(PLACES_OF_POSTINGS))
def test_postings(folder: Path, place: str) -> None:
    plant(folder, PLACES_OF_POSTINGS[place])
    assert attempt(folder, "merge")
    assert attempt(folder, "search")
    for way in ("read", "replace"):
        attempt(folder, way)


def test_ids_are_looked_up_in_postings(folder: Path) -> None:
    """Look up a few ids among many documents; the dictionary has nothing else here."""
    file = HashFile()
    value = HEAD.pack(1, 1, 1, 1, 1, 1, 0, 0) + PLANTED
    records = file.records(struct.pack("!H", 0), [MOTHERS.id.encode()], [value])
    plant(folder, {"trm": HEADER + records + file.close({"fieldmap": {"id": 0}})})
    (known,) = read_commit(folder, newest_commit(folder))
    segment = Segment(folder, known, BoundedCache())
    with pytest.raises(IndexUnusableError), reading(folder):
        segment.postings("id", MOTHERS.id)
    assert not RAN.exists()


def test_directory_of_a_segment(folder: Path) -> None:
    plant_directory(folder)
    assert all(attempt(folder, way) for way in WAYS)


def test_stored_fields(folder: Path) -> None:
    plant_stored(folder)
    assert attempt(folder, "search")
    assert attempt(folder, "read")
    attempt(folder, "merge")


def test_table_of_contents(folder: Path) -> None:
    plant_table(folder, PLANTED, b"")
    assert all(attempt(folder, way) for way in WAYS)


def test_schema(folder: Path) -> None:
    """Read the schema, which only a writer does."""
    number = newest_commit(folder)
    whole = list(commits.in_use(folder).segments)
    plant_table(folder, pickle.dumps(whole, 2), PLANTED)
    assert [entry(each) for each in whole] == list(read_commit(folder, number))
    assert attempt(folder, "merge")
    assert attempt(folder, "replace")
    attempt(folder, "search")


def test_no_more_is_inflated_than_a_block_can_have(folder: Path) -> None:
    """Inflate a hundred thousand bytes that claim to be a hundred million."""
    plant(folder, in_blocks(PACKED, zlib.compress(bytes(100_000_000), 9)))
    tracemalloc.start()
    try:
        assert attempt(folder, "merge")
        assert attempt(folder, "search")
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_no_more_is_inflated_than_an_article_can_have(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pickles, "LARGEST", 100)
    assert attempt(folder, "read")
