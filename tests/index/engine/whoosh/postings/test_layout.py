"""Tests of the block layout: Whoosh and newstui decode the same, and notice a broken frame."""

from __future__ import annotations

import itertools
import pickle
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.codec.whoosh3 import W3Codec, W3LeafMatcher, W3TermInfo
from whoosh.filedb.structfile import BufferFile
from whoosh.formats import Positions

from index.engine.whoosh.format.errors import DamagedError
from index.engine.whoosh.postings import lists, postings
from index.engine.whoosh.postings.blocks import encode
from index.engine.whoosh.postings.layout import (
    DEFLATED,
    FACTS,
    LENGTH,
    MAGIC,
    POSTINGS,
    SHORT,
    STEPS,
)
from index.engine.whoosh.postings.postings import TermInfo
from index.engine.whoosh.store.segment import calmly
from tests.index.engine.whoosh.postings.test_blocks import Postings, inverted

WIDEST = {1: 255, 2: 65_535, 4: 2**20}
"""Step of each width in bytes."""
OFTEN = {1: 3, 4: 300}
"""Frequency of each width in bytes."""


def listed(of: Postings) -> tuple[bytes, TermInfo]:
    """Return the list of a term with these positions, and its info in the dictionary."""
    encoded = encode(inverted({b"a": of}), None, 0)
    return b"".join(encoded.blocks), TermInfo.read(memoryview(encoded.infos[0]))


def the_pickle(data: bytes) -> bytes:
    """Return the only block of a list, from its pickle on."""
    return data[len(MAGIC) + LENGTH.size + FACTS.size :]


def some(step: int, often: int, count: int = SHORT) -> Postings:
    """Return postings with one largest step and one largest frequency."""
    gaps = [1000, step, *(1 for _ in range(count - 2))]
    return {
        document: range(7, 7 + (often if at == 3 else 1))
        for at, document in enumerate(itertools.accumulate(gaps))
    }


@pytest.mark.parametrize("width", STEPS)
@pytest.mark.parametrize("often", [1, *OFTEN.values()])
def test_any_unpickler_makes_the_same_of_a_block(width: int, often: int) -> None:
    of = some(WIDEST[width], often)
    data, _ = listed(of)
    ids, weights, values = pickle.loads(the_pickle(data))
    assert list(itertools.accumulate(ids)) == list(of)
    assert weights is None if often == 1 else list(weights) == [len(at) for at in of.values()]
    assert [Positions().decode_positions(value) for value in values] == list(map(list, of.values()))


@pytest.mark.parametrize("width", STEPS)
def test_steps_have_the_width_that_they_need_whatever_the_first_document_is(width: int) -> None:
    data, _ = listed(some(WIDEST[width], 1))
    assert STEPS[width].before in data
    assert not any(frame.before in data for other, frame in STEPS.items() if other != width)


def matcher(data: bytes, of: Postings) -> W3LeafMatcher:
    info = W3TermInfo.from_bytes(encode(inverted({b"a": of}), None, 0).infos[0])
    info.set_extent(info.extent()[0], info.extent()[1][0])
    file = BufferFile(memoryview(data))
    return W3Codec().postings_reader(file, info, Positions(), term=("field", b"a"))


def test_whoosh_takes_the_documents_of_a_block_once_however_it_goes_through_it() -> None:
    """Read the documents of a block, an iterator that is empty the second time, only once."""
    of = {3 * n: [1, n + 2] for n in range(3 * POSTINGS)}
    data, _ = listed(of)
    values_first = matcher(data, of)
    assert values_first.value_as("positions") == [1, 2]
    assert values_first.id() == 0
    assert list(values_first.all_ids()) == list(of)
    skipping = matcher(data, of)
    for target in (0, 1, 3 * POSTINGS - 3, 3 * POSTINGS, 3 * POSTINGS + 1, 6 * POSTINGS + 7):
        skipping.skip_to(target)
        assert skipping.id() == -(-target // 3) * 3
        assert skipping.block_min_id() <= skipping.id() <= skipping.block_max_id()
    skipping.reset()
    assert list(skipping.all_ids()) == list(of)
    with pytest.raises(NotImplementedError):
        skipping.copy()  # a copy would share the unpickled block


def read_all(data: bytes, info: TermInfo, size: int) -> dict[int, list[int]]:
    """Return all documents and positions of a list, checked by `read` and by `places`."""
    file = memoryview(data)
    found: dict[int, list[int]] = {}
    every = np.ones(size, np.bool_)
    for documents, counts, steps, _ in postings.places(file, info, every, calmly):
        of_each = np.split(steps.astype(np.int64), counts.cumsum()[:-1])
        for document, each in zip(documents.tolist(), of_each, strict=True):
            found[document] = each.cumsum().tolist()
    alone = postings.read(file, info, size, calmly)
    assert alone.documents.tolist() == list(found)
    assert alone.frequencies.tolist() == [len(each) for each in found.values()]
    return found


DOCUMENTS = st.lists(
    st.one_of(st.integers(1, 255), st.integers(1, 2000), st.just(65_536)),
    min_size=SHORT,
    max_size=SHORT + 20,
).map(lambda gaps: list(itertools.accumulate(gaps)))


@settings(max_examples=40, deadline=None)
@given(DOCUMENTS, st.randoms(use_true_random=False))
def test_lists_of_every_form_are_read_back(documents: list[int], dice: random.Random) -> None:
    often = dice.choice([1, 2, 300])
    furthest = dice.choice([300, 65_535, 2**20])
    of = {
        document: sorted(dice.sample(range(furthest), dice.choice([1, often])))
        for document in documents
    }
    data, info = listed(of)
    assert read_all(data, info, documents[-1] + 1) == of


def test_positions_of_many_blocks_come_together() -> None:
    of = {2 * n: [n % 7, 400] for n in range(5 * POSTINGS)}
    data, info = listed(of)
    wanted = np.zeros(10 * POSTINGS, np.bool_)
    wanted[[4, 6 * POSTINGS, 8 * POSTINGS]] = True
    (found,) = postings.places(memoryview(data), info, wanted, calmly)
    assert found.documents.tolist() == [4, 6 * POSTINGS, 8 * POSTINGS]
    assert found.lasts.tolist() == [400] * 3


@pytest.mark.parametrize("width", STEPS)
@pytest.mark.parametrize("often", [1, *OFTEN.values()])
def test_every_byte_of_a_block_is_looked_at(width: int, often: int) -> None:
    of = some(WIDEST[width], often)
    data, info = listed(of)
    size = max(of) + 1
    whole = read_all(data, info, size)
    assert whole == {document: list(at) for document, at in of.items()}
    begin = len(data) - len(the_pickle(data))
    deflated = data.index(DEFLATED.before) + len(DEFLATED.before)
    dice = random.Random(1)
    for at in range(begin, len(data)):
        damaged = bytearray(data)
        damaged[at] ^= 1 << dice.randrange(8)
        try:
            found = read_all(bytes(damaged), info, size)
        except Exception:  # noqa: BLE001  (which one depends on the byte)
            continue
        # Some bits of a deflated stream carry nothing: its checksum is right all the same.
        assert at > deflated
        assert found == whole


def test_a_list_in_more_documents_than_there_are_is_refused_at_once() -> None:
    data, _ = listed(some(1, 1))
    for count in (0, -1, SHORT + 1, 2**40):
        with pytest.raises(DamagedError):
            list(lists.blocks(memoryview(data), 0, len(data), count, 2000))
