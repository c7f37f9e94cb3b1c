"""Driver of tantivy, through its Python package, every count exact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import tantivy

from bench.engines.asks import Ask, Found, Shape
from bench.engines.peers import LIMIT, MEMORY, body
from index.article import Article

_MOMENT = timedelta(microseconds=1)


class Engine:
    """A tantivy index with title and body in one field, stemmed as English (`en_stem`)."""

    version = version("tantivy")
    unasked: Mapping[str, str] = {}

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index: Any = None
        self._searcher: Any = None

    def index(self, articles: Sequence[Article], workers: int) -> None:
        """Write one commit, and wait for its merges."""
        self._folder.mkdir(parents=True, exist_ok=True)
        made = tantivy.Index(_schema(), path=str(self._folder))
        writer = made.writer(heap_size=MEMORY, num_threads=workers)
        for article in articles:
            writer.add_document(_document(article))
        writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        """Open a fresh index and searcher."""
        self._index = tantivy.Index.open(str(self._folder))
        self._searcher = self._index.searcher()

    def search(self, ask: Ask) -> Found:
        """Search with `count`, which walks all matches, as an exact total needs."""
        query = self._query(ask)
        order = {"order_by_field": "published"} if ask.newest else {}
        found = self._searcher.search(query, limit=LIMIT, count=True, **order)
        hits = [self._searcher.doc(address) for _, address in found.hits]
        sources = 0
        if ask.by_source:
            wanted = {"sources": {"terms": {"field": "source", "size": 1000}}}
            sources = len(self._searcher.aggregate(query, wanted)["sources"]["buckets"])
        return Found(
            found.count,
            [hit.get_first("id") for hit in hits],
            [hit.get_first("title").decode() for hit in hits],
            sources,
        )

    def forget(self) -> None:
        """Reopen the index: tantivy cannot be told to forget."""
        self.open()

    def refresh(self) -> None:
        """Load the newest commit."""
        self._index.reload()
        self._searcher = self._index.searcher()

    def change(self, articles: Iterable[Article]) -> None:
        """Delete articles by id and add them again, in one commit."""
        writer = tantivy.Index.open(str(self._folder)).writer(heap_size=MEMORY, num_threads=1)
        for article in articles:
            writer.delete_documents_by_term("id", article.id)
            writer.add_document(_document(article))
        writer.commit()
        writer.wait_merging_threads()

    def close(self) -> None:
        """Drop the index and its searcher."""
        self._index = self._searcher = None

    def _query(self, ask: Ask) -> Any:
        found = self._text(ask)
        if ask.since and ask.until:
            within = tantivy.Query.range_query(
                self._index.schema,
                "published",
                tantivy.FieldType.Date,
                ask.since,
                ask.until - _MOMENT,
            )
            found = _joined([found, within], tantivy.Occur.Must)
        return found

    def _text(self, ask: Ask) -> Any:
        schema = self._index.schema
        match ask.shape:
            case Shape.ALL:
                return _joined(self._words(ask), tantivy.Occur.Must)
            case Shape.ANY:
                return _joined(self._words(ask), tantivy.Occur.Should)
            case Shape.PHRASE:
                return self._index.parse_query(f'"{" ".join(ask.words)}"', ["text"])
            case Shape.PREFIX:
                return tantivy.Query.regex_query(schema, "text", f"{ask.words[0]}.*")
            case Shape.FUZZY:
                return tantivy.Query.fuzzy_term_query(schema, "text", ask.words[0], distance=1)
            case Shape.EVERYTHING:
                return tantivy.Query.all_query()

    def _words(self, ask: Ask) -> list[Any]:
        return [self._index.parse_query(word, ["text"]) for word in ask.words]


def _joined(queries: list[Any], occur: Any) -> Any:
    if len(queries) == 1:
        return queries[0]
    return tantivy.Query.boolean_query([(occur, query) for query in queries])


def _schema() -> Any:
    fields = tantivy.SchemaBuilder()
    fields.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    fields.add_text_field("text", tokenizer_name="en_stem")
    # The stored text is a bytes field: tantivy indexes every text field.
    fields.add_bytes_field("title", stored=True)
    fields.add_bytes_field("body", stored=True)
    fields.add_text_field("source", stored=True, fast=True, tokenizer_name="raw")
    fields.add_date_field("published", stored=True, indexed=True, fast=True)
    return fields.build()


def _document(article: Article) -> Any:
    text = body(article)
    document = tantivy.Document()
    document.add_text("id", article.id)
    document.add_text("text", f"{article.title}\n{text}")
    document.add_bytes("title", article.title.encode())
    document.add_bytes("body", text.encode())
    document.add_text("source", article.source or "")
    document.add_date("published", article.published or datetime.min)
    return document
