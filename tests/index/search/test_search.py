"""Tests of answering a request, with the reader's marks, and with other words for want of hits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from index.engine.answer import Answer, Suggestion
from index.engine.open import open_engine, open_writer
from index.engine.request import Request
from index.errors import never
from index.query import (
    And,
    Everything,
    Flag,
    Ids,
    Is,
    Or,
    Prefix,
    Query,
    Word,
    bind,
    parse_query,
    within,
)
from index.search.answer import answer
from tests.index.engine.archive import article
from tests.index.fakes import FileEngine, FileWriter


class Asked(FileEngine):
    """Engine that notes its queries; its test sets the total of each query in turn."""

    def __init__(self, folder: Path) -> None:
        FileWriter(folder)
        super().__init__(folder)
        self.roots: list[object] = []
        self.totals: list[int] = []
        self.having: dict[object, int] | None = None
        """Totals by query node, instead of `totals`; nothing else is found."""

    def search(self, request: Request, stop: Callable[[], bool] = never) -> Answer:
        self.roots.append(request.query.root)
        if self.having is not None:
            return Answer(total=self.having.get(request.query.root, 0))
        return Answer(total=self.totals.pop(0), took=1.0)


@pytest.fixture
def engine(tmp_path: Path) -> Asked:
    return Asked(tmp_path)


def starred(flag: Flag) -> frozenset[str]:
    return {Flag.STARRED: frozenset({"a", "b"})}.get(flag, frozenset())


BOTH = Request(Query("war peace", And((Word("war"), Word("peace")))))


def test_what_is_found_is_the_answer(engine: Asked) -> None:
    engine.totals = [3]
    assert answer(engine, starred, BOTH) == Answer(total=3, took=1.0)
    assert engine.roots == [BOTH.query.root]


def test_flags_of_the_state_become_ids(engine: Asked) -> None:
    engine.totals = [1]
    answer(engine, starred, Request(Query("is:starred", Is(Flag.STARRED))))
    assert engine.roots == [Ids(frozenset({"a", "b"}), Flag.STARRED)]


def test_where_nothing_has_all_the_words_any_of_them_will_do(engine: Asked) -> None:
    engine.totals = [0, 7]
    assert answer(engine, starred, BOTH) == Answer(total=7, took=2.0, relaxed=True)
    assert isinstance(engine.roots[1], Or)


def test_what_says_nothing_is_not_looked_for_alone(engine: Asked) -> None:
    engine.totals = [0, 7]
    words = tuple(map(Word, ("the", "war", "of", "peace")))
    answer(engine, starred, Request(Query("the war of peace", And(words))))
    assert engine.roots == [And(words), Or((Word("war"), Word("peace")))]


def test_nothing_stays_nothing(engine: Asked) -> None:
    engine.totals = [0, 0]
    assert answer(engine, starred, BOTH) == Answer(took=2.0)
    engine.totals = [0]
    assert answer(engine, starred, Request(Query("war", Word("war")))) == Answer(took=1.0)


def test_where_little_is_found_other_spellings_are_suggested_that_find_more(
    engine: Asked,
) -> None:
    engine.totals = [0, 7, *[0] * 8]
    asked = Request(Query("mohters", Word("mohters")), suggestions=True)
    found = answer(engine, starred, asked)
    assert found.total == 0
    assert found.suggestions == (Suggestion("mothers", 7),)
    assert Word("mothers") in engine.roots
    assert any(isinstance(root, Word) and root.text == "ьщреукы" for root in engine.roots)


def test_a_word_that_nothing_has_may_be_the_beginning_of_one(engine: Asked) -> None:
    def suggested(text: str, *, typing: bool = False) -> tuple[Suggestion, ...]:
        asked = Request(parse_query(text, typing=typing), suggestions=True)
        return answer(engine, starred, asked).suggestions

    engine.having = {Prefix("mohters"): 5, Word("mothers"): 14}
    begun, corrected = Suggestion("mohters*", 5), Suggestion("mothers", 14)
    assert suggested("mohters") == (begun, corrected)
    engine.having = {Prefix("mohters"): 4, Word("mothers"): 14}
    assert suggested("mohters")[0] == corrected, "which finds far more"
    engine.having = {}
    engine.roots.clear()
    suggested("mohters", typing=True)
    assert engine.roots.count(Prefix("mohters")) == 1, "it is asked already while one types"


def test_where_enough_is_found_nothing_is_suggested(engine: Asked) -> None:
    engine.totals = [3]
    asked = Request(Query("mohters", Word("mohters")), suggestions=True)
    assert answer(engine, starred, asked).suggestions == ()


def test_what_is_suggested_is_asked_in_the_same_ground(engine: Asked) -> None:
    engine.totals = [0, 0, 5, *[0] * 20]
    ground = And((Word("putin"), Word("war")))
    typed = within(ground, Query("the mohters", And((Word("the"), Word("mohters")))))
    found = answer(engine, starred, Request(typed, suggestions=True))
    assert found.suggestions == (Suggestion("the mothers", 5),)
    words = And((And((ground, Everything())), Word("the"), Word("mothers")))
    assert words in engine.roots


def test_what_finds_nothing_is_said(tmp_path: Path) -> None:
    writer = open_writer(tmp_path / "index", processes=1)
    writer.apply(
        [
            article("tram", "The tram", "A tram ran.", category="City"),
            article("ship", "The ship", "A ship sank.", category="Sea"),
        ]
    )
    real = open_engine(tmp_path / "index")

    def notes(text: str) -> tuple[str, ...]:
        return answer(real, starred, Request(parse_query(text), suggestions=True)).notes

    assert notes("category:zzz tram") == ("no article matches category has zzz",)
    assert notes("lang:de") == ("no article is in German",)
    assert notes("xyzzy plugh is:read") == (
        "no article matches xyzzy, nor plugh, and no article was read",
    )
    assert notes("category:city ship") == ("each part is found, but no article has all of them",)
    assert notes("tram") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("is:starred", "no article is starred"),
        ("is:unread", "no article is unread"),
        ("-is:read", "no article is unread"),
        ("is:read", "no article was read"),
        ("-is:unread", "no article was read"),
        ("-is:starred", "every article is starred"),
        ("is:headline", "no article is a headline"),
        ("-is:headline", "no article is more than a headline"),
        ("is:starred OR is:read", "no article is starred or was read"),
        ("is:starred OR tram", "no article matches starred OR any text has tram"),
        ("lang:de", "no article is in German"),
        ("-lang:de", "every article is in German"),
        ("lang:xx", "no article is in xx"),
        ("date:1999", "no article was published in 1999"),
        ("-after:1999", "every article was published since 1999-01-01"),
        ("-tram", "every article matches tram"),
        ("title:tram", "no article matches title has tram"),
        ('"a tram"', 'no article matches "a tram"'),
        ("", "there is no article"),
    ],
)
@pytest.mark.parametrize("is_bound", [False, True], ids=["own marks", "a visitor's"])
def test_what_no_article_is_is_said_plainly(
    engine: Asked, text: str, said: str, is_bound: bool
) -> None:
    engine.having = {}
    query = parse_query(text)
    if is_bound:  # as a visitor's query is before it is sent
        query = bind(query, starred)
    assert answer(engine, starred, Request(query, suggestions=True)).notes == (said,)


def test_what_none_of_what_was_found_is_is_said_of_these(engine: Asked) -> None:
    engine.having = {}
    marked = within(Word("war"), parse_query("is:starred"))
    found = answer(engine, starred, Request(marked, suggestions=True))
    assert found.notes == ("none of these articles is starred",)
