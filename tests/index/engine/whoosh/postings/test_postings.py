"""Tests of postings: arrays hold the postings of the blocks, and a damaged block is noticed."""

from __future__ import annotations

import random
import struct
import zlib
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest

from index.engine.whoosh.format.errors import DamagedError
from index.engine.whoosh.format.whoosh_api import TOC, FileStorage, SegmentReader
from index.engine.whoosh.postings import postings
from index.engine.whoosh.postings.union import Extents, read
from index.engine.whoosh.store.segment import Segment, calmly
from index.engine.whoosh.store.snapshot import open_snapshot
from index.engine.whoosh.writer import WhooshWriter
from tests.index.engine.archive import article
from tests.index.engine.whoosh.stock import write_with_whoosh

WORDS = ("the", "a", "of", "tide", "heron", "pelican")
COMMON = {"the": 0.95, "a": 0.6, "of": 0.4, "tide": 0.02, "heron": 0.01, "pelican": 0.003}


def articles(dice: random.Random, count: int) -> Iterator[object]:
    for number in range(count):
        chosen = [word for word in WORDS if dice.random() < COMMON[word]]
        text = [word for word in chosen for _ in range(dice.choice([1, 1, 2, 9]))]
        dice.shuffle(text)
        if number == count // 2:
            text += ["the"] * 300 + ["x"] * 70_000 + ["the", "a"]  # every wider form of a block
        yield article(f"a{number:05}", "Title", " ".join(text), source=None)


@pytest.fixture(scope="module", params=["newstui", "Whoosh"])
def opened(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Segment, SegmentReader]:
    folder = tmp_path_factory.mktemp("postings") / "index"
    every = articles(random.Random(5), 2600)
    if request.param == "newstui":
        WhooshWriter(folder, processes=1).apply(every)  # type: ignore[arg-type]
    else:
        write_with_whoosh(folder, every)  # type: ignore[arg-type]
    contents = TOC.read(FileStorage(str(folder)), "MAIN")
    (entry,) = contents.segments
    reader = SegmentReader(FileStorage(str(folder)), contents.schema, entry)
    return open_snapshot(folder).segments[0].segment, reader


def stock(reader: SegmentReader, term: str) -> list[tuple[int, int, list[int]]]:
    matcher = reader.postings("body", term.encode())
    found = []
    while matcher.is_active():
        found.append((matcher.id(), int(matcher.weight()), list(matcher.value_as("positions"))))
        matcher.next()
    return found


@pytest.mark.parametrize("term", [*WORDS, "x"])
def test_documents_frequencies_and_places(opened: tuple[Segment, SegmentReader], term: str) -> None:
    segment, reader = opened
    wanted = stock(reader, term)
    found = segment.postings("body", term)
    assert found.documents.tolist() == [document for document, _, _ in wanted]
    assert found.frequencies.tolist() == [count for _, count, _ in wanted]
    for some in (np.ones(segment.size, np.bool_), np.arange(segment.size) % 7 == 3):
        info = segment.info("body", term)
        assert list(standing(segment.places(info, some))) == [
            (document, positions) for document, _, positions in wanted if some[document]
        ]


def standing(blocks: Iterator[postings.Places]) -> Iterator[tuple[int, list[int]]]:
    for documents, counts, steps, lasts in blocks:
        of_each = np.split(steps.astype(np.int64), counts.cumsum()[:-1])
        for document, some, last in zip(documents.tolist(), of_each, lasts.tolist(), strict=True):
            positions = some.cumsum().tolist()
            assert positions[-1] == last
            yield document, positions


def test_terms_that_are_inlined_are_read_together(
    opened: tuple[Segment, SegmentReader],
) -> None:
    segment, _ = opened
    dictionary = segment.dictionary
    every = np.arange(*dictionary.prefixed("slug"))
    found = [each for some in segment.lists(every, calmly) for each in some.documents.tolist()]
    assert sorted(found) == list(range(segment.size))
    assert all(set(some.frequencies.tolist()) <= {1} for some in segment.lists(every, calmly))


def test_a_damaged_block_raises(opened: tuple[Segment, SegmentReader]) -> None:
    """Damage each byte of the shortest list of several blocks: no hang, no wrong document."""
    segment, _ = opened
    info = segment.info("body", "of")
    assert info is not None
    assert info.inlined is None
    whole = bytes(segment.file("pst").piece(info.start, info.start + info.length))
    info = postings.TermInfo(info.documents, None, 0, info.length)
    every = np.ones(segment.size, np.bool_)
    dice = random.Random(1)
    raised = 0
    for at in (*range(60), *dice.sample(range(len(whole)), 200)):
        damaged = bytearray(whole)
        damaged[at] ^= 1 << dice.randrange(8)
        try:
            found = postings.read(memoryview(damaged), info, segment.size, calmly)
            assert found.documents.max() < segment.size
            list(postings.places(memoryview(damaged), info, every, calmly))
        except Exception:  # noqa: BLE001  (whatever it is, `folder.reading` knows what to call it)
            raised += 1
    assert raised > 150
    for end in range(0, len(whole), 97):
        with pytest.raises(
            (ValueError, LookupError, struct.error, zlib.error, EOFError, TypeError)
        ):
            postings.read(memoryview(whole[:end]), info, segment.size, calmly)


def test_lists_of_terms_are_read_together_as_each_alone(
    opened: tuple[Segment, SegmentReader], monkeypatch: pytest.MonkeyPatch
) -> None:
    segment, _ = opened
    dictionary = segment.dictionary
    every = np.arange(*dictionary.prefixed("body"))
    wanted: Counter[int] = Counter()
    for term in dictionary.terms(every.tolist()):
        wanted.update(counted(segment.postings("body", term)))
    for together in (1, 1000, 1 << 17):
        monkeypatch.setattr("index.engine.whoosh.postings.union._TOGETHER", together)
        found: Counter[int] = Counter()
        for some in segment.lists(every, calmly):
            found.update(counted(some))
        assert found == wanted


def counted(some: postings.Postings) -> Counter[int]:
    counts: Counter[int] = Counter()
    for document, often in zip(some.documents.tolist(), some.frequencies.tolist(), strict=True):
        counts[document] += often
    return counts


def test_a_damaged_list_among_others_raises(opened: tuple[Segment, SegmentReader]) -> None:
    """Damage each byte of a list: an error, or documents of the segment."""
    segment, _ = opened
    info = segment.info("body", "of")
    assert info is not None
    whole = bytes(segment.file("pst").piece(info.start, info.start + info.length))
    extents = Extents(np.array([0]), np.array([len(whole)]), np.array([info.documents]))
    dice = random.Random(2)
    raised = 0
    for at in (*range(60), *dice.sample(range(len(whole) // 3), 200)):
        damaged = bytearray(whole)
        damaged[at] ^= 1 << dice.randrange(8)
        try:
            for found in read(memoryview(damaged), extents, segment.size, calmly):
                assert not len(found.documents) or found.documents.max() < segment.size
        except AssertionError:
            raise
        except Exception:  # noqa: BLE001  (as above)
            raised += 1
    assert raised > 20
    with pytest.raises(DamagedError):
        list(read(memoryview(whole[:-1]), extents, segment.size, calmly))
