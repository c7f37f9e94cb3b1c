"""List screen: the archive, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Resize
from textual.timer import Timer

from index.archive.first_page import FirstPage
from index.archive.result_pages import Results, first_page
from index.engine.answer import Answer
from index.engine.request import Request, Sort
from index.errors import NewstuiError
from index.query import Query
from tui.screens.article_screen import OPENING
from tui.screens.errors import report_errors
from tui.screens.results import ResultsScreen
from tui.view.cells import cell_len
from tui.view.dates import count
from tui.view.filter_chips import chips
from tui.view.locations import Location, narrowed, narrowing_of
from tui.view.rows import StyledText
from tui.widgets.article_list import ArticleList
from tui.widgets.bar import Bar
from tui.widgets.facets import Facets
from tui.widgets.plain_widget import plain

PREVIEW_DELAY = 0.12
"""Seconds from the cursor's last move to a preview: articles on the way have none."""
NAME = "newstui"
"""Name above the list where the filters leave room."""
NEAR = 200
"""Rows up and down in which a changed archive is searched for the cursor's article."""
LIST_STYLES = Path(__file__).with_name("list.tcss")

EVERYTHING = Request(sort=Sort.NEWEST, facets=True)


class ListScreen(ResultsScreen):
    """Screen of the list, with filters beside it and a preview on a wide terminal."""

    NAME = "list"
    AUTO_FOCUS = "#articles"
    HINTS = ("open", "search", "star", "read", "facets", "quit", "help")

    def __init__(self, first_page: FirstPage | None = None) -> None:
        super().__init__(EVERYTHING)
        self._first_page = first_page
        self._failure = ""
        self._opening = True
        self._progress = ""
        self._has_come = False
        """Whether the latest request has its answer, even an empty one."""
        self._preview_timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Yield the header line, the filters and the list, the status line."""
        yield Bar(id="top")
        with plain(Horizontal()):
            yield Facets(self.speak_of_keys, id="facets")
            yield ArticleList(self.session.facts, self.list_moved, id="articles")
        yield Bar(id="bottom")

    def on_mount(self) -> None:
        """Show the first page of the last run, until the engine is up."""
        self.show_hints()
        page = self._first_page
        if page is not None and page.total:
            self._show(page.answer)
        self._show_counts()

    # -- rows

    def index_changed(self) -> None:
        """Request the rows anew; the cursor stays on its article."""
        self._reload(None)

    def ask(self, request: Request, cursor: int = 0, top: int | None = None) -> None:
        """Show the rows of a request, from the top unless `cursor` and `top` are given."""
        self.request = request
        self._has_come = False
        self.answered.clear()
        self.show_hints()
        self._reload((cursor, top))

    @work(exclusive=True, group="reload")
    async def _reload(self, place: tuple[int, int | None] | None) -> None:
        await self._show_answer(place)
        self._let_keys_act()

    @report_errors
    async def _show_answer(self, place: tuple[int, int | None] | None) -> None:
        """Show the rows at a cursor and a top line; else the cursor follows its article."""
        answer = await self.session.search(first_page(self.request))
        await self.session.count_unread()
        self._opening = False
        results = Results(self.request, answer, self.session.search)
        self._show_results(results, *(place or (await self._followed(results),)))
        if not self.request.filters and self.request.sort is Sort.NEWEST:
            self.news.bookmark.page = self.session.page(answer)

    async def _followed(self, results: Results) -> int:
        """Return the new row of the cursor's article, or the same row if the article is far off."""
        id, row = self.current(), self.list.cursor
        return row if id is None else await _row_near(results, id, row)

    def _show(self, answer: Answer) -> None:
        self._show_results(Results(self.request, answer, self.session.search), 0)

    def _show_results(self, results: Results, row: int, top: int | None = None) -> None:
        self.results = results
        self.list.empty = "" if results.total else self._why_empty()
        self.list.show(results, row, top)
        self._let_keys_act()
        if results.answer.facets:
            self.query_one(Facets).show(results.answer.facets, self.request.filters)
        self._show_counts()
        self._preview_soon()

    def _let_keys_act(self) -> None:
        """Let keys act on the rows; without rows, not while the first ones may be coming."""
        self._has_come = True
        if self.list.count or self.request.filters or not self.news.is_updating:
            self.answered.set()

    def none_added(self) -> None:
        """Let keys act on an empty list, because an index up to date adds no rows."""
        if self._has_come:
            self.answered.set()

    def _why_empty(self) -> str:
        if self._progress or self._failure:
            return self._progress or self._failure
        if self.request.filters:
            return self.nothing_passes()
        return "The archive is empty. `newstui add FOLDER` fills it."

    # -- restoration

    def place(self) -> Location:
        """Return the filters, the order, and the article under the cursor as a location."""
        return {
            "screen": self.NAME,
            "narrowing": narrowing_of(self.request),
            "id": self.current(),
            "cursor": self.list.cursor,
            "top": int(self.list.scroll_offset.y),
        }

    async def go_back_to(self, place: Location) -> None:
        """Restore a location. Raises `NewstuiError`, and one of `tui.view.locations.MALFORMED`."""
        self.request = narrowed(EVERYTHING, place["narrowing"])
        answer = await self.session.search(first_page(self.request))
        results = Results(self.request, answer, self.session.search)
        cursor, top = int(place["cursor"]), int(place["top"])
        row = cursor if place["id"] is None else await _row_near(results, place["id"], cursor)
        self._opening = False
        self._show_results(results, row, top + row - cursor)

    def begin_again(self, page: FirstPage) -> None:
        """Show the beginning of the next start, so that its frame can be saved."""
        self.request, self._opening, self._progress = EVERYTHING, True, ""
        self._show(page.answer)
        self.list.scroll_to(y=0, animate=False, force=True, immediate=True)
        for preview in self.query("#preview"):
            preview.visible = False
        self.speak_of_keys()
        self.show_hints()

    # -- lines

    def show_progress(self, text: str) -> None:
        """Show the progress of indexing, in the middle where there are no rows yet."""
        self._progress = text
        if not self.list.count:
            self.list.empty = self._why_empty()
        self._show_counts()

    def failed(self, reason: str) -> None:
        """Show why the index can't be brought up to date."""
        self._failure, self._opening = reason, False
        self.say(reason, warning=True)

    def _show_counts(self) -> None:
        self.query_one("#top", Bar).show(*self._counts(self._opening))

    def _counts(self, opening: bool) -> tuple[list[StyledText], str]:
        parts = [OPENING] if opening else []
        if not self.session.is_kept:
            parts.append("NOT SAVED")
        if self._progress and self.list.count:
            parts.append(self._progress)
        if self.results is not None:
            parts.append(count(self.results.total, "article"))
            if self.session.unread is not None and not self.request.filters:
                parts.append(f"{self.session.unread:,} unread")
        right = " · ".join(parts)
        room = self.size.width - len(right) - 4
        left = chips(self.request, room)
        if sum(cell_len(text) for text, _ in left) + len(NAME) + 2 <= room:
            left = [(NAME, "strong"), ("  ", "key"), *left]
        return left, right

    def opening(self) -> tuple[Bar, Sequence[StyledText], str]:
        """Return the header line as it is until the engine is up."""
        return self.query_one("#top", Bar), *self._counts(opening=True)

    def corner(self) -> str:
        """Return the order of the list."""
        return f"{self.request.sort.value} ▾"

    def facts_changed(self) -> None:
        """Draw the rows anew, and the number of unread articles."""
        super().facts_changed()
        self._show_counts()

    def action_sort(self) -> None:
        """Change the order, newest or oldest first."""
        other = Sort.OLDEST if self.request.sort is Sort.NEWEST else Sort.NEWEST
        self.ask(replace(self.request, sort=other))

    def widen_or_say(self) -> None:
        """Clear the filters; without filters, name the key that leaves newstui."""
        if self.request.filters:
            self.action_clear_filters()
        else:
            self.say(f"{self.key_of('quit')} leaves newstui")

    # -- preview

    def list_moved(self) -> None:
        """Preview the article under the moved cursor."""
        super().list_moved()
        self._preview_soon()

    def on_resize(self, event: Resize) -> None:
        """Show a preview where there is room."""
        has_room = event.size.width >= self.news.settings.preview_from
        self.set_class(has_room, "-preview")
        if has_room and not self.query("#preview"):
            from tui.widgets.article_view import ArticleView

            width = self.news.settings.text_width
            preview = ArticleView(width, focusable=False, bordered=True, id="preview")
            self.mount(preview, after="#articles")
        self._preview_soon()

    def _preview_soon(self) -> None:
        if self._preview_timer is not None:
            self._preview_timer.stop()
        if self.has_class("-preview"):
            self._preview_timer = self.set_timer(PREVIEW_DELAY, self._preview)

    @work(exclusive=True, group="preview")
    @report_errors
    async def _preview(self) -> None:
        id = self.current()
        if id is None or self._opening:
            return
        try:
            reading = await self.session.read(id, Query())
        except NewstuiError:
            return  # the next request of the list shows the error
        if reading is not None and id == self.current():
            from tui.view.article_layout import article_blocks
            from tui.widgets.article_view import ArticleView

            blocks = article_blocks(reading.article, reading.marks, (), reading.page)
            self.query_one("#preview", ArticleView).show(blocks)


async def _row_near(results: Results, id: str, row: int) -> int:
    """Return the row of an article, searched for around `row`; `row` itself if not found."""
    for distance in range(NEAR):
        for at in {row + distance, row - distance}:
            hit = await results.load(at)
            if hit is not None and hit.id == id:
                return at
    return row
