"""Tests of the index as a plain Whoosh index, with workarounds for Whoosh's limits."""

from __future__ import annotations

import itertools
import math
import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from index.engine.request import FacetName, Request, Sort
from index.engine.whoosh.engine import WhooshEngine
from index.engine.whoosh.read.forms import STEM_WEIGHT, term_weights
from index.engine.whoosh.read.score import FIELD_WEIGHT, K1, B
from index.engine.whoosh.read.translate import UnknownFlagError
from index.engine.whoosh.writer import WhooshWriter
from index.match.pattern import Slot
from index.query import Flag, Is, Or, Phrase, Prefix, Query, Word
from tests.index.engine.archive import EVERYTHING, MOTHERS, article


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def run(code: str, *arguments: object, options: tuple[str, ...] = ()) -> str:
    """Return the output of a fresh interpreter without newstui."""
    done = subprocess.run(
        [sys.executable, *options, "-I", "-c", textwrap.dedent(code), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.mark.slow
def test_plain_whoosh_opens_and_searches_it(folder: Path) -> None:
    WhooshWriter(folder).apply(EVERYTHING)
    output = run(
        """
        import sys
        from whoosh.index import open_dir
        from whoosh.query import NumericRange, Phrase, Term
        index = open_dir(sys.argv[1])
        assert not [name for name in sys.modules if name.split(".")[0] == "index"]
        with index.searcher() as searcher:
            print(searcher.doc_count())
            for query in (
                Term("title", "mothers"),
                Term("body", "=en:mother"),
                Phrase("body", ["share", "your", "pain"]),
                Term("source", "Шлок"),
            ):
                hits = searcher.search(query, limit=None)
                print(sorted(hit["slug"] for hit in hits))
        """,
        folder,
    )
    assert output.splitlines() == [
        "7",
        "['putin-mothers', 'zhelensky-mothers']",
        "['putin-mothers', 'zhelensky-mothers']",
        "['putin-mothers']",
        "['anticyclone', 'leopard-zoo']",
    ]


@pytest.mark.slow
def test_whoosh_is_imported_without_a_warning_and_only_when_needed(tmp_path: Path) -> None:
    root = Path(__file__).parents[4]
    compiled_anew = f"pycache_prefix={tmp_path}"
    output = run(
        """
        import sys
        sys.path.insert(0, sys.argv[1])
        import index.engine.protocol, index.match.highlight, index.engine.whoosh
        assert "whoosh" not in sys.modules
        assert "numpy" not in sys.modules
        import index.engine.whoosh.engine
        assert "whoosh" not in sys.modules
        import index.engine.whoosh.writer
        assert "whoosh.index" in sys.modules
        assert "whoosh.qparser" not in sys.modules
        assert "textual" not in sys.modules
        print("fine")
        """,
        root,
        options=("-W", "error", "-X", compiled_anew),
    )
    assert output == "fine\n"


def test_scores_are_bm25f(folder: Path) -> None:
    WhooshWriter(folder).apply(
        [
            article("a", "Pelican pelican", "One pelican here", source=None, language="xx"),
            article("b", "Nothing", "Here, a heron", source=None, language="xx"),
            article("c", "None", "Here", source=None, language="xx"),
        ]
    )
    request = Request(Query(root=Word("pelican")), sort=Sort.RELEVANCE)
    (hit,) = WhooshEngine(folder).search(request).hits
    title = FIELD_WEIGHT["title"] * 2 / (1 - B + B * 2 / (4 / 3))
    body = FIELD_WEIGHT["body"] * 1 / (1 - B + B * 3 / (7 / 3))
    rarity = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    count = title + body
    assert hit.score == pytest.approx(rarity * count * (K1 + 1) / (count + K1))


def test_another_form_of_a_word_counts_less(folder: Path) -> None:
    WhooshWriter(folder).apply([article("a", "Heron", "Herons here", source=None, language="en")])
    engine = WhooshEngine(folder)

    def score(word: str) -> float:
        request = Request(Query(root=Word(word)), sort=Sort.RELEVANCE)
        return engine.search(request).hits[0].score

    rarity = math.log(1 + 0.5 / 1.5)
    title = FIELD_WEIGHT["title"]  # lengths are the means and change nothing
    for word, count in (("heron", title + STEM_WEIGHT), ("herons", title * STEM_WEIGHT + 1)):
        assert score(word) == pytest.approx(rarity * count * (K1 + 1) / (count + K1))


def test_what_stands_for_a_word_in_a_field_adds_up_to_one_for_the_typed_form() -> None:
    def counts(slot: Slot, stemmer: str | None) -> dict[str, float]:
        return {term: weight.of(stemmer) for term, weight in term_weights(slot).items()}

    typed = Slot("herons", frozenset({"=en:heron", "=sv:heron"}))
    forms = {"=en:heron": STEM_WEIGHT, "=sv:heron": STEM_WEIGHT}
    assert counts(typed, "en") == {**forms, "herons": 1 - STEM_WEIGHT, "heron": STEM_WEIGHT}
    assert counts(typed, "hu") == {**forms, "herons": 1, "heron": 0}, "a root of other languages"
    own = Slot("heron", frozenset({"=en:heron"}))
    assert counts(own, "en") == {"heron": 1, "=en:heron": STEM_WEIGHT}
    assert counts(own, None) == counts(own, "en")
    partly = Slot("herons", frozenset({"=en:heron", "=sv:herons"}))
    assert counts(partly, "sv")["herons"] == 1
    assert counts(partly, "en")["herons"] == 1 - STEM_WEIGHT
    assert counts(Slot("her", begins="her"), "en") == {"her": 1}


def test_more_values_than_a_facet_column_holds(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [article(f"a{n}", "x", source=f"s{n % 5}" if n % 5 else None) for n in range(30)]
    WhooshWriter(folder).apply(many)
    plain = WhooshEngine(folder).search(Request(facets=True)).facets
    monkeypatch.setattr("index.engine.whoosh.store.values.MOST_VALUES", 3)
    assert WhooshEngine(folder).search(Request(facets=True)).facets == plain
    assert len(plain[FacetName.SOURCE]) == 5


def test_long_dictionaries_and_long_terms_are_read_in_pieces(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slugs = [f"{n:04}" + "x" * (n % 7) * 40 for n in range(200)]
    WhooshWriter(folder).apply([article(slug, "x") for slug in slugs])
    monkeypatch.setattr("index.engine.whoosh.postings.dictionary._STEP", 7)
    engine = WhooshEngine(folder)
    assert [slug for slug, _ in engine.slugs("", limit=1000)] == slugs
    assert [slug for slug, _ in engine.slugs("01", limit=1000)] == slugs[100:]


def test_postings_are_read_across_blocks(folder: Path) -> None:
    many = [article(f"a{n}", "common words", "of the") for n in range(300)]
    WhooshWriter(folder).apply(many)
    engine = WhooshEngine(folder)
    for root in (Word("common"), Phrase("of the"), Phrase("common word")):
        assert engine.search(Request(Query(root=root))).total == 300


def test_what_is_kept_is_forgotten_when_there_is_too_much(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    WhooshWriter(folder).apply(EVERYTHING)
    engine = WhooshEngine(folder)
    kept = engine._snapshot.kept
    monkeypatch.setattr(kept, "_most", 5_000)
    for _ in range(3):
        for word in ("mothers", "harbour", "the", "ukraine", "kremlin", "to", "of", "in"):
            assert engine.search(Request(Query(root=Word(word)))).total
            assert 0 < kept.size <= 5_000


def test_undated_articles_keep_out_of_whooshs_last_year(folder: Path) -> None:
    WhooshWriter(folder).apply(EVERYTHING)
    (part,) = WhooshEngine(folder)._snapshot.segments
    dates = part.segment.columns.dates
    assert int(dates.max()) == 2**64 - 1
    day = (datetime(2022, 11, 25) - datetime.min).days
    assert dates[part.number(MOTHERS.id)] == day * 86_400_000_000


class TestMerging:
    def test_removing_everything_leaves_nothing(self, folder: Path) -> None:
        writer = WhooshWriter(folder)
        writer.apply(EVERYTHING)
        writer.apply([], remove=[each.id for each in EVERYTHING])
        engine = WhooshEngine(folder)
        assert engine._snapshot.segments == ()
        assert engine.search(Request()).total == 0


@pytest.mark.parametrize("sort", list(Sort))
def test_an_answer_that_is_cut_short_holds_what_there_was(
    folder: Path, monkeypatch: pytest.MonkeyPatch, sort: Sort
) -> None:
    WhooshWriter(folder).apply(EVERYTHING[:4])
    WhooshWriter(folder).apply(EVERYTHING[4:])
    root = Or((Word("harbour"), Phrase("of russian"), Prefix("т")))
    request = Request(Query(root=root), sort=sort, facets=True, timeline=True, snippets=True)
    whole = WhooshEngine(folder).search(request)
    wanted = {hit.slug for hit in whole.hits}
    limited = replace(request, time_limit=1)
    for seconds in itertools.count():
        clock = itertools.chain([0.0] * (seconds + 1), itertools.repeat(2.0))
        monkeypatch.setattr(
            "index.engine.whoosh.read.stop_signal.monotonic", lambda clock=clock: next(clock)
        )
        answer = WhooshEngine(folder).search(limited)
        assert {hit.slug for hit in answer.hits} <= wanted
        assert len(answer.hits) == answer.total <= whole.total
        if not answer.cut_short:
            break
    assert answer.hits == whole.hits
    assert seconds > 10


def test_a_flag_of_the_state_is_somebodys_mistake(folder: Path) -> None:
    WhooshWriter(folder).apply(EVERYTHING)
    with pytest.raises(UnknownFlagError):
        WhooshEngine(folder).search(Request(Query(root=Is(Flag.UNREAD))))
