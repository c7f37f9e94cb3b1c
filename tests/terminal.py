"""A terminal for tests: a real pty, a program in it, and pyte as the screen in front of it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

import pyte

UNKNOWN_TO_PYTE = re.compile(
    rb"\x1b\[[<>=?]?[0-9;]*(?:\$p|[<>=][0-9;]*u|u)|\x1b\[[<>=][0-9;]*[a-zA-Z]"
)
"""Queries and the kitty keyboard protocol, which pyte would print as letters."""

WIDTHLESS = re.compile("([\u0300-\u036f\u0e31\u0e34-\u0e3a\u200b-\u200f\ufe0e\ufe0f])")
"""Signs that belong to the cell before them; pyte gives up at those that are no accents."""

MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")


class Emulator(pyte.Screen):
    """pyte's screen with what it lacks: scrolling by number, signs without width in every place.

    Without `erases_in_colour`, what is erased has the terminal's own background, as in tmux.
    """

    def __init__(self, columns: int, lines: int, erases_in_colour: bool = True) -> None:
        self._erases_in_colour = erases_in_colour
        super().__init__(columns, lines)

    def looks(self) -> list[list[tuple[object, ...]]]:
        """What is to be seen of each cell: a blank has no strokes that could have a colour."""
        return [
            [self._look(self.buffer[row][column]) for column in range(self.columns)]
            for row in range(self.lines)
        ]

    @property
    def place(self) -> tuple[int, int]:
        """Where the cursor is: row and column."""
        return self.cursor.y, min(self.cursor.x, self.columns - 1)

    def draw(self, data: str) -> None:
        """Write a text."""
        for part in WIDTHLESS.split(data):
            if WIDTHLESS.fullmatch(part):
                if self.cursor.x:
                    line, before = self.buffer[self.cursor.y], self.cursor.x - 1
                    before -= not line[before].data  # the second half of a wide sign
                    line[before] = line[before]._replace(data=line[before].data + part)
            else:
                super().draw(part)

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        """`CSI n K`."""
        with self._erasing():
            super().erase_in_line(how, private)

    def erase_characters(self, count: int | None = None) -> None:
        """`CSI n X`."""
        with self._erasing():
            super().erase_characters(count)

    def erase_in_display(self, how: int = 0, *args: object, **more: object) -> None:
        """`CSI n J`."""
        with self._erasing():
            super().erase_in_display(how, *args, **more)

    def index(self) -> None:
        """A newline; at the bottom a row comes in, in the pen's colour where one erases so."""
        bottom = (self.margins or pyte.screens.Margins(0, self.lines - 1)).bottom
        scrolls = self.cursor.y == bottom
        super().index()
        if scrolls:
            self._fill(bottom)

    def reverse_index(self) -> None:
        """The same at the top."""
        top = (self.margins or pyte.screens.Margins(0, self.lines - 1)).top
        scrolls = self.cursor.y == top
        super().reverse_index()
        if scrolls:
            self._fill(top)

    def delete_lines(self, count: int | None = None) -> None:
        """`CSI n M`."""
        top, bottom = self.margins or pyte.screens.Margins(0, self.lines - 1)
        if top <= self.cursor.y <= bottom:
            super().delete_lines(count)
            self._fill(*range(max(self.cursor.y, bottom + 1 - (count or 1)), bottom + 1))

    def insert_lines(self, count: int | None = None) -> None:
        """`CSI n L`."""
        top, bottom = self.margins or pyte.screens.Margins(0, self.lines - 1)
        if top <= self.cursor.y <= bottom:
            super().insert_lines(count)
            self._fill(*range(self.cursor.y, min(self.cursor.y + (count or 1), bottom + 1)))

    def scroll_up(self, count: int | None = None) -> None:
        """`CSI n S`."""
        self._at_margin(bottom=True, act=self.index, count=count)

    def scroll_down(self, count: int | None = None) -> None:
        """`CSI n T`."""
        self._at_margin(bottom=False, act=self.reverse_index, count=count)

    @contextmanager
    def _erasing(self) -> Iterator[None]:
        pen = self.cursor.attrs
        if not self._erases_in_colour:
            self.cursor.attrs = self.default_char
        yield
        self.cursor.attrs = pen

    def _fill(self, *rows: int) -> None:
        for row in rows:
            for column in range(self.columns):
                blank = self.cursor.attrs if self._erases_in_colour else self.default_char
                self.buffer[row][column] = blank

    def _at_margin(self, bottom: bool, act: Callable[[], None], count: int | None) -> None:
        margins = self.margins or pyte.screens.Margins(0, self.lines - 1)
        row, self.cursor.y = self.cursor.y, margins.bottom if bottom else margins.top
        for _ in range(count or 1):
            act()
        self.cursor.y = row

    @staticmethod
    def _look(cell: pyte.screens.Char) -> tuple[object, ...]:
        if cell.data != " " or cell.reverse or cell.underscore or cell.strikethrough:
            return tuple(cell)
        return " ", cell.bg


