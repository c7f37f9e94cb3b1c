"""Writer of the one file of a segment, from terms and documents.

The file is Whoosh's compound file, but written directly: the offset of the directory, the parts
one after another, the page checksums, the directory.
"""

from __future__ import annotations

import io
import pickle
import secrets
import shutil
import string
import struct
import tempfile
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from index.engine.whoosh.format.arrays import U8
from index.engine.whoosh.format.checksums import PagedFile, Seal
from index.engine.whoosh.format.hashfile import HEADER, HashFile
from index.engine.whoosh.format.inverted import Inverted, InvertedDocuments, Mixed
from index.engine.whoosh.format.whoosh_api import W3Codec
from index.engine.whoosh.postings.blocks import encode
from index.engine.whoosh.store import casing, column_files
from index.engine.whoosh.store import name_index as sounds
from index.files import durable

INDEX = "MAIN"
"""Whoosh's name of the index: the first word of the names of its files."""

MOST_STORED = 1 << 31
"""Most bytes of stored fields in a segment: half of the most that a column holds."""

_START = struct.Struct("!qi")
_FIELD = struct.Struct("!H")
_IN_MEMORY = 32 << 20
_ALIGNED = 8
_SIGNS = string.digits + string.ascii_lowercase


def write_segment(
    folder: Path,
    documents: InvertedDocuments,
    fields: Iterable[tuple[str, Iterable[Inverted | Mixed]]],
) -> Any:
    """Write a new segment to disk; return Whoosh's `W3Segment` for the table of contents.

    `fields` come in the order of their names, and each in parts with terms in order, so that no
    field is in memory as a whole. After an exception the file is removed.
    """
    segment = W3Codec().new_segment(None, INDEX)
    # Not Whoosh's own choice, which repeats whenever a process seeds `random` alike.
    segment.segid = "".join(secrets.choice(_SIGNS) for _ in range(16))
    segment.compound = True
    segment.set_doc_count(documents.size)
    segment._fieldlengths = {
        name: int(lengths.sum()) for name, lengths in documents.lengths.items() if lengths.any()
    }
    path = folder / segment.make_filename(".seg")
    try:
        with closing(_Compound(path, segment.segment_id())) as compound:
            lengths = {
                name: column_files.length_bytes(each) for name, each in documents.lengths.items()
            }
            _write_terms(compound, fields, lengths, folder)
            _write_columns(compound, documents, lengths)
            segment.seal = tuple(compound.finish())
        durable.synced(path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return segment


class _Compound:
    """Compound file under construction: the parts of a segment in one file."""

    def __init__(self, path: Path, name: str) -> None:
        self._paged = PagedFile(path, _START.size)
        self._file = io.BufferedWriter(self._paged, 1 << 20)
        self._name = name
        self._directory: dict[str, dict[str, Any]] = {}
        self._file.write(_START.pack(0, 0))

    @contextmanager
    def part(self, ending: str, *, always: bool = False) -> Iterator[BinaryIO]:
        """Yield the file to write the next part to; `ending` is the end of the part's name.

        Each part begins at a multiple of 8 bytes, aligned for the processor. An empty part is left
        out unless `always`, as Whoosh leaves out a column without a value of any document.
        """
        self._file.write(bytes(-self._file.tell() % _ALIGNED))
        start = self._file.tell()
        yield self._file
        length = self._file.tell() - start
        if length or always:
            self._directory[f"{self._name}.{ending}"] = {
                "offset": start,
                "length": length,
                "modified": time.time(),
            }

    def add(self, ending: str, content: Iterable[bytes | memoryview]) -> None:
        """Write a part with this content; an empty part is left out."""
        with self.part(ending) as file:
            file.writelines(content)

    def finish(self) -> Seal:
        """Write page checksums, directory, empty options, and the directory's offset.

        Returns the seal of the file, for the table of contents.
        """
        self._file.flush()
        sums = self._paged.sums()
        start = self._file.tell()
        directory = pickle.dumps(self._directory) + pickle.dumps({})
        head = _START.pack(start + len(sums), len(directory))
        self._file.write(sums + directory)
        self._file.seek(0)
        self._file.write(head)
        return Seal(start, zlib.crc32(head + sums + directory))

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _write_terms(
    compound: _Compound,
    fields: Iterable[tuple[str, Iterable[Inverted | Mixed]]],
    lengths: Mapping[str, U8],
    folder: Path,
) -> None:
    """Write postings, dictionary, name index and case counts.

    Postings and dictionary grow together, so the dictionary, the smaller part, is buffered: in
    memory, or in a file without a name.
    """
    dictionary = HashFile()
    numbers: dict[str, int] = {}
    written, names, count = casing.CasingCollector(), sounds.NameCollector(), 0
    with tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=str(folder)) as aside:
        with compound.part("pst", always=True) as file:
            start = file.tell()
            for name, parts in fields:
                for part in parts:
                    encoded = encode(part, lengths.get(name), file.tell() - start)
                    if encoded.terms:
                        field = _FIELD.pack(numbers.setdefault(name, len(numbers)))
                        file.writelines(encoded.blocks)
                        aside.write(dictionary.records(field, encoded.terms, encoded.infos))
                        if part.casing is not None:
                            written.add(part.casing, count)
                            names.add(name, encoded.terms, count, part.casing)
                        count += len(encoded.terms)
        with compound.part("trm") as file:
            file.write(HEADER)
            aside.seek(0)
            shutil.copyfileobj(aside, file, 1 << 20)
            file.write(dictionary.close({"fieldmap": numbers}))
    for ending, content in (*names.files(), (casing.COUNTS, written.content())):
        with compound.part(ending, always=True) as file:
            file.write(content)


def _write_columns(
    compound: _Compound, documents: InvertedDocuments, lengths: Mapping[str, U8]
) -> None:
    parts: dict[str, Iterable[bytes | memoryview]] = {
        "_stored.col": column_files.var_bytes(documents.stored),
        "id.col": column_files.var_bytes(documents.ids),
        "published.col": column_files.dates(documents.published),
        **{f"{name}.col": column_files.references(each) for name, each in documents.facets.items()},
        **{f"_{name}_len.col": column_files.lengths(codes) for name, codes in lengths.items()},
        **{name: [content] for name, content in column_files.extras(documents)},
    }
    for ending, content in parts.items():
        compound.add(ending, content)
