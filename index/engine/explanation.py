"""Explanation of a query and of the scores of its hits, as an engine gives it."""

from __future__ import annotations

from dataclasses import dataclass

from index.engine.answer import Answer
from index.query import Node


@dataclass(frozen=True, slots=True)
class SlotMeaning:
    """A slot of a query part: its word, stems, spellings and expansion, and their frequency."""

    word: str
    """Folded: without case and accents; with `*`, `?` or `~` for the query's open letters."""
    stems: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Stems, which stand for other forms of the word, each with the languages that make it."""
    spellings: tuple[tuple[str, float], ...] = ()
    """Other spellings of a name, and the weight of each; the word itself has weight 1."""
    words: tuple[tuple[str, int], ...] = ()
    """The most frequent words of the expansion of a prefix, wildcard or fuzzy word, and the number
    of articles with each."""
    number: int = 0
    """The number of words in the expansion."""
    is_cut: bool = False
    """Whether the expansion is cut to its most frequent words."""
    articles: int = 0
    """The number of articles with any of these words in any of the fields."""
    rarity: float = 0.0
    """The inverse document frequency of the slot."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A query or a part of it, and the number of articles that match the part alone."""

    node: Node
    articles: int
    parts: tuple[Meaning, ...] = ()
    fields: tuple[str, ...] = ()
    """The names of the fields that are searched."""
    slots: tuple[SlotMeaning, ...] = ()
    """The words of the part in order; several for a phrase, none for a part without words."""


@dataclass(frozen=True, slots=True)
class FieldShare:
    """The contribution of one field to the score of a word."""

    field: str
    terms: tuple[tuple[str, float, float], ...]
    """(term, occurrences, weight of each occurrence) for the terms that the query names; a stem's
    term begins with `=`, as in `=en:run`. Empty for a phrase."""
    times: float
    """The weighted sum of the occurrences; for a phrase the number of its occurrences."""
    length: int
    """The length of the field in terms; kept in one byte, so a large length is rounded."""
    weight: float
    """The weight of the field."""
    counted: float
    """`times`, scaled by the weight and the length of the field."""


@dataclass(frozen=True, slots=True)
class ScorePart:
    """The contribution of a word, phrase, prefix, … of the query, or of another spelling, to a
    score: `rarity` × `saturated`."""

    node: Node
    fields: tuple[FieldShare, ...]
    saturated: float
    """The saturated sum of the occurrences; 0 for a leaf of an alternative that did not match."""
    rarity: float
    score: float


@dataclass(frozen=True, slots=True)
class HitScore:
    """The score of a hit: the sum of its parts (in single precision, in this order), multiplied by
    its freshness."""

    parts: tuple[ScorePart, ...]
    total: float
    """The sum of the scores of the parts."""
    freshness: float | None
    """A factor, 1 for the newest hit and less for older ones; None where the order ignores age."""
    score: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """An answer, the meaning of its query, and the scores of its hits."""

    answer: Answer
    meaning: Meaning
    scores: tuple[HitScore, ...] = ()
    """The score of each hit; empty for an order by date."""
