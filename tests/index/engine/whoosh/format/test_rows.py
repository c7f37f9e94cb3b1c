"""Tests of rows, which are read from the beginning of a stored document of newstui or Whoosh."""

from __future__ import annotations

import itertools
import pickle
import random
import zlib
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from index.article import Article
from index.engine.whoosh.format import pickles, schema
from index.engine.whoosh.format.rows import read_row
from tests.index.engine.archive import EVERYTHING, MOTHERS

ODD = (
    replace(MOTHERS, title=""),
    replace(MOTHERS, title="a title that is too long for the beginning " * 40),
    replace(MOTHERS, title="X\x04\x00\x00\x00rest", slug=""),
    replace(MOTHERS, title=MOTHERS.slug, source=MOTHERS.slug),  # texts that are the same object
    replace(MOTHERS, reading_seconds=10**6),
    replace(MOTHERS, published=datetime(1, 1, 2, tzinfo=UTC)),
    replace(MOTHERS, published=datetime(9999, 12, 31, tzinfo=UTC)),
)


@pytest.mark.parametrize("article", [*EVERYTHING, *ODD], ids=lambda each: each.title[:20])
def test_as_the_whole_has_it(article: Article) -> None:
    packed = schema.stored(article)
    whole = pickle.loads(zlib.decompress(packed))
    found = read_row(packed)
    assert found == {name: whole[name] for name in found}
    assert schema.listed(found) == schema.listed(whole)


def test_a_row_that_claims_too_much_is_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pickles, "LARGEST", 1000)
    with pytest.raises(zlib.error):
        read_row(zlib.compress(b"?" * 100_000))


def test_only_the_beginning_is_read() -> None:
    assert "rest" not in read_row(schema.stored(MOTHERS))


@pytest.mark.parametrize("order", list(itertools.permutations(("id", "slug", "row", "rest"))))
def test_in_another_order(order: tuple[str, ...]) -> None:
    """Accept the fields in any order, as Whoosh stores them."""
    whole = pickle.loads(zlib.decompress(schema.stored(MOTHERS)))
    ordered = {name: whole[name] for name in order}
    found = read_row(zlib.compress(pickle.dumps(ordered, 2)))
    assert schema.listed(found) == schema.listed(whole)


def test_damage_never_asks_for_much() -> None:
    """Accept any exception, but no crash and no gigabytes: `folder.reading` makes it one error."""
    dice = random.Random(5)
    plain = zlib.decompress(schema.stored(MOTHERS))
    for _ in range(2_000):
        damaged = bytearray(plain)
        damaged[dice.randrange(200)] = dice.randrange(256)
        compressor = zlib.compressobj()
        packed = compressor.compress(bytes(damaged)) + compressor.flush(zlib.Z_SYNC_FLUSH)
        with suppress(Exception):  # without its checksum the whole is not unpickled
            found = read_row(packed)
            assert set(found) <= {"id", "slug", "row"}
