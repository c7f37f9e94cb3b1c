"""How the screens look, as a whole: one picture each, after what they hold was asserted.

`pytest tests/tui/test_snapshots.py --snapshot-update` takes the pictures anew.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from textual.pilot import Pilot

from tests.tui.conftest import bar, search, settle
from tui.app import NewstuiApp
from tui.screens.detail import DetailScreen
from tui.screens.list import ListScreen
from tui.widgets.article_view import ArticleView

Compare = Callable[..., bool]
MakeApp = Callable[..., NewstuiApp]


async def filled(pilot: Pilot[None]) -> None:
    """The list, its engine up."""
    await settle(pilot, lambda: bar(pilot, "#top").endswith("15 articles · 15 unread"))
    await settle(pilot, lambda: "opening" not in bar(pilot, "#top"))


def test_the_list(make_app: MakeApp, snap_compare: Compare) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await filled(pilot)
        await pilot.press("j", "s")
        screen = cast(ListScreen, pilot.app.screen)
        await settle(pilot, lambda: "starred" in bar(pilot, "#bottom"))
        assert screen.list.cursor == 1

    assert snap_compare(make_app(), terminal_size=(80, 24), run_before=look)


def test_the_list_with_filters_and_preview(make_app: MakeApp, snap_compare: Compare) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await filled(pilot)
        view = pilot.app.screen.query_one("#preview", ArticleView)
        await settle(pilot, lambda: bool(view.virtual_size.height > 10))

    assert snap_compare(make_app(), terminal_size=(200, 50), run_before=look)


def test_the_search(make_app: MakeApp, snap_compare: Compare) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await filled(pilot)
        screen = await search(pilot, "mothers soldiers")
        assert screen.results is not None
        assert screen.results.total == 2

    assert snap_compare(make_app(), terminal_size=(80, 24), run_before=look)


def test_an_article(make_app: MakeApp, snap_compare: Compare) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await filled(pilot)
        await search(pilot, "mothers soldiers")
        await pilot.press("enter", "enter")
        await settle(pilot, lambda: isinstance(pilot.app.screen, DetailScreen))
        view = pilot.app.screen.query_one(ArticleView)
        await settle(pilot, lambda: view.matches[1] > 0)
        await pilot.press("n")
        assert view.matches[0] == 1

    assert snap_compare(make_app(), terminal_size=(80, 24), run_before=look)
