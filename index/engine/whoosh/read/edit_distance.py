"""Edit distances of many words to one word."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.engine.whoosh.format.arrays import Mask

_FAR = 100  # more edits than any query allows; twice as many still fit in a byte


def within(word: str, words: Sequence[str], edits: int) -> Mask:
    """Tell for each of `words`, all at once, whether `index.match.pattern.within` holds.

    The restricted Damerau-Levenshtein distance row by row, each row for all words; only the cells
    that `edits` can reach are computed.
    """
    longest = len(word) + edits
    lengths = np.array([len(each) for each in words], np.int64)
    signs = _signs(words, longest)
    before: list[NDArray[np.uint8]] = []
    row = [np.full(len(words), at, np.uint8) for at in range(longest + 1)]
    far = np.full(len(words), _FAR, np.uint8)
    for i, sign in enumerate(word, 1):
        code = ord(sign)
        before, last, row = row, before, [far] * (longest + 1)
        row[0] = np.full(len(words), min(i, _FAR), np.uint8)
        for j in range(max(1, i - edits), min(longest, i + edits) + 1):
            cost = np.minimum(
                np.minimum(before[j], row[j - 1]) + 1, before[j - 1] + (signs[j - 1] != code)
            )
            if i > 1 and j > 1:
                swapped = (signs[j - 1] == ord(word[i - 2])) & (signs[j - 2] == code)
                cost = np.where(swapped, np.minimum(cost, last[j - 2] + 1), cost)
            row[j] = np.minimum(cost, _FAR)
    table = np.stack(row)
    reachable = lengths <= longest
    distance = table[np.where(reachable, lengths, 0), np.arange(len(words))]
    return reachable & (distance <= edits)


def _signs(words: Sequence[str], longest: int) -> NDArray[np.uint32]:
    """Return the character codes, transposed: row 0 has the first character of each word."""
    padded = "".join(each[:longest].ljust(longest, "\0") for each in words)
    codes = np.frombuffer(padded.encode("utf-32-le", "surrogatepass"), "<u4")
    return np.ascontiguousarray(codes.reshape(len(words), longest).T)
