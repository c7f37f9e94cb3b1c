"""What may the reader have meant by a query that finds little or nothing?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from time import monotonic

from index.engine import Request, SearchEngine, Suggestion, never
from index.layouts import retyped
from index.query import And, Field, Flag, Node, Not, Or, Prefix, Word, bind, parse_query
from index.query.ground import parted, within
from index.query.lexer import OPERATORS

FEW = 3
"""Hits below which something else is suggested."""

MOST = 3
"""Suggestions, the ones with most hits."""

SURER = 3
"""Times as many hits must another spelling have to stand before the beginning that was typed."""

_MOST_WORDS = 8
"""Words of a query that are looked up; longer ones are pasted, not mistyped."""


def suggestions(
    engine: SearchEngine,
    ids_of: Callable[[Flag], frozenset[str]],
    request: Request,
    total: int,
    stop: Callable[[], bool] = never,
) -> tuple[Suggestion, ...]:
    """Other queries that find more than this one, which finds `total`: words spelled as the archive
    has them, the same keys on another keyboard layout, the last word as the beginning of one.

    Each is asked, with the same filters and in the same ground, so that nothing is suggested in
    vain. Raises as `search`.
    """
    started = monotonic()
    text = request.query.text
    ground, typed = parted(request.query)
    wanted = replace(request, offset=0, limit=0, snippets=False, facets=False, timeline=False)
    others = (*_corrected(engine, typed, text, stop), *retyped(text), *_begun(text))
    found = []
    for other in dict.fromkeys(others):
        query = parse_query(other)
        if query.notes or query.root == typed:
            continue
        if ground is not None:
            query = within(ground, query)
        if request.time_limit is not None:
            left = request.time_limit - (monotonic() - started)
            if left <= 0:
                break
            wanted = replace(wanted, time_limit=left)
        answer = engine.search(replace(wanted, query=bind(query, ids_of)), stop)
        if answer.total > total and not answer.cut_short:
            found.append(Suggestion(other, answer.total))

    def likelihood(other: Suggestion) -> int:
        return other.total * (SURER if other.text == f"{text}*" else 1)

    return tuple(sorted(found, key=likelihood, reverse=True)[:MOST])


def _corrected(
    engine: SearchEngine, root: Node, text: str, stop: Callable[[], bool]
) -> Iterator[str]:
    """The text with the words corrected that have a likelier spelling, all of them at once."""
    likelier = {
        word: other
        for word in list(dict.fromkeys(_words(root)))[:_MOST_WORDS]
        for other in engine.spellings(word, 1, stop)
    }
    if likelier:
        # All at once, the longest first, so that nothing is corrected twice.
        words = "|".join(map(re.escape, sorted(likelier, key=len, reverse=True)))
        there = re.compile(rf"(?<!\w)(?:{words})(?!\w)")
        yield there.sub(lambda match: likelier[match[0]], text)


def _begun(text: str) -> Iterator[str]:
    """The text with its last word as the beginning of any."""
    word = re.search(r"[^\W_]{2,}$", text)
    if word is not None and word[0] not in OPERATORS:
        yield f"{text}*"


def _words(node: Node) -> Iterable[str]:
    """The words of a query as they were typed, of titles and texts."""
    match node:
        case And(parts) | Or(parts):
            return [word for part in parts for word in _words(part)]
        case Not(part):
            return _words(part)
        case Word(text, Field.ANY | Field.TITLE) | Prefix(text, Field.ANY | Field.TITLE):
            return [text]
    return []
