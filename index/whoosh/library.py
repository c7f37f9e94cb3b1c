"""Which parts of Whoosh are used, and what of them is changed?"""

from __future__ import annotations

import io
import warnings
from typing import Any

# Whoosh 2.7.4 is older than some warnings of today's compiler, which come whenever it is compiled.
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from whoosh.analysis import DelimitedAttributeFilter, RegexTokenizer
    from whoosh.codec.whoosh3 import LENGTHS_COLUMN, W3Codec
    from whoosh.columns import RefBytesColumn, VarBytesColumn
    from whoosh.fields import DATETIME, ID, STORED, TEXT, Schema
    from whoosh.filedb import compound
    from whoosh.filedb.filestore import FileStorage, RamStorage
    from whoosh.filedb.structfile import BufferFile
    from whoosh.index import TOC
    from whoosh.lang.stopwords import stoplists
    from whoosh.matching.mcore import Matcher
    from whoosh.reading import SegmentReader, TermNotFound
    from whoosh.util.numeric import byte_to_length

__all__ = [
    "DATETIME",
    "ID",
    "LENGTHS_COLUMN",
    "STORED",
    "TEXT",
    "TOC",
    "BufferFile",
    "DelimitedAttributeFilter",
    "FileStorage",
    "MappedFile",
    "Matcher",
    "RamStorage",
    "RefBytesColumn",
    "RegexTokenizer",
    "Schema",
    "SegmentReader",
    "TermNotFound",
    "VarBytesColumn",
    "W3Codec",
    "byte_to_length",
    "compound",
    "stoplists",
]


class _View(io.RawIOBase):
    """A file over a part of a mapped segment: what `io.BytesIO` is over a copy of it."""

    def __init__(self, part: memoryview) -> None:
        self._part = part
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = max(0, min(len(buffer), len(self._part) - self._at))
        buffer[:count] = self._part[self._at : self._at + count]
        self._at += count
        return count

    def read(self, size: int | None = -1) -> bytes:
        end = len(self._part) if size is None or size < 0 else self._at + size
        data = bytes(self._part[self._at : end])
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: len(self._part)}[whence]
        if origin + offset < 0:
            raise ValueError("seek before the start of a file")
        self._at = origin + offset
        return self._at

    def tell(self) -> int:
        return self._at


class MappedFile(BufferFile):  # type: ignore[misc]
    """Whoosh's `BufferFile` without its copy of the whole buffer.

    The stock class reads every byte of a segment into memory when the segment is opened, which
    at a hundred thousand articles takes 0.4 s and 800 MB.
    """

    def __init__(self, buf: memoryview, name: str | None = None, onclose: Any = None) -> None:
        self._buf = buf
        self._name = name
        self.file = _View(buf)
        self.onclose = onclose
        self.is_real = False
        self.is_closed = False


# Compound segments look this name up whenever they open one of their files.
compound.BufferFile = MappedFile
