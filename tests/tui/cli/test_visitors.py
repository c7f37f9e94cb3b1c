"""Tests of the messages for visitors of another's archive that is out of order."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from index.files.home import Home
from tui.app.browse import visit
from tui.cli.commands import commands
from tui.start.arguments import ORIGINAL


def visited(home: Home, asked: str) -> Result:
    """Return the result of `ssh news@host` with these words."""
    arguments = ["--home", str(home.path), "--kiosk"]
    return CliRunner(env={ORIGINAL: asked}).invoke(commands, arguments)


def no_index(home: Home) -> None:
    shutil.rmtree(home.index)


def broken_index(home: Home) -> None:
    (home.index / "newstui.json").write_text("{")


@pytest.mark.parametrize("spoil", [no_index, broken_index])
def test_a_visitor_is_told_what_is_wrong_but_not_where(
    home: Home, spoil: Callable[[Home], None]
) -> None:
    spoil(home)
    told = CliRunner().invoke(commands, ["--home", str(home.path), "--kiosk", "search", "putin"])
    assert told.exit_code == 3
    assert told.stderr.startswith("newstui: ")
    assert str(home.path) not in told.output + told.stderr


def test_nor_is_one_who_wants_to_browse(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tui.app.browse.refusal", lambda _: None)
    home.settings.write_text("colour = 1\n")
    assert visit(Home(home.path, is_visited=True)) == 3
    said = capsys.readouterr().err
    assert "colour" in said
    assert str(home.path) not in said


@pytest.mark.parametrize("asked", ["--help", "newstui --help", "help", "newstui help"])
def test_help_tells_a_visitor_only_of_what_can_be_asked_for(home: Home, asked: str) -> None:
    told = visited(home, asked)
    assert told.exit_code == 0
    assert "search" in told.stdout
    assert "show" in told.stdout
    for owners in ("add", "doctor", "rebuild", "serve", "--home", "--kiosk"):
        assert not re.search(rf"(?<![\w-]){owners}\b", told.stdout), owners


def test_help_about_one_command_can_be_asked_for_too(home: Home) -> None:
    assert visited(home, "help show").stdout == visited(home, "show --help").stdout
    assert visited(home, "help rebuild").exit_code == 2
