"""Tests of the lines of a page dump: blank, wrapped and joined ones."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.ingest.page_dump.lines import BROKEN, read_lines


def texts(text: str) -> list[str]:
    return [line.text for line in read_lines(text)]


PROSE = (
    "For as long as anybody in the village can remember, the lamp on the north pier has been lit"
    " by hand, and every evening at dusk a member of the family walks out along the stones, opens"
    " the little brass door and sets a match to the wick.",
    "Last winter the harbour board voted to replace it with a light that switches itself on; the"
    " vote was close, and the minutes of the meeting show that most of the evening was spent on a"
    " single question.",
)


def test_blank_lines_and_white_space_go() -> None:
    assert texts("\n\n  one   two \n\n\nthree\n") == ["one two", "three"]


def test_a_line_knows_where_it_stands() -> None:
    assert [(line.text, line.number) for line in read_lines("\none\n\ntwo")] == [
        ("one", 2),
        ("two", 4),
    ]


def test_lines_that_are_paragraphs_stay_apart() -> None:
    assert texts("\n".join(PROSE)) == list(PROSE)


@pytest.mark.parametrize("width", [60, 72, 80])
@pytest.mark.parametrize("between", ["\n\n", "\n   "])
def test_hard_wrapped_paragraphs_are_joined(width: int, between: str) -> None:
    wrapped = between.join(textwrap.fill(one, width) for one in PROSE)
    assert texts("The lamp\n\n" + wrapped) == ["The lamp", *PROSE]


def test_wrapped_lines_of_signs_without_spaces_are_joined_without() -> None:
    text = "気象庁によると、この地震で宮城県栗原市では震度七を観測し、津波注意報が発令された。" * 5
    lines = [text[at : at + 36] for at in range(0, len(text), 36)]
    assert texts("\n".join(lines)) == [text]


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("He said that it was a very good thing.", True),
        ("気象庁によると、この地震により宮城県で震度6強を観測した。", True),
        (PROSE[0], True),
        ("News Sport Weather " + "Travel Food Culture, Jobs, Cars, Homes, Puzzles " * 2, False),
        ("Putin tells Russian soldiers' mothers he shares their pain", False),
        ("Log in", False),
        ("Share this.", False),
    ],
)
def test_prose_is_told_from_menus_and_headlines(text: str, prose: bool) -> None:
    assert read_lines(text)[0].prose is prose


@given(st.text("ab -.。字\n", max_size=400))
def test_no_sign_is_lost(text: str) -> None:
    plain = "".join(texts(text)).replace(BROKEN, "-")
    assert "".join(plain.split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("The new engines that were built by Rolls-\nRoyce came.", "Rolls-Royce came"),
        ("She told the paper of the old Anglo-\nAmerican treaty.", "Anglo-American treaty"),
        ("Der Zug auf der langen Nord-\nSüd-Strecke stand.", "Nord-Süd-Strecke"),
        ("La rencontre des ministres franco-\nAllemands.", "franco-Allemands"),
        ("Ночной поезд по линии Санкт-\nПетербург ушёл.", "Санкт-Петербург"),
        ("Die Stadt kennt alle ihre Vor-\nund Nachteile.", "Vor- und Nachteile"),
        ("The town has plans for two-\nand three-year loans.", "two- and three-year"),
        ("THE WHOLE TOWN SAYS THAT THE GOVERN-\nMENT FELL.", f"GOVERN{BROKEN}MENT"),
        ("The new crane that the gov-\nernment sent came.", f"gov{BROKEN}ernment"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_joins(text: str, whole: str) -> None:
    (line,) = texts(text)
    assert whole in line


@pytest.mark.parametrize(
    "text", ["Log-\nIn", "Pre-\nSchool", "He did not know that the crane -\nNo."]
)
def test_a_short_line_or_a_dash_joins_nothing(text: str) -> None:
    assert texts(text) == text.split("\n")
