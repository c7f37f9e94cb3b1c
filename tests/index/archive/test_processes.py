"""Tests of the engine and the indexer in processes of their own."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.archive.client import EngineClient, IndexerClient
from index.archive.messages import Changed, Waiting
from index.article import Article, Kind, Origin
from index.engine.request import Request
from index.errors import HomeError, IndexUnusableError, NewstuiError
from index.files.home import Home
from index.files.lock import acquire
from index.ipc import wire
from index.ipc.wire import AsyncWire, MessageTooLongError, Wire
from index.query import Query
from index.search.concordance import START
from index.sync.report import Progress, Report
from index.sync.sources import add_source
from tests.index.fakes import FileWriter, load

ROOT = Path(__file__).parents[3]
ENGINE = "tests.index.fake_engine"
INDEXER = "tests.index.fake_indexer"

STORM = Article("storm", "storm-1", Kind.ARTICLE, "Storm", Origin("/s.txt"))
CALM = Article("calm", "calm-1", Kind.ARTICLE, "Calm", Origin("/c.txt"))


def find(text: str) -> Request:
    return Request(Query(text))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.index.mkdir(parents=True)
    FileWriter(home.index).apply([STORM])
    return home


@pytest.fixture
async def engine(home: Home) -> AsyncIterator[EngineClient]:
    async with await EngineClient.start(home, module=ENGINE) as client:
        yield client


def pid(engine: EngineClient) -> int:
    assert engine._child is not None
    return engine._child._process.pid


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


# The protocol


def test_messages_arrive_whole_and_in_order() -> None:
    ends = socket.socketpair()
    ours, theirs = map(Wire, ends)
    for message in ("one", {"two": [2]}, None):
        ours.send(message)
    assert [theirs.receive() for _ in range(3)] == ["one", {"two": [2]}, None]
    ends[0].close()
    with pytest.raises(EOFError):
        theirs.receive()
    ends[1].close()


def test_a_message_has_a_bounded_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MAX_MESSAGE", 1000)
    with pytest.raises(MessageTooLongError):
        wire.packed(b"x" * 1001)
    with pytest.raises(EOFError):
        wire.length_of(b"\xff\xff\xff\xff")


def test_what_nobody_reads_is_not_offered_for_ever() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)
        sending = Wire(ours)
        for _ in range(10_000):
            sending.offer(Progress(current="x" * 100))


async def test_both_kinds_of_ends_understand_each_other() -> None:
    one, other = socket.socketpair()
    with other:
        inner = await AsyncWire.over(one)
        inner.send("there")
        assert Wire(other).receive() == "there"
        Wire(other).send("back" * 1_000)
        assert await inner.receive() == "back" * 1_000
        inner.close()


# The engine


@pytest.mark.slow
async def test_every_question_is_answered(engine: EngineClient) -> None:
    answer = await engine.search(find("Sto"))
    assert [hit.id for hit in answer.hits] == ["storm"]
    passage = await engine.concordance(find("Sto"), START, 10)
    assert [(line.id, line.match, line.right) for line in passage.occurrences] == [
        ("storm", "Sto", "rm")
    ]
    assert await engine.article("storm") == STORM
    assert await engine.article("none") is None
    opened = await engine.opened("storm", Query("tor"))
    assert opened is not None
    assert opened.article == STORM
    assert opened.marks.title == ((1, 4),)
    assert (opened.similar, opened.page) == ((), None)
    assert await engine.opened("none", Query("tor")) is None
    assert await engine.slugs("sto") == (("storm-1", "storm"),)
    assert await engine.words("sto") == (("storm", 1),)


@pytest.mark.slow
async def test_a_search_that_nobody_awaits_any_more_is_stopped(engine: EngineClient) -> None:
    search = asyncio.create_task(engine.search(find("forever")))
    while not engine._questions:
        await asyncio.sleep(0)
    search.cancel()
    assert await engine.article("storm") == STORM


@pytest.mark.slow
async def test_a_concordance_is_stopped_like_a_search(engine: EngineClient) -> None:
    lines = asyncio.create_task(engine.concordance(find("forever"), START, 10))
    while not engine._questions:
        await asyncio.sleep(0)
    lines.cancel()
    assert await engine.article("storm") == STORM


@pytest.mark.slow
async def test_words_that_nobody_awaits_any_more_are_stopped(engine: EngineClient) -> None:
    words = asyncio.create_task(engine.words("forever"))
    while not engine._questions:
        await asyncio.sleep(0)
    words.cancel()
    assert await engine.words("sto") == (("storm", 1),)


@pytest.mark.slow
async def test_a_newer_commit_is_told(home: Home) -> None:
    told: asyncio.Queue[Changed] = asyncio.Queue()
    async with await EngineClient.start(home, told.put_nowait, ENGINE) as engine:
        assert (await engine.search(find(""))).total == 1
        FileWriter(home.index).apply([CALM])
        assert await told.get() == Changed(2)
        assert (await engine.search(find(""))).total == 2


@pytest.mark.slow
async def test_a_newer_commit_is_noticed_at_once_by_who_knows_of_it(home: Home) -> None:
    told: asyncio.Queue[Changed] = asyncio.Queue()
    async with await EngineClient.start(home, told.put_nowait, ENGINE) as engine:
        assert (await engine.search(find(""))).total == 1
        for number in range(3):
            FileWriter(home.index).apply([replace(CALM, id=f"calm-{number}")])
            await engine.look()
            assert (await engine.search(find(""))).total == 2 + number
            assert await told.get() == Changed(2 + number)


@pytest.mark.slow
async def test_an_unusable_index_is_an_answer_until_it_is_made_anew(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    told: asyncio.Queue[Changed] = asyncio.Queue()
    async with await EngineClient.start(home, told.put_nowait, ENGINE) as engine:
        first = pid(engine)
        with pytest.raises(IndexUnusableError) as caught:
            await engine.search(find(""))
        assert caught.value.path == home.index
        home.index.mkdir(parents=True)
        FileWriter(home.index).apply([STORM])
        await told.get()
        assert (await engine.search(find(""))).total == 1
        assert pid(engine) == first


@pytest.mark.slow
async def test_a_killed_engine_is_started_again_and_asked_again(engine: EngineClient) -> None:
    search = asyncio.create_task(engine.search(find("Storm")))
    os.kill(pid(engine), signal.SIGKILL)
    assert (await search).total == 1


@pytest.mark.slow
async def test_a_question_that_ends_the_engine_twice_is_given_up(engine: EngineClient) -> None:
    with pytest.raises(NewstuiError, match=r"ended over this, twice \(exit code 9\)"):
        await engine.search(find("crash"))
    assert (await engine.search(find("Storm"))).total == 1


@pytest.mark.slow
async def test_a_mistake_in_the_engine_is_told_and_logged(home: Home, engine: EngineClient) -> None:
    with pytest.raises(NewstuiError, match=r"the search failed \(TypeError\)"):
        await engine.ask("article", "one", "too", "many")
    assert "Traceback" in home.log.read_text()
    assert await engine.article("storm") == STORM


@pytest.mark.slow
async def test_no_process_is_left_behind(home: Home) -> None:
    engine = await EngineClient.start(home, module=ENGINE)
    search = asyncio.create_task(engine.search(find("forever")))
    await asyncio.sleep(0)
    process = pid(engine)
    await engine.close()
    assert not is_running(process)
    with pytest.raises(asyncio.CancelledError):
        await search
    with pytest.raises(NewstuiError, match="closed"):
        await engine.search(find(""))


@pytest.mark.slow
def test_the_engine_ends_when_its_browser_is_killed(home: Home) -> None:
    script = f"""
