"""How the words of a segment are written in its documents that are not deleted.

A segment has one count for all of its documents. What the deleted ones have added to it is counted
again from their texts, or what the live ones have where these are fewer: a merge gives the same as
if the deleted ones had never been there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from index.article import Article
from index.engine.whoosh.format.arrays import I64
from index.engine.whoosh.format.errors import DamagedError
from index.engine.whoosh.format.schema import article
from index.engine.whoosh.store.casing import COLUMNS
from index.engine.whoosh.store.segment import Segment
from index.engine.whoosh.write.inverter import Inverter
from index.errors import Stopped

MEMORY = 64 << 20
"""Bytes that texts may take while their words are counted."""


class LiveCasing:
    """The counts of a segment without those of its deleted documents.

    `stop` is asked for each text that is counted again: then `Stopped` is raised.
    """

    def __init__(self, segment: Segment, deleted: frozenset[int], stop: Callable[[], bool]) -> None:
        self._casing = segment.casing
        self._is_mostly_deleted = len(deleted) * 2 > segment.size
        again = (at for at in range(segment.size) if (at in deleted) != self._is_mostly_deleted)
        articles = (article(segment.stored(at)) for at in (again if deleted else ()))
        self._again = list(_counted(articles, stop))

    def of(self, field: str, terms: Sequence[bytes], numbers: range) -> I64:
        """The counts of terms of a field, which have these numbers. Shape (terms, columns)."""
        found = np.zeros((len(terms), COLUMNS), np.int64)
        for counts in self._again:
            counts[field].add_to(found, terms)
        if self._is_mostly_deleted:
            return found
        if self._casing is not None:
            found = self._casing.at(np.arange(numbers.start, numbers.stop)) - found
        if found.min(initial=0) < 0:
            raise DamagedError("fewer words than the texts have")
        return found


class _Counts(NamedTuple):
    """How the words of some texts are written."""

    rows: Mapping[bytes, int]
    """The row of each word."""
    counts: I64

    def add_to(self, found: I64, terms: Sequence[bytes]) -> None:
        """Add the counts of terms to what was found of them."""
        known = [(at, self.rows[term]) for at, term in enumerate(terms) if term in self.rows]
        if known:
            places, rows = zip(*known, strict=True)
            found[list(places)] += self.counts[list(rows)]


def _counted(
    articles: Iterator[Article], stop: Callable[[], bool]
) -> Iterator[Mapping[str, _Counts]]:
    """How the words of articles are written, by field, of as many articles at once as fit."""
    inverter = Inverter()
    for each in articles:
        if stop():
            raise Stopped
        inverter.add(each)
        if inverter.memory > MEMORY:
            yield _taken(inverter)
    if inverter.size:
        yield _taken(inverter)


def _taken(inverter: Inverter) -> Mapping[str, _Counts]:
    return {
        field: _Counts({term: row for row, term in enumerate(terms)}, counts)
        for field, (terms, counts) in inverter.casing().items()
    }
