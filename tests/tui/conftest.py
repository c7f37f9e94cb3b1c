"""Fixtures of the browser on the seed articles: real index, real engine process, real state."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from index.archive.session import Session
from index.engine.answer import Answer
from index.engine.request import Request
from index.files.home import Home
from index.state import State
from index.sync.job import sync
from tui.app.app import NewstuiApp
from tui.screens.search import SearchScreen
from tui.settings.config import Settings
from tui.widgets.article_list import ResultList

AS_SHIPPED = Settings()
Browse = Callable[..., AbstractAsyncContextManager[Pilot[None]]]


class TimelessSession(Session):
    """Session with answers that took no time: snapshots would differ by it."""

    async def search(self, request: Request) -> Answer:
        return replace(await super().search(request), took=0.0)


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with the seeds indexed, made once."""
    path = tmp_path_factory.mktemp("seeded") / "home"
    sync(Home(path))
    return path


@pytest.fixture
def home(seeded: Path, tmp_path: Path) -> Home:
    """Return a copy of the seeded home."""
    path = tmp_path / "home"
    shutil.copytree(seeded, path)
    return Home(path)


@pytest.fixture
def make_app(home: Home) -> Callable[[], NewstuiApp]:
    """Return a function that makes the app, not yet running."""

    def make(settings: Settings = AS_SHIPPED, **environment: str) -> NewstuiApp:
        session = TimelessSession(home, State.open(home.state))
        return NewstuiApp(session, settings, environment)

    return make


async def settle(pilot: Pilot[None], ready: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until the screen is as wanted, however loaded the machine is."""
    end = asyncio.get_running_loop().time() + seconds
    while not ready():
        assert asyncio.get_running_loop().time() < end, f"never ready on {pilot.app.screen}"
        await pilot.pause(0.02)
    await pilot.pause()


@pytest.fixture
def browse(make_app: Callable[..., NewstuiApp]) -> Browse:
    """Return a function that runs the app at a size, its list filled."""

    @asynccontextmanager
    async def run(
        columns: int = 80, lines: int = 24, settings: Settings = AS_SHIPPED, **environment: str
    ) -> AsyncIterator[Pilot[None]]:
        app = make_app(settings, **environment)
        async with app.run_test(size=(columns, lines)) as pilot:
            await settle(pilot, lambda: app.screen.query_one(ResultList).count == 15)
            await settle(pilot, lambda: not bar_has(pilot, "opening", "indexing"))
            yield pilot

    return run


def bar(pilot: Pilot[None], id: str) -> str:
    """Return the text of a bar above or below the list."""
    from tui.widgets.bar import Bar

    return pilot.app.screen.query_one(id, Bar).text


def bar_has(pilot: Pilot[None], *words: str) -> bool:
    """Return whether the bar above has one of these words."""
    return any(word in bar(pilot, "#top") for word in words)


Search = Callable[[Pilot[None], str], Awaitable[SearchScreen]]


async def search(pilot: Pilot[None], text: str) -> SearchScreen:
    """Type a query in the search and wait for its answer."""
    await pilot.press("slash")
    await settle(pilot, lambda: isinstance(pilot.app.screen, SearchScreen))
    screen = pilot.app.screen
    assert isinstance(screen, SearchScreen)
    await pilot.press(*("space" if sign == " " else sign for sign in text))
    await settle(
        pilot,
        lambda: screen.results is not None and screen.results.request.query.text == text,
    )
    return screen
