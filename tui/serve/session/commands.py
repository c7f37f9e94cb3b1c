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
from tui.serve.limits.limits import Limits
from tui.serve.login.authorized_keys import Account
from tui.start.arguments import ORIGINAL

LONGEST = 4096
"""Longest command, in characters."""
INPUT_LIMIT = 256 * 1024
"""Limit of a command's input in bytes: more lines of `search --batch -` than its time allows."""
INPUT_OPTION, INPUT = "--batch", "-"
"""Option and value that ask for input; without them none is read: a terminal's has no end."""
CHUNK = 32 * 1024
USED_WRONGLY, TOO_MUCH, TIMED_OUT = 2, 3, 124
"""Exit codes: newstui's for wrong use and for trouble, and that of `timeout`."""
MAIN = "import sys; sys.argv[0] = 'newstui'; from newstui import main; main()"
"""Program that starts newstui under the name that its usage messages show."""
_KEPT = ("PATH", "PYTHONPATH", "HOME")

Write = Callable[[bytes, bool], None]
"""Callback that sends bytes to the client; True sends them to its standard error."""


class RemoteCommand:
    """A read-only command of newstui in a process of its own.

    `newstui --kiosk` decides which commands are allowed, as it does behind sshd; there is no shell.
    """

    def __init__(
        self, home: Home, reader: Account, asked: str, limits: Limits, columns: int | None = None
    ) -> None:
        """Take the columns of the reader's terminal, None without one."""
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
        """Take in bytes of standard input; empty bytes end it."""
        if not self._takes_input or self._is_all_there.is_set():
            return
        self._input += data
        if not data or len(self._input) > INPUT_LIMIT:
            self._is_all_there.set()

    async def have_input(self) -> None:
        """Wait for the end of the input. Raises `NewstuiError` for a long input or a timeout."""
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
        """Run the command with its input and return its exit code."""
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
    """Return the reason to refuse a command without starting it; None to start it."""
    if len(asked) > LONGEST:
        return "the command is too long"
    if "\0" in asked:
        return "not a command: there is a null character in it"
    return None


def takes_input(asked: str) -> bool:
    """Return whether a command reads standard input."""
    try:
        words = shlex.split(asked)
    except ValueError:  # the command itself will report it
        return False
    options = words[: words.index("--")] if "--" in words else words
    return f"{INPUT_OPTION}={INPUT}" in options or (INPUT_OPTION, INPUT) in pairwise(options)


class _TooMuchError(Exception):
    """Output of a command beyond `Limits.command_bytes`."""
