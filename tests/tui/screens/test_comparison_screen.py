"""Tests of two searches over time, key by key, on made-up articles."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Label

from index.engine.answer import Hit
from index.engine.request import FacetName, Filter, Period, Step
from index.files.home import Home
from index.query import Word
from tests.tui.conftest import Browse, bar, search, settle
from tests.tui.fake_archive import FakeSession, made_up
from tui.app.app import NewstuiApp
from tui.screens.comparison import ComparisonScreen
from tui.screens.list import ListScreen
from tui.screens.search import SearchScreen
from tui.settings.config import Settings
from tui.widgets.compare_box import CompareBox
from tui.widgets.comparison_chart import ComparisonChart
from tui.widgets.facets import Facets

BBC = Filter(FacetName.SOURCE, "BBC")
ARTICLES = [
    *(made_up(f"Putin speaks {n}", f"2022-{n:02d}-05", "BBC") for n in range(1, 13)),
    *(made_up(f"Mothers wait {n}", f"2022-11-{n:02d}", "Schlock") for n in range(1, 5)),
    made_up("Mothers at home", "2023-02-01", "BBC"),
    *(made_up(f"Weather {n}", "2022-11-09", "BBC") for n in range(5)),
    made_up("Putin undated"),
]


class Comparing:
    """Comparison of a running app, and the keys to it."""

    def __init__(self, pilot: Pilot[None], session: FakeSession, screen: ComparisonScreen) -> None:
        self.pilot, self.session, self.screen = pilot, session, screen

    @property
    def chart(self) -> ComparisonChart:
        return self.screen.query_one(ComparisonChart)

    @property
    def box(self) -> CompareBox:
        return self.screen.query_one(CompareBox)

    @property
    def first(self) -> str:
        return bar(self.pilot, "#first")

    @property
    def second(self) -> str:
        """Message about the second search."""
        return str(self.screen.query_one("#found", Label).render()).strip()

    @property
    def pointed(self) -> str:
        return bar(self.pilot, "#pointed")

    def drawn(self) -> list[str]:
        return [self.chart.render_line(y).text.rstrip() for y in range(self.chart.size.height)]

    async def type(self, text: str) -> None:
        await self.press(*("space" if sign == " " else sign for sign in text))

    async def press(self, *keys: str) -> None:
        """Press keys and wait for their answers."""
        await self.pilot.press(*keys)
        await settle(self.pilot, self.screen._answered.is_set)


Open = Callable[..., AbstractAsyncContextManager[Comparing]]


@pytest.fixture
def comparing(tmp_path: Path) -> Open:
    """Return a function that opens the box for the second search, the first one being `putin`."""

    @asynccontextmanager
    async def run(
        columns: int = 80,
        lines: int = 24,
        first: str = "putin",
        hits: list[Hit] = ARTICLES,
        filters: tuple[Filter, ...] = (),
        key: str = "T",
    ) -> AsyncIterator[Comparing]:
        home = Home(tmp_path / "home")
        home.path.mkdir()
        session = FakeSession(home, hits)
        app = NewstuiApp(session, Settings(), {})
        async with app.run_test(size=(columns, lines)) as pilot:
            on = await search(pilot, first)
            for filter in filters:
                on.post_message(Facets.Toggled(filter))
                await pilot.pause()
            await pilot.press(*([] if key.startswith("ctrl") else ["enter"]), key)
            await settle(pilot, lambda: isinstance(app.screen, ComparisonScreen))
            screen = app.screen
            assert isinstance(screen, ComparisonScreen)
            await settle(pilot, screen._answered.is_set)
            yield Comparing(pilot, session, screen)

    return run


async def test_the_first_search_is_there_and_the_second_is_drawn_while_it_is_typed(
    comparing: Open,
) -> None:
    async with comparing() as on:
        assert on.box.has_focus
        assert "▲ putin" in on.first
        assert on.first.endswith("13 hits · 1 undated · first 2022-01-05")
        assert on.second == ""
        await on.type("mothers")
        assert on.second == "5 hits · first 2022-11-01"
        await on.press("enter")
        assert on.chart.has_focus
        lines = on.drawn()
        axis = next(n for n, line in enumerate(lines) if "2022─" in line)
        assert any("█" in line for line in lines[:axis])
        assert any("█" in line for line in lines[axis + 1 :])


async def test_words_are_whole_once_the_box_was_left_however_fast(comparing: Open) -> None:
    async with comparing() as on:
        await on.type("mothers")
        on.screen.action_chart()
        on.screen.on_input_changed(Input.Changed(on.box, "mothers"))  # typed behind the key
        await on.press()
        assert on.screen.request_of(1).query.root == Word("mothers")


async def test_what_the_rest_of_pages_adds_is_told_and_one_key_adds_it(comparing: Open) -> None:
    async with comparing() as on:
        on.session.rests = {"weather-0": ("Mothers wait",), "weather-1": ("Putin | Mothers",)}
        await on.type("mothers")
        assert on.second.startswith("5 hits · 2 rest")
        await on.press("enter", "r")
        assert on.second.startswith("7 hits · first")
        assert "14 hits · 1 undated" in on.first
        await on.press("r")
        assert on.second.startswith("5 hits · 2 rest")
        assert "13 hits · 1 rest · 1 undated" in on.first


async def test_what_is_under_the_cursor_is_told_of_both(comparing: Open) -> None:
    async with comparing() as on:
        await on.type("mothers")
        await on.press("enter")
        assert "Feb 2023: ▲ 0  ▼ 1" in on.pointed
        await on.press("left", "h", "left")
        assert "Nov 2022: ▲ 1  ▼ 4" in on.pointed
        assert "of 10 articles" in on.pointed
        assert on.pointed.endswith("highest: 4")
        await on.press("p")
        assert "Nov 2022: ▲ 10 %  ▼ 40 %" in on.pointed
        assert on.pointed.endswith("highest: 100 % of all articles")
        await on.press("p", "g")
        assert "Jan 2022: ▲ 1  ▼ 0" in on.pointed
        await on.press("space", "l")
        assert "Jan – Feb 2022: ▲ 2  ▼ 0" in on.pointed
        await on.press("space", "G")
        assert "Dec 2023: ▲ 0  ▼ 0" in on.pointed


async def test_the_cursor_is_seen_without_colours_and_says_of_which_series_it_is(
    comparing: Open,
) -> None:
    async with comparing() as on:
        await on.type("mothers")
        await on.press("enter")
        axis = next(line for line in on.drawn() if "2022─" in line)
        assert "▲" in axis
        assert "▌▲" in on.first
        await on.press("j")
        axis = next(line for line in on.drawn() if "2022─" in line)
        assert "▼" in axis
        assert "▲" not in axis
        assert "▌" not in on.first
        await on.press("k", "h", "space", "h")
        assert "▲═" in next(line for line in on.drawn() if "2022─" in line)


async def test_enter_shows_the_hits_of_the_series_then_and_q_comes_back(comparing: Open) -> None:
    async with comparing() as on:
        await on.type("mothers")
        await on.press("enter", "j", "h", "h", "h", "enter")
        app = on.pilot.app
        await settle(on.pilot, lambda: isinstance(app.screen, SearchScreen))
        hits = app.screen
        assert isinstance(hits, SearchScreen)
        await settle(on.pilot, hits.answered.is_set)
        assert hits.results is not None
        assert hits.results.total == 4
        assert hits.request.period == Period(date(2022, 11, 1), date(2022, 12, 1))
        assert hits.request.step is Step.DAY
        assert hits.list.has_focus
        assert hits._box.value == "mothers"
        await on.pilot.press("q")
        assert app.screen is on.screen
        assert "Nov 2022" in on.pointed
        await on.press("k", "enter")
        await settle(on.pilot, lambda: isinstance(app.screen, SearchScreen))
        await on.pilot.press("q", "q")
        first = app.screen
        assert isinstance(first, SearchScreen)
        assert (first._box.value, first.request.period) == ("putin", None)
        await on.pilot.press("q")
        assert isinstance(app.screen, ListScreen)


async def test_a_bar_without_hits_is_not_opened(comparing: Open) -> None:
    async with comparing() as on:
        await on.type("mothers")
        await on.press("enter", "enter")
        assert "no hits then" in bar(on.pilot, "#bottom")
        assert on.pilot.app.screen is on.screen


async def test_closer_and_wider(comparing: Open) -> None:
    async with comparing() as on:
        await on.type("mothers")
        await on.press("enter", "h", "h", "h", "plus")
        assert "period: Nov 2022" in on.pointed
        assert on.second == "4 hits · first 2022-11-01"
        assert on.first.endswith("1 hit · first 2022-11-05")
        assert len(on.chart._chart.bars) == 30
        assert "5 Nov 2022: ▲ 1  ▼ 0" in on.pointed
        await on.press("minus")
        assert "period: 2022" in on.pointed
        await on.press("minus")
        assert "period" not in on.pointed
        await on.press("minus")
        assert "all the time" in bar(on.pilot, "#bottom")


async def test_filters_hold_for_both_and_for_the_articles(comparing: Open) -> None:
    async with comparing(filters=(BBC,)) as on:
        await on.type("mothers")
        await on.press("enter")
        assert "source: BBC" in on.pointed
        assert on.first.endswith("12 hits · first 2022-01-05")
        assert on.second == "1 hit · first 2023-02-01"
        await on.press("h", "h", "h")
        assert "of 6 articles" in on.pointed


async def test_a_narrowed_search_narrows_both(comparing: Open) -> None:
    async with comparing(first="mothers") as on:
        await on.pilot.press("escape", "z")
        app = on.pilot.app
        await settle(on.pilot, lambda: isinstance(app.screen, SearchScreen))
        found = app.screen
        assert isinstance(found, SearchScreen)
        await settle(on.pilot, lambda: bool(found._grounds))
        await on.pilot.press(*"wait", "enter", "T")
        await settle(on.pilot, lambda: isinstance(app.screen, ComparisonScreen))
        screen = app.screen
        assert isinstance(screen, ComparisonScreen)
        again = Comparing(on.pilot, on.session, screen)
        await again.type("home")
        assert again.first.endswith("4 hits · first 2022-11-01")
        assert again.second == "1 hit · first 2023-02-01"
        await again.type(" putin")
        assert again.second == "0 hits"


async def test_escape_without_a_second_search_goes_back_and_with_one_to_the_chart(
    comparing: Open,
) -> None:
    async with comparing(key="ctrl+o") as on:
        await on.type("weather")
        await on.press("escape")
        assert on.chart.has_focus
        await on.press("T", "ctrl+u")
        assert on.box.value == ""
        await on.pilot.press("escape")
        assert isinstance(on.pilot.app.screen, SearchScreen)


async def test_past_searches_are_on_the_arrow(comparing: Open) -> None:
    async with comparing() as on:
        await on.type("mothers")
        await on.press("enter")
        await settle(on.pilot, lambda: "mothers" in on.box._history)
        await on.press("T", "up")
        assert on.box.value == "mothers"
        await on.press("up")
        assert on.box.value == "putin"
        await on.press("down", "down", "down")
        assert on.chart.has_focus


async def test_a_growing_archive_is_counted_anew(comparing: Open) -> None:
    async with comparing() as on:
        await on.type("mothers")
        await on.press("enter", "g")
        on.session.index_grows(made_up("Mothers early", "2022-01-09", "BBC"))
        await settle(on.pilot, lambda: on.second.startswith("6 hits"))
        assert "Jan 2022: ▲ 1  ▼ 1" in on.pointed


async def test_nothing_found_is_said(comparing: Open) -> None:
    async with comparing(first="zebra") as on:
        await on.type("giraffe")
        await on.press("enter", "enter", "plus", "p", "h", "G")
        assert "nothing found" in on.pointed


async def test_undated_hits_are_counted_but_not_drawn(comparing: Open) -> None:
    async with comparing(hits=[made_up("Putin undated")]) as on:
        await on.type("mothers")
        assert "none of the hits has a date" in on.pointed
        assert on.first.endswith("1 hit · 1 undated")


@pytest.mark.parametrize(("columns", "lines"), [(40, 12), (80, 24), (200, 60), (20, 8)])
async def test_it_fits_every_terminal(comparing: Open, columns: int, lines: int) -> None:
    async with comparing(columns, lines) as on:
        await on.type("mothers")
        await on.press("enter", "h", "p")
        assert all(len(line) <= columns for line in on.drawn())
        assert "▲" in on.first
        await on.pilot.resize_terminal(60, 20)
        await settle(on.pilot, lambda: on.chart.size.width == 60)
        assert any("█" in line for line in on.drawn())


async def test_on_the_articles_that_come_with_newstui(browse: Browse) -> None:
    async with browse() as pilot:
        await search(pilot, "putin")
        await pilot.press("enter", "T")
        await settle(pilot, lambda: isinstance(pilot.app.screen, ComparisonScreen))
        screen = pilot.app.screen
        assert isinstance(screen, ComparisonScreen)
        on = Comparing(pilot, screen.session, screen)  # type: ignore[arg-type]
        await on.type("mothers xyzzyplugh")
        assert on.second == "nothing has all of these"
        await on.press("ctrl+u", *"mothers", "enter")
        assert on.second == "2 hits · first 2022-11-25"
        assert on.first.endswith("1 hit · first 2022-11-25")
