"""The terminal before the browser is up: raw mode, the last frame.

The frame that the last window left, or that the cut one was at, is written before anything large is
imported. Keys wait in the terminal's queue: it is in raw mode by then, so that they are neither
echoed nor taken apart. Python's `tty.setraw` would flush them.
"""

from __future__ import annotations

import os
import termios

from tui.start.window_files import Window, look_of

IFLAG, LFLAG, CC = 0, 3, 6
ENDING = ("SIGHUP", "SIGTERM", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGXCPU")
"""Signals that end a program; what the browser itself does with them it says when it is up."""

ALTERNATE = "\x1b[?1049h"
"""Where Textual switches to the alternate screen, which some terminals clear once more."""
_ENTER = b"\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h"
"""The alternate screen, no cursor, no wrapping, pastes told from keys: as Textual has it."""
_LEAVE = b"\x1b[m\x1b[?2004l\x1b[?7h\x1b[?1049l\x1b[?25h"


class EarlyTerminal:
    """The terminal, ready for keys, perhaps with a frame on it."""

    def __init__(self, descriptor: int = 0, output: int = 2) -> None:
        """Put the terminal in raw mode; whatever was typed stays in its queue."""
        self._descriptor = descriptor
        self.output = output
        self.has_frame = False
        """A frame of ours is on the terminal, and the browser has not taken it over yet."""
        self.is_held = False
        """Nothing may be drawn over that frame yet: the screens don't show as much."""
        self.drawn = b""
        """What that frame stands for, as the screen drew it: compressed, as `Kept` has it."""
        self.attributes = termios.tcgetattr(descriptor)
        """As they were before."""
        self.take_keys()

    def heed_signals(self) -> None:
        """Give the terminal back when one ends us: until the browser is up."""
        import signal  # takes longer than all that is done before the frame

        for name in ENDING:
            signal.signal(getattr(signal, name), self._end)

    def take_keys(self) -> None:
        """Keys come one by one, unechoed."""
        try:
            termios.tcsetattr(self._descriptor, termios.TCSANOW, _raw(self.attributes))
        except termios.error:
            return  # the terminal is gone; a signal says so, or the first key that is read

    def draw(self, frame: bytes, drawn: bytes) -> None:
        """Show a frame on the alternate screen."""
        self.has_frame = self.is_held = True
        self.drawn = drawn
        data = memoryview(_ENTER + frame)
        while data:
            data = data[os.write(self.output, data) :]

    def close(self) -> None:
        """Give the terminal back as it was; the second time nothing is left to do."""
        had_frame, self.has_frame = self.has_frame, False
        try:
            if had_frame:
                os.write(self.output, _LEAVE)
            termios.tcsetattr(self._descriptor, termios.TCSANOW, self.attributes)
        except (OSError, termios.error):
            self._let_go()

    def _let_go(self) -> None:
        """The terminal is gone: what Python still has to write must not become our exit code."""
        nowhere = os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)
        for output in (1, 2):
            os.dup2(nowhere, output)

    def _end(self, number: int, _frame: object) -> None:
        """Nothing is open yet that would have to be saved."""
        self.close()
        os._exit(128 + number)


def _raw(attributes: list[int | list[bytes | int]]) -> list[int | list[bytes | int]]:
    """Keys one by one, unechoed, without signals: what Textual sets, too."""
    raw = [*attributes]
    iflag, lflag, cc = raw[IFLAG], raw[LFLAG], raw[CC]
    assert isinstance(iflag, int)
    assert isinstance(lflag, int)
    assert isinstance(cc, list)
    raw[IFLAG] = iflag & ~(
        termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR
    )
    raw[LFLAG] = lflag & ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
    raw[CC] = [*cc]
    raw[CC][termios.VMIN] = 1  # type: ignore[index]
    raw[CC][termios.VTIME] = 0  # type: ignore[index]
    return raw


def show(opened: EarlyTerminal, window: Window, home: str) -> None:
    """Draw the frame that a window kept, unless this terminal would show it otherwise."""
    try:
        columns, lines = os.get_terminal_size(opened.output)
    except OSError:
        return
    kept = window.kept
    if kept is not None and kept.frame and kept.look == look_of(home, columns, lines):
        opened.draw(kept.frame, kept.drawn)


def can_draw() -> bool:
    """Whether there is a terminal that is worth opening; who can't be drawn on is told later."""
    terms = ("", "dumb", "unknown")
    return all(map(os.isatty, (0, 1, 2))) and os.environ.get("TERM", "") not in terms
