"""Tests of ids: a few or many articles are found by their ids."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from index.engine.request import Request
from index.engine.whoosh.engine import WhooshEngine
from index.engine.whoosh.writer import WhooshWriter
from index.query import Ids, Not, Query
from tests.index.engine.archive import article

MANY = 300


@pytest.fixture(scope="module", params=[4, None], ids=["equally long", "of many lengths"])
def archive(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[str]]:
    """Return an index of several segments, with deleted and rewritten articles, and the ids."""
    folder = tmp_path_factory.mktemp("ids") / "index"
    ids = [f"{number:04}" if request.param else f"é{number}" for number in range(MANY)]
    writer = WhooshWriter(folder, processes=1)
    every = [replace(article(id, "Title", "text"), id=id) for id in ids]
    writer.apply(every[:200])
    writer.apply(every[150:], remove=ids[:20])
    return folder, ids[20:]


@pytest.mark.parametrize("step", [1, 3, 100])
def test_articles_by_their_ids(archive: tuple[Path, list[str]], step: int) -> None:
    folder, every = archive
    wanted = every[::step]
    asked = frozenset({*wanted, "0000", "é0", "unknown", "", "\0\0\0\0", "002"})
    engine = WhooshEngine(folder)
    found = engine.search(Request(Query(root=Ids(asked)), limit=MANY))
    assert sorted(hit.id for hit in found.hits) == sorted(wanted)
    assert found.total == len(wanted)
    others = engine.search(Request(Query(root=Not(Ids(asked))), limit=MANY))
    assert {hit.id for hit in others.hits} == set(every) - set(wanted)
    engine.close()


def test_ids_that_no_article_can_have_are_found_nowhere(
    archive: tuple[Path, list[str]],
) -> None:
    folder, ids = archive
    engine = WhooshEngine(folder)
    strange = {"\udcff", "\ud800" * 8}
    for some in (set(), set(ids)):
        found = engine.search(Request(Query(root=Ids(frozenset(strange | some)))))
        assert found.total == len(some)
    assert engine.article("\udcff") is None
    assert engine.slugs("\udcff") == ()
    assert engine.similar("\udcff") == ()
    assert engine.spellings("\udcffabcdef") == ()
