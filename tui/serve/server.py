"""The SSH server: start, connections, end."""

from __future__ import annotations

import asyncio
import errno
import gc
import importlib
import logging
import pkgutil
import signal
import socket
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncssh

import tui.screens
from index.errors import NewstuiError
from index.files.home import Home
from index.files.os_errors import os_error_text
from tui.serve.limits.addresses import plain
from tui.serve.limits.fair_queue import FairQueue
from tui.serve.limits.limits import Limits
from tui.serve.limits.per_address import PerAddressLimit
from tui.serve.limits.rate_limit import InputQueue
from tui.serve.login.authorized_keys import Account, load_keys, state_file
from tui.serve.login.host_key import load_or_make
from tui.serve.process.event_log import EventLog
from tui.serve.process.fault_isolation import ServingLoop, Watchdog, leave_standard_output_alone
from tui.serve.process.memory_patches import save_memory
from tui.serve.process.metrics import METRICS_HOST, ServerMetrics, serve_metrics
from tui.serve.session.service import Guest
from tui.serve.session.shared_archive import Archive
from tui.serve.session.ssh_server import SshServer
from tui.settings.config import load_settings

BACKLOG = 128
SEND_BUFFER = 64 * 1024
"""Bytes of the kernel's send buffer: more would be old frames on a slow link."""
RECEIVE_WINDOW = 64 * 1024
"""SSH window: bytes that a client may send before they are read."""
KEY_EXCHANGES = "-*-sha1"
"""asyncssh's default key exchanges except those with SHA-1 (RFC 9142 deprecates them)."""
KEEPALIVE_SECONDS, KEEPALIVES = 30, 3
"""Seconds between keepalives to a silent client, and unanswered ones before it is disconnected."""
GOODBYE_SECONDS = 5.0
"""Timeout of all sessions at the server's end."""
ARRIVED_SECONDS = 5.0
"""Seconds after its start by which a reader's screen is complete."""
TIDY_SECONDS, LATEST_TIDY_SECONDS = 2.0, 60.0
"""Seconds from a session's end to garbage collection, at the earliest and at the latest."""
TIDY_SHARE = 8
"""Readers for each ended session up to which garbage is collected early.

A collection looks at the objects of all readers.
"""
THRESHOLDS = 10_000, 20, 20
"""Thresholds of Python's garbage collector, far above the defaults: screens need it seldom."""
REFUSAL_SECONDS, REFUSALS_KEPT = 60.0, 1000
"""Seconds before a refused address is logged again, and addresses remembered meanwhile."""
FULL_SECONDS = 0.5
"""Seconds without new connections while the process has no free file descriptors."""


@dataclass(frozen=True, slots=True)
class Serving:
    """Options of `newstui serve`."""

    home: Home
    host: str
    port: int
    keys: Path | None
    """The authorized_keys file; None where anyone may come in."""
    host_key: Path
    metrics_port: int | None = None
    limits: Limits = field(default_factory=Limits)


