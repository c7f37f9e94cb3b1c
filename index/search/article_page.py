"""Articles as they are shown where one is opened, with what is known besides."""

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
"""How many other articles of the same story."""


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article, and what an engine knows besides."""

    article: Article
    marks: Marks
    """Where the query matches."""
    similar: tuple[Hit, ...]
    """Other articles of the same story."""
    page: Article | None
    """For a headline: the article on whose page it stands."""


def with_files(article: Article, manifest: Path) -> Article:
    """Return the article with the paths of all files that hold it, as the manifest has them; as it
    is where the manifest can't be read."""
    from index.sync.manifest import Manifest  # which searches do without

    files: tuple[str, ...] = ()
    if found := Manifest.peek(manifest):
        with found, suppress(IndexUnusableError, HomeError):
            files = found.origins(article.id)
    if not files:
        return article
    return replace(article, origin=replace(article.origin, path=files[0]), also_in=files[1:])


def opened(engine: SearchEngine, id: str, query: Query, manifest: Path) -> ArticlePage | None:
    """An article with the query's matches in it; None when the archive has it no more."""
    article = engine.article(id)
    if article is None:
        return None
    article = with_files(article, manifest)
    page = engine.article(article.found_on) if article.found_on else None
    return ArticlePage(article, _marks(engine, article, query), engine.similar(id, SIMILAR), page)


def _marks(engine: SearchEngine, article: Article, query: Query) -> Marks:
    """Where the query matches; where nothing of it does, its loosened form: an article may have the
    pairs of a run of signs, but not the run."""
    found = engine.marks(article, query)
    if found.title or any(found.paragraphs) or any(found.rest):
        return found
    looser = relax(query, engine.stop_words, runs=True)
    return found if looser is None else engine.marks(article, looser)
