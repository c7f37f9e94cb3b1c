"""Measurements of all engines in turns, so that other load hits all of them alike."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.engines.asks import ASKS, FIRST_PAGE
from bench.engines.figures import Engine, Indexing, Kind, Run
from bench.engines.peers import OURS, PEERS_BY_NAME, Peer

WORKER = Path(__file__).with_name("worker.py")

PATIENCE = 4.0
"""Seconds that one engine may spend on the repeats of one question."""


class Failed(Exception):  # noqa: N818  (told in the results, no bug of the benchmark)
    """Error of an engine that failed a command."""


@dataclass(frozen=True)
class Plan:
    """Extent of the measurements."""

    blocks: Sequence[Path]
    """The files of the archive."""
    articles: int
    folder: Path
    """Folder of the indexes."""
    rounds: int
    """Number of times that the whole archive is indexed."""
    cold: int = 3
    warm: int = 9
    starts: int = 5
    changes: int = 5


class Worker:
    """The process of one engine, over one index."""

    def __init__(self, peer: Peer, folder: Path) -> None:
        self._name = peer.name
        self.process = subprocess.Popen(
            [peer.python or sys.executable, WORKER, peer.name, folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            # Otherwise Python puts the worker's own folder first on the module search path.
            env={**os.environ, "PYTHONSAFEPATH": "1"},
        )
        self.greeting = self._answer()

    def tell(self, command: str, **arguments: Any) -> dict[str, Any]:
        """Send a command and return its answer. Raises `Failed`."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"command": command, **arguments}) + "\n")
        self.process.stdin.flush()
        answer = self._answer()
        if "error" in answer:
            raise Failed(f"{self._name}, {command}: {answer['error']}")
        return answer

    def close(self) -> None:
        """Close the pipes, and wait for the process to end by itself."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise Failed(f"{self._name}: its process ended with code {self.process.wait()}")
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def worker(peer: Peer, folder: Path) -> Iterator[Worker]:
    """Yield a worker, and close it afterwards."""
    started = Worker(peer, folder)
    try:
        yield started
    finally:
        started.close()


def find(peers: Iterable[Peer], plan: Plan, without: Collection[str] = ()) -> dict[str, Engine]:
    """Return the engines; a missing one names its reason."""
    engines = {}
    for peer in peers:
        engine = engines[peer.name] = Engine(peer.name)
        if peer.name in without:
            engine.missing = "left out of this run"
        else:
            with _excused(engine):
                _look(peer, engine, plan)
    return engines


def _look(peer: Peer, engine: Engine, plan: Plan) -> None:
    if peer.largest is not None and plan.articles > peer.largest:
        engine.missing = f"left out above {peer.largest:,} articles: it takes too long"
    elif peer.python and not Path(peer.python).exists():
        engine.missing = f"not installed ({peer.install})"
    else:
        with worker(peer, plan.folder) as started:
            if "missing" in started.greeting:
                engine.missing = f"not installed ({peer.install}): {started.greeting['missing']}"
            else:
                engine.version = started.greeting["version"]
                engine.unasked = started.greeting["unasked"]


def where(plan: Plan) -> dict[str, bool]:
    """Return the origin of the measured newstui: see `Commands.where` of the worker."""
    with worker(OURS, plan.folder) as started:
        found: dict[str, bool] = started.tell("where")
        return found


@contextmanager
def _excused(engine: Engine) -> Iterator[None]:
    """Leave out a peer that fails, and log the reason; re-raise where newstui itself fails."""
    try:
        yield
    except Failed as error:
        if engine.name == OURS.name:
            raise
        engine.missing = f"failed: {error}"


def present(run: Run) -> list[Engine]:
    """Return the engines that are not missing."""
    return [engine for engine in run.engines.values() if engine.missing is None]


def home(plan: Plan, engine: Engine, workers: int = 1) -> Path:
    """Return the folder of an engine's index."""
    return plan.folder / f"{engine.name}-{workers}"


def index(plan: Plan, run: Run) -> None:
    """Index the whole archive with each engine in turn, as often as there are rounds."""
    for _ in range(plan.rounds):
        for engine in present(run):
            with _excused(engine):
                for workers in PEERS_BY_NAME[engine.name].workers:
                    _index(plan, engine, workers)


