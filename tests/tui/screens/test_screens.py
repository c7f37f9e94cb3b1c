"""Tests of the screens, key by key, on the seed articles."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from textual.dom import DOMNode
from textual.events import Key
from textual.widget import Widget
from textual.widgets import Input

from index.article import Kind
from index.engine.request import FacetName, Filter, Sort
from index.errors import StateError
from index.files.home import Home
from index.state import State
from tests.tui.conftest import Browse, bar, search, settle
from tui.app.app import NewstuiApp
from tui.screens.detail import DetailScreen
from tui.screens.help import HelpScreen
from tui.screens.list import ListScreen
from tui.screens.palette import Palette
from tui.screens.search import SearchScreen
from tui.settings.config import Settings
from tui.widgets.article_list import ArticleList
from tui.widgets.article_view import ArticleView
from tui.widgets.facets import Facets


async def test_the_list_is_newest_first(browse: Browse) -> None:
    async with browse() as pilot:
        screen = cast(ListScreen, pilot.app.screen)
        assert screen.results is not None
        hits = [await screen.results.load(row) for row in range(15)]
        dates = [hit.published for hit in hits if hit and hit.published]
        assert dates[:14] == sorted(dates[:14], reverse=True)
        assert bar(pilot, "#top") == "newstui    15 articles · 15 unread"


async def test_moving_about(browse: Browse) -> None:
    async with browse() as pilot:
        rows = pilot.app.screen.query_one(ArticleList)
        for key, row in [("j", 1), ("down", 2), ("k", 1), ("G", 14), ("j", 14), ("g", 0), ("k", 0)]:
            await pilot.press(key)
            assert rows.cursor == row, key


async def test_reading_marks_as_read_and_m_takes_it_back(browse: Browse) -> None:
    async with browse() as pilot:
        await pilot.press("enter")
        await settle(pilot, lambda: isinstance(pilot.app.screen, DetailScreen))
        await settle(pilot, lambda: cast(DetailScreen, pilot.app.screen).current() is not None)
        await pilot.press("q")
        await settle(pilot, lambda: "14 unread" in bar(pilot, "#top"))
        await pilot.press("m")
        await settle(pilot, lambda: "15 unread" in bar(pilot, "#top"))


async def test_undo_takes_back_the_last_change(browse: Browse) -> None:
    async with browse() as pilot:
        app = cast(NewstuiApp, pilot.app)
        id = cast(ListScreen, app.screen).current()
        assert id is not None
        await pilot.press("s")
        await settle(pilot, lambda: app.session.facts(id).starred)
        await pilot.press("u")
        await settle(pilot, lambda: not app.session.facts(id).starred)
        await pilot.press("u")
        assert "nothing to undo" in bar(pilot, "#bottom")


async def test_filters_narrow_and_widen(browse: Browse) -> None:
    async with browse(120, 40) as pilot:
        screen = cast(ListScreen, pilot.app.screen)
        await pilot.press("f")
        assert screen.query_one(Facets).has_focus
        await pilot.press("G", "k", "enter")
        await settle(pilot, lambda: screen.list.count == 13)
        assert screen.request.filters == (Filter(FacetName.KIND, Kind.HEADLINE),)
        await pilot.press("enter")
        await settle(pilot, lambda: screen.list.count == 15)
        await pilot.press("f")
        assert screen.list.has_focus


async def test_the_order_can_be_turned(browse: Browse) -> None:
    async with browse() as pilot:
        screen = cast(ListScreen, pilot.app.screen)
        first = screen.current()
        await pilot.press("S")
        await settle(
            pilot, lambda: screen.request.sort is Sort.OLDEST and screen.current() != first
        )
        assert "oldest" in bar(pilot, "#bottom")


async def test_the_styles_of_a_screen_are_read_before_it_is_composed(
    browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    styled: list[bool] = []
    register = NewstuiApp._register

    def registered(app: NewstuiApp, parent: DOMNode, *widgets: Widget, **where: Any) -> Any:
        screens = [widget for widget in widgets if isinstance(widget, SearchScreen)]
        paths = [path for screen in screens for path in screen.css_path]
        styled.extend(app.stylesheet.has_source(str(path), "") for path in paths)
        return register(app, parent, *widgets, **where)

    monkeypatch.setattr(NewstuiApp, "_register", registered)
    async with browse() as pilot:
        screen = await search(pilot, "mothers")
        assert screen.query_one("#query").size.height == 1
        assert not screen.query_one(Facets).display
    assert styled == [True]


async def test_typing_searches(browse: Browse) -> None:
    async with browse() as pilot:
        screen = await search(pilot, "putin pain")
        assert screen.results is not None
        hit = screen.results.get(0)
        assert hit is not None
        assert hit.title.startswith("Ukraine war")
        assert hit.snippet is not None
        assert "pain" in hit.snippet.text


async def test_a_prefix_finds_while_it_is_typed(browse: Browse) -> None:
    async with browse() as pilot:
        screen = await search(pilot, "антицикл")
        assert screen.results is not None
        assert screen.results.total == 1


async def test_what_can_not_be_parsed_is_searched_and_said(browse: Browse) -> None:
    async with browse(120) as pilot:
        await search(pilot, '"mothers')
        assert "quote" in bar(pilot, "#messages")


async def test_the_closest_are_shown_when_nothing_has_all_words(browse: Browse) -> None:
    async with browse(120) as pilot:
        screen = await search(pilot, "mothers xyzzyplugh ")
        assert screen.results is not None
        assert screen.results.total > 0
        assert "closest by any word" in bar(pilot, "#messages")


async def test_history_comes_back_on_the_arrow(browse: Browse) -> None:
    async with browse() as pilot:
        screen = await search(pilot, "putin")
        await pilot.press("enter", "slash", "ctrl+u")
        await settle(pilot, lambda: screen.request.query.text == "")
        await settle(pilot, lambda: bool(screen._box._history))
        await pilot.press("up")
        await settle(pilot, lambda: screen.request.query.text == "putin")


async def test_a_hit_opens_at_the_match_of_its_snippet(browse: Browse) -> None:
    async with browse(80, 12) as pilot:
        await search(pilot, "internet")
        await pilot.press("enter", "enter")
        await settle(pilot, lambda: isinstance(pilot.app.screen, DetailScreen))
        view = pilot.app.screen.query_one(ArticleView)
        await settle(pilot, lambda: view.matches[0] == 1)
        assert view.scroll_offset.y > 0
        await pilot.press("g", "n")
        assert view.scroll_offset.y > 0


async def test_next_and_previous_without_going_back(browse: Browse) -> None:
    async with browse() as pilot:
        await pilot.press("enter")
        await settle(pilot, lambda: isinstance(pilot.app.screen, DetailScreen))
        detail = cast(DetailScreen, pilot.app.screen)
        await settle(pilot, lambda: detail.current() is not None)
        first = detail.current()
        await pilot.press("J")
        await settle(pilot, lambda: detail.current() != first)
        await pilot.press("K")
        await settle(pilot, lambda: detail.current() == first)
        await pilot.press("K")
        assert "first article" in bar(pilot, "#bottom")
        await pilot.press("J", "q")
        await settle(pilot, lambda: isinstance(pilot.app.screen, ListScreen))
        assert pilot.app.screen.query_one(ArticleList).cursor == 1


async def test_an_article_that_arrives_after_its_screen_was_left_is_dropped(
    browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with browse() as pilot:
        await pilot.press("enter")
        await settle(pilot, lambda: isinstance(pilot.app.screen, DetailScreen))
        detail = cast(DetailScreen, pilot.app.screen)
        await settle(pilot, lambda: detail.current() is not None)
        asked, left = asyncio.Event(), asyncio.Event()
        read, first = detail.session.read, detail.current()

        async def read_late(*arguments: Any) -> object:
            asked.set()
            await left.wait()
            return await read(*arguments)

        monkeypatch.setattr(detail.session, "read", read_late)
        await pilot.press("J")
        await settle(pilot, asked.is_set)
        await pilot.press("q")
        await settle(pilot, lambda: isinstance(pilot.app.screen, ListScreen))
        left.set()
        await pilot.pause(0.05)
        assert pilot.app.screen.query_one(ArticleList).cursor == 0
        assert detail.current() == first


async def test_the_next_article_is_read_on_the_same_screen_and_from_its_top(
    browse: Browse,
) -> None:
    async with browse() as pilot:
        await pilot.press("enter")
        await settle(pilot, lambda: isinstance(pilot.app.screen, DetailScreen))
        detail = cast(DetailScreen, pilot.app.screen)
        await settle(pilot, lambda: detail.current() is not None)
        first = detail.current()
        await pilot.press("G", "q")
        await settle(pilot, lambda: isinstance(pilot.app.screen, ListScreen))
        await pilot.press("j", "enter")
        await settle(pilot, lambda: detail.current() not in (None, first))
        assert pilot.app.screen is detail
        assert detail.query_one(ArticleView).scroll_offset.y == 0


async def test_a_number_opens_a_related_article(browse: Browse) -> None:
    async with browse() as pilot:
        await search(pilot, "putin pain")
        await pilot.press("enter", "enter")
        await settle(pilot, lambda: isinstance(pilot.app.screen, DetailScreen))
        first = cast(DetailScreen, pilot.app.screen)
        await settle(pilot, lambda: first.current() is not None)
        await pilot.press("1")
        assert "⏎ opens" in bar(pilot, "#bottom")
        await pilot.press("enter")
        await settle(pilot, lambda: pilot.app.screen is not first)
        other = cast(DetailScreen, pilot.app.screen)
        await settle(pilot, lambda: other.current() not in (None, first.current()))
        await pilot.press("q")
        assert pilot.app.screen is first


async def test_the_file_as_it_was_saved_and_back(browse: Browse) -> None:
    async with browse() as pilot:
        await pilot.press("enter")
        await settle(pilot, lambda: isinstance(pilot.app.screen, DetailScreen))
        detail = cast(DetailScreen, pilot.app.screen)
        await settle(pilot, lambda: detail.current() is not None)
        await pilot.press("R")
        await settle(pilot, lambda: "001_c89f8790b73ac183.txt" in bar(pilot, "#bottom"))
        await pilot.press("R")
        await settle(pilot, lambda: "back" in bar(pilot, "#bottom"))


async def test_the_share_that_was_read_is_that_of_the_lines_that_are_seen(browse: Browse) -> None:
    async with browse() as pilot:
        await pilot.press("enter")
        await settle(pilot, lambda: isinstance(pilot.app.screen, DetailScreen))
        screen = pilot.app.screen
        assert isinstance(screen, DetailScreen)
        await settle(pilot, lambda: screen.is_open.is_set())
        view = screen.query_one(ArticleView)
        whole = view.size.height
        screen.say("a long sentence that takes room from the article " * 8)
        await settle(pilot, lambda: view.size.height < whole)
        screen.say("a short one")
        await settle(pilot, lambda: view.size.height == whole)
        assert bar(pilot, "#bottom").startswith("a short one")
        assert bar(pilot, "#bottom").endswith(screen.corner())
        screen.say("a long sentence that takes room from the article " * 8)
        await settle(pilot, lambda: view.size.height < whole)
        screen.speak_of_keys()
        await settle(pilot, lambda: view.size.height == whole)
        assert bar(pilot, "#bottom").endswith(screen.corner())
        assert "back" in bar(pilot, "#bottom")


async def test_help_finds_keys_and_rules(browse: Browse) -> None:
    async with browse() as pilot:
        await pilot.press("question_mark")
        await settle(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        await pilot.press("slash", *"unread")
        view = pilot.app.screen.query_one(ArticleView)
        shown = {block.text for block in view._blocks}
        assert "To the next unread article" in shown
        assert "One down" not in shown
        await pilot.press("escape", "escape")
        assert isinstance(pilot.app.screen, ListScreen)


async def test_the_palette_names_what_keys_do(browse: Browse) -> None:
    async with browse() as pilot:
        app = cast(NewstuiApp, pilot.app)
        titles = {command.title for command in app.get_system_commands(app.screen)}
        assert {"Search", "Help", "Star", "Quit", "Theme"} <= titles


async def test_the_palette_at_rest_sends_nothing(browse: Browse) -> None:
    async with browse() as pilot:
        await pilot.press("colon")
        await settle(pilot, lambda: isinstance(pilot.app.screen, Palette))
        screen = pilot.app.screen
        await settle(pilot, lambda: screen.is_mounted and bool(screen.query(Input)))
        await settle(pilot, lambda: not screen.query_one(Input).cursor_blink)
        await pilot.press("escape")
        await settle(pilot, lambda: isinstance(pilot.app.screen, ListScreen))


async def test_search_keeps_its_results_while_one_reads_the_list(browse: Browse) -> None:
    async with browse() as pilot:
        screen = await search(pilot, "putin")
        await pilot.press("escape", "escape")
        await settle(pilot, lambda: isinstance(pilot.app.screen, ListScreen))
        await pilot.press("slash")
        await settle(pilot, lambda: pilot.app.screen is screen)
        assert screen.results is not None
        assert screen.results.request.query.text == "putin"


async def test_words_are_searched_in_what_was_found_and_never_beyond_it(browse: Browse) -> None:
    async with browse() as pilot:
        screen = await search(pilot, "putin")
        await pilot.press("enter", "z", *"mothers")
        await settle(pilot, lambda: screen.answered.is_set())
        assert screen.results is not None
        total = screen.results.total
        assert total >= 1
        await pilot.press("space", *"xyzzyplugh")
        await settle(pilot, lambda: "closest by any word" in bar(pilot, "#messages"))
        assert screen.results.total == total, "Westside's mothers, without Putin, are not there"


async def test_over_ssh_a_link_is_shown_and_nothing_is_opened(
    browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with browse(SSH_CONNECTION="10.0.0.1 22 10.0.0.2 22") as pilot:
        opened: list[str] = []
        monkeypatch.setattr(pilot.app, "open_url", opened.append)
        await pilot.press("o")
        await settle(pilot, lambda: "file is" in bar(pilot, "#bottom"))
        assert opened == []


async def test_the_readers_own_key_works(browse: Browse) -> None:
    async with browse(settings=Settings(keys={"star": "x"})) as pilot:
        app = cast(NewstuiApp, pilot.app)
        id = cast(ListScreen, app.screen).current()
        assert id is not None
        await pilot.press("x")
        await settle(pilot, lambda: app.session.facts(id).starred)


async def test_the_readers_own_key_works_on_a_russian_layout_too(browse: Browse) -> None:
    async with browse(settings=Settings(keys={"star": "x"})) as pilot:
        app = cast(NewstuiApp, pilot.app)
        id = cast(ListScreen, app.screen).current()
        assert id is not None
        await pilot.press("ч")
        await settle(pilot, lambda: app.session.facts(id).starred)


async def test_what_the_palette_names_it_does(browse: Browse) -> None:
    async with browse() as pilot:
        app = cast(NewstuiApp, pilot.app)
        commands = {c.title: c.callback for c in app.get_system_commands(app.screen)}
        commands["Bottom"]()
        await settle(pilot, lambda: app.screen.query_one(ArticleList).cursor == 14)
        commands["Search"]()
        await settle(pilot, lambda: isinstance(app.screen, SearchScreen))


async def test_a_trouble_with_the_state_is_told_and_the_browser_goes_on(
    browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StateError(Path("/home/me/state.sqlite"), "the disk is full")

    async with browse() as pilot:
        for name in ("set_starred", "set_read", "undo", "set_position", "add_search", "searches"):
            monkeypatch.setattr(State, name, full)
        for key in ("s", "m", "u"):
            await pilot.press(key)
            await settle(pilot, lambda: "the disk is full" in bar(pilot, "#bottom"))
            await pilot.press("j")
        await pilot.press("enter")
        await settle(pilot, lambda: isinstance(pilot.app.screen, DetailScreen))
        await settle(pilot, lambda: "the disk is full" in bar(pilot, "#bottom"))
        await pilot.press("q", "slash", *"putin")
        await settle(pilot, lambda: isinstance(pilot.app.screen, SearchScreen))
        assert cast(NewstuiApp, pilot.app).problem is None


async def test_raw_text_of_one_article_never_stands_under_another(browse: Browse) -> None:
    async with browse() as pilot:
        await pilot.press("enter")
        await settle(pilot, lambda: isinstance(pilot.app.screen, DetailScreen))
        detail = cast(DetailScreen, pilot.app.screen)
        await settle(pilot, lambda: detail.current() is not None)
        first = detail.current()
        await pilot.press("R", "J")
        await settle(pilot, lambda: detail.current() != first)
        view = detail.query_one(ArticleView)
        assert view._blocks[1].style == "title"


@pytest.mark.parametrize(("columns", "lines"), [(20, 5), (40, 12), (80, 24), (200, 60)])
async def test_every_screen_at_every_size(browse: Browse, columns: int, lines: int) -> None:
    async with browse(columns, lines) as pilot:
        await pilot.press("j", "enter")
        await settle(pilot, lambda: isinstance(pilot.app.screen, DetailScreen))
        await pilot.press("space", "q")
        await search(pilot, "putin")
        await pilot.press("enter", "f", "j", "f", "question_mark", "escape", "escape")
        assert isinstance(pilot.app.screen, ListScreen | SearchScreen)


async def test_a_defect_is_noted_for_the_owner_alone(
    make_app: Callable[[], NewstuiApp], home: Home
) -> None:
    home.path.chmod(0o755)

    def fail() -> None:
        raise ZeroDivisionError("an otter")

    async def browsing() -> None:
        async with make_app().run_test() as pilot:
            pilot.app.call_later(fail)
            await pilot.pause()

    with pytest.raises(ZeroDivisionError):
        await browsing()
    assert "an otter" in home.log.read_text()
    assert stat.S_IMODE(home.log.stat().st_mode) == 0o600


@pytest.mark.parametrize("ticks", range(6))
async def test_keys_are_forgotten_at_every_moment_of_an_answer_coming(
    browse: Browse, ticks: int
) -> None:
    async with browse() as pilot:
        app = cast(NewstuiApp, pilot.app)
        screen = cast(ListScreen, app.screen)
        screen.answered.clear()
        await app.on_event(Key("G", "G"))
        await app.on_event(Key("j", "j"))
        await pilot.pause()
        screen.answered.set()
        for _ in range(ticks):
            await asyncio.sleep(0)
        app._forget_typed_ahead()
        await pilot.press("g", "j", "j")
        await settle(pilot, lambda: screen.query_one(ArticleList).cursor == 2)
