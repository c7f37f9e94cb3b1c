"""Tests of the browser as a person uses it: installed, in a real pty, through an emulator."""

from __future__ import annotations

import os
import re
import shutil
import signal
import time
from pathlib import Path

import pytest

from tests.end_to_end.conftest import Open, Run, page

pytestmark = pytest.mark.slow

PUTIN = "Ukraine war: Putin tells"
MOTHERS = "Zhelensky challenges the mothers"


def test_from_a_fresh_machine_to_an_article_and_out(browser: Open) -> None:
    terminal = browser()
    shown = terminal.wait_for(MOTHERS, PUTIN, "15 articles · 15 unread", "newest")
    assert shown.index(MOTHERS) < shown.index(PUTIN), "newest first"

    terminal.press("enter")
    terminal.wait_for("Ukrainian President Volodymyr Zhelensky on Saturday", "29 Mar 2024")
    terminal.press("q")
    terminal.wait_for("15 articles · 14 unread")

    terminal.press("Q")
    assert terminal.wait_exit() == 0
    assert terminal.modes_left() == set()


def test_searching_while_typing(browser: Open) -> None:
    terminal = browser()
    terminal.wait_for("15 articles · 15 unread")
    terminal.press("/")
    terminal.wait_for("15 hits")
    terminal.press("mothers pain")
    shown = terminal.wait_for("1 with all words ", PUTIN)
    assert "We share your pain" in shown
    terminal.press("enter", "enter")
    terminal.wait_for("Nov 2022", "365NEWSX", "match")
    terminal.press("n")
    terminal.wait_for("match")
    terminal.press("q")
    terminal.wait_for("1 with all words ", "mothers pain")


def test_ctrl_c_clears_the_search_box_and_leaves_newstui_from_an_empty_one(browser: Open) -> None:
    terminal = browser()
    terminal.wait_for("15 articles · 15 unread")
    terminal.press("/", "mothers pain")
    terminal.wait_for("1 with all words ")
    terminal.press("^C")
    terminal.wait_for("words, ", "15 hits")
    assert terminal.process.poll() is None
    terminal.press("^C")
    assert terminal.wait_exit() == 0
    assert terminal.modes_left() == set()


def test_what_was_read_and_starred_is_there_next_time(browser: Open) -> None:
    first = browser()
    first.wait_for("15 unread")
    first.press("s")
    first.wait_for("★", "starred")
    first.press("j", "m")
    first.wait_for("14 unread")
    first.press("u")
    first.wait_for("15 unread", "undone")
    first.press("m")
    first.wait_for("14 unread")
    first.press("Q")
    first.wait_exit()

    second = browser()
    second.wait_for("14 unread", "★")


def test_two_windows_agree(browser: Open) -> None:
    one, other = browser(), browser()
    one.wait_for("15 unread")
    other.wait_for("15 unread")
    one.press("s")
    one.wait_for("★")
    other.wait_for("★")


def test_an_added_article_appears_in_the_open_browser(
    browser: Open, run: Run, tmp_path: Path
) -> None:
    terminal = browser()
    terminal.wait_for("15 articles")
    (tmp_path / "a.txt").write_text(page("Otters return to the river Tamar"))
    assert run("add", tmp_path / "a.txt").returncode == 0
    terminal.wait_for("16 articles", "Otters return")


def test_a_deleted_index_is_made_anew_at_the_next_launch(browser: Open, home: Path) -> None:
    terminal = browser()
    terminal.wait_for("15 articles")
    terminal.press("Q")
    terminal.wait_exit()
    for file in (home / "index").iterdir():
        file.unlink()
    browser().wait_for("15 articles · 15 unread", MOTHERS)


def test_an_index_that_is_found_damaged_is_made_anew(browser: Open, run: Run, home: Path) -> None:
    run("search", "mothers")
    (segment,) = (home / "index").glob("*.seg")
    with segment.open("r+b") as file:
        file.seek(5_000)
        file.write(os.urandom(60_000))
    terminal = browser()
    terminal.press("/putin pain")
    terminal.wait_for("1 hit ", "Ukraine war", timeout=60)


