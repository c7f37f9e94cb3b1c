"""Nodes of the tree of a query."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias


class Field(StrEnum):
    """Where a text is looked for. `ANY` is title, body, author and source together."""

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
    """A word as typed; the engine folds and stems it. What it splits further is a phrase."""

    text: str
    field: Field = Field.ANY
    required: bool = dataclasses.field(default=False, compare=False)
    """An operator says that it has to be there, also where a query is loosened (`relax`)."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words next to each other in this order; `slop` other words may stand between them."""

    text: str
    field: Field = Field.ANY
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Prefix:
    """Every word that begins so."""

    text: str
    field: Field = Field.ANY
    unfinished: bool = False
    """It is a word that is being typed."""
    required: bool = dataclasses.field(default=False, compare=False)
    """As of a `Word`."""


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Every word within `edits` insertions, deletions, substitutions and transpositions."""

    text: str
    field: Field = Field.ANY
    edits: int = 1


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Every word of this shape: `*` stands for any characters, or none, and `?` for one."""

    text: str
    field: Field = Field.ANY


@dataclass(frozen=True, slots=True)
class Published:
    """Dated at or after `since` and before `until` (UTC-aware; None is open)."""

    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Is:
    """Has this flag."""

    flag: Flag


@dataclass(frozen=True, slots=True)
class Ids:
    """Is one of these articles: what `Is` becomes once the state has been asked."""

    ids: frozenset[str]
    flag: Flag | None = None
    """What all of them have, for who tells of the query in words."""

    def __reduce__(self) -> tuple[Callable[[str, Flag | None], Ids], tuple[str, Flag | None]]:
        """One long string: a hundred thousand ids one by one would hold up who sends them."""
        return _unpickled, (" ".join(self.ids), self.flag)


def _unpickled(ids: str, flag: Flag | None) -> Ids:
    return Ids(frozenset(ids.split()), flag)


@dataclass(frozen=True, slots=True)
class Everything:
    """Every article."""


@dataclass(frozen=True, slots=True)
class And:
    """All of the parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of the parts."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Everything that the part does not match."""

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
    """Yield a node and all nodes below it, parents first; without `excluded` nothing below a
    `Not`."""
    yield node
    if excluded or not isinstance(node, Not):
        for child in children(node):
            yield from walk(child, excluded=excluded)


def map_leaves(change: Callable[[Node], Node], node: Node) -> Node:
    """Return the same tree with each leaf replaced by what `change` makes of it."""
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
    """A query as typed (`text`), as understood (`root`), and what had to be guessed (`notes`)."""

    text: str = ""
    root: Node = Everything()
    notes: tuple[str, ...] = ()
    """In words for the reader: "unbalanced quote: searched as a word"."""
    other_spellings: bool = False
    """Whether a name stands for its other spellings too."""
    alike: bool = False
    """And whether for names that only sound alike."""
    rest: bool = False
    """Whether the rest of a page counts as its text does."""

    def counting_as(self, other: Query) -> Query:
        """The query with the spellings and the rest of pages that count in another one."""
        return dataclasses.replace(
            self, other_spellings=other.other_spellings, alike=other.alike, rest=other.rest
        )
