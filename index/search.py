"""How is a request answered by an engine and what the reader did together?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from index.engine import Answer, Request, SearchEngine, Sort, never
from index.query import Everything, Flag, bind, relax


def answer(
    engine: SearchEngine,
    ids_of: Callable[[Flag], frozenset[str]],
    request: Request,
    stop: Callable[[], bool] = never,
) -> Answer:
    """The answer to a request whose query may ask for what was read or starred.

    `ids_of` gives the articles that have a flag of the state. When nothing has all the words, the
    answer is that of any of them that is no stop word, marked `relaxed`. Raises `Stopped`,
    `IndexUnusableError`, and whatever `ids_of` raises.
    """

    if isinstance(request.query.root, Everything) and request.sort is Sort.RELEVANCE:
        request = replace(request, sort=Sort.NEWEST)  # nothing is more relevant than the rest

    def found(query: Request) -> Answer:
        return engine.search(replace(query, query=bind(query.query, ids_of)), stop)

    strict = found(request)
    looser = relax(request.query, engine.stop_words)
    if strict.total or strict.cut_short or looser is None:
        return strict
    loose = found(replace(request, query=looser))
    took = strict.took + loose.took
    if not loose.total:
        return replace(strict, took=took)
    return replace(loose, relaxed=True, took=took)
