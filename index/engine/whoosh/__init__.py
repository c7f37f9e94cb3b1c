"""Search engine on Whoosh's index format. The only package that imports Whoosh."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.engine.protocol import IndexWriter, SearchEngine
from index.files.memory import MEMORY_MB


def open_whoosh_engine(folder: Path) -> SearchEngine:
    """Open the newest commit of the index in `folder` for searches.

    Raises `IndexUnusableError` when there is none that this version can read.
    """
    from index.engine.whoosh.engine import WhooshEngine

    return WhooshEngine(folder)


def open_whoosh_writer(
    folder: Path,
    create: bool = True,
    *,
    memory_mb: int = MEMORY_MB,
    processes: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> IndexWriter:
    """Open a writer for the index in `folder`, created if missing unless `create` is False.

    See `index.engine.open.open_writer` for the other arguments. Raises `IndexUnusableError`
    when the index is missing or this version can't read it.
    """
    from index.engine.whoosh.writer import WhooshWriter

    return WhooshWriter(folder, create, memory_mb=memory_mb, processes=processes, progress=progress)
