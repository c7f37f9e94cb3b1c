"""Pool of engines shared by many readers: slow questions leave the quick engine to the others."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from index.archive.client import ENGINE, EngineClient
from index.archive.questions import Questions
from index.engine.answer import Answer
from index.engine.request import Request
from index.errors import NewstuiError
from index.files.home import Home
from index.query import Query
from index.query.nodes import Ids, walk

QUICK_SECONDS = 0.3
"""Seconds that a question may keep the quick engine while others wait; then the slow one has it."""
LIMIT_SECONDS = 15.0
"""Seconds that an engine works on a question before the question fails."""
MOST_WAITING = 16
"""Most waiting questions of one reader: a screen asks a few; a flood of keys must not add more."""
ANSWERS_KEPT = 64
"""Size of the answer cache, kept while the index stays the same: all readers see the same list."""
KEPT_METHODS = frozenset({"search", "article", "opened"})
CHANGE_SECONDS = 2.0
"""Longest delay, in seconds, of the news of a newer index, until every engine reads it."""


class TooSlowError(NewstuiError):
    """The failure of a question that took longer than an archive of many readers can give it."""


@dataclass(slots=True, eq=False)
class _PooledQuestion:
    method: str
    arguments: tuple[Any, ...]
    reader: PooledEngine
    answer: asyncio.Future[Any]

    @property
    def key(self) -> tuple[Any, ...] | None:
        """The cache key; None for a question that only one reader will ask."""
        if self.method not in KEPT_METHODS or not all(map(_is_anyones, self.arguments)):
            return None
        return (self.method, *self.arguments)


@dataclass(slots=True)
class _Turns:
    """Queue of waiting questions, each reader's in order; readers take turns."""

    by_reader: OrderedDict[PooledEngine, deque[_PooledQuestion]] = field(
        default_factory=OrderedDict
    )

    def put(self, question: _PooledQuestion) -> None:
        self.by_reader.setdefault(question.reader, deque()).append(question)

    def take(self) -> _PooledQuestion | None:
        """Return the oldest question of the next reader in turn; None if there is none."""
        while self.by_reader:
            reader, waiting = self.by_reader.popitem(last=False)
            question = waiting.popleft()
            if waiting:
                self.by_reader[reader] = waiting
            if not question.answer.done():  # a cancelled question is passed over
                return question
        return None

    def waiting(self, reader: PooledEngine) -> int:
        """Return the number of a reader's questions that still want an answer."""
        return sum(not each.answer.done() for each in self.by_reader.get(reader, ()))

    def __len__(self) -> int:
        return sum(map(len, self.by_reader.values()))


