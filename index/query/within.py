"""What is asked when a query is put only to what another one finds?"""

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
