"""Tests of highlighting: exactly the words that match are marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.match.highlight import Finder, marks
from index.match.pattern import patterns
from index.query import And, Field, Fuzzy, Node, Not, Or, Phrase, Prefix, Query, Wildcard, Word
from index.text.analysis import tokens
from tests.index.engine.archive import article

LANGUAGES = frozenset({"en", "ru", "ja", None})


def marked(text: str, root: Node, language: str | None = "en") -> list[str]:
    here = article("a", "", text, language=language)
    (spans,) = marks(here, Query(root=root), LANGUAGES).paragraphs
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("root", "wanted"),
    [
        (Word("mother"), ["Mother", "mothers"]),
        (Word("cafe"), ["cafe\u0301"]),
        (Prefix("sol"), ["soldiers", "solace"]),
        (Fuzzy("mothar"), ["Mother"]),
        (Wildcard("s*?s"), ["soldiers"]),
        (Phrase("mothers soldiers"), []),
        (Phrase("mothers of soldiers"), ["mothers' of soldiers"]),
        (Phrase("mothers solace", slop=6), ["mothers", "solace"]),
        (Word("W-2"), ["W-2"]),
        (And((Word("solace"), Not(Word("mother")))), ["solace"]),
        (Or((Word("soldiers"), Prefix("so"))), ["soldiers", "solace"]),
        (Word("solace", Field.TITLE), []),
        (Word("&"), []),
    ],
)
def test_marks(root: Node, wanted: list[str]) -> None:
    text = "Mother W-2: mothers' of soldiers in a cafe\u0301 found solace; 2 W."
    assert marked(text, root) == wanted


def test_signs_are_marked_without_their_neighbours() -> None:
    text = "京都で猫が東京都の猫と会う猫"
    assert marked(text, Word("猫"), "ja") == ["猫", "猫", "猫"]
    assert marked(text, Word("東京都"), "ja") == ["東京都"]
    assert marked(text, Word("京都"), "ja") == ["京都", "京都"]


def test_the_title_has_marks_of_its_own() -> None:
    here = article("a", "Soldiers at home", "Soldiers again.")
    query = Query(root=Word("soldier", Field.TITLE))
    found = marks(here, query, LANGUAGES)
    assert found.title == ((0, 8),)
    assert found.paragraphs == ((),)


@given(
    st.lists(st.text(st.sampled_from("aStré' \u00a0\t\u3000-'s東京都猫เมือ2=\u0301"), max_size=30))
)
def test_what_stands_between_spaces_is_looked_at_once_and_found_everywhere(
    texts: list[str],
) -> None:
    root = Or((Word("a"), Prefix("St"), Fuzzy("tré"), Phrase("a st"), Word("京都"), Word("เมือ")))
    slots = [slot for each in patterns(root, LANGUAGES) for slot in each.slots]
    finder = Finder(patterns(root, LANGUAGES))
    for text in texts:
        every = dict(enumerate(tokens(text, "fr")))
        fitting = {at for at, token in every.items() if any(slot.fits(token) for slot in slots)}
        found = finder.tokens(text, "fr")
        assert fitting <= found.keys()
        assert all(every[at] == token for at, token in found.items())
