"""Refinements: searches within the results of earlier searches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.archive.result_pages import Results
from index.engine.request import Request
from index.query import Query
from tui.view.cells import cell_len, crop, display

ARROW = " › "
TEXT_WIDTH = 24


@dataclass(frozen=True, slots=True)
class Refinement:
    """Search as the reader left it: its text, its hits, and the reader's position in them."""

    text: str
    """Text in the box."""
    typed: Query
    """Query of the text by itself."""
    request: Request
    results: Results
    cursor: int
    top: int
    """First visible line of the list."""
    asked_at: int
    """Number of index changes at the time of the request."""


def grounds_text(grounds: Sequence[Refinement], room: int) -> str:
    """Return `putin › mothers › ` in at most `room` cells; the earliest searches give way."""
    text = ""
    for number, ground in enumerate(reversed(grounds)):
        name = display(" ".join(ground.text.split()))
        if cell_len(name) > TEXT_WIDTH:
            name = crop(name, TEXT_WIDTH - 1) + "…"
        rest = "… › " if number + 1 < len(grounds) else ""
        if text and cell_len(rest + name + ARROW + text) > room:
            return _cut(f"…{ARROW}{text}", room)
        text = name + ARROW + text
    return _cut(text, room)


def _cut(text: str, room: int) -> str:
    if cell_len(text) <= room:
        return text
    return crop(text, max(room - 1 - len(ARROW), 1)) + "…" + ARROW
