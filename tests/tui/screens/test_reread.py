"""Tests of an article with a file that changes while it is read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import cast

import pytest
from textual.pilot import Pilot

from index.files.home import Home
from index.sync.job import sync
from index.sync.sources import add_source, remove_samples
from tests.tui.conftest import bar, settle
from tui.app.app import NewstuiApp
from tui.screens.detail import DetailScreen
from tui.widgets.article_list import ArticleList
from tui.widgets.article_view import ArticleView

PARAGRAPHS = [f"Paragraph {number} of the story. " + "It goes on. " * 30 for number in range(30)]


Read = Callable[[], AbstractAsyncContextManager[tuple[Pilot[None], DetailScreen, Path]]]


def write(file: Path, *paragraphs: str) -> None:
    file.write_text("Harbour bridge closes\n\n2024-05-01\n\n" + "\n\n".join(paragraphs))


@pytest.fixture
def reading(make_app: Callable[..., NewstuiApp], home: Home, tmp_path: Path) -> Read:
    """Return a function that opens the only article of an archive, and returns its file, too."""

    @asynccontextmanager
    async def run() -> AsyncIterator[tuple[Pilot[None], DetailScreen, Path]]:
        folder = tmp_path / "news"
        folder.mkdir()
        write(folder / "bridge.txt", *PARAGRAPHS)
        (folder / "old.txt").write_text("An older story\n\n2001-05-02\n\nIts text.")
        remove_samples(home.sources)
        add_source(home.sources, folder)
        sync(home)
        app = make_app()
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(pilot, lambda: app.screen.query_one(ArticleList).count == 2)
            await settle(pilot, lambda: not app.is_updating)
            await pilot.press("enter")
            await settle(pilot, lambda: isinstance(app.screen, DetailScreen))
            screen = cast(DetailScreen, app.screen)
            await settle(pilot, screen.is_open.is_set)
            yield pilot, screen, folder / "bridge.txt"

    return run


def paragraphs(screen: DetailScreen) -> tuple[str, ...]:
    assert screen._reading is not None
    return screen._reading.article.paragraphs


def text_of(view: ArticleView) -> str:
    return "".join(view.render_line(y).text for y in range(20))


def top_line(screen: DetailScreen) -> str:
    view = screen.query_one(ArticleView)
    return view.render_line(0).text.strip()


async def test_the_new_text_stands_where_the_old_one_was_read(reading: Read) -> None:
    async with reading() as (pilot, screen, file):
        await pilot.press("3", "0", "j")
        before = top_line(screen)
        assert before
        write(file, "An introduction. " * 20, "Another one. " * 20, *PARAGRAPHS)
        await pilot.press("f5")
        await settle(pilot, lambda: len(paragraphs(screen)) == 32)
        await settle(pilot, lambda: top_line(screen) == before)
        await pilot.press("g")
        assert "An introduction" in text_of(screen.query_one(ArticleView))


async def test_a_text_that_is_the_same_moves_nothing(reading: Read) -> None:
    async with reading() as (pilot, screen, file):
        (file.parent / "other.txt").write_text("Another headline\n\n2024-05-02\n\nIts text.")
        await pilot.press("v", "j", "f5")
        await settle(pilot, lambda: "1 file added" in bar(pilot, "#bottom"))
        assert screen.query_one(ArticleView).selected


async def test_the_file_as_it_was_saved_is_read_anew(reading: Read) -> None:
    async with reading() as (pilot, screen, file):
        await pilot.press("R")
        await settle(pilot, lambda: "bridge.txt" in bar(pilot, "#bottom"))
        write(file, "Something else is known by now.")
        await pilot.press("ctrl+r")
        view = screen.query_one(ArticleView)
        await settle(pilot, lambda: "Something else" in text_of(view))


async def test_an_article_that_is_gone_says_so_and_stays_to_be_read(reading: Read) -> None:
    async with reading() as (pilot, screen, file):
        file.unlink()
        await pilot.press("f5")
        await settle(pilot, lambda: "no longer in the archive" in bar(pilot, "#top"))
        assert "Paragraph 0" in text_of(screen.query_one(ArticleView))
        write(file, *PARAGRAPHS)
        await settle(pilot, lambda: not cast(NewstuiApp, pilot.app).is_updating)
        await pilot.press("f5")
        await settle(pilot, lambda: "no longer" not in bar(pilot, "#top"))
