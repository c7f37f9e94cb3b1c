"""Open segment: its mapped files, their parts, and the readers of its postings and columns."""

from __future__ import annotations

import mmap
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from index.engine.whoosh.format.arrays import I64, Mask
from index.engine.whoosh.format.cache import BoundedCache
from index.engine.whoosh.format.checksums import Pages, Seal, SegmentPart
from index.engine.whoosh.format.errors import DamagedError
from index.engine.whoosh.format.pickles import table
from index.engine.whoosh.format.schema import Listed, listed
from index.engine.whoosh.postings import postings, union
from index.engine.whoosh.postings.dictionary import Dictionary
from index.engine.whoosh.postings.postings import NOTHING, Places, Postings, TermInfo
from index.engine.whoosh.postings.union import Extents
from index.engine.whoosh.store.casing import COUNTS, Casing
from index.engine.whoosh.store.commit import SegmentEntry
from index.engine.whoosh.store.name_index import HASHES, NUMBERS, Sounds
from index.engine.whoosh.store.values import DocumentColumns

_ROW = 1500
"""Approximate bytes of a row in memory."""
_COMPOUND = struct.Struct("!qi")  # offset and length of the directory of a compound file


def calmly() -> None:
    """Do nothing: the callback `watch` of a read without a time limit."""


class Segment:
    """Open segment with files that never change; deletions belong to the commit (`Snapshot`).

    Documents have numbers from 0 to `size` - 1. Files are mapped, and read only in the parts that
    are needed; the callback `watch` is called now and then while reading and may raise. Damaged
    files raise various exceptions: `folder.reading` converts them into one error.
    """

    def __init__(self, folder: Path, entry: SegmentEntry, kept: BoundedCache) -> None:
        self.id = entry.id
        self.size = entry.size
        self._total_lengths = entry.lengths
        self.kept = kept
        self._files = _Files(folder, entry)
        self._postings = self._files.needed("pst")
        self.dictionary = Dictionary(self._files.needed("trm"))
        self.columns = DocumentColumns(self._files.part, entry.size)
        # Every segment has this column, the largest: without it opening fails, not a search.
        self._files.needed("_stored.col")

    @cached_property
    def sounds(self) -> Sounds | None:
        """Index of the segment's names by sound; None in a segment that Whoosh wrote."""
        hashes, numbers = self._files.part(HASHES), self._files.part(NUMBERS)
        if hashes is None or numbers is None:
            return None
        return Sounds(hashes.whole(), numbers.whole(), len(self.dictionary))

    @cached_property
    def casing(self) -> Casing | None:
        """Case counts of the segment's words; None in a segment that Whoosh wrote."""
        counts = self._files.part(COUNTS)
        return None if counts is None else Casing(counts.whole(), len(self.dictionary))

    def close(self) -> None:
        """Close the files; a map that arrays still use is closed with the last of these arrays."""
        self._files.close()

    @property
    def maps(self) -> Sequence[mmap.mmap]:
        """Mapped files of the segment."""
        return self._files.maps

    def file(self, name: str) -> SegmentPart:
        """Return a mapped part, by the end of its name. Raises `DamagedError` if missing."""
        return self._files.needed(name)

    def damages(self, most: int | None = None) -> Iterator[str]:
        """Yield the names of damaged parts, with `most` only of parts of at most `most` bytes."""
        for name, part in self._files.parts().items():
            if (most is None or len(part) <= most) and part.is_damaged():
                yield f"{self.id}.{name}"

    def info(self, field: str, term: str) -> TermInfo | None:
        """Return the term info, or None when the field has no such term."""
        return self.dictionary.info(field, term)

    def frequency(self, field: str, term: str) -> int:
        """Return the number of documents with a term, deleted documents included."""
        info = self.info(field, term)
        return 0 if info is None else info.documents

    def postings(self, field: str, term: str, watch: Callable[[], None] = calmly) -> Postings:
        """Return the postings of a term, deleted documents included; empty for no such term."""
        info = self.info(field, term)
        return NOTHING if info is None else self._read(info, watch)

    def lists(self, numbers: I64, watch: Callable[[], None]) -> Iterator[Postings]:
        """Yield the postings of terms by their numbers, in batches of several terms."""
        inlined, starts, documents = self.dictionary.values(numbers)
        some, read = postings.read_inlined(
            self.dictionary.raw, starts[inlined], documents[inlined], self.size
        )
        yield some
        apart = starts[~inlined]
        extents = Extents(*self.dictionary.extents(apart), documents[~inlined])
        self._postings.check_each(extents.starts, extents.starts + extents.lengths)
        yield from union.read(self._postings.content, extents, self.size, watch)
        for number in numbers[inlined][~read].tolist():
            watch()
            yield self._read(self.dictionary.info_at(number), watch)

    def places(
        self, info: TermInfo | None, wanted: Mask, watch: Callable[[], None] = calmly
    ) -> Iterator[Places]:
        """Iterate over the positions of a term in the wanted documents, as `postings.places`."""
        if info is None:
            return iter(())
        return postings.places(self._lists_of(info), info, wanted, watch)

    def total_length(self, field: str) -> int:
        """Return the number of terms of a field in all documents together."""
        return self._total_lengths.get(field, 0)

    def stored(self, document: int) -> Mapping[str, Any]:
        """Return the stored fields of a document."""
        return self.columns.stored(document)

    def listed(self, document: int) -> Listed:
        """Return the row of a document in a list, from the cache if possible.

        The same articles come again with every letter that is typed.
        """
        key = ("row", self.id, document)
        found: Listed | None = self.kept.get(key)
        if found is None:
            found = listed(self.columns.row(document))
            self.kept.put(key, found, _ROW)
        return found

    def _read(self, info: TermInfo, watch: Callable[[], None]) -> Postings:
        return postings.read(self._lists_of(info), info, self.size, watch)

    def _lists_of(self, info: TermInfo) -> memoryview:
        """Return the postings file, with the posting list of this term verified."""
        self._postings.check(info.start, info.start + info.length)
        return self._postings.content


