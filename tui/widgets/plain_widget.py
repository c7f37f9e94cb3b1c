"""Widgets of plain lines without border or padding."""

from __future__ import annotations

from typing import TypeVar

from rich.color import Color
from textual._styles_cache import StylesCache
from textual.css.styles import RulesMap
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBarRender
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual
from textual.widget import Widget

AnyWidget = TypeVar("AnyWidget", bound=Widget)


class PlainLines(StylesCache):
    """Textual's `StylesCache` for a widget without border, padding and opacity.

    The cache keeps drawn lines, and requests the changed ones. Textual works out border, padding
    and opacity anew for each piece of a screen, which takes longer than the lines.
    """

    def render_widget(self, widget: Widget, crop: Region) -> list[Strip]:
        """Return the lines of a part of the widget."""
        width = widget.outer_size.width
        if width != self._width:
            self.clear()
            self._width = width
        for y in crop.line_range:
            if y not in self._cache or y in self._dirty_lines:
                self._cache[y] = widget.render_line(y).adjust_cell_length(width)
        self._dirty_lines.difference_update(crop.line_range)
        strips = [self._cache[y] for y in crop.line_range]
        for filter in widget.get_line_filters():
            background = widget.background_colors[1]
            strips = [strip.apply_filter(filter, background) for strip in strips]
        if crop.column_span != (0, width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips


def plain(widget: AnyWidget) -> AnyWidget:
    """Give a widget the cache for plain lines, and return the widget."""
    widget._styles_cache = PlainLines()
    return widget


class ScrollBarLines(ScrollBarRender, Visual):
    """Textual's scroll bar without a Rich console, which takes twice as long."""

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """Return a strip for each line of the bar."""
        colours = self.style
        assert not isinstance(colours, str)
        bar = self.render_bar(
            size=height or 1,
            virtual_size=self.virtual_size,
            window_size=self.window_size,
            position=self.position,
            thickness=width,
            back_color=colours.bgcolor or Color.default(),
            bar_color=colours.color or Color.default(),
        )
        return [Strip([segment], width) for segment in bar.segments]

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """Return the thickness of the bar."""
        return self.thickness

    def get_height(self, rules: RulesMap, width: int) -> int:
        """Return the height of the bar's viewport."""
        return self.window_size


class Lines(ScrollView):
    """Lines to scroll through (Textual's Line API), with nothing around them but a scroll bar."""

    def __init__(self, bordered: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        if not bordered:
            plain(self)

    def on_mount(self) -> None:
        """Draw the scroll bar with the light renderers of plain lines."""
        bar = plain(self.vertical_scrollbar)
        # Only for this bar, as Textual allows: the palette has horizontal bars as well.
        bar.renderer = ScrollBarLines  # type: ignore[misc]  # declared as a class variable

    def show_bar(self, is_needed: bool) -> None:
        """Show or hide the scroll bar with the next layout, not by another layout after it."""
        self.show_vertical_scrollbar = self.vertical_scrollbar.display = is_needed
