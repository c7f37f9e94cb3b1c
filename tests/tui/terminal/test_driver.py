"""Tests of the driver in a real pty, under the smallest app: its output, and its full redraws."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.terminal import Terminal

pytestmark = pytest.mark.slow

APP = """
import os, signal, time
from textual.app import App
from textual.widgets import Static
from tui.terminal.driver import TerminalDriver

class Rows(App):
    BINDINGS = [("n", "next"), ("f", "flood"), ("r", "repaint"), ("b", "bell"), ("z", "away")]
    count, height = 0, 24

    def compose(self):
        yield Static("", markup=False)

    def on_mount(self):
        self.show()

    def on_resize(self, event):
        self.height = event.size.height
        self.show()

    def show(self):
        rows = [f"row {row} of {self.count}: " + "x" * 40 for row in range(self.height)]
        self.query_one(Static).update("\\n".join(rows))

    def action_next(self):
        self.count += 1
        self.show()

    async def action_flood(self):
        import asyncio
        for _ in range(100):
            self.count += 1
            rows = [str(self.count ** 50 * 7 ** (row + 70))[:70] for row in range(self.size.height)]
            self.query_one(Static).update("\\n".join(rows))
            await asyncio.sleep(0.02)
        self.show()
        os.mkdir(os.environ["FLOODS"] + str(self.count))

    def action_repaint(self):
        self._driver.repaint()

    def action_bell(self):
        self.bell()

    def action_away(self):
        with self.suspend():
            os.system("printf 'somebody else'; sleep 0.3")

app = Rows(driver_class=TerminalDriver, ansi_color=True)
app.run(mouse=False)
print("left", app.count)
"""

Start = Callable[..., Terminal]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    opened: list[Terminal] = []

    def start(columns: int = 80, lines: int = 24, term: str = "xterm-256color") -> Terminal:
        environment = {"PATH": os.environ["PATH"], "TERM": term, "LANG": "C.UTF-8"}
        given = {**environment, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
        given["FLOODS"] = str(tmp_path / "flood")
        terminal = Terminal([sys.executable, "-c", APP], given, columns, lines)
        opened.append(terminal)
        terminal.wait_for("row 0 of 0")
        quiet(terminal)
        return terminal

    yield start
    for terminal in opened:
        terminal.close()


def quiet(terminal: Terminal, seconds: float = 0.4) -> None:
    """Wait until nothing has arrived for a while."""
    count = -1
    while count != len(terminal.raw):
        count = len(terminal.raw)
        time.sleep(seconds)


def sent_for(terminal: Terminal, act: Callable[[], None]) -> str:
    """Return the output that an act causes."""
    before = len(terminal.raw)
    act()
    terminal.wait(lambda _: len(terminal.raw) > before, "what it draws")
    quiet(terminal)
    return bytes(terminal.raw[before:]).decode()


def test_a_key_sends_the_letters_that_changed(start: Start) -> None:
    terminal = start()

    def go_on() -> None:
        terminal.press("n")
        terminal.wait_for("row 0 of 1: xxx", "row 23 of 1: xxx")

    sent = sent_for(terminal, go_on)
    assert len(sent) < 24 * 12
    assert "x" not in sent


def test_drawing_anew_sends_everything(start: Start) -> None:
    terminal = start()
    sent = sent_for(terminal, lambda: terminal.press("r"))
    assert "\x1b[H\x1b[J" in sent
    assert "row 23 of 0" in sent


def test_the_bell_rings_at_once_and_draws_nothing(start: Start) -> None:
    terminal = start()
    assert sent_for(terminal, lambda: terminal.press("b")) == "\x07"


def test_another_size_draws_everything(start: Start) -> None:
    terminal = start()
    terminal.resize(60, 30)
    terminal.wait_for("row 29 of 0")
    terminal.press("n")
    terminal.wait_for("row 0 of 1", "row 29 of 1")


def test_a_size_that_changed_and_came_back_draws_everything(start: Start) -> None:
    terminal = start()
    sent = sent_for(terminal, lambda: os.killpg(terminal.process.pid, signal.SIGWINCH))
    assert "row 23 of 0" in sent, "the terminal may have lost what was outside the smaller size"


def test_after_another_program_everything_is_drawn(start: Start) -> None:
    terminal = start()
    terminal.press("n")
    terminal.wait_for("of 1")
    terminal.press("z")
    terminal.wait_for("somebody else")
    terminal.wait_for("row 0 of 1", "row 23 of 1")
    terminal.press("n")
    terminal.wait_for("row 23 of 2")


def test_stopped_and_continued_by_the_shell(start: Start) -> None:
    terminal = start()
    os.kill(terminal.process.pid, signal.SIGTSTP)
    terminal.wait(lambda _: b"?1049l" in terminal.raw, "the terminal given back")
    quiet(terminal)
    assert b"row" not in bytes(terminal.raw).rpartition(b"\x1b[?1049l")[2], "no frame came after"
    sent = sent_for(terminal, lambda: os.kill(terminal.process.pid, signal.SIGCONT))
    assert "row 23 of 0" in sent
    terminal.press("n")
    terminal.wait_for("row 23 of 1")


def test_it_leaves_the_terminal_as_it_was(start: Start) -> None:
    terminal = start()
    terminal.press("^Q")
    assert terminal.wait_exit() == 0
    assert terminal.modes_left() == set()
    assert bytes(terminal.raw).endswith(b"left 0\r\n")
    assert b"row" not in bytes(terminal.raw).rpartition(b"\x1b[?1049l")[2], "no frame came after"
    last = re.findall(rb"\x1b\[[0-9;]*m", bytes(terminal.raw))[-1]
    assert last == b"\x1b[m", "what follows has the terminal's own colours"


def test_a_terminal_that_is_slow_gets_the_newest_state_only(start: Start, tmp_path: Path) -> None:
    terminal = start()
    terminal.press("f")
    terminal.wait_for("row 23 of 100")
    read = len(terminal.raw)
    with terminal.not_reading():
        terminal.press("f")
        end = time.monotonic() + 60
        while not (tmp_path / "flood200").exists() and time.monotonic() < end:
            time.sleep(0.05)
    terminal.wait_for("row 23 of 200")
    assert len(terminal.raw) - read < read / 2, "most of a hundred frames were never sent"
