"""Tests of text that the same keys type on another keyboard."""

from __future__ import annotations

import pytest

from index.text.keyboards import figures, retyped


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


@pytest.mark.parametrize(
    ("typed", "meant", "language"),
    [
        ("germanz", "germany", "en"),  # QWERTZ meant, and QWERTY typed; or the other way round
        ("yeitung", "zeitung", "de"),
        ("zqter", "water", "en"),  # AZERTY
        ("qujourd", "aujourd", "fr"),
        (";q;qn", "maman", "fr"),
        ("2cole", "école", "fr"),
        ("ghbdsn", "привіт", "uk"),
        ("'dhjgf", "європа", "uk"),
        ("киъв", "київ", "uk"),  # typed on a Russian layout
        ("привет", "ghbdtn", "en"),
        ("kfdrf", "лавка", "be"),
        ("m2sto", "město", "cs"),
        ("lfxkd", "война", "bg"),
        ("grad", "град", "sr"),
        ("sghl", "سلام", "fa"),
        ("l;ylfu", "สวัสดี", "th"),
        ("gamarjoba", "გამარჯობა", "ka"),
    ],
)
def test_layouts_of_the_languages_of_an_archive(typed: str, meant: str, language: str) -> None:
    assert (meant,) in retyped([typed], {language, "en", None})


def test_layouts_of_other_languages_are_not_tried() -> None:
    assert ("สวัสดี",) not in retyped(["l;ylfu"], {"en", "ru"})
    assert ("город",) not in retyped(["gorod"], {"en", "ru"})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("élections éàéé", "élections 2022"),
        ("&ç!ç", "&ç!ç"),
        ("&ççç", "1999"),
        ('"mothers" -cats (été', '"mothers" -cats (été'),
        ('""', '""'),
        ("à", "à"),
    ],
)
def test_figures_that_were_typed_without_shift(typed: str, meant: str) -> None:
    assert figures(typed) == meant


@pytest.mark.parametrize("word", ["f16", "g20", "mp3", "covid19"])
def test_no_figure_of_a_word_becomes_a_sign(word: str) -> None:
    assert all(other[0].isalnum() for other in retyped([word], {"en", "fr"}))


@pytest.mark.parametrize("text", ["", "2022", "猫", "—", "2022 猫"])
def test_what_no_layout_types_stays(text: str) -> None:
    assert list(retyped(text.split())) == []
