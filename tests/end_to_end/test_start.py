"""Tests of the first frame and of a cut connection's remains: real processes in a real pty."""

from __future__ import annotations

import os
import re
import signal
import stat
import subprocess
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.end_to_end.conftest import COMMAND, Open, Run, page
from tests.end_to_end.test_browser import processes_with
from tests.terminal import Terminal
from tui.view.rows import CURSOR

pytestmark = pytest.mark.slow

MOTHERS = "Zhelensky challenges the mothers"
UP_TO_DATE = re.compile(r" newstui +15 articles · 1\d unread")
"""Pattern of the first line; during indexing, the last line counts articles as well."""


def left(browser: Open, *keys: str, **more: int | str) -> None:
    """Open a window, press keys, and quit."""
    with at_rest(browser, **more) as terminal:
        terminal.press(*keys, "Q")
        assert terminal.wait_exit() == 0


def at_rest(browser: Open, **more: int | str) -> Terminal:
    """Return a window on the list, up to date."""
    terminal = browser(**more)
    terminal.wait(lambda shown: UP_TO_DATE.match(shown) is not None, "all articles")
    return terminal


def first_screen(terminal: Terminal) -> list[list[str]]:
    """Return the first two lines after each piece of output, from the first text on."""
    screens = [rows for _, rows, _ in terminal.frames()]
    return screens[next(n for n, rows in enumerate(screens) if rows[0].strip()) :]


def kept(home: Path) -> Path:
    return home / "windows" / "0"


def test_the_list_is_there_at_once_and_never_gone_until_it_is_live(browser: Open) -> None:
    with at_rest(browser) as before:
        before.press("enter")
        before.wait_for("Ukrainian President")
        before.press("q")
        before.wait_for("14 unread")
        before.press("j", "Q")
        assert before.wait_exit() == 0
    terminal = browser()
    terminal.wait_for("14 unread")
    terminal.wait_gone("opening…")
    screens = first_screen(terminal)
    assert "opening…" in screens[0][0]
    assert all("Zhelensky" in rows[1] for rows in screens)
    assert bytes(terminal.raw).count(b"\x1b[?1049h") == 1


def test_what_is_typed_before_it_is_up_arrives(browser: Open) -> None:
    left(browser)
    terminal = browser()
    terminal.press("/putin\r")
    terminal.wait_for("putin", "1 hit ", "365NEWSX")
    terminal.press("\r")
    terminal.wait_for("We share your pain")
    terminal.press("Q")
    assert terminal.wait_exit() == 0
    drawn = bytes(terminal.raw).partition(b"\x1b[?1049h")[2]
    assert b"/putin" not in drawn, "not echoed over the screen"


def test_a_paste_and_a_sequence_in_pieces_arrive_as_they_are(browser: Open) -> None:
    left(browser)
    terminal = browser()
    terminal.wait_sent("opening…")
    terminal.press("/", "\x1b[200~moth")
    time.sleep(0.05)
    terminal.press("ers", "\x1b[20")
    time.sleep(0.02)
    terminal.press("1~")
    terminal.wait_for("/ mothers", "2 hits")


@pytest.mark.parametrize("other", ["size", "TERM", "settings", "state", "option"])
def test_no_frame_where_it_would_be_another_one(browser: Open, home: Path, other: str) -> None:
    left(browser)
    if other == "settings":
        (home / "config.toml").write_text("text_width = 60\n")
    if other == "state":
        for file in home.glob("state.sqlite*"):
            file.unlink()
    arguments = ("--no-cache",) if other == "option" else ()
    sizes = {"columns": 90} if other == "size" else {}
    terms = {"TERM": "screen-256color"} if other == "TERM" else {}
    with browser(*arguments, **sizes, **terms) as terminal:
        terminal.wait_for("15 articles")
        # Textual enters the alternate screen alone; newstui would send a frame in the same write.
        assert b"\x1b[?1049h\x1b[?25l\x1b[?7l" not in terminal.raw


@pytest.mark.parametrize("damage", [b"", b"\x1b]0;evil\x07", b"flip", b"cut"])
def test_a_damaged_file_shows_nothing_and_breaks_nothing(
    browser: Open, home: Path, damage: bytes
) -> None:
    left(browser)
    data = kept(home).read_bytes()
    assert stat.S_IMODE(kept(home).stat().st_mode) == 0o600
    flipped = data[:-100] + bytes([data[-100] ^ 1]) + data[-99:]
    kept(home).write_bytes({b"flip": flipped, b"cut": data[:-50]}.get(damage, damage))
    with at_rest(browser) as terminal:
        assert b"evil" not in terminal.raw
        assert b"\x1b[?1049h\x1b[?25l\x1b[?7l" not in terminal.raw


def test_a_file_that_others_may_write_is_not_shown(browser: Open, home: Path) -> None:
    left(browser)
    kept(home).chmod(0o666)
    with at_rest(browser) as terminal:
        assert b"\x1b[?1049h\x1b[?25l\x1b[?7l" not in terminal.raw


