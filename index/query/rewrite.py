"""What else is asked when a query is loosened, or when the state has its say?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from functools import cache

from index.query.nodes import And, Field, Flag, Ids, Is, Node, Not, Or, Query, Text, Word

STATE_FLAGS = frozenset({Flag.READ, Flag.UNREAD, Flag.STARRED})

_WORDING = {Field.ANY, Field.TITLE}


def relax(query: Query, stop_words: Callable[[Collection[str]], frozenset[str]]) -> Query | None:
    """The query with any of its top texts instead of all of them, or None where that is the same.

    Words, phrases and prefixes of a title or of any text become alternatives; sources,
    categories, languages, dates, flags and negations still have to hold. `stop_words` says which
    of the words say nothing: they are left out, unless nothing else is asked for.
    """
    parts = query.root.parts if isinstance(query.root, And) else ()
    texts = tuple(part for part in parts if _is_wording(part))
    if len(texts) < 2:
        return None
    telling = _telling([one for text in texts for one in _alternatives(text)], stop_words)
    loose = telling[0] if len(telling) == 1 else Or(telling)
    required = tuple(part for part in parts if not _is_wording(part))
    return replace(query, root=And((loose, *required)) if required else loose)


def _telling(
    alternatives: Iterable[Node], stop_words: Callable[[Collection[str]], frozenset[str]]
) -> tuple[Node, ...]:
    """The alternatives without the words that say nothing; all of them where none says more.

    What any text matches that has a `the` in it is no closer to what was asked for.
    """
    every = tuple(alternatives)
    stops = stop_words([node.text for node in every if isinstance(node, Word)])
    kept = tuple(node for node in every if not (isinstance(node, Word) and node.text in stops))
    return kept or every


def _is_wording(node: Node) -> bool:
    if isinstance(node, And | Or):
        return all(map(_is_wording, node.parts))
    return isinstance(node, Text) and node.field in _WORDING


def _alternatives(node: Node) -> tuple[Node, ...]:
    return node.parts if isinstance(node, Or) else (node,)


def bind(query: Query, ids_of: Callable[[Flag], frozenset[str]]) -> Query:
    """The query with what the reader did, asked of `ids_of` (READ or STARRED), put in as `Ids`."""
    ids = cache(ids_of)

    def bound(node: Node) -> Node:
        match node:
            case Is(Flag.UNREAD):
                return Not(Ids(ids(Flag.READ), Flag.READ))
            case Is(Flag.READ | Flag.STARRED as flag):
                return Ids(ids(flag), flag)
            case Not(part):
                return Not(bound(part))
            case And(parts) | Or(parts):
                return replace(node, parts=tuple(map(bound, parts)))
        return node

    return replace(query, root=bound(query.root))


def flags(query: Query) -> frozenset[Flag]:
    """The flags that the query asks for."""

    def within(node: Node) -> frozenset[Flag]:
        match node:
            case Is(flag):
                return frozenset({flag})
            case Not(part):
                return within(part)
            case And(parts) | Or(parts):
                return frozenset().union(*map(within, parts))
        return frozenset()

    return within(query.root)
