"""Tests of corrections: rare words are corrected, except rare words that are right."""

from __future__ import annotations

import pytest

from index.engine.whoosh.read.spelling import (
    DOUBLED,
    FIRST,
    LAST,
    LEFT_OUT,
    PUT_IN,
    TWO_EDITS,
    slip,
)
from tests.index.engine.archive import article
from tests.index.engine.conftest import Archive

FREQUENT = "number play light stories departure risk receive government bitten beat"


@pytest.fixture
def filled(archive: Archive) -> Archive:
    """Return an archive of forty articles with the same words, and a few with rare ones."""
    archive.put(*(article(f"a{n}", "A harbour", FREQUENT) for n in range(40)))
    archive.put(
        article(
            "rare", "Dock", "A ploy to alight where stoics frisk the kittens and a beam bends."
        ),
        article("slips", "Quay", "The goverment will recieve them."),
        article("forms", "Mole", "Beams, one beam."),
    )
    return archive


@pytest.mark.parametrize("right", ["ploy", "alight", "stoics", "frisk", "kittens", "beam"])
def test_a_word_that_is_right_but_rare_is_not_doubted(filled: Archive, right: str) -> None:
    assert filled.engine().spellings(right) == ()


@pytest.mark.parametrize(("typed", "meant"), [("goverment", "government"), ("recieve", "receive")])
def test_a_common_slip_is_doubted_though_an_article_has_it(
    filled: Archive, typed: str, meant: str
) -> None:
    assert filled.engine().spellings(typed)[:1] == (meant,)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("depature", "departure"), ("numbre", "number"), ("lihgt", "light"), ("storiess", "stories")],
)
def test_what_no_article_has_may_be_any_slip(filled: Archive, typed: str, meant: str) -> None:
    assert filled.engine().spellings(typed)[:1] == (meant,)


def test_another_form_in_the_archive_speaks_for_a_word(archive: Archive) -> None:
    archive.put(*(article(f"a{n}", "Quay", "They wandered off.") for n in range(40)))
    archive.put(article("one", "Mole", "He waxndered."))
    assert archive.engine().spellings("waxndering") == ()
    assert archive.engine().spellings("waxndered") == ("wandered",)


def test_only_texts_of_its_language_speak_against_a_word(archive: Archive) -> None:
    archive.put(*(article(f"a{n}", "Quay", "They receive it.") for n in range(40)))
    archive.put(article("de", "Kai", "Recieve, sagt man.", language="de"))
    assert archive.engine().spellings("recieve") == ()
    archive.put(article("en", "Dock", "They recieve it."))
    assert archive.engine().spellings("recieve") == ("receive",)


def test_a_stem_of_another_language_does_not_speak_for_a_word(archive: Archive) -> None:
    """Ignore `puten`, a Hungarian form of `put`: no Hungarian article has `put`."""
    archive.put(*(article(f"a{n}", "Putin", "They put it off.") for n in range(40)))
    archive.put(article("hu", "A ház", "Egy magyar cikk a házról.", language="hu"))
    assert archive.engine().spellings("puten")[:1] == ("putin",)


@pytest.mark.parametrize(
    ("typed", "meant", "cost"),
    [
        ("recieve", "receive", 0),
        ("eht", "het", FIRST),
        ("commited", "committed", DOUBLED),
        ("untill", "until", DOUBLED + LAST),
        ("goverment", "government", LEFT_OUT),
        ("seperate", "separate", PUT_IN),
        ("waxnder", "wander", PUT_IN),
        ("seprrate", "separate", PUT_IN),
        ("sprate", "separate", TWO_EDITS),
    ],
)
def test_common_slips_cost_less(typed: str, meant: str, cost: float) -> None:
    assert slip(typed, meant) == cost
