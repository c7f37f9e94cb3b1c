"""Tests of the writer: a batch of any size and content becomes one commit, on one or two cores."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from whoosh.index import open_dir

from index.article import Article
from index.engine.open import open_engine
from index.engine.request import Request
from index.engine.whoosh import writer
from index.engine.whoosh.store.commit import read_commit
from index.engine.whoosh.write import batch
from index.engine.whoosh.write.ids import IdSet
from index.engine.whoosh.write.indexing_helper import LUMP, IndexingHelper, IndexingHelperError
from index.engine.whoosh.writer import WhooshWriter
from index.errors import IndexUnusableError
from index.query import Prefix, Query, Word
from tests.index.engine.archive import EVERYTHING, TRAM, article, found

ROOT = Path(__file__).parents[4]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def tight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start a second process from the beginning, and limit memory to a few articles."""
    monkeypatch.setattr(writer, "WORTH_A_PROCESS", 0)
    monkeypatch.setattr(batch, "_LEAST_MB", 0)


def numbered(count: int, text: str = "pelican") -> list[Article]:
    return [article(f"a{n}", f"Number {n}", f"{text} {n} " * 20) for n in range(count)]


def live(folder: Path) -> dict[str, str]:
    """Return the slug and title of each document that is not deleted."""
    with open_dir(folder).searcher() as searcher:
        fields = list(searcher.documents())
    slugs = [each.get("slug", "") for each in fields]
    assert len(slugs) == len(set(slugs))
    return {each.get("slug", ""): each["row"][1] for each in fields}


def segments(folder: Path) -> Sequence[Any]:
    return open_dir(folder)._segments()  # type: ignore[no-any-return]


class TestBatches:
    def test_nothing_is_no_commit(self, folder: Path) -> None:
        assert WhooshWriter(folder).apply([]) == 0
        assert WhooshWriter(folder).apply([], remove=["unknown"]) == 0
        assert WhooshWriter(folder).apply(iter([TRAM]), remove=iter(())) == 1
        assert WhooshWriter(folder).apply([], remove=[TRAM.id]) == 2
        assert live(folder) == {}
        assert segments(folder) == []

    def test_the_last_of_an_id_counts(self, folder: Path) -> None:
        again = [replace(TRAM, title=f"Turn {n}") for n in range(3)]
        WhooshWriter(folder).apply([again[0], *EVERYTHING, *again[1:]], remove=[TRAM.id])
        assert live(folder)[TRAM.slug] == "Turn 2"
        assert len(live(folder)) == len(EVERYTHING)

    @pytest.mark.parametrize("few", [1, 10**9])
    def test_older_ones_are_replaced_however_they_are_found(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, few: int
    ) -> None:
        monkeypatch.setattr(writer, "_FEW", few)
        made = WhooshWriter(folder)
        made.apply(numbered(50))
        made.apply(numbered(30, "heron"), remove=[each.id for each in numbered(45)])
        made.apply(numbered(10, "crane"))
        made.apply([], remove=[numbered(1)[0].id, "unknown"])
        assert set(live(folder)) == {f"a{n}" for n in (*range(1, 30), *range(45, 50))}
        engine = open_engine(folder)
        assert len(found(engine, Word("heron"))) == 20
        assert len(found(engine, Word("crane"))) == 9

    @pytest.mark.usefixtures("tight")
    def test_a_small_memory_makes_more_segments_of_one_commit(self, folder: Path) -> None:
        articles = [*numbered(40), *numbered(25, "heron")]
        made = WhooshWriter(folder, memory_mb=0, processes=1)
        assert made.apply(articles) == 1
        # A segment is dropped once every article of it came again.
        assert 1 < len(segments(folder)) <= 65
        assert set(live(folder)) == {f"a{n}" for n in range(40)}
        assert len(found(open_engine(folder), Word("heron"))) == 25

    def test_how_far_it_is(self, folder: Path) -> None:
        told: list[tuple[int, int]] = []
        made = WhooshWriter(folder, progress=lambda *done: told.append(done))
        made.apply(numbered(LUMP + 3))
        assert [count for count, _ in told] == [LUMP, LUMP + 3]
        characters = sum(len(e.title) + len(e.paragraphs[0]) for e in numbered(LUMP + 3))
        assert told[-1][1] == characters


