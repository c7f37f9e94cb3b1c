"""Whoosh schema of an article, and conversion between article and stored fields."""

from __future__ import annotations

import io
import pickle
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from index.article import Article, Kind, NamedBy, Origin, Related, reading_time
from index.engine.request import FacetName
from index.match.pattern import LONGEST_SLOP

if TYPE_CHECKING:
    from index.engine.whoosh.format.whoosh_api import Schema

FORMAT_VERSION = 9
"""Version of the index format, raised whenever an older index can't be read any more."""

PARAGRAPH_GAP = LONGEST_SLOP + 1
"""Positions left free between paragraphs, so that no phrase spans two paragraphs."""

FACETS = {
    FacetName.SOURCE: "source",
    FacetName.CATEGORY: "category",
    FacetName.LANGUAGE: "language",
    FacetName.KIND: "kind",
}
"""Field of each facet; the words of its values, if indexed, are in `WORDS_OF[field]`."""

WORDS_OF = {
    "author": "author_words",
    "source": "source_words",
    "category": "category_words",
    "language": "language_words",
}
"""Field of the unstemmed words of each fact that is a name."""

GIVEN_WORDS = "given_words"
"""Field of the words of a source's name that the page does not give; only `source:` searches the
field."""

REST_WORDS = "rest_words"
"""Field of the words in the rest of the page."""

SELDOM = frozenset({GIVEN_WORDS, REST_WORDS})
"""Fields that take no room in a segment without words in them."""

UNDATED = 2**64 - 1
"""Value of Whoosh's date column for a document without a date."""

STORED_COMPRESSION = 6
"""Level of zlib for stored fields. Texts are so short that the least level takes as long and
leaves them longer."""

