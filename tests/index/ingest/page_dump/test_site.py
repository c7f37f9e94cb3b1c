"""Tests of a page's site: its name in titles, its copyright holder, its host."""

import pytest

from index.ingest.page_dump.site import confirmed_by, copyright_holder, host_of, split_title

NOBODY = confirmed_by([])


@pytest.mark.parametrize(
    ("head", "tail", "site"),
    [
        ("Спорим, вы не узнаете Ольгу (фото)", " - Киноафиша.инфо", "Киноафиша.инфо"),
        ("Антициклон согреет Петербург", " - 22 января 2023 - Фонтанка.Ру", "Фонтанка.Ру"),
        ("Microsoft увольняет много людей", " - iXBT.games - новости игр и медиа", "iXBT.games"),
        ("Проводили в последний путь", " - Издание СМИ «ПензаИнформ»", "Издание СМИ «ПензаИнформ»"),
        ("The council keeps the night bus", " | BBC News", "BBC News"),
        ("The council keeps the night bus", " – The Guardian", "The Guardian"),
        ("The council keeps the night bus", " · Tidewater", "Tidewater"),
    ],
)
def test_a_site_is_taken_off_the_title(head: str, tail: str, site: str) -> None:
    assert split_title(head + tail, NOBODY) == (head, site)


@pytest.mark.parametrize(
    "title",
    [
        "Manchester United 2 - Arsenal 1",
        "Live: Wimbledon 2023 - Djokovic v Alcaraz",
        "A deal is near - May",
        "«От Барзикова попахивает старьём» — возмущается Петраковская",
        "Russia-Ukraine war : Pressure mounts on Germany",
        "Ten years on - what the flood has left behind",
        "Weather - BBC News",
    ],
)
def test_a_dash_alone_makes_no_site(title: str) -> None:
    assert split_title(title, NOBODY) == (title, None)


def test_what_the_page_calls_itself_is_its_site() -> None:
    title = "The council keeps the night bus - Tidewater"
    assert split_title(title, NOBODY) == (title, None)
    known = confirmed_by(["tidewater.org"])
    assert split_title(title, known) == ("The council keeps the night bus", "Tidewater")


@pytest.mark.parametrize(
    ("line", "holder"),
    [
        ("© Copyright 2023 365NEWSX - All RIGHTS RESERVED", "365NEWSX"),
        ("© 2022 BBC. The BBC is not responsible for other sites.", "BBC"),
        ("Copyright © 2021 The New York Times Company", "The New York Times Company"),
        ("© Lenta.ru, 1999-2023", "Lenta.ru"),
        ("Citylab.com © 2019 The Atlantic Monthly Group", "Citylab.com"),
        ("© 2024 Süddeutsche Zeitung GmbH", "Süddeutsche Zeitung"),
        ("جميع الحقوق محفوظة © 2024 جامعة كوية", "جامعة كوية"),
        ("Все права защищены", None),
        ("Portions of this content are ©1998–2019 by contributors", None),
    ],
)
def test_copyright_holder(line: str, holder: str | None) -> None:
    assert copyright_holder(line) == holder


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.example.org/a/b?c", "example.org"),
        ("http://news.example.org:8080/", "news.example.org"),
        ("https://[broken", None),
        ("mailto:x", None),
    ],
)
def test_host_of(url: str, host: str | None) -> None:
    assert host_of(url) == host
