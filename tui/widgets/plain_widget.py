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

    It keeps the lines that are drawn, and asks for those that changed. Textual works out anew for
    each piece of a screen what else there could be around them, which takes longer than the lines.
    """

    def render_widget(self, widget: Widget, crop: Region) -> list[Strip]:
        """The lines of a part of the widget."""
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
    """The widget, drawn as one with nothing around its lines."""
    widget._styles_cache = PlainLines()
    return widget


class ScrollBarLines(ScrollBarRender, Visual):
    """Textual's scroll bar, but not by way of a Rich console, which takes twice as long."""

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """A strip a line."""
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
        """As wide as the bar is thick."""
        return self.thickness

    def get_height(self, rules: RulesMap, width: int) -> int:
        """As high as what it scrolls in."""
        return self.window_size


class Lines(ScrollView):
    """Lines to scroll through (Textual's Line API), with nothing around them but a scroll bar."""

    def __init__(self, bordered: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        if not bordered:
            plain(self)

    def on_mount(self) -> None:
        """The bar is drawn as lightly as the lines."""
        bar = plain(self.vertical_scrollbar)
        # Only of this bar, as Textual allows: the palette has some that lie.
        bar.renderer = ScrollBarLines  # type: ignore[misc]  # it is declared as the class's

    def show_bar(self, is_needed: bool) -> None:
        """Show the scroll bar or don't, with the next layout and not by one more after it."""
        self.show_vertical_scrollbar = self.vertical_scrollbar.display = is_needed
