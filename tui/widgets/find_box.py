"""Box for words to be found in the article that is read."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from tui.settings.keymap import Scope, bindings
from tui.widgets.line_input import LineInput


class FindBox(LineInput):
    """A line of input; what is typed is found at once."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.FIND)
    leave = "screen.find_leave"
