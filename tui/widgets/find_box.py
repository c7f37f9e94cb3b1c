"""Box for words to find in the open article."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from tui.settings.keymap import Scope, bindings
from tui.widgets.line_input import LineInput


class FindBox(LineInput):
    """Line of input that finds its text in the article at once."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.FIND)
    leave = "screen.find_leave"
