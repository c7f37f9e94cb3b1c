"""Tests of the driver on a terminal that shows a frame already: a real pty, the smallest app."""

from __future__ import annotations

import os
import signal
import sys
import termios
import time
from collections.abc import Iterator

import pytest

from tests.conftest import ROOT
from tests.terminal import Terminal

pytestmark = pytest.mark.slow

APP = """
import zlib
from functools import partial
from textual.app import App
from textual.widgets import Static
from tui.start.early_terminal import EarlyTerminal
from tui.start.handover import HandoverDriver

class Rows(App):
    BINDINGS = [("r", "release")]

    def compose(self):
        yield Static("as it was\\nas it is", markup=False)

    def action_release(self):
        opened.is_held = False
        self.refresh(layout=True)

opened = EarlyTerminal()
opened.draw(
    b"\\x1b[H\\x1b[Jas it was\\x1b[2;1Has it\\x1b[70Copen",
    zlib.compress(b"\\x1b[1;1Has it was\\x1b[2;1Has it" + b" " * 70 + b"open"),
)
Rows(driver_class=partial(HandoverDriver, opened), ansi_color=True).run(mouse=False)
opened.close()
print("left")
"""


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    """Yield a terminal with the frame on it; the app is up but draws nothing yet."""
    given = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8"}
    given |= {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    with Terminal([sys.executable, "-c", APP], given) as terminal:
        terminal.wait_for("as it was", "open")
        terminal.wait_sent("\x1b[?2026$p")  # Textual's first question
        time.sleep(0.3)
        yield terminal


def test_the_frame_stays_until_there_is_as_much_and_only_what_differs_is_sent(
    terminal: Terminal,
) -> None:
    assert "as it is" not in terminal.text
    before = len(terminal.raw)
    terminal.press("r")
    terminal.wait_for("as it is")
    sent = bytes(terminal.raw[before:])
    assert terminal.display[0].rstrip() == "as it was"
    assert terminal.display[1].rstrip() == "as it is"
    assert b"as" not in sent
    assert b"\x1b[J" not in sent


def test_the_alternate_screen_is_entered_once_and_left_once(terminal: Terminal) -> None:
    terminal.press("r", "^Q")
    assert terminal.wait_exit() == 0
    assert bytes(terminal.raw).count(b"\x1b[?1049h") == 1
    assert bytes(terminal.raw).count(b"\x1b[?1049l") == 1
    assert bytes(terminal.raw).endswith(b"left\r\n")
    assert terminal.modes_left() == set()


def test_the_terminal_gets_the_attributes_back_that_it_had_before_the_frame(
    terminal: Terminal,
) -> None:
    assert not echoes(terminal)
    terminal.press("^Q")
    assert terminal.wait_exit() == 0
    assert echoes(terminal)


def test_told_to_go_on_it_takes_the_keys_anew_and_nothing_else(terminal: Terminal) -> None:
    """Continue after a stop by another process that left the terminal in a shell's mode."""
    attributes = termios.tcgetattr(terminal._master)
    attributes[3] |= termios.ECHO | termios.ICANON
    termios.tcsetattr(terminal._master, termios.TCSANOW, attributes)
    os.kill(terminal.process.pid, signal.SIGCONT)
    terminal.wait(lambda _: not echoes(terminal), "keys one by one")
    terminal.press("r")
    terminal.wait_for("as it is")
    assert bytes(terminal.raw).count(b"\x1b[?1049h") == 1


def echoes(terminal: Terminal) -> bool:
    """Return whether the line discipline echoes."""
    return bool(termios.tcgetattr(terminal._master)[3] & termios.ECHO)
