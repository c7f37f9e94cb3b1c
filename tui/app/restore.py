"""Return to the screens of a session with a cut link."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterator
from contextlib import suppress
from typing import Any, Protocol

from textual.screen import Screen

from index.errors import NewstuiError
from index.query import Query
from index.state import Position
from tui.screens.article_screen import ArticleScreen
from tui.screens.comparison import ComparisonScreen
from tui.screens.concordance import ConcordanceScreen
from tui.screens.detail import DetailScreen, One
from tui.screens.help import HelpScreen
from tui.screens.host import Host
from tui.screens.list import ListScreen
from tui.screens.results import ResultsScreen
from tui.screens.search import SearchScreen
from tui.view.locations import MALFORMED, Location

PATIENCE_SECONDS = 5.0
"""Seconds that a screen may take to restore its contents; after that it goes on by itself."""


class Browser(Host, Protocol):
    """The app, with its stack of screens."""

    @property
    def screen(self) -> Screen[Any]:
        """The screen on top."""

    def lists(self) -> Iterator[ListScreen]:
        """Yield the list screen, once it is mounted."""

    def is_screen_installed(self, screen: str) -> bool:
        """Return whether a screen is installed under this name."""

    def install_screen(self, screen: Screen[Any], name: str) -> None:
        """Install a screen under a name; it stays in memory."""

    def push_screen(self, screen: Screen[Any]) -> Awaitable[object]:
        """Push a screen on top."""

    async def action_help(self) -> None:
        """Open the help."""


async def resume(app: Browser, places: list[Location]) -> None:
    """Open the screens of these places in order.

    Ends at a malformed place, and at an error, which is shown; an article that is gone is passed
    over.
    """
    try:
        for place in places:
            await _open(app, place)
    except MALFORMED:
        return  # from another version
    except NewstuiError as error:
        app.say_error(error)


async def _open(app: Browser, place: Location) -> None:
    match place["screen"]:
        case ListScreen.NAME:
            for screen in app.lists():
                await screen.go_back_to(place)
        case SearchScreen.NAME:
            await _open_search(app, place)
        case ConcordanceScreen.NAME:
            if isinstance(app.screen, SearchScreen):
                await _patiently((await app.screen.open_concordance(place)).is_open.wait())
        case ComparisonScreen.NAME:
            if isinstance(app.screen, SearchScreen):
                await _patiently((await app.screen.open_comparison()).go_back_to(place))
        case DetailScreen.NAME:
            await _open_article(app, place)
        case HelpScreen.NAME:
            await app.action_help()
            if isinstance(app.screen, HelpScreen):
                await _patiently(app.screen.go_back_to(place))


async def _patiently(shown: Awaitable[object]) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_SECONDS):
            await shown


async def _open_search(app: Browser, place: Location) -> None:
    screen = SearchScreen()
    await screen.prepare(app.session, place, app.index_changes)
    if not app.is_screen_installed("search"):
        app.install_screen(screen, "search")
    await app.push_screen(screen)
    await _patiently(screen.go_back_to(place))


async def _open_article(app: Browser, place: Location) -> None:
    id, row = str(place["id"]), int(place["row"])
    # The position saved when the article was last left is older than the place's.
    position = None
    if place["at"] is not None:
        paragraph, offset, *words = place["at"]
        position = Position(int(paragraph), int(offset), str(*words))
    await app.session.set_position(id, position)
    if not await _read_on(app.screen, id, row) and (found := await app.session.hit(id)):
        query = app.screen.query_to_mark if isinstance(app.screen, ArticleScreen) else Query()
        await app.open_article(One(found), 0, query, lambda _position: None)
    if isinstance(app.screen, DetailScreen):
        await _patiently(app.screen.go_back_to(place))


async def _read_on(below: Screen[Any], id: str, row: int) -> bool:
    """Open an article from the screen below; return False if it is not listed there."""
    if isinstance(below, ConcordanceScreen):
        return await below.read_again(id)
    if isinstance(below, ResultsScreen):
        return await below.read_again(id, row)
    return False
