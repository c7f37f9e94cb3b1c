"""Which words of the archive may the reader have meant by one that it hardly has?"""

from __future__ import annotations

from collections.abc import Callable
from math import log

from index.analysis import tokens
from index.folding import fold
from index.pattern import within
from index.whoosh.expand import frequencies, near
from index.whoosh.snapshot import Snapshot

SHORTEST = 3
"""Characters of a word below which nearly every other one is near."""

SHORTEST_TWICE = 6
"""Characters from which two edits are allowed, as search engines commonly do."""

OFTENER = 10
"""Times as frequent as what was typed must a word be; else what was typed was likely meant. Of what
the archive does not have at all, anything that it has may be."""

EDIT_COST = 3.0
"""Logarithm of how much more frequent a word has to be to make up for another edit."""

_FIELDS = ("title", "body")
_MOST = 2_000


def spellings(
    word: str, limit: int, snapshot: Snapshot, watch: Callable[[], None]
) -> tuple[str, ...]:
    """Words near this one and far more frequent, the most likely first: few edits, many articles,
    and the same first letter, which people rarely get wrong."""
    found = tokens(word, None)
    if len(found) != 1 or len(found[0].word) < SHORTEST:
        return ()
    typed = fold(found[0].word)
    edits = 2 if len(typed) >= SHORTEST_TWICE else 1
    counts = frequencies(near(typed, edits, _FIELDS, _MOST, snapshot, watch), snapshot)
    counts.pop(typed, None)
    least = OFTENER * sum(snapshot.frequency(field, typed) for field in _FIELDS)

    def likelihood(other: str) -> float:
        distance = 1 if within(typed, other, 1) else 2
        return log(counts[other]) - EDIT_COST * (distance + (other[0] != typed[0]))

    likely = [other for other, count in counts.items() if count >= least]
    return tuple(sorted(likely, key=lambda other: (-likelihood(other), other))[:limit])
