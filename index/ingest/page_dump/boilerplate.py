"""The boilerplate of a folder: lines that stand beside one another in several of its pages.

A line alone says little: many articles are headed "Obituary", and a poem has its refrain. So pairs
of adjacent lines are counted, once a page, at the head and at the foot of pages; three lines that
such pairs join are a block of boilerplate. Dates are in no pair: pages of one day share theirs.
Copies of an article count for nothing, or its text would be boilerplate. The boilerplate depends on
the set of texts alone, not on their order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from typing import Final, NamedTuple

from index.ingest.dates.date_lines import read_date_line
from index.ingest.page_dump.lines import columns

NONE: Final = b""
"""Boilerplate of a folder without any."""
_SIZE: Final = 8
"""Bytes of a pair's digest."""
_ZONE: Final = 200
"""Lines at the head and at the foot of a page that are searched for boilerplate."""
_FEWEST: Final = 3
"""Fewest pages that share a pair of boilerplate."""
_SHARE: Final = 1 / 8
"""Least share of a folder's pages with a pair; the folder may hold several sites."""
_EDGE_SHARE: Final = 1 / 2
"""Least share of pages that begin, or end, with a line that is boilerplate for its place alone."""
_MOST: Final = 1_000
"""Most pairs of a folder."""
_BLOCK: Final = 3
"""Fewest lines in a row that are boilerplate wherever they stand."""
_LONG: Final = 60
"""Fewest columns of a line of a text; menus have shorter lines."""
_MOST_LINES: Final = 2_000
"""Most lines of a page: a longer text is a book, and repeats nothing of a site."""
_OWN: Final = 1 / 4
"""Least share of a page's long lines, by characters, that no other page of the folder has."""
_EDGE: Final = ""
"""Neighbour of the first line of a page, and of the last."""


class Blocks(NamedTuple):
    """Numbers of a text's lines that its folder repeats, with the blank lines below them."""

    inside: frozenset[int]
    """Lines in blocks that are boilerplate wherever they stand."""
    first: frozenset[int]
    """The few lines with which most pages of the folder begin."""
    last: frozenset[int]
    """The few lines with which most pages of the folder end."""


NO_BLOCKS: Final = Blocks(frozenset(), frozenset(), frozenset())


def repeated_pairs(texts: Iterable[str]) -> bytes:
    """Return the digests, joined and sorted, of pairs of lines that several clean texts share."""
    pages = _of_their_own([_read_page(text).lines for text in texts])
    inner, edges = Counter[bytes](), Counter[bytes]()
    for page in pages:
        for lines, zone in zip(_zones(page), (b"head", b"foot"), strict=True):
            edge, *pairs = _pairs(lines, zone)
            edges[edge] += 1
            inner.update(set(pairs))
    found = _frequent(inner, _SHARE * len(pages)) + _frequent(edges, _EDGE_SHARE * len(pages))
    chosen = sorted(found, key=lambda digest: (-found[digest], digest))[:_MOST]
    return b"".join(sorted(chosen))


def find_blocks(text: str, repeated: bytes) -> Blocks:
    """Return the lines of a clean text that the folder with these pairs repeats."""
    if not repeated:
        return NO_BLOCKS
    known = _known(repeated)
    page = _read_page(text)
    head, foot = _zones(page.lines)
    first, inside_head = _joined(head, b"head", known)
    last, inside_foot = _joined(foot, b"foot", known)
    from_end = len(page.lines) - 1
    inside = inside_head | {from_end - at for at in inside_foot}
    return Blocks(
        page.numbers(inside),
        page.numbers(set(first) - inside),
        page.numbers({from_end - at for at in last} - inside),
    )


class _FolderPage(NamedTuple):
    """The lines of a page that are neither blank nor dates."""

    lines: list[str]
    """Lines without differences of case and white space."""
    spans: list[range]
    """Numbers of each line and of the blank lines below it."""

    def numbers(self, places: Collection[int]) -> frozenset[int]:
        """Return the numbers of lines, and of the dates between two of them."""
        return frozenset(
            number
            for at in places
            for number in range(
                self.spans[at].start,
                self.spans[at + 1].start if at + 1 in places else self.spans[at].stop,
            )
        )


def _read_page(text: str) -> _FolderPage:
    raw = [
        # Spaces are the only white space of a clean line, and few lines have several in a row.
        " ".join(line.split()) if "  " in line else line.strip()
        for line in text.casefold().split("\n")
    ]
    starts = [number for number, line in enumerate(raw, start=1) if line]
    page = _FolderPage([], [])
    if len(starts) > _MOST_LINES:
        return page
    for start, end in pairwise((*starts, len(raw) + 1)):
        if not _is_date(raw[start - 1]):
            page.lines.append(raw[start - 1])
            page.spans.append(range(start, end))
    return page


def _zones(lines: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Return the head of a page downwards and its foot upwards."""
    return lines[:_ZONE], lines[: -_ZONE - 1 : -1]


def _pairs(lines: Sequence[str], zone: bytes) -> Iterator[bytes]:
    """Yield the digest of each line with the line before, of the first line with the edge."""
    for before, line in pairwise((_EDGE, *lines)):
        content = f"{before}\n{line}".encode("utf-8", "surrogatepass")
        yield blake2b(content, digest_size=_SIZE, person=zone).digest()


@lru_cache(1 << 12)
def _is_date(line: str) -> bool:
    return read_date_line(line, day_first=True) is not None


def _joined(lines: Sequence[str], zone: bytes, known: frozenset[bytes]) -> tuple[range, set[int]]:
    """Return the places of lines in a short block at the edge, and in all long blocks."""
    inside: set[int] = set()
    edge = range(0)
    start = 0
    joins = [pair in known for pair in _pairs(lines, zone)]
    for at, joined in enumerate((*joins[1:], False)):
        if joined:
            continue
        if at + 1 - start >= _BLOCK:
            inside.update(range(start, at + 1))
        elif start == 0 and joins[:1] == [True]:
            edge = range(at + 1)
        start = at + 1
    return edge, inside


def _of_their_own(pages: Sequence[list[str]]) -> list[list[str]]:
    """Return the pages with a text that no other page has.

    Any other page is a copy of an article, or an earlier version of a longer one.
    """
    texts = [{line for line in page if columns(line) >= _LONG} or set(page) for page in pages]
    counts = Counter(line for text in texts for line in text)

    def is_own(text: set[str]) -> bool:
        own = sum(len(line) for line in text if counts[line] == 1)
        return own > 0 and own >= _OWN * sum(map(len, text))

    return [page for page, text in zip(pages, texts, strict=True) if is_own(text)]


def _frequent(counts: Counter[bytes], least: float) -> Counter[bytes]:
    return Counter({each: n for each, n in counts.items() if n >= max(_FEWEST, least)})


@lru_cache(64)
def _known(repeated: bytes) -> frozenset[bytes]:
    return frozenset(repeated[at : at + _SIZE] for at in range(0, len(repeated), _SIZE))
