"""Query within the results of another query."""

from __future__ import annotations

from dataclasses import replace

from index.query.nodes import And, Everything, Node, Query


def within(ground: Node, query: Query) -> Query:
    """The query, asked of what `ground` finds; text and notes stay those of the query.

    However the query is loosened (`relax`), the ground still has to hold.
    """
    if isinstance(query.root, Everything):
        return replace(query, root=ground)
    parts = query.root.parts if isinstance(query.root, And) else (query.root,)
    # Beside `Everything` the ground's words are a condition, and no longer words of the query.
    return replace(query, root=And((And((ground, Everything())), *parts)))


def parted(query: Query) -> tuple[Node | None, Node]:
    """The ground of a query, where `within` gave it one, and what is asked of it."""
    match query.root:
        case And((And((ground, Everything())), *parts)):
            return ground, parts[0] if len(parts) == 1 else And(tuple(parts))
    return None, query.root
