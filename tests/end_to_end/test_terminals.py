"""Tests of terminal types: each is sent only sequences that it knows, and shows readable text."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.conftest import COMMAND, Open
from tests.terminal import UNKNOWN_TO_PYTE, Emulator, EmulatorStream, Terminal

pytestmark = pytest.mark.slow

SEQUENCE = re.compile(
    rb"\x1b\[(?P<csi>[0-?]*)(?P<middle>[ -/]*)(?P<final>[@-~])"
    rb"|\x1b\](?P<osc>[0-9]*)[^\x07\x1b]*(?:\x07|\x1b\\)"
    rb"|(?P<string>\x1bP(?:[^\x1b]|\x1b[^\\])*\x1b\\)|\x1b(?P<escape>[^\[\]PX^_])"
)
MOVES = {b"H", b"A", b"B", b"C", b"D", b"K", b"J", b"r"}
"""Final bytes of CSI with numbers on a VT100, besides SGR (VT100 User Guide, chapter 3)."""


class Model:
    """Sequences in a terminal's manual or source; the terminal may print all others.

    `modes` are the private modes that are of use on the terminal: a VT100 swallows others.
    """

    def __init__(self, finals: set[bytes], modes: set[int], colours: int, **more: bool) -> None:
        self.finals = finals
        self.modes = modes
        self.colours = colours
        self.strings = more.get("strings", False)
        self.kitty = more.get("kitty", False)
        self.asked = more.get("asked", False)
        self.passes_on = more.get("passes_on", False)
        """Whether the terminal knows strings (DCS) for the terminal around it."""

    def complaints(self, data: bytes) -> list[str]:
        """Return the sequences among the data that this terminal doesn't know."""
        return [repr(m[0]) for m in SEQUENCE.finditer(data) if not self._knows(m)]

    def _knows(self, match: re.Match[bytes]) -> bool:
        if match["osc"] is not None:
            return self.strings
        if match["string"]:
            return self.passes_on
        if match["escape"]:
            return match["escape"] == b"M"  # reverse index
        numbers, middle, final = match["csi"], match["middle"], match["final"]
        if numbers[:1] in (b"<", b"=", b">"):
            return self.kitty and final == b"u"
        if numbers[:1] == b"?" and middle == b"$":
            return self.asked
        if numbers[:1] == b"?":
            return final in (b"h", b"l") and int(numbers[1:]) in self.modes
        if middle:
            return False
        if final == b"m":
            return self._knows_look([int(part or 0) for part in numbers.split(b";")])
        return final in self.finals

    def _knows_look(self, parameters: list[int]) -> bool:
        allowed = {0, 1, 2, 4, 5, 7}
        if self.colours:
            allowed |= {3, 9, 22, 23, 24, 25, 27, 29, 39, 49, *range(30, 38), *range(40, 48)}
        if self.colours >= 16:
            allowed |= {*range(90, 98), *range(100, 108)}
        while parameters:
            code = parameters.pop(0)
            if code in (38, 48):
                if not parameters or self.colours < (256 if parameters[0] == 5 else 1 << 24):
                    return False
                del parameters[: 2 if parameters[0] == 5 else 4]
            elif code not in allowed:
                return False
        return True


