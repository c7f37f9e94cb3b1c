"""Commands over SSH without a terminal: `ssh news@host search putin`."""

from __future__ import annotations

import asyncio
import os
import shlex
import sys
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise

from index.errors import NewstuiError
from index.files.home import Home
from index.ipc.helper import environment
from tui.serve.authorized_keys import Account
from tui.serve.limits import Limits
from tui.start.arguments import ORIGINAL

LONGEST = 4096
"""Characters of a command."""
INPUT_LIMIT = 256 * 1024
"""Bytes that a command may be sent: the lines of `search --batch -`, more than it has time for."""
INPUT_OPTION, INPUT = "--batch", "-"
"""What asks for input; without both none is waited for, since a terminal's has no end."""
CHUNK = 32 * 1024
USED_WRONGLY, TOO_MUCH, TIMED_OUT = 2, 3, 124
"""Exit codes: those of newstui for wrong use and for what can't be read, and that of `timeout`."""
MAIN = "import sys; sys.argv[0] = 'newstui'; from newstui import main; main()"
"""Begins newstui by the name that its users know, for what it says of how it is used."""
_KEPT = ("PATH", "PYTHONPATH", "HOME")

Write = Callable[[bytes, bool], None]
"""Sends bytes to the reader: as output, or as errors."""


class RemoteCommand:
    """One of newstui's own commands that only read, in a process of its own.

    `newstui --kiosk` decides what may be asked for, as it does behind sshd; there is no shell.
    """

    def __init__(
        self, home: Home, reader: Account, asked: str, limits: Limits, columns: int | None = None
    ) -> None:
        """`columns` are those of the reader's terminal, if there is one."""
        self._home = home
        self._reader = reader
        self._asked = asked
        self._limits = limits
        self._columns = {} if columns is None else {"COLUMNS": str(columns)}
        self._why_not = _why_not(asked)
        self._takes_input = self._why_not is None and takes_input(asked)
        self._input = bytearray()
        self._is_all_there = asyncio.Event()
        self._sent = 0

    def received(self, data: bytes) -> None:
        """Standard input; empty at its end."""
        if not self._takes_input or self._is_all_there.is_set():
            return
        self._input += data
        if not data or len(self._input) > INPUT_LIMIT:
            self._is_all_there.set()

    async def have_input(self) -> None:
        """Wait until all input has come. Raises `NewstuiError`: there is too much, or no end."""
        if not self._takes_input:
            return
        try:
            async with asyncio.timeout(self._limits.input_seconds):
                await self._is_all_there.wait()
        except TimeoutError:
            raise NewstuiError(
                "no end of the input came; `--batch -` asks what it is sent"
            ) from None
        if len(self._input) > INPUT_LIMIT:
            raise NewstuiError(f"the input is too long: {INPUT_LIMIT // 1024} KiB are read")

    async def run(self, write: Write, may_write: asyncio.Event) -> int:
        """Run it with the input that has come; its exit code."""
        if self._why_not is not None:
            write(f"newstui: {self._why_not}\n".encode(), True)
            return USED_WRONGLY
        process = await self._started()
        try:
            async with asyncio.timeout(self._limits.command_seconds):
                await self._carried(process, write, may_write)
                return await process.wait()
        except TimeoutError:
            write(b"newstui: this took too long; ask for something narrower\n", True)
            return TIMED_OUT
        except _TooMuchError:
            write(b"newstui: more was found than can be sent; `--limit` asks for less\n", True)
            return TOO_MUCH
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _started(self) -> asyncio.subprocess.Process:
        arguments = ["--kiosk", "--home", str(self._home.path)]
        if self._reader.state is not None and self._reader.state.exists():
            arguments += ["--reader", str(self._reader.state)]
        known = {name: value for name, value in environment().items() if name in _KEPT}
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-c", MAIN, *arguments),
            env={
                **known,
                **self._columns,
                "LC_ALL": "C.UTF-8",
                "TERM": "dumb",
                ORIGINAL: self._asked,
            },
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
            cwd=os.sep,
            limit=CHUNK,
        )

    async def _carried(
        self, process: asyncio.subprocess.Process, write: Write, may_write: asyncio.Event
    ) -> None:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        feeding = asyncio.create_task(self._feed(process.stdin))
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._copy(process.stdout, write, may_write, False))
                both.create_task(self._copy(process.stderr, write, may_write, True))
        except ExceptionGroup as group:
            raise group.exceptions[0] from None
        finally:
            feeding.cancel()
            await asyncio.gather(feeding, return_exceptions=True)

    async def _feed(self, pipe: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            pipe.write(self._input)
            await pipe.drain()
            pipe.close()

    async def _copy(
        self, pipe: asyncio.StreamReader, write: Write, may_write: asyncio.Event, is_error: bool
    ) -> None:
        while data := await pipe.read(CHUNK):
            self._sent += len(data)
            if self._sent > self._limits.command_bytes:
                raise _TooMuchError
            await may_write.wait()
            write(data, is_error)


def _why_not(asked: str) -> str | None:
    """Why no process can be asked this; None where one can."""
    if len(asked) > LONGEST:
        return "the command is too long"
    if "\0" in asked:
        return "not a command: there is a null character in it"
    return None


def takes_input(asked: str) -> bool:
    """Whether a command reads what it is sent."""
    try:
        words = shlex.split(asked)
    except ValueError:  # which it will be told
        return False
    options = words[: words.index("--")] if "--" in words else words
    return f"{INPUT_OPTION}={INPUT}" in options or (INPUT_OPTION, INPUT) in pairwise(options)


class _TooMuchError(Exception):
    """A command printed more than it may."""
