"""asyncssh connection and channel: environment filter, input rate limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import asyncssh
from asyncssh.constants import MSG_IGNORE
from asyncssh.packet import SSHPacket, SSHPacketLogger

from tui.serve.limits.rate_limit import Inflow, InputQueue

HINTS = frozenset({b"COLORTERM", b"NO_COLOR", b"LC_ALL", b"LC_CTYPE", b"LANG"})
"""Variables that a client may send besides TERM; they reach that client's screen, nothing else."""
LONGEST_HINT = 64
"""Longest value of a variable, in bytes; meaningful values are shorter."""


class VisitChannel(asyncssh.SSHServerChannel[bytes]):
    """A channel that keeps only the variables of `HINTS` from its client's environment.

    asyncssh keeps every variable of any size, so that one channel could fill the memory. It has no
    hook for variables, so the handler of the request (RFC 4254, 6.4) is replaced, and nothing else.
    """

    def _process_env_request(self, packet: SSHPacket) -> bool:
        name, value = packet.get_string(), packet.get_string()
        packet.check_end()
        if name not in HINTS or len(value) > LONGEST_HINT:
            return False
        self._env[name] = value
        return True


def visit_channel(connection: asyncssh.SSHServerConnection) -> VisitChannel:
    """Return a `VisitChannel`, made by the connection, which knows a channel's parameters."""
    channel = connection.create_server_channel()
    channel.__class__ = VisitChannel
    return cast(VisitChannel, channel)


class VisitConnection(asyncssh.SSHServerConnection):
    """A connection without superfluous packets, and with a rate limit for its input."""

    _inflow: Inflow

    def send_packet(
        self, pkttype: int, *args: bytes, handler: SSHPacketLogger | None = None
    ) -> None:
        """Send a packet, except the empty one that asyncssh puts before each.

        The empty packet protects CBC ciphers against chosen text (RFC 4251, 9.3.1), and asyncssh
        uses none of these by default. It costs as much as the cells that a key changes.
        """
        if pkttype != MSG_IGNORE:
            super().send_packet(pkttype, *args, handler=handler)

    def data_received(self, data: bytes, datatype: int | None = None) -> None:
        """Put bytes from the socket into the rate limit."""
        self._inflow.received(data)

    def read(self, data: bytes) -> None:
        """Pass bytes on to asyncssh."""
        super().data_received(data)


def visit_connection(
    connection: asyncssh.SSHServerConnection, line: InputQueue, flooded: Callable[[], None]
) -> VisitConnection:
    """Return a new connection as a `VisitConnection`; asyncssh takes no class for its connections.

    `flooded` is called once, at the first input beyond the rate limit.
    """
    connection.__class__ = VisitConnection
    visited = cast(VisitConnection, connection)
    visited._inflow = Inflow(visited.read, connection, line, flooded)
    return visited
