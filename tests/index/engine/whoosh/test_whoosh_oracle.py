"""Tests of the searcher against plain Whoosh: the same hits and scores from the same files."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from math import log
from pathlib import Path

import pytest
from whoosh import query as stock
from whoosh.searching import Searcher

from index.engine.request import Request, Sort
from index.engine.whoosh.format.schema import microseconds
from index.engine.whoosh.read.collect import collect
from index.engine.whoosh.read.score import LENGTHS, Formula
from index.engine.whoosh.read.stop_signal import StopSignal
from index.engine.whoosh.read.translate import (
    AllOf,
    AnyOf,
    Dated,
    FieldTerms,
    Leaf,
    NoneOf,
    QueryPlan,
    Terms,
    Translation,
    leaves,
)
from index.engine.whoosh.store.snapshot import Snapshot, open_snapshot
from index.engine.whoosh.writer import WhooshWriter
from index.errors import never
from index.match.pattern import Pattern, Slot, within
from tests.index.engine.archive import article
from tests.index.engine.test_oracle import FIRST_DAY
from tests.index.engine.whoosh.stock import open_stock, write_with_whoosh

WORDS = [f"{first}{second}" for first in "abcdefgh" for second in ("", "a", "at", "ate")]
"""Words of the articles, frequent ones first, rare ones last."""

_ALMOST_NOTHING = 1e-12  # a score of nothing at all would be taken for 1

WHOOSHS_OWN = Formula(
    k1=1.2,
    b=0.75,
    inverse_frequency=lambda size, frequency: log(size / (frequency + 1)) + 1,
    weights={},
    counts_deleted=True,
)


def texts(dice: random.Random, count: int) -> Iterator[str]:
    weights = [1 / (rank + 1) for rank in range(len(WORDS))]
    for _ in range(count):
        yield " ".join(dice.choices(WORDS, weights, k=int(dice.paretovariate(0.7) * 5) % 400 + 1))


@pytest.fixture(scope="module", params=["newstui", "Whoosh", "both, optimized"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of several segments, with deletions; or one that Whoosh optimized."""
    dice = random.Random(11)
    folder = tmp_path_factory.mktemp("oracle") / "index"
    articles = [
        article(
            f"a{number}",
            "x",
            text,
            language="xx",
            source=None,
            day=None if dice.random() < 0.1 else f"2022-0{dice.randint(1, 9)}-15",
        )
        for number, text in enumerate(texts(dice, 700))
    ]
    write: list[Callable[[list[object]], object]] = [
        lambda some: WhooshWriter(folder).apply(some),  # type: ignore[arg-type]
        lambda some: write_with_whoosh(folder, some),  # type: ignore[arg-type]
    ]
    for turn, start in enumerate(range(0, 700, 140)):
        which = {"newstui": 0, "Whoosh": 1}.get(request.param, turn % 2)
        some: list[object] = [
            *articles[start : start + 140],
            *dice.sample(articles[:start], start // 9),
        ]
        write[which](some)
    if request.param.startswith("both"):
        write_with_whoosh(folder, articles[:3], optimize=True)
    return folder


@pytest.fixture
def opened(folder: Path) -> Iterator[tuple[Snapshot, Searcher]]:
    snapshot = open_snapshot(folder)
    with open_stock(folder).searcher() as searcher:
        yield snapshot, searcher
    snapshot.close()


def leaf(*words: str, slop: int = 0) -> Leaf:
    """Return a leaf for words of the text as they are, without stems and other fields."""
    slots = tuple(Terms(frozenset({word})) for word in words)
    return Leaf(Pattern(tuple(map(Slot, words)), slop=slop), (FieldTerms("body", slots),))


def search(snapshot: Snapshot, plan: QueryPlan) -> dict[str, float]:
    """Return the score of each article that matches."""
    translation = Translation(plan, tuple(leaves(plan)), ())
    request = Request(sort=Sort.RELEVANCE, limit=10_000)
    found = collect(request, translation, snapshot, StopSignal(never), WHOOSHS_OWN)
    assert found.total == len(found.page)
    return {each.part.segment.columns.id(each.document): each.score for each in found.page}


def stock_search(searcher: Searcher, query: stock.Query) -> dict[str, float]:
    """Return Whoosh's scores; never with a limit, for then 2.7.4 may lose some."""
    hits = searcher.search(query, limit=None)
    return {hit["id"]: hit.score for hit in hits}


def random_pair(words: list[str], dice: random.Random, depth: int) -> tuple[QueryPlan, stock.Query]:
    """Return a plan and Whoosh's same query; each word comes once, or Whoosh would drop it."""
    if depth == 0 or len(words) < 4 or dice.random() < 0.25:
        word = words.pop()
        return leaf(word), stock.Term("body", word)
    parts = [random_pair(words, dice, depth - 1) for _ in range(dice.randint(2, 3)) if words]
    plans, queries = zip(*parts, strict=True)
    match dice.randint(0, 3):
        case 0:
            return AnyOf(plans), stock.Or(list(queries))
        case 1 if words:
            excluded, query = random_pair(words, dice, 0)
            both = AllOf((*plans, NoneOf(excluded)))
            # Not `AndNot`: its matcher loses documents and raises IndexError; `Not` scores 1.
            without = stock.ConstantScoreQuery(stock.Not(query), _ALMOST_NOTHING)
            return both, stock.And([*queries, without])
        case _:
            return AllOf(plans), stock.And(list(queries))


@pytest.mark.slow
def test_scores_of_random_queries(opened: tuple[Snapshot, Searcher]) -> None:
    snapshot, searcher = opened
    dice = random.Random(2)
    found = 0
    for _ in range(400):
        words = dice.sample(WORDS, len(WORDS))
        plan, query = random_pair(words, dice, dice.randint(0, 3))
        wanted = stock_search(searcher, query)
        assert search(snapshot, plan) == pytest.approx(wanted, rel=1e-6), query
        found += len(wanted)
    assert found > 40_000


def test_phrases(opened: tuple[Snapshot, Searcher]) -> None:
    """Search two words: in longer phrases Whoosh gives the slop to each pair, newstui to all."""
    snapshot, searcher = opened
    dice = random.Random(3)
    found = 0
    for _ in range(150):
        first, second = dice.sample(WORDS[:12], 2)
        slop = dice.choice([0, 0, 1, 3])
        wanted = stock_search(searcher, stock.Phrase("body", [first, second], slop=slop + 1))
        assert search(snapshot, leaf(first, second, slop=slop)).keys() == wanted.keys()
        found += len(wanted)
    assert found > 1000


def test_sets_of_words_and_ranges_of_dates(opened: tuple[Snapshot, Searcher]) -> None:
    snapshot, searcher = opened
    vocabulary = sorted(WORDS)

    def any_of(words: list[str]) -> Leaf:
        place = FieldTerms("body", (Terms(frozenset(words)),))
        return Leaf(Pattern((Slot(""),)), (place,))

    for text in ("a", "ba", "cat", "hate", "zz"):
        begins = any_of([word for word in vocabulary if word.startswith(text)])
        wanted = stock_search(searcher, stock.Prefix("body", text))
        assert search(snapshot, begins).keys() == wanted.keys()
        near = any_of([word for word in vocabulary if within(text, word, 1)])
        fuzzy = stock_search(searcher, stock.FuzzyTerm("body", text, maxdist=1, prefixlength=0))
        assert search(snapshot, near).keys() == fuzzy.keys()
        ending = any_of([word for word in vocabulary if word.endswith(text)])
        pattern = stock_search(searcher, stock.Wildcard("body", f"*{text}"))
        assert search(snapshot, ending).keys() == pattern.keys()
    for months in range(9):
        since = FIRST_DAY + timedelta(days=31 * months)
        until = since + timedelta(days=70)
        begin, end = since.replace(tzinfo=None), until.replace(tzinfo=None)
        dates = stock.DateRange("published", begin, end, endexcl=True)
        plan = Dated(microseconds(since), microseconds(until))
        assert search(snapshot, plan).keys() == stock_search(searcher, dates).keys()


def test_the_lengths_that_a_byte_stands_for() -> None:
    from index.engine.whoosh.format.whoosh_api import byte_to_length

    assert LENGTHS.tolist() == [byte_to_length(code) for code in range(256)]
