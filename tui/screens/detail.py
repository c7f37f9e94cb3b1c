"""Article screen: the text, its matches, and the ways on from it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Input, Label

from index.archive.session import OpenArticle
from index.article import Article
from index.engine.answer import Hit
from index.engine.request import Group
from index.errors import NewstuiError
from index.query import Query
from index.state import Position
from tui.screens.article_screen import GONE, ArticleScreen
from tui.screens.errors import report_errors
from tui.screens.host import Trail
from tui.settings.keymap import Scope
from tui.view.article_layout import (
    article_blocks,
    raw_blocks,
    rest_match,
    rest_start,
    snippet_match,
)
from tui.view.find_in_text import Needle
from tui.view.groups import place_words
from tui.view.locations import Location
from tui.widgets.article_view import ArticleView
from tui.widgets.bar import Bar
from tui.widgets.find_box import FindBox
from tui.widgets.plain_widget import plain

SELECTING = ("copy_selection", "by_lines", "other_end", "end_word", "unselect")
"""Keys on the status line while text is selected."""
FINDING = ("find_done", "find_leave")
"""Keys on the status line while the find box has the focus."""


CHANGED = "the file of this article changed: this is its new text"


@dataclass(frozen=True, slots=True)
class One:
    """Trail of one article, reached from another article."""

    hit: Hit
    total: int = 1

    async def load(self, position: int) -> Hit | None:
        """Return the only article, at position 0; None for any other position."""
        return self.hit if position == 0 else None


class DetailScreen(ArticleScreen):
    """Screen of one article at a readable width; `begin` names the article to the open screen."""

    NAME = "article"
    CSS_PATH = "detail.tcss"
    AUTO_FOCUS = "#article"
    WAITING = (Scope.ARTICLE,)
    HINTS = (
        *("back", "find", "search_archive", "rest", "next_article", "previous_article"),
        *("article_star", "raw", "help"),
    )

    def __init__(self) -> None:
        super().__init__()
        self._trail: Trail
        self._position = 0
        self._query = Query()
        self._follow: Callable[[int], None] = lambda _position: None
        """Callback for the position in the trail: the list below stays on the same article."""
        self._match: Position | None = None
        """Position of the match to open the first article at; None without a match."""
        self._reading: OpenArticle | None = None
        self._raw = False
        self._shows_rest = False
        self._tops: tuple[int, int] | None = None
        """Top lines of the viewport before and after the rest of the page was shown."""
        self._group = Group.ALL
        """Group of the hit that is open."""
        self._place: Position | None = None
        """Position of the reader, kept here because the view is gone at the last save."""
        self._is_gone = False
        """Whether the archive no longer has the article."""
        self._found_from = 0
        """Top line of the viewport when the find box opened."""
        self._last_found = ""
        self.is_open = asyncio.Event()
        """Event set once an article is visible."""

    @property
    def main(self) -> Widget | None:
        """View of the article; None before it exists."""
        return next(iter(self.query(ArticleView)), None)

    async def begin(
        self,
        trail: Trail,
        position: int,
        query: Query,
        follow: Callable[[int], None],
        match: Position | None = None,
    ) -> None:
        """Open an article of a trail; from now on the screen shows no other article."""
        await self.keep_position()
        self._reading, self._place, self._raw, self._is_gone = None, None, False, False
        self._forget_finding()
        self.is_open.clear()
        self._view.show(())
        self.query_one("#top", Bar).show([])
        self._trail = trail
        self._position = position
        self._query = query
        self._follow = follow
        self._match = match
        self._open(position)

    def compose(self) -> ComposeResult:
        """Yield the header line, the article, the find box, the status line."""
        yield Bar(id="top")
        yield ArticleView(self.news.settings.text_width, selectable=True, id="article")
        with plain(Horizontal(id="find")):
            yield Label("/ ", id="slash")
            yield FindBox("words to find in this text", id="wanted")
        yield Bar(id="bottom")

    def take_keys(self) -> None:
        """Focus the article."""
        self.set_focus(self._view)

    def on_mount(self) -> None:
        """Show the names of keys."""
        self.show_hints()

    @report_errors
    async def on_screen_suspend(self) -> None:
        """Save the reader's position; cancel the workers of a closed screen."""
        if self not in self.app.screen_stack:
            self.workers.cancel_node(self)
        await self.keep_position()

    @property
    def _view(self) -> ArticleView:
        return self.query_one("#article", ArticleView)

    def _open(self, position: int) -> None:
        self.answered.clear()
        self._fetch(position)

    @work(exclusive=True, group="open")
    async def _fetch(self, position: int) -> None:
        await self._show_article(position)
        self.answered.set()

    @report_errors
    async def _show_article(self, position: int) -> None:
        if self._reading is None:
            self.say("opening…")
        hit = await self._trail.load(position)
        reading = await self.session.read(hit.id, self._query) if hit is not None else None
        if hit is None or reading is None:
            self.say(GONE, warning=True)
            return
        await self.keep_position()
        self._forget_finding()
        self._reading, self._position = reading, position
        self._raw = self._is_gone = False
        self._place, self._tops, self._group = reading.position, None, hit.group
        begins = rest_start(reading.article)
        was_in_rest = reading.position is not None and reading.position >= begins
        self._shows_rest = hit.group is Group.PAGE or was_in_rest
        if hit.group is Group.PAGE and self._match is None:
            self._match = rest_match(reading.article, reading.marks)
        if self._match is None:
            self._match = snippet_match(reading.article, hit.snippet)
        self._follow(position)
        self._show(reading)
        self.news.mark_read(reading.article.id)

    def _show(self, reading: OpenArticle) -> None:
        blocks = article_blocks(
            reading.article,
            reading.marks,
            reading.related,
            reading.page,
            rest_key=self.key_of("rest"),
            shows_rest=self._shows_rest,
        )
        self._view.show(blocks, None if self._match else reading.position, self._match)
        self._match = None
        self.facts_changed()
        self.speak_of_keys()
        self.show_hints()
        self.is_open.set()

    def index_changed(self) -> None:
        """Show the article's new text, if its file has changed."""
        if self._reading is not None:
            self._read_again(self._reading)

    @work(exclusive=True, group="read again")
    @report_errors
    async def _read_again(self, before: OpenArticle) -> None:
        await self.keep_position()
        reading = await self.session.read(before.article.id, self._query)
        if self._reading is not before:
            return  # another article is open by now
        self._is_gone = reading is None
        if reading is None:
            self.facts_changed()
            self.say(GONE, warning=True)
        elif reading.article != before.article:
            await self._replace(reading)

    async def _replace(self, reading: OpenArticle) -> None:
        """Show a changed text of the same article, with the same words at the top."""
        self._reading, self._tops = reading, None
        if self._raw:
            await self._show_raw(reading.article)
        else:
            self._place = reading.position
            self._show(reading)
        self.say(CHANGED)

    async def keep_position(self) -> None:
        """Save the reader's position in the article."""
        if self._reading is not None:
            await self.session.set_position(self._reading.article.id, self._place)

    async def on_unmount(self) -> None:
        """Save the reader's position for the last time."""
        try:
            await self.keep_position()
        except NewstuiError as error:
            self.news.say_error(error)  # this screen's lines are gone

    def place(self) -> Location | None:
        """Return article, row in the list below, and the reader's position as a location."""
        if self._reading is None:
            return None
        at = list(self._place) if self._place is not None else None
        id = self._reading.article.id
        top, width = int(self._view.scroll_offset.y), self.size.width
        place = {
            "screen": self.NAME,
            "id": id,
            "row": self._position,
            "at": at,
            "rest": self._shows_rest,
        }
        if self._raw:
            return place
        return {**place, "match": self._view.matches[0], "top": top, "width": width}

    async def go_back_to(self, place: Location) -> None:
        """Restore a location once the article is open: its match, and its top line.

        The top line needs the same line breaks, and the same text up to there.
        """
        await self.is_open.wait()
        if self._reading is not None and bool(place.get("rest")) != self._shows_rest:
            self._shows_rest = not self._shows_rest
            self._show(self._reading)
        self._view.name_match(int(place.get("match", 0)))
        if place.get("width") == self.size.width and self._is_as_it_was(top := int(place["top"])):
            self._view.scroll_to(y=top, animate=False, force=True)
        self.show_hints()

    def _is_as_it_was(self, top: int) -> bool:
        """Tell whether the former top line is still the line of the saved position."""
        there = self._reading.position if self._reading is not None else None
        here = self._view.position_of(top)
        return there is None or here is None or here[:2] == there[:2]

    # -- lines

    def facts_changed(self) -> None:
        """Show the star, the title or source, and the place in the list."""
        if self._reading is None:
            return
        article = self._reading.article
        star = "★ " if self.session.facts(article.id).starred else ""
        place = ""
        if self._trail.total > 1 or self._group is not Group.ALL:
            place = place_words(self._position, self._trail.total, self._group, self.size.width)
        if self._is_gone:
            place = "no longer in the archive"
        name = article.title if self._view.is_headline_gone else article.source or ""
        self.query_one("#top", Bar).show([(star, "warning"), (name, "strong")], place)

    def hint_ids(self) -> tuple[str, ...]:
        """Return the keys for a selection or the find box; `rest` only for a page with a rest."""
        if self._view.selected is not None:
            return SELECTING
        if self._find_box.has_focus:
            return FINDING
        has_rest = self._reading is not None and self._reading.article.lines_left_out > 0
        return tuple(id for id in self.HINTS if id != "rest" or has_rest)

    def corner(self) -> str:
        """Return the size of the selection; or the current match, and the share that was read."""
        if (selected := self._view.selected) is not None:
            return f"{len(selected):,} selected"
        number, found = self._view.matches
        if self._find_box.has_focus and self._find_box.value and not found:
            return "not found"
        share = f"{self._view.share_read}%"
        if number:
            return f"match {number} of {found} · {share}"
        if found:
            return f"{found} {'match' if found == 1 else 'matches'} · {share}"
        return share

    def on_article_view_selecting(self) -> None:
        """Show the keys and the size of the selection."""
        self.show_hints()

    @work(group="act")
    @report_errors
    async def on_article_view_copied(self, event: ArticleView.Copied) -> None:
        """Copy the selected text."""
        await self.copy(event.text)

    def on_article_view_scrolled(self) -> None:
        """Show the share that was read, and keep the position."""
        if not self._raw:
            self._place = self._view.position
        self.facts_changed()
        self.show_hints()

    def on_article_view_resized(self) -> None:
        """Show the new share that was read, and as many words as fit.

        The share changes without a new size of the terminal where a long message takes several
        lines.
        """
        self.facts_changed()
        self.show_hints()

    # -- actions

    @property
    def query_to_mark(self) -> Query:
        """Query with the matches to mark here, and in related articles."""
        return self._query

    def current(self) -> str | None:
        """Return the id of the article on the screen."""
        return self._reading.article.id if self._reading else None

    async def _article(self) -> Article | None:
        return self._reading.article if self._reading else None

    def action_next_article(self, count: int = 1) -> None:
        """Open the next article of the list, or the one `count` further."""
        self._step(count)

    def action_previous_article(self, count: int = 1) -> None:
        """Open the previous article of the list, or the one `count` back."""
        self._step(-count)

    def _step(self, step: int) -> None:
        position = max(0, min(self._position + step, self._trail.total - 1))
        if position != self._position:
            self._open(position)
        else:
            self.say("this is the last article" if step > 0 else "this is the first article")

    # -- find box

    @property
    def _find_box(self) -> FindBox:
        return self.query_one(FindBox)

    def action_find(self) -> None:
        """Open the box for words to find in this text."""
        self._view.action_unselect()
        self._found_from = int(self._view.scroll_offset.y)
        self.query_one("#find").display = True
        with self._find_box.prevent(Input.Changed):
            self._find_box.value = ""
        self.set_focus(self._find_box)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the first match from the line at which the find box opened."""
        if self._find_box.has_focus:
            self._view.find(Needle(event.value), self._found_from)
            self.show_hints()

    def action_find_done(self) -> None:
        """Focus the text at its match; an empty box finds the text of the last time."""
        text = self._find_box.value
        if text:
            self._last_found = text
        elif self._last_found and self._view.is_found(self._last_found):
            self._view.go_to_match(1)
        elif self._last_found:
            self._view.find(Needle(self._last_found), self._found_from)
        self._close_find_box()
        if (text or self._last_found) and not self._view.matches[1]:
            self.say(self._not_found(text or self._last_found))

    def _not_found(self, text: str) -> str:
        article = self._reading.article if self._reading else None
        is_hidden = article is not None and not (self._shows_rest or self._raw)
        if article and is_hidden and any(map(Needle(text).spans, article.rest)):
            return f"only the rest of the page has this: {self.key_of('rest')} shows it"
        return f"not in this text: {text}; {self.key_of('search_archive')} searches the archive"

    def action_find_leave(self) -> None:
        """Return to the line at which the find box opened."""
        self._view.find(Needle(""), self._found_from)
        self._close_find_box()

    def _close_find_box(self) -> None:
        self.query_one("#find").display = False
        self.set_focus(self._view)
        self.show_hints()

    def _forget_finding(self) -> None:
        """Close the find box, and restore the matches of the search."""
        self._view.find(Needle(""), 0)
        if self._find_box.has_focus:
            self._close_find_box()

    # -- matches

    def action_next_match(self, count: int = 1) -> None:
        """Go to the next match, or `count` matches on."""
        self._to_match(count)

    def action_previous_match(self, count: int = 1) -> None:
        """Go to the previous match, or `count` matches back."""
        self._to_match(-count)

    def _to_match(self, step: int) -> None:
        if self._view.go_to_match(step):
            self.show_hints()
        elif self._reading is not None and rest_match(self._reading.article, self._reading.marks):
            self.say(f"only the rest of the page has a match: {self.key_of('rest')} shows it")
        else:
            self.say(f"no match to go to: {self.key_of('find')} finds words in this text")

    def action_rest(self) -> None:
        """Show the rest of the page, or hide it and scroll back to the line before."""
        reading, view = self._reading, self._view
        if reading is None:
            return
        if not (reading.article.rest or reading.article.dated_by):
            self.say("no line of the page was left out")
            return
        top, match = int(view.scroll_offset.y), view.matches[0]
        was_raw, self._raw = self._raw, False
        self._shows_rest = was_raw or not self._shows_rest
        self._show(replace(reading, position=self._place))
        if self._shows_rest:
            before = int(view.scroll_offset.y) if was_raw else top
            if reading.article.rest:
                view.go_to(rest_start(reading.article))
            self._tops = before, int(view.scroll_offset.y)
        else:
            before, after = self._tops or (top, top)
            view.scroll_to(y=before if top == after else top, animate=False, force=True)
        if not was_raw:
            view.name_match(match)
        self.show_hints()

    @work(exclusive=True, group="raw")
    @report_errors
    async def action_raw(self) -> None:
        """Show the whole file as it was saved, or the article again."""
        if self._reading is None:
            return
        if self._raw:
            self._raw = False
            self._show(replace(self._reading, position=self._place))
            return
        article = self._reading.article
        if await self._show_raw(article):
            self.say(f"{article.origin.path} · {article.origin.encoding}")

    async def _show_raw(self, article: Article) -> bool:
        """Show the file of an article; return False if another article is open by then."""
        text = await self.session.raw(article)
        if self._reading is None or self._reading.article is not article:
            return False
        self._raw = True
        self._view.show(raw_blocks(text))
        return True

    def action_related(self, number: int = 0) -> None:
        """Open a related article by its number."""
        related = self._reading.related if self._reading else ()
        if not related:
            self.say("no related article is known")
        elif not number:
            self.say(f"type the number of a related article (1 to {len(related)}) before this key")
        elif number > len(related):
            self.say(f"there is no related article {number}: there are {len(related)}")
        else:
            self._go(related[number - 1].id)

    def say_count(self, number: int) -> None:
        """Show the number, and the related article of that number."""
        related = self._reading.related if self._reading else ()
        if number <= len(related):
            opens = f"{self.key_of('related')} opens {related[number - 1].title}"
            self.say(f"{number} · {opens}")
        else:
            super().say_count(number)

    @work(exclusive=True, group="related")
    @report_errors
    async def _go(self, id: str) -> None:
        hit = await self.session.hit(id)
        if hit is None:
            self.say(GONE, warning=True)
        else:
            await self.news.open_article(One(hit), 0, self._query, lambda _position: None)
