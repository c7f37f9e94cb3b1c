"""What the ranking bench calls good: the measures, on rankings short enough to check by hand."""

from __future__ import annotations

from math import log2

import numpy as np
import pytest

from bench.ranking import average_precision, difference, ndcg

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
