"""Tests of dictionaries: Whoosh finds the same in newstui's files as in its own."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.filedb.filetables import OrderedHashReader, OrderedHashWriter

from index.engine.whoosh.format.hashfile import HEADER, HashFile

Entries = Mapping[bytes, bytes]


def ours(entries: Entries, piece: int = 1000) -> bytes:
    """Return the file that newstui writes, so many keys at a time."""
    file = HashFile()
    keys = sorted(entries)
    pieces = [keys[at : at + piece] for at in range(0, len(keys), piece)]
    records = [file.records(b"", some, [entries[key] for key in some]) for some in pieces]
    return b"".join([HEADER, *records, file.close({"known": 1})])


def stock(entries: Entries) -> bytes:
    """Return the file that Whoosh writes."""
    storage = RamStorage()
    writer = OrderedHashWriter(storage.create_file("dictionary"))
    writer.extras["known"] = 1
    for key in sorted(entries):
        writer.add(key, entries[key])
    writer.close()
    return bytes(storage.files["dictionary"])


def opened(content: bytes) -> OrderedHashReader:
    storage = RamStorage()
    storage.files["dictionary"] = content
    return OrderedHashReader.open(storage, "dictionary")


def after_tables(content: bytes) -> int:
    """Return the number of bytes behind the directory of the hash tables."""
    (length,) = struct.unpack("!i", content[-4:])
    return int(length) + 4


ENTRIES = st.dictionaries(st.binary(min_size=1, max_size=4), st.binary(max_size=9))


@given(ENTRIES, st.binary(max_size=4))
def test_whoosh_finds_every_key_and_the_nearest_one(entries: Entries, other: bytes) -> None:
    reader = opened(ours(entries))
    assert list(reader.items()) == sorted(entries.items())
    assert reader.extras["known"] == 1
    for key, value in entries.items():
        assert list(reader.all(key)) == [value]
    for key in (other, *entries):
        assert (key in reader) == (key in entries)
        assert reader.closest_key(key) == min((k for k in entries if k >= key), default=None)


@given(ENTRIES)
def test_the_file_is_whooshs_but_for_its_hash_tables(entries: Entries) -> None:
    left, right = ours(entries), stock(entries)
    records = len(HEADER) + sum(8 + len(k) + len(v) for k, v in entries.items())
    assert left[:records] == right[:records]
    assert left[-after_tables(left) :] == right[-after_tables(right) :]


def test_the_hash_tables_take_less_room_than_whooshs() -> None:
    entries = {str(number).encode(): b"" for number in range(10_000)}
    slot = 12
    assert len(ours(entries)) < len(stock(entries)) - slot * 5_000


@given(ENTRIES, st.integers(1, 5))
def test_it_does_not_matter_how_many_keys_come_at_once(entries: Entries, piece: int) -> None:
    assert ours(entries, piece) == ours(entries)


@pytest.mark.parametrize("count", [5_000, 60_000])
def test_long_dictionaries_with_wider_positions(tmp_path: Path, count: int) -> None:
    entries = {b"%06d" % n: b"v" * (n % 3) for n in range(count)}
    (tmp_path / "dictionary").write_bytes(ours(entries, 7_000))
    reader = OrderedHashReader.open(FileStorage(str(tmp_path)), "dictionary")
    for n in range(0, count, 7):
        assert reader[b"%06d" % n] == entries[b"%06d" % n]
        assert reader.closest_key(b"%06d-" % n) == (b"%06d" % (n + 1) if n + 1 < count else None)
    assert b"x" not in reader


def test_keys_have_a_prefix_in_common() -> None:
    file = HashFile()
    records = file.records(b"\0\1", [b"a", b"b"], [b"1", b"2"])
    records += file.records(b"\0\2", [b"a"], [b"3"])
    reader = opened(HEADER + records + file.close({}))
    assert [reader[key] for key in (b"\0\1a", b"\0\1b", b"\0\2a")] == [b"1", b"2", b"3"]


@pytest.mark.parametrize("keys", [[b"b", b"a"], [b"a", b"a"]])
def test_keys_out_of_order_are_refused(keys: list[bytes]) -> None:
    with pytest.raises(ValueError, match="order"):
        HashFile().records(b"", keys, [b"", b""])
    file = HashFile()
    file.records(b"", keys[:1], [b""])
    with pytest.raises(ValueError, match="order"):
        file.records(b"", keys[1:], [b""])
