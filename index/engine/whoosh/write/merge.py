"""Merge of segments into one without deleted documents.

No text is analysed again: large blocks of postings are copied, all others are decoded, their
documents numbered anew, and written as those of a new batch; stored fields are copied as compressed
bytes. Terms are taken in parts, so that the memory for a merge doesn't grow with the segments.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from index.engine.whoosh.format.arrays import I64, U32, Mask
from index.engine.whoosh.format.cache import BoundedCache
from index.engine.whoosh.format.errors import DamagedError
from index.engine.whoosh.format.inverted import (
    FacetColumn,
    Inverted,
    InvertedDocuments,
    Mixed,
    Ready,
    Strings,
    seam,
)
from index.engine.whoosh.format.schema import FACETS, GIVEN_WORDS, REST_WORDS, WORDS_OF
from index.engine.whoosh.format.whoosh_api import byte_to_length
from index.engine.whoosh.postings.decode import (
    DecodedPostings,
    decode,
    decode_inlined,
    decode_short,
    inflate_short,
    ranges,
)
from index.engine.whoosh.postings.layout import FIRST, FIRST_AT, GREATEST, GREATEST_AT, LAST_AT
from index.engine.whoosh.postings.lists import Block, Open
from index.engine.whoosh.postings.records import Part, Records
from index.engine.whoosh.store.casing import COLUMNS, TEXT, TITLE
from index.engine.whoosh.store.commits import entry
from index.engine.whoosh.store.segment import Segment
from index.engine.whoosh.store.segment_file import write_segment
from index.engine.whoosh.store.values import Texts
from index.engine.whoosh.write.live_casing import LiveCasing
from index.errors import Stopped, never

PART_MB = 128
"""The budget for the terms of a part in megabytes, exceeded by a single large term: the commonest
word of a million articles takes 300."""

_TERM_BYTES, _POSTING_BYTES, _PLACE_BYTES = 250, 100, 40
"""Estimated upper bounds: the dictionary entry of a term, and the arrays in which a posting and a
position are decoded, joined and laid out."""

COPIED_FROM = 512
"""The least number of postings in a block that is copied as it is. Shorter blocks are joined with
their neighbours, so that lists don't fall to pieces with every merge."""

_POSITIONED = frozenset({"title", "body", REST_WORDS, GIVEN_WORDS, *WORDS_OF.values()})
"""Fields with positions."""

_LENGTHS = np.array([byte_to_length(code) for code in range(256)], np.int64)


def merged(folder: Path, segments: Sequence[Any], stop: Callable[[], bool] = never) -> list[Any]:
    """Write one segment with the live documents of these segments, in their order, and return it.

    Segments are Whoosh's `W3Segment`s, as a table of contents names them; the list is empty when
    all documents are deleted. `stop` is called for each part; once it returns True, `Stopped` is
    raised, and the new segment's files are removed. So they are at an `OSError`, when the disk is
    full; any other error comes from damaged files.
    """
    with ExitStack() as open_files:
        sources: list[_Source] = []
        size = 0
        for known in map(entry, segments):
            opened = open_files.enter_context(closing(Segment(folder, known, BoundedCache())))
            sources.append(_Source(opened, known.deleted, size, stop))
            size = sources[-1].end
        return [_write(folder, sources, size, stop)] if size else []


def _write(folder: Path, sources: list[_Source], size: int, stop: Callable[[], bool]) -> Any:
    names = sorted({name for source in sources for name in source.records.fields})
    totals = dict.fromkeys(names, 0)
    fields = [(name, _counted(_parts(name, sources, stop), name, totals)) for name in names]
    documents = _documents(sources, size, names)
    new = write_segment(folder, documents, fields)
    # A document's length is kept rounded, but the sum of the lengths must be exact.
    new._fieldlengths = {name: totals[name] for name in documents.lengths if totals.get(name)}
    return new


