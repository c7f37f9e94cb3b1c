"""Parser of Textual's output: cells of a screen, everything else passed through.

Textual's compositor places the cursor, then writes runs of text, each between the SGR parameters of
its style and a reset (`textual.strip.Strip.render`, `textual._compositor`). The grammar is that of
ECMA-48; OSC 8 is the convention for hyperlinks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum, auto

from tui.terminal.alphabet import bare_marks
from tui.terminal.screen import Screen
from tui.terminal.style import PLAIN, Style, with_sgr

KEPT_RUNS = 200
"""Runs in the cache of cells: most rows are written again unchanged."""

_PLACE = re.compile(r"\x1b\[([0-9]+);([0-9]+)H")
_RUN = re.compile(
    r"(?:\x1b\[([0-9;]*)m)?([^\x00-\x1f\x7f-\x9f]+)"  # a text, its style right before it
    r"|\x1b\[([0-9;]*)m"
    r"|\x1b\]8;([^\x00-\x1f\x7f-\x9f]*)(?:\x1b\\|\x07)"  # a hyperlink
)
_STYLED = re.compile(r"\x1b\[([0-9;]+)m([^\x00-\x1f\x7f-\x9f]*)\x1b\[0m")
_AROUND = len("\x1b[m\x1b[0m")
"""Characters around a text between its style and a reset, the form of nearly all runs."""
_OTHER = re.compile(
    r"(?P<place>\x1b\[(?P<row>[0-9]*);?(?P<column>[0-9]*)H)"
    r"|(?P<newline>\n)|(?P<return>\r)"
    r"|(?P<sync>\x1b\[\?2026[hl])"
    r"|(?P<harmless>\x07"
    r"|\x1b\[\?(?:7|25|1000|1002|1003|1004|1006|1015|1016|2004|2031|2048)[hl]"  # modes
    r"|\x1b\[\?[0-9]+\$p|\x1b\[[0-9]*[cn]|\x1b\[>[0-9]*[cq]"  # queries
    r"|\x1b\[[<>=][0-9;]*u|\x1b\[\?u|\x1b\[[0-9]* q"  # kitty's keyboard; the cursor's shape
    r"|\x1b\[2[23];[0-9]t|\x1b\](?!8;)[^\x07\x1b]*(?:\x07|\x1b\\)"  # titles, clipboard …
    r"|\x1bP(?![0-9;]*[qp])(?:[^\x1b]|\x1b[^\\])*\x1b\\)"  # through tmux or screen
    r"|(?P<unknown>\x1b[]PX^_](?s:.*?)(?:\x1b\\|\x07|\Z)"
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b[ -/]*[0-Z\\^-~]|(?s:.))"
)
_STRINGS = re.compile("\x1b[PX^_]")
"""Starts of strings that may hold anything, even sequences that look like Textual's."""


class Passthrough(Enum):
    """Effect on the screen of a sequence that is passed on unchanged."""

    HARMLESS = auto()
    UNKNOWN = auto()


