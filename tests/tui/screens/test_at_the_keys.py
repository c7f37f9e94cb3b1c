"""Tests of keys as readers of vi, less, mutt and shells expect them, on the seed articles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from textual.pilot import Pilot

from index.article import Kind
from index.engine.request import FacetName, Filter
from index.files.home import Home
from index.files.lock import acquire
from index.sync.sources import add_source
from tests.tui.conftest import Browse, bar, search, settle
from tui.app.app import NewstuiApp
from tui.screens.detail import DetailScreen
from tui.screens.help import HelpScreen
from tui.screens.list import ListScreen
from tui.screens.search import SearchScreen
from tui.settings.config import Settings
from tui.settings.counts import with_count
from tui.widgets.article_list import ArticleList
from tui.widgets.article_view import ArticleView
from tui.widgets.facets import Facets
from tui.widgets.search_box import SearchBox


async def read(pilot: Pilot[None], *keys: str) -> tuple[DetailScreen, ArticleView]:
    """Open the article that keys lead to."""
    await pilot.press(*keys, "enter")
    await settle(pilot, lambda: isinstance(pilot.app.screen, DetailScreen))
    screen = cast(DetailScreen, pilot.app.screen)
    await settle(pilot, screen.is_open.is_set)
    return screen, screen.query_one("#article", ArticleView)


async def up_to_date(pilot: Pilot[None]) -> None:
    """Wait for the check of the sources that every start begins with."""
    await settle(pilot, lambda: not cast(NewstuiApp, pilot.app).is_updating)


# -- leaving


async def test_q_in_the_list_leaves_at_the_second_time(browse: Browse) -> None:
    async with browse() as pilot:
        await pilot.press("q")
        assert "q again leaves newstui" in bar(pilot, "#bottom")
        assert not pilot.app._exit
        await pilot.press("q")
        assert pilot.app._exit


async def test_another_key_between_two_q_stays(browse: Browse) -> None:
    async with browse() as pilot:
        await pilot.press("q", "j", "q")
        assert not pilot.app._exit


async def test_a_second_q_that_comes_late_is_a_first_one(browse: Browse) -> None:
    async with browse() as pilot:
        app = cast(NewstuiApp, pilot.app)
        app.leave_seconds = 0.01
        await pilot.press("q")
        await settle(pilot, lambda: not app._may_quit)
        app.leave_seconds = 60
        assert "again" not in bar(pilot, "#bottom")
        await pilot.press("q")
        assert not pilot.app._exit


async def test_q_leaves_at_once_where_that_is_set(browse: Browse) -> None:
    async with browse(settings=Settings(quit_at_once=True)) as pilot:
        await pilot.press("q")
        assert pilot.app._exit


async def test_escape_in_the_box_goes_to_the_results_and_a_second_one_leaves(
    browse: Browse,
) -> None:
    async with browse() as pilot:
        screen = await search(pilot, "putin")
        await pilot.press("escape")
        assert screen.list.has_focus
        await pilot.press("escape")
        await settle(pilot, lambda: isinstance(pilot.app.screen, ListScreen))
        assert not pilot.app._exit


# -- counts


async def test_a_count_repeats_a_key_and_names_a_row(browse: Browse) -> None:
    async with browse() as pilot:
        rows = pilot.app.screen.query_one(ArticleList)
        for keys, row in [
            ("5j", 5),
            ("3k", 2),
            ("10G", 9),
            ("4g", 3),
            ("7gg", 6),
            ("gg", 0),
            ("99j", 14),
            ("1j", 14),
            ("2x", 14),
            ("j", 14),
        ]:
            await pilot.press(*keys)
            assert rows.cursor == row, keys


async def test_a_count_is_shown_until_its_key_comes(browse: Browse) -> None:
    async with browse() as pilot:
        await pilot.press("1", "2")
        assert bar(pilot, "#bottom").startswith("12")
        await pilot.press("j")
        assert not bar(pilot, "#bottom").startswith("12")


async def test_digits_in_a_box_are_text(browse: Browse) -> None:
    async with browse() as pilot:
        screen = await search(pilot, "2022")
        assert screen.query_one(SearchBox).value == "2022"


async def test_counts_in_an_article(browse: Browse) -> None:
    async with browse(80, 12) as pilot:
        _, view = await read(pilot)
        await pilot.press("5", "j")
        assert view.scroll_offset.y == 5
        await pilot.press("3", "G")
        assert view.scroll_offset.y == 2
        await pilot.press("v", "4", "l")
        assert view.selected is not None
        assert len(view.selected) == 5


@pytest.mark.parametrize(
    ("action", "count", "counted"),
    [
        (("", "move", (-1,)), 5, ("", "move", (-5,))),
        (("", "end_to", ("word",)), 3, ("", "end_to", ("word", 3))),
        (("screen", "next_match", ()), 2, ("screen", "next_match", (2,))),
        (("", "bottom", ()), 10, ("", "to_number", (10,))),
        (("screen", "star", ()), 4, ("screen", "star", ())),
    ],
)
def test_what_a_count_makes_of_an_action(
    action: tuple[str, str, tuple[object, ...]], count: int, counted: object
) -> None:
    assert with_count(action, count) == counted


async def test_pages_go_by_the_keys_of_vi_too(browse: Browse) -> None:
    async with browse(80, 10) as pilot:
        rows = pilot.app.screen.query_one(ArticleList)
        await pilot.press("ctrl+f")
        assert rows.cursor == rows.page_rows
        await pilot.press("ctrl+b")
        assert rows.cursor == 0


async def test_a_key_without_a_meaning_says_so(browse: Browse) -> None:
    async with browse() as pilot:
        for key, name in [("x", "x"), ("f9", "F9"), ("ctrl+x", "^X"), ("é", "é")]:
            await pilot.press(key)
            assert bar(pilot, "#bottom").startswith(f"{name} does nothing here; ? shows keys")
        await pilot.press("j")
        assert "does nothing" not in bar(pilot, "#bottom")


# -- the box


async def test_the_box_has_the_keys_of_readline(browse: Browse) -> None:
    async with browse() as pilot:
        screen = await search(pilot, "one two three")
        box = screen.query_one(SearchBox)
        for keys, text, cursor in [
            (["ctrl+a"], "one two three", 0),
            (["alt+f"], "one two three", 3),
            (["ctrl+f"], "one two three", 4),
            (["alt+f", "alt+b"], "one two three", 4),
            (["ctrl+f", "ctrl+b"], "one two three", 4),
            (["ctrl+k"], "one ", 4),
            (["ctrl+y"], "one two three", 13),
            (["ctrl+w"], "one two ", 8),
            (["ctrl+w"], "one ", 4),
            (["ctrl+y"], "one two three", 13),
            (["alt+b", "alt+b"], "one two three", 4),
            (["alt+d"], "one  three", 4),
            (["ctrl+u"], " three", 0),
            (["ctrl+e", "ctrl+y"], " threeone two", 13),
            (["ctrl+a", "ctrl+d"], "threeone two", 0),
        ]:
            await pilot.press(*keys)
            assert (box.value, box.cursor_position) == (text, cursor), keys


async def test_past_searches_come_back_by_the_keys_of_readline(browse: Browse) -> None:
    async with browse() as pilot:
        screen = await search(pilot, "putin")
        await pilot.press("enter", "slash", "ctrl+u")
        await settle(pilot, lambda: bool(screen.query_one(SearchBox)._history))
        await pilot.press("ctrl+p")
        assert screen.query_one(SearchBox).value == "putin"
        await pilot.press("ctrl+n")
        assert screen.query_one(SearchBox).value == ""


# -- finding in an article


async def test_a_slash_finds_in_the_text_that_is_read(browse: Browse) -> None:
    async with browse(80, 16) as pilot:
        screen, view = await read(pilot, *["j"] * 11)
        await pilot.press("slash", *"RUSSIA")
        assert "match 1 of" in bar(pilot, "#bottom")
        found = view.matches[1]
        assert found > 2
        await pilot.press("enter", "n")
        assert view.matches == (2, found)
        await pilot.press("2", "n", "N")
        assert view.matches == (3, found)
        assert pilot.app.screen is screen


@pytest.mark.parametrize(("keys", "at"), [("3n", 3), ("n", 1), ("N", -1), ("2N", -2)])
async def test_a_count_holds_for_the_first_jump_too(browse: Browse, keys: str, at: int) -> None:
    async with browse(80, 16) as pilot:
        _, view = await read(pilot, *["j"] * 11)
        await pilot.press("slash", *"RUSSIA", "enter")
        found = view.matches[1]
        view._match = None  # as in an article that was opened at none of its matches
        view.scroll_home(animate=False)
        await pilot.press(*keys)
        assert view.matches == ((at - 1) % found + 1 if at > 0 else found + 1 + at, found)


async def test_what_is_not_in_the_text_is_said_and_where_else_to_look(browse: Browse) -> None:
    async with browse() as pilot:
        _, view = await read(pilot)
        await pilot.press("slash", *"xyzzy")
        assert "not found" in bar(pilot, "#bottom")
        await pilot.press("enter")
        assert bar(pilot, "#bottom").startswith("not in this text: xyzzy; F searches the archive")
        assert view.has_focus


async def test_escape_gives_the_finding_up(browse: Browse) -> None:
    async with browse(80, 12) as pilot:
        screen, view = await read(pilot, *["j"] * 11)
        await pilot.press("j", "j")
        await pilot.press("slash", *"mobilised", "escape")
        assert (view.scroll_offset.y, view.matches) == (2, (0, 0))
        assert pilot.app.screen is screen


async def test_an_empty_box_finds_the_same_again(browse: Browse) -> None:
    async with browse(80, 16) as pilot:
        _, view = await read(pilot, *["j"] * 11)
        await pilot.press("slash", *"soldiers", "enter")
        found = view.matches[1]
        await pilot.press("slash", "escape")
        assert view.matches == (0, 0)
        await pilot.press("slash", "enter")
        assert view.matches == (1, found)


async def test_the_archive_is_searched_from_an_article_by_another_key(browse: Browse) -> None:
    async with browse() as pilot:
        await read(pilot)
        assert "F archive" in bar(pilot, "#bottom")
        await pilot.press("F")
        await settle(pilot, lambda: isinstance(pilot.app.screen, SearchScreen))


async def test_n_in_the_results_is_the_next_hit(browse: Browse) -> None:
    async with browse() as pilot:
        screen = await search(pilot, "the")
        await pilot.press("enter")
        await settle(pilot, lambda: screen.answered.is_set() and screen.list.count > 1)
        await pilot.press("n")
        await settle(pilot, lambda: screen.list.cursor == 1)
        await pilot.press("N")
        await settle(pilot, lambda: screen.list.cursor == 0)


# -- an article that is opened again


async def test_an_article_left_at_its_top_opens_with_its_headline(browse: Browse) -> None:
    async with browse() as pilot:
        _, view = await read(pilot)
        await pilot.press("q")
        await settle(pilot, lambda: isinstance(pilot.app.screen, ListScreen))
        _, view = await read(pilot)
        assert view.scroll_offset.y == 0
        await pilot.press("j", "j", "j", "j", "j", "j", "j", "j")
        await pilot.press("g", "q")
        await settle(pilot, lambda: isinstance(pilot.app.screen, ListScreen))
        _, view = await read(pilot)
        assert view.scroll_offset.y == 0


# -- filters


async def test_values_are_looked_for_by_their_letters(browse: Browse) -> None:
    async with browse(120, 40) as pilot:
        screen = cast(ListScreen, pilot.app.screen)
        facets = screen.query_one(Facets)
        await pilot.press("f", "slash", *"head")
        assert [row.filter for row in facets._rows if row.filter] == [
            Filter(FacetName.KIND, Kind.HEADLINE)
        ]
        await pilot.press("enter")
        await settle(pilot, lambda: screen.list.count == 13)
        await pilot.press("escape")
        assert len(facets._rows) > 3
        assert facets.has_focus
        await pilot.press("escape")
        assert screen.list.has_focus


async def test_letters_that_no_value_has_are_taken_back(browse: Browse) -> None:
    async with browse(120, 40) as pilot:
        facets = pilot.app.screen.query_one(Facets)
        await pilot.press("f", "slash", *"zzz")
        assert (facets.count, facets.empty) == (0, "/zzz▏ in no value")
        await pilot.press("enter", "down")
        await pilot.press("backspace", "backspace", "backspace")
        assert facets.count > 3


async def test_first_and_last_value(browse: Browse) -> None:
    async with browse(120, 40) as pilot:
        facets = pilot.app.screen.query_one(Facets)
        await pilot.press("f", "G")
        assert facets.cursor == facets.count - 1
        await pilot.press("g")
        assert facets.cursor == 1
        await pilot.press("pagedown")
        assert facets.cursor > 1


# -- help, reload, clicks


async def test_help_is_scrolled_by_the_usual_keys(browse: Browse) -> None:
    async with browse() as pilot:
        await pilot.press("question_mark")
        await settle(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        view = pilot.app.screen.query_one(ArticleView)
        await settle(pilot, lambda: view.virtual_size.height > 40)
        for key in ("j", "down", "space", "pagedown", "ctrl+d", "ctrl+f", "G"):
            before = view.scroll_offset.y
            await pilot.press(key)
            assert view.scroll_offset.y > before, key
        await pilot.press("slash", "up")
        assert view.scroll_offset.y < view.virtual_size.height - view.size.height
        await pilot.press("escape", "q")
        await settle(pilot, lambda: isinstance(pilot.app.screen, ListScreen))


async def test_a_reload_says_what_has_changed(browse: Browse) -> None:
    async with browse() as pilot:
        await up_to_date(pilot)
        await pilot.press("f5")
        await settle(pilot, lambda: "no file has changed" in bar(pilot, "#bottom"))


async def test_another_process_that_indexes_is_named_until_it_is_done(
    browse: Browse, home: Home
) -> None:
    async with browse() as pilot:
        await up_to_date(pilot)
        lock = acquire(home.lock)
        assert lock is not None
        with lock:
            await pilot.press("f5")
            await settle(pilot, lambda: "another newstui is indexing" in bar(pilot, "#top"))
        await settle(pilot, lambda: "another" not in bar(pilot, "#top"))


async def test_a_click_on_a_hint_does_what_its_key_does(browse: Browse) -> None:
    async with browse() as pilot:
        at = bar(pilot, "#bottom").index("search")
        await pilot.click("#bottom", offset=(at + 1, 0))
        await settle(pilot, lambda: isinstance(pilot.app.screen, SearchScreen))


async def test_a_click_on_a_chip_takes_its_filter_away(browse: Browse) -> None:
    async with browse(120, 40) as pilot:
        screen = cast(ListScreen, pilot.app.screen)
        await pilot.press("f", "G", "enter")
        await settle(pilot, lambda: screen.list.count == 2)
        at = bar(pilot, "#top").index("✕")
        await pilot.click("#top", offset=(at + 1, 0))
        await settle(pilot, lambda: screen.list.count == 15)


async def test_a_folder_that_changes_is_seen_without_a_key(
    make_app: Callable[..., NewstuiApp], home: Home, tmp_path: Path
) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    add_source(home.sources, folder)
    app = make_app()
    app.look_seconds = 0.05
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot, lambda: app.screen.query_one(ArticleList).count == 15)
        text = "The ferry is late\n\n12 March 2021\n\nIt left the harbour an hour late.\n"
        (folder / "a.txt").write_text(text)
        await settle(pilot, lambda: app.screen.query_one(ArticleList).count == 16)


async def test_a_list_that_no_article_passes_goes_back_to_its_row(browse: Browse) -> None:
    async with browse(30, 15) as pilot:
        screen = cast(ListScreen, pilot.app.screen)
        await pilot.press("6", "j")
        for filter in (Filter(FacetName.LANGUAGE, "de"), Filter(FacetName.LANGUAGE, "fr")):
            screen.post_message(Facets.Toggled(filter))
            await settle(pilot, lambda: not screen.list.count and screen.answered.is_set())
        assert "Esc takes the last one off" in screen.list.empty
        await pilot.press("escape")
        await settle(pilot, screen.answered.is_set)
        assert len(screen.request.filters) == 1
        await pilot.press("escape")
        await settle(pilot, lambda: screen.list.count == 15)
        assert screen.list.cursor == 6