def _index(plan: Plan, engine: Engine, workers: int) -> None:
    folder = home(plan, engine, workers)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    figures = engine.indexing.setdefault(str(workers), Indexing())
    with worker(PEERS_BY_NAME[engine.name], folder) as started:
        blocks = [str(path) for path in plan.blocks]
        answer = started.tell("index", blocks=blocks, count=plan.articles, workers=workers)
    figures.seconds.append(answer["seconds"])
    figures.processor_seconds.append(answer["processor_seconds"])
    figures.bytes = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def start(plan: Plan, run: Run) -> None:
    """Measure fresh processes: imports, opening, first page, and in the last round the memory."""
    for left in reversed(range(plan.starts)):
        for engine in present(run):
            with (
                _excused(engine),
                worker(PEERS_BY_NAME[engine.name], home(plan, engine)) as started,
            ):
                engine.imports.append(started.greeting["imports"])
                engine.first_open.append(started.tell("open")["seconds"])
                page = started.tell("search", ask=FIRST_PAGE.name)
                engine.first_page.append(page["seconds"])
                if not left:
                    engine.memory_opened = started.tell("memory")["bytes"]
                    _ask_all(engine, started)
                    engine.memory_asked = started.tell("memory")["bytes"]


def _ask_all(engine: Engine, started: Worker) -> None:
    for ask in ASKS:
        if ask.name not in engine.unasked:
            started.tell("search", ask=ask.name)


def query(plan: Plan, run: Run) -> None:
    """Ask each question of each engine in turn: first of fresh readers, then of warm ones."""
    with ExitStack() as stack:
        started = {
            engine.name: stack.enter_context(worker(PEERS_BY_NAME[engine.name], home(plan, engine)))
            for engine in present(run)
        }
        for ask in ASKS:
            for step in (*[_ask_cold] * plan.cold, *[_ask_warm] * plan.warm):
                for engine in present(run):
                    if ask.name not in engine.unasked:
                        with _excused(engine):
                            step(engine, started[engine.name], ask.name)


def _ask_cold(engine: Engine, started: Worker, ask: str) -> None:
    kind = engine.kinds.setdefault(ask, Kind())
    if sum(kind.cold) > PATIENCE:
        return
    engine.reopened.append(started.tell("open")["seconds"])
    kind.opened.append(started.tell("search", ask=ask)["seconds"])
    started.tell("forget")
    answer = started.tell("search", ask=ask)
    kind.cold.append(answer["seconds"])
    kind.total, kind.best = answer["total"], answer["ids"]


def _ask_warm(engine: Engine, started: Worker, ask: str) -> None:
    kind = engine.kinds[ask]
    if sum(kind.warm) <= PATIENCE:
        kind.warm.append(started.tell("search", ask=ask)["seconds"])


def alone(plan: Plan, run: Run) -> None:
    """Measure the requests that newstui alone answers."""
    ours = run.engines[OURS.name]
    with worker(OURS, home(plan, ours)) as started:
        answer = started.tell("alone")
    run.alone, run.stops = answer["alone"], answer["stops"]


def change(plan: Plan, run: Run) -> None:
    """Measure commits by one process, and the refresh of another process that reads."""
    for engine in present(run):
        peer, folder = PEERS_BY_NAME[engine.name], home(plan, engine)
        with _excused(engine), worker(peer, folder) as reader, worker(peer, folder) as writer:
            reader.tell("open")
            reader.tell("search", ask=FIRST_PAGE.name)
            for times in range(plan.changes):
                for count, figures in ((1, engine.change_one), (100, engine.change_hundred)):
                    first = (times * 101 + (count > 1)) % max(1, plan.articles - count)
                    answer = writer.tell(
                        "change",
                        blocks=[str(path) for path in plan.blocks],
                        first=first,
                        count=min(count, plan.articles - first),
                        times=times + 2,
                    )
                    figures.append(answer["seconds"])
                    engine.refresh.append(reader.tell("refresh")["seconds"])
