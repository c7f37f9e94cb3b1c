"""Sets of documents of a segment, with fast unions and intersections."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from index.engine.whoosh.format.arrays import Mask

DocumentNumbers: TypeAlias = NDArray[Any]

_SPARSE = 32
"""Segment size per member above which a set is stored as numbers, else as a mask: numbers are
looked up one by one, masks are combined eight documents at a time."""


class DocumentSet:
    """Immutable set of some of a segment's `size` documents: sorted numbers, a mask, or both."""

    __slots__ = ("_count", "_mask", "_numbers", "_others", "size")

    def __init__(
        self, size: int, numbers: DocumentNumbers | None = None, mask: Mask | None = None
    ) -> None:
        self.size = size
        self._numbers = numbers
        self._mask = mask
        self._others: DocumentNumbers | None = None
        self._count = -1 if numbers is None else len(numbers)

    @classmethod
    def none(cls, size: int) -> DocumentSet:
        """Return the empty set."""
        return cls(size, np.empty(0, np.int32))

    @classmethod
    def every(cls, size: int) -> DocumentSet:
        """Return the set of all documents."""
        return cls(size, mask=np.ones(size, np.bool_))

    @classmethod
    def union(cls, size: int, parts: Iterable[DocumentNumbers]) -> DocumentSet:
        """Return the union of several lists of sorted numbers."""
        lists = [part for part in parts if len(part)]
        if len(lists) <= 1:
            return cls(size, lists[0]) if lists else cls.none(size)
        if sum(map(len, lists)) * _SPARSE < size:
            return cls(size, merged(lists))
        mask = np.zeros(size, np.bool_)
        for part in lists:
            mask[_places(part)] = True
        return cls(size, mask=mask)

    def __len__(self) -> int:
        if self._count < 0:
            assert self._mask is not None
            self._count = int(np.count_nonzero(self._mask))
        return self._count

    @property
    def numbers(self) -> DocumentNumbers:
        """Document numbers of the set, ascending."""
        if self._numbers is None:
            assert self._mask is not None
            self._numbers = np.flatnonzero(self._mask)
        return self._numbers

    @property
    def mask(self) -> Mask:
        """Mask over the documents of the segment, True for members."""
        if self._mask is None:
            mask = np.zeros(self.size, np.bool_)
            mask[_places(self.numbers)] = True
            self._mask = mask
        return self._mask

    @property
    def nbytes(self) -> int:
        """Bytes of numbers and mask."""
        return sum(each.nbytes for each in (self._mask, self._numbers) if each is not None)

    @property
    def others(self) -> DocumentNumbers:
        """Document numbers outside the set, ascending."""
        if self._others is None:
            self._others = np.flatnonzero(~self.mask)
        return self._others

    def compact(self) -> DocumentSet:
        """Return the same set in the form that takes the least memory."""
        if self.is_sparse:
            return DocumentSet(self.size, self.numbers.astype(np.int32, copy=False))
        return DocumentSet(self.size, mask=self.mask)

    def shared(self) -> DocumentSet:
        """Return a copy over the same arrays; arrays computed later live only with the copy."""
        found = DocumentSet(self.size, self._numbers, self._mask)
        found._count = len(self)
        return found

    def __and__(self, other: DocumentSet) -> DocumentSet:
        if len(self) == self.size:
            return other
        if len(other) == self.size:
            return self
        few, many = (self, other) if len(self) <= len(other) else (other, self)
        if few.is_sparse:
            return DocumentSet(self.size, few.numbers.compress(many.has(few.numbers)))
        return DocumentSet(self.size, mask=few.mask & many.mask)

    def __or__(self, other: DocumentSet) -> DocumentSet:
        if not len(other) or len(self) == self.size:
            return self
        if not len(self) or len(other) == self.size:
            return other
        if (len(self) + len(other)) * _SPARSE < self.size:
            return DocumentSet.union(self.size, (self.numbers, other.numbers))
        return DocumentSet(self.size, mask=self.mask | other.mask)

    def __sub__(self, other: DocumentSet) -> DocumentSet:
        if not len(other) or not len(self):
            return self
        if self.is_sparse:
            return DocumentSet(self.size, self.numbers.compress(~other.has(self.numbers)))
        return DocumentSet(self.size, mask=self.mask & ~other.mask)

    @property
    def is_sparse(self) -> bool:
        """Whether the set is so small that members are looked up one by one."""
        return len(self) * _SPARSE < self.size

    def has(self, numbers: DocumentNumbers) -> Mask:
        """Return a mask over `numbers`, True for members of the set."""
        if self._mask is None and len(numbers) * _SPARSE < len(self):
            assert self._numbers is not None
            # Both arrays need the same type, or numpy would convert the longer array.
            at = np.searchsorted(self._numbers, numbers.astype(self._numbers.dtype, copy=False))
            at[at == len(self._numbers)] = 0
            found: Mask = self._numbers[at] == numbers
            return found
        return self.mask.take(numbers)

    def where(self, keep: Mask) -> DocumentSet:
        """Return the members for which `keep`, a mask over `numbers`, is True."""
        return DocumentSet(self.size, self.numbers.compress(keep))


def merged(lists: Sequence[DocumentNumbers]) -> DocumentNumbers:
    """Return the union of sorted lists, in order; `np.unique` takes ten times as long."""
    lists = [each for each in lists if len(each)]
    if len(lists) <= 1:
        return lists[0] if lists else np.empty(0, np.int64)
    numbers = np.sort(np.concatenate(lists))
    return numbers.compress(np.concatenate(([True], numbers[1:] != numbers[:-1])))


def _places(numbers: DocumentNumbers) -> NDArray[np.intp]:
    """Convert numbers to numpy's index type, faster than numpy does when it writes by index."""
    return numbers.astype(np.intp, copy=False)
