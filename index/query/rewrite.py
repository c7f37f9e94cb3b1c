"""Rewriting of query trees: loosened, bound to the state, narrowed."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import TypeGuard

from index.query.nodes import (
    And,
    Everything,
    Field,
    Flag,
    Ids,
    Is,
    Node,
    Not,
    Or,
    Prefix,
    Query,
    Text,
    Word,
    map_leaves,
    walk,
)

STATE_FLAGS = frozenset({Flag.READ, Flag.UNREAD, Flag.STARRED})

MOST_PIECES = 100
"""The pairs of signs, at most, into which a run without spaces is loosened."""
MOST_ALTERNATIVES = 400
"""The words and pairs, at most, of a loosened query; a pasted page has thousands of pairs."""

_WORDING = {Field.ANY, Field.TITLE}
_HIRAGANA = re.compile("[\u3041-\u309f]+")


def relax(
    query: Query,
    stop_words: Callable[[Collection[str]], frozenset[str]],
    *,
    runs: bool = False,
) -> Query | None:
    """Return the query with any of its plain words instead of all, or None where that is the same.

    A plain word is searched in any text and stands without an operator (`+`, AND), quotes, a field,
    a star or a tilde. All the rest still has to hold: phrases, other texts, choices, sources,
    categories, languages, dates, flags and negations. Where a text is among the rest, the plain
    words may all be missing. `stop_words` returns the stop words among the words: these are left
    out, unless there is no other word. With `runs`, a run of signs without spaces is loosened into
    the pairs of neighbours that are its terms in the index: these find many articles far from the
    query.
    """
    parts = query.root.parts if isinstance(query.root, And) else (query.root,)
    plain = tuple(part for part in parts if _is_plain(part))
    required = tuple(part for part in parts if not _is_plain(part))
    some_text = any(map(_is_wording, required))
    pieces = [piece for word in plain for piece in (_pieces(word) if runs else (word,))]
    if not plain or not (some_text or len(plain) > 1 or pieces != [*plain]):
        return None
    telling = _telling(pieces, stop_words)
    if some_text:
        telling = (*telling, Everything())
    loose = telling[0] if len(telling) == 1 else Or(telling)
    return replace(query, root=And((loose, *required)) if required else loose)


def _telling(
    alternatives: Iterable[Text], stop_words: Callable[[Collection[str]], frozenset[str]]
) -> tuple[Node, ...]:
    """Return the alternatives without stop words, `MOST_ALTERNATIVES` at most; all if none remains.

    A text is no closer to the query for a `the` in it.
    """
    every = tuple(islice(dict.fromkeys(alternatives), MOST_ALTERNATIVES))
    stops = stop_words([node.text for node in every if isinstance(node, Word)])
    kept = tuple(node for node in every if not (isinstance(node, Word) and node.text in stops))
    return kept or every


def _is_plain(node: Node) -> TypeGuard[Word | Prefix]:
    match node:
        case Word(field=Field.ANY, required=False):
            return True
        case Prefix(field=Field.ANY, required=False, unfinished=True):
            return True
    return False


def _is_wording(node: Node) -> bool:
    if isinstance(node, And | Or):
        return all(map(_is_wording, node.parts))
    return isinstance(node, Text) and node.field in _WORDING


def _pieces(word: Word | Prefix) -> tuple[Word | Prefix, ...]:
    """Return the alternatives to a loosened word: the pairs of neighbours in a run of signs without
    spaces, with the other words that touch it; else the word itself.

    A single sign is part of so many words that it says nothing, and pairs of hiragana are mostly
    endings and particles: both count only where there is nothing else.
    """
    from index.text.analysis import is_unspaced, tokens  # no first frame needs it

    if not any(map(is_unspaced, word.text)):
        return (word,)
    found = tokens(word.text, None)[:MOST_PIECES]
    texts = [word.text[token.start : token.end] for token in found if len(token.word) > 1]
    telling = [text for text in texts if not _HIRAGANA.fullmatch(text)] or texts
    return tuple(Word(text) for text in telling) or (word,)


def bind(query: Query, ids_of: Callable[[Flag], frozenset[str]]) -> Query:
    """Return the query with `Ids` of `ids_of` (READ or STARRED) in place of flags of the state."""
    ids = cache(ids_of)

    def bound(node: Node) -> Node:
        match node:
            case Is(Flag.UNREAD):
                return Not(Ids(ids(Flag.READ), Flag.READ))
            case Is(Flag.READ | Flag.STARRED as flag):
                return Ids(ids(flag), flag)
        return node

    return replace(query, root=map_leaves(bound, query.root))


def flags(query: Query) -> frozenset[Flag]:
    """Return the flags that the query asks for."""
    return frozenset(node.flag for node in walk(query.root) if isinstance(node, Is))
