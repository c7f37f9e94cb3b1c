"""SSH server of an archive: `ssh news@host`.

One process, one event loop, one pair of engines; every connection gets a newstui of its own.
Only modules that `start` imports need asyncssh, an extra: `pip install '.[serve]'` in a checkout.
"""

from __future__ import annotations

import ipaddress
import os
import signal
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import HomeError, NewstuiError
from index.files.home import NO_ARCHIVE, Home
from index.sync.rebuild import has_leftovers
from index.text.clean import clean_line

if TYPE_CHECKING:
    from tui.serve.server import Server

FRAMES_A_SECOND = 120
"""Textual's frame rate: a key waits for the next frame, and no animation fills them all."""


def start(
    home: Home,
    *,
    host: str,
    port: int,
    keys: Path | None,
    public: bool,
    host_key: Path | None,
    sessions: int,
    per_address: int,
    idle_minutes: float,
    metrics_port: int | None,
    log: Path | None,
) -> int:
    """Serve until a signal; return the exit code. Raises `NewstuiError` for a failed start."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # a reload so early would end it
    if keys and public:
        raise NewstuiError("'--authorized-keys' does not go with '--public'")
    if not (keys or public or is_loopback(host)):
        raise NewstuiError(
            f"{host} is reachable from other machines: add '--authorized-keys FILE', "
            "or '--public' to admit everybody"
        )
    if not _has_archive(home):
        raise HomeError(home.path, NO_ARCHIVE)
    _set_environment()
    try:
        import asyncssh  # noqa: F401 (whether it is there)
    except ImportError as error:
        raise NewstuiError(
            f"serving needs asyncssh ({error}): pip install '.[serve]' in a checkout of newstui"
        ) from error
    from tui.serve.limits.limits import Limits
    from tui.serve.process.event_log import open_journal
    from tui.serve.server import Serving, serve

    home.prepare()
    limits = replace(
        Limits(), sessions=sessions, per_address=per_address, idle_seconds=60 * idle_minutes
    )
    serving = Serving(home, host, port, keys, host_key or home.host_key, metrics_port, limits)
    journal = open_journal(log)
    try:
        return serve(serving, journal, _say)
    finally:
        journal.close()


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach an address."""
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def _has_archive(home: Home) -> bool:
    """Return whether a home has had a source: a mistyped home must not be made and served."""
    # The index alone may be missing: it is built anew from the sources, or restored.
    return home.index.exists() or home.sources.exists() or has_leftovers(home.index)


def _set_environment() -> None:
    """Set the variables that Textual reads at import, and drop the administrator's own."""
    for name in tuple(os.environ):
        if name == "NO_COLOR" or name.startswith("TEXTUAL"):
            del os.environ[name]
    os.environ["TEXTUAL_COLOR_SYSTEM"] = "truecolor"  # `colours` reduces it for each terminal
    os.environ["TEXTUAL_FPS"] = str(FRAMES_A_SECOND)


def _say(server: Server) -> None:
    """Print problems, port and host key on standard error, for the administrator."""
    for problem in server.problems:
        print(f"newstui: {clean_line(problem)}", file=sys.stderr)
    who = "anyone" if server.is_public else "readers with a key"
    print(f"newstui: port {server.port}, for {who}; host key {server.fingerprint}", file=sys.stderr)
