"""How does Textual's driver go on where a frame is on the terminal already?"""

from __future__ import annotations

from typing import Any

from textual.drivers.linux_driver import LinuxDriver

from tui.opened import ALTERNATE, Opened
from tui.terminal.driver import TerminalDriver

MOUSE_ON, MOUSE_OFF = "\x1b[?1000h\x1b[?1006h", "\x1b[?1000l\x1b[?1006l"
"""Clicks and the wheel, no movement: a dead link leaves nothing that a moving mouse would type."""


def taking_over(driver: type[LinuxDriver], opened: Opened) -> type[LinuxDriver]:
    """The same driver, but at its first start it finds the terminal as `opened` left it.

    The alternate screen is not entered again: some terminals clear it then. And the terminal is
    given back with the attributes that it had before all.

    A program is told to go on (SIGCONT) not only by the shell that it was suspended to: a hang-up
    says it too, and whoever stopped it from elsewhere. Then nothing was given back, and nothing is
    taken anew but the mode of the keys.
    """

    class TakingOver(driver):  # type: ignore[misc, valid-type]
        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **named)
            self._is_first = True

        def write(self, data: str) -> None:
            if opened.has_frame and data == ALTERNATE:
                opened.has_frame = False  # it is the driver's from now on
                return
            super().write(data)

        def start_application_mode(self) -> None:
            super().start_application_mode()
            if self._is_first:
                self.attrs_before = opened.attributes
                self._know_frame()
            self._is_first = False

        def _know_frame(self) -> None:
            """Only what the first frame changes is sent, where the driver sends changes."""
            if opened.is_held and isinstance(self, TerminalDriver):
                codec = self._terminal.signs.codec
                self._mirror.write(opened.frame.decode(codec, "replace"))
                self._mirror.frame()

        def flush(self) -> None:
            if not opened.is_held:
                super().flush()

        def stop_application_mode(self) -> None:
            self.write(MOUSE_OFF)
            super().stop_application_mode()

        def _sigcont_application(self, *arguments: Any) -> None:
            if self._must_signal_resume:
                super()._sigcont_application(*arguments)
            else:
                opened.take_keys()
                self._loop.call_soon_threadsafe(self._app.refresh)

    return TakingOver
