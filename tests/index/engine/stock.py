"""Indexes as plain Whoosh writes them: other segments than newstui's, which it has to read too."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from whoosh.index import FileIndex
from whoosh.writing import SegmentWriter

from index.article import Article
from index.whoosh.library import FileStorage
from index.whoosh.schema import document
from index.whoosh.writer import WhooshWriter


def open_stock(folder: Path) -> FileIndex:
    """The index in a folder, which is made when there is none."""
    if not folder.exists():
        WhooshWriter(folder)
    return FileIndex(FileStorage(str(folder)))


def write_with_whoosh(folder: Path, articles: Iterable[Article], *, optimize: bool = False) -> None:
    """A commit by Whoosh's own writer."""
    writer = SegmentWriter(open_stock(folder))
    for each in articles:
        writer.update_document(**document(each))
    writer.commit(optimize=optimize, merge=False)