_FIRST_MOMENT = datetime.min.replace(tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_MICROSECOND = timedelta(microseconds=1)
_USUAL_ENCODING = "utf-8"
_BREAK = "\n"

_Moment: TypeAlias = int | str | None
"""Seconds since 1970 for a moment in UTC and whole seconds, else ISO 8601; None for no moment."""


def schema() -> Schema:
    """Return the schema, made of stock classes: plain Whoosh opens the index without newstui.

    A field of words takes terms that are separated already, each with its position after a caret:
    a word and its stem have the same position.
    """
    # Only writers need these, and their import takes longer than that of the whole index reader.
    from index.engine.whoosh.format.whoosh_api import (
        DATETIME,
        ID,
        STORED,
        TEXT,
        DelimitedAttributeFilter,
        RefBytesColumn,
        RegexTokenizer,
        Schema,
        VarBytesColumn,
    )

    published = DATETIME(sortable=True)
    # One term per date. Whoosh's default is eight, for range queries that newstui never runs.
    published.shift_step = 0
    words = RegexTokenizer(r"\S+") | DelimitedAttributeFilter("^", "pos", 0, int)
    return Schema(
        id=ID(stored=True, unique=True, sortable=VarBytesColumn()),
        slug=ID(stored=True),
        title=TEXT(words),
        body=TEXT(words),
        author_words=TEXT(words),
        source_words=TEXT(words),
        category_words=TEXT(words),
        language_words=TEXT(words),
        rest_words=TEXT(words),
        given_words=TEXT(words),
        source=ID(sortable=RefBytesColumn()),
        category=ID(sortable=RefBytesColumn()),
        language=ID(sortable=RefBytesColumn()),
        kind=ID(sortable=RefBytesColumn()),
        published=published,
        row=STORED(),
        rest=STORED(),
    )


def microseconds(moment: datetime) -> int:
    """Return the microseconds since the year 1 (UTC), as Whoosh counts time; at least 0."""
    return max(0, (moment - _FIRST_MOMENT) // _MICROSECOND)


def stored(article: Article, pieces: int | None = None) -> bytes:
    """Return the stored fields of an article, for Whoosh's column of stored fields.

    The result is a compressed pickle of a dictionary; the text comes last. (`pieces`: as in
    `article.reading_time`.) An article is short, so the overhead of a pickle counts: protocol 4
    has the least, and the memo opcodes for repeated values are left out (`fast`).
    """
    fields: dict[str, Any] = {"id": article.id}
    if article.slug:
        fields["slug"] = article.slug
    fields["row"] = tuple(_row(article, pieces))
    fields["rest"] = tuple(_rest(article))
    content = io.BytesIO()
    pickler = pickle.Pickler(content, 4)
    pickler.fast = True
    pickler.dump(fields)
    return zlib.compress(content.getbuffer(), STORED_COMPRESSION)


class Row(NamedTuple):
    """Row of an article in a list, as stored."""

    kind: str | None
    """Kind of the article, or None for the usual kind, an article."""
    title: str
    source: str | None
    published: _Moment
    day_only: bool
    category: str | None
    language: str | None
    reading_seconds: int | None
    source_by: str | None
    """Value of `NamedBy` for the source's name, or None for the usual value, the page."""


class _Rest(NamedTuple):
    """Stored fields that only the article's own page shows."""

    origin: tuple[Any, ...]
    """Path, encoding (None for UTF-8) and line."""
    dated_by: str | None
    author: str | None
    url: str | None
    reading_seconds: int | None
    note: str | None
    related: tuple[tuple[Any, ...], ...]
    found_on: str | None
    page: str | tuple[str, ...]
    """Lines of the rest of the page, joined as the paragraphs are."""
    shown: tuple[int, ...]
    """Indexes of the lines in `page` that are facts of the article."""
    text: str | tuple[str, ...]
    """Paragraphs, joined by line breaks unless a split at line breaks would differ."""


class Listed(NamedTuple):
    """Fields of an article in any list, for every search alike: the first fields of a `Hit`."""

    id: str
    slug: str
    kind: Kind
    title: str
    source: str | None
    published: datetime | None
    day_only: bool
    category: str | None
    language: str | None
    reading_seconds: int | None
    source_by: NamedBy


def listed(stored: Mapping[str, Any]) -> Listed:
    """Return the row of a list, decoded from stored fields."""
    row = Row(*stored["row"])
    return Listed(
        id=stored["id"],
        slug=stored.get("slug", ""),
        kind=Kind(row.kind or Kind.ARTICLE),
        title=row.title,
        source=row.source,
        published=_moment(row.published),
        day_only=row.day_only,
        category=row.category,
        language=row.language,
        reading_seconds=row.reading_seconds,
        source_by=NamedBy(row.source_by or NamedBy.PAGE),
    )


def article(stored: Mapping[str, Any]) -> Article:
    """Return the whole article, decoded from stored fields."""
    row, rest = Row(*stored["row"]), _Rest(*stored["rest"])
    path, encoding, line = rest.origin
    return Article(
        id=stored["id"],
        slug=stored.get("slug", ""),
        kind=Kind(row.kind or Kind.ARTICLE),
        title=row.title,
        origin=Origin(path, encoding or _USUAL_ENCODING, line),
        source=row.source,
        source_by=NamedBy(row.source_by or NamedBy.PAGE),
        published=_moment(row.published),
        day_only=row.day_only,
        dated_by=rest.dated_by,
        author=rest.author,
        language=row.language,
        category=row.category,
        url=rest.url,
        reading_seconds=rest.reading_seconds,
        note=rest.note,
        paragraphs=_paragraphs(rest.text),
        rest=_paragraphs(rest.page),
        shown_in_rest=rest.shown,
        related=tuple(_related(*each) for each in rest.related),
        found_on=rest.found_on,
    )


def facet_value(stored: Mapping[str, Any], field: str) -> str | None:
    """Return an article's value in the field of a facet, or None."""
    row = Row(*stored["row"])
    if field == "kind":
        return row.kind or Kind.ARTICLE.value
    value: str | None = getattr(row, field)
    return value or None


def signed_paragraphs(stored: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the paragraphs of the text, then the author where text and author exist."""
    rest = _Rest(*stored["rest"])
    text = _paragraphs(rest.text)
    return (*text, rest.author) if text and rest.author else text


def name_words(article: Article) -> dict[str, str]:
    """Return the text for each field of name words; empty where the article has no such name."""
    names = {words: getattr(article, field) or "" for field, words in WORDS_OF.items()}
    by_page = article.source_by is NamedBy.PAGE
    source = names[WORDS_OF["source"]]
    return {
        **names,
        WORDS_OF["source"]: source if by_page else "",
        GIVEN_WORDS: "" if by_page else source,
    }


def page_lines(stored: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the lines of the rest of the page from stored fields."""
    return _paragraphs(_Rest(*stored["rest"]).page)


def _text(paragraphs: tuple[str, ...]) -> str | tuple[str, ...]:
    text = _BREAK.join(paragraphs)
    return text if _paragraphs(text) == paragraphs else paragraphs


def _paragraphs(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text.split(_BREAK)) if isinstance(text, str) else text


def _row(article: Article, pieces: int | None = None) -> Row:
    return Row(
        kind=None if article.kind is Kind.ARTICLE else article.kind.value,
        title=article.title,
        source=article.source,
        published=_number(article.published),
        day_only=article.day_only,
        category=article.category,
        language=article.language,
        reading_seconds=article.reading_seconds or reading_time(article.paragraphs, pieces) or None,
        source_by=None if article.source_by is NamedBy.PAGE else article.source_by.value,
    )


def _rest(article: Article) -> _Rest:
    origin = article.origin
    return _Rest(
        origin=(
            origin.path,
            None if origin.encoding == _USUAL_ENCODING else origin.encoding,
            origin.line,
        ),
        dated_by=article.dated_by,
        author=article.author,
        url=article.url,
        reading_seconds=article.reading_seconds,
        note=article.note,
        related=tuple(
            (
                each.title,
                each.id,
                each.source,
                _number(each.published),
                each.category,
                each.reading_seconds,
            )
            for each in article.related
        ),
        found_on=article.found_on,
        page=_text(article.rest),
        shown=article.shown_in_rest,
        text=_text(article.paragraphs),
    )


def _related(
    title: str,
    id: str,
    source: str | None,
    published: _Moment,
    category: str | None,
    reading_seconds: int | None,
) -> Related:
    return Related(title, id, source, _moment(published), category, reading_seconds)


def _number(moment: datetime | None) -> _Moment:
    if moment is None:
        return None
    if moment.microsecond or moment.tzinfo is not UTC:
        return moment.isoformat()
    return (moment - _EPOCH) // _SECOND


def _moment(kept: _Moment) -> datetime | None:
    if kept is None:
        return None
    return datetime.fromisoformat(kept) if isinstance(kept, str) else _EPOCH + kept * _SECOND
