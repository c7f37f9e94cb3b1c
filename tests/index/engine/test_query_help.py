"""Tests of the help's examples: each finds in a real index the articles that it explains."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from index.article import Article, Kind
from index.engine.protocol import SearchEngine
from index.engine.request import Request
from index.query import QUERY_HELP, Flag, bind, parse_query
from index.query.names import FIELD_NAMES
from tests.index.engine.archive import article
from tests.index.engine.conftest import Kit

NOW = datetime(2026, 1, 7, 12, tzinfo=UTC)
"""Time of the queries, a Wednesday."""


def found_on(day: str, *titles: str, **more: object) -> list[Article]:
    """Return an article for each title, by which the tests know it; one line of text."""
    return [article(title, title, day=day, **{"source": "Diary", **more}) for title in titles]  # type: ignore[arg-type]


PAIN = article(
    "pain",
    "Putin and the mothers of Russian soldiers",
    "We share your pain, he told them.",
    day="2022-11-25",
    source="Westside People",
    author="Ann Jenkins",
    category="politics",
)
FIVE = article(
    "five", "A mother", "Our mothers do know nothing of any soldiers.", day="2022-11-20",
    source="BBC News",
)  # fmt: skip
SIX = article(
    "six", "Soldier", "Mothers do know nothing at all of soldiers; your pain, we share.",
    day="2022-12-01", source="People of the Westside",
)  # fmt: skip
ALONE = article("alone", "A soldier alone", "He was in Kyiv.", day="2022-12-02")
NEWEST = "2026-01-07"
ARCHIVE = (
    PAIN, FIVE, SIX, ALONE,
    *found_on("2021-05-01", "Kyiv at night", "Kiev by day", "Leopard tanks", "Abrams football"),
    *found_on("2021-05-02", "Putin in Ukraine", "Putin on ice", "Ukrainian grain"),
    *found_on("2021-05-03", "Zelensky", "Zelenskyy", "Zelen", "Zeskai"),
    *found_on("2021-05-04", "Courses in C++", "Vitamin C", "The U.S. and Canada", "Told us"),
    *found_on("2021-05-05", "E-mail", "Email", "Mail"),
    *found_on(NEWEST, "Леопард", language="ru", kind=Kind.HEADLINE),
    *found_on("2026-01-06", "yesterday"), *found_on("2026-01-05", "monday"),
    *found_on("2026-01-01", "january"), *found_on("2025-12-30", "december"),
    *found_on("2025-12-10", "advent"), *found_on("2025-11-20", "november"),
    *found_on("2025-02-01", "february"), *found_on("2024-12-31", "before that"),
    article("undated", "Of no day", day=None),
)  # fmt: skip
EVERYTHING = {each.slug for each in ARCHIVE}

SINCE_2025 = [
    "Леопард",
    "yesterday",
    "monday",
    "january",
    "december",
    "advent",
    "november",
    "february",
]
OF_2022 = {"pain", "five", "six", "alone"}
OF_2021 = {each.slug for each in ARCHIVE if each.published and each.published.year == 2021}
LATER = {*SINCE_2025, "before that"}

FOUND: dict[str, set[str]] = {
    "mothers soldiers": {"pain", "five", "six"},
    "mothers AND soldiers": {"pain", "five", "six"},
    '"share your pain"': {"pain"},
    "«share your pain»": {"pain"},
    '"mothers soldiers"~5': {"pain", "five"},
    "Kyiv OR Kiev": {"Kyiv at night", "Kiev by day", "alone"},
    "Kyiv | Kiev": {"Kyiv at night", "Kiev by day", "alone"},
    "soldiers -mothers": {"alone"},
    "soldiers NOT mothers": {"alone"},
    "(Leopard OR Abrams) -football": {"Leopard tanks"},
    "Putin -(Ukraine OR Russia)": {"Putin on ice", "pain"},
    "ukrain*": {"Putin in Ukraine", "Ukrainian grain"},
    '"russian sold*"': {"pain"},
    "ze*sk?": {"Zelensky"},
    "C++": {"Courses in C++"},
    "U.S.": {"The U.S. and Canada"},
    "e-mail": {"E-mail", "Email"},
    "email": {"E-mail", "Email"},
    "Zelenski~": {"Zelensky"},
    "Zelenski~2": {"Zelensky", "Zelenskyy"},
    "title:mothers": {"pain", "five"},
    'title:"russian soldiers"': {"pain"},
    "title:(putin OR kyiv)": {"pain", "Putin in Ukraine", "Putin on ice", "Kyiv at night"},
    'source:"Westside People"': {"pain"},
    "source:westside": {"pain", "six"},
    "author:jenkins": {"pain"},
    "by:jenkins": {"pain"},
    "jenkins": {"pain"},
    "category:politics": {"pain"},
    "lang:ru": {"Леопард"},
    "lang:russian": {"Леопард"},
    "lang:русский": {"Леопард"},
    "mothers -source:bbc": {"pain", "six"},
    "is:unread": EVERYTHING - {"pain"},
    "is:read": {"pain"},
    "is:starred": {"five"},
    "is:article": EVERYTHING - {"Леопард"},
    "is:headline": {"Леопард"},
    "date:2022": OF_2022,
    "date:2022-11": {"pain", "five"},
    "date:2022-11-25": {"pain"},
    "date:2022-11-20..2022-12-01": {"five", "pain", "six"},
    "date:2022-12..": {"six", "alone"} | LATER,
    "date:..2022-11": {"five", "pain"} | OF_2021,
    "date:7d": set(SINCE_2025[:4]),
    "date:3w": set(SINCE_2025[:5]),
    "date:2m": set(SINCE_2025[:7]),
    "date:1y": set(SINCE_2025),
    "date:today": {"Леопард"},
    "date:yesterday": {"yesterday"},
    "date:this-week": {"Леопард", "yesterday", "monday"},
    "date:last-week": {"january", "december"},
    "date:this-month": {"Леопард", "yesterday", "monday", "january"},
    "date:last-month": {"december", "advent"},
    "date:this-year": {"Леопард", "yesterday", "monday", "january"},
    "date:last-year": {"december", "advent", "november", "february"},
    "after:2022-11-25": {"pain", "six", "alone"} | LATER,
    "since:2022-11-25": {"pain", "six", "alone"} | LATER,
    "before:2022-11-25": {"five"} | OF_2021,
}


def flagged(flag: Flag) -> frozenset[str]:
    return frozenset({PAIN.id} if flag is Flag.READ else {FIVE.id})


@pytest.fixture(scope="module")
def examples(kit: Kit, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    folder = tmp_path_factory.mktemp("help") / "index"
    writer = kit.open_writer(folder)
    writer.apply(ARCHIVE)
    writer.close()
    engine = kit.open_engine(folder)
    yield engine
    engine.close()


@pytest.mark.parametrize("text", list(FOUND))
def test_an_example_finds_what_is_said_of_it(examples: SearchEngine, text: str) -> None:
    query = parse_query(text, now=NOW)
    assert query.notes == ()
    answer = examples.search(Request(bind(query, flagged), limit=100))
    assert {hit.slug for hit in answer.hits} == FOUND[text]
    assert answer.notes == ()


def test_every_example_is_run_and_so_is_what_its_explanation_names() -> None:
    fields = "|".join(FIELD_NAMES)
    for example, explanation in QUERY_HELP:
        assert example in FOUND
        for named in re.findall(rf'(?:{fields}):(?:"[^"]*"|[^\s,;]+)', explanation):
            assert named in FOUND, named
    every = " ".join(" ".join(row) for row in QUERY_HELP)
    assert all(text in every for text in FOUND), "nothing is run that the help does not name"


def test_the_help_has_every_form_of_the_grammar() -> None:
    examples = " ".join(FOUND)
    forms = (" OR ", " | ", " AND ", " NOT ", " -", "(", '"', "~ ", "~2", '"~5', "* ", "?", "..")
    for form in (*forms, *(f"{name}:" for name in FIELD_NAMES if name != "language")):
        assert form in f"{examples} ", form
    assert all(f"is:{flag}" in examples for flag in Flag)
