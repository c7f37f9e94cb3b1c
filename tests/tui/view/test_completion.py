"""Tests of the completion of typed text."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engine.answer import Answer, FacetCount
from index.engine.request import FacetName, Request
from index.query import Field, Phrase, parse_query
from tui.view.cells import cell_len
from tui.view.completion import (
    Offer,
    begun_word,
    complete,
    complete_word,
    ghost,
    is_unfinished,
    offers_line,
    wants_archive,
)
from tui.view.vocabulary import BegunWords, Counted, Vocabulary

ARCHIVE = Answer(
    facets={
        FacetName.SOURCE: (
            FacetCount("BBC", 120),
            FacetCount("Westside People", 30),
            FacetCount(None, 9),
            FacetCount("BBC News", 7),
            FacetCount('The "Real" West (daily)', 2),
        ),
        FacetName.CATEGORY: (FacetCount("World", 5),),
        FacetName.LANGUAGE: (FacetCount("en", 40), FacetCount("ru", 2)),
        FacetName.KIND: (FacetCount("headline", 13), FacetCount("article", 2)),
    },
    timeline=((date(2022, 11, 1), 3), (date(2024, 3, 1), 4), (date(2024, 5, 1), 1)),
)


def after(text: str) -> list[str]:
    """Return the completed texts."""
    start, offers = complete(text, ARCHIVE)
    return [text[:start] + offer.text for offer in offers]


@pytest.mark.parametrize(
    ("typed", "becomes"),
    [
        ("so", ["source:"]),
        ("putin so", ["putin source:"]),
        ("putin -so", ["putin -source:"]),
        ("(so", ["(source:"]),
        ("La", ["lang:"]),
        ("s", []),
        ("also", []),
        ("x:so", []),
        ('"so', []),
        ('"a phrase" so', ['"a phrase" source:']),
        ("source:BB", ["source:BBC ", 'source:"BBC News" ']),
        ("source:bbc", ['source:"BBC News" ']),
        ("source:peo", ['source:"Westside People" ']),
        ('source:"westside p', ['source:"Westside People" ']),
        ('source:"BBC"', []),
        ("source:real", ['source:"The Real West (daily)" ']),
        ("-category:", ["-category:World "]),
        ("lang:rus", ["lang:ru "]),
        ("is:", [f"is:{flag} " for flag in ("unread", "read", "starred", "headline", "article")]),
        ("is:un", ["is:unread "]),
        ("date:tod", ["date:today "]),
        ("date:2", ["date:2024 ", "date:2022 "]),
        ("date:t", ["date:today ", "date:this-week ", "date:this-month ", "date:this-year "]),
        ("after:2024-", ["after:2024-05 ", "after:2024-03 "]),
        ("title:so", []),
        ("", []),
        ("source:BBC ", []),
    ],
)
def test_what_is_begun_goes_on(typed: str, becomes: list[str]) -> None:
    assert after(typed) == becomes


def test_the_most_frequent_is_first_and_has_its_count() -> None:
    assert [(offer.label, offer.hits) for offer in complete("source:", ARCHIVE).offers] == [
        ("BBC", 120),
        ('"Westside People"', 30),
        ('"BBC News"', 7),
        ('"The Real West (daily)"', 2),
    ]
    assert complete("lang:", ARCHIVE).offers[0] == Offer("en ", "en English", 40)
    assert complete("is:h", ARCHIVE).offers == (Offer("headline ", "headline", 13),)
    assert [offer.hits for offer in complete("date:20", ARCHIVE).offers] == [5, 3]


def test_a_completed_value_is_what_is_searched_for() -> None:
    (text,) = after("source:peo")
    assert parse_query(text).root == Phrase("Westside People", Field.SOURCE)


def test_without_the_archive_there_are_words_of_the_language() -> None:
    assert complete("source:", None).offers == ()
    assert complete("date:tod", None).offers == (Offer("today ", "today"),)
    assert wants_archive("source:")
    assert not wants_archive("so")


def test_offers_on_a_line() -> None:
    offers = complete("source:", ARCHIVE).offers
    line = "".join(text for text, _ in offers_line(offers, "Tab", 40))
    assert line == 'Tab BBC 120  "Westside People" 30  +2'


@given(st.text(alphabet='ab so"():-|source:BBC ', max_size=30), st.integers(20, 120))
def test_any_text_has_its_offers_and_they_fit(text: str, room: int) -> None:
    start, offers = complete(text, ARCHIVE)
    assert start <= len(text)
    if offers:
        assert all(offer.text for offer in offers)
        shown = "".join(text for text, _ in offers_line(offers, "Tab", room))
        assert cell_len(shown.rstrip()) <= max(room, 4 + len(offers[0].label) + 8)


async def test_values_that_came_too_late_are_asked_for_again() -> None:
    asked: list[Request] = []

    async def fetch(request: Request) -> Answer:
        asked.append(request)
        return Answer(cut_short=len(asked) == 1)

    vocabulary = Vocabulary()
    await vocabulary.learn(fetch, 1)
    await vocabulary.learn(fetch, 1)
    assert len(asked) == 2
    await vocabulary.learn(fetch, 1)
    assert len(asked) == 2, "until the index changes"
    await vocabulary.learn(fetch, 2)
    assert len(asked) == 3


@pytest.mark.parametrize("field", ["date", "after", "before", "since"])
def test_the_years_of_the_archive_come_before_today(field: str) -> None:
    labels = [offer.label for offer in complete(f"{field}:", ARCHIVE).offers]
    assert labels[:3] == ["2024", "2022", "today"]


def test_an_archive_of_one_year_offers_its_months() -> None:
    archive = Answer(timeline=((date(2022, 1, 1), 3), (date(2022, 11, 1), 4)))
    labels = [offer.label for offer in complete("date:", archive).offers]
    assert labels[:3] == ["2022-11", "2022-01", "today"]


@pytest.mark.parametrize(
    ("text", "begun"),
    [
        ("pu", "pu"),
        ("p", None),
        ("the pu", "pu"),
        ("-pu", "pu"),
        ("(pu", "pu"),
        ("this|pu", "pu"),
        ('"share your pa', "pa"),
        ("title:pu", "pu"),
        ("source:pu", None),
        ('source:"the pu', None),
        ("date:to", None),
        ("covid-vac", None),
        ("don't", None),
        ("2022", None),
        ("b52s", "b52s"),
        ("pu ", None),
        ("pu*", None),
        ("", None),
    ],
)
def test_which_word_is_begun(text: str, begun: str | None) -> None:
    assert begun_word(text) == begun


PUTIN = (("putin", 9), ("put", 5))


@pytest.mark.parametrize(
    ("text", "becomes", "seen"),
    [
        ("pu", "putin ", "putin"),
        ("Pu", "Putin ", "Putin"),
        ("PU", "PUTIN ", "PUTIN"),
        ("-title:pu", "-title:putin ", "-title:putin"),
        ("source:pu", None, ""),
    ],
)
def test_a_word_goes_on_as_it_was_begun(text: str, becomes: str | None, seen: str) -> None:
    found = complete_word(text, PUTIN)
    taken = [text[: found.start] + offer.text for offer in found.offers]
    assert taken[:1] == ([becomes] if becomes else [])
    assert ghost(text, found) == seen


def test_a_word_that_is_whole_gets_its_space_unless_nothing_else_begins_so() -> None:
    assert complete_word("put", (("put", 9), ("putin", 5))).offers[0] == Offer("put ", "put", 9)
    assert ghost("put", complete_word("put", (("put", 9), ("putin", 5)))) == ""
    assert complete_word("put", (("put", 9),)).offers == ()


@pytest.mark.parametrize(
    ("text", "unfinished"),
    [
        ("source:", True),
        ("source:BB", True),
        ("source:bbc", False),
        ('source:"bbc news"', False),
        ("is:x", True),
        ("is:read", False),
        ("date:2022-1", False),
        ("before:202", True),
        ("title:x", False),
        ("words", False),
        ("", False),
    ],
)
def test_half_a_field_is_not_finished(text: str, unfinished: bool) -> None:
    assert is_unfinished(text, ARCHIVE) is unfinished


async def test_words_are_asked_for_once_until_the_index_changes() -> None:
    asked: list[str] = []

    async def fetch(begun: str) -> Counted:
        asked.append(begun)
        return (("putin", 9), ("public", 5))

    words = BegunWords()
    assert words.of("pu") == ()
    await words.learn("pu", fetch, 1)
    await words.learn("PU", fetch, 1)
    assert asked == ["pu"]
    assert words.of("pub") == (("public", 5),), "until more is known"
    await words.learn("pu", fetch, 2)
    assert asked == ["pu", "pu"]
