"""Tests of the search, key by key, on made-up articles."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest
from textual.pilot import Pilot
from textual.widget import Widget

from index.engine.answer import Alike, Answer, Hit, Suggestion
from index.engine.request import FacetName, Filter, Period, Request, Sort, Step
from index.errors import NewstuiError
from index.files.home import Home
from index.query import parse_query
from tests.tui.conftest import bar, settle
from tests.tui.fake_archive import FakeSession, made_up
from tui.app import app as app_module
from tui.app.app import NewstuiApp
from tui.screens.detail import DetailScreen
from tui.screens.search import SearchScreen
from tui.settings.config import Settings
from tui.widgets.article_list import ResultList
from tui.widgets.bar import Bar
from tui.widgets.facets import Facets
from tui.widgets.search_box import SearchBox
from tui.widgets.timeline import Timeline

T = TypeVar("T")

BBC, WESTSIDE = "BBC", "Westside People"
ARTICLES = [
    *(
        made_up(f"Putin speaks {n}", f"2022-{n:02d}-05", BBC, category="World", language="en")
        for n in range(1, 13)
    ),
    made_up("Putin and the mothers", "2022-11-25", WESTSIDE, category="World", language="en"),
    made_up("Mothers of soldiers", "2024-03-29", WESTSIDE, category="Life", language="en"),
    made_up("Weather", None, None, language="ru"),
]


class Searching:
    """Search screen of a running app, and the keys to it."""

    def __init__(self, pilot: Pilot[None], session: FakeSession) -> None:
        self.pilot = pilot
        self.session = session
        screen = pilot.app.screen
        assert isinstance(screen, SearchScreen)
        self.screen = screen

    @property
    def box(self) -> SearchBox:
        return self.screen.query_one(SearchBox)

    @property
    def line(self) -> str:
        """Message under the box."""
        return bar(self.pilot, "#messages")

    @property
    def filters(self) -> tuple[Filter, ...]:
        return self.screen.request.filters

    @property
    def titles(self) -> list[str]:
        """Titles of the first page, top down."""
        results = self.screen.results
        assert results is not None
        return [hit.title for row in range(results.total) if (hit := results.get(row))]

    @property
    def timeline(self) -> Timeline:
        return self.screen.query_one(Timeline)

    def drawn(self, widget: Widget) -> list[str]:
        """Return the lines of a widget as they are on the screen."""
        return [widget.render_line(y).text.rstrip() for y in range(widget.size.height)]

    async def type(self, text: str) -> None:
        """Type a text and wait for its answer."""
        await self.pilot.press(*("space" if sign == " " else sign for sign in text))
        await self.answered()

    async def press(self, *keys: str) -> None:
        """Press keys and wait for their answers."""
        await self.pilot.press(*keys)
        await self.answered()

    async def answered(self) -> None:
        await settle(self.pilot, self.screen.answered.is_set)


Open = Callable[..., AbstractAsyncContextManager[Searching]]


@pytest.fixture
def searching(tmp_path: Path) -> Open:
    """Return a function that opens the search of an archive, everything found."""

    @asynccontextmanager
    async def run(
        columns: int = 80, lines: int = 24, hits: list[Hit] = ARTICLES, **environment: str
    ) -> AsyncIterator[Searching]:
        home = Home(tmp_path / "home")
        home.path.mkdir()
        session = FakeSession(home, hits)
        app = NewstuiApp(session, Settings(), environment)
        async with app.run_test(size=(columns, lines)) as pilot:
            await pilot.press("slash")
            await settle(pilot, lambda: isinstance(app.screen, SearchScreen))
            found = Searching(pilot, session)
            await settle(pilot, lambda: found.screen.results is not None)
            await found.answered()
            yield found

    return run


SOURCE = Filter(FacetName.SOURCE, BBC)
CATEGORY = Filter(FacetName.CATEGORY, "World")


async def test_a_chosen_filter_is_a_chip_until_it_is_taken_away(searching: Open) -> None:
    async with searching() as on:
        await on.press("enter", "f", "enter")
        assert on.filters == (SOURCE,)
        assert "source: BBC ✕" in on.line
        await on.press("f", "backspace")
        assert not on.filters
        assert "✕" not in on.line
        await on.press("backspace")
        assert "no filter" in bar(on.pilot, "#bottom")


async def test_the_last_of_several_filters_goes_first_and_backslash_takes_all(
    searching: Open,
) -> None:
    async with searching() as on:
        for filter in (SOURCE, CATEGORY):
            on.screen.post_message(Facets.Toggled(filter))
            await on.pilot.pause()
        await on.answered()
        assert "source: BBC ✕  category: World ✕" in on.line
        await on.press("enter", "backspace")
        assert on.filters == (SOURCE,)
        await on.press("backslash")
        assert not on.filters


async def test_filters_go_from_where_they_are_chosen_too(searching: Open) -> None:
    async with searching() as on:
        await on.press("enter", "f", "enter", "backslash")
        assert on.screen.query_one(Facets).has_focus
        assert not on.filters


async def test_nothing_found_with_a_filter_says_how_to_take_it_away(searching: Open) -> None:
    async with searching(40, 10) as on:
        await on.press("enter", "f", "enter", "f", "slash")
        await on.type("weather")
        assert on.drawn(on.screen.list)[2:4] == [
            "  Nothing found with this filter. Esc",
            "             takes it off.",
        ]


async def test_escape_takes_the_last_filter_off_where_nothing_passes(searching: Open) -> None:
    async with searching() as on:
        await on.type("putin")
        await on.press("enter", "5", "j")
        rows = on.screen.list
        before = on.titles, rows.cursor, rows.scroll_offset.y
        for filter in (SOURCE, Filter(FacetName.LANGUAGE, "ru")):
            on.screen.post_message(Facets.Toggled(filter))
            await on.pilot.pause()
            await on.answered()
        assert on.titles == []
        assert "Esc takes the last one off, \\ all" in on.screen.list.empty
        await on.press("escape")
        assert on.filters == (SOURCE,)
        assert len(on.titles) == 12
        await on.press("backspace")
        assert (on.titles, rows.cursor, rows.scroll_offset.y) == before
        await on.press("escape")
        assert on.pilot.app.screen is not on.screen, "without filters it leaves"


async def test_escape_leads_out_of_filters_that_nothing_passes(searching: Open) -> None:
    async with searching(40, 12) as on:
        await on.type("putin")
        await on.press("enter", "j", "j", "f")
        facets = on.screen.query_one(Facets)
        on.screen.post_message(Facets.Toggled(Filter(FacetName.LANGUAGE, "ru")))
        await on.pilot.pause()
        await on.answered()
        assert facets.has_focus
        await on.press("escape")
        assert on.screen.list.has_focus
        assert (on.filters, on.screen.list.cursor) == ((), 2)


async def test_escape_in_the_box_takes_the_last_filter_off_where_nothing_passes(
    searching: Open,
) -> None:
    async with searching() as on:
        await on.press("enter", "f", "enter", "f", "slash")
        await on.type("weather")
        assert on.titles == []
        await on.press("escape")
        assert on.titles == ["Weather"]
        assert on.screen.list.has_focus


async def test_a_filter_that_is_taken_off_leads_back_to_the_row(searching: Open) -> None:
    async with searching() as on:
        await on.press("enter", "9", "j", "f", "enter")
        assert on.screen.list.cursor == 0
        await on.press("enter")
        assert on.screen.list.cursor == 9


async def test_a_hostile_source_is_only_text(searching: Open) -> None:
    hits = [made_up("One", "2022-11-05", "[/red]\x1b[31m"), made_up("Two", "2022-11-06", "b")]
    async with searching(hits=hits) as on:
        await on.press("enter", "f", "enter")
        assert "source: [/red]" in on.line
        assert "\x1b" not in on.line


NOVEMBER = Period(date(2022, 11, 1), date(2022, 12, 1))
YEAR = Period(date(2022, 1, 1), date(2023, 1, 1))


async def test_a_span_of_the_timeline_becomes_the_period_and_is_counted_by_day(
    searching: Open,
) -> None:
    async with searching() as on:
        await on.press("enter", "t")
        assert on.timeline.has_focus
        assert on.line.startswith("Mar 2024: 1 hit")
        await on.press("g", *["right"] * 9, "l")
        assert on.line.startswith("Nov 2022: 2 hits")
        await on.press("enter")
        assert (on.screen.request.period, on.screen.request.step) == (NOVEMBER, Step.DAY)
        assert on.titles == ["Putin speaks 11", "Putin and the mothers"]
        assert on.line.startswith("25 Nov 2022: 1 hit"), "the newest day with hits"
        assert on.line.endswith("1 filter · S relevance")
        await on.press("escape")
        assert on.screen.list.has_focus
        assert "period: Nov 2022 ✕" in on.line


async def test_the_keys_of_a_russian_layout_move_over_the_timeline(searching: Open) -> None:
    async with searching() as on:
        await on.press("enter", "е", "п", "д", "д", "р")
        assert on.line.startswith("Feb 2022")


async def test_a_selection_reaches_over_spans(searching: Open) -> None:
    async with searching() as on:
        await on.press("ctrl+t", "home", "l", "space", "l", "l")
        assert on.line.startswith("Feb – Apr 2022: 3 hits")
        bars, marks = on.drawn(on.timeline)
        assert marks == "         ╰─▲"
        assert bars[9:12] == "▅▅▅"
        await on.press("h", "h", "h")
        assert on.drawn(on.timeline)[1] == "        ▲╯"
        await on.press("enter")
        assert on.screen.request.period == Period(date(2022, 1, 1), date(2022, 3, 1))


async def test_minus_widens_step_by_step_and_the_cursor_stays(searching: Open) -> None:
    async with searching() as on:
        await on.press("enter", "t", "g", *["l"] * 10, "enter", "enter")
        assert on.screen.request.period == Period(date(2022, 11, 25), date(2022, 11, 26))
        periods = []
        for _ in range(3):
            await on.press("minus")
            periods.append(on.screen.request.period)
        assert periods == [NOVEMBER, YEAR, None]
        assert on.screen.request.step is Step.MONTH
        assert on.line.startswith("Nov 2022: 2 hits")
        await on.press("minus")
        assert "all the time there is" in bar(on.pilot, "#bottom")


async def test_choosing_the_period_again_goes_to_what_is_in_it(searching: Open) -> None:
    async with searching() as on:
        await on.press("enter", "t", "g", "enter", *["g", "space", "G"], "enter")
        assert on.screen.list.has_focus
        await on.press("backspace")
        assert on.screen.request.period is None


async def test_a_timeline_of_nothing_is_no_place(searching: Open) -> None:
    async with searching() as on:
        await on.type("weather")
        await on.press("enter", "t")
        assert on.screen.list.has_focus
        assert "none of the hits has a date" in bar(on.pilot, "#bottom")


async def test_the_timeline_is_that_of_what_was_typed_last(searching: Open) -> None:
    async with searching() as on:
        await on.type("weather")
        on.session.answers.clear()
        await on.pilot.press("ctrl+u", *"putin")
        assert on.timeline.pointed is None, "what was found before has no date"
        asyncio.get_running_loop().call_later(0.1, on.session.answers.set)
        await on.pilot.press("ctrl+t")
        await settle(on.pilot, lambda: on.timeline.has_focus)
        assert on.timeline.pointed is not None


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
@pytest.mark.parametrize(
    "years", [[2022], [1987, 2024], [1, 9999]], ids=["a year", "decades", "all there are"]
)
async def test_the_cursor_stands_under_its_bar_at_any_width(
    searching: Open, columns: int, years: list[int]
) -> None:
    hits = [made_up(f"Of {year}", f"{year:04d}-12-31", "a") for year in years]
    async with searching(columns, 10, hits, NO_COLOR="1") as on:
        await on.press("enter", "t", "G")
        bars, marks = on.drawn(on.timeline)
        assert max(len(bars), len(marks)) <= columns
        assert bars[marks.index("▲")] == "█", "the last span has the last hit"
        await on.press("g")
        bars, marks = on.drawn(on.timeline)
        assert bars[marks.index("▲")] in "█·"
        await on.press("G", "enter")
        assert on.titles == [f"Of {years[-1]}"]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (80, ["S relevance and freshness", "S newest", "S oldest", "S relevance"]),
        (40, ["S rel+fresh", "S newest", "S oldest", "S relevance"]),
    ],
)
async def test_s_goes_round_the_orders(searching: Open, columns: int, words: list[str]) -> None:
    async with searching(columns, 10) as on:
        await on.press("enter")
        orders = []
        for order in words:
            await on.press("S")
            orders.append(on.session.asked[-1].sort)
            assert on.line.endswith(order)
        assert orders == [Sort.BLEND, Sort.NEWEST, Sort.OLDEST, Sort.RELEVANCE]


async def test_where_there_is_no_room_for_the_order_a_change_is_told(searching: Open) -> None:
    async with searching(40, 10) as on:
        await on.press("enter", "f", "enter", "f", "S")
        assert bar(on.pilot, "#bottom").startswith("by relevance and freshness")


def sign(on: Searching) -> str:
    """Return the text in front of the box."""
    return bar(on.pilot, "#ground")


async def test_what_was_found_can_be_searched_in(searching: Open) -> None:
    async with searching() as on:
        await on.type("putin")
        await on.press("enter")
        asked = len(on.session.asked)
        await on.press("z")
        assert (sign(on), on.box.value, on.box.has_focus) == ("putin ›", "", True)
        assert len(on.titles) == 13, "what was found is there still"
        assert len(on.session.asked) == asked, "and was not asked for again"
        await on.type("mothers")
        assert on.titles == ["Putin and the mothers"], "not those of soldiers"
        await on.press("enter", "z")
        await on.type("speaks")
        assert sign(on) == "putin › mothers ›"
        assert on.titles == []


async def test_a_step_back_finds_the_list_as_it_was_without_asking(searching: Open) -> None:
    async with searching() as on:
        await on.type("putin")
        await on.press("enter", "S", "G", "k", "k", "k")
        rows = on.screen.list
        before = (on.titles, rows.cursor, rows.scroll_offset.y, on.line)
        await on.press("z")
        await on.type("mothers")
        assert rows.cursor == 0
        await on.press("enter")
        asked = len(on.session.asked)
        await on.press("Z")
        assert (on.titles, rows.cursor, rows.scroll_offset.y, on.line) == before
        assert rows.scroll_offset.y > 0
        assert (on.box.value, sign(on)) == ("putin", "")
        assert len(on.session.asked) == asked
        await on.press("Z")
        assert "nothing was narrowed" in bar(on.pilot, "#bottom")


async def test_escape_in_the_empty_box_goes_a_step_back_before_it_leaves(searching: Open) -> None:
    async with searching() as on:
        await on.type("putin")
        await on.press("enter", "z", "escape")
        assert on.pilot.app.screen is on.screen
        assert (on.box.value, sign(on)) == ("putin", "")
        await on.press("escape")
        assert on.screen.list.has_focus
        await on.press("escape")
        assert on.pilot.app.screen is not on.screen


async def test_filters_stay_while_narrowing_and_come_back_with_their_list(searching: Open) -> None:
    async with searching() as on:
        await on.type("putin")
        await on.press("enter", "f", "enter", "f", "z")
        await on.type("mothers")
        assert on.titles == []
        await on.press("enter", "backspace")
        assert on.titles == ["Putin and the mothers"]
        await on.press("Z")
        assert on.filters == (SOURCE,)
        assert len(on.titles) == 12


async def test_there_must_be_something_to_narrow(searching: Open) -> None:
    async with searching() as on:
        await on.press("enter", "z")
        assert "search for something first" in bar(on.pilot, "#bottom")
        await on.press("slash")
        await on.type("xyzzy")
        await on.press("enter", "z")
        assert "nothing to narrow" in bar(on.pilot, "#bottom")
        assert sign(on) == ""


async def test_an_archive_that_grew_is_asked_again_after_a_step_back(searching: Open) -> None:
    async with searching() as on:
        await on.type("putin")
        await on.press("enter", "j", "z")
        on.session.index_grows(made_up("Putin once more", "2024-01-01"))
        await on.type("mothers")
        await on.press("enter", "Z")
        assert "Putin once more" in on.titles
        assert on.screen.list.cursor == 1


async def test_coming_back_finds_the_last_results_as_they_were(searching: Open) -> None:
    async with searching() as on:
        await on.type("putin")
        await on.press("enter", "G", "k", "k", "k")
        rows = on.screen.list
        before = (on.titles, rows.cursor, rows.scroll_offset.y)
        asked = len(on.session.asked)
        await on.press("enter")
        await settle(on.pilot, lambda: isinstance(on.pilot.app.screen, DetailScreen))
        await on.press("q")
        assert (on.titles, rows.cursor, rows.scroll_offset.y) == before
        await on.press("q", "slash")
        assert on.pilot.app.screen is on.screen
        assert (on.titles, rows.cursor, rows.scroll_offset.y) == before
        assert on.box.selected_text == "putin"
        assert on.box.has_focus
        assert len(on.session.asked) == asked


async def test_a_long_ground_leaves_the_box_its_room(searching: Open) -> None:
    hits = [made_up("word " * 12, "2022-11-05"), made_up("other", "2022-11-05")]
    async with searching(40, 10, hits) as on:
        for _ in range(3):
            await on.type("word word word")
            await on.press("enter", "z")
        assert sign(on).endswith("›")
        assert on.box.size.width >= 16


async def test_what_was_perhaps_meant_is_offered_and_one_key_takes_it(searching: Open) -> None:
    async with searching() as on:
        on.session.suggestions["pytin"] = (Suggestion("putin", 13), Suggestion("python", 1))
        await on.type("pytin")
        assert on.line.startswith("F2 did you mean putin (13)?  or python (1)")
        assert on.box.value == "pytin", "never taken silently"
        await on.press("f2")
        assert (on.box.value, on.box.has_focus) == ("putin", True)
        assert len(on.titles) == 13
        assert "did you mean" not in on.line


async def test_a_suggestion_is_taken_from_the_results_too(searching: Open) -> None:
    async with searching() as on:
        on.session.suggestions["pytin"] = (Suggestion("putin", 13),)
        await on.type("pytin")
        await on.press("enter")
        assert on.line.startswith("d did you mean putin (13)?")
        await on.press("d")
        assert (on.box.value, on.screen.list.has_focus) == ("putin", True)
        assert len(on.titles) == 13
        await on.press("d")
        assert "no other spelling" in bar(on.pilot, "#bottom")


async def test_a_suggestion_is_read_beside_a_filter_on_a_narrow_screen(searching: Open) -> None:
    async with searching(40, 10) as on:
        on.session.suggestions["pytin"] = (Suggestion("putin", 13),)
        await on.press("enter", "f", "enter", "f", "slash")
        await on.type("pytin")
        (line,) = on.drawn(on.screen.query_one("#messages"))
        assert line == "   F2 putin (13)?  F3 +1      1 filter"


async def test_one_message_is_shown_and_a_key_shows_the_others(searching: Open) -> None:
    async with searching() as on:
        on.session.suggestions["pytin"] = (Suggestion("putin", 13),)
        on.session.spellings["pytin"] = ("путин",)
        await on.press("enter", "f", "enter", "f", "slash")
        await on.type("pytin")
        assert on.line.startswith("F2 did you mean putin (13)?  F3 +2 more")
        assert on.drawn(on.screen.query_one("#messages"))[1:] == []
        await on.press("f3")
        assert on.drawn(on.screen.query_one("#messages")) == [
            "   F2 did you mean putin (13)?",
            "   ^G also spelled Путин",
            "   source: BBC ✕",
        ]
        await on.press("f3")
        assert len(on.drawn(on.screen.query_one("#messages"))) == 1
        await on.press("enter", "i")
        assert "= also spelled Путин" in on.line
        await on.press("S")
        assert len(on.drawn(on.screen.query_one("#messages"))) == 1, "another question"


async def test_a_key_of_a_message_that_is_not_shown_does_what_it_does(searching: Open) -> None:
    async with searching() as on:
        on.session.suggestions["sauce:pytin"] = (Suggestion("putin", 13),)
        on.session.spellings["sauce:pytin"] = ("путин",)
        await on.type("sauce:pytin")
        assert on.line.startswith("sauce: is no field")
        await on.press("ctrl+g")
        assert not on.session.asked[-1].query.other_spellings
        await on.press("f2")
        assert on.box.value == "putin"


async def test_a_click_on_the_number_of_messages_shows_them(searching: Open) -> None:
    async with searching() as on:
        on.session.suggestions["pytin"] = (Suggestion("putin", 13),)
        on.session.spellings["pytin"] = ("путин",)
        await on.type("pytin")
        (line,) = on.drawn(on.screen.query_one("#messages"))
        await on.pilot.click("#messages", offset=(line.index("+1 more"), 0))
        assert len(on.drawn(on.screen.query_one("#messages"))) == 2


async def test_a_hostile_suggestion_is_only_text(searching: Open) -> None:
    async with searching() as on:
        on.session.suggestions["x"] = (Suggestion("[red]\x1b[31m\nput", 1),)
        await on.type("x")
        (line,) = on.drawn(on.screen.query_one("#messages"))
        assert "\x1b" not in line
        await on.press("f2")
        assert on.box.value == "[red] [31m put"


async def test_other_spellings_are_named_and_one_key_turns_them_off(searching: Open) -> None:
    async with searching() as on:
        on.session.spellings["putin"] = ("путин", "poutine")
        await on.type("putin")
        assert on.line.startswith("^G also spelled Путин, Poutine")
        await on.press("ctrl+g")
        assert on.line.startswith("^G names as typed")
        assert not on.session.asked[-1].query.other_spellings
        await on.press("enter", "equals_sign")
        assert on.line.startswith("= also spelled Путин, Poutine")
        assert on.session.asked[-1].query.other_spellings


async def test_names_that_are_merely_alike_are_offered_and_one_key_adds_them(
    searching: Open,
) -> None:
    async with searching() as on:
        on.session.spellings["putin"] = ("путин",)
        on.session.alike["putin"] = (Alike("patten", 37), Alike("[b]\x1b[1m", 2))
        await on.type("putin")
        assert on.line.startswith("also spelled Путин  F3 +1 more")
        await on.press("f3")
        assert "^G adds Patten 37" in on.line
        assert "\x1b" not in on.line
        assert not on.session.asked[-1].query.alike
        await on.press("enter", "equals_sign")
        assert on.session.asked[-1].query.alike
        assert on.line.startswith("= names alike too")
        await on.press("equals_sign")
        assert on.line.startswith("= names as typed")
        await on.press("equals_sign")
        assert on.line.startswith("also spelled Путин  i +1 more")


async def test_what_is_typed_next_and_narrowed_is_asked_the_same_way(searching: Open) -> None:
    async with searching() as on:
        await on.type("putin")
        await on.press("ctrl+g")
        await on.type(" pain")
        assert not on.session.asked[-1].query.other_spellings
        await on.press("enter", "z")
        await on.type("mothers")
        assert not on.session.asked[-1].query.other_spellings


async def test_as_many_spellings_are_named_as_there_is_room_for(searching: Open) -> None:
    async with searching(40, 10) as on:
        on.session.spellings["putin"] = ("путин", "poutine", "[b]\x1b[31m")
        await on.type("putin")
        (line,) = on.drawn(on.screen.query_one("#messages"))
        assert "^G also spelled Путин" in line
        assert "[b]" not in line


async def test_a_spelling_is_named_on_a_narrow_screen_whatever_else_is_said(
    searching: Open,
) -> None:
    async with searching(40, 10) as on:
        on.session.spellings["putin"] = ("путинский", "poutine")
        await on.type("putin")
        await on.press("enter")
        (line,) = on.drawn(on.screen.query_one("#messages"))
        assert "= also spelled Путинский" in line


def offers(on: Searching) -> str:
    """Return the line of completions, empty while it is hidden."""
    line = on.screen.query_one("#offers", Bar)
    return line.text if line.display else ""


async def test_tab_completes_fields_and_values_and_does_not_leave_behind_them(
    searching: Open,
) -> None:
    async with searching() as on:
        await on.type("mothers so")
        assert on.line.startswith("Tab source:  F3 +1 more")
        assert (on.box.ghost, offers(on), on.timeline.display) == ("urce:", "", True)
        await on.press("tab")
        assert on.box.value == "mothers source:"
        await settle(on.pilot, lambda: "BBC 12" in offers(on))
        assert offers(on) == 'Tab BBC 12  "Westside People" 2'
        await on.type("peo")
        assert on.box.ghost == "", "the value begins with another word"
        await on.press("right")
        assert on.box.value == 'mothers source:"Westside People" '
        assert (offers(on), on.timeline.display) == ("", True)
        await on.press("tab", "tab")
        assert on.box.has_focus, "who completes and types on has not left the box"
        assert "⏎ goes to the results" in bar(on.pilot, "#bottom")
        await on.type("tj")
        assert on.box.value == 'mothers source:"Westside People" tj'
        await on.press("tab")
        assert on.screen.list.has_focus, "there is nothing to complete, nothing was completed"


@pytest.mark.parametrize("half", ["source:", "source:xyz", 'source:"West', "is:unr", "date:202-"])
async def test_tab_does_not_leave_half_a_field(searching: Open, half: str) -> None:
    async with searching() as on:
        await on.type(half)
        await on.press("tab", "tab", "tab")
        assert on.box.has_focus


@pytest.mark.parametrize("whole", ["source:bbc", "is:unread", "date:2022-11-25", "-lang:en"])
async def test_tab_leaves_a_whole_field(searching: Open, whole: str) -> None:
    async with searching() as on:
        await on.type(whole)
        await on.press("tab")
        assert on.screen.list.has_focus


async def test_keys_typed_ahead_complete_as_well(searching: Open) -> None:
    async with searching() as on:
        await on.pilot.press("s", "o", "tab", "w", "tab", "tab")
        await on.answered()
        assert on.box.value == 'source:"Westside People" '
        assert on.box.has_focus


WORDS = {"put": 20, "putin": 13, "puts": 4, "mothers": 2, "général": 1, "łódź": 1}


async def test_words_are_completed_behind_the_cursor(searching: Open) -> None:
    async with searching() as on:
        on.session.vocabulary = WORDS
        await on.type("p")
        assert (on.box.ghost, on.session.begun) == ("", []), "from two letters on"
        await on.type("u")
        await settle(on.pilot, lambda: on.box.ghost == "t")
        assert on.line.startswith("Tab put 20  putin 13  puts 4  ")
        assert on.timeline.display, "words come with every key: they hide nothing"
        (line,) = on.drawn(on.box)
        assert line == "put"
        await on.type("ti")
        assert on.box.ghost == "n"
        await on.press("right")
        assert (on.box.value, on.box.has_focus) == ("putin ", True)
        assert on.titles[0] == "Putin speaks 1"


async def test_tab_takes_the_word_that_is_there_already(searching: Open) -> None:
    async with searching() as on:
        on.session.vocabulary = WORDS
        await on.type("PUT")
        await settle(on.pilot, lambda: "Tab put 20" in on.line)
        assert on.box.ghost == ""
        await on.press("tab")
        assert on.box.value == "PUT "
        await on.type("puti")
        await on.press("tab")
        assert on.box.value == "PUT putin "


async def test_what_is_known_of_a_shorter_beginning_stays_while_one_types(
    searching: Open,
) -> None:
    async with searching() as on:
        on.session.vocabulary = {"putin": 13, "puts": 4}
        await on.type("pu")
        await settle(on.pilot, lambda: on.box.ghost == "tin")
        on.session.answers.clear()
        await on.pilot.press("t")
        assert on.box.ghost == "in"
        await on.pilot.press("s")
        assert on.box.ghost == "", "neither the answer nor the words are there yet"
        assert on.session.begun == ["pu"], "no words are asked for before the answer is there"
        on.session.answers.set()
        await on.answered()


async def test_only_the_words_of_what_stands_there_now_are_shown(searching: Open) -> None:
    async with searching() as on:
        on.session.vocabulary = WORDS
        await on.pilot.press(*"putmo")
        await on.answered()
        await settle(on.pilot, lambda: "putmo" in on.session.begun)
        assert on.box.ghost == ""
        await on.press(*["backspace"] * 5, *"mo")
        await settle(on.pilot, lambda: on.box.ghost == "thers")


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("gen", "général "),
        ("lo", "łódź "),
        ("GEN", "GÉNÉRAL "),
        ("Gé", "Général "),
        ("title:mo", "title:mothers "),
    ],
)
async def test_accents_are_those_of_the_archive(searching: Open, typed: str, text: str) -> None:
    async with searching() as on:
        on.session.vocabulary = {"général": 2, "łódź": 1, "mothers": 1}
        await on.type(typed)
        await on.press("tab")
        assert on.box.value == text


async def test_a_hostile_word_is_only_text(searching: Open) -> None:
    async with searching(40, 10) as on:
        on.session.vocabulary = {"pu[red]\x1b[31m\n": 3}
        await on.type("pu")
        await settle(on.pilot, lambda: bool(on.box.ghost))
        (line,) = on.drawn(on.box)
        assert "[red]" in line
        assert "\x1b" not in line


async def test_right_moves_where_there_is_nothing_to_complete(searching: Open) -> None:
    async with searching() as on:
        await on.type("source:b")
        await on.press("home")
        assert offers(on) == "", "only at the end of the text"
        await on.press("right")
        assert (on.box.value, on.box.cursor_position) == ("source:b", 1)
        await on.press("tab")
        assert on.screen.list.has_focus


async def test_values_are_asked_for_once_until_the_index_changes(searching: Open) -> None:
    async with searching() as on:

        def everything() -> int:
            return sum(request.limit == 0 and request.facets for request in on.session.asked)

        await on.type("source:b")
        await settle(on.pilot, lambda: "BBC" in offers(on))
        await on.type("bc lang:e")
        assert everything() == 1
        on.session.index_grows(made_up("New", "2024-01-01", "Bild"))
        await on.press("ctrl+u")
        await on.type("source:b")
        await settle(on.pilot, lambda: "Bild" in offers(on))
        assert everything() == 2


async def test_offers_make_way_for_the_timeline(searching: Open) -> None:
    async with searching() as on:
        await on.type("mothers source:")
        await settle(on.pilot, lambda: bool(offers(on)))
        assert not on.timeline.display
        await on.press("ctrl+t")
        assert not offers(on)
        assert (on.timeline.display, on.timeline.has_focus) == (True, True)


async def test_hostile_values_are_only_text(searching: Open) -> None:
    hits = [made_up("One", "2022-11-05", '[/red] "a\x1b[31m'), made_up("Two", None, "b")]
    async with searching(40, 10, hits) as on:
        await on.type("source:")
        await settle(on.pilot, lambda: bool(offers(on)))
        (line,) = on.drawn(on.screen.query_one("#offers"))
        assert "[/red]" in line
        assert "\x1b" not in line


async def test_keys_that_come_before_the_answer_move_in_it(searching: Open) -> None:
    async with searching() as on:
        await on.press("enter", "G", "slash")
        on.session.answers.clear()
        await on.pilot.press(*"putin", "enter", "j", "j")
        on.session.answers.set()
        await on.answered()
        assert on.screen.results is not None
        assert on.screen.results.total == 13
        assert on.screen.list.cursor == 2


async def test_where_nothing_can_be_filtered_the_keys_stay_with_the_hits(searching: Open) -> None:
    async with searching(hits=[made_up("Putin", "2022-11-06", "CNN")]) as on:
        await on.type("putin")
        await on.press("enter", "f")
        assert "nothing to filter them by" in bar(on.pilot, "#bottom")
        assert on.screen.list.has_focus


async def test_the_count_of_beginnings_is_that_of_the_whole_text_as_it_was_asked(
    searching: Open,
) -> None:
    hits = [
        made_up("Put it there", "2022-11-05", "BBC"),
        made_up("Putin came there", "2022-11-06", "BBC"),
        made_up("Put there", "2022-11-06", "CNN"),
        made_up("Putin", "2022-11-06", "CNN"),
    ]
    async with searching(hits=hits) as on:
        await on.type("there put")
        await on.press("enter")
        assert on.line.startswith("whole words now; there put* finds 3  i +1")
        await on.press("f", "enter")
        assert "whole words now" not in on.line, "it was counted without the filter"


async def test_whoever_left_the_box_means_whole_words_as_on_the_command_line(
    searching: Open,
) -> None:
    hits = [made_up("Put it there", "2022-11-05"), made_up("Putin", "2022-11-06")]
    async with searching(hits=hits) as on:
        await on.type("put")
        assert len(on.titles) == 2, "any word may come of it"
        await on.press("enter")
        assert on.titles == ["Put it there"]
        assert on.session.asked[-1].query.root == parse_query("put").root
        assert on.line.startswith("whole words now; put* finds 2  ")
        asked = len(on.session.asked)
        await on.press("slash", "right")
        assert on.titles == ["Put it there"], "the text is the same still"
        assert len(on.session.asked) == asked
        await on.type("i")
        assert on.titles == ["Putin"]


async def test_nothing_is_said_where_whole_words_find_the_same(searching: Open) -> None:
    async with searching() as on:
        await on.type("putin")
        await on.press("enter")
        assert "whole words" not in on.line


async def test_slash_from_the_list_searches_the_whole_archive(searching: Open) -> None:
    async with searching() as on:
        await on.type("putin")
        await on.press("enter", "f", "enter", "f", "z")
        await on.type("mothers")
        await on.press("enter", "slash")
        assert (sign(on), on.filters, on.titles) == ("putin ›", (SOURCE,), []), "its box again"
        await on.press("enter", "q", "slash")
        assert (sign(on), on.filters) == ("", ())
        assert on.box.selected_text == "mothers"
        assert on.titles == ["Putin and the mothers", "Mothers of soldiers"]


@pytest.mark.parametrize("columns", [40, 80])
async def test_hits_without_a_date_are_told_beside_the_timeline(
    searching: Open, columns: int
) -> None:
    async with searching(columns) as on:
        lines = on.drawn(on.timeline)
        if columns < 60:
            await on.press("ctrl+t")
            lines = [on.line]
        assert lines[0].endswith("1 undated")
        await on.press("escape", "slash")
        await on.type("putin")
        assert "undated" not in on.drawn(on.timeline)[0]


async def test_the_count_of_a_bar_is_read_whole_on_a_narrow_screen(searching: Open) -> None:
    hits = [made_up(f"Of {n}", f"2022-{n % 12 + 1:02d}-05") for n in range(1200)]
    async with searching(40, 10, hits) as on:
        await on.press("ctrl+t", "home", "space", "end")
        (line,) = on.drawn(on.screen.query_one("#messages"))
        assert line.strip() == "2022: 1,200 hits"


@pytest.mark.parametrize("odd", ["????", "-source:", "-", "*", '""', "...", "~", "()"])
async def test_a_text_that_asks_for_nothing_is_explained(searching: Open, odd: str) -> None:
    async with searching() as on:
        await on.type(odd)
        assert "nothing to search for in this: all articles" in on.line
        await on.press("enter")
        assert on.screen._typed.notes
        assert on.screen._typed.notes[0] in on.line


@pytest.mark.parametrize("columns", [40, 80])
async def test_what_must_be_known_is_never_cut_off(searching: Open, columns: int) -> None:
    async with searching(columns) as on:
        await on.type("sauce:putin is:unraed")
        await on.press("enter")
        notes = on.screen._typed.notes
        assert len(notes) == 2
        said = " ".join(on.drawn(on.screen.query_one("#messages")))
        assert " ".join(" ".join(notes).split()) in " ".join(said.split())
        await on.press("slash", "ctrl+u")
        assert on.screen.query_one("#messages").size.height == 1


# -- keys that come before the answer


def starred(session: FakeSession) -> list[str]:
    return [hit.title for hit in session.hits if session.facts(hit.id).starred]


async def test_a_key_behind_a_search_is_for_what_it_finds(searching: Open) -> None:
    async with searching() as on:
        on.session.answers.clear()
        await on.pilot.press(*"weather", "enter", "s")
        await settle(on.pilot, lambda: bar(on.pilot, "#bottom").startswith("still searching"))
        assert starred(on.session) == [], "the first of what was found before is none of it"
        on.session.answers.set()
        await settle(on.pilot, lambda: starred(on.session) == ["Weather"])


async def test_what_is_opened_before_the_answer_is_there_is_what_is_found(searching: Open) -> None:
    async with searching() as on:
        on.session.answers.clear()
        await on.pilot.press(*"mothers", "enter", "j", "enter")
        await on.pilot.pause(0.7)
        assert on.pilot.app.screen is on.screen
        on.session.answers.set()
        await settle(on.pilot, lambda: isinstance(on.pilot.app.screen, DetailScreen))
        article = cast(DetailScreen, on.pilot.app.screen)
        await settle(on.pilot, article.is_open.is_set)
        assert article.current() == on.titles[1].lower().replace(" ", "-")


async def test_a_search_that_never_ends_keeps_nobody_in(
    searching: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_module, "ANSWER_SECONDS", 0.1)
    async with searching() as on:
        on.session.answers.clear()
        await on.pilot.press(*"weather", "enter", "s", "s")
        await settle(on.pilot, lambda: bar(on.pilot, "#bottom").startswith("no answer yet"))
        on.session.answers.set()
        await on.answered()
        await on.pilot.pause()
        assert starred(on.session) == []
        on.session.answers.clear()
        await on.pilot.press("slash", *"mothers", "enter", "s", "ctrl+q")
        await settle(on.pilot, lambda: on.pilot.app._exit)


async def test_who_is_told_that_it_takes_long_can_do_something_else(searching: Open) -> None:
    async with searching() as on:
        on.session.answers.clear()
        await on.pilot.press(*"weather", "enter", "s", "j", "enter")
        await settle(on.pilot, lambda: bar(on.pilot, "#bottom").startswith("still searching"))
        await on.pilot.press("slash", *"mothers")
        on.session.answers.set()
        await on.answered()
        await on.pilot.pause()
        assert {*on.titles} == {"Mothers of soldiers", "Putin and the mothers"}
        assert starred(on.session) == [], "what waited is forgotten"
        assert on.pilot.app.screen is on.screen


async def test_of_a_search_that_fails_nothing_is_shown(
    searching: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_request: Request) -> Answer:
        raise NewstuiError("this took too long")

    async with searching() as on:
        await on.type("mothers")
        with monkeypatch.context() as patch:
            patch.setattr(on.session, "search", fail)
            await on.type(" putin")
            assert on.screen.list.count == 0
            assert on.line == ""
            assert bar(on.pilot, "#count") == ""
            assert "this took too long" in "".join(on.drawn(on.screen.list))
            await on.press("enter", "s")
            assert bar(on.pilot, "#bottom").startswith("there is no article here")
        await on.press("slash", "end", "backspace")
        assert on.titles[0] == "Putin and the mothers"


@pytest.mark.parametrize("is_up_to_date", [False, True], ids=["", "index up to date"])
async def test_keys_before_the_first_rows_are_not_lost(is_up_to_date: bool, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.path.mkdir()
    session = FakeSession(home, ARTICLES)
    session.answers.clear()
    app = NewstuiApp(session, Settings(), {})
    async with app.run_test() as pilot:
        if is_up_to_date:
            await settle(pilot, lambda: bool(session.asked) and not app.is_updating)
        await pilot.press("j", "enter")
        await pilot.pause(0.1)
        session.answers.set()
        await settle(pilot, lambda: isinstance(app.screen, DetailScreen))
        article = cast(DetailScreen, app.screen)
        await settle(pilot, article.is_open.is_set)
        assert article.current() == "putin-speaks-12", "the second one"


async def test_an_index_found_up_to_date_lets_no_key_act_on_older_rows(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.path.mkdir()
    session = FakeSession(home, ARTICLES)
    app = NewstuiApp(session, Settings(), {})
    async with app.run_test() as pilot:
        await settle(pilot, lambda: app.screen.query_one(ResultList).count > 0)
        session.answers.clear()
        await pilot.press("S")
        app.repair()
        await settle(pilot, lambda: not app.is_updating)
        await pilot.press("enter")
        session.answers.set()
        await settle(pilot, lambda: isinstance(app.screen, DetailScreen))
        article = cast(DetailScreen, app.screen)
        await settle(pilot, article.is_open.is_set)
        assert article.current() == "putin-speaks-1", "the oldest is the first one now"


class SlowDisk(FakeSession):
    """Session that stores read marks when the test lets it."""

    def __init__(self, home: Home, hits: list[Hit]) -> None:
        super().__init__(home, hits)
        self.may_write = asyncio.Event()

    async def _in_thread(self, act: Callable[..., T], *arguments: Any) -> T:
        if getattr(act, "func", None) == self._state.set_read:
            await self.may_write.wait()
        return await super()._in_thread(act, *arguments)


async def test_an_article_is_there_for_its_keys_before_it_is_written_down_as_read(
    tmp_path: Path,
) -> None:
    home = Home(tmp_path / "home")
    home.path.mkdir()
    session = SlowDisk(home, ARTICLES)
    app = NewstuiApp(session, Settings(), {})
    async with app.run_test() as pilot:
        await settle(pilot, lambda: app.screen.query_one(ResultList).count > 0)
        await pilot.press("enter")
        await settle(pilot, lambda: isinstance(app.screen, DetailScreen))
        article = cast(DetailScreen, app.screen)
        await settle(pilot, article.is_open.is_set)
        first = article.current()
        assert first is not None
        await pilot.press("m", "J")
        await settle(pilot, lambda: article.current() not in (None, first))
        second = cast(str, article.current())
        session.may_write.set()
        await settle(pilot, lambda: session.facts(second).read and not session.facts(first).read)
        assert not session._state.facts([first, second])[first].read, "`m` came behind the mark"
        assert session._state.facts([first, second])[second].read


async def test_what_is_told_stays_until_the_next_key(searching: Open) -> None:
    async with searching() as on:
        await on.type("putin")
        await on.press("enter", "equals_sign")
        await on.pilot.pause(0.2)
        assert bar(on.pilot, "#bottom").startswith("names only as typed")
        await on.press("j")
        assert not bar(on.pilot, "#bottom").startswith("names only as typed")