CONSOLE = MOVES | {b"d", b"G", b"X", b"M", b"L", b"P", b"@"}
XTERM = CONSOLE | {b"S", b"T"}
BASIC, MOUSE = {7, 25, 1049}, {1000, 1006}
MODELS = {
    "vt100": Model(MOVES, {7}, 0),
    "vt220": Model(MOVES | {b"X", b"M", b"L"}, {7, 25}, 0),
    "linux": Model(CONSOLE, {7, 25}, 16),
    "of-tomorrow": Model(MOVES, {7, 25}, 16),
    "screen": Model(XTERM, BASIC | MOUSE | {2004}, 16, strings=True, passes_on=True),
    "screen-256color": Model(XTERM, BASIC | MOUSE | {2004}, 256, strings=True, passes_on=True),
    "tmux-256color": Model(
        XTERM, BASIC | MOUSE | {2004, 2026}, 256, strings=True, asked=True, passes_on=True
    ),
    "rxvt-unicode-256color": Model(XTERM, BASIC | MOUSE | {2004}, 256, strings=True),
    "xterm": Model(XTERM, BASIC | MOUSE | {2004, 2026}, 16, strings=True, kitty=True, asked=True),
    "xterm-256color": Model(
        XTERM, BASIC | MOUSE | {2004, 2026}, 256, strings=True, kitty=True, asked=True
    ),
    "xterm-direct": Model(
        XTERM, BASIC | MOUSE | {2004, 2026}, 1 << 24, strings=True, kitty=True, asked=True
    ),
}


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with an index, which takes a while to make, once for all tests."""
    path = tmp_path_factory.mktemp("indexed") / "home"
    subprocess.run([COMMAND, "--home", path, "search", "putin"], check=True, capture_output=True)
    return path


@pytest.fixture
def home(indexed: Path, tmp_path: Path) -> Path:
    shutil.copytree(indexed, tmp_path / "home")
    return tmp_path / "home"


def visit(terminal: Terminal) -> None:
    """Use a bit of everything: a search, its timeline, an article, a selection, help, exit."""
    terminal.wait_for("15 articles")
    terminal.press("/", "mothers")
    terminal.wait_for("2 hits")
    terminal.press("enter")
    terminal.press("t")
    terminal.wait_for("only this")
    terminal.press("escape", "enter")
    terminal.wait_for("to read")
    terminal.press("v", "j")
    terminal.wait_for(" selected")
    terminal.press("y")
    terminal.wait_for("clipboard")
    terminal.press("?")
    terminal.wait_for("finds a key or a rule")
    terminal.press("escape")
    terminal.wait_gone("finds a key or a rule")
    terminal.press("Q")
    assert terminal.wait_exit() == 0


@pytest.mark.parametrize("term", MODELS)
def test_only_what_it_knows_is_sent(browser: Open, term: str) -> None:
    terminal = browser(TERM=term)
    visit(terminal)
    assert MODELS[term].complaints(bytes(terminal.raw)) == []
    assert terminal.modes_left() == set()


@pytest.mark.parametrize("theme", ["newstui-dark", "newstui-light", "nord"])
@pytest.mark.parametrize("term", ["vt100", "linux", "xterm-256color", "xterm-direct"])
def test_a_theme_is_shown_in_the_colours_that_there_are(
    browser: Open, home: Path, term: str, theme: str
) -> None:
    (home / "config.toml").write_text(f'theme = "{theme}"\n')
    terminal = browser(TERM=term)
    terminal.wait_for("15 articles")
    if term in ("vt100", "linux"):
        terminal.wait_for(f"theme '{theme}' needs 256 colours")
    terminal.press("Q")
    terminal.wait_exit()
    assert MODELS[term].complaints(bytes(terminal.raw)) == []


@pytest.mark.parametrize(
    ("no_color", "coloured"), [("1", False), ("0", False), ("", True)], ids=["1", "0", "empty"]
)
def test_no_color(browser: Open, no_color: str, coloured: bool) -> None:
    terminal = browser(NO_COLOR=no_color, COLORTERM="truecolor")
    visit(terminal)
    looks = [match["csi"] for match in SEQUENCE.finditer(terminal.raw) if match["final"] == b"m"]
    colours = [look for look in looks if re.search(rb"(^|;)([349]\d|10\d)\b", look)]
    assert bool(colours) == coloured


def test_truecolor_only_where_it_is_announced(browser: Open, home: Path) -> None:
    (home / "config.toml").write_text('theme = "nord"\n')
    for colorterm, depth in (("", b"8;5;"), ("truecolor", b"8;2;")):
        terminal = browser(COLORTERM=colorterm)
        terminal.wait_for("15 articles")
        other = {b"8;5;": b"8;2;", b"8;2;": b"8;5;"}[depth]
        assert depth in terminal.raw
        assert other not in terminal.raw


@pytest.mark.parametrize("term", ["dumb", "", "unknown"])
def test_where_nothing_can_be_drawn_it_says_so(browser: Open, term: str) -> None:
    terminal = browser(TERM=term)
    assert terminal.wait_exit() == 2
    assert "can't draw a screen" in terminal.text.replace("\n", "")
    assert b"\x1b" not in terminal.raw


# -- characters

LIST_IN_ASCII = {
    (80, 24): """\
 newstui                                                15 articles . 15 unread
