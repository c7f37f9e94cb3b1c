"""What is said in the line under the search box?"""

from __future__ import annotations

from index.engine import Answer, Request, Sort
from index.query import Everything, Query, describe
from tui.cells import cell_len
from tui.chips import chips, is_narrowed
from tui.rows import Piece

NARROW = 60
"""Columns below which words are short."""
LEAST = 10
"""Cells with fewer of which what was asked is not said again."""
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
    left = room - sum(cell_len(text) for text, _ in parts)
    if left >= LEAST and (typed.root == request.query.root or typed.root != Everything()):
        parts.append((describe(typed), "dim"))
    return parts


def order_words(request: Request, width: int) -> str:
    """The order of the hits, and the key that changes it, as far as there is room."""
    if width >= NARROW:
        return f"S {request.sort.value}"
    return "" if width < NARROW // 2 or is_narrowed(request) else f"S {_ORDERS[request.sort]}"
