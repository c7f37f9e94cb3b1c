"""What does a served archive give each of many readers, and what can't they do to it?

`python -m bench.serve` with the Python of an installed newstui and its extra `serve`. Real SSH
clients on loopback type, search and open, once a second each; the clients' own work is done by the
same cores. Then come those that mean no good, while ten readers go on.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import asyncssh

from bench.archives import home

COMMAND = Path(sys.executable).with_name("newstui")
ALIKE = ("j", "j", "k", "j", "k", "k", "\r", "j", "j", "k", "q", "/", "w", "a", "\x1b", "\x1b")
"""What readers press, one key a second: along the list, into an article, into the search."""
CONNECTING = 8
"""Readers who log in at the same time while their number grows."""
LONGEST = 2.0
"""Seconds after which a key is taken to have painted nothing."""


class Client(asyncssh.SSHClientSession[bytes]):
    """A reader at an SSH client."""

    def __init__(self) -> None:
        self.news = asyncio.Event()
        self.bytes = 0
        self.lost = False

    def data_received(self, data: bytes, datatype: int | None) -> None:
        """Something was painted."""
        self.bytes += len(data)
        self.news.set()

    def connection_lost(self, exc: Exception | None) -> None:
        """The server is through with us."""
        self.lost = True
        self.news.set()


@dataclass
class Reader:
    """A client, its connection and what it felt."""

    connection: asyncssh.SSHClientConnection
    channel: asyncssh.SSHClientChannel[bytes]
    client: Client
    first_paint: float
    paints: list[float] = field(default_factory=list)
    bytes: list[int] = field(default_factory=list)
    silent: int = 0

    async def press(self, key: str) -> None:
        """A key, and how long until something is painted."""
        self.client.news.clear()
        before, begun = self.client.bytes, time.monotonic()
        self.channel.write(key.encode())
        try:
            await asyncio.wait_for(self.client.news.wait(), LONGEST)
        except TimeoutError:
            self.silent += 1
            return
        self.paints.append(time.monotonic() - begun)
        await asyncio.sleep(0.3)
        self.bytes.append(self.client.bytes - before)


@dataclass(frozen=True)
class Served:
    """A running server."""

    process: subprocess.Popen[str]
    port: int

    @property
    def cpu(self) -> float:
        """Seconds of processor time so far, of the server alone."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def memory(self) -> float:
        """MiB that only the server has."""
        rollup = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        private = re.findall(r"^Private_(?:Clean|Dirty):\s+(\d+)", rollup, re.M)
        return sum(map(int, private)) / 1024


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[Served]:
    """A server for anyone on loopback, and its end."""
    arguments = ["--home", str(folder), "serve", "--port", "0", "--per-address", "5000"]
    log = (folder / "serve.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "tui.main", *arguments], stderr=log, text=True, cwd=Path.cwd()
    )
    try:
        for _ in range(400):
            await asyncio.sleep(0.05)
            found = re.search(r"port (\d+), for", Path(log.name).read_text())
            if found:
                break
        else:
            raise SystemExit(f"the server does not come up: {Path(log.name).read_text()}")
        await asyncio.sleep(2)  # it looks for changes of the archive
        yield Served(process, int(found[1]))
    finally:
        process.terminate()
        process.wait(30)


async def connect(port: int) -> asyncssh.SSHClientConnection:
    """Log in."""
    return await asyncssh.connect(
        "127.0.0.1", port, known_hosts=None, username="news", client_keys=None, config=None
    )


async def arrive(port: int, size: tuple[int, int] = (80, 24)) -> Reader:
    """A reader who comes in and sees the list."""
    begun = time.monotonic()
    connection = await connect(port)
    channel, session = await connection.create_session(
        Client, term_type="xterm-256color", term_size=size, encoding=None
    )
    client = cast(Client, session)
    while client.bytes < 1000 and not client.lost:
        client.news.clear()
        await client.news.wait()
    return Reader(connection, channel, client, time.monotonic() - begun)


async def arrivals(port: int, number: int, at_once: int) -> list[Reader]:
    """Many, some at a time."""
    door = asyncio.Semaphore(at_once)

    async def one() -> Reader:
        async with door:
            return await arrive(port)

    return list(await asyncio.gather(*(one() for _ in range(number))))


async def read(readers: Sequence[Reader], seconds: float) -> None:
    """All press a key a second, each at another moment and at another place of what they do."""

    async def one(reader: Reader) -> None:
        place = random.randrange(len(ALIKE)) if not reader.paints else 0
        end = time.monotonic() + seconds
        await asyncio.sleep(random.random())
        while time.monotonic() < end:
            begun = time.monotonic()
            await reader.press(ALIKE[place % len(ALIKE)])
            place += 1
            await asyncio.sleep(max(0.0, 1 - (time.monotonic() - begun)))

    await asyncio.gather(*map(one, readers))


def clear(readers: Sequence[Reader]) -> None:
    """Forget what was felt until now."""
    for reader in readers:
        reader.paints.clear()
        reader.bytes.clear()
        reader.silent = 0


def felt(readers: Sequence[Reader]) -> str:
    """p50, p95 and p99 of all, in ms; keys after which nothing came."""
    paints = sorted(paint for reader in readers for paint in reader.paints)
    silent = sum(reader.silent for reader in readers)
    if len(paints) < 2:
        return f"nothing was painted ({silent} keys) | |"
    cuts = statistics.quantiles(paints, n=100)
    p50, p95, p99 = (cuts[at] * 1000 for at in (49, 94, 98))
    lost = sum(reader.client.lost for reader in readers)
    gone = f", {lost} LOST" if lost else ""
    return f"{p50:.1f} / {p95:.1f} / {p99:.1f} | {silent} of {len(paints) + silent}{gone}"


