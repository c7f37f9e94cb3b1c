"""Batch decoder of many short posting lists.

A prefix may match hundreds of terms, each with a block or two. To decode each list alone costs
more than to read the list, so the blocks of many lists are decoded together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from index.engine.whoosh.format.arrays import I64
from index.engine.whoosh.postings.lists import Open, blocks
from index.engine.whoosh.postings.postings import Postings

_TOGETHER = 1 << 17
"""Approximate number of postings that are decoded together."""


class Extents(NamedTuple):
    """Offsets and lengths of posting lists in the postings file, and their numbers of documents."""

    starts: I64
    lengths: I64
    documents: I64


def read(
    file: memoryview, extents: Extents, size: int, watch: Callable[[], None]
) -> Iterator[Postings]:
    """Yield the postings of terms in batches of several terms, one term after another.

    `file` has all postings of a segment of `size` documents; `watch` is called before each list.
    Raises the errors of `postings.read`.
    """
    starts, lengths, counts = extents
    if not len(counts):
        return
    slabs = (np.cumsum(counts) - counts) // _TOGETHER
    cuts = [*np.flatnonzero(np.diff(slabs, prepend=-1)).tolist(), len(counts)]
    for begin, end in pairwise(cuts):
        found = Open()
        for start, length, count in zip(
            starts[begin:end].tolist(),
            lengths[begin:end].tolist(),
            counts[begin:end].tolist(),
            strict=True,
        ):
            watch()
            for block in blocks(file, start, length, count, size):
                found.add(file, block)
        yield Postings(*found.numbers()[:2])
