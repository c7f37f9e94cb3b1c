"""Tests of edit distances: many words at once count the same as each word alone."""

from __future__ import annotations

import random

import pytest

from index.engine.whoosh.read.edit_distance import within
from index.match.pattern import within as within_one


@pytest.mark.parametrize("edits", [1, 2])
def test_edits_of_random_words(edits: int) -> None:
    dice = random.Random(edits)
    words = ["".join(dice.choices("abcä猫", k=dice.randint(0, 7))) for _ in range(400)]
    for word in (*words[:60], "a", "ab", "ba"):
        wanted = [within_one(word, each, edits) for each in words]
        assert within(word, words, edits).tolist() == wanted, word


def test_no_words_at_all() -> None:
    assert within("word", [], 1).tolist() == []


def test_swapped_neighbours_are_one_edit() -> None:
    assert within("market", ["makret", "maktre", "market", "marketing"], 1).tolist() == [
        True,
        False,
        True,
        False,
    ]