@pytest.mark.slow
@pytest.mark.usefixtures("tight")
class TestTwoProcesses:
    def test_they_share_one_commit(self, folder: Path) -> None:
        articles = numbered(2000)
        again = numbered(300, "heron")
        assert WhooshWriter(folder, processes=2).apply([*articles, *again]) == 1
        assert set(live(folder)) == {each.slug for each in articles}
        engine = open_engine(folder)
        assert set(found(engine, Word("heron"))) == {each.slug for each in again}
        assert engine.search(Request(Query(root=Word("pelican")))).total == 1700

    def test_long_articles_stay_here(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(writer, "LARGEST_LUMP", 1000)
        moved: list[Sequence[Article]] = []

        def take(_: IndexingHelper, lump: Sequence[Article]) -> bool:
            moved.append(lump)
            return False

        monkeypatch.setattr(IndexingHelper, "take", take)
        long = [article(f"long-{n}", "x", "pelican " * 1000) for n in range(9)]
        WhooshWriter(folder, processes=2).apply([*long, *numbered(3)])
        assert [len(lump) for lump in moved] == [3]
        assert len(live(folder)) == 12

    def test_what_is_too_long_for_the_wire_ends_the_helper(self, folder: Path) -> None:
        partner = IndexingHelper(folder, 0)
        try:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("index.ipc.wire.MAX_MESSAGE", 10)
                assert partner.take(numbered(1))
                partner.end()
                with pytest.raises(IndexingHelperError):
                    partner.finish()
        finally:
            partner.close()

    def test_an_error_there_is_an_error_here(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        wrong = replace(TRAM, paragraphs=(b"no text",))  # type: ignore[arg-type]

        monkeypatch.setattr(IndexingHelper, "give_back", lambda _: None)
        with pytest.raises((TypeError, AttributeError)):
            WhooshWriter(folder, processes=2).apply([*numbered(100), wrong])
        assert not list(folder.glob("*.seg"))

    def test_a_helper_that_dies_is_an_error(self, folder: Path) -> None:
        def deadly() -> Iterator[Article]:
            yield from numbered(LUMP * 3)
            (child,) = children(os.getpid())
            os.kill(child, signal.SIGKILL)
            yield from numbered(LUMP * 20)

        with pytest.raises(IndexingHelperError):
            WhooshWriter(folder, processes=2).apply(deadly())
        assert not list(folder.glob("*.seg"))
        assert not children(os.getpid())
        assert WhooshWriter(folder).apply(numbered(3)) == 1

    @pytest.mark.parametrize("moment", ["take", "end", "finish"])
    def test_a_helper_that_dies_costs_its_share_of_the_work_alone(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, moment: str
    ) -> None:
        """Kill the helper at its first or last articles, as the kernel does for want of memory."""
        started: list[IndexingHelper] = []
        whole = getattr(IndexingHelper, moment)

        def deadly(partner: IndexingHelper, *arguments: object) -> object:
            if not started:
                started.append(partner)
                partner._helper.kill()
            return whole(partner, *arguments)

        monkeypatch.setattr(IndexingHelper, moment, deadly)
        monkeypatch.setattr(IndexingHelper, "give_back", lambda _: None)
        writer = WhooshWriter(folder, processes=2)
        writer.apply(numbered(2))
        assert writer.apply(numbered(LUMP * 12), ["unknown"]) == 2
        assert started
        assert not children(os.getpid())
        with closing(open_engine(folder)) as engine:
            assert engine.search(Request()).total == LUMP * 12
            assert engine.damages() == ()
        named = {f"{each.id}.seg" for at in (1, 2) for each in read_commit(folder, at)}
        assert {path.name for path in folder.glob("*.seg")} == named

    def test_a_helper_ends_with_the_one_it_helps(self, folder: Path) -> None:
        script = """
            import os, signal, sys, time
            from pathlib import Path
            sys.path.insert(0, sys.argv[1])
            from index.engine.whoosh import writer
            from tests.index.engine.whoosh.test_writer import children, numbered
            writer.WORTH_A_PROCESS = 0
            def articles():
                yield from numbered(500)
                print(*children(os.getpid()), flush=True)
                time.sleep(60)
            writer.WhooshWriter(Path(sys.argv[2]), processes=2).apply(articles())
        """
        parent = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(script), str(ROOT), str(folder)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
        parent.wait()
        parent.stdout.close()
        deadline = time.monotonic() + 20
        while Path(f"/proc/{child}").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not Path(f"/proc/{child}").exists()


def children(parent: int) -> list[int]:
    """Return the ids of the living children of a process."""
    ids = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(id) for id in ids]


class TestBadInput:
    @pytest.mark.parametrize(
        "wrong",
        [
            article("w", "", "text"),
            article("w", "title"),
            article("w", "", day=None, source=None, language=None),
            article("w", "", "", " \n", "…", "!"),
            replace(article("w", "x"), published=datetime(1, 1, 1, tzinfo=UTC)),
            replace(article("w", "x"), published=datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
            article("w", "the of and", "to be or not to be " * 9),
            article("w", "a\0b\x1b[31m\u202e", "\x07\x85\ufeff \x1c"),
            article(
                "w", "\ud800 lone", "sur\udfffrogate \udc80", source="s\ud800", category="\udcff"
            ),
            replace(article("w", "x"), slug="\udc80", language="\ud800"),
            article("w", "x" * 100_000, "y" * 100_000 + " z"),
            replace(article("w", "x"), slug="", source=""),
        ],
        ids=lambda wrong: ascii((wrong.title or wrong.slug)[:9]),
    )
    def test_it_is_written_and_found_again(self, folder: Path, wrong: Article) -> None:
        WhooshWriter(folder).apply([TRAM, wrong, article("after", "After it")])
        engine = open_engine(folder)
        assert engine.article(wrong.id) == wrong
        assert found(engine, Word("after")) == ["after"]
        assert found(engine, Word("reopens")) == [TRAM.slug]
        assert len(live(folder)) == 3
        WhooshWriter(folder).apply([], remove=[wrong.id])
        assert len(live(folder)) == 2

    @pytest.mark.slow
    def test_an_article_of_fifty_megabytes(self, folder: Path) -> None:
        text = "The pelican was seen at sea. " * 60_000
        huge = article("huge", "Huge", *([text] * 30))
        assert sum(map(len, huge.paragraphs)) > 50_000_000
        WhooshWriter(folder).apply([TRAM, huge])
        with open_dir(folder).searcher() as searcher:
            assert searcher.reader().term_info("body", "pelican").weight() == 60_000 * 30
        assert open_engine(folder).article(huge.id) == huge

    @pytest.mark.slow
    def test_a_million_different_words(self, folder: Path) -> None:
        many = [
            article(f"m{n}", "x", " ".join(f"w{n}x{word}" for word in range(10_000)), language="xx")
            for n in range(100)
        ]
        WhooshWriter(folder, processes=1).apply(many)
        engine = open_engine(folder)
        assert found(engine, Word("w77x9999")) == ["m77"]
        assert found(engine, Prefix("w31x999")) == ["m31"]


class TestIds:
    def test_which_come_again(self) -> None:
        ids = IdSet()
        for id in ("a", "b", "a", "c", "b", "a"):
            ids.add(id)
        assert sorted(ids.superseded()) == [0, 1, 2]
        assert list(ids) == [b"a", b"b", b"a", b"c", b"b", b"a"]

    def test_which_are_among_them(self) -> None:
        ids = IdSet()
        assert ids.among([b"a"]) == []
        for id in ("a", "", "ü"):
            ids.add(id)
        assert ids.among([b"b", "ü".encode(), b"a", b"", b"aa"]) == [1, 2, 3]
        assert ids.among([]) == []

    def test_hashes_that_agree_by_chance(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("index.engine.whoosh.write.ids.hash", lambda id: len(id), raising=False)
        ids = IdSet()
        for id in ("aa", "bb", "c"):
            ids.add(id)
        assert ids.superseded() == []
        assert ids.among([b"dd", b"c"]) == [1]


def test_a_damaged_segment_is_told_apart_from_a_full_disk(folder: Path) -> None:
    made = WhooshWriter(folder)
    made.apply(EVERYTHING)
    (path,) = folder.glob("*.seg")
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(IndexUnusableError):
        made.apply([TRAM])
