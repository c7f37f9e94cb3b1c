"""The browser app: screens, dispatch of keys between them, life of the session."""

from __future__ import annotations

import asyncio
import gc
import os
import select
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from itertools import chain
from time import monotonic
from typing import TYPE_CHECKING, Any, cast

from rich.color import ColorSystem
from textual import work
from textual.actions import parse
from textual.app import App, SystemCommand
from textual.css.query import NoMatches
from textual.driver import Driver
from textual.events import Callback, Event, Key, MouseDown, Paste
from textual.filter import Monochrome, NoColor
from textual.geometry import Offset
from textual.screen import Screen

from index.archive.session import Session
from index.errors import NewstuiError
from index.query import Query
from tui.screens.article_screen import ArticleScreen
from tui.screens.errors import report_errors
from tui.screens.list import LIST_STYLES, ListScreen
from tui.screens.results import STILL
from tui.settings.config import Settings
from tui.settings.counts import LONGEST, is_movement, with_count
from tui.settings.keymap import KEYS, Scope, bindings, in_ascii, keys_of, shown, with_twins
from tui.settings.keymap import Key as Binding
from tui.settings.theme import NEWSTUI, OURS
from tui.start.early_terminal import ENDING, EarlyTerminal
from tui.start.handover import MOUSE_OFF, MOUSE_ON, HandoverDriver
from tui.start.window_writer import WindowWriter
from tui.terminal.colours import Colours
from tui.terminal.driver import TerminalDriver
from tui.terminal.families import Feature
from tui.terminal.keyboard import Escaped
from tui.terminal.mirror import Mirror
from tui.terminal.surroundings import surroundings
from tui.view.dates import count
from tui.view.locations import Location

TYPED_SECONDS = 1.0
"""Longest wait, in seconds, of the next key for a typed letter to reach its box."""
TOLD_SECONDS, ANSWER_SECONDS = 0.5, 15.0
"""Seconds after which waiting keys are reported, and after which they are dropped."""
GIVEN_UP = "no answer yet; the keys since then were not taken"
AT_ONCE_SECONDS = 0.1
"""Seconds that an article may take to be drawn at once with its screen; then the screen is drawn
alone.
"""
LOOK_SHARE = 50
"""Divisor of the time that looks through the sources may take: one part in this many."""
REPAIR_SECONDS = 5.0
"""Seconds after an attempt to repair an unreadable index before the next one."""
LINE_FEED = "ctrl+j"
"""Enter, typed before the terminal was in raw mode: the terminal turned it into this key."""
EXIT_SECONDS = 3.0
"""Seconds that leaving may take when the terminal is gone, before the process just ends."""


if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.actions import ActionParseResult
    from textual.dom import DOMNode
    from textual.widget import AwaitMount
    from textual.worker import Worker

    from index.state import Position
    from index.sync.report import Report
    from tui.screens.detail import DetailScreen
    from tui.screens.host import Trail


