"""Facts about articles of the state, and changes to them."""

from __future__ import annotations

from typing import NamedTuple


class Facts(NamedTuple):
    """What the reader did with an article; by default nothing."""

    read: bool = False
    starred: bool = False


class Position(NamedTuple):
    """The place in an article that was last read; it survives a screen of another width."""

    paragraph: int
    offset: int = 0
    """Characters into the paragraph."""
    words: str = ""
    """The text there: in an article that grew meanwhile the place has another number."""


class Change(NamedTuple):
    """What was just done, in words (`marked read: 3 articles`), and to which articles."""

    words: str
    ids: tuple[str, ...] = ()
    """Those that are now another way than before; empty when all were so already."""
