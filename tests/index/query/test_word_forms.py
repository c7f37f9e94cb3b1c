"""Tests of letters and digits that may be one word, and of ones that merely stand side by side."""

from __future__ import annotations

import pytest

from index.query import Phrase, Word
from index.query.word_forms import designation, ways


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [("F", "16", "F16"), ("boeing", "747", None), ("mig", "29", "mig29"), ("10", "km", "10km")],
)
def test_a_designation_is_one_word_too(first: str, second: str, whole: str | None) -> None:
    assert designation((Word(first), Word(second)), 0) == (whole and Word(whole))


@pytest.mark.parametrize("word", ["of", "in", "In", "am", "der", "des"])
def test_a_word_before_a_mere_count_begins_no_designation(word: str) -> None:
    assert designation((Word(word), Word("20")), 0) is None
    assert ways(Phrase(f"{word} 20 towns")) == (Phrase(f"{word} 20 towns"),)


def test_capitals_may_be_a_designation_whatever_they_spell() -> None:
    assert designation((Word("AM"), Word("20")), 0) == Word("AM20")
