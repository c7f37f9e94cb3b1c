"""Tests of words in one or two parts: with a hyphen, an apostrophe, a space."""

from __future__ import annotations

import pytest

from index.engine.protocol import SearchEngine
from tests.index.engine.archive import article, marked

LONG = "1" + ",000" * 1_434
"""Number with more digits than Python converts to an int."""
ARTICLES = (
    article("f16", "Jet", "The pilot of an F16 jet landed."),
    article("f-16", "Plane", "The pilot of an F-16 jet landed, and two F-16s."),
    article("f-space", "Wing", "The wing of F 16 type."),
    article("f17", "Other", "The pilot of an F-17 jet landed, 16 of them."),
    article("mh-17", "Flight", "Flight MH-17 and COVID-19 and the G-20."),
    article("mh17", "Flights", "Flight MH17 and COVID19 and the G20."),
    article("e-mail", "Post", "I got an e-mail about it, and e-mails too."),
    article("email", "Letter", "I got an email about it, and emails too."),
    article("on-line", "Shop", "They now sell on-line in shops."),
    article("online", "Store", "They now sell online in stores."),
    article("on line", "Queue", "She stood on line three."),
    article("co-op", "Treaty", "The co-operation treaty of the line-up."),
    article("coop", "Pact", "The cooperation treaty of the lineup."),
    article("resign", "Quits", "He will resign for recreation and keep us informed."),
    article("re-sign", "Signs", "He will re-sign after the re-creation of an in-form side."),
    article("two-two", "Score", "It ended 2-0 and the 10-year bond fell; room 20."),
    article("obrien", "Speaker", "Mr OBrien said they dont know."),
    article("o'brien", "Orator", "Mr O’Brien said they don't know."),
    article("lune", "Une", "L'une et l'autre, d'art.", language="fr"),
    article("nineties", "Years", "The 1990s were long."),
    article("nineties'", "Decade", "The 1990’s were short."),
    article("1990", "Year", "In 1990 it rained."),
    article("million", "Sum", "Some 1,000,000 people paid 12 500 each."),
    article("plain million", "Sums", "Some 1000000 people paid 12500 each."),
    article("year", "List", "In chapter 1, 984 names; 1,984 of them."),
    article("km", "Run", "They ran 10 km until 10 a.m. for £5bn."),
    article("10km", "Race", "They ran 10km until 10am for £5 bn."),
    article("hands", "Hands", "They met 10 men, 5 by name."),
    article("wide", "Wide", "The ｅ－ｐａｐｅｒ of the e\u2011book."),
    article("x-ray", "Scan", "An x-ray of a t-shirt."),
    article("fr", "Question", "Viendra-t-elle, a-t-il dit.", language="fr"),
    article("ko", "회담", "오늘 한·미 정상회담", language="ko"),
    article("ko1", "회담", "오늘 한미 정상회담", language="ko"),
    article("ja", "月", "3ヶ月ぶり", language="ja"),
    article("ja1", "月", "3か月ぶり", language="ja"),
    article("uk", "Газета", "Газета Знам’я пише про п'ять пам′яток.", language="uk"),
    article("broken", "Plan", "A climate emer\u2010gency plan for now, long\u2010term."),
    article("whole", "Plans", "A climate emergency plan."),
    article("shouted", "SHIP", "A GOVERN\u2010MENT SHIP."),
    # Abbreviations of several parts.
    article("ph.d.", "Doctor", "She took her Ph.D. and a B.Sc. here."),
    article("phd", "Doctors", "She took her PhD and a BSc here."),
    article("ph. d.", "Doctoral", "She took her Ph. D. and a B. Sc. here."),
    article("eeuu", "Viaje", "Viajó a EEUU.", language="es"),
    article("ee.uu.", "Viajes", "Viajó a EE.UU. ayer.", language="es"),
    article("ee. uu.", "Vuelta", "Viajó a EE. UU. ayer.", language="es"),
    article("tp.hcm", "Tin", "Hôm nay TP.HCM mưa.", language="vi"),
    article("tphcm", "Tin", "Hôm nay TPHCM mưa.", language="vi"),
    article("a. i", "Grades", "It was a grade A. I think that plan B. D was worse."),
    article("i.e.", "That is", "It sank, i.e. it went down, e.g. here."),
    article("ie", "Address", "Write to harbour.ie about it."),
    article("eg", "Eg", "Eg er her.", language="nn"),
    article("unspaced", "Slip", "He lay in Rome.He slept."),
    # Glottal stops, and signs that only look like one.
    article("sana'a", "Old city", "From Sana’a to the Ka'aba, a Shi'ite reads the Qur'an."),
    article("sanaa", "Old town", "From Sanaa to the Kaaba, a Shiite reads the Quran."),
    article("xi'an", "East", "From Xi'an and Tian'anmen to Nuku'alofa, Savai'i and N'Djamena."),
    article("xian", "West", "From Xian and Tiananmen to Nukualofa, Savaii and Ndjamena."),
    article("jum'at", "Doa", "Sholat Jum'at dan do'a itu.", language="id"),
    article("jumat", "Doa", "Sholat Jumat dan doa itu.", language="id"),
    article("luk'yanivka", "District", "The Luk'yanivka and Donets'k stations of the Mi'kmaq."),
    article("lukyanivka", "Quarter", "The Lukyanivka and Donetsk stations of the Mikmaq."),
    article("o'zbekiston", "Yangilik", "O'zbekiston yangiliklari.", language="uz"),
    article("ozbekiston", "Yangilik", "Ozbekiston yangiliklari.", language="uz"),
    article("we're", "Talk", "We're sure he'll, she'd and they've gone; Chang'e rose."),
    article("were", "Past", "Were hell, shed, theyve."),
    article(
        "quest'ora", "Ora", "Quest'ora, un'altra, dell'arte; l'oro, d'una, c'era.", language="it"
    ),
    article("jusqu'où", "Où", "Qu'une, jusqu'où, l'une, presqu'ami.", language="fr"),
    article("kara'da", "Haber", "Kara'da ve Deniz'in evi.", language="tr"),
    article("karada", "Haber", "Karada ve denizin dibi.", language="tr"),
    article("zo'n", "Boot", "Zo'n boot met foto's.", language="nl"),
    article("απ'το", "Νέα", "Ήρθε απ'το νησί.", language="el"),
)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        # Letters and figures, in one, with a hyphen, with a space.
        ("F16", {"f16": ["F16"], "f-16": ["F-16"], "f-space": ["F 16"]}),
        ("F-16", {"f16": ["F16"], "f-16": ["F-16"], "f-space": ["F 16"]}),
        ('"F 16"', {"f16": ["F16"], "f-16": ["F-16"], "f-space": ["F 16"]}),
        ('"an F16 jet"', {"f16": ["an F16 jet"], "f-16": ["an F-16 jet"]}),
        ('"an F-16 jet"', {"f16": ["an F16 jet"], "f-16": ["an F-16 jet"]}),
        ("MH17", {"mh17": ["MH17"], "mh-17": ["MH-17"]}),
        ("covid-19", {"mh17": ["COVID19"], "mh-17": ["COVID-19"]}),
        ("g20", {"mh17": ["G20"], "mh-17": ["G-20"]}),
        # Optional hyphens; the form that was typed comes first.
        ("email", {"email": ["email", "emails"], "e-mail": ["e-mail", "e-mails"]}),
        ("e-mail", {"e-mail": ["e-mail", "e-mails"], "email": ["email", "emails"]}),
        ("emai*", {"email": ["email", "emails"], "e-mail": ["e-mail"]}),
        ('"an email about"', {"email": ["an email about"], "e-mail": ["an e-mail about"]}),
        ('"an e-mail about"', {"email": ["an email about"], "e-mail": ["an e-mail about"]}),
        ("online", {"online": ["online"], "on-line": ["on-line"]}),
        ("cooperation", {"coop": ["cooperation"], "co-op": ["co-operation"]}),
        ('"the lineup"', {"coop": ["the lineup"], "co-op": ["the line-up"]}),
        ("coop", {}),
        ("xray", {"x-ray": ["x-ray"]}),
        ("telle", {}),
        ("til", {}),
        # Hyphens that change the meaning.
        ("resign", {"resign": ["resign"]}),
        ("re-sign", {"re-sign": ["re-sign"]}),
        ("recreation", {"resign": ["recreation"]}),
        ("re-creation", {"re-sign": ["re-creation"]}),
        ("inform", {"resign": ["informed"]}),
        ("20", {"two-two": ["20"], "mh-17": ["20"]}),
        ("2-0", {"two-two": ["2-0"]}),
        ("10year", {}),
        # Apostrophes, and none.
        ("OBrien", {"obrien": ["OBrien"], "o'brien": ["O’Brien"]}),
        ("o'brien", {"obrien": ["OBrien"], "o'brien": ["O’Brien"]}),
        ('"mr obrien said"', {"obrien": ["Mr OBrien said"], "o'brien": ["Mr O’Brien said"]}),
        ("dont", {"obrien": ["dont"], "o'brien": ["don't"]}),
        ("don’t", {"obrien": ["dont"], "o'brien": ["don't"]}),
        ("lune", {}),
        ("dart", {}),
        ("знамя", {"uk": ["Знам’я"]}),
        ("Знам\u02bcя", {"uk": ["Знам’я"]}),
        ("памяток", {"uk": ["пам′яток"]}),
        # Decades.
        ("1990s", {"nineties": ["1990s"], "nineties'": ["1990’s"]}),
        ("1990's", {"nineties": ["1990s"], "nineties'": ["1990’s"]}),
        ("1990", {"nineties'": ["1990’s"], "1990": ["1990"]}),
        # Thousands.
        ("1000000", {"million": ["1,000,000"], "plain million": ["1000000"]}),
        ("1,000,000", {"million": ["1,000,000"], "plain million": ["1000000"]}),
        ("1\u202f000\u202f000", {"million": ["1,000,000"], "plain million": ["1000000"]}),
        ('"paid 12.500 each"', {"million": ["paid 12 500 each"], "plain million": [
            "paid 12500 each"]}),
        ("12500", {"million": ["12 500"], "plain million": ["12500"]}),
        ("1984", {}),
        # Units and times of day.
        ("10km", {"10km": ["10km"], "km": ["10 km"]}),
        ('"ran 10 km until"', {"10km": ["ran 10km until"], "km": ["ran 10 km until"]}),
        ('"10 a.m."', {"10km": ["10am"], "km": ["10 a.m."]}),
        ("10am", {"10km": ["10am"], "km": ["10 a.m."]}),
        ("£5bn", {"10km": ["£5 bn"[1:]], "km": ["5bn"]}),
        ("10m", {}),
        ("epaper", {"wide": ["ｅ－ｐａｐｅｒ"]}),
        ("ebook", {"wide": ["e\u2011book"]}),
        # States in Korean, months in Japanese.
        ("한미", {"ko1": ["한미"], "ko": ["한·미"]}),
        ("한·미", {"ko1": ["한미"], "ko": ["한·미"]}),
        ("3カ月", {"ja": ["3ヶ月"], "ja1": ["3か月"]}),
        ("3ヶ月", {"ja": ["3ヶ月"], "ja1": ["3か月"]}),
        # A word that the end of a line breaks stands in phrases too.
        ("emergency", {"whole": ["emergency"], "broken": ["emer‐gency"]}),
        ("emergenc*", {"whole": ["emergency"], "broken": ["emer‐gency"]}),
        (
            '"climate emergency plan"',
            {"whole": ["climate emergency plan"], "broken": ["climate emer‐gency plan"]},
        ),
        (
            '"climate emerg* plan"',
            {"whole": ["climate emergency plan"], "broken": ["climate emer‐gency plan"]},
        ),
        ('"emergencies plan"', {"whole": ["emergency plan"], "broken": ["emer‐gency plan"]}),
        ('"now long term"', {"broken": ["now, long‐term"]}),
        ("longterm", {"broken": ["long‐term"]}),
        ("government", {"shouted": ["GOVERN\u2010MENT"]}),
        # Abbreviations with several letters between their dots.
        *(
            (typed, {"ph.d.": ["Ph.D"], "phd": ["PhD"], "ph. d.": ["Ph. D"]})
            for typed in ("PhD", "phd", "Ph.D.", '"Ph. D."')
        ),
        ('"a BSc here"', {
            "ph.d.": ["a B.Sc. here"], "phd": ["a BSc here"], "ph. d.": ["a B. Sc. here"]}),
        *(
            (typed, {"eeuu": ["EEUU"], "ee.uu.": ["EE.UU"], "ee. uu.": ["EE. UU"]})
            for typed in ("EEUU", "EE.UU.", '"EE. UU."', "eeuu")
        ),
        ("TPHCM", {"tphcm": ["TPHCM"], "tp.hcm": ["TP.HCM"]}),
        ("TP.HCM", {"tphcm": ["TPHCM"], "tp.hcm": ["TP.HCM"]}),
        ("AI", {}),
        ("bd", {}),
        ("i.e.", {"i.e.": ["i.e."]}),
        ("e.g.", {"i.e.": ["e.g."]}),
        ("harbour.ie", {"ie": ["harbour.ie"]}),
        ("rome", {"unspaced": ["Rome"]}),
        # A glottal stop with any sign for it, and without one.
        *(
            (typed, {"sana'a": [marked], "sanaa": [marked.replace("’", "").replace("'", "")]})
            for typed, marked in (
                ("Sanaa", "Sana’a"), ("sana'a", "Sana’a"), ("Sanaʻa", "Sana’a"),
                ("Kaaba", "Ka'aba"), ("ka’aba", "Ka'aba"), ("Shiites", "Shi'ite"),
                ("shi'ites", "Shi'ite"), ("quran", "Qur'an"), ("Qur`an", "Qur'an"),
            )
        ),
        *(
            (typed, {"xi'an": [marked], "xian": [marked.replace("'", "")]})
            for typed, marked in (
                ("Xian", "Xi'an"), ("Tiananmen", "Tian'anmen"), ("tian'anmen", "Tian'anmen"),
                ("Nuku'alofa", "Nuku'alofa"), ("savaii", "Savai'i"),
            )
        ),
        ("ozbekiston", {"o'zbekiston": ["O'zbekiston"], "ozbekiston": ["Ozbekiston"]}),
        ("O`zbekiston", {"o'zbekiston": ["O'zbekiston"], "ozbekiston": ["Ozbekiston"]}),
        ("ndjamena", {"xi'an": ["N'Djamena"], "xian": ["Ndjamena"]}),
        ("n'djamena", {"xi'an": ["N'Djamena"], "xian": ["Ndjamena"]}),
        ("jumat", {"jum'at": ["Jum'at"], "jumat": ["Jumat"]}),
        ("do'a", {"jum'at": ["do'a"], "jumat": ["doa"]}),
        ("donetsk", {"luk'yanivka": ["Donets'k"], "lukyanivka": ["Donetsk"]}),
        ("Luk'yanivka", {"luk'yanivka": ["Luk'yanivka"], "lukyanivka": ["Lukyanivka"]}),
        ("mikmaq", {"luk'yanivka": ["Mi'kmaq"], "lukyanivka": ["Mikmaq"]}),
        # Two words, and a word with an ending.
        ('"were hell"', {"were": ["Were hell"]}),
        ("we're", {"we're": ["We're"]}),
        ("hell", {"were": ["hell"]}),
        ("shed", {"were": ["shed"]}),
        ("theyve", {"were": ["theyve"]}),
        ("they've", {"we're": ["they've"]}),
        *((typed, {}) for typed in (
            "questora", "unaltra", "dellarte", "loro", "duna", "cera", "quune", "jusquou",
            "presquami", "zon", "απτο")),
        ("karada", {"karada": ["Karada"]}),
        ('"denizin dibi"', {"karada": ["denizin dibi"]}),
        ("deniz'in", {"kara'da": ["Deniz'in"]}),
    ],
)  # fmt: skip
def test_each_way_of_writing_finds_and_marks_the_others(
    module_engine: SearchEngine, typed: str, wanted: dict[str, list[str]]
) -> None:
    assert marked(module_engine, ARTICLES, typed) == wanted


