"""How well are the spellings of a name brought together, and what is wrongly brought to them?

    NEWSTUI_CORPORA=… python -m bench.names

Two lists of names are measured: one that the rules were tuned with, and one that was written
before and kept apart. Among the spellings stand the capitalised words of Reuters and of the Russian
Wikinews, as in an archive; those that begin like a Russian spelling are left out, for they may be
its other cases.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from bench.archives import corpora, records
from index.analysis import fold
from index.names import CLOSE, keys, likeness

SPELLINGS = Path(__file__).parent / "spellings"
BACKGROUND = 40_000
"""Words of the corpora, the most frequent ones."""

_NAME = re.compile(r"\b[A-ZА-ЯЁ][a-zа-яё]{2,}\b")
_RUSSIAN = re.compile("[а-яё]")


class Measured(NamedTuple):
    """Means over all spellings."""

    recall: float
    """Share of the other spellings that are found."""
    precision: float
    """Share of what is found that is one of them."""
    false: float
    """Words found that are not."""


def names(file: str) -> list[list[str]]:
    """The folded spellings of each name of a list."""
    lines = (SPELLINGS / file).read_text(encoding="utf-8").splitlines()
    return [
        list(dict.fromkeys(map(fold, line.split()))) for line in lines if not line.startswith("#")
    ]


def background(spellings: Iterable[str]) -> list[str]:
    """Other words that look like names."""
    if corpora() is None:
        return []
    counts = Counter(
        word
        for corpus in ("reuters", "wikinews-ru")
        for record in records(corpus)
        for word in _NAME.findall(record.get("body") or "")
    )
    known = set(spellings)
    cases = tuple(word[:-1] for word in known if _RUSSIAN.search(word) and len(word) > 3)
    words = dict.fromkeys(fold(word) for word, _ in counts.most_common(BACKGROUND))
    return [word for word in words if word not in known and not word.startswith(cases)]


def measured(groups: list[list[str]], others: list[str], least: float) -> Measured:
    """What shares a key and is at least so alike, for each spelling."""
    words = [word for group in groups for word in group] + others
    having: dict[str, set[int]] = defaultdict(set)
    keyed = keys(words)
    for number, found in enumerate(keyed):
        for key in found:
            having[key].add(number)
    recall = precision = false = 0.0
    count = start = 0
    for group in groups:
        own = set(range(start, start + len(group)))
        start += len(group)
        for number in own:
            near = {at for key in keyed[number] for at in having[key]} - {number}
            alike = {at for at in near if likeness(words[number], words[at]) >= least}
            wanted = own - {number}
            recall += len(alike & wanted) / len(wanted)
            precision += len(alike & wanted) / len(alike) if alike else 1.0
            false += len(alike - wanted)
            count += 1
    return Measured(recall / count, precision / count, false / count)


def main() -> None:
    """A line for each list, by keys alone and by likeness too."""
    for file in ("tuned.txt", "heldout.txt"):
        groups = [group for group in names(file) if len(group) > 1]
        others = background(word for group in groups for word in group)
        for least in (0.0, CLOSE):
            found = measured(groups, others, least)
            print(
                f"{file:12} {len(groups)} names, {len(others):,} other words, likeness {least}: "
                f"recall {found.recall:.3f}, precision {found.precision:.3f}, "
                f"{found.false:.1f} wrong words a spelling"
            )


if __name__ == "__main__":
    main()
