"""Alphabet of cells: one sign (a character) for each, so that a row of cells is a string.

Rows are then compared, searched, cut and hashed as fast as strings are. The signs mean nothing
outside: one alphabet's row can't be read with another's.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

from rich.cells import split_graphemes

from tui.terminal.style import PLAIN, Style

_NARROW_RANGES = (
    " ~", "\u00a0\u00ac", "\u00ae\u02ff", "\u0370\u0377", "\u037b\u037f", "\u038e\u03ff",
    "\u0400\u0482", "\u048a\u052f", "\u1e00\u1eff", "\u2000\u200a", "\u2010\u2027", "\u202f\u205e",
    "\u20a0\u20bf", "\u2100\u2138", "\u213a\u22ff", "\u23ce\u23ce", "\u2500\u25fc", "\u2605\u2606",
    "\u2713\u2713", "\u2715\u2715",
)  # fmt: skip
_NARROW = frozenset(
    chr(code) for ends in _NARROW_RANGES for code in range(ord(ends[0]), ord(ends[1]) + 1)
)
"""Characters that take one cell on every terminal.

Characters of East Asian "ambiguous" width are among them: a terminal that is set to show them in
two cells breaks every program that draws, and to distrust them would distrust all of Cyrillic.
"""
_WIDE_RANGES = (
    "\u2e80\u303e", "\u3041\u4dbf", "\u4e00\ua4cf", "\uac00\ud7a3", "\uf900\ufaff", "\ufe30\ufe6f",
    "\uff01\uff60", "\uffe0\uffe6", "\U00020000\U0003fffd",
)  # fmt: skip
"""Characters that take two cells on every terminal, as ranges."""
_NEWER = "\u1100"
"""First character after which blocks were added and widths changed in many editions of Unicode."""
LIMIT = 50_000
"""Cells after which an alphabet is made anew, so that it does not grow for ever."""


class Alphabet:
    """Table of signs and cells; a cell is a text of one or two columns and a style."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        """The text of each sign, by its number; empty for the second half of a wide cell."""
        self._styles: dict[str, Style] = {}
        self._signs: dict[tuple[str, Style], str] = {}
        self._tables: dict[Style, _Table] = {}
        self.doubtful: set[str] = set()
        """Signs of cells with a disputed width: emoji, joiners, marks of direction …"""
        self.wide: set[str] = set()
        self.second_halves: set[str] = set()
        self.style_of: Callable[[str], Style] = self._styles.__getitem__
        self.blank = self._sign(" ", PLAIN)

    def __len__(self) -> int:
        return len(self.texts)

    def signs(self, text: str, style: Style) -> str:
        """Return a row of cells, of as many signs as the text takes columns.

        A mark without a letter before it is put before the letter after it, as it was written.
        """
        if _NARROW.issuperset(text):
            table = self._tables.get(style)
            if table is None:
                table = self._tables[style] = _Table(lambda code: self._sign(chr(code), style))
            return text.translate(table)
        return "".join(self._cells(text, style))

    def text(self, row: str) -> str:
        """Return the text of a row of cells, without styles."""
        return row.translate(self.texts)

    def moved_to(self, other: Alphabet, row: str) -> str:
        """Return the same cells in the signs of another alphabet."""
        cells = ((self.texts[ord(sign)], self.style_of(sign)) for sign in row)
        return "".join(other.signs(text, style) for text, style in cells if text)

    def _cells(self, text: str, style: Style) -> Iterator[str]:
        before = ""
        for start, end, width in split_graphemes(text)[0]:
            piece = before + text[start:end]
            if width:
                before = ""
                sign = self._sign(piece, style)
                if not is_certain(piece, width):
                    self.doubtful.add(sign)
                yield sign
            else:
                before = piece
            if width == 2:
                self.wide.add(sign)
                half = self._sign("", style)
                self.second_halves.add(half)
                yield half

    def _sign(self, text: str, style: Style) -> str:
        if text == " ":
            style = style.of_blank()
        sign = self._signs.get((text, style))
        if sign is None:
            sign = self._signs[text, style] = chr(len(self.texts))
            self.texts.append(text)
            self._styles[sign] = style
        return sign


class _Table(dict[int, str]):
    """Table for `str.translate` that makes the sign of a character at its first use."""

    def __init__(self, make: Callable[[int], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, code: int) -> str:
        sign = self[code] = self._make(code)
        return sign


def is_certain(text: str, width: int) -> bool:
    """Return whether every terminal shows a cell's text in `width` columns."""
    base, marks = text[0], text[1:]
    if not all(unicodedata.category(mark) in ("Mn", "Me") for mark in marks):
        return False
    if any("\ufe00" <= mark <= "\ufe0f" or mark > "\uffff" for mark in marks):
        return False  # variation selectors, by which some characters grow wide; younger scripts
    if width == 2:
        return any(ends[0] <= base <= ends[1] for ends in _WIDE_RANGES)
    if base in _NARROW:
        return True
    return base < _NEWER and unicodedata.category(base)[0] in "LNPS"


def bare_marks(text: str) -> int:
    """Return how many characters at the start of a text combine with the cell before it."""
    if text[0] in _NARROW:
        return 0
    start, end, width = split_graphemes(text)[0][0]
    return 0 if width else end - start