async def growing(folder: Path, numbers: Sequence[int], seconds: float) -> None:
    """More and more readers on one server."""
    print(
        "| readers | key to paint p50 / p95 / p99 ms | keys without paint | first paint ms |"
        " CPU a key ms | MiB a reader | bytes a key |\n| -: | -: | -: | -: | -: | -: | -: |"
    )
    async with serving(folder) as served:
        empty = served.memory
        readers: list[Reader] = []
        for number in numbers:
            new = await arrivals(served.port, number - len(readers), CONNECTING)
            readers += new
            await asyncio.sleep(2)
            clear(readers)
            before = served.cpu
            await read(readers, seconds)
            pressed = sum(len(reader.paints) + reader.silent for reader in readers)
            spent = (served.cpu - before) / max(1, pressed) * 1000
            first = statistics.median(reader.first_paint for reader in new) * 1000
            memory = (served.memory - empty) / number
            sizes = statistics.median(size for reader in readers for size in reader.bytes or [0])
            print(f"| {number} | {felt(readers)} | {first:.0f} | {spent:.1f} | {memory:.2f} |"
                  f" {sizes:.0f} |", flush=True)  # fmt: skip
        full = served.memory
        await leave(readers)
        await asyncio.sleep(6)
        print(f"\nEmpty: {empty:.0f} MiB; full: {full:.0f}; all have left: {served.memory:.0f}.\n")


async def leave(readers: Sequence[Reader]) -> None:
    """All go."""
    for reader in readers:
        reader.connection.close()
    await asyncio.gather(*(reader.connection.wait_closed() for reader in readers))


# -- those that mean no good


async def rush(port: int) -> None:
    """Fifty arrive at once."""
    await leave(await arrivals(port, 50, 50))


async def deaf(port: int) -> None:
    """Twenty press keys and never read what is painted."""
    connections = []
    for _ in range(20):
        connection = await connect(port)
        channel, _client = await connection.create_session(
            Client, term_type="xterm-256color", term_size=(200, 60), encoding=None
        )
        channel.pause_reading()
        connections.append((connection, channel))
    for _ in range(100):
        for _connection, channel in connections:
            with suppress(OSError):
                channel.write(b" b")
        await asyncio.sleep(0.1)
    for connection, _channel in connections:
        connection.abort()


async def garbage(port: int) -> None:
    """Five send a megabyte of anything each, and a paste without an end."""
    readers = await arrivals(port, 5, 5)
    for reader in readers:
        reader.channel.write(random.randbytes(1 << 20))
    await asyncio.sleep(5)
    for reader in readers:
        with suppress(OSError):  # some of it may have been Q
            reader.channel.write(b"/\x1b[200~" + b"x\x1b[31m\xff" * 100_000)
    await asyncio.sleep(5)
    for reader in readers:
        reader.connection.abort()


async def cut(port: int) -> None:
    """Fifty are cut off in the middle of a frame."""
    for _ in range(5):
        readers = await arrivals(port, 10, 5)
        for reader in readers:
            reader.channel.write(b" \r j j q")
            reader.connection.abort()


async def huge(port: int) -> None:
    """Five have a terminal of 10,000 x 10,000, and change its size all the time."""
    readers = [await arrive(port, (10_000, 10_000)) for _ in range(5)]
    for _ in range(200):
        for reader in readers:
            width, height = random.randrange(20_000), random.randrange(20_000)
            reader.channel.change_terminal_size(width, height)
        await asyncio.sleep(0.02)
    await leave(readers)


async def knocking(port: int) -> None:
    """500 connections a second for five seconds; nobody logs in."""
    ends = []
    for _ in range(250):
        for _ in range(10):
            end = socket.socket()
            end.setblocking(False)
            with suppress(OSError):
                end.connect_ex(("127.0.0.1", port))
            ends.append(end)
        await asyncio.sleep(0.02)
        while len(ends) > 500:
            ends.pop(0).close()
    for end in ends:
        end.close()


FAULTS: tuple[Callable[[int], Awaitable[Any]], ...] = (rush, deaf, garbage, cut, huge, knocking)


async def troubled(folder: Path, seconds: float) -> None:
    """Ten readers, alone and beside each kind of trouble."""
    print("| ten readers beside | key to paint p50 / p95 / p99 ms | keys without paint |"
          " MiB then |\n| - | -: | -: | -: |")  # fmt: skip
    async with serving(folder) as served:
        readers = await arrivals(served.port, 10, 2)
        await read(readers, 3)
        for fault in (None, *FAULTS, *FAULTS, None):
            clear(readers)
            trouble = asyncio.ensure_future(fault(served.port)) if fault else None
            await read(readers, seconds)
            if trouble:
                await trouble
            about = (fault.__doc__ or "").strip() if fault else "nobody else"
            await asyncio.sleep(4)
            print(f"| {about} | {felt(readers)} | {served.memory:.0f} |", flush=True)
        await leave(readers)


def main() -> None:
    """Both tables, as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, nargs="*", default=[1, 10, 50, 100, 200, 300])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--archive", help="a corpus's name; the seeds alone without")
    parser.add_argument("--only", choices=["growing", "troubled"])
    given = parser.parse_args()
    folder = home(COMMAND, given.archive)
    print(f"load average at the start: {os.getloadavg()[0]:.1f}\n")
    if given.only != "troubled":
        asyncio.run(growing(folder, given.readers, given.seconds))
    if given.only != "growing":
        asyncio.run(troubled(folder, min(given.seconds, 12)))


if __name__ == "__main__":
    main()
