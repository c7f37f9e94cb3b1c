"""Driver of Xapian, through Debian's bindings, by Debian's own Python."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xapian

from bench.engines.asks import Ask, Found, Shape
from bench.engines.peers import LIMIT, body
from index.article import Article

_DATE, _SOURCE = 0, 1
"""Value slots of a document."""


class Engine:
    """A Xapian database: words with positions and English stems, data as JSON."""

    version: str = xapian.version_string()
    unasked: Mapping[str, str] = {"fuzzy, one edit": "this version has no such query"}

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._database: Any = None
        self._stem = xapian.Stem("english")

    def index(self, articles: Sequence[Article], workers: int) -> None:
        """Write one commit with Xapian's own flush threshold."""
        database = xapian.WritableDatabase(str(self._folder), xapian.DB_CREATE_OR_OVERWRITE)
        for article in articles:
            database.add_document(self._document(article))
        database.commit()
        database.close()

    def open(self) -> None:
        """Open a fresh database."""
        self.close()
        self._database = xapian.Database(str(self._folder))

    def search(self, ask: Ask) -> Found:
        """Search, and check all matches, so that the total is exact."""
        enquire = xapian.Enquire(self._database)
        enquire.set_query(self._query(ask))
        if ask.newest:
            enquire.set_weighting_scheme(xapian.BoolWeight())
            enquire.set_sort_by_value(_DATE, True)
        spy = xapian.ValueCountMatchSpy(_SOURCE)
        if ask.by_source:
            enquire.add_matchspy(spy)
        found = enquire.get_mset(0, LIMIT, self._database.get_doccount())
        hits = [json.loads(match.document.get_data()) for match in found]
        return Found(
            found.get_matches_estimated(),
            [hit["id"] for hit in hits],
            [hit["title"] for hit in hits],
            len(list(spy.values())) if ask.by_source else 0,
        )

    def forget(self) -> None:
        """Reopen the database: Xapian cannot be told to forget."""
        self.open()

    def refresh(self) -> None:
        """Read the newest commit."""
        self._database.reopen()

    def change(self, articles: Iterable[Article]) -> None:
        """Replace articles by the term of their id, in one commit."""
        database = xapian.WritableDatabase(str(self._folder), xapian.DB_OPEN)
        for article in articles:
            database.replace_document(f"Q{article.id}", self._document(article))
        database.commit()
        database.close()

    def close(self) -> None:
        """Close the database."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def _query(self, ask: Ask) -> Any:
        found = self._text(ask)
        if ask.since and ask.until:
            ends = (ask.since.timestamp(), ask.until.timestamp() - 1)
            first, last = map(xapian.sortable_serialise, ends)
            within = xapian.Query(xapian.Query.OP_VALUE_RANGE, _DATE, first, last)
            found = xapian.Query(xapian.Query.OP_FILTER, found, within)
        return found

    def _text(self, ask: Ask) -> Any:
        stems = [f"Z{self._stem(word).decode()}" for word in ask.words]
        if ask.shape is Shape.EVERYTHING:
            return xapian.Query.MatchAll
        if ask.shape is Shape.PHRASE:
            return xapian.Query(xapian.Query.OP_PHRASE, list(ask.words), len(ask.words))
        if ask.shape is Shape.PREFIX:
            kind = xapian.Query
            most, beyond = 0, kind.WILDCARD_LIMIT_ERROR  # no limit
            return kind(kind.OP_WILDCARD, ask.words[0], most, beyond, kind.OP_SYNONYM)
        every = xapian.Query.OP_OR if ask.shape is Shape.ANY else xapian.Query.OP_AND
        return xapian.Query(every, stems)

    def _document(self, article: Article) -> Any:
        document = xapian.Document()
        words = xapian.TermGenerator()
        words.set_stemmer(self._stem)
        words.set_document(document)
        text = body(article)
        words.index_text(article.title)
        words.increase_termpos()
        words.index_text(text)
        document.add_boolean_term(f"Q{article.id}")
        if article.published:
            moment = xapian.sortable_serialise(article.published.timestamp())
            document.add_value(_DATE, moment)
        document.add_value(_SOURCE, article.source or "")
        data = {"id": article.id, "title": article.title, "body": text, "source": article.source}
        document.set_data(json.dumps(data, ensure_ascii=False))
        return document
