"""Filters of a list: the values of each facet, with the number of articles that have them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, NamedTuple

from textual import events
from textual.message import Message

from index.engine.answer import FacetCount
from index.engine.request import FacetName, Filter
from tui.settings.keymap import Scope, bindings
from tui.view.cells import fit
from tui.view.find_in_text import Needle
from tui.view.rows import CURSOR, NO_CURSOR, Divider, StyledText
from tui.widgets.virtual_list import VirtualList

TITLES: Mapping[FacetName, str] = {
    FacetName.SOURCE: "Source",
    FacetName.CATEGORY: "Category",
    FacetName.LANGUAGE: "Language",
    FacetName.KIND: "Kind",
}
NOTHING = "(none)"
COUNT_WIDTH = 8


class FacetRow(NamedTuple):
    """Heading (no count), or value that the reader can choose."""

    facet: FacetName
    counted: FacetCount | None = None

    @property
    def filter(self) -> Filter | None:
        """Filter by the value; None for a heading."""
        return None if self.counted is None else Filter(self.facet, self.counted.value)


def facet_rows(
    facets: Mapping[FacetName, tuple[FacetCount, ...]],
    filters: tuple[Filter, ...],
    wanted: str = "",
) -> list[FacetRow]:
    """Return a heading and its values for each facet, only values that contain `wanted`.

    A chosen value without hits stays, so that the reader can remove it.
    """
    needle = Needle(wanted)
    rows: list[FacetRow] = []
    for facet in TITLES:
        counts = list(facets.get(facet, ()))
        present = {count.value for count in counts}
        chosen = [f.value for f in filters if f.facet is facet and f.value not in present]
        counts.extend(FacetCount(value, 0) for value in chosen)
        if len(counts) < 2 and not any(f.facet is facet for f in filters):
            continue  # a facet with one value narrows nothing
        counts.sort(key=lambda each: each.value is None)  # articles without a value come last
        found = [each for each in counts if not needle or needle.spans(each.value or NOTHING)]
        if found:
            rows.append(FacetRow(facet))
            rows.extend(FacetRow(facet, count) for count in found)
    return rows


class Facets(VirtualList, inherit_bindings=False):
    """List of values with counts; a chosen value has a mark.

    Letters typed after `/` leave only the values that contain them.
    """

    ROOM = 26
    """Cells for the text above the values."""
    BINDINGS = bindings(Scope.FACETS)
    COMPONENT_CLASSES: ClassVar[set[str]] = {"row--heading", "row--chosen"}
    DEFAULT_CSS = """
    Facets {
        width: 28;
        & > .row--heading { text-style: bold; }
        & > .row--chosen { text-style: bold; }
    }
    """

    class Toggled(Message):
        """Message that the reader has chosen a value, or given it up."""

        def __init__(self, filter: Filter) -> None:
            super().__init__()
            self.filter = filter

    def __init__(self, moved: Callable[[], object], id: str | None = None) -> None:
        super().__init__(moved, id=id)
        self._facets: Mapping[FacetName, tuple[FacetCount, ...]] = {}
        self._wanted: str | None = None
        """Letters of the search for values; None without a search."""
        self._rows: list[FacetRow] = []
        self._filters: tuple[Filter, ...] = ()
        self._nothing = ""
        self._counted = ""
        self._counted_words = ""
        """Name of the counted hits, for the time when no letters stand in its place."""

    def show(
        self,
        facets: Mapping[FacetName, tuple[FacetCount, ...]],
        filters: tuple[Filter, ...],
        counted: str = "",
        nothing: str = "",
    ) -> None:
        """Draw other counts, and above them the name of the counted hits, or why there are none.

        The cursor stays on its value.
        """
        self._facets = facets
        self._nothing = nothing
        self._counted_words = counted
        rows = facet_rows(facets, filters, self._wanted or "")
        if self._wanted is not None:
            counted = f"/{self._wanted}▏"
        self.empty = nothing if self._wanted is None else f"{counted} in no value"
        if (rows, filters, counted) == (self._rows, self._filters, self._counted):
            return
        at = self._rows[self.cursor].filter if self.cursor < len(self._rows) else None
        self._rows, self._filters, self._counted = rows, filters, counted
        found = [number for number, row in enumerate(rows) if row.filter == at]
        dividers = [Divider(0, (f" {counted}",))] if counted and rows else []
        self.reset(len(rows), found[0] if found and at else min(1, len(rows)), dividers=dividers)

    def row_lines(self, row: int, width: int) -> list[list[StyledText]]:
        """Return a heading, or mark, value and count."""
        item = self._rows[row]
        if item.counted is None:
            return [[(fit(" " + TITLES[item.facet], width), "heading")]]
        at_cursor = row == self.cursor and self.has_focus
        chosen = item.filter in self._filters
        name = "selected" if at_cursor else "chosen" if chosen else ""
        value = item.counted.value if item.counted.value is not None else NOTHING
        return [
            [
                (CURSOR if at_cursor else NO_CURSOR, "cursor"),
                ("✓ " if chosen else "  ", "cursor"),
                (fit(value, width - 3 - COUNT_WIDTH), name),
                (fit(f"{item.counted.count:,}", COUNT_WIDTH - 1, right=True) + " ", "dim"),
            ]
        ]

    def validate_cursor(self, row: int) -> int:
        """Return a row with a value: the cursor steps over headings in the direction of a move."""
        row = super().validate_cursor(row)
        if not self._rows or self._rows[row].counted is not None:
            return row
        return row - 1 if row < self.cursor and row > 0 else min(row + 1, len(self._rows) - 1)

    def _show_cursor(self) -> None:
        """Scroll to the cursor; at the first value, to the lines above it too."""
        super()._show_cursor()
        if self.cursor <= 1 and self._line_of(1) < self.scrollable_content_region.height:
            self.scroll_to(y=0, animate=False, force=True)

    # -- search for values

    def _look_for(self, wanted: str | None) -> None:
        """Show the values that contain letters, the cursor on the first; None shows all values."""
        at = self._rows[self.cursor].filter if wanted is None and self._rows else None
        self._wanted = wanted
        self.show(self._facets, self._filters, self._counted_words, self._nothing)
        found = [number for number, row in enumerate(self._rows) if row.filter == at]
        self.cursor = found[0] if found and at else min(1, len(self._rows))

    def action_facet_find(self) -> None:
        """Begin a search for values by letters."""
        self._look_for("")

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Tell whether a key is a letter of the search for values."""
        return self._wanted is not None and character is not None and character.isprintable()

    def on_key(self, event: events.Key) -> None:
        """Add a letter to the search for values."""
        if self._wanted is not None and event.character and event.is_printable:
            event.stop()
            self._look_for(self._wanted + event.character)

    async def action_facet_drop(self) -> None:
        """Remove the last letter of the search for values, or else the last filter."""
        if self._wanted is None:
            await self.run_action("screen.drop_filter")
        else:
            self._look_for(self._wanted[:-1] if self._wanted else None)

    async def action_facet_leave(self) -> None:
        """End the search for values, or go back to the rows at once: the next key is for them."""
        if self._wanted is None:
            await self.run_action("screen.leave_facets")
        else:
            self._look_for(None)

    async def action_facet_cancel(self) -> None:
        """End the search for values, or else leave newstui."""
        if self._wanted is None:
            await self.run_action("app.quit")
        else:
            self._look_for(None)

    # -- choice

    def action_facet_toggle(self) -> None:
        """Choose the value under the cursor, or give it up."""
        if self.cursor < len(self._rows) and (chosen := self._rows[self.cursor].filter):
            self.post_message(self.Toggled(chosen))

    def on_virtual_list_opened(self, message: VirtualList.Opened) -> None:
        """Choose a value by a second click."""
        message.stop()
        self.action_facet_toggle()

    def on_focus(self) -> None:
        """Show the cursor, visible only with the focus."""
        self.row_changed(self.cursor)

    def on_blur(self) -> None:
        """Hide the cursor, visible only with the focus."""
        self.row_changed(self.cursor)
