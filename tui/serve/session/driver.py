"""Textual driver over an SSH channel."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from time import monotonic
from typing import Any, Protocol

from textual import events
from textual.app import App
from textual.driver import Driver
from textual.geometry import Size
from textual.message import Message
from textual.messages import TerminalSupportsSynchronizedOutput

from tui.start.handover import MOUSE_OFF
from tui.terminal.families import Feature
from tui.terminal.keyboard import Keyboard
from tui.terminal.mirror import Mirror
from tui.terminal.surroundings import Surroundings, surroundings

SETTLE_SECONDS = 0.1
"""Seconds without another resize before a size is drawn: a dragged window sends many."""
RETRY_SECONDS = 0.05
"""Seconds between two checks whether a link is still behind."""
PASTE_LIMIT = 10_000
"""Limit of a paste in characters; no search is longer."""
WELCOME = (
    events.Key,
    events.Paste,
    events.MouseEvent,
    TerminalSupportsSynchronizedOutput,
)
"""Messages that a client's input may cause; the size comes from SSH, never from typed bytes."""
TICK_SECONDS = 0.01
"""Delay after the Escape timeout, for the keyboard's `tick` to find it over."""
AT_ONCE = 64
"""Bytes of input that are parsed before other sessions have their turn."""
KEYS_A_SECOND, KEYS_AHEAD = 60.0, 300.0
"""Rate limit of input in messages: a second in the long run, and at once; nobody types faster."""
AT_ONCE_BEHIND, KEYS_A_SECOND_BEHIND = 16, 3.0
"""Bytes at once and messages a second while the link is behind: nobody sees their effects."""
INPUT_LIMIT = 32 * 1024
"""Bytes of waiting input above which the client is held back (backpressure)."""


class Link(Protocol):
    """Connection of a driver to one reader's terminal."""

    @property
    def is_behind(self) -> bool:
        """Whether earlier output is still on its way: then no frame is sent."""

    def send(self, data: bytes) -> None:
        """Send bytes; ignored once the link is cut."""

    def hold_input(self, hold: bool) -> None:
        """Pause or resume reading from the client."""

    def frame_dropped(self) -> None:
        """Count a frame that was dropped because the link was behind."""


