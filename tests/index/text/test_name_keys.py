"""Tests of names: their spellings share a key, and differ from other words."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.names import measured, names
from bench.place_names import slots
from index.text.analysis import is_unspaced
from index.text.exonyms import SLOTS, TABLE, begins, exonyms, lines, longer, places
from index.text.folding import fold
from index.text.name_cases import first_cases
from index.text.name_keys import CLOSE, SAME, keys, likeness
from index.text.transliteration import transliterated, with_pairs, without_pairs


@pytest.mark.parametrize(
    "spellings",
    [
        "Zelensky Zelenskyy Zhelensky Selenskyj Зеленский Зеленський",
        "Kyiv Kiev Киев Київ",
        "Gaddafi Qaddafi Kadhafi Каддафи القذافي",
        "Tchaikovsky Tschaikowski Czajkowski Чайковский",
        "Dostoevsky Dostojewski Достоевский",
        "Mitsotakis Мицотакис Μητσοτάκης",
    ],
)
def test_spellings_of_a_name_share_a_key(spellings: str) -> None:
    found = keys([fold(word) for word in spellings.split()])
    first, *others = map(set, found)
    assert first
    assert all(first & other for other in others), found


def test_what_may_be_spoken_in_two_ways_has_two_keys() -> None:
    assert keys(["charkiw", "kharkiv"]) == [("SrKF", "KrKF"), ("KrKF",)]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("zelensky", "зеленский"),
        ("zhelensky", "selenskyj"),
        ("kiev", "київ"),
        ("gaddafi", "каддафи"),
        ("gaddafi", "القذافي"),
        ("mohammed", "محمد"),
        ("mohammed", "мухаммед"),
        ("charkow", "kharkiv"),
        ("trump", "ترامب"),
        ("obama", "اوباما"),
        ("netanyahu", "נתניהו"),
        ("papandreou", "παπανδρεου"),
        ("luhansk", "луганськ"),
        ("steve", "стив"),
        ("ibrahim", "ابراهيم"),
        ("david", "ديفيد"),
        ("jaafar", "جعفر"),
        ("vladimir", "wladimir"),
    ],
)
def test_spellings_of_a_name_are_alike(left: str, right: str) -> None:
    assert likeness(left, right) == likeness(right, left) >= CLOSE


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("kiev", "keefe"),
        ("kiev", "chef"),
        ("clinton", "colonnaden"),
        ("schmidt", "smith"),
        ("putin", "puton"),
        ("turkey", "طريق"),
        ("robert", "роберто"),
        ("bush", "боос"),
        ("senate", "صنعته"),
        ("putin", "بتعيين"),
        ("adam", "اعدام"),
        ("opec", "وبهايك"),
        ("kent", "كانت"),
        ("rome", "ريم"),
        ("nasser", "نزار"),
        ("walt", "فعلت"),
    ],
)
def test_other_names_are_less_alike(left: str, right: str) -> None:
    assert set(keys([left])[0]) & set(keys([right])[0])
    assert likeness(left, right) < CLOSE


@pytest.mark.parametrize(
    ("written", "pairs"),
    [
        ("Schröder", "schroeder"),
        ("Söderström", "soederstroem"),
        ("ÅRHUS", "aarhus"),
        ("Bjo\u0308rn", "bjoern"),
        ("Straße", "strasse"),
        ("Kjær", "kjaer"),
        ("Noël", "noel"),
        ("Goethe", "goethe"),
    ],
)
def test_an_umlaut_is_two_letters(written: str, pairs: str) -> None:
    assert transliterated(written) == pairs
    if fold(written) != pairs:
        assert pairs in with_pairs(fold(written))
        assert fold(written) in without_pairs(pairs)


@given(st.lists(st.text(max_size=12).map(fold)))
def test_many_words_at_once_have_the_keys_that_each_has_alone(words: list[str]) -> None:
    words = [word for word in words if "\n" not in word]
    assert keys(words) == [found for word in words for found in keys([word])]


@given(st.text(max_size=12).map(fold), st.text(max_size=12).map(fold))
def test_likeness_is_between_0_and_1(left: str, right: str) -> None:
    assert 0 <= likeness(left, right) == likeness(right, left) <= 1


@pytest.mark.parametrize(
    ("file", "other"), [("tuned.txt", "heldout.txt"), ("heldout.txt", "tuned.txt")]
)
def test_most_spellings_of_the_lists_are_found_among_other_names(file: str, other: str) -> None:
    groups = [group for group in names(file) if len(group) > 1]
    own = {word for group in groups for word in group}
    same = {exonym for word in own for case in first_cases(word) for exonym in exonyms(case)}
    others = {word for group in names(other) for word in group} | {*places()}
    found = measured(groups, sorted(others - own - same), CLOSE)
    assert found.recall > 0.85
    assert found.precision > 0.8, "the table has twenty thousand names"


def test_the_table_is_folded_as_words_are() -> None:
    assert all(fold(name) == name for name in places())


@pytest.mark.parametrize(
    ("name", "other"),
    [("russia", "россия"), ("beijing", "北京"), ("new york", "нью йорк"), ("baghdad", "بغداد")],
)
def test_a_place_is_in_the_table_in_each_script(name: str, other: str) -> None:
    assert other in exonyms(name)
    assert name in exonyms(other)


@pytest.mark.parametrize(
    ("indian", "latin"),
    [
        ("नरेन्द्र", "narendra"),
        ("गांधी", "gandhi"),
        ("ट्रम्प", "trump"),
        ("केजरीवाल", "kejriwal"),
        ("हासिना", "hasina"),
        ("হাসিনা", "hasina"),
        ("ஸ்டாலின்", "stalin"),
        ("ట్రంప్", "trump"),
        ("രാഹുൽ", "rahul"),
        ("ਮਨਮੋਹਨ", "manmohan"),
    ],
)
def test_scripts_of_india_sound_as_they_are_read(indian: str, latin: str) -> None:
    word = fold(indian)
    assert set(keys([word])[0]) & set(keys([latin])[0])
    assert likeness(word, latin) >= SAME


def test_the_slots_find_each_piece_of_the_table_and_nothing_else() -> None:
    assert SLOTS.read_bytes() == slots(TABLE.read_bytes()), "python -m bench.place_names writes it"
    found: dict[str, set[str]] = defaultdict(set)
    for line in lines():
        for name in line:
            found[name].update(each for each in line if not each.isupper())
    assert all(exonyms(name) == others - {name} for name, others in found.items())
    assert {name for name in found if begins(name)} < set(found)
    assert begins("hong")
    for name in ("", "hong kon", "hong kong|", "kairo|cairo", "\ud800", "paris\n"):
        assert not exonyms(name)
    assert not begins("hong kong")


def test_a_sign_that_makes_another_place_of_one_is_known() -> None:
    unspaced = sorted(name for name in places() if is_unspaced(name))
    for name, after in pairwise(unspaced):
        assert not after.startswith(name) or after[len(name)] in longer(name)
