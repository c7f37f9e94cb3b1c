"""A page without the boilerplate that its folder repeats.

The other lines are segmented as any page is: a headline, its date and a text, with furniture of
this page alone. A text of headline, date and body keeps all of its lines up to a block of
boilerplate at its very end.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.ingest.page_dump.boilerplate import Blocks
from index.ingest.page_dump.furniture import Fact
from index.ingest.page_dump.headline import find_headline
from index.ingest.page_dump.lines import PageLine
from index.ingest.page_dump.related import RelatedList, find_lists
from index.ingest.page_dump.segmentation import ENDS, Anatomy, dissect
from index.ingest.page_dump.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Inner:
    """The lines of a page that are no boilerplate."""

    lines: Sequence[PageLine]
    facts: Sequence[Fact | None]
    """Facts on all lines of the page, like `lines`."""
    kept: Sequence[int]
    cuts: frozenset[int]

    def dissected(self) -> tuple[Anatomy, list[RelatedList]] | None:
        """Return the anatomy of the whole page, and the lists of other articles on it.

        None where the kept lines have no title or no text: then they are not the article.
        """
        lines = [self.lines[at] for at in self.kept]
        facts = [self.facts[at] for at in self.kept]
        headline = find_headline(lines, facts)
        start = 0 if headline is None else self.kept[headline.at] + 1
        lists = find_lists(self.lines, self.facts, start)
        found = dissect(lines, facts, list(self._within(lists)), headline, self.cuts)
        if found.title is None or not found.body:
            return None
        end = self.kept[found.head_end] if found.head_end < len(self.kept) else len(self.lines)
        body = tuple(self.kept[at] for at in found.body)
        return Anatomy(self.kept[found.title], body, end, found.plain), lists

    def _within(self, lists: Iterable[RelatedList]) -> Iterable[RelatedList]:
        """Yield the lists with kept lines, by the places of these lines among the kept ones."""
        places = {at: place for place, at in enumerate(self.kept)}
        for one in lists:
            taken = [places[at] for at in one.taken if at in places]
            if taken:
                yield RelatedList(range(taken[0], taken[-1] + 1), one.items)


def without_boilerplate(
    lines: Sequence[PageLine],
    facts: Sequence[Fact | None],
    blocks: Blocks,
    text: Callable[[], Collection[int]],
) -> Inner | None:
    """Return a page without its blocks; None for an unchanged page, or one without a headline.

    `text` returns the indices of the text on the whole page; only long blocks need this callable.
    """
    sheet = Sheet(lines, facts)
    inside = _sure(sheet, _places(lines, blocks.inside), text)
    inside -= {at for at in inside if _heads_text(sheet, at, inside)}
    first = _first(sheet, _places(lines, blocks.first))
    last = set(_last(sheet, _places(lines, blocks.last)))
    headline = find_headline(lines, facts)
    if headline is not None and headline.plain and not (first or 0 in inside):
        inside = _at_end(sheet, inside)
    dropped = inside | first | last
    kept = [at for at in range(len(lines)) if at not in dropped]
    if not dropped or not _has_headline(sheet, kept):
        return None
    cuts = {place for place, at in enumerate(kept) if at - 1 in inside}
    if kept[-1] + 1 in inside:
        cuts.add(len(kept))
    return Inner(lines, facts, kept, frozenset(cuts))


def _places(lines: Sequence[PageLine], numbers: frozenset[int]) -> set[int]:
    """Return the indices of lines that are in a block with all of their parts."""
    if not numbers:
        return set()
    ends = [*(line.number for line in lines[1:]), lines[-1].number + 1]
    return {
        at
        for at, (line, end) in enumerate(zip(lines, ends, strict=True))
        if all(number in numbers for number in range(line.number, end))
    }


def _sure(sheet: Sheet, places: set[int], text: Callable[[], Collection[int]]) -> set[int]:
    """Return the lines of blocks with furniture or a word of menus, except paragraphs of the text.

    Other blocks stay: a refrain, the list of a table or the background of a story repeats too.
    """
    found: set[int] = set()
    for block in _runs(sorted(places)):
        if any(_says_so(sheet, at) for at in block):
            found.update(block)
            silent = {at for at in block if sheet.lines[at].prose and not _says_so(sheet, at)}
            if silent:
                found -= silent.intersection(text())
    return found


def _says_so(sheet: Sheet, at: int) -> bool:
    return sheet.mark(at) is not None or sheet.is_menu([at])


def _runs(places: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield the runs of neighbouring places."""
    start = 0
    for at, place in enumerate(places, 1):
        if at == len(places) or places[at] != place + 1:
            yield places[start:at]
            start = at


def _heads_text(sheet: Sheet, at: int, places: set[int]) -> bool:
    """Tell whether a line is the only headline that the date and the text below may have."""
    below = next((b for b in range(at + 1, len(sheet.lines)) if sheet.facts[b] is None), at)
    return below not in places and sheet.begins_dated(at) and sheet.is_prose(below)


def _has_headline(sheet: Sheet, kept: Sequence[int]) -> bool:
    """Tell whether a line that may be a headline is left above the first paragraph."""
    first = next((at for at in kept if sheet.is_free(at)), None)
    return first is not None and not sheet.lines[first].prose


def _first(sheet: Sheet, places: set[int]) -> set[int]:
    """Return the lines that most pages of the folder begin with, if a headline may be below."""
    below = len(places)
    if not places or below >= len(sheet.lines) - 1 or _heads_text(sheet, below - 1, places):
        return set()
    return set() if sheet.lines[below].prose else places


def _last(sheet: Sheet, places: set[int]) -> Iterator[int]:
    """Yield furniture at the end of the page with which most pages of the folder end."""
    for at in sorted(places, reverse=True):
        if sheet.mark(at) not in ENDS:
            return
        yield at


def _at_end(sheet: Sheet, places: set[int]) -> set[int]:
    """Return the block at the very end, if a line in it is furniture or a word of menus."""
    start = len(sheet.lines)
    while start - 1 in places:
        start -= 1
    block = range(start, len(sheet.lines))
    sure = any(sheet.mark(at) in ENDS or sheet.is_menu([at]) for at in block)
    return set(block) if sure else set()
