"""Tests of completion in the shells themselves: names of files where a path is wanted."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.conftest import COMMAND, Run
from tests.terminal import Terminal

pytestmark = pytest.mark.slow

SHELLS = {
    "bash": (
        ("--noprofile", "--rcfile", "{}", "-i"),
        "PS1='ready> '; eval \"$(_NEWSTUI_COMPLETE=bash_source newstui)\"\n",
    ),
    "zsh": (
        ("-f", "-i"),
        "PS1='ready> '; autoload -Uz compinit && compinit -D;"
        ' eval "$(_NEWSTUI_COMPLETE=zsh_source newstui)"\n',
    ),
    "fish": (
        ("--no-config", "-i"),
        "function fish_prompt; echo 'ready> '; end;"
        " _NEWSTUI_COMPLETE=fish_source newstui | source\n",
    ),
}
"""Arguments of the shells, and their start-up files as in docs/commands.md."""


@pytest.fixture(params=SHELLS)
def shell(
    request: pytest.FixtureRequest, tmp_path: Path, environment: dict[str, str], run: Run
) -> Iterator[Terminal]:
    name = request.param
    program = shutil.which(name)
    if program is None:
        pytest.skip(f"no {name}")
    run("search", "mothers")
    (tmp_path / "saved-pages-of-may.txt").touch()
    (tmp_path / "saved-folder").mkdir()
    (tmp_path / "rc").write_text(SHELLS[name][1])
    arguments = [each.format(tmp_path / "rc") for each in SHELLS[name][0]]
    given = environment | {"PATH": f"{COMMAND.parent}:{environment['PATH']}", "TERM": "vt220"}
    terminal = Terminal([program, *arguments], given, 100, 30, cwd=tmp_path)
    if name == "bash":
        terminal.wait_for("ready>")
    else:
        terminal.wait(lambda shown: bool(shown.strip()), "a prompt")
        terminal.press(". ./rc\r" if name == "zsh" else "source rc\r")
        terminal.wait_for("ready>")
    yield terminal
    terminal.close()


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("newstui add saved-p", "saved-pages-of-may.txt"),
        ("newstui --home saved-f", "saved-folder"),
        ("newstui show zhelen", "zhelensky-challenges-the-mothers"),
        ("newstui search --batch saved-p", "saved-pages-of-may.txt"),
    ],
)
def test_shells_complete(shell: Terminal, typed: str, completed: str) -> None:
    shell.press(typed)
    shell.wait_for(typed)
    shell.press("tab")
    shell.wait_for(completed)
