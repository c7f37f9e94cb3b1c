"""Segments from batches of articles in bounded memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from index.article import Article
from index.engine.whoosh.store.segment_file import MOST_STORED, write_segment
from index.engine.whoosh.write.inverter import Inverter
from index.files.memory import MEMORY_MB

_OTHERWISE_MB = 192
"""Megabytes of the budget that no article gets: the interpreter, and the part being written."""

_LEAST_MB = 16


class Batch:
    """An inversion buffer that spills a segment to disk whenever its memory budget is full."""

    def __init__(self, folder: Path, memory_mb: int = MEMORY_MB) -> None:
        self._folder = folder
        self._most = max(_LEAST_MB, memory_mb - _OTHERWISE_MB) << 20
        self._inverter = Inverter()
        self._segments: list[Any] = []

    def add(self, article: Article) -> None:
        """Add an article, and spill when the buffer is full. Articles keep their order."""
        inverter = self._inverter
        inverter.add(article)
        if inverter.memory > self._most or inverter.stored_size > MOST_STORED:
            self._flush()

    def finish(self) -> list[Any]:
        """Spill the rest; return all segments, for a table of contents to name."""
        if self._inverter.size:
            self._flush()
        return self._segments

    def _flush(self) -> None:
        self._segments.append(write_segment(self._folder, *self._inverter.invert()))