class Stream:
    """Parser from Textual's output to the cells of a `Screen`."""

    def __init__(self, screen: Screen, look: Callable[[Style], Style] | None = None) -> None:
        self.screen = screen
        self._look = look
        self.has_sync = False
        """Whether Textual marked a frame by mode 2026, which the terminal then has."""
        self._pen = PLAIN
        self._pens: dict[str, Style] = {}
        """Styles after a reset and the SGR parameters of the key."""
        self._runs: dict[str, tuple[str, bool]] = {}

    def read(self, data: str) -> list[tuple[Passthrough, str]]:
        """Take in output; return the sequences in it to pass on, in order."""
        passed: list[tuple[Passthrough, str]] = []
        if _STRINGS.search(data):
            self._read(data, passed)
            return passed
        start, *placed = _PLACE.split(data)
        self._read(start, passed)
        for row, column, run in zip(placed[::3], placed[1::3], placed[2::3], strict=True):
            self.screen.move(int(row) - 1, int(column) - 1)
            self._read(run, passed)
        return passed

    def forget_runs(self) -> None:
        """Empty the cache of runs, for a screen with a new alphabet."""
        self._runs.clear()

    def _read(self, run: str, passed: list[tuple[Passthrough, str]]) -> None:
        kept = self._runs.get(run) if self._pen is PLAIN else None
        if kept is not None:
            signs, ends_line = kept
            self.screen.put(signs)
            if ends_line:
                self.screen.newline()
            return
        if self._pen is PLAIN and (styled := self._styled_cells(run.removesuffix("\n"))):
            self.screen.put(styled)
            if run[-1] == "\n":
                self.screen.newline()
            self._keep(run, styled, run[-1] == "\n")
            return
        at, begun_with = 0, self._pen
        while at < len(run):
            signs, end, self._pen = self._cells(run, at, self._pen)
            if signs:
                self.screen.put(signs)
            if at == 0 and begun_with is self._pen is PLAIN and run[end:] in ("", "\n"):
                self._keep(run, signs, end < len(run))
            at = self._other(run, end, passed) if end < len(run) else end

    def _keep(self, run: str, signs: str, ends_line: bool) -> None:
        if len(self._runs) > KEPT_RUNS:
            self._runs.clear()
            self._pens.clear()
        self._runs[run] = signs, ends_line

    def _styled_cells(self, run: str) -> str | None:
        """Return the cells of texts that each stand between their style and a reset.

        Many times faster than `_cells`; None for any other run.
        """
        pieces = _STYLED.findall(run)
        if sum([len(sgr) + len(text) + _AROUND for sgr, text in pieces]) != len(run):
            return None
        signs = self.screen.alphabet.signs
        cells = []
        for sgr, text in pieces:
            pen = self._pens.get(sgr)
            if pen is None:
                pen = with_sgr(PLAIN, sgr)
                if pen is None:
                    return None
                pen = self._pens[sgr] = self._look(pen) if self._look else pen
            if text:
                if not text[0].isascii() and bare_marks(text):
                    return None  # combining marks of the letter before
                cells.append(signs(text, pen))
        return "".join(cells)

    def _cells(self, run: str, at: int, pen: Style) -> tuple[str, int, Style]:
        """Return the cells of the texts from an offset on, and the offset and pen at their end."""
        pieces: list[tuple[str, Style]] = []
        while match := _RUN.match(run, at):
            sgr, text, sgr_alone, link = match.groups()
            if link is not None:
                pen = pen._replace(link=link if link != ";" else "")
                pen = self._look(pen) if self._look else pen
            elif sgr is not None or sgr_alone is not None:
                styled = with_sgr(pen, sgr_alone if sgr is None else sgr)
                if styled is None:
                    break
                pen = self._look(styled) if self._look else styled
            if text:
                marks = bare_marks(text) if pieces else 0
                if marks:  # marks of the letter before, whatever its style
                    pieces[-1] = (pieces[-1][0] + text[:marks], pieces[-1][1])
                pieces.append((text[marks:], pen))
            at = match.end()
        signs = self.screen.alphabet.signs
        cells = "".join([signs(text, style) for text, style in pieces if text])
        return cells, at, PLAIN if pen == PLAIN else pen

    def _other(self, run: str, at: int, passed: list[tuple[Passthrough, str]]) -> int:
        """Follow or pass on the sequence at an offset; return the offset after it."""
        match = _OTHER.match(run, at)
        assert match, "the last alternative takes anything"
        if match["place"]:
            self.screen.move(int(match["row"] or 1) - 1, int(match["column"] or 1) - 1)
        elif match["newline"]:
            self.screen.newline()
        elif match["return"]:
            self.screen.move(self.screen.row, 0)
        elif match["sync"]:
            self.has_sync = True
        else:
            kind = Passthrough.HARMLESS if match["harmless"] else Passthrough.UNKNOWN
            passed.append((kind, match[0]))
        return match.end()
