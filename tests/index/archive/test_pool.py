"""Tests of the engine pool: many readers share two engines in turns."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

import index.archive.pool as pool_module
from index.archive.pool import EnginePool, PooledEngine, TooSlowError
from index.archive.questions import Questions
from index.engine.answer import Answer
from index.engine.request import Request
from index.errors import NewstuiError
from index.files.home import Home
from index.query import bind, parse_query


class FakeEngine(Questions):
    """Engine that answers light questions at once, and `heavy` ones when the test lets it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.stopped: list[str] = []
        self.may_go_on = asyncio.Event()

    async def ask(self, method: str, *arguments: Any) -> Any:
        text = arguments[0].query.text if isinstance(arguments[0], Request) else arguments[0]
        self.asked.append(text)
        try:
            if text.startswith("heavy"):
                await self.may_go_on.wait()
            await asyncio.sleep(0)
        except asyncio.CancelledError:
            self.stopped.append(text)
            raise
        return Answer(total=len(text))

    async def close(self) -> None:
        pass


class Pool(EnginePool):
    """Pool over engines of the test."""

    def __init__(self, changed: Callable[[], None] = lambda: None, limit: float = 30) -> None:
        super().__init__(Home(Path("/nowhere")), changed, limit=limit)
        self.quick, self.slow = FakeEngine(), FakeEngine()
        self._engines = [self.quick, self.slow]


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "QUICK_SECONDS", 0.05)


@pytest.fixture
async def pool() -> AsyncIterator[Pool]:
    pool = Pool()
    pool.start()
    yield pool
    await pool.close()


def ask(reader: PooledEngine, text: str) -> asyncio.Task[Answer]:
    return asyncio.create_task(reader.search(Request(parse_query(text))))


async def begun(pool: Pool, *texts: str) -> None:
    """Wait until an engine works at each of these texts."""
    async with asyncio.timeout(20):
        while not {*texts} <= {*pool.quick.asked, *pool.slow.asked}:
            await asyncio.sleep(0.001)


async def test_heavy_questions_do_not_hold_up_the_others(pool: Pool) -> None:
    heavy = [ask(pool.reader(), f"heavy{number}") for number in range(4)]
    await asyncio.sleep(0.01)
    light = [ask(pool.reader(), f"light{number}") for number in range(5)]
    await asyncio.wait_for(asyncio.gather(*light), 20)
    assert not any(task.done() for task in heavy)
    pool.quick.may_go_on.set()
    pool.slow.may_go_on.set()
    await asyncio.wait_for(asyncio.gather(*heavy), 20)


async def test_readers_take_turns(pool: Pool) -> None:
    blocked = [ask(pool.reader(), "heavy one"), ask(pool.reader(), "heavy two")]
    await begun(pool, "heavy one", "heavy two")
    greedy, modest = pool.reader(), pool.reader()
    tasks = [ask(greedy, f"g{number}") for number in range(5)]
    tasks.append(ask(modest, "modest"))
    await asyncio.wait_for(asyncio.gather(*tasks), 20)
    order = [text for text in pool.quick.asked if not text.startswith("heavy")]
    assert order.index("modest") <= 1
    pool.quick.may_go_on.set()
    pool.slow.may_go_on.set()
    await asyncio.gather(*blocked)


async def test_a_question_that_nobody_waits_for_is_stopped_or_never_asked(pool: Pool) -> None:
    working = [ask(pool.reader(), "heavy one"), ask(pool.reader(), "heavy two")]
    await begun(pool, "heavy one", "heavy two")
    waiting = ask(pool.reader(), "never")
    await asyncio.sleep(0)
    for task in (*working, waiting):
        task.cancel()
    await asyncio.gather(*working, waiting, return_exceptions=True)
    await ask(pool.reader(), "next")
    assert {*pool.quick.stopped, *pool.slow.stopped} == {"heavy one", "heavy two"}
    assert "never" not in pool.quick.asked + pool.slow.asked


async def test_what_takes_too_long_is_given_up() -> None:
    pool = Pool(limit=0.1)
    pool.start()
    with pytest.raises(TooSlowError, match="narrower"):
        await ask(pool.reader(), "heavy")
    assert (await ask(pool.reader(), "light")).total == 5
    assert pool.given_up == 1
    await pool.close()


async def test_what_was_just_answered_is_not_asked_again_until_the_index_changes() -> None:
    changes: list[bool] = []
    pool = Pool(lambda: changes.append(True))
    pool.start()
    for _ in range(3):
        await ask(pool.reader(), "list")
    assert (pool.quick.asked + pool.slow.asked).count("list") == 1
    pool._heard(0)
    assert not changes, "one engine still reads the older index"
    pool._heard(1)
    assert changes == [True]
    await ask(pool.reader(), "list")
    assert (pool.quick.asked + pool.slow.asked).count("list") == 2
    await pool.close()


async def test_a_reader_s_own_marks_are_kept_for_nobody_else(pool: Pool) -> None:
    bound = bind(parse_query("is:starred"), lambda _: frozenset({"one"}))
    for _ in range(2):
        await pool.reader().search(Request(bound))
    assert len(pool.quick.asked + pool.slow.asked) == 2


async def test_a_flood_of_one_reader_is_refused(pool: Pool) -> None:
    reader = pool.reader()
    tasks = [ask(reader, f"heavy{number}") for number in range(40)]
    await asyncio.sleep(0.01)
    refused = [task for task in tasks if task.done()]
    assert refused
    with pytest.raises(NewstuiError, match="too many"):
        await refused[0]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_closing_leaves_nobody_waiting() -> None:
    pool = Pool()
    pool.start()
    tasks = [ask(pool.reader(), f"heavy{number}") for number in range(4)]
    await asyncio.sleep(0.01)
    await pool.close()
    done = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 20)
    assert all(isinstance(each, BaseException) for each in done)


async def test_an_answer_from_before_the_index_changed_is_not_given_again(pool: Pool) -> None:
    pool.slow.may_go_on.clear()
    reader, other = pool.reader(), pool.reader()
    asking = asyncio.create_task(reader.search(Request(parse_query("heavy"))))
    while not (pool.quick.asked or pool.slow.asked):
        await asyncio.sleep(0)
    for engine in (0, 1):  # a second command while the answer is on its way
        pool._heard(engine)
    for fake in (pool.quick, pool.slow):
        fake.may_go_on.set()
    await asking
    before = len(pool.quick.asked) + len(pool.slow.asked)
    await other.search(Request(parse_query("heavy")))
    assert len(pool.quick.asked) + len(pool.slow.asked) == before + 1


@pytest.mark.parametrize("ticks", range(6))
async def test_a_pool_closes_at_every_moment_of_a_question_being_given_up(ticks: int) -> None:
    pool = Pool()
    pool.start()
    left = ask(pool.reader(), "heavy")
    await begun(pool, "heavy")
    left.cancel()
    for _ in range(ticks):
        await asyncio.sleep(0)
    async with asyncio.timeout(20):
        await pool.close()
