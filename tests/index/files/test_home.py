"""Tests of the home folder: finding, making and locking it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

from index.errors import HomeError
from index.files.home import Home
from index.files.lock import Holder, acquire

HOLD = """
import sys, pathlib
from index.files.lock import acquire
with acquire(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_home_is_named_by_option_then_variable_then_platform(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSTUI_HOME", str(tmp_path / "variable"))
    assert Home.find(str(tmp_path / "option")).path == tmp_path / "option"
    assert Home.find().path == tmp_path / "variable"
    monkeypatch.delenv("NEWSTUI_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Home.find().path == platformdirs.user_data_path("newstui", appauthor=False)
    monkeypatch.delenv("XDG_DATA_HOME")
    assert Home.find().path == platformdirs.user_data_path("newstui", appauthor=False)
    assert Home.find("~/x").path == tmp_path / "x"
    monkeypatch.chdir(tmp_path)
    assert Home.find("relative").path == tmp_path / "relative"


def test_a_home_is_its_owners_alone(tmp_path: Path) -> None:
    home = Home(tmp_path / "a" / "home")
    home.prepare()
    home.prepare()
    assert stat.S_IMODE(home.path.stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["file", "file/below"])
def test_a_file_in_the_way_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(HomeError, match="can't make this folder: a file is in the way"):
        Home(tmp_path / name).prepare()


def test_a_home_that_can_not_be_written_to_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(HomeError, match="can't write in this folder: permission denied"):
        Home(tmp_path).prepare()


def test_a_full_disk_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", full)
    with pytest.raises(HomeError, match="the disk is full"):
        Home(tmp_path / "home").prepare()


def test_a_stale_lock_file_is_no_lock(tmp_path: Path) -> None:
    file = tmp_path / "index.lock"
    file.write_text("1 2020-01-01 00:00 UTC\n")
    with acquire(file, wait=False) or pytest.fail("not free"):
        assert file.read_text().startswith(f"{os.getpid()} ")


def test_a_lock_names_its_holder_and_is_free_when_he_is_killed(tmp_path: Path) -> None:
    file = tmp_path / "index.lock"
    arguments = [sys.executable, "-c", HOLD, str(file)]
    root = Path(__file__).parents[3]
    pipe = subprocess.PIPE
    with subprocess.Popen(arguments, stdin=pipe, stdout=pipe, cwd=root) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(HomeError, match=f"another newstui is indexing: process {other.pid}"):
            acquire(file, wait=False)
        told: list[int | None] = []

        def waiting(holder: Holder) -> None:
            told.append(holder.pid)
            other.kill()

        with acquire(file, waiting=waiting) or pytest.fail("not free"):
            assert told == [other.pid]


def test_who_only_looks_for_changes_is_waited_for_in_silence(tmp_path: Path) -> None:
    file = tmp_path / "index.lock"
    told: list[Holder] = []
    stops = iter([False, False, True])
    with acquire(file, looking=True) or pytest.fail("not free") as lock:
        assert acquire(file, waiting=told.append, stop=lambda: next(stops)) is None
        assert told == []
        lock.write()
        assert acquire(file, waiting=told.append, stop=lambda: True) is None
        assert [(each.pid, each.is_looking) for each in told] == [(os.getpid(), False)]


def test_a_look_that_takes_long_is_told_apart_from_indexing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.files.lock.LOOK_SECONDS", 0.0)
    file = tmp_path / "index.lock"
    with acquire(file, looking=True) or pytest.fail("not free") as lock:
        with pytest.raises(
            HomeError, match=f"another newstui looks for changes: process {os.getpid()}"
        ):
            acquire(file, wait=False)
        lock.write()
        with pytest.raises(HomeError, match="another newstui is indexing: process"):
            acquire(file, wait=False)


def test_waiting_for_a_lock_can_be_stopped(tmp_path: Path) -> None:
    file = tmp_path / "index.lock"
    with acquire(file) or pytest.fail("not free"):
        assert acquire(file, stop=lambda: True) is None


def test_who_is_indexing_is_said_once() -> None:
    holder = Holder(2486, "2026-01-07 12:00 UTC")
    said = f"another newstui is indexing: {holder}"
    assert said == "another newstui is indexing: process 2486, since 2026-01-07 12:00 UTC"


def test_a_holder_that_has_not_signed_yet_is_just_another_newstui() -> None:
    assert f"another newstui is indexing: {Holder()}".endswith(": it has only just begun")
