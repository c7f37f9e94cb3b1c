"""Tests of the mirror: sent only the differences, a terminal shows the same as sent all."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

import pytest
from rich.cells import split_graphemes
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from tests.terminal import Emulator, EmulatorStream
from tui.terminal.alphabet import is_certain
from tui.terminal.capabilities import Capabilities
from tui.terminal.mirror import Mirror

EVERYTHING = Capabilities(*[True] * 9)
VT100 = Capabilities(scrolls_region=True)
LINUX = Capabilities(**{name: name != "scrolls_lines" for name in Capabilities.__slots__})
SCREEN = Capabilities(
    **{name: name not in ("erases_in_colour", "erases_cells") for name in Capabilities.__slots__}
)
NOTHING = Capabilities(erases_line=False)
TERMINALS = {
    "xterm": EVERYTHING,
    "linux": LINUX,
    "screen": SCREEN,
    "vt100": VT100,
    "nothing": NOTHING,
}
SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 8))]
COLOURS = Console(force_terminal=True, color_system="truecolor", _environ={})
WORDS = [
    "the", "Otters", "return", "to", "Tamar", "  ", " ", " ", "    ", "—", "…", "●", "★", "▁▂█",
    "Антициклон", "согреет", "日本語", "中", "한국어", "e\u0301te\u0301", "שלום",
    "\u200eمرحبا\u200e", "😀", "ไทย", "ท\u0e31้", "￼", "Ｗ", "a", "x" * 30, " " * 25,
]  # fmt: skip
STYLES = [
    Style.null(), Style.null(), Style(color="red"), Style(color="red", bold=True),
    Style(bgcolor="#334455"), Style(color="color(208)", bgcolor="#334455"), Style(reverse=True),
    Style(underline=True), Style(italic=True, color="bright_blue"), Style(strike=True),
    Style(dim=True), Style(bold=True), Style(color="#0a0b0c", blink=True),
]  # fmt: skip


@dataclass
class Terminal:
    """Two terminals: one gets its output through a mirror, the other as it is."""

    capabilities: Capabilities
    width: int
    height: int
    sent: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        in_colour = self.capabilities.erases_in_colour
        self.plain = Emulator(self.width, self.height)
        self.mirrored = Emulator(self.width, self.height, in_colour)
        self._to_plain, self._to_mirrored = map(EmulatorStream, (self.plain, self.mirrored))
        self.mirror = Mirror(self.width, self.height, self.capabilities)
        self.show("\x1b[?1049h\x1b[?7l")

    def show(self, data: str) -> str:
        """Write a frame; return the output that was sent for it."""
        self._to_plain.feed(data.encode())
        sent = self.mirror.write(data) + self.mirror.frame()
        self._to_mirrored.feed(sent.encode())
        self.sent.append(sent)
        return sent

    def check(self) -> None:
        """Check that every cell, its look and the cursor's position are the same."""
        assert self.mirrored.looks() == self.plain.looks()
        assert self.mirrored.place == self.plain.place

    def resize(self, width: int, height: int) -> None:
        for emulator in (self.plain, self.mirrored):
            emulator.resize(height, width)
        self.mirror.resize(width, height)


