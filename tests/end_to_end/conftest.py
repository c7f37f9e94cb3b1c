"""Fixtures of the installed command, in a home and an environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.terminal import Terminal

COMMAND = Path(sys.executable).with_name("newstui")

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Open = Callable[..., Terminal]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def environment(tmp_path: Path, home: Path) -> dict[str, str]:
    """Return an environment with nothing of the test runner's own but the path."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "NEWSTUI_HOME": str(home),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
    }


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    """Return a function that runs `newstui` with arguments, without a terminal."""

    def run(*arguments: str | Path, **more: object) -> subprocess.CompletedProcess[str]:
        given = {**environment, **more.pop("environment", {})}  # type: ignore[dict-item]
        return subprocess.run(  # type: ignore[call-overload, no-any-return]
            [COMMAND, *arguments],
            env=given,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            timeout=120,
            check=False,
            **{"stdin": subprocess.DEVNULL, **more},
        )

    return run


@pytest.fixture
def browser(environment: dict[str, str]) -> Iterator[Open]:
    """Yield a function that opens `newstui` in a terminal of its own."""
    opened: list[Terminal] = []

    def start(*arguments: str | Path, columns: int = 80, lines: int = 24, **more: str) -> Terminal:
        given = {**environment, **more}
        terminal = Terminal([COMMAND, *arguments], given, columns, lines)
        opened.append(terminal)
        return terminal

    yield start
    for terminal in opened:
        terminal.close()


def page(title: str, body: str = "A text of some words that says what happened.") -> str:
    """Return a page dump with a title, a date and a paragraph."""
    return f"{title}\n\n12 May 2021\n\n{body}\n"
