"""Tests of cleaning: no forbidden character is left, and letters survive."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.clean import FORBIDDEN, clean_line, clean_text

ANY_TEXT = st.text(st.characters(exclude_categories=()))
TROUBLE = st.text(
    st.sampled_from(
        "ab\r\n\t\v\f\x1b\x00\x7f\x85\u2028\u2029\u202e\u2066\ufeff\udcff\u0301é \u00a0"
    )
)


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("\x1b[31mred\x07", "␛[31mred␇"),
        ("a\r\nb\rc\u2028d\u2029e\vf\fg", "a\nb\nc\nd\ne\nf\ng"),
        ("one\ttwo\u00a0three\u3000four", "one two three four"),
        ("\u202egnp.exe\u2066x\u2069", "gnp.exex"),
        ("\u200fשלום\u200e", "\u200fשלום\u200e"),
        ("\ufeffBOM \ufff9 \U000e0041tag", "BOM  tag"),
        ("C1 \x9b31m, half a pair \ud83d", "C1 \ufffd31m, half a pair \ufffd"),
        ("e\u0301", "é"),
        ("Donau\u00addampf\u200bschiff", "Donaudampfschiff"),
    ],
)
def test_clean_text(given: str, cleaned: str) -> None:
    assert clean_text(given) == cleaned


def test_clean_line_folds_white_space() -> None:
    assert clean_line("  two\n\nlines \t of\u00a0text ") == "two lines of text"


def test_a_file_name_that_is_no_utf8_becomes_printable() -> None:
    assert clean_line(b"caf\xe9.txt".decode("utf-8", "surrogateescape")) == "caf\ufffd.txt"


@given(ANY_TEXT | TROUBLE)
def test_no_forbidden_character_is_left(text: str) -> None:
    for cleaned in (clean_text(text), clean_line(text)):
        assert not FORBIDDEN.search(cleaned)
        assert not any(unicodedata.category(sign) == "Cs" for sign in cleaned)
        cleaned.encode("utf-8")
    assert all(sign == "\n" or ord(sign) >= 0x20 for sign in clean_text(text))
    assert "\n" not in clean_line(text)


@given(ANY_TEXT | TROUBLE)
def test_cleaning_what_is_clean_changes_nothing(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
    assert clean_line(clean_line(text)) == clean_line(text)
    assert clean_line(clean_text(text)) == clean_line(text)


@given(st.text(st.characters(categories=("L", "Nd"), max_codepoint=0x24F)))
def test_letters_survive(text: str) -> None:
    assert clean_text(text) == unicodedata.normalize("NFC", text)
