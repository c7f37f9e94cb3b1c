"""Tests of the driver that sends only changes: the same screen as with Textual's driver."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.end_to_end.conftest import COMMAND, Open, Run
from tests.terminal import UNKNOWN_TO_PYTE, Emulator, EmulatorStream

pytestmark = pytest.mark.slow

TEXTUALS = "textual.drivers.linux_driver:LinuxDriver"
KEYS = [
    "j", "k", "j", "space", "b", "g", "G", "^D", "^U", "enter", "enter", "q", "escape", "tab", "l",
    "/", "/putin", "/war ", "/мать", "/日本", "backspace", "up", "down", "s", "m", "u", "f", "\\",
    "S", "?", "^L", "n", "N", "J", "K", "1", "t", "z", "-", "M",
]  # fmt: skip
"""Keys that change the screen, and neither leave newstui nor start another program. Words go into
the box: as commands in one burst, each would show its message when it is done.
"""
TAKEN = re.compile(r"\d+ ms")
Looks = list[list[tuple[object, ...]]]


@pytest.mark.parametrize(
    ("columns", "lines", "term"),
    [(80, 24, "xterm-256color"), (160, 40, "xterm-256color"), (40, 12, "linux"), (80, 24, "vt100")],
)
def test_whatever_is_pressed(
    browser: Open, home: Path, tmp_path: Path, columns: int, lines: int, term: str
) -> None:
    home.mkdir()
    (home / "config.toml").write_text('signs = "unicode"\n')  # the signs that Textual writes
    written = tmp_path / "written"
    more = {"TEXTUAL_DRIVER": "tests.end_to_end.tee:Tee", "WRITTEN": str(written)}
    terminal = browser(columns=columns, lines=lines, TERM=term, PYTHONPATH=str(ROOT), **more)
    terminal.wait_for("15 articles", "newest")
    textuals = Written(written, columns, lines)
    dice = random.Random(f"{columns} {term}")
    for number in range(60):
        key = dice.choice([*KEYS, "another size"])
        if key == "another size":
            size = columns - dice.randint(0, 9), lines - dice.randint(0, 3)
            terminal.resize(*size)
            textuals.emulator.resize(*reversed(size))
        else:
            terminal.press(key)
        agree(lambda: terminal.looks, textuals.looks, f"{number}: {key}")
    assert len(terminal.raw) < written.stat().st_size / 3


class Written:
    """Emulator of a terminal that is sent Textual's whole output."""

    def __init__(self, path: Path, columns: int, lines: int) -> None:
        self._file = path.open("rb")
        self.emulator = Emulator(columns, lines)
        self._stream = EmulatorStream(self.emulator)

    def looks(self) -> Looks:
        """Return the visible look of each cell."""
        self._stream.feed(UNKNOWN_TO_PYTE.sub(b"", self._file.read()))
        return self.emulator.looks()


@pytest.fixture
def two_homes(run: Run, tmp_path: Path) -> tuple[Path, Path]:
    """Return two homes alike."""
    one, other = tmp_path / "one", tmp_path / "two"
    assert run("search", "putin", environment={"NEWSTUI_HOME": str(one)}).returncode == 0
    (one / "config.toml").write_text('signs = "unicode"\n')  # Textual's driver has no others
    shutil.copytree(one, other)
    return one, other


class Tmux:
    """tmux server of the test's own; each program in a window of its own size."""

    def __init__(self, folder: Path, term: str) -> None:
        self._socket = folder / "tmux"
        self._settings = folder / "tmux.conf"
        self._settings.write_text(f"set -g default-terminal {term}\nset -g status off\n")

    def run(self, *arguments: str | Path) -> str:
        command = ["tmux", "-S", self._socket, "-f", self._settings, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def open(self, name: str, environment: dict[str, str]) -> None:
        given = [f"{key}={value}" for key, value in environment.items() if key != "TERM"]
        size = ["-x", "80", "-y", "24"]
        self.run("new-session", "-d", *size, "-s", name, "env", *given, str(COMMAND))

    def shows(self, name: str, text: str) -> bool:
        """Return whether a text is in a window."""
        return text in self.run("capture-pane", "-p", "-t", name)

    def looks(self, name: str) -> Looks:
        """Return the visible look of each cell of a window."""
        drawn = self.run("capture-pane", "-e", "-p", "-N", "-t", name).rstrip("\n")
        emulator = Emulator(80, 24)
        EmulatorStream(emulator).feed(("\x1b[?7l" + drawn.replace("\n", "\r\n")).encode())
        return but_times(emulator.looks())


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Callable[[str], Tmux]]:
    started: list[Tmux] = []

    def start(term: str) -> Tmux:
        started.append(Tmux(tmp_path, term))
        return started[-1]

    yield start
    for server in started:
        server.run("kill-server")


@pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux")
@pytest.mark.parametrize("term", ["screen-256color", "tmux-256color"])
def test_in_tmux(
    tmux: Callable[[str], Tmux],
    two_homes: tuple[Path, Path],
    environment: dict[str, str],
    term: str,
) -> None:
    one, other = two_homes
    server = tmux(term)
    server.open("ours", {**environment, "NEWSTUI_HOME": str(one)})
    more = {"NEWSTUI_HOME": str(other), "TEXTUAL_DRIVER": TEXTUALS}
    server.open("textuals", {**environment, **more})
    for name in ("ours", "textuals"):
        wait(partial(server.shows, name, "newest"))
    dice = random.Random(term)
    for number in range(40):
        key = dice.choice([key for key in KEYS if key != "?"])  # help wraps by chance
        for name in ("ours", "textuals"):
            if key in TMUX_KEYS:
                server.run("send-keys", "-t", name, TMUX_KEYS[key])
            else:
                server.run("send-keys", "-t", name, "-l", key)
        agree(lambda: server.looks("ours"), lambda: server.looks("textuals"), f"{number}: {key}")


TMUX_KEYS = {
    **{"space": "Space", "enter": "Enter", "escape": "Escape", "tab": "Tab", "up": "Up"},
    **{"down": "Down", "backspace": "BSpace", "^D": "C-d", "^U": "C-u", "^L": "C-l", "\\": "\\"},
}


def wait(done: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "never came"
        time.sleep(0.05)


def but_times(looks: Looks) -> Looks:
    """Empty the rows that show how long a search took."""
    rows = zip(texts(looks), looks, strict=True)
    return [[] if TAKEN.search(text) else row for text, row in rows]


def agree(one: Callable[[], Looks], other: Callable[[], Looks], what: str) -> None:
    """Wait until both show the same, and stay so for a moment."""
    end, since = time.monotonic() + 15, 0.0
    while time.monotonic() < end:
        now = time.monotonic()
        if one() != other():
            since = 0.0
        elif since == 0.0:
            since = now
        elif now - since > 0.4:
            return
        time.sleep(0.05)
    shown, expected = one(), other()
    assert texts(shown) == texts(expected), what
    assert shown == expected, what


def texts(looks: Looks) -> list[str]:
    """Return the rows without their looks; rows are easier to compare when they differ."""
    return ["".join(str(cell[0]) for cell in row) for row in looks]
