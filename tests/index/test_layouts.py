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
        ("ащкудф", "forela"),
        ("ьщерукы", "mothers"),
        ("συρια", "syria"),
        ("id:", "шв:"),
    ],
)
def test_the_same_keys_on_another_layout(typed: str, meant: str) -> None:
    assert meant in retyped(typed)


@pytest.mark.parametrize("text", ["", "2022", "猫", "путин putin", "—"])
def test_what_no_layout_types_alone_stays(text: str) -> None:
    assert list(retyped(text)) == []
