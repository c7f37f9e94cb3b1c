"""Tests of the choice and length of a snippet."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.match.highlight import Finder
from index.match.pattern import pattern
from index.match.snippet import SNIPPET_LENGTH, WeightedPattern, sentences, snippet
from index.match.spans import CUT, Snippet
from index.query import Field, Phrase, Text, Word


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

    two = best(TEXT[:1], "en", weighted((Word("storm"), 1.0), (Word("nobody"), 2.0)))
    assert two is not None
    assert two.text == TEXT[0], "two sentences where no single one has both"

    first = best(TEXT, "en", weighted((Word("lamp"), 1.0)))
    assert first is not None
    assert first.text.startswith("The keeper")


FILL = "The harbour lay still and grey. "


def shown(text: str | None, *words: str, weights: tuple[float, ...] = ()) -> str:
    """Return the snippet of a text for some words."""
    assert text is not None
    pairs = zip(map(Word, words), weights or (1.0,) * len(words), strict=True)
    found = best((text,), "en", weighted(*pairs))
    assert found is not None
    assert len(found.text) <= SNIPPET_LENGTH + 2 * len(CUT)
    return found.text


def test_repeats_of_one_word_are_no_more_than_one() -> None:
    text = "Gull, gull, gull, gull! " + FILL * 10 + "A gull on the pier."
    assert shown(text, "gull", "pier") == "A gull on the pier."


def test_two_fragments_where_no_window_has_all_words() -> None:
    text = "A gull rose. " + FILL * 10 + "The pier was wet."
    assert shown(text, "gull", "pier") == "A gull rose. … The pier was wet."
    assert shown(text, "pier", "gull") == "A gull rose. … The pier was wet.", "in their order"


def test_where_two_fragments_can_not_have_all_the_rarest_are_shown() -> None:
    text = "A gull rose. " + FILL * 10 + "The pier was wet. " + FILL * 10 + "An oar lay there."
    found = shown(text, "gull", "pier", "oar", weights=(1.0, 3.0, 2.0))
    assert found == "The pier was wet. … An oar lay there."


def test_fragments_of_long_sentences_are_cut_at_words() -> None:
    text = "and so on " * 40 + "the gull " + "and so on " * 40 + "the pier " + "and so on " * 40
    found = shown(text, "gull", "pier")
    one, other = found.strip(CUT).split(f" {CUT} ")
    assert found[0] == found[-1] == CUT
    for fragment in (one, other):
        assert set(fragment.split()) <= {"and", "so", "on", "the", "gull", "pier"}
        assert len(fragment) > 60


def test_near_words_are_better_than_distant_ones_and_a_sentence_than_two() -> None:
    apart = f"The gull sat{' for a long time' * 4} on the pier. "
    assert shown(apart + FILL * 10 + "Gull and pier.", "gull", "pier") == "Gull and pier."
    across = "It was a gull. Pier and boat were gone. "
    assert shown(across + FILL * 10 + "Pier of a gull.", "gull", "pier") == "Pier of a gull."


def test_the_words_of_a_phrase_that_stand_apart_are_shown_together() -> None:
    text = "They share it. " + FILL * 10 + "They share all of your pain. " + FILL * 10 + "Pain!"
    found = best((text,), "en", weighted((Phrase("share pain", slop=3), 1.0)))
    assert found is not None
    assert found.text == "They share all of your pain."
    assert [found.text[a:b] for a, b in found.marks] == ["share", "pain"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("กำลังน้ำท่วมที่นี่" * 40 + "แมว" + "กำลังน้ำท่วมที่นี่" * 40, "แมว"),
        ("国会は議論した" * 40 + "猫" + "国会は議論した" * 40, "猫"),
        ("مُحَمَّدٌ " * 60 + "قطة " + "مُحَمَّدٌ " * 60, "قطة"),
        ("👨‍👩‍👧🇺🇦👍🏽" * 40 + " cat " + "👨‍👩‍👧🇺🇦👍🏽" * 40, "cat"),
    ],
)
def test_no_sign_is_cut_into_halves(text: str, word: str) -> None:
    found = best((text,), "en", weighted((Word(word), 1.0)))
    assert found is not None
    assert [found.text[a:b] for a, b in found.marks] == [word]
    inside = found.text.strip(CUT)
    assert unicodedata.category(inside[0])[0] != "M"
    at = text.index(inside)
    for edge in (at, at + len(inside)):
        before, after = text[edge - 1], text[edge]
        assert unicodedata.category(after) not in ("Mn", "Mc", "Cf")
        assert before != "\u200d"
        assert after not in "\u0e33🏽"
        assert not (before == "🇺" and after == "🇦")


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


WORDS = ("gull", "pier", "oar", "buoy", "net")


def span_of(words: list[str], first: int, last: int) -> int:
    return len(" ".join(words[first : last + 1]))


def most_in_a_window(words: list[str], limit: int) -> int:
    """Return the largest number of different `WORDS` in any window, by trying all windows."""
    return max(
        (
            len({*words[first : last + 1]} & {*WORDS})
            for first in range(len(words))
            for last in range(first, len(words))
            if span_of(words, first, last) <= limit
        ),
        default=0,
    )


@given(
    st.lists(
        st.sampled_from([*WORDS, "and", "harbour", "still.", "grey.", "a" * 70]),
        min_size=1,
        max_size=60,
    )
)
def test_no_window_has_more_different_words(words: list[str]) -> None:
    text = " ".join(words)
    found = best((text,), "en", weighted(*((Word(word), 1.0) for word in WORDS)))
    assert found is not None
    assert len(found.text) <= SNIPPET_LENGTH + 2 * len(CUT)
    seen = {found.text[a:b] for a, b in found.marks}
    assert len(seen) >= most_in_a_window(words, SNIPPET_LENGTH)
    assert seen <= {*WORDS}
    pieces = found.text.strip(CUT).split(f" {CUT} ")
    assert len(pieces) <= 2
    for piece in pieces:
        assert f" {piece} " in f" {text} ", "nothing but whole words of the text"
    if len(pieces) == 2:
        assert len(seen) > most_in_a_window(words, SNIPPET_LENGTH)
