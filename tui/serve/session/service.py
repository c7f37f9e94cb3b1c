"""The server as its connections and sessions see it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Protocol

import asyncssh

from tui.serve.limits.fair_queue import FairQueue
from tui.serve.limits.limits import Limits
from tui.serve.limits.per_address import PerAddressLimit
from tui.serve.limits.rate_limit import InputQueue
from tui.serve.login.authorized_keys import Account
from tui.serve.process.event_log import EventLog
from tui.serve.process.fault_isolation import ServingLoop
from tui.serve.process.metrics import ServerMetrics
from tui.serve.session.shared_archive import Archive
from tui.settings.config import Settings


class Guest(Protocol):
    """A session as the server keeps it."""

    @property
    def is_command(self) -> bool:
        """Whether the session is a command without a terminal; False for a browser."""

    def leave(self, text: str, why: str) -> None:
        """End the session with a line to its reader; the reason goes to the event log."""


class Service(Protocol):
    """Limits, counts and services of a server that connections and sessions use."""

    limits: Limits
    settings: Settings
    journal: EventLog
    loop: ServingLoop
    counts: ServerMetrics
    archive: Archive
    line: InputQueue
    """Queue of client input beyond the rate limit."""
    is_public: bool
    """Whether a client needs no key."""
    is_closing: bool
    starting: asyncio.Semaphore
    """Screens that may start at once."""
    commanding: FairQueue
    """Commands that may run at once."""
    visiting: PerAddressLimit
    """Sessions of each address."""

    @property
    def now(self) -> float:
        """Seconds of a clock that never goes back."""

    @property
    def is_full(self) -> bool:
        """Whether the limit of sessions is passed."""

    @property
    def is_crowded(self) -> bool:
        """Whether the limit of commands is passed."""

    def owner_of(self, key: asyncssh.SSHKey, address: str) -> Account | None:
        """Return the account of a public key; None for an unknown key."""

    def login_failed(self, address: str, fingerprint: str, tries: int) -> None:
        """Count and log an unknown key."""

    def begin(self, visit: Guest, visited: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run a session as a task of its own."""

    def reader_came(self) -> None:
        """Exempt the objects of a screen that is up from garbage collection."""
