"""Tests of the files that windows leave for one another, in a folder of a home."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.start.arguments import browsing
from tui.start.window_files import WAITING_SECONDS, Window, WindowRecord, look_of, open_window

CUT_OFF = WindowRecord(b'{"places": [1]}', b"look", b"frame", is_waiting=True)
LEFT = WindowRecord(b"{}", b"look", b"frame", is_waiting=False)


def opened(home: Path, fresh: bool = False) -> Window:
    window = open_window(str(home), fresh)
    assert window is not None
    return window


def keep(home: Path, kept: WindowRecord) -> None:
    window = opened(home)
    window.write(kept)
    window.close()


def test_what_one_window_keeps_the_next_one_finds(tmp_path: Path) -> None:
    keep(tmp_path, LEFT)
    found = opened(tmp_path).kept
    assert found is not None
    assert (found.body, found.look, found.frame, found.is_waiting) == (
        b"{}",
        b"look",
        b"frame",
        False,
    )
    assert stat.S_IMODE((tmp_path / "windows" / "0").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "windows").stat().st_mode) == 0o700


def test_open_windows_have_files_of_their_own(tmp_path: Path) -> None:
    keep(tmp_path, LEFT)
    one, other = opened(tmp_path), opened(tmp_path)
    assert one.kept is not None
    assert other.kept is None
    other.write(CUT_OFF)
    other.close()
    one.write(LEFT)
    one.close()
    found = opened(tmp_path).kept
    assert found is not None
    assert found.is_waiting, "who was cut off comes first"


def test_several_that_were_cut_off_are_taken_up_one_by_one(tmp_path: Path) -> None:
    windows = [opened(tmp_path) for _ in range(3)]
    for number, window in enumerate(windows):
        window.write(WindowRecord(b"%d" % number, b"", b"", is_waiting=True))
        os.utime(tmp_path / "windows" / str(number), (time.time() - 60 + number,) * 2)
        window.close()
    taken = [opened(tmp_path) for _ in range(3)]
    assert [window.kept.body for window in taken if window.kept] == [b"2", b"1", b"0"]


def test_fresh_forgets_who_was_cut_off(tmp_path: Path) -> None:
    keep(tmp_path, CUT_OFF)
    assert opened(tmp_path, fresh=True).kept is None
    assert not (tmp_path / "windows" / "0").exists()


def test_after_a_week_nobody_waits(tmp_path: Path) -> None:
    keep(tmp_path, CUT_OFF)
    old = time.time() - WAITING_SECONDS - 60
    os.utime(tmp_path / "windows" / "0", (old, old))
    assert opened(tmp_path).kept is None


@pytest.mark.parametrize("mode", [0o620, 0o602])
def test_what_others_may_write_is_not_read(tmp_path: Path, mode: int) -> None:
    keep(tmp_path, LEFT)
    (tmp_path / "windows" / "0").chmod(mode)
    assert opened(tmp_path).kept is None


def test_without_a_home_or_with_a_file_in_the_way_there_is_no_window(tmp_path: Path) -> None:
    assert open_window(str(tmp_path / "none")) is None
    (tmp_path / "windows").touch()
    assert open_window(str(tmp_path)) is None


def test_a_file_that_can_not_be_written_is_no_error(tmp_path: Path) -> None:
    window = opened(tmp_path)
    (tmp_path / "windows" / "0.part").mkdir()
    window.write(LEFT)
    window.close()
    assert opened(tmp_path).kept is None


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_an_error_but_as_something_else(data: bytes) -> None:
    for damaged in (data, CUT_OFF.to_bytes() + data[:1], CUT_OFF.to_bytes()[: len(data)]):
        found = WindowRecord.from_bytes(damaged)
        assert found is None or damaged == CUT_OFF.to_bytes()


def change(name: str) -> Callable[[Path, pytest.MonkeyPatch], None]:
    def make(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        if name.isupper():
            monkeypatch.setenv(name, "1")
        else:
            (home / name).write_text("x")

    return make


@pytest.mark.parametrize(
    "name", ["NO_COLOR", "COLORTERM", "TMUX", "LC_ALL", "config.toml", "state.sqlite", "index"]
)
def test_the_look_depends_on(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(name, raising=False)
    before = look_of(str(tmp_path), 80, 24)
    assert look_of(str(tmp_path), 80, 24) == before != look_of(str(tmp_path), 81, 24)
    change(name)(tmp_path, monkeypatch)
    assert look_of(str(tmp_path), 80, 24) != before


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        ([], (None, False, True)),
        (["--home", "x", "--fresh"], ("x", True, True)),
        (["--home=x", "--no-cache"], ("x", False, False)),
        (["--home"], None),
        (["--help"], None),
        (["--fresh", "search"], None),
    ],
)
def test_how_to_browse(arguments: list[str], asked: tuple[str | None, bool, bool] | None) -> None:
    found = browsing(arguments)
    assert asked == (found and (found.home, found.fresh, found.uses_cache))
