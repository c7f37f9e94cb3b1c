"""A server process under measurement, and its use of processor and memory."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

COMMAND = Path(sys.executable).with_name("newstui")


@dataclass(frozen=True)
class Served:
    """A running server."""

    process: subprocess.Popen[str]
    port: int

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self.process.poll() is None

    @property
    def cpu(self) -> float:
        """Seconds of processor time so far, of the serving process alone."""
        return _cpu(self.process.pid)

    @property
    def engines_cpu(self) -> float:
        """Seconds of processor time so far, of the server's engine processes."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return sum(_cpu(int(child)) for child in children.split())

    @property
    def memory(self) -> float:
        """MiB that only the serving process has."""
        rollup = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        private = re.findall(r"^Private_(?:Clean|Dirty):\s+(\d+)", rollup, re.M)
        return sum(map(int, private)) / 1024


def _cpu(process: int) -> float:
    """Return seconds from the scheduler's nanoseconds: a key costs less than a clock tick."""
    spent = 0
    for thread in Path(f"/proc/{process}/task").iterdir():
        with suppress(OSError):  # the thread has just ended
            spent += int((thread / "schedstat").read_text().split()[0])
    return spent / 1e9


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[Served]:
    """Yield a server for local clients, and stop it afterwards."""
    limits = ["--per-address", "5000", "--sessions", "5000"]
    command: list[str | Path] = [COMMAND, "--home", folder, "serve", "--port", "0", *limits]
    async with started(command, folder / "serve.log") as served:
        yield served


@asynccontextmanager
async def bare(folder: Path) -> AsyncIterator[Served]:
    """Yield a bare Textual app, served likewise."""
    async with started([sys.executable, "-m", "bench.bare_textual"], folder / "bare.log") as served:
        yield served


@asynccontextmanager
async def started(command: Sequence[str | Path], log: Path) -> AsyncIterator[Served]:
    """Yield a server that names its port in its log, and stop it afterwards."""
    with log.open("w") as stream:
        process = subprocess.Popen(command, stderr=stream, text=True)
    try:
        for _ in range(400):
            await asyncio.sleep(0.05)
            found = re.search(r"port (\d+), for", log.read_text())
            if found:
                break
        else:
            raise SystemExit(f"the server does not come up: {log.read_text()}")
        await asyncio.sleep(2)  # the server looks for changes of the archive
        yield Served(process, int(found[1]))
    finally:
        process.terminate()
        process.wait(30)
