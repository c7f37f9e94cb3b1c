"""Tests of blocks: Whoosh reads from the encoded bytes the postings that they were made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.codec.whoosh3 import W3Codec, W3TermInfo
from whoosh.filedb.structfile import BufferFile
from whoosh.formats import Existence, Positions

from index.engine.whoosh.format.arrays import U8
from index.engine.whoosh.format.inverted import Inverted
from index.engine.whoosh.postings import blocks
from index.engine.whoosh.postings.blocks import MOST_INLINED, encode
from index.engine.whoosh.postings.layout import POSTINGS

Postings = Mapping[int, Sequence[int]]
"""Positions of a term in each document."""


def inverted(terms: Mapping[bytes, Postings], *, positions: bool = True) -> Inverted:
    """Return the arrays of these terms; without positions every frequency is 1."""
    names = sorted(terms)
    counts = [len(terms[name]) for name in names]
    postings = [(doc, terms[name][doc]) for name in names for doc in sorted(terms[name])]
    return Inverted(
        names,
        np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
        np.array([document for document, _ in postings], np.uint32),
        np.array([len(places) if positions else 1 for _, places in postings], np.uint32),
        np.array([at for _, places in postings for at in places], np.uint32) if positions else None,
    )


def read(part: Inverted, lengths: U8 | None = None) -> dict[bytes, tuple[W3TermInfo, Any]]:
    """Return Whoosh's info of each term, and (document, weight, value) of each posting."""
    encoded = encode(part, lengths, at=3)
    content = b"???" + b"".join(encoded.blocks)
    assert encoded.end == len(content)
    format_ = Existence() if part.positions is None else Positions()
    found = {}
    for term, data in zip(part.terms, encoded.infos, strict=True):
        info = W3TermInfo.from_bytes(data)
        if not info.is_inlined():
            info.set_extent(info.extent()[0], info.extent()[1][0])
        file = BufferFile(memoryview(content))
        matcher = W3Codec().postings_reader(file, info, format_, term=("field", term))
        postings = []
        while matcher.is_active():
            postings.append((matcher.id(), matcher.weight(), matcher.value()))
            matcher.next()
        found[term] = info, postings
    return found


def check(terms: Mapping[bytes, Postings]) -> None:
    """Check that Whoosh reads these terms back, with positions and without."""
    for term, (info, postings) in read(inverted(terms)).items():
        places = {document: Positions().decode_positions(value) for document, _, value in postings}
        assert places == {document: list(at) for document, at in terms[term].items()}
        assert [weight for _, weight, _ in postings] == [len(at) for at in places.values()]
        assert info.doc_frequency() == len(places)
        assert info.weight() == sum(map(len, places.values()))
        assert info.max_weight() == max(map(len, places.values()))
        assert (info.min_id(), info.max_id()) == (min(places), max(places))
    for term, (_, postings) in read(inverted(terms, positions=False)).items():
        assert postings == [(document, 1.0, None) for document in sorted(terms[term])]


TERM = st.binary(max_size=3)
DOCUMENT = st.one_of(st.integers(0, 300), st.integers(0, 2**31 - 1))
PLACES = st.lists(st.integers(0, 2**20), min_size=1, max_size=100, unique=True).map(sorted)
SOME = st.dictionaries(TERM, st.dictionaries(DOCUMENT, PLACES, min_size=1, max_size=40))


@given(SOME)
def test_whoosh_reads_any_postings(terms: dict[bytes, Postings]) -> None:
    check(terms)


@given(SOME)
def test_it_does_not_matter_how_much_is_laid_out_at_once(terms: dict[bytes, Postings]) -> None:
    part = inverted(terms)
    whole = encode(part, None, 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "_SLAB", 5)
        assert encode(part, None, 0) == whole


@pytest.mark.parametrize("count", [1, MOST_INLINED, MOST_INLINED + 1, POSTINGS, POSTINGS * 2 + 1])
@pytest.mark.parametrize("step", [1, 255, 256, 65_535, 65_536])
def test_steps_of_every_width_and_blocks_of_every_size(count: int, step: int) -> None:
    check({b"a": {n * step: [n] for n in range(count)}, b"b": {7: [1]}})


@pytest.mark.parametrize("frequency", [1, 2, 83, 84, 255, 256, 70_000])
@pytest.mark.parametrize("gap", [1, 65_535, 65_536])
def test_values_of_every_form(frequency: int, gap: int) -> None:
    places = [at * gap % 2**31 for at in range(min(frequency, 2**31 // gap))]
    check({b"a": {n: places if n == 5 else [n] for n in range(40)}, b"b": {1: places}})


def test_lengths_are_those_of_the_documents_that_have_the_term() -> None:
    lengths = np.arange(100, 200, dtype=np.uint8)
    many = {b"few": {3: [1], 9: [1]}, b"many": {n: [0] for n in range(10, 90)}}
    infos = {term: info for term, (info, _) in read(inverted(many), lengths).items()}
    few, most = infos[b"few"], infos[b"many"]
    assert (few.min_length(), few.max_length()) == (blocks_length(103), blocks_length(109))
    assert (most.min_length(), most.max_length()) == (blocks_length(110), blocks_length(189))


def blocks_length(code: int) -> int:
    from whoosh.util.numeric import byte_to_length

    return int(byte_to_length(code))


def test_rare_terms_take_no_room_in_the_postings() -> None:
    encoded = encode(inverted({b"a": {1: [2]}, b"b": {n: [2] for n in range(9)}}), None, 0)
    assert encoded.blocks == []
    often = encode(inverted({b"a": {1: range(500)}}), None, 0)
    assert often.blocks != []


def test_nothing_is_nothing() -> None:
    encoded = encode(inverted({}), None, 12)
    assert (encoded.infos, encoded.blocks, encoded.end) == ([], [], 12)
