"""Tests of the merge policy, simulated over the life of an archive."""

from __future__ import annotations

import math
import random

import pytest

from index.engine.whoosh.write.merge_policy import (
    FAN,
    MOST_BYTES,
    MOST_DOCUMENTS,
    SegmentSize,
    chosen,
)


class Archive:
    """Segments as numbers of documents, merged by `chosen` after every commit."""

    def __init__(self) -> None:
        self.segments: list[SegmentSize] = []
        self.rewritten = 0
        self.most_segments = 0
        self.largest_step = 0

    @property
    def live(self) -> int:
        return sum(segment.live for segment in self.segments)

    def commit(self, documents: int) -> None:
        self.segments.append(SegmentSize(documents, documents))
        self.most_segments = max(self.most_segments, len(self.segments))

    def tidy(self) -> None:
        while together := chosen(self.segments):
            live = sum(self.segments[at].live for at in together)
            kept = [each for at, each in enumerate(self.segments) if at not in together]
            assert len(kept) + 1 < len(self.segments) or live < sum(
                self.segments[at].size for at in together
            ), "a merge that changes nothing"
            self.segments = kept + ([SegmentSize(live, live)] if live else [])
            self.rewritten += live
            self.largest_step = max(self.largest_step, live)


@pytest.mark.parametrize("batch", [100, 4_000, 25_000])
def test_a_million_articles_in_equal_batches(batch: int) -> None:
    archive = Archive()
    for _ in range(1_000_000 // batch):
        archive.commit(batch)
        archive.tidy()
    tiers = math.ceil(math.log(1_000_000 / batch, FAN))
    assert archive.live == 1_000_000
    assert archive.most_segments <= FAN * tiers
    assert archive.rewritten <= 1_000_000 * tiers


def test_a_million_articles_in_batches_of_any_size() -> None:
    dice = random.Random(1)
    archive = Archive()
    while archive.live < 1_000_000:
        archive.commit(int(10 ** dice.uniform(0, 4.4)))
        archive.tidy()
    assert archive.most_segments <= 6 * FAN
    assert archive.rewritten <= 4 * archive.live
    assert archive.largest_step <= MOST_DOCUMENTS


def test_single_articles_day_by_day_beside_a_large_archive() -> None:
    archive = Archive()
    archive.segments = [SegmentSize(900_000, 900_000)]
    for _ in range(3_000):
        archive.commit(1)
        archive.tidy()
    assert archive.most_segments <= 1 + 4 * FAN
    assert archive.rewritten <= 3_000 * 4, "the large one is left alone"


def test_an_archive_whose_articles_change_all_the_time() -> None:
    dice = random.Random(2)
    archive = Archive()
    for _ in range(20):
        archive.commit(4_000)
    changed = 0
    for _ in range(400):
        archive.tidy()
        for at, each in enumerate(archive.segments):
            gone = min(each.live, round(500 * each.live / archive.live + dice.random()))
            changed += gone
            archive.segments[at] = SegmentSize(each.size, each.live - gone)
        archive.commit(80_000 - archive.live)
    archive.tidy()
    assert sum(segment.size for segment in archive.segments) <= 2 * archive.live
    assert archive.most_segments <= 4 * FAN
    assert archive.rewritten <= 6 * changed


def test_a_few_segments_stay() -> None:
    assert chosen([]) == set()
    assert chosen([SegmentSize(100, 100)] * (FAN - 1)) == set()


def test_a_full_tier_takes_all_that_is_smaller_along() -> None:
    full = [SegmentSize(500, 500)] * FAN
    assert chosen([SegmentSize(90_000, 90_000), *full, SegmentSize(3, 3)]) == set(range(1, FAN + 2))


def test_what_would_be_rewritten_again_at_once_goes_along() -> None:
    tens = [SegmentSize(20, 20)] * (FAN - 1)
    ones = [SegmentSize(1, 1)] * FAN
    assert chosen([*tens, *ones]) == set(range(2 * FAN - 1))
    assert chosen([*tens, *ones[1:]]) == set()


def test_what_is_mostly_deleted_is_rewritten_the_emptiest_first() -> None:
    assert chosen([SegmentSize(100, 49), SegmentSize(100, 50), SegmentSize(900, 400)]) == {2}
    assert chosen([SegmentSize(100, 49), SegmentSize(100, 50)]) == {0}
    assert chosen([SegmentSize(100, 50)]) == set()


def test_what_is_wholly_deleted_goes_with_any_merge_or_alone() -> None:
    assert chosen([SegmentSize(100, 100), SegmentSize(9, 0)]) == {1}
    assert chosen([SegmentSize(100, 49), SegmentSize(9, 0)]) == {0, 1}


def test_no_segment_becomes_too_large() -> None:
    many = [SegmentSize(400_000, 400_000)] * FAN
    assert len(chosen(many)) == 2
    full = [SegmentSize(600_000, 600_000)] * FAN
    assert chosen(full) == set()
    heavy = [SegmentSize(1_000, 1_000, MOST_BYTES // 4)] * FAN
    assert len(chosen(heavy)) == 4
    # Deleted documents take no room in the merged segment.
    thin = [SegmentSize(1_000, 600, MOST_BYTES // 10)] * FAN
    assert len(chosen(thin)) == FAN
