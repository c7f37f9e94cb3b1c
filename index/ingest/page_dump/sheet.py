"""The lines of a page with what is known of each before its article is looked for."""

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
"""Columns of a paragraph that count; a longer one is no surer."""
_PER_COLUMN: Final = 0.1
CREDIT_GAP: Final = 3
"""A copyright line with prose within so many lines above and below is a picture's."""
MENU: Final = 4
"""As many short lines in a row are a menu, which only a page has."""
_MENU_WIDTH: Final = 30
_MENU_WORDS: Final = 2
_MENU_SHARE: Final = 3
"""One in so many lines of a menu at the end of a text is a word that sites have in their menus."""
_MOST_BESIDE: Final = 6
"""Words beside the date on its line: a name, a place."""
DIGIT: Final = re.compile(r"\d")
HEADS: Final = (FurnitureKind.DATE, FurnitureKind.BYLINE, FurnitureKind.READING)
"""What stands under titles."""
ABOUT: Final = (*HEADS, FurnitureKind.NOTE, FurnitureKind.URL, FurnitureKind.CATEGORY)
"""What says something of the article: text, where it stands inside of it."""
IN_TEXT: Final = (*ABOUT, FurnitureKind.RIGHTS)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines, and what is known of each before the article is looked for."""

    lines: Sequence[PageLine]
    facts: Sequence[Fact | None]
    lists: Sequence[RelatedList] = ()
    listed: frozenset[int] = frozenset()
    """Lines of lists of other articles."""
    counts: Counter[str] = field(default_factory=Counter)
    muted: frozenset[int] = frozenset()
    """Lines of prose that are a notice of the site."""
    cuts: frozenset[int] = frozenset()
    """Lines above which boilerplate of the site was taken out; one more than the last for below."""

    def folded(self, at: int) -> str:
        """The line in small letters."""
        return self.lines[at].text.casefold()

    def mark(self, at: int) -> FurnitureKind | None:
        """The kind of furniture that the line may be."""
        fact = self.facts[at]
        return None if fact is None else fact.mark

    def is_free(self, at: int) -> bool:
        """Whether nothing says that the line is about the page."""
        return at not in self.listed and self.facts[at] is None

    def is_text(self, at: int) -> bool:
        """Whether the line is text where it stands between paragraphs.

        A name after "By" is that of another article, unless a paragraph follows.
        """
        if at in self.listed:
            return False
        if self.mark(at) is FurnitureKind.BYLINE:
            return self.is_prose(at + 1)
        return self.facts[at] is None or self.mark(at) in IN_TEXT

    def is_prose(self, at: int) -> bool:
        """Whether the line is a paragraph; the line behind the last one is none."""
        return at < len(self.lines) and self.lines[at].prose and self.is_free(at)

    def is_short(self, at: int) -> bool:
        """Whether the line might be of a menu."""
        line = self.lines[at]
        return line.width <= _MENU_WIDTH and not line.prose and not DIGIT.search(line.text)

    def is_dated(self, at: int) -> bool:
        """Whether the line is a date, read whole or not, and hardly anything else."""
        fact = self.facts[at]
        if fact is None or fact.mark is not FurnitureKind.DATE or at in self.listed:
            return False
        return fact.date is None or len(fact.date.rest.split()) <= _MOST_BESIDE

    def is_border(self, at: int) -> bool:
        """Whether the article doesn't go on below this line."""
        if self.mark(at) is FurnitureKind.BELOW:
            return True
        return self.mark(at) is FurnitureKind.RIGHTS and not self._is_credit(at)

    def _is_credit(self, at: int) -> bool:
        """Whether a copyright line stands between paragraphs, where it is a picture's."""
        above = range(max(0, at - CREDIT_GAP), at)
        below = range(at + 1, min(at + 1 + CREDIT_GAP, len(self.lines)))
        following = next(filter(self.is_prose, below), None)
        return (
            any(map(self.is_prose, above))
            and following is not None
            and not is_notice(self.folded(following))
        )

    def weight(self, at: int) -> float:
        """What a line of prose adds; 0 for any other line."""
        if at in self.muted or not self.is_prose(at):
            return 0.0
        return _PER_COLUMN * min(self.lines[at].width, _PROSE_CAP)

    def lines_below(self, at: int, most: int = 3) -> range:
        """The next lines, at most so many."""
        return range(at + 1, min(at + 1 + most, len(self.lines)))

    def begins_dated(self, at: int) -> bool:
        """Whether a date is directly below the line, at most other facts between."""
        for below in range(at + 1, min(at + 4, len(self.lines))):
            if self.is_dated(below):
                return True
            if self.mark(below) not in ABOUT:
                return False
        return False

    def find_menus(self, lines: range) -> Iterator[range]:
        """The stretches of short lines that are as long as menus."""
        start = lines.start
        for at in range(lines.start, lines.stop + 1):
            if at == lines.stop or not self.is_short(at):
                if at - start >= MENU:
                    yield range(start, at)
                start = at + 1

    def is_menu(self, short: Iterable[int]) -> bool:
        """Whether many of these lines are words that sites have in their menus."""
        pieces = [self.folded(at).split() for at in short]
        known = [len(each) <= _MENU_WORDS and not words.MENU.isdisjoint(each) for each in pieces]
        return _MENU_SHARE * sum(known) >= len(known)


def count_lines(lines: Sequence[PageLine]) -> Counter[str]:
    """The number of times that each line stands on the page, folded."""
    return Counter(line.text.casefold() for line in lines)
