import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.ingest.encoding import NotTextError, decode

RUSSIAN = "Антициклон согреет Петербург в выходные, обещают синоптики.\n"
GERMAN = "Die Straßen sind glatt, und über Nacht bleibt es in den Tälern kühl.\n"
FRENCH = "L’été dernier, les élèves ont été reçus à l’hôtel de ville.\n"
JAPANESE = "気象庁によると、地震の規模はマグニチュード7だった。\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "utf-8"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "utf-16-le"),
        (RUSSIAN, "utf-16-be"),
        (RUSSIAN, "utf-32-le"),
        (GERMAN, "cp1252"),
        (FRENCH, "cp1252"),
        (JAPANESE, "utf-8"),
        (JAPANESE, "euc_jis_2004"),
        (JAPANESE, "iso2022_jp_2"),
        ("plain\n", "utf-8"),
        ("", "utf-8"),
    ],
)
def test_decode(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == (text, encoding)


def test_latin_1_is_read_as_its_superset() -> None:
    assert decode(GERMAN.encode("latin-1")) == (GERMAN, "cp1252")


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_a_byte_order_mark_is_believed_and_taken_off(mark: bytes, encoding: str) -> None:
    assert decode(mark + RUSSIAN.encode(encoding)) == (RUSSIAN, encoding)


def test_damaged_utf8_stays_utf8() -> None:
    damaged = (RUSSIAN * 3).encode()[:-3]
    text, encoding = decode(damaged)
    assert encoding == "utf-8"
    assert text.startswith(RUSSIAN * 2)
    assert text.endswith("\ufffd")


def test_a_text_cut_inside_a_character_loses_only_that() -> None:
    assert decode(RUSSIAN.encode()[:3], cut=True) == ("А", "utf-8")


@pytest.mark.parametrize(
    "data",
    [
        b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x03\x00>\x00",
        b"some text, then a NUL\x00 and more text",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        bytes(range(1, 0x20)) * 3,
    ],
)
def test_binary_is_no_text(data: bytes) -> None:
    with pytest.raises(NotTextError):
        decode(data)


@given(st.binary() | st.text().map(str.encode), st.booleans())
def test_any_bytes_are_text_or_told_not_to_be(data: bytes, cut: bool) -> None:
    try:
        text, encoding = decode(data, cut=cut)
    except NotTextError:
        return
    codecs.lookup(encoding)
    assert "\x00" not in text[:1] or encoding != "utf-8"


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))))
def test_utf8_is_read_as_written(text: str) -> None:
    assert decode(text.encode("utf-8")).text == text.removeprefix("\ufeff")
