"""Tests of decoding: postings written in blocks are read back in one call."""

from __future__ import annotations

import random
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given

from index.engine.whoosh.format.checksums import SegmentPart
from index.engine.whoosh.format.errors import DamagedError
from index.engine.whoosh.format.hashfile import HEADER, HashFile
from index.engine.whoosh.format.inverted import Inverted
from index.engine.whoosh.postings import decode
from index.engine.whoosh.postings.blocks import encode
from index.engine.whoosh.postings.layout import POSTINGS
from index.engine.whoosh.postings.records import Records
from tests.index.engine.whoosh.postings.test_blocks import SOME, Postings, inverted

FIELD = b"\0\3"
MOST = 2**31  # documents


def written(part: Inverted) -> tuple[bytes, bytes]:
    """Return dictionary and postings of a segment, with another field on either side."""
    start = b"W3Bl and what is of other fields"
    encoded = encode(part, None, len(start))
    table = HashFile()
    others = [encode(inverted({b"x": {1: [1]}}), None, 0).infos] * 2
    records = [
        HEADER,
        table.records(b"\0\2", [b"x"], others[0]),
        table.records(FIELD, part.terms, encoded.infos),
        table.records(b"\0\4", [b"x"], others[1]),
    ]
    end = table.close({"fieldmap": {"before": 2, "this": 3, "after": 4}})
    return b"".join([*records, end]), start + b"".join(encoded.blocks)


def read(
    dictionary: bytes, postings: bytes, *, positions: bool
) -> dict[bytes, dict[int, list[int]]]:
    """Return each term with its documents and its positions in them."""
    records = Records(memoryview(dictionary), SegmentPart(memoryview(postings)), MOST)
    part = records.read(records.terms_of("this"))
    found: dict[bytes, dict[int, list[int]]] = {term: {} for term in part.terms}
    every: list[tuple[list[int], decode.DecodedPostings]] = []
    if len(part.owners):
        got = decode.decode_inlined(part.inlined, positions=positions)
        every.append((np.repeat(part.owners, part.inlined.counts).tolist(), got))
    for owner, blocks in part.apart:
        got = decode.decode(memoryview(postings), blocks, positions=positions)
        every.append(([owner] * len(got.documents), got))
    for owners, got in every:
        places = iter([] if got.positions is None else got.positions.tolist())
        for term, document, count in zip(
            owners, got.documents.tolist(), got.frequencies.tolist(), strict=True
        ):
            at = [next(places) for _ in range(count)] if positions else [0] * count
            found[part.terms[term]][document] = at
    return found


def check(terms: Mapping[bytes, Postings]) -> None:
    wanted = {term: {doc: list(at) for doc, at in of.items()} for term, of in terms.items()}
    assert read(*written(inverted(terms)), positions=True) == wanted
    alone = {term: {document: [0] for document in of} for term, of in terms.items()}
    assert read(*written(inverted(terms, positions=False)), positions=False) == alone


@given(SOME)
def test_any_postings_are_read_back(terms: dict[bytes, Postings]) -> None:
    check(terms)


@pytest.mark.parametrize("count", [1, 2, 17, POSTINGS, POSTINGS * 2 + 1])
@pytest.mark.parametrize("step", [1, 255, 256, 65_535, 65_536])
def test_documents_of_every_form(count: int, step: int) -> None:
    check({b"a": {n * step: [n] for n in range(count)}, b"b": {7: [1]}})


@pytest.mark.parametrize("frequency", [1, 2, 83, 84, 255, 256, 70_000])
@pytest.mark.parametrize("gap", [1, 65_535, 65_536])
def test_positions_of_every_form(frequency: int, gap: int) -> None:
    places = [at * gap % 2**31 for at in range(min(frequency, 2**31 // gap))]
    check({b"a": {n: places if n == 5 else [n] for n in range(40)}, b"b": {1: places}})


def test_sizes_and_boundaries_of_terms() -> None:
    terms = {bytes([byte]): {1: [1, 2], byte: [3]} for byte in range(10, 20)}
    dictionary, postings = written(inverted(terms))
    records = Records(memoryview(dictionary), SegmentPart(memoryview(postings)), MOST)
    these = records.terms_of("this")
    assert [records.term(number) for number in these] == list(terms)
    counts, occurrences = records.sizes(these)
    assert (set(counts.tolist()), set(occurrences.tolist())) == ({2}, {3})
    assert records.up_to(bytes([14]), these) == these.start + 5
    assert records.up_to(b"\0", these) == these.start
    assert records.up_to(b"zz", these) == these.stop
    assert len(records.terms_of("nowhere")) == 0


@pytest.mark.parametrize("seed", range(10))
def test_damage_is_an_error_or_other_postings_and_nothing_worse(seed: int) -> None:
    dice = random.Random(seed)
    terms = {
        f"{n:03}".encode(): {dice.randrange(2_000): [n, n + 5] for _ in range(dice.choice([1, 40]))}
        for n in range(30)
    }
    whole = written(inverted(terms))
    for _ in range(60):
        dictionary, postings = map(bytearray, whole)
        damaged = dice.choice([dictionary, postings])
        for _ in range(dice.choice([1, 8])):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        try:
            read(bytes(dictionary), bytes(postings), positions=True)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001  (a merge makes one error of all of them)
            continue


def test_a_block_of_impossible_size_is_refused() -> None:
    data = np.zeros(20, np.uint8)
    inlined = decode.Inlined(data, np.array([0]), np.array([20]), np.array([2**40]))
    with pytest.raises(DamagedError):
        decode.decode_inlined(inlined, positions=True)
