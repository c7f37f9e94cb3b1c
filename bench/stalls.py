"""Stalls of the browser's event loop.

`python bench/stalls.py REPORT` opens the browser and, once it is left, writes to REPORT as JSON
what held the loop for a millisecond or longer: when (monotonic), for how long, for how long the
processor worked on it meanwhile (both in seconds), and what it was. Run as a file, so that the
installed newstui is what runs; the probe is no part of it.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from time import monotonic, thread_time
from typing import Any, NamedTuple

NOTED = 0.001
"""Seconds."""


class Stall(NamedTuple):
    """What held the loop; in seconds."""

    begun: float
    took: float
    worked: float
    """For how long of that the processor was at it."""
    what: str


def probe() -> list[Stall]:
    """A list that every callback of every event loop is noted in that takes long."""
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
    """Browse the home of the environment; the exit code."""
    found = probe()
    from index.files.home_path import home_path
    from tui.app.browse import run
    from tui.start.arguments import BrowseOptions

    code = run(home_path(), BrowseOptions())
    Path(sys.argv[1]).write_text(json.dumps(found))
    return code


if __name__ == "__main__":
    sys.exit(main())
