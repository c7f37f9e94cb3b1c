"""Tests of texts in unknown encodings."""

from __future__ import annotations

import codecs
import gzip
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.ingest.encoding import NotTextError, decode, read

RUSSIAN = "Антициклон согреет Петербург в выходные, обещают синоптики.\n"
GERMAN = "Die Straßen sind glatt, und über Nacht bleibt es in den Tälern kühl.\n"
FRENCH = "L’été dernier, les élèves ont été reçus à l’hôtel de ville.\n"
POLISH = "Łódź: jeszcze dziś wieczorem spodziewane są śnieg i gołoledź na ulicach.\n"
GREEK = "Η κυβέρνηση ανακοίνωσε νέα μέτρα για τα λιμάνια της χώρας.\n"
HEBREW = "מועצת הנמל סגרה את המזח הישן ביום שני.\n"
ARABIC = "أغلق مجلس الميناء الرصيف القديم يوم الاثنين.\n"
TURKISH = "Liman meclisi eski iskeleyi pazartesi günü kapattı, dedi sözcüsü.\n"
LITHUANIAN = "Uosto taryba pirmadienį uždarė senąją prieplauką, sakė jos pirmininkė.\n"
THAI = "สภาท่าเรือปิดท่าเทียบเรือเก่าเมื่อวันจันทร์\n"
HINDI = "परिषद ने पुराना घाट बंद कर दिया।\n"
KOREAN = "항만 위원회가 월요일에 낡은 부두를 폐쇄했다.\n"
CHINESE = "港口委员会周一关闭了旧码头。\n"
TRADITIONAL = "港務委員會週一關閉了舊碼頭，沒有人受傷。\n"
EMOJI = "🚢⚓️ closed 🎉\n"
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


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "iso8859-5"),
        (POLISH, "iso8859-2"),
        (POLISH, "cp1250"),
        (GREEK, "cp1253"),
        (HEBREW, "iso8859-8"),
        (ARABIC, "iso8859-6"),
        (ARABIC, "cp1256"),
        (LITHUANIAN, "cp1257"),
    ],
)
def test_an_iso_page_is_not_its_windows_relative(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


UKRAINIAN = "Влітку київські школярі їдуть до моря. Ґанок пустує, і ґречні гуси йдуть геть.\n"
BULGARIAN = "Пристанището е затворено, каза тя: няма кой да я отвори, дъските са счупени.\n"
SPANISH = "La información llegó más tarde: el señor alcalde cerró el muelle y dimitió.\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "cp866"), (BULGARIAN, "cp866"), (BULGARIAN, "mac-cyrillic"),
        (UKRAINIAN, "koi8-u"), (UKRAINIAN, "mac-cyrillic"), (FRENCH, "mac-roman"),
        (SPANISH, "mac-roman"),
        (GERMAN, "mac-roman"), (GERMAN, "cp850"), (POLISH, "cp852"),
    ],
)  # fmt: skip
def test_code_pages_of_dos_and_macintosh(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text
    assert decode((text * 20).encode(encoding)).text == text * 20


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Ärger über iPhoneÄrzte: eBay kauft Özil-Trikot, sagt ÖBB-Chef", "cp1252"),
        ("Die ÄrztInnen von Übersee—schön wär’s—bleiben", "cp1252"),
        ("ЛДПР, КПРФ и «ЯблокоЛайт» спорят о еКоде", "cp1251"),
    ],
)
def test_capitals_within_words_are_no_reason_for_another_code_page(
    text: str, encoding: str
) -> None:
    assert decode(text.encode(encoding)).text == text


def test_c1_bytes_are_letters_of_a_windows_code_page() -> None:
    text = POLISH.replace("Łódź", "„Łódź”")
    assert decode(text.encode("cp1250")) == (text, "cp1250")
    assert decode(POLISH.encode("iso8859-2")) == (POLISH, "iso8859-2")


