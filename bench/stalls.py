"""Stalls of the browser's event loop.

`python bench/stalls.py REPORT` opens the browser and, after the exit, writes to REPORT as JSON
each callback that held the loop for a millisecond or longer: its start (monotonic), its duration,
its processor time (both in seconds), and its name. Run as a file, so that the installed newstui
runs; the probe is no part of newstui.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from time import monotonic, thread_time
from typing import Any, NamedTuple

NOTED = 0.001
"""Seconds from which a stall is noted."""


class Stall(NamedTuple):
    """Callback that held the event loop; times in seconds."""

    begun: float
    took: float
    worked: float
    """Seconds of that time that the processor worked on it."""
    what: str


def probe() -> list[Stall]:
    """Return a list of stalls that fills with each slow callback of every event loop."""
    found: list[Stall] = []
    run = asyncio.Handle._run

    def timed(handle: asyncio.Handle) -> None:
        begun, worked = monotonic(), thread_time()
        run(handle)
        took = monotonic() - begun
        if took >= NOTED:
            found.append(Stall(begun, took, thread_time() - worked, _name(handle)))

    asyncio.Handle._run = timed  # type: ignore[method-assign, assignment]
    return found


def _name(handle: asyncio.Handle) -> str:
    callback: Any = getattr(handle, "_callback", None)
    owner = getattr(callback, "__self__", None)
    if isinstance(owner, asyncio.Task):
        return owner.get_name()
    return getattr(callback, "__qualname__", repr(callback))


def main() -> int:
    """Browse the home of the environment, write the report, and return the exit code."""
    found = probe()
    from index.files.home_path import home_path
    from tui.app.browse import run
    from tui.start.arguments import BrowseOptions

    code = run(home_path(), BrowseOptions())
    Path(sys.argv[1]).write_text(json.dumps(found))
    return code


if __name__ == "__main__":
    sys.exit(main())
