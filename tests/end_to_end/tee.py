"""A driver that keeps what Textual wrote, so that both can be compared: it, and what was sent."""

from __future__ import annotations

import os

from tui.terminal.driver import TerminalDriver


class Tee(TerminalDriver):
    """Named in `TEXTUAL_DRIVER`; the file is named in `WRITTEN`."""

    def write(self, data: str) -> None:
        """Send what changes, keep all."""
        super().write(data)
        with open(os.environ["WRITTEN"], "a", encoding="utf-8", newline="") as file:  # noqa: PTH123
            file.write(data)
