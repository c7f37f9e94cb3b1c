"""The terminal before the browser is up: raw mode, and the last frame.

The frame of the last window, or of the one that was cut off, is written before anything large is
imported. Keys wait in the terminal's queue: it is in raw mode by then, so that they are neither
echoed nor split into lines. Python's `tty.setraw` would flush them.
"""

from __future__ import annotations

import os
import termios

from tui.start.window_files import Window, look_of

IFLAG, LFLAG, CC = 0, 3, 6
ENDING = ("SIGHUP", "SIGTERM", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGXCPU")
"""Signals that end a program; the browser installs its own handlers when it is up."""

ALTERNATE = "\x1b[?1049h"
"""Textual's switch to the alternate screen, which clears the screen again on some terminals."""
_ENTER = b"\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h"
"""Alternate screen, no cursor, no wrapping, bracketed paste: as Textual has it."""
_LEAVE = b"\x1b[m\x1b[?2004l\x1b[?7h\x1b[?1049l\x1b[?25h"


class EarlyTerminal:
    """The terminal in raw mode, perhaps with a frame on it."""

    def __init__(self, descriptor: int = 0, output: int = 2) -> None:
        """Put the terminal in raw mode; keys typed before stay in its queue."""
        self._descriptor = descriptor
        self.output = output
        self.has_frame = False
        """Whether a frame of newstui is on the terminal that the browser has not taken over yet."""
        self.is_held = False
        """Whether drawing over that frame has to wait, since the screens don't show as much yet."""
        self.drawn = b""
        """The screen's own drawing of that frame, compressed, as in `WindowRecord.drawn`."""
        self.attributes = termios.tcgetattr(descriptor)
        """The terminal's attributes before raw mode."""
        self.take_keys()

    def heed_signals(self) -> None:
        """Restore the terminal when a signal ends the process, until the browser is up."""
        import signal  # slower to import than all work before the frame

        for name in ENDING:
            signal.signal(getattr(signal, name), self._end)

    def take_keys(self) -> None:
        """Put the terminal in raw mode: keys come one by one, unechoed."""
        try:
            termios.tcsetattr(self._descriptor, termios.TCSANOW, _raw(self.attributes))
        except termios.error:
            return  # the terminal is gone, as a signal or the first read of a key will show

    def draw(self, frame: bytes, drawn: bytes) -> None:
        """Show a frame on the alternate screen."""
        self.has_frame = self.is_held = True
        self.drawn = drawn
        data = memoryview(_ENTER + frame)
        while data:
            data = data[os.write(self.output, data) :]

    def close(self) -> None:
        """Restore the terminal's screen and attributes; a second call changes nothing."""
        had_frame, self.has_frame = self.has_frame, False
        try:
            if had_frame:
                os.write(self.output, _LEAVE)
            termios.tcsetattr(self._descriptor, termios.TCSANOW, self.attributes)
        except (OSError, termios.error):
            self._let_go()

    def _let_go(self) -> None:
        """Redirect standard output and error to the null device, for the terminal is gone.

        A failed last write must not become the exit code.
        """
        nowhere = os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)
        for output in (1, 2):
            os.dup2(nowhere, output)

    def _end(self, number: int, _frame: object) -> None:
        """End the process at once: no file is open yet that would have to be saved."""
        self.close()
        os._exit(128 + number)


def _raw(attributes: list[int | list[bytes | int]]) -> list[int | list[bytes | int]]:
    """Return terminal attributes for raw mode without signals, as Textual sets them too."""
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
    """Draw the frame of a window's record, unless it was drawn for a terminal of another look."""
    try:
        columns, lines = os.get_terminal_size(opened.output)
    except OSError:
        return
    kept = window.kept
    if kept is not None and kept.frame and kept.look == look_of(home, columns, lines):
        opened.draw(kept.frame, kept.drawn)


def can_draw() -> bool:
    """Return whether the terminal can be drawn on; `tui.app.browse.refusal` has the reason."""
    terms = ("", "dumb", "unknown")
    return all(map(os.isatty, (0, 1, 2))) and os.environ.get("TERM", "") not in terms
