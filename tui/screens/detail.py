"""Article screen: the text, what is found in it, and the ways on from it."""

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
"""The keys that the line below names while text is selected."""
FINDING = ("find_done", "find_leave")
"""The keys that the line below names while words to find are typed."""


CHANGED = "the file of this article changed: this is its new text"


@dataclass(frozen=True, slots=True)
class One:
    """A trail of one article, reached from another one."""

    hit: Hit
    total: int = 1

    async def load(self, position: int) -> Hit | None:
        """The only article."""
        return self.hit if position == 0 else None


class DetailScreen(ArticleScreen):
    """One article at a readable width. Once it is up, it is told by `begin` which one."""

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
        """Told the position in the trail, so that the list below stands on the same article."""
        self._match: Position | None = None
        """Where the match stands that the first article is opened at."""
        self._reading: OpenArticle | None = None
        self._raw = False
        self._shows_rest = False
        self._tops: tuple[int, int] | None = None
        """The lines at the top of the screen before and after the rest of the page was shown."""
        self._group = Group.ALL
        """The group of the hit that is read."""
        self._place: Position | None = None
        """How far the article was read; the view is gone when it is kept for the last time."""
        self._is_gone = False
        """The archive has the article no longer."""
        self._found_from = 0
        """The line at the top when words to find were asked for."""
        self._last_found = ""
        self.is_open = asyncio.Event()
        """There is an article to be seen."""

    @property
    def main(self) -> Widget | None:
        """The article."""
        return next(iter(self.query(ArticleView)), None)

    async def begin(
        self,
        trail: Trail,
        position: int,
        query: Query,
        follow: Callable[[int], None],
        match: Position | None = None,
    ) -> None:
        """Fetch an article of a trail; from now on the screen, which is up, shows no other one."""
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
        """A line, the article, a line."""
        yield Bar(id="top")
        yield ArticleView(self.news.settings.text_width, selectable=True, id="article")
        with plain(Horizontal(id="find")):
            yield Label("/ ", id="slash")
            yield FindBox("words to find in this text", id="wanted")
        yield Bar(id="bottom")

    def take_keys(self) -> None:
        """Keys go to the article."""
        self.set_focus(self._view)

    def on_mount(self) -> None:
        """Name the keys."""
        self.show_hints()

    @report_errors
    async def on_screen_suspend(self) -> None:
        """Left, for a while or until another article is read here."""
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
        """Show the article's new text, if its file has another one."""
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
        """Show another text of the same article, at the words that were at the top."""
        self._reading, self._tops = reading, None
        if self._raw:
            await self._show_raw(reading.article)
        else:
            self._place = reading.position
            self._show(reading)
        self.say(CHANGED)

    async def keep_position(self) -> None:
        """Remember how far the article was read."""
        if self._reading is not None:
            await self.session.set_position(self._reading.article.id, self._place)

    async def on_unmount(self) -> None:
        """The last chance to remember the place."""
        try:
            await self.keep_position()
        except NewstuiError as error:
            self.news.say_error(error)  # our own lines are gone

    def place(self) -> Location | None:
        """Which article it is, where in the list below it stands, and how far it was read."""
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
        """Once it is open: the match, and the very line where lines break as they did, and the text
        is the same up to there."""
        await self.is_open.wait()
        if self._reading is not None and bool(place.get("rest")) != self._shows_rest:
            self._shows_rest = not self._shows_rest
            self._show(self._reading)
        self._view.name_match(int(place.get("match", 0)))
        if place.get("width") == self.size.width and self._is_as_it_was(top := int(place["top"])):
            self._view.scroll_to(y=top, animate=False, force=True)
        self.show_hints()

    def _is_as_it_was(self, top: int) -> bool:
        """Whether the line that was at the top is the one that was read to."""
        there = self._reading.position if self._reading is not None else None
        here = self._view.position_of(top)
        return there is None or here is None or here[:2] == there[:2]

    # -- what the lines say

    def facts_changed(self) -> None:
        """The star and the place in the list."""
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
        """Other keys work while text is selected, and only some pages have a rest."""
        if self._view.selected is not None:
            return SELECTING
        if self._find_box.has_focus:
            return FINDING
        has_rest = self._reading is not None and self._reading.article.lines_left_out > 0
        return tuple(id for id in self.HINTS if id != "rest" or has_rest)

    def corner(self) -> str:
        """How much is selected; or which match, and how far down."""
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
        """Other keys, and another count."""
        self.show_hints()

    @work(group="act")
    @report_errors
    async def on_article_view_copied(self, event: ArticleView.Copied) -> None:
        """Copy what was selected."""
        await self.copy(event.text)

    def on_article_view_scrolled(self) -> None:
        """The share that was read changes, and the place."""
        if not self._raw:
            self._place = self._view.position
        self.facts_changed()
        self.show_hints()

    def on_article_view_resized(self) -> None:
        """The share that was read changes: the line below takes more room while it says much. More
        or fewer words fit above."""
        self.facts_changed()
        self.show_hints()

    # -- what keys do

    @property
    def query_to_mark(self) -> Query:
        """What is marked here is marked in related articles too."""
        return self._query

    def current(self) -> str | None:
        """The article on the screen."""
        return self._reading.article.id if self._reading else None

    async def _article(self) -> Article | None:
        return self._reading.article if self._reading else None

    def action_next_article(self, count: int = 1) -> None:
        """The next article of the list, or as many further."""
        self._step(count)

    def action_previous_article(self, count: int = 1) -> None:
        """The article before it, or as many back."""
        self._step(-count)

    def _step(self, step: int) -> None:
        position = max(0, min(self._position + step, self._trail.total - 1))
        if position != self._position:
            self._open(position)
        else:
            self.say("this is the last article" if step > 0 else "this is the first article")

    # -- finding in the text

    @property
    def _find_box(self) -> FindBox:
        return self.query_one(FindBox)

    def action_find(self) -> None:
        """Ask for words to find in this text."""
        self._view.action_unselect()
        self._found_from = int(self._view.scroll_offset.y)
        self.query_one("#find").display = True
        with self._find_box.prevent(Input.Changed):
            self._find_box.value = ""
        self.set_focus(self._find_box)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the first place from where the finding began."""
        if self._find_box.has_focus:
            self._view.find(Needle(event.value), self._found_from)
            self.show_hints()

    def action_find_done(self) -> None:
        """Keys go to the text, at what was found; an empty box takes what was found before."""
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
        """Back to where the finding began."""
        self._view.find(Needle(""), self._found_from)
        self._close_find_box()

    def _close_find_box(self) -> None:
        self.query_one("#find").display = False
        self.set_focus(self._view)
        self.show_hints()

    def _forget_finding(self) -> None:
        """Another article: the matches are those of the search again."""
        self._view.find(Needle(""), 0)
        if self._find_box.has_focus:
            self._close_find_box()

    # -- matches

    def action_next_match(self, count: int = 1) -> None:
        """To the next match, or as many further."""
        self._to_match(count)

    def action_previous_match(self, count: int = 1) -> None:
        """To the match before, or as many back."""
        self._to_match(-count)

    def _to_match(self, step: int) -> None:
        if self._view.go_to_match(step):
            self.show_hints()
        elif self._reading is not None and rest_match(self._reading.article, self._reading.marks):
            self.say(f"only the rest of the page has a match: {self.key_of('rest')} shows it")
        else:
            self.say(f"no match to go to: {self.key_of('find')} finds words in this text")

    def action_rest(self) -> None:
        """Show the rest of the page, or hide it and go back to where the reader was."""
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
        """The whole file as it was saved, and back to the article."""
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
        """Show the file of an article; False if another article is open by then."""
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
        """Show the number, and which related article has it."""
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
