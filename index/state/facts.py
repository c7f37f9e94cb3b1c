"""Facts about articles of the state, and changes to them."""

from __future__ import annotations

from typing import NamedTuple

from index.article import Article


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


def find_again(position: Position, article: Article) -> Position:
    """Return the place with the same words, the nearest one of several; the place of the same
    number where the article lacks the words."""
    there, offset, words = position
    texts = (*article.paragraphs, *article.rest)
    if there < len(texts) and texts[there].startswith(words, offset):
        return position
    places = [number for number, text in enumerate(texts) if words in text]
    if not words or not places:
        return position
    nearest = min(places, key=lambda number: abs(number - there))
    return Position(nearest, texts[nearest].index(words), words)
