"""Tests of characters that the terminal lacks: each gets a substitute of the same width."""

from __future__ import annotations

from io import BytesIO, TextIOWrapper

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.terminal.charset import MARKS, Signs, charset, decode_names, write_in


@pytest.mark.parametrize(
    ("environment", "codec"),
    [
        ({"LANG": "en_US.UTF-8"}, "utf-8"),
        ({"LANG": "C.UTF-8"}, "utf-8"),
        ({"LANG": "C.utf8"}, "utf-8"),
        ({"LC_CTYPE": "UTF-8"}, "utf-8"),
        ({}, "utf-8"),
        ({"LC_ALL": "C"}, "ascii"),
        ({"LANG": "POSIX"}, "ascii"),
        ({"LC_ALL": "en_US.ISO-8859-1"}, "iso8859-1"),
        ({"LC_ALL": "", "LC_CTYPE": "", "LANG": "en_US.ISO-8859-1"}, "iso8859-1"),
        ({"LC_ALL": "C", "LANG": "en_US.UTF-8"}, "ascii"),
        ({"LC_CTYPE": "C.UTF-8", "LANG": "ru_RU.KOI8-R"}, "utf-8"),
        ({"LANG": "ru_RU.KOI8-R"}, "koi8-r"),
        ({"LANG": "de_DE@euro"}, "iso8859-15"),
        ({"LANG": "ja_JP.eucJP"}, "euc_jp"),
        ({"LANG": "ja_JP.ISO-2022-JP"}, "ascii"),
        ({"LANG": "en_US.UTF-16"}, "ascii"),
        ({"LANG": "xx_XX.nonsense"}, "ascii"),
        ({"LANG": "\x1b[2J.rot13"}, "ascii"),
    ],
)
def test_the_locale_says_which(environment: dict[str, str], codec: str) -> None:
    assert charset(environment) == codec


@pytest.mark.parametrize(
    ("text", "ascii_", "latin"),
    [
        ("café “quoted” – Łódź", 'cafe "quoted" - Lodz', 'café "quoted" - Lódz'),
        ("Зеленский", "Zelenskij", "Zelenskij"),
        ("Юрий Щукин", "Urij Sukin", "Ûrij Sukin"),
        ("ΑΘΗΝΑ", "ATENA", "ATENA"),
        ("北京", "????", "????"),
        ("Ｆｕｌｌ", "F u l l ", "F u l l "),
        ("e\u0301a", "ea", "ea"),
        ("● ★ ▌ …", "N * > ~", "N * > ~"),
        ("15 · 3", "15 . 3", "15 · 3"),
    ],
)
def test_the_closest_that_there_is(text: str, ascii_: str, latin: str) -> None:
    assert Signs("ascii").shown(text) == ascii_
    assert Signs("iso8859-1").shown(text) == latin


def test_what_the_charset_has_is_left() -> None:
    assert Signs("iso8859-1").encode("é ß ©") == b"\xe9 \xdf \xa9"
    assert Signs("koi8-r").encode("Мать") == "Мать".encode("koi8-r")
    assert Signs().encode("北京 ★") == "北京 ★".encode()


def test_plain_marks_among_any_letters() -> None:
    assert Signs("utf-8", plain=True).shown("● Зеленский… 北京") == "N Зеленский~ 北京"


def test_control_sequences_are_left_as_they_are() -> None:
    frame = "\x1b[1;2H\x1b[36m★\x1b[m"
    assert Signs("ascii").encode(frame) == b"\x1b[1;2H\x1b[36m*\x1b[m"


def test_every_mark_has_one_cell_of_printable_ascii() -> None:
    for mark, plain in MARKS.items():
        assert cell_len(mark) == len(plain) == 1, mark
        assert plain.isascii(), mark
        assert plain.isprintable(), mark


@given(st.text(), st.sampled_from(["ascii", "iso8859-1", "koi8-r", "cp1251", "euc_jp"]))
def test_no_line_grows_and_nothing_becomes_a_control(text: str, codec: str) -> None:
    text = "".join(sign for sign in text if sign.isprintable())
    signs = Signs(codec)
    shown = signs.shown(text)
    assert shown.isprintable()
    assert len(signs.encode(text).decode(codec)) == len(shown)
    assert sum(map(cell_len, shown)) == sum(map(cell_len, text))


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("ru_RU.KOI8-R", "нет: /a/архив"),
        ("ru_RU.CP1251", "ОЕФ: /a/архив"),
        ("C.UTF-8", "\udcce\udcc5\udcd4: /a/архив"),
        ("C", "\udcce\udcc5\udcd4: /a/архив"),
    ],
)
def test_bytes_of_names_are_read_as_the_locale_has_them(
    monkeypatch: pytest.MonkeyPatch, locale: str, text: str
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    assert decode_names("\udcce\udcc5\udcd4: /a/архив") == text


@pytest.mark.parametrize("encoding", ["koi8-r", "ascii", "iso8859-1"])
def test_streams_of_several_encodings_each_replace_what_they_lack(encoding: str) -> None:
    first, second = (TextIOWrapper(BytesIO()) for _ in range(2))
    write_in(first, encoding)
    write_in(second, "iso8859-15")
    first.write("“№ 5”")
    first.flush()
    assert first.buffer.getvalue() == b'"N 5"'
