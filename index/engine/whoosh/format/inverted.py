"""Inverted index in memory: terms with their postings, columns of documents.

Input of the segment writer, for new articles and for merges alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.engine.whoosh.format.arrays import I64, U32, U64


@dataclass(frozen=True, slots=True)
class Inverted:
    """Terms of one field, in order, with their postings.

    Term `t` has the postings `first[t]` to `first[t + 1]`; a posting is a document and the term's
    frequency in that document. `positions` has the positions, posting after posting, ascending in
    each posting.
    """

    terms: Sequence[bytes]
    """Distinct terms, in the order of their bytes."""
    first: I64
    """Index of each term's first posting. Shape (terms + 1)."""
    documents: U32
    """Document numbers, ascending within a term. Shape (postings)."""
    frequencies: U32
    """Frequencies, at least 1. Shape (postings)."""
    positions: U32 | None
    """Positions, or None for a field without positions. Shape (sum of the frequencies)."""
    casing: I64 | None = None
    """Case counts of each term (`casing.Column`), or None. Shape (terms, 4)."""


class Ready(NamedTuple):
    """Encoded block of a posting list, without its length."""

    data: bytes
    """Block info and pickle."""
    first: int
    """First document of the block."""
    weight: int
    """Sum of the frequencies in the block."""


@dataclass(frozen=True, slots=True)
class Mixed:
    """Terms of one field, some of them with blocks that a merge copies unchanged."""

    plain: Inverted
    """Terms without copied blocks."""
    copied: Mapping[bytes, Sequence[Ready]]
    """Copied blocks of each other term, in document order."""
    seams: Inverted
    """Postings between copied blocks, under the keys of `seam` in place of terms."""
    casing: I64 | None = None
    """Case counts as in `Inverted`, of all terms together, in order."""


def seam(term: bytes, copied: int) -> bytes:
    """Return the key of a term's postings that follow its first `copied` copied blocks."""
    return term + copied.to_bytes(4, "big")


@dataclass(frozen=True, slots=True)
class FacetColumn:
    """Facet column: the number of each document's value in a list of values."""

    values: Sequence[bytes]
    """Distinct values; the first value is b"", for a document without a value."""
    numbers: U32
    """Index into `values` for each document. Shape (documents)."""


@dataclass(frozen=True, slots=True)
class Strings:
    """Byte strings of all documents, joined into pieces of any number of strings."""

    lengths: I64
    """Length of each string in bytes. Shape (documents)."""
    pieces: Iterable[bytes | memoryview]


@dataclass(frozen=True, slots=True)
class InvertedDocuments:
    """Columns of documents: stored fields, ids, dates, facets, lengths, by document number."""

    size: int
    stored: Sequence[bytes] | Strings
    """Stored fields, compressed as on disk: a merge copies them unchanged."""
    ids: Sequence[bytes]
    published: U64
    """Microseconds since the year 1, or `UNDATED`. Shape (documents)."""
    facets: Mapping[str, FacetColumn]
    """Facet columns by field."""
    lengths: Mapping[str, I64]
    """Occurrences of terms in each document (words and stems alike), by field."""
