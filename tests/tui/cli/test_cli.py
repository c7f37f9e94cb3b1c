"""Tests of the command line's options and help, without starting a process for each."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from tui.cli.commands import ADD_AND_BROWSE, commands
from tui.cli.numbers import Number


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


@pytest.mark.parametrize("name", [None, *sorted(commands.commands.keys() - {ADD_AND_BROWSE})])
def test_the_help_of_every_command_ends_with_two_examples_that_parse(
    tmp_path: Path, name: str | None
) -> None:
    shown = run(tmp_path, *([name] if name else []), "--help").stdout
    examples = shown.rpartition("\nExamples:\n")[2].splitlines()
    assert len(examples) == 2
    for example in examples:
        words = shlex.split(example.rpartition("|")[2])
        assert words.pop(0) == "newstui"
        del words[: 2 * (words[0] == "--home")]
        context = commands.context_class(commands)
        _, command, rest = commands.resolve_command(context, words)
        assert command is not None
        assert name in (None, command.name)
        command.make_context(command.name, rest, parent=context, resilient_parsing=True).close()


def test_every_option_of_every_command_says_what_it_does() -> None:
    for command in (commands, *commands.commands.values()):
        for option in command.params:
            if isinstance(option, click.Option) and not option.hidden:
                assert option.help, f"{command.name} {option.opts[0]}"
                assert option.help.endswith(".")


def test_help_fits_a_narrow_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    for name in commands.commands:
        shown = run(tmp_path, name, "--help").stdout
        options = shown.partition("Options:")[2].partition("Examples:")[0]
        assert all(len(line) <= 40 for line in options.splitlines() if "newstui" not in line)


def test_what_is_not_there_is_said_as_a_man_page_says_it(tmp_path: Path) -> None:
    refused = run(tmp_path, "add", "/nonexistent")
    assert (refused.exit_code, refused.stderr) == (
        3,
        "newstui: No such file or folder: /nonexistent\n",
    )
    unknown = run(tmp_path, "show", "nothing-like-it")
    assert (
        unknown.stderr
        == "newstui: No such article: 'nothing-like-it'; `newstui search` prints the slugs\n"
    )
