"""Tests of queries in words, loosened, and joined with flags of the state."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.query import (
    And,
    Everything,
    Flag,
    Ids,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Word,
    bind,
    describe,
    flags,
    nothing_has,
    parse_query,
    relax,
)

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 1, 7, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "described"),
    [
        ("", "everything"),
        ("mothers", "mothers"),
        ("mothers soldiers", "all of: mothers, soldiers"),
        ('"our pain" ukrain* zelenski~2', 'all of: "our pain", ukrain*, zelenski~2'),
        ('"a b"~3', '"a b" with up to 3 words between'),
        ("mothers | soldiers", "any of: mothers, soldiers"),
        ("a OR b c", "a OR (b AND c)"),
        ("a (b OR c)", "a AND (b OR c)"),
        ("title:putin", "title has putin"),
        (
            "title:putin mothers after:2022-11",
            "title has putin AND any text has mothers, since 2022-11-01",
        ),
        ("title:(a OR b)", "title has a OR title has b"),
        ("soldiers -mothers", "soldiers, without mothers"),
        ("soldiers -title:mothers", "soldiers, without mothers in title"),
        ("a -(b c)", "a, without (b AND c)"),
        ("-a", "everything, without a"),
        ("a lang:ru", "a, in Russian"),
        ("a -lang:russian", "a, not in Russian"),
        ("lang:norwegian", "everything, in Norwegian or Bokmål or Nynorsk"),
        ("lang:qu", "everything, in qu"),
        ("is:unread is:starred", "everything, unread, starred"),
        ("-is:read a", "a, not read"),
        ("is:headline", "everything, headlines only"),
        ("-is:headline", "everything, no headlines"),
        ("date:2022", "everything, in 2022"),
        ("date:2022-11", "everything, in 2022-11"),
        ("date:2022-11-25", "everything, on 2022-11-25"),
        ("date:2022-11..2022-12", "everything, from 2022-11-01 to 2022-12-31"),
        ("before:2022", "everything, before 2022-01-01"),
        ("date:..2022", "everything, before 2023-01-01"),
        ("-date:2022", "everything, not in 2022"),
        ("a OR is:read", "any text has a OR read"),
    ],
)
def test_what_was_understood_is_told_in_one_line(text: str, described: str) -> None:
    assert describe(parse_query(text, now=NOW)) == described


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("putin", "nothing has putin"),
        ('putin "the end"', 'nothing has all of: putin, "the end"'),
        ("source:bbc putin", "nothing matches source has bbc AND any text has putin"),
        ("putin is:headline", "nothing matches putin, headlines only"),
    ],
)
def test_that_nothing_has_it_is_a_sentence(text: str, said: str) -> None:
    assert nothing_has(parse_query(text)) == said


def test_a_description_is_safe_to_show_whatever_the_query_was_built_from() -> None:
    hostile = Query(root=And((Word("\x1b]0;x\x07"), Phrase("a\u202eb\r\nc"))))
    assert describe(hostile) == 'all of:  ]0;x , "ab  c"'


def stop_words(words: Collection[str]) -> frozenset[str]:
    return frozenset({"the", "of", "not", "The"}.intersection(words))


def relaxed(text: str) -> str | None:
    loose = relax(parse_query(text, now=NOW), stop_words)
    return describe(loose) if loose else None


@pytest.mark.parametrize(
    ("text", "described"),
    [
        ("mothers soldiers", "any of: mothers, soldiers"),
        ('war "our pain"', '(any text has war OR everything) AND any text has "our pain"'),
        ("a (b OR c)", "(any text has a OR everything) AND (any text has b OR any text has c)"),
        ("a title:b", "(any text has a OR everything) AND title has b"),
        ("+a b c", "(any text has b OR any text has c OR everything) AND any text has a"),
        ("a b~ c*", "(any text has a OR everything) AND any text has b~ AND any text has c*"),
        (
            "a b -c lang:ru source:bbc is:unread date:2022",
            "(any text has a OR any text has b) AND source has bbc, "
            "without c, in Russian, unread, in 2022",
        ),
        ("The mothers of soldiers", "any of: mothers, soldiers"),
        ("the mothers lang:ru", "mothers, in Russian"),
    ],
)
def test_a_loose_query_wants_any_text_and_every_condition(text: str, described: str) -> None:
    assert relaxed(text) == described


@pytest.mark.parametrize(
    "text",
    [
        *("", "mothers", '"our pain"', "a | b", "a -b", "a lang:ru", "is:read is:starred", "-a -b"),
        *("a AND b", "a AND (b c)", "+a +b", '"our pain" ukrain*', "title:(a b)", "迷子の猫を保護"),
    ],
)
def test_there_is_nothing_to_loosen_in_a_single_text(text: str) -> None:
    assert relaxed(text) is None


@pytest.mark.parametrize(
    ("text", "described"),
    [
        ("東京都知事", "any of: 東京, 京都, 都知, 知事"),
        ("東京都 再開した港", "any of: 東京, 京都, 再開, 開し, た港"),
        ("iPhone発売", "any of: iPhone, 発売"),
        ("ありがとう", "any of: あり, りが, がと, とう"),
        ("猫 harbour", "any of: 猫, harbour"),
        ("ประชาชน", "any of: ปร, ระ, ะช, ชา, าช, ชน"),
        ("港で +東京都", "(any text has 港で OR everything) AND any text has 東京都"),
    ],
)
def test_a_run_without_spaces_is_loosened_into_its_pairs(text: str, described: str) -> None:
    loose = relax(parse_query(text, now=NOW), stop_words, runs=True)
    assert loose is not None
    assert describe(loose) == described
    assert relax(loose, stop_words, runs=True) is None


@pytest.mark.parametrize("text", ["東京", "猫", '"東京都知事"', "東京都*", "title:東京都"])
def test_a_single_pair_and_what_is_quoted_stay(text: str) -> None:
    assert relax(parse_query(text, now=NOW), stop_words, runs=True) is None


def test_a_loose_query_keeps_its_text_and_its_notes() -> None:
    query = parse_query("(a b", now=NOW)
    loose = relax(query, stop_words)
    assert loose == Query(query.text, Or((Word("a"), Word("b"))), query.notes)


READ = frozenset({"first", "second"})
STARRED = frozenset({"second"})


def ids_of(flag: Flag) -> frozenset[str]:
    return {Flag.READ: READ, Flag.STARRED: STARRED}[flag]


def test_flags_of_the_state_become_ids() -> None:
    query = parse_query("a (is:read OR is:starred) is:unread -is:starred is:headline")
    bound = bind(query, ids_of)
    assert bound.root == And(
        (
            Word("a"),
            Or((Ids(READ, Flag.READ), Ids(STARRED, Flag.STARRED))),
            Not(Ids(READ, Flag.READ)),
            Not(Ids(STARRED, Flag.STARRED)),
            parse_query("is:headline").root,
        )
    )
    assert flags(query) == {Flag.READ, Flag.STARRED, Flag.UNREAD, Flag.HEADLINE}
    assert flags(bound) == {Flag.HEADLINE}


def test_ids_are_told_as_the_flag_that_they_stand_for() -> None:
    query = parse_query("a OR (is:starred -is:read)")
    assert describe(bind(query, ids_of)) == describe(query)


def test_the_state_is_asked_once_a_flag_and_only_if_need_be() -> None:
    asked: list[Flag] = []

    def counted(flag: Flag) -> frozenset[str]:
        asked.append(flag)
        return ids_of(flag)

    bind(parse_query("is:read OR -is:read OR is:unread"), counted)
    bind(parse_query("a -b is:article"), counted)
    assert asked == [Flag.READ]


def test_a_query_without_flags_stays_as_it_is() -> None:
    query = parse_query("a* OR -(b date:2022)", typing=True)
    assert bind(query, ids_of) == query
    assert flags(query) == frozenset()
    assert isinstance(bind(Query(), ids_of).root, Everything)
    assert bind(Query(root=Prefix("a")), ids_of).root == Prefix("a")


def test_importing_the_language_loads_nothing_heavy() -> None:
    script = "import sys, index.query; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    heavy = {"difflib", "textual", "whoosh", "numpy", "sqlite3", "asyncio", "json", "calendar"}
    assert not heavy & set(run.stdout.split())


@pytest.mark.parametrize("text", ["before:0001", "after:9999", "date:0001", "date:9999-12-31"])
def test_the_first_and_the_last_days_that_there_are_can_be_told(text: str) -> None:
    assert describe(parse_query(text))


@pytest.mark.parametrize("ids", [frozenset(), frozenset({"a", "b2"})])
def test_ids_reach_another_process(ids: frozenset[str]) -> None:
    query = Query(root=Not(Ids(ids, Flag.STARRED)))
    assert pickle.loads(pickle.dumps(query)) == query
