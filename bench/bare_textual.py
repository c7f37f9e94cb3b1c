"""The floor of a served list: a bare Textual app over asyncssh, without an archive.

`python -m bench.bare_textual PORT`, of an environment that has newstui's extra `serve`. The server
is not for use: no limits, no authentication, no isolation. The app shows a list of made-up lines on
Textual's Line API, sends Textual's own output, and is the floor that `bench.serve` compares with.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from contextlib import nullcontext
from functools import partial
from typing import Any, ClassVar, cast

import asyncssh
import textual.app
from rich.segment import Segment
from rich.style import Style
from textual._xterm_parser import XTermParser
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.events import Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Static

LINES = 20_000
SIZE = Size(80, 24)


class Rows(ScrollView, can_focus=True):
    """Widget of lines with a cursor; a move repaints two lines."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "move(1)", "down"),
        Binding("k", "move(-1)", "up"),
    ]
    cursor: reactive[int] = reactive(0, repaint=False)

    def on_mount(self) -> None:
        """Set the virtual height to the number of lines."""
        self.virtual_size = Size(SIZE.width - 1, LINES)

    def watch_cursor(self, old: int, new: int) -> None:
        """Redraw the old and the new line of the cursor."""
        self.refresh(Region(0, old, SIZE.width, 1), Region(0, new, SIZE.width, 1))

    def action_move(self, lines: int) -> None:
        """Move the cursor by some lines, within the first screen."""
        self.cursor = max(0, min(self.cursor + lines, SIZE.height - 3))

    def render_line(self, y: int) -> Strip:
        """Return a line about as long as a title with its date and source."""
        text = f"  ● 22 Jan 2023  The Source      The title of article {y:,} of this list"
        style = self.rich_style + Style(reverse=True) if y == self.cursor else self.rich_style
        return Strip([Segment(text.ljust(SIZE.width - 1), style)], SIZE.width - 1)


class BareDriver(Driver):
    """Textual driver that writes to an SSH channel, a frame at a time."""

    def __init__(self, app: App[None], *, channel: Any, **more: Any) -> None:
        super().__init__(app, **more)
        self._channel = channel
        self._frame: list[str] = []
        self._parser = XTermParser()

    def write(self, data: str) -> None:
        """Buffer a part of a frame."""
        self._frame.append(data)

    def flush(self) -> None:
        """Send the buffered frame to the channel."""
        if self._frame:
            self._channel.write("".join(self._frame))
            self._frame.clear()

    def send_message(self, message: Message) -> None:
        """Post a message to the app, in the same event loop."""
        self._app.post_message(message)

    def typed(self, data: str) -> None:
        """Parse input from the channel and process its messages."""
        for message in (*self._parser.feed(data), *self._parser.tick()):
            self.process_message(message)

    def start_application_mode(self) -> None:
        """Enter the alternate screen and report its size."""
        self.write("\x1b[?1049h")
        self.send_message(Resize(SIZE, SIZE))

    def disable_input(self) -> None:
        """Do nothing: input arrives by `typed` alone."""

    def stop_application_mode(self) -> None:
        """Do nothing: the connection is closed anyway."""


class BareApp(App[None]):
    """App of a title line, the rows and a line of keys."""

    AUTO_FOCUS = "Rows"

    def __init__(self, channel: Any) -> None:
        super().__init__(driver_class=cast(type[Driver], partial(BareDriver, channel=channel)))
        self.animation_level = "none"

    def compose(self) -> ComposeResult:
        """Yield widgets in the order of newstui's list."""
        yield Static("a bare Textual list")
        yield Rows()
        yield Static("j down  k up")

    def typed(self, data: str) -> None:
        """Pass input from the channel to the driver."""
        if isinstance(self._driver, BareDriver):
            self._driver.typed(data)


class Visit(asyncssh.SSHServerSession[str]):
    """SSH session that runs one app."""

    def connection_made(self, chan: asyncssh.SSHServerChannel[str]) -> None:
        """Make an app that writes to the channel."""
        self._app = BareApp(chan)

    def pty_requested(self, *_: Any) -> bool:
        """Accept a pty."""
        return True

    def shell_requested(self) -> bool:
        """Accept a shell."""
        return True

    def session_started(self) -> None:
        """Start the app."""
        self._task = asyncio.create_task(self._app.run_async(size=SIZE))

    def data_received(self, data: str, datatype: int | None) -> None:
        """Pass input to the app."""
        self._app.typed(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Exit the app."""
        self._app.exit()


class Door(asyncssh.SSHServer):
    """SSH server that admits every client."""

    def begin_auth(self, username: str) -> bool:
        """Tell that no authentication is needed."""
        return False

    def session_requested(self) -> Visit:
        """Return a new session."""
        return Visit()


async def serve(port: int) -> None:
    """Serve on a port of loopback until the process is ended."""
    async with await asyncssh.listen(
        "127.0.0.1",
        port,
        server_factory=Door,
        server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")],
        line_editor=False,
        encoding="utf-8",
    ) as server:
        gc.set_threshold(10_000, 20, 20)  # the setting of newstui's server
        print(f"port {server.get_port()}, for whoever measures", file=sys.stderr, flush=True)
        await server.wait_closed()


if __name__ == "__main__":
    for name in ("redirect_stdout", "redirect_stderr"):
        setattr(textual.app, name, lambda _stream: nullcontext())
    asyncio.run(serve(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