class _Source:
    """A segment to be merged, with the new numbers of its documents."""

    def __init__(
        self, segment: Segment, deleted: frozenset[int], first: int, stop: Callable[[], bool]
    ) -> None:
        self.columns = segment.columns
        self.size = segment.size
        self.live: Mask = np.ones(segment.size, np.bool_)
        self.live[np.fromiter(deleted, np.int64, len(deleted))] = False
        self.numbers: I64 = np.cumsum(self.live) - 1 + first
        """The new number of each live document."""
        self.end = first + int(np.count_nonzero(self.live))
        self.is_whole = not deleted
        self.casing = LiveCasing(segment, deleted, stop)
        self._first = first
        postings = segment.file("pst")
        self._postings = postings.content
        self.records = Records(segment.file("trm").whole(), postings, segment.size)

    def copies(self, block: Block) -> bool:
        """Return whether a block is copied: large, uncompressed, and without deleted documents."""
        return self.is_whole and block.size >= COPIED_FROM and block.is_open(self._postings)

    def ready(self, blocks: Sequence[Block]) -> Iterator[Ready]:
        """Yield copies of blocks with new document numbers: only the first and the last number
        change, because the numbers between are steps. Raises `DamagedError` for a wrong greatest
        frequency."""
        if not blocks:
            return
        opened = Open()
        for block in blocks:
            opened.add(self._postings, block)
        documents, frequencies, counts = opened.numbers()
        begins = counts.cumsum() - counts
        firsts = (documents[begins].astype(np.int64) + self._first).tolist()
        weights = np.add.reduceat(frequencies, begins, dtype=np.int64).tolist()
        greatest = np.maximum.reduceat(frequencies, begins).tolist()
        for block, first, weight, most in zip(blocks, firsts, weights, greatest, strict=True):
            data = bytearray(self._postings[block.facts : block.end])
            if GREATEST.unpack_from(data, GREATEST_AT)[0] != most:
                raise DamagedError("another greatest frequency than the block says")
            FIRST.pack_into(data, LAST_AT, block.last + self._first)
            FIRST.pack_into(data, FIRST_AT, first)
            yield Ready(bytes(data), first, weight)

    def runs(self, part: Part, *, positions: bool) -> Iterator[_Runs]:
        """Yield the decoded postings of some terms. Raises `DamagedError` for a wrong order."""
        if len(part.owners):
            postings = decode_inlined(part.inlined, positions=positions)
            documents = postings.documents
            rising = documents[1:] > documents[:-1]
            rising[part.inlined.counts.cumsum()[:-1] - 1] = True
            if not rising.all() or int(documents.max()) >= self.size:
                raise DamagedError("documents out of order, or that there are not")
            yield _Runs.of(part.terms, part.owners, part.inlined.counts, postings, self)
        # Most lists have one block, a short one; in a longer list only the last block may be short.
        tails = [(owner, some[-1]) for owner, some in part.apart if some[-1].packed]
        short = inflate_short(self._postings, [block for _, block in tails]) if tails else None
        others = [
            (owner, block)
            for owner, some in part.apart
            for block in (some[:-1] if short is not None and some[-1].packed else some)
        ]
        if others:
            blocks = [block for _, block in others]
            yield self._run(part, others, decode(self._postings, blocks, positions=positions))
        if short is not None:
            blocks = [block for _, block in tails]
            yield self._run(part, tails, decode_short(short, blocks, positions=positions))

    def _run(
        self, part: Part, blocks: Sequence[tuple[int, Block]], postings: DecodedPostings
    ) -> _Runs:
        owners = np.array([owner for owner, _ in blocks], np.int64)
        counts = np.array([block.size for _, block in blocks], np.int64)
        return _Runs.of(part.terms, owners, counts, postings, self)


# Postings


def _counted(parts: Iterator[Mixed], name: str, totals: dict[str, int]) -> Iterator[Mixed]:
    for part in parts:
        for some in (part.plain, part.seams):
            totals[name] += int(some.frequencies.sum(dtype=np.int64))
        totals[name] += sum(block.weight for some in part.copied.values() for block in some)
        yield part


def _parts(field: str, sources: Sequence[_Source], stop: Callable[[], bool]) -> Iterator[Mixed]:
    """Yield the terms of a field in order, as many at once as `PART_MB` allows."""
    budget = (PART_MB << 20) / len(sources)
    cursors = [_Cursor(source, field) for source in sources]
    while any(cursor.rest for cursor in cursors):
        if stop():
            raise Stopped
        last = min(
            (term for cursor in cursors if (term := cursor.last_within(budget)) is not None),
            default=None,
        )
        taken = [each for cursor in cursors if (each := cursor.take(last)) is not None]
        yield _mixed(taken, field)


class _Taken(NamedTuple):
    """A range of terms read from one source."""

    source: _Source
    part: Part
    numbers: range
    """The numbers of these terms in the dictionary of the source."""


class _Cursor:
    """The position of a merge within the terms of a field of one segment."""

    def __init__(self, source: _Source, field: str) -> None:
        self._source = source
        self.rest = source.records.terms_of(field)
        self._start = self.rest.start
        postings, places = source.records.sizes(self.rest)
        self._bytes = np.cumsum(
            postings * _POSTING_BYTES + places * _PLACE_BYTES + _TERM_BYTES, dtype=np.float64
        )

    def last_within(self, budget: float) -> bytes | None:
        """Return the last term within a budget of bytes; None when all remaining terms fit."""
        if not self.rest:
            return None
        at = self.rest.start - self._start
        before = self._bytes[at - 1] if at else 0.0
        end = self._start + int(np.searchsorted(self._bytes, before + budget, "right"))
        end = max(end, self.rest.start + 1)
        return self._source.records.term(end - 1) if end < self.rest.stop else None

    def take(self, last: bytes | None) -> _Taken | None:
        """Read the next terms, up to and with `last`, or all of them; None for no term."""
        stop = self.rest.stop
        if last is not None:
            stop = self._source.records.up_to(last, self.rest)
        taken, self.rest = range(self.rest.start, stop), range(stop, self.rest.stop)
        return _Taken(self._source, self._source.records.read(taken), taken) if taken else None