class Writer:
    """Writer of random output like the compositor's: rows that change, move, get another look."""

    def __init__(self, seed: int, width: int, height: int) -> None:
        self.dice = random.Random(seed)
        self.resize(width, height)

    def resize(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.rows = [self.row() for _ in range(height)]

    def row(self) -> Strip:
        number = self.dice.randint(0, 9)
        words = [Segment(self.dice.choice(WORDS), self.dice.choice(STYLES)) for _ in range(number)]
        return Strip(words).adjust_cell_length(self.width, self.dice.choice(STYLES))

    def marked(self) -> list[Strip]:
        """Return rows with a mark before each."""
        dice = self.dice
        before, signs, look = " " * dice.randint(0, 5), dice.sample(WORDS, 2), dice.choice(STYLES)
        marks = [Segment(dice.choice(signs), look) for _ in range(self.height)]
        behind = Segment(" " * dice.randint(0, 2), dice.choice(STYLES))
        return [
            Strip([Segment(before), mark, behind, *self.row()]).adjust_cell_length(self.width)
            for mark in marks
        ]

    def frame(self) -> str:
        """Change something; return the output for it."""
        dice, height = self.dice, self.height
        touched = set()
        kinds = ["row", "rows", "look", "scroll", "scroll", "part", "all", "list", "list", "cursor"]
        match dice.choice(kinds):
            case "row" | "rows" as what:
                for _ in range(1 if what == "row" else height // 2):
                    touched.add(at := dice.randrange(height))
                    self.rows[at] = self.row()
            case "part":
                touched.add(at := dice.randrange(height))
                cut = dice.randrange(self.width + 1)
                parts = [self.rows[at].crop(0, cut), self.row().crop(cut, self.width)]
                self.rows[at] = Strip.join(parts)
            case "look":
                touched.add(at := dice.randrange(height))
                text = Segment(self.rows[at].text, dice.choice(STYLES))
                self.rows[at] = Strip([text], self.width)
            case "scroll":
                top, bottom = sorted(dice.sample(range(height + 1), 2))
                lines = dice.choice([-5, -2, -1, 1, 1, 2, 5])
                self.rows[top:bottom] = [
                    self.rows[row + lines] if top <= row + lines < bottom else self.row()
                    for row in range(top, bottom)
                ]
                touched.update(range(top, bottom))
            case "all" | "list" as what:
                self.rows = self.marked() if what == "list" else [self.row() for _ in range(height)]
                touched.update(range(height))
        return self.written(sorted(touched)) + self.cursor()

    def cursor(self) -> str:
        return f"\x1b[{self.dice.randint(1, self.height)};{self.dice.randint(1, self.width)}H"

    def written(self, touched: list[int]) -> str:
        if not touched:
            return ""
        if len(touched) > self.height // 2:
            region = Region(0, 0, self.width, self.height)
            return LayoutUpdate([[row] for row in self.rows], region).render_segments(COLOURS)
        chops = [{0: row} for row in self.rows]
        spans = [(row, 0, self.width) for row in touched]
        return ChopsUpdate(chops, spans, [[self.width]] * self.height).render_segments(COLOURS)


def everything(writer: Writer) -> str:
    return writer.written(list(range(writer.height)))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", TERMINALS)
def test_every_cell_is_as_textual_alone_would_have_it(name: str, seed: int) -> None:
    terminal, writer = Terminal(TERMINALS[name], 37, 12), Writer(seed, 37, 12)
    terminal.show(everything(writer))
    for _ in range(120):
        terminal.show(writer.frame())
        terminal.check()


@pytest.mark.parametrize("seed", range(4))
def test_another_size_is_drawn_whole(seed: int) -> None:
    terminal, writer = Terminal(EVERYTHING, 30, 10), Writer(seed, 30, 10)
    for _ in range(20):
        size = writer.dice.randint(1, 60), writer.dice.randint(2, 20)
        terminal.resize(*size)
        writer.resize(*size)
        terminal.show(everything(writer))
        for _ in range(5):
            terminal.show(writer.frame())
            terminal.check()


def shown(data: str, width: int = 20, capabilities: Capabilities = EVERYTHING) -> Terminal:
    """Return a terminal with this output as its first frame."""
    terminal = Terminal(capabilities, width, 4)
    terminal.show(data)
    return terminal


def test_nothing_is_sent_when_nothing_changed() -> None:
    terminal = shown("\x1b[1;1HOtters\x1b[2;3H")
    assert terminal.show("\x1b[1;1HOtters\x1b[2;3H") == ""
    assert terminal.show("\x1b[1;1H\x1b[31m\x1b[0mOtters\x1b[2;3H") == ""


def test_only_the_letter_that_changed_is_sent() -> None:
    terminal = shown("\x1b[1;1HOtters\x1b[1;1H")
    assert terminal.show("\x1b[1;1Hotters\x1b[1;2H") == "o"
    assert terminal.show("\x1b[1;1HotterS\x1b[1;2H") == "\x1b[4CS\r\x1b[C"


def test_a_wide_sign_changes_in_place() -> None:
    terminal = shown("\x1b[1;1H中文日\x1b[1;1H")
    terminal.show("\x1b[1;1H日文日\x1b[1;4H")
    terminal.check()
    assert terminal.sent[-1] == "日\x1b[C"


def test_a_wide_sign_of_which_a_half_is_written_over_is_gone() -> None:
    terminal = shown("\x1b[1;1H中文\x1b[1;1H")
    terminal.show("\x1b[1;2Hx\x1b[1;1H")
    assert terminal.mirrored.display[0].rstrip() == " x文"
    terminal.show("\x1b[1;3Hx\x1b[1;1H")
    assert terminal.mirrored.display[0].rstrip() == " xx"


def test_what_goes_beyond_the_edge_is_cut_off() -> None:
    terminal = shown("\x1b[1;1Habc中文\x1b[9;9Hz", width=4)
    assert terminal.mirrored.display == ["abc ", "    ", "    ", "   z"]


def test_a_row_whose_gaps_are_filled_is_erased_from_the_first_one_on() -> None:
    terminal = shown("\x1b[1;1Hdate 1  a text without any gap, from one end to the other  ", 60)
    sent = terminal.show(f"\x1b[1;1H{'date 1':20}{'a title':20}{'3m':20}")
    assert sent.startswith("\x1b[7G\x1b[K")
    assert sent.count("a title") == sent.count("3m") == 1
    assert len(sent) < 40
    terminal.check()


def test_marks_before_rows_are_written_with_one_pen() -> None:
    terminal = Terminal(EVERYTHING, 40, 20)
    terminal.show(lines(["an article whose lines begin at the edge"] * 20))
    rows = [f" \x1b[36m●\x1b[m  \x1b[2m{day:02} Jan\x1b[m  {'title ' * 3}" for day in range(1, 20)]
    sent = terminal.show(lines([*rows, "foot"]))
    assert sent.count("36") == 1
    assert sent.count("●") == len(rows)
    terminal.check()
    others = [row.replace("title", "other") for row in rows]
    assert "●" not in terminal.show(lines([*others, "foot"]))
    terminal.check()


def test_a_mark_at_the_start_of_a_style_belongs_to_the_letter_before() -> None:
    terminal = shown("\x1b[1;1H\x1b[1mcafe\x1b[0m\x1b[2m\u0301 noir\x1b[0m")
    assert "cafe\u0301" in terminal.sent[-1]
    terminal.check()


def test_rows_that_moved_are_moved_by_the_terminal() -> None:
    rows = [f"the story of {number} and its end" for number in range(40)]
    terminal = Terminal(EVERYTHING, 40, 20)
    terminal.show(lines(["head", *rows[:18], "foot"]))
    assert len(terminal.show(lines(["head", *rows[1:19], "foot"]))) < 70
    terminal.check()
    assert len(terminal.show(lines(["head", *rows[:18], "foot"]))) < 70
    terminal.check()


def test_a_pane_beside_them_stays() -> None:
    rows = [" ".join(str(number**power) for power in range(3, 7)) for number in range(11, 40)]
    pane = [f"{number:>8} pane" for number in range(20)]
    terminal = Terminal(EVERYTHING, 60, 20)
    terminal.show(
        lines([f"{row[:40]:40}{side}" for row, side in zip(rows[:20], pane, strict=True)])
    )
    beside = lines([f"{row[:40]:40}{side}" for row, side in zip(rows[3:23], pane, strict=True)])
    sent = terminal.show(beside)
    assert "\x1b[3S" in sent
    assert len(sent) < len(beside) / 2
    terminal.check()


def lines(rows: list[str]) -> str:
    return "".join(f"\x1b[{number};1H{row:30}" for number, row in enumerate(rows, 1)) + "\x1b[1;1H"


@pytest.mark.parametrize(
    "sequence", ["\x07", "\x1b[?25h", "\x1b]52;c;b3R0ZXI=\x07", "\x1b]0;news\x1b\\", "\x1b[>1u"]
)
def test_what_changes_no_cell_goes_through_at_once(sequence: str) -> None:
    mirror = shown("\x1b[1;1HOtters").mirror
    assert mirror.write(sequence) == sequence
    assert mirror.frame() == ""


def test_through_tmux_goes_what_looks_like_ours() -> None:
    mirror = shown("\x1b[1;1HOtters").mirror
    wrapped = "\x1bPtmux;\x1b\x1b[1;1H\x1b\x1b]52;c;b3R0ZXI=\x07\x1b\\"
    assert mirror.write(wrapped) == wrapped
    assert mirror.frame() == ""


@pytest.mark.parametrize(
    "sequence", ["\x1b[2J", "\x1b[1;2r", "\x1bc", "\x1b[3@", "\t", "\x9b2J", "\x1bP0;1q#0~\x1b\\"]
)
def test_after_what_is_not_known_everything_is_drawn_anew(sequence: str) -> None:
    terminal = shown("\x1b[1;1H\x1b[31mOtters")
    passed = terminal.mirror.write(sequence)
    assert passed == "\x1b[m" + sequence, "not in the colour of the pen"
    assert "Otters" in terminal.mirror.frame()


def test_a_style_that_is_not_known_goes_through_and_its_row_is_drawn_anew() -> None:
    terminal = shown("\x1b[1;1HOtters")
    assert "\x1b[4:3m" in terminal.mirror.write("\x1b[2;1H\x1b[4:3mcurly\x1b[0m")
    frame = terminal.mirror.frame()
    assert "Otters" in frame
    assert "curly" in frame


def test_links_are_opened_and_closed_where_they_change() -> None:
    mirror = Mirror(20, 2, EVERYTHING)
    mirror.frame()
    mirror.write("\x1b[1;1Hsee \x1b]8;id=1;https://a.example\x1b\\\x1b[4mhere\x1b[0m\x1b]8;;\x1b\\")
    opened, closed = "\x1b]8;id=1;https://a.example\x1b\\", "\x1b]8;;\x1b\\"
    assert mirror.frame() == f"see {opened}\x1b[4mhere{closed}"
    mirror.write("\x1b[1;1Hsee \x1b]8;id=1;https://b.example\x1b\\\x1b[4mhere\x1b[0m\x1b]8;;\x1b\\")
    assert "b.example" in mirror.frame()


def test_large_frames_are_marked_once_the_terminal_knows_how() -> None:
    terminal = Terminal(EVERYTHING, 60, 20)
    mirror = terminal.mirror
    one, other = Writer(1, 60, 20), Writer(2, 60, 20)
    assert "2026" not in terminal.show(everything(one))
    mirror.write("\x1b[?2026h" + everything(other) + "\x1b[?2026l")
    frame = mirror.frame()
    assert frame.startswith("\x1b[?2026h")
    assert frame.endswith("\x1b[?2026l")
    mirror.write("\x1b[?2026h\x1b[1;1Hx\x1b[?2026l")
    assert "2026" not in mirror.frame(), "a few bytes arrive in one piece"


def test_under_a_sign_that_the_terminal_does_not_draw_nothing_old_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from wcwidth import wcwidth

    monkeypatch.setattr("pyte.screens.wcwidth", lambda sign: sign != "\u0378" and wcwidth(sign))
    terminal = shown("\x1b[1;1Hwords\x1b[1;1H")
    terminal.show("\x1b[1;1H\u0378 x\u0378s\x1b[1;1H")
    assert terminal.mirrored.display[0].rstrip() == "  x s"


def test_more_cells_than_an_alphabet_has_signs_for() -> None:
    terminal = Terminal(EVERYTHING, 100, 30)
    words = (chr(code) for code in range(0x4E00, 0x9FA6))
    for number in range(16):
        colour = f"\x1b[38;5;{number}m"
        rows = [
            f"{colour}{''.join(next(words, '中') for _ in range(50))}\x1b[0m" for _ in range(30)
        ]
        rows = rows if number % 2 else [row * 1 for row in reversed(rows)]
        terminal.show("".join(f"\x1b[{at};1H{row}" for at, row in enumerate(rows, 1)) + "\x1b[H")
    terminal.check()


@pytest.mark.parametrize("seed", range(4))
def test_a_terminal_that_thinks_otherwise_of_widths_shifts_nothing(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wcwidth import wcwidth

    otherwise = {"😀": 1, "☂": 2, "\u200e": 1}
    monkeypatch.setattr("pyte.screens.wcwidth", lambda sign: otherwise.get(sign, wcwidth(sign)))
    monkeypatch.setattr("tests.terminal.WIDTHLESS", re.compile("((?!))"))
    words = ["the", " ", "Otters", "日本", "😀", "☂", "x\u200e", "\u200ey", "     ", "😀😀", "☂☂☂"]
    monkeypatch.setattr(f"{__name__}.WORDS", words)
    emulator, mirror = Emulator(37, 12), Mirror(37, 12, EVERYTHING)
    stream, writer = EmulatorStream(emulator), Writer(seed, 37, 12)
    stream.feed(f"\x1b[?7l{mirror.write(everything(writer))}{mirror.frame()}".encode())
    for _ in range(100):
        stream.feed((mirror.write(writer.frame()) + mirror.frame()).encode())
        for row, strip in enumerate(writer.rows):
            column = 0
            for start, end, width in split_graphemes(strip.text)[0]:
                text = strip.text[start:end]
                if is_certain(text, width) and column < 36:
                    assert emulator.buffer[row][column].data == text, (row, column)
                column += width
