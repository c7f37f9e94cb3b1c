"""Query language: any text to a `Query`, never an exception.

The nodes are light; parser, describer and help are imported at first use, for the screen's first
frame needs none of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from index.query.nodes import (
    And,
    Everything,
    Field,
    Flag,
    Fuzzy,
    Ids,
    Is,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Published,
    Query,
    Text,
    Wildcard,
    Word,
)

if TYPE_CHECKING:
    from index.query.ground import within
    from index.query.help import QUERY_HELP
    from index.query.parser import TypedWord, parse_query, typed_words
    from index.query.rewrite import STATE_FLAGS, bind, flags, relax
    from index.query.wording import describe, nothing_has

__all__ = [
    "QUERY_HELP",
    "STATE_FLAGS",
    "And",
    "Everything",
    "Field",
    "Flag",
    "Fuzzy",
    "Ids",
    "Is",
    "Node",
    "Not",
    "Or",
    "Phrase",
    "Prefix",
    "Published",
    "Query",
    "Text",
    "TypedWord",
    "Wildcard",
    "Word",
    "bind",
    "describe",
    "flags",
    "nothing_has",
    "parse_query",
    "relax",
    "typed_words",
    "within",
]

_LATER = {
    "QUERY_HELP": "help",
    "STATE_FLAGS": "rewrite",
    "TypedWord": "parser",
    "bind": "rewrite",
    "describe": "wording",
    "flags": "rewrite",
    "nothing_has": "wording",
    "parse_query": "parser",
    "relax": "rewrite",
    "typed_words": "parser",
    "within": "ground",
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = value
    return value