class EmulatorStream(pyte.ByteStream):
    """pyte's parser, with the sequences that it lacks."""

    csi = {**pyte.ByteStream.csi, "S": "scroll_up", "T": "scroll_down"}  # noqa: RUF012
    events = pyte.ByteStream.events | {"scroll_up", "scroll_down"}


KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "space": " ",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "backspace": "\x7f",
}


class Terminal:
    """Runs a program in a pty of its own; what it shows is `display`, a list of lines."""

    def __init__(
        self,
        command: Sequence[str | Path],
        environment: Mapping[str, str],
        columns: int = 80,
        lines: int = 24,
        cwd: Path | None = None,
    ) -> None:
        self.raw = bytearray()
        self.stamps: list[tuple[float, int]] = []
        """When (monotonic) how many bytes had come."""
        self._screen = Emulator(columns, lines)
        self._stream = EmulatorStream(self._screen)
        self._changed = threading.Condition()
        self._draws = True
        self._drawn = 0
        self._reads = threading.Event()
        self._reads.set()
        self._master, slave = pty.openpty()
        self._set_size(columns, lines)
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [str(part) for part in command],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=dict(environment),
            cwd=cwd,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(slave)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # -- what is on the screen

    @property
    def display(self) -> list[str]:
        """The lines of the screen."""
        with self._changed:
            return list(self._screen.display)

    @property
    def looks(self) -> list[list[tuple[object, ...]]]:
        """What is to be seen of each cell, colours included."""
        with self._changed:
            return self._screen.looks()

    @property
    def text(self) -> str:
        """The whole screen."""
        return "\n".join(line.rstrip() for line in self.display)

    def cell(self, column: int, line: int) -> pyte.screens.Char:
        """One cell with its colours."""
        with self._changed:
            return self._screen.buffer[line][column]

    def wait_for(self, *texts: str, timeout: float = 30) -> str:
        """Until all the texts are on the screen; the screen."""
        return self.wait(lambda shown: all(text in shown for text in texts), str(texts), timeout)

    def wait_sent(self, text: str, timeout: float = 30) -> str:
        """Until a text was sent in one piece, if only for a moment."""
        sent = text.encode()
        return self.wait(lambda _: sent in bytes(self.raw), f"{text!r} sent", timeout)

    def wait_gone(self, text: str, timeout: float = 30) -> str:
        """Until a text is no longer on the screen."""
        return self.wait(lambda shown: text not in shown, f"{text!r} gone", timeout)

    def wait(self, done: Callable[[str], bool], what: str, timeout: float = 30) -> str:
        """Until the screen is as wanted."""
        end = time.monotonic() + timeout
        with self._changed:
            while not done(shown := "\n".join(line.rstrip() for line in self._screen.display)):
                left = end - time.monotonic()
                if left <= 0 or (self.process.poll() is not None and not self._reader.is_alive()):
                    raise AssertionError(f"waited for {what}; on the screen:\n{shown}")
                self._changed.wait(min(left, 0.1))
        return shown

    @contextmanager
    def unwatched(self) -> Iterator[None]:
        """Bytes are only noted with their times: to draw them takes time from what is measured."""
        self._draws = False
        try:
            yield
        finally:
            with self._changed:
                self._draws = True
                self._draw()

    def frames(self) -> Iterator[tuple[float, list[str]]]:
        """When each piece of output came, and the first two lines of the screen behind it."""
        screen = Emulator(self._screen.columns, self._screen.lines)
        stream = EmulatorStream(screen)
        begin = 0
        for when, end in list(self.stamps):
            stream.feed(UNKNOWN_TO_PYTE.sub(b"", bytes(self.raw[begin:end])))
            begin = end
            rows = (screen.buffer[row] for row in range(2))
            yield when, ["".join(row[at].data for at in range(screen.columns)) for row in rows]

    def modes_left(self) -> set[bytes]:
        """Private modes that were switched on and never off again."""
        on: set[bytes] = set()
        for match in MODE.finditer(bytes(self.raw)):
            for mode in match[1].split(b";"):
                (on.add if match[2] == b"h" else on.discard)(mode)
        # 7: lines wrap, 25: the cursor shows; both are on in a terminal at rest.
        return on - {b"7", b"25"}

    # -- what the person in front of it does

    def press(self, *keys: str) -> None:
        """Keys by name (`enter`, `^D`), anything else as typed."""
        for key in keys:
            is_control = len(key) == 2 and key[0] == "^"
            typed = chr(ord(key[1]) & 0x1F) if is_control else KEYS.get(key, key)
            os.write(self._master, typed.encode())

    def send(self, data: bytes) -> None:
        """Bytes as they are, however many; what the program shows meanwhile is read."""
        while data:
            _, ready, _ = select.select([], [self._master], [], 10)
            assert ready, "the program reads nothing"
            data = data[os.write(self._master, data[:1024]) :]

    def resize(self, columns: int, lines: int) -> None:
        """Another size, as a window manager would."""
        with self._changed:
            self._screen.resize(lines, columns)
        self._set_size(columns, lines)
        os.killpg(self.process.pid, signal.SIGWINCH)

    @contextmanager
    def not_reading(self) -> Iterator[None]:
        """A link over which nothing comes for a while."""
        self._reads.clear()
        try:
            yield
        finally:
            self._reads.set()

    def hang_up(self) -> None:
        """The link is cut: the terminal's end of the pty closes, the kernel sends SIGHUP."""
        master, self._master = self._master, -1
        os.close(master)

    def wait_exit(self, timeout: float = 30) -> int:
        """The exit code, once the program has ended and all it wrote was read."""
        code = self.process.wait(timeout)
        self._reader.join(2)
        return code

    def close(self) -> None:
        """End the program if it still runs."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self._master >= 0:
            master, self._master = self._master, -1
            os.close(master)
        self._reader.join(2)

    def _set_size(self, columns: int, lines: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def _draw(self) -> None:
        if self._draws:
            self._stream.feed(UNKNOWN_TO_PYTE.sub(b"", bytes(self.raw[self._drawn :])))
            self._drawn = len(self.raw)

    def _read(self) -> None:
        while (master := self._master) >= 0:
            self._reads.wait()
            try:
                ready, _, _ = select.select([master], [], [], 0.1)
                data = os.read(master, 65536) if ready else None
            except (OSError, ValueError):
                break
            if data is None:
                continue
            if not data:
                break
            with self._changed:
                self.raw += data
                self.stamps.append((time.monotonic(), len(self.raw)))
                self._draw()
                self._changed.notify_all()
        with self._changed:
            self._changed.notify_all()
