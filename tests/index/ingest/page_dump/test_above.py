"""Tests of short lines above a headline: no title, unless a deck is below them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from index.article import Article
from index.ingest.page_dump.reader import read_text


class Sample(NamedTuple):
    """Article of invented news."""

    title: str
    date: str
    body: tuple[str, ...]


SAMPLES = {
    "en": Sample(
        "Ferry hits the long pier",
        "2 June 2021",
        (
            "A ferry hit the long pier of Dunmore on Monday evening and stood there until the tide"
            " came back.",
            "The harbour master said that two planks were broken, and that nobody had fallen into"
            " the water.",
        ),
    ),
    "de": Sample(
        "Fähre rammt den langen Steg",
        "2. Juni 2021",
        (
            "Eine Fähre hat am Montagabend den langen Steg von Dunmore gerammt und stand dort bis"
            " zur Flut.",
            "Zwei Bretter seien gebrochen, sagte die Hafenmeisterin, und niemand sei ins Wasser"
            " gefallen.",
        ),
    ),
    "fr": Sample(
        "Un bac heurte la longue jetée",
        "2 juin 2021",
        (
            "Un bac a heurté lundi soir la longue jetée de Dunmore et y est resté jusqu'à la"
            " marée.",
            "Deux planches sont cassées, dit la capitaine du port, et personne n'est tombé à"
            " l'eau.",
        ),
    ),
    "es": Sample(
        "Un ferri choca con el muelle largo",
        "2 de junio de 2021",
        (
            "Un ferri chocó el lunes por la tarde con el muelle largo de Dunmore y quedó allí"
            " hasta la marea.",
            "Dos tablas están rotas, dijo la capitana del puerto, y nadie cayó al agua aquella"
            " noche.",
        ),
    ),
    "ru": Sample(
        "Паром врезался в длинный причал",
        "2 июня 2021",
        (
            "Паром врезался в понедельник вечером в длинный причал Данмора и стоял там до прилива.",
            "Сломаны две доски, сказала начальница порта, и никто в тот вечер не упал в воду.",
        ),
    ),
    "ja": Sample(
        "渡し船が桟橋に衝突",
        "2021年6月2日",
        (
            "月曜日の夕方、渡し船が港の長い桟橋に衝突し、潮が満ちるまで動けなかった。",
            "港長によると、板が二枚割れたが、水に落ちた人はいなかったという。",
        ),
    ),
    "zh": Sample(
        "渡船撞上长码头",
        "2021年6月2日",
        (
            "星期一傍晚，一艘渡船撞上了港口的长码头，一直停到涨潮才离开那里。",
            "港长说，有两块木板断了，但是那天晚上没有人掉进水里。",
        ),
    ),
    "ko": Sample(
        "나룻배 부두와 충돌",
        "2021년 6월 2일",
        (
            "월요일 저녁 나룻배가 항구의 긴 부두와 충돌해 밀물이 들어올 때까지 서 있었다.",
            "항만장은 널빤지 두 장이 부러졌지만 물에 빠진 사람은 없다고 말했다.",
        ),
    ),
    "ar": Sample(
        "عبارة تصطدم بالرصيف الطويل",
        "2 يونيو 2021",
        (
            "قالت الشرطة إن عبارة اصطدمت مساء الاثنين بالرصيف الطويل وبقيت هناك حتى عاد المد.",
            "وقالت مديرة الميناء إن لوحين من الخشب انكسرا ولم يسقط أحد في الماء تلك الليلة.",
        ),
    ),
    "th": Sample(
        "เรือข้ามฟากชนท่าเรือยาว",
        "2 มิถุนายน 2021",
        (
            "เมื่อเย็นวันจันทร์เรือข้ามฟากชนท่าเรือยาวของเมืองและติดอยู่ที่นั่นจนกระทั่งน้ำขึ้นอีกครั้งในตอนดึก",
            "หัวหน้าท่าเรือกล่าวว่ามีไม้กระดานหักสองแผ่น แต่ไม่มีใครตกลงไปในน้ำในคืนนั้น",
        ),
    ),
    "hi": Sample(
        "नौका लंबे घाट से टकराई",
        "2 जून 2021",
        (
            "सोमवार की शाम एक नौका बंदरगाह के लंबे घाट से टकराई और ज्वार आने तक वहीं खड़ी रही।",
            "बंदरगाह की अधिकारी ने कहा कि दो तख्ते टूट गए, लेकिन उस रात कोई पानी में नहीं गिरा।",
        ),
    ),
    "ka": Sample(
        "ბორანი გრძელ ნავმისადგომს დაეჯახა",
        "2021-06-02",
        (
            "ბორანი ორშაბათს საღამოს გრძელ ნავმისადგომს დაეჯახა და იქ მოქცევამდე იდგა.",
            "ნავსადგურის უფროსმა თქვა, რომ ორი ფიცარი გატყდა და წყალში არავინ ჩავარდნილა.",
        ),
    ),
}

FURNITURE = [
    ("en", "Skip to content"),
    ("en", "Print this page"),
    ("en", "Home > World"),
    ("en", "You are here: Home > News"),
    ("en", "Back to all articles"),
    ("en", "Listen to this article"),
    ("en", "Reading mode on"),
    ("en", "Home > World > Europe"),
    ("en", "Home | Gardening | Pigeons"),
    ("en", "Home"),
    ("en", "Home\nNews"),
    ("en", "Home\nGardening"),
    ("en", "Skip to content\nHome\nNews"),
    ("en", "Gift this article"),
    ("en", "View as one page"),
    ("de", "Zum Inhalt springen"),
    ("de", "Startseite\nGarten\nTauben"),
    ("de", "Sie sind hier: Startseite > Hafen"),
    ("fr", "Aller au contenu"),
    ("fr", "Accueil > Monde"),
    ("fr", "Agrandir le texte"),
    ("es", "Saltar al contenido"),
    ("es", "Portada\nJardín\nPalomas"),
    ("ru", "Перейти к содержанию"),
    ("ru", "Главная > Мир"),
    ("ru", "Показать крупный шрифт"),
    ("ja", "本文へスキップ"),
    ("ja", "ホーム > 社会"),
    ("ja", "ホーム\n園芸"),
    ("zh", "跳到主要内容"),
    ("zh", "首页\n园艺\n鸽子"),
    ("ko", "본문 바로가기"),
    ("ko", "홈 > 사회"),
    ("ar", "تخطي إلى المحتوى"),
    ("ar", "الرئيسية > العالم"),
    ("ar", "تكبير حجم الخط"),
    ("th", "ข้ามไปยังเนื้อหา"),
    ("th", "หน้าแรก > ข่าว"),
    ("th", "พิมพ์หน้านี้"),
    ("hi", "मुख्य सामग्री पर जाएं"),
    ("hi", "होम\nबागवानी"),
    ("ka", "გადასვლა მთავარ შინაარსზე"),
]

DECKS = [
    ("en", "Long pier broken", "Ferry waits for the tide, and nobody falls into the water"),
    ("en", "Waiting for the tide", "What a ferry did to Dunmore in one evening"),
    ("en", "Two planks", "Why the harbour master of Dunmore counts them every Monday evening"),
    ("de", "Steg gebrochen", "Hafenmeisterin zählt zwei Bretter, niemand fällt ins Wasser"),
    ("fr", "La jetée est cassée", "La capitaine du port compte deux planches"),
    ("ru", "Причал закрыт", "Паром стоял до прилива, никто не упал в воду"),
    ("ja", "長い桟橋で事故", "渡し船が潮を待つ、水に落ちた人はなし"),
    ("ar", "الرصيف الطويل مغلق", "عبارة بقيت هناك حتى عاد المد ولم يسقط أحد"),
    ("th", "ท่าเรือยาวปิด", "เรือข้ามฟากติดอยู่จนกระทั่งน้ำขึ้น"),
    ("hi", "लंबे घाट पर टक्कर", "ज्वार आने तक खड़ी रही नौका"),
]

GAPS = pytest.mark.parametrize(
    ("above", "between"), [("\n\n", "\n"), ("\n", "\n"), ("\n\n", "\n\n"), ("\n", "\n\n")]
)


def read(*pieces: str) -> Article:
    return read_text("".join(pieces), Path("page.txt"), "page")[0]


@GAPS
@pytest.mark.parametrize(("language", "furniture"), FURNITURE)
@pytest.mark.parametrize("byline", ["", "By Anna Ferry\n"], ids=["", "byline"])
def test_furniture_above_a_headline_is_the_rest_of_its_page(
    language: str, furniture: str, above: str, between: str, byline: str
) -> None:
    one = SAMPLES[language]
    head = (furniture, above, one.title, between, byline, one.date)
    article = read(*head, "\n\n", "\n\n".join(one.body))
    assert article.title == one.title
    assert article.paragraphs == one.body
    assert article.published is not None
    assert article.published.date() == date(2021, 6, 2)
    assert set(furniture.split("\n")) <= set(article.rest)


@pytest.mark.parametrize(("language", "furniture"), FURNITURE)
def test_a_short_foot_changes_nothing(language: str, furniture: str) -> None:
    one = SAMPLES[language]
    head = (furniture, "\n\n", one.title, "\n", one.date, "\n\n")
    article = read(*head, "\n".join(one.body), "\n\nPrivacy\n© 2021 Ashby Courier\n")
    assert (article.title, article.source) == (one.title, "Ashby Courier")
    assert article.paragraphs[: len(one.body)] == one.body


@pytest.mark.parametrize(
    "furniture", ["Home", "Home > World", "Home | News", "Skip to content", "Home\nGardening"]
)
def test_furniture_is_no_site(furniture: str) -> None:
    one = SAMPLES["en"]
    article = read(furniture, "\n\n", one.title, "\n", one.date, "\n\n", "\n".join(one.body))
    assert article.source is None


@pytest.mark.parametrize(
    "furniture", ["", "Home > World\n", "Skip to content\n\n", "Home\nNews\n\n"]
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["dense", "blank"])
@pytest.mark.parametrize(("language", "title", "deck"), DECKS)
def test_a_deck_above_a_date_is_no_title(
    language: str, title: str, deck: str, gap: str, furniture: str
) -> None:
    one = SAMPLES[language]
    article = read(furniture, gap.join((title, deck, one.date, *one.body)))
    assert article.title == title
    assert article.paragraphs == (deck, *one.body)


def test_a_headline_and_its_deck_may_stand_together_apart_from_their_date() -> None:
    one = SAMPLES["en"]
    article = read("Fog\nThe ferry hits a pier\n\n", one.date, "\n\n", "\n".join(one.body))
    assert article.title == "Fog"


@pytest.mark.parametrize("title", ["Fog", "Home", "Print this page", "World", "Skip to content"])
def test_whatever_stands_alone_above_a_date_is_a_headline(title: str) -> None:
    one = SAMPLES["en"]
    assert read(title, "\n", one.date, "\n\n", "\n".join(one.body)).title == title


def test_a_menu_of_three_lines_may_name_what_the_article_is_about() -> None:
    one = SAMPLES["en"]
    head = ("Home\nDunmore\nFerry\n\n", one.title, "\n", one.date, "\n\n")
    assert read(*head, "\n".join(one.body)).title == one.title


@pytest.mark.parametrize("furniture", ["Skip to content", "Home > World", "Home\nNews"])
def test_known_furniture_needs_no_date_below(furniture: str) -> None:
    one = SAMPLES["en"]
    article = read(furniture, "\n\n", one.title, "\n\n", "\n".join(one.body))
    assert (article.title, article.paragraphs) == (one.title, one.body)


@pytest.mark.parametrize("furniture", ["Skip to content", "Home > World", "Home\nNews"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["dense", "blank"])
def test_a_date_may_stand_between_known_furniture_and_a_headline(furniture: str, gap: str) -> None:
    one = SAMPLES["en"]
    article = read(furniture, gap, gap.join((one.date, one.title, *one.body)))
    assert (article.title, article.paragraphs) == (one.title, one.body)
    assert article.published is not None


@pytest.mark.parametrize(
    "title", ["DUNMORE <DNM> FERRY HITS PIER", "<DUNMORE FERRY CO> HITS PIER", "Ferry > pier"]
)
def test_signs_of_a_path_may_be_a_headlines_own(title: str) -> None:
    one = SAMPLES["en"]
    article = read("\n".join((title, one.date, "The ferry and the long pier", *one.body)))
    assert article.title == title


def test_a_list_below_a_word_of_menus_is_text() -> None:
    one = SAMPLES["en"]
    items = ("A lamp", "A rope", "Two knives", "Bread", "The tide table", "Dry socks")
    article = read("\n".join(("Weather", *items, *one.body)))
    assert (article.title, article.paragraphs) == ("Weather", (*items, *one.body))


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "The Dunmore Courier"), ("en", "BBC News"), ("en", "dunmore.net"),
        ("de", "Dunmorer Zeitung"), ("fr", "Le Monde du Port"), ("es", "Diario de Dunmore"),
        ("ru", "Газета Данмора"), ("ja", "港新聞"),
    ],
)  # fmt: skip
def test_the_name_of_a_medium_above_an_undated_headline_is_no_title(
    language: str, name: str
) -> None:
    sample = SAMPLES[language]
    article = read(name, "\n\n", sample.title, "\n\n", "\n\n".join(sample.body), "\n")
    assert (article.title, article.source) == (sample.title, name)
    assert (article.paragraphs, article.rest) == (sample.body, (name,))


def test_a_name_that_the_rights_are_claimed_for_is_no_title() -> None:
    sample = SAMPLES["en"]
    text = ("Dunmore Reads", sample.title, *sample.body, "© 2021 Dunmore Reads")
    article = read("\n\n".join(text))
    assert (article.title, article.source) == (sample.title, "Dunmore Reads")


@pytest.mark.parametrize("headline", ["Fog", "Obituary", "Storm", "Harbour Press"])
def test_a_headline_above_a_deck_stays(headline: str) -> None:
    """Keep a headline that names no medium, or shares words with the text."""
    sample = SAMPLES["en"]
    last = "The harbour press, and the column of obituaries had little more to say of it."
    article = read("\n\n".join((headline, "Nobody saw it coming", *sample.body, last)))
    assert article.title == headline
