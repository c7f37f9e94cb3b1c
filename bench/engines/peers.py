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
"""Hits that are wanted of every answer."""

MEMORY = 256_000_000
"""Bytes that an engine may hold back while it indexes, where it can be told."""


class Driver(Protocol):
    """Drives one engine over one folder; whoever calls takes the time."""

    version: str
    unasked: Mapping[str, str]
    """Questions that the engine can't be asked, and why."""

    def __init__(self, folder: Path) -> None: ...

    def index(self, articles: Sequence[Article], workers: int) -> None:
        """Make a new index of all the articles on so many cores, and settle it for queries."""

    def open(self) -> None:
        """Look at the index as if it were for the first time."""

    def search(self, ask: Ask) -> Found:
        """Answer; the query is put together here, and no parser of the engine is needed for it."""

    def forget(self) -> None:
        """Be as slow as after `open`, with the same files open where the engine can be told to."""

    def refresh(self) -> None:
        """See what was committed since."""

    def change(self, articles: Iterable[Article]) -> None:
        """Replace articles by id in one commit of a writer that is opened for it."""

    def close(self) -> None:
        """Let go of files."""


@dataclass(frozen=True)
class Peer:
    """An engine, and what is to be known of it before it is loaded."""

    name: str
    module: str
    workers: tuple[int, ...] = (1,)
    """On how many cores it is tried: what doesn't work on several at once is tried on one."""
    python: str | None = None
    """The interpreter that its module belongs to, where that isn't ours."""
    writer: str | None = None
    """What is loaded only when it indexes, which no clock should see."""
    install: str = "pip install '.[bench]'"
    largest: int | None = None
    """Articles up to which it is asked at all: beyond, indexing alone takes hours."""


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
    """The peer's driver; its module is loaded here. Raises `ImportError` where it is missing."""
    made: Driver = importlib.import_module(peer.module).Engine(folder)
    return made


def body(article: Article) -> str:
    """The text of an article as the peers store it."""
    return "\n".join(article.paragraphs)
