"""Spans of matches in titles, paragraphs and snippets."""

from __future__ import annotations

from typing import NamedTuple

Span = tuple[int, int]
"""The start and end (exclusive) of a stretch of a text, in characters."""


CUT = "…"
"""The sign of a cut in a snippet."""


class Snippet(NamedTuple):
    """The part of an article that matches best, on one line, with the spans of its matches."""

    text: str
    """A stretch, or two with `…` between them."""
    marks: tuple[Span, ...] = ()


class Marks(NamedTuple):
    """The spans of an article that match a query: in the title, each paragraph and each line."""

    title: tuple[Span, ...] = ()
    paragraphs: tuple[tuple[Span, ...], ...] = ()
    rest: tuple[tuple[Span, ...], ...] = ()
    """The spans in each line of the rest of the page."""
