"""Merge policy: choice of the segments that become one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FAN = 10
"""The number of segments of about the same size that a merge makes one; a tier spans the sizes from
one power of `FAN` to the next."""

MOST_DOCUMENTS = 1_000_000
"""The largest number of documents in a merged segment: so its dictionary, its columns and the time
of a merge stay bounded."""

MOST_BYTES = 3 * 2**30
"""The largest size of a merged segment: Whoosh keeps the offset of a stored article in 32 bits."""


@dataclass(frozen=True, slots=True)
class SegmentSize:
    """The size of a segment, with and without its deleted documents."""

    size: int
    """The number of documents, deleted ones included."""
    live: int
    bytes: int = 0
    """The size of the file."""

    @property
    def live_bytes(self) -> float:
        """The estimated bytes of the segment after a merge."""
        return self.bytes * self.live / max(1, self.size)


def chosen(segments: Sequence[SegmentSize]) -> frozenset[int]:
    """Return the positions of the segments that the next merge should make one; may be empty.

    Tiered, as in Lucene (TieredMergePolicy) and in log-structured merge trees: the segments of a
    tier are left alone until there are `FAN` of them, and then become one of the next tier,
    together with all smaller ones. So there are fewer than `FAN` segments a tier, and each document
    is rewritten once for each power of `FAN` that the archive has grown by.

    Besides, a segment with more than half of its documents deleted is rewritten, and a segment
    without live documents goes with any merge, or by itself.
    """
    dead = frozenset(at for at, each in enumerate(segments) if not each.live)
    small = sorted(
        (at for at, each in enumerate(segments) if each.live and not _is_full(each)),
        key=lambda at: (segments[at].live, at),
    )
    together = _fitting(segments, _full_tier(segments, small))
    return dead | (together or _mostly_deleted(segments))


def _is_full(segment: SegmentSize) -> bool:
    """Return whether two segments of this size would exceed a limit of a merged segment."""
    return segment.live * 2 > MOST_DOCUMENTS or segment.live_bytes * 2 > MOST_BYTES


def _full_tier(segments: Sequence[SegmentSize], small: Sequence[int]) -> Sequence[int]:
    """Return the beginning of the segments (in order of size) that ends with the last full tier.

    A tier is full as well when the merge of the lower tiers will be its last segment: otherwise the
    same documents would be rewritten twice in a row.
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
    """Return the exponent of the largest power of `FAN` that is not above `live`."""
    tier = 0
    while live >= FAN:
        live //= FAN
        tier += 1
    return tier


def _fitting(segments: Sequence[SegmentSize], together: Sequence[int]) -> frozenset[int]:
    """Return the longest beginning of the segments, smallest first, within the limits."""
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
    """Return the mostly deleted segment that frees most documents when rewritten, or no segment."""
    found = [at for at, each in enumerate(segments) if 0 < each.live * 2 < each.size]
    most = sorted(found, key=lambda at: segments[at].live - segments[at].size)[:1]
    return frozenset(most)
