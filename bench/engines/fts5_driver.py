"""Driver of SQLite's FTS5, beside a content table indexed by date and by source."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from bench.engines.asks import Ask, Found, Shape
from bench.engines.peers import LIMIT, body
from index.article import Article

_SCHEMA = """
CREATE TABLE articles (number INTEGER PRIMARY KEY, id TEXT, title TEXT, body TEXT, source TEXT,
                       published INTEGER);
CREATE VIRTUAL TABLE words USING fts5(title, body, content='articles', content_rowid='number',
                                      tokenize='porter unicode61', prefix='2 3');
"""
_INDEXES = """
CREATE UNIQUE INDEX by_id ON articles(id);
CREATE INDEX by_date ON articles(published);
CREATE INDEX by_source ON articles(source);
"""
_Row = tuple[int, str, str, str, "str | None", int]


class Engine:
    """A database with SQLite's own settings; Porter stems, no stop words."""

    version = sqlite3.sqlite_version
    unasked: Mapping[str, str] = {"fuzzy, one edit": "it has no such query"}

    def __init__(self, folder: Path) -> None:
        self._file = folder / "articles.sqlite"
        self._database: sqlite3.Connection | None = None

    def index(self, articles: Sequence[Article], workers: int) -> None:
        """Write all articles in one transaction, with the content table's indexes at its end."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with sqlite3.connect(self._file) as database:
            database.executescript(_SCHEMA)
            database.executemany("INSERT INTO articles VALUES (?,?,?,?,?,?)", _rows(articles, 0))
            database.execute("INSERT INTO words(words) VALUES ('rebuild')")
            database.executescript(_INDEXES)
        database.close()

    def open(self) -> None:
        """Open a fresh connection, with an empty page cache."""
        self.close()
        self._database = sqlite3.connect(self._file)

    def search(self, ask: Ask) -> Found:
        """Run one statement for the page and one for the total, as SQL has it."""
        assert self._database is not None
        where, values = _where(ask)
        matched = f"FROM {_tables(ask)} {where}"
        order = "published DESC" if ask.newest else "rank"
        page = f"SELECT id, articles.title {matched} ORDER BY {order} LIMIT {LIMIT}"
        hits = self._database.execute(page, values).fetchall()
        total = self._database.execute(f"SELECT count(*) {matched}", values).fetchone()[0]
        sources = 0
        if ask.by_source:
            grouped = f"SELECT source, count(*) {matched} GROUP BY source"
            sources = len(self._database.execute(grouped, values).fetchall())
        return Found(total, [id for id, _ in hits], [title for _, title in hits], sources)

    def forget(self) -> None:
        """Reopen the database: SQLite cannot be told to forget."""
        self.open()

    def refresh(self) -> None:
        """Check the schema; a statement sees the newest commit by itself."""
        assert self._database is not None
        self._database.execute("SELECT number FROM articles LIMIT 1").fetchone()

    def change(self, articles: Iterable[Article]) -> None:
        """Update both tables, in one transaction."""
        database = sqlite3.connect(self._file)
        with database:
            for article in articles:
                found = "SELECT number, title, body FROM articles WHERE id = ?"
                old = database.execute(found, (article.id,)).fetchone()
                delete = "INSERT INTO words(words, rowid, title, body) VALUES ('delete', ?, ?, ?)"
                database.execute(delete, old)
                (row,) = _rows([article], old[0])
                database.execute("REPLACE INTO articles VALUES (?,?,?,?,?,?)", row)
                database.execute("INSERT INTO words(rowid, title, body) VALUES (?, ?, ?)",
                                 (row[0], row[2], row[3]))  # fmt: skip
        database.close()

    def close(self) -> None:
        """Close the database."""
        if self._database is not None:
            self._database.close()
            self._database = None


def _tables(ask: Ask) -> str:
    if ask.shape is Shape.EVERYTHING:
        return "articles"
    return "words JOIN articles ON articles.number = words.rowid"


def _where(ask: Ask) -> tuple[str, list[str | float]]:
    if ask.shape is Shape.EVERYTHING:
        return "", []
    where, values = "WHERE words MATCH ?", list[str | float]([_match(ask)])
    if ask.since and ask.until:
        where += " AND published >= ? AND published < ?"
        values += [ask.since.timestamp(), ask.until.timestamp()]
    return where, values


def _match(ask: Ask) -> str:
    if ask.shape is Shape.PHRASE:
        return f'"{" ".join(ask.words)}"'
    if ask.shape is Shape.PREFIX:
        return f"{ask.words[0]}*"
    return " OR ".join(ask.words) if ask.shape is Shape.ANY else " ".join(ask.words)


def _rows(articles: Iterable[Article], first: int) -> Iterator[_Row]:
    for number, article in enumerate(articles, first):
        published = int(article.published.timestamp()) if article.published else 0
        yield number, article.id, article.title, body(article), article.source, published
