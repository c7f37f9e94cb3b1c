"""Tests of an explanation in words: the printed numbers add up, and nothing harms a terminal."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.engine.open import open_engine, open_writer
from index.engine.protocol import SearchEngine
from index.engine.request import FacetName, Filter, Period, Request, Sort
from index.query import Flag, parse_query
from index.search.explain import explained
from tests.index.engine.archive import EVERYTHING, article
from tests.index.engine.test_oracle import random_article
from tui.view.explanation import meaning_record, meaning_text, score_record, score_text


def nothing_read(_flag: Flag) -> frozenset[str]:
    return frozenset()


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    folder = tmp_path_factory.mktemp("explained") / "index"
    dice = random.Random(7)
    open_writer(folder).apply([*EVERYTHING, *(random_article(n, dice) for n in range(80))])
    opened = open_engine(folder)
    yield opened
    opened.close()


def lines(engine: SearchEngine, text: str, **more: Any) -> list[str]:
    request = Request(parse_query(text), **{"sort": Sort.RELEVANCE, **more})
    return list(meaning_text(explained(engine, nothing_read, request), request))


@pytest.mark.parametrize("sort", [Sort.RELEVANCE, Sort.BLEND])
@pytest.mark.parametrize(
    "text",
    [
        "mothers",
        "mother* (soldier OR run) -wéather",
        '"the mother" café~',
        "2022 the",
        "mother soldiers trams called",
    ],
)
def test_the_numbers_that_are_printed_add_up(engine: SearchEngine, text: str, sort: Sort) -> None:
    request = Request(parse_query(text), sort=sort)
    found = explained(engine, nothing_read, request)
    assert found.scores
    for hit, score in zip(found.answer.hits, found.scores, strict=True):
        first, *rest = score_text(score)
        total, *_ = re.findall(r"score ([0-9.]+)(?: = ([0-9.]+) × freshness ([0-9.]+))?", first)
        assert total[0] == f"{hit.score:.4f}"
        parts = [re.match(r" {4}\S.*?: ([0-9.]+) = rarity", line) for line in rest]
        added = sum(round(float(part[1]) * 10_000) for part in parts if part)
        assert added == round(float(total[1] or total[0]) * 10_000)


def test_a_query_is_a_tree_of_its_parts(tmp_path: Path) -> None:
    open_writer(tmp_path / "index").apply(EVERYTHING)
    said = lines(
        open_engine(tmp_path / "index"),
        "Mothers (title:so* OR lang:ru) -is:starred",
        filters=(Filter(FacetName.LANGUAGE, "en"), Filter(FacetName.SOURCE, None)),
        period=Period(date(2022, 1, 1), date(2023, 1, 1)),
    )
    assert said == [
        "Understood as",
        "  all of: 2 articles",
        "    Mothers in title, text, author, source: 2 articles, rarity 1.1632",
        "      looked for as mothers",
        "      other forms by their stems: mother (en, ja, ru)",
        "    any of: 4 articles",
        "      title has so*: 2 articles, rarity 1.1632",
        "        stands for: soldiers 2",
        "      in Russian: 2 articles, rarity 1.1632",
        "    not: 7 articles",
        "      starred: 0 articles",
        "lang: en",
        "source: (none)",
        "period: 2022",
        "in order of: relevance",
        "",
    ]


def test_hostile_words_are_only_text(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    open_writer(folder).apply([article("a", "x", source="\x1b[31mred\u202e")])
    engine = open_engine(folder)
    for text in ("source:\x1b[31mred", "\u202ered*", '"[red] x"'):
        request = Request(parse_query(text), sort=Sort.RELEVANCE)
        found = explained(engine, nothing_read, request)
        said = [
            *meaning_text(found, request),
            *(s for each in found.scores for s in score_text(each)),
        ]
        assert all(line.isprintable() for line in said)


def test_records_have_all_of_it_in_full_precision(engine: SearchEngine) -> None:
    request = Request(parse_query("mothers so*"), sort=Sort.RELEVANCE)
    found = explained(engine, nothing_read, request)
    record = meaning_record(found, request)
    assert record["explanation"]["part"] == "all of"
    begun = record["explanation"]["parts"][1]
    assert begun["words"][0]["word"] == "so*"
    assert begun["words"][0]["stands_for"]["most_frequent"][0][1] > 0
    score = score_record(found.scores[0])
    assert score["score"] == found.answer.hits[0].score
    assert [part["part"] for part in score["parts"]] == ["mothers", "so*"]
