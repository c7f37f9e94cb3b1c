"""Tests of the inverter: a batch has the terms and positions that `tokens` finds in each text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.article import Article
from index.engine.whoosh.format.inverted import Inverted
from index.engine.whoosh.format.schema import PARAGRAPH_GAP
from index.engine.whoosh.write import inverter
from index.engine.whoosh.write.inverter import Inverter
from index.text.analysis import tokens
from tests.index.engine.archive import EVERYTHING, article

Found = dict[bytes, dict[int, list[int]]]
"""Positions of each term in each document."""


def inverted(articles: Sequence[Article], maker: Inverter | None = None) -> dict[str, Found]:
    """Return the inverter's postings of these articles, by field."""
    maker = maker or Inverter()
    for each in articles:
        maker.add(each)
    _, fields = maker.invert()
    return {name: read(list(parts)) for name, parts in fields}


def read(parts: Sequence[Inverted]) -> Found:
    found: Found = {}
    for part in parts:
        places = iter([] if part.positions is None else part.positions.tolist())
        for term, (first, end) in zip(part.terms, pairwise(part.first.tolist()), strict=True):
            assert not found or term > max(found)
            found[term] = {
                int(part.documents[at]): [next(places) for _ in range(part.frequencies[at])]
                if part.positions is not None
                else []
                for at in range(first, end)
            }
            assert list(found[term]) == sorted(found[term])
        assert next(places, None) is None
    return found


def expected(articles: Sequence[Article], field: str) -> Found:
    """Return the expected postings of the title or the body, by `tokens` alone."""
    found: Found = {}
    for document, each in enumerate(articles):
        position = 0
        for text in (each.title,) if field == "title" else each.paragraphs:
            for token in tokens(text, each.language):
                for term in (*token.indexed, *token.forms):
                    found.setdefault(term.encode(), {}).setdefault(document, []).append(position)
                position += 1
            position += PARAGRAPH_GAP
    return found


TEXT = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.sampled_from(
            [
                *(
                    "don't stop",
                    "Putin’s",
                    "U.S.A.",
                    "US ",
                    " C++",
                    "#tag",
                    "AT&T",
                    "gov\u2010ernment",
                    "Oʻahu",
                    "government¹",
                    'ארה"ב',
                    "🇺🇦🚢",
                    "می\u200cخواهند",
                    "well-being",
                    "s\u00adoft",
                    "x\u0301 y",
                    "e\u0301",
                ),
                *(
                    "東京都で",
                    "猫 、犬",
                    "ﾊﾟﾘ",
                    "한국어",
                    "'s",
                    "_a_",
                    "a\u2028b",
                    "\x1c",
                    "ﬃ",
                    "½",
                    "…x",
                ),
                *(
                    "ёлка",
                    "Леопарда",
                    "\ud800",
                    "https://news.example/a-long_way?to=go&there=1#now",
                ),
            ]
        ),
    ),
    max_size=12,
).map("".join)
LANGUAGE = st.sampled_from([None, "en", "ru", "ja", "de", "tr", "ar", "xx"])
ARTICLE = st.builds(
    lambda title, paragraphs, language: article("a", title, *paragraphs, language=language),
    TEXT,
    st.lists(TEXT, max_size=3),
    LANGUAGE,
)


@given(st.lists(ARTICLE, max_size=4))
@example([article("a", "x", "one's " * 3 + "\ud83d", "東" * 60 + "、" + "京" * 60, language="ja")])
def test_terms_and_positions_are_those_of_the_whole_text(articles: list[Article]) -> None:
    found = inverted(articles)
    for field in ("title", "body"):
        assert found[field] == expected(articles, field)


@given(st.lists(ARTICLE, min_size=1, max_size=4))
def test_it_does_not_matter_how_much_is_sorted_or_remembered_at_once(
    articles: list[Article],
) -> None:
    whole = inverted(articles)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inverter, "PART", 3)
        patch.setattr(inverter, "_SLAB", 2)
        patch.setattr(inverter, "LONGEST_KEPT", 2)
        patch.setattr(inverter, "MOST_KEPT", 3)
        maker = Inverter()
        for _ in range(3):
            assert inverted(articles, maker) == whole


@pytest.mark.parametrize("language", ["en", "fr", "uk", "it", None])
def test_a_curly_apostrophe_is_a_straight_one(language: str | None) -> None:
    texts = ("It’s NBC’s O’Brien’s", "‘quoted’ l’homme", "students’ dell’arte 1990’s rock’n’roll")
    page = article("a", "It’s a headline", *texts, language=language)
    assert inverted([page])["body"] == expected([page], "body")


def test_names_are_not_stemmed_and_values_are_whole() -> None:
    found = inverted(EVERYTHING)
    assert found["source_words"][b"the"] == {0: [0], 2: [0]}
    assert found["source_words"][b"harbour"] == {0: [2], 2: [2]}
    assert not [term for term in found["source_words"] if term.startswith(b"=")]
    assert list(found["source"]) == [
        each.encode() for each in ("The Daily Harbour", "Westside People", "Шлок", "港新聞")
    ]
    assert list(found["source"]["Шлок".encode()]) == [3, 5]
    assert {term.decode(): list(at) for term, at in found["id"].items()} == {
        each.id: [number] for number, each in enumerate(EVERYTHING)
    }


def test_fields_come_in_the_order_of_their_names() -> None:
    names = list(inverted(EVERYTHING))
    assert names == sorted(names)
    assert len(names) == 13


def test_a_paragraph_without_spaces_is_not_remembered() -> None:
    maker = Inverter()
    maker.add(article("a", "x", "猫が見つかった。" * 50, language="ja"))
    before = maker.memory
    assert maker.size == 1
    maker.invert()
    assert (maker.size, maker.stored_size) == (0, 0)
    assert maker.memory < before
