"""Tests of the terms of a text, and of their positions."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.analysis import (
    LONGEST_TERM,
    STEM,
    PlainWords,
    is_plain,
    is_signed,
    pieces_with,
    root_of,
    tokens,
)
from index.text.folding import fold

LETTERS = (
    "abzßéÉñıİłœАяёЙїΣςώأىकि한か゛ガｶﾞ東京都ไทย๐9½ﬁ'’\u0301\u00ad-_ .,=^\x00"
    '#&@+¹ʻ\u2010\u200c\U0001f6a2\ufe0f臺आ\u093cי"'
)
texts = st.text(st.sampled_from(LETTERS) | st.characters(codec="utf-8"), max_size=40)


def words(text: str, language: str | None = "en") -> list[str]:
    return [token.word for token in tokens(text, language)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Café CAFE cafe\u0301", ["cafe", "cafe", "cafe"]),
        ("Ёлка ёлка ЕЛКА", ["елка", "елка", "елка"]),
        ("мой мои́", ["мой", "мои"]),
        ("її Ґанок", ["її", "ґанок"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("İstanbul Istanbul ıstanbul", ["istanbul", "istanbul", "istanbul"]),
        ("Łódź Ørsted", ["lodz", "orsted"]),
        ("ΟΔΥΣΣΕΎΣ οδυσσεύς", ["οδυσσευσ", "οδυσσευσ"]),
        ("ﬁne ＡＢＣ １２", ["fine", "abc", "12"]),
        ("١٢٣ ๑๒ ໑໒ ၁၂", ["123", "12", "12", "12"]),
        ("كِتَاب كتاب", ["كتاب", "كتاب"]),
        ("हिन्दी हिंदी", ["हिंदी", "हिंदी"]),
        ("ge\u00admein", ["gemein"]),
        ("½", ["1", "2"]),
    ],
)
def test_folding(text: str, wanted: list[str]) -> None:
    assert words(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("mothers' mother's mothers’", ["mothers", "mother", "mothers"]),
        ("don't O'Brien l'homme", ["don", "t", "o", "brien", "l", "homme"]),
        ("W-2, 3.5%; U.S.", ["w", "2", "3", "5", "us"]),
        ("snake_case a=b^c", ["snake", "case", "a", "b", "c"]),
        ("to be or not", ["to", "be", "or", "not"]),
        ("★ — …", []),
        ("", []),
    ],
)
def test_words(text: str, wanted: list[str]) -> None:
    assert words(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("東京都", ["东京", "京都", "都"]),
        ("猫", ["猫"]),
        ("G7サミット2023年", ["g7", "サミ", "ミッ", "ット", "ト", "2023", "年"]),
        ("한국어", ["한국", "국어", "어"]),
        ("\u1112\u1161\u11ab\uad6d", ["한국", "국"]),
        ("ｶﾞﾗｽ", ["ガラ", "ラス", "ス"]),
        ("ก็ดี", ["ก็", "็ด", "ดี", "ี"]),
    ],
)
def test_signs_without_spaces(text: str, wanted: list[str]) -> None:
    assert words(text, "ja") == wanted


@pytest.mark.parametrize(
    ("word", "language", "stem"),
    [
        ("mothers", "en", "=en:mother"),
        ("mother", "en", "=en:mother"),
        ("матерей", "ru", "=ru:матер"),
        ("mangée", "fr", "=fr:mang"),
        ("Häuser", "de", "=de:haus"),
        ("husene", "no", "=nb:hus"),
        # An unknown language is the usual one of the script,
        ("mothers", None, "=en:mother"),
        ("матерей", None, "=ru:матер"),
        # and so is a word in another script than its text's,
        ("mothers", "ru", "=en:mother"),
        ("mothers", "ja", "=en:mother"),
        # but a language without a stemmer has its words as they are.
        ("матерів", "uk", None),
        ("domy", "pl", None),
        ("2022s", "en", None),
    ],
)
def test_stems(word: str, language: str | None, stem: str | None) -> None:
    (token,) = tokens(word, language)
    assert token.terms[1:] == (() if stem is None else (stem,))


@pytest.mark.parametrize(
    ("word", "language", "indexed"),
    [
        ("mothers", "en", ("mothers", "=en:mother")),
        ("mother", "en", ("mother",)),
        ("domy", "pl", ("domy",)),
        # A folded word would have another stem than the written one.
        ("على", "ar", ("علي", "=ar:علي")),
    ],
)
def test_a_word_that_is_its_own_stem_is_indexed_once(
    word: str, language: str, indexed: tuple[str, ...]
) -> None:
    (token,) = tokens(word, language)
    assert token.indexed == indexed


def test_offsets_are_those_of_the_text_as_given() -> None:
    text = "  Ｔｈｅ cafe\u0301’s\u00a0ﬁrst ½ — ｶﾞﾗｽ"
    spans = [text[token.start : token.end] for token in tokens(text, "en")]
    assert spans == ["Ｔｈｅ", "cafe\u0301’s", "ﬁrst", "½", "½", "ｶﾞﾗ", "ﾗｽ", "ｽ"]


def test_a_word_of_any_length_is_one_short_term() -> None:
    (token,) = tokens("x" * 100_000, "en")
    assert token.word == "x" * LONGEST_TERM
    assert (token.start, token.end) == (0, 100_000)


@given(texts, st.sampled_from(["en", "ru", "fr", "ja", "xx", None]))
def test_any_text_gives_clean_terms_in_order(text: str, language: str | None) -> None:
    before = 0
    for token in tokens(text, language):
        assert 0 <= token.start < token.end <= len(text)
        assert token.start >= before
        before = token.start
        assert 1 <= len(token.terms) <= 2
        assert len(token.word) <= LONGEST_TERM
        for term in token.terms:
            assert term
            assert not set(term) & set("^ \t\r\n\x00")
        assert STEM not in token.word


@given(st.text("as'b_-.9 \t$z+#&@"), st.sampled_from(["en", "ru", "ja", "xx", None]))
def test_the_short_way_through_ascii_finds_the_same(text: str, language: str | None) -> None:
    if not is_signed(text):
        wanted = [(*token.indexed, "")[:2] for token in tokens(text, language)]
        assert list(PlainWords(language).every(text)) == wanted


LETTERS = "aZ9éßŒİıŉłσΣςώжЁёйЙабїІاأإآةىيكک٢שק猫"
WORDS = st.one_of(
    st.text(LETTERS, min_size=1, max_size=9),
    st.sampled_from(["Straße", "İstanbul", "ЁЛКА", "США", "على", "مدينة", "ΣΟΦΟΣ", "mangée", "US"]),
)


@given(WORDS, st.sampled_from(["en", "de", "fr", "ru", "el", "ar", "fa", "tr", "xx", None]))
def test_the_short_way_for_plain_words_finds_the_same(word: str, language: str | None) -> None:
    if is_plain(word):
        (token,) = tokens(word, language)
        assert PlainWords(language).terms(word.lower()) == (*token.indexed, "")[:2]
        assert not token.also


@given(st.text(LETTERS, max_size=9))
def test_plain_letters_fold_as_they_do_beside_an_invisible_sign(text: str) -> None:
    assert fold(text) == fold(f"{text}\u2060")


@given(texts)
def test_folding_is_final(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(texts)
def test_it_does_not_matter_how_a_text_is_composed(text: str) -> None:
    composed, apart = (
        [token.terms for token in tokens(unicodedata.normalize(form, text), "fr")]
        for form in ("NFC", "NFD")
    )
    assert composed == apart


@given(
    st.lists(st.text("aeghisyzёепрьAБ'é-2猫", min_size=1, max_size=9), max_size=5),
    st.sampled_from(["", "(", "“", "\u00a0"]),
    st.sampled_from(["", ",", ".”"]),
    st.frozensets(st.sampled_from("aeghепр"), max_size=3),
    st.sampled_from(["en", "de", "fr", "ru", "uk", "nl", "id", "ga", "tr", "ja", "xx", None]),
)
def test_what_is_passed_over_is_one_word_with_another_first_letter(
    words: list[str], before: str, after: str, letters: frozenset[str], language: str | None
) -> None:
    chunks = [before + word + after for word in words]
    looked_at = set(pieces_with(letters, language).findall(" ".join(chunks)))
    for chunk in set(chunks) - looked_at:
        (token,) = tokens(chunk, language)
        assert letters.isdisjoint({root_of(term)[0] for term in token.terms})


def test_where_a_stemmer_cuts_beginnings_off_every_word_is_looked_at() -> None:
    (token,) = tokens("gesproken", "nl")
    assert not root_of(token.terms[-1]).startswith("ge")
    assert pieces_with(frozenset("s"), "nl").findall("het gesproken") == ["het", "gesproken"]
    assert pieces_with(frozenset("s"), "en").findall("it was spoken, (Said)") == [
        "spoken,",
        "(Said)",
    ]
