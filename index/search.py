"""How is a request answered by an engine and what the reader did together?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import monotonic

from index.engine import Answer, Request, SearchEngine, Sort, never
from index.query import Everything, Flag, Query, bind, relax
from index.suggest import FEW, suggestions


def answer(
    engine: SearchEngine,
    ids_of: Callable[[Flag], frozenset[str]],
    request: Request,
    stop: Callable[[], bool] = never,
) -> Answer:
    """The answer to a request whose query may ask for what was read or starred.

    `ids_of` gives the articles that have a flag of the state. When nothing has all the words, the
    answer is that of any of them that is no stop word, marked `relaxed`; where little has them,
    other spellings are suggested if that is wanted. The request's time limit is that of all steps
    together. Raises `Stopped`, `IndexUnusableError`, and
    whatever `ids_of` raises.
    """

    if isinstance(request.query.root, Everything) and request.sort.by_score:
        request = replace(request, sort=Sort.NEWEST)  # nothing is more relevant than the rest
    started = monotonic()

    def in_time(request: Request) -> Request:
        """The request with what is left of the time that there is for all steps together."""
        if request.time_limit is None:
            return request
        left = request.time_limit - (monotonic() - started)
        return replace(request, time_limit=max(0.0, left))

    def found(query: Request) -> Answer:
        return engine.search(in_time(replace(query, query=bind(query.query, ids_of))), stop)

    strict = found(request)
    best = _relaxed(strict, relax(request.query, engine.stop_words), request, found)
    if strict.total >= FEW or strict.cut_short or not request.suggestions:
        return best
    begun = monotonic()
    others = suggestions(engine, ids_of, in_time(request), strict.total, stop)
    return replace(best, suggestions=others, took=best.took + monotonic() - begun)


def _relaxed(
    strict: Answer, looser: Query | None, request: Request, found: Callable[[Request], Answer]
) -> Answer:
    if strict.total or strict.cut_short or looser is None:
        return strict
    loose = found(replace(request, query=looser))
    took = strict.took + loose.took
    if not loose.total:
        return replace(strict, took=took, cut_short=loose.cut_short)
    return replace(loose, relaxed=True, took=took)
