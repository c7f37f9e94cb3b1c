"""Filters of a request as chips on one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.engine.request import Request
from tui.view.cells import cell_len, crop, display
from tui.view.dates import days
from tui.view.rows import StyledText
from tui.view.timeline import in_period

REMOVE = " ✕"
NONE = "(none)"
"""Value shown for articles without a value."""
VALUE_WIDTH = 24
BETWEEN = "  "


def chips(request: Request, room: int) -> list[StyledText]:
    """Return a piece for each filter and the period, `source: BBC ✕`, in at most `room` cells.

    The last chip is always there, for a key removes it; where not all fit, a number replaces the
    first ones: `+2`.
    """
    texts = _texts(request)
    if not texts:
        return []
    counted = len(f"+{len(texts)}") + len(BETWEEN) if len(texts) > 1 else 0
    texts[-1] = _short(texts[-1], room - len(BETWEEN) - counted)
    shown: list[str] = []
    left = room
    for number, text in reversed(list(enumerate(texts))):
        more = len(f"+{number}") + len(BETWEEN) if number else 0
        left -= cell_len(text) + len(BETWEEN)
        if shown and left < more:
            shown.append(f"+{number + 1}")
            break
        shown.append(text)
    return [(text + BETWEEN, "key") for text in reversed(shown)]


def _texts(request: Request) -> list[str]:
    texts = [
        _chip(filter.facet.value, NONE if filter.value is None else filter.value)
        for filter in request.filters
    ]
    if request.period is not None:
        texts.append(_chip("period", days(*request.period)))
    return texts


def _chip(name: str, value: str) -> str:
    return f"{name}: {_short(display(value), VALUE_WIDTH)}{REMOVE}"


def _short(text: str, width: int) -> str:
    width = max(width, len(REMOVE) + 2)
    if cell_len(text) <= width:
        return text
    ending = REMOVE if text.endswith(REMOVE) else ""
    return crop(text.removesuffix(ending), width - len(ending) - 1) + "…" + ending


def number_of_chips(request: Request) -> int:
    """Return the number of filters, the period included."""
    return len(request.filters) + (request.period is not None)


def is_narrowed(request: Request) -> bool:
    """Tell whether a request has a filter or a period."""
    return number_of_chips(request) > 0


def unfiltered(request: Request) -> Request:
    """Return the request without filters and period."""
    return in_period(replace(request, filters=()), None)


def without(request: Request, from_end: int = 0) -> Request:
    """Return the request without one of its chips, counted from the last one, 0."""
    if request.period is not None:
        if not from_end:
            return in_period(request, None)
        from_end -= 1
    at = len(request.filters) - 1 - from_end
    return replace(request, filters=(*request.filters[:at], *request.filters[at + 1 :]))


def clicked(pieces: Sequence[StyledText], number: int) -> int | None:
    """Return the number of a piece's chip, counted from the last one; None for any other piece."""
    if not _is_chip(pieces[number]):
        return None
    return sum(map(_is_chip, pieces[number + 1 :]))


def _is_chip(piece: StyledText) -> bool:
    text, style = piece
    return style == "key" and text.endswith(REMOVE + BETWEEN)
