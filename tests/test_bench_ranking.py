"""Tests of the ranking bench: its measures, on rankings short enough to check by hand."""

from __future__ import annotations

from math import log2

import numpy as np
import pytest

from bench.ranking import (
    Question,
    Text,
    average_precision,
    difference,
    first_group,
    frequencies,
    fts5,
    ndcg,
    newstui,
    rarest,
    rest_second,
    together,
    unsigned,
)

GRADES = {"best": 4, "good": 2}


@pytest.mark.parametrize(
    ("ranking", "wanted"),
    [
        (["best", "good", "x"], 1),
        (["good", "best", "x"], 1),
        (["x", "best", "y", "good"], (1 / 2 + 2 / 4) / 2),
        (["x", "good"], (1 / 2) / 2),
        ([], 0),
    ],
)
def test_average_precision_counts_every_answer_the_same(ranking: list[str], wanted: float) -> None:
    assert average_precision(ranking, GRADES) == pytest.approx(wanted)


def test_ndcg_wants_the_best_grade_first() -> None:
    assert ndcg(["best", "good"], GRADES) == pytest.approx(1)
    turned = (2 + 4 / log2(3)) / (4 + 2 / log2(3))
    assert ndcg(["good", "best"], GRADES) == pytest.approx(turned)
    assert ndcg([*"abcdefghij", "best"], GRADES) == 0


def test_a_difference_is_sure_when_every_question_has_it() -> None:
    ours = np.linspace(0.2, 0.8, 50)
    low, high = difference(ours, ours - 0.1)
    assert low == pytest.approx(high) == pytest.approx(0.1)
    low, high = difference(ours, ours[::-1])
    assert low < 0 < high


TEXTS = [
    Text("a", "The harbour", "A tram runs to the harbour of Larkfield."),
    Text("b", "The tram", "It runs."),
    Text("c", "Larkfield", "It rains."),
]


def test_a_short_question_has_the_rarest_words_in_their_order() -> None:
    asked = Question("What of the tram, and of a zeppelin in Larkfield's harbour?", {"a": 1})
    frequency = frequencies(TEXTS)
    assert (frequency["the"], frequency["harbour"]) == (2, 1)
    assert rarest(asked, 3, frequency).text == "of a harbour"
    assert rarest(asked, 1, frequency).text == "a"
    assert rarest(asked, 99, frequency).grades == asked.grades


def test_words_together_have_no_spaces() -> None:
    assert together(Question("再開 港", {"a": 1})) == Question("再開港", {"a": 1})


def test_what_is_measured_is_what_a_reader_gets() -> None:
    with newstui(TEXTS) as ask:
        assert ask("harbour tram") == ["a", "b"]
    with first_group(TEXTS) as ask:
        assert ask("harbour tram") == ["a"]
        assert sorted(ask("rains runs")) == ["a", "b", "c"]
    with fts5(TEXTS) as ask:
        assert sorted(ask("harbour tram")) == ["a", "b"]


def test_authors_and_the_rest_of_pages_are_measured_apart() -> None:
    page = Text("d", "The tram", "It is late.", author="Kay Harbour", rest=("Larkfield news",))
    texts = [*TEXTS, page]
    with newstui(texts) as ask:
        assert ask("harbour late") == ["d", "a"]
        assert ask("tram larkfield")[0] == "a"
    with unsigned(texts) as ask:
        assert ask("late kay") == ["d"]
    with rest_second([page, Text("e", "Larkfield, Larkfield", "Larkfield.")]) as ask:
        assert ask("late larkfield") == ["d", "e"]
