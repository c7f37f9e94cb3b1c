"""Tests of the width of output, which is the terminal's own, not a variable's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.conftest import Open, Run, page

pytestmark = pytest.mark.slow

LONG = "international"
EXPORTED = {"COLUMNS": "100", "LINES": "50"}


@pytest.fixture
def archive(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "a.txt"
    file.write_text(page("Harbour bridge closes for repairs", f"{LONG} " * 30))
    assert run("add", file).returncode == 0


def rows_of(browser: Open, words: str, columns: int, **exported: str) -> list[str]:
    """Return the lines that a command leaves on a terminal of so many columns."""
    terminal = browser(*words.split(), columns=columns, lines=200, **exported)
    terminal.wait_exit()
    return terminal.text.split("\n")


@pytest.mark.parametrize("exported", [{}, EXPORTED], ids=["as it is", "variables"])
@pytest.mark.parametrize("columns", [40, 60])
@pytest.mark.parametrize("words", ["show harbour", f"search {LONG}"])
@pytest.mark.usefixtures("archive")
def test_no_word_is_torn(browser: Open, words: str, columns: int, exported: dict[str, str]) -> None:
    rows = rows_of(browser, words, columns, **exported)
    long = [row for row in rows if LONG[:5] in row]
    assert long
    for row in long:
        assert {word.strip("…") for word in row.split()} <= {LONG, ""}
        assert len(row) > columns - len(LONG) - 1 or row is long[-1]


@pytest.mark.parametrize("words", ["--help", "search --help", "help add", "doctor"])
def test_help_fits_on_a_narrow_terminal(browser: Open, words: str) -> None:
    torn = {word for row in rows_of(browser, words, 40, **EXPORTED) for word in row.split()}
    wide = {word for row in rows_of(browser, words, 200, **EXPORTED) for word in row.split()}
    assert {word for word in torn - wide if word.isalpha()} == set()


def test_a_concordance_has_the_columns_of_the_terminal(browser: Open) -> None:
    rows = rows_of(browser, "search putin --concordance", 60, **EXPORTED)
    assert max(map(len, rows)) <= 60
    assert sum("Putin" in row for row in rows) > 3


def test_pipes_have_80_columns_unless_told(run: Run, archive: None) -> None:
    def widest(environment: dict[str, str]) -> int:
        return max(map(len, run("show", "harbour", environment=environment).stdout.split("\n")))

    assert 80 - len(LONG) < widest({}) <= 80
    assert 50 - len(LONG) < widest({"COLUMNS": "50"}) <= 50


@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (120, 40)])
def test_the_browser_is_as_large_as_the_terminal(browser: Open, columns: int, lines: int) -> None:
    terminal = browser(columns=columns, lines=lines, **EXPORTED)
    terminal.wait(
        lambda shown: "15 unread" in shown and "help" in shown.split("\n")[-1], "the list"
    )
    assert terminal.display[0].rstrip().endswith("unread")
    assert len(terminal.display[0].rstrip()) == columns - 1
    terminal.resize(columns + 10, lines + 5)
    terminal.wait(lambda shown: "help" in shown.split("\n")[lines + 4], "the last line below")
    assert len(terminal.display[0].rstrip()) == columns + 9


@pytest.mark.parametrize(
    ("column", "settings", "code"), [(2, "", 0), (3, "", 3), (3, 'signs = "ascii"', 0)]
)
def test_the_doctor_asks_how_wide_signs_are(
    browser: Open, run: Run, home: Path, column: int, settings: str, code: int
) -> None:
    run("search", "mothers")
    (home / "config.toml").write_text(settings)
    terminal = browser("doctor", columns=100, lines=40)
    if not settings:
        terminal.wait_sent("\x1b[6n")
        terminal.send(f"\x1b[1;{column}R".encode())
    assert terminal.wait_exit() == code
    assert ('set signs = "ascii"' in terminal.text) is (code == 3)
