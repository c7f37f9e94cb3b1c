"""Concordance screen: the words of a search in context."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from textual import work
from textual.app import ComposeResult
from textual.events import Resize
from textual.worker import Worker

from index.archive.occurrences import PER_ARTICLE, SORTED, Articles, ConcordanceOrder, Occurrences
from index.engine.request import Request
from index.query import Query, describe
from index.search.concordance import ConcordancePosition, Occurrence, Passage, has_words
from index.state import Position
from tui.screens.article_screen import ArticleScreen
from tui.screens.errors import report_errors
from tui.view.article_layout import TITLE
from tui.view.concordance import copied
from tui.view.dates import count
from tui.view.groups import more_in_rest
from tui.view.locations import Location
from tui.view.rows import StyledText
from tui.widgets.bar import Bar
from tui.widgets.concordance_list import ConcordanceList

PAGES_AHEAD = 2
"""Pages below the cursor that are read in advance."""
WIDE = 60
"""Minimum columns for all that is known of the number of lines."""
ORDERS = tuple(ConcordanceOrder)
NOT_HERE = frozenset({"facets", "clear_filters", "drop_filter", "next_unread"})
"""Actions of other lists that have no use here."""


class ConcordanceScreen(ArticleScreen):
    """Screen with a line for each occurrence; passages are read only where the reader looks."""

    NAME = "concordance"
    AUTO_FOCUS = "#lines"
    HINTS = ("open", "sort", "copy_line", "lines_pages", "back", "help")

    def __init__(self, request: Request, typed: Query, kept: Location | None = None) -> None:
        """Take the location to restore as `kept`.

        Raises one of `tui.view.locations.MALFORMED` for a location of another version.
        """
        super().__init__()
        rest = bool(kept.get("rest")) if kept else request.query.rest
        self._request = replace(request, query=replace(request.query, rest=rest))
        self._typed = typed
        """Query in the search box, without the refined searches."""
        self._order = ConcordanceOrder(kept["order"]) if kept else ConcordanceOrder.HITS
        self._shows_every_line = bool(kept and kept.get("every"))
        self._begins_at = _line_of(kept) if kept else (0, None, None)
        self._held = self._none_yet()
        self._reading: Worker[None] | None = None
        self.is_open = asyncio.Event()
        """Event set once lines are visible, or known not to exist."""

    def compose(self) -> ComposeResult:
        """Yield the header line, the lines, the status line."""
        yield Bar(id="top")
        yield ConcordanceList(self.list_moved, id="lines")
        yield Bar(id="bottom")

    def take_keys(self) -> None:
        """Focus the lines."""
        self.set_focus(self._list)

    def on_mount(self) -> None:
        """Read the first lines."""
        self.show_hints()
        self._list.empty = "reading…"
        self._reading = self._begin(*self._begins_at)

    @property
    def _list(self) -> ConcordanceList:
        return self.query_one(ConcordanceList)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable the actions of other lists: there is nothing to filter here."""
        return action not in NOT_HERE and super().check_action(action, parameters)

    # -- restoration

    def place(self) -> Location:
        """Return the order and the line under the cursor; the search screen has the query."""
        line = self._list.current
        return {
            "screen": self.NAME,
            "order": self._order.value,
            "every": self._shows_every_line,
            "rest": self._request.query.rest,
            "line": line and [line.id, line.paragraph, *line.span],
            "cursor": self._list.cursor,
            "top": int(self._list.scroll_offset.y),
        }

    async def read_again(self, id: str) -> bool:
        """Open an article by its id; return False if none of the lines is of the article."""
        articles = Articles(self._held, self.session.hit)
        if not articles.has(id):
            return False
        await self._read(articles, id)
        return True

    # -- reading

    def index_changed(self) -> None:
        """Read anew; the cursor stays on its line."""
        self._reading = self._begin(self._list.cursor, self._list.current)

    @work(exclusive=True, group="read")
    @report_errors
    async def _begin(
        self, cursor: int, follow: Occurrence | None = None, top: int | None = None
    ) -> None:
        """Show other lines; the old ones stay until the first new ones are visible.

        The cursor goes to the new line of the occurrence `follow`; `top` was the first visible line
        while the cursor was at `cursor`.
        """
        held = self._none_yet()
        while held.lacks(cursor + self._list.page_rows):
            await held.more(cursor + self._list.page_rows)
            self._say_what(held)
        self._held = held
        self._list.empty = "" if held.lines else self._why_empty()
        row = held.find(follow, cursor) if follow else cursor
        self._list.show(held.lines, row, None if top is None else top + row - cursor)
        self._say_what(held)
        self.is_open.set()
        await self._read_ahead()

    @work(exclusive=True, group="read")
    @report_errors
    async def _go_on(self) -> None:
        await self._read_ahead()

    async def _read_ahead(self) -> None:
        while self._held.lacks(self._wanted):
            await self._held.more(self._wanted)
            self._list.grow(len(self._held.lines))
            self._say_what(self._held)

    @property
    def _wanted(self) -> int:
        """Number of lines to be loaded."""
        return self._list.cursor + (1 + PAGES_AHEAD) * self._list.page_rows

    def _none_yet(self) -> Occurrences:
        per_article = None if self._shows_every_line else PER_ARTICLE
        return Occurrences(self._request, self._order, self._ask, per_article)

    async def _ask(
        self, request: Request, place: ConcordancePosition, limit: int, per_article: int | None
    ) -> Passage:
        return await self.session.concordance(request, place, limit, per_article)

    def _go_on_if_idle(self) -> None:
        if self._reading is None or self._reading.is_finished:
            self._reading = self._go_on()

    def list_moved(self) -> None:
        """Read more lines where the end is near, and show the names of keys again."""
        self.speak_of_keys()
        self._go_on_if_idle()

    def on_resize(self, event: Resize) -> None:
        """Read the lines and show the words that fit the new size."""
        self._say_what(self._held)
        self._go_on_if_idle()

    # -- lines

    def _why_empty(self) -> str:
        back = f"{self.key_of('back')} goes back"
        if not has_words(self._request.query):
            return f"This search has no words, only conditions. {back}: type some."
        if not self._held.total:
            return f"Nothing found. {back} to the search."
        return f"Its words stand in no title and no text, only in names of sources. {back}."

    def _say_what(self, held: Occurrences) -> None:
        left: list[StyledText] = [("in context  ", "strong")]
        if held.relaxed:
            left.append(("nothing has all of these; the closest by any word: ", "warning"))
        asked = self._typed if has_words(self._typed) else self._request.query
        left.append((describe(asked), ""))
        words = how_much(held, self.size.width, self.key_of("every_line"))
        self.query_one("#top", Bar).show(left, words)

    def corner(self) -> str:
        """Return the order of the lines."""
        return f"{self._order.value} ▾"

    def facts_changed(self) -> None:
        """Ignore the change: lines show no read or star marks."""

    # -- actions

    def current(self) -> str | None:
        """Return the id of the article of the line under the cursor."""
        line = self._list.current
        return line.id if line else None

    def action_sort(self) -> None:
        """Change the order: hits, words to the right, words to the left, date, and round again."""
        self._order = ORDERS[(ORDERS.index(self._order) + 1) % len(ORDERS)]
        self.show_hints()
        self._reading = self._begin(0)

    def action_every_line(self) -> None:
        """Show all lines of each article, or only the first ones."""
        self._shows_every_line = not self._shows_every_line
        self._reading = self._begin(self._list.cursor, self._list.current)
        lines = "all lines" if self._shows_every_line else f"at most {PER_ARTICLE} lines"
        self.say(f"{lines} of each article")

    def action_pages(self) -> None:
        """Count the rest of pages as text, or no longer."""
        query = self._request.query
        self._request = replace(self._request, query=replace(query, rest=not query.rest))
        self._reading = self._begin(0)
        self.say("the rest of pages is left out" if query.rest else "the rest of pages is text too")

    async def on_virtual_list_opened(self) -> None:
        """Open the article of a clicked line."""
        await self.action_open()

    async def action_open(self) -> None:
        """Open the article at the position of the line."""
        line = self._list.current
        if line is not None:
            place = TITLE if line.paragraph is None else Position(line.paragraph, line.span[0])
            await self._read(Articles(self._held, self.session.hit), line.id, place)

    async def _read(self, articles: Articles, id: str, place: Position | None = None) -> None:
        await self.news.open_article(
            articles,
            articles.position(id),
            self.query_to_mark,
            lambda position: self._follow(articles.id(position)),
            place,
        )

    @property
    def query_to_mark(self) -> Query:
        """Query of the lines."""
        return self._request.query

    def _follow(self, id: str) -> None:
        """Move the cursor to the article that the reader went on to."""
        if id != self.current():
            ids = [line.id for line in self._held.lines]
            if id in ids:
                self._list.cursor = ids.index(id)

    async def action_copy_line(self) -> None:
        """Copy the line under the cursor."""
        if line := self._list.current:
            await self.copy(copied(line))


