"""SSH session: a browser on a terminal, or one command."""

from __future__ import annotations

import asyncio
import fcntl
import re
import struct
import termios
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

import asyncssh

from index.errors import NewstuiError
from index.text.clean import clean_line
from tui.serve.login.authorized_keys import Account
from tui.serve.process.fault_isolation import ExitedError, StuckError, current
from tui.serve.session.app import ServedApp
from tui.serve.session.commands import RemoteCommand
from tui.serve.session.driver import INPUT_LIMIT, ChannelDriver
from tui.serve.session.served_session import ServedSession
from tui.serve.session.service import Service
from tui.start.window_files import Window

ON_ITS_WAY = 16 * 1024
"""Bytes in the kernel's send buffer above which the link is behind."""
CHANNEL_LIMIT = 32 * 1024
"""Bytes in the channel's buffer above which a command has to wait (backpressure)."""
PAINT_SECONDS = 5.0
"""Seconds from a key to a frame above which the key has caused none."""
CLOSING_SECONDS = 5.0
"""Timeout of a screen's end."""
USED_WRONGLY, TROUBLE, INTERRUPTED = 2, 3, 130
INTERRUPT, END_OF_INPUT = b"\x03", b"\x04"
"""`^C` and `^D`, which a terminal in raw mode leaves to the server."""

BROWSER: tuple[list[str], ...] = ([], ["newstui"], ["newstui", "--fresh"])
"""Commands that start the browser."""

REASONS: Mapping[type[BaseException], str] = {
    ExitedError: "it ended by itself",
    StuckError: "it took too long",
}

_TERM = re.compile(r"[A-Za-z0-9][A-Za-z0-9+._-]{0,63}")


