"""Tests of lighter drawing, which looks the same as Textual's."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from rich.style import Style
from textual._styles_cache import StylesCache
from textual.scrollbar import ScrollBarRender
from textual.strip import Strip
from textual.widget import Widget

from tests.tui.conftest import Browse
from tui.widgets.plain_widget import PlainLines

PLACES: dict[str, Sequence[str]] = {
    "the list": ["j", "j"],
    "the end of the list": ["G"],
    "its filters": ["f", "j"],
    "an article": ["enter"],
    "the help": ["question_mark"],
    "a search": ["slash", *"ukraine"],
    "its hits": ["slash", *"ukraine", "enter"],
    "the words in context": ["slash", *"ukraine", "enter", "K"],
}


def cells(strips: Sequence[Strip]) -> list[list[tuple[str, object]]]:
    """Return each cell's letter and the visible part of its style."""
    lines = []
    for strip in strips:
        line: list[tuple[str, object]] = []
        for text, style, _ in strip:
            seen = style or Style()
            colours = (
                None if colour is None or colour.is_default else colour
                for colour in (seen.color, seen.bgcolor)
            )
            attributes = map(bool, (seen.bold, seen.dim, seen.underline, seen.reverse))
            look = (*colours, *attributes)
            line.extend((letter, look) for letter in text)
        lines.append(line)
    return lines


def drawn(widget: Widget, cache: StylesCache, width: int) -> list[list[tuple[str, object]]]:
    """Return the drawing of a whole widget by a cache, without a scroll bar."""
    strips = cache.render_widget(widget, widget.outer_size.region)
    return cells([strip.crop(0, width) for strip in strips])


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
@pytest.mark.parametrize("place", PLACES)
async def test_every_widget_looks_the_same(
    browse: Browse, place: str, size: tuple[int, int]
) -> None:
    async with browse(*size) as pilot:
        await pilot.press(*PLACES[place])
        await pilot.pause(0.3)
        screen = pilot.app.screen
        plain = [
            widget
            for widget in screen.walk_children(with_self=True)
            if isinstance(widget, Widget)
            and isinstance(widget._styles_cache, PlainLines)
            and widget.outer_size
            and widget.is_on_screen
        ]
        assert plain
        for widget in plain:
            width = widget.scrollable_content_region.width
            ours = drawn(widget, PlainLines(), width)
            assert ours == drawn(widget, StylesCache(), width), widget


@pytest.mark.parametrize("row", [0, 1, 7, 14])
async def test_the_scroll_bar_looks_the_same(
    browse: Browse, row: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with browse(80, 8) as pilot:
        await pilot.press(*["j"] * row)
        await pilot.pause()
        bar = pilot.app.screen.query_one("#articles").vertical_scrollbar
        assert bar.display
        ours = drawn(bar, PlainLines(), 1)
        monkeypatch.setattr(bar, "renderer", ScrollBarRender)
        bar.refresh()
        assert ours == drawn(bar, StylesCache(), 1)
