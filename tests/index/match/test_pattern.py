"""Tests of the patterns of a query, and of their positions in a text."""

from __future__ import annotations

import fnmatch
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.match.pattern import LONGEST_SLOP, occurrences, pattern, patterns, shaped, within
from index.query import And, Everything, Field, Fuzzy, Not, Or, Phrase, Prefix, Wildcard, Word
from index.text.analysis import JOINED

LANGUAGES = frozenset({"en", "ru", "fr", None})


def test_a_word_stands_for_its_stems_in_the_languages_of_the_archive() -> None:
    wanted = pattern(Word("enfants"), LANGUAGES)
    assert wanted is not None
    (slot,) = wanted.slots
    assert slot.word == "enfants"
    assert slot.stems == {"=en:enfant", "=fr:enfant"}
    assert slot.terms - {each for each in slot.terms if each.startswith(JOINED)} == {
        "enfants",
        "=en:enfant",
        "=fr:enfant",
    }


def test_a_word_stands_for_its_two_parts_too() -> None:
    wanted = pattern(Word("emails"), {"en"})
    assert wanted is not None
    (slot,) = wanted.slots
    joined = {each.removeprefix(JOINED) for each in slot.terms if each.startswith(JOINED)}
    assert joined == {"emails", "email", "=en:email"}


def test_only_the_last_word_of_a_prefix_is_a_beginning() -> None:
    wanted = pattern(Prefix("W-2", Field.TITLE), LANGUAGES)
    assert wanted is not None
    assert [(slot.word, slot.begins) for slot in wanted.slots] == [("w", ""), ("2", "2")]
    assert wanted.field is Field.TITLE


def test_the_text_may_go_on_where_a_run_of_signs_ends() -> None:
    wanted = pattern(Phrase("東京 猫"), LANGUAGES)
    assert wanted is not None
    assert [(slot.word, slot.begins) for slot in wanted.slots] == [
        ("东京", ""),
        ("京", ""),
        ("猫", "猫"),
    ]


def test_slop_ends_before_the_next_paragraph() -> None:
    wanted = pattern(Phrase("one two", slop=10**9), LANGUAGES)
    assert wanted is not None
    assert wanted.slop == LONGEST_SLOP


def test_no_word_no_pattern() -> None:
    assert pattern(Word("—"), LANGUAGES) is None
    assert pattern(Fuzzy(""), LANGUAGES) is None


def test_what_is_excluded_matches_nowhere() -> None:
    root = And((Word("a"), Or((Word("b"), Not(Word("c")))), Everything()))
    assert [each.slots[0].word for each in patterns(root, LANGUAGES)] == ["a", "b"]


@pytest.mark.parametrize(
    ("shape", "fitting", "others"),
    [
        ("ze*sk?", ["zelensky", "zelenski", "zesky"], ["zelenskyy", "azelensky", "zesk"]),
        ("*sky", ["sky", "skysky"], ["skyy"]),
        ("a*b*c*", ["abc", "axbxcx", "abbcc"], ["acb", "ab"]),
        ("a.c", ["a.c"], ["abc"]),
    ],
)
def test_the_shape_of_a_word(shape: str, fitting: list[str], others: list[str]) -> None:
    assert all(shaped(shape).fullmatch(word) for word in fitting)
    assert not any(shaped(shape).fullmatch(word) for word in others)


@given(st.text("ab*?", max_size=8), st.text("ab", max_size=8))
def test_a_shape_means_what_a_file_name_with_wildcards_means(shape: str, word: str) -> None:
    assert bool(shaped(shape).fullmatch(word)) == fnmatch.fnmatchcase(word, shape)


def test_a_shape_of_many_stars_takes_no_longer_than_one_of_few() -> None:
    assert not shaped("*a" * 32 + "*b").fullmatch("a" * 64)


def test_a_shape_is_folded_like_the_words() -> None:
    wanted = pattern(Wildcard("Ё**Л?А"), LANGUAGES)
    assert wanted is not None
    assert [slot.shape for slot in wanted.slots] == ["е*л?а"]


@pytest.mark.parametrize(
    ("left", "right", "edits"),
    [
        ("", "", 0),
        ("zelensky", "zhelensky", 1),
        ("zelensky", "zelenky", 1),
        ("zelensky", "zalensky", 1),
        ("zelensky", "ezlensky", 1),
        ("zelensky", "zelenskyy", 1),
        ("abcd", "badc", 2),
        ("kitten", "sitting", 3),
    ],
)
def test_edits(left: str, right: str, edits: int) -> None:
    assert within(left, right, edits)
    assert within(right, left, edits)
    assert edits == 0 or not within(left, right, edits - 1)


def edited(word: str) -> set[str]:
    """Return every word that is one edit away from `word`, over a small alphabet."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    return {
        *(a + b[1:] for a, b in cuts if b),
        *(a + letter + b for a, b in cuts for letter in "abc"),
        *(a + letter + b[1:] for a, b in cuts if b for letter in "abc"),
        *(a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1),
        word,
    }


@given(st.text("abc", max_size=6), st.text("abc", max_size=7))
def test_one_edit_is_what_one_edit_makes(left: str, right: str) -> None:
    assert within(left, right, 1) == (right in edited(left))


@given(
    st.lists(st.sets(st.integers(0, 12), max_size=6).map(sorted), min_size=1, max_size=4),
    st.integers(0, 6),
)
def test_occurrences_are_all_starts_that_can_be_completed(
    places: list[list[int]], slop: int
) -> None:
    possible = {
        chosen[0]
        for chosen in itertools.product(*places)
        if all(a < b for a, b in itertools.pairwise(chosen))
        and chosen[-1] - chosen[0] - len(chosen) + 1 <= slop
    }
    assert {chosen[0] for chosen in occurrences(places, slop)} == possible
