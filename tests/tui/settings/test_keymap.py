"""Tests of the one list of keys."""

from __future__ import annotations

from collections import Counter

import pytest
from textual.binding import Binding

from tui.settings.keymap import KEYS, TOGETHER, TWINS, Scope, bindings, hints


@pytest.mark.parametrize("places", [*((place,) for place in Scope), *TOGETHER])
def test_no_key_does_two_things_in_one_place(places: tuple[Scope, ...]) -> None:
    # A screen may give a global key another meaning, but no key two meanings.
    used = Counter(name for key in KEYS if key.place in places for name in key.keys)
    assert [name for name, times in used.items() if times > 1] == []


def test_ids_are_unique() -> None:
    assert max(Counter(key.id for key in KEYS).values()) == 1


def test_terminals_keep_their_keys() -> None:
    names = {name for key in KEYS for name in key.keys}
    assert "ctrl+s" not in names
    assert [key.id for key in KEYS if "ctrl+z" in key.keys] == ["suspend"]
    readline = {name for key in KEYS if key.place is Scope.BOX for name in key.keys}
    assert not any(name.startswith("alt+") for name in names - readline)


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        *[("j", "о"), ("q", "й"), ("s", "ы"), ("G", "П")],
        *[("s", "і"), ("S", "І"), ("o", "ў")],  # Ukrainian, Belarusian
    ],
)
def test_letters_work_on_cyrillic_layouts(latin: str, cyrillic: str) -> None:
    assert cyrillic in TWINS[latin]
    found = [b for place in Scope for b in bindings(place) if isinstance(b, Binding)]
    twins = [set(b.key.split(",")) for b in found if latin in b.key.split(",")]
    assert twins
    assert all(cyrillic in keys for keys in twins)


def test_the_readers_own_keys_replace_ours() -> None:
    assert hints(["star"], {"star": "x"}) == [("x", "star")]
