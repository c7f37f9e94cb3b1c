"""Answer to a request from an engine and the state together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import monotonic

from index.engine.answer import Answer
from index.engine.protocol import SearchEngine
from index.engine.request import Group, Request
from index.errors import never
from index.query import (
    And,
    Field,
    Flag,
    Fuzzy,
    Prefix,
    Query,
    Wildcard,
    Word,
    bind,
    relax,
    within,
)
from index.query.ground import parted
from index.query.missing import none_is
from index.search.suggest import FEW, suggestions
from index.search.time_budget import Deadline

MOST_PARTS = 8
"""Parts of a query that are tried alone at most, to name the part without a hit."""


def answer(
    engine: SearchEngine,
    ids_of: Callable[[Flag], frozenset[str]],
    request: Request,
    stop: Callable[[], bool] = never,
) -> Answer:
    """Return the answer to a request, with a query that may ask for read or starred articles.

    `ids_of` returns the ids of the articles that have a flag of the state. Where the request wants
    groups, articles with some of the words follow in further groups. Where it does not, and no
    article has all the words, the answer has the articles with any word that is no stop word, and
    is marked `relaxed`. Where fewer than `FEW` articles have all words, other spellings are
    suggested if the request wants suggestions. The request's time limit covers all steps together.
    Raises `Stopped`, `IndexUnusableError`, and the errors of `ids_of`.
    """
    request = request.in_force()
    deadline = Deadline(request.time_limit)

    def found(each: Request) -> Answer:
        return engine.search(deadline.hurried(bound(each, ids_of)), stop)

    def total(query: Query) -> int:
        return found(replace(request.counting(), query=query)).total

    looser = relax(request.query, engine.stop_words, runs=request.groups)
    strict = found(replace(request, looser=looser) if request.groups else request)
    best = strict if request.groups else _relaxed(strict, looser, request, found)
    if strict.cut_short or not request.suggestions:
        return best
    begun = monotonic()
    as_typed = 0 if strict.relaxed else strict.total
    if strict.also_spelled:  # words of the same sound may hide a mistyped letter
        as_typed = total(replace(request.query, other_spellings=False))
    if as_typed < FEW:
        hurried = deadline.hurried(request)
        others = suggestions(engine, ids_of, hurried, as_typed, stop, strict.also_spelled)
        best = replace(best, suggestions=others)
    if not best.total and not best.cut_short and not deadline.is_over:
        best = replace(best, notes=(*best.notes, *_why_nothing(request.query, total)))
    return replace(best, took=best.took + monotonic() - begun)


def bound(request: Request, ids_of: Callable[[Flag], frozenset[str]]) -> Request:
    """Return the request with the ids of flagged articles in its queries (`index.query.bind`)."""
    looser = request.looser and bind(request.looser, ids_of)
    return replace(request, query=bind(request.query, ids_of), looser=looser)


def _why_nothing(query: Query, total: Callable[[Query], int]) -> tuple[str, ...]:
    """Return a note that names the parts of a query without a hit.

    There is no note where the query is one plain word.

    Where each part has hits, the note says that no article has all of them.
    """
    ground, root = parted(query)
    is_grounded = ground is not None
    if not isinstance(root, And):
        plain = isinstance(root, Word | Prefix | Fuzzy | Wildcard) and root.field is Field.ANY
        return () if plain else (none_is([root], is_grounded),)
    parts = root.parts[:MOST_PARTS]
    alone = [replace(query, root=part) for part in parts]
    asked = alone if ground is None else [within(ground, part) for part in alone]
    missing = [part for part, each in zip(parts, asked, strict=True) if not total(each)]
    if missing:
        return (none_is(missing, is_grounded),)
    return ("each part is found, but no article has all of them",)


def _relaxed(
    strict: Answer, looser: Query | None, request: Request, found: Callable[[Request], Answer]
) -> Answer:
    if strict.total or strict.cut_short or looser is None:
        return strict
    loose = found(replace(request, query=looser, rest_total=False))
    took = strict.took + loose.took
    loose = replace(loose, in_rest=strict.in_rest)
    if not loose.total:
        return replace(strict, took=took, cut_short=loose.cut_short)
    hits = tuple(replace(hit, group=Group.SOME) for hit in loose.hits)
    return replace(loose, hits=hits, relaxed=True, took=took)
