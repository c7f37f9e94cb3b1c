"""Timings of newstui's engine alone, on requests that no peer has."""

from __future__ import annotations

import time
from pathlib import Path

from index.engine.open import open_engine
from index.engine.protocol import SearchEngine
from index.engine.request import Request, Sort
from index.errors import Stopped
from index.query import And, Fuzzy, Node, Not, Or, Phrase, Prefix, Query, Word

REPEATS = 7
BEST = Sort.RELEVANCE

REQUESTS = {
    "first page, facets, timeline": Request(facets=True, timeline=True),
    "common word, facets, timeline": Request(
        Query(root=Word("said")), sort=BEST, facets=True, timeline=True
    ),
    "two words, 20 snippets": Request(
        Query(root=And((Word("oil"), Word("prices")))), sort=BEST, snippets=True, limit=20
    ),
    "one word but not another": Request(
        Query(root=And((Word("oil"), Not(Word("crude"))))), sort=BEST
    ),
    "page 100 of every article": Request(offset=5000),
}
"""Requests of the browser that no other engine of the benchmark answers."""

SLOW: tuple[Node, ...] = (
    Phrase("of the"),
    Prefix("c"),
    Fuzzy("markt"),
    Or((Word("said"), Word("year"), Word("company"), Word("government"), Word("market"))),
)
DELAYS = (0.0, 0.001, 0.003, 0.01, 0.03)
"""Seconds after which a search is told to stop."""


def alone(folder: Path) -> dict[str, list[float]]:
    """Return seconds by request: the first answer of a fresh engine, then those of the same one."""
    found: dict[str, list[float]] = {}
    for name, request in REQUESTS.items():
        engine = open_engine(folder)
        found[name] = [_took(engine, request) for _ in range(1 + REPEATS)]
        engine.close()
    found["similar articles"] = _similar(folder)
    return found


def stops(folder: Path) -> list[float]:
    """Return the seconds from the signal to the end of stopped searches, each by a fresh engine."""
    found = []
    for root in SLOW:
        for delay in DELAYS:
            engine = open_engine(folder)
            late = _stopped(engine, Request(Query(root=root), sort=BEST), delay)
            engine.close()
            if late is not None:
                found.append(late)
    return found


def _took(engine: SearchEngine, request: Request) -> float:
    start = time.perf_counter()
    engine.search(request)
    return time.perf_counter() - start


def _similar(folder: Path) -> list[float]:
    engine = open_engine(folder)
    newest = engine.search(Request(limit=1 + REPEATS)).hits
    took = []
    for hit in newest:
        start = time.perf_counter()
        engine.similar(hit.id)
        took.append(time.perf_counter() - start)
    engine.close()
    return took


def _stopped(engine: SearchEngine, request: Request, delay: float) -> float | None:
    """Return the seconds from the signal to the end, None for an answer before the signal."""
    due = time.perf_counter() + delay
    try:
        engine.search(request, lambda: time.perf_counter() >= due)
    except Stopped:
        return time.perf_counter() - due
    return None
