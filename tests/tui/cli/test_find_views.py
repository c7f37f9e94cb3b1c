"""Tests of words in context and two searches over time, on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from index.files.home import Home
from tui.cli.commands import commands
from tui.cli.search import SORTS
from tui.view.cells import cell_len

Run = Callable[..., Result]


@pytest.fixture
def run(home: Home, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs `newstui search` on the seeds, 80 columns wide."""
    monkeypatch.setenv("COLUMNS", "80")

    def search(*arguments: str, columns: int = 80, lines: str = "") -> Result:
        monkeypatch.setenv("COLUMNS", str(columns))
        asked = ["--home", str(home.path), "search", *arguments]
        return CliRunner().invoke(commands, asked, input=lines)

    return search


def records(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_words_stand_in_one_column_at_the_width_of_the_terminal(run: Run, columns: int) -> None:
    found = run("mothers", "--concordance", columns=columns)
    assert found.exit_code == 0
    lines = found.stdout.splitlines()
    assert len(lines) > 5
    middle = {40: 16, 80: 42, 120: 72}[columns]
    assert all(line[middle - 1] in ' “"' for line in lines if len(line) > middle)
    assert all(line[middle:].lower().startswith("mother") for line in lines)
    assert all(cell_len(line) <= columns for line in lines)


def test_a_record_says_where_the_words_stand(run: Run) -> None:
    found = records(run("internet", "--concordance", "--format", "jsonl"))
    (line,) = found
    assert line["match"] == "internet"
    assert line["left"].endswith("even on the ")
    assert (line["source"], line["published"]) == ("365NEWSX", "2022-11-25")
    assert line["paragraph"] >= 0
    assert line["end"] - line["start"] == len("internet")
    assert {"slug", "id", "right"} <= set(line)


def test_the_limit_is_of_lines_and_said(run: Run) -> None:
    found = run("mothers", "--concordance", "--limit", "3")
    assert len(found.stdout.splitlines()) == 3
    assert "the first 3 lines are shown" in found.stderr
    assert run("mothers", "--concordance", "--limit", "0").stdout == ""


def test_the_order_is_that_of_the_hits(run: Run) -> None:
    found = records(
        run("mothers", "--concordance", "--sort", "oldest", "--format", "jsonl", "--limit", "100")
    )
    days = [line["published"] for line in found]
    assert days == sorted(days)
    assert len(set(days)) == 2


@pytest.mark.parametrize(
    ("query", "said"), [("is:unread", "no words"), ("xyzzyplugh", "nothing found")]
)
def test_nothing_in_context_is_said_with_code_1(run: Run, query: str, said: str) -> None:
    found = run(query, "--concordance")
    assert (found.exit_code, found.stdout) == (1, "")
    assert said in found.stderr


@pytest.mark.parametrize("order", SORTS)
def test_lines_come_in_every_order_of_hits(run: Run, order: str) -> None:
    assert run("mothers", "--concordance", "--sort", order).exit_code == 0


def test_the_orders_that_are_offered_are_those_that_there_are() -> None:
    (option,) = (each for each in commands.commands["search"].params if each.name == "sort")
    assert isinstance(option.type, click.Choice)
    assert list(option.type.choices) == list(SORTS)


def test_what_was_perhaps_meant_is_said_in_context_too(run: Run) -> None:
    found = run("putni", "--concordance")
    assert found.exit_code == 1
    assert "did you mean putin? (1 hit)" in found.stderr
    assert "also spelled: zhelensky" in run("zelensky", "--concordance").stderr


@pytest.mark.parametrize(
    ("options", "other"),
    [
        (["--concordance", "--explain"], "--explain"),
        (["--concordance", "--facets"], "--facets"),
        (["--compare", "x", "--timeline", "--limit", "3"], "--limit"),
        (["--compare", "x", "--timeline", "--concordance"], "--concordance"),
        (["--batch", "-", "--sort", "newest"], "--sort"),
    ],
)
def test_what_a_view_would_not_heed_is_refused(run: Run, options: list[str], other: str) -> None:
    found = run("mothers", *options)
    assert found.exit_code == 2
    assert "does not go with" in found.stderr
    assert other in found.stderr


def test_a_comparison_is_one_over_time(run: Run) -> None:
    found = run("mothers", "--compare", "putin")
    assert found.exit_code == 2
    assert "needs '--timeline'" in found.stderr


def test_two_searches_are_counted_side_by_side(run: Run) -> None:
    found = run("putin", "--compare", "mothers", "--timeline")
    assert found.exit_code == 0
    heads, totals, november, march = found.stdout.splitlines()
    assert heads.split() == ["putin", "mothers"]
    assert totals.split() == [
        *("hits", "1", "the", "first", "2022-11-25"),
        *("2", "the", "first", "2022-11-25"),
    ]
    assert november.split() == ["2022-11", "1", "█" * 22, "1", "█" * 22]
    assert march.split() == ["2024-03", "0", "1", "█" * 22]
    column = heads.index("mothers")
    assert november[column] == march[column] == "█"


def test_months_of_both_are_records(run: Run) -> None:
    found = run("putin", "--compare", "mothers", "--timeline", "--format", "jsonl")
    assert records(found) == [
        {"month": "2022-11", "count": 1, "compared": 1, "articles": 1},
        {"month": "2024-03", "count": 0, "compared": 1, "articles": 1},
    ]


def test_a_search_that_nothing_has_all_words_of_counts_nothing(run: Run) -> None:
    found = run("putin", "--compare", "mothers xyzzyplugh", "--timeline")
    assert found.exit_code == 0
    assert "nothing has all of: mothers, xyzzyplugh" in found.stderr
    nothing = run("xyzzyplugh", "--compare", "zyx", "--timeline")
    assert nothing.exit_code == 1
    assert "nothing found" in nothing.stderr


@pytest.mark.parametrize(
    "options",
    [
        ("--concordance", "--facets"),
        ("--concordance", "--timeline"),
        ("--concordance", "--compare", "x"),
        ("--compare", "x"),
        ("--compare", "x", "--timeline", "--facets"),
    ],
)
def test_views_exclude_one_another(run: Run, options: tuple[str, ...]) -> None:
    assert run("putin", *options).exit_code == 2


def test_what_has_some_of_the_words_follows_under_a_line_of_its_own(run: Run) -> None:
    found = run("putin", "mothers")
    assert found.exit_code == 0
    first, heading, *_ = [line for line in found.stdout.splitlines() if line[:1].strip()]
    assert "Putin" in first
    assert heading == "== with some of the words =="
    assert "newstui: 1 with all words · 1 with some of the words" in found.stderr.splitlines()


def test_a_record_says_how_much_of_the_query_it_has(run: Run) -> None:
    every = records(run("putin", "mothers", "--format", "jsonl"))
    assert [each["match"] for each in every] == ["all", "some"]
    (first,) = records(run("putin", "mothers", "--format", "jsonl", "--limit", "1"))
    assert first == every[0]


def test_counts_are_of_what_has_all_words_unless_all_is_asked_for(run: Run) -> None:
    def counted(*options: str) -> int:
        found = records(run("putin", "mothers", "--timeline", "--format", "jsonl", *options))
        return sum(line["count"] for line in found if "month" in line)

    assert counted() == 1
    assert counted("--whole") == 2
    assert run("putin", "--whole").exit_code == 2


def test_what_is_not_shown_is_told_by_groups(run: Run) -> None:
    found = run("putin", "mothers", "--limit", "1")
    assert found.stderr == (
        "newstui: 1 with all words · 1 with some of the words; 1 of 2 shown; --limit shows more\n"
    )
    assert "==" not in found.stdout


# -- the rest of a page: "Summarized by 365NEWSX ROBOTS" stands below a text with mothers in it


def test_of_hits_with_some_words_it_is_said_how_many_have_all_with_the_rest(run: Run) -> None:
    found = run("mothers robots", "--format", "jsonl")
    assert [each["match"] for each in records(found)] == ["some", "some"]
    assert "nothing has all of: mothers, robots without the rest of its page" in found.stderr
    assert "1 of the hits with some of the words has all with the rest of the page" in found.stderr
    whole = run("mothers robots", "--rest", "--format", "jsonl")
    assert [each["match"] for each in records(whole)] == ["all", "some"]
    assert "Summarized by 365NEWSX ROBOTS" in records(whole)[0]["snippet"]
    assert "rest of the page" not in whole.stderr


def test_a_hit_of_the_rest_shows_the_line_that_has_the_word(run: Run) -> None:
    (hit,) = records(run("robots", "--format", "jsonl"))
    assert (hit["match"], hit["snippet"]) == ("page", "Summarized by 365NEWSX ROBOTS")


def test_lines_of_a_batch_say_what_the_rest_of_pages_adds(run: Run) -> None:
    lines = "mothers robots\nputin\n"
    found = run("--batch", "-", "--format", "jsonl", lines=lines)
    assert [(each["total"], each["in_rest"]) for each in records(found)] == [(0, 1), (1, 0)]
    told = run("--batch", "-", lines=lines).stderr
    assert "mothers robots: 1 more with the rest of the page; --rest counts it" in told
    assert "putin: 0 more" not in told
    whole = run("--batch", "-", "--rest", "--format", "jsonl", lines=lines)
    assert [(each["total"], each["in_rest"]) for each in records(whole)] == [(1, 0), (1, 0)]


def test_a_comparison_says_what_the_rest_of_pages_adds(run: Run) -> None:
    found = run("robots", "--compare", "putin", "--timeline")
    assert "robots: 1 more with the rest of the page; --rest counts it" in found.stderr
    whole = run("robots", "--compare", "putin", "--timeline", "--rest", "--format", "jsonl")
    assert records(whole) == [{"month": "2022-11", "count": 1, "compared": 1, "articles": 1}]


def test_words_in_context_are_those_of_the_rest_too_where_that_is_asked_for(run: Run) -> None:
    found = run("mothers robots", "--concordance", "--format", "jsonl")
    assert not any(line["rest"] for line in records(found))
    assert "1 more with the rest of the page; --rest counts it" in found.stderr
    *above, last = records(run("mothers robots", "--concordance", "--rest", "--format", "jsonl"))
    assert (last["left"], last["match"], last["rest"]) == (
        "Summarized by 365NEWSX ",
        "ROBOTS",
        True,
    )
    assert last["paragraph"] > max(line["paragraph"] or 0 for line in above)


def test_counts_of_the_first_group_say_that_they_are(run: Run) -> None:
    found = run("mothers putin", "--timeline", "--facets")
    assert "counted: hits with all words; --whole counts all" in found.stderr
    assert "counted:" not in run("mothers putin", "--timeline", "--whole").stderr
    assert "counted:" not in run("mothers", "--timeline").stderr
