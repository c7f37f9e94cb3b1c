"""Which articles have what the reader is thinking of?"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Resize
from textual.widgets import Input, Label

from index.engine import Request, Sort
from index.query import parse_query
from tui.chips import BETWEEN, is_narrowed
from tui.clock import count, took
from tui.results import Results, first_page
from tui.rows import Piece
from tui.screens.results import ResultsScreen
from tui.timeline import in_period, period_of, span_words, wider
from tui.told import told
from tui.understood import NARROW, order_words, understood
from tui.widgets.article_list import HitList
from tui.widgets.bar import Bar
from tui.widgets.facets import Facets
from tui.widgets.search_box import SearchBox
from tui.widgets.timeline import Timeline

TIME_LIMIT = 2.0
"""Seconds after which a search that is typed may be cut short."""
BOX_HINTS = ("to_results", "history_back", "box_timeline", "leave_search")
TIMELINE_HINTS = ("span_choose", "span_select", "span_wider", "timeline_leave", "help")
ORDERS = (Sort.RELEVANCE, Sort.BLEND, Sort.NEWEST, Sort.OLDEST)


class SearchScreen(ResultsScreen):
    """A box, what was understood, when the hits were published, and the hits."""

    CSS_PATH = "search.tcss"
    AUTO_FOCUS = "#box"
    HINTS = ("open", "search", "facets", "timeline", "sort", "back", "help")

    def __init__(self) -> None:
        super().__init__(
            Request(
                sort=Sort.RELEVANCE,
                snippets=True,
                facets=True,
                timeline=True,
                time_limit=TIME_LIMIT,
            )
        )
        self._answered = asyncio.Event()
        self._asked_at = 0
        """How often the index had changed when the hits were asked for."""

    def compose(self) -> ComposeResult:
        """The box and its count, what was understood, the timeline, the hits, the keys."""
        with Horizontal(id="query"):
            yield Label("/ ", id="slash")
            yield SearchBox(id="box")
            yield Label("", id="count", markup=False)
        yield Bar(id="understood")
        yield Timeline(id="timeline")
        with Horizontal():
            yield Facets(id="facets")
            yield HitList(self.session.facts, id="hits")
        yield Bar(id="bottom")

    async def on_mount(self) -> None:
        """Begin with the whole archive, newest first."""
        self.show_hints()
        self._search()

    @told
    async def on_screen_resume(self) -> None:
        """The history may have grown, and the archive."""
        self.facts_changed()
        self._box.set_history(await self.session.searches())
        if self._asked_at != self.news.index_changes:
            self.index_changed()

    @property
    def _box(self) -> SearchBox:
        return self.query_one(SearchBox)

    @property
    def _timeline(self) -> Timeline:
        return self.query_one(Timeline)

    def hint_ids(self) -> tuple[str, ...]:
        """Other keys while a query is typed, or a span of time is chosen."""
        if self._timeline.has_focus:
            return TIMELINE_HINTS
        return BOX_HINTS if self._box.has_focus else super().hint_ids()

    def type_anew(self) -> None:
        """`/` while the results have the keys: back to the box, its text selected."""
        self.set_focus(self._box)
        self._box.select_all()

    # -- asking

    def on_input_changed(self, event: Input.Changed) -> None:
        """Every key asks; only the newest answer is shown."""
        self._ask_for(event.value)

    def _ask_for(self, text: str) -> None:
        if text != self.request.query.text:
            self.ask(replace(self.request, query=parse_query(text, typing=True)))

    def ask(self, request: Request) -> None:
        """Show the hits of this request from the top."""
        self.request = request
        self._answered.clear()
        self._search()

    def index_changed(self) -> None:
        """Ask anew; the cursor stays where it is."""
        self._search(keep_cursor=True)

    @work(exclusive=True, group="search")
    async def _search(self, keep_cursor: bool = False) -> None:
        await self._show_answer(keep_cursor)
        self._answered.set()

    @told
    async def _show_answer(self, keep_cursor: bool) -> None:
        self._asked_at = self.news.index_changes
        request = first_page(self.request)
        answer = await self.session.search(request)
        self.results = Results(request, answer, self.session.search)
        self.list.empty = "" if answer.total else self._why_empty()
        self.list.show(self.results, self.list.cursor if keep_cursor else 0)
        self._timeline.show(answer.timeline, request.step, request.period)
        self.query_one(Facets).show(answer.facets, request.filters)
        self._say_understood()

    def _why_empty(self) -> str:
        if is_narrowed(self.request):
            return "Nothing found. \\ takes the filters away."
        return "Nothing found. F1 explains the query language."

    def _say_understood(self) -> None:
        if self.results is None:
            return
        answer, request, width = self.results.answer, self.results.request, self.size.width
        order = order_words(request.sort, width)
        left: list[Piece] = [("  ", "")]
        if self._timeline.has_focus and (span := self._timeline.pointed):
            left.append((span_words(span) + BETWEEN, "strong"))
        room = width - len(order) - 7 - sum(len(text) for text, _ in left)
        left += understood(request, request.query, answer, room)
        self.query_one("#understood", Bar).show(left, order)
        hits = count(answer.total, "hit")
        words = hits if width < NARROW else f"{hits} · {took(answer.took)}"
        self.query_one("#count", Label).update(f"{words} ")

    def on_resize(self, event: Resize) -> None:
        """More or fewer words fit."""
        super().on_resize(event)
        self._say_understood()

    # -- the timeline

    def action_timeline(self) -> None:
        """Keys go to the timeline."""
        self._ask_for(self._box.value)
        if self._timeline.pointed is None:
            self.say("none of the hits has a date")
        else:
            self._timeline.enter()

    def action_leave_timeline(self) -> None:
        """Keys go to the results."""
        self.set_focus(self.list)

    def on_timeline_moved(self) -> None:
        """Say what is pointed at."""
        self._say_understood()
        self.show_hints()

    def on_timeline_chosen(self, message: Timeline.Chosen) -> None:
        """Only that time; the second time, to what is in it."""
        period = period_of(message.span)
        if period == self.request.period:
            self.action_leave_timeline()
        else:
            self.ask(in_period(self.request, period))

    def action_wider(self) -> None:
        """A step out, to a longer period."""
        if self.request.period is None:
            self.say("this is all the time there is")
        else:
            self.ask(in_period(self.request, wider(self.request.period)))

    # -- what keys do

    def on_search_box_done(self) -> None:
        """The arrow went past the newest search."""
        self.action_to_results()

    def action_to_results(self) -> None:
        """Keys go to the results; what was searched is remembered."""
        self._ask_for(self._box.value)
        self.set_focus(self.list)
        self._remember()

    async def action_open(self) -> None:
        """Read the hit under the cursor, of the answer to what was typed last."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._answered.wait(), TIME_LIMIT)
        self._remember()
        await super().action_open()

    @work(group="remember")
    @told
    async def _remember(self) -> None:
        text = self._box.value.strip()
        if text:
            await self.session.add_search(text)
            self._box.set_history(await self.session.searches())

    def action_sort(self) -> None:
        """Relevance, relevance and freshness, newest, oldest, and round again."""
        order = ORDERS[(ORDERS.index(self.request.sort) + 1) % len(ORDERS)]
        self.ask(replace(self.request, sort=order))
