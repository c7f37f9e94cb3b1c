"""Are exactly the words marked that match?"""

from __future__ import annotations

import pytest

from index.highlight import marks
from index.query import And, Field, Fuzzy, Node, Not, Or, Phrase, Prefix, Query, Word
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
