"""Helper processes: modules of newstui that run for this process, at the other end of a socket."""

from __future__ import annotations

import os
import site
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from index.ipc.lifeline import hold
from index.ipc.wire import Wire

_ROOMS = Path(__file__).parents[2]


class HelperProcess:
    """A helper process as its parent sees it, with the wire to it.

    The helper never touches the terminal: its standard input and output are empty, and the
    terminal's signals don't reach it.
    """

    def __init__(self, module: str, *arguments: str) -> None:
        """Start a module. Raises `OSError` where no process can be started."""
        self._end, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                command(module, str(theirs.fileno()), *arguments),
                stdout=subprocess.DEVNULL,
                **options(theirs),
            )
        self.wire = Wire(self._end)

    def fileno(self) -> int:
        """Return the descriptor of the wire, for `select`."""
        return self._end.fileno()

    def hang_up(self) -> None:
        """Shut the wire down both ways, which ends the helper, too."""
        with suppress(OSError):
            self._end.shutdown(socket.SHUT_RDWR)

    def kill(self) -> None:
        """Kill the process and wait for its end."""
        self.process.kill()
        self.process.wait()

    def close(self) -> None:
        """Kill the process and close the wire."""
        self.kill()
        self._end.close()


@contextmanager
def wire_to_parent(descriptor: str, grace: float = 0.0) -> Iterator[Wire]:
    """Yield the wire of a helper process to its parent, from the number of the inherited socket.

    The process ends `grace` seconds after its parent has (`lifeline`).
    """
    with socket.socket(fileno=int(descriptor)) as end:
        hold(end, grace)
        yield Wire(end)


def command(module: str, *arguments: str) -> list[str]:
    """Return the command line that runs a module of newstui in a process of its own.

    Python imports nothing from the current directory, which is the user's and may hold a folder
    `index`; file names are UTF-8 in that process whatever the locale says, as they are in this one.
    """
    begin = "from newstui import run_module; run_module()"
    return [sys.executable, "-X", "utf8", "-P", "-c", begin, module, *arguments]


def options(theirs: socket.socket) -> dict[str, Any]:
    """Return the options of `Popen` for a process at the other end of a socket."""
    return {
        "pass_fds": (theirs.fileno(),),
        "stdin": subprocess.DEVNULL,
        "start_new_session": True,
        "env": environment(),
    }


def environment() -> dict[str, str]:
    """Return this process's environment with newstui's folder in `PYTHONPATH`, unless newstui is
    installed: Python does not look into a checkout by itself."""
    installed = str(_ROOMS) in {*site.getsitepackages(), site.getusersitepackages()}
    if installed:
        return dict(os.environ)
    places = filter(None, [os.environ.get("PYTHONPATH"), str(_ROOMS)])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(places)}
