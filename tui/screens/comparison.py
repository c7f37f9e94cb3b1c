"""Comparison screen: two searches over time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Resize
from textual.widgets import Input, Label

from index.engine.request import Request
from index.query import Node, Query, describe, parse_query, within
from index.search.series import Series, articles_request, series_of, series_request
from tui.screens.article_screen import ArticleScreen
from tui.screens.errors import report_errors
from tui.view.comparison import LOWER, SIGNS, UPPER, bars_words, number
from tui.view.dates import count
from tui.view.filter_chips import BETWEEN, REMOVE, chips
from tui.view.groups import NARROW, more_in_rest
from tui.view.locations import Location, narrowed, narrowing_of
from tui.view.query_messages import as_name
from tui.view.rows import CURSOR, NO_CURSOR, StyledText
from tui.view.timeline import in_period, period_of, undated_words, wider
from tui.widgets.bar import Bar
from tui.widgets.compare_box import CompareBox
from tui.widgets.comparison_chart import ComparisonChart
from tui.widgets.plain_widget import plain

COUNTED_WITHIN = 2.0
"""Seconds that a key waits for the counts of the latest request."""
LOW = 16
"""Lines of the terminal below which no line stays empty."""
BOX_HINTS = ("second_done", "second_back", "second_leave", "help")

OpenHits = Callable[[str, Query, Request], Awaitable[None]]
"""Callback that shows the hits of a request, with its text and the query of the text alone."""


class ComparisonScreen(ArticleScreen):
    """Screen with two searches and their totals, the current span, and the chart of both.

    Filters, period and refined searches hold for the second search as for the first.
    """

    NAME = "comparison"
    CSS_PATH = "comparison.tcss"
    AUTO_FOCUS = "#second"
    HINTS = (
        "series_open",
        "series_share",
        "series_zoom",
        "series_wider",
        "second",
        "back",
        "series_select",
        "series_pages",
        "help",
    )

    def __init__(
        self, text: str, typed: Query, request: Request, ground: Node | None, open_hits: OpenHits
    ) -> None:
        super().__init__()
        self._request = request
        """Request of the first search."""
        self._texts = [text, ""]
        self._typed = [typed, Query()]
        """Queries of the texts alone, without the refined searches."""
        self._ground = ground
        self._open_hits = open_hits
        self._found = (Series(), Series())
        self._articles = Series()
        self._asked: tuple[Request, int] | None = None
        """Request and number of index changes at the last count of the first search."""
        self._answered = asyncio.Event()

    def compose(self) -> ComposeResult:
        """Yield both searches, the current span, the chart, the status line."""
        yield Bar(id="first")
        with plain(Horizontal(id="lower")):
            yield Label("", id="sign", markup=False)
            yield CompareBox(id="second")
            yield Label("", id="found", markup=False)
        yield Bar(id="pointed")
        yield ComparisonChart(id="chart")
        yield Bar(id="bottom")

    def take_keys(self) -> None:
        """Focus the box."""
        self.set_focus(self._box)

    @report_errors
    async def on_mount(self) -> None:
        """Show the first search alone, until there is a second one."""
        self._say_all()
        self.show_hints()
        self._ask()
        self._box.set_history(await self.session.searches())

    # -- restoration

    def place(self) -> Location:
        """Return the second search, the period, and the chart's cursor as a location."""
        chart = self._chart
        return {
            "screen": self.NAME,
            "text": self._texts[LOWER],
            "narrowing": narrowing_of(self._request),
            "is_typed": self._box.has_focus,
            "series": chart.series,
            "share": chart.share,
            "days": [day and day.isoformat() for day in chart.days],
        }

    async def go_back_to(self, place: Location) -> None:
        """Restore a location on the open screen.

        Raises one of `tui.view.locations.MALFORMED`.
        """
        cursor, anchor = (day and date.fromisoformat(day) for day in place["days"])
        is_typed = bool(place["is_typed"])
        self._request = narrowed(self._request, place["narrowing"])
        with self._box.prevent(Input.Changed):
            self._box.set_text(str(place["text"]))
        self._take_text(typing=is_typed)
        if not is_typed:
            self.set_focus(self._chart)
        self._ask()
        await self._answered.wait()
        self._chart.point_to(cursor, anchor)
        self._chart.action_series(LOWER if place["series"] else UPPER)
        self._chart.show_share(bool(place["share"]))

    @property
    def _box(self) -> CompareBox:
        return self.query_one(CompareBox)

    @property
    def _chart(self) -> ComparisonChart:
        return self.query_one(ComparisonChart)

    @property
    def _has_second(self) -> bool:
        return bool(self._texts[LOWER].strip())

    def hint_ids(self) -> tuple[str, ...]:
        """Return other keys while the box has the focus."""
        return BOX_HINTS if self._box.has_focus else super().hint_ids()

    # -- requests

    def request_of(self, series: int) -> Request:
        """Return the request that a series counts."""
        if series == UPPER:
            return self._request
        typed = self._typed[LOWER]
        query = typed if self._ground is None else within(self._ground, typed)
        return replace(self._request, query=query)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Request counts at every key; only the newest answer is shown."""
        self._take_text(typing=self._box.has_focus)

    def _take_text(self, *, typing: bool) -> None:
        """Request counts for the text; the last word is a whole word unless `typing`.

        That holds, too, where the message of the last letter comes behind the key that ended
        typing.
        """
        text = self._box.value
        if typing and text == self._texts[LOWER]:
            return
        parsed = parse_query(text, typing=typing)
        asked = self._request.query
        typed = parsed.counting_as(asked)
        if (text, typed) != (self._texts[LOWER], self._typed[LOWER]):
            self._texts[LOWER], self._typed[LOWER] = text, typed
            self._ask()

    def index_changed(self) -> None:
        """Count anew; the cursor keeps its place."""
        self._ask()

    def _ask(self) -> None:
        self._answered.clear()
        self._count()

    @work(exclusive=True, group="count")
    @report_errors
    async def _count(self) -> None:
        await self._count_first()
        second = Series()
        if self._has_second:
            second = await self._series(self.request_of(LOWER))
        self._found = (self._found[UPPER], second)
        step, period = self._request.step, self._request.period
        upper, lower = (found.counts for found in self._found)
        self._chart.show(upper, lower, self._articles.counts, step, period)
        self._say_all()
        self._answered.set()

    async def _count_first(self) -> None:
        """Count the first search and all articles, unless nothing changed since the last count."""
        asked = (self._request, self.news.index_changes)
        if asked != self._asked:
            first = await self._series(self._request)
            answer = await self.session.search(articles_request(self._request))
            self._found = (first, self._found[LOWER])
            self._articles, self._asked = series_of(answer), asked

    async def _series(self, request: Request) -> Series:
        return series_of(await self.session.search(series_request(request)))

    # -- lines

    def _say_all(self) -> None:
        width = self.size.width
        sign: StyledText = (self._sign(UPPER), "key")
        first = self.query_one("#first", Bar)
        asked = self._typed[UPPER] if self._texts[UPPER].strip() else self._request.query
        spelled = [
            (f"{BETWEEN}also {', '.join(map(as_name, found.also_spelled))}", "dim")
            for found in self._found[:1]
            if found.also_spelled
        ]
        first.show([sign, (describe(asked), "strong"), *spelled], self._total(UPPER))
        self.query_one("#sign", Label).update(self._sign(LOWER))
        self.query_one("#found", Label).update(f"{self._total(LOWER)} ")
        self._say_pointed(width)

    def _sign(self, series: int) -> str:
        is_pointed = self._chart.has_focus and self._chart.series == series
        return f"{CURSOR if is_pointed else NO_CURSOR}{SIGNS[series]} "

    def _total(self, series: int) -> str:
        """Return `1,234 hits · first 2010-01-03`, or `1,234 · 2010-01-03` on a narrow terminal."""
        found = self._found[series]
        if series == LOWER and not self._has_second:
            return ""
        more = more_in_rest(found.in_rest, self.size.width)
        if found.closest_only:
            nothing = "nothing has all of these" if self.size.width >= NARROW else "none"
            return f"{nothing}{more}"
        first = found.first.isoformat() if found.first else ""
        if self.size.width < NARROW:
            return f"{found.total:,}{more} · {first}" if first else f"{found.total:,}{more}"
        hits = f"{count(found.total, 'hit')}{more}"
        if found.undated:
            hits += f" · {undated_words(found.undated)}"
        return f"{hits} · first {first}" if first else hits

    def _say_pointed(self, width: int) -> None:
        chart = self._chart
        span, bars = chart.pointed, chart.bars
        left: list[StyledText] = [("  ", "")]
        if span is None or bars is None:
            left.append((self._why_empty(), "dim"))
        else:
            left.append((bars_words(span, bars, chart.share) + BETWEEN, "strong"))
            if width >= NARROW:
                left.append((f"of {count(bars.articles, 'article')}  ", "dim"))
        spelled = self._found[LOWER].also_spelled
        if spelled and width >= NARROW:
            names = ", ".join(map(as_name, spelled))
            left.append((f"{SIGNS[LOWER]} also {names}{BETWEEN}", "dim"))
        left += [(text.replace(REMOVE, ""), "dim") for text, _ in chips(self._request, width // 3)]
        self.query_one("#pointed", Bar).show(left, self._scale if bars else "")

    @property
    def _scale(self) -> str:
        """Text for the value of the highest bar."""
        top = number(self._chart.top, self._chart.share)
        if self.size.width < NARROW:
            return f"█ {top}"
        return f"highest: {top} of all articles" if self._chart.share else f"highest: {top}"

    def _why_empty(self) -> str:
        if any(found.total for found in self._found):
            return "none of the hits has a date"
        return "nothing found" if self._answered.is_set() else "counting…"

    def on_comparison_chart_moved(self) -> None:
        """Show the span and series under the cursor."""
        if self.display:
            self._say_all()
            self.show_hints()

    def on_resize(self, event: Resize) -> None:
        """Show as many words as fit the new size."""
        self.set_class(event.size.height < LOW, "-low")
        self._say_all()

    def current(self) -> str | None:
        """Return None: there is no article on this screen."""
        return None

    def facts_changed(self) -> None:
        """Ignore the change: this screen shows no read or star marks."""

    # -- actions

    def action_second(self) -> None:
        """Focus the box, its text selected."""
        self.set_focus(self._box)
        self._box.select_all()

    def on_search_box_done(self) -> None:
        """Focus the chart when an arrow key passes the newest search."""
        self.action_chart()

    def action_chart(self) -> None:
        """Focus the chart, and remember the second search."""
        self._take_text(typing=False)
        self.set_focus(self._chart)
        self._remember()

    @work(group="remember")
    @report_errors
    async def _remember(self) -> None:
        if self._has_second:
            await self.session.add_search(self._texts[LOWER].strip())
            self._box.set_history(await self.session.searches())

    async def action_leave_second(self) -> None:
        """Focus the chart; without a second search, close the screen."""
        if self._has_second:
            self.action_chart()
        else:
            await self.news.action_back()

    def action_share(self) -> None:
        """Show hits, or shares of all articles of their time."""
        self._chart.show_share(not self._chart.share)

    def action_pages(self) -> None:
        """Count the rest of pages as text in both searches, or no longer."""
        query = self._request.query
        self._request = replace(self._request, query=replace(query, rest=not query.rest))
        self._typed = [typed.counting_as(self._request.query) for typed in self._typed]
        self._ask()
        self.say("the rest of pages is left out" if query.rest else "the rest of pages is text too")

    def action_zoom(self) -> None:
        """Narrow the period to the span or selection under the cursor."""
        if span := self._chart.pointed:
            period = period_of(span)
            if period == self._request.period:
                self.say("this is as close as it gets")
            else:
                self._show_period(in_period(self._request, period))

    def action_wider(self) -> None:
        """Widen the period by a step."""
        if self._request.period is None:
            self.say("this is all the time there is")
        else:
            self._show_period(in_period(self._request, wider(self._request.period)))

    def _show_period(self, request: Request) -> None:
        self._request = request
        self._ask()

    async def on_comparison_chart_chosen(self, message: ComparisonChart.Chosen) -> None:
        """Open the hits of the current series in the chosen time."""
        series = self._chart.series
        if series == LOWER and not self._has_second:
            self.say(f"there is no second search yet: {self.key_of('second')} asks for it")
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(COUNTED_WITHIN):
                await self._answered.wait()
        if (bars := self._chart.bars) and not bars.hits[series]:
            # The chart's message for a fresh answer would replace an immediate one.
            self.call_later(self.say, f"{SIGNS[series]} has no hits then")
            return
        request = in_period(self.request_of(series), period_of(message.span))
        await self._open_hits(self._texts[series], self._typed[series], request)
