"""The command line's options and help, without starting a process for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from tui.cli import commands
from tui.numbers import Number


def numeric_options() -> Iterator[tuple[str, str, Number]]:
    for name, command in commands.commands.items():
        for option in command.params:
            if isinstance(option.type, Number):
                yield name, option.opts[0], option.type


def run(tmp_path: Path, *words: str) -> Result:
    return CliRunner().invoke(commands, ["--home", str(tmp_path / "home"), *words])


def test_every_numeric_option_has_bounds_of_its_own() -> None:
    named = {f"{command} {option}" for command, option, _ in numeric_options()}
    assert {"search --limit", "add --memory", "serve --idle", "serve --port"} <= named
    types = {type(each.type) for one in commands.commands.values() for each in one.params}
    assert not types & {click.IntRange, click.FloatRange, type(click.INT), type(click.FLOAT)}


@pytest.mark.parametrize(
    "value", ["-1", "-5", "nan", "1e999", "9" * 40, "9" * 5000, "", " ", "two"]
)
@pytest.mark.parametrize("form", ["apart", "joined"])
def test_a_number_out_of_range_is_refused_in_one_plain_line(
    tmp_path: Path, value: str, form: str
) -> None:
    for command, option, number in numeric_options():
        given = [option, value] if form == "apart" else [f"{option}={value}"]
        words = ["mothers"] if command == "search" else []
        refused = run(tmp_path, command, *words, *given)
        assert refused.exit_code == 2
        last = refused.stderr.splitlines()[-1]
        assert last.startswith(f"Error: {option} must be a ")
        assert f"number from {number.least:,} to {number.most:,}, not " in last
        assert len(last) < 160


def test_the_bounds_themselves_are_in_range() -> None:
    for _, _, number in numeric_options():
        for bound in (number.least, number.most):
            assert number.convert(str(bound), None, None) == bound


def test_the_value_of_an_option_is_no_word_of_the_query(tmp_path: Path) -> None:
    asked = run(tmp_path, "search", "mothers", "--compare", "-m", "--timeline")
    assert "No such option" not in asked.stderr
    assert asked.exit_code == 0
    wrong = run(tmp_path, "search", "-m", "mothers")
    assert "No such option: -m; to leave out 'm' write: -- -m" in wrong.stderr


@pytest.mark.parametrize("style", ["text", "jsonl"])
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["mothers"], "2 hits; --limit 0 shows none"),
        (["mothers", "--concordance"], "lines of 2 articles; --limit 0 shows none"),
        (["xyzzyplugh"], "nothing found"),
    ],
)
def test_a_limit_of_0_tells_the_number(
    tmp_path: Path, style: str, words: list[str], said: str
) -> None:
    asked = run(tmp_path, "search", *words, "--limit", "0", "--format", style)
    assert asked.stdout == ""
    assert f"newstui: {said}\n" in asked.stderr
