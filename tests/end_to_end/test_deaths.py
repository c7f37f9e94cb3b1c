"""Tests of the terminal's contents when a process dies, or when memory runs out."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from index.engine.request import Request
from index.files.home import Home
from index.sync.job import open_up_to_date
from tests.end_to_end.conftest import COMMAND, Run, page
from tui.cli.commands import commands

FILES = 700
"""Number of files, enough for other processes to read some and to index some."""


def children(parent: int) -> list[int]:
    """Return the ids of the living children of a process."""
    ids = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(id) for id in ids]


def runs(child: int, kind: str) -> bool:
    """Return whether a living process runs a module."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return kind.encode() in Path(f"/proc/{child}/cmdline").read_bytes()
    return False


def watched(child: int) -> int | None:
    """Return a descriptor by which `select` tells a process's end; None for one that is gone."""
    with suppress(ProcessLookupError):
        return os.pidfd_open(child)
    return None


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for number in range(FILES):
        text = page(f"Number {number} in the harbour", f"Tram {number} came. " * 200)
        (folder / f"{number}.txt").write_text(text)
    return folder


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="waits for processes as Linux does")
@pytest.mark.skipif(os.cpu_count() == 1, reason="on one core there is no other process")
@pytest.mark.parametrize(
    "kind", ["index.sync.read_ahead", "index.engine.whoosh.write.indexing_helper"]
)
def test_a_killed_add_leaves_no_process_and_no_traceback(
    environment: dict[str, str], run: Run, news: Path, kind: str
) -> None:
    ours, theirs = pty.openpty()
    parent = subprocess.Popen(
        [COMMAND, "add", news], env=environment, stdin=theirs, stdout=theirs, stderr=theirs
    )
    while not any(runs(child, kind) for child in children(parent.pid)):
        assert parent.poll() is None, "it ended before its helpers began"
    ends = [end for child in children(parent.pid) if (end := watched(child)) is not None]
    parent.kill()
    parent.wait()
    os.close(theirs)
    said = bytearray()
    assert ends
    waiting = set(ends)
    while waiting:
        ready, _, _ = select.select([*waiting, ours], [], [], 60)
        assert ready, "a process goes on"
        if ours in ready:
            said += read(ours)
        waiting -= set(ready)
    said += read(ours)
    assert b"Traceback" not in said
    assert run("search", "tram", "--limit", "1").returncode == 0
    for each in (*ends, ours):
        os.close(each)


def ignore_sigterm() -> None:
    """Ignore SIGTERM, as a shell does after `trap '' TERM`, for child processes, too."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def ignores_sigterm(process: int) -> bool:
    status = Path(f"/proc/{process}/status").read_text()
    (ignored,) = (line.split()[1] for line in status.split("\n") if line.startswith("SigIgn:"))
    return bool(int(ignored, 16) >> (signal.SIGTERM - 1) & 1)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="as Linux tells")
def test_sigterm_ends_a_command_whose_shell_ignores_it(environment: dict[str, str]) -> None:
    command = subprocess.Popen(
        [COMMAND, "add", "-"],
        env=environment,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=ignore_sigterm,
    )
    deadline = time.monotonic() + 60
    while ignores_sigterm(command.pid) and time.monotonic() < deadline:
        assert command.poll() is None
    command.terminate()
    _, said = command.communicate(timeout=60)
    assert (command.returncode, said) == (-signal.SIGTERM, b"")


def read(terminal: int) -> bytes:
    """Return the bytes that can be read now, none once the other end is closed."""
    try:
        ready, _, _ = select.select([terminal], [], [], 0)
        return os.read(terminal, 65536) if ready else b""
    except OSError:
        return b""


@pytest.mark.parametrize("command", [["add"], ["rebuild"], ["search", "tram"], ["show", "tram"]])
def test_too_little_memory_is_a_message(
    home: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    def exhausted(*_: object, **__: object) -> object:
        raise MemoryError

    monkeypatch.setattr("index.sync.job._run", exhausted)
    result = CliRunner().invoke(commands, ["--home", str(home), *command])
    assert result.exit_code == 3
    assert result.output == ("newstui: Out of memory; what was done until now is kept\n")


def test_too_little_memory_is_no_damage(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keep the index: rebuilding it would take still more memory."""

    def exhausted(*_: object, **__: object) -> object:
        raise MemoryError

    assert run("search", "mothers").returncode == 0
    with closing(open_up_to_date(Home(home))) as engine:
        monkeypatch.setattr("index.engine.whoosh.engine.collect", exhausted)
        with pytest.raises(MemoryError):
            engine.search(Request())
        monkeypatch.undo()
        assert engine.search(Request()).total == 15
