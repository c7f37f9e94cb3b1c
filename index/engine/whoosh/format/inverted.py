"""Inverted part of an index: terms with their postings, columns of its documents.

Whatever is written is made of these: what was read from articles, and what is merged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.engine.whoosh.format.arrays import I64, U32, U64


@dataclass(frozen=True, slots=True)
class Inverted:
    """Terms of one field, in order, and the documents that have them.

    Term `t` has the postings `first[t]` to `first[t + 1]`; a posting is a document and how often
    the term stands in it. `positions` holds where, posting after posting, ascending in each.
    """

    terms: Sequence[bytes]
    """Distinct, in the order of their bytes."""
    first: I64
    """Shape (terms + 1)."""
    documents: U32
    """Shape (postings); ascending within a term."""
    frequencies: U32
    """Shape (postings); at least 1."""
    positions: U32 | None
    """Shape (sum of the frequencies), or None for a field without positions."""
    casing: I64 | None = None
    """How each term is written (`casing.Column`), in a field that says so. Shape (terms, 4)."""


class Ready(NamedTuple):
    """A block of postings as it stands in a list, without its length."""

    data: bytes
    """The facts about it, and its pickle."""
    first: int
    """Its first document."""
    weight: int
    """How often the term stands in its documents."""


@dataclass(frozen=True, slots=True)
class Mixed:
    """Terms of one field, of some of which there are blocks that are copied as they are."""

    plain: Inverted
    """The terms without such blocks."""
    copied: Mapping[bytes, Sequence[Ready]]
    """The blocks of the others, in their order."""
    seams: Inverted
    """The postings between those; its terms are those that `seam` makes."""
    casing: I64 | None = None
    """The same as in `Inverted`, of all terms together, in order."""


def seam(term: bytes, copied: int) -> bytes:
    """What the postings of a term are called that follow so many copied blocks."""
    return term + copied.to_bytes(4, "big")


@dataclass(frozen=True, slots=True)
class FacetColumn:
    """The value of each document, as a number into a list of values."""

    values: Sequence[bytes]
    """The first one is b"": no value."""
    numbers: U32
    """Shape (documents)."""


@dataclass(frozen=True, slots=True)
class Strings:
    """A string of bytes for each document, as pieces that have any number of them."""

    lengths: I64
    """Of each string."""
    pieces: Iterable[bytes | memoryview]


@dataclass(frozen=True, slots=True)
class InvertedDocuments:
    """What belongs to each document, by its number."""

    size: int
    stored: Sequence[bytes] | Strings
    """Compressed as they lie on disk: a merge copies them as they are."""
    ids: Sequence[bytes]
    published: U64
    """Shape (documents); microseconds since the year 1, or `UNDATED`."""
    facets: Mapping[str, FacetColumn]
    """By field."""
    lengths: Mapping[str, I64]
    """How many occurrences each document has in a field (words and stems alike), by field."""
