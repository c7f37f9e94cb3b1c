"""Explanation of a query and of the scores of its hits, as an engine gives it."""

from __future__ import annotations

from dataclasses import dataclass

from index.engine.answer import Answer
from index.query import Node


@dataclass(frozen=True, slots=True)
class SlotMeaning:
    """A word of a query: what is looked for in its place."""

    word: str
    """Folded: without case and accents; with `*`, `?` or `~` where letters are left open."""
    stems: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Stems that stand for its other forms, each with the languages that make it."""
    spellings: tuple[tuple[str, float], ...] = ()
    """Other spellings of a name, and what each counts beside the word, which counts 1."""
    words: tuple[tuple[str, int], ...] = ()
    """The most frequent of the words that a beginning, a shape or a fuzzy word stands for, and how
    many articles have each."""
    number: int = 0
    """How many such words there are."""
    is_cut: bool = False
    """There are more: these are the most frequent."""
    articles: int = 0
    """How many articles have any of these in any of the fields."""
    rarity: float = 0.0
    """The inverse document frequency that comes of that."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A query or a part of it, and how many articles it matches by itself."""

    node: Node
    articles: int
    parts: tuple[Meaning, ...] = ()
    fields: tuple[str, ...] = ()
    """Where its words are looked for."""
    slots: tuple[SlotMeaning, ...] = ()
    """Its words in order; several of a phrase. None where the part has no word."""


@dataclass(frozen=True, slots=True)
class FieldShare:
    """What a word counts in one field of an article."""

    field: str
    terms: tuple[tuple[str, float, float], ...]
    """(term, how often it stands there, what it counts each time), as far as the query names them;
    a stem's term begins with `=`, as in `=en:run`. Empty of a phrase."""
    times: float
    """All occurrences, weighed so; of a phrase how often it stands there."""
    length: int
    """Terms of the field; kept in one byte, and so not exact for long ones."""
    weight: float
    """Of the field."""
    counted: float
    """`times` by the field's weight and length."""


@dataclass(frozen=True, slots=True)
class ScorePart:
    """What one word, phrase, prefix, … of the query adds to a score, or another spelling of it:
    `rarity` × `saturated`."""

    node: Node
    fields: tuple[FieldShare, ...]
    saturated: float
    """What its occurrences are worth together; 0 where it stands in a choice that did not match."""
    rarity: float
    score: float


@dataclass(frozen=True, slots=True)
class HitScore:
    """How a hit came by its score: the sum of its parts (in single precision, in this order), by
    its freshness."""

    parts: tuple[ScorePart, ...]
    total: float
    """Their sum."""
    freshness: float | None
    """From 1 for the newest downward; None where the order does not ask for it."""
    score: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """An answer and how it came about."""

    answer: Answer
    meaning: Meaning
    scores: tuple[HitScore, ...] = ()
    """For each hit; empty where hits are in order of their dates."""
