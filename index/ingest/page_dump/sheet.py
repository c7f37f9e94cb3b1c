"""The lines of a page and the facts on each, before the search for its article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from index.ingest import phrases as words
from index.ingest.page_dump.furniture import Fact, FurnitureKind
from index.ingest.page_dump.lines import PageLine
from index.ingest.page_dump.notice import is_notice
from index.ingest.page_dump.related import RelatedList

_PROSE_CAP: Final = 300
"""Most columns of a paragraph that add weight; a longer paragraph is no surer."""
_PER_COLUMN: Final = 0.1
CREDIT_GAP: Final = 3
"""Lines above and below a picture's copyright line within which prose stands on both sides."""
MENU: Final = 4
"""Fewest short lines in a row that are a menu, which only a page has."""
_MENU_WIDTH: Final = 30
_MENU_WORDS: Final = 2
_MENU_SHARE: Final = 3
"""Most lines of a menu for each line with a known word of menus."""
_MOST_BESIDE: Final = 6
"""Most words beside the date on its line: a name, a place."""
DIGIT: Final = re.compile(r"\d")
HEADS: Final = (FurnitureKind.DATE, FurnitureKind.BYLINE, FurnitureKind.READING)
"""Kinds of furniture under titles."""
ABOUT: Final = (*HEADS, FurnitureKind.NOTE, FurnitureKind.URL, FurnitureKind.CATEGORY)
"""Kinds of furniture about the article: text, inside its body."""
IN_TEXT: Final = (*ABOUT, FurnitureKind.RIGHTS)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of a page, with the facts and the lists on them."""

    lines: Sequence[PageLine]
    facts: Sequence[Fact | None]
    lists: Sequence[RelatedList] = ()
    listed: frozenset[int] = frozenset()
    """Indices of lines in lists of other articles."""
    counts: Counter[str] = field(default_factory=Counter)
    muted: frozenset[int] = frozenset()
    """Indices of lines of prose in a notice of the site."""
    cuts: frozenset[int] = frozenset()
    """Indices of lines below boilerplate that was taken out; the number of lines for the end."""

    def folded(self, at: int) -> str:
        """Return the line in small letters."""
        return self.lines[at].text.casefold()

    def mark(self, at: int) -> FurnitureKind | None:
        """Return the kind of furniture that the line may be; None for any other line."""
        fact = self.facts[at]
        return None if fact is None else fact.mark

    def is_free(self, at: int) -> bool:
        """Tell whether the line is neither in a list nor furniture."""
        return at not in self.listed and self.facts[at] is None

    def is_text(self, at: int) -> bool:
        """Tell whether the line is text if it stands between paragraphs.

        A name after "By" is that of another article, unless a paragraph follows.
        """
        if at in self.listed:
            return False
        if self.mark(at) is FurnitureKind.BYLINE:
            return self.is_prose(at + 1)
        return self.facts[at] is None or self.mark(at) in IN_TEXT

    def is_prose(self, at: int) -> bool:
        """Tell whether the line is a paragraph; False for the index behind the last line."""
        return at < len(self.lines) and self.lines[at].prose and self.is_free(at)

    def is_short(self, at: int) -> bool:
        """Tell whether the line may be an item of a menu."""
        line = self.lines[at]
        return line.width <= _MENU_WIDTH and not line.prose and not DIGIT.search(line.text)

    def is_dated(self, at: int) -> bool:
        """Tell whether the line is a date, read whole or not, and hardly anything else."""
        fact = self.facts[at]
        if fact is None or fact.mark is not FurnitureKind.DATE or at in self.listed:
            return False
        return fact.date is None or len(fact.date.rest.split()) <= _MOST_BESIDE

    def is_border(self, at: int) -> bool:
        """Tell whether the article ends above this line."""
        if self.mark(at) is FurnitureKind.BELOW:
            return True
        return self.mark(at) is FurnitureKind.RIGHTS and not self._is_credit(at)

    def _is_credit(self, at: int) -> bool:
        """Tell whether a copyright line stands between paragraphs, as a picture's does."""
        above = range(max(0, at - CREDIT_GAP), at)
        below = range(at + 1, min(at + 1 + CREDIT_GAP, len(self.lines)))
        following = next(filter(self.is_prose, below), None)
        return (
            any(map(self.is_prose, above))
            and following is not None
            and not is_notice(self.folded(following))
        )

    def weight(self, at: int) -> float:
        """Return the weight of a line of prose, at most 30; 0 for any other line."""
        if at in self.muted or not self.is_prose(at):
            return 0.0
        return _PER_COLUMN * min(self.lines[at].width, _PROSE_CAP)

    def lines_below(self, at: int, most: int = 3) -> range:
        """Return the indices of the next lines, at most `most`."""
        return range(at + 1, min(at + 1 + most, len(self.lines)))

    def begins_dated(self, at: int) -> bool:
        """Tell whether a date is directly below the line, with at most two other facts between."""
        for below in range(at + 1, min(at + 4, len(self.lines))):
            if self.is_dated(below):
                return True
            if self.mark(below) not in ABOUT:
                return False
        return False

    def find_menus(self, lines: range) -> Iterator[range]:
        """Yield the stretches of short lines that are as long as menus."""
        start = lines.start
        for at in range(lines.start, lines.stop + 1):
            if at == lines.stop or not self.is_short(at):
                if at - start >= MENU:
                    yield range(start, at)
                start = at + 1

    def is_menu(self, short: Iterable[int]) -> bool:
        """Tell whether a third of these lines or more have known words of menus."""
        pieces = [self.folded(at).split() for at in short]
        known = [len(each) <= _MENU_WORDS and not words.MENU.isdisjoint(each) for each in pieces]
        return _MENU_SHARE * sum(known) >= len(known)


def count_lines(lines: Sequence[PageLine]) -> Counter[str]:
    """Return the number of times that each folded line stands on the page."""
    return Counter(line.text.casefold() for line in lines)
