"""Framed messages over a socket between two processes."""

# A message is its length in four bytes and its pickle. Both ends of the socket pair are newstui's:
# no other process can write to it, so a pickle is safe here, and no pickle is ever stored.

from __future__ import annotations

import asyncio
import pickle
import select
import socket
import struct
from threading import Lock
from typing import Any

from index.errors import NewstuiError

MAX_MESSAGE = 256 * 1024 * 1024
"""The most bytes of a message: more than the longest article, and few enough for the memory."""

_LENGTH = struct.Struct(">I")


class MessageTooLongError(NewstuiError):
    """A message longer than `MAX_MESSAGE`, from which no byte was sent."""

    def __str__(self) -> str:
        return "the answer is too long to be shown"


def packed(message: object) -> bytes:
    """Return the frame of a message: its length and its pickle. Raises `MessageTooLongError`."""
    content = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    if len(content) > MAX_MESSAGE:
        raise MessageTooLongError
    return _LENGTH.pack(len(content)) + content


def length_of(head: bytes) -> int:
    """Return the length in a frame's first four bytes. Raises `EOFError` if it is too large."""
    length = int(_LENGTH.unpack(head)[0])
    if length > MAX_MESSAGE:
        raise EOFError("the other process sent something else than messages")
    return length


class Wire:
    """The blocking end of a socket. One thread receives; any thread may send."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._sending = Lock()

    def send(self, message: object) -> None:
        """Send a message. Raises `MessageTooLongError`, or `OSError` if the other end is closed."""
        content = packed(message)
        with self._sending:
            self._end.sendall(content)

    def offer(self, message: object) -> None:
        """Send a message that may be lost, unless the other end is behind with reading.

        Raises as `send`.
        """
        if select.select([], [self._end], [], 0)[1]:
            self.send(message)

    def receive(self) -> Any:
        """Return the next message. Raises `EOFError` when the other end is closed."""
        return pickle.loads(self._exactly(length_of(self._exactly(_LENGTH.size))))

    def _exactly(self, count: int) -> bytes:
        content = bytearray()
        while len(content) < count:
            try:
                part = self._end.recv(min(count - len(content), 1 << 20))
            except ConnectionError as error:
                raise EOFError from error
            if not part:
                raise EOFError
            content += part
        return bytes(content)


class AsyncWire:
    """The end of a socket in an event loop. One task receives; any task may send."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def over(cls, end: socket.socket) -> AsyncWire:
        """Open a wire over this end of a socket, which belongs to the wire from now on."""
        return cls(*await asyncio.open_connection(sock=end))

    def send(self, message: object) -> None:
        """Queue a message for the other end, without waiting. Raises `MessageTooLongError`."""
        self._writer.write(packed(message))

    async def receive(self) -> Any:
        """Return the next message. Raises `EOFError` when the other end is closed."""
        try:
            head = await self._reader.readexactly(_LENGTH.size)
            return pickle.loads(await self._reader.readexactly(length_of(head)))
        except ConnectionError as error:
            raise EOFError from error

    def close(self) -> None:
        """Close the wire, so that the other end reads to its end of file."""
        self._writer.close()