def _line_of(kept: Location) -> tuple[int, Occurrence | None, int]:
    """Return a location's cursor, occurrence under the cursor, and first visible line."""
    line = None
    if kept["line"] is not None:
        id, paragraph, start, end = kept["line"]
        line = Occurrence(id, "", paragraph, (start, end), "", "", "")
    return int(kept["cursor"]), line, int(kept["top"])


def how_much(held: Occurrences, width: int, key: str) -> str:
    """Return the number of lines and articles, and the number of lines that `key` adds.

    `312 lines · 45 articles`, `200+ lines · 57 of 4,321 articles`, `the first 2,000 lines`.
    """
    if not (held.total or held.is_whole):
        return ""
    more = more_in_rest(held.in_rest, width)
    if held.left_out:
        more = f" · {key} adds {held.left_out:,}{more}"
    lines = f"{len(held.lines):,}+ lines" if not held.is_whole else count(len(held.lines), "line")
    if held.is_sorted and not held.is_whole:
        first = "the first " if len(held.lines) >= SORTED else "reading "
        lines = f"{first}{len(held.lines):,} lines"
    if width < WIDE:
        return f"{lines}{more}"
    if held.is_whole:
        return f"{lines} · {count(held.total, 'article')}{more}"
    return f"{lines} · {held.articles_read:,} of {count(held.total, 'article')}{more}"
