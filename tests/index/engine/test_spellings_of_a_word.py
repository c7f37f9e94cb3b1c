"""Tests of the spellings of a word: it is found and marked exactly, with all its signs."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.engine.protocol import SearchEngine
from index.engine.request import Request
from index.ingest.page_dump.reader import read_text
from index.query import parse_query
from index.search.answer import answer
from index.text.analysis import JOINED, tokens
from tests.index.engine.archive import article, marked

ARTICLES = (
    article("us-dots", "Tug", "The U.S. navy sent a tug; nobody told them why."),
    article("us", "Tow", "The US navy sent a rope."),
    article("usa", "Mast", "The U.S.A. sent a mast, and they gave it to us at 10 a.m. sharp."),
    article("initials", "Novel", "A novel by J. K. Rowling is read on board."),
    article("closed", "Reader", "The books of J.K. Rowling are read ashore."),
    article("soviet", "Карта", "На карте С.С.С.Р. и США, т.е. полмира.", language="ru"),
    article("cpp", "Class", "The class teaches C++ on Mondays."),
    article("csharp", "Course", "The course teaches C# and .NET on Fridays."),
    article("c", "Cup", "Vitamin C helps, and a net catches fish."),
    article("att", "Wires", "The firm AT&T lost a cable."),
    article("t", "Bus", "He stood at T junction."),
    article("tag", "Post", "All wrote #seawall to @dunmore about $CRAB."),
    article("note", "Notes", "The government¹ fell, as historians³ agree."),
    article("half", "Walk", "It was 1½ miles over 3 km² of sand, Brand™ shoes on."),
    article("okina", "Isle", "Voters on Oʻahu read the Qurʾān."),
    article("quote", "Island", "Voters on O'ahu read the Qur’an."),
    article("fa", "بندر", "کتاب‌های تازه رسیدند و مردم می‌خواهند بخوانند.", language="fa"),
    article("he", "נמל", 'הספינה מארה"ב הגיעה לנמל החדש.', language="he"),
    article("hi", "खबर", "हिंदी में यह खबर ज़मीन पर है और चाँद निकला।", language="hi"),
    article("hi2", "समाचार", "हिन्दी की किताब जमीन पर थी, चांद निकला।", language="hi"),
    article("th", "ข่าว", "เรือใหม่มาถึงท่าเรือในปี ๒๕๖๗ และน้ำท่วม", language="th"),
    article("th2", "ตลาด", "ตลาดเปิดในปี 2567 นํ้าลด", language="th"),
    article("ivs", "橋", "葛\U000e0100城市の橋で辻\U000e0100さんが渡った。", language="ja"),
    article("plain", "道", "葛城市の道で辻さんが歩いた。", language="ja"),
    article("unseen", "Sums", "The in\u2063visible plus, a bro\u180eken sum, A\ufe0ebc."),
    article("tw", "港口", "臺灣的體育館開了。", language="zh"),
    article("cn", "港口", "台湾的体育馆开了。", language="zh"),
    article("names", "劇", "髙島屋で山﨑さんと渡邉さんが会った。", language="ja"),
    article("emoji", "Signs", "The crew sent 🚢 and ❤️ and 🇺🇦 and 👍🏽 to all."),
    article("broken", "Crane", "The gov\u2010ernment engineers, well\u2010known ones, looked on."),
    article("ca", "Escola", "El col·legi obre dilluns.", language="ca"),
    article("hy", "Լուր", "Ինչո՞ւ է նավը եկել։", language="hy"),
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("高島屋", {"names": ["髙島屋"]}),
        ("山崎", {"names": ["山﨑"]}),
        ("渡辺", {"names": ["渡邉"]}),
        # An acronym is one word with dots or without; us is not U.S., but U.S. is a US.
        ("U.S.", {"us-dots": ["U.S."], "us": ["US"]}),
        ("u.s.", {"us-dots": ["U.S."], "us": ["US"]}),
        ("US navy", {"us-dots": ["U.S.", "navy"], "us": ["US", "navy"]}),
        ('"the US navy sent"', {"us-dots": ["The U.S. navy sent"], "us": ["The US navy sent"]}),
        ("USA", {"usa": ["U.S.A."]}),
        ("us sharp", {"usa": ["us", "sharp"]}),
        ("СССР", {"soviet": ["С.С.С.Р."]}),
        ("С.Ш.А.", {"soviet": ["США"]}),
        ("J.K. Rowling", {"initials": ["J. K", "Rowling"], "closed": ["J.K.", "Rowling"]}),
        ('"J. K. Rowling"', {"initials": ["J. K. Rowling"], "closed": ["J.K. Rowling"]}),
        # A sign that belongs to a word narrows; the bare word finds both.
        ("C++", {"cpp": ["C++"]}),
        ("title:C++", {}),
        ("c#", {"csharp": ["C#"]}),
        ("c teaches", {"cpp": ["teaches", "C"], "csharp": ["teaches", "C"]}),
        (".NET", {"csharp": [".NET"]}),
        ("AT&T", {"att": ["AT&T"]}),
        ("at t junction", {"t": ["at T junction"]}),
        ("#seawall", {"tag": ["#seawall"]}),
        ("seawall", {"tag": ["seawall"]}),
        ("@dunmore", {"tag": ["@dunmore"]}),
        ("$crab", {"tag": ["$CRAB"]}),
        ("all -#seawall crew", {"emoji": ["crew", "all"]}),
        # Raised figures lead to notes, unless they belong to a unit.
        ("government fell", {"note": ["government", "fell"]}),
        ("historians", {"note": ["historians"]}),
        ("km2", {"half": ["km²"]}),
        ("11", {}),
        ("brand", {"half": ["Brand"]}),
        # Every apostrophe is the same sign, and a word is found without the one that is a letter.
        ("O'ahu", {"okina": ["Oʻahu"], "quote": ["O'ahu"]}),
        ("Qur‘an", {"okina": ["Qurʾān"], "quote": ["Qur’an"]}),
        ("quran", {"okina": ["Qurʾān"], "quote": ["Qur’an"]}),
        # A half-space separates words, and joins them.
        ("کتاب", {"fa": ["کتاب"]}),
        ("کتابهای", {"fa": ["کتاب‌های"]}),
        ("می خواهند", {"fa": ["می", "خواهند"]}),
        ("می‌خواهند", {"fa": ["می‌خواهند"]}),
        # Hebrew prefixes and gershayim.
        ("נמל", {"he": ["לנמל"]}),
        ("ספינה", {"he": ["הספינה"]}),
        ("ארה״ב", {"he": ['מארה"ב']}),
        # One of two spellings that a script has.
        ("हिन्दी खबर", {"hi": ["हिंदी", "खबर"]}),
        ("जमीन", {"hi": ["ज़मीन"], "hi2": ["जमीन"]}),
        ("चाँद", {"hi": ["चाँद"], "hi2": ["चांद"]}),
        ("2567", {"th": ["๒๕๖๗"], "th2": ["2567"]}),
        ("น้ำ", {"th": ["น้ำ"], "th2": ["นํ้า"]}),
        ("台湾", {"tw": ["臺灣"], "cn": ["台湾"]}),
        ("體育館", {"tw": ["體育館"], "cn": ["体育馆"]}),
        ("collegi", {"ca": ["col·legi"]}),
        ("ինչու", {"hy": ["Ինչո՞ւ"]}),
        # Invisible signs separate nothing.
        ("葛城市", {"ivs": ["葛\U000e0100城市"], "plain": ["葛城市"]}),
        ("invisible", {"unseen": ["in\u2063visible"]}),
        ("broken", {"unseen": ["bro\u180eken"]}),
        ("abc", {"unseen": ["A\ufe0ebc"]}),
        # An emoji is a word.
        ("🚢", {"emoji": ["🚢"]}),
        ("❤", {"emoji": ["❤️"]}),
        ("❤️", {"emoji": ["❤️"]}),
        ("crew 🇺🇦", {"emoji": ["crew", "🇺🇦"]}),
        ("👍", {"emoji": ["👍🏽"]}),
        ("🇺🇸", {}),
        # A word that was broken at the end of a line, in both readings.
        ("government engineers", {"broken": ["gov\u2010ernment engineers"]}),
        ('"government engineers"', {"broken": ["gov\u2010ernment engineers"]}),
        ("known", {"broken": ["known"]}),
        ('"well known ones"', {"broken": ["well\u2010known ones"]}),
    ],
)
def test_what_is_typed_finds_and_marks(
    module_engine: SearchEngine, typed: str, found: dict[str, list[str]]
) -> None:
    shown = marked(module_engine, ARTICLES, typed)
    assert {slug: " ".join(words) for slug, words in shown.items()} == {
        slug: " ".join(words) for slug, words in found.items()
    }


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ('"teach* C++"', {"cpp"}),
        ('"histor* agree"', {"note"}),
        ('"gov* engin*"', {"broken"}),
        ('title:"isl*"', {"okina", "quote"}),
    ],
)
def test_a_star_in_a_phrase_stands_for_the_end_of_a_word(
    module_engine: SearchEngine, typed: str, found: set[str]
) -> None:
    query = parse_query(typed)
    assert query.notes == ()
    hits = answer(module_engine, lambda _: frozenset(), Request(query)).hits
    assert {hit.slug for hit in hits} == found


@pytest.mark.parametrize("typed", ['"state * art"', '"* art"', '"co*e teaches"', '"*ship sails"'])
def test_any_other_star_in_a_phrase_is_said_to_be_left_out(typed: str) -> None:
    (note,) = parse_query(typed).notes
    assert "* in quotes stands for the end of a word" in note


@pytest.mark.parametrize("hyphen", ["-", "\u00ad", "\u2010"])
def test_a_word_that_the_end_of_a_line_parts_is_two_and_one(hyphen: str) -> None:
    text = (
        "Crane\n\nThe council closed the old pier after a crane, which gov-\n"
        "ernment engineers had looked at, fell into the wa-\nter of the port.\n"
    ).replace("-\n", f"{hyphen}\n")
    found, *_ = read_text(text, Path("crane.txt"), "crane")
    words = {
        term
        for paragraph in found.paragraphs
        for token in tokens(paragraph, "en")
        for term in (*token.indexed, *token.forms)
    }
    assert {"gov", "ernment", "wa", "ter", JOINED + "government", JOINED + "water"} <= words


@pytest.mark.parametrize(
    "text", ["state-of-the-art", "He said. It was", "Plan B. C came", "1.5 2.0"]
)
def test_what_is_no_acronym_and_not_broken_has_no_other_form(text: str) -> None:
    assert not any(token.also for token in tokens(text, "en"))