class SshSession(asyncssh.SSHServerSession[bytes]):
    """Session on a channel: either a browser on a terminal, or one command without.

    The session is also the link of the browser's driver.
    """

    def __init__(
        self, server: Service, reader: Account, address: str, over: Callable[[SshSession], None]
    ) -> None:
        self._server = server
        self._reader = reader
        self._address = address
        self._over = over
        """Callback for the end, called once, when the channel is closed and the task done."""
        self._is_cut = False
        self._begins_fresh = False
        """Whether the browser starts at the list, not at the last position."""
        self._channel: asyncssh.SSHServerChannel[bytes] | None = None
        self._term: str | None = None
        self._size = (80, 24)
        self._command: RemoteCommand | None = None
        self._task: asyncio.Task[None] | None = None
        self._app: ServedApp | None = None
        self._may_write = asyncio.Event()
        self._may_write.set()
        self._is_up = asyncio.Event()
        self._farewell = ""
        """Last line to the reader, besides the command's own output."""
        self._why: str | None = None
        """Reason of the end for the event log; None for the reader's own."""
        self._failed = False
        self._code = TROUBLE
        """Exit code of the session, unless its task returns one."""
        self._begun = self._last_input = server.now
        self._typed_at: float | None = None
        self._typed_early = bytearray()
        """Keys that came before the screen."""
        self._bytes_in = self._bytes_out = 0
        self._holds_input = False

    # -- calls from asyncssh

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        """Keep the open channel and set its write limit."""
        self._channel = chan
        chan.set_write_buffer_limits(CHANNEL_LIMIT)

    def pty_requested(
        self, term_type: str, term_size: tuple[int, int, int, int], term_modes: Mapping[int, int]
    ) -> bool:
        """Accept a terminal, even for a key that allows none.

        No real terminal comes with it. Refused, OpenSSH's client would only say that the request
        failed.
        """
        self._term = term_type if _TERM.fullmatch(term_type) else "unknown"
        self._size = self._server.limits.size(*term_size[:2])
        return True

    def terminal_size_changed(self, width: int, height: int, pixwidth: int, pixheight: int) -> None:
        """Pass a terminal's new size on to the driver."""
        self._size = self._server.limits.size(width, height)
        if self._driver is not None:
            self._driver.resized(*self._size)

    def shell_requested(self) -> bool:
        """Start the browser; return False to refuse."""
        return self._begin(self._browse)

    def exec_requested(self, command: str) -> bool:
        """Start a command; the browser for an empty command, or for newstui itself."""
        if command.split() in BROWSER:
            self._begins_fresh = "--fresh" in command
            return self._begin(self._browse)
        columns = None if self._term is None else self._size[0]
        home, limits = self._server.archive.home, self._server.limits
        self._command = RemoteCommand(home, self._reader, command, limits, columns)
        return self._begin(self._run_command)

    def subsystem_requested(self, subsystem: str) -> bool:
        """Refuse subsystems such as sftp, and count the refusal."""
        self._server.counts.refused["subsystem"] += 1
        return False

    def data_received(self, data: bytes, datatype: int | None) -> None:
        """Pass input on to the command or the driver; keep keys that come before the screen."""
        self._bytes_in += len(data)
        self._server.counts.bytes_in += len(data)
        self._last_input = self._server.now
        if self._command is not None:
            self._sent_to(self._command, data)
        elif not self._is_up.is_set():
            self._typed_early += data
            if len(self._typed_early) > INPUT_LIMIT:
                self.hold_input(True)  # until the driver has read it
        elif self._driver is not None:
            if self._typed_at is None:
                self._typed_at = self._last_input
            self._driver.typed(data)

    def eof_received(self) -> bool:
        """End a browser, or a command's input; return whether the channel may still send."""
        if self._command is not None:
            self._command.received(b"")
        elif self._term is not None:  # without a terminal `_browse` explains that one is needed
            self.leave()
        return self._task is not None

    def signal_received(self, signal: str) -> None:
        """End the session at a signal that would end a program on a terminal."""
        if signal in ("HUP", "TERM", "INT", "KILL"):
            self.leave()

    def pause_writing(self) -> None:
        """Make a command wait: the channel's buffer is full."""
        self._may_write.clear()

    def resume_writing(self) -> None:
        """Let a command go on: the channel's buffer has room."""
        self._may_write.set()

    def connection_lost(self, exc: Exception | None) -> None:
        """End the session without a channel: state is saved, and no task stays behind."""
        if self._is_cut:
            return
        self._is_cut = True
        self._why = self._why or "cut off"
        self._channel = None
        self._may_write.set()
        if self._task is None:
            self._over(self)
        else:
            self._task.add_done_callback(lambda _: self._over(self))
            self.leave()

    # -- calls from the browser

    @property
    def is_behind(self) -> bool:
        """Whether earlier output has not yet reached the reader, as far as the buffers tell."""
        if self._channel is None:
            return False
        return self._channel.get_write_buffer_size() > 0 or self._unsent() > ON_ITS_WAY

    def send(self, data: bytes) -> None:
        """Send a frame, and count its delay from the key before it."""
        if self._channel is None:
            return
        if self._typed_at is not None:
            spent = self._server.now - self._typed_at
            self._typed_at = None
            if spent < PAINT_SECONDS:
                self._server.counts.painted(spent)
        self._write(data, False)

    def hold_input(self, hold: bool) -> None:
        """Pause or resume reading from the client."""
        if self._channel is not None and hold is not self._holds_input:
            self._holds_input = hold
            if hold:
                self._channel.pause_reading()
            else:
                self._channel.resume_reading()

    def frame_dropped(self) -> None:
        """Count a frame that was dropped because the link was behind."""
        self._server.counts.frames_dropped += 1

    def came_up(self) -> None:
        """Deliver the keys that came before the screen, and let the next screen start."""
        self._is_up.set()
        if self._driver is not None and self._typed_early:
            self._driver.typed(bytes(self._typed_early))
            self._typed_early.clear()
        self._server.reader_came()

    def fail(self, error: BaseException) -> None:
        """Log a defect and end this session, no other one."""
        if self._failed:
            return
        self._failed = True
        self._why = "defect"
        self._server.counts.errors += 1
        self._server.journal.defect(error, self._reader.name)
        kind = REASONS.get(type(error))
        self._farewell = (
            f"newstui had to stop: {kind or type(error).__name__}. This has been noted; "
            "what you read and starred is kept if it was before. You can come back."
        )
        self._server.loop.call_soon(self.leave)

    # -- calls from the server

    @property
    def is_command(self) -> bool:
        """Whether the session is a command, with no reader at a screen."""
        return self._command is not None

    @property
    def goes_on(self) -> bool:
        """Whether the session has a running task or unsent output."""
        if self._task is None:
            return False
        return not self._task.done() or self.is_behind

    def leave(self, farewell: str = "", why: str | None = None) -> None:
        """End the session with a line to the reader and a reason for the event log."""
        self._farewell = farewell or self._farewell
        self._why = self._why or why
        if self._app is not None:
            if self._failed:
                self._app.bookmark.forget()  # the next session must not meet the same defect
                self._app.exit(return_code=TROUBLE)
            else:
                self._app.leave()
            self._server.loop.call_later(CLOSING_SECONDS, self._end_now)
        elif self._task is not None:
            self._task.cancel()  # a command, or a browser that waits for its turn to start

    # -- internals

    @property
    def _driver(self) -> ChannelDriver | None:
        driver = self._app._driver if self._app is not None else None
        return driver if isinstance(driver, ChannelDriver) else None

    def _begin(self, act: Callable[[], Awaitable[int]]) -> bool:
        if self._server.is_closing or self._task is not None:
            return False
        if not self.is_command:
            self._server.journal.note("arrival", reader=self._reader.name, address=self._address)
        self._task = self._server.begin(self, self._visited(act))
        self._task.add_done_callback(self._finish)  # even if cancelled before its start
        return True

    async def _visited(self, act: Callable[[], Awaitable[int]]) -> None:
        """Run the session's task; every error ends in a farewell, a log entry or both."""
        token = current.set(self)
        try:
            self._code = await act()
        except NewstuiError as error:
            self._farewell = f"newstui: {clean_line(error.for_visitors)}"
            self._server.journal.note("trouble", reader=self._reader.name, problem=str(error))
        except asyncio.CancelledError:
            pass  # the server closes, or the reader is gone
        except Exception as error:  # noqa: BLE001 (logged and reported; other sessions go on)
            self.fail(error)
        finally:
            current.reset(token)

    def _finish(self, _task: asyncio.Task[None]) -> None:
        if self._farewell:
            self._write(f"{self._farewell}\n".encode("utf-8", "replace"), True)
        if self._channel is not None:
            with suppress(OSError):
                self._channel.exit(TROUBLE if self._failed else self._code)
        self._app = None
        self._server.journal.note(
            "command" if self._command else "visit",
            reader=self._reader.name,
            address=self._address,
            seconds=round(self._server.now - self._begun, 3),
            received=self._bytes_in,
            sent=self._bytes_out,
            code=self._code,
            why=self._why,
        )

    async def _browse(self) -> int:
        """Run the browser on the reader's terminal; return its exit code."""
        if why := self._refusal():
            self._farewell = f"newstui: {why}"
            return USED_WRONGLY
        archive = self._server.archive
        session = ServedSession(archive, await archive.open_state(self._reader))
        window = None
        try:
            window = await archive.open_window(self._reader, self._begins_fresh)
            async with self._server.starting:
                app = self._app = self._made(session, window)
                running = asyncio.create_task(self._run(app), name="visit")
                await self._came_up(running)
        except asyncio.CancelledError:
            if self._app is None:
                await session.close()
                if window is not None:
                    window.close()
            raise
        self._watch_idleness()
        await running
        return app.return_code or 0

    def _made(self, session: ServedSession, window: Window | None) -> ServedApp:
        return ServedApp(self, session, self._server.settings, self._environment(), window)

    async def _run(self, app: ServedApp) -> None:
        await app.run_async(mouse=False, size=self._size)

    async def _came_up(self, running: asyncio.Task[None]) -> None:
        """Wait until the screen is up, or its task ends before."""
        up = asyncio.create_task(self._is_up.wait())
        try:
            await asyncio.wait((running, up), return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            running.cancel()
            raise
        finally:
            up.cancel()

    def _refusal(self) -> str | None:
        if not self._reader.may_browse:
            return "this key is not for a terminal; `search WORDS` and `show SLUG` work with it"
        if self._term is None:
            return (
                "the browser needs a terminal: `ssh -t`; "
                "`search WORDS` and `show SLUG` work without one"
            )
        if self._term in ("dumb", "unknown"):
            return f"this terminal (TERM={self._term}) can't draw a screen; `search` works on it"
        if self._server.is_full:
            self._server.counts.refused["full"] += 1
            return "the archive has as many readers as it can take; try again later"
        return None

    def _environment(self) -> dict[str, str]:
        """Return the client's variables of its terminal, and none of the server's own."""
        assert self._channel is not None, "asked at the start of a visit"
        environment = {"TERM": self._term or "unknown", "SSH_CONNECTION": self._address}
        return environment | dict(self._channel.get_environment())

    def _sent_to(self, command: RemoteCommand, data: bytes) -> None:
        """Pass input on to a command; from a terminal obey `^C` and `^D`, as ttys do."""
        if self._term is None:
            command.received(data)
        elif INTERRUPT in data:
            self._code = INTERRUPTED
            self.leave()
        else:
            text, ends, _ = data.replace(b"\r", b"\n").partition(END_OF_INPUT)
            if text:
                command.received(text)
            if ends:
                command.received(b"")

    async def _run_command(self) -> int:
        assert self._command is not None, "set with the request"
        if self._server.is_crowded:
            self._server.counts.refused["commands"] += 1
            self._farewell = "newstui: too many commands are waiting; try again later"
            return TROUBLE
        await self._command.have_input()
        async with self._server.commanding.place(self._address):
            return await self._command.run(self._write, self._may_write)

    def _write(self, data: bytes, is_error: bool) -> None:
        if self._channel is None:
            return
        if self._term is not None and (self._command is not None or is_error):
            data = data.replace(b"\n", b"\r\n")  # the reader's terminal is in raw mode
        self._bytes_out += len(data)
        self._server.counts.bytes_out += len(data)
        with suppress(OSError):
            if is_error:
                self._channel.write_stderr(data)
            else:
                self._channel.write(data)

    def _unsent(self) -> int:
        """Return the bytes in the kernel's send buffer that the client has not acknowledged."""
        end: Any = self._channel.get_extra_info("socket") if self._channel else None
        if end is None:
            return 0
        try:
            waiting = fcntl.ioctl(end.fileno(), termios.TIOCOUTQ, b"\0\0\0\0")
        except (OSError, ValueError):
            return 0
        return int(struct.unpack("i", waiting)[0])

    def _watch_idleness(self) -> None:
        left = self._last_input + self._server.limits.idle_seconds - self._server.now
        if self._app is None:
            return
        if left <= 0:
            self.leave("newstui: you were away for long; come back whenever you like", "idle")
        else:
            self._server.loop.call_later(left + 0.1, self._watch_idleness)

    def _end_now(self) -> None:
        """Cancel the task of a screen that has not ended in time."""
        if self._task is not None and not self._task.done():
            self._task.cancel()