@pytest.mark.parametrize(
    ("text", "encoding", "superset"),
    [
        (GERMAN, "latin-1", "cp1252"),
        (TURKISH, "iso8859-9", "cp1254"),
        (THAI, "tis-620", "cp874"),
        (KOREAN, "euc_kr", "cp949"),
        (CHINESE, "gb2312", "gb18030"),
        (TRADITIONAL, "big5", "big5hkscs"),
        (JAPANESE, "shift_jis", "cp932"),
    ],
)
def test_an_encoding_is_read_as_the_larger_one_of_the_standard(
    text: str, encoding: str, superset: str
) -> None:
    assert decode(text.encode(encoding)) == (text, superset)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize(
    "text",
    [
        *(THAI, HINDI, KOREAN, CHINESE, TRADITIONAL, JAPANESE, ARABIC, HEBREW, GREEK, RUSSIAN),
        *(GERMAN, "Pier\n", EMOJI, "ሰላም ለሁሉም\n", "გამარჯობა\n", "வணக்கம் உலகம்\n"),
    ],
)
def test_unicode_without_a_mark_in_any_script(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == (text, encoding)
    assert decode((text * 40).encode(encoding)) == (text * 40, encoding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "headline", ["日本銀行が金利を引き上げ", "항만위원회부두폐쇄", "港口委员会关闭旧码头"]
)
def test_a_headline_without_a_line_feed_has_no_nul_to_tell_it(headline: str, encoding: str) -> None:
    assert decode(headline.encode(encoding)) == (headline, encoding)


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


def numbers(low: int, high: int, size: int) -> bytes:
    """Return a program's numbers, little-endian."""
    return b"".join((low + 7 * n % (high - low)).to_bytes(size, "little") for n in range(400))


@pytest.mark.parametrize(
    "data",
    [
        b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x03\x00>\x00",
        b"some text, then a NUL\x00 and more text",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        bytes(range(1, 0x20)) * 3,
        b"\0".join(b"./pages/%d.txt" % number for number in range(90)),
        b"\0".join(b"words that a NUL parts in place of a space".split()),
        pickle.dumps([{"title": "Pier", "number": number} for number in range(40)]),
        gzip.compress(RUSSIAN.encode(), mtime=0),
        numbers(1_030, 1_100, 2),
        numbers(2_310, 2_360, 2),
        numbers(20_000, 21_000, 2),
        numbers(1_030, 1_100, 4),
    ],
)
def test_binary_is_no_text(data: bytes) -> None:
    with pytest.raises(NotTextError):
        decode(data)


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "iso8859-5"])
def test_a_headline_in_capitals(encoding: str) -> None:
    headline = "СОВЕТ ЗАКРЫЛ СТАРЫЙ ПИРС"
    assert decode(headline.encode(encoding)) == (headline, encoding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-be"])
@pytest.mark.parametrize(
    "text",
    [
        "การสมรสจะกระทำโดยความยินยอมอย่างอิสระและเต็มใจของผู้ที่ตั้งใจจะกระทำการสมรส",  # no space
        "ᠬᠦᠮᠦᠨ ᠪᠦᠷ ᠲᠥᠷᠥ\u180eᠠ",  # a separator of vowels
        "空埃被扒、監拧咍𬨴𪠞坭恪𠬠格獨斷。",  # ideographs beyond the Basic Multilingual Plane
        "KIN\x92SAMBANU LUTUMU-MSWA LUKUMI",  # a quote of Windows, which latin-1 has as a control
    ],
)
def test_unusual_texts_are_texts(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == (text, encoding)


def test_a_line_in_another_encoding_spoils_no_other() -> None:
    good = "The harbour café is closed. “Nobody was hurt”, they said.\n"
    odd = "And this line’s in another one: naïve.\n"
    reading = read((good * 2).encode() + odd.encode("cp1252") + good.encode())
    assert reading.text == good * 2 + odd + good
    assert reading.label == "utf-8; line 3 in cp1252"


def test_a_line_of_utf8_in_another_text() -> None:
    reading = read((FRENCH * 3).encode("cp1252") + FRENCH.encode() + (FRENCH).encode("cp1252"))
    assert (reading.text, reading.label) == (FRENCH * 5, "cp1252; line 4 in utf-8")


def test_one_long_sequence_is_utf8_in_a_text_of_single_bytes() -> None:
    text = "A ship 🚢 left.\n" + GERMAN * 2
    reading = read("A ship 🚢 left.\n".encode() + (GERMAN * 2).encode("cp1252"))
    assert (reading.text, reading.label) == (text, "cp1252; line 1 in utf-8")


def test_an_accent_far_down_is_found() -> None:
    text = "The council met again.\n" * 20_000 + RUSSIAN
    assert decode(text.encode("cp1251")) == (text, "cp1251")


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "iso8859-5"])
def test_the_other_encoding_is_that_of_the_letters_of_the_text(encoding: str) -> None:
    odd = "Совет закрыл старый пирс.\n"
    reading = read((RUSSIAN * 3).encode() + odd.encode(encoding))
    assert (reading.text, reading.label) == (RUSSIAN * 3 + odd, f"utf-8; line 4 in {encoding}")


