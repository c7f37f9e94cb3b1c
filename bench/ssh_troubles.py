"""Hostile SSH clients: floods, garbage, cut connections, slow readers."""

from __future__ import annotations

import asyncio
import random
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from bench.ssh_readers import Client, arrivals, arrive, connect, leave

UNKNOWN = 192
"""Type of packets that no implementation knows (RFC 4250, 4.1.2: for local extensions)."""


async def rush(port: int) -> None:
    """Log in fifty clients at once."""
    await leave(await arrivals(port, 50, 50))


async def deaf(port: int) -> None:
    """Press keys in twenty clients that never read the answers."""
    connections = []
    for _ in range(20):
        connection = await connect(port)
        channel, _client = await connection.create_session(
            Client, term_type="xterm-256color", term_size=(200, 60), encoding=None
        )
        channel.pause_reading()
        connections.append((connection, channel))
    for _ in range(50):
        for _connection, channel in connections:
            with suppress(OSError):
                channel.write(b" b")
        await asyncio.sleep(0.1)
    for connection, _channel in connections:
        connection.abort()


async def garbage(port: int) -> None:
    """Send a megabyte of random bytes from five clients each, and a paste without an end."""
    readers = await arrivals(port, 5, 5)
    for reader in readers:
        reader.channel.write(random.randbytes(1 << 20))
    await asyncio.sleep(3)
    for reader in readers:
        with suppress(OSError):  # a random byte may have been Q, which quits
            reader.channel.write(b"/\x1b[200~" + b"x\x1b[31m\xff" * 100_000)
    await asyncio.sleep(3)
    for reader in readers:
        reader.connection.abort()


async def cut(port: int) -> None:
    """Cut thirty connections in the middle of a frame."""
    for _ in range(3):
        readers = await arrivals(port, 10, 5)
        for reader in readers:
            reader.channel.write(b" \r j j q")
            reader.connection.abort()


async def huge(port: int) -> None:
    """Resize five terminals of 10,000 x 10,000 all the time."""
    readers = [await arrive(port, (10_000, 10_000)) for _ in range(5)]
    for _ in range(150):
        for reader in readers:
            width, height = random.randrange(20_000), random.randrange(20_000)
            reader.channel.change_terminal_size(width, height)
        await asyncio.sleep(0.02)
    await leave(readers)


async def flood(port: int) -> None:
    """Send as many of the smallest packets as possible from three clients for five seconds."""
    readers = await arrivals(port, 3, 3)
    until = asyncio.get_running_loop().time() + 5
    while asyncio.get_running_loop().time() < until:
        for reader in readers:
            if reader.connection.get_extra_info("socket") is not None:
                for number in range(50):
                    reader.connection.send_packet(UNKNOWN)
                    reader.channel.change_terminal_size(60 + number, 24)
        await asyncio.sleep(0.01)
    for reader in readers:
        reader.connection.abort()


async def knocking(port: int) -> None:
    """Open 500 connections a second for five seconds, without a login."""
    ends: list[socket.socket] = []
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


TROUBLES: tuple[Callable[[int], Awaitable[Any]], ...] = (
    rush,
    deaf,
    garbage,
    cut,
    huge,
    flood,
    knocking,
)
