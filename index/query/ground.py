"""Queries within the results of another query."""

from __future__ import annotations

from dataclasses import replace

from index.query.nodes import And, Everything, Node, Query


def within(ground: Node, query: Query) -> Query:
    """Return the query restricted to the results of `ground`, with its own text and notes.

    However the query is loosened (`relax`), the ground still has to hold.
    """
    if isinstance(query.root, Everything):
        return replace(query, root=ground)
    parts = query.root.parts if isinstance(query.root, And) else (query.root,)
    # Beside `Everything` the ground's words are a condition, and no longer words of the query.
    return replace(query, root=And((And((ground, Everything())), *parts)))


def parted(query: Query) -> tuple[Node | None, Node]:
    """Return the ground that `within` gave a query, or None, and the rest of the query."""
    match query.root:
        case And((And((ground, Everything())), *parts)):
            return ground, parts[0] if len(parts) == 1 else And(tuple(parts))
    return None, query.root
