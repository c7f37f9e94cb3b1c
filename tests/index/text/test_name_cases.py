"""Tests of the cases of a name, and of the name of a case."""

from __future__ import annotations

import pytest

from index.text.folding import fold
from index.text.name_cases import first_cases, is_case


@pytest.mark.parametrize(
    ("name", "cases"),
    [
        ("Зеленский", "Зеленского Зеленскому Зеленским Зеленском"),
        ("Путин", "Путина Путину Путиным Путине"),
        ("Москва", "Москвы Москве Москву Москвой"),
        ("Харьков", "Харькова Харькову Харьковом Харькове"),
        ("Россия", "России Россию Россией"),
        ("Китай", "Китая Китаю Китаем Китае"),
        ("العراق", "والعراق بالعراق للعراق"),
        ("بغداد", "وبغداد ببغداد لبغداد"),
        ("ירושלים", "בירושלים וירושלים"),
        ("Київ", "Києва Києву Києвом Києві"),
        ("Харків", "Харкова Харкову Харковом Харкові"),
    ],
)
def test_a_name_and_its_cases(name: str, cases: str) -> None:
    for case in map(fold, cases.split()):
        assert is_case(case, fold(name)), case
        assert fold(name) in first_cases(case), case


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("Россия", "Росс"),
        ("кита", "Китай"),
        ("Киото", "Киев"),
        ("Kyiva", "Kyiv"),
        ("Левада", "Лев"),
    ],
)
def test_what_is_no_case(word: str, name: str) -> None:
    assert not is_case(fold(word), fold(name))


def test_a_name_is_its_own_first_case() -> None:
    assert first_cases("kyiv") == ("kyiv",)
    assert first_cases("киев")[0] == "киев"
