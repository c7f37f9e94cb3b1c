"""Driver of stock Whoosh 2.7.4, with its own writer and searcher."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

from bench.engines.asks import Ask, Found, Shape
from bench.engines.peers import LIMIT, MEMORY, body
from index.article import Article

with warnings.catch_warnings():  # Whoosh is older than some warnings of today's compiler
    warnings.simplefilter("ignore")
    from whoosh import index, query
    from whoosh.analysis import StemmingAnalyzer
    from whoosh.columns import RefBytesColumn
    from whoosh.fields import DATETIME, ID, STORED, TEXT, Schema

_MOMENT = timedelta(microseconds=1)


class Engine:
    """A Whoosh index with title and body in one field of Porter stems without stop words."""

    version = version("whoosh")
    unasked: Mapping[str, str] = {
        "phrase of stop words": "its analyser drops them",
        **dict.fromkeys(
            ("z*", "ze*", "c*", "co*"), "takes up to a minute: a tree of matchers, one a term"
        ),
    }

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._searcher: Any = None

    def index(self, articles: Sequence[Article], workers: int) -> None:
        """Write one commit on one process; two are slower."""
        writer = index.create_in(str(self._folder), _schema()).writer(limitmb=MEMORY >> 20)
        for article in articles:
            writer.add_document(**_document(article))
        writer.commit()

    def open(self) -> None:
        """Open a fresh searcher."""
        self.close()
        self._searcher = index.open_dir(str(self._folder)).searcher()

    def search(self, ask: Ask) -> Found:
        """Search; `len` of the results counts exactly. Groups make Whoosh ignore the limit."""
        options: dict[str, Any] = {"limit": LIMIT}
        if ask.newest:
            options |= {"sortedby": "published", "reverse": True}
        if ask.by_source:
            options["groupedby"] = "source"
        results = self._searcher.search(self._query(ask), **options)
        hits = [hit.fields() for hit in islice(results, LIMIT)]
        return Found(
            len(results),
            [hit["id"] for hit in hits],
            [hit["title"] for hit in hits],
            len(results.groups("source")) if ask.by_source else 0,
        )

    def forget(self) -> None:
        """Reopen the index: Whoosh cannot be told to forget."""
        self.open()

    def refresh(self) -> None:
        """Refresh the searcher by Whoosh's own means."""
        self._searcher = self._searcher.refresh()

    def change(self, articles: Iterable[Article]) -> None:
        """Update by unique id, with Whoosh's own merge policy."""
        writer = index.open_dir(str(self._folder)).writer(limitmb=MEMORY >> 20)
        for article in articles:
            writer.update_document(**_document(article))
        writer.commit()

    def close(self) -> None:
        """Close the searcher."""
        if self._searcher is not None:
            self._searcher.close()
            self._searcher = None

    def _query(self, ask: Ask) -> Any:
        found = self._text(ask)
        if ask.since and ask.until:
            within = query.DateRange("published", _plain(ask.since), _plain(ask.until) - _MOMENT)
            found = query.And([found, within])
        return found

    def _text(self, ask: Ask) -> Any:
        field = self._searcher.schema["text"]
        terms = [term for word in ask.words for term in field.process_text(word, mode="query")]
        match ask.shape:
            case Shape.ALL:
                words = [query.Term("text", term) for term in terms]
                return words[0] if len(words) == 1 else query.And(words)
            case Shape.ANY:
                return query.Or([query.Term("text", term) for term in terms])
            case Shape.PHRASE:
                return query.Phrase("text", terms)
            case Shape.PREFIX:
                return query.Prefix("text", ask.words[0])
            case Shape.FUZZY:
                return query.FuzzyTerm("text", ask.words[0], maxdist=1, prefixlength=0)
            case Shape.EVERYTHING:
                return query.Every()


def _schema() -> Any:
    return Schema(
        id=ID(unique=True, stored=True),
        text=TEXT(StemmingAnalyzer(), phrase=True),
        title=STORED(),
        body=STORED(),
        source=ID(stored=True, sortable=RefBytesColumn()),
        published=DATETIME(stored=True, sortable=True),
    )


def _document(article: Article) -> dict[str, Any]:
    text = body(article)
    return {
        "id": article.id,
        "text": f"{article.title}\n{text}",
        "title": article.title,
        "body": text,
        "source": article.source,
        "published": article.published and _plain(article.published),
    }


def _plain(moment: datetime) -> datetime:
    """Return a moment without its time zone: Whoosh's dates know none."""
    return moment.replace(tzinfo=None)
