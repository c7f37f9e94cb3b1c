"""Segments from batches of articles in bounded memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from index.article import Article
from index.engine.whoosh.store.segment_file import MOST_STORED, write_segment
from index.engine.whoosh.write.inverter import Inverter
from index.files.memory import MEMORY_MB

_OTHERWISE_MB = 192
"""Of these, what is not for articles: the interpreter, and what is sorted and written at once."""

_LEAST_MB = 16


class Batch:
    """Takes articles up and writes a segment whenever the memory is full."""

    def __init__(self, folder: Path, memory_mb: int = MEMORY_MB) -> None:
        self._folder = folder
        self._most = max(_LEAST_MB, memory_mb - _OTHERWISE_MB) << 20
        self._inverter = Inverter()
        self._segments: list[Any] = []

    def add(self, article: Article) -> None:
        """Take up an article. The segments have the articles in the order in which they come."""
        inverter = self._inverter
        inverter.add(article)
        if inverter.memory > self._most or inverter.stored_size > MOST_STORED:
            self._flush()

    def finish(self) -> list[Any]:
        """Write what is left; all segments, to be named by a table of contents."""
        if self._inverter.size:
            self._flush()
        return self._segments

    def _flush(self) -> None:
        self._segments.append(write_segment(self._folder, *self._inverter.invert()))
