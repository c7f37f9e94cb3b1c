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
"""How long sizes must have stayed the same to be drawn: a window that is dragged sends many."""
RETRY_SECONDS = 0.05
"""How often a link that was behind is looked at again."""
PASTE_LIMIT = 10_000
"""Characters of a paste that are kept; no search is longer."""
WELCOME = (
    events.Key,
    events.Paste,
    events.MouseEvent,
    TerminalSupportsSynchronizedOutput,
)
"""What a reader's terminal may tell; its size comes from SSH, and not from whatever is typed."""
TICK_SECONDS = 0.01
"""How often a keyboard is looked at that waits for the rest of something."""
AT_ONCE = 64
"""Bytes of input that are looked at before other readers have their turn."""
KEYS_A_SECOND, KEYS_AHEAD = 60.0, 300.0
"""How fast input is taken in the long run, and how much of it at once: nobody types faster."""
AT_ONCE_BEHIND, KEYS_A_SECOND_BEHIND = 16, 3.0
"""The same while the link is behind: nobody sees what these keys do."""
INPUT_LIMIT = 32 * 1024
"""Bytes of input that wait here; then the reader's end has to keep them."""


class Link(Protocol):
    """One reader's terminal, as the driver needs it."""

    @property
    def is_behind(self) -> bool:
        """Whether what was sent is still on its way: then no frame is sent."""

    def send(self, data: bytes) -> None:
        """Send bytes; nothing once the link is cut."""

    def hold_input(self, hold: bool) -> None:
        """Have the other end keep what it has to say, or say it."""

    def frame_dropped(self) -> None:
        """A frame was not sent, since the link was behind."""


class ChannelDriver(Driver):
    """Draws what changed on the screen, when the link can take it.

    While it is behind, frames are dropped; when it has caught up, one that makes up for all is
    sent. Nothing of the process's own terminal, signals or environment is touched.
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

    # -- what Textual calls

    def write(self, data: str) -> None:
        """Take in a part of a frame; what is no part of one is sent at once."""
        size = self._app.size
        if size != self._mirror.size and min(size) > 0:
            self._mirror.resize(*size)
        self._send(self._terminal.known(self._mirror.write(data)))

    def flush(self) -> None:
        """A frame is whole: send what it changes, now or when the link has caught up."""
        if self._is_over or self._retrying is not None:
            return
        if self._link.is_behind:
            self._link.frame_dropped()
            self._retrying = self._loop.call_later(RETRY_SECONDS, self._retry)
        else:
            self._send(self._mirror.frame())

    def repaint(self) -> None:
        """Draw everything anew, whatever the terminal shows."""
        self._mirror.forget()
        self.flush()

    def send_message(self, message: Message) -> None:
        """To the app; we are in its loop, and need no other thread's way."""
        self._app.post_message(message)

    def start_application_mode(self) -> None:
        """Take the terminal over."""
        taken = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h\x1b[?2026$p"
        self._send(self._terminal.known(taken))
        size = Size(*self.terminal_size)
        self.send_message(events.Resize(size, size))
        self._reader = asyncio.create_task(self._read(), name="keyboard")

    def disable_input(self) -> None:
        """Nothing that is typed matters any more."""
        if self._reader is not None:
            self._reader.cancel()
            self._reader = None
        self._typed.clear()

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was."""
        self.disable_input()
        for timer in (self._settling, self._retrying, self._ticking):
            if timer is not None:
                timer.cancel()
        self._send(self._mirror.let_go())
        given_back = "\x1b[?2004l\x1b[?7h\x1b[?1049l\x1b[?25h"
        self._send(self._terminal.known(MOUSE_OFF + given_back))
        self._is_over = True

    def open_url(self, url: str, new_tab: bool = True) -> None:
        """Nothing is opened on a server."""

    def deliver_binary(self, *_: Any, **__: Any) -> None:
        """Nothing is written on a server."""

    # -- what the link calls

    def typed(self, data: bytes) -> None:
        """Bytes from the terminal."""
        self._typed += data
        self._has_input.set()
        if len(self._typed) > INPUT_LIMIT:
            self._link.hold_input(True)

    def resized(self, width: int, height: int) -> None:
        """The terminal has another size, and maybe soon yet another one."""
        self.terminal_size = width, height
        if self._settling is not None:
            self._settling.cancel()
        self._settling = self._loop.call_later(SETTLE_SECONDS, self._settled)

    # -- inside

    def _send(self, data: str) -> None:
        if data and not self._is_over:
            self._link.send(self._terminal.encode(data))

    def _retry(self) -> None:
        self._retrying = None
        self.flush()

    def _settled(self) -> None:
        """Textual draws a new size; the same one again is drawn by us."""
        self._settling = None
        size = Size(*self.terminal_size)
        self._mirror.forget()
        self.send_message(events.Resize(size, size))
        self._settling = self._loop.call_later(SETTLE_SECONDS, self._repaint_settled)

    def _repaint_settled(self) -> None:
        self._settling = None
        self.flush()

    async def _read(self) -> None:
        """Hand on what is typed, a little at a time, and no faster than it can be used."""
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
        """What is looked at next; what an Escape begins is not cut, for it has to come at once."""
        piece = bytes(self._typed[:size])
        if len(self._typed) > size and (escape := piece.rfind(b"\x1b")) > 0:
            piece = piece[:escape]
        del self._typed[: len(piece)]
        return piece

    def _tick_soon(self) -> None:
        """An Escape after which nothing comes is a key; a paste may have no end."""
        if self._ticking is not None:
            self._ticking.cancel()
        waits = self._keyboard.waits
        soon = self._keyboard.escape_seconds + TICK_SECONDS
        self._ticking = self._loop.call_later(soon, self._tick) if waits else None

    def _tick(self) -> None:
        self._hand_on(self._keyboard.tick())
        self._tick_soon()

    def _hand_on(self, messages: Iterable[Message]) -> int:
        """Give the app what was typed; how many messages that was."""
        number = 0
        for message in messages:
            number += 1
            self.process_message(message)
        return number


def keyboard_for(terminal: Surroundings, clock: Callable[[], float] = monotonic) -> Keyboard:
    """What reads the bytes of somebody who may send anything."""
    return Keyboard(
        terminal.signs.codec,
        clock,
        escape_seconds=terminal.escape_seconds,
        marks_pastes=terminal.has(Feature.PASTE),
        paste_limit=PASTE_LIMIT,
        welcome=WELCOME,
    )
