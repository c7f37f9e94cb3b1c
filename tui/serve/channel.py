"""What may be asked of a channel before its visit begins?"""

from __future__ import annotations

from typing import cast

import asyncssh
from asyncssh.packet import SSHPacket

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
