"""Which sentence is shown, and what of it?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engine import Snippet
from index.highlight import Finder
from index.pattern import pattern
from index.query import Field, Phrase, Text, Word
from index.snippet import CUT, SNIPPET_LENGTH, WeightedPattern, sentences, snippet


def weighted(*nodes: tuple[Text, float]) -> list[WeightedPattern]:
    found = [(pattern(node, {"en", "ja"}), weight) for node, weight in nodes]
    return [WeightedPattern(wanted, weight) for wanted, weight in found if wanted is not None]


def best(
    paragraphs: tuple[str, ...], language: str, wanted: list[WeightedPattern]
) -> Snippet | None:
    return snippet(paragraphs, language, wanted, Finder(each.pattern for each in wanted))


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Он ушёл. Она — нет… Кто?", ["Он ушёл.", "Она — нет…", "Кто?"]),
        ("“Go.” He went.", ["“Go.”", "He went."]),
        ("雨が降った。猫は寝た！終わり", ["雨が降った。", "猫は寝た！", "終わり"]),
        ("ذهب. هل عاد؟ نعم", ["ذهب.", "هل عاد؟", "نعم"]),
        ("It fell 3.5 percent. So it goes.", ["It fell 3.5 percent.", "So it goes."]),
        ("Mr. Smith of the U.S. Senate met Gen. Lee.", None),
        ("He sold apples, pears etc. and left at 5 p.m. by tram.", None),
        ("Дом на ул. Мира стоит 5 тыс. Рублей.", None),
        ("No end", None),
        ("", []),
    ],
)
def test_sentences(text: str, wanted: list[str] | None) -> None:
    assert split(text) == ([text] if wanted is None else wanted)


@given(st.text(st.sampled_from('aB. !?。…"”Mr ')))
def test_sentences_lose_nothing_but_spaces(text: str) -> None:
    line = " ".join(text.split())
    assert "".join(split(line)).replace(" ", "") == line.replace(" ", "")


TEXT = (
    "A storm came up at sea. Nobody saw the lighthouse.",
    "The keeper lit the lamp of the lighthouse in the storm. The lamp burned all night.",
)


def test_most_different_words_then_the_rarest_then_the_first() -> None:
    both = best(TEXT, "en", weighted((Word("storm"), 1.0), (Word("lighthouse"), 1.0)))
    assert both is not None
    assert both.text == "The keeper lit the lamp of the lighthouse in the storm."
    assert [both.text[a:b] for a, b in both.marks] == ["lighthouse", "storm"]

    rarest = best(TEXT[:1], "en", weighted((Word("storm"), 1.0), (Word("nobody"), 2.0)))
    assert rarest is not None
    assert rarest.text == "Nobody saw the lighthouse."

    first = best(TEXT, "en", weighted((Word("lamp"), 1.0)))
    assert first is not None
    assert first.text.startswith("The keeper")


def test_without_a_match_the_first_sentence() -> None:
    for wanted in (
        [],
        weighted((Word("elsewhere"), 1.0)),
        weighted((Word("storm", Field.TITLE), 1.0)),
    ):
        found = best(TEXT, "en", wanted)
        assert found is not None
        assert (found.text, found.marks) == ("A storm came up at sea.", ())


@pytest.mark.parametrize("paragraphs", [(), ("",), (" \n\t",)])
def test_no_text_no_snippet(paragraphs: tuple[str, ...]) -> None:
    assert best(paragraphs, "en", weighted((Word("a"), 1.0))) is None


def test_a_long_sentence_is_cut_around_its_matches() -> None:
    text = "word " * 100 + "the very lighthouse here " + "word " * 100
    found = best((text,), "en", weighted((Phrase("very lighthouse"), 1.0)))
    assert found is not None
    assert found.text.startswith(f"{CUT}word ")
    assert found.text.endswith(f"word{CUT}")
    assert [found.text[a:b] for a, b in found.marks] == ["very lighthouse"]
    assert len(found.text) <= SNIPPET_LENGTH + 2


def test_one_line_whatever_the_text() -> None:
    found = best(("One\nline,\t and \r\n another.",), "en", weighted((Word("another"), 1.0)))
    assert found is not None
    assert found.text == "One line, and another."
    assert found.marks == ((14, 21),)


@given(
    st.lists(st.text(st.sampled_from("storm 東京。.!… \n"), max_size=400), max_size=3),
    st.sampled_from(["storm", "東京", "s"]),
)
def test_marks_are_the_words_asked_for(paragraphs: list[str], word: str) -> None:
    found = best(tuple(paragraphs), "en", weighted((Word(word), 1.0)))
    if found is not None:
        assert len(found.text) <= SNIPPET_LENGTH + 2
        assert len(found.text.splitlines()) <= 1
        for start, end in found.marks:
            assert found.text[start:end].startswith(word[0])
