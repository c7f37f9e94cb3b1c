"""Spans of matches in titles, paragraphs and snippets."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    pass


Span = tuple[int, int]
"""Start and end (exclusive) in characters of a text."""


CUT = "…"
"""Sign of what a snippet leaves out."""


class Snippet(NamedTuple):
    """What of an article matches best, on one line, and the spans that match in it."""

    text: str
    """One stretch, or two with `…` between them."""
    marks: tuple[Span, ...] = ()


class Marks(NamedTuple):
    """Where a query matches in an article: spans of the title, of each paragraph and line."""

    title: tuple[Span, ...] = ()
    paragraphs: tuple[tuple[Span, ...], ...] = ()
    rest: tuple[tuple[Span, ...], ...] = ()
    """Of each line of the rest of the page."""
