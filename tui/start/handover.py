"""Driver that takes over the frame on the terminal."""

from __future__ import annotations

import zlib
from typing import Any

from tui.start.early_terminal import ALTERNATE, EarlyTerminal
from tui.terminal.driver import TerminalDriver

MOUSE_ON, MOUSE_OFF = "\x1b[?1000h\x1b[?1006h", "\x1b[?1000l\x1b[?1006l"
"""Clicks and the wheel, no movement: after a cut link a moving mouse would type into the shell."""


class HandoverDriver(TerminalDriver):
    """A terminal driver that at its first start finds the terminal as `opened` left it.

    The alternate screen is not entered again: some terminals clear it then. At the end the terminal
    gets back the attributes that it had before newstui.

    SIGCONT comes not only from the shell after a suspension: a hang-up sends the signal too, as may
    any other process that stopped the program. Then the terminal was not given back, and only the
    mode of the keys is set anew.
    """

    def __init__(self, opened: EarlyTerminal, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._opened = opened
        self._is_first = True

    def write(self, data: str) -> None:
        """Write data, except the switch to the alternate screen that `opened` has made already."""
        if self._opened.has_frame and data == ALTERNATE:
            self._opened.has_frame = False  # the frame is the driver's from now on
            return
        super().write(data)

    def flush(self) -> None:
        """Send the output, unless the screens show less than the frame on the terminal."""
        if not self._opened.is_held:
            super().flush()

    def start_application_mode(self) -> None:
        """Take the terminal over, with the frame on it in the mirror."""
        super().start_application_mode()
        if self._is_first:
            self.attrs_before = self._opened.attributes
            if self._opened.is_held:
                self._mirror.write(zlib.decompress(self._opened.drawn).decode())
                self._mirror.frame()  # marks the frame as sent
        self._is_first = False

    def stop_application_mode(self) -> None:
        """Turn the mouse off and restore the terminal."""
        self.write(MOUSE_OFF)
        super().stop_application_mode()

    def _sigcont_application(self, *arguments: Any) -> None:
        if self._must_signal_resume:
            super()._sigcont_application(*arguments)
        else:
            self._opened.take_keys()
            self._loop.call_soon_threadsafe(self._app.refresh)
