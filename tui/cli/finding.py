"""A line of `newstui doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.text.clean import clean_line
from tui.terminal.charset import decode_names
from tui.view.wrap import wrap

INDENT = 14
"""Columns before the text of a finding."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check: subject, verdict, text and advice."""

    what: str
    ok: bool
    text: str
    advice: str = ""
    is_note: bool = False
    """True for a thing that is well and yet may not be meant."""

    def lines(self, width: int | None = None) -> Iterator[str]:
        """Yield lines for people: mark, subject, text and advice, wrapped at a width, if any."""
        mark = "see" if self.is_note else "ok " if self.ok else "BAD"
        lead = f"{mark} {self.what:<10}"
        for text in (self.text, *([] if self.ok else [self.advice])):
            text = clean_line(decode_names(text))
            whole = [(0, len(text))]
            for start, end in wrap(text, width - INDENT) if width else whole:
                if end:
                    yield lead + text[start:end]
                lead = " " * INDENT
