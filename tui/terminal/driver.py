"""Textual driver for the terminal that newstui was started on."""

from __future__ import annotations

import os
import select
import signal
import termios
import threading
import tty
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

from textual import events
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from tui.terminal.families import Feature
from tui.terminal.keyboard import Keyboard
from tui.terminal.mirror import Mirror
from tui.terminal.outlet import Outlet
from tui.terminal.surroundings import Surroundings, surroundings

SETTLE_SECONDS = 0.1
"""How long after another size the app may take to draw; then what there is is drawn again."""

READ_BYTES = 65_536
IDLE_SECONDS = 0.1
"""How often it is looked whether the app has ended, while no key is pressed."""


class TerminalDriver(LinuxDriver):
    """Textual's driver for a terminal, but only what changed on the screen is sent.

    Textual writes a frame and then calls `flush`. While the terminal has not yet taken the frame
    before, none is sent; when it has, one that makes up for all that came meanwhile is. Signals are
    Textual's; of its modes and questions only those are sent that the terminal knows.
    """

    def __init__(
        self,
        app: App[Any],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        width, height = size or self._get_terminal_size()
        known = getattr(app, "surroundings", None)
        self._terminal = known if isinstance(known, Surroundings) else surroundings(os.environ)
        self._mirror = Mirror(width, height, self._terminal.capabilities, self._terminal.look)
        self._lock = threading.RLock()
        """The input's thread writes too, when it has learnt what the terminal can do."""
        self._outlet: Outlet | None = None
        self._draws = False
        """The terminal is ours: between the start and the stop of application mode."""
        self._is_behind = False
        """The app drew something that was not sent yet."""

    # -- what Textual calls

    def write(self, data: str) -> None:
        """Take in a part of a frame; what is no part of one is sent at once."""
        with self._lock:
            size = self._app.size
            if size != self._mirror.size and min(size) > 0:
                self._mirror.resize(*size)
            self._send(self._terminal.known(self._mirror.write(data)))

    def flush(self) -> None:
        """A frame is whole: send what it changes, now or when the terminal can take it."""
        with self._lock:
            self._is_behind = self._draws
            # The outlet's thread becomes idle first and then looks whether we are behind.
            if self._is_behind and self._outlet is not None and not self._outlet.is_busy:
                self._is_behind = False
                self._send(self._mirror.frame())

    def repaint(self) -> None:
        """Draw everything anew, whatever the terminal shows."""
        with self._lock:
            self._mirror.forget()
            self.flush()

    def start_application_mode(self) -> None:
        """Take the terminal over."""
        assert self._file is not None, "tui.app.browse asks for a terminal at standard error"
        self._outlet = Outlet(self._file.fileno(), self._terminal_is_idle)
        self._outlet.start()
        self._draws = True
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if self._writer_thread is not None:
            self._writer_thread.stop()  # Textual's own; it would wait for nothing
            self._writer_thread = None
        self._keep_newlines()
        self._follow_size()

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was."""
        with self._lock:
            self._draws = False
            self._send(self._mirror.let_go())
        super().stop_application_mode()

    def close(self) -> None:
        """Wait for the terminal to take all."""
        super().close()
        if self._outlet is not None:
            self._outlet.close()
            self._outlet = None

    def run_input_thread(self) -> None:
        """Read keys, clicks and pastes until the terminal is given back."""
        keyboard = Keyboard(
            self._terminal.signs.codec,
            escape_seconds=self._terminal.escape_seconds,
            marks_pastes=self._terminal.has(Feature.PASTE),
        )
        while not self.exit_event.is_set():
            wait = min(keyboard.escape_seconds, IDLE_SECONDS) if keyboard.waits else IDLE_SECONDS
            if select.select([self.fileno], [], [], wait)[0]:
                data = os.read(self.fileno, READ_BYTES)
                if not data:
                    return  # the terminal is gone; a signal tells the app
                for message in keyboard.feed(data):
                    self.process_message(message)
            for message in keyboard.tick():
                self.process_message(message)

    def process_message(self, message: Message) -> None:
        """A key, an answer of the terminal; a size, where the terminal itself reports it."""
        if isinstance(message, events.Resize):
            self._call_soon(self._size_changed)
        super().process_message(message)

    # -- inside

    def _send(self, data: str) -> None:
        if self._outlet is not None:
            self._outlet.send(self._terminal.encode(data))

    def _terminal_is_idle(self) -> None:
        if self._is_behind:
            self._call_soon(self.flush)

    def _call_soon(self, act: Callable[[], None]) -> None:
        """From another thread; not once the app is over."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(act)

    def _keep_newlines(self) -> None:
        """Spare the return that the line discipline puts before a newline, for we write our own."""
        with suppress(termios.error):
            attributes = termios.tcgetattr(self.fileno)
            attributes[tty.OFLAG] &= ~termios.ONLCR
            termios.tcsetattr(self.fileno, termios.TCSANOW, attributes)

    def _follow_size(self) -> None:
        """Hear of another size before Textual does, and tell it in the loop.

        A signal may come while the one before is being handled. Textual would send the size that
        the outer one read after that of the inner one, and go on with an old size.
        """
        textuals = signal.getsignal(signal.SIGWINCH)

        def look() -> None:
            self._size_changed()
            if callable(textuals):
                textuals(signal.SIGWINCH, None)

        def resized(_number: int, _frame: FrameType | None) -> None:
            self._call_soon(look)

        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGWINCH, resized)

    def _size_changed(self) -> None:
        """What the terminal shows now depends on the terminal; the app draws only a new size."""
        with self._lock:
            self._mirror.forget()
        self._loop.call_later(SETTLE_SECONDS, self.flush)
