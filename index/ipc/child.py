"""Start and end of a child process from an event loop."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from contextlib import suppress

from index.errors import NewstuiError
from index.files.home import Home
from index.files.os_errors import os_error_text
from index.ipc.helper import command, options
from index.ipc.wire import AsyncWire

PATIENCE_SECONDS = 2.0
"""Seconds for a process to end by itself, and again after SIGTERM."""


class Child:
    """A running process with the wire to it. The process never touches the terminal: its standard
    input is empty, its output goes to the home's log, and the terminal's signals don't reach it."""

    def __init__(self, process: asyncio.subprocess.Process, wire: AsyncWire) -> None:
        self.wire = wire
        self._process = process

    @classmethod
    async def start(cls, module: str, home: Home) -> Child:
        """Start a module of newstui with a wire and a home. Raises `NewstuiError`."""
        log = await asyncio.to_thread(_open_log, home)
        ours, theirs = socket.socketpair()
        try:
            process = await asyncio.create_subprocess_exec(
                *command(module, str(theirs.fileno()), str(home.path)),
                stdout=log,
                stderr=log,
                **options(theirs),
            )
        except OSError as error:
            ours.close()
            raise NewstuiError(f"can't start a process: {os_error_text(error)}") from error
        finally:
            theirs.close()
            os.close(log)
        try:
            wire = await AsyncWire.over(ours)
        except BaseException:  # cancelled: only this call knows the process
            ours.close()
            with suppress(ProcessLookupError):
                process.kill()
            raise
        return cls(process, wire)

    @property
    def end(self) -> str:
        """The exit code or signal of the process, in words; empty while it runs."""
        code = self._process.returncode
        if code is None:
            return ""
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"

    async def close(self) -> None:
        """Close the wire; a process that does not end by itself gets SIGTERM, and at last
        SIGKILL."""
        self.wire.close()
        if await self._ended():
            return
        with suppress(ProcessLookupError):  # it may end at that moment
            self._process.terminate()
            if not await self._ended():
                self._process.kill()
                await self._process.wait()

    async def _ended(self) -> bool:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._process.wait()
        except TimeoutError:
            return False
        return True


def _open_log(home: Home) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
    try:
        return os.open(home.log, flags, 0o600)
    except OSError:
        # A home that can't be written can still be read and searched.
        return os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)
