"""Search screen: a box, messages about the search, the timeline and the hits."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Resize
from textual.widgets import Input, Label

from index.archive.result_pages import Results, first_page
from index.archive.session import Session
from index.engine.answer import Answer
from index.engine.request import Request, Sort
from index.errors import NewstuiError
from index.query import Everything, Query, parse_query, within
from index.query.display_text import printable
from tui.screens.errors import report_errors
from tui.screens.results import STILL, ResultsScreen
from tui.view.cells import cell_len
from tui.view.completion import (
    Completion,
    begun_word,
    complete,
    complete_word,
    ghost,
    is_unfinished,
    offers_line,
    wants_archive,
)
from tui.view.dates import took
from tui.view.filter_chips import BETWEEN, is_narrowed, unfiltered
from tui.view.groups import counted_hits, counted_words, only_pages, totals, with_all
from tui.view.locations import Location, narrowed, narrowing_of
from tui.view.query_messages import (
    NARROW,
    Found,
    KeyNames,
    at_the_right,
    fitting_messages,
    is_same_question,
    must_wrap,
    with_others,
)
from tui.view.refinement import Refinement, grounds_text
from tui.view.rows import StyledText
from tui.view.timeline import in_period, period_of, span_words, undated, undated_words, wider
from tui.view.vocabulary import BegunWords, Vocabulary
from tui.widgets.article_list import HitList
from tui.widgets.bar import Bar
from tui.widgets.facets import Facets
from tui.widgets.plain_widget import plain
from tui.widgets.search_box import SearchBox
from tui.widgets.timeline import Timeline

if TYPE_CHECKING:
    from tui.screens.comparison import ComparisonScreen
    from tui.screens.concordance import ConcordanceScreen

TIME_LIMIT = 2.0
"""Seconds after which a search may be cut short; a key waits as long for the answer."""
FEWEST_ROWS = 20
"""Minimum hits of a request, more on a higher terminal: snippets take most of an answer's time."""
COUNT_MARGINS = 4
"""Cells on both sides of the number of hits."""
WORDS_SECONDS = 0.5
"""Seconds that a completing key waits for words of the archive."""
BOX_HINTS = ("to_results", "history_back", "box_timeline", "leave_search")
TIMELINE_HINTS = ("span_choose", "span_select", "span_wider", "timeline_leave", "help")
AS_USUAL = Query(other_spellings=True)
"""Query with the default ways to count names and pages, for a new question."""
ORDERS = (Sort.RELEVANCE, Sort.BLEND, Sort.NEWEST, Sort.OLDEST)


