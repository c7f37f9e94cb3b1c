"""Tests of containment: no error of one session stops the event loop."""

import asyncio
import io
import json
import sys
import time
from collections.abc import Awaitable, Callable

import pytest

pytest.importorskip("asyncssh")

from tui.serve.process.event_log import EventLog
from tui.serve.process.fault_isolation import (
    ExitedError,
    ServingLoop,
    StuckError,
    Watchdog,
    current,
)


class Visitor:
    """Session that stores the error it failed with."""

    def __init__(self) -> None:
        self.error: BaseException | None = None

    def fail(self, error: BaseException) -> None:
        self.error = error


def events(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def run(visited: Callable[[], Awaitable[object]]) -> tuple[Visitor, BaseException | None]:
    """Run a session in a loop of its own beside another one, which must go on."""
    visitor = Visitor()

    async def visit() -> None:
        current.set(visitor)
        await asyncio.create_task(visited())  # type: ignore[arg-type]

    async def main() -> int:
        watchdog = Watchdog(journal, 0.2)
        watchdog.start()
        await asyncio.gather(asyncio.create_task(visit()), return_exceptions=True)
        await asyncio.sleep(0.01)
        watchdog.stop()
        return 7

    journal = EventLog(io.StringIO())
    loop = ServingLoop()
    assert loop.run_to_end(main(), journal) == 7
    loop.close()
    return visitor, visitor.error


def test_sys_exit_ends_a_visit() -> None:
    async def leaves() -> None:
        sys.exit(3)

    assert isinstance(run(leaves)[1], ExitedError)


def test_sys_exit_in_a_callback_ends_nothing() -> None:
    async def leaves_later() -> None:
        asyncio.get_running_loop().call_soon(sys.exit, 3)
        await asyncio.sleep(0.05)

    assert run(leaves_later)[1] is None


def test_what_blocks_is_interrupted() -> None:
    async def blocks() -> None:
        time.sleep(30)

    begun = time.monotonic()
    assert isinstance(run(blocks)[1], StuckError)
    assert time.monotonic() - begun < 10


def test_what_never_ends_is_interrupted() -> None:
    async def spins() -> None:
        while True:
            pass

    assert isinstance(run(spins)[1], StuckError)


def test_an_exception_tells_where_but_not_with_what() -> None:
    stream = io.StringIO()
    journal = EventLog(stream)
    try:
        secret = "what was read"
        raise ValueError(secret)
    except ValueError as error:
        journal.defect(error, "ada\x1b[31m")
    journal.close()
    (event,) = events(stream)
    assert event["error"] == "ValueError"
    assert "test_fault_isolation" in str(event["trace"])
    assert "what was read" not in json.dumps({**event, "trace": ""})
    assert "\x1b" not in stream.getvalue()


def test_a_journal_that_nobody_reads_holds_nobody_up() -> None:
    class Stuck(io.StringIO):
        def write(self, text: str) -> int:
            time.sleep(60)
            return 0

    journal = EventLog(Stuck())
    for number in range(11_000):
        journal.note("visit", number=number)
