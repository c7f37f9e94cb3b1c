"""Tests of resuming: a reader's position, stored in one window and restored in the next."""

from __future__ import annotations

import json
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import Browse, bar, search, settle
from tui.app.app import NewstuiApp
from tui.app.restore import resume
from tui.screens.comparison import ComparisonScreen
from tui.screens.concordance import ConcordanceScreen
from tui.screens.detail import DetailScreen
from tui.screens.help import HelpScreen
from tui.screens.list import ListScreen
from tui.screens.search import SearchScreen
from tui.view.locations import Location
from tui.widgets.article_view import ArticleView
from tui.widgets.compare_box import CompareBox
from tui.widgets.comparison_chart import ComparisonChart
from tui.widgets.concordance_list import ConcordanceList


async def at(pilot: Pilot[None], screen: type[Any]) -> None:
    """Wait until a screen of a kind is open and at rest."""
    await settle(pilot, lambda: isinstance(pilot.app.screen, screen))
    await settle(pilot, lambda: all(worker.is_finished for worker in pilot.app.workers))


def places(pilot: Pilot[None]) -> list[Location]:
    """Return the locations of the app's screens, as JSON restores them."""
    assert isinstance(pilot.app, NewstuiApp)
    kept: list[Location] = json.loads(json.dumps(pilot.app._places()))
    return kept


async def go_back(pilot: Pilot[None], kept: list[Location]) -> None:
    assert isinstance(pilot.app, NewstuiApp)
    await resume(pilot.app, kept)
    await at(pilot, type(pilot.app.screen))


async def test_the_words_in_context_at_the_same_line_in_the_same_order(browse: Browse) -> None:
    async with browse(lines=12) as before:
        await search(before, "mothers soldiers")
        await before.press("enter", "K")
        await at(before, ConcordanceScreen)
        await before.press("plus", "S", "G", "k", "k")
        await at(before, ConcordanceScreen)
        kept, said = places(before), bar(before, "#bottom")
        line = before.app.screen.query_one(ConcordanceList).current
    assert kept[-1]["top"] > 0
    assert "words to the right" in said
    async with browse(lines=12) as after:
        await go_back(after, kept)
        assert places(after) == kept
        assert bar(after, "#bottom") == said
        assert after.app.screen.query_one(ConcordanceList).current == line
        await after.press("q")
        assert isinstance(after.app.screen, SearchScreen)


async def test_an_article_of_the_words_in_context_goes_on_to_the_next_of_them(
    browse: Browse,
) -> None:
    async with browse() as before:
        await search(before, "mothers")
        await before.press("enter", "K")
        await at(before, ConcordanceScreen)
        await before.press("enter")
        await at(before, DetailScreen)
        kept, said = places(before), bar(before, "#top")
        number = before.app.screen.query_one(ArticleView).matches[0]
    assert [place["screen"] for place in kept] == ["list", "search", "concordance", "article"]
    async with browse() as after:
        await go_back(after, kept)
        assert bar(after, "#top") == said
        view = after.app.screen.query_one(ArticleView)
        assert view.matches[0] == number > 0, "the match that was read"
        await after.press("J")
        await at(after, DetailScreen)
        assert bar(after, "#top") != said


async def test_a_comparison_with_its_second_search_and_what_is_pointed_at(browse: Browse) -> None:
    async with browse() as before:
        await search(before, "mothers")
        await before.press("enter", "T", *"russia", "enter")
        await at(before, ComparisonScreen)
        await before.press("h", "space", "h", "p", "j")
        await at(before, ComparisonScreen)
        kept = places(before)
        said = [bar(before, id) for id in ("#first", "#pointed")]
    assert kept[-1]["text"] == "russia"
    assert all(kept[-1]["days"]), "a selection"
    assert (kept[-1]["series"], kept[-1]["share"]) == (1, True)
    async with browse() as after:
        await go_back(after, kept)
        await settle(after, lambda: [bar(after, id) for id in ("#first", "#pointed")] == said)
        assert after.app.focused is after.app.screen.query_one(ComparisonChart)
        assert places(after) == kept


async def test_a_second_search_that_is_being_typed_goes_on(browse: Browse) -> None:
    async with browse() as before:
        await search(before, "mothers")
        await before.press("enter", "T", *"rus")
        await at(before, ComparisonScreen)
        kept = places(before)
    async with browse() as after:
        await go_back(after, kept)
        await after.press(*"sia")
        assert after.app.screen.query_one(CompareBox).value == "russia"


async def test_help_with_what_is_looked_for_in_it(browse: Browse) -> None:
    async with browse() as before:
        await before.press("question_mark", "slash", *"an", "enter")
        await at(before, HelpScreen)
        await before.press("j", "j", "j")
        kept = places(before)
    assert kept[-1] == {"screen": "help", "text": "an", "is_typed": False, "top": 3}
    async with browse() as after:
        await go_back(after, kept)
        await settle(after, lambda: places(after) == kept)
        await after.press("escape")
        await settle(after, lambda: isinstance(after.app.screen, ListScreen))


@pytest.mark.parametrize(
    "strange",
    [
        {"screen": "of tomorrow"},
        {"screen": "concordance"},
        {"screen": "search", "text": 1},
        {"screen": "article", "id": "none such", "row": 0, "at": None},
        {},
    ],
    ids=["unknown", "out of place", "torn", "gone", "empty"],
)
async def test_what_is_not_understood_leaves_the_reader_where_that_begins(
    browse: Browse, strange: Location
) -> None:
    async with browse() as pilot:
        await go_back(pilot, [*places(pilot), strange])
        assert isinstance(pilot.app.screen, ListScreen)
