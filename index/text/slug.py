"""Slugs: names of articles on the command line."""

from __future__ import annotations

from typing import Final

from slugify import slugify

MAX_LENGTH: Final = 72
"""The most characters of the words; signs of the id, which tell equal titles apart, are extra."""
ID_LENGTH: Final = 6
_CONSIDERED: Final = 4 * MAX_LENGTH


def make_slug(title: str, id: str, length: int = ID_LENGTH) -> str:
    """Return the title in lower-case ASCII, other scripts transliterated, and signs of the id.

    A title without a letter or digit that can be written so gives "article-" and these signs;
    `length` is the number of the id's signs that tell it from equal titles.
    """
    # Without a named backend, slugify looks for another package at each title that is not ASCII.
    words = slugify(
        title[:_CONSIDERED], max_length=MAX_LENGTH, word_boundary=True, backend="text-unidecode"
    )
    return f"{words or 'article'}-{id[:length]}"