class SearchScreen(ResultsScreen):
    """Screen of a search box, messages about the search, the timeline, and the hits."""

    NAME = "search"
    CSS_PATH = "search.tcss"
    AUTO_FOCUS = "#box"
    HINTS = (
        *("open", "search", "narrow", "facets", "timeline", "sort", "back"),
        *("concordance", "compare", "help"),
    )

    def __init__(self) -> None:
        super().__init__(
            Request(
                AS_USUAL,
                sort=Sort.RELEVANCE,
                snippets=True,
                facets=True,
                timeline=True,
                suggestions=True,
                groups=True,
                time_limit=TIME_LIMIT,
            )
        )
        self._text = ""
        """Text in the box."""
        self._typed = Query()
        """Query of the text alone."""
        self._question = ""
        """Text for which the reader changed how names and pages count."""
        self._begun: int | None = None
        """Hits with all of the query while its last word was a beginning; None while typing."""
        self._grounds: list[Refinement] = []
        """Refined searches; each later one searches in the hits of the one before."""
        self._vocabulary = Vocabulary()
        self._words = BegunWords()
        self._completed = ""
        """Text after the last completion: the key does not leave the box right behind it."""
        self._unfolded = False
        """Whether all messages about the search are shown, not only the first."""
        self._count_room = 0
        self._asked_at = 0
        """Number of index changes at the time of the request."""

    def compose(self) -> ComposeResult:
        """Yield the box and its count, messages, the timeline, filters, hits, the status line."""
        with plain(Horizontal(id="query")):
            yield Label("/ ", id="slash")
            yield Bar(id="ground")
            yield SearchBox(id="box")
            yield Bar(id="count")
        yield Bar(id="messages")
        yield Bar(id="offers")
        yield Timeline(id="timeline")
        with plain(Horizontal()):
            yield Facets(self.speak_of_keys, id="facets")
            yield HitList(self.session.facts, self.list_moved, id="hits")
        yield Bar(id="bottom")

    async def on_mount(self) -> None:
        """Request the hits of the text; of an empty text, the whole archive."""
        self._box.set_text(self._text)
        self._show_grounds()
        self.show_hints()
        self._search()

    @report_errors
    async def on_screen_resume(self) -> None:
        """Show new marks and history, and new hits if the index has changed."""
        self.facts_changed()
        self._box.set_history(await self.session.searches())
        if self._asked_at != self.news.index_changes:
            self.index_changed()

    @property
    def _box(self) -> SearchBox:
        return self.query_one(SearchBox)

    @property
    def _timeline(self) -> Timeline:
        return self.query_one(Timeline)

    def hint_ids(self) -> tuple[str, ...]:
        """Return other keys while the box or the timeline has the focus."""
        if self._timeline.has_focus:
            return TIMELINE_HINTS
        return BOX_HINTS if self._box.has_focus else super().hint_ids()

    def search_everything(self) -> None:
        """Search everything: without filters, period and refined searches."""
        if self._grounds or is_narrowed(self.request):
            self._grounds.clear()
            self._show_grounds()
            self.ask(unfiltered(replace(self.request, query=self._typed)))

    def type_anew(self) -> None:
        """Focus the box, its text selected, when `/` is pressed on the results."""
        self.set_focus(self._box)
        self._box.select_all()

    # -- restoration

    def place(self) -> Location:
        """Return the text, the filters, the refined searches, and the cursor as a location."""
        return {
            "screen": self.NAME,
            "text": self._text,
            "narrowing": narrowing_of(self.request),
            "grounds": [
                {
                    "text": ground.text,
                    "narrowing": narrowing_of(ground.request),
                    "cursor": ground.cursor,
                    "top": ground.top,
                }
                for ground in self._grounds
            ],
            "is_typed": self._box.has_focus,
            "cursor": self.list.cursor,
            "top": int(self.list.scroll_offset.y),
        }

    async def prepare(self, session: Session, place: Location, index_changes: int) -> None:
        """Search for a location's text before the screen opens.

        Raises `NewstuiError`, and one of `tui.view.locations.MALFORMED`.
        """
        for ground in place["grounds"]:
            typed = self._search_for(ground, typing=False)
            request = first_page(self.request, FEWEST_ROWS)
            results = Results(request, await session.search(request), session.search, FEWEST_ROWS)
            cursor, top = int(ground["cursor"]), int(ground["top"])
            left = Refinement(
                ground["text"], typed, self.request, results, cursor, top, index_changes
            )
            self._grounds.append(left)
        self._typed = self._search_for(place, typing=bool(place["is_typed"]))
        self._text = str(place["text"])

    def _search_for(self, place: Location, *, typing: bool) -> Query:
        """Take a location's request, within the last refined search; return the text's query."""
        request = narrowed(self.request, place["narrowing"])
        text = str(place["text"])
        self._question = "" if self._grounds else text
        typed = parse_query(text, typing=typing).counting_as(request.query)
        ground = self._grounds[-1].request.query.root if self._grounds else None
        query = typed if ground is None else within(ground, typed)
        self.request = replace(request, query=query)
        return typed

    async def go_back_to(self, place: Location) -> None:
        """Restore the cursor of a location on the open screen."""
        if not place["is_typed"]:
            self.set_focus(self.list)
        await self.answered.wait()
        if self.results is not None:
            await self.results.load(int(place["cursor"]))
            self._show_found(int(place["cursor"]), int(place["top"]))

    # -- requests

    def on_input_changed(self, event: Input.Changed) -> None:
        """Request hits at every key; only the newest answer is shown."""
        # The text of the message may be outdated by now; the box has the current text.
        self._ask_for(self._box.value, typing=self._box.has_focus)
        if wants_archive(self._box.value):
            self._offer_values()
        self._offer_words()
        self._show_offers()

    def _ask_for(self, text: str, *, typing: bool) -> None:
        """Search for the text; while `typing`, its last letters are the beginning of a word.

        Once the box is left, the text means the same as on the command line.
        """
        if typing and text == self._text:
            return
        is_same = is_same_question(self._question, text)
        counting = self.request.query if is_same else AS_USUAL
        query = parse_query(text, typing=typing).counting_as(counting)
        if query == self._typed:
            self._text = text
            return
        begun = None if typing else self._found_for_beginning(query)
        self._text, self._typed = text, query
        if self._grounds:
            query = within(self._grounds[-1].request.query.root, query)
        self.ask(replace(self.request, query=query))
        self._begun = begun

    def _found_for_beginning(self, settled: Query) -> int | None:
        """Return the hits of the same text while its last word was a beginning; None if unknown."""
        same_text = settled.text == self._typed.text and settled.root != self._typed.root
        if not (same_text and self.answered.is_set() and self.results):
            return None
        asked = self.results.request.query.text == self._typed.text
        return with_all(self.results.answer) if asked else None

    def ask(self, request: Request, cursor: int = 0, top: int | None = None) -> None:
        """Show the hits of a request, from the top unless `cursor` and `top` are given."""
        self.request, self._begun, self._unfolded = request, None, False
        self.answered.clear()
        self.list.cursor = cursor if top is None else self.list.cursor
        self._search((cursor, top))

    def index_changed(self) -> None:
        """Request the hits anew; the cursor keeps its row."""
        self._search()

    @work(exclusive=True, group="search")
    async def _search(self, place: tuple[int, int | None] | None = None) -> None:
        await self._show_answer(place)
        self.answered.set()

    @report_errors
    async def _show_answer(self, place: tuple[int, int | None] | None) -> None:
        """Show the hits at a cursor and a top line, or at the current cursor."""
        self._asked_at = self.news.index_changes
        rows = max(self.app.size.height // HitList.LINES, FEWEST_ROWS)
        request = first_page(self._grouped(self.request), rows)
        try:
            answer = await self.session.search(request)
        except NewstuiError as error:
            self._show_nothing(error)
            raise
        self.results = Results(request, answer, self.session.search, rows)
        self._show_found(*(place or (self.list.cursor,)))

    def _grouped(self, request: Request) -> Request:
        """Return the request with groups, but without them for an empty text in a refined search.

        A refined search has only the hits with all words.
        """
        is_ground = bool(self._grounds) and isinstance(self._typed.root, Everything)
        return replace(request, groups=not is_ground)

    def _show_found(self, cursor: int, top: int | None = None) -> None:
        assert self.results is not None
        answer, request = self.results.answer, self.results.request
        self.list.empty = "" if self.results.total else self._why_empty()
        self.list.show(self.results, cursor, top)
        self._show_timeline()
        counted = counted_words(answer, request.whole, self.key_of("counts"), Facets.ROOM)
        self.query_one(Facets).show(answer.facets, request.filters, counted, self.list.empty)
        self._show_messages()

    def _show_timeline(self) -> None:
        if self.results is None:
            return
        answer, request = self.results.answer, self.results.request
        self._timeline.show(
            answer.timeline,
            request.step,
            request.period,
            undated(answer, request),
            counted_words(answer, request.whole, self.key_of("counts"), self.size.width // 3),
        )

    def _show_nothing(self, error: NewstuiError) -> None:
        """Show an error and no hits: hits of another question would pass for an answer."""
        self.results = None
        self.list.empty = error.for_visitors if self.news.kiosk else str(error)
        self.list.clear()
        self._timeline.show((), self.request.step, self.request.period, 0)
        self.query_one(Facets).show({}, self.request.filters)
        self.query_one("#messages", Bar).show([])
        self._say_count("")

    def _why_empty(self) -> str:
        if is_narrowed(self.request):
            return self.nothing_passes()
        if self._grounds:
            return "None of these hits has it."
        return "Nothing found. F1 tells how to ask."

    def _show_messages(self) -> None:
        """Show one message about the search, or all; on the timeline, the span at its cursor."""
        if self.results is None:
            return
        answer, request, width = self.results.answer, self.results.request, self.size.width
        bar, sort_key = self.query_one("#messages", Bar), self.key_of("sort")
        self._say_count(self._counted(answer))
        if self._timeline.has_focus and (span := self._timeline.pointed) is not None:
            pieces: list[StyledText] = [("  ", ""), (span_words(span) + BETWEEN, "strong")]
            pieces.append((undated_words(undated(answer, request)), "dim"))
            right = at_the_right(request, None, width, sort_key)
            bar.show(pieces, right if width >= NARROW else "")
            return
        offers = () if self._values().offers else self._completion().offers
        found = Found(request, self._typed, answer, self._begun, offers)
        said, right = fitting_messages(found, self._key_names(), self._more_key, sort_key, width)
        others = len(said) - 1
        pieces = with_others(said[0], others, self._more_key, width, right) if said else []
        if self._unfolded and said:
            bar.wrap(*(each.pieces for each in said), indent=2, most=self.size.height // 2)
        elif must_wrap(pieces, width):
            bar.wrap(pieces, indent=2)
        else:
            beside = "" if must_wrap(pieces, width - len(right)) else right
            bar.show([("  ", ""), *pieces], beside)

    def _key_names(self) -> KeyNames:
        return KeyNames(
            suggestion=self._key_of("take_suggestion"),
            spellings=self._key_of("spellings"),
            pages=self._key_of("pages"),
            complete=self._complete_key,
        )

    @property
    def _more_key(self) -> str:
        """Key of the other messages; empty while the filters have the focus."""
        return "" if self.query_one(Facets).has_focus else self._key_of("messages")

    def action_messages(self) -> None:
        """Show all messages about the search, or only the first one again."""
        self._unfolded = not self._unfolded
        self._show_messages()

    def _counted(self, answer: Answer) -> str:
        """Return the hits of each group in at most half of the line, and the time of the answer."""
        room = self.size.width // 2
        hits = totals(answer, room)
        timed = f"{hits} · {took(answer.took)}"
        is_single = len(answer.groups) < 2
        return timed if self.size.width >= NARROW and (is_single or len(timed) <= room) else hits

    def _say_count(self, words: str) -> None:
        """Show the count in a room that only grows while the reader types.

        Another width would move everything else on the screen.
        """
        bar = self.query_one("#count", Bar)
        bar.show([], words)
        room = cell_len(words) + COUNT_MARGINS
        if room > self._count_room:
            self._count_room = room
            bar.styles.width = room

    def _key_of(self, id: str) -> str:
        """Return the key of an action that has another key while the box has the focus."""
        return self.key_of(f"box_{id}" if self._box.has_focus else id)

    def on_descendant_focus(self) -> None:
        """Search for whole words once the box is left, and show the keys of the new focus."""
        if self.display:
            if not self._box.has_focus:
                self._ask_for(self._box.value, typing=False)
            self._show_offers()
            self._show_messages()

    def on_resize(self, event: Resize) -> None:
        """Show as many words as fit the new size."""
        self._count_room = 0
        self._show_grounds()
        self._show_offers()
        self._show_timeline()
        self._show_messages()

    # -- completion

    def on_search_box_cursor_moved(self) -> None:
        """Show the offers again: only at its end a text can be completed."""
        if self.display:  # messages during a screen's removal are moot
            self._show_offers()

    def _show_offers(self) -> None:
        """Show the best offer as ghost text, values in place of the timeline, and messages.

        Ghost text, as in shells and browsers, moves nothing while the reader types, and stands
        where a key will put it. A reader wants several values at once: they replace the timeline.
        Fields and words come with nearly every key, and stand behind the query as understood if
        there is room.
        """
        values = self._values()
        bar = self.query_one("#offers", Bar)
        bar.display, self._timeline.display = bool(values.offers), not values.offers
        if values.offers:
            offers = offers_line(values.offers, self._complete_key, self.size.width - 5)
            bar.show([("  ", ""), *offers])
        self._box.ghost = ghost(self._box.value, self._completion())
        if self.answered.is_set():
            self._show_messages()

    def _values(self) -> Completion:
        """Return the offers for the value of a field."""
        box = self._box
        if not (box.is_at_end and begun_word(box.value) is None):
            return Completion()
        return complete(box.value, self._vocabulary.archive)

    def _completion(self) -> Completion:
        """Return the offers for the text: fields or values first, then words of the archive."""
        text = self._box.value
        if not self._box.is_at_end:
            return Completion()
        known = complete(text, self._vocabulary.archive)
        begun = begun_word(text)
        words = complete_word(text, self._words.of(begun)) if begun else Completion()
        return Completion(known.start, (*known.offers, *words.offers)) if known.offers else words

    @property
    def _complete_key(self) -> str:
        return self.key_of("complete")

    @work(exclusive=True, group="values")
    @report_errors
    async def _offer_values(self) -> None:
        await self._learn_values()
        self._show_offers()

    async def _learn_values(self) -> None:
        await self._vocabulary.learn(self.session.search, self.news.index_changes)

    @work(exclusive=True, group="words")
    @report_errors
    async def _offer_words(self) -> None:
        """Offer words of the archive, after the answer to the text and until the next key."""
        begun = begun_word(self._box.value)
        if begun is not None:
            await self.answered.wait()
            await self._learn_words(begun)
            self._show_offers()

    async def _learn_words(self, begun: str) -> None:
        await self._words.learn(begun, self.session.words, self.news.index_changes)

    async def action_complete(self) -> None:
        """Complete the text; without an offer, go to the results.

        The box keeps the focus right behind a completion and in an unfinished field: there the
        reader types on.
        """
        if await self._complete():
            return
        text = self._box.value
        at_end = self._box.is_at_end
        if at_end and (text == self._completed or is_unfinished(text, self._vocabulary.archive)):
            self.say(f"nothing to complete here; {self.key_of('to_results')} goes to the results")
        else:
            self.action_to_results()

    async def action_complete_right(self) -> None:
        """Complete the text, or move the cursor one character to the right."""
        if not await self._complete():
            self._box.action_cursor_right()

    async def _complete(self) -> bool:
        box = self._box
        if not box.is_at_end:
            return False
        begun = begun_word(box.value)
        if wants_archive(box.value):
            await self._learn_values()
        elif begun is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(WORDS_SECONDS):
                    await self._learn_words(begun)
        start, offers = self._completion()
        if offers:
            self._completed = box.value[:start] + offers[0].text
            box.set_text(self._completed)
        return bool(offers)

    # -- refined searches

    async def action_narrow(self) -> None:
        """Refine the search: the next one searches in the current hits."""
        await self._wait_for_answer()
        results = self.results
        if results is None or not self.answered.is_set():
            self.say(STILL)
        elif isinstance(self._typed.root, Everything):
            self.say("search for something first: what it finds can be narrowed")
        elif not with_all(results.answer):
            self.say("nothing has all of these words: there is nothing to narrow")
        else:
            self._remember()
            ground = Refinement(
                self._text,
                self._typed,
                self.request,
                results,
                self.list.cursor,
                int(self.list.scroll_offset.y),
                self._asked_at,
            )
            self._grounds.append(ground)
            nothing = Query().counting_as(self.request.query)
            self.request = replace(self.request, query=within(self.request.query.root, nothing))
            self._set_text("", Query())
            self._show_grounds()
            self._show_messages()
            self.set_focus(self._box)
            if len(results.answer.groups) > 1:
                self.ask(self.request)  # only hits with all words are searched in

    def action_widen(self) -> None:
        """Return to the search before the refinement as it was left, without a new request."""
        if not self._grounds:
            self.say("nothing was narrowed")
            return
        ground = self._grounds.pop()
        self.workers.cancel_group(self, "search")
        self.request, self.results, self._asked_at = ground.request, ground.results, ground.asked_at
        self._set_text(ground.text, ground.typed)
        self._show_grounds()
        self._show_found(ground.cursor, ground.top)
        self.answered.set()
        if self._asked_at != self.news.index_changes:
            self.index_changed()

    def action_leave_search(self) -> None:
        """Go to the results; from an empty box, return to the search before the last refinement."""
        if self._grounds and not self._box.value:
            self.action_widen()
        elif not self.step_back():
            self.action_to_results()

    def _set_text(self, text: str, typed: Query) -> None:
        """Set another text in the box without a request."""
        self._text, self._typed, self._begun, self._unfolded = text, typed, None, False
        self._question = text
        self._box.set_text(text)

    def _show_grounds(self) -> None:
        text = grounds_text(self._grounds, max(self.size.width // 3, 6)).rstrip()
        ground = self.query_one("#ground", Bar)
        ground.show([(text, "strong")])
        ground.styles.width = cell_len(text) + 2
        ground.display = bool(text)
        self.query_one("#slash", Label).display = not text
        self._box.searches_in_hits = bool(text)

    # -- other views of the hits

    async def action_concordance(self) -> None:
        """Open the concordance: the words of the query in context."""
        from index.search.concordance import has_words

        self._ask_for(self._box.value, typing=False)
        await self._wait_for_answer()
        if not has_words(self.request.query):
            self.say("this search has no words to show in context: type some")
        elif self.results is not None and self.answered.is_set() and not self.results.total:
            self.say("nothing is found: there is nothing to show in context")
        elif self.results is not None and only_pages(self.results.answer):
            key = self._key_of("pages")
            self.say(f"only the rest of the page has these words: {key} takes it for text")
        else:
            self._remember()
            await self.open_concordance()

    async def open_concordance(self, kept: Location | None = None) -> ConcordanceScreen:
        """Open the concordance, at the location `kept` if given.

        Raises one of `tui.view.locations.MALFORMED`.
        """
        from tui.screens.concordance import ConcordanceScreen

        self._ask_for(self._box.value, typing=False)
        screen = ConcordanceScreen(self.request, self._typed, kept)
        await self.app.push_screen(screen)
        if screen.display:  # the reader may have left it meanwhile
            screen.take_keys()
        return screen

    async def action_compare(self) -> None:
        """Open the comparison of these hits with another search over time."""
        self._remember()
        await self.open_comparison()

    async def open_comparison(self) -> ComparisonScreen:
        """Open the comparison, ready for its second search."""
        from tui.screens.comparison import ComparisonScreen

        self._ask_for(self._box.value, typing=False)
        ground = self._grounds[-1].request.query.root if self._grounds else None
        screen = ComparisonScreen(self._text, self._typed, self.request, ground, self._open_hits)
        await self.app.push_screen(screen)
        if screen.display:
            screen.take_keys()
        return screen

    async def _open_hits(self, text: str, typed: Query, request: Request) -> None:
        """Open the hits of a request on another search screen; this screen does not change."""
        screen = SearchScreen()
        screen.request, screen._text, screen._typed = request, text, typed
        screen._question = text
        screen._grounds = [*self._grounds]
        await self.app.push_screen(screen)
        if screen.display:
            screen.set_focus(screen.list)

    # -- timeline

    async def action_timeline(self) -> None:
        """Focus the timeline of the latest text."""
        self._ask_for(self._box.value, typing=False)
        await self._wait_for_answer()
        if not self.answered.is_set():
            self.say(STILL)
        elif self._timeline.pointed is None:
            self.say("none of the hits has a date")
        else:
            self._timeline.display = True  # offers may have taken its place
            self._timeline.enter()

    def action_leave_timeline(self) -> None:
        """Focus the results."""
        self.set_focus(self.list)

    def on_timeline_moved(self) -> None:
        """Show the span at the cursor."""
        if self.display:
            self._show_messages()
            self.show_hints()

    def on_timeline_chosen(self, message: Timeline.Chosen) -> None:
        """Narrow the search to the chosen time; the second time, focus the results."""
        period = period_of(message.span)
        if period == self.request.period:
            self.action_leave_timeline()
        else:
            self.narrow(in_period(self.request, period))

    def action_wider(self) -> None:
        """Widen the period by a step."""
        if self.request.period is None:
            self.say("this is all the time there is")
        else:
            self.narrow(in_period(self.request, wider(self.request.period)))

    # -- actions

    def on_search_box_done(self) -> None:
        """Go to the results when an arrow key passes the newest search."""
        self.action_to_results()

    def action_to_results(self) -> None:
        """Focus the results, and remember the search."""
        self._ask_for(self._box.value, typing=False)
        self.set_focus(self.list)
        self._remember()

    async def action_open(self) -> None:
        """Open the hit under the cursor, after the answer to the latest text."""
        await self._wait_for_answer()
        self._remember()
        await super().action_open()

    async def _wait_for_answer(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(TIME_LIMIT):
                await self.answered.wait()

    @work(group="remember")
    @report_errors
    async def _remember(self) -> None:
        text = self._box.value.strip()
        if text:
            await self.session.add_search(text)
            self._box.set_history(await self.session.searches())

    async def action_take_suggestion(self) -> None:
        """Search for the first suggestion."""
        await self._wait_for_answer()
        if not self.answered.is_set():
            self.say(STILL)
            return
        suggestions = self.results.answer.suggestions if self.results else ()
        if not suggestions:
            self.say("no other spelling finds more")
            return
        self._box.set_text(printable(suggestions[0].text))
        self._ask_for(self._box.value, typing=self._box.has_focus)
        if not self._box.has_focus:
            self._remember()

    def action_spellings(self) -> None:
        """Count names that sound alike, if there are any; names as typed; other spellings again."""
        query = self.request.query
        offered = bool(self.results and self.results.answer.alike)
        if query.other_spellings and not query.alike and offered:
            other, alike, words = True, True, "names that sound alike too"
        elif query.other_spellings:
            other, alike, words = False, False, "names only as typed"
        else:
            other, alike, words = True, False, "names in other spellings too"
        self._count_as(replace(query, other_spellings=other, alike=alike))
        self.say(words)

    def action_pages(self) -> None:
        """Count the rest of pages as text, or no longer."""
        query = self.request.query
        self._count_as(replace(query, rest=not query.rest))
        self.say("the rest of pages is left out" if query.rest else "the rest of pages is text too")

    def _count_as(self, query: Query) -> None:
        """Repeat the question with other spellings, or with the rest of pages."""
        self._question = self._text
        self._typed = self._typed.counting_as(query)
        self.ask(replace(self.request, query=query))

    def why_no_filters(self) -> str:
        """Return the text for hits without filters: hits that are not counted may be less alike."""
        results = self.results
        if results is None or len(results.answer.groups) < 2 or results.request.whole:
            return super().why_no_filters()
        counted = counted_hits(results.answer, whole=False)
        return f"{counted} are all alike: {self.key_of('counts')} counts all hits"

    def action_counts(self) -> None:
        """Count the hits of all groups for facets and timeline, or of the first group alone."""
        results = self.results
        if results is None or not self.answered.is_set():
            self.say(STILL)
        elif len(results.answer.groups) < 2:
            self.say("these hits are of one group: all of them are counted")
        else:
            self.request = replace(self.request, whole=not self.request.whole)
            self._search()
            counted = counted_hits(results.answer, self.request.whole)
            self.say(f"filters and timeline count {counted}")

    def action_sort(self) -> None:
        """Change the order: relevance, relevance and freshness, newest, oldest, and round again."""
        order = ORDERS[(ORDERS.index(self.request.sort) + 1) % len(ORDERS)]
        self.ask(replace(self.request, sort=order))
        if self.size.width < NARROW:
            self.say(f"by {order}" if order in ORDERS[:2] else f"{order} first")
