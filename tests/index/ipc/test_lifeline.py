"""Tests of the lifeline: no process outlives its parent, and none ignores SIGTERM."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from index.archive.messages import Call, UpdateRequest
from index.engine.whoosh import open_whoosh_writer
from index.files.home import Home
from index.ipc.wire import Wire
from index.sync.read_ahead import File
from tests.index.engine.archive import EVERYTHING

ROOT = Path(__file__).parents[3]
SECONDS = 60
"""Seconds after which a living process is taken never to end."""

BLOCKED = """
import sys, threading
def block(*_):
    print("busy", flush=True)
    threading.Event().wait()
"""
MAINS = {
    "reader": "from index.sync.read_ahead import main; main(block)",
    "partner": """
from index.engine.whoosh.write import indexing_helper as partner
partner.Batch.add = block
partner.main()
""",
    "engine": "from index.archive.engine_process import main; main(block)",
    "indexer": """
from dataclasses import replace
from index.archive.indexer_process import main
from tests.index.fakes import pipeline
main(replace(pipeline(), read=block), patience=0.1)
""",
}
"""Scripts of processes in the middle of a read, or of an article, that never ends."""


LATE = """
import select, sys
from index.ipc import lifeline
lifeline._end_after = lambda *_: None  # the moment before it acts
def late(*_):
    print("busy", flush=True)
    gone = select.poll()
    gone.register(int(sys.argv[1]), select.POLLHUP)
    gone.poll()
    return []
"""
LATE_MAINS = {
    "reader": "from index.sync.read_ahead import main; main(late)",
    "partner": """
from index.engine.whoosh.write import indexing_helper as partner
partner._index = late
partner.main()
""",
}
"""Scripts of processes with an answer for a client that is gone."""


class Busy:
    """Process that is busy with its work."""

    def __init__(
        self, kind: str, home: Home, before: Callable[[], object] | None, script: str = ""
    ) -> None:
        self.end, theirs = socket.socketpair()
        folder = home.index if kind == "partner" else home.path
        arguments = {"reader": [], "partner": [str(folder), "256"]}.get(kind, [str(folder)])
        with theirs:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-c",
                    script or BLOCKED + MAINS[kind],
                    str(theirs.fileno()),
                    *arguments,
                ],
                pass_fds=(theirs.fileno(),),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=ROOT,
                start_new_session=True,
                preexec_fn=before,
            )
        work = {
            "reader": [File("page.txt", "key", b"")],
            "partner": EVERYTHING,
            "engine": Call(1, "slugs", ("",)),
            "indexer": UpdateRequest(),
        }
        Wire(self.end).send(work[kind])
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == b"busy\n"

    def ended(self) -> int:
        """Wait for the end and return the exit code; fail if the process wrote anything."""
        _, said = self.process.communicate(timeout=SECONDS)
        assert said == b""
        return self.process.returncode

    def close(self) -> None:
        self.end.close()
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    open_whoosh_writer(home.index).close()
    return home


@pytest.fixture(params=sorted(MAINS))
def kind(request: pytest.FixtureRequest, home: Home) -> str:
    if request.param == "indexer":
        for file in home.index.iterdir():
            file.unlink()
    return str(request.param)


@pytest.mark.slow
def test_a_process_ends_when_nobody_is_there_any_more(home: Home, kind: str) -> None:
    with closing(Busy(kind, home, None)) as busy:
        busy.end.close()  # as the kernel does for a process that ends
        assert busy.ended() == 0


def ignore_and_block() -> None:
    """Ignore SIGTERM as under `trap '' TERM`, and block it as in a thread without signals."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})


@pytest.mark.slow
def test_sigterm_ends_a_process_whose_parent_ignores_it(home: Home, kind: str) -> None:
    with closing(Busy(kind, home, ignore_and_block)) as busy:
        busy.process.terminate()
        assert busy.ended() == -signal.SIGTERM


@pytest.mark.slow
def test_the_signals_of_a_terminal_are_for_its_own_process(home: Home, kind: str) -> None:
    with closing(Busy(kind, home, None)) as busy:
        busy.process.send_signal(signal.SIGINT)
        busy.process.send_signal(signal.SIGHUP)
        busy.process.terminate()
        assert busy.ended() == -signal.SIGTERM


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(LATE_MAINS))
def test_an_answer_for_nobody_is_no_traceback(home: Home, kind: str) -> None:
    with closing(Busy(kind, home, None, LATE + LATE_MAINS[kind])) as busy:
        busy.end.close()
        assert busy.ended() == 0