import asyncio, sys
from pathlib import Path
from index.files.home import Home
from index.archive.client import EngineClient
async def main():
    client = await EngineClient.start(Home(Path(sys.argv[1])), module={ENGINE!r})
    await client.slugs("")
    print(client._child._process.pid, flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""
    arguments = [sys.executable, "-c", script, str(home.path)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, cwd=ROOT) as browser:
        assert browser.stdout is not None
        process = int(browser.stdout.readline())
        watched = os.pidfd_open(process) if hasattr(os, "pidfd_open") else None
        browser.kill()
    if watched is None:
        pytest.skip("this system can't wait for a process that is not ours")
    assert select.select([watched], [], [], 30)[0]
    os.close(watched)


@pytest.mark.slow
async def test_the_terminal_s_signals_do_not_reach_the_engine(engine: EngineClient) -> None:
    first = pid(engine)
    await engine.slugs("")
    assert os.getpgid(first) != os.getpgid(0)
    os.kill(first, signal.SIGINT)
    os.kill(first, signal.SIGHUP)
    assert await engine.article("storm") == STORM
    assert pid(engine) == first


# The indexer


@pytest.fixture
def news(home: Home, tmp_path: Path) -> Path:
    for file in home.index.iterdir():
        file.unlink()
    folder = tmp_path / "news"
    folder.mkdir()
    add_source(home.sources, folder)
    for number in range(3):
        (folder / f"{number}.txt").write_text(f"Title {number}")
    return folder


async def events(indexer: IndexerClient) -> tuple[list[Any], Report]:
    *before, last = [event async for event in indexer.events()]
    assert isinstance(last, Report)
    return before, last


@pytest.mark.slow
async def test_an_update_tells_its_progress_and_reports(home: Home, news: Path) -> None:
    async with await IndexerClient.start(home, module=INDEXER) as indexer:
        before, report = await events(indexer)
    assert report.added == 3 + len(list((ROOT / "seeds").glob("*.txt")))
    assert all(isinstance(event, Progress) for event in before)
    assert len(load(home.index)[1]) == report.articles


@pytest.mark.slow
async def test_some_sources_are_brought_up_to_date_and_all_are_made_anew(
    home: Home, news: Path
) -> None:
    async with await IndexerClient.start(home, module=INDEXER) as indexer:
        await events(indexer)
    (news / "new.txt").write_text("New")
    async with await IndexerClient.start(home, only=["seeds"], module=INDEXER) as indexer:
        assert (await events(indexer))[1].added == 0
    async with await IndexerClient.start(home, rebuild=True, module=INDEXER) as indexer:
        assert (await events(indexer))[1].rebuilt == "as asked"


@pytest.mark.slow
async def test_an_update_that_fails_says_why(home: Home, news: Path) -> None:
    home.lock.mkdir()
    async with await IndexerClient.start(home, module=INDEXER) as indexer:
        with pytest.raises(HomeError, match="can't lock the index"):
            await events(indexer)


@pytest.mark.slow
async def test_who_waits_for_another_indexer_says_so_and_can_be_stopped(
    home: Home, news: Path
) -> None:
    with acquire(home.lock) or pytest.fail("not free"):
        async with await IndexerClient.start(home, module=INDEXER) as indexer:
            stream = indexer.events()
            waiting = await anext(stream)
            assert isinstance(waiting, Waiting)
            assert waiting.holder.startswith(f"process {os.getpid()}, since ")
            indexer.stop()
            assert [event async for event in stream] == [Report(stopped=True)]


@pytest.mark.slow
async def test_an_indexer_that_is_killed_is_an_error_in_words(home: Home, news: Path) -> None:
    with acquire(home.lock) or pytest.fail("not free"):
        indexer = await IndexerClient.start(home, module=INDEXER)
        stream = indexer.events()
        await anext(stream)
        os.kill(indexer._child._process.pid, signal.SIGKILL)
        with pytest.raises(NewstuiError, match="killed by SIGKILL"):
            await anext(stream)
    await indexer.close()


# Cost of the screen's process


def modules_after(statement: str, run: Callable[..., Any] = subprocess.run) -> set[str]:
    script = f"{statement}; import sys; print(*sys.modules)"
    done = run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    return set(done.stdout.split())


def test_the_client_loads_neither_engine_nor_readers() -> None:
    loaded = modules_after("import index.archive.client")
    heavy = {
        "whoosh",
        "numpy",
        "textual",
        "multiprocessing",
        "sqlite3",
        "index.sync.job",
        "slugify",
    }
    assert not loaded & heavy


def test_the_look_at_launch_loads_no_engine() -> None:
    loaded = modules_after("from index.sync.job import needs_sync")
    assert not loaded & {
        "whoosh",
        "numpy",
        "textual",
        "index.ingest.registry",
        "index.engine.whoosh",
    }
