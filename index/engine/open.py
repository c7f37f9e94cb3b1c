"""The engines there are. The only module outside an engine's own package that names one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from index.files.memory import MEMORY_MB

if TYPE_CHECKING:
    pass
from index.engine.protocol import IndexWriter, SearchEngine


def open_engine(folder: Path) -> SearchEngine:
    """The engine that searches the index in `folder`: here a second one is plugged in.

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
    """A writer for the index in `folder`, which is made when missing unless `create` is False.

    `memory_mb` is what each process may take for a batch, and `processes` how many may work on it
    (None leaves that to the engine). `progress` is told now and then how many articles of a batch
    were read, and how many characters of text.

    Raises `IndexUnusableError` when there is no index that this version can read, and
    `HomeError` when the folder can't be written to.
    """
    from index.engine.whoosh import open_whoosh_writer

    return open_whoosh_writer(
        folder, create, memory_mb=memory_mb, processes=processes, progress=progress
    )
