"""Merge policy: choice of the segments that become one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FAN = 10
"""Segments of about the same size that are made one; a tier spans sizes from one power of it to
the next."""

MOST_DOCUMENTS = 1_000_000
"""No merge makes a segment larger than that: its dictionary, its columns and the time that
rewriting it takes stay bounded."""

MOST_BYTES = 3 * 2**30
"""Nor one of more bytes: Whoosh counts in 32 bits where a stored article begins."""


@dataclass(frozen=True, slots=True)
class SegmentSize:
    """How large a segment is, and how much of it still counts."""

    size: int
    """Documents, deleted ones included."""
    live: int
    bytes: int = 0
    """Of its file."""

    @property
    def live_bytes(self) -> float:
        """About the bytes that a merge would make of it."""
        return self.bytes * self.live / max(1, self.size)


def chosen(segments: Sequence[SegmentSize]) -> frozenset[int]:
    """The segments, by their place in the list, that the next merge should make one; may be none.

    Tiered, as in Lucene (TieredMergePolicy) and in log-structured merge trees: the segments of a
    tier are left alone until there are `FAN` of them, and then they become one of the next tier,
    together with all that are smaller. So there are fewer than `FAN` segments a tier, and each
    document is rewritten once for each power of `FAN` that the archive has grown by.

    Besides, what is deleted for more than a half is rewritten, and what is deleted altogether
    goes with any merge, or by itself.
    """
    dead = frozenset(at for at, each in enumerate(segments) if not each.live)
    small = sorted(
        (at for at, each in enumerate(segments) if each.live and not _is_full(each)),
        key=lambda at: (segments[at].live, at),
    )
    together = _fitting(segments, _full_tier(segments, small))
    return dead | (together or _mostly_deleted(segments))


def _is_full(segment: SegmentSize) -> bool:
    """Whether another one of its size would make it too large."""
    return segment.live * 2 > MOST_DOCUMENTS or segment.live_bytes * 2 > MOST_BYTES


def _full_tier(segments: Sequence[SegmentSize], small: Sequence[int]) -> Sequence[int]:
    """Of the segments in order of size: the beginning that ends with the last full tier.

    A tier is full as well when what lies below it will be its last segment: otherwise the same
    documents would be rewritten twice in a row.
    """
    tiers = [_tier(segments[at].live) for at in small]
    for tier in sorted(set(tiers), reverse=True):
        below, end = tiers.index(tier), len(tiers) - tiers[::-1].index(tier)
        rest = sum(segments[at].live for at in small[:below])
        joins = rest >= FAN**tier and _has_full_tier(tiers[:below])
        if end - below + joins >= FAN:
            return small[:end]
    return ()


def _has_full_tier(tiers: Sequence[int]) -> bool:
    return any(tiers.count(tier) >= FAN for tier in set(tiers))


def _tier(live: int) -> int:
    """The largest power of `FAN` that is not above `live`."""
    tier = 0
    while live >= FAN:
        live //= FAN
        tier += 1
    return tier


def _fitting(segments: Sequence[SegmentSize], together: Sequence[int]) -> frozenset[int]:
    """As many, from the smallest on, as make a segment that is not too large."""
    documents, size = 0, 0.0
    fitting = []
    for at in together:
        documents += segments[at].live
        size += segments[at].live_bytes
        if documents > MOST_DOCUMENTS or size > MOST_BYTES:
            break
        fitting.append(at)
    return frozenset(fitting)


def _mostly_deleted(segments: Sequence[SegmentSize]) -> frozenset[int]:
    """The one that gives back most room."""
    found = [at for at, each in enumerate(segments) if 0 < each.live * 2 < each.size]
    most = sorted(found, key=lambda at: segments[at].live - segments[at].size)[:1]
    return frozenset(most)
