"""Driver that stores Textual's output in a file, to be compared with the bytes that were sent."""

from __future__ import annotations

import os

from tui.terminal.driver import TerminalDriver


class Tee(TerminalDriver):
    """Driver that `TEXTUAL_DRIVER` names; `WRITTEN` names its file."""

    def write(self, data: str) -> None:
        """Send the changes, and append the whole output to the file."""
        super().write(data)
        with open(os.environ["WRITTEN"], "a", encoding="utf-8", newline="") as file:  # noqa: PTH123
            file.write(data)
