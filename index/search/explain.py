"""Explanation of a query and of the scores of its hits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from index.engine.explanation import Explanation, Meaning
from index.engine.protocol import SearchEngine
from index.engine.request import Group, Request
from index.query import Flag, Is, Node, relax
from index.query.nodes import children
from index.search.answer import answer, bound


def explained(
    engine: SearchEngine, ids_of: Callable[[Flag], frozenset[str]], request: Request
) -> Explanation:
    """Return the answer to a request as `search.answer` does, with an explanation.

    The explanation has the conditions of the first group of hits, and the scores of all hits.
    Raises as `answer`.
    """
    found = answer(engine, ids_of, request)
    query = request.query
    looser = relax(query, engine.stop_words, runs=request.groups)
    is_loose = found.relaxed and (not found.groups or found.groups[0].group is Group.SOME)
    if is_loose and looser is not None:
        query = looser
    asked = replace(request.in_force(), looser=looser)
    if not request.groups:
        asked = replace(asked, query=query)
    explanation = engine.explain(bound(asked, ids_of))
    whole = replace(
        explanation.answer,
        relaxed=found.relaxed,
        suggestions=found.suggestions,
        notes=tuple(dict.fromkeys((*explanation.answer.notes, *found.notes))),
    )
    return replace(explanation, answer=whole, meaning=_as_asked(explanation.meaning, query.root))


def _as_asked(meaning: Meaning, node: Node) -> Meaning:
    """Return a meaning with the state's flags as the query has them, instead of the flagged ids."""
    if isinstance(node, Is) or not meaning.parts:
        return replace(meaning, node=node, parts=())
    if not (parts := children(node)):
        return replace(meaning, node=node)  # text and rest of the page are parts of one word
    named = zip(meaning.parts, parts, strict=True)
    return replace(meaning, node=node, parts=tuple(_as_asked(*each) for each in named))
