"""Articles as they are shown when opened: with matches, similar articles and files."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from index.article import Article
from index.engine.answer import Hit
from index.engine.protocol import SearchEngine
from index.errors import HomeError, IndexUnusableError
from index.match.spans import Marks
from index.query import Query, relax

SIMILAR = 3
"""Number of other articles of the same story."""


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article with the query's matches in it and its related articles."""

    article: Article
    marks: Marks
    """Spans of the article that the query matches."""
    similar: tuple[Hit, ...]
    """Other articles of the same story."""
    page: Article | None
    """For a headline: the article of the page that lists the headline; else None."""


def with_files(article: Article, manifest: Path) -> Article:
    """Return the article with the paths of all files that hold it, as the manifest has them.

    The article itself where the manifest can't be read.
    """
    from index.sync.manifest import Manifest  # late import: searches do without it

    files: tuple[str, ...] = ()
    if found := Manifest.peek(manifest):
        with found, suppress(IndexUnusableError, HomeError):
            files = found.origins(article.id)
    if not files:
        return article
    return replace(article, origin=replace(article.origin, path=files[0]), also_in=files[1:])


def opened(engine: SearchEngine, id: str, query: Query, manifest: Path) -> ArticlePage | None:
    """Return an article with the query's matches in it; None when the archive no longer has it."""
    article = engine.article(id)
    if article is None:
        return None
    article = with_files(article, manifest)
    page = engine.article(article.found_on) if article.found_on else None
    return ArticlePage(article, _marks(engine, article, query), engine.similar(id, SIMILAR), page)


def _marks(engine: SearchEngine, article: Article, query: Query) -> Marks:
    """Return the spans that the query matches, or else the spans of its loosened form.

    An article may have the pairs of a run of signs, but not the run.
    """
    found = engine.marks(article, query)
    if found.title or any(found.paragraphs) or any(found.rest):
        return found
    looser = relax(query, engine.stop_words, runs=True)
    return found if looser is None else engine.marks(article, looser)
