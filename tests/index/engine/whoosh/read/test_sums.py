"""Tests of sums of the frequencies of several terms in documents."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engine.whoosh.postings.postings import Postings
from index.engine.whoosh.read.sums import Sums

SIZE = 60
LISTS = st.lists(st.dictionaries(st.integers(0, SIZE - 1), st.integers(1, 300), max_size=SIZE))
WEIGHTS = st.sampled_from([1.0, 0.6])


def postings(often: dict[int, int]) -> Postings:
    every = sorted(often.items())
    documents = np.array([document for document, _ in every], np.int32)
    counts = np.array([count for _, count in every], np.uint32)
    narrow = not len(counts) or counts.max() < 256
    return Postings(documents, counts.astype(np.uint8) if narrow else counts)


def together(some: list[dict[int, int]]) -> Postings:
    """Return the postings of several terms, concatenated as one read returns them."""
    documents, frequencies = zip(*map(postings, some), strict=True)
    return Postings(np.concatenate(documents), np.concatenate(frequencies))


@pytest.mark.parametrize(
    ("size", "waiting"), [(SIZE, 1 << 17), (1000 * SIZE, 1 << 17), (SIZE, 1)], ids=str
)
@given(alone=LISTS, mixed=st.lists(LISTS.filter(bool)))
def test_every_way_of_adding_up_finds_the_same(
    alone: list[dict[int, int]], mixed: list[list[dict[int, int]]], size: int, waiting: int
) -> None:
    wanted: Counter[int] = Counter()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.engine.whoosh.read.sums._TOGETHER", waiting)
        sums = Sums(size)
        for counts in alone:
            sums.add(postings(counts))
            wanted.update(counts)
        for some in mixed:
            sums.add(together(some), mixed=True)
            for counts in some:
                wanted.update(counts)
        found = sums.postings()
    assert found.documents.tolist() == sorted(wanted)
    assert found.frequencies.tolist() == [wanted[document] for document in sorted(wanted)]
    assert found.frequencies.dtype.kind == "u"


@given(lists=st.lists(st.tuples(LISTS.filter(bool).map(lambda some: some[0]), WEIGHTS)))
def test_fractions_have_the_same_sum_in_a_small_segment_and_in_a_large_one(
    lists: list[tuple[dict[int, int], float]],
) -> None:
    found = []
    for size in (SIZE, 1000 * SIZE):
        sums = Sums(size)
        for counts, weight in lists:
            sums.add(postings(counts).weighed(weight))
        found.append(sums.postings())
    few, many = found
    assert few.documents.tolist() == many.documents.tolist()
    assert few.frequencies.tolist() == many.frequencies.tolist()
