"""Command palette: every action with a key on the screen below, and its keys."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.command import CommandPalette, DiscoveryHit, Hits, Provider
from textual.command import Hit as Match
from textual.widgets import Input


class CommandProvider(Provider):
    """Commands of the screen below, in the order of `NewstuiApp.get_system_commands`.

    Textual's own provider has them by the alphabet.
    """

    async def discover(self) -> Hits:
        """Yield every command."""
        for name, help_text, run, _ in self.app.get_system_commands(self.screen):
            yield DiscoveryHit(name, run, help=help_text)

    async def search(self, query: str) -> Hits:
        """Yield the commands that match letters by their name or help text."""
        matcher = self.matcher(query)
        for name, help_text, run, _ in self.app.get_system_commands(self.screen):
            score = max(matcher.match(name), matcher.match(help_text or "") / 2)
            if score > 0:
                yield Match(score, matcher.highlight(name), run, help=help_text)


class Palette(CommandPalette):
    """Textual's palette without a blinking cursor: at rest the palette sends nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "escape", show=False)]

    def on_mount(self) -> None:
        """Stop the cursor of the box from blinking, as in all boxes."""
        self.query_one(Input).cursor_blink = False
