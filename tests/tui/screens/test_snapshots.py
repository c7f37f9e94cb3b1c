"""Snapshots of whole screens: one picture each, after assertions on the contents.

`pytest tests/tui/screens/test_snapshots.py --snapshot-update` takes the pictures anew.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from textual.pilot import Pilot

from index.files.home import Home
from tests.tui.conftest import bar, bar_has, search, settle
from tests.tui.fake_archive import FakeSession, made_up
from tui.app.app import NewstuiApp
from tui.screens.detail import DetailScreen
from tui.screens.list import ListScreen
from tui.settings.config import Settings
from tui.widgets.article_view import ArticleView

Compare = Callable[..., bool]
MakeApp = Callable[..., NewstuiApp]


async def filled(pilot: Pilot[None]) -> None:
    """Wait until the list is filled and its engine up."""
    await settle(pilot, lambda: bar(pilot, "#top").endswith("15 articles · 15 unread"))
    await settle(pilot, lambda: not bar_has(pilot, "opening", "indexing"))


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
        await settle(pilot, lambda: view.matches[0] == 2)

    assert snap_compare(make_app(), terminal_size=(80, 24), run_before=look)


def test_a_narrowed_search(tmp_path: Path, snap_compare: Compare) -> None:
    hits = [
        made_up(f"Putin speaks of {what}", f"2022-{month:02d}-{month + 3:02d}", source)
        for month, what in enumerate(("mothers", "soldiers", "the mothers again", "gas"), 8)
        for source in ("BBC", "Westside People")
    ]
    home = Home(tmp_path / "home")
    home.path.mkdir()
    session = FakeSession(home, [*hits, made_up("Weather", "2024-03-29", "BBC")])
    app = NewstuiApp(session, Settings(), {})

    async def look(pilot: Pilot[None]) -> None:
        screen = await search(pilot, "putin")
        await pilot.press("enter", "f", "enter", "f")
        await settle(pilot, lambda: screen.list.count == 4)
        await pilot.press("z", *"mothers", "ctrl+t", "space", "left", "left")
        await settle(pilot, lambda: screen.list.count == 2)
        assert "1 filter" in bar(pilot, "#messages")

    assert snap_compare(app, terminal_size=(80, 24), run_before=look)


FERRIES = [
    *(made_up(f"Ferry strike day {n}", f"2024-{n:02d}-05", "Harbour News") for n in range(1, 3)),
    *(made_up(f"Ferry number {n}", f"2023-{n:02d}-11", "Coast Post") for n in range(1, 4)),
    *(made_up(f"Weather {n}", f"2022-{n:02d}-20", "Coast Post") for n in range(1, 3)),
]
MENU = (
    "Home | News | Ferry times",
    "Most read: the strike [/close] in pictures",
    "Terms of use \x1b[31mand \u202eeciton ycavirP",
)


@pytest.fixture
def ferries(tmp_path: Path) -> NewstuiApp:
    """Return the browser on articles; some of them have a word only in the rest of their page."""
    home = Home(tmp_path / "home")
    home.path.mkdir()
    session = FakeSession(home, FERRIES)
    session.rests = {hit.id: MENU for hit in FERRIES if "Weather" in hit.title}
    session.paragraphs = dict.fromkeys(session.rests, ("It rains.", "It will go on."))
    return NewstuiApp(session, Settings(), {})


@pytest.mark.parametrize(("columns", "lines"), [(40, 12), (80, 24), (140, 40)])
def test_hits_by_groups(
    ferries: NewstuiApp, snap_compare: Compare, columns: int, lines: int
) -> None:
    async def look(pilot: Pilot[None]) -> None:
        screen = await search(pilot, "ferry strike")
        await pilot.press("enter", "c", "j")
        await settle(pilot, lambda: screen.answered.is_set())
        assert screen.list.count == 7
        assert screen.request.whole

    assert snap_compare(ferries, terminal_size=(columns, lines), run_before=look)


@pytest.mark.parametrize("columns", [40, 80])
def test_the_rest_of_a_page(ferries: NewstuiApp, snap_compare: Compare, columns: int) -> None:
    async def look(pilot: Pilot[None]) -> None:
        await search(pilot, "ferry strike")
        await pilot.press("enter", "G", "enter")
        await settle(pilot, lambda: isinstance(pilot.app.screen, DetailScreen))
        screen = cast(DetailScreen, pilot.app.screen)
        await settle(pilot, screen.answered.is_set)
        assert pilot.app.screen.query_one(ArticleView).matches == (1, 2)

    assert snap_compare(ferries, terminal_size=(columns, 24), run_before=look)
