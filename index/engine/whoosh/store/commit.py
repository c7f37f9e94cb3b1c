"""Table of contents of a commit: its segments and their deleted documents.

Read without Whoosh: the import of Whoosh alone takes longer than to open and search an index.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.engine.whoosh.format.checksums import Seal
from index.engine.whoosh.format.pickles import table, with_containers
from index.engine.whoosh.store.folder import check_file

_HEAD = bytes((struct.calcsize("i"), struct.calcsize("q"), struct.calcsize("f"))) + struct.pack(
    "!i", -12345
)
"""Bytes of an int, a long and a float, then a number that shows big-endian byte order."""
_VERSION = -111
_INT = struct.Struct("!i")
_TWO = struct.Struct("!ii")
_SEAL = struct.Struct("!4sI")  # a mark, and the CRC-32 of all bytes before the mark
_SEAL_MARK = b"SEAL"


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """Entry of a segment in the table of contents of a commit."""

    id: str
    """First part of the names of the segment's files."""
    size: int
    deleted: frozenset[int]
    lengths: Mapping[str, int]
    """Number of terms of each field in all documents together."""
    compound: bool
    """Whether the segment is one compound file, Whoosh's default."""
    seal: Seal | None = None
    """Checksum of directory and page checksums; None in a segment that plain Whoosh wrote."""


class _Record:
    """Stand-in for a class of Whoosh, used for its attributes alone."""


def read_commit(folder: Path, generation: int) -> tuple[SegmentEntry, ...]:
    """Return the segments of a commit in the order of their documents.

    Raises `ValueError` or the errors of a damaged pickle, and `IndexUnusableError` when another
    user may have written the table of contents.
    """
    data = _parts(folder, generation)[1]
    records, end = table(data, _CLASSES)
    if not _is_sealed(data) and (end != len(data) or _wants_seal(records, generation)):
        raise ValueError("a table of contents with a damaged seal")
    return tuple(_entries(records))


def fields(folder: Path, generation: int) -> set[str]:
    """Return the names of the fields in the schema of a commit. Raises as `read_commit`."""
    schema, _ = table(_parts(folder, generation)[0], _OF_A_SCHEMA)
    if not isinstance(schema, _Record):
        raise TypeError("not a schema")
    return set(vars(schema)["_fields"])


def _parts(folder: Path, generation: int) -> tuple[bytes, bytes]:
    """Return the pickles of the schema and of the segments; a seal follows the latter.

    The table of contents is: `_HEAD`, version, the release of Whoosh as three varints, the length
    of the pickled schema as a varint, the schema, the generation, an unused number, the pickled
    segments; and a seal if newstui wrote the table.
    """
    name = table_name(generation)
    check_file(folder, name)
    data = (folder / name).read_bytes()
    _check_seal(data)
    if not data.startswith(_HEAD):
        raise ValueError("no table of contents of this architecture")
    (version,) = _INT.unpack_from(data, len(_HEAD))
    if version != _VERSION:
        raise ValueError("a table of contents of another version")
    at = len(_HEAD) + _INT.size
    for _ in range(3):
        _, at = varint(data, at)
    length, start = varint(data, at)
    at = start + length
    found, _ = _TWO.unpack_from(data, at)
    if found != generation:
        raise ValueError("another generation than its name says")
    return data[start:at], data[at + _TWO.size :]


def table_name(generation: int) -> str:
    """Return the file name of a commit's table of contents."""
    return f"_MAIN_{generation}.toc"


def sealed(data: bytes) -> bytes:
    """Return a table of contents with a seal after the bytes that Whoosh reads.

    Without the checksum a flipped bit in the number of a deleted document would go unnoticed.
    """
    return data + _SEAL.pack(_SEAL_MARK, zlib.crc32(data))


def _check_seal(data: bytes) -> None:
    """Raise `ValueError` for a cut-off table or a wrong seal; plain Whoosh writes no seal."""
    if len(data) < _SEAL.size:
        raise ValueError("a table of contents that is cut off")
    _, checksum = _SEAL.unpack(data[-_SEAL.size :])
    if _is_sealed(data) and checksum != zlib.crc32(data[: -_SEAL.size]):
        raise ValueError("a table of contents with another checksum")


def _is_sealed(data: bytes) -> bool:
    return data[-_SEAL.size :].startswith(_SEAL_MARK)


def _wants_seal(records: Any, generation: int) -> bool:
    """Tell whether newstui wrote the table of this generation. Plain Whoosh, which keeps what a
    segment says of itself, gives its own table another generation."""
    return isinstance(records, list) and any(
        getattr(record, "sealed_in", None) == generation for record in records
    )


def varint(data: bytes | memoryview, at: int) -> tuple[int, int]:
    """Decode a number in groups of seven bits, least first; return the number and its end."""
    number = shift = 0
    while shift < 64:
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at
        shift += 7
    raise ValueError("a number without an end")


_CLASSES = with_containers(
    {
        ("whoosh.codec.whoosh3", "W3Segment"): _Record,
        ("whoosh.codec.whoosh3", "W3Codec"): _Record,
    }
)

_FIELDS = ("DATETIME", "ID", "STORED", "TEXT", "Schema")
_COLUMNS = ("NumericColumn", "RefBytesColumn", "VarBytesColumn")
_OF_A_SCHEMA = with_containers(
    {
        **dict.fromkeys((("whoosh.fields", name) for name in _FIELDS), _Record),
        **dict.fromkeys((("whoosh.columns", name) for name in _COLUMNS), _Record),
        ("whoosh.formats", "Existence"): _Record,
        ("whoosh.formats", "Positions"): _Record,
        ("whoosh.analysis.analyzers", "CompositeAnalyzer"): _Record,
        ("whoosh.analysis.filters", "DelimitedAttributeFilter"): _Record,
        ("whoosh.analysis.tokenizers", "IDTokenizer"): _Record,
        ("whoosh.analysis.tokenizers", "RegexTokenizer"): _Record,
        ("re", "_compile"): lambda *_: None,
        ("__builtin__", "long"): int,
    }
)
"""Classes in a pickle of newstui's schema; a schema with any other class is rejected."""


def _entries(records: Any) -> Iterator[SegmentEntry]:
    if not isinstance(records, list):
        raise TypeError("segments are kept as a list")
    for record in records:
        if not isinstance(record, _Record):
            raise TypeError("not a segment")
        kept = vars(record)
        size, name = kept["_doccount"], kept["segid"]
        deleted = frozenset(kept["_deleted"] or ())
        if not isinstance(size, int) or not isinstance(name, str) or not name.isalnum():
            raise TypeError("not what is known of a segment")
        if not all(isinstance(each, int) and 0 <= each < size for each in deleted):
            raise ValueError("more documents are deleted than there are")
        lengths = {field: int(length) for field, length in dict(kept["_fieldlengths"]).items()}
        seal = kept.get("seal")
        yield SegmentEntry(
            f"MAIN_{name}",
            size,
            deleted,
            lengths,
            bool(kept["compound"]),
            None if seal is None else Seal(*map(int, seal)),
        )
