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
"""The least share of an announcing line that is its headline, beside site, number, "Read more"."""

_CJK = re.compile("[\u3040-\u9fff]+")


class Kind(StrEnum):
    """The kind of an article: a text to read, or only a line that announces one."""

    ARTICLE = "article"
    HEADLINE = "headline"


class NamedBy(StrEnum):
    """The origin of an article's source name."""

    PAGE = "page"
    GIVEN = "given"
    """The name from `newstui add --source NAME`."""
    FOLDER = "folder"
    """The name of the folder that was added."""


class SourceName(NamedTuple):
    """The name of the source of articles that don't name one themselves; clean."""

    name: str
    by: NamedBy


@dataclass(frozen=True, slots=True)
class Origin:
    """The origin of an article: its file, and the result of decoding that file."""

    path: str
    """The absolute path; bytes that are no UTF-8 are kept as surrogate escapes."""
    encoding: str = "utf-8"
    """The main encoding; after a semicolon, the lines in another: "utf-8; line 3 in cp1252"."""
    line: int = 1
    """The number of the article's first line in the file, from 1."""

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
    """The id of the *headline* article made of this line."""
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
    """The publication date, UTC-aware; midnight where only the day is known (`day_only`)."""
    day_only: bool = True
    dated_by: str | None = None
    """The source of the date, in words for the reader: "date line under the title". Without a date:
    the doubted date, and why."""
    author: str | None = None
    language: str | None = None
    """The ISO 639-1 code of the language where there is one, else the 639-3 code."""
    category: str | None = None
    url: str | None = None
    reading_seconds: int | None = None
    """The reading time from the page; `estimated_seconds` is computed here."""
    note: str | None = None
    """A fact about the text that a reader should know: "Summarized by 365NEWSX ROBOTS"."""
    paragraphs: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    """The rest of the page: the lines left out of title and text, in their order.

    Lines that became facts, such as a date line, are here too, and a title from which the site was
    removed. With title and paragraphs, these are all lines of the file.
    """
    shown_in_rest: tuple[int, ...] = ()
    """Indexes in `rest` of the lines that only repeat a fact of the article: its date line."""
    related: tuple[Related, ...] = ()
    found_on: str | None = None
    """For a headline: the id of the article with the headline on its page."""
    also_in: tuple[str, ...] = ()
    """Absolute paths of other files of the same content; only the manifest has them, no engine."""

    @property
    def lines_left_out(self) -> int:
        """The number of lines of the page that the article shows neither as text nor as a fact."""
        return len(self.rest) - len(self.shown_in_rest)

    @property
    def own_rest(self) -> tuple[str, ...]:
        """The rest of the page without the lines that announce other articles: each of these lines
        is an article of its own, which a search finds instead."""
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
        """The seconds to read the text at `WORDS_PER_MINUTE`; two CJK signs count as a word."""
        return reading_time(self.paragraphs)


def reading_time(paragraphs: tuple[str, ...], pieces: int | None = None) -> int:
    """Return the seconds to read the paragraphs; 0 for none.

    `pieces` is the number of pieces between spaces, if the caller has counted them already.
    """
    words = float(sum(len(each.split()) for each in paragraphs) if pieces is None else pieces)
    for paragraph in paragraphs:
        if not paragraph.isascii():
            words += sum(map(len, _CJK.findall(paragraph))) / 2
    return round(words * 60 / WORDS_PER_MINUTE)


def article_id(key: str) -> str:
    """Return the id of the article with the permanent name `key`: 16 base-32 characters (80 bits).

    The permanent name is the article's own URL or guid where it has one, else the name of its
    source and its path below that source, followed by a mark that tells it from other articles of
    the same file. So an id survives re-indexing, a better format reader and an edited text.
    """
    # Only indexing needs these imports, which cost the screen milliseconds at each start.
    import hashlib
    from base64 import b32encode

    digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=10).digest()
    return b32encode(digest).decode("ascii").lower()
