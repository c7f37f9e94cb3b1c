"""Positions of a term in its documents, from values of postings to arrays. Values of postings into
arrays.

A value is bytes: the frequency, and the pickled tuple of the positions, each but the first as its
distance from the one before. All values of a block of ours have the same form, a frame of always
the same size around a code and a number for each position, so that where each begins follows from
the frequencies before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.engine.whoosh.format.arrays import I64, Mask
from index.engine.whoosh.format.errors import DamagedError
from index.engine.whoosh.format.pickles import checked
from index.engine.whoosh.postings.layout import BYTES1, BYTES4, INT2, INT4, VALUE_FRAME, anywhere
from index.engine.whoosh.postings.lists import ByteString

_COUNT = 4  # bytes of a value before its pickle: how many positions follow
_AROUND = 2  # bytes of a tuple around its values
_HEADERS = {BYTES1: 2, BYTES4: 5}  # bytes of what says how long a value is, by its code
_WIDTHS = {INT2: 2, INT4: 4}
_ARRAYS = {2: "<u2", 4: "<i4"}
_FEW = 16  # less than one number in so many bytes


def steps(
    tuples: Sequence[ByteString], counts: I64, frequencies: I64, chosen: Mask | None = None
) -> NDArray[Any]:
    """The steps of the chosen values, or of all: of each value the first position, and from each
    to the next.

    Each block has its pickled tuple of values and how many there are; each value has how many
    positions it has.
    """
    forms = [_form(each) for each in tuples]
    found = []
    block = posting = 0
    for form, run in groupby(forms):
        until = block + sum(1 for _ in run)
        some = counts[block:until]
        end = posting + int(some.sum())
        which = None if chosen is None else chosen[posting:end]
        found.append(_alike(form, tuples[block:until], some, frequencies[posting:end], which))
        block, posting = until, end
    return np.concatenate(found) if len(found) > 1 else found[0]


def unpickled(values: Sequence[bytes], counts: I64, chosen: I64) -> I64:
    """The same of the chosen values of a block that Whoosh wrote, by their numbers."""
    found: list[int] = []
    for at in chosen.tolist():
        pickled = values[at][_COUNT:]
        if not pickled.endswith(b"."):  # one of ours that Whoosh has copied: it appends the stop
            pickled += b"."
        places = checked(pickled)
        if len(places) != counts[at]:
            raise DamagedError("another number of positions than the frequency says")
        found.extend(places)
    return np.array(found, np.int64)


def _form(values: ByteString) -> tuple[int, int]:
    """The codes before each value and before each position in it."""
    kind = values[1]
    return kind, values[1 + _HEADERS[kind] + _COUNT + 1]


def _alike(
    form: tuple[int, int],
    tuples: Sequence[ByteString],
    counts: I64,
    frequencies: I64,
    chosen: Mask | None,
) -> NDArray[Any]:
    """Of blocks of the same form."""
    kind, code = form
    width = _WIDTHS[code]
    before = _HEADERS[kind] + _COUNT + 1  # bytes of a value before the code of its first position
    ends = (_HEADERS[kind] + VALUE_FRAME + (1 + width) * frequencies).cumsum()
    last = counts.cumsum() - 1
    lengths = np.fromiter(map(len, tuples), np.int64, len(tuples))
    if (np.diff(ends[last], prepend=0) + _AROUND != lengths).any():
        raise DamagedError("values of another length than the frequencies say")
    begins = np.empty_like(ends)
    begins[0] = 0
    begins[1:] = ends[:-1]
    begins += np.repeat(np.arange(1, 1 + _AROUND * len(tuples), _AROUND), counts)
    data = b"".join(tuples)
    array = np.frombuffer(data, np.uint8)
    if (array[begins] != kind).any() or (array[begins + before] != code).any():
        raise DamagedError("values of another form than the first")
    if chosen is not None:
        begins, frequencies = begins[chosen], frequencies[chosen]
    ends = frequencies.cumsum()
    total = int(ends[-1]) if len(ends) else 0
    items = np.repeat(begins + before + 1 - (1 + width) * (ends - frequencies), frequencies)
    items += np.arange(0, (1 + width) * total, 1 + width)
    numbers = anywhere(data, _ARRAYS[width])
    # Taking makes one copy of all of them, which pays unless few are wanted.
    found: NDArray[Any] = numbers[items] if total * _FEW < len(data) else numbers.take(items)
    return found
