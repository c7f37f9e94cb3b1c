"""Union of many short posting lists, read at once. Many short lists read at once.

A prefix may stand for hundreds of words, each with a block or two. Making numbers of each list
costs more than reading it, so the blocks of many lists are read together.
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
"""Postings that are read at once, about."""


class Extents(NamedTuple):
    """Where the postings of some terms are, and how many each has."""

    starts: I64
    lengths: I64
    documents: I64


def read(
    file: memoryview, extents: Extents, size: int, watch: Callable[[], None]
) -> Iterator[Postings]:
    """The postings of terms in a segment of `size` documents, those of several terms together and
    one after another; `file` has all postings.

    Raises what `postings.read` raises.
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
