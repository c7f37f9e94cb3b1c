"""One line of `newstui doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.text.clean import clean_line
from tui.terminal.charset import decode_names
from tui.view.wrap import wrap

INDENT = 14
"""Columns before what is said of a thing."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    ok: bool
    text: str
    advice: str = ""
    is_note: bool = False
    """Well, but perhaps not what was meant."""

    def lines(self, width: int | None = None) -> Iterator[str]:
        """For people: a mark, what it is, how it is, what to do; broken at a width, if any."""
        mark = "see" if self.is_note else "ok " if self.ok else "BAD"
        lead = f"{mark} {self.what:<10}"
        for text in (self.text, *([] if self.ok else [self.advice])):
            text = clean_line(decode_names(text))
            whole = [(0, len(text))]
            for start, end in wrap(text, width - INDENT) if width else whole:
                if end:
                    yield lead + text[start:end]
                lead = " " * INDENT