Ending = Callable[[Terminal], None]
ENDINGS: dict[str, tuple[Ending, int]] = {
    "hang-up": (Terminal.hang_up, 128 + signal.SIGHUP),
    "SIGHUP": (lambda terminal: terminal.process.send_signal(signal.SIGHUP), 128 + signal.SIGHUP),
    "SIGTERM": (lambda terminal: terminal.process.terminate(), 128 + signal.SIGTERM),
    "SIGQUIT": (
        lambda terminal: terminal.process.send_signal(signal.SIGQUIT),
        128 + signal.SIGQUIT,
    ),
    "SIGXCPU": (
        lambda terminal: terminal.process.send_signal(signal.SIGXCPU),
        128 + signal.SIGXCPU,
    ),
}


def cursor_line(shown: str) -> int:
    """Return the line of the screen that has the cursor."""
    return next(at for at, line in enumerate(shown.split("\n")) if CURSOR in line)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_search_that_was_cut_off_is_there_again(browser: Open, home: Path, ending: str) -> None:
    end, code = ENDINGS[ending]
    terminal = at_rest(browser, columns=150, lines=30)
    terminal.press("/", "ukraine", "enter")
    terminal.wait_for("/ ukraine", "narrow")
    terminal.press("S")
    terminal.wait_for("S relevance and freshness", CURSOR)
    first = cursor_line(terminal.text)
    terminal.press("jj")
    terminal.wait(lambda shown: cursor_line(shown) == first + 4, "the third hit, of two lines each")
    time.sleep(0.5)
    before = terminal.text.split("\n")
    end(terminal)
    assert terminal.wait_exit() == code
    assert processes_with(home) == []
    if ending != "hang-up":
        assert terminal.modes_left() == set()

    again = browser(columns=150, lines=30)
    again.wait_sent("opening…")
    again.wait_for("ukraine")
    again.wait(lambda shown: shown.split("\n")[1:] == before[1:], "all but the time it took")
    assert all("ukraine" in rows[0] for rows in first_screen(again))
    again.press("Q")
    assert again.wait_exit() == 0
    at_rest(browser, columns=150, lines=30)  # after Q the next window starts on the list


def test_an_article_and_its_place_after_a_kill(browser: Open, home: Path) -> None:
    terminal = at_rest(browser, lines=12)
    terminal.press("enter")
    terminal.wait_for("Ukrainian President")
    terminal.press("space", "j")
    terminal.wait_gone("Ukrainian President")
    time.sleep(3)  # the position is stored every few seconds
    before = [line[:75] for line in terminal.display]  # without the scroll bar
    terminal.process.kill()
    terminal.wait_exit()

    again = browser(lines=12)
    again.wait_sent("opening…")
    again.wait_gone("opening…")
    again.wait(lambda _: [line[:75] for line in again.display] == before, "the same screen")
    again.press("q")
    again.wait_for("15 articles")


VIEWS = {
    "words in context": (["K"], "lines", ["S", "jj"], "words to the right"),
    "comparison": (["T"], "a second search", ["russia", "enter", "h", "p"], "of all articles"),
    "help": (["?"], "finds a key", ["/", "query", "enter"], "Query language"),
}


@pytest.mark.parametrize("view", VIEWS)
def test_what_is_open_over_a_search_is_there_again(browser: Open, view: str) -> None:
    keys, opened, more, shown = VIEWS[view]
    terminal = at_rest(browser)
    terminal.press("/", "mothers", "enter")
    terminal.wait_for("/ mothers", "narrow")
    terminal.press(*keys)
    terminal.wait_for(opened)
    terminal.press(*more)
    terminal.wait_for(shown)
    time.sleep(0.5)
    before = terminal.text
    terminal.hang_up()
    terminal.wait_exit()
    again = browser()
    again.wait_sent("opening…")
    again.wait(lambda shown: shown == before, "the same screen")
    again.press("escape")
    again.wait_for("/ mothers", "narrow")


def test_another_size_resumes_too(browser: Open) -> None:
    terminal = at_rest(browser)
    terminal.press("/", "putin", "enter")
    terminal.wait_for("1 hit ", "narrow")
    terminal.hang_up()
    terminal.wait_exit()
    again = browser(columns=120, lines=40)
    again.wait_for("/ putin", "1 hit ", "narrow")


def test_fresh_begins_at_the_list(browser: Open) -> None:
    terminal = at_rest(browser)
    terminal.press("/", "putin", "enter")
    terminal.wait_for("1 hit ", "narrow")
    terminal.hang_up()
    terminal.wait_exit()
    with browser("--fresh") as fresh:
        fresh.wait_for("15 articles", MOTHERS)
        fresh.press("Q")
        assert fresh.wait_exit() == 0
    at_rest(browser)


def test_an_open_window_is_not_taken_up_by_another_one(browser: Open) -> None:
    one = at_rest(browser)
    one.press("/", "putin", "enter")
    one.wait_for("1 hit ", "narrow")
    time.sleep(3)
    other = at_rest(browser)
    other.wait_for(MOTHERS)
    one.hang_up()
    one.wait_exit()
    other.press("Q")
    assert other.wait_exit() == 0
    browser().wait_for("/ putin", "1 hit ")