def test_an_index_that_vanishes_under_an_open_browser_comes_back(browser: Open, home: Path) -> None:
    terminal = browser()
    terminal.wait_for("15 articles · 15 unread")
    shutil.rmtree(home / "index")
    terminal.press("/")

    end = time.monotonic() + 60
    while not (home / "index" / "newstui.json").exists() and time.monotonic() < end:
        terminal.press("x", "backspace")  # every key starts a search, even without an index
        time.sleep(0.5)
    terminal.press("putin pain")
    terminal.wait_for("1 hit ", "Ukraine war")


@pytest.mark.parametrize(("columns", "lines"), [(40, 12), (80, 24), (120, 40), (200, 60)])
def test_every_size(browser: Open, columns: int, lines: int) -> None:
    terminal = browser(columns=columns, lines=lines)
    terminal.wait_for("15 articles", "Zhelensky")
    terminal.press("enter")
    terminal.wait_for("Zhelensky", "2024", "back")
    terminal.press("q", "/", "putin")
    terminal.wait_for("hit", "Ukraine war")


def test_another_size_while_it_runs(browser: Open) -> None:
    terminal = browser()
    terminal.wait_for(MOTHERS)
    terminal.resize(130, 40)
    terminal.wait_for("Source", "Category", "politics")
    terminal.resize(40, 12)
    terminal.wait_gone("politics")
    terminal.wait_for("Zhelensky")


def test_what_is_typed_ahead_goes_where_it_was_meant_to(browser: Open) -> None:
    terminal = browser()
    terminal.wait_for("15 unread", "newest")
    terminal.press("/putin pain\r\r")  # all in one piece, as a slow link delivers it
    terminal.wait_for("shares their pain", "365NEWSX", "Nov 2022", "match")


@pytest.mark.parametrize(("address", "flags"), [("", b"5"), ("192.0.2.1 50000 192.0.2.2 22", b"1")])
def test_keys_with_ctrl_work_on_a_russian_layout(browser: Open, address: str, flags: bytes) -> None:
    terminal = browser(SSH_CONNECTION=address)
    terminal.wait_for("15 unread", "newest")
    terminal.press("/", "мост")
    terminal.wait_for("/ мост")
    terminal.send(b"\x1b[1075;5u")  # Ctrl and the key of U
    terminal.wait_gone("мост")
    terminal.send(b"\x1b[1089;5u")  # Ctrl and the key of C
    assert terminal.wait_exit() == 0
    assert re.findall(rb"\x1b\[>(\d+)u", terminal.raw) == [flags]


@pytest.mark.parametrize("keys", ["/putin pain\r\r", "\rq/", "yYo", "jjkG"])
def test_keys_before_the_engine_is_up(browser: Open, keys: str) -> None:
    first = browser()
    first.wait_for("15 unread", "newest")
    first.press("Q")
    first.wait_exit()
    again = browser()
    again.press(keys)
    again.wait_for("365NEWSX" if "putin" in keys else "15 ")
    again.press("^Q")
    assert again.wait_exit() == 0


def test_keys_before_the_first_index_is_made(browser: Open) -> None:
    terminal = browser()
    terminal.press("j\r")
    terminal.wait_for("Шлок", "J next")


def test_a_hostile_file_name_is_only_text(browser: Open, run: Run, tmp_path: Path) -> None:
    name = "ev\x1b]0;PWNED\x07il.txt"
    (tmp_path / name).write_text(page("Otters return to the river Tamar"))
    assert run("add", tmp_path / name).returncode == 0
    terminal = browser(columns=160)
    terminal.press("/otters")
    terminal.wait_for("1 hit ")
    terminal.press("\r\r")
    terminal.wait_for("to read")
    terminal.press("R")
    terminal.wait_for("ev␛]0;PWNED")
    terminal.press("o", "y")
    terminal.wait_for("clipboard")
    assert b"\x1b]0;PWNED" not in terminal.raw