@pytest.mark.parametrize("word", ["café", "Müll", "Åsa", "São Paulo"])
def test_a_word_of_latin_letters_is_no_pair_of_ideographs(word: str) -> None:
    assert decode(word.encode("latin-1")).text == word


@pytest.mark.parametrize(
    ("word", "encoding"),
    [("тюрьмы", "cp1251"), ("люди", "koi8-r"), ("東京都", "cp932"), ("中国政府", "gb18030")],
)
def test_a_word_of_another_script_is_no_pair_of_ideographs(word: str, encoding: str) -> None:
    assert not decode(word.encode(encoding)).encoding.startswith("utf-16")


def test_single_bytes_in_a_line_of_utf8() -> None:
    data = "Das Café „Möwe“ in der Straße ".encode() + "heißt so.\n".encode("cp1252")
    reading = read(data)
    assert reading.text == "Das Café „Möwe“ in der Straße heißt so.\n"
    assert reading.label == "utf-8; line 1 in cp1252"


def test_many_lines_are_told_as_spans() -> None:
    good, odd = "Une “ligne” en été.\n".encode(), "déjà\n".encode("cp1252")
    assert read(good * 9 + odd * 3 + good + odd).exception == "lines 10-12, 14 in cp1252"


def test_a_damaged_character_is_not_a_letter_of_another_encoding() -> None:
    data = "Антициклон согреет".encode() + b"\xd1" + " Петербург\n".encode()
    assert read(data).text == "Антициклон согреет\ufffd Петербург\n"
    assert read(data).label == "utf-8"


def test_mojibake_that_was_saved_is_the_text_of_the_file() -> None:
    saved = "cafÃ© â€œthe pierâ€\x9d\n"
    assert decode(saved.encode()) == (saved, "utf-8")


SCRIPTS = st.sampled_from(
    [
        THAI,
        HINDI,
        KOREAN,
        CHINESE,
        JAPANESE,
        ARABIC,
        HEBREW,
        GREEK,
        RUSSIAN,
        GERMAN,
        POLISH,
        TURKISH,
    ]
)


@given(
    st.lists(SCRIPTS, min_size=2, max_size=4),
    st.sampled_from(["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-16", "utf-32"]),
)
def test_unicode_is_read_as_written(lines: list[str], encoding: str) -> None:
    text = "".join(dict.fromkeys([*lines[:1], GERMAN, *lines[1:2]]))
    assert decode(text.encode(encoding)).text == text


@given(
    st.lists(st.tuples(st.sampled_from([FRENCH, GERMAN, "ASCII.\n"]), st.booleans()), min_size=1)
)
def test_each_line_is_read_whatever_the_others_are_in(lines: list[tuple[str, bool]]) -> None:
    data = b"".join(line.encode("utf-8" if is_utf8 else "cp1252") for line, is_utf8 in lines)
    reading = read(data)
    assert reading.text == "".join(line for line, _ in lines)
    told = {
        number
        for number, (line, is_utf8) in enumerate(lines, start=1)
        if not line.isascii() and is_utf8 != (reading.encoding == "utf-8")
    }
    assert set(reading.lines) == told


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
