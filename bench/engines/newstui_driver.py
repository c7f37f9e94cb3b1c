"""Driver of newstui's own engine, through its public protocols and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bench.engines.asks import Ask, Found, Shape
from bench.engines.peers import LIMIT
from index.article import Article
from index.engine.open import open_engine, open_writer
from index.engine.protocol import SearchEngine
from index.engine.request import FacetName, Request, Sort
from index.engine.whoosh import engine  # noqa: F401  (loaded late by `open_engine`; imports are told apart)
from index.query import And, Everything, Fuzzy, Node, Or, Phrase, Prefix, Published, Query, Word


class Engine:
    """Driver over newstui's `SearchEngine` and `IndexWriter`."""

    unasked: Mapping[str, str] = {}

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._engine: SearchEngine | None = None
        try:
            self.version = version("newstui")
        except PackageNotFoundError:
            self.version = "checkout"

    def index(self, articles: Sequence[Article], workers: int) -> None:
        """Apply one batch, and merge until nothing is left to merge; buffers and the number of
        processes are up to the writer.
        """
        writer = open_writer(self._folder)
        writer.apply(articles)
        while writer.merge():
            pass
        writer.close()

    def open(self) -> None:
        """Open a fresh engine, with no decoded postings."""
        self.close()
        self._engine = open_engine(self._folder)

    def search(self, ask: Ask) -> Found:
        """Search; newstui counts all facets or none, so all are counted where one is wanted."""
        answer = self._opened.search(
            Request(
                Query(root=_node(ask)),
                sort=Sort.NEWEST if ask.newest else Sort.RELEVANCE,
                limit=LIMIT,
                facets=ask.by_source,
            )
        )
        return Found(
            answer.total,
            [hit.id for hit in answer.hits],
            [hit.title for hit in answer.hits],
            len(answer.facets.get(FacetName.SOURCE, ())),
        )

    def forget(self) -> None:
        """Clear the caches, so that postings are decoded again."""
        self._opened.forget()

    def refresh(self) -> None:
        """Read the newest commit."""
        self._opened.refresh()

    def change(self, articles: Iterable[Article]) -> None:
        """Apply one batch in one commit."""
        writer = open_writer(self._folder, create=False)
        writer.apply(articles)
        writer.close()

    def close(self) -> None:
        """Close the engine."""
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    @property
    def _opened(self) -> SearchEngine:
        assert self._engine is not None
        return self._engine


def _node(ask: Ask) -> Node:
    found = _text(ask)
    if ask.since or ask.until:
        found = And((found, Published(ask.since, ask.until)))
    return found


def _text(ask: Ask) -> Node:
    words = tuple(Word(word) for word in ask.words)
    match ask.shape:
        case Shape.ALL:
            return words[0] if len(words) == 1 else And(words)
        case Shape.ANY:
            return Or(words)
        case Shape.PHRASE:
            return Phrase(" ".join(ask.words))
        case Shape.PREFIX:
            return Prefix(ask.words[0])
        case Shape.FUZZY:
            return Fuzzy(ask.words[0])
        case Shape.EVERYTHING:
            return Everything()