>N  29 Mar 2024  Westside Peo~  Zhelensky challenges the mothers of Russia~   1m
 n  27 Jan 2023  Slok           "Ot Barzikova popahivaet star'em" - vozmus~  29s
 n  25 Jan 2023  Sport-Ekspre~  Prezident OKR Pozdnakov ocenil zaavlenie M~  29s""",
    (40, 12): """\
 newstui        15 articles . 15 unread
>N  2024-03-29 Zhelensky challenges th~
 n  2023-01-27 "Ot Barzikova popahivae~
 n  2023-01-25 Prezident OKR Pozdnakov~""",
}


@pytest.mark.parametrize(("columns", "lines"), LIST_IN_ASCII)
@pytest.mark.parametrize("term", ["xterm", "vt100"])
def test_the_list_in_ascii(browser: Open, columns: int, lines: int, term: str) -> None:
    terminal = browser(columns=columns, lines=lines, LC_ALL="C", TERM=term)
    terminal.wait_for("Zhelensky")
    terminal.wait_for("15 unread")
    terminal.wait_gone("opening")
    assert terminal.text.startswith(LIST_IN_ASCII[columns, lines])
    assert "Enter open" in terminal.text.splitlines()[-1]
    assert terminal.raw.isascii()


SEARCH_IN_ASCII = {
    (80, 24): [" / mothers", ">N  ", "   2022 "],
    (40, 12): [" / mothers", ">N  "],
}


@pytest.mark.parametrize(("columns", "lines"), SEARCH_IN_ASCII)
def test_the_search_in_ascii_and_sixteen_colours(browser: Open, columns: int, lines: int) -> None:
    terminal = browser(columns=columns, lines=lines, LC_ALL="C", TERM="linux")
    terminal.wait_for("15 articles")
    terminal.press("/", "mothers")
    shown = terminal.wait_for("2 hits")
    for start in SEARCH_IN_ASCII[columns, lines]:
        assert any(line.startswith(start) for line in shown.splitlines()), (start, shown)
    terminal.press("enter", "enter")
    terminal.wait_for("match")
    assert terminal.raw.isascii()
    colours = {terminal.cell(x, y).fg for x in range(columns) for y in range(lines)}
    assert len(colours) > 1
    assert all(re.fullmatch(r"default|[a-z]+", colour) for colour in colours)


def test_a_charset_of_256_signs(browser: Open, home: Path) -> None:
    add(home, "Émile visits the café on the Łódź road")
    terminal = browser(LC_ALL="en_US.ISO-8859-1", TERM="xterm")
    terminal.wait_for("articles")
    counts = " newstui" + "16 articles · 16 unread".rjust(71)
    end = time.monotonic() + 20
    while (shown := shown_in(terminal, "latin-1"))[0].rstrip() != counts:
        assert time.monotonic() < end, shown
        time.sleep(0.05)
    assert any("Émile visits the café on the Lódz" in row for row in shown)


def shown_in(terminal: Terminal, charset: str) -> list[str]:
    """Return the screen of a terminal of another charset."""
    screen = Emulator(80, 24)
    data = UNKNOWN_TO_PYTE.sub(b"", bytes(terminal.raw))
    EmulatorStream(screen).feed(data.decode(charset).encode())
    return screen.display


def test_what_is_typed_is_in_that_charset_too(browser: Open, home: Path) -> None:
    add(home, "Émile visits the café on the road")
    terminal = browser(LC_ALL="en_US.ISO-8859-1", TERM="xterm")
    terminal.wait_for("16 articles")
    terminal.press("/")
    terminal.wait_for("words,")
    terminal.send("café".encode("latin-1"))
    terminal.wait_for("1 hit")


def add(home: Path, title: str) -> None:
    saved = home.parent / "saved"
    saved.mkdir()
    (saved / "a.txt").write_text(f"{title}\n\n12 May 2025\n\nA text of some words.\n")
    subprocess.run([COMMAND, "--home", home, "add", saved], check=True, capture_output=True)


def test_the_command_line_on_such_a_terminal(browser: Open) -> None:
    terminal = browser("search", "Киноафиша", LC_ALL="C")
    assert terminal.wait_exit() == 0
    assert "Kinoafisa" in terminal.text
    assert terminal.raw.isascii()


@pytest.mark.parametrize(("signs", "first"), [("ascii", "N"), ("unicode", "●")])
def test_either_can_be_forced(browser: Open, home: Path, signs: str, first: str) -> None:
    (home / "config.toml").write_text(f'signs = "{signs}"\n')
    locale = "C.UTF-8" if signs == "ascii" else "C"
    terminal = browser(LC_ALL=locale)
    terminal.wait_for("15 articles")
    assert terminal.cell(1, 1).data == first
    terminal.wait_for("От Барзикова")


# -- input

START, END = b"\x1b[200~", b"\x1b[201~"


def test_megabytes_pasted_into_the_box(browser: Open) -> None:
    terminal = browser()
    terminal.wait_for("15 articles")
    terminal.press("/")
    terminal.wait_for("words,")
    terminal.send(START + b"mothers " * 500_000 + END)
    terminal.wait_for("too long to search for: only the first", "of 4,000,000")
    terminal.press("^U", "mothers")
    terminal.wait_for("2 hits")


def test_a_paste_with_escapes_inside(browser: Open) -> None:
    terminal = browser()
    terminal.wait_for("15 articles")
    terminal.press("/")
    terminal.wait_for("words,")
    terminal.send(START + b"mo\x1bQ\x1b]52;c;eA==\x07\x03\x1b[200~" + END)
    terminal.wait_for("/ moQ]52;c;eA==[200~")
    assert terminal.process.poll() is None


@pytest.mark.parametrize("mark", [True, False], ids=["marked", "unmarked"])
def test_a_paste_where_no_box_is_starts_no_command(browser: Open, mark: bool) -> None:
    terminal = browser()
    terminal.wait_for("15 articles · 15 unread")
    text = b"Quit this\nsmart question\nmmm Q\n" * 10
    terminal.send(START + text + END if mark else text)
    terminal.wait_for("pasted text goes into a box")
    assert "15 articles · 15 unread" in terminal.text
    assert "★" not in terminal.text


@pytest.mark.parametrize("term", ["linux", "vt100"])
def test_a_line_that_is_pasted_on_a_console_starts_no_command(browser: Open, term: str) -> None:
    terminal = browser(TERM=term)
    terminal.wait_for("15 unread")
    terminal.wait_gone("opening")
    terminal.send(b"smart Quit questions")
    terminal.wait_for("pasted text goes into a box")
    assert "15 unread" in terminal.text
    terminal.send(b"/mothers of russia\r")  # typed ahead of a slow connection
    terminal.wait_for("/ mothers of russia", "2 with all words")


@pytest.mark.parametrize("term", ["xterm-256color", "vt100"])
def test_escape_and_a_key_in_one_packet_are_both_taken(browser: Open, term: str) -> None:
    terminal = browser(TERM=term)
    terminal.wait_for("15 unread")
    terminal.wait_gone("opening")
    terminal.press("/", "mothers")
    terminal.wait_for("2 hits")
    terminal.send(b"\x1bjs")
    terminal.wait_for("starred")
    terminal.press("enter")
    terminal.wait_for("match")
    terminal.send(b"\x1b\x1b/putin\r")
    terminal.wait_for("/ putin", "1 hit ")


def test_alt_and_backspace_take_away_a_word(browser: Open) -> None:
    terminal = browser()
    terminal.wait_for("15 unread")
    terminal.press("/", "mothers soldiers")
    terminal.wait_for("/ mothers soldiers")
    terminal.send(b"\x1b\x7f")
    terminal.wait(lambda shown: re.match(" / mothers +[0-9]+ hits", shown) is not None, "one word")


def test_malformed_input_is_borne(browser: Open) -> None:
    terminal = browser()
    terminal.wait_for("15 articles")
    for malformed in (
        b"\x1b[99999999999999999999u",
        b"\x1b[48;99999;99999;1;1t",
        b"\xff\xfe\xc3\x28\x80",
        b"\x1b]11;rgb:0000/0000/0000\x07",
        b"\x1b[<99999999;0;0M",
        b"\x1bP" + b"q" * 10_000 + b"\x1b\\",
    ):
        terminal.send(malformed)
        time.sleep(0.05)
    time.sleep(0.6)
    terminal.press("/")
    terminal.wait_for("words,")
    terminal.send("путин".encode()[:3])
    time.sleep(0.2)
    terminal.send("путин".encode()[3:])
    terminal.wait_for("/ путин")


def test_a_storm_of_sizes(browser: Open) -> None:
    terminal = browser()
    terminal.wait_for("15 articles")
    for number in range(60):
        terminal.resize(20 + 7 * number % 150, 4 + number % 50)
    terminal.resize(80, 24)
    terminal.wait_for("15 articles · 15 unread", "? help")
    assert terminal.wait_for("Zhelensky").count("newstui") == 1


# -- through real multiplexers

COPIED = re.compile(rb"\x1b\]52;[a-z]*;([A-Za-z0-9+/=]+)(?:\x07|\x1b\\)")
TITLE = "Zhelensky challenges"


class Tmux:
    """tmux server of the test's own, in a terminal of its own."""

    def __init__(self, folder: Path, environment: dict[str, str], *settings: str) -> None:
        config = folder / "tmux.conf"
        features = ["set -g status off", "set -as terminal-features 'xterm*:clipboard'"]
        config.write_text("\n".join([*features, *settings, ""]))
        self.environment = environment
        self.command = ["tmux", "-S", str(folder / "tmux"), "-f", str(config)]

    def run(self, *arguments: str) -> str:
        command = [*self.command, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def opened() -> Iterator[list[Terminal]]:
    terminals: list[Terminal] = []
    yield terminals
    for terminal in terminals:
        terminal.close()


def has_tmux(*version: int) -> bool:
    if shutil.which("tmux") is None:
        return False
    said = subprocess.run(["tmux", "-V"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)\.(\d+)", said)
    return found is not None and tuple(map(int, found.groups())) >= version


needs_tmux = pytest.mark.skipif(not has_tmux(3, 3), reason="needs tmux 3.3")
needs_screen = pytest.mark.skipif(shutil.which("screen") is None, reason="needs screen")


def copy_a_title(terminal: Terminal) -> None:
    terminal.wait_for("15 articles")
    terminal.wait_gone("opening")
    terminal.press("enter")
    terminal.wait_for("mothers of Russian soldiers")
    terminal.press("V")
    terminal.wait_for(" selected")
    terminal.press("y")
    terminal.wait_for("sent to your terminal's clipboard")


@needs_tmux
@pytest.mark.parametrize(
    ("setting", "in_buffer", "outside"),
    [
        ("set -g set-clipboard on", True, True),
        ("set -g set-clipboard off\nset -g allow-passthrough on", False, True),
        ("set -g set-clipboard external", False, False),
    ],
    ids=["set-clipboard", "allow-passthrough", "neither"],
)
def test_copying_in_tmux(
    tmp_path: Path,
    environment: dict[str, str],
    opened: list[Terminal],
    setting: str,
    in_buffer: bool,
    outside: bool,
) -> None:
    tmux = Tmux(tmp_path, environment, setting)
    terminal = Terminal([*tmux.command, "new-session", str(COMMAND)], environment)
    opened.append(terminal)
    copy_a_title(terminal)

    def reached() -> tuple[bool, bool]:
        """Return whether the title is in tmux's buffer, and whether in the clipboard outside."""
        buffer = tmux.run("show-buffer") if tmux.run("list-buffers") else ""
        found = [b64decode(data).decode() for data in COPIED.findall(bytes(terminal.raw))]
        return TITLE in buffer, any(TITLE in text for text in found)

    terminal.wait(lambda _: reached() == (in_buffer, outside), "where it should be")
    time.sleep(0.5)
    assert reached() == (in_buffer, outside), "and nowhere else"
    tmux.run("kill-server")


@pytest.fixture
def screen(
    tmp_path: Path, environment: dict[str, str]
) -> Iterator[tuple[list[str], dict[str, str]]]:
    """Yield a screen command with the test's own settings, in UTF-8; quit screen after the test."""
    (tmp_path / "screenrc").write_text("startup_message off\nbindkey -k k1 quit\n")
    (tmp_path / "sockets").mkdir(mode=0o700)
    command = ["screen", "-U", "-c", str(tmp_path / "screenrc"), str(COMMAND)]
    given = {**environment, "SCREENDIR": str(tmp_path / "sockets")}
    yield command, given
    subprocess.run(["screen", "-X", "quit"], env=given, check=False, capture_output=True)


@needs_screen
def test_copying_in_screen(
    screen: tuple[list[str], dict[str, str]], opened: list[Terminal]
) -> None:
    command, given = screen
    terminal = Terminal(command, given)
    opened.append(terminal)
    copy_a_title(terminal)
    found = copied_outside(terminal)
    assert any(TITLE in text for text in found)
    assert b"]52;" not in SEQUENCE.sub(b"", terminal.raw), "nothing of it is printed"
    terminal.press("q", "Q")
    terminal.wait_exit()


@needs_screen
@needs_tmux
@pytest.mark.parametrize("inner", ["screen", "tmux"])
def test_copying_in_one_inside_the_other(
    tmp_path: Path,
    environment: dict[str, str],
    screen: tuple[list[str], dict[str, str]],
    opened: list[Terminal],
    inner: str,
) -> None:
    tmux = Tmux(tmp_path, environment, "set -g set-clipboard off\nset -g allow-passthrough on")
    in_screen, given = screen
    if inner == "screen":
        terminal = Terminal([*tmux.command, "new-session", *in_screen], given)
    else:
        command = [*in_screen[:-1], *tmux.command, "new-session", str(COMMAND)]
        terminal = Terminal(command, given)
    opened.append(terminal)
    copy_a_title(terminal)
    assert any(TITLE in text for text in copied_outside(terminal))
    tmux.run("kill-server")


def copied_outside(terminal: Terminal) -> list[str]:
    """Return the texts that reached the clipboard of the outermost terminal, after a moment."""
    end = time.monotonic() + 5
    while not COPIED.search(terminal.raw) and time.monotonic() < end:
        time.sleep(0.05)
    return [b64decode(data).decode() for data in COPIED.findall(bytes(terminal.raw))]


def wait_cursor_at(terminal: Terminal, sign: str) -> None:
    """Wait until the terminal's cursor is on a given sign."""

    def is_there(shown: str) -> bool:
        row, column = terminal.cursor
        return shown.split("\n")[row][column : column + 1] == sign

    terminal.wait(is_there, f"the cursor at {sign!r}")


@pytest.mark.parametrize("term", ["xterm-256color", "vt100"])
def test_the_cursor_of_the_terminal_is_where_the_reader_is(browser: Open, term: str) -> None:
    terminal = browser(columns=130, lines=30, TERM=term)
    row, pointer = "▌", "▲"
    terminal.wait_for("15 unread", "newest")
    wait_cursor_at(terminal, row)
    first = terminal.cursor
    terminal.press("jj")
    terminal.wait(lambda _: terminal.cursor == (first[0] + 2, first[1]), "two rows below")
    terminal.press("f")
    terminal.wait(lambda _: terminal.cursor[1] < 20, "among the filters")
    wait_cursor_at(terminal, row)
    terminal.press("escape")
    wait_cursor_at(terminal, row)
    terminal.press("/", "putin")
    terminal.wait(lambda shown: "1 hit" in shown and terminal.cursor == (0, 9), "behind the text")
    terminal.press("enter")
    terminal.wait(lambda _: terminal.cursor[0] > 1, "in the results")
    wait_cursor_at(terminal, row)
    terminal.press("t")
    wait_cursor_at(terminal, pointer)
    terminal.press("escape")
    wait_cursor_at(terminal, row)
    terminal.press("K")
    terminal.wait_for("5 lines")
    wait_cursor_at(terminal, row)
    terminal.press("escape")
    terminal.wait_gone("5 lines")
    terminal.press("enter")
    terminal.wait_for("match")
    terminal.press("n")
    terminal.wait_for("match")
    terminal.wait(
        lambda shown: "utin" in shown.split("\n")[terminal.cursor[0]], "the line of the match"
    )
    terminal.press("v", "lll")
    terminal.wait_for("4 selected")
    at = terminal.cursor
    terminal.press("l")
    terminal.wait(lambda _: terminal.cursor == (at[0], at[1] + 1), "a letter further")