def _mixed(taken: Sequence[_Taken], field: str) -> Mixed:
    """Join the terms of all sources: blocks to be copied, and all other postings decoded."""
    copied: dict[bytes, list[Ready]] = {
        part.terms[owner]: []
        for source, part, _ in taken
        for owner, blocks in part.apart
        if any(map(source.copies, blocks))
    }
    positions = field in _POSITIONED
    plain: list[_Runs] = []
    seams: list[_Runs] = []
    for source, part, _ in taken:
        plain += source.runs(_without(part, copied), positions=positions)
        seams += source.runs(_seams(source, part, copied), positions=positions)
    ranked = _Ranked.of([part.terms for _, part, _ in taken])
    united = _united(plain, ranked, positions=positions)
    return Mixed(
        united,
        copied,
        _united(seams, _Ranked.of([run.terms for run in seams]), positions=positions),
        _casing(taken, ranked, {*united.terms, *copied}, field) if field in (TEXT, TITLE) else None,
    )


def _casing(taken: Sequence[_Taken], ranked: _Ranked, written: set[bytes], field: str) -> I64:
    """Return the casing counts of the terms that the segment will have. Shape (terms, columns)."""
    found = np.zeros((len(ranked.terms), COLUMNS), np.int64)
    for source, part, numbers in taken:
        found[ranked.places[id(part.terms)]] += source.casing.of(field, part.terms, numbers)
    if len(written) < len(found):  # some terms stand only in deleted documents
        found = found[[term in written for term in ranked.terms]]
    return found


def _without(part: Part, copied: Mapping[bytes, object]) -> Part:
    """Return the part without the terms that have copied blocks."""
    if not copied:
        return part
    alone = [part.terms[owner] not in copied for owner in part.owners.tolist()]
    chosen = np.array(alone, np.bool_)
    apart = [(owner, blocks) for owner, blocks in part.apart if part.terms[owner] not in copied]
    return Part(part.terms, part.owners[chosen], part.inlined.chosen(chosen), apart)


def _seams(source: _Source, part: Part, copied: Mapping[bytes, list[Ready]]) -> Part:
    """Return the postings between copied blocks, each run under the name that `seam` gives it, and
    append the copied blocks to `copied`."""
    if not copied:
        return Part(
            [], part.owners[:0], part.inlined.chosen(np.zeros(len(part.owners), np.bool_)), []
        )
    names: list[bytes] = []
    here = [n for n, owner in enumerate(part.owners.tolist()) if part.terms[owner] in copied]
    for number in here:
        term = part.terms[int(part.owners[number])]
        names.append(seam(term, len(copied[term])))
    apart: list[tuple[int, Sequence[Block]]] = []
    copies: list[tuple[bytes, Block]] = []
    for owner, blocks in part.apart:
        term = part.terms[owner]
        if term not in copied:
            continue
        before = len(copied[term])
        for is_copied, run in groupby(blocks, source.copies):
            some = list(run)
            if is_copied:
                copies += ((term, block) for block in some)
                before += len(some)
            else:
                apart.append((len(names), some))
                names.append(seam(term, before))
    for (term, _), ready in zip(copies, source.ready([b for _, b in copies]), strict=True):
        copied[term].append(ready)
    chosen = np.array(here, np.int64)
    return Part(names, np.arange(len(here)), part.inlined.chosen(chosen), apart)


@dataclass(frozen=True, slots=True)
class _Runs:
    """Decoded postings of some terms, in runs of one term each, with new document numbers."""

    terms: Sequence[bytes]
    owners: I64
    """The term of each run, as its position in `terms`."""
    counts: I64
    """The number of postings in each run; 0 where all of them were of deleted documents."""
    places: I64
    """The number of positions in each run."""
    documents: U32
    frequencies: U32
    positions: U32 | None

    @classmethod
    def of(
        cls,
        terms: Sequence[bytes],
        owners: I64,
        counts: I64,
        postings: DecodedPostings,
        source: _Source,
    ) -> _Runs:
        """Make a run of each block, without the postings of deleted documents."""
        documents, frequencies, positions = (
            postings.documents,
            postings.frequencies,
            postings.positions,
        )
        starts = np.cumsum(counts) - counts
        if not source.is_whole:
            live = source.live[documents]
            if positions is not None:
                positions = positions[np.repeat(live, frequencies)]
            documents, frequencies = documents[live], frequencies[live]
            counts = np.add.reduceat(live, starts, dtype=np.int64)
            starts = np.cumsum(counts) - counts
        ends = np.concatenate(([0], np.cumsum(frequencies, dtype=np.int64)))
        places = ends[starts + counts] - ends[starts]
        new = source.numbers[documents].astype(np.uint32)
        return cls(terms, owners, counts, places, new, frequencies, positions)


