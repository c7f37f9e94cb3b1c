"""Concordances: the words of a query between their neighbours, hit by hit.

A concordance, as corpus linguists know it: each occurrence of a word with the text on both sides of
it (KWIC, "key word in context": Luhn (1960), doi:10.1002/asi.5090110403).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import NamedTuple

from index.article import Article
from index.engine.answer import Suggestion
from index.engine.protocol import SearchEngine
from index.engine.request import Request
from index.errors import Stopped, never
from index.match.spans import Marks, Span
from index.query import (
    Field,
    Flag,
    Node,
    Query,
    Text,
    relax,
)
from index.query.ground import parted
from index.query.nodes import walk
from index.search.answer import answer

CONTEXT = 160
"""Characters on either side of an occurrence: half of a terminal that is wider than most."""
ARTICLES = 50
"""Hits that are read for one passage at most: so a request made meanwhile does not wait long."""
LINES = 200
"""Occurrences of one passage at most."""

_WORD_REACH = 30
"""Characters at the edge of a context in which a space may be sought, to cut at a whole word."""
_COMPARED = 60
"""Characters of a context that count when occurrences are sorted."""
_SPACES = re.compile(r"\s+")
_NO_WORD = re.compile(r"[^\w\s]+")


class ConcordancePosition(NamedTuple):
    """A position in a concordance: a hit, and an occurrence in that hit, both from 0."""

    hit: int = 0
    occurrence: int = 0


START = ConcordancePosition()


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A stretch of an article that matches, and the text around it, all on one line."""

    id: str
    slug: str
    paragraph: int | None
    """Number of the paragraph, from 0; None for the title. Lines of the page's rest are counted on
    from the paragraphs.
    """
    span: Span
    """Span of the match in the paragraph, or in the title."""
    left: str
    """Text before the match in its paragraph: `CONTEXT` characters at most, space included."""
    match: str
    right: str
    source: str | None = None
    published: datetime | None = None
    day_only: bool = True
    in_rest: bool = False
    """Whether the match stands in the rest of the page."""

    @property
    def text(self) -> str:
        """The whole line."""
        return self.left + self.match + self.right


@dataclass(frozen=True, slots=True)
class Passage:
    """Some occurrences in the order of the hits, and the position of the next ones."""

    occurrences: tuple[Occurrence, ...]
    next: ConcordancePosition | None
    """Position after the passage; None at the end."""
    total: int
    """Number of hits of the request, whether the words stand in their texts or not."""
    relaxed: bool = False
    """Whether no article has all the words: the occurrences are of articles with any of them."""
    in_rest: int = 0
    """As in `Answer`, in the first passage."""
    also_spelled: tuple[str, ...] = ()
    """As in `Answer`."""
    suggestions: tuple[Suggestion, ...] = ()
    """As in `Answer`, in the first passage."""
    notes: tuple[str, ...] = ()
    """As in `Answer`."""
    left_out: int = 0
    """Number of further occurrences in the articles that were read to their end."""


def concordance(
    engine: SearchEngine,
    ids_of: Callable[[Flag], frozenset[str]],
    request: Request,
    place: ConcordancePosition = START,
    limit: int = LINES,
    stop: Callable[[], bool] = never,
    per_article: int | None = None,
) -> Passage:
    """Return the occurrences from `place` on: at most `limit`, of at most `ARTICLES` hits.

    Of an article the first `per_article`, or all. A passage may have few occurrences, or none, and
    still have a next position: the words of a hit may stand in the name of its source alone. Only
    the articles of these hits are read. Raises as `answer` does, and `Stopped` between two
    articles.
    """
    found = answer(engine, ids_of, _page(request, place.hit), stop)
    query = _shown(request.query, engine if found.relaxed else None)
    passage = partial(
        Passage,
        total=found.total,
        relaxed=found.relaxed,
        in_rest=found.in_rest,
        also_spelled=found.also_spelled,
        suggestions=found.suggestions,
        notes=found.notes,
    )
    lines: list[Occurrence] = []
    left_out = 0
    for number, hit in enumerate(found.hits, place.hit):
        if stop():
            raise Stopped
        article = engine.article(hit.id)
        if article is None:
            continue
        known = place.occurrence if number == place.hit else 0
        marks = engine.marks(article, query)
        inside = occurrences(article, marks, with_rest=query.rest)
        for at, occurrence in enumerate(islice(inside, known, per_article), known):
            if len(lines) == limit:
                return passage(tuple(lines), ConcordancePosition(number, at), left_out=left_out)
            lines.append(occurrence)
        if per_article is not None:
            left_out += max(_number(marks, with_rest=query.rest) - per_article, 0)
    after = place.hit + len(found.hits)
    is_end = not found.hits or after >= found.total
    return passage(tuple(lines), None if is_end else ConcordancePosition(after), left_out=left_out)


