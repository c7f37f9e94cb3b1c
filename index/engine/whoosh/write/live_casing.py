"""Casing counts of a segment without its deleted documents.

A segment has one count for all of its documents. The share of the deleted documents is counted
again from their texts and subtracted; where fewer documents are live, these are counted instead. So
a merge gives the same counts as if the deleted documents had never been there.
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
"""Bytes of texts in memory while their words are counted."""


class LiveCasing:
    """The casing counts of a segment's live documents.

    `stop` is called for each text that is counted again; once it returns True, `Stopped` is raised.
    """

    def __init__(self, segment: Segment, deleted: frozenset[int], stop: Callable[[], bool]) -> None:
        self._casing = segment.casing
        self._is_mostly_deleted = len(deleted) * 2 > segment.size
        again = (at for at in range(segment.size) if (at in deleted) != self._is_mostly_deleted)
        articles = (article(segment.stored(at)) for at in (again if deleted else ()))
        self._again = list(_counted(articles, stop))

    def of(self, field: str, terms: Sequence[bytes], numbers: range) -> I64:
        """Return the counts of some terms of a field, which have these numbers in the segment's
        dictionary. Shape (terms, columns). Raises `DamagedError` for a negative count."""
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
    """The casing counts of the words of some texts."""

    rows: Mapping[bytes, int]
    """The row of `counts` for each word."""
    counts: I64

    def add_to(self, found: I64, terms: Sequence[bytes]) -> None:
        """Add the counts of these terms to `found`, row by row."""
        known = [(at, self.rows[term]) for at, term in enumerate(terms) if term in self.rows]
        if known:
            places, rows = zip(*known, strict=True)
            found[list(places)] += self.counts[list(rows)]


def _counted(
    articles: Iterator[Article], stop: Callable[[], bool]
) -> Iterator[Mapping[str, _Counts]]:
    """Yield the casing counts by field, for as many articles at once as `MEMORY` allows."""
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
