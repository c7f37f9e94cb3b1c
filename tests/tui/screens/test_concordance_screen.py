"""Tests of the words of a search in context, key by key."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from index.archive.session import OpenArticle
from index.article import Article, Kind, Origin
from index.engine.answer import Hit
from index.engine.request import Request
from index.files.home import Home
from index.match.spans import Marks
from index.query import Query
from index.search.concordance import ConcordancePosition, Occurrence, Passage
from tests.tui.conftest import Browse, bar, search, settle
from tests.tui.fake_archive import FakeSession, made_up
from tui.app.app import NewstuiApp
from tui.screens.concordance import ConcordanceScreen
from tui.screens.detail import DetailScreen
from tui.screens.search import SearchScreen
from tui.settings.config import Settings
from tui.view.concordance import MARGIN, shape
from tui.widgets.article_view import ArticleView
from tui.widgets.concordance_list import ConcordanceList


async def in_context(pilot: Pilot[None], key: str = "K") -> ConcordanceScreen:
    """Press the key and wait until the screen has read all its lines."""
    await pilot.press(key)
    await settle(pilot, lambda: isinstance(pilot.app.screen, ConcordanceScreen))
    screen = pilot.app.screen
    assert isinstance(screen, ConcordanceScreen)
    await settle(pilot, lambda: is_idle(screen))
    return screen


def is_idle(screen: ConcordanceScreen) -> bool:
    return screen._reading is not None and screen._reading.is_finished


def drawn(screen: ConcordanceScreen) -> list[str]:
    """Return the visible lines."""
    lines = screen.query_one(ConcordanceList)
    seen = min(lines.count, lines.size.height)
    return [lines.render_line(y).text.rstrip() for y in range(seen)]


# On the articles that come with newstui, through the engine's own process


async def test_words_stand_in_one_column_and_q_goes_back(browse: Browse) -> None:
    async with browse() as pilot:
        await search(pilot, "mothers soldiers")
        await pilot.press("enter")
        screen = await in_context(pilot)
        lines = drawn(screen)
        assert len(lines) > 5
        columns = shape(screen.query_one(ConcordanceList).scrollable_content_region.width)
        middle = MARGIN + columns.date + columns.left
        words = ("mother", "soldier")
        assert all(line[middle:].lower().startswith(words) for line in lines)
        assert bar(pilot, "#top").endswith("2 articles · + adds 16")
        await pilot.press("q")
        assert isinstance(pilot.app.screen, SearchScreen)


async def test_a_line_opens_the_article_where_it_stands_and_q_returns_to_it(
    browse: Browse,
) -> None:
    async with browse(80, 12) as pilot:
        await search(pilot, "internet")
        await pilot.press("enter")
        screen = await in_context(pilot)
        line = screen.query_one(ConcordanceList).current
        assert line is not None
        await pilot.press("enter")
        await settle(pilot, lambda: isinstance(pilot.app.screen, DetailScreen))
        detail = pilot.app.screen
        assert isinstance(detail, DetailScreen)
        await settle(pilot, lambda: detail.current() == line.id)
        await settle(pilot, lambda: "match 1 of" in bar(pilot, "#bottom"))
        view = detail.query_one(ArticleView)
        seen = [view.render_line(y).text for y in range(view.size.height)]
        assert any("internet" in text for text in seen)
        assert view.scroll_offset.y > 0
        await pilot.press("q")
        assert pilot.app.screen is screen
        assert screen.query_one(ConcordanceList).current == line


async def test_a_line_is_copied_and_an_article_cited(browse: Browse) -> None:
    async with browse() as pilot:
        await search(pilot, "internet")
        await pilot.press("enter")
        await in_context(pilot)
        await pilot.press("y")
        await settle(pilot, lambda: "(365NEWSX, 2022-11-25)" in bar(pilot, "#bottom"))
        assert "even on the internet" in bar(pilot, "#bottom")
        await pilot.press("Y")
        await settle(pilot, lambda: "“Ukraine war" in bar(pilot, "#bottom"))
        await pilot.press("s")
        await settle(pilot, lambda: "starred" in bar(pilot, "#bottom"))


async def test_from_the_box_too(browse: Browse) -> None:
    async with browse() as pilot:
        await search(pilot, "Антициклон")
        screen = await in_context(pilot, "f4")
        (line,) = drawn(screen)
        assert "Антициклон согреет Петербург" in line


@pytest.mark.parametrize(
    ("query", "said"), [("is:unread", "no words"), ("xyzzyplugh", "nothing is found")]
)
async def test_without_words_or_hits_it_says_what_to_do(
    browse: Browse, query: str, said: str
) -> None:
    async with browse() as pilot:
        await search(pilot, query)
        await pilot.press("enter", "K")
        await settle(pilot, lambda: said in bar(pilot, "#bottom"))
        assert isinstance(pilot.app.screen, SearchScreen)


async def test_lines_of_the_rest_of_a_page_are_added_by_a_key_and_open_there(
    browse: Browse,
) -> None:
    async with browse() as pilot:
        await search(pilot, "mothers robots")
        screen = await in_context(pilot, "f4")
        assert bar(pilot, "#top").endswith("· 1 rest")
        assert not any("365NEWSX ROBOTS" in line for line in drawn(screen))
        await pilot.press("r")
        await settle(pilot, lambda: is_idle(screen) and "1 rest" not in bar(pilot, "#top"))
        assert screen.query_to_mark.rest
        await pilot.press("plus")
        await settle(pilot, lambda: any("365NEWSX ROBOTS" in line for line in drawn(screen)))
        assert screen.place()["rest"]


# On made-up lines

ARTICLES, EACH = 3_000, 4


class LongSession(FakeSession):
    """Session with three thousand hits of four lines each, and its requests."""

    def __init__(self, home: Home) -> None:
        super().__init__(home, [made_up(f"Storm {n}", "2022-11-25") for n in range(ARTICLES)])
        self.places: list[tuple[ConcordancePosition, int]] = []

    async def concordance(
        self,
        request: Request,
        place: ConcordancePosition,
        limit: int,
        per_article: int | None = None,
    ) -> Passage:
        self.places.append((place, limit))
        total = len(self.hits)
        start = place.hit * EACH + place.occurrence
        end = min(start + limit, total * EACH)
        following = ConcordancePosition(*divmod(end, EACH)) if end < total * EACH else None
        return Passage(tuple(self._line(n) for n in range(start, end)), following, total)

    def _line(self, number: int) -> Occurrence:
        hit = self.hits[number // EACH]
        right = f" {(number * 7919) % 10_007:05d}"
        span = (number % EACH * 10, number % EACH * 10 + 5)
        return Occurrence(hit.id, hit.slug, 0, span, f"{number} of the ", "storm", right)

    async def hit(self, id: str) -> Hit | None:
        return next((hit for hit in self.hits if hit.id == id), None)

    async def read(self, id: str, query: Query) -> OpenArticle | None:
        article = Article(id, id, Kind.ARTICLE, id, Origin("made up"), paragraphs=("storm " * 40,))
        return OpenArticle(article, Marks((), (((0, 5), (10, 15)),)), (), None, None)


class Lines:
    """Concordance of a running app, and the keys to it."""

    def __init__(self, pilot: Pilot[None], session: LongSession, screen: ConcordanceScreen) -> None:
        self.pilot, self.session, self.screen = pilot, session, screen

    @property
    def list(self) -> ConcordanceList:
        return self.screen.query_one(ConcordanceList)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await settle(self.pilot, lambda: is_idle(self.screen))

    @property
    def top(self) -> str:
        return bar(self.pilot, "#top")


Open = Callable[..., AbstractAsyncContextManager[Lines]]


@pytest.fixture
def lines(tmp_path: Path) -> Open:
    @asynccontextmanager
    async def run(columns: int = 80, rows: int = 24) -> AsyncIterator[Lines]:
        home = Home(tmp_path / "home")
        home.path.mkdir()
        session = LongSession(home)
        app = NewstuiApp(session, Settings(), {})
        async with app.run_test(size=(columns, rows)) as pilot:
            await search(pilot, "storm")
            await pilot.press("enter")
            yield Lines(pilot, session, await in_context(pilot))

    return run


async def test_lines_are_read_as_they_come_near(lines: Open) -> None:
    async with lines() as on:
        read = on.list.count
        assert 22 <= read <= 200
        assert f"{read}+ lines" in on.top
        assert "of 3,000 articles" in on.top
        await on.press("G")
        assert read < on.list.count <= 2 * read + 22
        await on.press(*["pagedown"] * 20)
        assert on.list.cursor == read - 1 + 20 * 22
        # each place is requested once, one after the other
        places = [place for place, _ in on.session.places]
        assert places == sorted(set(places))


async def test_a_sort_says_of_how_many_lines_it_is(lines: Open) -> None:
    async with lines(100) as on:
        assert "order of the hits" in bar(on.pilot, "#bottom")
        await on.press("S")
        assert "words to the right" in bar(on.pilot, "#bottom")
        assert "the first 2,000 lines" in on.top
        rights = [line.right for line in on.screen._held.lines]
        assert rights == sorted(rights)
        asked = len(on.session.places)
        await on.press("G", "g")
        assert len(on.session.places) == asked
        await on.press("S", "S")
        assert "newest" in bar(on.pilot, "#bottom")
        await on.press("S")
        assert "order of the hits" in bar(on.pilot, "#bottom")


async def test_the_archive_changes_and_the_cursor_stays_on_its_line(lines: Open) -> None:
    async with lines() as on:
        await on.press("j", "j", "j", "j", "j")
        line = on.list.current
        assert line is not None
        on.session.hits.insert(0, made_up("Storm new", "2023-01-01"))
        on.session._changed()
        await settle(on.pilot, lambda: on.list.cursor == 5 + EACH)
        assert on.list.current is not None
        assert (on.list.current.id, on.list.current.span) == (line.id, line.span)


async def test_reading_on_goes_along_the_articles_and_the_cursor_follows(lines: Open) -> None:
    async with lines() as on:
        await on.press("j", "j", "enter")
        await settle(on.pilot, lambda: isinstance(on.pilot.app.screen, DetailScreen))
        detail = on.pilot.app.screen
        assert isinstance(detail, DetailScreen)
        await settle(on.pilot, lambda: detail.current() == "storm-0")
        assert on.list.cursor == 2
        await on.pilot.press("J")
        await settle(on.pilot, lambda: detail.current() == "storm-1")
        await on.pilot.press("q")
        assert on.list.cursor == EACH


@pytest.mark.parametrize(("columns", "rows"), [(40, 12), (80, 24), (200, 60)])
async def test_the_columns_hold_at_every_size(lines: Open, columns: int, rows: int) -> None:
    async with lines(columns, rows) as on:
        await on.press("pagedown", "pagedown")
        seen = drawn(on.screen)
        assert len(seen) == rows - 2
        assert len({line.index("storm") for line in seen}) == 1
        await on.pilot.resize_terminal(60, 10)
        await settle(on.pilot, lambda: on.list.size.height == 8)
        assert len({line.index("storm") for line in drawn(on.screen)}) == 1


async def test_keys_of_other_lists_do_nothing_here(lines: Open) -> None:
    async with lines() as on:
        await on.press("f", "backslash", "backspace", "tab")
        assert on.pilot.app.screen is on.screen
        assert on.list.has_focus
        active = {
            binding.binding.id for binding in on.screen.active_bindings.values() if binding.enabled
        }
        assert not active & {"facets", "clear_filters", "drop_filter", "next_unread"}
        assert {"copy_line", "sort", "open"} <= active


async def test_five_lines_of_an_article_until_more_are_asked_for(browse: Browse) -> None:
    async with browse(120) as pilot:
        await search(pilot, "russian")
        await pilot.press("enter")
        screen = await in_context(pilot)
        await settle(pilot, lambda: screen._held.is_whole)
        few = [line.id for line in screen._held.lines]
        assert max(map(few.count, few)) == 5
        assert "+ adds" in bar(pilot, "#top")
        await pilot.press("plus")
        await settle(pilot, lambda: screen._held.is_whole and len(screen._held.lines) > len(few))
        every = [line.id for line in screen._held.lines]
        assert max(map(every.count, every)) > 5
        assert "adds" not in bar(pilot, "#top")
        assert screen.place()["every"]
