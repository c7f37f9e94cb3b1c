"""Box for the second search of a comparison."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.widgets import Input

from tui.settings.keymap import Scope, bindings
from tui.widgets.search_box import SearchBox


class CompareBox(SearchBox, inherit_bindings=False):
    """Search box with its history, but without the other keys of the search screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(Scope.SECOND),
        *bindings(Scope.BOX),
        *Input.BINDINGS,
    ]
    leave = "screen.leave_second"

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.placeholder = "a second search, to compare"
