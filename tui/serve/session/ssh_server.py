"""SSH server of one connection: authentication and channels."""

from __future__ import annotations

import asyncio

import asyncssh

from tui.serve.login.authorized_keys import ANYONE, Account
from tui.serve.session.channel import VisitChannel, visit_channel, visit_connection
from tui.serve.session.service import Service
from tui.serve.session.ssh_session import SshSession

SLOWEST = 5.0
"""Longest delay of the answer to a key, in seconds."""
FREE_TRIES = 2
"""Keys that are answered at once: clients offer all keys that they have."""


class SshServer(asyncssh.SSHServer):
    """Authentication and channels of one connection.

    Channels are for sessions alone: asyncssh's forwardings stay refused, and are counted.
    """

    def __init__(self, server: Service, address: str) -> None:
        self._server = server
        self._address = address
        self._connection: asyncssh.SSHServerConnection | None = None
        self._reader: Account | None = None
        self._tries = 0
        self._visits: set[SshSession] = set()
        self._looking: asyncio.TimerHandle | None = None
        self._was_idle = False

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """Put the connection under the rate limit."""
        self._connection = visit_connection(conn, self._server.line, self._flooded)

    def connection_lost(self, exc: Exception | None) -> None:
        """End all sessions, even without an open channel: asyncssh tells only open ones."""
        if self._looking is not None:
            self._looking.cancel()
        for visit in tuple(self._visits):
            visit.connection_lost(exc)

    def begin_auth(self, username: str) -> bool:
        """Return whether a key is needed, for any user name."""
        if self._server.is_public:
            self._reader = ANYONE
        return not self._server.is_public

    def public_key_auth_supported(self) -> bool:
        """Return True: a key is the one way to log in where one is needed."""
        return True

    async def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        """Return whether a key belongs to an account. Failures are answered ever more slowly."""
        owner = self._server.owner_of(key, self._address)
        if owner is not None:
            self._reader = owner
            return True
        self._reader = None
        self._tries += 1
        self._server.login_failed(self._address, key.get_fingerprint(), self._tries)
        if self._tries >= self._server.limits.logins and self._connection is not None:
            self._connection.disconnect(
                asyncssh.DISC_NO_MORE_AUTH_METHODS_AVAILABLE, "too many keys were offered"
            )
        elif self._tries > FREE_TRIES:
            await asyncio.sleep(min(SLOWEST, 0.5 * 2 ** (self._tries - FREE_TRIES - 1)))
        return False

    def auth_completed(self) -> None:
        """Start the timer that disconnects an unused connection."""
        self._look_later()

    def session_requested(self) -> tuple[VisitChannel, SshSession] | bool:
        """Return a channel and its session; False at the limit of sessions per address.

        One connection may have several, for `ssh` can share one.
        """
        if self._connection is None or self._reader is None or self._server.is_closing:
            return False
        if not self._server.visiting.take(self._address):
            return self._refused("sessions")
        visit = SshSession(self._server, self._reader, self._address, self._visited)
        self._visits.add(visit)
        return visit_channel(self._connection), visit

    def connection_requested(
        self, dest_host: str, dest_port: int, orig_host: str, orig_port: int
    ) -> bool:
        """Refuse forwarding, and count it."""
        return self._refused("forwarding")

    def server_requested(self, listen_host: str, listen_port: int) -> bool:
        """Refuse forwarding, and count it."""
        return self._refused("forwarding")

    def unix_connection_requested(self, dest_path: str) -> bool:
        """Refuse forwarding, and count it."""
        return self._refused("forwarding")

    def unix_server_requested(self, listen_path: str) -> bool:
        """Refuse forwarding, and count it."""
        return self._refused("forwarding")

    def _look_later(self) -> None:
        seconds = self._server.limits.login_seconds
        self._looking = self._server.loop.call_later(seconds, self._look)

    def _look(self) -> None:
        """Disconnect a client without a running session, at this look and at the one before."""
        is_idle = not any(visit.goes_on for visit in self._visits)
        if is_idle and self._was_idle and self._connection is not None:
            self._connection.disconnect(asyncssh.DISC_BY_APPLICATION, "nothing was asked for")
        else:
            self._was_idle = is_idle
            self._look_later()

    def _visited(self, visit: SshSession) -> None:
        self._visits.discard(visit)
        self._server.visiting.give_back(self._address)

    def _flooded(self) -> None:
        reader = self._reader.name if self._reader is not None else None
        self._server.journal.note("flood", address=self._address, reader=reader)

    def _refused(self, what: str) -> bool:
        self._server.counts.refused[what] += 1
        return False