class ChannelDriver(Driver):
    """Textual driver that sends the changed cells when the link can take them.

    While the link is behind, frames are dropped; afterwards one frame makes up for all of them.
    The process's own terminal, signals and environment stay untouched.
    """

    def __init__(
        self,
        app: App[Any],
        *,
        link: Link,
        environment: Mapping[str, str],
        debug: bool = False,
        mouse: bool = False,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._link = link
        known = getattr(app, "surroundings", None)
        self._terminal = known if isinstance(known, Surroundings) else surroundings(environment)
        self.terminal_size = size or (80, 24)
        terminal = self._terminal
        self._mirror = Mirror(*self.terminal_size, terminal.capabilities, terminal.look)
        self._keyboard = keyboard_for(self._terminal)
        self._typed = bytearray()
        self._has_input = asyncio.Event()
        self._reader: asyncio.Task[None] | None = None
        self._ticking: asyncio.TimerHandle | None = None
        self._settling: asyncio.TimerHandle | None = None
        self._retrying: asyncio.TimerHandle | None = None
        self._is_over = False

    # -- calls from Textual

    def write(self, data: str) -> None:
        """Take in a part of a frame; send sequences outside of frames at once."""
        size = self._app.size
        if size != self._mirror.size and min(size) > 0:
            self._mirror.resize(*size)
        self._send(self._terminal.known(self._mirror.write(data)))

    def flush(self) -> None:
        """Send the changes of a whole frame, now or once the link has caught up."""
        if self._is_over or self._retrying is not None:
            return
        if self._link.is_behind:
            self._link.frame_dropped()
            self._retrying = self._loop.call_later(RETRY_SECONDS, self._retry)
        else:
            self._send(self._mirror.frame())

    def repaint(self) -> None:
        """Draw all cells anew, even unchanged ones."""
        self._mirror.forget()
        self.flush()

    def send_message(self, message: Message) -> None:
        """Post a message to the app directly, for the driver runs in the app's event loop."""
        self._app.post_message(message)

    def start_application_mode(self) -> None:
        """Take the terminal over and start to read keys."""
        taken = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h\x1b[?2026$p"
        self._send(self._terminal.known(taken))
        size = Size(*self.terminal_size)
        self.send_message(events.Resize(size, size))
        self._reader = asyncio.create_task(self._read(), name="keyboard")

    def disable_input(self) -> None:
        """Stop reading and discard the input that waits."""
        if self._reader is not None:
            self._reader.cancel()
            self._reader = None
        self._typed.clear()

    def stop_application_mode(self) -> None:
        """Restore the terminal, and send nothing more."""
        self.disable_input()
        for timer in (self._settling, self._retrying, self._ticking):
            if timer is not None:
                timer.cancel()
        self._send(self._mirror.let_go())
        given_back = "\x1b[?2004l\x1b[?7h\x1b[?1049l\x1b[?25h"
        self._send(self._terminal.known(MOUSE_OFF + given_back))
        self._is_over = True

    def open_url(self, url: str, new_tab: bool = True) -> None:
        """Ignore the URL: nothing is opened on a server."""

    def deliver_binary(self, *_: Any, **__: Any) -> None:
        """Ignore the file: nothing is written on a server."""

    # -- calls from the link

    def typed(self, data: bytes) -> None:
        """Take in bytes from the terminal; hold the client back above `INPUT_LIMIT`."""
        self._typed += data
        self._has_input.set()
        if len(self._typed) > INPUT_LIMIT:
            self._link.hold_input(True)

    def resized(self, width: int, height: int) -> None:
        """Note a new size, and draw it unless another one follows soon."""
        self.terminal_size = width, height
        if self._settling is not None:
            self._settling.cancel()
        self._settling = self._loop.call_later(SETTLE_SECONDS, self._settled)

    # -- internals

    def _send(self, data: str) -> None:
        if data and not self._is_over:
            self._link.send(self._terminal.encode(data))

    def _retry(self) -> None:
        self._retrying = None
        self.flush()

    def _settled(self) -> None:
        """Pass a size on to Textual, and flush later: Textual draws nothing for an equal size."""
        self._settling = None
        size = Size(*self.terminal_size)
        self._mirror.forget()
        self.send_message(events.Resize(size, size))
        self._settling = self._loop.call_later(SETTLE_SECONDS, self._repaint_settled)

    def _repaint_settled(self) -> None:
        self._settling = None
        self.flush()

    async def _read(self) -> None:
        """Pass typed messages on to the app in small pieces, within the rate limit."""
        allowed, last = KEYS_AHEAD, self._loop.time()
        while True:
            if not self._typed:
                self._has_input.clear()
                self._link.hold_input(False)
                await self._has_input.wait()
            now = self._loop.time()
            allowed, last = min(KEYS_AHEAD, allowed + (now - last) * KEYS_A_SECOND), now
            if allowed < 1:
                await asyncio.sleep(1 / KEYS_A_SECOND)
                continue
            is_behind = self._retrying is not None
            piece = self._next_piece(AT_ONCE_BEHIND if is_behind else AT_ONCE)
            handed = self._hand_on(self._keyboard.feed(piece))
            allowed -= handed
            self._tick_soon()
            await asyncio.sleep(handed / KEYS_A_SECOND_BEHIND if is_behind else 0)

    def _next_piece(self, size: int) -> bytes:
        """Remove and return the next bytes to parse; a sequence is not cut at its Escape.

        The bytes after an Escape have to come with it.
        """
        piece = bytes(self._typed[:size])
        if len(self._typed) > size and (escape := piece.rfind(b"\x1b")) > 0:
            piece = piece[:escape]
        del self._typed[: len(piece)]
        return piece

    def _tick_soon(self) -> None:
        """Schedule `tick`, which finds a lone Escape and a paste without an end."""
        if self._ticking is not None:
            self._ticking.cancel()
        waits = self._keyboard.waits
        soon = self._keyboard.escape_seconds + TICK_SECONDS
        self._ticking = self._loop.call_later(soon, self._tick) if waits else None

    def _tick(self) -> None:
        self._hand_on(self._keyboard.tick())
        self._tick_soon()

    def _hand_on(self, messages: Iterable[Message]) -> int:
        """Pass messages on to the app; return their number."""
        number = 0
        for message in messages:
            number += 1
            self.process_message(message)
        return number


def keyboard_for(terminal: Surroundings, clock: Callable[[], float] = monotonic) -> Keyboard:
    """Return the parser for a client that may send anything, with the server's limits."""
    return Keyboard(
        terminal.signs.codec,
        clock,
        escape_seconds=terminal.escape_seconds,
        marks_pastes=terminal.has(Feature.PASTE),
        paste_limit=PASTE_LIMIT,
        welcome=WELCOME,
    )
