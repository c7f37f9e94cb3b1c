"""Tests of the seeds, the two samples that come with newstui."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from index.article import Article, Kind
from index.ingest.registry import read_file

SEEDS = Path(__file__).resolve().parents[3] / "seeds"

HEADLINES = [
    (
        "Спустя 17 лет: спорим, вы едва ли узнаете Ольгу из «Охоты на пиранью» (фото)",
        "Киноафиша.инфо",
        date(2023, 1, 22),
        "entertainment",
        10,
    ),
    (
        "Антициклон согреет Петербург 22 января 2023 г.",
        "Фонтанка.Ру",
        date(2023, 1, 22),
        "politics",
        22,
    ),
    (
        "В Пензе проводили в последний путь профессора И. Ф. Шувалова",
        "Сетевое издание СМИ «ПензаИнформ»",
        date(2023, 1, 25),
        "science",
        23,
    ),
    ("The latest news on Russia's war on Ukraine", None, date(2023, 1, 22), "breaking", 56),
    (
        "Фанаты BadComedian сделали фильм Александра Невского"
        " самым высокооценённым на «Кинопоиске»",
        "Cybersport.ru",
        date(2023, 1, 25),
        "entertainment",
        20,
    ),
    (
        "Президент ОКР Поздняков оценил заявление МОК по допуску российских спортсменов",
        "Спорт-Экспресс",
        date(2023, 1, 25),
        "politics",
        29,
    ),
    (
        "«От Барзикова попахивает старьём» — возмущается Петраковская",
        "Шлок",
        date(2023, 1, 27),
        "entertainment",
        29,
    ),
    (
        "Microsoft прекращает работу с виртуальной реальностью и увольняет людей",
        "iXBT.games",
        date(2023, 1, 24),
        "technology",
        19,
    ),
    (
        "Russia-Ukraine war : Pressure mounts on Germany over Leopard battle tanks for Ukraine",
        None,
        date(2023, 1, 22),
        "breaking",
        58,
    ),
    (
        "U.S. officials advise Ukraine to wait on offensive, official says",
        None,
        date(2023, 1, 21),
        "breaking",
        54,
    ),
]


@pytest.fixture(scope="module")
def robots() -> tuple[Article, ...]:
    return read_file(SEEDS / "000_48747d1a77b61bc1.txt", "seeds/000_48747d1a77b61bc1.txt")


@pytest.fixture(scope="module")
def westside() -> tuple[Article, ...]:
    return read_file(SEEDS / "001_c89f8790b73ac183.txt", "seeds/001_c89f8790b73ac183.txt")


def test_the_machines_summary(robots: tuple[Article, ...]) -> None:
    page = robots[0]
    assert page.kind is Kind.ARTICLE
    assert page.title == "Ukraine war: Putin tells Russian soldiers' mothers he shares their pain"
    assert page.source == "365NEWSX"
    assert (page.published, page.day_only) == (datetime(2022, 11, 25, tzinfo=UTC), True)
    assert page.dated_by == "date line under the title"
    assert page.reading_seconds == 81
    assert page.note == "Summarized by 365NEWSX ROBOTS"
    assert page.language == "en"
    assert page.author is None
    assert len(page.paragraphs) == 12
    assert page.paragraphs[0].startswith('"We share your pain,"')
    assert page.paragraphs[-1].endswith('on the internet".')


def test_its_ten_headlines(robots: tuple[Article, ...]) -> None:
    page, *headlines = robots
    assert [
        (
            one.title,
            one.source,
            one.published and one.published.date(),
            one.category,
            one.reading_seconds,
        )
        for one in headlines
    ] == HEADLINES
    assert {one.kind for one in headlines} == {Kind.HEADLINE}
    assert {one.found_on for one in headlines} == {page.id}
    assert [(one.id, one.title) for one in page.related] == [
        (one.id, one.title) for one in headlines
    ]
    assert [one.language for one in headlines].count("ru") == 7


def test_the_undated_translation(westside: tuple[Article, ...]) -> None:
    page = westside[0]
    assert page.title == "Zhelensky challenges the mothers of Russian soldiers"
    assert page.source == "Westside People"
    assert (page.published, page.day_only) == (datetime(2024, 3, 29, tzinfo=UTC), True)
    assert page.dated_by == "date line at the top of the page"
    assert page.reading_seconds is None
    assert page.note is None
    assert len(page.paragraphs) == 10
    assert page.paragraphs[0].startswith("Ukrainian President")
    assert page.paragraphs[-1].endswith("protests in Russia.")


def test_its_three_headlines(westside: tuple[Article, ...]) -> None:
    page, *headlines = westside
    assert [one.title for one in headlines] == [
        "[EN DIRECT] 16th day of war in Ukraine: Here are all the latest developments",
        "Russian military pressure on Kiev and eastern Ukraine, US call for “serious” diplomacy",
        "Most Ukrainians are hopeful of victory against Russia",
    ]
    assert {one.found_on for one in headlines} == {page.id}
    assert {one.published for one in headlines} == {None}