def test_the_shell_gets_its_terminal_back(browser: Open) -> None:
    left(browser)
    terminal = browser()
    before = termios.tcgetattr(terminal._master)
    terminal.wait_sent("opening…")
    assert not termios.tcgetattr(terminal._master)[3] & termios.ECHO
    terminal.wait_gone("opening…")
    terminal.press("Q")
    terminal.wait_exit()
    assert terminal.modes_left() == set()
    assert termios.tcgetattr(terminal._master)[:4] == before[:4]


def test_suspended_and_brought_back(environment: dict[str, str], home: Path) -> None:
    shell = Terminal(["bash", "--norc", "--noprofile", "-i"], environment)
    with shell as terminal:
        terminal.press(f"{COMMAND}\r")
        terminal.wait_for("15 articles", "newest")
        terminal.wait_gone("opening…")
        terminal.press("^Z")
        terminal.wait_for("Stopped")
        assert terminal.modes_left() <= {b"2004"}  # bash's own mode
        terminal.press("echo back; fg\r")
        terminal.wait_for("15 articles", MOTHERS, "newest")
        terminal.press("j", "Q")
        terminal.wait(lambda _: b"1049" not in terminal.modes_left(), "the shell's screen")
        terminal.press("stty -a | grep -o ' echo '\r")
        terminal.wait_for(" echo")


def test_a_terminal_that_is_gone_without_a_signal(environment: dict[str, str], home: Path) -> None:
    """Detect a lost terminal without SIGHUP, which only a controlling terminal sends."""
    with Terminal(["setsid", "--wait", COMMAND], environment) as terminal:
        terminal.wait_for("15 articles", "newest")
        terminal.wait_gone("opening…")
        terminal.hang_up()
        end = time.monotonic() + 15
        while processes_with(home) and time.monotonic() < end:
            time.sleep(0.1)
        assert processes_with(home) == []


def test_a_home_that_can_not_be_written_keeps_nothing(browser: Open, home: Path) -> None:
    left(browser)
    (home / "windows").rename(home / "elsewhere")
    (home / "windows").touch()
    left(browser)


def test_no_screen_before_what_is_wrong_is_told(browser: Open, home: Path) -> None:
    left(browser)
    (home / "config.toml").write_text("colour = 'red'\n")
    terminal = browser()
    assert terminal.wait_exit() == 3
    assert b"config.toml: unknown key 'colour'" in terminal.raw
    assert terminal.modes_left() == set()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1])
def test_ended_while_it_opens(browser: Open, number: signal.Signals) -> None:
    left(browser)
    terminal = browser()
    terminal.wait_sent("opening…")
    time.sleep(0.03)
    terminal.process.send_signal(number)
    assert terminal.wait_exit() == 128 + number
    assert terminal.modes_left() == set()


def test_nothing_is_imported_before_the_frame() -> None:
    script = (
        "import tui.main, tui.start.early_terminal, index.files.home_path, sys; print(*sys.modules)"
    )
    loaded = subprocess.run(
        [COMMAND.with_name("python"), "-c", script], capture_output=True, text=True, check=True,
        env={**os.environ},
    ).stdout.split()  # fmt: skip
    large = {
        "signal",
        "textual",
        "click",
        "pathlib",
        "dataclasses",
        "typing",
        "json",
        "asyncio",
        "sqlite3",
    }
    assert not large & set(loaded)


@pytest.mark.parametrize("is_cut_off", [False, True], ids=["left", "cut off"])
def test_a_text_that_grew_is_read_on_at_the_same_words(
    browser: Open, run: Run, tmp_path: Path, is_cut_off: bool
) -> None:
    told = [f"Told {n}. " + " ".join(f"w{n}x{k}" for k in range(60)) + "." for n in range(40)]
    news = [f"Update {n}. " + "What is new stands here. " * 12 for n in range(5)]
    file = tmp_path / "a.txt"
    file.write_text(page("Harbour bridge closes for repairs", "\n\n".join(told)))
    assert run("add", file).returncode == 0

    def top(shown: str) -> str:
        return next((line.strip() for line in shown.split("\n")[1:] if line.strip()), "")

    terminal = browser()
    terminal.wait_for("16 unread", "Harbour bridge closes")
    terminal.press("/", "repairs", "\r")
    terminal.wait_for("1 hit", CURSOR)
    terminal.press("\r")
    terminal.wait_for("Told 0.")
    terminal.press("    ")
    before = top(terminal.wait_for("Told 14."))
    if is_cut_off:
        terminal.hang_up()
    else:
        terminal.press("Q")
    terminal.wait_exit()
    file.write_text(page("Harbour bridge closes for repairs", "\n\n".join([*news, *told])))
    assert "1 changed" in run("add").stdout
    again = browser()
    if not is_cut_off:
        again.wait_for("15 unread", "Harbour bridge closes")
        again.press("/", "repairs", "\r")
        again.wait_for("1 hit", CURSOR)
        again.press("\r")
    again.wait(lambda shown: top(shown) == before, f"{before} at the top")
