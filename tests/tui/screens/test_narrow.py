"""Tests of the lines above the rows, and of help, on a narrow terminal."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import Browse, bar, settle
from tui.screens.help import HelpScreen
from tui.view.cells import cell_len
from tui.view.rows import StyledText
from tui.widgets.article_view import ArticleView
from tui.widgets.bar import Bar


@pytest.mark.parametrize(
    ("pieces", "right", "line"),
    [
        ([("one ", ""), ("two", "")], "", " one two  "),
        ([("one two ", ""), ("three", "")], "", " one two… "),
        ([("one two", ""), (" three", "")], "", " one two… "),
        ([("one two three", "")], "", " one two… "),
        ([("one two   ", "")], "", " one two  "),
        ([("one", ""), (" two", "")], "end", " on…  end "),
        ([("one", ""), ("  ", "")], "end", " one  end "),
        ([("one", ""), ("  ", "")], "123456789", " 1234567… "),
    ],
)
async def test_a_line_that_is_cut_says_so(
    browse: Browse, pieces: list[StyledText], right: str, line: str
) -> None:
    async with browse(10, 12) as pilot:
        (strip,) = [pilot.app.screen.query_one("#top", Bar).line(pieces, right)]
        assert strip.text == line


@pytest.mark.parametrize(("columns", "line"), [(30, "15 articles · 15 unread"), (60, "newstui")])
async def test_the_counts_come_before_the_name(browse: Browse, columns: int, line: str) -> None:
    async with browse(columns, 12) as pilot:
        assert bar(pilot, "#top").startswith(line)


async def help_lines(pilot: Pilot[None]) -> list[str]:
    """Open help and return all its lines."""
    await pilot.press("question_mark")
    await settle(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
    view = pilot.app.screen.query_one("#lines", ArticleView)
    layout = view._layout_at
    return ["".join(text for text, _ in layout.pieces(n)) for n in range(len(layout.lines))]


@pytest.mark.parametrize("columns", [30, 40])
async def test_help_has_the_keys_above_what_they_do(browse: Browse, columns: int) -> None:
    async with browse(columns, 15) as pilot:
        lines = await help_lines(pilot)
        assert lines[:3] == ["List and results", "j ↓", "  One down"]
        assert max(map(cell_len, lines)) <= columns - 2
        view = pilot.app.screen.query_one("#lines", ArticleView)
        await pilot.press("space")
        assert view.scroll_offset.y > 5
        await pilot.press("slash", *"half")
        assert "half" in pilot.app.screen.query_one("#wanted").value  # type: ignore[attr-defined]


async def test_help_has_the_keys_beside_what_they_do_where_there_is_room(browse: Browse) -> None:
    async with browse(80, 24) as pilot:
        lines = await help_lines(pilot)
        assert lines[1].split() == ["j", "↓", "One", "down"]
