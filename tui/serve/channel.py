"""asyncssh connection and channel: environment filter, input rate limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import asyncssh
from asyncssh.constants import MSG_IGNORE
from asyncssh.packet import SSHPacket, SSHPacketLogger

from tui.serve.rate_limit import Inflow, InputQueue

HINTS = frozenset({b"COLORTERM", b"NO_COLOR", b"LC_ALL", b"LC_CTYPE", b"LANG"})
"""What a client may tell of its terminal besides TERM; it reaches that screen, and nothing else."""
LONGEST_HINT = 64
"""Bytes of one that is kept; none that means something is longer."""


class VisitChannel(asyncssh.SSHServerChannel[bytes]):
    """A channel that keeps of the environment it is sent what is looked at, and no more.

    asyncssh keeps every variable of any size, so that one channel could fill the memory; it has no
    hook for them, so what handles the request (RFC 4254, 6.4) is replaced, and nothing else is.
    """

    def _process_env_request(self, packet: SSHPacket) -> bool:
        name, value = packet.get_string(), packet.get_string()
        packet.check_end()
        if name not in HINTS or len(value) > LONGEST_HINT:
            return False
        self._env[name] = value
        return True


def visit_channel(connection: asyncssh.SSHServerConnection) -> VisitChannel:
    """One as the connection makes them, which knows what they are made of."""
    channel = connection.create_server_channel()
    channel.__class__ = VisitChannel
    return cast(VisitChannel, channel)


class VisitConnection(asyncssh.SSHServerConnection):
    """A connection that says no more than it has to, and is not read faster than others' turns
    allow."""

    _inflow: Inflow

    def send_packet(
        self, pkttype: int, *args: bytes, handler: SSHPacketLogger | None = None
    ) -> None:
        """Send a packet, but not the one that asyncssh puts before each and that says nothing.

        It is there so that CBC ciphers can't be attacked by chosen text (RFC 4251, 9.3.1), and
        asyncssh takes none of these unless it is told to. It costs as much as the cells that a key
        changes.
        """
        if pkttype != MSG_IGNORE:
            super().send_packet(pkttype, *args, handler=handler)

    def data_received(self, data: bytes, datatype: int | None = None) -> None:
        """Bytes from the socket."""
        self._inflow.received(data)

    def read(self, data: bytes) -> None:
        """Let asyncssh have some of them."""
        super().data_received(data)


def visit_connection(
    connection: asyncssh.SSHServerConnection, line: InputQueue, flooded: Callable[[], None]
) -> VisitConnection:
    """The connection, from its first byte on; `flooded` is called once, when more is sent for the
    first time than is read. asyncssh takes no class for the connections that it makes."""
    connection.__class__ = VisitConnection
    visited = cast(VisitConnection, connection)
    visited._inflow = Inflow(visited.read, connection, line, flooded)
    return visited