class NewstuiApp(App[None]):
    """The browser app: owner of the screens and of the session's life.

    The contents of the screens are the screens' own affair.
    """

    TITLE = "newstui"
    CSS_PATH = LIST_STYLES  # Textual reads no CSS_PATH of a default screen
    BINDINGS = bindings(Scope.EVERYWHERE)
    ENABLE_COMMAND_PALETTE = True
    watch_seconds = 2.0
    """Interval, in seconds, of the checks for another window's read and star marks."""
    look_seconds = 60.0
    """Shortest interval, in seconds, of the looks through the sources while the browser is open."""
    leave_seconds = 2.0
    """Seconds after a first `q` in the list within which a second one leaves."""
    keep_seconds = 2.0
    """Interval, in seconds, of the checks for a new position, to save it for the next start."""

    def __init__(
        self,
        session: Session,
        settings: Settings,
        environment: Mapping[str, str],
        *,
        kiosk: bool = False,
        driver: Callable[..., Driver] | None = None,
        bookmark: WindowWriter | None = None,
        opened: EarlyTerminal | None = None,
    ) -> None:
        """Take the session and the settings; `kiosk` is for another person's archive."""
        self.surroundings = surroundings(environment, settings.signs)
        self._textual_draws = driver is None and bool(environment.get("TEXTUAL_DRIVER"))
        if driver is None and not self._textual_draws:
            driver = TerminalDriver if opened is None else partial(HandoverDriver, opened)
        super().__init__(driver_class=cast("type[Driver] | None", driver))
        self.session = session
        self.settings = settings
        self.environment = environment
        self.kiosk = kiosk
        """Whether no file is opened and no path shown: the machine is not the reader's."""
        self.bookmark = bookmark or WindowWriter()
        """Writer of the reader's position and of the list's first page, for the next start."""
        if self.bookmark.page is not None:
            session.believe(self.bookmark.page)
        self._opened = opened
        self._is_held = opened is not None and opened.has_frame
        """Whether the frame of an earlier run is on the terminal.

        No screen is drawn before it shows as much.
        """
        self._is_resuming = bool(self.bookmark.places)
        self._typed_ahead: deque[Key] = deque()
        """Queue of keys that came before their screen, or before the answer that they are for."""
        self._keys_in = {
            place: _keys({key for key in KEYS if key.place is place}, settings) for place in Scope
        }
        leaving = _keys({key for key in KEYS if key.id == "quit"}, settings)
        self._tops = _keys({key for key in KEYS if key.id in ("top", "article_top")}, settings)
        self._back_keys = _keys({key for key in KEYS if key.id == "back"}, settings)
        self._waits_long = False
        """Whether a message says that keys wait for an answer."""
        self._taking: Worker[None] | None = None
        self._ending_keys = {key for key in leaving if len(key) > 1}  # a letter may be for a box
        self._uses: Counter[str] = Counter()
        """Number of uses of each command of the palette."""
        self.commands = 0
        """Number of keys, clicks and pastes so far.

        A kill joins the kill of the command right before.
        """
        self._digits = ""
        """Digits of the count that is being typed."""
        self._count = 0
        """Count of the key that is being dispatched; 0 without one."""
        self._went_to_number = False
        """Whether the last key was a `g` with a count; vi's second `g` belongs to that key."""
        self._is_leaving = False
        self._is_done = False
        """Whether the reader has left; then the position is no longer saved."""
        self._may_quit = False
        """Whether `q` in the list leaves, since it was pressed a moment ago."""
        self._asked_to_reload = False
        """Whether the reader waits for the result of an update."""
        self._kept_places: list[Location] = []
        self.index_changes = 0
        """Number of generations of the index that the engine reported."""
        self._updating = False
        self.problem: str | None = None
        """Reason why the app ended by itself, in one line; None where the reader left."""
        self.animation_level = "none"
        # Two widgets on each screen that would never show anything.
        self._disable_tooltips = self._disable_notifications = True
        for theme in OURS:
            self.register_theme(theme)
        self._not_used: str | None = None
        """Reason why the configured theme is not used, to be shown once there is a line for it."""
        self.theme = self._usable_theme(settings.theme)
        self.set_keymap(
            {
                key.id: ",".join(with_twins(keys_of(key, settings.keys)))
                for key in KEYS
                if key.id in settings.keys
            }
        )
        self._use_colours(environment)
        self._mouse = self.surroundings.has(Feature.MOUSE) and (
            settings.mouse if settings.mouse is not None else not self.surroundings.is_remote
        )

    def _usable_theme(self, wanted: str) -> str:
        """Return the theme's name, or the default theme's if the terminal can't show the theme."""
        theme = self.available_themes.get(wanted)
        if theme is None:
            self._not_used = f"there is no theme {wanted!r}"
        elif theme is not NEWSTUI and self.surroundings.colours < Colours.PALETTE:
            has = f"{self.surroundings.colours.words} here"
            self._not_used = f"theme {wanted!r} needs 256 colours; there are {has}"
        return NEWSTUI.name if self._not_used else wanted

    def _use_colours(self, environment: Mapping[str, str]) -> None:
        """Set Textual to draw in all colours; the driver reduces them to the terminal's.

        Textual looks at the environment of the process, takes an empty NO_COLOR for a set one, and
        chose a filter for its default theme that paints the themes of newstui black on black.
        """
        self.no_color = self.surroundings.colours == Colours.NONE
        self._filters = [
            each for each in self._filters if not isinstance(each, (NoColor, Monochrome))
        ]
        if self.no_color:
            self._filters.append(NoColor())
        self.console._color_system = ColorSystem.TRUECOLOR
        if self._textual_draws:
            systems = {256: ColorSystem.EIGHT_BIT, 1 << 24: ColorSystem.TRUECOLOR}
            colours = self.surroundings.colours
            self.console._color_system = systems.get(colours, ColorSystem.STANDARD)

    # -- life

    def get_default_screen(self) -> Screen[None]:
        """Return the list screen."""
        return ListScreen(self.bookmark.page)

    def on_mount(self) -> None:
        """Handle the signals of a lost terminal, and start the engine."""
        self._heed_signals()
        if self._mouse:
            self.write_to_terminal(MOUSE_ON)
        self.app_resume_signal.subscribe(self, self._back_from_shell)
        self.call_after_refresh(self._start)

    def _heed_signals(self) -> None:
        loop = asyncio.get_running_loop()
        if threading.current_thread() is threading.main_thread():
            for name in ENDING:
                number = getattr(signal, name)
                loop.add_signal_handler(number, self._leave_at_once, 128 + number)
            self._watch_link(loop)

    def _first_frame_shown(self) -> None:
        gc.enable()  # off since the start, to draw the first frame sooner

    def _back_from_shell(self, _app: object) -> None:
        if self._mouse:
            self.write_to_terminal(MOUSE_ON)
        self.action_redraw()

    @work
    async def _start(self) -> None:
        self._first_frame_shown()
        if self._not_used:
            self._screen_said(self._not_used)
        if self._is_resuming:
            await self._resume()
        self._show_again()
        self.session.start(self._index_changed, self._screen_said)
        self.set_interval(self.watch_seconds, self._watch_others)
        if self.bookmark.is_kept:
            self.set_interval(self.keep_seconds, self._keep_place)
        self.repair()
        if not self.kiosk:
            self._look_later()

    def _look_later(self, took: float = 0.0) -> None:
        """Schedule the next look for changes of the sources, later after a longer look.

        `took` is the duration of the last look in seconds.
        """
        self.set_timer(max(self.look_seconds, took * LOOK_SHARE), self._look)

    @work(group="look")
    async def _look(self) -> None:
        """Update the index from folders that change while the reader browses."""
        begun = monotonic()
        if not self._updating:
            self._updating = True
            await self._bring_up_to_date(rebuild=False, is_quiet=True)
            self._updating = False
        self._look_later(monotonic() - begun)

    def repair(self, rebuild: bool = False) -> None:
        """Update the index, or make it anew; do nothing while an update runs."""
        if not self._updating:
            self._updating = True
            if rebuild:
                self._screen_said("the index can't be read; it is being made anew")
            self._update(rebuild)

    @work(group="update", exclusive=True)
    async def _update(self, rebuild: bool) -> None:
        await self._bring_up_to_date(rebuild)
        if rebuild:
            await asyncio.sleep(REPAIR_SECONDS)
        self._updating = False

    async def _bring_up_to_date(self, rebuild: bool, *, is_quiet: bool = False) -> None:
        """Update the index from its sources, in another process.

        A quiet look does not report its obstacles.
        """
        from index.archive.messages import Waiting
        from index.sync.report import Progress, Report
        from tui.view.progress import progress_text

        added = 0
        try:
            async for news in self.session.update(rebuild):
                match news:
                    case Progress() if news.articles or self._is_empty():
                        # a search for changes is reported only once it finds one
                        self._show_progress(progress_text(news))
                    case Waiting() if not is_quiet:
                        self._show_progress(f"another newstui is indexing: {news.holder}")
                    case Report():
                        added = news.added
                        if not is_quiet:
                            self._updated(news)
        except NewstuiError as error:
            for screen in self.lists() if not is_quiet else ():
                screen.failed(str(error))
        self._asked_to_reload = False
        self._show_progress("")
        if not added:
            for screen in self.lists():
                screen.none_added()

    def _updated(self, report: Report) -> None:
        from tui.view.progress import change_words

        words = [change_words(report)] if self._asked_to_reload else []
        if report.rebuilt:
            words.append(f"the index was made anew: {report.rebuilt}")
        if report.unreadable:
            number = count(len(report.unreadable), "file")
            words.append(f"{number} can't be read (`newstui sources` says why)")
        if words:
            self._screen_said(" · ".join(words))

    def _index_changed(self) -> None:
        self.index_changes += 1
        for screen in self._whole(self.screen_stack):
            screen.index_changed()

    @work(exclusive=True, group="watch")
    @report_errors
    async def _watch_others(self) -> None:
        if await self.session.others_changed():
            self.facts_changed()

    @work(group="mark")
    @report_errors
    async def mark_read(self, id: str) -> None:
        """Mark an opened article read, in the background; the article may be left meanwhile."""
        await self.session.set_read([id], True, undoable=False)
        self.facts_changed()

    def facts_changed(self) -> None:
        """Have every screen draw changed read and star marks."""
        for screen in self._whole(self.screen_stack):
            screen.facts_changed()

    async def on_unmount(self) -> None:
        """Close session and writer, and leave the terminal as it was."""
        if self._mouse:
            self.write_to_terminal(MOUSE_OFF)
        await self.bookmark.close()
        await self.session.close()

    async def action_quit(self) -> None:
        """Leave: the next start begins at the list."""
        self._is_done = True
        await self._keep(is_done=True)
        self.exit()

    def _watch_link(self, loop: asyncio.AbstractEventLoop) -> None:
        """Leave when the terminal hangs up without a signal.

        The terminal need not be the process's to control, and `nohup` takes the signal away.
        """
        if self.is_headless or not hasattr(select, "epoll"):
            return
        hang_up = select.epoll()
        with suppress(OSError):  # a test's standard input is no terminal
            hang_up.register(0, 0)  # no event is requested, yet a hang-up is reported
            loop.add_reader(hang_up, self._leave_at_once, 128 + signal.SIGHUP)

    def _leave_at_once(self, code: int) -> None:
        """Save and end after the loss of the terminal or an ending signal.

        Writing to a terminal that no longer reads may block for ever; a watchdog ends that.
        """
        if self._is_leaving:
            return
        self._is_leaving = True
        watchdog = threading.Timer(EXIT_SECONDS, os._exit, (code,))
        watchdog.daemon = True
        watchdog.start()
        self._save_and_leave(code)

    @work
    async def _save_and_leave(self, code: int) -> None:
        await self._keep()
        self.exit(return_code=code)

    def _get_screen(self, screen: Screen[Any] | str) -> tuple[Screen[Any], AwaitMount]:
        """Load the styles of a screen before the screen is composed.

        Textual loads them after this call. But since Python 3.12 its tasks begin at once, so the
        screen would be composed without styles.
        """
        self._load_screen_css(self.get_screen(screen))
        return super()._get_screen(screen)

    @contextmanager
    def drawn_once(self) -> Iterator[None]:
        """Draw all changes in one go while another screen comes up.

        Textual's `batch_update` ends before the messages are read that its screen change sends.
        """
        self._begin_batch()
        try:
            yield
        finally:
            self.call_next(self._draw)  # after Textual's own work for the screen

    def _draw(self) -> None:
        self._end_batch()
        for screen in self.screen_stack[-1:]:
            screen.refresh()  # regions to be drawn in the meantime were lost

    @property
    def defect(self) -> BaseException | None:
        """The error that ended the app, or None.

        None also for a screen that found its widgets gone because the app is over.
        """
        error = self._exception
        error = getattr(error, "error", error)  # the error of a failed worker
        return None if self._exit and isinstance(error, NoMatches) else error

    def _fatal_error(self) -> None:
        """Log the traceback of a defect, and set `problem` to a line for the reader."""
        error = self.defect
        if error is None:
            self._close_messages_no_wait()
            return
        self.bookmark.forget()
        import traceback

        from index.text.clean import clean_line, clean_text

        lines = traceback.format_exception(error)
        with suppress(OSError):
            self.session.home.log.touch(mode=0o600)
            with self.session.home.log.open("a", encoding="utf-8") as log:
                log.write(clean_text("".join(lines)))
        log_path = "" if self.kiosk else f": {clean_line(str(self.session.home.log))}"
        self.problem = f"newstui had to stop: {type(error).__name__}; the log says where{log_path}"
        self._close_messages_no_wait()

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Run a key's action with its count; a `NewstuiError` becomes a message to the reader."""
        parsed = parse(action) if isinstance(action, str) else action
        if self._count:
            parsed = with_count(parsed, self._count)
        try:
            return await super().run_action(parsed, default_namespace, namespaces)
        except NewstuiError as error:
            self.say_error(error)
            return True

    def say_error(self, error: NewstuiError) -> None:
        """Show an error on the top screen."""
        for screen in self._whole(self.screen_stack[-1:]):
            screen.say_error(error)

    # -- the next start

    async def _resume(self) -> None:
        """Return to the reader's position when the link was cut; then take the keys typed since."""
        from tui.app.restore import resume

        await resume(self, self.bookmark.places)
        while self._typed_ahead:
            await self._take_key(self._typed_ahead.popleft())
        self._is_resuming = False

    def _show_again(self) -> None:
        """Draw over the frame of the last run."""
        if self._is_held:
            self._is_held = False
            if self._opened is not None:
                self._opened.is_held = False
            self.refresh(layout=True)

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Draw a screen, unless the frame of the last run is still to be seen.

        The terminal's cursor, hidden or not, goes to the selection: braille displays, screen
        readers and magnifiers follow it.
        """
        if not self._is_held:
            self.cursor_position = getattr(screen.focused, "cursor_screen_offset", Offset(0, 0))
            super()._display(screen, renderable)

    def _keep_place(self) -> None:
        """Save the position if it changed, for a process that is killed can save nothing."""
        if not (self._is_leaving or self._is_done) and self._places() != self._kept_places:
            self.run_worker(self._keep(), exclusive=True, group="keep")

    def _places(self) -> list[Location]:
        """Return the reader's position on each screen that can be restored."""
        stack = self.screen_stack
        places = [screen.place() for screen in self._whole(stack)]
        if stack and not isinstance(stack[-1], ArticleScreen):
            from tui.screens.help import HelpScreen  # late import: the first frame does without it

            if isinstance(stack[-1], HelpScreen) and stack[-1].is_mounted:
                places.append(stack[-1].place())
        return [place for place in places if place is not None]

    async def _keep(self, is_done: bool = False) -> None:
        """Save the reader's position and a frame.

        After the reader has left, only the list's first page and its frame.
        """
        if not self.bookmark.is_kept or (self._is_resuming and not is_done):
            return  # cut off again during the restore: the saved position still holds
        places = [] if is_done else self._places()
        frame, drawn = self._frame(is_done)
        self._kept_places = places
        size = self.size.width, self.size.height
        await self.bookmark.keep(str(self.session.home.path), size, places, frame, drawn)

    def _frame(self, is_done: bool) -> tuple[bytes, str]:
        """Return the frame for the next start, as bytes for the terminal and as it was drawn.

        Both are empty where no frame can be shown.
        """
        from tui.app.frame import frame_of

        screens = [screen for screen in self._whole(self.screen_stack) if screen.place()]
        if is_done:
            screens = [screen for screen in self.lists() if self._begin_again(screen)]
        if (
            not screens
            or self._textual_draws
            or not self.surroundings.has(Feature.ALTERNATE_SCREEN)
        ):
            return b"", ""
        mirror = Mirror(*self.size, self.surroundings.capabilities, self.surroundings.look)
        drawn = frame_of(screens[-1], self.console)
        mirror.write(drawn)
        return (self.surroundings.encode(mirror.frame()) if drawn else b""), drawn

    def _begin_again(self, screen: ListScreen) -> bool:
        """Reset the list to its first page, without drawing it; return False if it is empty."""
        page = self.bookmark.page
        if page is None or not page.total:
            return False
        self._is_held = True
        self.bookmark.page = self.session.page(page.answer)
        screen.begin_again(self.bookmark.page)
        return True

    # -- screens

    @staticmethod
    def _whole(screens: Iterable[Screen[Any]]) -> Iterator[ArticleScreen]:
        """Yield the screens that have all their widgets: neither opening nor closing."""
        for screen in screens:
            if isinstance(screen, ArticleScreen) and screen.is_mounted and screen.display:
                yield screen

    def lists(self) -> Iterator[ListScreen]:
        """Yield the list screen, once it is mounted."""
        for screen in self._whole(self.screen_stack):
            if isinstance(screen, ListScreen):
                yield screen

    @property
    def is_updating(self) -> bool:
        """Whether an update runs, so that more articles may come."""
        return self._updating

    def _is_empty(self) -> bool:
        return any(not screen.list.count for screen in self.lists())

    def _show_progress(self, text: str) -> None:
        for screen in self.lists():
            screen.show_progress(text)

    async def on_event(self, event: Event) -> None:
        """Dispatch keys one after the other, in the order in which they were typed.

        Textual hands each key to the widget with the focus at its arrival; typed ahead over a slow
        link, the letters after `/` would reach the list as commands.
        """
        if not isinstance(event, Key) or event.is_forwarded:
            if isinstance(event, (Paste, MouseDown)):
                self.commands += 1
            await super().on_event(event)
            return
        if event.key == LINE_FEED and event.character is not None:
            event = Key("enter", "\r")
        waits = self._comes_before(event) is not None
        wants_something_else = self._waits_long and not waits  # despite the message
        if not self._is_resuming and (wants_something_else or event.key in self._ending_keys):
            self._forget_typed_ahead()
        if self._is_resuming or self._typed_ahead:
            self._typed_ahead.append(event)
        elif waits:
            self._typed_ahead.append(event)
            self._taking = self._take_when_answered()
        else:
            await self._take_key(event)

    def _forget_typed_ahead(self) -> None:
        self._typed_ahead.clear()
        self._typed_ahead = deque()  # the worker of the old queue leaves it alone
        if self._taking is not None:
            self._taking.cancel()

    def _comes_before(self, event: Key) -> asyncio.Event | None:
        """Return the event of the answer that a key has to wait for; None if it need not wait."""
        screen = self.screen_stack[-1] if self.screen_stack else None
        if not isinstance(screen, ArticleScreen) or screen.answered.is_set():
            return None
        is_for_answer = any(event.key in self._keys_in[place] for place in screen.WAITING)
        is_elsewhere = screen.focused is not None and screen.focused is not screen.main
        return screen.answered if is_for_answer and not is_elsewhere else None

    @work(group="ahead")
    async def _take_when_answered(self) -> None:
        """Take the keys that wait for an answer, and the keys typed behind them, in order."""
        keys = self._typed_ahead
        while keys and not self._exit:
            answered = self._comes_before(keys[0])
            if answered is not None and not await self._comes(answered):
                keys.clear()
            if keys:  # the keys may have been dropped meanwhile
                await self._take_key(keys[0])
            if keys:
                keys.popleft()

    async def _comes(self, answered: asyncio.Event) -> bool:
        """Wait for an answer; return whether it came.

        A long wait is reported to the reader, and so is its end without an answer.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(TOLD_SECONDS):
                await answered.wait()
            return True
        self._screen_said(STILL)
        self._waits_long = True
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await answered.wait()
        except TimeoutError:
            self._screen_said(GIVEN_UP)
            return False
        finally:
            self._waits_long = False
        return True

    async def _take_key(self, event: Key) -> None:
        self.commands += 1
        for screen in self._whole(self.screen_stack[-1:]):
            screen.speak_of_keys()
        if event.key not in self._back_keys:
            self._may_quit = False
        focused = self.focused
        if focused is not None and focused.check_consume_key(event.key, event.character):
            self._digits = ""
            await super().on_event(event)
            done = asyncio.Event()
            focused.post_message(Callback(callback=done.set))
            with suppress(TimeoutError):
                async with asyncio.timeout(TYPED_SECONDS):
                    await done.wait()
            return
        if self._is_digit(event):
            self._digits = (self._digits + event.key)[:LONGEST]
            for screen in self._whole(self.screen_stack[-1:]):
                screen.say_count(int(self._digits))
        elif not await self._acts(event):
            if isinstance(event, Escaped):
                for key in event.apart:
                    await self._take_key(key)
                return
            await super().on_event(event)
            for screen in self._whole(self.screen_stack[-1:]):
                screen.say(f"{named(event)} does nothing here; {screen.key_of('help')} shows keys")

    def _is_digit(self, event: Key) -> bool:
        """Return whether a key belongs to a count; `0` begins none."""
        return len(event.key) == 1 and event.key in ("0123456789" if self._digits else "123456789")

    async def _acts(self, event: Key) -> bool:
        """Run the action of a key, with the count typed before it; False if the key has none."""
        is_second_g = self._went_to_number and not self._digits
        self._count, self._digits, self._went_to_number = int(self._digits or 0), "", False
        if is_second_g and event.key in self._tops:
            return True
        self._went_to_number = self._count > 0 and event.key in self._tops
        try:
            for priority in (True, False):
                if await self._check_bindings(event.key, priority=priority):
                    return True
        finally:
            self._count = 0
        return False

    async def open_article(
        self,
        trail: Trail,
        position: int,
        query: Query,
        follow: Callable[[int], None],
        match: Position | None = None,
    ) -> None:
        """Open an article, at a match of the query where `match` is given.

        `follow` is called with the position when the reader goes on to another article of the
        trail.
        """
        screen = self._article_screen()
        with self.drawn_once():
            await self.push_screen(screen)
            if screen.display:  # the reader may have left it meanwhile
                screen.take_keys()
                await screen.begin(trail, position, query, follow, match)
                with suppress(TimeoutError):
                    async with asyncio.timeout(AT_ONCE_SECONDS):
                        await screen.is_open.wait()

    def _article_screen(self) -> DetailScreen:
        """Return the cached article screen, or a new one while the cached one is in use.

        A new screen costs most of the time that it takes to open an article. The cached one is in
        use when an article led to another.
        """
        from tui.screens.detail import DetailScreen

        if not self.is_screen_installed("article"):
            self.install_screen(DetailScreen(), "article")
        kept = self.get_screen("article", DetailScreen)
        return DetailScreen() if kept in self.screen_stack else kept

    async def action_search(self) -> None:
        """Open the search: from other screens for the whole archive, else as it is."""
        from tui.screens.search import SearchScreen

        if not self.is_screen_installed("search"):
            self.install_screen(SearchScreen(), "search")
        search = self.get_screen("search", SearchScreen)
        if search in self.screen_stack:
            while self.screen is not search:
                self.pop_screen()
        else:
            with self.drawn_once():
                await self.push_screen(search)
                search.search_everything()
        search.type_anew()

    async def action_help(self) -> None:
        """Open the help with every key."""
        from tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            plain = self.surroundings.signs.plain
            screen = HelpScreen(self.settings.keys, plain, self._places_here())
            await self.push_screen(screen)
            screen.take_keys()

    def _places_here(self) -> list[Scope]:
        """Return the scopes of the keys that work now, the scope of the focused widget first."""
        places: dict[Scope, None] = {}
        by_id = {key.id: key.place for key in KEYS}
        for _node, bindings_map in self.screen._modal_binding_chain:
            ids = [each.id for each in chain(*bindings_map.key_to_bindings.values())]
            places |= dict.fromkeys(by_id[id] for id in ids if id in by_id)
        is_selecting = getattr(self.focused, "selected", None) is not None
        return [each for each in places if each is not Scope.SELECTION or is_selecting]

    def action_command_palette(self) -> None:
        """Open the palette of commands."""
        from tui.screens.palette import CommandProvider, Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(providers=[CommandProvider], id="--command-palette"))

    async def action_back(self) -> None:
        """Go one level back; in the list, clear the filters, or say which key leaves newstui."""
        if isinstance(self.screen, ArticleScreen) and self.screen.step_back():
            return
        await self._back()

    async def _back(self) -> None:
        if len(self.screen_stack) > 1:
            with self.drawn_once():
                await self.pop_screen()
        else:
            for screen in self.lists():
                screen.widen_or_say()

    async def action_back_or_quit(self) -> None:
        """Go one level back; from the list, leave at the second key or as the setting says."""
        screen = next(self.lists(), None)
        if len(self.screen_stack) > 1 or screen is None or screen.request.filters:
            await self._back()
        elif self._may_quit or self.settings.quit_at_once:
            await self.action_quit()
        else:
            self._may_quit = True
            self.set_timer(self.leave_seconds, self._quit_no_more)
            screen.say(f"{screen.key_of('back')} again leaves newstui")

    def _quit_no_more(self) -> None:
        self._may_quit = False
        for screen in self.lists():
            screen.speak_of_keys()

    def action_reload(self) -> None:
        """Look for new and changed files in the sources; the screens show new articles."""
        if self.kiosk:
            self._screen_said("only the archive's owner can do that")
        elif self._updating:
            self._screen_said("already looking for changes")
        else:
            self._screen_said("looking for changes…")
            self._asked_to_reload = True
            self.repair()

    def action_undo(self) -> None:
        """Undo the last change."""
        if isinstance(self.screen, ArticleScreen):
            self.screen.undo()

    def action_suspend(self) -> None:
        """Suspend to the shell that started newstui, if there is one that can resume it."""
        if self.has_shell:
            # All of the job, as the terminal's own ^Z: `make run` has to stop too.
            os.kill(0, signal.SIGTSTP)
        else:
            self._screen_said("there is no shell to come back from")

    @property
    def has_shell(self) -> bool:
        """Whether this process is a job of the shell on the reader's terminal."""
        return not self.is_headless and os.getpgrp() != os.getsid(0)

    def action_redraw(self) -> None:
        """Draw everything anew, over the output of other programs."""
        self.refresh(layout=True)
        repaint = getattr(self._driver, "repaint", None)  # Textual's own driver has none
        if repaint is not None:
            repaint()

    def action_mouse(self) -> None:
        """Turn the mouse on or off."""
        if not self.surroundings.has(Feature.MOUSE):
            self._screen_said(f"this terminal ({self.surroundings.term}) has no mouse")
            return
        self._mouse = not self._mouse
        self.write_to_terminal(MOUSE_ON if self._mouse else MOUSE_OFF)
        self._screen_said("mouse on" if self._mouse else "mouse off: the terminal selects text")

    def _run_command(self, id: str, action: str, node: DOMNode) -> None:
        """Run a command of the palette once the palette is closed."""
        self._uses[id] += 1
        self.call_later(self.run_action, action, node)

    def _screen_said(self, text: str) -> None:
        for screen in self._whole(self.screen_stack[-1:]):
            screen.say(text)

    def write_to_terminal(self, sequence: str) -> None:
        """Write an escape sequence to the terminal, past the screen's contents."""
        if self._driver is not None and not self._driver.is_headless:
            self._driver.write(self.surroundings.known(sequence))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Yield every action that works now, with its keys, and at last the themes.

        The most used actions come first. Among equals movements come last, and actions of the place
        come before actions that work everywhere.
        """
        active = {
            binding.id: (node, binding)
            for node, binding, enabled, _ in screen.active_bindings.values()
            if enabled
        }
        known = [key for key in KEYS if key.id in active and key.id != "palette"]
        known.sort(
            key=lambda key: (
                -self._uses[key.id],
                is_movement(active[key.id][1].action),
                key.place is Scope.EVERYWHERE,
            )
        )
        for key in known:
            node, binding = active[key.id]
            names = " ".join(shown(name) for name in keys_of(key, self.settings.keys))
            run = partial(self._run_command, key.id, binding.action, node)
            about = f"{in_ascii(names) if self.surroundings.signs.plain else names} · {key.tooltip}"
            yield SystemCommand(key.label.capitalize(), about, run)
        about = "Other colours for this run; `theme` in config.toml keeps them"
        yield SystemCommand("Theme", about, self.action_change_theme)


def _keys(actions: Iterable[Binding], settings: Settings) -> frozenset[str]:
    """Return the keys of some actions, as Textual names them."""
    return frozenset(name for each in actions for name in with_twins(keys_of(each, settings.keys)))


def named(event: Key) -> str:
    """Return the name of a key for the reader."""
    character = event.character
    is_plain = character is not None and character.isprintable() and character != " "
    return character if is_plain and character else shown(event.key)
