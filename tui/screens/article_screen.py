"""Base of the screens with an article under the cursor: actions, status line, errors."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from textual import work
from textual.events import Resize, ScreenResume
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from index.archive.session import Session
from index.article import Article
from index.errors import IndexUnusableError, NewstuiError
from index.query import Query
from tui.screens.errors import report_errors
from tui.screens.host import Host
from tui.settings.keymap import Scope, fitting, hints, in_ascii, shown
from tui.view.cells import cell_len
from tui.view.clipboard import citation, copy_here, link, osc52, summary
from tui.view.filter_chips import clicked
from tui.view.links import safe_url
from tui.view.locations import Location
from tui.view.rows import StyledText
from tui.widgets.bar import Bar
from tui.widgets.plain_widget import plain

if TYPE_CHECKING:
    from tui.widgets.search_box import SearchBox

OPENING = "opening…"
GONE = "this article is no longer in the archive"
OWNERS = ("raw",)
"""Ids of the actions that only the archive's owner may start."""


class ArticleScreen(Screen[None]):
    """Screen with a header line, a status line, and an article that keys act on.

    The status line shows the latest message until the next key, else the names of keys. (Textual
    calls the `on_…` of each class of a screen, the subclass's first: none calls its `super()`'s.)
    """

    HINTS: tuple[str, ...] = ()
    focused = Reactive[Widget | None](None, repaint=False)
    """Widget with the focus, as in `Screen`, but without a repaint of the whole screen: the widgets
    repaint themselves."""

    _styled_in: str | None = None
    """Theme in which the screen was shown last."""
    _tells = False
    """Whether the status line shows a message, not the names of keys."""

    WAITING: tuple[Scope, ...] = ()
    """Scopes of the keys that wait for the answer to the latest request."""

    def __init__(self) -> None:
        super().__init__()
        plain(self)
        self.answered = asyncio.Event()
        """Event set once the latest request has its answer, or its error on the status line."""
        self.answered.set()

    @property
    def news(self) -> Host:
        """App, as far as screens may use it."""
        return cast("Host", self.app)

    @property
    def session(self) -> Session:
        """Session, the access to index and state."""
        return self.news.session

    @property
    def main(self) -> Widget | None:
        """Widget with the answer to the latest request; None before the widget exists."""
        return None

    def current(self) -> str | None:
        """Return the id of the article that keys act on; None without an article."""
        raise NotImplementedError

    @property
    def query_to_mark(self) -> Query:
        """Query with the matches to mark in an article opened from this screen."""
        return Query()

    def facts_changed(self) -> None:
        """Draw read and star marks anew after a change here or in another window."""
        raise NotImplementedError

    def index_changed(self) -> None:
        """Update the screen for an index with other articles."""

    def step_back(self) -> bool:
        """Take a step back on this screen; return False where Escape leaves the screen."""
        return False

    def place(self) -> Location | None:
        """Return the reader's location; None for a screen that the next start does not restore."""
        return None

    def opening(self) -> tuple[Bar, Sequence[StyledText], str]:
        """Return the bar with the notice of the opening, its left pieces and its right text."""
        return self._bottom, [(OPENING, "")], self.corner()

    def _on_screen_resume(self, event: ScreenResume) -> None:
        """Refresh the styles only if the screen was last shown in another theme."""
        theme = self.app.theme
        event.refresh_styles = self._styled_in not in (None, theme)
        self._styled_in = theme

    def _compositor_refresh(self) -> None:
        """Draw nothing during a batch of updates: a later repaint would replace it."""
        if not self.app._batch_count:
            super()._compositor_refresh()

    # -- status line

    def corner(self) -> str:
        """Return the text at the right end of the status line."""
        return ""

    def hint_ids(self) -> tuple[str, ...]:
        """Return the ids of the keys on the status line; the last one stays wherever it fits."""
        return self.HINTS

    def show_hints(self) -> None:
        """Show the names of as many keys as fit; a message stays until the next key."""
        if self._tells:
            self._bottom.show_corner(self.corner())
            return
        corner = self.corner()
        room = self.size.width - 2 - (cell_len(corner) + 2 if corner else 0)
        ids = [id for id in self.hint_ids() if not (self.news.kiosk and id in OWNERS)]
        found = hints(ids, self.news.settings.keys)
        if self.news.surroundings.signs.plain:
            found = [(in_ascii(key), label) for key, label in found]
        pieces: list[StyledText] = []
        for key, label in fitting(found, room):
            pieces += [(f"{key} ", "key"), (f"{label}  ", "dim")]
        self._bottom.show(pieces, corner)

    def speak_of_keys(self) -> None:
        """Show the names of keys again, in place of a message."""
        if self._tells:
            self._tells = False
            self.show_hints()

    def key_of(self, id: str) -> str:
        """Return the key of an action by the name that the reader sees."""
        ((key, _label),) = hints((id,), self.news.settings.keys)
        return in_ascii(key) if self.news.surroundings.signs.plain else key

    def on_descendant_focus(self) -> None:
        """Show the keys that work with the new focus."""
        self.show_hints()

    def on_resize(self, event: Resize) -> None:
        """Show the names of as many keys as fit the new size."""
        self.show_hints()

    def say(self, text: str, warning: bool = False) -> None:
        """Show a message on the status line."""
        self._tells = True
        self._bottom.tell(text, "warning" if warning else "", self.corner())

    async def on_bar_clicked(self, message: Bar.Clicked) -> None:
        """Run the action of a clicked key name, or of a clicked label behind the name."""
        if clicked(message.pieces, message.number) is not None:
            return
        for number in (message.number, message.number - 1):
            text, style = message.pieces[max(number, 0)]
            name = text.split(" ")[0]
            if name and (style == "key" or number == len(message.pieces) - 1):
                await self._press(name)
                return

    async def _press(self, name: str) -> None:
        """Run the action of the key with this name on the screen."""
        is_plain = self.news.surroundings.signs.plain
        for key, (node, binding, enabled, _) in self.active_bindings.items():
            if enabled and name == (in_ascii(shown(key)) if is_plain else shown(key)):
                await self.app.run_action(binding.action, node)
                return

    def say_count(self, number: int) -> None:
        """Show the count that is typed before a key."""
        self.say(f"{number:,}")

    @property
    def _bottom(self) -> Bar:
        return self.query_one("#bottom", Bar)

    # -- actions

    @work(group="act")
    @report_errors
    async def action_star(self) -> None:
        """Star the article, or take the star away."""
        if id := self._current_or_say():
            change = await self.session.toggle_starred(id)
            self.news.facts_changed()
            self.say(change.words)

    @work(group="act")
    @report_errors
    async def action_read(self) -> None:
        """Mark the article read or unread."""
        if id := self._current_or_say():
            change = await self.session.toggle_read(id)
            self.news.facts_changed()
            self.say(change.words)

    @work(group="act")
    @report_errors
    async def undo(self) -> None:
        """Undo the last change."""
        change = await self.session.undo()
        if change is None:
            self.say("nothing to undo")
        else:
            self.news.facts_changed()
            self.say(change.words)

    @work(group="act")
    @report_errors
    async def action_copy_link(self) -> None:
        """Copy the article's link, or its file's path."""
        if article := await self._article():
            await self.copy(link(article, with_path=not self.news.kiosk))

    @work(group="act")
    @report_errors
    async def action_copy_citation(self) -> None:
        """Copy a citation of the article."""
        if article := await self._article():
            await self.copy(citation(article, with_path=not self.news.kiosk))

    @work(group="act")
    @report_errors
    async def action_browse(self) -> None:
        """Open the link in a browser on this machine; over SSH, show the link."""
        article = await self._article()
        if article is None:
            return
        url = safe_url(article.url)
        if url is None:
            here = "it is" if self.news.kiosk else "the file is"
            self.say(f"no link; {here} {link(article, with_path=not self.news.kiosk)}")
        elif self.news.surroundings.is_remote or self.news.kiosk:
            self.say(url)
        else:
            self.app.open_url(url)
            self.say(f"opened {url}")

    def _current_or_say(self) -> str | None:
        id = self.current()
        if id is None:
            self.say("there is no article here")
        return id

    async def _article(self) -> Article | None:
        id = self._current_or_say()
        if id is None:
            return None
        article = await self.session.article(id)
        if article is None:
            self.say(GONE, warning=True)
        return article

    async def copy(self, text: str) -> None:
        """Copy a text to the reader's clipboard, and show how certain the copy is."""
        around, shown = self.news.surroundings, summary(text)
        if not around.is_remote and await asyncio.to_thread(copy_here, text, around):
            self.say(f"copied: {shown}")
            return
        made = osc52(text, around)
        if not made.sequence:
            self.say(f"this terminal has no clipboard to send to: {shown}", warning=True)
            return
        self.news.write_to_terminal(made.sequence)
        if made.sent < made.size:
            some = f"{made.sent:,} of {made.size:,} bytes"
            self.say(f"only the first {some} fit a terminal's clipboard: {shown}", warning=True)
        else:
            self.say(f"sent to your terminal's clipboard, if it takes OSC 52: {shown}")

    def on_search_box_shortened(self, event: SearchBox.Shortened) -> None:
        """Show that the box took only the beginning of a paste."""
        kept = f"{event.kept:,} of {event.pasted:,} characters"
        self.say(f"too long to search for: only the first {kept} are in the box", warning=True)

    def on_paste(self) -> None:
        """Refuse a paste outside a box: as keys, its text would be commands."""
        self.say(f"pasted text goes into a box: press {self.key_of('search')} first", warning=True)

    def say_error(self, error: NewstuiError) -> None:
        """Show an error in one line; repair an unreadable index."""
        if isinstance(error, IndexUnusableError):
            self.news.repair(rebuild=True)
        else:
            self.say(error.for_visitors if self.news.kiosk else str(error), warning=True)
