"""What is said in the line under the search box?"""

from __future__ import annotations

from index.engine import Answer, Request, Sort
from index.query import Query, describe
from tui.chips import chips
from tui.rows import Piece

NARROW = 60
"""Columns below which words are short."""
_ORDERS = {
    Sort.RELEVANCE: "relevance",
    Sort.BLEND: "rel+fresh",
    Sort.NEWEST: "newest",
    Sort.OLDEST: "oldest",
}


def understood(request: Request, typed: Query, answer: Answer, room: int) -> list[Piece]:
    """What narrows the hits, what the reader must know of them, and what was asked for.

    `typed` is what stands in the box. What matters most comes first, for the line is cut at its
    end.
    """
    notes = [*typed.notes, *answer.notes]
    if answer.cut_short:
        notes.insert(0, "cut short: not all hits are counted")
    urgent = bool(notes or answer.relaxed)
    parts = chips(request, room * 2 // 3 if urgent else room)
    if answer.relaxed:
        parts.append(("nothing has all of these; the closest by any word: ", "warning"))
    parts += [(f"{note}  ", "warning") for note in notes]
    return [*parts, (describe(typed), "dim")]


def order_words(sort: Sort, width: int) -> str:
    """The order of the hits, and the key that changes it, as far as there is room."""
    if width < NARROW // 2:
        return ""
    return f"S {_ORDERS[sort] if width < NARROW else sort.value}"
