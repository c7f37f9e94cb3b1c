"""Tests of groups of hits, key by key: all words, some words, words of the rest of a page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import cast

import pytest

from index.engine.answer import Answer, Hit
from index.engine.request import Group, GroupTotal
from index.files.home import Home
from tests.tui.conftest import bar, settle
from tests.tui.fake_archive import FakeSession, made_up
from tests.tui.screens.test_search_screen import Searching
from tui.app.app import NewstuiApp
from tui.screens.detail import DetailScreen
from tui.screens.search import SearchScreen
from tui.settings.config import Settings
from tui.view.groups import counted_words, dividers, place_words, totals, with_all
from tui.widgets.article_view import ArticleView
from tui.widgets.facets import Facets

ALL, SOME, PAGE = Group.ALL, Group.SOME, Group.PAGE

BOTH = [made_up(f"Ferry on strike {n}", f"2021-{n:02d}-05", "Harbour News") for n in range(1, 4)]
EITHER = [
    made_up(f"Ferry number {n}", f"2022-{n % 12 + 1:02d}-05", "Coast Post") for n in range(40)
]
NEITHER = [made_up(f"Weather {n}", f"2023-{n:02d}-05", "Coast Post") for n in range(1, 6)]
HOSTILE = "Up [/close] \u202egniht\u202c \x1b[31mred"
MENU = ("Home | Sport | Ferry times", "Strike map", HOSTILE, "Terms")
ROWS = len(BOTH) + len(EITHER) + len(NEITHER)


class Hits(Searching):
    """Search screen, and the article opened from it."""

    @property
    def lines(self) -> list[str]:
        """Lines of the list as it is on the screen."""
        return self.drawn(self.screen.list)

    @property
    def count(self) -> str:
        """Hits as the line above counts them."""
        return bar(self.pilot, "#count")

    @property
    def article(self) -> DetailScreen:
        return cast(DetailScreen, self.pilot.app.screen)

    @property
    def view(self) -> ArticleView:
        return self.article.query_one(ArticleView)

    @property
    def text(self) -> list[str]:
        """Visible lines of the article."""
        return [line.strip() for line in self.drawn(self.view)]

    async def open(self, *keys: str) -> None:
        """Press keys that open an article, or another one, and wait until it is there."""
        await self.pilot.press(*keys)
        await settle(self.pilot, lambda: isinstance(self.pilot.app.screen, DetailScreen))
        await settle(self.pilot, lambda: self.article.answered.is_set())


Open = Callable[..., AbstractAsyncContextManager[Hits]]


@pytest.fixture
def searching(tmp_path: Path) -> Open:
    """Return a function that opens the search for `ferry strike`, the keys in its box."""

    @asynccontextmanager
    async def run(
        columns: int = 80,
        lines: int = 24,
        hits: list[Hit] = [*BOTH, *EITHER, *NEITHER],  # noqa: B006  (never changed)
        text: str = "ferry strike",
    ) -> AsyncIterator[Hits]:
        home = Home(tmp_path / "home")
        home.path.mkdir()
        session = FakeSession(home, hits)
        session.rests = {hit.id: MENU for hit in NEITHER}
        session.paragraphs = {hit.id: ("Rain. " * 200,) for hit in NEITHER}
        app = NewstuiApp(session, Settings(), {})
        async with app.run_test(size=(columns, lines)) as pilot:
            await pilot.press("slash")
            await settle(pilot, lambda: isinstance(app.screen, SearchScreen))
            found = Hits(pilot, session)
            await found.type(text)
            yield found

    return run


# -- the words


def answer(*groups: tuple[Group, int], relaxed: bool = False) -> Answer:
    """Return an answer with so many hits of each group."""
    sizes = tuple(GroupTotal(*each) for each in groups)
    return Answer(total=sizes[0].total, groups=sizes, relaxed=relaxed)


@pytest.mark.parametrize(
    ("groups", "wide", "narrow", "least"),
    [
        ([(ALL, 1)], "1 hit", "1 hit", "1 hit"),
        (
            [(ALL, 3), (SOME, 1214)],
            "3 with all words · 1,214 with some",
            "3 all · 1,214 some",
            "3+1,214",
        ),
        (
            [(ALL, 3), (SOME, 214), (PAGE, 9)],
            "3 with all words · 214 with some · 9 in the rest",
            "3 all · 214 some · 9 rest",
            "3+214+9",
        ),
        ([(ALL, 3), (PAGE, 9)], "3 hits · 9 in the rest", "3 all · 9 rest", "3+9"),
        ([(SOME, 214)], "214 with some of the words", "214 some", "214"),
        ([(PAGE, 9)], "9 with words in the rest of the page", "9 rest", "9"),
    ],
)
def test_groups_are_counted_apart_in_whatever_room(
    groups: list[tuple[Group, int]], wide: str, narrow: str, least: str
) -> None:
    found = answer(*groups)
    assert totals(found, 80) == wide
    assert totals(found, len(narrow)) == narrow
    assert totals(found, 5) == least


def test_without_groups_hits_are_hits() -> None:
    assert totals(Answer(total=5), 5) == "5 hits"
    assert with_all(Answer(total=5)) == 5
    assert with_all(Answer(total=5, relaxed=True)) == 0


def test_a_line_stands_above_each_group_but_those_with_all_words() -> None:
    assert dividers(answer((ALL, 3))) == ()
    some, page = dividers(answer((ALL, 3), (SOME, 2000), (PAGE, 9)))
    assert (some.row, page.row) == (3, 2003)
    assert some.text(80) == "── with some of the words · 2,000 ──"
    assert [page.text(width) for width in (80, 40, 20, 5)] == [
        "── with words in the rest of the page · 9 ──",
        "── in the rest · 9 ──",
        "── rest · 9 ──",
        "── rest · 9 ──",
    ]
    assert [each.row for each in dividers(answer((SOME, 5), (PAGE, 9)))] == [0, 5]


def test_it_is_said_what_facets_count_where_there_is_a_choice() -> None:
    some = answer((ALL, 3), (SOME, 214))
    assert counted_words(some, False, "c", 33) == "counted: hits with all words · c"
    assert counted_words(some, False, "c", 13) == "all words · c"
    assert counted_words(some, True, "c", 13) == "all hits · c"
    assert counted_words(some, True, "c", 6) == ""
    assert counted_words(answer((ALL, 3)), False, "c", 33) == ""
    assert counted_words(answer((SOME, 3), (PAGE, 1)), False, "c", 33) == "some words · c"


def test_the_place_of_a_hit_says_its_group() -> None:
    assert place_words(3, 226, ALL, 200) == "4 of 226"
    assert place_words(3, 1226, SOME, 200) == "4 of 1,226 · with some of the words"
    assert place_words(3, 226, PAGE, 80) == "4 of 226 · rest"


# -- the list


async def test_all_words_come_first_and_lines_say_where_others_begin(searching: Open) -> None:
    async with searching() as on:
        assert on.screen.list.count == ROWS
        assert on.count == "3 all · 40 some · 5 rest · 0.0 ms"
        assert on.lines[6] == "── with some of the words · 40 ──"
        assert on.lines[7].strip() == "●  Ferry number 0"
        await on.press("enter", "G")
        assert on.screen.list.cursor == ROWS - 1
        assert on.lines[-11] == "── with words in the rest of the page · 5 ──"
        assert on.lines[-2].startswith("▌●  Weather 5")


async def test_the_cursor_passes_over_the_line_and_shows_it_on_its_way_back(
    searching: Open,
) -> None:
    async with searching() as on:
        await on.press("enter", "j", "j", "j")
        assert on.screen.list.cursor == 3
        assert on.lines[7].startswith("▌●  Ferry number 0")
        await on.press(*["pagedown"] * 2, *["k"] * 50)
        assert on.screen.list.cursor == 0
        await on.press("G", *["k"] * 4)
        assert on.screen.list.cursor == ROWS - 5
        await on.press("g", "j", "j", "j", *["j"] * 12, *["k"] * 12)
        assert on.lines[0] == "── with some of the words · 40 ──"
        assert on.lines[1].startswith("▌●  Ferry number 0")


@pytest.mark.parametrize("lines", [6, 7, 12, 17, 24])
@pytest.mark.parametrize("key", ["pagedown", "pageup"])
async def test_by_pages_no_row_is_passed_over_unseen(searching: Open, lines: int, key: str) -> None:
    async with searching(lines=lines) as on:
        await on.press("enter", "G" if key == "pageup" else "g")
        seen: set[str] = set()
        for _ in range(ROWS + 2):
            drawn = on.lines
            seen.update(line[4:].strip() for line in drawn)
            await on.press(key)
        assert {hit.title for hit in on.session.hits} <= seen
        assert on.screen.list.cursor == (0 if key == "pageup" else ROWS - 1)


async def test_a_click_on_the_line_opens_and_moves_nothing(searching: Open) -> None:
    async with searching() as on:
        await on.press("enter")
        await on.pilot.click("#hits", offset=(5, 6))
        assert on.screen.list.cursor == 0
        await on.pilot.click("#hits", offset=(5, 7))
        assert on.screen.list.cursor == 3
        await on.pilot.click("#hits", offset=(5, 4))
        assert on.screen.list.cursor == 2


async def test_without_hits_with_all_words_it_is_said_and_the_others_are_listed(
    searching: Open,
) -> None:
    async with searching(text="ferry comet") as on:
        assert "nothing has all of these: the closest by any word" in on.line
        assert on.count == "43 with some of the words · 0.0 ms"
        assert on.lines[0] == "── with some of the words · 43 ──"
        await on.press("enter", "z")
        assert "nothing to narrow" in bar(on.pilot, "#bottom")


async def test_what_only_the_rest_of_a_page_has_is_said_to_be_there(searching: Open) -> None:
    async with searching(text="map") as on:
        assert on.count == "5 with words in the rest of the page · 0.0 ms"
        assert "nothing has all of these without the rest of the page" in on.line
        assert on.lines[0] == "── with words in the rest of the page · 5 ──"
        await on.press("enter", "K")
        assert "only the rest of the page" in bar(on.pilot, "#bottom")


@pytest.mark.parametrize(
    ("columns", "count"),
    [
        (200, "3 with all words · 40 with some · 5 in the rest · 0.0 ms"),
        (40, "3+40+5"),
        (20, "3+40+5"),
    ],
)
async def test_the_counts_leave_room_for_what_is_typed(
    searching: Open, columns: int, count: str
) -> None:
    async with searching(columns) as on:
        assert on.count == count
        assert on.box.size.width >= columns // 3 - 2


async def test_narrowing_goes_on_in_the_hits_with_all_words(searching: Open) -> None:
    async with searching() as on:
        await on.press("enter", "j", "z")
        assert on.titles == [hit.title for hit in BOTH]
        assert on.count == "3 hits · 0.0 ms"
        await on.type("2")
        assert on.titles == ["Ferry on strike 2", "Weather 2"]
        assert on.lines[2] == "── with words in the rest of the page · 1 ──"
        await on.press("enter", "Z")
        assert on.screen.list.count == ROWS
        assert on.screen.list.cursor == 1


async def test_what_the_beginning_of_a_word_found_is_of_all_words(searching: Open) -> None:
    async with searching(text="ferry stri") as on:
        assert on.count.startswith("3 all")
        await on.press("enter")
        assert "whole words now; ferry stri* finds 3" in on.line


# -- the counts


async def test_a_key_counts_all_hits_in_filters_and_timeline(searching: Open) -> None:
    async with searching(140) as on:
        facets = on.screen.query_one(Facets)
        assert facets.count == 0, "all three are from one source"
        assert on.drawn(on.timeline)[0].endswith("counted: hits with all words · c")
        await on.press("enter", "j", "f")
        assert "c counts all hits" in bar(on.pilot, "#bottom")
        await on.press("c")
        assert bar(on.pilot, "#bottom") == "filters and timeline count all hits"
        assert on.screen.list.cursor == 1, "the rows are the same"
        assert on.drawn(on.timeline)[0].endswith("counted: all hits · c")
        assert on.drawn(facets)[:4] == [
            " counted: all hits · c",
            " Source",
            "   Coast Post            45",
            "   Harbour News           3",
        ]
        assert on.screen.results is not None
        assert sum(hits for _, hits in on.screen.results.answer.timeline) == ROWS
        await on.press("f", "j", "enter")
        assert on.titles == [hit.title for hit in BOTH]
        await on.press("backslash", "c")
        assert on.drawn(on.timeline)[0].endswith("counted: hits with all words · c")


async def test_what_is_counted_is_seen_again_above_the_first_filter(searching: Open) -> None:
    papers = [made_up(f"Ferry {n}", "2022-05-05", f"Paper {n:02d}") for n in range(40)]
    async with searching(hits=[*papers, *NEITHER], text="ferry") as on:
        await on.press("enter", "f", *["j"] * 41)
        facets = on.screen.query_one(Facets)
        assert on.drawn(facets)[-1].startswith("▌  Paper 3")
        await on.press(*["k"] * 41)
        assert on.drawn(facets)[:2] == [" all words · c", " Source"]


async def test_the_name_of_a_group_gets_the_room_that_there_is(searching: Open) -> None:
    async with searching(120) as on:
        await on.press("enter", "G")
        await on.open("enter")
        assert bar(on.pilot, "#top").endswith("48 of 48 · with words in the rest of the page")
        await on.pilot.resize_terminal(40, 12)
        await settle(on.pilot, lambda: bar(on.pilot, "#top").endswith("48 of 48 · rest"))


async def test_the_timeline_counts_as_the_filters_do(searching: Open) -> None:
    async with searching() as on:
        await on.press("ctrl+t", "c")
        assert on.drawn(on.timeline)[0].endswith("counted: all hits · c")
        assert "2023" in on.drawn(on.timeline)[0], "when what has the words in its rest is from"
        await on.press("home", "enter")
        assert on.screen.request.period is not None
        assert on.screen.request.whole
        assert on.titles == ["Ferry on strike 1"]


async def test_there_is_no_choice_where_all_hits_have_all_words(searching: Open) -> None:
    async with searching(text="number") as on:
        assert "c " not in on.drawn(on.timeline)[0]
        await on.press("enter", "c")
        assert "one group" in bar(on.pilot, "#bottom")
        assert not on.screen.request.whole


async def test_another_window_counts_as_the_one_that_was_cut_off(searching: Open) -> None:
    async with searching() as on:
        await on.press("enter", "c", *["j"] * 5)
        place = on.screen.place()
        again = SearchScreen()
        await again.prepare(on.session, place, 0)
        assert again.request.whole
        assert place["cursor"] == 5


# -- the article


async def test_the_next_article_is_over_the_border(searching: Open) -> None:
    async with searching() as on:
        await on.press("enter", "j", "j")
        await on.open("enter")
        assert bar(on.pilot, "#top").endswith("3 of 48")
        await on.open("J")
        assert bar(on.pilot, "#top").endswith("4 of 48 · some")
        await on.open("K")
        assert bar(on.pilot, "#top").endswith("3 of 48")
        await on.press("q")
        assert on.screen.list.cursor == 2


async def test_a_hit_of_the_rest_of_a_page_opens_there(searching: Open) -> None:
    async with searching(text="strike map") as on:
        await on.press("enter", "G")
        await on.open("enter")
        assert bar(on.pilot, "#top").endswith("8 of 8 · rest")
        assert on.view.matches == (1, 1)
        assert "── rest of the page · 4 lines ──" in on.text
        assert "Strike map" in on.text
        assert "Up [/close] gniht ␛[31mred" in on.text, "as it stands, and nothing more"


async def test_what_the_rest_of_pages_adds_is_said_and_one_key_adds_it(searching: Open) -> None:
    async with searching(text="number 7 map") as on:
        on.session.rests = {"ferry-number-7": ("Strike map",)}
        await on.type("s")
        await on.press("backspace", "enter")
        assert "nothing has all of these without the rest of the page" in on.line
        await on.press("i")
        assert "r adds 1 of the rest" in on.line
        assert on.count.startswith("40 with some")
        await on.press("r")
        assert on.count.startswith("1 with all words · 39 with some")
        assert on.titles[0] == "Ferry number 7"
        assert "r rest of pages too" in on.line
        await on.press("r")
        assert on.count.startswith("40 with some")


async def test_a_new_question_counts_names_and_pages_as_usual(searching: Open) -> None:
    async with searching(text="ferry map") as on:
        await on.press("f6", "ctrl+g")
        await on.type(" strike")
        asked = on.session.asked[-1].query
        assert (asked.rest, asked.other_spellings) == (True, False), "it goes on"
        await on.press("enter", "slash")
        await on.type("weather")
        asked = on.session.asked[-1].query
        assert (asked.text, asked.rest, asked.other_spellings) == ("weather", False, True)


async def test_words_in_context_count_the_rest_where_it_is_wanted(searching: Open) -> None:
    async with searching(text="ferry") as on:
        await on.press("enter", "r")
        place = on.screen.place()
        again = SearchScreen()
        await again.prepare(on.session, place, 0)
        assert again.request.query.rest


async def test_the_rest_of_a_page_is_shown_and_hidden(searching: Open) -> None:
    async with searching(text="weather ferry") as on:
        await on.press("enter", *["j"] * 43)
        await on.open("enter")
        assert on.article.current() == "weather-1"
        assert "4 lines of the page left out" in on.text[3]
        assert "r rest" in bar(on.pilot, "#bottom")
        await on.pilot.press("j", "j")
        await on.pilot.press("r")
        assert "── rest of the page · 4 lines ──" in on.text
        assert on.text[-1] == "" or "Terms" in on.text
        await on.pilot.press("n")
        assert on.view.matches == (2, 2), "from here on the match in the rest comes first"
        await on.pilot.press("N")
        assert on.view.matches == (1, 2)
        await on.pilot.press("r")
        assert on.view.matches == (1, 1)
        assert "Ferry times" not in " ".join(on.text)
        await on.pilot.press("G")
        assert "── 4 lines of the page left out, 1 with a match · r shows them ──" in on.text


async def test_where_only_the_rest_has_a_match_it_is_said(searching: Open) -> None:
    async with searching(text="strike map") as on:
        await on.press("enter", "G")
        await on.open("enter")
        await on.pilot.press("r", "n")
        assert "only the rest of the page has a match: r shows it" in bar(on.pilot, "#bottom")


async def test_hidden_again_the_text_stands_where_it_stood(searching: Open) -> None:
    async with searching(text="weather") as on:
        await on.press("enter")
        await on.open("enter")
        await on.pilot.press("j", "j", "j")
        top = on.view.scroll_offset.y
        await on.pilot.press("r")
        assert on.view.scroll_offset.y > top
        await on.pilot.press("r")
        assert on.view.scroll_offset.y == top
        await on.pilot.press("r", "k")
        there = on.view.scroll_offset.y
        await on.pilot.press("r")
        assert on.view.scroll_offset.y == min(there, on.view.max_scroll_y), "it was scrolled"


async def test_another_window_shows_the_rest_again(searching: Open) -> None:
    async with searching(text="weather") as on:
        await on.press("enter")
        await on.open("enter")
        await on.pilot.press("r")
        place = on.article.place()
        assert place is not None
        top = on.view.scroll_offset.y
        await on.pilot.press("r", "g")
        await on.article.go_back_to(place)
        assert on.view.scroll_offset.y == top
        assert "── rest of the page · 4 lines ──" in on.text


async def test_an_article_is_opened_where_it_was_left_in_the_rest(searching: Open) -> None:
    async with searching(lines=8, text="weather") as on:
        await on.press("enter")
        await on.open("enter")
        await on.pilot.press("r", "G")
        await on.open("J")
        assert "rest of the page" not in " ".join(on.text)
        await on.open("K")
        assert "Terms" in on.text


async def test_where_no_line_was_left_out_it_is_said(searching: Open) -> None:
    async with searching() as on:
        await on.press("enter")
        await on.open("enter")
        assert "rest" not in bar(on.pilot, "#bottom")
        await on.pilot.press("r")
        assert bar(on.pilot, "#bottom").startswith("no line of the page was left out")
