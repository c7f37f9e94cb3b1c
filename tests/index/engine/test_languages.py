"""Tests of words in every script and form: each is found and marked."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engine.protocol import SearchEngine
from index.engine.request import FacetName, Request, Sort
from index.match.highlight import marks
from index.match.pattern import pattern
from index.query import Query, Word, parse_query
from index.query.word_forms import ways
from index.search.answer import answer
from index.text.analysis import tokens
from tests.index.engine.archive import article
from tests.index.engine.conftest import Archive

NFD = "Un cafe\u0301 noir a\u0300 Paris."
ARTICLES = (
    article("ru", "Новый год", "Дети украсили ёлку. Ёлка зелёная.", language="ru"),
    article("nfc", "Society", "The Café was full.", language="en"),
    article("nfd", "Noir", NFD, language="fr"),
    article("ligature", "Print", "The ef\ufb01cient of\ufb01ce, x² wide.", language="en"),
    article("wide", "Letters", "Ｆｕｌｌ ｗｉｄｔｈ １２３", language="en"),
    article("de", "Wege", "STRASSE und Größe; Fußball.", language="de"),
    article("tr", "Kar", "İSTANBUL, ısı ve ILIK hava", language="tr"),
    article("el", "Ομηρος", "ΟΔΥΣΣΕΥΣ και λόγος", language="el"),
    article("zh", "新闻", "中国人民银行在上海开会，猫很高兴。iPhone手机很贵。", language="zh"),
    article("ja", "ニュース", "東京都で猫を保護。カタカナ。", language="ja"),
    article("ko", "날씨", "대통령이 서울에서 회의를 했다.", language="ko"),
    article("th", "ข่าว", "นายกรัฐมนตรีเดินทางไปเชียงใหม่ น้ำท่วมกรุงเทพ", language="th"),
    article("ar", "خبر", "اجتمعت الحكومة في القَاهِرَة، والمدرسةُ مغلقة.", language="ar"),
    article("he-child", "ילד", "הילד ראה ספר.", language="he"),
    article("he-children", "ילדים", "אמר ושהילדים ראו עיתונים בירושלים.", language="he"),
    article("he-water", "מים", "המים והשמים והחיים.", language="he"),
    article("he-paper", "עיתון", "כשהעיתון הגיע לביתו.", language="he"),
    article("he", "חדשות", 'שָׁלוֹם מצה"ל ומירושלים', language="he"),
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        # ё is е, in every form of the word
        ("елка", {"ru": ["ёлку"]}),
        ("Ёлку", {"ru": ["ёлку"]}),
        # an accent is found without it, composed or not
        ("cafe", {"nfc": ["Café"], "nfd": ["cafe\u0301"]}),
        ("Cafe\u0301", {"nfc": ["Café"], "nfd": ["cafe\u0301"]}),
        # NFKC: ligatures, superscripts, full width
        ("efficient", {"ligature": ["ef\ufb01cient"]}),
        ("of\ufb01ce", {"ligature": ["of\ufb01ce"]}),
        ("x2", {"ligature": ["x²"]}),
        ("full", {"nfc": ["full"], "wide": ["Ｆｕｌｌ"]}),
        ("ｗｉｄｅ", {"ligature": ["wide"]}),
        ("123", {"wide": ["１２３"]}),
        # case folding
        ("straße", {"de": ["STRASSE"]}),
        ("fussball", {"de": ["Fußball"]}),
        ("istanbul", {"tr": ["İSTANBUL"]}),
        ("isi", {"tr": ["ısı"]}),
        ("ılık", {"tr": ["ILIK"]}),
        ("Οδυσσεύς", {"el": ["ΟΔΥΣΣΕΥΣ"]}),
        ("ΛΟΓΟΣ", {"el": ["λόγος"]}),
        # one sign, two, more, and Latin letters beside them
        ("猫", {"zh": ["猫"], "ja": ["猫"]}),
        ("上海", {"zh": ["上海"]}),
        ("人民银行", {"zh": ["人民银行"]}),
        ("iphone手机", {"zh": ["iPhone手机"]}),
        ("ｶﾀｶﾅ", {"ja": ["カタカナ"]}),
        ("서울", {"ko": ["서울"]}),
        ("대", {"ko": ["대"]}),
        # a word inside a run without spaces, its marks with it
        ("รัฐมนตรี", {"th": ["รัฐมนตรี"]}),
        ("น้ำ", {"th": ["น้ำ"]}),
        ("กร", {"th": ["กรั", "กรุ"]}),
        # vowel signs, the article, both endings
        ("القاهرة", {"ar": ["القَاهِرَة"]}),
        ("حكومة", {"ar": ["الحكومة"]}),
        ("قاهرة", {"ar": ["القَاهِرَة"]}),
        ("שלום", {"he": ["שָׁלוֹם"]}),
        # prefixes in a chain and a plural, in both directions
        *(
            (typed, {"he-child": ["הילד"], "he-children": ["ושהילדים"]})
            for typed in ("ילד", "ושהילדים", "ילדים", "לילדים", "שהילד", "וכשהילדים")
        ),
        *(
            (typed, {"he-children": ["עיתונים"], "he-paper": ["כשהעיתון"]})
            for typed in ("עיתון", "ומהעיתונים", "בעיתון")
        ),
        ("מים", {"he-water": ["המים"]}),
        ("שמים", {"he-water": ["והשמים"]}),
        ("ירושלים", {"he": ["ומירושלים"], "he-children": ["בירושלים"]}),
    ],
)
def test_a_word_is_found_and_exactly_it_is_marked(
    module_engine: SearchEngine, typed: str, found: dict[str, list[str]]
) -> None:
    request = Request(parse_query(typed), sort=Sort.RELEVANCE, snippets=True)
    hits = answer(module_engine, lambda _: frozenset(), request).hits
    shown = {hit.slug: hit.snippet for hit in hits if hit.snippet is not None}
    assert {
        slug: [each.text[start:end] for start, end in each.marks] for slug, each in shown.items()
    } == found


def test_what_is_not_there_is_not_found(module_engine: SearchEngine) -> None:
    for typed in ("北大", "京市", "นครปฐม", "มนตร์", "مكتبة", "cafes4"):
        request = Request(parse_query(typed), sort=Sort.RELEVANCE)
        assert answer(module_engine, lambda _: frozenset(), request).total == 0, typed


def test_the_language_of_each_article_is_kept_and_counted(module_engine: SearchEngine) -> None:
    counts = module_engine.search(Request(facets=True)).facets[FacetName.LANGUAGE]
    assert {each.value: each.count for each in counts}["en"] == 3
    assert len(counts) == len({each.language for each in ARTICLES})


SIGNS = "aéＡßЁёй猫東京か゛ガ한국어นก้ำุักשָׁלוםالحكومةΣςσ ﬁ.-'"
texts = st.text(st.sampled_from(SIGNS + "\u0301"), max_size=40)
wanted = st.text(st.sampled_from(SIGNS + "\u0301"), min_size=1, max_size=4)


@given(texts, wanted, st.sampled_from(["en", "ru", "ja", "th", "ar", "he", None]))
def test_every_mark_is_of_a_matching_word_and_cuts_no_sign(
    text: str, typed: str, language: str | None
) -> None:
    query = Query(root=Word(typed))
    asked = pattern(Word(typed), {language})
    slots = asked.slots if asked else ()
    (spans,) = marks(article("a", "", text, language=language), query, {language}).paragraphs
    for start, end in spans:
        assert 0 <= start < end <= len(text)
        assert end == len(text) or not unicodedata.category(text[end]).startswith("M")
        found = tokens(text, language)
        begins = {token.start for token in found}
        assert start in begins.union(form.start for token in found for form in token.also)
        if len(slots) == 1 and not slots[0].begins and len(ways(Word(typed))) == 1:
            fitting = (token for token in found if slots[0].fits(token))
            assert start in {slots[0].span(token)[0] for token in fitting}


def test_of_a_run_of_signs_as_long_as_a_page_the_beginning_is_searched_and_that_is_said(
    archive: Archive,
) -> None:
    page = "中文" * 300
    found = archive.put(article("page", "長い", page)).engine().search(Request(parse_query(page)))
    assert found.total == 1
    (note,) = found.notes
    assert note.endswith("the first 400 words or signs are searched")
