"""Selection of text in an article, and its movement by keys."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from index.match.spans import Span
from tui.view.article_layout import Layout
from tui.view.cells import cell_len
from tui.view.words import LETTER

_WORD = re.compile(rf"{LETTER}+(?:['’-]{LETTER}+)*|(?:(?!{LETTER})\S)+")


class Spot(NamedTuple):
    """Character of a block, independent of where lines break."""

    block: int
    offset: int


@dataclass(frozen=True, slots=True)
class Selection:
    """Characters from one spot to another, both included; whole lines with `by_lines`."""

    anchor: Spot
    cursor: Spot
    by_lines: bool = False

    def moved(self, layout: Layout, where: str, count: int = 1) -> Selection:
        """Return the selection with its cursor moved `count` times, as far as possible.

        `where` is left, right, up, down, word, word_back, start, end, top or bottom.
        """
        text = _SelectableText(layout)
        if not text.lines:
            return self
        cursor = self.cursor
        for _ in range(count):
            cursor = getattr(text, where)(cursor)
        return replace(self, cursor=cursor)

    def line(self, layout: Layout) -> int:
        """Return the line on which the cursor stands."""
        return _SelectableText(layout).line_at(self.cursor)

    def bounds(self, layout: Layout) -> tuple[Spot, Spot]:
        """Return the first spot, and the spot after the last."""
        first, last = sorted((self.anchor, self.cursor))
        if not self.by_lines:
            return first, Spot(last.block, _after(layout, last))
        text = _SelectableText(layout)
        start, end = layout.lines[text.line_at(first)], layout.lines[text.line_at(last)]
        return Spot(start.block, start.start), Spot(end.block, end.end)

    def span(self, layout: Layout, block: int, bounds: tuple[Spot, Spot]) -> Span | None:
        """Return the selected characters of a block within `bounds`; None without any."""
        first, end = bounds
        if not first.block <= block <= end.block:
            return None
        start = first.offset if block == first.block else 0
        stop = end.offset if block == end.block else len(layout.blocks[block].text)
        return (start, stop) if start < stop else None

    def cursor_span(self, layout: Layout) -> Span:
        """Return the characters in the cell under the cursor."""
        return self.cursor.offset, _after(layout, self.cursor)

    def text(self, layout: Layout) -> str:
        """Return the selected text, without the line breaks of the layout."""
        bounds = self.bounds(layout)
        parts: list[str] = []
        for number in range(bounds[0].block, bounds[1].block + 1):
            block = layout.blocks[number]
            span = self.span(layout, number, bounds)
            parts.append(block.text[slice(*span)] if span else "")
            if number < bounds[1].block:
                parts.append("\n\n" if block.space_after else "\n")
        return "".join(parts)


def begun(layout: Layout, line: int, by_lines: bool) -> Selection | None:
    """Return a selection of the first character at or below a line; None without any text."""
    text = _SelectableText(layout)
    if not text.lines:
        return None
    found = next((number for number in text.lines if number >= line), text.lines[-1])
    spot = Spot(layout.lines[found].block, layout.lines[found].start)
    return Selection(spot, spot, by_lines)


def _after(layout: Layout, spot: Spot) -> int:
    """Return the offset behind a spot's cell, past the combining marks in the cell."""
    text = layout.blocks[spot.block].text
    at = spot.offset + 1
    while at < len(text) and cell_len(text[at]) == 0:
        at += 1
    return min(at, len(text))


class _SelectableText:
    """Lines of a layout that have text, and the moves from a spot to another."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self.lines = [n for n, line in enumerate(layout.lines) if line.end > line.start]
        self._starts = [(layout.lines[n].block, layout.lines[n].start) for n in self.lines]

    def _index(self, spot: Spot) -> int:
        return max(bisect_right(self._starts, tuple(spot)) - 1, 0)

    def line_at(self, spot: Spot) -> int:
        """Return the line of a spot; the line before for a spot between two."""
        return self.lines[self._index(spot)] if self.lines else 0

    def left(self, spot: Spot) -> Spot:
        line = self._layout.lines[self.line_at(spot)]
        cells = [at for at in self._cells(line.block, line.start, line.end) if at < spot.offset]
        return Spot(line.block, cells[-1]) if cells else self._last_of(self._index(spot) - 1, spot)

    def right(self, spot: Spot) -> Spot:
        line = self._layout.lines[self.line_at(spot)]
        after = _after(self._layout, spot)
        return Spot(spot.block, after) if after < line.end else self._first_of(spot, 1)

    def up(self, spot: Spot) -> Spot:
        return self._beside(spot, -1)

    def down(self, spot: Spot) -> Spot:
        return self._beside(spot, 1)

    def start(self, spot: Spot) -> Spot:
        line = self._layout.lines[self.line_at(spot)]
        return Spot(line.block, line.start)

    def end(self, spot: Spot) -> Spot:
        return self._last_of(self._index(spot), spot)

    def top(self, _spot: Spot) -> Spot:
        return Spot(*self._starts[0])

    def bottom(self, spot: Spot) -> Spot:
        return self._last_of(len(self.lines) - 1, spot)

    def word(self, spot: Spot) -> Spot:
        for block in range(spot.block, len(self._layout.blocks)):
            after = spot.offset if block == spot.block else -1
            for start in self._words(block):
                if start > after:
                    return Spot(block, start)
        return self.bottom(spot)

    def word_back(self, spot: Spot) -> Spot:
        for block in range(spot.block, -1, -1):
            words = self._words(block)
            if block == spot.block:
                words = [start for start in words if start < spot.offset]
            if words:
                return Spot(block, words[-1])
        return self.top(spot)

    def _words(self, block: int) -> list[int]:
        """Return the offsets where words of a block, or the characters between them, begin."""
        text = self._layout.blocks[block].text
        starts = (match.start() for match in _WORD.finditer(text))
        return [start for start in starts if cell_len(text[start])]

    def _first_of(self, spot: Spot, step: int) -> Spot:
        """Return the start of the line `step` lines away; the spot itself if there is none."""
        index = self._index(spot) + step
        return Spot(*self._starts[index]) if index < len(self._starts) else spot

    def _last_of(self, index: int, spot: Spot) -> Spot:
        if index < 0:
            return spot
        line = self._layout.lines[self.lines[index]]
        *_, last = self._cells(line.block, line.start, line.end)
        return Spot(line.block, last)

    def _beside(self, spot: Spot, step: int) -> Spot:
        """Return the spot in the same column `step` lines away, or at the end of a shorter line."""
        index = self._index(spot) + step
        if not 0 <= index < len(self.lines):
            return spot
        here = self._layout.lines[self.line_at(spot)]
        column = self._indent(here.block) + cell_len(
            self._layout.blocks[here.block].text[here.start : spot.offset]
        )
        there = self._layout.lines[self.lines[index]]
        used, found = self._indent(there.block), there.start
        text = self._layout.blocks[there.block].text
        for at in self._cells(there.block, there.start, there.end):
            if used > column:
                break
            found = at
            used += cell_len(text[at])
        return Spot(there.block, found)

    def _indent(self, block: int) -> int:
        return self._layout.blocks[block].indent

    def _cells(self, block: int, start: int, end: int) -> Iterable[int]:
        """Return the offsets of a line's characters that have a cell of their own."""
        text = self._layout.blocks[block].text
        return [at for at in range(start, end) if at == start or cell_len(text[at])]
