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
"""What only the archive's owner can do."""


class ArticleScreen(Screen[None]):
    """A line above, a line below, and an article that keys act on.

    The line below says what just happened, until the next key; else which keys there are. (Textual
    calls the `on_…` of each class of a screen, the last one's first: none calls its `super()`'s.)
    """

    HINTS: tuple[str, ...] = ()
    focused = Reactive[Widget | None](None, repaint=False)
    """As `Screen` has it, but without drawing the whole screen: both widgets draw themselves."""

    _styled_in: str | None = None
    """The theme that it was shown in last."""
    _tells = False
    """The line below says what happened, and not which keys there are."""

    WAITING: tuple[Scope, ...] = ()
    """Where keys are that act on what was asked for, once it is there."""

    def __init__(self) -> None:
        super().__init__()
        plain(self)
        self.answered = asyncio.Event()
        """What was asked for last is there, or it is told why not."""
        self.answered.set()

    @property
    def news(self) -> Host:
        """The app, as far as screens may use it."""
        return cast("Host", self.app)

    @property
    def session(self) -> Session:
        """The door to index and state."""
        return self.news.session

    @property
    def main(self) -> Widget | None:
        """The widget that shows what was asked for, if it is there yet."""
        return None

    def current(self) -> str | None:
        """The id of the article that keys act on."""
        raise NotImplementedError

    @property
    def query_to_mark(self) -> Query:
        """The query whose matches are marked in an article that is opened from here."""
        return Query()

    def facts_changed(self) -> None:
        """Something was read or starred, here or in another window: draw it."""
        raise NotImplementedError

    def index_changed(self) -> None:
        """The index has other articles now."""

    def step_back(self) -> bool:
        """Take a step back on this screen; False where Escape leaves it."""
        return False

    def place(self) -> Location | None:
        """Where the reader is; None for a screen that is not gone back to."""
        return None

    def opening(self) -> tuple[Bar, Sequence[StyledText], str]:
        """Which line says that this is being opened again, and how, at the left and the right."""
        return self._bottom, [(OPENING, "")], self.corner()

    def _on_screen_resume(self, event: ScreenResume) -> None:
        """The styles are made anew only for other colours than the screen had before."""
        theme = self.app.theme
        event.refresh_styles = self._styled_in not in (None, theme)
        self._styled_in = theme

    def _compositor_refresh(self) -> None:
        """Draw nothing that would only be thrown away."""
        if not self.app._batch_count:
            super()._compositor_refresh()

    # -- the line below

    def corner(self) -> str:
        """What stands at the right end of the line below."""
        return ""

    def hint_ids(self) -> tuple[str, ...]:
        """Ids of the keys that the line below names, the last one wherever there is room for it."""
        return self.HINTS

    def show_hints(self) -> None:
        """Name as many keys as fit; but what is told stays until the next key."""
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
        """What was told is read: name the keys again."""
        if self._tells:
            self._tells = False
            self.show_hints()

    def key_of(self, id: str) -> str:
        """The key of an action, as it is named to the reader."""
        ((key, _label),) = hints((id,), self.news.settings.keys)
        return in_ascii(key) if self.news.surroundings.signs.plain else key

    def on_descendant_focus(self) -> None:
        """Other keys work where the focus is now."""
        self.show_hints()

    def on_resize(self, event: Resize) -> None:
        """More or fewer keys fit."""
        self.show_hints()

    def say(self, text: str, warning: bool = False) -> None:
        """Tell the reader something on the line below."""
        self._tells = True
        self._bottom.tell(text, "warning" if warning else "", self.corner())

    async def on_bar_clicked(self, message: Bar.Clicked) -> None:
        """Do what a key does whose name was clicked, or what stands behind that name."""
        if clicked(message.pieces, message.number) is not None:
            return
        for number in (message.number, message.number - 1):
            text, style = message.pieces[max(number, 0)]
            name = text.split(" ")[0]
            if name and (style == "key" or number == len(message.pieces) - 1):
                await self._press(name)
                return

    async def _press(self, name: str) -> None:
        """Run the action of the key that has this name on the screen."""
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

    # -- what keys do

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
        """Take back the last change."""
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
        """Copy a citation."""
        if article := await self._article():
            await self.copy(citation(article, with_path=not self.news.kiosk))

    @work(group="act")
    @report_errors
    async def action_browse(self) -> None:
        """Open the link in a browser here; over SSH show it."""
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
        """Bring a text to the reader's clipboard, and say how sure that is."""
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
        """More was pasted than a search may hold."""
        kept = f"{event.kept:,} of {event.pasted:,} characters"
        self.say(f"too long to search for: only the first {kept} are in the box", warning=True)

    def on_paste(self) -> None:
        """Nothing but a box takes what is pasted; as keys it would be commands."""
        self.say(f"pasted text goes into a box: press {self.key_of('search')} first", warning=True)

    def say_error(self, error: NewstuiError) -> None:
        """Tell what went wrong, in one line; an index that can't be read is put right."""
        if isinstance(error, IndexUnusableError):
            self.news.repair(rebuild=True)
        else:
            self.say(error.for_visitors if self.news.kiosk else str(error), warning=True)
