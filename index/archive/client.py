"""Asynchronous clients of the engine process and the indexer process."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

from index.archive.messages import (
    Call,
    Cancel,
    Changed,
    Failed,
    Reply,
    Stop,
    UpdateRequest,
    Waiting,
)
from index.archive.questions import Questions
from index.errors import NewstuiError
from index.files.home import Home
from index.ipc.child import Child
from index.sync.report import Progress, Report

ENGINE = "index.archive.engine_process"
INDEXER = "index.archive.indexer_process"
CRASHES = 1
"""Crashes of the process that a question survives; after one more it fails."""


@dataclass(slots=True)
class _Question:
    call: Call
    answer: asyncio.Future[Any]
    crashes: int = 0


class EngineClient(Questions):
    """The engine, in a process of its own. To be used in one event loop.

    Every question may raise `NewstuiError`: an error of the engine (`IndexUnusableError` while the
    index is missing or being made anew), or the failure after two crashes over the question.
    """

    def __init__(
        self,
        home: Home,
        changed: Callable[[Changed], None] | None = None,
        module: str = ENGINE,
        crashed: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Take the callbacks: `changed` for newer commits, `crashed` for a crash of the process.

        `crashed` gets the end of the process in words.
        """
        self._home = home
        self._changed = changed
        self._crashed = crashed
        self._module = module
        self._numbers = itertools.count(1)
        self._questions: dict[int, _Question] = {}
        self._child: Child | None = None
        self._starting = asyncio.Lock()
        self._listener: asyncio.Task[None] | None = None
        self._is_closed = False

    @classmethod
    async def start(
        cls, home: Home, changed: Callable[[Changed], None] | None = None, module: str = ENGINE
    ) -> Self:
        """Start the process and return its client; `changed` is called for newer commits."""
        client = cls(home, changed, module)
        await client._running()
        return client

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """End the process; waiting questions are cancelled."""
        self._is_closed = True
        for question in self._questions.values():
            question.answer.cancel()
        async with self._starting:
            child = self._child
        if child:
            await child.close()
        if self._listener:
            await self._listener

    async def ask(self, method: str, *arguments: Any) -> Any:
        """Send a question by the name of its method; return the answer. Cancelling stops it."""
        call = Call(next(self._numbers), method, arguments)
        question = _Question(call, asyncio.get_running_loop().create_future())
        child = await self._running()
        # Noted and sent without a pause between: a crash finds either both or neither.
        self._questions[call.number] = question
        try:
            child.wire.send(call)
            return await question.answer
        except asyncio.CancelledError:
            if self._child:
                self._child.wire.send(Cancel(call.number))
            raise
        finally:
            del self._questions[call.number]

    async def _running(self) -> Child:
        async with self._starting:
            if self._is_closed:
                raise NewstuiError("the search process is closed")
            if self._child is None:
                self._child = await Child.start(self._module, self._home)
                self._listener = asyncio.create_task(self._listen(self._child))
                self._ask_again(self._child)
            return self._child

    def _ask_again(self, child: Child) -> None:
        for question in self._questions.values():
            child.wire.send(question.call)

    async def _listen(self, child: Child) -> None:
        try:
            with suppress(EOFError):
                while True:
                    match await child.wire.receive():
                        case Reply() as reply:
                            self._settle(reply)
                        case Changed() as changed if self._changed:
                            self._changed(changed)
        except Exception as error:  # noqa: BLE001 (a waiting question must not wait for ever)
            for question in self._questions.values():
                self._give_up(question, f"the search process is not understood: {error!r}")
        self._child = None
        for question in self._questions.values():
            question.crashes += 1
        await child.close()
        if not self._is_closed:
            self._crashed(child.end)
            await self._after_crash(child.end)

    def _settle(self, reply: Reply) -> None:
        question = self._questions.get(reply.number)
        if question is None or question.answer.done():
            return
        if reply.error is not None:
            question.answer.set_exception(reply.error)
        else:
            question.answer.set_result(reply.value)

    async def _after_crash(self, end: str) -> None:
        for question in self._questions.values():
            if question.crashes > CRASHES:
                self._give_up(question, f"the search process ended over this, twice ({end})")
        waiting = [q for q in self._questions.values() if not q.answer.done()]
        if not waiting:
            return
        try:
            await self._running()
        except NewstuiError as error:
            for question in waiting:
                self._give_up(question, str(error))

    def _give_up(self, question: _Question, reason: str) -> None:
        if not question.answer.done():
            question.answer.set_exception(NewstuiError(reason))


class IndexerClient:
    """An update of the index in a process of its own."""

    def __init__(self, child: Child) -> None:
        self._child = child

    @classmethod
    async def start(
        cls,
        home: Home,
        *,
        only: Collection[str] | None = None,
        rebuild: bool = False,
        module: str = INDEXER,
    ) -> Self:
        """Start an update of the index: of all sources, or of the sources with the names `only`."""
        child = await Child.start(module, home)
        child.wire.send(UpdateRequest(None if only is None else tuple(only), rebuild))
        return cls(child)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def events(self) -> AsyncIterator[Progress | Waiting | Report]:
        """Yield the progress of the update, and the report at its end.

        Raises `NewstuiError`: an error of the update, or the early end of its process.
        """
        while True:
            try:
                message = await self._child.wire.receive()
            except EOFError:
                await self._child.close()
                reason = f"the indexer ended before its time ({self._child.end})"
                raise NewstuiError(f"{reason}; the next one goes on from there") from None
            if isinstance(message, Failed):
                raise message.error
            yield message
            if isinstance(message, Report):
                return

    def stop(self) -> None:
        """Ask the process to commit the files that it has read, and to report."""
        self._child.wire.send(Stop())

    async def close(self) -> None:
        """End the process; files read so far are committed if the commit is done soon."""
        await self._child.close()