class _Ranked(NamedTuple):
    """The sorted union of several lists of terms."""

    terms: Sequence[bytes]
    """Distinct, in the order of their bytes."""
    places: Mapping[int, I64]
    """The rank of each term of a list, by the `id` of the list."""

    @classmethod
    def of(cls, lists: Sequence[Sequence[bytes]]) -> _Ranked:
        """Sort the union of these lists, and rank the terms of each list."""
        terms = sorted(set().union(*lists))
        ranks = {term: rank for rank, term in enumerate(terms)}
        places = {
            id(each): np.fromiter(map(ranks.__getitem__, each), np.int64, len(each))
            for each in {id(each): each for each in lists}.values()
        }
        return cls(terms, places)


def _united(runs: Sequence[_Runs], ranked: _Ranked, *, positions: bool) -> Inverted:
    """Join the runs of each term; the sources come in the order of their new documents."""
    if not runs:
        none = np.empty(0, np.uint32)
        return Inverted([], np.zeros(1, np.int64), none, none, none if positions else None)
    terms = ranked.terms
    owners = _joined([ranked.places[id(run.terms)][run.owners] for run in runs])
    order = np.argsort(owners, kind="stable")
    counts = _joined([run.counts for run in runs])
    postings = ranges((np.cumsum(counts) - counts)[order], counts[order])
    per_term = np.bincount(owners, counts, len(terms)).astype(np.int64)
    kept = per_term > 0
    joined: U32 | None = None
    if positions:
        lengths = _joined([run.places for run in runs])
        moved = ranges((np.cumsum(lengths) - lengths)[order], lengths[order])
        joined = np.concatenate([run.positions for run in runs if run.positions is not None])[moved]
    return Inverted(
        list(itertools.compress(terms, kept.tolist())),
        np.concatenate(([0], np.cumsum(per_term[kept]))),
        np.concatenate([run.documents for run in runs])[postings],
        np.concatenate([run.frequencies for run in runs])[postings],
        joined,
    )


def _joined(parts: Sequence[I64]) -> I64:
    return np.concatenate(parts)


# Columns and stored fields of the documents


def _documents(sources: Sequence[_Source], size: int, fields: Sequence[str]) -> InvertedDocuments:
    return InvertedDocuments(
        size,
        _stored(sources),
        [bytes(source.columns.ids[at]) for source in sources for at in _live(source)],
        np.concatenate([source.columns.dates[source.live] for source in sources]),
        {field: _facet(field, sources) for field in FACETS.values()},
        {field: lengths for field in fields if (lengths := _lengths(field, sources)).any()},
    )


def _live(source: _Source) -> list[int]:
    return list(np.flatnonzero(source.live).tolist())


def _lengths(field: str, sources: Sequence[_Source]) -> I64:
    """Return the length of each live document, decoded from a byte and stable when encoded."""
    codes = [source.columns.lengths(field)[source.live] for source in sources]
    found: I64 = _LENGTHS[np.concatenate(codes)]
    return found


def _facet(field: str, sources: Sequence[_Source]) -> FacetColumn:
    """Join the facet values of all segments, and drop values without a live document."""
    values: dict[bytes, int] = {b"": 0}
    columns = []
    for source in sources:
        facet = source.columns.facet(field)
        codes = facet.codes[source.live]
        used, codes = np.unique(codes, return_inverse=True)
        names = [(facet.values[at] or "").encode() for at in used.tolist()]
        numbers = [values.setdefault(name, len(values)) for name in names]
        columns.append(np.array(numbers, np.uint32)[codes])
    return FacetColumn(list(values), np.concatenate(columns))


def _stored(sources: Sequence[_Source]) -> Strings:
    """Return the stored fields of the live documents, in runs of adjacent documents."""
    columns = [(source.columns.stored_bytes, np.flatnonzero(source.live)) for source in sources]
    return Strings(
        np.concatenate([texts.lengths[live].astype(np.int64) for texts, live in columns]),
        (piece for texts, live in columns for piece in _pieces(texts, live)),
    )


def _pieces(texts: Texts, live: I64) -> Iterator[memoryview]:
    starts = texts.starts[live].astype(np.int64)
    ends = starts + texts.lengths[live]
    cuts = np.flatnonzero(starts[1:] != ends[:-1]) + 1
    for begin, end in pairwise([0, *cuts.tolist(), len(live)]):
        if begin < end:
            yield texts.piece(int(starts[begin]), int(ends[end - 1]))
