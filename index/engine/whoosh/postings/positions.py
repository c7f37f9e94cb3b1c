"""Decoder of positions, from the values of postings to arrays.

A value is a byte string: the frequency, and the pickled tuple of the positions, each but the first
as the delta from the previous position. All values of a block in newstui's layout have the same
form, a frame of constant size around an opcode and a number for each position, so that the offset
of each value follows from the frequencies before the value.
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

_COUNT = 4  # bytes of a value before its pickle: the frequency
_AROUND = 2  # bytes of a tuple around its values
_HEADERS = {BYTES1: 2, BYTES4: 5}  # bytes of a value's header (opcode and length), by opcode
_WIDTHS = {INT2: 2, INT4: 4}
_ARRAYS = {2: "<u2", 4: "<i4"}
_FEW = 16  # bytes per wanted number, above which few numbers are wanted


def steps(
    tuples: Sequence[ByteString], counts: I64, frequencies: I64, chosen: Mask | None = None
) -> NDArray[Any]:
    """Return the deltas of the `chosen` values, or of all: first position, then distances.

    `tuples` has the pickled tuple of values of each block, `counts` the number of values of each
    block, `frequencies` the number of positions of each value. Raises `DamagedError`.
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
    """Return the deltas of values of a block that Whoosh wrote; `chosen` has their indexes."""
    found: list[int] = []
    for at in chosen.tolist():
        pickled = values[at][_COUNT:]
        if not pickled.endswith(b"."):  # newstui's value, copied by Whoosh, has no stop byte
            pickled += b"."
        places = checked(pickled)
        if len(places) != counts[at]:
            raise DamagedError("another number of positions than the frequency says")
        found.extend(places)
    return np.array(found, np.int64)


def _form(values: ByteString) -> tuple[int, int]:
    """Return the opcodes before each value and before each position of a value."""
    kind = values[1]
    return kind, values[1 + _HEADERS[kind] + _COUNT + 1]


def _alike(
    form: tuple[int, int],
    tuples: Sequence[ByteString],
    counts: I64,
    frequencies: I64,
    chosen: Mask | None,
) -> NDArray[Any]:
    """Return the deltas of blocks of the same form, as `steps`."""
    kind, code = form
    width = _WIDTHS[code]
    before = _HEADERS[kind] + _COUNT + 1  # bytes of a value before its first position's opcode
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
    # `take` first copies all numbers, which pays unless few numbers are wanted.
    found: NDArray[Any] = numbers[items] if total * _FEW < len(data) else numbers.take(items)
    return found
