"""Lists of articles: one line for an article, two for a hit of a search."""

from __future__ import annotations

from collections.abc import Callable

from index.archive.result_pages import Results
from index.engine.answer import Hit
from index.state import Facts
from tui.settings.keymap import Scope, bindings
from tui.view.groups import dividers
from tui.view.rows import (
    EVERY_COLUMN,
    StyledText,
    article_line,
    columns,
    hit_lines,
    telling_columns,
)
from tui.widgets.virtual_list import VirtualList

FactsOf = Callable[[str], Facts]


class ResultList(VirtualList):
    """Virtual list over `Results`; the facts of an article are looked up row by row."""

    def __init__(
        self, facts_of: FactsOf, moved: Callable[[], object], id: str | None = None
    ) -> None:
        super().__init__(moved, id=id)
        self._facts_of = facts_of
        self._results: Results | None = None

    def show(self, results: Results, cursor: int = 0, top: int | None = None) -> None:
        """Draw other results, from the line `top` if the cursor is visible there."""
        self._results = results
        self.reset(results.total, cursor, top, dividers(results.answer))

    def clear(self) -> None:
        """Remove all rows."""
        self._results = None
        self.reset(0)


class ArticleList(ResultList):
    """List with one line for each article, and only the columns that tell its rows apart."""

    _shown = EVERY_COLUMN

    def show(self, results: Results, cursor: int = 0, top: int | None = None) -> None:
        """Draw other results, with the columns that tell them apart."""
        self._shown = telling_columns(results.answer.facets, results.total)
        super().show(results, cursor, top)

    def row_lines(self, row: int, width: int) -> list[list[StyledText]] | None:
        """Return a row's marks, date, source, title, category, language and reading time."""
        hit = self._results.get(row) if self._results is not None else None
        if hit is None:
            return None
        shape = columns(width, self._shown)
        at_cursor = row == self.cursor
        facts = self._facts_of(hit.id)
        return [article_line(hit, facts, at_cursor, shape, self._is_of_same_day(hit, row))]

    def _is_of_same_day(self, hit: Hit, row: int) -> bool:
        """Tell whether the line above has the same date and is visible."""
        if self._results is None or row <= self.first_row or hit.published is None:
            return False
        above = self._results.get(row - 1)
        dates = [each.published and each.published.date() for each in (above, hit) if each]
        return len(dates) == 2 and dates[0] == dates[1]


class HitList(ResultList):
    """List with two lines for each hit: its title, and its matching sentence."""

    LINES = 2
    BINDINGS = bindings(Scope.RESULTS)

    def row_lines(self, row: int, width: int) -> list[list[StyledText]] | None:
        """Return a row's title with marks; and its date, source and snippet with marks."""
        hit = self._results.get(row) if self._results is not None else None
        if hit is None:
            return None
        return hit_lines(hit, self._facts_of(hit.id), row == self.cursor, width)