class _Files:
    """Mapped files of a segment: parts of one compound file, Whoosh's default, or single files."""

    def __init__(self, folder: Path, entry: SegmentEntry) -> None:
        self._begin = f"{entry.id}."
        self._folder = folder
        self.maps: list[mmap.mmap] = []
        self._parts: dict[str, SegmentPart] = {}
        self._compound = entry.compound
        if entry.compound:
            self._read_directory(self._map(f"{self._begin}seg"), entry.seal)

    def part(self, name: str) -> SegmentPart | None:
        """Return a part by the end of its name, or None when there is no such part."""
        if not self._compound and name not in self._parts:
            with suppress(FileNotFoundError):
                self._parts[name] = SegmentPart(self._map(self._begin + name))
        return self._parts.get(name)

    def needed(self, name: str) -> SegmentPart:
        """Return a part that every segment has. Raises `DamagedError` if missing."""
        found = self.part(name)
        if found is None:
            raise DamagedError(f"a segment without {name}")
        return found

    def parts(self) -> Mapping[str, SegmentPart]:
        """Return the parts mapped so far, by the ends of their names."""
        return self._parts

    def close(self) -> None:
        """Close the maps; a map that arrays still use lives as long as these arrays."""
        self._parts.clear()
        while self.maps:
            with suppress(BufferError):
                self.maps.pop().close()

    def _map(self, name: str) -> memoryview:
        with (self._folder / name).open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.maps.append(mapped)
        return memoryview(mapped)

    def _read_directory(self, whole: memoryview, seal: Seal | None) -> None:
        """Read the parts of a compound file from its directory. Raises `DamagedError`.

        The file has the offset and length of the directory, the parts, the directory as a pickle.
        """
        at, length = _COMPOUND.unpack_from(whole)
        if not 0 < at < at + length <= len(whole):
            raise DamagedError("a compound file without a directory")
        pages = None if seal is None else _sealed(whole, seal, range(at, at + length))
        directory, _ = table(whole[at : at + length])
        for name, where in directory.items():
            start, size = where["offset"], where["length"]
            if not 0 <= start <= start + size <= len(whole):
                raise DamagedError("a file beyond the end of its segment")
            ending = name.removeprefix(self._begin)
            if ending == name:
                raise DamagedError("a file of another segment")
            self._parts[ending] = SegmentPart(
                whole[start : start + size], pages, start - _COMPOUND.size
            )


def _sealed(whole: memoryview, seal: Seal, directory: range) -> Pages:
    """Return the pages of a compound file after verifying the seal. Raises `DamagedError`."""
    start = seal.start
    if not _COMPOUND.size <= start <= directory.start or directory.stop != len(whole):
        raise DamagedError("a directory elsewhere than its seal says")
    head = zlib.crc32(whole[: _COMPOUND.size])
    if zlib.crc32(whole[start:], head) != seal.checksum:
        raise DamagedError("a directory with another checksum")
    return Pages(whole[_COMPOUND.size : start], whole[start : directory.start])
