"""Help screen: every key, and every rule of the query language."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from itertools import chain

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Resize
from textual.screen import Screen
from textual.widgets import Input, Label

from index.engine.request import Group
from index.query import QUERY_HELP
from tui.settings.keymap import PLACE_TITLES, Scope, bindings, in_ascii, rows, shown
from tui.view.article_layout import TextBlock
from tui.view.cells import cell_len
from tui.view.groups import NAMES, SHORT
from tui.view.locations import Location
from tui.view.rows import RULE
from tui.widgets.article_view import ArticleView
from tui.widgets.line_input import LineInput
from tui.widgets.plain_widget import plain

KEYS_WIDTH, NARROW_KEYS_WIDTH = 22, 18
"""Cells for the keys, beside one column and two."""
STACKED = 2
"""Cells before the label of keys that stand on a line of their own."""
NARROW = 60
"""Columns of the terminal below which keys stand on a line of their own."""
TWO_COLUMNS = 100
"""Minimum columns of the terminal for help in two columns."""
MARKS = (
    ("●", "an article that you have not read"),
    ("○", "a headline that you have not read: the archive has only this line"),
    ("★", "starred"),
    ("▌", "where you are"),
    *(
        (f"{RULE} {SHORT[group]} {RULE}", f"below this line: hits {name}")
        for group, name in NAMES.items()
        if group is not Group.ALL
    ),
)


def help_sections(
    wanted: str,
    keymap: Mapping[str, str],
    plain: bool = False,
    here: Sequence[Scope] = (),
    keys_width: int = KEYS_WIDTH,
) -> list[list[TextBlock]]:
    """Return the keys by scope, `here` first, then the marks and the query language.

    Only the lines with every word of `wanted`.
    """
    words = wanted.casefold().split()
    sections = []
    for place in (*here, *(each for each in Scope if each not in here)):
        lines = [
            (in_ascii(row.keys) if plain else row.keys, row.text) for row in rows([place], keymap)
        ]
        sections.append(_section(PLACE_TITLES[place], lines, words, keys_width))
    sections.append(_section("Marks", list(MARKS), words, keys_width))
    sections.append(_section("Query language", list(QUERY_HELP), words, keys_width))
    found = [section for section in sections if section]
    return found or [[TextBlock("No key and no rule has these words.", "dim")]]


def in_columns(sections: Sequence[list[TextBlock]]) -> tuple[list[TextBlock], list[TextBlock]]:
    """Share sections out to two columns in their order, as equally long as possible."""
    total = sum(map(len, sections))
    left: list[TextBlock] = []
    right: list[TextBlock] = []
    for section in sections:
        column = right if right or len(left) + len(section) // 2 > total // 2 else left
        column += section
    return left, right


def _keys_width(width: int) -> int:
    """Return the cells for the keys on a terminal of `width` columns."""
    if width >= TWO_COLUMNS:
        return NARROW_KEYS_WIDTH
    return KEYS_WIDTH if width >= NARROW else STACKED


def _section(
    title: str, lines: list[tuple[str, str]], words: list[str], keys_width: int
) -> list[TextBlock]:
    found = [
        (keys, text)
        for keys, text in lines
        if all(word in f"{title} {keys} {text}".casefold() for word in words)
    ]
    if not found:
        return []
    blocks = [TextBlock(title, "heading", space_after=False)]
    for keys, text in found:
        lead = keys if cell_len(keys) < keys_width - 1 else ""
        if not lead:
            blocks.append(TextBlock(keys, "lead", space_after=False))
        blocks.append(TextBlock(text, "text", indent=keys_width, lead=lead, space_after=False))
    return [*blocks, TextBlock("", space_after=False)]


class HelpBox(LineInput):
    """Box for words of the wanted keys and rules."""

    leave = "screen.help_leave"


class HelpScreen(Screen[None]):
    """Screen of every key and every rule of the query language, narrowed by typed words."""

    NAME = "help"
    CSS_PATH = "help.tcss"
    BINDINGS = bindings(Scope.HELP)
    AUTO_FOCUS = "#lines"

    def __init__(
        self, keymap: Mapping[str, str], plain: bool = False, here: Sequence[Scope] = ()
    ) -> None:
        """Take as `here` the scopes with keys on the screen that help was opened from."""
        super().__init__()
        self._keymap = keymap
        self._plain = plain
        self._here = tuple(here)
        self._keys_width = 0

    def compose(self) -> ComposeResult:
        """Yield a box and the lines that match its text."""
        with plain(Horizontal(id="query")):
            yield Label("Help  ", id="slash")
            yield HelpBox(id="wanted")
            yield Label(f"{shown('q')} closes ", id="close")
        with plain(Horizontal(id="columns")):
            yield ArticleView(text_width=100, id="lines")
            yield ArticleView(text_width=100, focusable=False, id="more")

    def place(self) -> Location:
        """Return the typed text and the first visible line as a location."""
        return {
            "screen": self.NAME,
            "text": self._box.value,
            "is_typed": self._box.has_focus,
            "top": int(self._lines.scroll_offset.y),
        }

    async def go_back_to(self, place: Location) -> None:
        """Restore a location once all of the screen was drawn.

        Raises one of `tui.view.locations.MALFORMED`.
        """
        top = int(place["top"])
        drawn = asyncio.Event()
        self.call_after_refresh(drawn.set)
        await drawn.wait()
        with self._box.prevent(Input.Changed):
            self._box.value = str(place["text"])
        self._show(self._box.value)
        if place["is_typed"]:
            self.set_focus(self._box)
        self._lines.scroll_to(y=top, animate=False, force=True)

    @property
    def _box(self) -> Input:
        return self.query_one("#wanted", Input)

    @property
    def _lines(self) -> ArticleView:
        return self.query_one("#lines", ArticleView)

    def take_keys(self) -> None:
        """Focus the lines."""
        self.set_focus(self._lines)

    def on_mount(self) -> None:
        """Show everything."""
        self._show("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show only the lines that match."""
        self._show(event.value)

    def on_resize(self, event: Resize) -> None:
        """Fit the new size: one column or two, and keys beside or above their labels."""
        width = event.size.width
        self.query_one("#more").display = width >= TWO_COLUMNS
        self._box.placeholder = f"{shown('slash')} finds" + (
            " a key or a rule" if width >= NARROW else ""
        )
        if _keys_width(width) != self._keys_width:
            self._show(self._box.value)

    def _show(self, wanted: str) -> None:
        more = self.query_one("#more", ArticleView)
        self._keys_width = _keys_width(self.size.width)
        sections = help_sections(wanted, self._keymap, self._plain, self._here, self._keys_width)
        left, right = in_columns(sections) if more.display else ([*chain(*sections)], [])
        more.show(right)
        self._lines.show(left, height=more.text_height)

    def on_article_view_scrolled(self) -> None:
        """Scroll both columns as one."""
        top = int(self._lines.scroll_offset.y)
        self.query_one("#more", ArticleView).scroll_to(y=top, animate=False, force=True)

    def on_input_submitted(self) -> None:
        """Focus the lines."""
        self.set_focus(self._lines)

    def action_help_find(self) -> None:
        """Focus the box."""
        self.set_focus(self._box)

    def action_help_scroll(self, lines: int) -> None:
        """Scroll lines down, or up when negative, while the box has the focus."""
        self._lines.action_scroll_lines(lines)

    def action_help_page(self, pages: int) -> None:
        """Scroll pages down, or up when negative, while the box has the focus."""
        self._lines.action_scroll_pages(pages)

    def action_help_leave(self) -> None:
        """Close help; from its box, show all keys again first."""
        if self._box.has_focus:
            self._box.value = ""
            self.set_focus(self._lines)
        else:
            self.app.pop_screen()
