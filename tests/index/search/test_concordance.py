"""Tests of the lines of a concordance by themselves: their contexts, and their order."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from index.article import Article, Kind, Origin
from index.match.spans import Marks
from index.search.concordance import CONTEXT, Occurrence, by_left, by_right, occurrences


def of(paragraph: str, match: str) -> Occurrence:
    """Return the line of the only match in a paragraph."""
    start = paragraph.index(match)
    marks = Marks((), (((start, start + len(match)),),))
    article = Article("a", "a", Kind.ARTICLE, "Title", Origin("/a"), paragraphs=(paragraph,))
    (line,) = occurrences(article, marks)
    return line


def test_a_context_is_one_line_and_keeps_the_space_beside_the_match() -> None:
    line = of("One\n two  storm,\nthree", "storm")
    assert (line.left, line.match, line.right) == ("One two ", "storm", ", three")


def test_a_long_context_ends_with_whole_words() -> None:
    line = of("before " * 100 + "storm" + " after" * 100, "storm")
    assert line.left.startswith("before ")
    assert line.right.endswith(" after")
    assert CONTEXT - 30 <= len(line.left) <= CONTEXT
    assert CONTEXT - 30 <= len(line.right) <= CONTEXT


def test_a_long_context_without_spaces_is_cut() -> None:
    line = of("東" * 500 + "猫" + "京" * 500, "猫")
    assert (len(line.left), len(line.right)) == (CONTEXT, CONTEXT)


TEXTS = ("a Storm, élan", "the storm — Zebra", "(an old storm elan, too", "old STORM")


@pytest.mark.parametrize(
    ("key", "order"),
    [
        (by_right, ["old STORM", "a Storm, élan", "(an old storm elan, too", "the storm — Zebra"]),
        (by_left, ["a Storm, élan", "old STORM", "(an old storm elan, too", "the storm — Zebra"]),
    ],
    ids=["right", "left"],
)
def test_lines_are_sorted_by_the_words_beside_the_match(
    key: Callable[[Occurrence], tuple[str, ...]], order: list[str]
) -> None:
    lines = [of(text, text[text.lower().index("storm") :][:5]) for text in TEXTS]
    lines.sort(key=key)
    assert [line.text for line in lines] == order
