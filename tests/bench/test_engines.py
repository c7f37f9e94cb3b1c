"""Tests of the engine benchmark: each installed engine answers, each missing one is reported."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.engines.asks import ASKS
from bench.engines.figures import Engine, Run, load
from bench.engines.measure import Failed, Plan, find, index, present
from bench.engines.peers import PEERS, Peer
from bench.engines.report import tables
from bench.mixed import blocks, read
from index.article import Article

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
ARTICLES = 500
NO_CORPORA = {"NEWSTUI_CORPORA": "/there/are/none"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with the results of a run over a small archive."""
    folder = tmp_path_factory.mktemp("bench")
    ran = subprocess.run(
        [sys.executable, "-m", "bench.engines", "--quick", "--articles", str(ARTICLES),
         "--archive", folder, "--folder", folder, "--results", folder / "results"],
        cwd=ROOT, env={**os.environ, **NO_CORPORA}, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return folder


@pytest.fixture(scope="module")
def run(folder: Path) -> Run:
    return load(folder / "results" / f"{ARTICLES}.json")


@pytest.fixture(scope="module")
def articles(folder: Path) -> list[Article]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(*next(iter(NO_CORPORA.items())))
        return list(read(blocks(ARTICLES, folder), ARTICLES))


def described(engines: dict[str, Engine]) -> Run:
    """Return a run without any figures yet."""
    return Run(1, 1, 1.0, "none", "none", "2026-11-22", {}, {}, engines)


def having(articles: list[Article], text: str) -> int:
    """Count the articles that have a text somewhere in a paragraph."""
    return sum(any(text in part.lower() for part in each.paragraphs) for each in articles)


def test_whatever_is_not_installed_is_reported(run: Run, folder: Path) -> None:
    page = (folder / "results.md").read_text(encoding="utf-8")
    assert list(run.engines) == [peer.name for peer in PEERS]
    for engine in run.engines.values():
        assert engine.missing is None or f"{engine.name}: not installed" in page
    assert run.engines["newstui"].missing is None
    assert run.engines["Whoosh"].missing is None
    has_tantivy = importlib.util.find_spec("tantivy") is not None
    assert (run.engines["tantivy"].missing is None) == has_tantivy


def test_every_question_is_answered_or_it_is_said_why_not(run: Run) -> None:
    for engine in run.engines.values():
        if engine.missing is None:
            for ask in ASKS:
                answered = ask.name in engine.kinds and engine.kinds[ask.name].warm
                assert bool(answered) != (ask.name in engine.unasked), (engine.name, ask.name)


def test_the_engines_agree_on_what_no_stemmer_touches(run: Run, articles: list[Article]) -> None:
    by_date = sorted(articles, key=lambda each: each.published or 0, reverse=True)
    newest = [each.id for each in by_date[:10]]
    for engine in run.engines.values():
        if engine.missing is None:
            everything = engine.kinds["every article, newest"]
            assert (everything.total, everything.best) == (ARTICLES, newest), engine.name
            assert engine.kinds["common word"].total == having(articles, "said"), engine.name
            assert len(engine.kinds["common word by source"].best) == 10, engine.name
            if "phrase of stop words" in engine.kinds:
                phrase = engine.kinds["phrase of stop words"].total
                assert phrase == pytest.approx(having(articles, "of the "), abs=25), engine.name


def test_every_engine_sees_the_changes(run: Run) -> None:
    for engine in run.engines.values():
        if engine.missing is None:
            assert engine.change_one
            assert engine.change_hundred
            assert len(engine.refresh) == 2


def test_a_peer_without_its_library_is_told_apart_from_one_that_works(run: Run) -> None:
    for engine in run.engines.values():
        assert (engine.missing is None) == bool(engine.indexing and engine.kinds)


def test_a_peer_that_is_not_measured_is_named_with_the_reason(tmp_path: Path) -> None:
    nowhere = Peer("Xapian", "-", python=str(tmp_path / "python"))
    slow = Peer("Whoosh", "-", largest=10)
    plan = Plan(blocks=(), articles=11, folder=tmp_path, rounds=1)
    found = find([nowhere, slow, Peer("tantivy", "-")], plan, without=["tantivy"])
    assert "not installed" in (found["Xapian"].missing or "")
    assert "above 10 articles" in (found["Whoosh"].missing or "")
    assert found["tantivy"].missing == "left out of this run"
    assert not present(described(found))


def test_a_peer_that_fails_is_left_out_and_ours_is_not(tmp_path: Path) -> None:
    plan = Plan(blocks=(tmp_path / "no block",), articles=1, folder=tmp_path, rounds=1)
    run = described({"Whoosh": Engine("Whoosh")})
    index(plan, run)
    assert "failed: Whoosh, index: FileNotFoundError" in (run.engines["Whoosh"].missing or "")
    with pytest.raises(Failed):
        index(plan, described({"newstui": Engine("newstui")}))


def test_the_tables_fit_a_page(run: Run) -> None:
    page = tables([run])
    assert max(map(len, page.split("\n"))) <= 100
    assert f"## {ARTICLES} articles" in page
    assert "few free pieces" in page


def test_nothing_is_left_behind(folder: Path, run: Run) -> None:
    assert {path.name for path in folder.iterdir()} == {"mixed", "results", "results.md"}
