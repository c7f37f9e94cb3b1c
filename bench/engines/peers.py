"""Engines of the comparison, and the driver of each."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from bench.engines.asks import Ask, Found
    from index.article import Article

LIMIT = 10
"""Hits that every answer has at most."""

MEMORY = 256_000_000
"""Bytes that an engine may buffer while it indexes, where the engine has such a setting."""


class Driver(Protocol):
    """Interface of one engine over one folder; the caller takes the time."""

    version: str
    unasked: Mapping[str, str]
    """Questions that the engine can't be asked, each with its reason."""

    def __init__(self, folder: Path) -> None: ...

    def index(self, articles: Sequence[Article], workers: int) -> None:
        """Make a new index of all the articles on so many cores, and settle it for queries."""

    def open(self) -> None:
        """Open the index as if for the first time."""

    def search(self, ask: Ask) -> Found:
        """Return the answer; the query is built here, without any parser of the engine."""

    def forget(self) -> None:
        """Clear the caches, so that answers are as slow as after `open`; keep the same files open
        where the engine can.
        """

    def refresh(self) -> None:
        """Read the newest commit."""

    def change(self, articles: Iterable[Article]) -> None:
        """Replace articles by id in one commit of a writer that is opened for it."""

    def close(self) -> None:
        """Close the files."""


@dataclass(frozen=True)
class Peer:
    """Description of an engine that is known before the engine is loaded."""

    name: str
    module: str
    workers: tuple[int, ...] = (1,)
    """Numbers of cores to index on: an engine that does not scale to several is tried on one."""
    python: str | None = None
    """Interpreter that the engine's module belongs to, where it isn't the benchmark's own."""
    writer: str | None = None
    """Module that the engine loads only for indexing; it is loaded before the clock starts."""
    install: str = "pip install '.[bench]'"
    largest: int | None = None
    """Largest archive for the engine, in articles: beyond, indexing alone takes hours."""


PEERS = (
    Peer(
        "newstui",
        "bench.engines.newstui_driver",
        workers=(1, 2),
        writer="index.engine.whoosh.writer",
    ),
    Peer("Whoosh", "bench.engines.stock_driver", largest=200_000),
    Peer("tantivy", "bench.engines.tantivy_driver", workers=(1, 2)),
    Peer("FTS5", "bench.engines.fts5_driver"),
    Peer(
        "Xapian",
        "bench.engines.xapian_driver",
        python="/usr/bin/python3",
        install="apt-get install python3-xapian",
        largest=200_000,
    ),
)
PEERS_BY_NAME = {peer.name: peer for peer in PEERS}
OURS = PEERS[0]


def driver(peer: Peer, folder: Path) -> Driver:
    """Load the peer's module and return its driver. Raises `ImportError` where it is missing."""
    made: Driver = importlib.import_module(peer.module).Engine(folder)
    return made


def body(article: Article) -> str:
    """Return the text of an article as the peers store it."""
    return "\n".join(article.paragraphs)
