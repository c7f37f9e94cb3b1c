"""What did the reader ask for? The query language: text to `Query`, never an exception."""

from index.query.describe import describe
from index.query.help import QUERY_HELP
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
    Word,
)
from index.query.parser import parse_query
from index.query.rewrite import STATE_FLAGS, bind, flags, relax

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
    "Word",
    "bind",
    "describe",
    "flags",
    "parse_query",
    "relax",
]
