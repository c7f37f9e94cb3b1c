"""Registry of the engines: the only module outside an engine's own package that names one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.engine.protocol import IndexWriter, SearchEngine
from index.files.memory import MEMORY_MB


def open_engine(folder: Path) -> SearchEngine:
    """Open the engine that searches the index in `folder`; a second engine is plugged in here.

    Raises `IndexUnusableError` when there is no index that this version can read.
    """
    from index.engine.whoosh import open_whoosh_engine

    return open_whoosh_engine(folder)


def open_writer(
    folder: Path,
    create: bool = True,
    *,
    memory_mb: int = MEMORY_MB,
    processes: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> IndexWriter:
    """Open a writer for the index in `folder`, created if missing unless `create` is False.

    `memory_mb` is the memory budget of each process for a batch, and `processes` the number of
    processes that share a batch (None leaves the choice to the engine). `progress` is called now
    and then with the number of articles of a batch and of characters of text read so far.

    Raises `IndexUnusableError` when there is no index that this version can read, and `HomeError`
    when the folder is not writable.
    """
    from index.engine.whoosh import open_whoosh_writer

    return open_whoosh_writer(
        folder, create, memory_mb=memory_mb, processes=processes, progress=progress
    )