class EnginePool:
    """Two engines, each in a process of its own, for any number of readers. For one event loop.

    All questions go to the quick engine, readers in turn, one question at a time. A question that
    takes longer than `QUICK_SECONDS` while others wait begins anew on the slow engine, which also
    helps with the common questions when it is idle. A cancelled question is stopped, or never
    asked: the newest question of each reader wins. A recent answer to one reader serves all
    readers, until the index changes.
    """

    def __init__(
        self,
        home: Home,
        changed: Callable[[], None] = lambda: None,
        module: str = ENGINE,
        limit: float = LIMIT_SECONDS,
        crashed: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Take the callbacks: `changed` for another index, `crashed` for an engine that ended.

        The next question starts the engine again.
        """
        self._changed = changed
        self._limit = limit
        self._common, self._heavy = _Turns(), _Turns()
        self._news = asyncio.Condition()
        self._kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
        self._engines: list[Questions] = [
            EngineClient(home, lambda _: self._heard(0), module, crashed),
            EngineClient(home, lambda _: self._heard(1), module, crashed),
        ]
        self._have_changed: set[int] = set()
        self._changes = 0
        """Number of times that an engine reported another index."""
        self._telling: asyncio.TimerHandle | None = None
        self._workers: list[asyncio.Task[None]] = []
        self.asked = self.kept_hits = self.given_up = 0
        """Questions so far; questions answered from the cache; questions that took too long."""

    @property
    def waiting(self) -> int:
        """Number of questions that no engine has begun."""
        return len(self._common) + len(self._heavy)

    def start(self) -> None:
        """Start the workers, in the running loop."""
        self._workers = [
            asyncio.create_task(self._work(self._engines[0], self._take_quick, QUICK_SECONDS)),
            asyncio.create_task(self._work(self._engines[1], self._take_any, self._limit)),
        ]

    def reader(self) -> PooledEngine:
        """Return a client of the pool for one reader."""
        return PooledEngine(self)

    async def close(self) -> None:
        """End the processes; waiting questions fail with `NewstuiError`."""
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)
        for turns in (self._common, self._heavy):
            while question := turns.take():
                self._close_on(question)
        if self._telling:
            self._telling.cancel()
        await asyncio.gather(*(engine.close() for engine in self._engines))

    async def look(self) -> None:
        """Make both engines check for a newer commit at once."""
        await asyncio.gather(*(engine.look() for engine in self._engines))

    async def ask(self, reader: PooledEngine, method: str, *arguments: Any) -> Any:
        """Answer a reader's question in turn. Raises the engine's errors, and `TooSlowError`."""
        self.asked += 1
        if self._common.waiting(reader) + self._heavy.waiting(reader) >= MOST_WAITING:
            raise NewstuiError("too many questions at once; wait for the answers")
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        question = _PooledQuestion(method, arguments, reader, answer)
        if not self._answered(question):
            await self._put(self._common, question)
        try:
            return await answer
        finally:
            answer.cancel()

    # -- the workers

    async def _put(self, turns: _Turns, question: _PooledQuestion) -> None:
        turns.put(question)
        async with self._news:
            self._news.notify_all()

    async def _work(
        self, engine: Questions, take: Callable[[], _PooledQuestion | None], patience: float
    ) -> None:
        while True:
            async with self._news:
                question = take()
                while question is None:
                    await self._news.wait()
                    question = take()
            if not self._answered(question):
                await self._asked(engine, question, patience)

    def _take_quick(self) -> _PooledQuestion | None:
        return self._common.take()

    def _take_any(self) -> _PooledQuestion | None:
        return self._heavy.take() or self._common.take()

    async def _asked(self, engine: Questions, question: _PooledQuestion, patience: float) -> None:
        """Have an engine answer a question, until the question is cancelled or its time is up."""
        loop = asyncio.get_running_loop()
        work = asyncio.ensure_future(engine.ask(question.method, *question.arguments))
        begun, changes = loop.time(), self._changes
        try:
            while not (work.done() or question.answer.done()):
                spent = loop.time() - begun
                if spent >= self._limit:
                    self._give_up(question)
                    break
                if spent >= patience and self._common:
                    await self._put(self._heavy, question)
                    return
                left = self._limit - spent
                step = patience - spent if spent < patience else QUICK_SECONDS
                waits: Iterable[asyncio.Future[Any]] = {work, question.answer}
                await asyncio.wait(
                    waits, timeout=min(left, step), return_when=asyncio.FIRST_COMPLETED
                )
            if work.done():
                self._settle(question, work, is_fresh=changes == self._changes)
        except asyncio.CancelledError:
            self._close_on(question)
            raise
        finally:
            if not work.done():
                work.cancel()
                # Not awaited itself: its cancellation would look like that of this worker.
                await asyncio.gather(work, return_exceptions=True)

    def _settle(
        self, question: _PooledQuestion, work: asyncio.Future[Any], *, is_fresh: bool
    ) -> None:
        if work.cancelled():
            question.answer.cancel()
            return
        error = work.exception()
        if error is None and is_fresh:
            self._keep(question.key, work.result())
        if question.answer.done():
            return
        if error is None:
            question.answer.set_result(work.result())
        else:
            question.answer.set_exception(error)

    def _close_on(self, question: _PooledQuestion) -> None:
        if not question.answer.done():
            question.answer.set_exception(NewstuiError("the archive is closing"))

    def _give_up(self, question: _PooledQuestion) -> None:
        self.given_up += 1
        if not question.answer.done():
            reason = f"this took longer than {self._limit:g} seconds; ask for something narrower"
            question.answer.set_exception(TooSlowError(reason))

    # -- the cache of answers

    def _answered(self, question: _PooledQuestion) -> bool:
        key = question.key
        if key is None or key not in self._kept:
            return False
        self._kept.move_to_end(key)
        self.kept_hits += 1
        if not question.answer.done():
            question.answer.set_result(self._kept[key])
        return True

    def _keep(self, key: tuple[Any, ...] | None, answer: Any) -> None:
        if key is None or self._have_changed or (isinstance(answer, Answer) and answer.cut_short):
            return  # the engines may not agree, or a complete answer may come later
        self._kept[key] = answer
        if len(self._kept) > ANSWERS_KEPT:
            self._kept.popitem(last=False)

    def _heard(self, engine: int) -> None:
        """Note that an engine reads another index; report once both do, so that answers agree."""
        self._changes += 1
        self._kept.clear()
        self._have_changed.add(engine)
        if len(self._have_changed) == len(self._engines):
            self._tell()
        elif self._telling is None:
            loop = asyncio.get_running_loop()
            self._telling = loop.call_later(CHANGE_SECONDS, self._tell)

    def _tell(self) -> None:
        if self._telling is not None:
            self._telling.cancel()
            self._telling = None
        self._have_changed.clear()
        self._kept.clear()
        self._changed()


def _is_anyones(argument: Any) -> bool:
    """Return whether other readers may ask with this argument too: it has no reader's own marks."""
    query = argument.query if isinstance(argument, Request) else argument
    if not isinstance(query, Query):
        return True
    return not any(isinstance(node, Ids) and node.ids for node in walk(query.root))


class PooledEngine(Questions):
    """A reader's client of a pool, with the questions of `EngineClient`; the pool outlives it."""

    def __init__(self, pool: EnginePool) -> None:
        self._pool = pool

    async def ask(self, method: str, *arguments: Any) -> Any:
        """Send a question in this reader's turn; return the answer."""
        return await self._pool.ask(self, method, *arguments)

    async def close(self) -> None:
        """Do nothing: the reader leaves, and the engines stay."""
