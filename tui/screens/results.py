"""Base of the list and search screens: rows, filters, cursor."""

from __future__ import annotations

from dataclasses import replace

from textual import work
from textual.events import Resize
from textual.widget import Widget

from index.archive.result_pages import Results
from index.engine.request import Filter, Request
from index.query import Query
from tui.screens.article_screen import ArticleScreen
from tui.screens.errors import report_errors
from tui.settings.keymap import Scope
from tui.view.filter_chips import clicked, is_narrowed, number_of_chips, unfiltered, without
from tui.widgets.article_list import ResultList
from tui.widgets.bar import Bar
from tui.widgets.facets import Facets

STILL = "still searching"
UNREAD_REACH = 2_000
"""Maximum of rows that are searched for an unread article."""
LEFT_AT_MOST = 64
"""Maximum of requests with remembered rows."""
NARROW = 64
"""Columns below which the open filters take the whole width."""


class ResultsScreen(ArticleScreen):
    """Screen of a request's rows, fetched when visible, and of filters that narrow the request."""

    WAITING = (Scope.LISTS, Scope.RESULTS)

    def __init__(self, request: Request) -> None:
        super().__init__()
        self.request = request
        self.results: Results | None = None
        self._left: dict[Request, tuple[int, int]] = {}
        """Cursor and top line of each request that was narrowed or widened."""
        self.answered.clear()

    @property
    def main(self) -> Widget | None:
        """List of rows; None before the list exists."""
        return next(iter(self.query(ResultList)), None)

    @property
    def list(self) -> ResultList:
        """List of rows."""
        return self.query_one(ResultList)

    def hint_ids(self) -> tuple[str, ...]:
        """Return other keys while the filters have the focus."""
        chosen = ("facet_toggle", "facet_clear", "facet_leave", "help")
        return chosen if self.query_one(Facets).has_focus else super().hint_ids()

    def ask(self, request: Request, cursor: int = 0, top: int | None = None) -> None:
        """Show the rows of a request from now on."""
        raise NotImplementedError

    def narrow(self, request: Request) -> None:
        """Show the rows of other filters, at the former cursor if the reader has left such rows."""
        if len(self._left) >= LEFT_AT_MOST:
            self._left.clear()
        self._left[self.request] = self.list.cursor, int(self.list.scroll_offset.y)
        self.ask(request, *self._left.get(request, ()))

    def nothing_passes(self) -> str:
        """Return the text for filters that nothing passes."""
        number, back = number_of_chips(self.request), self.key_of("step_back")
        if number == 1:
            return f"Nothing found with this filter. {back} takes it off."
        clear = self.key_of("clear_filters")
        return f"Nothing found with these filters. {back} takes the last one off, {clear} all."

    def step_back(self) -> bool:
        """Take the last filter off if nothing passes; return False where there is no such step."""
        is_empty = self.answered.is_set() and not (self.results and self.results.total)
        if not (is_empty and is_narrowed(self.request)):
            return False
        self.set_focus(self.list)
        self.narrow(without(self.request))
        return True

    @property
    def query_to_mark(self) -> Query:
        """Query with the matches to mark in an article opened from this screen."""
        return self.request.query

    # -- rows

    def on_virtual_list_missing(self, message: ResultList.Missing) -> None:
        """Fetch the page of a visible row."""
        self._fetch(message.row)

    @work(group="fetch")
    @report_errors
    async def _fetch(self, row: int) -> None:
        results = self.results
        if results is not None:
            await results.load(row)
            if results is self.results:
                self.list.arrived()

    def facts_changed(self) -> None:
        """Draw the rows anew."""
        self.list.refresh()

    def current(self) -> str | None:
        """Return the id of the article under the cursor; None before the latest answer."""
        if self.results is None or not self.answered.is_set():
            return None
        hit = self.results.get(self.list.cursor)
        return hit.id if hit else None

    def list_moved(self) -> None:
        """Show the names of keys again."""
        self.speak_of_keys()

    async def on_virtual_list_opened(self) -> None:
        """Open the article of a clicked row."""
        await self.action_open()

    async def action_open(self) -> None:
        """Open the article under the cursor."""
        if not self.answered.is_set():
            self.say(STILL)
        elif self.results is not None and self.results.total:
            await self.news.open_article(
                self.results, self.list.cursor, self.query_to_mark, self.follow
            )

    async def read_again(self, id: str, row: int) -> bool:
        """Open the article of a row; return False if the row now has another article."""
        hit = await self.results.load(row) if self.results is not None else None
        if self.results is None or hit is None or hit.id != id:
            return False
        await self.news.open_article(self.results, row, self.query_to_mark, self.follow)
        return True

    def follow(self, row: int) -> None:
        """Move the cursor to the row of the open article."""
        self.list.cursor = row

    @work(exclusive=True, group="unread")
    @report_errors
    async def action_next_unread(self) -> None:
        """Move the cursor to the next unread article below."""
        if self.results is None or not self.answered.is_set():
            self.say(STILL)
            return
        start = self.list.cursor + 1
        for row in range(start, min(start + UNREAD_REACH, self.results.total)):
            hit = await self.results.load(row)
            if hit is not None and not self.session.facts(hit.id).read:
                self.list.cursor = row
                return
        self.say("nothing unread below")

    # -- filters

    def action_facets(self) -> None:
        """Show the filters and focus them."""
        facets = self.query_one(Facets)
        if facets.count:
            self.set_class(True, "-facets")
            self.set_focus(facets)
        else:
            self.say(self.why_no_filters())

    def why_no_filters(self) -> str:
        """Return the text for rows without filters."""
        return "these articles are all alike: there is nothing to filter them by"

    def action_clear_filters(self) -> None:
        """Clear all filters."""
        if is_narrowed(self.request):
            self.narrow(unfiltered(self.request))

    def action_drop_filter(self) -> None:
        """Take the last filter off."""
        if is_narrowed(self.request):
            self.narrow(without(self.request))
        else:
            self.say("there is no filter to take away")

    async def on_bar_clicked(self, message: Bar.Clicked) -> None:
        """Take the filter of a clicked chip off."""
        chip = clicked(message.pieces, message.number)
        if chip is not None:
            self.narrow(without(self.request, chip))

    def on_facets_toggled(self, message: Facets.Toggled) -> None:
        """Add the filter of a value, or take it off."""
        self.narrow(replace(self.request, filters=toggled(self.request.filters, message.filter)))

    def action_leave_facets(self) -> None:
        """Focus the rows; where nothing passes the filters, take the last filter off."""
        self.set_class(False, "-facets")
        if not self.step_back():
            self.set_focus(self.list)

    def on_resize(self, event: Resize) -> None:
        """Put filters beside the rows where there is room."""
        self.set_class(event.size.width >= self.news.settings.facets_from, "-wide")
        self.set_class(event.size.width < NARROW, "-narrow")


def toggled(filters: tuple[Filter, ...], filter: Filter) -> tuple[Filter, ...]:
    """Return the filters with one more, or without it if it was there."""
    if filter in filters:
        return tuple(f for f in filters if f != filter)
    return (*filters, filter)
