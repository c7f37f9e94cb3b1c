"""Articles, their identity and their origin."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

WORDS_PER_MINUTE = 238
"""Silent reading of English non-fiction: Brysbaert (2019), doi:10.1016/j.jml.2019.104047."""

ANNOUNCED = 1 / 3
"""Of a line that announces another article, the share that is its headline at least; the others
have its site, a number, "Read more"."""

_CJK = re.compile("[\u3040-\u9fff]+")


class Kind(StrEnum):
    """Whether there is a text to read or only a line that announces one."""

    ARTICLE = "article"
    HEADLINE = "headline"


class NamedBy(StrEnum):
    """What gave an article the name of its source."""

    PAGE = "page"
    GIVEN = "given"
    """`newstui add --source NAME`."""
    FOLDER = "folder"
    """The folder that was added."""


class SourceName(NamedTuple):
    """The name of the source of articles that don't name one themselves; clean."""

    name: str
    by: NamedBy


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an article came from: the file, and what was found out while decoding it."""

    path: str
    """Absolute path; bytes that are no UTF-8 are kept as surrogate escapes."""
    encoding: str = "utf-8"
    """Of most of the file; behind a semicolon the lines in another: "utf-8; line 3 in cp1252"."""
    line: int = 1
    """The line of the file on which the article starts, from 1."""

    @property
    def remark(self) -> str | None:
        """The two encodings of a mixed file, in words for the reader; None for one alone."""
        encoding, _, lines = self.encoding.partition("; ")
        return f"read in two encodings: {lines}, the rest in {encoding}" if lines else None


@dataclass(frozen=True, slots=True)
class Related:
    """A headline that a page lists beside its article."""

    title: str
    id: str = ""
    """The id of the *headline* article made of it."""
    source: str | None = None
    published: datetime | None = None
    category: str | None = None
    reading_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """A piece of news. Every text is clean: no control, escape or bidi-override characters."""

    id: str
    slug: str
    kind: Kind
    title: str
    origin: Origin
    source: str | None = None
    source_by: NamedBy = NamedBy.PAGE
    published: datetime | None = None
    """UTC-aware; midnight where only the day is known (`day_only`)."""
    day_only: bool = True
    dated_by: str | None = None
    """How the date was found, in words for the reader: "date line under the title". Without a date:
    which one was doubted, and why."""
    author: str | None = None
    language: str | None = None
    """ISO 639-1 where there is one, else 639-3."""
    category: str | None = None
    url: str | None = None
    reading_seconds: int | None = None
    """As the page gives it; `estimated_seconds` is ours."""
    note: str | None = None
    """A fact about the text that its reader should know: "Summarized by 365NEWSX ROBOTS"."""
    paragraphs: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    """The rest of the page: the lines left out of title and text, in their order.

    Those too that became facts, such as a date line, and a title whose site was taken off. With
    title and paragraphs, these are all lines of the file."""
    shown_in_rest: tuple[int, ...] = ()
    """Places in `rest` of the lines that say no more than a fact of the article: its date line."""
    related: tuple[Related, ...] = ()
    found_on: str | None = None
    """For a headline: the id of the article on whose page it stands."""
    also_in: tuple[str, ...] = ()
    """Absolute paths of other files of the same content. The manifest knows them, and not the
    index: an engine leaves them out."""

    @property
    def lines_left_out(self) -> int:
        """The number of lines of the page that the article does not show as text or as a fact."""
        return len(self.rest) - len(self.shown_in_rest)

    @property
    def own_rest(self) -> tuple[str, ...]:
        """The rest of the page without the lines that announce other articles: each of these is an
        article of its own, which is found instead."""
        return tuple(
            line
            for line in self.rest
            if not any(
                each.title in line and len(each.title) >= len(line) * ANNOUNCED
                for each in self.related
            )
        )

    @property
    def estimated_seconds(self) -> int:
        """How long the text takes to read at `WORDS_PER_MINUTE`; CJK counts two signs a word."""
        return reading_time(self.paragraphs)


def reading_time(paragraphs: tuple[str, ...], pieces: int | None = None) -> int:
    """Seconds to read the paragraphs; 0 for none.

    `pieces` is how many pieces spaces part them into, where somebody has counted that already.
    """
    words = float(sum(len(each.split()) for each in paragraphs) if pieces is None else pieces)
    for paragraph in paragraphs:
        if not paragraph.isascii():
            words += sum(map(len, _CJK.findall(paragraph))) / 2
    return round(words * 60 / WORDS_PER_MINUTE)


def article_id(key: str) -> str:
    """The identity of the article whose permanent name is `key`: 16 base-32 characters (80 bits).

    The permanent name is the article's own URL or guid where it has one, else the name of its
    source and its path below it, followed by what tells it from others of the same file. So an id
    survives re-indexing, a better reader and an edited text.
    """
    # Only what indexes needs these, and they cost the screen milliseconds at each start.
    import hashlib
    from base64 import b32encode

    digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=10).digest()
    return b32encode(digest).decode("ascii").lower()