def test_letters_work_on_a_russian_layout(browser: Open) -> None:
    terminal = browser()
    terminal.wait_for("15 unread", "newest")
    terminal.press("ы")  # the key of s
    terminal.wait_for("★")


def test_no_colour_when_none_is_wanted(browser: Open) -> None:
    terminal = browser(NO_COLOR="1")
    terminal.wait_for("15 articles")
    terminal.press("j", "/", "putin")
    terminal.wait_for("Ukraine war")
    assert {terminal.cell(x, y).fg for x in range(80) for y in range(24)} == {"default"}
    assert {terminal.cell(x, y).bg for x in range(80) for y in range(24)} == {"default"}


@pytest.mark.parametrize("term", ["dumb", "", "unknown"])
def test_a_terminal_that_cannot_draw_is_told_so(browser: Open, term: str) -> None:
    terminal = browser(TERM=term)
    assert terminal.wait_exit() == 2
    assert b"\x1b" not in terminal.raw
    assert b"can't draw" in terminal.raw


def test_sigterm_saves_and_leaves_the_terminal_clean(browser: Open, home: Path) -> None:
    terminal = browser()
    terminal.wait_for("15 unread")
    terminal.press("s")
    terminal.wait_for("★")
    os.kill(terminal.process.pid, signal.SIGTERM)
    assert terminal.wait_exit() == 128 + signal.SIGTERM
    assert terminal.modes_left() == set()
    assert processes_with(home) == []


def test_a_cut_link_leaves_no_process_behind(browser: Open, home: Path) -> None:
    terminal = browser()
    terminal.wait_for("15 unread")
    assert processes_with(home) != []
    terminal.hang_up()
    terminal.process.wait(15)
    assert processes_with(home) == []
    browser().wait_for("15 articles")


def test_the_place_in_an_article_is_remembered(browser: Open) -> None:
    terminal = browser(lines=12)
    terminal.wait_for("15 unread")
    terminal.press("enter")
    terminal.wait_for("Ukrainian President")
    terminal.press("space")
    terminal.wait_gone("Ukrainian President Volodymyr")
    top = next(text for line in terminal.display[1:] if (text := line[:70].strip()))
    terminal.press("q")
    terminal.wait_for("14 unread")
    terminal.press("Q")
    terminal.wait_exit()
    again = browser(lines=12)
    again.wait_for("14 unread")
    again.press("enter")
    again.wait_for(top)
    assert top in "".join(again.display[1:4])


def test_hostile_text_is_only_text(browser: Open, run: Run, tmp_path: Path) -> None:
    title = "Markets [/close] up [red]\x1b]52;c;ZXZpbA==\x07\x1b[2J[@click=app.quit]\u202eevil"
    (tmp_path / "a.txt").write_text(page(title, "Body \x1b[31m[bold]red[/bold]\x9b2J text."))
    assert run("add", tmp_path / "a.txt").returncode == 0
    terminal = browser(columns=120)
    terminal.wait_for("Markets [/close] up [red]␛]52;c;")
    terminal.press("/", "markets")
    terminal.wait_for("1 hit ", "[red]␛")
    terminal.press("enter", "enter")
    terminal.wait_for("[bold]red[/bold]")
    for harm in (b"\x1b]52", b"\x1b[2J\x1b", b"\xe2\x80\xae", b"\xc2\x9b", b"\x1b[31m"):
        assert harm not in terminal.raw
    terminal.press("Q")
    assert terminal.wait_exit() == 0


def test_an_unknown_setting_stops_with_its_name(browser: Open, home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text("colour = 'red'\n")
    terminal = browser()
    assert terminal.wait_exit() == 3
    assert b"config.toml: unknown key 'colour'" in terminal.raw


def processes_with(home: Path) -> list[int]:
    """Return the ids of the processes that were started for this home."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
            stat = (folder / "stat").read_text()
        except OSError:
            continue
        # A process that ends between the two calls leaves an empty file behind.
        state = stat.rpartition(") ")[2][:1]
        if os.fsencode(home) in command and state not in ("", "Z"):
            found.append(int(folder.name))
    return found