def has_words(query: Query) -> bool:
    """Return whether a query has words that can stand in a text, not conditions alone."""
    return _has_words(query.root)


def occurrences(article: Article, marks: Marks, *, with_rest: bool = False) -> Iterator[Occurrence]:
    """Yield each marked span of an article as an occurrence: title first, rest of its page last."""
    texts: list[tuple[int | None, str, tuple[Span, ...]]] = [(None, article.title, marks.title)]
    below = [*zip(article.paragraphs, marks.paragraphs, strict=True)]
    if with_rest:
        below += zip(article.rest, marks.rest, strict=True)
    texts += [(number, text, spans) for number, (text, spans) in enumerate(below)]
    for paragraph, text, spans in texts:
        for start, end in spans:
            yield Occurrence(
                id=article.id,
                slug=article.slug,
                paragraph=paragraph,
                span=(start, end),
                left=_before(text, start),
                match=_one_line(text[start:end]),
                right=_after(text, end),
                source=article.source,
                published=article.published,
                day_only=article.day_only,
                in_rest=paragraph is not None and paragraph >= len(article.paragraphs),
            )


def _number(marks: Marks, *, with_rest: bool) -> int:
    """Return the number of marked occurrences."""
    below = (*marks.paragraphs, *(marks.rest if with_rest else ()))
    return len(marks.title) + sum(map(len, below))


def by_right(occurrence: Occurrence) -> tuple[str, ...]:
    """Return the key that sorts by the words after the match: the first, then the second, …"""
    return _words(occurrence.right[:_COMPARED])


def by_left(occurrence: Occurrence) -> tuple[str, ...]:
    """Return the key that sorts by the words before the match: the last, then the one before, …"""
    return _words(occurrence.left[-_COMPARED:])[::-1]


def _page(request: Request, offset: int) -> Request:
    return replace(
        request.counting(),
        offset=offset,
        limit=ARTICLES,
        suggestions=offset == 0,
        rest_total=offset == 0,
        time_limit=None,
    )


def _shown(query: Query, relaxed_in: SearchEngine | None) -> Query:
    """Return the query with the words to show: of a narrowed query, the part that narrows.

    `relaxed_in` loosens it with the stop words of that engine.
    """
    _, asked = parted(query)
    if _has_words(asked):
        query = replace(query, root=asked)
    if relaxed_in is None:
        return query
    return relax(query, relaxed_in.stop_words) or query


def _has_words(node: Node) -> bool:
    found = (each for each in walk(node, excluded=False) if isinstance(each, Text))
    return any(each.field in (Field.ANY, Field.TITLE) for each in found)


def _before(text: str, end: int) -> str:
    start = max(end - CONTEXT, 0)
    if start and (space := text.find(" ", start, start + _WORD_REACH)) >= 0:
        start = min(space + 1, end)
    return _one_line(text[start:end])


def _after(text: str, start: int) -> str:
    end = start + CONTEXT
    if end < len(text) and (space := text.rfind(" ", end - _WORD_REACH, end)) > start:
        end = space
    return _one_line(text[start:end])


def _one_line(text: str) -> str:
    return _SPACES.sub(" ", text)


def _words(text: str) -> tuple[str, ...]:
    """Return the words of a text in comparable form: without accents, case and punctuation."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return tuple(_NO_WORD.sub(" ", plain).split())
