"""Nodes of the tree of a query."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias


class Field(StrEnum):
    """The field in which a text is searched. `ANY` is title, body, author and source together."""

    ANY = "any"
    TITLE = "title"
    AUTHOR = "author"
    SOURCE = "source"
    CATEGORY = "category"
    LANGUAGE = "lang"


class Flag(StrEnum):
    """A fact that an article has or has not; all but `HEADLINE` and `ARTICLE` are in the state."""

    UNREAD = "unread"
    READ = "read"
    STARRED = "starred"
    HEADLINE = "headline"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed; the engine folds and stems it. A word that the engine splits is a phrase."""

    text: str
    field: Field = Field.ANY
    required: bool = dataclasses.field(default=False, compare=False)
    """Whether an operator requires the word, also where a query is loosened (`relax`)."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words next to each other in this order; `slop` other words may stand between them."""

    text: str
    field: Field = Field.ANY
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Prefix:
    """The words that begin with a text."""

    text: str
    field: Field = Field.ANY
    unfinished: bool = False
    """Whether the word is still being typed."""
    required: bool = dataclasses.field(default=False, compare=False)
    """Whether an operator requires the word, as in `Word`."""


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """The words within `edits` insertions, deletions, substitutions and transpositions."""

    text: str
    field: Field = Field.ANY
    edits: int = 1


@dataclass(frozen=True, slots=True)
class Wildcard:
    """The words of a shape with open letters.

    `*` stands for any characters, or none, and `?` for one.
    """

    text: str
    field: Field = Field.ANY


@dataclass(frozen=True, slots=True)
class Published:
    """The articles dated at or after `since` and before `until` (UTC-aware; None is open)."""

    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Is:
    """The articles with a flag."""

    flag: Flag


@dataclass(frozen=True, slots=True)
class Ids:
    """The articles with one of these ids: the replacement of `Is` after a lookup in the state."""

    ids: frozenset[str]
    flag: Flag | None = None
    """The flag that all of these articles have, for descriptions of the query."""

    def __reduce__(self) -> tuple[Callable[[str, Flag | None], Ids], tuple[str, Flag | None]]:
        """Return the pickled form, one string: a hundred thousand ids would delay the sender."""
        return _unpickled, (" ".join(self.ids), self.flag)


def _unpickled(ids: str, flag: Flag | None) -> Ids:
    return Ids(frozenset(ids.split()), flag)


@dataclass(frozen=True, slots=True)
class Everything:
    """The whole archive."""


@dataclass(frozen=True, slots=True)
class And:
    """The articles that match all parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """The articles that match any of the parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The articles that the part does not match."""

    part: Node


Text: TypeAlias = Word | Phrase | Prefix | Fuzzy | Wildcard
Node: TypeAlias = Text | Published | Is | Ids | Everything | And | Or | Not


def children(node: Node) -> tuple[Node, ...]:
    """Return the parts of a node; none for a leaf."""
    match node:
        case And(parts) | Or(parts):
            return parts
        case Not(part):
            return (part,)
    return ()


def walk(node: Node, *, excluded: bool = True) -> Iterator[Node]:
    """Yield a node and all nodes below, parents first; without `excluded` nothing below a `Not`."""
    yield node
    if excluded or not isinstance(node, Not):
        for child in children(node):
            yield from walk(child, excluded=excluded)


def map_leaves(change: Callable[[Node], Node], node: Node) -> Node:
    """Return the same tree with each leaf replaced by the result of `change` for it."""
    match node:
        case And(parts) | Or(parts):
            return dataclasses.replace(
                node, parts=tuple(map_leaves(change, part) for part in parts)
            )
        case Not(part):
            return Not(map_leaves(change, part))
    return change(node)


@dataclass(frozen=True, slots=True)
class Query:
    """A query as typed (`text`), as understood (`root`), and with the guesses made (`notes`)."""

    text: str = ""
    root: Node = Everything()
    notes: tuple[str, ...] = ()
    """The guesses in words for the reader: "unbalanced quote: searched as a word"."""
    other_spellings: bool = False
    """Whether a name stands for its other spellings too."""
    alike: bool = False
    """Whether a name stands, besides, for names that only sound alike."""
    rest: bool = False
    """Whether the rest of a page counts as its text does."""

    def counting_as(self, other: Query) -> Query:
        """Return the query with `other_spellings`, `alike` and `rest` of another query."""
        return dataclasses.replace(
            self, other_spellings=other.other_spellings, alike=other.alike, rest=other.rest
        )
