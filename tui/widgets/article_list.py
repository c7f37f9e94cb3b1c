"""How does the list of articles look?"""

from __future__ import annotations

from collections.abc import Callable

from index.state import Facts
from tui.groups import dividers
from tui.keys import Place, bindings
from tui.results import Results
from tui.rows import Piece, article_line, columns, hit_lines
from tui.widgets.virtual_list import VirtualList

FactsOf = Callable[[str], Facts]


class ResultList(VirtualList):
    """A virtual list over `Results`; which facts hold of an article is asked row by row."""

    def __init__(
        self, facts_of: FactsOf, moved: Callable[[], object], id: str | None = None
    ) -> None:
        super().__init__(moved, id=id)
        self._facts_of = facts_of
        self._results: Results | None = None

    def show(self, results: Results, cursor: int = 0, top: int | None = None) -> None:
        """Draw these results from now on."""
        self._results = results
        self.reset(results.total, cursor, top, dividers(results.answer))

    def clear(self) -> None:
        """No rows."""
        self._results = None
        self.reset(0)


class ArticleList(ResultList):
    """One line an article."""

    def row_lines(self, row: int, width: int) -> list[list[Piece]] | None:
        """Marks, date, source, title, category, language, reading time."""
        hit = self._results.get(row) if self._results is not None else None
        if hit is None:
            return None
        return [article_line(hit, self._facts_of(hit.id), row == self.cursor, columns(width))]


class HitList(ResultList):
    """Two lines a hit: the title, and the sentence that matches."""

    LINES = 2
    BINDINGS = bindings(Place.RESULTS)

    def row_lines(self, row: int, width: int) -> list[list[Piece]] | None:
        """Title with marks; date, source and snippet with marks."""
        hit = self._results.get(row) if self._results is not None else None
        if hit is None:
            return None
        return hit_lines(hit, self._facts_of(hit.id), row == self.cursor, width)
