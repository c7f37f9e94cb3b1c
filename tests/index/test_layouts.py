"""What do the same keys type on another keyboard?"""

from __future__ import annotations

import pytest

from index.layouts import retyped


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ghbdtn", "привет"),
        ("Dkflbvbh Genby", "владимир путин"),
        (",jkm", "боль"),
        ("[kt,", "хлеб"),
        ("ащкудф", "forela"),
        ("ьщерукы", "mothers"),
        ("συρια", "syria"),
        ("path ghbdtn 2022", "зфер привет 2022"),
        ("ghbdtn москва", "привет москва"),
    ],
)
def test_the_same_keys_on_another_layout(typed: str, meant: str) -> None:
    assert tuple(meant.split()) in retyped(typed.split())


@pytest.mark.parametrize("text", ["", "2022", "猫", "—", "2022 猫"])
def test_what_no_layout_types_stays(text: str) -> None:
    assert list(retyped(text.split())) == []
