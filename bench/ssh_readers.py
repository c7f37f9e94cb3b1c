"""SSH clients that press keys and measure the latency of a served newstui."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

import asyncssh

LONGEST = 5.0
"""Seconds after which a key is taken to have painted nothing."""
FIRST_FRAME = 1000
"""Fewest bytes of a frame that shows a list."""


class Client(asyncssh.SSHClientSession[bytes]):
    """SSH session of a terminal that counts the received bytes."""

    def __init__(self) -> None:
        self.news = asyncio.Event()
        self.bytes = 0
        self.last = 0.0
        """Time of the last received bytes (monotonic)."""
        self.lost = False

    def data_received(self, data: bytes, datatype: int | None) -> None:
        """Count the bytes, and set the event."""
        self.bytes += len(data)
        self.last = time.monotonic()
        self.news.set()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that the server closed the connection."""
        self.lost = True
        self.news.set()


@dataclass
class Reader:
    """Client with its connection, its next key and its latencies."""

    connection: asyncssh.SSHClientConnection
    channel: asyncssh.SSHClientChannel[bytes]
    client: Client
    first_paint: float
    at: int = 0
    """Position in the keys that are pressed again and again."""
    paints: list[float] = field(default_factory=list)
    """Seconds from each key to its first paint."""
    silent: int = 0
    """Number of keys after which nothing was painted."""

    async def press(self, key: str) -> None:
        """Press a key, and note the time until something is painted."""
        client = self.client
        client.news.clear()
        begun = time.monotonic()
        if client.lost:
            return
        self.channel.write(key.encode())
        try:
            await asyncio.wait_for(client.news.wait(), LONGEST)
        except TimeoutError:
            self.silent += 1
        else:
            if client.last >= begun:  # a lost connection sets the event, too
                self.paints.append(client.last - begun)

    async def go_on(self, keys: Sequence[str], until: float) -> None:
        """Press these keys one after the other, one a second, and from the first again.

        A new client begins after a random delay, so that not all do the same at the same time.
        """
        await asyncio.sleep(random.random() * (1 if self.at else len(keys)))
        while time.monotonic() < until and not self.client.lost:
            begun = time.monotonic()
            await self.press(keys[self.at % len(keys)])
            self.at += 1
            await asyncio.sleep(max(0.0, begun + 1 - time.monotonic()))

    def forget(self) -> None:
        """Drop the noted latencies."""
        self.paints.clear()
        self.silent = 0


async def connect(port: int) -> asyncssh.SSHClientConnection:
    """Connect and log in."""
    return await asyncssh.connect(
        "127.0.0.1", port, known_hosts=None, username="news", client_keys=None, config=None
    )


async def arrive(port: int, size: tuple[int, int] = (80, 24)) -> Reader:
    """Return a new reader with the list on its terminal."""
    begun = time.monotonic()
    connection = await connect(port)
    channel, session = await connection.create_session(
        Client, term_type="xterm-256color", term_size=size, encoding=None
    )
    client = cast(Client, session)
    while client.bytes < FIRST_FRAME and not client.lost:
        client.news.clear()
        await client.news.wait()
    return Reader(connection, channel, client, time.monotonic() - begun)


async def arrivals(port: int, number: int, at_once: int) -> list[Reader]:
    """Return so many new readers, at most `at_once` of them logging in together."""
    door = asyncio.Semaphore(at_once)

    async def one() -> Reader:
        async with door:
            return await arrive(port)

    return list(await asyncio.gather(*(one() for _ in range(number))))


async def leave(readers: Sequence[Reader]) -> None:
    """Close all connections."""
    for reader in readers:
        reader.connection.close()
    await asyncio.gather(*(reader.connection.wait_closed() for reader in readers))
