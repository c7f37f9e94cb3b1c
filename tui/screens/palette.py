"""What can be done here, by name?"""

from __future__ import annotations

from textual.command import CommandPalette
from textual.widgets import Input


class Palette(CommandPalette):
    """Textual's, but at rest it sends nothing: its cursor doesn't blink."""

    def on_mount(self) -> None:
        """Have the box of it like all others."""
        self.query_one(Input).cursor_blink = False