class Server:
    """An archive's server in one event loop."""

    def __init__(self, serving: Serving, journal: EventLog, loop: ServingLoop) -> None:
        """Load keys and settings, and bind the sockets.

        Raises `NewstuiError` for keys, settings or an address that can't be used.
        """
        self.limits = serving.limits
        self.settings = load_settings(serving.home.settings)
        self.journal = journal
        self.loop = loop
        self.counts = ServerMetrics()
        self.is_public = serving.keys is None
        self.is_closing = False
        self.starting = asyncio.Semaphore(self.limits.starting)
        self.commanding = FairQueue(self.limits.commands)
        self.visiting = PerAddressLimit(self.limits.per_address)
        self.archive = Archive(serving.home, journal)
        self._serving = serving
        self._keys = load_keys(serving.keys) if serving.keys else None
        self._host_key = load_or_make(serving.host_key)
        self._socket = _listening(serving.host, serving.port)
        self._metrics_socket: socket.socket | None = None
        if serving.metrics_port is not None:
            self._metrics_socket = _listening(METRICS_HOST, serving.metrics_port)
        self._visits: dict[asyncio.Task[None], Guest] = {}
        self._connections: set[asyncio.Task[None]] = set()
        self._strangers: dict[asyncio.Task[None], str] = {}
        """Connections before login, the oldest first, and their addresses."""
        self._refusals: dict[tuple[str, str], float] = {}
        """Time of each address's last logged refusal, by reason."""
        self._connecting = PerAddressLimit(self.limits.per_address)
        self.line = InputQueue(loop)
        self._end: asyncio.Future[str] = loop.create_future()
        self._tidying: asyncio.TimerHandle | None = None
        self._left = 0
        """Sessions ended since the last garbage collection."""

    # -- calls from connections and sessions

    @property
    def now(self) -> float:
        """Seconds of the loop's monotonic clock."""
        return self.loop.time()

    @property
    def port(self) -> int:
        """Port that the server listens on."""
        return int(self._socket.getsockname()[1])

    @property
    def fingerprint(self) -> str:
        """Fingerprint of the host key, as ssh shows it."""
        return self._host_key.get_fingerprint()

    @property
    def problems(self) -> tuple[str, ...]:
        """Unusable lines of the authorized_keys file, with the reasons."""
        return self._keys.problems if self._keys else ()

    @property
    def is_full(self) -> bool:
        """Whether the limit of readers is passed."""
        return self.counts.readers > self.limits.sessions

    @property
    def is_crowded(self) -> bool:
        """Whether the limit of commands is passed."""
        commands = sum(visit.is_command for visit in self._visits.values())
        return commands > self.limits.commands_waiting

    def owner_of(self, key: asyncssh.SSHKey, address: str) -> Account | None:
        """Return the account of a public key; None for an unknown key."""
        found = self._keys.find(key, address) if self._keys else None
        if found is None:
            return None
        state = state_file(self._serving.home.readers, found.name)
        return Account(found.name, state, found.may_browse)

    def login_failed(self, address: str, fingerprint: str, tries: int) -> None:
        """Count and log an unknown key."""
        self.counts.failed_logins += 1
        self.journal.note("login failed", address=address, key=fingerprint, tries=tries)

    def begin(self, visit: Guest, visited: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run a session as a task. Commands do not count as readers, and have other limits."""
        if visit.is_command:
            self.counts.commands += 1
        else:
            self.counts.readers += 1
            self.counts.visits += 1
        task = self.loop.create_task(visited)
        self._visits[task] = visit
        task.add_done_callback(self._visited)
        return task

    def reader_came(self) -> None:
        """Freeze the objects of a screen that is up, so that the garbage collector skips them.

        The collector stops all sessions while it works, and finds nothing before readers leave.
        """
        self.loop.call_later(ARRIVED_SECONDS, gc.freeze)

    def _visited(self, task: asyncio.Task[None]) -> None:
        visit = self._visits.pop(task)
        if not task.cancelled() and (error := task.exception()):
            self.journal.defect(error, where="visit")
        if visit.is_command:
            return
        self.counts.readers -= 1
        self._left += 1
        if self._tidying is None:
            self._tidying = self.loop.call_later(TIDY_SECONDS, self._tidy, self.now)

    # -- start and end

    async def run(self) -> int:
        """Serve until a signal; return the exit code."""
        self.loop.set_exception_handler(self._note_error)
        for number in (signal.SIGTERM, signal.SIGINT):
            self.loop.add_signal_handler(number, self._told_to_end, signal.Signals(number).name)
        self.loop.add_signal_handler(signal.SIGHUP, self.reload)
        watchdog = Watchdog(self.journal)
        watchdog.start()
        self.archive.start()
        metrics = None
        try:
            if self._metrics_socket is not None:
                metrics = await serve_metrics(self._metrics_socket, self._metric_lines)
            taking = self.loop.create_task(self._take_in())
            self.journal.note(
                "listening", address=self._serving.host, port=self.port, key=self.fingerprint
            )
            why = await self._end
            self.journal.note("ending", signal=why, readers=self.counts.readers)
            taking.cancel()
        finally:
            if metrics is not None:
                metrics.close()
            await self._close()
            watchdog.stop()
        return 0

    def reload(self) -> None:
        """Reload the keys, update the index and reopen the log; connections stay."""
        self.journal.reopen()
        if self._serving.keys:
            try:
                self._keys = load_keys(self._serving.keys)
            except NewstuiError as error:
                self.journal.note("reload", problem=f"{error}; the keys from before still hold")
            for problem in self.problems:
                self.journal.note("reload", problem=problem)
        self.archive.update()
        self.journal.note("reload", keys=len(self._keys.keys) if self._keys else None)

    def end(self, why: str = "asked to") -> None:
        """End the server: every session gets a farewell."""
        if not self._end.done():
            self._end.set_result(why)

    def _told_to_end(self, name: str) -> None:
        self.end(name)

    async def _close(self) -> None:
        self.is_closing = True
        self._socket.close()
        for visit in tuple(self._visits.values()):
            visit.leave("newstui: the server is being stopped; come back in a while", "stopped")
        if self._visits:
            await asyncio.wait(tuple(self._visits), timeout=GOODBYE_SECONDS)
        for task in (*self._visits, *self._connections):
            task.cancel()
        await asyncio.gather(*self._visits, *self._connections, return_exceptions=True)
        if self._tidying is not None:
            self._tidying.cancel()
        await self.archive.close()

    def _metric_lines(self) -> Iterator[str]:
        yield from self.counts.lines()
        pool = self.archive.pool
        for name, kind, value in (
            ("questions_total", "counter", pool.asked),
            ("questions_answered_before_total", "counter", pool.kept_hits),
            ("questions_given_up_total", "counter", pool.given_up),
            ("questions_waiting", "gauge", pool.waiting),
            ("strangers", "gauge", len(self._strangers)),
        ):
            yield f"# TYPE newstui_{name} {kind}"
            yield f"newstui_{name} {value}"

    # -- connections

    async def _take_in(self) -> None:
        """Accept connections within the limits per address and before login."""
        while True:
            try:
                end, peer = await self.loop.sock_accept(self._socket)
            except OSError as error:
                if error.errno in (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS):
                    self.counts.refused["files"] += 1
                    await asyncio.sleep(FULL_SECONDS)
                continue
            address = plain(str(peer[0]))
            if reason := self._reason_against(address):
                self._refuse(reason, address)
                end.close()
                continue
            task = self.loop.create_task(self._connection(end, address))
            self._connections.add(task)
            self._strangers[task] = address
            task.add_done_callback(self._connections.discard)
            task.add_done_callback(lambda task: self._strangers.pop(task, None))

    def _reason_against(self, address: str) -> str | None:
        """Return the reason to refuse a connection, or None and count it for its address."""
        if not self._connecting.take(address):
            return "address"
        if len(self._strangers) >= self.limits.strangers and not self._make_room(address):
            self._connecting.give_back(address)
            return "strangers"
        return None

    def _make_room(self, address: str) -> bool:
        """Cancel the oldest login of the address with the most, lest few addresses hold all.

        Returns False where that would be no fairer.
        """
        having = Counter(self._strangers.values())
        [(most, number)] = having.most_common(1)
        if number <= having[address] + 1:
            return False
        oldest = next(task for task, of in self._strangers.items() if of == most)
        del self._strangers[oldest]
        oldest.cancel()
        self._refuse("crowded out", most)
        return True

    def _refuse(self, reason: str, address: str) -> None:
        """Count a refusal, and log the address at intervals: a flood does not fill the log."""
        self.counts.refused[reason] += 1
        if self.now - self._refusals.get((reason, address), -REFUSAL_SECONDS) < REFUSAL_SECONDS:
            return
        if len(self._refusals) > REFUSALS_KEPT:
            self._refusals.clear()
        self._refusals[reason, address] = self.now
        self.journal.note("refused", address=address, why=reason)

    async def _connection(self, end: socket.socket, address: str) -> None:
        """Serve a connection from its first byte to its last."""
        connection = None
        try:
            end.setblocking(False)
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection = await self._logged_in(end, address)
            await connection.wait_closed()
        except (OSError, asyncssh.Error, TimeoutError):
            self.counts.refused["handshake"] += connection is None
        finally:
            if connection is not None:
                connection.abort()
            end.close()
            self._connecting.give_back(address)

    async def _logged_in(self, end: socket.socket, address: str) -> asyncssh.SSHServerConnection:
        try:
            return await asyncssh.run_server(
                end,
                config=None,
                server_factory=lambda: SshServer(self, address),
                server_host_keys=[self._host_key],
                server_version="newstui",
                kex_algs=KEY_EXCHANGES,
                login_timeout=self.limits.login_seconds,
                connect_timeout=self.limits.login_seconds + 5,
                keepalive_interval=KEEPALIVE_SECONDS,
                keepalive_count_max=KEEPALIVES,
                encoding=None,
                line_editor=False,
                password_auth=False,
                kbdint_auth=False,
                host_based_auth=False,
                gss_host=None,
                agent_forwarding=False,
                x11_forwarding=False,
                sftp_factory=None,
                allow_scp=False,
                window=RECEIVE_WINDOW,
            )
        finally:
            me = asyncio.current_task()
            if me is not None:
                self._strangers.pop(me, None)

    # -- garbage collection

    def _tidy(self, since: float) -> None:
        """Collect garbage once enough sessions have ended: screens are full of cycles."""
        self._tidying = None
        is_late = self.now - since > LATEST_TIDY_SECONDS
        if self._left * TIDY_SHARE < self.counts.readers and not is_late:
            self._tidying = self.loop.call_later(TIDY_SECONDS, self._tidy, since)
            return
        self._left = 0
        gc.unfreeze()
        gc.collect()
        gc.freeze()

    def _note_error(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, Exception):
            self.journal.defect(error, where=str(context.get("message")))
        else:
            self.journal.note("error", where=str(context.get("message")))


def _listening(host: str, port: int) -> socket.socket:
    """Return a listening socket. Raises `NewstuiError` for a port that is taken or privileged."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        end = socket.socket(family, kind, protocol)
        try:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                end.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            end.bind(address)
            end.listen(BACKLOG)
            end.setblocking(False)
        except OSError:
            end.close()
            raise
    except OSError as error:
        raise NewstuiError(
            f"can't listen on {host}, port {port}: {os_error_text(error)}"
        ) from error
    return end


def serve(serving: Serving, journal: EventLog, listens: Callable[[Server], None]) -> int:
    """Serve an archive until a signal; return the exit code. Raises `NewstuiError`.

    `listens` gets the server before it accepts connections.
    """
    for name in ("asyncssh", "asyncio"):  # asyncio's tells of links that were cut
        logging.getLogger(name).setLevel(logging.CRITICAL)
    leave_standard_output_alone()
    save_memory()
    loop = ServingLoop()
    asyncio.set_event_loop(loop)
    try:
        server = loop.run_until_complete(_made(serving, journal, loop))
        _load_screens()
        gc.collect()
        gc.freeze()
        gc.set_threshold(*THRESHOLDS)
        listens(server)
        return loop.run_to_end(server.run(), journal)
    finally:
        loop.close()


def _load_screens() -> None:
    """Import all screens now: at its first use an import would block every other session."""
    for module in pkgutil.iter_modules(tui.screens.__path__, "tui.screens."):
        importlib.import_module(module.name)


async def _made(serving: Serving, journal: EventLog, loop: ServingLoop) -> Server:
    return Server(serving, journal, loop)
