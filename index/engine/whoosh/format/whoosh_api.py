"""Parts of Whoosh that newstui uses."""

from __future__ import annotations

import warnings

# Whoosh 2.7.4 is older than some warnings of Python's compiler, which appear at each compilation.
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from whoosh.analysis import DelimitedAttributeFilter, RegexTokenizer
    from whoosh.codec.whoosh3 import W3Codec
    from whoosh.columns import RefBytesColumn, VarBytesColumn
    from whoosh.fields import DATETIME, ID, STORED, TEXT, Schema
    from whoosh.filedb import compound
    from whoosh.filedb.filestore import FileStorage, RamStorage
    from whoosh.filedb.structfile import BufferFile
    from whoosh.index import TOC
    from whoosh.lang.stopwords import stoplists
    from whoosh.reading import SegmentReader
    from whoosh.util.numeric import byte_to_length

__all__ = [
    "DATETIME",
    "ID",
    "STORED",
    "TEXT",
    "TOC",
    "BufferFile",
    "DelimitedAttributeFilter",
    "FileStorage",
    "RamStorage",
    "RefBytesColumn",
    "RegexTokenizer",
    "Schema",
    "SegmentReader",
    "VarBytesColumn",
    "W3Codec",
    "byte_to_length",
    "compound",
    "stoplists",
]
