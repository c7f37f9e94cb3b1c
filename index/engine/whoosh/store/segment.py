"""Files of a segment and their parts."""

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
"""Bytes that a row takes in memory, about."""
_COMPOUND = struct.Struct("!qi")  # where the directory of a compound file is, and its length


def calmly() -> None:
    """Nobody waits: reads to the end."""


class Segment:
    """The files of a segment, which never change; deletions belong to the commit (`Snapshot`).

    Documents have numbers from 0 to `size`. Files are mapped, and read where and when something
    of them is needed; `watch` is called now and then while reading and may raise. What is damaged
    raises whatever it leads to: `folder.reading` makes it one error.
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
        # The largest of the columns that every segment has: a file that was cut misses its end.
        self._files.needed("_stored.col")

    @cached_property
    def sounds(self) -> Sounds | None:
        """Its names by how they sound; None in a segment that Whoosh wrote."""
        hashes, numbers = self._files.part(HASHES), self._files.part(NUMBERS)
        if hashes is None or numbers is None:
            return None
        return Sounds(hashes.whole(), numbers.whole(), len(self.dictionary))

    @cached_property
    def casing(self) -> Casing | None:
        """How its words are written; None in a segment that Whoosh wrote."""
        counts = self._files.part(COUNTS)
        return None if counts is None else Casing(counts.whole(), len(self.dictionary))

    def close(self) -> None:
        """Let go of the files, as soon as nothing that was read from them is in use."""
        self._files.close()

    @property
    def maps(self) -> Sequence[mmap.mmap]:
        """The files that are mapped."""
        return self._files.maps

    def file(self, name: str) -> SegmentPart:
        """One of its files that every segment has, mapped, by the end of its name."""
        return self._files.needed(name)

    def damages(self, most: int | None = None) -> Iterator[str]:
        """The names of its damaged parts; of those of at most so many bytes where that is given."""
        for name, part in self._files.parts().items():
            if (most is None or len(part) <= most) and part.is_damaged():
                yield f"{self.id}.{name}"

    def info(self, field: str, term: str) -> TermInfo | None:
        """What the dictionary knows of a term, or None when the field has no such term."""
        return self.dictionary.info(field, term)

    def frequency(self, field: str, term: str) -> int:
        """The number of documents with a term, deleted ones included."""
        info = self.info(field, term)
        return 0 if info is None else info.documents

    def postings(self, field: str, term: str, watch: Callable[[], None] = calmly) -> Postings:
        """Which documents have a term and how often, deleted ones included."""
        info = self.info(field, term)
        return NOTHING if info is None else self._read(info, watch)

    def lists(self, numbers: I64, watch: Callable[[], None]) -> Iterator[Postings]:
        """The postings of terms by their numbers, those of several terms together."""
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
        """Where a term stands in the wanted documents, as `postings.places` has it."""
        if info is None:
            return iter(())
        return postings.places(self._lists_of(info), info, wanted, watch)

    def total_length(self, field: str) -> int:
        """The terms of a field in all documents together."""
        return self._total_lengths.get(field, 0)

    def stored(self, document: int) -> Mapping[str, Any]:
        """What was stored with a document."""
        return self.columns.stored(document)

    def listed(self, document: int) -> Listed:
        """What a list shows of a document; kept, for the same articles come again with every letter
        that is typed."""
        key = ("row", self.id, document)
        found: Listed | None = self.kept.get(key)
        if found is None:
            found = listed(self.columns.row(document))
            self.kept.put(key, found, _ROW)
        return found

    def _read(self, info: TermInfo, watch: Callable[[], None]) -> Postings:
        return postings.read(self._lists_of(info), info, self.size, watch)

    def _lists_of(self, info: TermInfo) -> memoryview:
        """The file of postings, in which the list of this term is checked."""
        self._postings.check(info.start, info.start + info.length)
        return self._postings.content


class _Files:
    """The files of a segment, mapped: in one file, as Whoosh writes them, or each by itself."""

    def __init__(self, folder: Path, entry: SegmentEntry) -> None:
        self._begin = f"{entry.id}."
        self._folder = folder
        self.maps: list[mmap.mmap] = []
        self._parts: dict[str, SegmentPart] = {}
        self._compound = entry.compound
        if entry.compound:
            self._read_directory(self._map(f"{self._begin}seg"), entry.seal)

    def part(self, name: str) -> SegmentPart | None:
        """A file by the end of its name, or None when there is none."""
        if not self._compound and name not in self._parts:
            with suppress(FileNotFoundError):
                self._parts[name] = SegmentPart(self._map(self._begin + name))
        return self._parts.get(name)

    def needed(self, name: str) -> SegmentPart:
        """A file that every segment has."""
        found = self.part(name)
        if found is None:
            raise DamagedError(f"a segment without {name}")
        return found

    def parts(self) -> Mapping[str, SegmentPart]:
        """The files that are known of, by the ends of their names."""
        return self._parts

    def close(self) -> None:
        """Let go of the maps; those that arrays still look into live as long as these."""
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
        """A compound file: where its directory is, the files, the directory as a pickle."""
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
    """The pages of a compound file, after a look at the checksum of its head and its end."""
    start = seal.start
    if not _COMPOUND.size <= start <= directory.start or directory.stop != len(whole):
        raise DamagedError("a directory elsewhere than its seal says")
    head = zlib.crc32(whole[: _COMPOUND.size])
    if zlib.crc32(whole[start:], head) != seal.checksum:
        raise DamagedError("a directory with another checksum")
    return Pages(whole[_COMPOUND.size : start], whole[start : directory.start])
