"""Facts of the state about articles, changes to these facts, and positions in articles."""

from __future__ import annotations

from typing import NamedTuple

from index.article import Article


class Facts(NamedTuple):
    """The marks of a reader on an article; without any by default."""

    read: bool = False
    starred: bool = False


class Position(NamedTuple):
    """The place at which a reader left an article; it survives a screen of another width."""

    paragraph: int
    offset: int = 0
    """The characters before the position in its paragraph."""
    words: str = ""
    """The text at the position: in an article that grew, the paragraph may have another number."""


class Change(NamedTuple):
    """A change of marks in words (`marked read: 3 articles`), and the ids of its articles."""

    words: str
    ids: tuple[str, ...] = ()
    """The ids with another value than before; empty when all had the value already."""


def find_again(position: Position, article: Article) -> Position:
    """Return the position of the same words in the article, the nearest of several to the old one;
    the unchanged position where the words are empty or absent."""
    there, offset, words = position
    texts = (*article.paragraphs, *article.rest)
    if there < len(texts) and texts[there].startswith(words, offset):
        return position
    places = [number for number, text in enumerate(texts) if words in text]
    if not words or not places:
        return position
    nearest = min(places, key=lambda number: abs(number - there))
    return Position(nearest, texts[nearest].index(words), words)
