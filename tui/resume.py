"""How does a reader whose link was cut get back to where they were?"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from index.errors import NewstuiError
from index.query import Query
from index.state import Position
from tui.places import MALFORMED, Place
from tui.screens.detail import DetailScreen, One
from tui.screens.list import ListScreen
from tui.screens.results import ResultsScreen
from tui.screens.search import SearchScreen

if TYPE_CHECKING:
    from tui.app import NewstuiApp

PATIENCE_SECONDS = 3.0
"""How long one screen may take to show what it showed; after that it goes on by itself."""


async def resume(app: NewstuiApp, places: list[Place]) -> None:
    """Open the screens of these places one after the other, as far as they are understood and
    what they show is still there."""
    try:
        for place in places:
            await _open(app, place)
    except MALFORMED:
        return  # another version's
    except NewstuiError as error:
        app.say_error(error)


async def _open(app: NewstuiApp, place: Place) -> None:
    match place["screen"]:
        case ListScreen.NAME:
            for screen in app.lists():
                await screen.go_back_to(place)
        case SearchScreen.NAME:
            await _open_search(app, place)
        case DetailScreen.NAME:
            await _open_article(app, place)


async def _open_search(app: NewstuiApp, place: Place) -> None:
    screen = SearchScreen()
    await screen.prepare(app.session, place, app.index_changes)
    if not app.is_screen_installed("search"):
        app.install_screen(screen, "search")
    await app.push_screen(screen)
    with suppress(TimeoutError):
        await asyncio.wait_for(screen.go_back_to(place), PATIENCE_SECONDS)


async def _open_article(app: NewstuiApp, place: Place) -> None:
    id, row = str(place["id"]), int(place["row"])
    if place["at"] is not None:
        paragraph, offset = map(int, place["at"])
        # What was kept when it was left is older than this.
        await app.session.set_position(id, Position(paragraph, offset))
    below = app.screen
    query = below.query_to_mark if isinstance(below, ResultsScreen) else Query()
    results = below.results if isinstance(below, ResultsScreen) else None
    hit = await results.load(row) if results is not None else None
    if isinstance(below, ResultsScreen) and results is not None and hit and hit.id == id:
        await app.open_article(results, row, query, below.follow)
    elif found := await app.session.hit(id):
        await app.open_article(One(found), 0, query, lambda _position: None)
    if isinstance(app.screen, DetailScreen):
        with suppress(TimeoutError):
            await asyncio.wait_for(app.screen.go_back_to(place), PATIENCE_SECONDS)
