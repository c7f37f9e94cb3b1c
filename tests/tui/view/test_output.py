"""Tests of an article on a pipe: the rest of its page is mentioned, and printed on demand."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from index.article import Article, Kind, Origin, Related
from tui.cli import commands as cli
from tui.view.output import article_markdown, article_record, article_text

LEFT_OUT = ("Home | Harbour | Ferries", "# Most read", "*Subscribe* to our [letter](x)", "© 2024")
ARTICLE = Article(
    "a1",
    "2024-05-01-the-ferry",
    Kind.ARTICLE,
    "The ferry is back",
    Origin("/news/ferry.txt"),
    paragraphs=("It sailed at dawn.",),
    rest=LEFT_OUT,
)
TOLD = "4 lines of the page left out · --rest shows them"


def test_the_lines_left_out_are_counted_at_the_end() -> None:
    assert [*article_text(ARTICLE)][-3:] == ["It sailed at dawn.", "", f"== {TOLD} =="]
    assert [*article_markdown(ARTICLE)][-5:] == ["It sailed at dawn.", "", "---", "", f"*{TOLD}*"]


def test_they_are_shown_under_a_rule() -> None:
    assert [*article_text(ARTICLE, with_rest=True)][-5:] == [
        "== rest of the page · 4 lines ==",
        *LEFT_OUT,
    ]
    assert [*article_markdown(ARTICLE, with_rest=True)][-11:] == [
        "---",
        "",
        "*rest of the page · 4 lines*",
        "",
        "Home \\| Harbour \\| Ferries",
        "",
        "\\# Most read",
        "",
        "\\*Subscribe\\* to our \\[letter\\](x)",
        "",
        "© 2024",
    ]


def test_json_always_has_them() -> None:
    assert article_record(ARTICLE)["rest"] == [*LEFT_OUT]


def test_of_an_article_without_a_rest_nothing_is_told() -> None:
    whole = Article("a2", "whole", Kind.ARTICLE, "Whole", Origin("x"), paragraphs=("All.",))
    for print_out in (article_text, article_markdown):
        for with_rest in (False, True):
            assert [*print_out(whole, with_rest)][-2:] == ["All.", ""]
    assert article_record(whole)["rest"] == []


def test_a_list_of_related_articles_stands_apart_from_it() -> None:
    one = Article(
        "a3",
        "one",
        Kind.ARTICLE,
        "One",
        Origin("x"),
        rest=("Menu",),
        related=(Related("Another ferry"),),
    )
    told = "1 line of the page left out · --rest shows it"
    assert [*article_text(one)][-3:] == ["- Another ferry", "", f"== {told} =="]
    assert [*article_markdown(one)][-5:] == ["- Another ferry", "", "---", "", f"*{told}*"]


def test_a_line_that_is_shown_as_a_fact_is_not_left_out() -> None:
    dated = Article(
        "a4",
        "d",
        Kind.ARTICLE,
        "Dated",
        Origin("x"),
        rest=("Menu", "12 May 2021"),
        shown_in_rest=(1,),
    )
    assert [*article_text(dated)][-1] == "== 1 line of the page left out · --rest shows it =="
    told = [*article_text(dated, with_rest=True)][-3:]
    assert told == ["== rest of the page · 1 line, and 1 shown above ==", "Menu", "12 May 2021"]
    alone = replace(dated, rest=("12 May 2021",), shown_in_rest=(0,))
    for print_out in (article_text, article_markdown):
        assert not any("left out" in line for line in print_out(alone))
    told = [*article_text(alone, with_rest=True)][-2:]
    assert told == ["== rest of the page · 1 line, shown above ==", "12 May 2021"]
    assert article_record(alone)["rest"] == ["12 May 2021"]


class OneArticle:
    """Engine with this one article."""

    def slugs(self, _prefix: str) -> tuple[tuple[str, str], ...]:
        return ((ARTICLE.slug, ARTICLE.id),)

    def article(self, id: str) -> Article | None:
        return ARTICLE if id == ARTICLE.id else None


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., str]:
    """Return a function that runs `newstui show` and returns its output."""

    def asked(_home: object, ask: Callable[[Any], Any]) -> Any:
        return ask(OneArticle())

    monkeypatch.setattr(cli, "_asked", asked)

    def run(*options: str) -> str:
        words = ["--home", str(tmp_path), "show", ARTICLE.slug, *options]
        result = CliRunner().invoke(cli.commands, words)
        assert result.exit_code == 0, result.output
        return result.stdout

    return run


def test_the_command_prints_them_with_an_option(show: Callable[..., str]) -> None:
    assert show().endswith(f"== {TOLD} ==\n")
    assert "Most read" not in show("--format", "markdown")
    assert show("--rest").endswith("\n© 2024\n")
    assert "\\# Most read" in show("--rest", "--format", "markdown")
    assert json.loads(show("--format", "json"))["rest"] == [*LEFT_OUT]
    assert show("--format", "json", "--rest") == show("--format", "json")
