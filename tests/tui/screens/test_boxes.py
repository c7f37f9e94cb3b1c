"""Tests of the editing keys of every box, as a shell has them."""

from __future__ import annotations

import pytest
from textual.events import Paste
from textual.pilot import Pilot

from tests.tui.conftest import Browse, settle
from tui.app.app import NewstuiApp
from tui.screens.detail import DetailScreen
from tui.screens.help import HelpScreen
from tui.screens.palette import Palette
from tui.screens.search import SearchScreen
from tui.view.words import end_of_word, start_of_field, start_of_word
from tui.widgets.facets import Facets
from tui.widgets.line_input import LineInput

HINDI, THAI = "हिन्दी भाषा", "ที่นี่ ภาษา"


@pytest.mark.parametrize(
    ("text", "at", "start", "end"),
    [
        ("one, two", 0, 0, 3),
        ("one, two", 3, 0, 8),
        ("one, two", 8, 5, 8),
        (HINDI, 0, 0, 6),
        (HINDI, len(HINDI), 7, len(HINDI)),
        (THAI, 0, 0, 6),
        (THAI, len(THAI), 7, len(THAI)),
        ("e\u0301te\u0301 x", 0, 0, 5),
        ("שָׁלוֹם x", 0, 0, 7),
        ("a\u00a0b", 0, 0, 1),
        ("می\u200cخواهم x", 0, 0, 8),
        ("", 0, 0, 0),
    ],
)
def test_a_combining_mark_belongs_to_its_word(text: str, at: int, start: int, end: int) -> None:
    assert (start_of_word(text, at), end_of_word(text, at)) == (start, end)


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f", "\u3000", "\t", "\u2003"])
def test_white_space_of_whatever_width_ends_a_field(space: str) -> None:
    assert start_of_field(f"a-b{space}c.d{space}", 8) == 4


async def opened_box(pilot: Pilot[None]) -> LineInput:
    await pilot.press("slash")
    await settle(pilot, lambda: isinstance(pilot.app.screen, SearchScreen))
    return pilot.app.screen.query_one(LineInput)


async def test_alt_d_kills_a_word_with_its_vowel_signs(browse: Browse) -> None:
    async with browse() as pilot:
        box = await opened_box(pilot)
        box.value = HINDI
        await pilot.press("home", "alt+d")
        assert box.value == " भाषा"
        await pilot.press("end", "alt+b")
        assert box.cursor_position == 1


KILLS = [
    (["ctrl+w", "ctrl+w"], "two three"),
    (["ctrl+w", "ctrl+e", "ctrl+w"], "two "),
    (["ctrl+w", "ctrl+l", "ctrl+w"], "two "),
    (["ctrl+w", "x", "backspace", "ctrl+w"], "two "),
    (["ctrl+w", "ctrl+k", "ctrl+w"], "two three"),
    (["ctrl+a", "alt+d", "ctrl+k"], "one two three"),
    (["alt+b", "ctrl+k", "ctrl+u"], "one two three"),
]
"""Keys behind `one two three`, and the text that a yank inserts then."""


@pytest.mark.parametrize(("keys", "yanked"), KILLS)
async def test_a_kill_adds_to_the_one_of_the_command_right_before(
    browse: Browse, keys: list[str], yanked: str
) -> None:
    async with browse() as pilot:
        box = await opened_box(pilot)
        box.value = "one two three"
        await pilot.press("end", *keys, "ctrl+a", "ctrl+y")
        assert box.value.startswith(yanked)
        assert box.cursor_position == len(yanked)


async def test_a_paste_between_two_kills_parts_them(browse: Browse) -> None:
    async with browse() as pilot:
        box = await opened_box(pilot)
        box.value = "one two"
        await pilot.press("end", "ctrl+w")
        pilot.app.post_message(Paste("three"))
        await settle(pilot, lambda: box.value == "one three")
        await pilot.press("ctrl+w", "ctrl+y", "ctrl+y")
        assert box.value == "one threethree"


# -- ^C


async def test_ctrl_c_clears_the_search_box_and_then_leaves_newstui(browse: Browse) -> None:
    async with browse() as pilot:
        box = await opened_box(pilot)
        await pilot.press(*"putin", "ctrl+c")
        assert (box.value, box.has_focus) == ("", True)
        assert not pilot.app._exit
        await pilot.press("ctrl+c")
        assert pilot.app._exit, "as it does where there is no box"


async def test_ctrl_c_leaves_the_box_in_an_article_and_a_selection(browse: Browse) -> None:
    async with browse() as pilot:
        await pilot.press("enter")
        await settle(pilot, lambda: isinstance(pilot.app.screen, DetailScreen))
        await pilot.press("slash", *"war", "ctrl+c", "ctrl+c")
        assert not pilot.app.screen.query_one(LineInput).has_focus
        await pilot.press("v", "ctrl+c")
        assert isinstance(pilot.app.screen, DetailScreen)
        assert not pilot.app._exit


async def test_ctrl_c_takes_the_letters_of_a_filter_back(browse: Browse) -> None:
    async with browse() as pilot:
        await pilot.press("f", "slash", "b", "ctrl+c")
        facets = pilot.app.screen.query_one(Facets)
        assert facets.has_focus
        assert not facets.check_consume_key("b", "b"), "letters are keys again"
        assert not pilot.app._exit
        await pilot.press("ctrl+c")
        assert pilot.app._exit


async def test_ctrl_c_closes_help_and_palette(browse: Browse) -> None:
    async with browse() as pilot:
        await pilot.press("question_mark", "slash", "x", "ctrl+c", "ctrl+c")
        screen = pilot.app.screen
        assert isinstance(screen, HelpScreen)
        assert not screen.query_one(LineInput).has_focus
        await pilot.press("q", "colon")
        await settle(pilot, lambda: isinstance(pilot.app.screen, Palette))
        await pilot.press("ctrl+c")
        await settle(pilot, lambda: not isinstance(pilot.app.screen, Palette))
        assert isinstance(pilot.app, NewstuiApp)
        assert not pilot.app._exit


async def test_ctrl_c_in_the_second_box_goes_back_to_the_search(browse: Browse) -> None:
    async with browse() as pilot:
        await opened_box(pilot)
        search = pilot.app.screen
        await pilot.press(*"putin", "enter", "T", "x", "ctrl+c", "ctrl+c")
        await settle(pilot, lambda: pilot.app.screen is search)
        assert not pilot.app._exit
