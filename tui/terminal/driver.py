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
"""Seconds that the app may take to draw after a resize; then the whole screen is sent again."""

READ_BYTES = 65_536
IDLE_SECONDS = 0.1
"""Seconds between two looks whether the app has ended, while no key is pressed."""


class TerminalDriver(LinuxDriver):
    """Textual's driver for a terminal, sending only the cells that changed.

    Textual writes a frame and then calls `flush`. While the terminal is still taking the frame
    before, no frame is sent; afterwards one frame makes up for all in between. Signals are
    Textual's; only modes and queries that the terminal knows are sent.
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
        """Guard of the mirror: the input's thread also writes, with the terminal's answers."""
        self._outlet: Outlet | None = None
        self._draws = False
        """Whether the app holds the terminal: between start and stop of application mode."""
        self._is_behind = False
        """Whether the app drew something that was not sent yet."""

    # -- calls from Textual

    def write(self, data: str) -> None:
        """Take in a part of a frame; send sequences outside of frames at once."""
        with self._lock:
            size = self._app.size
            if size != self._mirror.size and min(size) > 0:
                self._mirror.resize(*size)
            self._send(self._terminal.known(self._mirror.write(data)))

    def flush(self) -> None:
        """Send the changes of a whole frame, now or as soon as the terminal can take them."""
        with self._lock:
            self._is_behind = self._draws
            # The outlet's thread becomes idle first and then checks whether a frame is due.
            if self._is_behind and self._outlet is not None and not self._outlet.is_busy:
                self._is_behind = False
                self._send(self._mirror.frame())

    def repaint(self) -> None:
        """Draw all cells anew, even unchanged ones."""
        with self._lock:
            self._mirror.forget()
            self.flush()

    def start_application_mode(self) -> None:
        """Start the output thread and take the terminal over."""
        assert self._file is not None, "tui.app.browse asks for a terminal at standard error"
        self._outlet = Outlet(self._file.fileno(), self._terminal_is_idle)
        self._outlet.start()
        self._draws = True
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if self._writer_thread is not None:
            self._writer_thread.stop()  # Textual's own thread, which has nothing to write
            self._writer_thread = None
        self._keep_newlines()
        self._follow_size()

    def stop_application_mode(self) -> None:
        """Restore the terminal to its state before the start."""
        with self._lock:
            self._draws = False
            self._send(self._mirror.let_go())
        super().stop_application_mode()

    def close(self) -> None:
        """Close the driver after the terminal has taken all output."""
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
        """Pass on a key or an answer of the terminal, or a size reported by the terminal itself."""
        if isinstance(message, events.Resize):
            self._call_soon(self._size_changed)
        super().process_message(message)

    # -- internals

    def _send(self, data: str) -> None:
        if self._outlet is not None:
            self._outlet.send(self._terminal.encode(data))

    def _terminal_is_idle(self) -> None:
        if self._is_behind:
            self._call_soon(self.flush)

    def _call_soon(self, act: Callable[[], None]) -> None:
        """Call a function in the event loop from another thread; ignored after the app's end."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(act)

    def _keep_newlines(self) -> None:
        """Stop the line discipline from adding returns to newlines; the mirror sends its own."""
        with suppress(termios.error):
            attributes = termios.tcgetattr(self.fileno)
            attributes[tty.OFLAG] &= ~termios.ONLCR
            termios.tcsetattr(self.fileno, termios.TCSANOW, attributes)

    def _follow_size(self) -> None:
        """Handle a size signal before Textual does, and pass it on in the event loop.

        A signal may come while the one before is being handled. Textual would send the size that
        the outer handler read after that of the inner one, and go on with an old size.
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
        """Forget the cells, which a terminal may move on a resize, and draw again after a while."""
        with self._lock:
            self._mirror.forget()
        self._loop.call_later(SETTLE_SECONDS, self.flush)
