"""The floor of a served list: a bare Textual app over asyncssh, without an archive.

`python -m bench.bare_textual PORT`, of an environment that has newstui's extra `serve`. It is no
program to use: no limits, nobody shut out, nothing kept apart. It has a list of made-up lines on
Textual's Line API, draws by what Textual itself writes, and is what `bench.serve` compares with.
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
    """Lines with a cursor; a move repaints two of them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "move(1)", "down"),
        Binding("k", "move(-1)", "up"),
    ]
    cursor: reactive[int] = reactive(0, repaint=False)

    def on_mount(self) -> None:
        """As high as its lines."""
        self.virtual_size = Size(SIZE.width - 1, LINES)

    def watch_cursor(self, old: int, new: int) -> None:
        """Draw both lines."""
        self.refresh(Region(0, old, SIZE.width, 1), Region(0, new, SIZE.width, 1))

    def action_move(self, lines: int) -> None:
        """Within the first screen."""
        self.cursor = max(0, min(self.cursor + lines, SIZE.height - 3))

    def render_line(self, y: int) -> Strip:
        """A line about as long as a title with its date and source."""
        text = f"  ● 22 Jan 2023  The Source      The title of article {y:,} of this list"
        style = self.rich_style + Style(reverse=True) if y == self.cursor else self.rich_style
        return Strip([Segment(text.ljust(SIZE.width - 1), style)], SIZE.width - 1)


class BareDriver(Driver):
    """What Textual writes goes to the channel, a frame at a time."""

    def __init__(self, app: App[None], *, channel: Any, **more: Any) -> None:
        super().__init__(app, **more)
        self._channel = channel
        self._frame: list[str] = []
        self._parser = XTermParser()

    def write(self, data: str) -> None:
        """A part of a frame."""
        self._frame.append(data)

    def flush(self) -> None:
        """The frame is whole."""
        if self._frame:
            self._channel.write("".join(self._frame))
            self._frame.clear()

    def send_message(self, message: Message) -> None:
        """To the app, in the same loop."""
        self._app.post_message(message)

    def typed(self, data: str) -> None:
        """Keys."""
        for message in (*self._parser.feed(data), *self._parser.tick()):
            self.process_message(message)

    def start_application_mode(self) -> None:
        """The screen alone, and its size."""
        self.write("\x1b[?1049h")
        self.send_message(Resize(SIZE, SIZE))

    def disable_input(self) -> None:
        """Nothing is read but what comes."""

    def stop_application_mode(self) -> None:
        """The link is cut anyway."""


class BareApp(App[None]):
    """A line, the rows, a line."""

    AUTO_FOCUS = "Rows"

    def __init__(self, channel: Any) -> None:
        super().__init__(driver_class=cast(type[Driver], partial(BareDriver, channel=channel)))
        self.animation_level = "none"

    def compose(self) -> ComposeResult:
        """As newstui's list is made up."""
        yield Static("a bare Textual list")
        yield Rows()
        yield Static("j down  k up")

    def typed(self, data: str) -> None:
        """Keys from the channel."""
        if isinstance(self._driver, BareDriver):
            self._driver.typed(data)


class Visit(asyncssh.SSHServerSession[str]):
    """An app for whoever comes."""

    def connection_made(self, chan: asyncssh.SSHServerChannel[str]) -> None:
        """Its terminal."""
        self._app = BareApp(chan)

    def pty_requested(self, *_: Any) -> bool:
        """Yes."""
        return True

    def shell_requested(self) -> bool:
        """Yes."""
        return True

    def session_started(self) -> None:
        """Show it."""
        self._task = asyncio.create_task(self._app.run_async(size=SIZE))

    def data_received(self, data: str, datatype: int | None) -> None:
        """Keys."""
        self._app.typed(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Gone."""
        self._app.exit()


class Door(asyncssh.SSHServer):
    """Open to all."""

    def begin_auth(self, username: str) -> bool:
        """Without a key."""
        return False

    def session_requested(self) -> Visit:
        """A visit."""
        return Visit()


async def serve(port: int) -> None:
    """Until it is ended."""
    async with await asyncssh.listen(
        "127.0.0.1",
        port,
        server_factory=Door,
        server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")],
        line_editor=False,
        encoding="utf-8",
    ) as server:
        gc.set_threshold(10_000, 20, 20)  # as newstui's server does
        print(f"port {server.get_port()}, for whoever measures", file=sys.stderr, flush=True)
        await server.wait_closed()


if __name__ == "__main__":
    for name in ("redirect_stdout", "redirect_stderr"):
        setattr(textual.app, name, lambda _stream: nullcontext())
    asyncio.run(serve(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