@pytest.mark.parametrize("typed", [LONG, f'title:"{LONG}"', LONG.replace(",", " ")])
def test_a_number_without_end_is_a_question_like_any_other(
    module_engine: SearchEngine, typed: str
) -> None:
    assert marked(module_engine, ARTICLES, typed) == {}


def test_letters_and_figures_are_one_word_in_any_query(module_engine: SearchEngine) -> None:
    assert marked(module_engine, ARTICLES, "F 16 landed")["f16"] == ["F16", "landed"]


@pytest.mark.parametrize("typed", ["email", "e-mail", "cooperation", "co-operation", "online"])
def test_the_way_that_was_typed_comes_first(module_engine: SearchEngine, typed: str) -> None:
    first = next(iter(marked(module_engine, ARTICLES, typed)))
    text = next(each.paragraphs[0] for each in ARTICLES if each.slug == first)
    assert typed in text


@pytest.mark.parametrize(("begun", "words"), [("longt", ()), ("emerg", ("emergency",)), ("emai", (
    "email", "emails"))])  # fmt: skip
def test_only_a_word_of_its_own_is_offered(
    module_engine: SearchEngine, begun: str, words: tuple[str, ...]
) -> None:
    assert tuple(word for word, _ in module_engine.words(begun, 5)) == words
    assert module_engine.spellings("longtrm", 5) == ()
